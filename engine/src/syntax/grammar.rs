//! The parser that pest makes from `grammar.pest`.

/// Reads one declaration.
#[derive(pest_derive::Parser)]
#[grammar = "syntax/grammar.pest"]
pub(super) struct Grammar;
