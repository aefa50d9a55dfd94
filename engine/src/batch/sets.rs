//! Loops that give yes or no, or choices.

use super::column::{Cells, Column};
use super::compute::{NON, OUI, Operands};
use super::loops::{fold, map1, map2, pick};
use crate::law::{Node, NodeId, Op};

/// Loops that give yes or no, or choices.
pub(super) fn set<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let pool = operands.pool;
    Some(Cells::Set(match &node.op {
        Op::Less(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            if a.hi.is_none() && b.hi.is_none() {
                map2(pool, &a.lo, &b.lo, |a, b| NON.wrapping_add(u8::from(a < b)))
            } else {
                let no = map2(pool, a.top(), &b.lo, |a, b| u8::from(a >= b));
                let yes = map2(pool, &a.lo, b.top(), |a, b| u8::from(a < b) << 1);
                let either = map2(pool, &no, &yes, |a, b| a | b);
                pool.give(no);
                pool.give(yes);
                either
            }
        }
        Op::Among(choice, mask) => {
            let choice = operands.choice(*choice)?;
            let mask = *mask;
            map1(
                pool,
                choice,
                #[inline(always)]
                move |bits| either(bits & !mask != 0, bits & mask != 0),
            )
        }
        Op::And(items) => junction(items, operands, |a, b| ((a | b) & NON) | (a & b & OUI))?,
        Op::Or(items) => junction(items, operands, |a, b| (a & b & NON) | ((a | b) & OUI))?,
        Op::Not(id) => map1(pool, operands.set(*id)?, |a| {
            ((a & NON) << 1) | ((a & OUI) >> 1)
        }),
        Op::Select {
            condition,
            then,
            other,
        } => {
            let condition = operands.set(*condition)?;
            match ((operands.cells)(*then)?, (operands.cells)(*other)?) {
                (Cells::Set(then), Cells::Set(other)) => {
                    pick(pool, condition, then, other, |a, b| a | b)
                }
                (Cells::Choice(then), Cells::Choice(other)) => {
                    let chosen = pick(pool, condition, then, other, |a, b| a | b);
                    return Some(Cells::Choice(chosen));
                }
                _ => return None,
            }
        }
        _ => return None,
    }))
}

/// Yes when possible, no when possible.
#[inline(always)]
fn either(no: bool, yes: bool) -> u8 {
    u8::from(no) | (u8::from(yes) << 1)
}

/// `et`, `ou`.
#[inline(always)]
fn junction<'c, F>(
    items: &[NodeId],
    operands: &Operands<'_, 'c, F>,
    join: impl Fn(u8, u8) -> u8 + Copy,
) -> Option<Column<u8>>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let items = items.iter().map(|id| operands.set(*id));
    fold(operands.pool, items.collect::<Option<Vec<_>>>()?, join)
}
