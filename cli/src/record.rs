//! The outcome of a household as data: the same fields for `simuler` and `cribler`.

use std::collections::HashSet;

use droit_engine::calendar::Month;
use droit_engine::program::{Program, Type};
use droit_engine::reference::{
    Bounds, Evaluation, Outcome, Reason, Shown, Step, StepKind, Verdict,
};
use droit_engine::situation::Situation;

use crate::household::about;
use crate::json::{Object, amount, between, list, text};
use crate::render::values;
use crate::row::{Cents, Row};
use crate::steps::{trees, walk};

/// What is due and not received, of the rights where something may be.
pub(crate) fn unclaimed(outcome: &Outcome) -> Option<Bounds> {
    outcome
        .gap
        .filter(|_| matches!(outcome.verdict, Verdict::Certain | Verdict::Possible))
}

/// The names of what is missing, with the person.
pub(crate) fn missing(program: &Program, situation: &Situation, outcome: &Outcome) -> Vec<String> {
    outcome
        .missing
        .iter()
        .map(|m| about(program, situation, &m.input, m.person))
        .collect()
}

/// The forms that remain possible; the last choice of the rule, "no right", is always called `non`.
pub(crate) fn forms(program: &Program, outcome: &Outcome) -> Option<Vec<String>> {
    let found = outcome.form.as_ref()?;
    Some(
        found
            .iter()
            .map(|code| form(program, &outcome.benefit, code))
            .collect(),
    )
}

/// A form, by its code: `non` when it means "no right".
pub(crate) fn form(program: &Program, benefit: &str, code: &str) -> String {
    if no_right(program, benefit) == Some(code) {
        "non".to_owned()
    } else {
        code.to_owned()
    }
}

/// The code of the choice that means "no right".
fn no_right<'p>(program: &'p Program, benefit: &str) -> Option<&'p str> {
    let (_, benefit) = program.benefit(benefit)?;
    let rule = program.rules.get(benefit.form?.index())?;
    let Type::Choice(id) = rule.ty else {
        return None;
    };
    program
        .choices
        .get(id.index())?
        .codes
        .last()
        .map(String::as_str)
}

/// A right as JSON: an object with its fields added.
pub(crate) fn right(object: Object, program: &Program, row: &Row) -> Object {
    // What is received and not known: its bounds when something is received for sure, else nothing.
    let received = match (row.received, row.is_received) {
        (Some(bounds), known) if bounds.0 == bounds.1 || known == Some(true) => amount(bounds),
        _ => "null".to_owned(),
    };
    let rhythm = program.benefits.get(row.benefit).map(|b| b.rhythm.word());
    let mut object = object
        .text("verdict", row.verdict.word())
        .text("rythme", rhythm.unwrap_or_default())
        .raw("du", &between(row.due))
        .raw("du_seul", &between(row.due_alone))
        .raw("percu", &received)
        .raw("ecart", &between(row.gap))
        .raw("gain_net", &between(row.gain));
    if row.has_persons {
        object = object.raw("personnes", &persons(row));
    }
    if let Some(forms) = &row.forms {
        let forms = match forms.as_slice() {
            [one] => text(one),
            several => list(several.iter().map(|f| text(f))),
        };
        object = object
            .raw("forme", &forms)
            .raw("participation", &optional(row.contribution));
    }
    object.raw("manque", &list(row.missing.iter().map(|m| text(m))))
}

/// What each person has, by identifier.
fn persons(row: &Row) -> String {
    let mut object = Object::new();
    for share in &row.persons {
        let amounts = Object::new()
            .raw("du", &between(Some(share.due)))
            .raw("percu", &optional(share.received))
            .raw("ecart", &between(Some(share.gap)));
        object = object.raw(&share.person, &amounts.end());
    }
    object.end()
}

fn optional(bounds: Option<Cents>) -> String {
    bounds.map_or_else(|| "null".to_owned(), amount)
}

/// The rules that the calculation goes through, each once: `nom`, `nom@-3` three months before, `nom.p1` of a person.
pub(crate) fn steps(evaluation: &Evaluation<'_>, situation: &Situation) -> String {
    let mut seen = HashSet::new();
    let mut object = Object::new();
    let mut add = |key: String, value: &Shown| {
        if seen.insert(key.clone()) {
            object.push(&key, &step(value));
        }
    };
    for explanation in evaluation
        .outcomes()
        .iter()
        .filter_map(|o| evaluation.explain(&o.benefit))
    {
        for tree in trees(&explanation) {
            walk(tree, &mut |step| {
                if matches!(step.kind, StepKind::Rule | StepKind::Condition)
                    && let Some(key) = key(step, evaluation.month(), situation)
                {
                    add(key, &step.value);
                }
            });
        }
        // Those that the right declares and that the calculation did not need.
        for highlight in &explanation.highlights {
            add(highlight.name.to_owned(), &highlight.value);
        }
    }
    object.end()
}

/// The key of a step; none when it is not about a month.
fn key(step: &Step<'_>, right: Month, situation: &Situation) -> Option<String> {
    let mut key = step.name.to_owned();
    if let Some(at) = &step.at {
        match right.since(Month::parse(at)?) {
            0 => {}
            back => key.push_str(&format!("@-{back}")),
        }
    }
    if let Some(position) = step.person {
        key.push_str(&format!(".{}", situation.persons()?.get(position)?.id));
    }
    Some(key)
}

/// The value of a step: a number with all its decimals, `true`, a text, or what it may be.
fn step(value: &Shown) -> String {
    let words = |words: &[String]| match words {
        [one] => text(one),
        several => list(several.iter().map(|w| text(w))),
    };
    match value {
        Shown::Number(b) if b.is_exact() => b.min.decimal(0, 6),
        Shown::Number(b) => format!("[{},{}]", b.min.decimal(0, 6), b.max.decimal(0, 6)),
        Shown::YesNo { value: Some(value) } => value.to_string(),
        Shown::YesNo { value: None } => "[false,true]".to_owned(),
        Shown::Choice { codes, .. } => words(codes),
        Shown::Date { min, max } => {
            let mut days: Vec<String> = [min, max]
                .into_iter()
                .flatten()
                .map(ToString::to_string)
                .collect();
            days.dedup();
            words(&days)
        }
        Shown::Nothing => "null".to_owned(),
    }
}

/// The form, the reasons, then how many sources are to be checked, as one text.
pub(crate) fn motives(
    program: &Program,
    situation: &Situation,
    outcome: &Outcome,
    (reasons, unverified): (&[Reason], usize),
) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(forms) = forms(program, outcome) {
        let cost = outcome
            .contribution
            .map(|c| format!(", participation {}", values::monthly(c)))
            .unwrap_or_default();
        parts.push(format!("forme : {}{cost}", forms.join(" ou ")));
    }
    parts.extend(
        reasons
            .iter()
            .map(|r| values::reason(program, situation, r)),
    );
    if unverified > 0 {
        parts.push(format!("sources à vérifier : {unverified}"));
    }
    parts.join(" | ")
}
