//! The words of a rule as its author wrote them, kept as what differs from those that the program finds by itself.
//!
//! [`Program::show`] writes an expression again from the program, most often in the very words of the author: kept beside
//! it, the whole text was an eighth of the rules that a page downloads. What differs is a list of edits. Each says how many
//! words it keeps and how many it leaves out, then what it puts there; the last words are kept.

#[cfg(feature = "compiler")]
mod abridge;

use serde::Serialize;

#[cfg(feature = "compiler")]
pub(crate) use abridge::abridge;

use super::{Body, Line, Program, Stored, Version};

/// Words for an expression, read by [`Program::version_words`] and [`Program::line_words`].
///
/// Nothing: those of the program. A text that begins with an edit: edits. Any other text: itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Words(String);

/// What numbers are written from: a text has no control character.
const ZERO: u32 = 1;

impl Words {
    /// These words, whatever the program finds.
    #[must_use]
    pub fn of(text: String) -> Words {
        // A text that could be taken for something else loses what makes it so: the language has no use for it.
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        Words(text.chars().map(plain).collect())
    }
}

impl Stored for Words {
    fn write(&self, to: &mut super::Writer) {
        self.0.write(to);
    }
    fn read(from: &mut super::Reader<'_>) -> Self {
        Words(from.read())
    }
}

impl Program {
    /// What a person reads of a body, as written; nothing for a list of conditions, whose lines speak.
    #[must_use]
    pub fn version_words(&self, version: &Version) -> String {
        match &version.body {
            Body::Expr(expr) => edited(&version.text.0, || self.show(expr)),
            Body::Lines { .. } => String::new(),
        }
    }

    /// What a person reads of a line: its label, or the line as written.
    #[must_use]
    pub fn line_words(&self, line: &Line) -> String {
        edited(&line.text.0, || self.show_line(line))
    }

    /// A line in the words of the program.
    pub(super) fn show_line(&self, line: &Line) -> String {
        let unless = line.unless.as_ref();
        let unless = unless.map(|unless| format!(" sauf si {}", self.show(unless)));
        self.show(&line.expr) + &unless.unwrap_or_default()
    }
}

/// Follows the edits that a text is kept as.
fn edited(kept: &str, shown: impl FnOnce() -> String) -> String {
    if kept.chars().next().is_some_and(|c| !c.is_control()) {
        return kept.to_owned();
    }
    let shown = shown();
    let mut words = shown.split_inclusive(' ');
    let mut text = String::new();
    let mut numbers = Vec::new();
    for c in kept.chars() {
        if !c.is_control() {
            text.push(c);
            continue;
        }
        numbers.push(usize::try_from(u32::from(c).saturating_sub(ZERO)).unwrap_or(0));
        if let [keep, leave] = numbers[..] {
            text.extend(words.by_ref().take(keep));
            words.by_ref().take(leave).for_each(drop);
            numbers.clear();
        }
    }
    text.extend(words);
    text
}
