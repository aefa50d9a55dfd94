//! Loops for what goes neither way: right in the rows where nothing is open, and patched in the others.

use super::column::{Cells, Column, Span};
use super::compute::{NON, Operands};
use super::loops::{map1, map2};
use super::numbers::divided;
use super::{days, scales};
use crate::calendar::{Month, date};
use crate::law::{Node, NodeId, Op, Possible};
use crate::program::Elapsed;

/// Loops that read the smallest of each operand alone: right in the rows where nothing is open.
pub(super) fn as_if_known<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let column = match &node.op {
        Op::Mul(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            map2(&a.lo, &b.lo, |a, b| a.wrapping_mul(b))
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
            let mode = *mode;
            let fits = |v: i64| v.unsigned_abs() < 1 << 61;
            let column = map2(&value.lo, &by.lo, |v, by| {
                let (v, by) = (v.checked_mul(mul)?, by.checked_mul(div)?);
                (by > 0 && fits(v) && fits(by)).then(|| divided(v, by, mode))
            });
            complete(column)?
        }
        Op::ZeroBelow { value, threshold } => {
            let (value, threshold) = (operands.number(*value)?, operands.number(*threshold)?);
            map2(&value.lo, &threshold.lo, |v, t| if v < t { 0 } else { v })
        }
        Op::Lookup { key, table } => {
            let key = operands.number(*key)?;
            scales::lookup(
                &key.lo,
                operands.tables.get(usize::try_from(table.0).ok()?)?,
            )?
        }
        Op::Elapsed { kind, from, to } => {
            let days = operands.number(*to)?;
            let Column::Same(to) = days.lo else {
                return None;
            };
            elapsed((operands.days)(*from)?, to, *kind)?
        }
        Op::Equal(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            let equal = map2(&a.lo, &b.lo, |a, b| NON.wrapping_add(u8::from(a == b)));
            return Some(Cells::Set(equal));
        }
        _ => return None,
    };
    Some(Cells::Number(Span::known(column)))
}

/// Every row, when every row has a value.
fn complete<T: Copy>(column: Column<Option<T>>) -> Option<Column<T>> {
    Some(match column {
        Column::Same(value) => Column::Same(value?),
        Column::Each(values) => Column::Each(values.into_iter().collect::<Option<Vec<T>>>()?),
    })
}

/// Whole years or months from some days, as [`super::days`] writes them, to a day that is the same in every row.
fn elapsed(from: &Column<i64>, to: i64, kind: Elapsed) -> Option<Column<i64>> {
    let to = date(i32::try_from(to).ok()?)?;
    let (year, month, day) = days::parts(to);
    match kind {
        Elapsed::Days => None,
        Elapsed::Years => Some(map1(
            from,
            #[inline(always)]
            |from| {
                let (y, m, d) = days::split(from);
                let early = (month, day) < (m, d);
                year.wrapping_sub(y).wrapping_sub(i64::from(early))
            },
        )),
        Elapsed::Months => {
            let last = i64::from(Month::of(to).days());
            Some(map1(
                from,
                #[inline(always)]
                |from| {
                    let (y, m, d) = days::split(from);
                    let months = year
                        .wrapping_sub(y)
                        .wrapping_mul(12)
                        .wrapping_add(month)
                        .wrapping_sub(m);
                    // A month is complete on the same day of the month, or on the last day when there is no such day.
                    let needed = if months > 0 { d.min(last) } else { d };
                    months.wrapping_sub(i64::from(day < needed))
                },
            ))
        }
    }
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
    Some(known.with(operands.rows, made))
}
