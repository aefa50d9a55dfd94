//! Which unknown inputs a result still depends on.
//!
//! A walk back from the result, through values that are not settled only. An operand that cannot change the result
//! whatever it is (the branch not taken, a term of a minimum that is never the smallest) is not entered. An input that
//! is not reached cannot change the result, whatever the other unknowns turn out to be.
//!
//! What is entered from a node depends on values alone, not on the way to it: it is found once for all results that read it
//! (`reach.rs`). Where some values are others (in a case, where a right is claimed alone), it is found again for the nodes
//! that may have moved only. Knowing more never reaches more.

use super::reach::Reach;
use super::unknowns::Unknowns;
use super::values::View;
use crate::bits::Marks;
use crate::law::{NodeId, Op, Possible, Time};
use crate::program::InputId;

/// An input read somewhere in the walk, for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reached {
    pub(super) input: InputId,
    /// `None` for an input of the household.
    pub(super) person: Option<usize>,
    pub(super) time: Time,
    /// Position of the input at this time among [`crate::law::Law::inputs`].
    pub(super) place: usize,
}

impl Reached {
    /// Where it stands among all inputs at their times, for each of so many persons.
    pub(super) fn place_among(&self, persons: usize) -> usize {
        let start = self.place.saturating_mul(persons.max(1));
        start.saturating_add(self.person.unwrap_or(0))
    }
}

/// A node and a person, the same one for what has no value by person, and where it stands among nodes by person.
pub(super) fn standing(view: &View<'_>, id: NodeId, person: usize) -> Option<(usize, usize)> {
    let slot = view.law.slots.get(id.index())?;
    let person = if slot.each { person } else { 0 };
    let start = id.index().saturating_mul(view.persons.max(1));
    Some((person, start.saturating_add(person)))
}

/// The input that a node is.
pub(super) fn input(view: &View<'_>, id: NodeId, person: usize) -> Option<Reached> {
    let law = view.law;
    let (Op::Input { input, time } | Op::Present { input, time }) = &law.node(id)?.op else {
        return None;
    };
    let each = law.slots.get(id.index()).is_some_and(|slot| slot.each);
    Some(Reached {
        input: *input,
        person: each.then_some(person),
        time: *time,
        place: usize::try_from(*law.input_of.get(id.index())?).ok()?,
    })
}

/// What was entered.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// What has not moved, in the walks of one result: what lies behind is told once.
    still: Marks,
    /// The rest, by node and person, in the walk at hand.
    moved: Marks,
}

impl Seen {
    /// Nothing: another result, or other inputs to find.
    pub(super) fn clear(&mut self) {
        self.still.clear();
    }
}

/// A walk through values of which some are not as they were first found.
pub(super) struct Walk<'w, 'v, M> {
    pub(super) view: View<'v>,
    /// The values as they were first found, and where they lead.
    pub(super) first: View<'v>,
    pub(super) reach: &'w mut Reach,
    pub(super) seen: &'w mut Seen,
    /// Whether the value of a node may be another one. What has not moved reads nothing that has.
    pub(super) moved: M,
}

impl<M: Fn(NodeId) -> bool> Walk<'_, '_, M> {
    /// The unknown inputs that the values of some nodes depend on, added to others.
    pub(super) fn from(mut self, roots: &[(NodeId, usize)], others: Unknowns) -> Unknowns {
        self.seen.moved.clear();
        let mut found = others;
        let mut stack: Vec<(NodeId, usize)> = Vec::new();
        for (id, person) in roots {
            self.push(*id, *person, &mut stack, &mut found);
        }
        while let Some((id, person)) = stack.pop() {
            let view = self.view;
            if let Some(one) = input(&view, id, person) {
                found.insert(self.reach.numbers.of(one, view.persons));
            }
            entered(&view, id, person, |id, person| {
                self.push(id, person, &mut stack, &mut found);
            });
        }
        found
    }

    fn push(
        &mut self,
        id: NodeId,
        person: usize,
        stack: &mut Vec<(NodeId, usize)>,
        found: &mut Unknowns,
    ) {
        let Some((person, place)) = standing(&self.view, id, person) else {
            return;
        };
        if self.view.is_settled(id, person) {
            return;
        }
        if !(self.moved)(id) {
            let open = (id, person, place);
            self.reach
                .walk(&self.first, open, &mut self.seen.still, found);
        } else if self.seen.moved.insert(place) {
            stack.push((id, person));
        }
    }
}

/// Calls `visit` with what is entered from a node that is not settled: the operands, and for whom, that may change it.
pub(super) fn entered(
    view: &View<'_>,
    id: NodeId,
    person: usize,
    mut visit: impl FnMut(NodeId, usize),
) {
    let Some(node) = view.law.nodes.get(id.index()) else {
        return;
    };
    let at = |id: NodeId, person: usize| view.at(id, person);
    match &node.op {
        Op::Min(items) | Op::Max(items) => {
            let max = matches!(node.op, Op::Max(_));
            let (least, most) = at(id, person).ends();
            for item in items {
                let (lo, hi) = at(*item, person).ends();
                // Never beyond what the others reach.
                if if max { hi > least } else { lo < most } {
                    visit(*item, person);
                }
            }
        }
        Op::Select {
            condition,
            then,
            other,
        } => {
            let known = at(*condition, person);
            visit(*condition, person);
            if known.may_hold() {
                visit(*then, person);
            }
            if !known.holds() {
                visit(*other, person);
            }
        }
        Op::SelectChoice { on, cases } => {
            let bits = at(*on, person).bits();
            visit(*on, person);
            for (mask, case) in cases {
                if mask & bits != 0 || bits == 0 {
                    visit(*case, person);
                }
            }
        }
        Op::ZeroBelow { value, threshold } => {
            visit(*value, person);
            // A threshold that the value passes for sure does not count.
            if at(*value, person).ends().0 < at(*threshold, person).ends().1 {
                visit(*threshold, person);
            }
        }
        Op::CountPersons(mask) | Op::AnyPerson(mask) => {
            for p in 0..view.persons {
                visit(*mask, p);
            }
        }
        Op::SumPersons { value, mask }
        | Op::Rank { value, mask, .. }
        | Op::ExtremumPersons { value, mask, .. } => {
            let sum = matches!(node.op, Op::SumPersons { .. });
            if let Op::ExtremumPersons {
                default: Some(default),
                ..
            } = &node.op
            {
                visit(*default, 0);
            }
            if matches!(node.op, Op::Rank { .. }) {
                visit(*value, person);
            }
            for p in 0..view.persons {
                if at(*mask, p).may_hold() && !(sum && at(*value, p) == Possible::ZERO) {
                    visit(*mask, p);
                    visit(*value, p);
                }
            }
        }
        Op::Pick { value, .. } => {
            let holder = (0..view.persons).find(|p| picked(view, &node.op, *p));
            if let Some(p) = holder {
                visit(*value, p);
            }
        }
        op => {
            op.operands(|id| visit(id, person));
        }
    }
}

/// Whether a person is the one that is picked.
fn picked(view: &View<'_>, op: &Op, person: usize) -> bool {
    let Op::Pick { role, .. } = op else {
        return false;
    };
    let bit = 1_u128.checked_shl(role.0).unwrap_or(0);
    view.roles.get(person).is_some_and(|r| r & bit != 0)
}
