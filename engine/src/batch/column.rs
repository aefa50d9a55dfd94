//! Columns: one value for each household of a chunk, or for each of its persons.

use super::compute::MAYBE;
use super::loops::{into1, into2};
use super::persons::Persons;
use super::pool::{Kept, Pool};
use crate::law::{Kind, Node, Possible};

/// A value for each row. What is the same in every row is written once, and costs one row to compute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column<T> {
    /// The same in every row.
    Same(T),
    /// Row by row.
    Each(Vec<T>),
}

impl<T: Copy> Column<T> {
    /// Each value made into another.
    pub(super) fn map<R>(&self, take: impl Fn(T) -> R) -> Column<R> {
        match self {
            Column::Same(value) => Column::Same(take(*value)),
            Column::Each(values) => Column::Each(values.iter().map(|v| take(*v)).collect()),
        }
    }
}

impl<T: Copy + PartialEq> Column<T> {
    /// One row; `None` when there is no such row.
    pub(super) fn at(&self, row: usize) -> Option<T> {
        match self {
            Column::Same(value) => Some(*value),
            Column::Each(values) => values.get(row).copied(),
        }
    }

    /// The value of every row, when it is the same.
    pub(super) fn shared(&self) -> Option<T> {
        match self {
            Column::Same(value) => Some(*value),
            Column::Each(values) => {
                let (first, rest) = values.split_first()?;
                let (_, before) = values.split_last()?;
                // Each is equal to the one before: compared as memory, many at a time.
                (values.last() == Some(first) && rest == before).then_some(*first)
            }
        }
    }
}

impl<T: Kept> Column<T> {
    /// The value of a household, for each of its persons.
    pub(super) fn spread(&self, pool: &Pool, persons: &Persons) -> Column<T> {
        match self {
            Column::Same(value) => Column::Same(*value),
            Column::Each(values) => {
                let mut spread = pool.take(persons.owners.len());
                for (one, owner) in spread.iter_mut().zip(&persons.owners) {
                    *one = values.get(*owner).copied().unwrap_or_default();
                }
                Column::Each(spread)
            }
        }
    }
}

impl Column<u8> {
    /// Whether yes or no is known in every row.
    pub(super) fn is_known(&self) -> bool {
        match self {
            Column::Same(value) => *value != MAYBE,
            Column::Each(values) => !values.contains(&MAYBE),
        }
    }
}

/// Numerators: the smallest and the largest that each may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span<T = i64> {
    /// Smallest.
    pub(super) lo: Column<T>,
    /// Largest; `None` when every row is known, hence equal to the smallest.
    pub(super) hi: Option<Column<T>>,
}

impl<T: Kept + PartialEq> Span<T> {
    /// Known in every row.
    pub(super) const fn known(values: Column<T>) -> Span<T> {
        Span {
            lo: values,
            hi: None,
        }
    }

    /// Between two ends.
    pub(super) fn between(lo: Column<T>, hi: Column<T>) -> Span<T> {
        if lo == hi {
            return Span::known(lo);
        }
        Span { lo, hi: Some(hi) }
    }

    /// The largest.
    pub(super) fn top(&self) -> &Column<T> {
        self.hi.as_ref().unwrap_or(&self.lo)
    }

    /// Whether it is the same in every row.
    fn is_same(&self) -> bool {
        matches!(self.lo, Column::Same(_)) && matches!(self.top(), Column::Same(_))
    }

    /// Marks the rows whose ends differ.
    fn mark_open(&self, open: &mut Option<Vec<bool>>, rows: usize) {
        let Some(hi) = &self.hi else { return };
        let open = open.get_or_insert_with(|| vec![false; rows]);
        match (&self.lo, hi) {
            (Column::Same(lo), Column::Same(hi)) if lo == hi => {}
            (Column::Same(_), Column::Same(_)) => open.fill(true),
            (Column::Each(ends), Column::Same(end)) | (Column::Same(end), Column::Each(ends)) => {
                let end = *end;
                into1(
                    open,
                    ends,
                    #[inline(always)]
                    move |open, other| open | (other != end),
                );
            }
            (Column::Each(lo), Column::Each(hi)) => into2(
                open,
                (lo, hi),
                #[inline(always)]
                move |open, lo, hi| open | (lo != hi),
            ),
        }
    }

