//! Who is in each household of a chunk.

use std::ops::Range;

use super::column::{Column, Span};
use super::compute::{MAYBE, NON, OUI};
use super::integer::Integer;
use super::loops::{each2, map1, map2};
use super::pool::{Kept, Pool};
use super::simd::wide;
use crate::law::{Node, NodeId, Possible, Shape};
use crate::situation::{NO, YES};

/// The persons of a chunk, household after household.
#[derive(Debug, Clone, Default)]
pub(super) struct Persons {
    /// How many in each household.
    pub(super) sizes: Vec<u32>,
    /// Bit of the role of each.
    pub(super) roles: Vec<u128>,
    /// The household of each.
    pub(super) owners: Vec<usize>,
    /// Where the persons of each household end.
    pub(super) ends: Vec<usize>,
}

impl Persons {
    /// Whether each person has a role of a set.
    pub(super) fn role(&self, wanted: u128) -> Column<u8> {
        let has = |role: &u128| if role & wanted != 0 { YES } else { NO };
        let values = self.roles.iter().map(|r| super::column::small(has(r)));
        let values = Column::Each(values.collect());
        values.shared().map_or(values, Column::Same)
    }

    /// The rows of each household.
    pub(super) fn rows(&self) -> impl Iterator<Item = Range<usize>> {
        let mut start = 0;
        self.ends
            .iter()
            .map(move |end| std::mem::replace(&mut start, *end)..*end)
    }

    /// A total over the persons of each household, modulo the size of the integers.
    pub(super) fn totals<A: Copy, T: Integer>(
        &self,
        pool: &Pool,
        values: &[A],
        each: impl Fn(A) -> T,
    ) -> Vec<T> {
        // Households are of any size: a loop over each would be ill foreseen by the processor. One goes over all persons, and
        // a total is what the sum gained since the household before.
        let mut sums = pool.take::<T>(values.len());
        let mut sum = T::default();
        for (so_far, value) in sums.iter_mut().zip(values) {
            sum = sum.plus(each(*value));
            *so_far = sum;
        }
        let mut totals = pool.take::<T>(self.sizes.len());
        let mut before = T::default();
        for (total, end) in totals.iter_mut().zip(&self.ends) {
            let last = sums.get(end.wrapping_sub(1)).copied();
            let sum = last.unwrap_or(before);
            *total = sum.minus(before);
            before = sum;
        }
        pool.give(Column::Each(sums));
        totals
    }

    /// Whether some person of each household is in a mask.
    pub(super) fn any(&self, pool: &Pool, mask: &[u8]) -> Vec<u8> {
        let counts = self.totals(pool, mask, |m| {
            i64::from(m >> 1) | (i64::from(m & NON) << 32)
        });
        let mut any = pool.take(counts.len());
        // Yes when one may be, no when none is for sure.
        each2(
            &mut any,
            (&counts, &self.sizes),
            #[inline(always)]
            |counts, size| {
                let no = counts >> 32 == i64::from(size);
                let yes = counts & 0xffff_ffff != 0;
                u8::from(no) | (u8::from(yes) << 1)
            },
        );
        pool.give(Column::Each(counts));
        any
    }

    /// A total over the persons of each household, modulo the size of the integers.
    pub(super) fn total<T: Integer>(&self, pool: &Pool, values: &Column<T>) -> Column<T> {
        Column::Each(match values {
            Column::Same(value) => {
                let mut totals = pool.take(self.sizes.len());
                for (total, size) in totals.iter_mut().zip(&self.sizes) {
                    *total = value.times(T::from(*size));
                }
                totals
            }
            Column::Each(values) => self.totals(pool, values, |v| v),
        })
    }

    /// The largest (or smallest) of those that count in each household, or the default of its first person.
    pub(super) fn extremum(
        &self,
        pool: &Pool,
        max: bool,
        value: &Column<i64>,
        mask: &Column<u8>,
        default: &Column<i64>,
    ) -> Column<i64> {
        // No number comes near it: those that fit leave a bit to spare.
        let none = if max { i64::MIN } else { i64::MAX };
        let counted = map2(
            pool,
            value,
            mask,
            #[inline(always)]
            move |value, mask| if mask == OUI { value } else { none },
        );
        let rows = match &counted {
            Column::Same(value) if *value != none => return counted,
            Column::Same(_) => &[][..],
            Column::Each(rows) => rows,
        };
        let mut best = pool.take(self.sizes.len());
        for (best, own) in best.iter_mut().zip(self.rows()) {
            let first = own.start;
            let own = rows.get(own).unwrap_or_default().iter().copied();
            let extreme = if max { own.max() } else { own.min() };
            *best = match extreme {
                Some(value) if value != none => value,
                _ => default.at(first).unwrap_or(0),
            };
        }
        pool.give(counted);
        Column::Each(best)
    }

