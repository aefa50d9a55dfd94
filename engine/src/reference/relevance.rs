//! Which unknown inputs a result still depends on.
//!
//! A walk back from the result, through values that are not settled only. An operand that cannot change the result
//! whatever it is (the branch not taken, a term of a minimum that is never the smallest) is not entered. An input that
//! is not reached cannot change the result, whatever the other unknowns turn out to be.

use super::bits::Marks;
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

/// What was entered already, by node and person: where no claim changes anything, and elsewhere.
#[derive(Debug, Default)]
pub(super) struct Seen {
    fixed: Marks,
    claims: Marks,
}

impl Seen {
    /// Nothing.
    pub(super) fn clear(&mut self) {
        self.fixed.clear();
        self.claims.clear();
    }

    /// For a walk in another world: what no claim changes need not be entered again.
    pub(super) fn in_another_world(&mut self) {
        self.claims.clear();
    }
}

/// Room for the walks of a right.
#[derive(Debug, Default)]
pub(super) struct Walks {
    /// What was entered from its results, then in the case at hand.
    pub(super) seen: Seen,
    /// What was entered in a case and is the same in all.
    pub(super) once: Seen,
}

struct Walk<'w, 'v> {
    view: View<'v>,
    seen: &'w mut Seen,
    /// What was entered in a case before and, for each node, the variables that move it: what none moves is entered
    /// once.
    once: Option<(&'w mut Seen, &'w [u8])>,
    stack: Vec<(NodeId, usize)>,
    reached: Vec<Reached>,
}

/// The unknown inputs that the values of some nodes depend on, in no order, through what was not seen yet.
pub(super) fn reached(view: View<'_>, roots: &[(NodeId, usize)], seen: &mut Seen) -> Vec<Reached> {
    walk(view, roots, seen, None)
}

/// The same in one case of several, without most of those that were told in a case before. `touched`: for each node, the
/// variables that move it, one bit each.
pub(super) fn newly_reached(
    view: View<'_>,
    roots: &[(NodeId, usize)],
    walks: &mut Walks,
    touched: &[u8],
) -> Vec<Reached> {
    walks.seen.clear();
    walk(
        view,
        roots,
        &mut walks.seen,
        Some((&mut walks.once, touched)),
    )
}

fn walk<'w>(
    view: View<'_>,
    roots: &[(NodeId, usize)],
    seen: &'w mut Seen,
    once: Option<(&'w mut Seen, &'w [u8])>,
) -> Vec<Reached> {
    let mut walk = Walk {
        view,
        seen,
        once,
        stack: Vec::new(),
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
        let seen = match &mut self.once {
            Some((once, touched)) if touched.get(id.index()) == Some(&0) => once,
            _ => &mut *self.seen,
        };
        let marks = if slot.claims {
            &mut seen.claims
        } else {
            &mut seen.fixed
        };
        if marks.insert(place) && !self.view.at(id, person).is_settled() {
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
