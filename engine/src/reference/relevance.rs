//! Which unknown inputs a result still depends on.
//!
//! A walk back from the result, through values that are not settled only. An operand that cannot change the result
//! whatever it is (the branch not taken, a term of a minimum that is never the smallest) is not entered. An input that
//! is not reached cannot change the result, whatever the other unknowns turn out to be.

use super::bits::Bits;
use super::values::View;
use crate::law::{Law, NodeId, Op, Possible, Time};
use crate::program::InputId;

/// An input read somewhere in the walk, for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reached {
    pub(super) input: InputId,
    /// `None` for an input of the household.
    pub(super) person: Option<usize>,
    pub(super) time: Time,
    /// Position of the input at this time among [`Law::inputs`].
    pub(super) place: usize,
}

struct Walk<'v> {
    view: View<'v>,
    /// By node and person.
    seen: Bits,
    stack: Vec<(NodeId, usize)>,
    told: &'v mut Bits,
    /// Only these nodes are entered, when they are given.
    leads: Option<&'v [bool]>,
    reached: Vec<Reached>,
}

/// The nodes that depend on some inputs.
pub(super) fn leads(law: &Law, inputs: impl Iterator<Item = Reached>) -> Vec<bool> {
    let mut leads = vec![false; law.nodes.len()];
    let mut queue = Bits::new(law.nodes.len());
    for one in inputs {
        for id in law
            .inputs
            .get(one.place)
            .into_iter()
            .flat_map(|at| at.nodes())
        {
            queue.insert(id.index());
        }
    }
    while let Some(place) = queue.pop() {
        if let Some(flag) = leads.get_mut(place) {
            *flag = true;
        }
        for reader in law.readers.get(place).into_iter().flatten() {
            queue.insert(reader.index());
        }
    }
    leads
}

/// No node, for no person.
pub(super) fn none(view: View<'_>) -> Bits {
    Bits::new(view.law.nodes.len().saturating_mul(view.persons.max(1)))
}

/// The unknown inputs that the values of some nodes depend on, in no order.
pub(super) fn reached(view: View<'_>, roots: &[(NodeId, usize)]) -> Vec<Reached> {
    newly_reached(view, roots, &mut none(view), None)
}

/// The same, without those of the nodes that were already told, and through some nodes only. Over many cases, most are
/// told at the first one, and few nodes lead to the others.
pub(super) fn newly_reached(
    view: View<'_>,
    roots: &[(NodeId, usize)],
    told: &mut Bits,
    leads: Option<&[bool]>,
) -> Vec<Reached> {
    let mut walk = Walk {
        view,
        seen: none(view),
        stack: Vec::new(),
        told,
        leads,
        reached: Vec::new(),
    };
    for (id, person) in roots {
        walk.push(*id, *person);
    }
    while let Some((id, person)) = walk.stack.pop() {
        walk.enter(id, person);
    }
    walk.reached
}

impl Walk<'_> {
    /// Where a node stands among nodes by person.
    fn place(&self, id: NodeId, person: usize) -> usize {
        id.index()
            .saturating_mul(self.view.persons.max(1))
            .saturating_add(person)
    }

    fn push(&mut self, id: NodeId, person: usize) {
        let Some(slot) = self.view.law.slots.get(id.index()) else {
            return;
        };
        let leads = |leads: &[bool]| leads.get(id.index()).copied().unwrap_or(false);
        if !self.leads.is_none_or(leads) {
            return;
        }
        let person = if slot.each { person } else { 0 };
        let place = self.place(id, person);
        if self.seen.insert(place) && !self.view.at(id, person).is_settled() {
            self.stack.push((id, person));
        }
    }

    fn enter(&mut self, id: NodeId, person: usize) {
        let law = self.view.law;
        let Some(node) = law.nodes.get(id.index()) else {
            return;
        };
        let view = self.view;
        let at = |id: NodeId, person: usize| view.at(id, person);
        match &node.op {
            Op::Input { input, time } | Op::Present { input, time } => {
                if self.told.insert(self.place(id, person))
                    && let Some(place) = law.input_of.get(id.index())
                {
                    let each = law.slots.get(id.index()).is_some_and(|s| s.each);
                    self.reached.push(Reached {
                        input: *input,
                        person: each.then_some(person),
                        time: *time,
                        place: usize::try_from(*place).unwrap_or(usize::MAX),
                    });
                }
            }
            Op::Min(items) | Op::Max(items) => {
                let max = matches!(node.op, Op::Max(_));
                let (least, most) = at(id, person).ends();
                for item in items {
                    let (lo, hi) = at(*item, person).ends();
                    // Never beyond what the others reach.
                    if if max { hi > least } else { lo < most } {
                        self.push(*item, person);
                    }
                }
            }
            Op::Select {
                condition,
                then,
                other,
            } => {
                let known = at(*condition, person);
                self.push(*condition, person);
                if known.may_hold() {
                    self.push(*then, person);
                }
                if !known.holds() {
                    self.push(*other, person);
                }
            }
            Op::SelectChoice { on, cases } => {
                let bits = at(*on, person).bits();
                self.push(*on, person);
                for (mask, case) in cases {
                    if mask & bits != 0 || bits == 0 {
                        self.push(*case, person);
                    }
                }
            }
            Op::ZeroBelow { value, threshold } => {
                self.push(*value, person);
                // A threshold that the value passes for sure does not count.
                if at(*value, person).ends().0 < at(*threshold, person).ends().1 {
                    self.push(*threshold, person);
                }
            }
            Op::CountPersons(mask) | Op::AnyPerson(mask) => {
                for p in 0..self.view.persons {
                    self.push(*mask, p);
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
                    self.push(*default, 0);
                }
                if matches!(node.op, Op::Rank { .. }) {
                    self.push(*value, person);
                }
                for p in 0..self.view.persons {
                    if at(*mask, p).may_hold() && !(sum && at(*value, p) == Possible::ZERO) {
                        self.push(*mask, p);
                        self.push(*value, p);
                    }
                }
            }
            Op::Pick { value, .. } => {
                let holder = (0..self.view.persons).find(|p| self.picked(&node.op, *p));
                if let Some(p) = holder {
                    self.push(*value, p);
                }
            }
            op => {
                op.operands(|id| self.push(id, person));
            }
        }
    }

    fn picked(&self, op: &Op, person: usize) -> bool {
        let Op::Pick { role, .. } = op else {
            return false;
        };
        let bit = 1_u128.checked_shl(role.0).unwrap_or(0);
        self.view.roles.get(person).is_some_and(|r| r & bit != 0)
    }
}
