//! Numbers that may need more bits than a column has: the few nodes that are so, or read one, in integers of 128 bits.

use super::column::{Cells, Column, Span};
use super::compute::Operands;
use super::households;
use super::integer::Integer;
use super::loops::map2;
use super::numbers::{number, product};
use crate::exact::{Rounding, divide};
use crate::law::{Node, NodeId, Op};

/// Loops that give numbers from numbers, of which one may need more bits.
pub(super) fn numbers<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let pool = operands.pool;
    let span: Span<i128> = match &node.op {
        Op::SumPersons { value, mask } => households::summed(*value, *mask, operands)?,
        Op::Mul(a, b) => {
            let (a, b) = (operands.span(*a)?, operands.span(*b)?);
            match product(pool, &a, &b) {
                Some(span) => span,
                None => Span::known(map2(pool, &a.lo, &b.lo, i128::wrapping_mul)),
            }
        }
        Op::ZeroBelow { value, threshold } => {
            let (value, threshold) = (operands.span(*value)?, operands.span(*threshold)?);
            if value.hi.is_some() || threshold.hi.is_some() {
                return None;
            }
            let kept = |v, t| if v < t { 0 } else { v };
            Span::known(map2(pool, &value.lo, &threshold.lo, kept))
        }
        Op::Round {
            value,
            mul,
            div,
            mode,
        } => rounded(&*operands.span(*value)?, (*mul, *div), *mode)?,
        _ => number(node, operands)?,
    };
    Some(Integer::written(span, node))
}

/// `value × mul / div` rounded; `None` when a product does not fit.
fn rounded(value: &Span<i128>, (mul, div): (i128, i128), mode: Rounding) -> Option<Span<i128>> {
    let one = |v: i128| divide(v.checked_mul(mul)?, div, mode);
    let all = |column: &Column<i128>| {
        Some(match column {
            Column::Same(value) => Column::Same(one(*value)?),
            Column::Each(values) => {
                Column::Each(values.iter().map(|v| one(*v)).collect::<Option<_>>()?)
            }
        })
    };
    let lo = all(&value.lo)?;
    Some(match &value.hi {
        None => Span::known(lo),
        Some(hi) => Span::between(lo, all(hi)?),
    })
}
