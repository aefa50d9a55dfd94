//! CSV: one record on a line, or on several when a quoted cell holds line ends.

use std::io;

use super::cell::Cell;
use super::dialect::{Dialect, Unclosed, unclosed};
use super::mapping::{Encoding, Form};
use super::row::{Cells, Row, Rows};
use crate::exit::{Failure, Outcome};
use crate::input::lines::{LONGEST, Line, Lines};
use crate::read::{self, Opened};

/// Over how many lines a record may go on: beyond it a quotation mark was never closed.
const MOST_LINES: usize = 50;

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
            if memchr::memchr(b'"', &bytes).is_none() || self.dialect.split(&bytes).is_ok() {
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

    #[test]
    fn the_separator_is_the_most_frequent_one() {
        assert_eq!(separator(b"a,b;c;d"), b';');
        assert_eq!(separator(b"a,b,c"), b',');
        assert_eq!(separator(b"a\tb"), b'\t');
        assert_eq!(separator(b"\"a;b;c\",d"), b',');
        assert_eq!(separator(b"a"), b';');
    }
}
