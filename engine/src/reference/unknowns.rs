//! Sets of unknown inputs: many, each at a time and for a person.

use super::bits::{place, positions};
use super::relevance::Reached;
use super::values::Household;
use crate::law::{Law, Shape};

/// A set of unknown inputs of a household.
#[derive(Debug, Clone)]
pub(super) struct Unknowns {
    /// By input at a time, then by person.
    words: Vec<u64>,
    persons: usize,
}

impl Unknowns {
    /// The empty set.
    pub(super) fn none(household: &Household<'_>) -> Unknowns {
        Unknowns {
            words: Vec::new(),
            persons: household.size().max(1),
        }
    }

    /// One input of a household of so many persons.
    pub(super) fn only(one: Reached, persons: usize) -> Unknowns {
        let mut only = Unknowns {
            words: Vec::new(),
            persons: persons.max(1),
        };
        only.insert(one);
        only
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Adds one.
    pub(super) fn insert(&mut self, one: Reached) {
        let (word, bit) = place(self.place(one));
        if self.words.len() <= word {
            self.words.resize(word.saturating_add(1), 0);
        }
        if let Some(own) = self.words.get_mut(word) {
            *own |= bit;
        }
    }

    /// Takes one out, when it is there.
    pub(super) fn remove(&mut self, one: Reached) {
        let (word, bit) = place(self.place(one));
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

    /// Its bits. What is beyond the end is not in the set.
    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    /// Adds those of another set of the same household, by its bits.
    pub(super) fn add(&mut self, words: &[u64]) {
        join(&mut self.words, words);
    }

    /// Whether some are in another set, by its bits.
    pub(super) fn meets(&self, words: &[u64]) -> bool {
        let mut both = self.words.iter().zip(words);
        both.any(|(own, other)| own & other != 0)
    }

    /// By input, time and person.
    pub(super) fn iter<'s>(&'s self, law: &'s Law) -> impl Iterator<Item = Reached> + 's {
        positions(&self.words).filter_map(|position| {
            let place = position.checked_div(self.persons)?;
            let at = law.inputs.get(place)?;
            let node = at.nodes().next().and_then(|id| law.node(id))?;
            let person = position.checked_rem(self.persons)?;
            Some(Reached {
                input: at.input,
                person: (node.shape == Shape::Person).then_some(person),
                time: at.time,
                place,
            })
        })
    }

    fn place(&self, one: Reached) -> usize {
        let start = one.place.saturating_mul(self.persons);
        start.saturating_add(one.person.unwrap_or(0))
    }
}

/// Adds the bits of some words to others.
pub(super) fn join(own: &mut Vec<u64>, more: &[u64]) {
    if own.len() < more.len() {
        own.resize(more.len(), 0);
    }
    for (own, more) in own.iter_mut().zip(more) {
        *own |= more;
    }
}
