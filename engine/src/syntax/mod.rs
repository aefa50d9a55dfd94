//! The syntax: from the text of a rule file to its tree, and back to a canonical text.
//!
//! In: a [`Source`]. Out: a [`Tree`] with one item per declaration that could be read, and diagnostics (`D01xx`).
//!
//! Invariants: no input panics, exhausts the stack or runs for long; a declaration that cannot be read hides no
//! other one; no error means that the tree holds everything that the file declares; names and texts in the tree
//! are normalised (one space between words, straight apostrophes), whatever the layout of the file.
//!
//! ```text
//! text ── split ──▶ sentences ── guard, pest (grammar.pest) ──▶ pairs ── build ──▶ tree
//!                                       └── explain ──▶ diagnostics
//! ```

mod build;
mod codes;
mod explain;
mod grammar;
mod guard;
mod print;
mod split;
#[cfg(test)]
mod tests;
pub mod tree;
mod words;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use pest::Parser;

use crate::diagnostic::{Diagnostic, sorted};
use crate::source::{Source, SourceId, Sources};
use grammar::Grammar;
use split::Sentence;
use tree::{Item, Tree};

/// How many steps pest may take on one declaration; a long scale takes some hundred thousand.
const STEPS: Option<NonZeroUsize> = NonZeroUsize::new(20_000_000);

/// A file as read, and what is wrong in it.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The declarations that could be read.
    pub tree: Tree,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads every file, in their order, on all cores.
#[must_use]
pub fn parse_all(sources: &Sources) -> Vec<Parsed> {
    let files: Vec<_> = sources.iter().collect();
    let cores = if cfg!(target_arch = "wasm32") {
        1
    } else {
        thread::available_parallelism().map_or(1, NonZeroUsize::get)
    };
    // Each thread takes the next file that nobody reads, because files are of very different lengths.
    let next = AtomicUsize::new(0);
    let work = || {
        let mut read = Vec::new();
        while let Some((id, source)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            read.push(parse(*id, source));
        }
        read
    };
    let mut all = thread::scope(|scope| {
        let others: Vec<_> = (1..cores.min(files.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let mut all = work();
        for other in others {
            match other.join() {
                Ok(read) => all.extend(read),
                Err(fault) => resume_unwind(fault),
            }
        }
        all
    });
    all.sort_by_key(|parsed| parsed.tree.source);
    all
}

/// Reads a file.
#[must_use]
pub fn parse(id: SourceId, source: &Source) -> Parsed {
    let split = split::split(id, &source.text);
    let mut diagnostics = split.diagnostics;
    let mut items = Vec::with_capacity(split.sentences.len());
    for sentence in &split.sentences {
        let (item, found) = read(id, &source.text, sentence);
        items.extend(item);
        diagnostics.extend(found);
    }
    Parsed {
        tree: Tree { source: id, items },
        diagnostics: sorted(diagnostics),
    }
}

/// Reads one declaration.
fn read(id: SourceId, text: &str, sentence: &Sentence) -> (Option<Item>, Vec<Diagnostic>) {
    let written = text.get(sentence.start..sentence.end).unwrap_or("");
    if let Some(position) = guard::too_deep(sentence.rule, written) {
        return (None, vec![explain::too_deep(id, sentence, position)]);
    }
    pest::set_call_limit(STEPS);
    match Grammar::parse(sentence.rule, written).map(|mut pairs| pairs.next()) {
        Ok(Some(node)) => {
            let (item, diagnostics) = build::build(id, sentence.start, node);
            let end = if sentence.stopped {
                sentence.after
            } else {
                sentence.end
            };
            let span = split::span(id, sentence.start, end);
            (item.map(|item| Item { span, ..item }), diagnostics)
        }
        Ok(None) => (None, vec![explain::internal(id, sentence)]),
        Err(error) => (None, vec![explain::error(id, written, sentence, &error)]),
    }
}

/// Lays a file out in the canonical way.
///
/// # Errors
///
/// What is wrong in the file, when it cannot be read.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let source = Source {
        name: String::new(),
        text: text.to_owned(),
    };
    let parsed = parse(SourceId(0), &source);
    if parsed.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(parsed.diagnostics);
    }
    Ok(print::print(&source.text))
}
