//! Which unknown inputs the values of nodes depend on, told once for all results that read them.
//!
//! Several rights ask it of the same values. What one depends on is what it is entered from depends on, put together
//! (`relevance.rs`): each node is told after those, when something asks for it, and kept.

use std::ops::Range;

use super::bits::Places;
use super::relevance::{entered, input, standing};
use super::unknowns::{self, Unknowns};
use super::values::View;
use crate::law::NodeId;

/// What the values of nodes depend on, as they were first found: told when it is asked, and kept.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// The set of each node, by node and person.
    told: Places,
    /// The words of each set ([`Unknowns`]); the first one is empty.
    sets: Vec<Range<usize>>,
    words: Vec<u64>,
    /// Nodes whose set is being made, and what is entered from them.
    frames: Vec<Frame>,
    entered: Vec<(NodeId, usize)>,
}

/// A node whose set is being made.
#[derive(Debug)]
struct Frame {
    id: NodeId,
    person: usize,
    /// Where what is entered from it starts, and which comes next.
    start: usize,
    next: usize,
    sum: Sum,
}

/// Sets put together: most nodes depend on what one of those that they read depends on.
#[derive(Debug, Default)]
struct Sum {
    one: usize,
    several: Option<Vec<u64>>,
}

/// The set of what is settled.
const NOTHING: usize = 0;

impl Reach {
    /// Forgets everything: the values are others.
    pub(super) fn clear(&mut self) {
        self.told.clear();
        self.sets.clear();
        self.sets.push(0..0);
        self.words.clear();
    }

    /// The unknown inputs that the value of a node depends on, as the words of [`Unknowns`].
    pub(super) fn from(&mut self, view: &View<'_>, id: NodeId, person: usize) -> &[u64] {
        let set = self.known(view, id, person);
        let set = set.unwrap_or_else(|| self.set(view, id, person));
        self.words_of(set)
    }

    fn words_of(&self, set: usize) -> &[u64] {
        let range = self.sets.get(set).cloned().unwrap_or_default();
        self.words.get(range).unwrap_or_default()
    }

    /// The set of a node, if it is told already or nothing.
    fn known(&self, view: &View<'_>, id: NodeId, person: usize) -> Option<usize> {
        let Some((person, place)) = standing(view, id, person) else {
            return Some(NOTHING);
        };
        if let Some(set) = self.told.get(place) {
            return Some(set);
        }
        view.is_settled(id, person).then_some(NOTHING)
    }

    /// Makes the set of a node, after those of what is entered from it.
    fn set(&mut self, view: &View<'_>, id: NodeId, person: usize) -> usize {
        let mut last = NOTHING;
        self.open(view, id, person);
        while let Some(frame) = self.frames.last() {
            let Some((id, person)) = self.entered.get(frame.next).copied() else {
                last = self.close(view);
                continue;
            };
            match self.known(view, id, person) {
                Some(set) => self.add(set),
                None => self.open(view, id, person),
            }
        }
        last
    }

    fn open(&mut self, view: &View<'_>, id: NodeId, person: usize) {
        let start = self.entered.len();
        entered(view, id, person, |id, person| {
            self.entered.push((id, person));
        });
        self.frames.push(Frame {
            id,
            person,
            start,
            next: start,
            sum: Sum::default(),
        });
    }

    /// Adds what one that is entered depends on.
    fn add(&mut self, set: usize) {
        let Some(mut frame) = self.frames.pop() else {
            return;
        };
        frame.next = frame.next.saturating_add(1);
        if frame.sum.one == NOTHING {
            frame.sum.one = set;
        } else if set != NOTHING && set != frame.sum.one {
            let first = || self.words_of(frame.sum.one).to_vec();
            let several = frame.sum.several.get_or_insert_with(first);
            unknowns::join(several, self.words_of(set));
        }
        self.frames.push(frame);
    }

    /// Ends the last node.
    fn close(&mut self, view: &View<'_>) -> usize {
        let Some(frame) = self.frames.pop() else {
            return NOTHING;
        };
        self.entered.truncate(frame.start);
        let mut push = |words: &[u64]| {
            let start = self.words.len();
            self.words.extend_from_slice(words);
            self.sets.push(start..self.words.len());
            self.sets.len().saturating_sub(1)
        };
        let set = match (input(view, frame.id, frame.person), frame.sum.several) {
            (Some(one), _) => push(Unknowns::only(one, view.persons).words()),
            (None, Some(several)) => push(&several),
            (None, None) => frame.sum.one,
        };
        if let Some((_, place)) = standing(view, frame.id, frame.person) {
            self.told.put(place, set);
        }
        set
    }
}

/// The values as they were first found, and what they depend on.
pub(super) struct First<'w, 'v> {
    pub(super) view: View<'v>,
    pub(super) reach: &'w mut Reach,
}

impl<'v> First<'_, 'v> {
    /// For one walk of several.
    pub(super) fn lent(&mut self) -> First<'_, 'v> {
        First {
            view: self.view,
            reach: self.reach,
        }
    }
}
