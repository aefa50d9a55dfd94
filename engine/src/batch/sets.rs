//! Loops that give yes or no, or choices.

use super::column::{Cells, Column};
use super::compute::{NON, OUI, Operands};
use super::loops::{self, map1, map2, map3};
use crate::law::{Node, NodeId, Op};

/// Loops that give yes or no, or choices.
pub(super) fn set<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    Some(Cells::Set(match &node.op {
        Op::Less(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            if a.hi.is_none() && b.hi.is_none() {
                map2(&a.lo, &b.lo, |a, b| NON.wrapping_add(u8::from(a < b)))
            } else {
                let no = map2(a.top(), &b.lo, |a, b| u8::from(a >= b));
                let yes = map2(&a.lo, b.top(), |a, b| u8::from(a < b) << 1);
                map2(&no, &yes, |a, b| a | b)
            }
        }
        Op::Among(choice, mask) => {
            let choice = operands.choice(*choice)?;
            let mask = *mask;
            map1(choice, |bits| either(bits & !mask != 0, bits & mask != 0))
        }
        Op::And(items) => junction(items, operands, |a, b| ((a | b) & NON) | (a & b & OUI))?,
        Op::Or(items) => junction(items, operands, |a, b| (a & b & NON) | ((a | b) & OUI))?,
        Op::Not(id) => map1(operands.set(*id)?, |a| ((a & NON) << 1) | ((a & OUI) >> 1)),
        Op::Select {
            condition,
            then,
            other,
        } => {
            let condition = operands.set(*condition)?;
            match *condition {
                Column::Same(OUI) => return Some((operands.cells)(*then)?.clone()),
                Column::Same(known) if known != OUI | NON => {
                    return Some((operands.cells)(*other)?.clone());
                }
                _ => {}
            }
            let (then, other) = ((operands.cells)(*then)?, (operands.cells)(*other)?);
            match (then, other) {
                (Cells::Set(then), Cells::Set(other)) => {
                    map3(condition, then, other, |c, a, b| match c {
                        3 => a | b,
                        OUI => a,
                        _ => b,
                    })
                }
                (Cells::Choice(then), Cells::Choice(other)) => {
                    let chosen = map3(condition, then, other, |c, a, b| match c {
                        3 => a | b,
                        OUI => a,
                        _ => b,
                    });
                    return Some(Cells::Choice(chosen));
                }
                _ => return None,
            }
        }
        Op::SelectChoice { on, cases } => {
            let on = operands.choice(*on)?;
            let Column::Same(bits) = *on else {
                return None;
            };
            let case = one_case(bits, cases)?;
            return Some((operands.cells)(case)?.clone());
        }
        _ => return None,
    }))
}

/// The case of a known position.
pub(super) fn one_case(bits: u128, cases: &[(u128, NodeId)]) -> Option<NodeId> {
    let mut possible = cases
        .iter()
        .filter(|(mask, _)| mask & bits != 0 || bits == 0);
    let (_, first) = possible.next()?;
    possible.next().is_none().then_some(*first)
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
    let (first, rest) = items.split_first()?;
    let mut so_far = operands.set(*first)?.clone();
    for id in rest {
        so_far = loops::join(so_far, operands.set(*id)?, join);
    }
    Some(so_far)
}
