//! CSV: one record on a line, or on several when a quoted cell holds line ends.

use std::borrow::Cow;
use std::io;

use encoding_rs::WINDOWS_1252;

use super::cell::Cell;
use super::mapping::{Encoding, Form};
use super::row::{Cells, Row, Rows};
use crate::exit::{Failure, Outcome};
use crate::input::lines::{LONGEST, Line, Lines};
use crate::read::{self, Opened};

/// Over how many lines a record may go on: beyond it a quotation mark was never closed.
const MOST_LINES: usize = 50;

/// How a CSV file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) separator: u8,
    /// Not said: UTF-8, and windows-1252 for a cell that is not UTF-8.
    pub(crate) encoding: Option<Encoding>,
}

/// A cell, and the bytes after its separator.
type First<'a> = (Cow<'a, [u8]>, Option<&'a [u8]>);

/// A quoted cell that the end of the record does not close.
#[derive(Debug, PartialEq, Eq)]
struct Unclosed;

impl Dialect {
    /// Cuts a record into cells, as bytes.
    fn split(self, bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, Unclosed> {
        let mut cells = Vec::new();
        let mut rest = Some(bytes);
        while let Some(bytes) = rest {
            let (cell, after) = self.first(bytes)?;
            cells.push(cell);
            rest = after;
        }
        Ok(cells)
    }

    /// The first cell, and what follows its separator.
    fn first(self, bytes: &[u8]) -> Result<First<'_>, Unclosed> {
        let until_separator = |bytes: &'_ [u8]| bytes.iter().position(|b| *b == self.separator);
        let Some(mut quoted) = bytes.strip_prefix(b"\"") else {
            return Ok(
                match until_separator(bytes).and_then(|at| bytes.split_at_checked(at)) {
                    Some((cell, after)) => (Cow::Borrowed(cell), after.get(1..)),
                    None => (Cow::Borrowed(bytes), None),
                },
            );
        };
        let mut cell: Cow<'_, [u8]> = Cow::Borrowed(b"");
        loop {
            let at = quoted.iter().position(|b| *b == b'"').ok_or(Unclosed)?;
            let (part, after) = quoted.split_at_checked(at).ok_or(Unclosed)?;
            if cell.is_empty() {
                cell = Cow::Borrowed(part);
            } else {
                cell.to_mut().extend_from_slice(part);
            }
            let after = after.get(1..).unwrap_or_default();
            if let Some(more) = after.strip_prefix(b"\"") {
                // Two quotation marks stand for one.
                cell.to_mut().push(b'"');
                quoted = more;
                continue;
            }
            // What follows the closing mark up to the separator is kept: nothing is lost, and a code is then refused.
            let end = until_separator(after);
            let (tail, after) = match end.and_then(|at| after.split_at_checked(at)) {
                Some((tail, after)) => (tail, after.get(1..)),
                None => (after, None),
            };
            if !tail.iter().all(u8::is_ascii_whitespace) {
                cell.to_mut().extend_from_slice(tail);
            }
            return Ok((cell, after));
        }
    }

    fn text(self, bytes: &[u8]) -> Cell<'_> {
        let windows = || WINDOWS_1252.decode_without_bom_handling(bytes).0;
        let utf8 = match self.encoding {
            Some(Encoding::Windows1252) => None,
            _ => std::str::from_utf8(bytes).ok(),
        };
        match (self.encoding, utf8) {
            (_, Some(text)) => Cell::text(text),
            (Some(Encoding::Utf8), None) => {
                Cell::Wrong("cette cellule n'est pas en UTF-8".to_owned())
            }
            (_, None) => Cell::text(&windows()).owned(),
        }
    }

    /// A cut cell; one whose quotation marks were taken off is no longer a part of the record.
    fn cell_of<'b>(self, bytes: &Cow<'b, [u8]>) -> Cell<'b> {
        match bytes {
            Cow::Borrowed(bytes) => self.text(bytes),
            Cow::Owned(bytes) => self.text(bytes).owned(),
        }
    }

    /// The cells at some positions of a record that should have so many.
    pub(crate) fn cells<'b>(
        self,
        bytes: &'b [u8],
        width: usize,
        wanted: &[usize],
    ) -> Result<Vec<Cell<'b>>, String> {
        let cells = self.split(bytes).map_err(|Unclosed| unclosed())?;
        let extra = cells
            .iter()
            .skip(width)
            .any(|c| !c.iter().all(u8::is_ascii_whitespace));
        if extra || cells.len() < width {
            return Err(format!(
                "cette ligne a {} cellules, l'en-tête en a {width}",
                cells.len()
            ));
        }
        Ok(wanted
            .iter()
            .map(|i| {
                cells
                    .get(*i)
                    .map_or(Cell::Empty, |bytes| self.cell_of(bytes))
            })
            .collect())
    }

    /// One cell, whatever the others are.
    pub(crate) fn cell(self, bytes: &[u8], position: usize) -> Result<Cell<'_>, String> {
        let mut rest = Some(bytes);
        let mut at = 0_usize;
        while let Some(bytes) = rest {
            let (cell, after) = self.first(bytes).map_err(|Unclosed| unclosed())?;
            if at == position {
                return Ok(self.cell_of(&cell));
            }
            at = at.saturating_add(1);
            rest = after;
        }
        Ok(Cell::Empty)
    }
}

