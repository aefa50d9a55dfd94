//! Whether what came out is what was expected.

use droit_engine::calendar;
use droit_engine::exact::{Exact, Rounding, divide};
use droit_engine::law::Law;
use droit_engine::program::{Program, Rule, slug};
use droit_engine::reference::{Evaluation, Shown};
use droit_engine::situation::Situation;

use super::case::{Content, Expected, Target, Wanted};
use crate::household::about;
use crate::record;
use crate::render::values;

/// What was found for one expectation.
pub(crate) struct Finding {
    pub(crate) label: String,
    /// The rule it is about, when it is about a rule of the month of the right.
    pub(crate) rule: Option<(String, Option<usize>)>,
    pub(crate) expected: String,
    pub(crate) found: String,
    pub(crate) met: bool,
}

/// The findings of a case, in the order of its expectations.
pub(crate) fn findings(
    law: &Law,
    content: &Content,
    scope: &[String],
    evaluation: &Evaluation<'_>,
) -> Vec<Finding> {
    content
        .expected
        .iter()
        .map(|expected| finding(law, content, evaluation, scope, expected))
        .collect()
}

/// The rights that a case is about: those it names, and those whose rules it names. None: all of them.
pub(crate) fn scope(program: &Program, content: &Content) -> Vec<String> {
    let mut scope = Vec::new();
    let mut add = |id: &str| {
        if !scope.iter().any(|s| s == id) {
            scope.push(id.to_owned());
        }
    };
    for expected in &content.expected {
        match expected {
            Expected::Verdict { benefit, .. } => add(benefit),
            Expected::Value {
                target: Target::Right(id) | Target::Contribution(id),
                ..
            } => add(id),
            Expected::Value {
                target: Target::Rule { name, .. },
                ..
            } => {
                let Some((rule, _)) = program.rule(name) else {
                    continue;
                };
                let holds = |b: &&droit_engine::program::Benefit| {
                    [b.due, b.form, b.condition, b.contribution].contains(&Some(rule))
                        || b.steps.contains(&rule)
                };
                program
                    .benefits
                    .iter()
                    .filter(holds)
                    .for_each(|b| add(&b.id));
            }
            Expected::Ask { .. } | Expected::Questions(_) => {}
        }
    }
    scope
}

fn finding(
    law: &Law,
    content: &Content,
    evaluation: &Evaluation<'_>,
    scope: &[String],
    expected: &Expected,
) -> Finding {
    let program = law.program();
    match expected {
        Expected::Value {
            label,
            target,
            wanted,
        } => value(law, evaluation, label, target, wanted),
        Expected::Verdict { benefit, word } => {
            let found = evaluation.outcome(benefit).map_or_else(
                || unavailable(evaluation, benefit),
                |o| o.verdict.word().to_owned(),
            );
            let met = found == *word;
            Finding {
                label: format!("verdict de {benefit}"),
                rule: None,
                expected: word.clone(),
                found,
                met,
            }
        }
        Expected::Ask {
            input,
            person,
            label,
        } => {
            let asked = questions(evaluation, scope);
            let met = asked
                .iter()
                .any(|(i, p)| i == input && (person.is_none() || p == person));
            let found = names(program, &content.situation, &asked);
            Finding {
                label: "demander".to_owned(),
                rule: None,
                expected: label.clone(),
                found,
                met,
            }
        }
        Expected::Questions(wanted) => {
            let asked = questions(evaluation, scope);
            let met = wanted.iter().all(|w| asked.iter().any(|(i, _)| i == w))
                && asked.iter().all(|(i, _)| wanted.contains(i));
            let expected = if wanted.is_empty() {
                "aucune".to_owned()
            } else {
                wanted.join(", ")
            };
            let found = names(program, &content.situation, &asked);
            Finding {
                label: "questions".to_owned(),
                rule: None,
                expected,
                found,
                met,
            }
        }
    }
}

/// The inputs still asked for some rights.
fn questions(evaluation: &Evaluation<'_>, scope: &[String]) -> Vec<(String, Option<usize>)> {
    let asked = evaluation.questions().into_iter();
    asked
        .filter(|q| {
            scope.is_empty()
                || q.benefits
                    .iter()
                    .any(|id| scope.iter().any(|one| *id == *one))
        })
        .map(|q| (q.input.into(), q.person))
        .collect()
}

fn names(program: &Program, situation: &Situation, asked: &[(String, Option<usize>)]) -> String {
    if asked.is_empty() {
        return "aucune".to_owned();
    }
    asked
        .iter()
        .map(|(input, person)| about(program, situation, input, *person))
        .collect::<Vec<_>>()
        .join(", ")
}

fn unavailable(evaluation: &Evaluation<'_>, benefit: &str) -> String {
    let cause = evaluation
        .unavailable()
        .iter()
        .find(|u| u.benefit == benefit)
        .map(|u| format!(" : {}", u.cause));
    format!("indisponible{}", cause.unwrap_or_default())
}

