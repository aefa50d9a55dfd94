//! Operations over the persons of a household.

use super::{Kind, NodeId, Op, Possible};

impl Op {
    /// An operation that reads several persons, from the bit of the role of each person of the household and the value
    /// of a node for a person; `None` for the other operations, and when the result does not fit.
    pub(crate) fn gathered(
        &self,
        kind: Kind,
        roles: &[u128],
        person: usize,
        at: impl Fn(NodeId, usize) -> Possible,
    ) -> Option<Possible> {
        let persons = 0..roles.len();
        match self {
            Op::CountPersons(mask) => {
                let (mut lo, mut hi) = (0_i128, 0_i128);
                for p in persons {
                    let member = at(*mask, p);
                    lo = lo.checked_add(if member.holds() { 1 } else { 0 })?;
                    hi = hi.checked_add(if member.may_hold() { 1 } else { 0 })?;
                }
                Some(Possible::number(lo, hi))
            }
            Op::SumPersons { value, mask } => {
                let mut sum = Possible::ZERO;
                for p in persons {
                    let member = at(*mask, p);
                    if member.may_hold() {
                        sum = sum.plus(member.select(at(*value, p), Possible::ZERO))?;
                    }
                }
                Some(sum)
            }
            Op::ExtremumPersons {
                max,
                value,
                mask,
                default,
            } => Some(extremum(
                persons.map(|p| (at(*mask, p), at(*value, p))),
                *max,
                default.map(|d| at(d, 0)),
            )),
            Op::AnyPerson(mask) => Some(persons.fold(Possible::NO, |any, p| any.or(at(*mask, p)))),
            Op::Pick { value, role } => {
                let wanted = 1_u128.checked_shl(role.0).unwrap_or(0);
                let nothing = match kind {
                    Kind::Number { .. } => Possible::ZERO,
                    Kind::YesNo => Possible::NO,
                    Kind::Choice => Possible::set(0),
                };
                let holder = persons
                    .into_iter()
                    .find(|p| roles.get(*p).is_some_and(|r| r & wanted != 0));
                Some(holder.map_or(nothing, |p| at(*value, p)))
            }
            Op::Rank {
                value,
                mask,
                descending,
            } => {
                let own = at(*value, person);
                let (mut lo, mut hi) = (1_i128, 1_i128);
                for p in persons.filter(|p| *p != person) {
                    let member = at(*mask, p);
                    let other = at(*value, p);
                    let (a, b) = if *descending {
                        (own, other)
                    } else {
                        (other, own)
                    };
                    // Before: strictly beyond, or level and earlier in the household.
                    let before = if p < person {
                        b.less(a).negated()
                    } else {
                        a.less(b)
                    };
                    let before = member.and(before);
                    lo = lo.checked_add(if before.holds() { 1 } else { 0 })?;
                    hi = hi.checked_add(if before.may_hold() { 1 } else { 0 })?;
                }
                Some(Possible::number(lo, hi))
            }
            _ => None,
        }
    }
}

/// The largest (or smallest) of those that count; the default when nobody does.
fn extremum(
    members: impl Iterator<Item = (Possible, Possible)>,
    max: bool,
    default: Option<Possible>,
) -> Possible {
    // The best of those that count for sure, the best of those that may count, and any of these alone.
    let (mut sure, mut best, mut any): (Option<Possible>, Option<Possible>, Option<Possible>) =
        (None, None, None);
    let better = |a: Option<Possible>, b: Possible| {
        Some(a.map_or(b, |a| if max { a.max(b) } else { a.min(b) }))
    };
    for (member, value) in members {
        if member.holds() {
            sure = better(sure, value);
        }
        if member.may_hold() {
            best = better(best, value);
            any = Some(any.map_or(value, |a| a.hull(value)));
        }
    }
    let default = default.unwrap_or(Possible::ZERO);
    match (sure, best, any) {
        (Some(sure), Some(best), _) => sure.hull(best),
        (None, Some(_), Some(any)) => any.hull(default),
        _ => default,
    }
}
