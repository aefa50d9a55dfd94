//! A row of a table before it is understood: the reader cuts rows, workers read their cells.

use std::io;
use std::sync::Arc;

use super::cell::Cell;
use super::columnar::Columns;
use super::dialect::Dialect;

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its line in the file, from 1; in a file without lines, its rank.
    pub(crate) line: u64,
    pub(crate) cells: Cells,
}

/// The cells of a row, form by form.
#[derive(Debug, Clone)]
pub(crate) enum Cells {
    /// The bytes of a record that is not cut yet, and how many cells are expected.
    Delimited {
        bytes: Vec<u8>,
        dialect: Dialect,
        width: usize,
    },
    /// The cells of a spreadsheet.
    Typed(Vec<Cell<'static>>),
    /// A row of some columns.
    Columnar { columns: Arc<Columns>, row: usize },
    /// What cannot be cut, and why.
    Broken(String),
}

/// Rows, one after the other.
pub(crate) trait Rows: Send {
    /// The next row; `None` at the end.
    ///
    /// # Errors
    ///
    /// When the file cannot be read further.
    fn next(&mut self) -> io::Result<Option<Row>>;
}

impl Row {
    /// The cells at some positions.
    ///
    /// # Errors
    ///
    /// Why the row cannot be cut into cells.
    pub(crate) fn cells(&self, wanted: &[usize]) -> Result<Vec<Cell<'_>>, String> {
        match &self.cells {
            Cells::Broken(reason) => Err(reason.clone()),
            Cells::Typed(cells) => Ok(wanted
                .iter()
                .map(|i| cells.get(*i).cloned().unwrap_or(Cell::Empty))
                .collect()),
            Cells::Columnar { columns, row } => {
                Ok(wanted.iter().map(|i| columns.cell(*i, *row)).collect())
            }
            Cells::Delimited {
                bytes,
                dialect,
                width,
            } => dialect.cells(bytes, *width, wanted),
        }
    }

    /// The text of one cell: the key of the household.
    pub(crate) fn key(&self, position: usize) -> Result<String, String> {
        let key = match &self.cells {
            // A row with too few or too many cells still tells whose it is.
            Cells::Delimited { bytes, dialect, .. } => dialect.cell(bytes, position)?,
            _ => self.cells(&[position])?.pop().unwrap_or(Cell::Empty),
        };
        key.word()
            .map(str::to_owned)
            .ok_or_else(|| "la clé du foyer est vide".to_owned())
    }

    /// About how many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        match &self.cells {
            Cells::Delimited { bytes, .. } => bytes.len(),
            Cells::Typed(cells) => cells.len().saturating_mul(32),
            // Amounts that seldom change weigh little in a file, and its columns are shared by their rows.
            Cells::Columnar { columns, .. } => columns.width().saturating_mul(4),
            Cells::Broken(_) => 0,
        }
    }
}
