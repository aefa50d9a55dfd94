//! The forms of the file that is written. What workers found comes in, bytes come out; nothing is computed here.

pub(crate) mod csv;
mod jsonl;
pub(crate) mod parquet;

use droit_engine::calendar::Month;
use droit_engine::program::Program;

use crate::args::Table;
use crate::row::Row;

/// What is written of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) id: String,
    pub(crate) month: Month,
    pub(crate) rows: Vec<Row>,
    /// The steps of the calculation, in JSON, when they are asked.
    pub(crate) steps: Option<String>,
}

/// What every row bears, or is shaped by.
pub(crate) struct Look<'a> {
    pub(crate) program: &'a Program,
    pub(crate) table: Table,
    /// The column `regles_version`.
    pub(crate) version: String,
    /// When the file must be gone: the column `purge_le`, for a file with a manifest.
    pub(crate) purge: Option<String>,
    /// A household holds on one line, with all its rights (JSONL).
    pub(crate) whole: bool,
}

impl Look<'_> {
    /// What the file starts with.
    pub(crate) fn head(&self) -> Vec<u8> {
        match self.table {
            Table::Csv => csv::FRENCH.head(self),
            Table::CsvRfc4180 => csv::RFC_4180.head(self),
            Table::Jsonl | Table::Parquet => Vec::new(),
        }
    }

    /// Some households as text; `None` in a form that is not written household by household.
    pub(crate) fn text(&self, told: &[&Told]) -> Option<Vec<u8>> {
        match self.table {
            Table::Csv => Some(csv::FRENCH.rows(self, told)),
            Table::CsvRfc4180 => Some(csv::RFC_4180.rows(self, told)),
            Table::Jsonl if self.whole => Some(jsonl::households(self, told)),
            Table::Jsonl => Some(jsonl::rows(self, told)),
            Table::Parquet => None,
        }
    }

    /// The identifier of the right of a row.
    pub(crate) fn right(&self, row: &Row) -> &str {
        self.program
            .benefits
            .get(row.benefit)
            .map_or("", |benefit| &benefit.id)
    }

    /// The rhythm of its amounts.
    pub(crate) fn rhythm(&self, row: &Row) -> &'static str {
        self.program
            .benefits
            .get(row.benefit)
            .map_or("", |benefit| benefit.rhythm.word())
    }
}
