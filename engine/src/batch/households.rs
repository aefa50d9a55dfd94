//! Loops over the persons of each household.

use super::column::{Cells, Column, Span, narrow};
use super::compute::{MAYBE, NON, OUI, Operands};
use super::loops::map2;
use crate::law::{Node, NodeId, Op};

/// Loops over the persons of each household.
pub(super) fn gathered<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let persons = operands.persons;
    match &node.op {
        Op::AnyPerson(mask) => {
            let mask = operands.set(*mask)?;
            match *mask {
                // There is always one person.
                Column::Same(known) => Some(Cells::Set(Column::Same(known))),
                Column::Each(ref mask) => Some(Cells::Set(Column::Each(persons.any(mask)))),
            }
        }
        Op::CountPersons(mask) => match *operands.set(*mask)? {
            Column::Same(NON) => Some(Cells::Number(Span::known(Column::Same(0)))),
            Column::Same(_) => None,
            Column::Each(ref mask) => {
                let lo = persons.sum(mask, |m| i64::from(*m == OUI));
                if !mask.contains(&MAYBE) {
                    return Some(Cells::Number(Span::known(Column::Each(lo))));
                }
                let hi = persons.sum(mask, |m| i64::from(m & OUI != 0));
                Some(Cells::Number(Span::between(
                    Column::Each(lo),
                    Column::Each(hi),
                )))
            }
        },
        Op::SumPersons { value, mask } => {
            let mask = operands.set(*mask)?;
            let nothing = Cells::Number(Span::known(Column::Same(0)));
            if *mask == Column::Same(NON) {
                return Some(nothing);
            }
            let value = operands.number(*value)?;
            let counted = |m: u8, v: i64, maybe: i64| match m {
                OUI => v,
                MAYBE => maybe,
                _ => 0,
            };
            let lo = map2(mask, &value.lo, |m, v| counted(m, v, v.min(0)));
            let known = value.hi.is_none() && mask.is_known();
            if known && lo == Column::Same(0) {
                return Some(nothing);
            }
            let lo = persons.total(&lo);
            if known {
                return Some(Cells::Number(Span::known(lo)));
            }
            let hi = map2(mask, value.top(), |m, v| counted(m, v, v.max(0)));
            Some(Cells::Number(Span::between(lo, persons.total(&hi))))
        }
        Op::ExtremumPersons {
            max,
            value,
            mask,
            default,
        } => {
            let (value, mask) = (operands.number(*value)?, operands.set(*mask)?);
            let zero = Span::known(Column::Same(0));
            let default = match default {
                Some(id) => operands.number(*id)?,
                None => &zero,
            };
            if !mask.is_known() {
                return None;
            }
            // Each end is the extreme of the ends of those that count.
            let end = |of: fn(&Span) -> &Column<i64>| {
                Column::Each(persons.extremum(*max, of(value), mask, of(default)))
            };
            let lo = end(|span| &span.lo);
            Some(Cells::Number(
                if value.hi.is_none() && default.hi.is_none() {
                    Span::known(lo)
                } else {
                    Span::between(lo, end(Span::top))
                },
            ))
        }
        Op::Rank {
            value,
            mask,
            descending,
        } => {
            let (value, mask) = (operands.number(*value)?, operands.set(*mask)?);
            let (lo, hi) = persons.rank(*descending, value, mask);
            let (lo, hi) = (Column::Each(lo), Column::Each(hi));
            Some(Cells::Number(Span::between(lo, hi)))
        }
        Op::Pick { value, role } => {
            let roles = 1_u128.checked_shl(role.0)?;
            match (operands.cells)(*value)? {
                Cells::Number(span) if narrow(node.range) => {
                    let end = |column| Column::Each(persons.pick(column, roles, 0));
                    let lo = end(&span.lo);
                    let hi = span.hi.as_ref().map(end);
                    Some(Cells::Number(match hi {
                        None => Span::known(lo),
                        Some(hi) => Span::between(lo, hi),
                    }))
                }
                Cells::Set(set) => Some(Cells::Set(Column::Each(persons.pick(set, roles, NON)))),
                Cells::Choice(set) => {
                    Some(Cells::Choice(Column::Each(persons.pick(set, roles, 0))))
                }
                _ => None,
            }
        }
        _ => None,
    }
}
