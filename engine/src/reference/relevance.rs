//! Which unknown inputs a result still depends on.
//!
//! A walk back from the result, through values that are not settled only. An operand that cannot change the result
//! whatever it is (the branch not taken, a term of a minimum that is never the smallest) is not entered. An input that
//! is not reached cannot change the result, whatever the other unknowns turn out to be.

use super::bits::Bits;
use super::values::View;
use crate::law::{NodeId, Op, Possible, Time};
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

/// What was entered in one case and is the same in all: what no variable moves is entered once.
pub(super) struct Entered<'t> {
    /// For each node, the variables that move it.
    touched: &'t [u8],
    /// By node and person.
    once: Bits,
}

impl<'t> Entered<'t> {
    /// Nothing yet. `touched`: for each node, the variables that move it, one bit each.
    pub(super) fn new(view: View<'_>, touched: &'t [u8]) -> Entered<'t> {
        Entered {
            touched,
            once: none(view),
        }
    }
}

struct Walk<'v, 't> {
    view: View<'v>,
    /// By node and person.
    seen: Bits,
    stack: Vec<(NodeId, usize)>,
    entered: Option<&'v mut Entered<'t>>,
    reached: Vec<Reached>,
}

/// No node, for no person.
fn none(view: View<'_>) -> Bits {
    Bits::new(view.law.nodes.len().saturating_mul(view.persons.max(1)))
}

/// The unknown inputs that the values of some nodes depend on, in no order.
pub(super) fn reached(view: View<'_>, roots: &[(NodeId, usize)]) -> Vec<Reached> {
    walk(view, roots, None)
}

/// The same in one case of several, without most of those that were told in a case before.
pub(super) fn newly_reached<'v>(
    view: View<'v>,
    roots: &[(NodeId, usize)],
    entered: &'v mut Entered<'_>,
) -> Vec<Reached> {
    walk(view, roots, Some(entered))
}

fn walk<'v>(
    view: View<'v>,
    roots: &[(NodeId, usize)],
    entered: Option<&'v mut Entered<'_>>,
) -> Vec<Reached> {
    let mut walk = Walk {
        view,
        seen: none(view),
        stack: Vec::new(),
        entered,
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

impl Walk<'_, '_> {
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
        let person = if slot.each { person } else { 0 };
        let place = self.place(id, person);
        let seen = match &mut self.entered {
            Some(entered) if entered.touched.get(id.index()) == Some(&0) => &mut entered.once,
            _ => &mut self.seen,
        };
        if seen.insert(place) && !self.view.at(id, person).is_settled() {
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
                if let Some(place) = law.input_of.get(id.index()) {
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