fn value(
    law: &Law,
    evaluation: &Evaluation<'_>,
    label: &str,
    target: &Target,
    wanted: &Wanted,
) -> Finding {
    let program = law.program();
    let (shown, unit, rule) = match target {
        Target::Right(id) => {
            let benefit = program.benefit(id).map(|(_, b)| b);
            let name = benefit
                .and_then(|b| rule_of(program, b.form.or(b.due)))
                .map(|r| (r.name.clone(), None));
            let shown =
                evaluation
                    .outcome(id)
                    .map(|outcome| match record::forms(program, outcome) {
                        Some(forms) => Shown::Choice {
                            codes: forms.clone(),
                            names: forms,
                        },
                        None => outcome.due.map_or(Shown::Nothing, Shown::Number),
                    });
            (
                shown.ok_or_else(|| unavailable(evaluation, id)),
                "€/mois".to_owned(),
                name,
            )
        }
        Target::Contribution(id) => {
            let shown = evaluation
                .outcome(id)
                .map(|o| o.contribution.map_or(Shown::Nothing, Shown::Number));
            let name = program
                .benefit(id)
                .and_then(|(_, b)| rule_of(program, b.contribution))
                .map(|r| (r.name.clone(), None));
            (
                shown.ok_or_else(|| unavailable(evaluation, id)),
                "€/mois".to_owned(),
                name,
            )
        }
        Target::Rule { name, back, person } => {
            let unit = program
                .rule(name)
                .map(|(_, r)| r.unit.clone())
                .unwrap_or_default();
            let shown = evaluation.rule_value(name, *back, *person);
            let shown = shown.ok_or_else(|| "cette règle ne se calcule pas à ce mois".to_owned());
            (shown, unit, (*back == 0).then(|| (name.clone(), *person)))
        }
    };
    // "No right" has one name, whatever the rule calls it.
    let wanted = &match (target, wanted) {
        (Target::Right(id), Wanted::Words(words)) => Wanted::Words(
            words
                .iter()
                .map(|word| record::form(program, id, &slug(word)))
                .collect(),
        ),
        _ => wanted.clone(),
    };
    let met = shown.as_ref().is_ok_and(|shown| matches(wanted, shown));
    Finding {
        label: label.to_owned(),
        rule,
        expected: expected_words(wanted, &unit),
        found: shown.map_or_else(|why| why, |s| values::shown(&s, &unit)),
        met,
    }
}

fn rule_of(program: &Program, id: Option<droit_engine::program::RuleId>) -> Option<&Rule> {
    program.rules.get(id?.index())
}

fn matches(wanted: &Wanted, found: &Shown) -> bool {
    match (wanted, found) {
        (
            Wanted::Number {
                low,
                high,
                decimals,
            },
            Shown::Number(bounds),
        ) => same(*low, bounds.min, *decimals) && same(*high, bounds.max, *decimals),
        (Wanted::YesNo(wanted), Shown::YesNo { value }) => *value == Some(*wanted),
        (Wanted::Words(words), Shown::YesNo { value }) => {
            let word = match value {
                Some(true) => "oui",
                Some(false) => "non",
                None => "inconnu",
            };
            matches!(words.as_slice(), [one] if one == word)
        }
        (Wanted::Words(words), Shown::Choice { codes, names }) => {
            let is = |word: &String| {
                codes.contains(word) || names.contains(word) || codes.contains(&slug(word))
            };
            words.len() == codes.len() && words.iter().all(is)
        }
        (Wanted::Day(day), Shown::Date { min, max }) => *min == calendar::date(*day) && min == max,
        (Wanted::Nothing, Shown::Nothing) => true,
        (Wanted::Words(words), Shown::Nothing) => {
            matches!(words.as_slice(), [one] if one == "aucun" || one == "aucune")
        }
        _ => false,
    }
}

/// Whether two numbers are the same once rounded to so many decimals.
fn same(a: Exact, b: Exact, decimals: u32) -> bool {
    let rounded = |value: Exact| {
        let scaled = value.num().checked_mul(10_i128.checked_pow(decimals)?)?;
        divide(scaled, value.den(), Rounding::Nearest)
    };
    a == b || rounded(a).is_some_and(|a| rounded(b) == Some(a))
}

fn expected_words(wanted: &Wanted, unit: &str) -> String {
    match wanted {
        Wanted::Number { low, high, .. } => values::bounds(
            droit_engine::reference::Bounds {
                min: *low,
                max: *high,
            },
            unit,
        ),
        Wanted::YesNo(value) => if *value { "oui" } else { "non" }.to_owned(),
        Wanted::Words(words) => words.join(" ou "),
        Wanted::Day(day) => crate::amounts::day(*day),
        Wanted::Nothing => "aucun".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_once_rounded() {
        let exact = |n, d| Exact::new(n, d).unwrap();
        assert!(same(exact(65_169, 100), exact(651_692, 1_000), 2));
        assert!(!same(exact(65_169, 100), exact(651_696, 1_000), 2));
        assert!(same(exact(1, 3), exact(1, 3), 0));
    }

    #[test]
    fn words_are_compared_by_their_code() {
        let found = Shown::Choice {
            codes: vec!["non_accordee".to_owned()],
            names: vec!["non accordée".to_owned()],
        };
        assert!(matches(
            &Wanted::Words(vec!["non accordée".to_owned()]),
            &found
        ));
        assert!(!matches(
            &Wanted::Words(vec!["gratuite".to_owned()]),
            &found
        ));
        assert!(matches(
            &Wanted::Words(vec!["non".to_owned()]),
            &Shown::YesNo { value: Some(false) }
        ));
        assert!(!matches(
            &Wanted::YesNo(true),
            &Shown::YesNo { value: None }
        ));
    }
}
