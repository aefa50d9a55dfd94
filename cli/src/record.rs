//! The outcome of a household as data: the same fields for `simuler` and `cribler`.

use std::collections::HashSet;

use droit_engine::calendar::Month;
use droit_engine::program::{Program, Type};
use droit_engine::reference::{Bounds, Evaluation, Outcome, Shown, Step, StepKind, Verdict};
use droit_engine::situation::Situation;

use crate::household::about;
use crate::json::{Object, amount, list, pair, text};
use crate::render::values;
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
pub(crate) fn right(
    object: Object,
    program: &Program,
    situation: &Situation,
    outcome: &Outcome,
) -> Object {
    // What is received and not known: its bounds when something is received for sure, else nothing.
    let received = match (outcome.received, outcome.is_received) {
        (Some(bounds), known) if bounds.is_exact() || known == Some(true) => amount(bounds),
        _ => "null".to_owned(),
    };
    let mut object = object
        .text("verdict", outcome.verdict.word())
        .text("rythme", outcome.rhythm.word())
        .raw("du", &pair(outcome.due))
        .raw("du_seul", &pair(outcome.due_alone))
        .raw("percu", &received)
        .raw("ecart", &pair(outcome.gap))
        .raw("gain_net", &pair(outcome.gain_net));
    if !outcome.persons.is_empty() {
        object = object.raw("personnes", &persons(situation, outcome));
    }
    if let Some(forms) = forms(program, outcome) {
        let forms = match forms.as_slice() {
            [one] => text(one),
            several => list(several.iter().map(|f| text(f))),
        };
        object = object.raw("forme", &forms).raw(
            "participation",
            &outcome
                .contribution
                .map_or_else(|| "null".to_owned(), amount),
        );
    }
    object.raw(
        "manque",
        &list(missing(program, situation, outcome).iter().map(|m| text(m))),
    )
}

/// What each person has, by identifier: those to whom something is due or paid.
fn persons(situation: &Situation, outcome: &Outcome) -> String {
    let mut object = Object::new();
    for own in &outcome.persons {
        let nothing = |bounds: Bounds| bounds == Bounds::ZERO;
        if nothing(own.due) && own.received.is_none_or(nothing) {
            continue;
        }
        let person = situation.persons().and_then(|all| all.get(own.person));
        let Some(person) = person else { continue };
        let amounts = Object::new()
            .raw("du", &pair(Some(own.due)))
            .raw(
                "percu",
                &own.received.map_or_else(|| "null".to_owned(), amount),
            )
            .raw("ecart", &pair(Some(own.gap)));
        object = object.raw(&person.id, &amounts.end());
    }
    object.end()
}

/// Every right of a household, on one line without its end.
pub(crate) fn household(
    evaluation: &Evaluation<'_>,
    situation: &Situation,
    id: &str,
    steps: bool,
    tells: impl Fn(&Outcome) -> bool,
) -> String {
    let program = evaluation.law().program();
    let mut rights = Object::new();
    for outcome in evaluation.outcomes().iter().filter(|o| tells(o)) {
        rights = rights.raw(
            &outcome.benefit,
            &right(Object::new(), program, situation, outcome).end(),
        );
    }
    let mut line = Object::new()
        .text("id", id)
        .text("mois", &evaluation.month().to_string())
        .raw("droits", &rights.end());
    if steps {
        line = line.raw("etapes", &self::steps(evaluation, situation));
    }
    line.end()
}

/// The rules that the calculation goes through, each once: `nom`, `nom@-3` three months before, `nom.p1` of a person.
fn steps(evaluation: &Evaluation<'_>, situation: &Situation) -> String {
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
            add(highlight.name.clone(), &highlight.value);
        }
    }
    object.end()
}

/// The key of a step; none when it is not about a month.
fn key(step: &Step, right: Month, situation: &Situation) -> Option<String> {
    let mut key = step.name.clone();
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

/// `sources à vérifier : 3`, or nothing.
pub(crate) fn unverified(outcome: &Outcome) -> Option<String> {
    (!outcome.unverified.is_empty())
        .then(|| format!("sources à vérifier : {}", outcome.unverified.len()))
}

/// The form, the reasons, then how much is to be checked, as one text.
pub(crate) fn motives(program: &Program, situation: &Situation, outcome: &Outcome) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(forms) = forms(program, outcome) {
        let cost = outcome
            .contribution
            .map(|c| format!(", participation {}", values::monthly(c)))
            .unwrap_or_default();
        parts.push(format!("forme : {}{cost}", forms.join(" ou ")));
    }
    parts.extend(
        outcome
            .reasons
            .iter()
            .map(|r| values::reason(program, situation, r)),
    );
    parts.extend(unverified(outcome));
    parts.join(" | ")
}
