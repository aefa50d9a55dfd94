//! The operations of the graph.

use super::{NodeId, Possible, Table, Time};
use crate::exact::{Rounding, product};
use crate::program::{BenefitId, Elapsed, InputId, RoleId};

/// Index of a [`Table`] in [`super::Law::tables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TableId(pub u32);

/// What a node computes. Operands of `Min`, `Max`, `Less`, `Equal`, `Select`, `SelectChoice`, `ZeroBelow` and the
/// default of `ExtremumPersons` have the same denominator.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    /// A constant.
    Const(Possible),
    /// Whether the role of the person is one of a set (bit of each role).
    Role(u128),
    /// An input. Absent (`aucun`): zero, `non`, no choice.
    Input {
        /// Which.
        input: InputId,
        /// When.
        time: Time,
    },
    /// Whether an optional input holds something.
    Present {
        /// Which.
        input: InputId,
        /// When.
        time: Time,
    },
    /// Whether a right is claimed in the world at hand.
    Claimed(BenefitId),
    /// `Σ coefficient × node + constant`, on numerators.
    Linear {
        /// Nodes and coefficients.
        terms: Box<[(NodeId, i128)]>,
        /// Numerator of the constant.
        constant: i128,
    },
    /// Product of two numbers; the denominator is the product.
    Mul(NodeId, NodeId),
    /// The smallest.
    Min(Box<[NodeId]>),
    /// The largest.
    Max(Box<[NodeId]>),
    /// `a < b`
    Less(NodeId, NodeId),
    /// `a = b`, two numbers.
    Equal(NodeId, NodeId),
    /// `a = b`, two choices.
    Same(NodeId, NodeId),
    /// Whether a choice is among some.
    Among(NodeId, u128),
    /// All hold.
    And(Box<[NodeId]>),
    /// One holds.
    Or(Box<[NodeId]>),
    /// Negation.
    Not(NodeId),
    /// `si … alors … sinon …`
    Select {
        /// Condition.
        condition: NodeId,
        /// When it holds.
        then: NodeId,
        /// When it does not.
        other: NodeId,
    },
    /// A value by position of a household choice (the territory); the cases are disjoint and cover every position.
    SelectChoice {
        /// The choice.
        on: NodeId,
        /// Positions and value.
        cases: Box<[(u128, NodeId)]>,
    },
    /// `value × mul / div` rounded to a whole number (the numerator of the result).
    Round {
        /// Rounded.
        value: NodeId,
        /// Multiplier.
        mul: i128,
        /// Divisor, positive.
        div: i128,
        /// How.
        mode: Rounding,
    },
    /// `value × mul / (by × div)` rounded to a whole number; `by` is always positive.
    RoundQuotient {
        /// Divided.
        value: NodeId,
        /// Divides.
        by: NodeId,
        /// Multiplier.
        mul: i128,
        /// Divisor, positive.
        div: i128,
        /// How.
        mode: Rounding,
    },
    /// Zero when less than a threshold.
    ZeroBelow {
        /// Kept or not.
        value: NodeId,
        /// Threshold.
        threshold: NodeId,
    },
    /// A scale by its key (a number over the [`Table::key_den`]).
    Lookup {
        /// Key.
        key: NodeId,
        /// Steps.
        table: TableId,
    },
    /// How many persons are in a mask (per-person yes or no).
    CountPersons(NodeId),
    /// Total over the persons of a mask.
    SumPersons {
        /// Added up.
        value: NodeId,
        /// Who counts.
        mask: NodeId,
    },
    /// Largest or smallest over the persons of a mask.
    ExtremumPersons {
        /// Largest, else smallest.
        max: bool,
        /// Compared.
        value: NodeId,
        /// Who counts.
        mask: NodeId,
        /// When nobody counts (zero without).
        default: Option<NodeId>,
    },
    /// Whether some person is in a mask.
    AnyPerson(NodeId),
    /// The value of the first person of a role; absent: zero, `non`, no choice.
    Pick {
        /// Per person.
        value: NodeId,
        /// Role.
        role: RoleId,
    },
    /// 1 + how many other persons of a mask come before; ties in the order of persons.
    Rank {
        /// Compared.
        value: NodeId,
        /// Who counts.
        mask: NodeId,
        /// Largest first.
        descending: bool,
    },
    /// Time between two days.
    Elapsed {
        /// Unit.
        kind: Elapsed,
        /// From.
        from: NodeId,
        /// To.
        to: NodeId,
    },
}

