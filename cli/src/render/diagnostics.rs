//! Diagnostics of rule files, as code frames for people and as JSON for programs.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use droit_engine::diagnostic::{Diagnostic, Label, Severity};
use droit_engine::source::{SourceId, Span};
use serde_json::{Value, json};

use super::paint::Paint;
use crate::amounts::plural;
use crate::rules::Rules;

/// Renders a diagnostic with the lines that it is about.
pub(crate) fn frame(rules: &Rules, diagnostic: &Diagnostic, paint: Paint) -> String {
    let (level, word) = match diagnostic.severity {
        Severity::Error => (Level::ERROR, "erreur"),
        Severity::Warning => (Level::WARNING, "avertissement"),
    };
    // The names end with a space: French puts one before the colon that the renderer adds.
    let title = level
        .with_name(format!("{word}[{}] ", diagnostic.code))
        .primary_title(diagnostic.message.as_str());
    let mut group = Group::with_title(title);
    for Labelled { source, labels } in by_source(diagnostic) {
        let Some(file) = rules.sources.get(source) else {
            continue;
        };
        let annotations = labels.into_iter().map(|label| {
            let primary = Some(label.span) == diagnostic.span();
            let kind = if primary {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            let text = (!label.text.is_empty()).then_some(label.text.as_str());
            kind.span(range(&file.text, label.span)).label(text)
        });
        group = group.element(
            Snippet::source(file.text.as_str())
                .path(rules.path(source))
                .annotations(annotations),
        );
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.with_name("aide ").message(help.as_str()));
    }
    if let Some(law) = &diagnostic.law {
        group = group.element(Level::NOTE.with_name("règle ").message(law.as_str()));
    }
    let renderer = if paint.is_on() {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.decor_style(DecorStyle::Unicode).render(&[group])
}

/// The labels of a diagnostic in one file.
struct Labelled<'d> {
    source: SourceId,
    labels: Vec<&'d Label>,
}

/// The labels of a diagnostic, grouped by file, the primary file first.
fn by_source(diagnostic: &Diagnostic) -> Vec<Labelled<'_>> {
    let mut files: Vec<Labelled<'_>> = Vec::new();
    for label in &diagnostic.labels {
        match files
            .iter_mut()
            .find(|file| file.source == label.span.source)
        {
            Some(file) => file.labels.push(label),
            None => files.push(Labelled {
                source: label.span.source,
                labels: vec![label],
            }),
        }
    }
    files
}

/// The bytes of a span, brought back to what the text holds.
fn range(text: &str, span: Span) -> Range<usize> {
    let inside = |at: u32| {
        let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
        text.floor_char_boundary(at)
    };
    let start = inside(span.start);
    start..inside(span.end).max(start)
}

/// A diagnostic as JSON.
pub(crate) fn json(rules: &Rules, diagnostic: &Diagnostic) -> Value {
    let places: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let (line, column) = rules.sources.position(label.span);
            let end = Span {
                start: label.span.end,
                ..label.span
            };
            let (last_line, last_column) = rules.sources.position(end);
            json!({
                "fichier": rules.path(label.span.source),
                "ligne": line, "colonne": column,
                "fin_ligne": last_line, "fin_colonne": last_column,
                "texte": label.text,
            })
        })
        .collect();
    json!({
        "code": diagnostic.code,
        "gravite": diagnostic.severity,
        "message": diagnostic.message,
        "places": places,
        "aide": diagnostic.help,
        "regle": diagnostic.law,
    })
}

/// How many errors and warnings.
pub(crate) fn counts(diagnostics: &[Diagnostic]) -> (u64, u64) {
    diagnostics.iter().fold((0, 0), |(errors, warnings), d| {
        if d.is_error() {
            (errors.saturating_add(1), warnings)
        } else {
            (errors, warnings.saturating_add(1))
        }
    })
}

/// `2 erreurs`
pub(crate) fn errors(diagnostics: &[Diagnostic]) -> String {
    summary((counts(diagnostics).0, 0))
}

/// `2 erreurs, 1 avertissement`, `aucune erreur`.
pub(crate) fn summary((errors, warnings): (u64, u64)) -> String {
    let mut text = if errors == 0 {
        "aucune erreur".to_owned()
    } else {
        plural(errors, "erreur", "erreurs")
    };
    if warnings > 0 {
        text.push_str(", ");
        text.push_str(&plural(warnings, "avertissement", "avertissements"));
    }
    text
}
