//! Vectors that are no longer read, kept to be written again: a node costs no allocation, and nothing is cleared first.

use std::cell::RefCell;

use super::column::{Cells, Column, Span};

/// Vectors of each kind.
#[derive(Debug, Default)]
pub(super) struct Pool {
    numbers: Shelf<i64>,
    sets: Shelf<u8>,
    choices: Shelf<u128>,
    wide: Shelf<i128>,
}

/// Vectors by length: one by household, one by person.
#[derive(Debug)]
pub(super) struct Shelf<T>(RefCell<Vec<(usize, Vec<Vec<T>>)>>);

impl<T> Default for Shelf<T> {
    fn default() -> Shelf<T> {
        Shelf(RefCell::default())
    }
}

/// What a pool keeps.
pub(super) trait Kept: Copy + Default {
    /// Where.
    fn shelf(pool: &Pool) -> &Shelf<Self>;
}

impl Kept for i64 {
    fn shelf(pool: &Pool) -> &Shelf<i64> {
        &pool.numbers
    }
}

impl Kept for u8 {
    fn shelf(pool: &Pool) -> &Shelf<u8> {
        &pool.sets
    }
}

impl Kept for u128 {
    fn shelf(pool: &Pool) -> &Shelf<u128> {
        &pool.choices
    }
}

impl Kept for i128 {
    fn shelf(pool: &Pool) -> &Shelf<i128> {
        &pool.wide
    }
}

impl Pool {
    /// A vector of so many rows, to be written over: they hold whatever they held.
    pub(super) fn take<T: Kept>(&self, rows: usize) -> Vec<T> {
        let mut shelf = T::shelf(self).0.borrow_mut();
        let kept = shelf.iter_mut().find(|(length, _)| *length == rows);
        match kept.and_then(|(_, kept)| kept.pop()) {
            Some(vector) => vector,
            None => vec![T::default(); rows],
        }
    }

    /// The same values in a vector of its own.
    pub(super) fn copy<T: Kept>(&self, column: &Column<T>) -> Column<T> {
        match column {
            Column::Same(value) => Column::Same(*value),
            Column::Each(values) => {
                let mut copy = self.take(values.len());
                copy.copy_from_slice(values);
                Column::Each(copy)
            }
        }
    }

    /// The rows of a column, written one by one.
    pub(super) fn each<T: Kept>(&self, column: Column<T>, rows: usize) -> Vec<T> {
        match column {
            Column::Same(value) => {
                let mut each = self.take(rows);
                each.fill(value);
                each
            }
            Column::Each(values) => values,
        }
    }

    /// Keeps the vector of a column that nothing reads any more.
    pub(super) fn give<T: Kept>(&self, column: Column<T>) {
        let Column::Each(vector) = column else { return };
        let mut shelf = T::shelf(self).0.borrow_mut();
        match shelf.iter_mut().find(|(length, _)| *length == vector.len()) {
            Some((_, kept)) => kept.push(vector),
            None => shelf.push((vector.len(), vec![vector])),
        }
    }

    /// The same of both ends.
    pub(super) fn give_span<T: Kept>(&self, Span { lo, hi }: Span<T>) {
        self.give(lo);
        if let Some(hi) = hi {
            self.give(hi);
        }
    }

    /// The same of all that a node has.
    pub(super) fn give_cells(&self, cells: Cells) {
        match cells {
            Cells::Number(span) => self.give_span(span),
            Cells::Set(set) => self.give(set),
            Cells::Choice(set) => self.give(set),
            Cells::Wide(span) => self.give_span(span),
        }
    }

    /// A column written once when every row is the same.
    pub(super) fn settled<T: Kept + PartialEq>(&self, column: Column<T>) -> Column<T> {
        match column.shared() {
            Some(value) => {
                self.give(column);
                Column::Same(value)
            }
            None => column,
        }
    }
}
