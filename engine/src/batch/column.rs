//! Columns: one value for each household of a chunk, or for each of its persons.

use super::compute::MAYBE;
use crate::law::{Kind, Node, Possible};

/// A value for each row. What is the same in every row is written once, and costs one row to compute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column<T> {
    /// The same in every row.
    Same(T),
    /// Row by row.
    Each(Vec<T>),
}

impl<T: Copy + PartialEq> Column<T> {
    /// One row; `None` when there is no such row.
    pub(super) fn at(&self, row: usize) -> Option<T> {
        match self {
            Column::Same(value) => Some(*value),
            Column::Each(values) => values.get(row).copied(),
        }
    }

    /// Written once when every row is the same.
    pub(super) fn settled(self) -> Column<T> {
        match self {
            Column::Each(values) => match values.split_first() {
                Some((first, rest)) if rest.iter().all(|v| v == first) => Column::Same(*first),
                _ => Column::Each(values),
            },
            same @ Column::Same(_) => same,
        }
    }

    /// The value of a household, for each of its persons.
    pub(super) fn spread(&self, sizes: &[u32]) -> Column<T> {
        match self {
            Column::Same(value) => Column::Same(*value),
            Column::Each(values) => Column::Each(
                values
                    .iter()
                    .zip(sizes)
                    .flat_map(|(value, size)| {
                        std::iter::repeat_n(*value, usize::try_from(*size).unwrap_or(0))
                    })
                    .collect(),
            ),
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
pub(super) struct Span {
    /// Smallest.
    pub(super) lo: Column<i64>,
    /// Largest; `None` when every row is known, hence equal to the smallest.
    pub(super) hi: Option<Column<i64>>,
}

impl Span {
    /// Known in every row.
    pub(super) const fn known(values: Column<i64>) -> Span {
        Span {
            lo: values,
            hi: None,
        }
    }

    /// Between two ends.
    pub(super) fn between(lo: Column<i64>, hi: Column<i64>) -> Span {
        if lo == hi {
            return Span::known(lo);
        }
        Span { lo, hi: Some(hi) }
    }

    /// The largest.
    pub(super) fn top(&self) -> &Column<i64> {
        self.hi.as_ref().unwrap_or(&self.lo)
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
    /// Numbers that may need more bits, computed as the reference does.
    Wide(Column<Possible>),
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
            Cells::Number(span) => Possible::Number {
                lo: i128::from(span.lo.at(row)?),
                hi: i128::from(span.top().at(row)?),
            },
            Cells::Set(set) => Possible::Set(u128::from(set.at(row)?)),
            Cells::Choice(set) => Possible::Set(set.at(row)?),
            Cells::Wide(values) => values.at(row)?,
        })
    }

    /// Whether it is the same in every row.
    pub(super) fn is_same(&self) -> bool {
        match self {
            Cells::Number(span) => {
                matches!(span.lo, Column::Same(_)) && matches!(span.top(), Column::Same(_))
            }
            Cells::Set(set) => matches!(set, Column::Same(_)),
            Cells::Choice(set) => matches!(set, Column::Same(_)),
            Cells::Wide(values) => matches!(values, Column::Same(_)),
        }
    }

    /// Whether some row is not settled.
    pub(super) fn is_open(&self) -> bool {
        fn any<T>(column: &Column<T>, is_open: impl Fn(&T) -> bool) -> bool {
            match column {
                Column::Same(value) => is_open(value),
                Column::Each(values) => values.iter().any(is_open),
            }
        }
        match self {
            Cells::Number(span) => span.hi.is_some(),
            Cells::Set(set) => !set.is_known(),
            Cells::Choice(set) => any(set, |bits| bits.count_ones() > 1),
            Cells::Wide(values) => any(values, |v| !v.is_settled()),
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
            Cells::Number(span) => {
                if let Some(hi) = &span.hi {
                    let differ = super::loops::map2(&span.lo, hi, |lo, hi| lo != hi);
                    mark(&differ, open, rows, |differ| *differ);
                }
            }
            Cells::Set(set) => mark(set, open, rows, |bits| bits.count_ones() > 1),
            Cells::Choice(set) => mark(set, open, rows, |bits| bits.count_ones() > 1),
            Cells::Wide(values) => mark(values, open, rows, |v| !v.is_settled()),
        }
    }

    /// The values of some households, for each of their persons.
    pub(super) fn spread(&self, sizes: &[u32]) -> Cells {
        match self {
            Cells::Number(span) => Cells::Number(Span {
                lo: span.lo.spread(sizes),
                hi: span.hi.as_ref().map(|hi| hi.spread(sizes)),
            }),
            Cells::Set(set) => Cells::Set(set.spread(sizes)),
            Cells::Choice(set) => Cells::Choice(set.spread(sizes)),
            Cells::Wide(values) => Cells::Wide(values.spread(sizes)),
        }
    }

    /// Written once when every row is the same.
    pub(super) fn settled(self) -> Cells {
        match self {
            Cells::Number(span) => Cells::Number(match span.hi {
                None => Span::known(span.lo.settled()),
                Some(hi) => Span::between(span.lo.settled(), hi.settled()),
            }),
            Cells::Set(set) => Cells::Set(set.settled()),
            Cells::Choice(set) => Cells::Choice(set.settled()),
            Cells::Wide(values) => Cells::Wide(values.settled()),
        }
    }

    /// These values, with others in some rows.
    pub(super) fn with(
        self,
        rows: usize,
        others: impl Iterator<Item = (usize, Possible)>,
    ) -> Cells {
        fn each<T: Clone>(column: Column<T>, rows: usize) -> Vec<T> {
            match column {
                Column::Same(value) => vec![value; rows],
                Column::Each(values) => values,
            }
        }
        fn put<T>(values: &mut [T], row: usize, value: T) {
            if let Some(place) = values.get_mut(row) {
                *place = value;
            }
        }
        fn all<T: Clone>(
            column: Column<T>,
            rows: usize,
            others: impl Iterator<Item = (usize, Possible)>,
            take: impl Fn(Possible) -> T,
        ) -> Column<T> {
            let mut values = each(column, rows);
            others.for_each(|(row, value)| put(&mut values, row, take(value)));
            Column::Each(values)
        }
        match self {
            Cells::Number(span) => {
                let top = span.hi.unwrap_or_else(|| span.lo.clone());
                let (mut lo, mut hi) = (each(span.lo, rows), each(top, rows));
                for (row, value) in others {
                    let ends = value.ends();
                    put(&mut lo, row, fit(ends.0));
                    put(&mut hi, row, fit(ends.1));
                }
                Cells::Number(Span::between(Column::Each(lo), Column::Each(hi)))
            }
            Cells::Set(set) => Cells::Set(all(set, rows, others, |v| small(v.bits()))),
            Cells::Choice(set) => Cells::Choice(all(set, rows, others, Possible::bits)),
            Cells::Wide(values) => Cells::Wide(all(values, rows, others, |v| v)),
        }
    }

    /// The same value in every row.
    pub(super) fn same(node: &Node, value: Possible) -> Cells {
        Cells::of(node, Column::Same(value))
    }

    /// Values in the form that suits a node.
    pub(super) fn of(node: &Node, values: Column<Possible>) -> Cells {
        fn map<R>(values: &Column<Possible>, take: impl Fn(Possible) -> R) -> Column<R> {
            match values {
                Column::Same(value) => Column::Same(take(*value)),
                Column::Each(values) => Column::Each(values.iter().map(|v| take(*v)).collect()),
            }
        }
        match node.kind {
            Kind::Number { .. } if narrow(node.range) => Cells::Number(Span::between(
                map(&values, |v| fit(v.ends().0)),
                map(&values, |v| fit(v.ends().1)),
            )),
            Kind::Number { .. } => Cells::Wide(values),
            Kind::YesNo => Cells::Set(map(&values, |v| small(v.bits()))),
            Kind::Choice => Cells::Choice(map(&values, Possible::bits)),
        }
    }
}
