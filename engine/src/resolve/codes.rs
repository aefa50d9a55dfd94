//! Tables of codes as they are written: lines of cells between semicolons.
//!
//! ```text
//! code;departement;zone;voie
//! 97*;;2;commune d'outre-mer
//! 01004 01033-01034;01;2;commune
//! ```
//!
//! The first cell holds codes, ranges of codes and prefixes, between blanks. A cell may be empty (a less precise line
//! speaks), hold several values (`2|3`), or say that the code is outside of the rules (`-`). `#` starts a comment.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::program::{Cell, CodeTable};
use crate::source::{Source, SourceId, Span};

/// A range of codes being read.
struct Range {
    first: u64,
    last: u64,
    line: u32,
    span: Span,
}

/// A table being read.
struct Reading {
    id: SourceId,
    table: CodeTable,
    lines: HashMap<Vec<Cell>, u32>,
    ranges: Vec<Range>,
    found: Vec<Diagnostic>,
}

/// Reads a table.
pub(crate) fn code_table(id: SourceId, source: &Source) -> Result<CodeTable, Vec<Diagnostic>> {
    let mut reading = Reading {
        id,
        table: CodeTable {
            name: name(&source.name).to_owned(),
            ..CodeTable::default()
        },
        lines: HashMap::new(),
        ranges: Vec::new(),
        found: Vec::new(),
    };
    let mut start = 0;
    for text in source.text.split_inclusive('\n') {
        let line = text.trim_end_matches(['\n', '\r']);
        if !line.trim().is_empty() && !line.starts_with('#') {
            reading.line(line, start);
        }
        start = start.saturating_add(text.len());
    }
    reading.finish()
}

/// `communes`, of `territoires/communes.csv`
pub(crate) fn name(file: &str) -> &str {
    let last = file.rsplit('/').next().unwrap_or(file);
    last.strip_suffix(".csv").unwrap_or(last)
}

impl Reading {
    fn span(&self, start: usize, text: &str) -> Span {
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span {
            source: self.id,
            start: position(start),
            end: position(start.saturating_add(text.len())),
        }
    }

    fn say(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.found
            .push(Diagnostic::error("D0226", span, message).help(help));
    }

    fn line(&mut self, line: &str, start: usize) {
        let mut cells = line.split(';');
        let codes = cells.next().unwrap_or_default();
        let cells: Vec<&str> = cells.map(str::trim).collect();
        if self.table.columns.is_empty() {
            if cells.is_empty() {
                let span = self.span(start, line);
                self.say(
                    span,
                    "cette table n'a pas de colonne",
                    "sa première ligne nomme le code, puis chaque colonne : code;zone",
                );
            }
            self.table.columns = cells.into_iter().map(str::to_owned).collect();
            return;
        }
        if cells.len() != self.table.columns.len() {
            let span = self.span(start, line);
            let (found, expected) = (cells.len(), self.table.columns.len());
            self.say(
                span,
                format!("{found} valeurs pour {expected} colonnes"),
                "une valeur par colonne, entre points-virgules ; rien quand une ligne moins précise la donne",
            );
            return;
        }
        let cells: Vec<Cell> = cells.into_iter().map(cell).collect();
        let next = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        let index = *self.lines.entry(cells).or_insert(next);
        let mut at = start;
        for word in codes.split(' ') {
            if !word.is_empty() {
                self.codes(word, at, index);
            }
            at = at.saturating_add(word.len()).saturating_add(1);
        }
    }

    /// `97*`, `01004` or `01033-01034`
    fn codes(&mut self, word: &str, start: usize, line: u32) {
        let span = self.span(start, word);
        if let Some(prefix) = word.strip_suffix('*') {
            if !prefix.is_empty() && CodeTable::number(prefix).is_none() {
                self.say(span, "ce début de code ne se lit pas", SHAPE);
            }
            self.table.prefixes.push((prefix.to_owned(), line));
            return;
        }
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let (Some(a), Some(b)) = (CodeTable::number(first), CodeTable::number(last)) else {
            return self.say(span, "ce code ne se lit pas", SHAPE);
        };
        let length = u32::try_from(first.len()).unwrap_or(u32::MAX);
        if self.ranges.is_empty() {
            self.table.length = length;
        }
        if length != self.table.length || first.len() != last.len() {
            let help = format!(
                "les codes de cette table ont {} caractères",
                self.table.length
            );
            return self.say(span, "ce code n'a pas la longueur des autres", &help);
        }
        if b < a {
            return self.say(span, "le premier code vient après le dernier", SHAPE);
        }
        self.ranges.push(Range {
            first: a,
            last: b,
            line,
            span,
        });
    }

    fn finish(mut self) -> Result<CodeTable, Vec<Diagnostic>> {
        self.ranges.sort_by_key(|range| range.first);
        let mut end = 0_u64;
        for range in std::mem::take(&mut self.ranges) {
            if range.first <= end && end > 0 {
                self.say(range.span, "ce code est déjà dit plus haut", SHAPE);
                continue;
            }
            self.table.ranges.push((
                range.first.saturating_sub(end),
                range.last.saturating_sub(range.first),
                range.line,
            ));
            end = range.last;
        }
        let mut prefixes = std::mem::take(&mut self.table.prefixes);
        prefixes.sort_by(|a, b| (a.0.len(), &a.0).cmp(&(b.0.len(), &b.0)));
        let twice = prefixes.windows(2).any(|pair| match pair {
            [a, b] => a.0 == b.0,
            _ => false,
        });
        if twice {
            let span = self.span(0, "");
            self.say(span, "un même début de code est dit deux fois", SHAPE);
        }
        self.table.prefixes = prefixes;
        let mut lines: Vec<(Vec<Cell>, u32)> = self.lines.into_iter().collect();
        lines.sort_by_key(|(_, index)| *index);
        self.table.lines = lines.into_iter().map(|(cells, _)| cells).collect();
        if self.found.is_empty() {
            Ok(self.table)
        } else {
            Err(self.found)
        }
    }
}

/// How codes are written.
const SHAPE: &str = "un code (01004), une suite de codes (01004-01007) ou un début (01*), en chiffres et en majuscules, une seule fois chacun";

fn cell(text: &str) -> Cell {
    match text {
        "" => Cell::Silent,
        "-" => Cell::Outside,
        text => Cell::Among(text.split('|').map(|v| v.trim().to_owned()).collect()),
    }
}
