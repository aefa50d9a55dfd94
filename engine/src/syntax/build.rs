//! From the pairs of pest to the tree: one function per node.
//!
//! A function takes the pair of its rule and returns `None` only if the pair has not the shape that the grammar
//! gives it, which would be a defect of the engine. A value that is well written but does not exist (a date, a
//! number too long) is told as a diagnostic, and replaced, so that the declaration is still read.

mod declarations;
mod examples;
mod expressions;
mod scales;
mod transforms;
mod values;

pub(super) use values::{on_one_line, phrase_text};

use pest::iterators::Pair;

use super::codes;
use super::grammar::Rule;
use super::split::{is_blank, span};
use super::tree::{Declaration, Item};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// A pair of this grammar.
pub(super) type Node<'i> = Pair<'i, Rule>;

/// What the functions share.
pub(super) struct Builder {
    source: SourceId,
    /// Where the text that pest read starts in the file.
    base: usize,
    diagnostics: Vec<Diagnostic>,
}

/// The item of a declaration, and what is wrong in its values.
pub(super) fn build(
    source: SourceId,
    base: usize,
    node: Node<'_>,
) -> (Option<Item>, Vec<Diagnostic>) {
    let mut builder = Builder {
        source,
        base,
        diagnostics: Vec::new(),
    };
    let place = builder.span(&node);
    let item = builder.declaration(node).map(|declaration| Item {
        span: place,
        declaration,
    });
    if item.is_none() {
        builder.report(
            codes::INTERNAL,
            place,
            "déclaration lue mais pas comprise : c'est un défaut du moteur",
        );
    }
    (item, builder.diagnostics)
}

impl Builder {
    fn declaration(&mut self, node: Node<'_>) -> Option<Declaration> {
        Some(match node.as_rule() {
            Rule::d_module => Declaration::Module(self.module(node)?),
            Rule::d_entity => Declaration::Entity(self.entity(node)?),
            Rule::d_group => Declaration::Group(self.group(node)?),
            Rule::d_territory => Declaration::Territory(self.only_name(node)?),
            Rule::d_period => Declaration::Period(self.period(node)?),
            Rule::d_input => Declaration::Input(self.input(node)?),
            Rule::d_scale => Declaration::Scale(self.scale(node)?),
            Rule::d_rule => Declaration::Rule(self.rule(node)?),
            Rule::d_condition => Declaration::Condition(self.condition(node)?),
            Rule::d_exception => Declaration::Exception(self.exception(node)?),
            Rule::d_benefit => Declaration::Benefit(self.benefit(node)?),
            Rule::d_procedure => Declaration::Procedure(self.procedure(node)?),
            Rule::d_base => Declaration::Base(self.base_situation(node)?),
            Rule::d_example => Declaration::Example(self.example(node)?),
            _ => return None,
        })
    }

    /// The place of a node, without the blanks that pest may have read after it.
    fn span(&self, node: &Node<'_>) -> Span {
        let at = node.as_span();
        span(
            self.source,
            self.base.saturating_add(at.start()),
            self.base.saturating_add(end(node)),
        )
    }

    fn report(&mut self, code: &str, place: Span, message: &str) {
        self.diagnostics
            .push(Diagnostic::error(code, place, message));
    }

    fn report_with_help(
        &mut self,
        code: &str,
        place: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics
            .push(Diagnostic::error(code, place, message).help(help));
    }
}

/// One past the last byte of the last token of a node.
pub(super) fn end(node: &Node<'_>) -> usize {
    let place = node.as_span();
    let written = place.as_str().trim_end_matches(is_blank);
    let end = place.start().saturating_add(written.len());
    // Only a comment, which a blank follows, could hide the last token; to go down to it costs more than the rest.
    let comment = || {
        written
            .rsplit('\n')
            .next()
            .is_some_and(|line| line.contains("--"))
    };
    if end == place.end() || !comment() {
        return end;
    }
    let mut last = node.clone();
    while let Some(next) = last
        .clone()
        .into_inner()
        .rfind(|n| n.as_rule() != Rule::EOI)
    {
        last = next;
    }
    last.as_span().end()
}
