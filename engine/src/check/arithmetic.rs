//! Comparisons, sums, products, quotients and transformations, with their units.

use super::Check;
use super::expr::{Place, boxed, typed};
use crate::diagnostic::Diagnostic;
use crate::exact::{Exact, Rounding};
use crate::program::{Comparison, Constant, Expr, ExprKind, Shift, Type, Unit};
use crate::source::Span;
use crate::syntax::tree::{self, RoundingMode, RoundingStep, Transform};

impl Check<'_> {
    pub(super) fn compare(
        &mut self,
        left: &tree::Expr,
        op: Comparison,
        right: &tree::Expr,
        place: Place,
    ) -> Option<Expr> {
        let place = Place {
            quotient: true,
            dividend: false,
            ..place
        };
        let a = self.expr(left, place, None)?;
        let b = self.expr(right, place, Some(a.ty))?;
        if a.ty != b.ty {
            return self.unlike(left.span, a.ty, right.span, b.ty, "ne se comparent pas");
        }
        let ordered = !matches!(op, Comparison::Equal | Comparison::NotEqual);
        if ordered && !matches!(a.ty, Type::Number(_) | Type::Date) {
            return self.wrong(left.span, a.ty, "un nombre ou une date est attendu");
        }
        // `a / b ≥ c` is `a ≥ b × c`: nothing is divided.
        // A divisor that the texts fix is left where it is: it folds into a factor.
        let (a, b) = match (a.kind, b.kind) {
            (ExprKind::Div(num, den), kind) if !is_constant(&den) => {
                let ty = num.ty;
                let product = Expr {
                    ty,
                    kind: ExprKind::Mul(den, boxed(Expr { ty: b.ty, kind })),
                };
                (*num, product)
            }
            (kind, ExprKind::Div(num, den)) if !is_constant(&den) => {
                let ty = num.ty;
                (
                    Expr {
                        ty,
                        kind: ExprKind::Mul(den, boxed(Expr { ty: a.ty, kind })),
                    },
                    *num,
                )
            }
            (x, y) => (Expr { ty: a.ty, kind: x }, Expr { ty: b.ty, kind: y }),
        };
        typed(Type::YesNo, ExprKind::Compare(boxed(a), op, boxed(b)))
    }

    pub(super) fn sum(
        &mut self,
        terms: &[(bool, tree::Expr)],
        place: Place,
        expected: Option<Type>,
    ) -> Option<Expr> {
        let mut exprs: Vec<(bool, Expr)> = Vec::new();
        let mut failed = false;
        for (negative, term) in terms {
            let known = exprs.first().map(|(_, e)| e.ty).or(expected);
            let Some(expr) = self.expr(term, place, known) else {
                failed = true;
                continue;
            };
            if !matches!(expr.ty, Type::Number(_)) {
                return self.wrong(term.span, expr.ty, "un nombre est attendu dans une somme");
            }
            if let (Some((_, first)), Some((_, first_tree))) = (exprs.first(), terms.first())
                && first.ty != expr.ty
            {
                return self.unlike(
                    first_tree.span,
                    first.ty,
                    term.span,
                    expr.ty,
                    "ne s'ajoutent pas",
                );
            }
            exprs.push((*negative, expr));
        }
        let ty = exprs.first()?.1.ty;
        if failed {
            None
        } else {
            typed(ty, ExprKind::Sum(exprs))
        }
    }

    /// The units of two operands that must be numbers.
    fn two_numbers(
        &mut self,
        (left, a): (&tree::Expr, &Expr),
        (right, b): (&tree::Expr, &Expr),
        expected: &str,
    ) -> Option<(Unit, Unit)> {
        let (wrong, ty) = match (a.ty, b.ty) {
            (Type::Number(x), Type::Number(y)) => return Some((x, y)),
            (Type::Number(_), other) => (right, other),
            (other, _) => (left, other),
        };
        self.wrong(wrong.span, ty, expected);
        None
    }

    pub(super) fn product(
        &mut self,
        left: &tree::Expr,
        right: &tree::Expr,
        place: Place,
    ) -> Option<Expr> {
        let inner = Place {
            quotient: false,
            dividend: false,
            ..place
        };
        let (a, b) = (self.expr(left, inner, None), self.expr(right, inner, None));
        let (a, b) = (a?, b?);
        let (x, y) = self.two_numbers(
            (left, &a),
            (right, &b),
            "un nombre est attendu dans un produit",
        )?;
        if !place.dividend && x.is_money() && y.is_money() {
            self.say(
                Diagnostic::error("D0221", left.span, "deux montants ne se multiplient pas")
                    .here(format!("en {x}"))
                    .label(right.span, format!("en {y}"))
                    .help("l'un des deux devrait être un taux (%) ou un nombre"),
            );
            return None;
        }
        typed(Type::Number(x.times(y)), ExprKind::Mul(boxed(a), boxed(b)))
    }

    pub(super) fn quotient(
        &mut self,
        span: Span,
        left: &tree::Expr,
        right: &tree::Expr,
        place: Place,
    ) -> Option<Expr> {
        let inner = Place {
            quotient: false,
            dividend: false,
            ..place
        };
        let (a, b) = (
            self.expr(
                left,
                Place {
                    dividend: true,
                    ..inner
                },
                None,
            ),
            self.expr(right, inner, None),
        );
        let (a, b) = (a?, b?);
        let (x, y) = self.two_numbers(
            (left, &a),
            (right, &b),
            "un nombre est attendu dans un quotient",
        )?;
        if matches!(b.kind, ExprKind::Constant(Constant::Number(Exact::ZERO))) {
            self.say(Diagnostic::error("D0207", right.span, "division par zéro"));
            return None;
        }
        if !place.quotient && !is_constant(&b) {
            self.say(
                Diagnostic::error(
                    "D0207",
                    span,
                    "le quotient par une valeur qui varie n'est ni arrondi ni comparé",
                )
                .label(right.span, "ce diviseur n'est pas fixé par les textes")
                .help(
                    "écrivez « (… / …, arrondi au centime) », ou comparez le quotient sur-le-champ",
                ),
            );
            return None;
        }
        if !is_constant(&b) {
            self.divides(right.span, &b);
        }
        typed(Type::Number(x.over(y)), ExprKind::Div(boxed(a), boxed(b)))
    }

    pub(super) fn transformed(
        &mut self,
        body: &tree::Expr,
        transforms: &[(Transform, Option<tree::Citation>)],
        place: Place,
        expected: Option<Type>,
    ) -> Option<Expr> {
        let rounded = matches!(transforms.first(), Some((Transform::Round(..), _)));
        let mut value = self.expr(
            body,
            Place {
                quotient: rounded,
                dividend: false,
                ..place
            },
            expected,
        )?;
        let Type::Number(_) = value.ty else {
            return self.wrong(
                body.span,
                value.ty,
                "une transformation s'applique à un nombre",
            );
        };
        for (transform, _) in transforms {
            let ty = value.ty;
            let kind = match transform {
                Transform::Floor(bound) | Transform::Cap(bound) | Transform::ZeroBelow(bound) => {
                    let expr = self.expr(bound, place, Some(ty))?;
                    if expr.ty != ty {
                        return self.unlike(
                            body.span,
                            ty,
                            bound.span,
                            expr.ty,
                            "ne se comparent pas",
                        );
                    }
                    match transform {
                        Transform::Floor(_) => ExprKind::Floor(boxed(value), boxed(expr)),
                        Transform::Cap(_) => ExprKind::Cap(boxed(value), boxed(expr)),
                        _ => ExprKind::ZeroBelow(boxed(value), boxed(expr)),
                    }
                }
                Transform::Round(step, mode) => rounded_to(value, *step, *mode)?,
                Transform::PerMonth | Transform::PerYear => {
                    let Type::Number(unit) = ty else { return None };
                    let (from, to, factor) = if matches!(transform, Transform::PerMonth) {
                        (
                            Unit::EURO_PER_YEAR,
                            Unit::EURO_PER_MONTH,
                            Exact::new(1, 12)?,
                        )
                    } else {
                        (Unit::EURO_PER_MONTH, Unit::EURO_PER_YEAR, Exact::whole(12))
                    };
                    if unit != from {
                        self.say(
                            Diagnostic::error(
                                "D0203",
                                body.span,
                                format!("une valeur en {unit} ne se ramène pas ainsi"),
                            )
                            .help(format!("cette conversion va de {from} à {to}")),
                        );
                        return None;
                    }
                    value = Expr {
                        ty: Type::Number(to),
                        kind: ExprKind::Scaled(boxed(value), factor),
                    };
                    continue;
                }
            };
            value = Expr { ty, kind };
        }
        Some(value)
    }
}

