//! Vectors that are no longer read, kept to be written again: a node costs no allocation, and nothing is cleared first.

use std::cell::{RefCell, RefMut};
use std::sync::Mutex;

use super::column::{Cells, Column, Span};

/// Vectors of each kind.
#[derive(Debug, Default)]
pub(super) struct Pool {
    /// How many rows a column by household has.
    households: usize,
    numbers: Shelf<i64>,
    sets: Shelf<u8>,
    choices: Shelf<u128>,
    wide: Shelf<i128>,
}

/// Vectors by household, and by person.
#[derive(Debug)]
pub(super) struct Shelf<T> {
    households: RefCell<Stack<T>>,
    persons: RefCell<Stack<T>>,
}

/// Vectors of one shape.
#[derive(Debug)]
struct Stack<T> {
    kept: Vec<Vec<T>>,
    /// How many are written or read. No more come back: a pool does not grow by what was made elsewhere.
    lent: usize,
}

impl<T> Default for Shelf<T> {
    fn default() -> Shelf<T> {
        let stack = || {
            RefCell::new(Stack {
                kept: Vec::new(),
                lent: 0,
            })
        };
        Shelf {
            households: stack(),
            persons: stack(),
        }
    }
}

impl<T> Shelf<T> {
    /// Those of one shape.
    fn of(&self, households: bool) -> RefMut<'_, Stack<T>> {
        let stack = if households {
            &self.households
        } else {
            &self.persons
        };
        stack.borrow_mut()
    }
}

/// The pools that chunks leave to those after: one for each that is evaluated at the same time.
#[derive(Debug, Default)]
pub(super) struct Pools(Mutex<Vec<Pool>>);

impl Clone for Pools {
    fn clone(&self) -> Pools {
        Pools::default()
    }
}

impl Pools {
    /// A pool for a chunk of so many households.
    pub(super) fn take(&self, households: usize) -> Pool {
        let left = self.0.lock().ok().and_then(|mut pools| pools.pop());
        Pool {
            households,
            ..left.unwrap_or_default()
        }
    }

    /// Keeps the pool of a chunk.
    pub(super) fn give(&self, pool: Pool) {
        if let Ok(mut pools) = self.0.lock() {
            pools.push(pool);
        }
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
        let mut stack = T::shelf(self).of(rows == self.households);
        stack.lent = stack.lent.saturating_add(1);
        let mut vector = stack.kept.pop().unwrap_or_default();
        // Hardly ever: in the first chunk, and where one has more persons than the one before.
        if vector.len() != rows {
            vector.resize(rows, T::default());
        }
        vector
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
        if let Column::Each(vector) = column {
            let mut stack = T::shelf(self).of(vector.len() == self.households);
            if let Some(lent) = stack.lent.checked_sub(1) {
                stack.lent = lent;
                stack.kept.push(vector);
            }
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
