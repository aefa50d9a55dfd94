//! Values as they were first found, and those that were changed since, laid over them and taken off again.
//!
//! Trying an unknown changes few of the thousands of values of a household: nothing is copied but these.

use super::changed::Changed;
use super::relevance::Walks;
use crate::law::{Law, NodeId, Possible};

/// Values that someone keeps in a form of its own.
pub(crate) trait Known {
    /// The value of a node, for a person when it has one by person; `None` when it was not computed.
    fn at(&self, id: NodeId, person: usize) -> Option<Possible>;
}

/// Values as they were first found: of the nodes that no claim changes, or of the others in a world.
#[derive(Clone, Copy)]
pub(crate) enum Ground<'v> {
    /// One after the other, where [`Law::slots`] says.
    List(&'v [Possible]),
    /// Elsewhere.
    Kept(&'v dyn Known),
}

/// The values of a household in the worlds that count, before anything is tried.
#[derive(Clone, Copy)]
pub(crate) struct Grounds<'v> {
    /// What no claim changes.
    pub(crate) fixed: Ground<'v>,
    /// The main world.
    pub(crate) all: Ground<'v>,
    /// Nothing more than what is received.
    pub(crate) today: Ground<'v>,
    /// The right at hand alone is claimed, when it was computed already.
    pub(crate) alone: Option<Ground<'v>>,
}

/// Values, with what was changed of them.
#[derive(Clone, Copy)]
pub(super) struct Values<'v> {
    ground: Ground<'v>,
    over: Option<&'v Over>,
}

impl<'v> From<Ground<'v>> for Values<'v> {
    fn from(ground: Ground<'v>) -> Values<'v> {
        Values { ground, over: None }
    }
}

impl<'v> From<&'v [Possible]> for Values<'v> {
    fn from(list: &'v [Possible]) -> Values<'v> {
        Ground::List(list).into()
    }
}

impl<'v> From<&'v Vec<Possible>> for Values<'v> {
    fn from(list: &'v Vec<Possible>) -> Values<'v> {
        list.as_slice().into()
    }
}

impl Values<'_> {
    /// The value of a node at its place in the list; `None` when it was not computed.
    #[inline]
    pub(super) fn at(&self, id: NodeId, person: usize, place: usize) -> Option<Possible> {
        let changed = self.over.and_then(|over| over.at(place));
        changed.or_else(|| match self.ground {
            Ground::List(values) => values.get(place).copied(),
            Ground::Kept(known) => known.at(id, person),
        })
    }
}

/// Values laid over others: few, of many places.
#[derive(Debug, Default)]
pub(super) struct Over {
    /// For each place, in which round it was written, and where its value stands.
    places: Vec<(u32, u32)>,
    /// With the place of each.
    values: Vec<(usize, Possible)>,
    round: u32,
}

impl Over {
    #[inline]
    fn at(&self, place: usize) -> Option<Possible> {
        let (round, index) = *self.places.get(place)?;
        if round != self.round {
            return None;
        }
        let (_, value) = self.values.get(usize::try_from(index).ok()?)?;
        Some(*value)
    }

    fn put(&mut self, place: usize, value: Possible) {
        if self.places.len() <= place {
            // No round has this number.
            self.places.resize(place.saturating_add(1), (u32::MAX, 0));
        }
        let Some((round, index)) = self.places.get_mut(place) else {
            return;
        };
        if *round == self.round
            && let Some((_, old)) = usize::try_from(*index)
                .ok()
                .and_then(|i| self.values.get_mut(i))
        {
            *old = value;
            return;
        }
        *round = self.round;
        *index = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push((place, value));
    }

    /// Takes everything off.
    fn clear(&mut self) {
        self.values.clear();
        self.round = self.round.saturating_add(1);
        if self.round == u32::MAX {
            self.places.clear();
            self.round = 0;
        }
    }
}

/// Values that may be changed, and are as they were once this is gone.
pub(super) struct Laid<'v> {
    ground: Ground<'v>,
    over: &'v mut Over,
}

impl<'v> Laid<'v> {
    pub(super) fn new(ground: Ground<'v>, over: &'v mut Over) -> Laid<'v> {
        Laid { ground, over }
    }

    pub(super) fn values(&self) -> Values<'_> {
        Values {
            ground: self.ground,
            over: Some(self.over),
        }
    }

    /// Changes the value at a place.
    pub(super) fn put(&mut self, place: usize, value: Possible) {
        self.over.put(place, value);
    }

    /// The values of `list`, which the ground is made of, as they are now.
    pub(super) fn list(&self, list: &[Possible]) -> Vec<Possible> {
        let mut now = list.to_vec();
        for (place, value) in &self.over.values {
            if let Some(changed) = now.get_mut(*place) {
                *changed = *value;
            }
        }
        now
    }

    /// Back to the values as they were first found.
    pub(super) fn clear(&mut self) {
        self.over.clear();
    }
}

impl Drop for Laid<'_> {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Room to try values, to claim each right in turn and to tell what an outcome depends on; the same from right to right.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(super) room: Room,
    pub(super) walks: Walks,
}

/// Room to try values and to claim each right in turn.
#[derive(Debug, Default)]
pub(super) struct Room {
    fixed: Over,
    all: Over,
    today: Over,
    alone: Over,
    changed: Option<Changed>,
}

/// The values of a household in the worlds that count, as something is tried.
pub(super) struct Worlds<'v> {
    pub(super) fixed: Laid<'v>,
    pub(super) all: Laid<'v>,
    pub(super) today: Laid<'v>,
    pub(super) alone: Laid<'v>,
    pub(super) changed: &'v mut Changed,
}

impl Room {
    /// Room over the values of a household. `law`: the same at each call.
    pub(super) fn over<'v>(&'v mut self, law: &Law, grounds: &Grounds<'v>) -> Worlds<'v> {
        Worlds {
            fixed: Laid::new(grounds.fixed, &mut self.fixed),
            all: Laid::new(grounds.all, &mut self.all),
            today: Laid::new(grounds.today, &mut self.today),
            alone: Laid::new(grounds.alone.unwrap_or(grounds.today), &mut self.alone),
            changed: self.changed.get_or_insert_with(|| Changed::new(law)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_laid_is_taken_off() {
        let list = [Possible::only(1), Possible::only(2)];
        let mut over = Over::default();
        for round in 3..6 {
            let mut laid = Laid::new(Ground::List(&list), &mut over);
            let at = |laid: &Laid<'_>, place| laid.values().at(NodeId::at(0), 0, place);
            assert_eq!(at(&laid, 1), Some(Possible::only(2)));
            laid.put(1, Possible::only(round));
            laid.put(1, Possible::only(round + 1));
            laid.put(7, Possible::only(9));
            assert_eq!(at(&laid, 0), Some(Possible::only(1)));
            assert_eq!(at(&laid, 1), Some(Possible::only(round + 1)));
            assert_eq!(at(&laid, 7), Some(Possible::only(9)));
            assert_eq!(at(&laid, 5), None);
        }
    }

    #[test]
    fn rounds_start_again() {
        let mut over = Over {
            round: u32::MAX - 2,
            ..Over::default()
        };
        over.put(0, Possible::YES);
        over.clear();
        assert_eq!(over.at(0), None);
        over.put(0, Possible::NO);
        over.clear();
        assert_eq!((over.round, over.at(0)), (0, None));
    }
}
