//! Sets of unknown inputs: many, each at a time and for a person.

use super::bits::Bits;
use super::relevance::Reached;
use super::values::Household;
use crate::law::{Law, Shape};

/// A set of unknown inputs of a household.
#[derive(Debug, Clone)]
pub(super) struct Unknowns {
    /// By input at a time, then by person.
    places: Bits,
    persons: usize,
    len: usize,
}

impl Unknowns {
    /// The empty set.
    pub(super) fn none(household: &Household<'_>) -> Unknowns {
        let persons = household.size().max(1);
        Unknowns {
            places: Bits::new(household.law.inputs.len().saturating_mul(persons)),
            persons,
            len: 0,
        }
    }

    /// Whether there is none.
    pub(super) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds one.
    pub(super) fn insert(&mut self, one: Reached) {
        if self.places.insert(self.place(one)) {
            self.len = self.len.saturating_add(1);
        }
    }

    /// Takes one out, when it is there.
    pub(super) fn remove(&mut self, one: Reached) {
        if self.places.remove(self.place(one)) {
            self.len = self.len.saturating_sub(1);
        }
    }

    /// Adds some.
    pub(super) fn extend(&mut self, more: impl IntoIterator<Item = Reached>) {
        for one in more {
            self.insert(one);
        }
    }

    /// By input, time and person.
    pub(super) fn iter<'s>(&'s self, law: &'s Law) -> impl Iterator<Item = Reached> + 's {
        self.places.iter().filter_map(|position| {
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
