//! Loops that give numbers.

use super::column::{Cells, Column, Span};
use super::compute::Operands;
use super::loops::{join, linear, map1, map2, pick};
use super::scales;
use crate::exact::Rounding;
use crate::law::{Node, NodeId, Op};

/// Loops that give numbers.
pub(super) fn number<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Span>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    Some(match &node.op {
        Op::Linear { terms, constant } => {
            let mut spans = Vec::with_capacity(terms.len());
            for (id, factor) in terms {
                spans.push((operands.number(*id)?, i64::try_from(*factor).ok()?));
            }
            let constant = i64::try_from(*constant).ok()?;
            let end = |top: bool| {
                let column = |(span, factor): &(&'c Span, i64)| {
                    let column = if (*factor < 0) == top {
                        &span.lo
                    } else {
                        span.top()
                    };
                    (column, *factor)
                };
                let terms: Vec<(&Column<i64>, i64)> = spans.iter().map(column).collect();
                linear(constant, &terms)
            };
            if spans.iter().all(|(span, _)| span.hi.is_none()) {
                Span::known(end(false))
            } else {
                Span::between(end(false), end(true))
            }
        }
        Op::Min(items) => extreme(&operands.numbers(items)?, |a, b| a.min(b))?,
        Op::Max(items) => extreme(&operands.numbers(items)?, |a, b| a.max(b))?,
        Op::Select {
            condition,
            then,
            other,
        } => {
            let condition = operands.set(*condition)?;
            let (then, other) = (operands.number(*then)?, operands.number(*other)?);
            let lo = pick(condition, &then.lo, &other.lo, i64::min);
            if then.hi.is_none() && other.hi.is_none() && condition.is_known() {
                Span::known(lo)
            } else {
                Span::between(lo, pick(condition, then.top(), other.top(), i64::max))
            }
        }
        Op::SelectChoice { on, cases } => {
            let Column::Each(on) = operands.choice(*on)? else {
                return None;
            };
            chosen(on, cases, operands)?
        }
        Op::Round {
            value,
            mul,
            div,
            mode,
        } => rounded(operands.number(*value)?, *mul, *div, *mode)?,
        _ => return None,
    })
}

/// The numbers of the case of each row; `None` when a position is not known.
fn chosen<'c, F>(
    on: &[u128],
    cases: &[(u128, NodeId)],
    operands: &Operands<'_, 'c, F>,
) -> Option<Span>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    if !on.iter().all(|bits| bits.is_power_of_two()) {
        return None;
    }
    let mut spans = Vec::with_capacity(cases.len());
    for (mask, id) in cases {
        spans.push((*mask, operands.number(*id)?));
    }
    let end = |end: fn(&Span) -> &Column<i64>| -> Option<Column<i64>> {
        let one = |(row, bits): (usize, &u128)| {
            let case = spans.iter().find(|(mask, _)| mask & bits != 0);
            end(case?.1).at(row)
        };
        let rows: Option<Vec<i64>> = on.iter().enumerate().map(one).collect();
        Some(Column::Each(rows?))
    };
    let lo = end(|span| &span.lo)?;
    if spans.iter().all(|(_, span)| span.hi.is_none()) {
        return Some(Span::known(lo));
    }
    Some(Span::between(lo, end(Span::top)?))
}

/// The smallest or the largest of several.
#[inline(always)]
fn extreme(spans: &[&Span], best: impl Fn(i64, i64) -> i64 + Copy) -> Option<Span> {
    let fold = |end: fn(&Span) -> &Column<i64>| {
        let (first, rest) = spans.split_first()?;
        Some(rest.iter().fold(end(first).clone(), |so_far, span| {
            join(so_far, end(span), best)
        }))
    };
    let lo = fold(|span| &span.lo)?;
    if spans.iter().all(|span| span.hi.is_none()) {
        return Some(Span::known(lo));
    }
    Some(Span::between(lo, fold(Span::top)?))
}

/// `value × mul / div` rounded.
fn rounded(value: &Span, mul: i128, div: i128, mode: Rounding) -> Option<Span> {
    let (mul, div) = (i64::try_from(mul).ok()?, i64::try_from(div).ok()?);
    if div <= 0 || div >= 1 << 61 {
        return None;
    }
    let most = (1_i64 << 61).checked_div(mul.checked_abs()?.max(1))?;
    let all = |column: &Column<i64>| {
        let out = match column {
            Column::Same(v) => v.unsigned_abs() >= most.unsigned_abs(),
            Column::Each(values) => values
                .iter()
                .any(|v| v.unsigned_abs() >= most.unsigned_abs()),
        };
        (!out).then(|| map1(column, |v| divided(v.wrapping_mul(mul), div, mode)))
    };
    let lo = all(&value.lo)?;
    Some(match &value.hi {
        None => Span::known(lo),
        Some(hi) => Span::between(lo, all(hi)?),
    })
}

/// [`crate::exact::divide`] on numbers below 2^61, by a positive one.
#[inline(always)]
pub(super) fn divided(a: i64, b: i64, mode: Rounding) -> i64 {
    match mode {
        Rounding::Down => a.wrapping_div_euclid(b),
        Rounding::Truncate => a.checked_div(b).unwrap_or(0),
        Rounding::Up => a.wrapping_neg().wrapping_div_euclid(b).wrapping_neg(),
        Rounding::Nearest => a
            .wrapping_mul(2)
            .wrapping_add(b)
            .wrapping_div_euclid(b.wrapping_mul(2)),
    }
}

/// Loops over open operands, for what goes one way.
pub(super) fn between<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Span>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    match &node.op {
        Op::Mul(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            if a.hi.is_none() && b.hi.is_none() || !(positive(&a.lo) && positive(&b.lo)) {
                return None;
            }
            let product = |a: &Column<i64>, b: &Column<i64>| map2(a, b, |a, b| a.wrapping_mul(b));
            Some(Span::between(
                product(&a.lo, &b.lo),
                product(a.top(), b.top()),
            ))
        }
        Op::Lookup { key, table } => {
            let key = operands.number(*key)?;
            let hi = key.hi.as_ref()?;
            let table = operands.tables.get(usize::try_from(table.0).ok()?)?;
            let (lo, hi) = scales::lookup_between(&key.lo, hi, table)?;
            Some(Span::between(lo, hi))
        }
        _ => None,
    }
}

/// Whether no row is negative.
fn positive(column: &Column<i64>) -> bool {
    match column {
        Column::Same(value) => *value >= 0,
        Column::Each(values) => values.iter().all(|value| *value >= 0),
    }
}