    /// 1 + how many other persons of the household that count come before: at least, and at most.
    pub(super) fn rank(
        &self,
        pool: &Pool,
        descending: bool,
        value: &Span,
        mask: &Column<u8>,
    ) -> Span {
        // The first ones are the smallest, and nobody precedes alone.
        let key = |column: &Column<i64>| {
            map1(
                pool,
                column,
                #[inline(always)]
                move |v: i64| if descending { v.wrapping_neg() } else { v },
            )
        };
        let (first, last) = match (descending, &value.hi) {
            (_, None) => (key(&value.lo), None),
            (false, Some(hi)) => (key(&value.lo), Some(key(hi))),
            (true, Some(hi)) => (key(hi), Some(key(&value.lo))),
        };
        let rows = self.roles.len();
        let largest = self.sizes.iter().max().copied().unwrap_or(0);
        let end = |own: &Column<i64>, other: &Column<i64>, counts: u8| {
            let mut ranks = pool.take(rows);
            let own = pool.each(pool.copy(own), rows);
            // Nobody comes before a number that none comes near.
            let others = map2(
                pool,
                other,
                mask,
                #[inline(always)]
                move |other, mask| {
                    if counts >> mask & 1 != 0 {
                        other
                    } else {
                        i64::MAX
                    }
                },
            );
            let others = pool.each(others, rows);
            ranks.fill(1);
            // All persons with the one who stands so far, when of the same household.
            for apart in 1..usize::try_from(largest).unwrap_or(0) {
                let owners = self.owners.get(apart..).unwrap_or_default();
                let owners = (self.owners.as_slice(), owners);
                // Level: in the order of persons.
                let later_own = own.get(apart..).unwrap_or_default();
                let later_others = others.get(apart..).unwrap_or_default();
                let later_ranks = ranks.get_mut(apart..).unwrap_or_default();
                count(later_ranks, (later_own, &others), owners, |a, b| b <= a);
                count(&mut ranks, (&own, later_others), owners, |a, b| b < a);
            }
            pool.give(Column::Each(own));
            pool.give(Column::Each(others));
            Column::Each(ranks)
        };
        let (sure, may) = (1 << OUI, 1 << OUI | 1 << MAYBE);
        let top = last.as_ref().unwrap_or(&first);
        let least = end(&first, top, sure);
        let ranks = if last.is_none() && mask.is_known() {
            Span::known(least)
        } else {
            Span::between(least, end(top, &first, may))
        };
        pool.give_span(Span {
            lo: first,
            hi: last,
        });
        ranks
    }

    /// The value of the first person of some roles in each household, or nothing.
    pub(super) fn pick<T: Kept + PartialEq>(
        &self,
        pool: &Pool,
        values: &Column<T>,
        wanted: u128,
        nothing: T,
    ) -> Column<T> {
        let holder = |rows: Range<usize>| {
            let mut rows = rows.into_iter();
            rows.find(|row| self.roles.get(*row).is_some_and(|r| r & wanted != 0))
        };
        let one = |rows| {
            holder(rows)
                .and_then(|row| values.at(row))
                .unwrap_or(nothing)
        };
        let mut picked = pool.take(self.sizes.len());
        for (place, rows) in picked.iter_mut().zip(self.rows()) {
            *place = one(rows);
        }
        Column::Each(picked)
    }

    /// An operation over several persons, as the reference does it.
    pub(super) fn gathered(
        &self,
        node: &Node,
        at: impl Fn(NodeId, usize) -> Possible,
        rows: usize,
    ) -> Vec<Possible> {
        let mut values = Vec::with_capacity(rows);
        for household in self.rows() {
            let start = household.start;
            let roles = self.roles.get(household).unwrap_or_default();
            let times = match node.shape {
                Shape::Person => roles.len(),
                Shape::Household => 1,
            };
            for person in 0..times {
                let value = node.op.gathered(node.kind, roles, person, |id, p| {
                    at(id, start.saturating_add(p))
                });
                values.push(value.unwrap_or(node.range));
            }
        }
        values
    }
}

/// Adds one where a first number is before a second, and both are of one household.
#[inline(always)]
fn count(
    counts: &mut [i64],
    (a, b): (&[i64], &[i64]),
    (one, other): (&[usize], &[usize]),
    before: impl Fn(i64, i64) -> bool + Copy,
) {
    wide(
        #[inline(always)]
        move || {
            let pairs = a.iter().zip(b).zip(one.iter().zip(other));
            for (count, ((a, b), (one, other))) in counts.iter_mut().zip(pairs) {
                let counted = before(*a, *b) & (one == other);
                *count = count.wrapping_add(i64::from(counted));
            }
        },
    );
}