impl Op {
    /// Calls `visit` with every operand.
    pub fn operands(&self, mut visit: impl FnMut(NodeId)) {
        match self {
            Op::Const(_) | Op::Role(_) | Op::Input { .. } | Op::Present { .. } | Op::Claimed(_) => {
            }
            Op::Linear { terms, .. } => terms.iter().for_each(|(id, _)| visit(*id)),
            Op::Min(items) | Op::Max(items) | Op::And(items) | Op::Or(items) => {
                items.iter().for_each(|id| visit(*id))
            }
            Op::Mul(a, b) | Op::Less(a, b) | Op::Equal(a, b) | Op::Same(a, b) => {
                visit(*a);
                visit(*b);
            }
            Op::Among(id, _) | Op::Not(id) | Op::CountPersons(id) | Op::AnyPerson(id) => visit(*id),
            Op::Select {
                condition,
                then,
                other,
            } => {
                visit(*condition);
                visit(*then);
                visit(*other);
            }
            Op::SelectChoice { on, cases } => {
                visit(*on);
                cases.iter().for_each(|(_, id)| visit(*id));
            }
            Op::Round { value, .. } | Op::Pick { value, .. } => visit(*value),
            Op::RoundQuotient { value, by, .. } => {
                visit(*value);
                visit(*by);
            }
            Op::ZeroBelow { value, threshold } => {
                visit(*value);
                visit(*threshold);
            }
            Op::Lookup { key, .. } => visit(*key),
            Op::SumPersons { value, mask } | Op::Rank { value, mask, .. } => {
                visit(*value);
                visit(*mask);
            }
            Op::ExtremumPersons {
                value,
                mask,
                default,
                ..
            } => {
                visit(*value);
                visit(*mask);
                default.iter().for_each(|id| visit(*id));
            }
            Op::Elapsed { from, to, .. } => {
                visit(*from);
                visit(*to);
            }
        }
    }

    /// Whether it reads several persons to make one value for the household.
    #[must_use]
    pub fn gathers(&self) -> bool {
        matches!(
            self,
            Op::CountPersons(_)
                | Op::SumPersons { .. }
                | Op::ExtremumPersons { .. }
                | Op::AnyPerson(_)
                | Op::Pick { .. }
        )
    }

    /// Whether it reads a value of several persons, be it to give one to each.
    pub(crate) fn reads_persons(&self) -> bool {
        self.gathers() || matches!(self, Op::Rank { .. })
    }

