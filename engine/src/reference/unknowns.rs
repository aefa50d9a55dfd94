//! Sets of unknown inputs: many, each at a time and for a person.

use super::relevance::Reached;
use crate::bits::{Places, each, place};

/// A set of unknown inputs, by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Unknowns {
    words: Vec<u64>,
}

impl Unknowns {
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Adds one.
    pub(super) fn insert(&mut self, number: usize) {
        let (word, bit) = place(number);
        self.add_words(word, &[bit]);
    }

    /// Takes one out, when it is there.
    pub(super) fn remove(&mut self, number: usize) {
        let (word, bit) = place(number);
        if let Some(own) = self.words.get_mut(word) {
            *own &= !bit;
        }
    }

    /// Takes out those of another set.
    pub(super) fn without(&mut self, others: &Unknowns) {
        for (own, other) in self.words.iter_mut().zip(&others.words) {
            *own &= !other;
        }
    }

    /// Adds those of some words, from the place of the first one.
    pub(super) fn add_words(&mut self, first: usize, others: &[u64]) {
        let end = first.saturating_add(others.len());
        if self.words.len() < end {
            self.words.resize(end, 0);
        }
        let own = self.words.get_mut(first..end).unwrap_or_default();
        own.iter_mut()
            .zip(others)
            .for_each(|(own, other)| *own |= other);
    }
}

/// The unknown inputs of a household that something depends on, numbered as they are found: sets stay small.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    /// The number of each, by place.
    numbers: Places,
    /// Each, by number.
    all: Vec<Reached>,
}

impl Numbers {
    /// Forgets everything: another household.
    pub(super) fn clear(&mut self) {
        self.numbers.clear();
        self.all.clear();
    }

    /// The number of one, in a household of so many persons.
    pub(super) fn of(&mut self, one: Reached, persons: usize) -> usize {
        let place = one.place_among(persons);
        if let Some(number) = self.numbers.get(place) {
            return number;
        }
        let number = self.all.len();
        self.numbers.put(place, number);
        self.all.push(one);
        number
    }

    /// Those of a set, in order.
    pub(super) fn listed(&self, set: &Unknowns, persons: usize) -> Listed {
        let mut places = Unknowns::default();
        each(&set.words, |number| {
            let one = self.all.get(number);
            places.insert(one.map_or(0, |one| one.place_among(persons)));
        });
        let mut listed = Vec::new();
        each(&places.words, |place| {
            let number = self.numbers.get(place);
            if let Some(one) = number.and_then(|number| self.all.get(number)) {
                listed.push(*one);
            }
        });
        Listed(listed)
    }
}

/// Unknown inputs by input, time and person.
#[derive(Debug, Clone, Default)]
pub(super) struct Listed(Vec<Reached>);

impl Listed {
    /// Those of several lists of a household, each once.
    pub(super) fn of_any(lists: &[Listed], persons: usize) -> Listed {
        let mut numbers = Numbers::default();
        let mut all = Unknowns::default();
        for list in lists {
            for one in &list.0 {
                all.insert(numbers.of(*one, persons));
            }
        }
        numbers.listed(&all, persons)
    }

    /// Each.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, Reached> {
        self.0.iter()
    }
}
