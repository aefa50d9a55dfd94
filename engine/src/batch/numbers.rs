//! Loops that give numbers.

use super::column::{Cells, Column, Span};
use super::compute::Operands;
use super::division::rounded;
use super::integer::Integer;
use super::loops::{fold, linear, map2, pick};
use super::pool::Pool;
use super::scales;
use super::simd::wide;
use crate::law::{Node, NodeId, Op};

/// Loops that give numbers, in integers of any size.
pub(super) fn number<'c, T: Integer, F>(
    node: &Node,
    operands: &Operands<'_, 'c, F>,
) -> Option<Span<T>>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let pool = operands.pool;
    Some(match &node.op {
        Op::Linear { terms, constant } => {
            let mut spans = Vec::with_capacity(terms.len());
            for (id, factor) in terms {
                spans.push((operands.span::<T>(*id)?, T::of(*factor)?));
            }
            let constant = T::of(*constant)?;
            let end = |top: bool| {
                let mut terms: Vec<(&Column<T>, T)> = Vec::with_capacity(spans.len());
                for (span, factor) in &spans {
                    let lowest = (*factor < T::default()) == top;
                    terms.push((if lowest { &span.lo } else { span.top() }, *factor));
                }
                linear(pool, constant, &terms)
            };
            if spans.iter().all(|(span, _)| span.hi.is_none()) {
                Span::known(end(false))
            } else {
                Span::between(end(false), end(true))
            }
        }
        Op::Min(items) => extreme(items, operands, |a: T, b| a.min(b))?,
        Op::Max(items) => extreme(items, operands, |a: T, b| a.max(b))?,
        Op::Select {
            condition,
            then,
            other,
        } => {
            let condition = operands.set(*condition)?;
            let (then, other) = (operands.span::<T>(*then)?, operands.span::<T>(*other)?);
            let lo = pick(pool, condition, &then.lo, &other.lo, |a, b| a.min(b));
            if then.hi.is_none() && other.hi.is_none() && condition.is_known() {
                Span::known(lo)
            } else {
                let hi = pick(pool, condition, then.top(), other.top(), |a, b| a.max(b));
                Span::between(lo, hi)
            }
        }
        _ => return None,
    })
}

/// The smallest or the largest of several.
#[inline(always)]
fn extreme<'c, T: Integer, F>(
    items: &[NodeId],
    operands: &Operands<'_, 'c, F>,
    best: impl Fn(T, T) -> T + Copy,
) -> Option<Span<T>>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let spans = items.iter().map(|id| operands.span::<T>(*id));
    let spans = spans.collect::<Option<Vec<_>>>()?;
    let lo = fold(operands.pool, spans.iter().map(|span| &span.lo), best)?;
    if spans.iter().all(|span| span.hi.is_none()) {
        return Some(Span::known(lo));
    }
    let hi = fold(operands.pool, spans.iter().map(|span| span.top()), best)?;
    Some(Span::between(lo, hi))
}

/// Loops that give numbers that fit.
pub(super) fn narrow<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Span>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    match &node.op {
        Op::SelectChoice { on, cases } => match operands.choice(*on)? {
            Column::Each(on) => chosen(on, cases, operands),
            Column::Same(_) => None,
        },
        Op::Round {
            value,
            mul,
            div,
            mode,
        } => {
            let value = operands.number(*value)?;
            let by = (i64::try_from(*mul).ok()?, i64::try_from(*div).ok()?);
            let lo = rounded(operands.pool, &value.lo, by, *mode)?;
            Some(match &value.hi {
                None => Span::known(lo),
                Some(hi) => Span::between(lo, rounded(operands.pool, hi, by, *mode)?),
            })
        }
        _ => number(node, operands),
    }
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
    let mut spans: Vec<&Span> = Vec::with_capacity(cases.len());
    // The span of each position.
    let mut places: Vec<Option<&Span>> = vec![None; 128];
    for (mask, id) in cases {
        let span = operands.number(*id)?;
        spans.push(span);
        let own = places.iter_mut().enumerate();
        own.filter(|(position, _)| mask >> position & 1 != 0)
            .for_each(|(_, place)| *place = Some(span));
    }
    let end = |end: fn(&Span) -> &Column<i64>| -> Option<Column<i64>> {
        let mut values = operands.pool.take(on.len());
        for (row, (value, bits)) in values.iter_mut().zip(on).enumerate() {
            let position = usize::try_from(bits.trailing_zeros()).ok()?;
            let span = (*places.get(position)?).filter(|_| bits.is_power_of_two())?;
            *value = end(span).at(row)?;
        }
        Some(Column::Each(values))
    };
    let lo = end(|span| &span.lo)?;
    if spans.iter().all(|span| span.hi.is_none()) {
        return Some(Span::known(lo));
    }
    Some(Span::between(lo, end(Span::top)?))
}

/// Loops over open operands, for what goes one way.
pub(super) fn between<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Span>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    match &node.op {
        Op::Mul(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            product(operands.pool, a, b)
        }
        Op::Lookup { key, table } => {
            let key = operands.number(*key)?;
            let hi = key.hi.as_ref()?;
            let table = operands.tables.get(usize::try_from(table.0).ok()?)?;
            let (lo, hi) = scales::lookup_between(operands.pool, &key.lo, hi, table)?;
            Some(Span::between(lo, hi))
        }
        _ => None,
    }
}

/// A product of which something is open.
pub(super) fn product<T: Integer>(pool: &Pool, a: &Span<T>, b: &Span<T>) -> Option<Span<T>> {
    if a.hi.is_none() && b.hi.is_none() {
        return None;
    }
    let times = |a: &Column<T>, b: &Column<T>| {
        map2(
            pool,
            a,
            b,
            #[inline(always)]
            |a, b| a.times(b),
        )
    };
    if positive(&a.lo) && positive(&b.lo) {
        return Some(Span::between(times(&a.lo, &b.lo), times(a.top(), b.top())));
    }
    // Between the products of the ends.
    let mut products = vec![times(&a.lo, &b.lo)];
    if let Some(hi) = &a.hi {
        products.push(times(hi, &b.lo));
    }
    if let Some(hi) = &b.hi {
        products.push(times(&a.lo, hi));
    }
    if let (Some(a), Some(b)) = (&a.hi, &b.hi) {
        products.push(times(a, b));
    }
    let lo = fold(pool, &products, |a, b| a.min(b))?;
    let hi = fold(pool, &products, |a, b| a.max(b))?;
    products.into_iter().for_each(|column| pool.give(column));
    Some(Span::between(lo, hi))
}

/// Whether no row is negative.
fn positive<T: Integer>(column: &Column<T>) -> bool {
    let zero = T::default();
    match column {
        Column::Same(value) => *value >= zero,
        Column::Each(values) => wide(
            #[inline(always)]
            || {
                values
                    .iter()
                    .fold(true, |all, value| all & (*value >= zero))
            },
        ),
    }
}
