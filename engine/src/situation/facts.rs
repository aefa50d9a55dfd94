//! What is said of one holder. What is not said takes no room: a format has hundreds of inputs, a household tells some.

use super::Given;
use crate::program::InputId;

/// What is said of the household, or of a person, each input once.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    /// For each input, its rank among what is said, from 1; 0 when nothing is.
    ranks: Box<[u32]>,
    said: Vec<(InputId, Given)>,
    /// The lists that are given, by rank: of what has no line there is nothing.
    lists: Vec<usize>,
}

impl Facts {
    /// Nothing is said of any of so many inputs.
    pub(super) fn none(inputs: usize) -> Facts {
        Facts {
            ranks: vec![0; inputs].into_boxed_slice(),
            said: Vec::new(),
            lists: Vec::new(),
        }
    }

    /// What is said of an input.
    pub(super) fn get(&self, input: InputId) -> Option<&Given> {
        let rank = *self.ranks.get(input.index())?;
        let place = usize::try_from(rank.checked_sub(1)?).ok()?;
        self.said.get(place).map(|(_, given)| given)
    }

    /// Says something of an input. No effect when there is no such input.
    pub(super) fn set(&mut self, input: InputId, given: Given) {
        let Some(rank) = self.ranks.get_mut(input.index()) else {
            return;
        };
        let place = usize::try_from(*rank).unwrap_or(0).checked_sub(1);
        if let Some((_, slot)) = place.and_then(|place| self.said.get_mut(place)) {
            *slot = given;
        } else if let Ok(next) = u32::try_from(self.said.len().saturating_add(1)) {
            if self.said.is_empty() {
                // A person is told by some twenty to thirty fields.
                self.said.reserve(32);
            }
            *rank = next;
            self.said.push((input, given));
        }
    }

    /// Says that a list is given.
    pub(super) fn tell_list(&mut self, list: usize) {
        if !self.lists.contains(&list) {
            self.lists.push(list);
        }
    }

    /// The lists that are given.
    pub(super) fn lists(&self) -> &[usize] {
        &self.lists
    }

    /// All that is said, in the order in which it was.
    pub(super) fn all(&self) -> &[(InputId, Given)] {
        &self.said
    }
}
