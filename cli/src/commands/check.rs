//! `droit verifier`: every diagnostic of every file.

use std::collections::HashMap;
use std::fmt::Write as _;

use droit_engine::diagnostic::Diagnostic;
use droit_engine::program::Program;
use serde_json::{Value, json};

use crate::amounts::plural;
use crate::args::{Check, Common, Shape};
use crate::exit::{Exit, Outcome};
use crate::out;
use crate::render::diagnostics;
use crate::render::paint::Paint;
use crate::rules::Rules;
use crate::unverified::{self, Mark};

pub(crate) fn run(args: &Check, common: &Common) -> Outcome<Exit> {
    let rules = Rules::at_hand(&common.regles, &args.rules)?;
    let checked = droit_engine::check_all(&rules.sources);
    let marks = if args.publication {
        unverified::find(&rules)
    } else {
        Vec::new()
    };
    let counts = diagnostics::counts(&checked.diagnostics);

    match args.format {
        Shape::Json => {
            let found: Vec<Value> = checked
                .diagnostics
                .iter()
                .map(|d| diagnostics::json(&rules, d))
                .collect();
            let mut answer =
                json!({ "diagnostics": found, "erreurs": counts.0, "avertissements": counts.1 });
            if args.publication {
                let marks: Vec<Value> = marks
                    .iter()
                    .map(|m| json!({ "fichier": rules.path(m.source), "ligne": m.line, "dans": m.declaration, "source": m.citation }))
                    .collect();
                answer
                    .as_object_mut()
                    .map(|o| o.insert("a_verifier".to_owned(), Value::from(marks)));
            }
            out::print_json(&answer)?;
        }
        Shape::Human => {
            let paint = Paint::of_stdout();
            let mut text = String::new();
            frames(&rules, &checked.diagnostics, paint, &mut text);
            publication(&rules, &marks, paint, &mut text);
            let what = checked.program.as_ref().map(content).unwrap_or_default();
            let files = plural(
                u64::try_from(rules.len()).unwrap_or(0),
                "fichier",
                "fichiers",
            );
            let summary = diagnostics::summary(counts);
            let summary = if counts.0 == 0 {
                paint.green(&summary)
            } else {
                paint.red(&summary)
            };
            text.push_str(&format!("{files}{what} : {summary}\n"));
            out::print(&text)?;
        }
    }
    Ok(if counts.0 == 0 && marks.is_empty() {
        Exit::Done
    } else {
        Exit::Rejected
    })
}

/// How many warnings of the same kind are shown with their lines.
const SAME: usize = 3;

/// Errors first, and among them those of writing, from which others may come; then warnings, the repeated ones on a
/// line each.
fn frames(rules: &Rules, found: &[Diagnostic], paint: Paint, text: &mut String) {
    let mut sorted: Vec<&Diagnostic> = found.iter().collect();
    sorted.sort_by_key(|d| (!d.is_error(), !d.code.starts_with("D01")));
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut short = Vec::new();
    for diagnostic in sorted {
        let times = seen.entry(&diagnostic.code).or_default();
        *times = times.saturating_add(1);
        if diagnostic.is_error() || *times <= SAME {
            text.push_str(&diagnostics::frame(rules, diagnostic, paint));
            text.push_str("\n\n");
        } else {
            short.push(diagnostic);
        }
    }
    for diagnostic in &short {
        let place = diagnostic.span().map_or_else(String::new, |span| {
            let (line, _) = rules.sources.position(span);
            format!("{}:{line}", rules.path(span.source))
        });
        let _ = writeln!(
            text,
            "avertissement[{}] : {}  {}",
            diagnostic.code,
            diagnostic.message,
            paint.cyan(&place)
        );
    }
    if !short.is_empty() {
        text.push('\n');
    }
}

/// Each mark that keeps the rules from being published.
fn publication(rules: &Rules, marks: &[Mark], paint: Paint, text: &mut String) {
    if marks.is_empty() {
        return;
    }
    for mark in marks {
        let place = format!("{}:{}", rules.path(mark.source), mark.line);
        let _ = writeln!(
            text,
            "{}  {}  {}",
            paint.cyan(&place),
            mark.declaration,
            paint.yellow(&mark.citation)
        );
    }
    let count = u64::try_from(marks.len()).unwrap_or(0);
    let count = plural(count, "source « À VÉRIFIER »", "sources « À VÉRIFIER »");
    let _ = writeln!(
        text,
        "{}\n",
        paint.red(&format!("publication refusée : {count}"))
    );
}

/// `, 145 règles, 3 droits`
fn content(program: &Program) -> String {
    let count = |n: usize, one, many| plural(u64::try_from(n).unwrap_or(0), one, many);
    format!(
        ", {}, {}",
        count(program.rules.len(), "règle", "règles"),
        count(program.benefits.len(), "droit", "droits")
    )
}
