//! Whether two conditions can be seen to exclude each other.

use crate::program::{Body, Comparison, Constant, Expr, ExprKind, Program, Type};

/// Whether no household can meet both, as far as their form shows: `C` and `non C`, two values of one choice,
/// disjoint ranges of one value. Conditions are unfolded through their names.
pub(super) fn exclude(program: &Program, a: &Expr, b: &Expr) -> bool {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    conjuncts(program, a, &mut left, 0);
    conjuncts(program, b, &mut right, 0);
    left.iter().any(|x| right.iter().any(|y| opposite(x, y)))
}

/// How deep named conditions are unfolded.
const DEPTH: u8 = 6;

fn conjuncts<'e>(program: &'e Program, expr: &'e Expr, out: &mut Vec<&'e Expr>, depth: u8) {
    out.push(expr);
    match &expr.kind {
        ExprKind::And(items) => items.iter().for_each(|e| conjuncts(program, e, out, depth)),
        ExprKind::Rule(id, _) if depth < DEPTH => {
            let Some(rule) = program.rules.get(id.index()) else {
                return;
            };
            if let ([version], true, None) = (
                rule.versions.as_slice(),
                rule.exceptions.is_empty(),
                &rule.guard,
            ) {
                match &version.body {
                    Body::Expr(e) => conjuncts(program, e, out, depth.saturating_add(1)),
                    Body::Lines { all: true, lines } => {
                        for line in lines
                            .iter()
                            .filter(|l| l.since.is_none() && l.unless.is_none())
                        {
                            conjuncts(program, &line.expr, out, depth.saturating_add(1));
                        }
                    }
                    Body::Lines { .. } => {}
                }
            }
        }
        _ => {}
    }
}

fn opposite(a: &Expr, b: &Expr) -> bool {
    match (&a.kind, &b.kind) {
        (ExprKind::Not(x), _) if **x == *b => true,
        (_, ExprKind::Not(y)) if **y == *a => true,
        _ => match (range(a), range(b)) {
            (Some((x, p)), Some((y, q))) => x == y && p.disjoint(&q),
            _ => false,
        },
    }
}

/// The values that a condition leaves to its subject.
#[derive(Debug)]
enum Range {
    Choices(u128),
    Below(Constant, bool),
    Above(Constant, bool),
    Only(Constant),
}

impl Range {
    fn disjoint(&self, other: &Range) -> bool {
        match (self, other) {
            (Range::Choices(a), Range::Choices(b)) => a & b == 0,
            (Range::Only(a), Range::Only(b)) => a != b,
            (Range::Only(a), other) | (other, Range::Only(a)) => {
                Range::Below(*a, true).disjoint(other) || Range::Above(*a, true).disjoint(other)
            }
            (Range::Below(a, a_in), Range::Above(b, b_in))
            | (Range::Above(b, b_in), Range::Below(a, a_in)) => {
                let order = match (a, b) {
                    (Constant::Number(x), Constant::Number(y)) => x.compare(*y),
                    (Constant::Date(x), Constant::Date(y)) => Some(x.cmp(y)),
                    _ => None,
                };
                match order {
                    Some(std::cmp::Ordering::Less) => true,
                    Some(std::cmp::Ordering::Equal) => !(*a_in && *b_in),
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

fn range(expr: &Expr) -> Option<(&Expr, Range)> {
    match &expr.kind {
        ExprKind::Among(subject, mask) => Some((subject, Range::Choices(*mask))),
        ExprKind::Not(inner) => match range(inner)? {
            (subject, Range::Choices(mask)) => Some((subject, Range::Choices(!mask))),
            (subject, Range::Below(c, inside)) => Some((subject, Range::Above(c, !inside))),
            (subject, Range::Above(c, inside)) => Some((subject, Range::Below(c, !inside))),
            (_, Range::Only(_)) => None,
        },
        ExprKind::Compare(subject, op, bound) => {
            let ExprKind::Constant(constant) = bound.kind else {
                return None;
            };
            let range = match (op, constant, subject.ty) {
                (Comparison::Equal, Constant::Choice(i), Type::Choice(_)) => {
                    Range::Choices(1_u128.checked_shl(u32::from(i))?)
                }
                (Comparison::NotEqual, Constant::Choice(i), Type::Choice(_)) => {
                    Range::Choices(!1_u128.checked_shl(u32::from(i))?)
                }
                (Comparison::Equal, c @ (Constant::Number(_) | Constant::Date(_)), _) => {
                    Range::Only(c)
                }
                (Comparison::Less, c, _) => Range::Below(c, false),
                (Comparison::AtMost, c, _) => Range::Below(c, true),
                (Comparison::Greater, c, _) => Range::Above(c, false),
                (Comparison::AtLeast, c, _) => Range::Above(c, true),
                _ => return None,
            };
            Some((subject, range))
        }
        _ => None,
    }
}
