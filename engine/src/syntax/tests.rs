//! Tests of the syntax: every declaration and expression, every diagnostic, the layout, and properties of all.

mod declarations;
mod diagnostics;
mod expressions;
mod layout;
mod properties;
mod show;

use super::tree::Declaration;
use super::{Parsed, parse};
use crate::source::{Source, SourceId};

/// A file with an instance of every construct.
const EVERYTHING: &str = include_str!("tests/everything.droit");

fn read(text: &str) -> Parsed {
    parse(
        SourceId(0),
        &Source {
            name: "essai.droit".to_owned(),
            text: text.to_owned(),
        },
    )
}

/// The declarations of a text without errors.
fn valid(text: &str) -> Vec<Declaration> {
    let parsed = read(text);
    assert!(
        parsed.diagnostics.is_empty(),
        "{text}\n{:#?}",
        parsed.diagnostics
    );
    parsed
        .tree
        .items
        .into_iter()
        .map(|item| item.declaration)
        .collect()
}

/// The only declaration of a text without errors.
fn one(text: &str) -> Declaration {
    let mut all = valid(text);
    assert_eq!(all.len(), 1, "{text}");
    all.remove(0)
}

/// The tree as text, without places.
fn without_spans(parsed: &Parsed) -> String {
    let debug = format!("{:?}", parsed.tree.items);
    let mut pieces = debug.split("Span { source: SourceId(0), start: ");
    let first = pieces.next().unwrap_or("");
    let rest = pieces.map(|piece| piece.split_once('}').map_or("", |(_, after)| after));
    std::iter::once(first).chain(rest).collect()
}