fn unclosed() -> String {
    "un guillemet n'est pas refermé".to_owned()
}

/// An open CSV file.
pub(crate) struct Delimited {
    lines: Lines,
    dialect: Dialect,
    width: usize,
    /// Lines read too far, when a quotation mark was not closed.
    ahead: std::collections::VecDeque<Line>,
}

/// Opens a CSV file: its header, then its rows.
pub(crate) fn open(opened: Opened, form: &Form, name: &str) -> Outcome<(Vec<String>, Delimited)> {
    let mut bytes = opened.bytes;
    let start = bytes
        .fill_buf()
        .map_err(|e| Failure::io(format!("lecture de {name} impossible"), &e))?;
    if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
        return Err(Failure::rejected(format!("{name} est en UTF-16"))
            .help("enregistrez-le en « CSV UTF-8 »"));
    }
    let utf8 = start.starts_with(read::MARK);
    let binary = start.iter().take(1 << 12).any(|b| *b == 0);
    if binary {
        return Err(Failure::rejected(format!(
            "{name} n'est ni un CSV, ni un tableur, ni un fichier Parquet"
        )));
    }
    let mut lines = Lines::new(bytes, LONGEST);
    let failed = |e: &io::Error| Failure::io(format!("lecture de {name} impossible"), e);
    let header = loop {
        match lines.next().map_err(|e| failed(&e))? {
            Some(line) if line.number < form.header => {}
            Some(Line {
                content: Ok(bytes), ..
            }) => break bytes,
            Some(_) => {
                return Err(Failure::rejected(format!(
                    "{name} : la ligne d'en-tête est trop longue"
                )));
            }
            None => {
                return Err(
                    Failure::rejected(format!("{name} n'a pas de ligne d'en-tête"))
                        .help("la première ligne donne le nom de chaque colonne"),
                );
            }
        }
    };
    let header = header.strip_suffix(b"\r").unwrap_or(&header);
    let dialect = Dialect {
        separator: form.separator.unwrap_or_else(|| separator(header)),
        encoding: form.encoding.or(utf8.then_some(Encoding::Utf8)),
    };
    let cells = dialect
        .split(header)
        .map_err(|Unclosed| Failure::rejected(format!("{name}, en-tête : {}", unclosed())))?;
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for cell in &cells {
        names.push(match dialect.text(cell) {
            Cell::Wrong(reason) => {
                return Err(Failure::rejected(format!("{name}, en-tête : {reason}")));
            }
            cell => cell.word().unwrap_or_default().to_owned(),
        });
    }
    if names.iter().all(String::is_empty) {
        return Err(Failure::rejected(format!(
            "{name} n'a pas de nom de colonne"
        )));
    }
    let width = names.len();
    Ok((
        names,
        Delimited {
            lines,
            dialect,
            width,
            ahead: std::collections::VecDeque::new(),
        },
    ))
}

/// The mark that separates the most cells of a header.
fn separator(header: &[u8]) -> u8 {
    let mut best = (b';', 0);
    let mut quoted = false;
    let mut counts = [(b';', 0_usize), (b'\t', 0), (b',', 0), (b'|', 0)];
    for byte in header {
        quoted ^= *byte == b'"';
        for (mark, count) in &mut counts {
            if byte == mark && !quoted {
                *count = count.saturating_add(1);
            }
        }
    }
    for (mark, count) in counts {
        if count > best.1 {
            best = (mark, count);
        }
    }
    best.0
}

