//! How a record of a CSV file is cut into cells.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::cell::Cell;
use super::mapping::Encoding;

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
pub(super) struct Unclosed;

impl Dialect {
    /// Cuts a record into cells, as bytes.
    pub(super) fn split(self, bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, Unclosed> {
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

    pub(super) fn text(self, bytes: &[u8]) -> Cell<'_> {
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
        if memchr::memchr(b'"', bytes).is_none() {
            return self.plain(bytes, width, wanted);
        }
        let cells = self.split(bytes).map_err(|Unclosed| unclosed())?;
        let extra = cells
            .iter()
            .skip(width)
            .any(|c| !c.iter().all(u8::is_ascii_whitespace));
        if extra || cells.len() < width {
            return Err(miscounted(cells.len(), width));
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

    /// The same where no cell is quoted: separators are all that there is to look for.
    fn plain<'b>(
        self,
        bytes: &'b [u8],
        width: usize,
        wanted: &[usize],
    ) -> Result<Vec<Cell<'b>>, String> {
        let mut starts = Vec::with_capacity(width.saturating_add(1));
        starts.push(0_usize);
        let separators = memchr::memchr_iter(self.separator, bytes);
        starts.extend(separators.map(|at| at.saturating_add(1)));
        let count = starts.len();
        // As if a separator stood at the end.
        starts.push(bytes.len().saturating_add(1));
        let span = |cell: usize| {
            let (start, next) = (starts.get(cell)?, starts.get(cell.checked_add(1)?)?);
            Some(*start..next.checked_sub(1)?)
        };
        let extra = (width..count)
            .filter_map(|cell| bytes.get(span(cell)?))
            .any(|bytes| !bytes.iter().all(u8::is_ascii_whitespace));
        if extra || count < width {
            return Err(miscounted(count, width));
        }
        // A record that is a text is so in each of its cells.
        let text = match self.encoding {
            Some(Encoding::Windows1252) => None,
            _ => std::str::from_utf8(bytes).ok(),
        };
        let cell = |at: &usize| {
            let found = span(*at).and_then(|span| match text {
                Some(text) => text.get(span).map(Cell::text),
                None => bytes.get(span).map(|bytes| self.text(bytes)),
            });
            found.unwrap_or(Cell::Empty)
        };
        Ok(wanted.iter().map(cell).collect())
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

fn miscounted(cells: usize, width: usize) -> String {
    format!("cette ligne a {cells} cellules, l'en-tête en a {width}")
}

pub(super) fn unclosed() -> String {
    "un guillemet n'est pas refermé".to_owned()
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
}