/// A value rounded to whole steps. Steps larger than one round a tenth or a hundredth of the value.
fn rounded_to(value: Expr, step: RoundingStep, mode: RoundingMode) -> Option<ExprKind> {
    let mode = match mode {
        RoundingMode::Down => Rounding::Down,
        RoundingMode::Up => Rounding::Up,
        RoundingMode::Nearest => Rounding::Nearest,
        RoundingMode::Truncate => Rounding::Truncate,
    };
    let ty = value.ty;
    let round = |value: Expr, den| ExprKind::Round {
        value: boxed(value),
        den,
        mode,
    };
    let large = |value: Expr, step: i128| {
        let scaled = |value: Expr| Some(ExprKind::Scaled(boxed(value), Exact::new(1, step)?));
        // A quotient stays one: it is rounded on the spot.
        let kind = match value.kind {
            ExprKind::Div(a, b) => {
                let ty = a.ty;
                let kind = scaled(*a)?;
                ExprKind::Div(boxed(Expr { ty, kind }), b)
            }
            kind => scaled(Expr { ty, kind })?,
        };
        let kind = round(Expr { ty, kind }, 1);
        Some(ExprKind::Scaled(
            boxed(Expr { ty, kind }),
            Exact::whole(step),
        ))
    };
    Some(match step {
        RoundingStep::Cent => round(value, 100),
        RoundingStep::Unit => round(value, 1),
        RoundingStep::Decimals(n) => round(value, 10_i128.checked_pow(n.into())?),
        RoundingStep::Ten => large(value, 10)?,
        RoundingStep::Hundred => large(value, 100)?,
    })
}

/// Whether the value is fixed by the texts: literals and parameters without key.
fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::MonthNumber | ExprKind::Calendar(_) => true,
        ExprKind::Shifted(e, Shift::OnDay(_)) => is_constant(e),
        ExprKind::Scale(_, key) => key.as_deref().is_none_or(is_constant),
        ExprKind::Sum(terms) => terms.iter().all(|(_, e)| is_constant(e)),
        ExprKind::Extremum { items, .. } => items.iter().all(is_constant),
        ExprKind::Mul(a, b)
        | ExprKind::Div(a, b)
        | ExprKind::Floor(a, b)
        | ExprKind::Cap(a, b)
        | ExprKind::ZeroBelow(a, b) => is_constant(a) && is_constant(b),
        ExprKind::Scaled(e, _) | ExprKind::Shifted(e, _) => is_constant(e),
        ExprKind::Round { value, .. } => is_constant(value),
        _ => false,
    }
}
