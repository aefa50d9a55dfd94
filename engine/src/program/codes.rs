//! What a code says: a commune gives its zone, its department, its territory.
//!
//! A table has one line by prefix (`97*`), code or range of codes; the most precise line that speaks has the last word,
//! column by column. Codes are kept as numbers in base 36 and their gaps: forty thousand take a few bytes each.

use serde::Serialize;

/// The column that tells, in words, what kind of code a line is about: it goes to explanations, never to an input.
pub const NOTE: &str = "voie";

/// A table of codes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CodeTable {
    /// Name of its file, without extension.
    pub name: String,
    /// How many letters and digits a code has; 0 when the table only has prefixes.
    pub length: u32,
    /// The columns, without that of the code.
    pub columns: Vec<String>,
    /// The lines that differ: one cell by column.
    pub lines: Vec<Vec<Cell>>,
    /// Beginnings of codes, shortest first, and their lines.
    pub prefixes: Vec<(String, u32)>,
    /// Ranges of codes, in order: how far the first one is after the end of the range before, how many follow it, and
    /// its line.
    pub ranges: Vec<(u64, u64, u32)>,
}

/// What a line says in a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub enum Cell {
    /// Nothing: a less precise line may.
    Silent,
    /// The rules know nothing of this code.
    Outside,
    /// One of these, as written.
    Among(Vec<String>),
}

/// A table, ready to be searched.
#[derive(Debug, Clone)]
pub struct Codes<'t> {
    table: &'t CodeTable,
    /// First and last code of each range, and its line.
    ranges: Vec<(u64, u64, u32)>,
}

/// What a table says of a code.
#[derive(Debug, Clone)]
pub struct Told<'t> {
    table: &'t CodeTable,
    /// The lines about it, the most precise first.
    lines: Vec<&'t [Cell]>,
}

impl CodeTable {
    /// A code as a number; `None` when it is not made of letters and digits, or too long.
    #[must_use]
    pub fn number(code: &str) -> Option<u64> {
        if code.is_empty() || code.len() > 12 {
            return None;
        }
        code.chars().try_fold(0_u64, |sum, c| {
            let digit = c.to_digit(36).filter(|_| !c.is_ascii_lowercase())?;
            sum.checked_mul(36)?.checked_add(u64::from(digit))
        })
    }

    /// Ready to be searched.
    #[must_use]
    pub fn codes(&self) -> Codes<'_> {
        let mut end = 0_u64;
        let ranges = self.ranges.iter().map(|(gap, more, line)| {
            let first = end.saturating_add(*gap);
            end = first.saturating_add(*more);
            (first, end, *line)
        });
        Codes {
            ranges: ranges.collect(),
            table: self,
        }
    }

    /// The position of a column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    fn line(&self, line: u32) -> Option<&[Cell]> {
        let line = self.lines.get(usize::try_from(line).ok()?)?;
        Some(line.as_slice())
    }
}

impl<'t> Codes<'t> {
    /// What is said of a code, in upper case and without blanks around; `None` when nothing is.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<Told<'t>> {
        let number = CodeTable::number(code)?;
        if self.table.length > 0 && u32::try_from(code.len()) != Ok(self.table.length) {
            return None;
        }
        let at = self.ranges.partition_point(|(_, last, _)| *last < number);
        let range = self.ranges.get(at).filter(|(first, ..)| *first <= number);
        let exact = range.map(|(_, _, line)| *line).into_iter();
        let prefixes = self.table.prefixes.iter().rev();
        let prefixes = prefixes
            .filter(|(prefix, _)| code.starts_with(prefix.as_str()))
            .map(|(_, line)| *line);
        let lines: Vec<&[Cell]> = exact
            .chain(prefixes)
            .filter_map(|line| self.table.line(line))
            .collect();
        (!lines.is_empty()).then_some(Told {
            table: self.table,
            lines,
        })
    }
}

impl<'t> Told<'t> {
    /// The cell of a column: that of the most precise line that speaks.
    #[must_use]
    pub fn cell(&self, column: usize) -> &'t Cell {
        let mut cells = self.lines.iter().filter_map(|line| line.get(column));
        cells
            .find(|cell| **cell != Cell::Silent)
            .unwrap_or(&Cell::Silent)
    }

    /// What kind of code it is, in words.
    #[must_use]
    pub fn note(&self) -> Option<&'t str> {
        match self.cell(self.table.column(NOTE)?) {
            Cell::Among(words) => words.first().map(String::as_str),
            Cell::Silent | Cell::Outside => None,
        }
    }
}