impl Delimited {
    fn line(&mut self) -> io::Result<Option<Line>> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }

    /// Joins the lines of a record whose first line does not end it. When no line does, the first one alone is lost.
    fn record(&mut self, first: Vec<u8>) -> io::Result<Result<Vec<u8>, String>> {
        let mut bytes = first;
        let mut taken = Vec::new();
        for _ in 0..MOST_LINES {
            // Without a quotation mark, nothing is left open.
            if !bytes.contains(&b'"') || self.dialect.split(&bytes).is_ok() {
                return Ok(Ok(bytes));
            }
            let Some(line) = self.line()? else { break };
            let Ok(more) = &line.content else {
                taken.push(line);
                break;
            };
            bytes.push(b'\n');
            bytes.extend_from_slice(more.strip_suffix(b"\r").unwrap_or(more));
            taken.push(line);
            if bytes.len() > LONGEST {
                break;
            }
        }
        for line in taken.into_iter().rev() {
            self.ahead.push_front(line);
        }
        Ok(Err(unclosed()))
    }
}

impl Rows for Delimited {
    fn next(&mut self) -> io::Result<Option<Row>> {
        loop {
            let Some(line) = self.line()? else {
                return Ok(None);
            };
            let bytes = match line.content {
                Err(length) => {
                    return Ok(Some(Row {
                        line: line.number,
                        cells: Cells::Broken(crate::input::lines::too_long(length)),
                    }));
                }
                Ok(mut bytes) => {
                    if bytes.ends_with(b"\r") {
                        bytes.pop();
                    }
                    bytes
                }
            };
            let cells = match self.record(bytes)? {
                Err(reason) => Cells::Broken(reason),
                // `;;;;`: what a spreadsheet leaves below its last row.
                Ok(bytes)
                    if bytes
                        .iter()
                        .all(|b| *b == self.dialect.separator || b.is_ascii_whitespace()) =>
                {
                    continue;
                }
                Ok(bytes) => Cells::Delimited {
                    bytes,
                    dialect: self.dialect,
                    width: self.width,
                },
            };
            return Ok(Some(Row {
                line: line.number,
                cells,
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIALECT: Dialect = Dialect {
        separator: b';',
        encoding: None,
    };

    fn cells(text: &str) -> Vec<String> {
        let cells = DIALECT.split(text.as_bytes()).unwrap();
        cells
            .iter()
            .map(|c| String::from_utf8(c.to_vec()).unwrap())
            .collect()
    }

    #[test]
    fn records_are_cut_as_spreadsheets_write_them() {
        assert_eq!(cells("a;b;;c"), ["a", "b", "", "c"]);
        assert_eq!(cells(""), [""]);
        assert_eq!(cells("a;"), ["a", ""]);
        assert_eq!(
            cells("\"a;b\";\"il dit \"\"oui\"\"\";c"),
            ["a;b", "il dit \"oui\"", "c"]
        );
        assert_eq!(cells("rue \"du\" pont;b"), ["rue \"du\" pont", "b"]);
        assert_eq!(cells("\"\"\"\";\"a\" ;\"a\"b"), ["\"", "a", "ab"]);
        assert_eq!(DIALECT.split(b"a;\"b"), Err(Unclosed));
    }

    #[test]
    fn letters_are_utf8_or_windows() {
        assert_eq!(DIALECT.text("é".as_bytes()), Cell::Text("é".into()));
        assert_eq!(DIALECT.text(b"\xE9\x80"), Cell::Text("é€".into()));
        let strict = Dialect {
            encoding: Some(Encoding::Utf8),
            ..DIALECT
        };
        assert!(matches!(strict.text(b"\xE9"), Cell::Wrong(_)));
    }

    #[test]
    fn the_separator_is_the_most_frequent_one() {
        assert_eq!(separator(b"a,b;c;d"), b';');
        assert_eq!(separator(b"a,b,c"), b',');
        assert_eq!(separator(b"a\tb"), b'\t');
        assert_eq!(separator(b"\"a;b;c\",d"), b',');
        assert_eq!(separator(b"a"), b';');
    }
}
