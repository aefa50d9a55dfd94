//! Where a walk back through unknown values goes from each node, told once for all walks over the same values.
//!
//! Several rights read the same nodes, and the cases of one right leave most of them as they were: what is entered from a
//! node (`relevance.rs`) is found when a walk comes there first, and kept.

use super::relevance::{entered, input, standing};
use super::unknowns::Unknowns;
use super::values::View;
use crate::bits::{Marks, Places};
use crate::law::NodeId;

/// A node, for a person, whose value was first found open.
#[derive(Debug, Clone, Copy)]
struct Open {
    id: NodeId,
    person: usize,
    /// Where what is entered from it stands in a list; `None` until a walk comes there.
    stops: Option<(usize, usize)>,
    /// Which unknown input it is ([`Unknowns::place`]).
    input: Option<usize>,
}

/// The open nodes that walks came to, and what is entered from them.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// The position of each in the list, by node and person.
    places: Places,
    open: Vec<Open>,
    /// Positions in the list.
    stops: Vec<usize>,
    /// Those that a walk has yet to enter.
    stack: Vec<usize>,
}

impl Reach {
    /// Forgets everything: the values are others.
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.open.clear();
        self.stops.clear();
    }

    /// Adds the unknown inputs that an open node depends on, save what lies behind those that were seen.
    pub(super) fn walk(
        &mut self,
        view: &View<'_>,
        (id, person, place): (NodeId, usize, usize),
        seen: &mut Marks,
        found: &mut Unknowns,
    ) {
        let first = self.index(id, person, place);
        if seen.insert(first) {
            self.stack.push(first);
        }
        while let Some(index) = self.stack.pop() {
            let Some((input, (start, end))) = self.enter(view, index) else {
                continue;
            };
            if let Some(input) = input {
                found.insert_at(input);
            }
            for stop in self.stops.get(start..end).unwrap_or_default() {
                if seen.insert(*stop) {
                    self.stack.push(*stop);
                }
            }
        }
    }

    /// The position of an open node.
    fn index(&mut self, id: NodeId, person: usize, place: usize) -> usize {
        if let Some(index) = self.places.get(place) {
            return index;
        }
        let index = self.open.len();
        self.places.put(place, index);
        self.open.push(Open {
            id,
            person,
            stops: None,
            input: None,
        });
        index
    }

    /// What an open node is, and what is entered from it, found now if it was not.
    fn enter(&mut self, view: &View<'_>, index: usize) -> Option<(Option<usize>, (usize, usize))> {
        let open = *self.open.get(index)?;
        if let Some(stops) = open.stops {
            return Some((open.input, stops));
        }
        let start = self.stops.len();
        entered(view, open.id, open.person, |id, person| {
            if let Some((person, place)) = standing(view, id, person)
                && !view.is_settled(id, person)
            {
                let stop = self.index(id, person, place);
                self.stops.push(stop);
            }
        });
        let stops = (start, self.stops.len());
        let one = input(view, open.id, open.person);
        let input = one.map(|one| Unknowns::place(one, view.persons));
        if let Some(open) = self.open.get_mut(index) {
            (open.stops, open.input) = (Some(stops), input);
        }
        Some((input, stops))
    }
}
