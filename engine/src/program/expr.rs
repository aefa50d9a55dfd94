//! Typed expressions.

use serde::Serialize;

use super::{
    BenefitId, CalendarDate, Comparison, Constant, Elapsed, Fold, InputId, Members, PeriodId,
    Quantifier, RoleId, RuleId, ScaleId, Shift, Type, Year,
};
use crate::exact::{Exact, Rounding};

/// Whose value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Who {
    /// The household, or the person at hand.
    Here,
    /// The person of a role (nothing when there is none).
    Role(RoleId),
}

/// A typed expression.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Expr {
    /// Its type.
    pub ty: Type,
    /// What.
    pub kind: ExprKind,
}

/// Expressions. Names are indices, units are checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(
    missing_docs,
    reason = "each variant is the construct of the same name in the syntax tree"
)]
pub enum ExprKind {
    Constant(Constant),
    Input(InputId, Who),
    /// A yearly input of a year.
    InputOfYear(InputId, Who, Year),
    Rule(RuleId, Who),
    Scale(ScaleId, Option<Box<Expr>>),
    Retained(BenefitId),
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Not(Box<Expr>),
    Compare(Box<Expr>, Comparison, Box<Expr>),
    Among(Box<Expr>, u128),
    IsNone(Box<Expr>),
    MemberOf(Members),
    Sum(Vec<(bool, Expr)>),
    Mul(Box<Expr>, Box<Expr>),
    Div(Box<Expr>, Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    Extremum {
        max: bool,
        items: Vec<Expr>,
    },
    Count(Members, Option<Box<Expr>>),
    OverPersons {
        fold: Fold,
        value: Box<Expr>,
        group: Members,
        filter: Option<Box<Expr>>,
        default: Option<Box<Expr>>,
    },
    Quantified(Quantifier, Members, Box<Expr>),
    Rank {
        value: Box<Expr>,
        group: Members,
        descending: bool,
    },
    OverMonths {
        fold: Fold,
        value: Box<Expr>,
        period: PeriodId,
    },
    QuantifiedMonths {
        all: bool,
        period: PeriodId,
        condition: Box<Expr>,
    },
    Shifted(Box<Expr>, Shift),
    Elapsed(Elapsed, Box<Expr>, Box<Expr>),
    Calendar(CalendarDate),
    MonthNumber,
    Floor(Box<Expr>, Box<Expr>),
    Cap(Box<Expr>, Box<Expr>),
    ZeroBelow(Box<Expr>, Box<Expr>),
    /// Rounds to a whole number of `1/den`.
    Round {
        value: Box<Expr>,
        den: i128,
        mode: Rounding,
    },
    /// Multiplies by a constant: the explicit conversions of units.
    Scaled(Box<Expr>, Exact),
}
