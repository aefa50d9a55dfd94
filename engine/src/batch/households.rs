//! Loops over the persons of each household.

use super::column::{Cells, Column, Span, narrow};
use super::compute::{MAYBE, NON, OUI, Operands};
use super::integer::Integer;
use super::loops::map2;
use crate::law::{Node, NodeId, Op};

/// Loops over the persons of each household.
pub(super) fn gathered<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let (pool, persons) = (operands.pool, operands.persons);
    match &node.op {
        Op::AnyPerson(mask) => Some(Cells::Set(match operands.set(*mask)? {
            // There is always one person.
            Column::Same(known) => Column::Same(*known),
            Column::Each(mask) => Column::Each(persons.any(pool, mask)),
        })),
        Op::CountPersons(mask) => match operands.set(*mask)? {
            Column::Same(NON) => Some(Cells::Number(Span::known(Column::Same(0)))),
            Column::Same(_) => None,
            set @ Column::Each(mask) => {
                let lo = persons.totals(pool, mask, |m| i64::from(m == OUI));
                if set.is_known() {
                    return Some(Cells::Number(Span::known(Column::Each(lo))));
                }
                let hi = persons.totals(pool, mask, |m| i64::from(m & OUI != 0));
                Some(Cells::Number(Span::between(
                    Column::Each(lo),
                    Column::Each(hi),
                )))
            }
        },
        Op::SumPersons { value, mask } => summed(*value, *mask, operands).map(Cells::Number),
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
                persons.extremum(pool, *max, of(value), mask, of(default))
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
            Some(Cells::Number(persons.rank(pool, *descending, value, mask)))
        }
        Op::Pick { value, role } => {
            let roles = 1_u128.checked_shl(role.0)?;
            match (operands.cells)(*value)? {
                Cells::Number(span) if narrow(node.range) => {
                    let end = |column| persons.pick(pool, column, roles, 0);
                    let lo = end(&span.lo);
                    let hi = span.hi.as_ref().map(end);
                    Some(Cells::Number(match hi {
                        None => Span::known(lo),
                        Some(hi) => Span::between(lo, hi),
                    }))
                }
                Cells::Set(set) => Some(Cells::Set(persons.pick(pool, set, roles, NON))),
                Cells::Choice(set) => Some(Cells::Choice(persons.pick(pool, set, roles, 0))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A total over the persons of a mask.
pub(super) fn summed<'c, T: Integer, F>(
    value: NodeId,
    mask: NodeId,
    operands: &Operands<'_, 'c, F>,
) -> Option<Span<T>>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let (pool, persons) = (operands.pool, operands.persons);
    let mask = operands.set(mask)?;
    let zero = T::default();
    if *mask == Column::Same(NON) {
        return Some(Span::known(Column::Same(zero)));
    }
    let value = operands.span::<T>(value)?;
    let known = mask.is_known();
    let total = |counted: Column<T>| {
        if counted == Column::Same(zero) {
            return counted;
        }
        let total = persons.total(pool, &counted);
        pool.give(counted);
        total
    };
    if known && value.hi.is_none() {
        let counted = map2(
            pool,
            mask,
            &value.lo,
            #[inline(always)]
            move |m, v| if m == OUI { v } else { zero },
        );
        return Some(Span::known(total(counted)));
    }
    let lo = map2(
        pool,
        mask,
        &value.lo,
        #[inline(always)]
        move |m, v| {
            let maybe = if m == MAYBE { v.min(zero) } else { zero };
            if m == OUI { v } else { maybe }
        },
    );
    let hi = map2(
        pool,
        mask,
        value.top(),
        #[inline(always)]
        move |m, v| {
            let maybe = if m == MAYBE { v.max(zero) } else { zero };
            if m == OUI { v } else { maybe }
        },
    );
    Some(Span::between(total(lo), total(hi)))
}
