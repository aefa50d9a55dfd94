//! Source texts and places in them.

use serde::{Deserialize, Serialize};

/// Index of a source in [`Sources`].
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct SourceId(pub u32);

/// A range of bytes in one source.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// The source.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest span that covers both; `self` when the sources differ.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.source != other.source {
            return self;
        }
        Span {
            source: self.source,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// One rule file: its name (a path relative to the rules folder, with `/`) and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name shown in diagnostics.
    pub name: String,
    /// The text.
    pub text: String,
}

/// The extension of a table of codes ([`crate::program::CodeTable`]).
const TABLE: &str = ".csv";

/// The rule files of one compilation, in the order of their names, then the tables of codes that they read.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
    /// How many are rules.
    rules: usize,
}

impl Sources {
    /// Sources in a stable order: sorted by name, whatever the order of reading.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = Source>) -> Self {
        let mut files: Vec<Source> = files.into_iter().collect();
        let is_table = |source: &Source| source.name.ends_with(TABLE);
        files.sort_by(|a, b| (is_table(a), &a.name).cmp(&(is_table(b), &b.name)));
        let rules = files.iter().filter(|source| !is_table(source)).count();
        Sources { files, rules }
    }

    /// Every file of rules with its identifier.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.all().take(self.rules)
    }

    /// Every table of codes with its identifier.
    pub fn tables(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.all().skip(self.rules)
    }

    /// Rules, then tables.
    pub fn all(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.files
            .iter()
            .enumerate()
            .map(|(i, s)| (SourceId(u32::try_from(i).unwrap_or(u32::MAX)), s))
    }

    /// One source.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.files.get(usize::try_from(id.0).ok()?)
    }

    /// The text under a span; empty when the span is out of range.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        let range = usize::try_from(span.start).unwrap_or(usize::MAX)
            ..usize::try_from(span.end).unwrap_or(usize::MAX);
        self.get(span.source)
            .and_then(|s| s.text.get(range))
            .unwrap_or("")
    }

    /// Line and column (both from 1, column in characters) of the start of a span.
    #[must_use]
    pub fn position(&self, span: Span) -> (usize, usize) {
        let start = usize::try_from(span.start).unwrap_or(usize::MAX);
        let Some(before) = self.get(span.source).and_then(|s| s.text.get(..start)) else {
            return (1, 1);
        };
        let line = before.matches('\n').count().saturating_add(1);
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or("")
            .chars()
            .count()
            .saturating_add(1);
        (line, column)
    }
}