    /// The result of an operation that reads one person at a time, from its operands; `None` when it does not fit,
    /// and for the operations that read several persons or the situation.
    pub fn simple(&self, tables: &[Table], at: impl Fn(NodeId) -> Possible) -> Option<Possible> {
        Some(match self {
            Op::Const(value) => *value,
            Op::Linear { terms, constant } => {
                let (mut low, mut width) = (*constant, 0_i128);
                for (id, factor) in terms {
                    let (lo, hi) = at(*id).ends();
                    let start = if *factor < 0 { hi } else { lo };
                    low = low.checked_add(product(start, *factor)?)?;
                    if lo != hi {
                        let spread = product(hi.checked_sub(lo)?, factor.checked_abs()?)?;
                        width = width.checked_add(spread)?;
                    }
                }
                Possible::fits(low, low.checked_add(width)?)?
            }
            Op::Mul(a, b) => at(*a).times(at(*b))?,
            Op::Min(items) => items.iter().map(|id| at(*id)).reduce(Possible::min)?,
            Op::Max(items) => items.iter().map(|id| at(*id)).reduce(Possible::max)?,
            Op::Less(a, b) => at(*a).less(at(*b)),
            Op::Equal(a, b) => at(*a).equal(at(*b)),
            Op::Same(a, b) => at(*a).same(at(*b)),
            Op::Among(id, mask) => at(*id).among(*mask),
            Op::And(items) => items
                .iter()
                .map(|id| at(*id))
                .fold(Possible::YES, Possible::and),
            Op::Or(items) => items
                .iter()
                .map(|id| at(*id))
                .fold(Possible::NO, Possible::or),
            Op::Not(id) => at(*id).negated(),
            Op::Select {
                condition,
                then,
                other,
            } => {
                let condition = at(*condition);
                match (condition.may_hold(), condition.may_fail()) {
                    (true, true) => at(*then).hull(at(*other)),
                    (true, false) => at(*then),
                    (false, _) => at(*other),
                }
            }
            Op::SelectChoice { on, cases } => {
                let bits = at(*on).bits();
                let possible = cases
                    .iter()
                    .filter(|(mask, _)| mask & bits != 0 || bits == 0);
                possible.map(|(_, id)| at(*id)).reduce(Possible::hull)?
            }
            Op::Round {
                value,
                mul,
                div,
                mode,
            } => at(*value).rounded(*mul, *div, *mode)?,
            Op::RoundQuotient {
                value,
                by,
                mul,
                div,
                mode,
            } => at(*value).quotient(at(*by), *mul, *div, *mode)?,
            Op::ZeroBelow { value, threshold } => at(*value).zero_below(at(*threshold)),
            Op::Lookup { key, table } => {
                let index = usize::try_from(table.0).ok()?;
                tables.get(index)?.over(at(*key))?
            }
            Op::Elapsed { kind, from, to } => at(*from).elapsed(at(*to), *kind)?,
            Op::Role(_)
            | Op::Input { .. }
            | Op::Present { .. }
            | Op::Claimed(_)
            | Op::CountPersons(_)
            | Op::SumPersons { .. }
            | Op::ExtremumPersons { .. }
            | Op::AnyPerson(_)
            | Op::Pick { .. }
            | Op::Rank { .. } => return None,
        })
    }

    /// Changes every operand.
    pub(super) fn operands_mut(&mut self, mut change: impl FnMut(&mut NodeId)) {
        match self {
            Op::Const(_) | Op::Role(_) | Op::Input { .. } | Op::Present { .. } | Op::Claimed(_) => {
            }
            Op::Linear { terms, .. } => terms.iter_mut().for_each(|(id, _)| change(id)),
            Op::Min(items) | Op::Max(items) | Op::And(items) | Op::Or(items) => {
                items.iter_mut().for_each(change)
            }
            Op::Mul(a, b) | Op::Less(a, b) | Op::Equal(a, b) | Op::Same(a, b) => {
                change(a);
                change(b);
            }
            Op::Among(id, _) | Op::Not(id) | Op::CountPersons(id) | Op::AnyPerson(id) => change(id),
            Op::Select {
                condition,
                then,
                other,
            } => {
                change(condition);
                change(then);
                change(other);
            }
            Op::SelectChoice { on, cases } => {
                change(on);
                cases.iter_mut().for_each(|(_, id)| change(id));
            }
            Op::Round { value, .. } | Op::Pick { value, .. } => change(value),
            Op::RoundQuotient { value, by, .. } => {
                change(value);
                change(by);
            }
            Op::ZeroBelow { value, threshold } => {
                change(value);
                change(threshold);
            }
            Op::Lookup { key, .. } => change(key),
            Op::SumPersons { value, mask } | Op::Rank { value, mask, .. } => {
                change(value);
                change(mask);
            }
            Op::ExtremumPersons {
                value,
                mask,
                default,
                ..
            } => {
                change(value);
                change(mask);
                default.iter_mut().for_each(change);
            }
            Op::Elapsed { from, to, .. } => {
                change(from);
                change(to);
            }
        }
    }
}
