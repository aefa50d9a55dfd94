//! Divisors: a quotient by something that varies needs a divisor that can be seen to be positive.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::exact::Exact;
use crate::program::{Body, Constant, Expr, ExprKind, Fold, Program, Type};
use crate::source::Span;

/// How deep named rules are unfolded.
const DEPTH: u8 = 8;

/// What the form of a number says of its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    Any,
    NotNegative,
    Positive,
}

impl Sign {
    fn of(value: Exact) -> Sign {
        match value.num() {
            0 => Sign::NotNegative,
            n if n > 0 => Sign::Positive,
            _ => Sign::Any,
        }
    }
}

/// The sign of a number in every household, as far as its form shows.
fn sign(program: &Program, expr: &Expr, depth: u8) -> Sign {
    let of = |e: &Expr| sign(program, e, depth);
    let least = |signs: &mut dyn Iterator<Item = Sign>| signs.min().unwrap_or(Sign::Any);
    match &expr.kind {
        ExprKind::Constant(Constant::Number(value)) => Sign::of(*value),
        ExprKind::MonthNumber => Sign::Positive,
        ExprKind::Scale(id, _) => {
            let Some(scale) = program.scales.get(id.index()) else {
                return Sign::Any;
            };
            // Below its first step, a scale is null.
            let bounded = scale
                .lines
                .iter()
                .any(|l| l.steps.first().is_some_and(|(bound, _)| bound.is_some()));
            let values = least(
                &mut scale
                    .lines
                    .iter()
                    .flat_map(|l| &l.steps)
                    .map(|(_, v)| Sign::of(*v)),
            );
            if bounded {
                values.min(Sign::NotNegative)
            } else {
                values
            }
        }
        ExprKind::Input(id, _) | ExprKind::InputOfYear(id, _, _) => {
            match program.inputs.get(id.index()) {
                // An absent value, or an absent person, is zero.
                Some(input) => Sign::of(input.bounds.0).min(Sign::NotNegative),
                None => Sign::Any,
            }
        }
        ExprKind::Count(..) => Sign::NotNegative,
        ExprKind::Rank { .. } => Sign::Positive,
        ExprKind::Sum(terms) => {
            let part = |(negative, e): &(bool, Expr)| if *negative { Sign::Any } else { of(e) };
            let signs: Vec<Sign> = terms.iter().map(part).collect();
            match (signs.contains(&Sign::Any), signs.contains(&Sign::Positive)) {
                (true, _) => Sign::Any,
                (false, true) => Sign::Positive,
                (false, false) => Sign::NotNegative,
            }
        }
        ExprKind::Mul(a, b) | ExprKind::Div(a, b) => of(a).min(of(b)),
        ExprKind::Scaled(e, factor) => of(e).min(Sign::of(*factor)),
        ExprKind::Shifted(e, _) => of(e),
        ExprKind::If(_, a, b) | ExprKind::Cap(a, b) => of(a).min(of(b)),
        ExprKind::Floor(a, b) => of(a).max(of(b)),
        ExprKind::ZeroBelow(e, _) | ExprKind::Round { value: e, .. } => {
            of(e).min(Sign::NotNegative)
        }
        ExprKind::Extremum { max: true, items } => items.iter().map(of).max().unwrap_or(Sign::Any),
        ExprKind::Extremum { max: false, items } => least(&mut items.iter().map(of)),
        ExprKind::OverPersons {
            fold: Fold::Sum,
            value,
            ..
        } => of(value).min(Sign::NotNegative),
        ExprKind::OverPersons { value, default, .. } => {
            of(value).min(default.as_deref().map_or(Sign::NotNegative, of))
        }
        ExprKind::OverMonths { value, .. } => of(value),
        ExprKind::Rule(id, who) if depth < DEPTH => {
            let Some(rule) = program.rules.get(id.index()) else {
                return Sign::Any;
            };
            let bodies = rule
                .versions
                .iter()
                .chain(rule.exceptions.iter().flat_map(|e| &e.versions));
            let mut signs = bodies.map(|v| match &v.body {
                Body::Expr(e) => sign(program, e, depth.saturating_add(1)),
                Body::Lines { .. } => Sign::Any,
            });
            let found = least(&mut signs);
            // Without its condition, or without its person, a rule is null.
            let may_be_null = rule.guard.is_some() || !matches!(who, crate::program::Who::Here);
            if may_be_null {
                found.min(Sign::NotNegative)
            } else {
                found
            }
        }
        _ => Sign::Any,
    }
}

impl Check<'_> {
    /// Every divisor that varies, once all rules are known.
    pub(super) fn divisors(&mut self) {
        for (span, divisor) in std::mem::take(&mut self.divided) {
            if matches!(divisor.ty, Type::Number(_))
                && sign(&self.model.program, &divisor, 0) < Sign::Positive
            {
                self.say(
                    Diagnostic::error("D0223", span, "ce diviseur pourrait être nul ou négatif")
                        .help("bornez-le : « maximum entre … et 1 … »"),
                );
            }
        }
    }

    /// Keeps a divisor to be looked at.
    pub(super) fn divides(&mut self, span: Span, divisor: &Expr) {
        self.divided.push((span, divisor.clone()));
    }
}