    /// The values of some households, for each of their persons.
    fn spread(&self, pool: &Pool, persons: &Persons) -> Span<T> {
        Span {
            lo: self.lo.spread(pool, persons),
            hi: self.hi.as_ref().map(|hi| hi.spread(pool, persons)),
        }
    }

    /// Written once when every row is the same.
    fn settled(self, pool: &Pool) -> Span<T> {
        let lo = pool.settled(self.lo);
        match self.hi {
            None => Span::known(lo),
            Some(hi) => Span::between(lo, pool.settled(hi)),
        }
    }

    /// Both ends in other integers.
    pub(super) fn map<R: Kept + PartialEq>(&self, take: impl Fn(T) -> R) -> Span<R> {
        Span {
            lo: self.lo.map(&take),
            hi: self.hi.as_ref().map(|hi| hi.map(&take)),
        }
    }

    /// These values, with others in some rows.
    fn with(
        self,
        (pool, rows): (&Pool, usize),
        others: impl Iterator<Item = (usize, Possible)>,
        take: impl Fn(i128) -> T,
    ) -> Span<T> {
        let top = self.hi.unwrap_or_else(|| pool.copy(&self.lo));
        let (mut lo, mut hi) = (pool.each(self.lo, rows), pool.each(top, rows));
        for (row, value) in others {
            let ends = value.ends();
            put(&mut lo, row, take(ends.0));
            put(&mut hi, row, take(ends.1));
        }
        Span::between(Column::Each(lo), Column::Each(hi))
    }
}

fn put<T>(values: &mut [T], row: usize, value: T) {
    if let Some(place) = values.get_mut(row) {
        *place = value;
    }
}

/// What a node is in each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cells {
    /// Numbers that are proved to fit.
    Number(Span),
    /// Yes or no: [`crate::situation::NO`], [`crate::situation::YES`], both when unknown.
    Set(Column<u8>),
    /// Positions among choices.
    Choice(Column<u128>),
    /// Numbers that may need more bits.
    Wide(Span<i128>),
}

/// Whether the numerators of a node are proved to fit a column of integers, with one bit to spare.
pub(super) fn narrow(range: Possible) -> bool {
    const MOST: i128 = 1 << 62;
    let (lo, hi) = range.ends();
    -MOST < lo && hi < MOST
}

/// A number that is proved to fit.
pub(super) fn fit(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(0)
}

/// A set of yes or no.
pub(super) fn small(bits: u128) -> u8 {
    u8::try_from(bits).unwrap_or(0)
}

impl Cells {
    /// One row. A row that does not exist has no value: `None`.
    pub(super) fn at(&self, row: usize) -> Option<Possible> {
        Some(match self {
            Cells::Number(span) => Possible::number(
                i128::from(span.lo.at(row)?),
                i128::from(span.top().at(row)?),
            ),
            Cells::Set(set) => Possible::set(u128::from(set.at(row)?)),
            Cells::Choice(set) => Possible::set(set.at(row)?),
            Cells::Wide(span) => Possible::number(span.lo.at(row)?, span.top().at(row)?),
        })
    }

    /// Whether it is the same in every row.
    pub(super) fn is_same(&self) -> bool {
        match self {
            Cells::Number(span) => span.is_same(),
            Cells::Set(set) => matches!(set, Column::Same(_)),
            Cells::Choice(set) => matches!(set, Column::Same(_)),
            Cells::Wide(span) => span.is_same(),
        }
    }

    /// Whether some row is not settled.
    pub(super) fn is_open(&self) -> bool {
        match self {
            Cells::Number(span) => span.hi.is_some(),
            Cells::Set(set) => !set.is_known(),
            Cells::Choice(Column::Same(bits)) => bits.count_ones() > 1,
            Cells::Choice(Column::Each(rows)) => rows.iter().any(|bits| bits.count_ones() > 1),
            Cells::Wide(span) => span.hi.is_some(),
        }
    }

