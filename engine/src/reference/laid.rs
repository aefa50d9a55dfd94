//! Values as they were first found, and those that were changed since, laid over them and taken off again.
//!
//! Trying an unknown changes few of the thousands of values of a household: nothing is copied but these.

use super::changed::Changed;
use super::reach::Reach;
use super::relevance::Seen;
use super::values::Household;
use crate::bits::Places;
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

impl<'v> Values<'v> {
    /// The value that stands at a place, in the list or laid over it; `None` when it is kept elsewhere, or was not computed.
    #[inline(always)]
    pub(super) fn standing(&self, place: usize) -> Option<&'v Possible> {
        if let Some(over) = self.over
            && let Some(laid) = over.at(place)
        {
            return Some(laid);
        }
        match self.ground {
            Ground::List(values) => values.get(place),
            Ground::Kept(_) => None,
        }
    }

    /// The value of a node that is kept elsewhere, for a person.
    pub(super) fn kept(&self, id: NodeId, person: usize) -> Option<Possible> {
        match self.ground {
            Ground::List(_) => None,
            Ground::Kept(known) => known.at(id, person),
        }
    }
}

/// Values laid over others: few, of many places.
#[derive(Debug, Clone, Default)]
pub(super) struct Over {
    /// Where the value of each place stands.
    places: Places,
    /// With the place of each.
    values: Vec<(usize, Possible)>,
}

impl Over {
    #[inline(always)]
    fn at(&self, place: usize) -> Option<&Possible> {
        let (_, value) = self.values.get(self.places.get(place)?)?;
        Some(value)
    }

    fn put(&mut self, place: usize, value: Possible) {
        let there = self.places.get(place);
        match there.and_then(|index| self.values.get_mut(index)) {
            Some((_, old)) => *old = value,
            None => {
                self.places.put(place, self.values.len());
                self.values.push((place, value));
            }
        }
    }

    /// Takes everything off.
    fn clear(&mut self) {
        self.values.clear();
        self.places.clear();
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

    /// Takes off what was changed: the value of each place.
    pub(super) fn taken(self) -> Vec<(usize, Possible)> {
        std::mem::take(&mut self.over.values)
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

/// Room to try values, to claim each right in turn and to tell what an outcome depends on; the same from one household to
/// the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scratch {
    pub(super) room: Room,
    pub(super) reach: Reach,
    seen: Seen,
}

impl Scratch {
    /// Over the values of a household as they were first found.
    pub(crate) fn over<'t>(
        &'t mut self,
        household: &'t Household<'t>,
        grounds: Grounds<'t>,
    ) -> Tries<'t> {
        self.reach.clear();
        self.on(household, grounds)
    }

    /// The same, where what open values depend on is known as far as it was kept.
    pub(super) fn on<'t>(
        &'t mut self,
        household: &'t Household<'t>,
        grounds: Grounds<'t>,
    ) -> Tries<'t> {
        Tries {
            household,
            grounds,
            room: &mut self.room,
            reach: &mut self.reach,
            seen: &mut self.seen,
        }
    }
}

/// The values of a household, and room to try its unknowns over them.
pub(crate) struct Tries<'t> {
    pub(super) household: &'t Household<'t>,
    pub(super) grounds: Grounds<'t>,
    pub(super) room: &'t mut Room,
    /// What its values depend on.
    pub(super) reach: &'t mut Reach,
    pub(super) seen: &'t mut Seen,
}

/// Room to try values and to claim each right in turn.
#[derive(Debug, Clone, Default)]
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
            let at = |laid: &Laid<'_>, place| laid.values().standing(place).copied();
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
}
