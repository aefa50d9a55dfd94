//! What a run of tests tells.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use droit_engine::reference::{Evaluation, Explanation, Step, StepKind};

use super::case::Case;
use super::judge::{self, Finding};
use crate::amounts;
use crate::laws::Laws;
use crate::render::explanation::Renderer;
use crate::render::paint::Paint;
use crate::steps::{trees, walk};

/// What came out of one case.
pub(crate) struct Verdict {
    pub(crate) passed: bool,
    /// What to show: the failure, or one line.
    pub(crate) text: String,
}

/// Runs a case; the names of the rules it reaches go to `reached`.
pub(crate) fn run(
    case: &Case,
    laws: &Laws,
    reached: &mut BTreeSet<String>,
    paint: Paint,
) -> Verdict {
    let title = format!("« {} »", case.title);
    let head = |month: &str| {
        format!(
            "{} {}{month} {}",
            paint.bold(&title),
            paint.cyan(&case.place),
            paint.dim(&case.source)
        )
    };
    let failed = |month: &str, lines: &str| Verdict {
        passed: false,
        text: format!("{} {}\n{lines}", paint.red("✘"), head(month).trim_end()),
    };
    let content = match &case.content {
        Ok(content) => content,
        Err(faults) => {
            return failed(
                "",
                &faults
                    .iter()
                    .map(|f| format!("    {f}\n"))
                    .collect::<String>(),
            );
        }
    };
    let month = format!(" {}", amounts::month(content.month));
    let folded = laws.at(content.month);
    let law = match &*folded {
        Ok(law) => law,
        Err(error) => return failed(&month, &format!("    {error}\n")),
    };
    let scope = judge::scope(law.program(), content);
    // A case is about a few rights of the catalogue, or about them all.
    let evaluation = if scope.is_empty() {
        law.evaluate(&content.situation)
    } else {
        law.evaluate_for(&content.situation, &scope)
    };
    let explanations = explanations(&scope, &evaluation);
    for explanation in &explanations {
        for step in trees(explanation) {
            walk(step, &mut |step| {
                if matches!(step.kind, StepKind::Rule | StepKind::Condition) {
                    reached.insert(step.name.to_owned());
                }
            });
        }
    }
    let findings = judge::findings(law, content, &scope, &evaluation);
    reached.extend(
        findings
            .iter()
            .filter_map(|f| f.rule.as_ref().map(|(name, _)| name.clone())),
    );
    if findings.iter().all(|f| f.met) {
        return Verdict {
            passed: true,
            text: format!("{} {}\n", paint.green("✔"), head(&month).trim_end()),
        };
    }
    let renderer = Renderer {
        program: law.program(),
        situation: &content.situation,
        paint,
    };
    failed(&month, &differences(&findings, &explanations, renderer))
}

/// The explanations of the rights that a case is about.
fn explanations<'a>(scope: &[String], evaluation: &Evaluation<'a>) -> Vec<Explanation<'a>> {
    scope
        .iter()
        .filter_map(|id| evaluation.explain(id))
        .collect()
}

/// What differs, and the first step that does: every step that it rests on is as expected, or nobody said.
fn differences(
    findings: &[Finding],
    explanations: &[Explanation<'_>],
    renderer: Renderer<'_>,
) -> String {
    let paint = renderer.paint;
    let differs = |step: &Step<'_>| {
        findings.iter().any(|f| {
            !f.met
                && step.at.is_none()
                && f.rule
                    .as_ref()
                    .is_some_and(|(n, p)| *n == step.name && *p == step.person)
        })
    };
    let mut first: Option<&Step<'_>> = None;
    for step in explanations.iter().flat_map(trees) {
        walk(step, &mut |step| {
            if first.is_none() && differs(step) && !step.repeated {
                first = Some(step);
            }
        });
    }
    let is_first = |finding: &Finding| {
        first.is_some_and(|s| {
            finding
                .rule
                .as_ref()
                .is_some_and(|(n, p)| *n == s.name && *p == s.person)
        })
    };
    let width = findings
        .iter()
        .map(|f| f.label.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for finding in findings {
        let Finding {
            label,
            expected,
            found,
            met,
            ..
        } = finding;
        let line = format!("    {label:<width$}  attendu {expected}, trouvé {found}");
        let mark = if !met && is_first(finding) {
            "  ← première étape qui diffère"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "{}",
            if *met {
                paint.dim(&line)
            } else {
                format!("{line}{}", paint.yellow(mark))
            }
        );
    }
    if let Some(step) = first {
        let mut tree = String::new();
        renderer.shallow(step).write(paint, &mut tree);
        for line in tree.lines() {
            let _ = writeln!(text, "      {line}");
        }
    }
    // The steps that the rights declare and that the case does not name may tell where it went wrong.
    for highlight in explanations.iter().flat_map(|e| &e.highlights) {
        if !findings
            .iter()
            .any(|f| f.rule.as_ref().is_some_and(|(n, _)| *n == highlight.name))
        {
            let value = crate::render::values::shown(&highlight.value, highlight.unit);
            let _ = writeln!(
                text,
                "{}",
                paint.dim(&format!("    étape : {} = {value}", highlight.name))
            );
        }
    }
    text
}
