//! The outcome of a household as data: the same fields for `simuler` and `cribler`.

use droit_engine::law::Law;
use droit_engine::program::{Program, Type};
use droit_engine::reference::{Bounds, Evaluation, Outcome, Shown, Verdict};
use droit_engine::situation::Situation;

use crate::household::about;
use crate::json::{Object, amount, list, pair, text};
use crate::render::values;

/// How far back rules are read, in months.
const MONTHS_BACK: u32 = 12;

/// What is due and not received, of the rights where something may be.
pub(crate) fn unclaimed(outcome: &Outcome) -> Option<Bounds> {
    outcome.gap.filter(|_| matches!(outcome.verdict, Verdict::Certain | Verdict::Possible))
}

/// The names of what is missing, with the person.
pub(crate) fn missing(program: &Program, situation: &Situation, outcome: &Outcome) -> Vec<String> {
    outcome.missing.iter().map(|m| about(program, situation, &m.input, m.person)).collect()
}

/// The forms that remain possible; the last choice of the rule, "no right", is always called `non`.
pub(crate) fn forms(program: &Program, outcome: &Outcome) -> Option<Vec<String>> {
    let found = outcome.form.as_ref()?;
    Some(found.iter().map(|code| form(program, &outcome.benefit, code)).collect())
}

/// A form, by its code: `non` when it means "no right".
pub(crate) fn form(program: &Program, benefit: &str, code: &str) -> String {
    if no_right(program, benefit) == Some(code) { "non".to_owned() } else { code.to_owned() }
}

/// The code of the choice that means "no right".
fn no_right<'p>(program: &'p Program, benefit: &str) -> Option<&'p str> {
    let (_, benefit) = program.benefit(benefit)?;
    let rule = program.rules.get(benefit.form?.index())?;
    let Type::Choice(id) = rule.ty else { return None };
    program.choices.get(id.index())?.codes.last().map(String::as_str)
}

/// A right as JSON.
pub(crate) fn right(program: &Program, situation: &Situation, outcome: &Outcome) -> Object {
    // What is received and not known: its bounds when something is received for sure, else nothing.
    let received = match (outcome.received, outcome.is_received) {
        (Some(bounds), known) if bounds.is_exact() || known == Some(true) => amount(bounds),
        _ => "null".to_owned(),
    };
    let mut object = Object::new()
        .text("verdict", outcome.verdict.word())
        .raw("du", &pair(outcome.due))
        .raw("du_seul", &pair(outcome.due_alone))
        .raw("percu", &received)
        .raw("ecart", &pair(outcome.gap))
        .raw("gain_net", &pair(outcome.gain_net));
    if let Some(forms) = forms(program, outcome) {
        let forms = match forms.as_slice() {
            [one] => text(one),
            several => list(several.iter().map(|f| text(f))),
        };
        object = object.raw("forme", &forms).raw("participation", &outcome.contribution.map_or_else(|| "null".to_owned(), amount));
    }
    object.raw("manque", &list(missing(program, situation, outcome).iter().map(|m| text(m))))
}

/// Every right of a household, on one line without its end.
pub(crate) fn household(evaluation: &Evaluation<'_>, situation: &Situation, id: &str, steps: bool) -> String {
    let law = evaluation.law();
    let mut rights = Object::new();
    for outcome in evaluation.outcomes() {
        rights = rights.raw(&outcome.benefit, &right(law.program(), situation, outcome).end());
    }
    let mut line =
        Object::new().text("id", id).text("mois", &evaluation.month().to_string()).raw("droits", &rights.end());
    if steps {
        line = line.raw("etapes", &self::steps(law, situation));
    }
    line.end()
}

/// The steps that rights declare, at each month where they count: `nom@-3.p1`.
fn steps(law: &Law, situation: &Situation) -> String {
    let program = law.program();
    let mut rules: Vec<_> = program.benefits.iter().flat_map(|b| b.steps.iter().copied()).collect();
    rules.sort();
    rules.dedup();
    let persons = situation.persons().unwrap_or_default();
    let mut object = Object::new();
    for rule in rules.iter().filter_map(|id| program.rules.get(id.index())) {
        for back in 0..=MONTHS_BACK {
            let month = if back == 0 { String::new() } else { format!("@-{back}") };
            if rule.each {
                for (position, person) in persons.iter().enumerate() {
                    if let Some(value) = law.rule_value(situation, &rule.name, back, Some(position)) {
                        object = object.raw(&format!("{}{month}.{}", rule.name, person.id), &step(&value));
                    }
                }
            } else if let Some(value) = law.rule_value(situation, &rule.name, back, None) {
                object = object.raw(&format!("{}{month}", rule.name), &step(&value));
            }
        }
    }
    object.end()
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
            let mut days: Vec<String> = [min, max].into_iter().flatten().map(ToString::to_string).collect();
            days.dedup();
            words(&days)
        }
        Shown::Nothing => "null".to_owned(),
    }
}

/// `sources à vérifier : 3`, or nothing.
pub(crate) fn unverified(outcome: &Outcome) -> Option<String> {
    (!outcome.unverified.is_empty()).then(|| format!("sources à vérifier : {}", outcome.unverified.len()))
}

/// The form, the reasons, then how much is to be checked, as one text.
pub(crate) fn motives(program: &Program, situation: &Situation, outcome: &Outcome) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(forms) = forms(program, outcome) {
        let cost = outcome.contribution.map(|c| format!(", participation {}", values::monthly(c))).unwrap_or_default();
        parts.push(format!("forme : {}{cost}", forms.join(" ou ")));
    }
    parts.extend(outcome.reasons.iter().map(|r| values::reason(program, situation, r)));
    parts.extend(unverified(outcome));
    parts.join(" | ")
}
