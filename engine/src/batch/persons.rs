//! Who is in each household of a chunk.

use std::ops::Range;

use super::column::{Column, Span};
use super::compute::{NON, OUI};
use crate::law::{Node, NodeId, Possible, Shape};
use crate::situation::{NO, YES};

/// The persons of a chunk, household after household.
#[derive(Debug, Clone, Default)]
pub(super) struct Persons {
    /// How many in each household.
    pub(super) sizes: Vec<u32>,
    /// Bit of the role of each.
    pub(super) roles: Vec<u128>,
}

impl Persons {
    /// Whether each person has a role of a set.
    pub(super) fn role(&self, wanted: u128) -> Column<u8> {
        let has = |role: &u128| if role & wanted != 0 { YES } else { NO };
        let values = self.roles.iter().map(|r| super::column::small(has(r)));
        Column::Each(values.collect()).settled()
    }

    /// The rows of each household.
    pub(super) fn rows(&self) -> impl Iterator<Item = Range<usize>> {
        let mut start: usize = 0;
        self.sizes.iter().map(move |size| {
            let first = start;
            start = start.saturating_add(usize::try_from(*size).unwrap_or(0));
            first..start
        })
    }

    /// What each household has of a column.
    fn split<'v, T>(&self, values: &'v [T]) -> impl Iterator<Item = &'v [T]> {
        self.rows().map(|rows| values.get(rows).unwrap_or_default())
    }

    /// Whether some person of each household is in a mask.
    pub(super) fn any(&self, mask: &[u8]) -> Vec<u8> {
        // Yes when one may be, no when none is for sure.
        let join = |all: u8, one: &u8| (all & one & 1) | ((all | one) & 2);
        self.split(mask)
            .map(|own| own.iter().fold(1, join))
            .collect()
    }

    /// A total over the persons of each household, modulo 2^64.
    pub(super) fn sum<T>(&self, values: &[T], each: impl Fn(&T) -> i64) -> Vec<i64> {
        self.split(values)
            .map(|own| own.iter().fold(0_i64, |sum, v| sum.wrapping_add(each(v))))
            .collect()
    }

    /// A total over the persons of each household, modulo 2^64.
    pub(super) fn total(&self, values: &Column<i64>) -> Column<i64> {
        match values {
            Column::Same(value) => {
                let times = self
                    .sizes
                    .iter()
                    .map(|size| value.wrapping_mul(i64::from(*size)));
                Column::Each(times.collect())
            }
            Column::Each(values) => Column::Each(self.sum(values, |v| *v)),
        }
    }

    /// The largest (or smallest) of those that count in each household, or the default of its first person.
    pub(super) fn extremum(
        &self,
        max: bool,
        value: &Column<i64>,
        mask: &Column<u8>,
        default: &Column<i64>,
    ) -> Vec<i64> {
        let one = |rows: Range<usize>| {
            let first = rows.start;
            let counted = rows.filter(|row| mask.at(*row) == Some(2));
            let values = counted.filter_map(|row| value.at(row));
            let best = if max { values.max() } else { values.min() };
            best.or_else(|| default.at(first)).unwrap_or(0)
        };
        self.rows().map(one).collect()
    }

    /// 1 + how many other persons of the household that count come before: at least, and at most.
    pub(super) fn rank(
        &self,
        descending: bool,
        value: &Span,
        mask: &Column<u8>,
    ) -> (Vec<i64>, Vec<i64>) {
        let (mut least, mut most) = (Vec::new(), Vec::new());
        let ends = |row: usize| {
            let (lo, hi) = (value.lo.at(row), value.top().at(row));
            (lo.unwrap_or(0), hi.unwrap_or(0))
        };
        for rows in self.rows() {
            for row in rows.clone() {
                let own = ends(row);
                let (mut lo, mut hi) = (1_i64, 1_i64);
                for other in rows.clone().filter(|other| *other != row) {
                    let ((a, b), member) = (
                        if descending {
                            (own, ends(other))
                        } else {
                            (ends(other), own)
                        },
                        mask.at(other).unwrap_or(NON),
                    );
                    // Level: in the order of persons.
                    let (sure, may) = if other < row {
                        (b.0 >= a.1, b.1 >= a.0)
                    } else {
                        (a.1 < b.0, a.0 < b.1)
                    };
                    lo = lo.wrapping_add(i64::from(sure && member == OUI));
                    hi = hi.wrapping_add(i64::from(may && member & OUI != 0));
                }
                least.push(lo);
                most.push(hi);
            }
        }
        (least, most)
    }

    /// The value of the first person of some roles in each household, or nothing.
    pub(super) fn pick<T: Copy + PartialEq>(
        &self,
        values: &Column<T>,
        wanted: u128,
        nothing: T,
    ) -> Vec<T> {
        let holder = |rows: Range<usize>| {
            let mut rows = rows.into_iter();
            rows.find(|row| self.roles.get(*row).is_some_and(|r| r & wanted != 0))
        };
        let one = |rows| {
            holder(rows)
                .and_then(|row| values.at(row))
                .unwrap_or(nothing)
        };
        self.rows().map(one).collect()
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
