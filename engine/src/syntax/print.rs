//! The canonical layout of a rule file.
//!
//! In: a text that can be read. Out: the same words in the same order, laid out again. The layout is a function of
//! the tokens and of where comments stand between them, so a text laid out twice is the same text; a comment stays
//! after the token that it follows, and is never lost.
//!
//! - a declaration fits on one line, or is indented by two spaces, with one scale line, condition line, version,
//!   fact or field per line;
//! - lists of conditions, scales and rules of several dates always take several lines;
//! - a declaration of several lines has a blank line around it; short ones may stay together.

mod document;
mod expressions;
mod layout;
mod tokens;

use pest::Parser;

use super::grammar::Grammar;
use super::split::{Sentence, is_blank, split};
use crate::source::SourceId;
use document::render;
use layout::Layout;
use tokens::{Token, settle, take_comments, tokens};

/// How long a line may be, in characters.
const WIDTH: usize = 110;

/// The canonical layout of a text without syntax errors.
///
/// A text that cannot be laid out without changing its words, which would be a defect, is returned as it is.
pub(super) fn print(text: &str) -> String {
    canonical(text).unwrap_or_else(|| text.to_owned())
}

/// The canonical layout, once proved to have the same words and to be its own layout.
pub(super) fn canonical(text: &str) -> Option<String> {
    let (once, words) = pass(text)?;
    let (twice, same) = pass(&once)?;
    (twice == once && same == words).then_some(once)
}

/// The layout of a text, and its tokens and comments in order.
fn pass(text: &str) -> Option<(String, Vec<String>)> {
    let found = split(SourceId(0), text);
    if !found.diagnostics.is_empty() {
        return None;
    }
    let mut out = Page::default();
    let mut position = 0;
    for sentence in &found.sentences {
        out.between(text.get(position..sentence.start)?);
        let written = declaration(text, sentence)?;
        out.declaration(&written.text);
        out.words.extend(written.words);
        out.attached.extend(written.below);
        position = written.after;
    }
    out.between(text.get(position..)?);
    out.flush();
    Some((out.text, out.words))
}

/// A declaration laid out.
struct Written {
    text: String,
    /// Its tokens and comments, in order.
    words: Vec<String>,
    /// The comments that stood before its full stop, and now stand on the lines after it.
    below: Vec<String>,
    /// Where it ends in the text that was read, with the comment on its last line.
    after: usize,
}

/// Lays out one declaration.
fn declaration(text: &str, sentence: &Sentence) -> Option<Written> {
    let written = text.get(sentence.start..sentence.end)?;
    let node = Grammar::parse(sentence.rule, written).ok()?.next()?;
    let mut all = tokens(written, &node)?;
    // The full stop, and what stands before it and after it on its line.
    take_comments(
        all.last_mut(),
        text.get(sentence.end..sentence.after.checked_sub(1)?)?,
    );
    let rest = text.get(sentence.after..)?;
    let line = rest.get(..rest.find('\n').unwrap_or(rest.len()))?;
    let mut stop = Token {
        text: ".".to_owned(),
        comments: Vec::new(),
    };
    let mut after = sentence.after;
    if line.trim_start_matches(is_blank).starts_with("--") {
        take_comments(Some(&mut stop), line);
        after = after.checked_add(line.len())?;
    }
    all.push(stop);
    settle(&mut all);
    let stop = all.last_mut()?;
    let kept = stop
        .comments
        .first()
        .map_or(0, |comment| usize::from(comment.trailing));
    let below = stop
        .comments
        .split_off(kept)
        .into_iter()
        .map(|comment| comment.text)
        .collect();
    let words = words(&all);
    let document = Layout::new(all).declaration(node)?;
    Some(Written {
        text: render(&document, WIDTH),
        words,
        below,
        after,
    })
}

/// The tokens and comments, to compare two layouts.
fn words(all: &[Token]) -> Vec<String> {
    all.iter()
        .flat_map(|t| {
            std::iter::once(t.text.clone()).chain(t.comments.iter().map(|c| c.text.clone()))
        })
        .collect()
}

/// What is written so far.
#[derive(Default)]
struct Page {
    text: String,
    words: Vec<String>,
    /// Whether the author left a blank line after what is written.
    blank: bool,
    /// Whether what is written last is a declaration of several lines.
    tall: bool,
    /// The comments that stand right above the next thing.
    attached: Vec<String>,
}

impl Page {
    /// Reads what stands between declarations: comments and blank lines.
    fn between(&mut self, text: &str) {
        let last = text.matches('\n').count();
        for (i, line) in text.split('\n').enumerate() {
            let comment = line.trim_matches(is_blank);
            if !comment.is_empty() {
                self.attached.push(comment.to_owned());
            } else if i > 0 && i < last {
                self.flush();
                self.blank = true;
            }
        }
    }

    /// Writes the comments that belong to no declaration.
    fn flush(&mut self) {
        if self.attached.is_empty() {
            return;
        }
        if !self.text.is_empty() && (self.blank || self.tall) {
            self.text.push('\n');
        }
        for comment in self.attached.drain(..) {
            self.text.push_str(&comment);
            self.text.push('\n');
            self.words.push(comment);
        }
        (self.blank, self.tall) = (false, false);
    }

    fn declaration(&mut self, written: &str) {
        let tall = written.contains('\n');
        if !self.text.is_empty() && (self.blank || self.tall || tall) {
            self.text.push('\n');
        }
        (self.blank, self.tall) = (false, false);
        for comment in self.attached.drain(..) {
            self.text.push_str(&comment);
            self.text.push('\n');
            self.words.push(comment);
        }
        self.text.push_str(written);
        self.text.push('\n');
        self.tall = tall;
    }
}