    /// Marks the rows that are not settled.
    pub(super) fn mark_open(&self, open: &mut Option<Vec<bool>>, rows: usize) {
        fn mark<T>(
            column: &Column<T>,
            open: &mut Option<Vec<bool>>,
            rows: usize,
            is_open: impl Fn(&T) -> bool,
        ) {
            let any = match column {
                Column::Same(value) => is_open(value),
                Column::Each(values) => values.iter().any(&is_open),
            };
            if !any {
                return;
            }
            let open = open.get_or_insert_with(|| vec![false; rows]);
            match column {
                Column::Same(_) => open.fill(true),
                Column::Each(values) => {
                    for (open, value) in open.iter_mut().zip(values) {
                        *open |= is_open(value);
                    }
                }
            }
        }
        match self {
            Cells::Number(span) => span.mark_open(open, rows),
            Cells::Set(set) if set.is_known() => {}
            Cells::Set(set) => mark(set, open, rows, |bits| *bits == MAYBE),
            Cells::Choice(set) => mark(set, open, rows, |bits| bits.count_ones() > 1),
            Cells::Wide(span) => span.mark_open(open, rows),
        }
    }

    /// The values of some households, for each of their persons.
    pub(super) fn spread(&self, pool: &Pool, persons: &Persons) -> Cells {
        match self {
            Cells::Number(span) => Cells::Number(span.spread(pool, persons)),
            Cells::Set(set) => Cells::Set(set.spread(pool, persons)),
            Cells::Choice(set) => Cells::Choice(set.spread(pool, persons)),
            Cells::Wide(span) => Cells::Wide(span.spread(pool, persons)),
        }
    }

    /// Written once when every row is the same.
    pub(super) fn settled(self, pool: &Pool) -> Cells {
        match self {
            Cells::Number(span) => Cells::Number(span.settled(pool)),
            Cells::Set(set) => Cells::Set(pool.settled(set)),
            Cells::Choice(set) => Cells::Choice(pool.settled(set)),
            Cells::Wide(span) => Cells::Wide(span.settled(pool)),
        }
    }

    /// These values, with others in some rows.
    pub(super) fn with(
        self,
        place: (&Pool, usize),
        others: impl Iterator<Item = (usize, Possible)>,
    ) -> Cells {
        fn all<T: Kept>(
            column: Column<T>,
            (pool, rows): (&Pool, usize),
            others: impl Iterator<Item = (usize, Possible)>,
            take: impl Fn(Possible) -> T,
        ) -> Column<T> {
            let mut values = pool.each(column, rows);
            others.for_each(|(row, value)| put(&mut values, row, take(value)));
            Column::Each(values)
        }
        match self {
            Cells::Number(span) => Cells::Number(span.with(place, others, fit)),
            Cells::Set(set) => Cells::Set(all(set, place, others, |v| small(v.bits()))),
            Cells::Choice(set) => Cells::Choice(all(set, place, others, Possible::bits)),
            Cells::Wide(span) => Cells::Wide(span.with(place, others, |v| v)),
        }
    }

    /// The same value in every row.
    pub(super) fn same(node: &Node, value: Possible) -> Cells {
        Cells::of(node, Column::Same(value))
    }

    /// Values in the form that suits a node.
    pub(super) fn of(node: &Node, values: Column<Possible>) -> Cells {
        match node.kind {
            Kind::Number { .. } if narrow(node.range) => Cells::Number(Span::between(
                values.map(|v| fit(v.ends().0)),
                values.map(|v| fit(v.ends().1)),
            )),
            Kind::Number { .. } => Cells::Wide(Span::between(
                values.map(|v| v.ends().0),
                values.map(|v| v.ends().1),
            )),
            Kind::YesNo => Cells::Set(values.map(|v| small(v.bits()))),
            Kind::Choice => Cells::Choice(values.map(Possible::bits)),
        }
    }
}
