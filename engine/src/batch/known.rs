//! Loops for what goes neither way: right in the rows where nothing is open, and patched in the others.

use super::column::{Cells, Column, Span};
use super::compute::{NON, Operands};
use super::division::ratio;
use super::loops::map2;
use super::pool::Pool;
use super::{days, scales};
use crate::law::{Node, NodeId, Op, Possible};
use crate::program::Elapsed;

/// Loops that read the smallest of each operand alone: right in the rows where nothing is open.
pub(super) fn as_if_known<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let pool = operands.pool;
    let column = match &node.op {
        Op::Mul(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            map2(pool, &a.lo, &b.lo, |a, b| a.wrapping_mul(b))
        }
        Op::RoundQuotient {
            value,
            by,
            mul,
            div,
            mode,
        } => {
            let (value, by) = (operands.number(*value)?, operands.number(*by)?);
            let (mul, div) = (i64::try_from(*mul).ok()?, i64::try_from(*div).ok()?);
            ratio(pool, (&value.lo, &by.lo), (mul, div), *mode)?
        }
        Op::ZeroBelow { value, threshold } => {
            let (value, threshold) = (operands.number(*value)?, operands.number(*threshold)?);
            map2(
                pool,
                &value.lo,
                &threshold.lo,
                |v, t| if v < t { 0 } else { v },
            )
        }
        Op::Lookup { key, table } => {
            let key = operands.number(*key)?;
            let table = operands.tables.get(usize::try_from(table.0).ok()?)?;
            scales::lookup(pool, &key.lo, table)?
        }
        Op::Elapsed { kind, from, to } => match kind {
            Elapsed::Days => {
                let (from, to) = (operands.number(*from)?, operands.number(*to)?);
                map2(pool, &from.lo, &to.lo, |from, to| to.wrapping_sub(from))
            }
            _ => elapsed(pool, (operands.days)(*from)?, (operands.days)(*to)?, *kind),
        },
        Op::Equal(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            let equal = map2(pool, &a.lo, &b.lo, |a, b| {
                NON.wrapping_add(u8::from(a == b))
            });
            return Some(Cells::Set(equal));
        }
        _ => return None,
    };
    Some(Cells::Number(Span::known(column)))
}

/// Whole years or months between days, as [`super::days`] writes them.
fn elapsed(pool: &Pool, from: &Column<i64>, to: &Column<i64>, kind: Elapsed) -> Column<i64> {
    if kind == Elapsed::Years {
        return map2(
            pool,
            from,
            to,
            #[inline(always)]
            |from, to| {
                let ((y, m, d, _), (year, month, day, _)) = (days::split(from), days::split(to));
                let early = (month, day) < (m, d);
                year.wrapping_sub(y).wrapping_sub(i64::from(early))
            },
        );
    }
    map2(
        pool,
        from,
        to,
        #[inline(always)]
        |from, to| {
            let ((y, m, d, _), (year, month, day, last)) = (days::split(from), days::split(to));
            let years = year.wrapping_sub(y).wrapping_mul(12);
            let months = years.wrapping_add(month).wrapping_sub(m);
            // A month is complete on the same day of the month, or on the last day when there is no such day.
            let needed = if months > 0 { d.min(last) } else { d };
            months.wrapping_sub(i64::from(day < needed))
        },
    )
}

/// Computes again, as the reference does, the rows where an operand is open.
pub(super) fn patched<'c, F>(
    node: &Node,
    operands: &Operands<'_, 'c, F>,
    known: Cells,
) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let mut open: Option<Vec<bool>> = None;
    node.op.operands(|id| {
        if let Some(cells) = (operands.cells)(id) {
            cells.mark_open(&mut open, operands.rows);
        }
    });
    let Some(open) = open else {
        return Some(known);
    };
    let at = |id: NodeId, row: usize| {
        let cells = (operands.cells)(id);
        cells.and_then(|c| c.at(row)).unwrap_or(Possible::ZERO)
    };
    let rows = open.iter().enumerate().filter(|(_, open)| **open);
    let made = rows.map(|(row, _)| {
        let made = node.op.simple(operands.tables, |id| at(id, row));
        (row, made.unwrap_or(node.range))
    });
    Some(known.with((operands.pool, operands.rows), made))
}
