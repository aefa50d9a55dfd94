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
            if value.hi.is_some() || default.hi.is_some() || !mask.is_known() {
                return None;
            }
            let values = persons.extremum(*max, &value.lo, mask, &default.lo);
            Some(Cells::Number(Span::known(Column::Each(values))))
        }
        Op::Rank {
            value,
            mask,
            descending,
        } => {
            let (value, mask) = (operands.number(*value)?, operands.set(*mask)?);
            if value.hi.is_some() || !mask.is_known() {
                return None;
            }
            let values = persons.rank(*descending, &value.lo, mask);
            Some(Cells::Number(Span::known(Column::Each(values))))
        }
        Op::Pick { value, role } => {
            let roles = 1_u128.checked_shl(role.0)?;
            match (operands.cells)(*value)? {
                Cells::Number(span) if span.hi.is_none() && narrow(node.range) => Some(
                    Cells::Number(Span::known(Column::Each(persons.pick(&span.lo, roles, 0)))),
                ),
                Cells::Set(set) => Some(Cells::Set(Column::Each(persons.pick(set, roles, NON)))),
                _ => None,
            }
        }
        _ => None,
    }
}
