//! Sets of unknown inputs: many, each at a time and for a person.

use super::relevance::Reached;
use super::values::Household;
use crate::bits::{place, positions};
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

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Adds one.
    pub(super) fn insert(&mut self, one: Reached) {
        self.insert_at(Unknowns::place(one, self.persons));
    }

    /// Adds the one that stands at a place.
    pub(super) fn insert_at(&mut self, at: usize) {
        let (word, bit) = place(at);
        if self.words.len() <= word {
            self.words.resize(word.saturating_add(1), 0);
        }
        if let Some(own) = self.words.get_mut(word) {
            *own |= bit;
        }
    }

    /// Takes one out, when it is there.
    pub(super) fn remove(&mut self, one: Reached) {
        let (word, bit) = place(Unknowns::place(one, self.persons));
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

    /// Adds those of another set of the same household.
    pub(super) fn add(&mut self, others: &Unknowns) {
        if self.words.len() < others.words.len() {
            self.words.resize(others.words.len(), 0);
        }
        for (own, other) in self.words.iter_mut().zip(&others.words) {
            *own |= other;
        }
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

    /// Where one stands, in a household of so many persons.
    pub(super) fn place(one: Reached, persons: usize) -> usize {
        let start = one.place.saturating_mul(persons.max(1));
        start.saturating_add(one.person.unwrap_or(0))
    }
}
