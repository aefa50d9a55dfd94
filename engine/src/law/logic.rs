//! Yes and no, comparisons, choices between values.

use super::graph::{Graph, Made, Refusal};
use super::{Kind, NodeId, Op};
use crate::program::Comparison;
use crate::sorted::sort;

impl Graph {
    /// Negation.
    pub(crate) fn not(&mut self, node: NodeId) -> Made {
        if let Some(Op::Not(inner)) = self.op(node) {
            return Ok(*inner);
        }
        if let Some(Op::Role(roles)) = self.op(node) {
            let roles = self.roles & !roles;
            return Ok(self.role(roles));
        }
        self.make(Op::Not(node), Kind::YesNo)
    }

    /// All hold.
    pub(crate) fn and(&mut self, nodes: &[NodeId]) -> Made {
        self.junction(nodes, true)
    }

    /// One holds.
    pub(crate) fn or(&mut self, nodes: &[NodeId]) -> Made {
        self.junction(nodes, false)
    }

    fn junction(&mut self, nodes: &[NodeId], all: bool) -> Made {
        let mut items: Vec<NodeId> = Vec::new();
        let mut roles: Option<u128> = None;
        for id in nodes {
            match self.op(*id) {
                Some(Op::And(inner)) if all => items.extend(inner.iter().copied()),
                Some(Op::Or(inner)) if !all => items.extend(inner.iter().copied()),
                _ => items.push(*id),
            }
        }
        let mut kept: Vec<NodeId> = Vec::new();
        for id in items {
            let range = self.range(id);
            if if all { range.fails() } else { range.holds() } {
                return Ok(self.known(!all));
            }
            if if all { range.holds() } else { range.fails() } {
                continue;
            }
            match self.op(id) {
                Some(Op::Role(bits)) => {
                    roles = Some(match roles {
                        None => *bits,
                        Some(so_far) if all => so_far & bits,
                        Some(so_far) => so_far | bits,
                    });
                }
                _ => kept.push(id),
            }
        }
        if let Some(bits) = roles {
            let id = self.role(bits);
            match self.constant(id) {
                Some(value) if value.holds() != all => return Ok(id),
                Some(_) => {}
                None => kept.push(id),
            }
        }
        sort(&mut kept);
        kept.dedup();
        // A condition and its negation.
        let opposed = kept.iter().any(
            |id| matches!(self.op(*id), Some(Op::Not(inner)) if kept.binary_search(inner).is_ok()),
        );
        if opposed {
            return Ok(self.known(!all));
        }
        match kept.as_slice() {
            [] => Ok(self.known(all)),
            [one] => Ok(*one),
            _ => {
                let items = kept.into_boxed_slice();
                self.make(
                    if all { Op::And(items) } else { Op::Or(items) },
                    Kind::YesNo,
                )
            }
        }
    }

    /// Whether the role of the person is one of a set.
    pub(crate) fn role(&mut self, roles: u128) -> NodeId {
        let roles = roles & self.roles;
        if roles == 0 || roles == self.roles {
            return self.known(roles != 0);
        }
        self.leaf(
            Op::Role(roles),
            Kind::YesNo,
            super::Shape::Person,
            super::Possible::MAYBE,
            0,
        )
    }

    /// `si … alors … sinon …`
    pub(crate) fn select(&mut self, condition: NodeId, then: NodeId, other: NodeId) -> Made {
        if let Some(known) = self.constant(condition) {
            return Ok(if known.may_hold() { then } else { other });
        }
        if then == other {
            return Ok(then);
        }
        if self.kind(then) == Kind::YesNo {
            match (
                self.constant(then).map(|c| c.holds()),
                self.constant(other).map(|c| c.holds()),
            ) {
                (Some(true), _) => return self.or(&[condition, other]),
                (_, Some(false)) => return self.and(&[condition, then]),
                (Some(false), _) => {
                    let not = self.not(condition)?;
                    return self.and(&[not, other]);
                }
                (_, Some(true)) => {
                    let not = self.not(condition)?;
                    return self.or(&[not, then]);
                }
                _ => {}
            }
        }
        let (then, other, kind) = self.pair(then, other)?;
        if let Some(Op::Not(inner)) = self.op(condition) {
            let condition = *inner;
            return self.make(
                Op::Select {
                    condition,
                    then: other,
                    other: then,
                },
                kind,
            );
        }
        self.make(
            Op::Select {
                condition,
                then,
                other,
            },
            kind,
        )
    }

    /// A comparison of two present values.
    pub(crate) fn compare(&mut self, a: NodeId, op: Comparison, b: NodeId) -> Made {
        match op {
            Comparison::Equal => self.equal(a, b),
            Comparison::NotEqual => {
                let equal = self.equal(a, b)?;
                self.not(equal)
            }
            Comparison::Less => self.less(a, b),
            Comparison::Greater => self.less(b, a),
            Comparison::AtMost => {
                let less = self.less(b, a)?;
                self.not(less)
            }
            Comparison::AtLeast => {
                let less = self.less(a, b)?;
                self.not(less)
            }
        }
    }

    /// `a < b`
    pub(crate) fn less(&mut self, a: NodeId, b: NodeId) -> Made {
        let (a, b, _) = self.cancelled(a, b)?;
        if a == b {
            return Ok(self.known(false));
        }
        self.make(Op::Less(a, b), Kind::YesNo)
    }

    fn equal(&mut self, a: NodeId, b: NodeId) -> Made {
        match (self.kind(a), self.kind(b)) {
            (Kind::Number { .. }, Kind::Number { .. }) => {
                let (a, b, _) = self.cancelled(a, b)?;
                if a == b {
                    return Ok(self.known(true));
                }
                self.make(Op::Equal(a.min(b), a.max(b)), Kind::YesNo)
            }
            (Kind::YesNo, Kind::YesNo) => match (self.constant(a), self.constant(b)) {
                (Some(known), _) => {
                    if known.holds() {
                        Ok(b)
                    } else {
                        self.not(b)
                    }
                }
                (_, Some(known)) => {
                    if known.holds() {
                        Ok(a)
                    } else {
                        self.not(a)
                    }
                }
                _ => self.make(Op::Same(a.min(b), a.max(b)), Kind::YesNo),
            },
            (Kind::Choice, Kind::Choice) => match (self.constant(a), self.constant(b)) {
                (Some(known), _) => self.among(b, known.bits()),
                (_, Some(known)) => self.among(a, known.bits()),
                _ => self.make(Op::Same(a.min(b), a.max(b)), Kind::YesNo),
            },
            _ => Err(Refusal::Internal("comparaison de natures différentes")),
        }
    }

    /// Both sides over one denominator; when they share a part of their sums, only what differs.
    fn cancelled(&mut self, a: NodeId, b: NodeId) -> Result<(NodeId, NodeId, Kind), Refusal> {
        let terms = |id: NodeId| match self.op(id) {
            Some(Op::Linear { terms, .. }) => terms.iter().map(|(id, _)| *id).collect(),
            Some(Op::Const(_)) => Vec::new(),
            _ => vec![id],
        };
        let (left, right): (Vec<NodeId>, Vec<NodeId>) = (terms(a), terms(b));
        if left.iter().any(|id| right.contains(id)) {
            let difference = self.minus(a, b)?;
            let zero = self.exact(crate::exact::Exact::ZERO);
            return self.pair(difference, zero);
        }
        self.pair(a, b)
    }

    /// Whether a choice is among some.
    pub(crate) fn among(&mut self, choice: NodeId, mask: u128) -> Made {
        self.make(Op::Among(choice, mask), Kind::YesNo)
    }
}
