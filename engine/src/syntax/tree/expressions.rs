//! Expressions, as written.

use super::{Citation, Literal, Name};
pub use crate::program::{
    CalendarDate, Comparison, DayOfYear, Elapsed, Fold, Quantifier, Shift, Year,
};
use crate::source::Span;

/// An expression and its place.
#[derive(Debug, Clone)]
pub struct Expr {
    /// Place.
    pub span: Span,
    /// What.
    pub kind: ExprKind,
}

/// How a number is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundingMode {
    /// `inférieur`
    Down,
    /// `supérieur`
    Up,
    /// `le plus proche`, a half goes up
    Nearest,
    /// `tronqué`: further decimals are dropped
    Truncate,
}

/// The step that a rounding keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundingStep {
    /// `au centime`: 1/100
    Cent,
    /// `à l'euro`, `à l'unité`: 1
    Unit,
    /// `au dixième` (1) to `au cent-millième` (5): so many decimals
    Decimals(u8),
    /// `à la dizaine`: 10
    Ten,
    /// `à la centaine`: 100
    Hundred,
}

/// A transformation, applied in the order written.
#[derive(Debug, Clone)]
pub enum Transform {
    /// `plancher X`
    Floor(Expr),
    /// `plafonné à X`
    Cap(Expr),
    /// `nul si moins de X`
    ZeroBelow(Expr),
    /// `arrondi au centime le plus proche`
    Round(RoundingStep, RoundingMode),
    /// `ramené au mois`: €/an → €/mois (÷ 12)
    PerMonth,
    /// `ramené à l'année`: €/mois → €/an (× 12)
    PerYear,
}

/// Expressions.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A literal (number, date, oui, non).
    Literal(Literal),
    /// A phrase: a declared name, a name with its role, a choice… `resolve` tells.
    Phrase(String),
    /// `A ou B`
    Or(Vec<Expr>),
    /// `A et B`
    And(Vec<Expr>),
    /// `non A`
    Not(Box<Expr>),
    /// `A ≥ B`
    Compare(Box<Expr>, Comparison, Box<Expr>),
    /// `A est parmi a, b, c` (negated: `n'est pas parmi`)
    Among {
        /// Tested.
        subject: Box<Expr>,
        /// Choices.
        choices: Vec<Name>,
        /// `n'est pas parmi`
        negated: bool,
    },
    /// `A est aucun` / `n'est pas aucun`: whether an optional input holds nothing.
    IsNone {
        /// Tested.
        subject: Box<Expr>,
        /// `n'est pas aucun`
        negated: bool,
    },
    /// `fait partie des adultes` / `ne fait pas partie des adultes` (of the current person).
    MemberOf {
        /// Group or role.
        group: Name,
        /// Negated.
        negated: bool,
    },
    /// `A + B − C`: terms with their sign (`true` = subtracted).
    Sum(Vec<(bool, Expr)>),
    /// `A × B`
    Mul(Box<Expr>, Box<Expr>),
    /// `A / B`
    Div(Box<Expr>, Box<Expr>),
    /// `si C alors A sinon B`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `minimum entre A et B` / `maximum entre A et B et C`
    Extremum(Fold, Vec<Expr>),
    /// `X pour K`: scale lookup.
    Lookup(Name, Box<Expr>),
    /// `décompte des G dont C`
    Count {
        /// Group or role.
        group: Name,
        /// Filter.
        filter: Option<Box<Expr>>,
    },
    /// `total des X de chaque membre dont C, à défaut D`
    OverPersons {
        /// Which reduction (Sum, Max, Min).
        fold: Fold,
        /// Per-person name (or parenthesised expression).
        value: Box<Expr>,
        /// Singular of the group (`membre`).
        each: Name,
        /// Filter.
        filter: Option<Box<Expr>>,
        /// Value for an empty group (`maximum`, `minimum`).
        default: Option<Box<Expr>>,
    },
    /// `au moins un des G dont C`
    Quantified(Quantifier, Name, Box<Expr>),
    /// `rang décroissant de X parmi les G`: 1 for the largest, ties in the order of the persons (per person).
    Rank {
        /// Per-person number.
        value: Box<Expr>,
        /// Group or role.
        group: Name,
        /// `décroissant` (true) or `croissant`.
        descending: bool,
    },
    /// `moyenne de X sur la référence`, `total de X sur la référence`
    OverMonths {
        /// Which reduction.
        fold: Fold,
        /// Value at each month.
        value: Box<Expr>,
        /// Period.
        period: Name,
    },
    /// `à chaque mois de la référence, C` (all) / `à un mois au moins de la référence, C`
    QuantifiedMonths {
        /// All months.
        all: bool,
        /// Period.
        period: Name,
        /// Condition at each month.
        condition: Box<Expr>,
    },
    /// `X au mois précédent`
    Shifted(Box<Expr>, Shift),
    /// `années révolues entre A et B`
    Elapsed(Elapsed, Box<Expr>, Box<Expr>),
    /// `premier jour du mois`
    Calendar(CalendarDate),
    /// `numéro du mois`: 1 to 12, of the observed month.
    MonthNumber,
    /// `montant retenu au titre de X`: what is received, or what is due in a world where X is claimed.
    Retained(Name),
    /// A body with transformations: `A, plancher B, arrondi au centime`.
    Transformed(Box<Expr>, Vec<(Transform, Option<Citation>)>),
}
