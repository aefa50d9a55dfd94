//! Whether an example comes out as it says: what `droit tester` and the tests share.
//!
//! In: the [`Law`] of the month of an [`Example`]. Out: one [`Failure`] for each expectation that is not met.

use serde::Serialize;

use super::{Example, Expectation, Target};
use crate::exact::{Exact, Rounding, divide};
use crate::law::Law;
use crate::name::Name;
use crate::program::{BenefitId, Constant, InputId, Program, RuleId, Type, Unit};
use crate::reference::{Bounds, Missing, Outcome, Shown};

/// An expectation that is not met, in French.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// What the expectation is about: the name of a rule or of a right, or the questions.
    #[serde(rename = "sujet")]
    pub subject: String,
    /// Identifier of the right concerned, when the expectation is about one.
    #[serde(rename = "droit")]
    pub benefit: Option<Name>,
    /// What the example expects.
    #[serde(rename = "attendu")]
    pub expected: String,
    /// What came out.
    #[serde(rename = "trouve")]
    pub found: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} : attendu {}, trouvé {}",
            self.subject, self.expected, self.found
        )
    }
}

/// Runs an example on the law of its month.
#[must_use]
pub fn run(law: &Law, example: &Example) -> Vec<Failure> {
    let run = Run {
        law,
        program: law.program(),
        example,
        outcomes: law.evaluate(&example.situation).outcomes().to_vec(),
    };
    example
        .expected
        .iter()
        .filter_map(|expectation| run.failure(expectation))
        .collect()
}

struct Run<'a> {
    law: &'a Law,
    program: &'a Program,
    example: &'a Example,
    outcomes: Vec<Outcome>,
}

impl Run<'_> {
    fn failure(&self, expectation: &Expectation) -> Option<Failure> {
        match expectation {
            Expectation::Equals(target, constant) => {
                let ty = self.ty(*target);
                self.compared(
                    *target,
                    &exactly(self.program, *constant, ty),
                    self.program.constant_words(*constant, ty),
                )
            }
            Expectation::Between(target, low, high) => {
                let ty = self.ty(*target);
                let expected = match (
                    exactly(self.program, *low, ty),
                    exactly(self.program, *high, ty),
                ) {
                    (Shown::Number(low), Shown::Number(high)) => Shown::Number(Bounds {
                        min: low.min,
                        max: high.max,
                    }),
                    (Shown::Date { min, .. }, Shown::Date { max, .. }) => Shown::Date { min, max },
                    (low, _) => low,
                };
                let words = |c| self.program.constant_words(c, ty);
                self.compared(
                    *target,
                    &expected,
                    format!("entre {} et {}", words(*low), words(*high)),
                )
            }
            Expectation::Verdict(id, word) => {
                let outcome = self.outcome(*id);
                let found = outcome.map_or("", |o| o.verdict.word());
                (found != crate::program::slug(word)).then(|| Failure {
                    subject: format!("verdict de {}", self.benefit_name(*id)),
                    benefit: outcome.map(|o| o.benefit.clone()),
                    expected: word.clone(),
                    found: outcome.map_or_else(|| self.why_not(), |_| spoken(found).to_owned()),
                })
            }
            Expectation::Ask(input, person) => {
                let missing = self.missing();
                let asked = self.input_name(*input, *person);
                let found: Vec<String> = missing.iter().map(|m| self.missing_name(m)).collect();
                (!found.contains(&asked)).then(|| self.questions(asked, &found))
            }
            Expectation::AskNothing => {
                let found: Vec<String> = self
                    .missing()
                    .iter()
                    .map(|m| self.missing_name(m))
                    .collect();
                (!found.is_empty()).then(|| self.questions("aucune".to_owned(), &found))
            }
        }
    }

    fn questions(&self, expected: String, found: &[String]) -> Failure {
        let found = if found.is_empty() {
            "aucune".to_owned()
        } else {
            found.join(", ")
        };
        Failure {
            subject: "questions".to_owned(),
            benefit: None,
            expected,
            found,
        }
    }

    fn compared(&self, target: Target, expected: &Shown, words: String) -> Option<Failure> {
        let (subject, benefit, found) = match target {
            Target::Rule(id, person) => {
                let name = self.rule_name(id);
                let found = self
                    .law
                    .rule_value(&self.example.situation, name, 0, person);
                (self.of_person(name, person), None, found)
            }
            Target::Benefit(id) => {
                let outcome = self.outcome(id);
                (
                    self.benefit_name(id).to_owned(),
                    outcome.map(|o| o.benefit.clone()),
                    outcome.and_then(|o| self.given(id, o)),
                )
            }
        };
        let unit = match self.ty(target) {
            Type::Number(unit) if unit != Unit::NUMBER => format!(" {unit}"),
            _ => String::new(),
        };
        (!found.as_ref().is_some_and(|found| meets(found, expected))).then(|| Failure {
            subject,
            benefit,
            expected: words,
            found: found.map_or_else(|| self.why_not(), |f| shown(&f, &unit)),
        })
    }

    /// What a right gives: its amount, or its form.
    fn given(&self, id: BenefitId, outcome: &Outcome) -> Option<Shown> {
        if let Some(due) = outcome.due {
            return Some(Shown::Number(due));
        }
        let codes = outcome.form.clone()?;
        let Type::Choice(choices) = self.ty(Target::Benefit(id)) else {
            return None;
        };
        let choices = self.program.choices.get(choices.index())?;
        let named = choices
            .codes
            .iter()
            .zip(&choices.names)
            .filter(|(code, _)| codes.contains(code));
        let names = named.map(|(_, name)| name.clone()).collect();
        Some(Shown::Choice { codes, names })
    }

    /// The unknown inputs that can still change what the example is about; all rights when it names nothing.
    fn missing(&self) -> Vec<Missing> {
        let mut all: Vec<Missing> = Vec::new();
        let mut about_something = false;
        for expectation in &self.example.expected {
            let found = match expectation {
                Expectation::Equals(Target::Rule(id, person), _)
                | Expectation::Between(Target::Rule(id, person), _, _) => {
                    self.law
                        .rule_missing(&self.example.situation, self.rule_name(*id), *person)
                }
                Expectation::Equals(Target::Benefit(id), _)
                | Expectation::Between(Target::Benefit(id), _, _)
                | Expectation::Verdict(id, _) => self
                    .outcome(*id)
                    .map(|o| o.missing.clone())
                    .unwrap_or_default(),
                Expectation::Ask(..) | Expectation::AskNothing => continue,
            };
            about_something = true;
            all.extend(found);
        }
        if !about_something {
            all.extend(self.outcomes.iter().flat_map(|o| o.missing.clone()));
        }
        let mut once: Vec<Missing> = Vec::new();
        for missing in all {
            if !once.contains(&missing) {
                once.push(missing);
            }
        }
        once
    }

    fn ty(&self, target: Target) -> Type {
        let rule = match target {
            Target::Rule(id, _) => Some(id),
            Target::Benefit(id) => self
                .program
                .benefits
                .get(id.index())
                .and_then(|b| b.form.or(b.due)),
        };
        rule.and_then(|id| self.program.rules.get(id.index()))
            .map_or(Type::YesNo, |r| r.ty)
    }

    fn outcome(&self, id: BenefitId) -> Option<&Outcome> {
        let benefit = self.program.benefits.get(id.index())?;
        self.outcomes.iter().find(|o| o.benefit == benefit.id)
    }

    /// Why there is no value: a right that is not in force tells it.
    fn why_not(&self) -> String {
        let causes: Vec<String> = self
            .law
            .unavailable()
            .iter()
            .map(|u| format!("{} : {}", u.title, u.cause))
            .collect();
        if causes.is_empty() {
            "aucune valeur à ce mois".to_owned()
        } else {
            causes.join(" ; ")
        }
    }

    fn rule_name(&self, id: RuleId) -> &str {
        self.program
            .rules
            .get(id.index())
            .map_or("", |r| r.name.as_str())
    }

    fn benefit_name(&self, id: BenefitId) -> &str {
        self.program
            .benefits
            .get(id.index())
            .map_or("", |b| b.name.as_str())
    }

    fn input_name(&self, id: InputId, person: Option<usize>) -> String {
        self.of_person(
            self.program
                .inputs
                .get(id.index())
                .map_or("", |i| i.name.as_str()),
            person,
        )
    }

    fn missing_name(&self, missing: &Missing) -> String {
        self.of_person(&missing.input, missing.person)
    }

    /// `naissance du demandeur`, `naissance de enfant2`.
    fn of_person(&self, name: &str, person: Option<usize>) -> String {
        let persons = self.example.situation.persons().unwrap_or_default();
        match person.and_then(|position| persons.get(position)) {
            Some(person) => format!("{name} de {}", person.id),
            None => name.to_owned(),
        }
    }
}

/// Whether a value is the one expected; a number, once rounded to the decimals that are written, two at least.
fn meets(found: &Shown, expected: &Shown) -> bool {
    let (Shown::Number(found), Shown::Number(expected)) = (found, expected) else {
        return found == expected;
    };
    let places = decimals(expected.min).max(decimals(expected.max));
    same(found.min, expected.min, places) && same(found.max, expected.max, places)
}

fn decimals(value: Exact) -> u32 {
    let text = value.decimal(2, 6);
    text.split_once('.')
        .and_then(|(_, digits)| u32::try_from(digits.len()).ok())
        .unwrap_or(2)
}

fn same(a: Exact, b: Exact, places: u32) -> bool {
    let rounded = |value: Exact| {
        let scaled = value.num().checked_mul(10_i128.checked_pow(places)?)?;
        divide(scaled, value.den(), Rounding::Nearest)
    };
    a == b || rounded(a).is_some_and(|a| rounded(b) == Some(a))
}

/// A constant as what a value may be.
fn exactly(program: &Program, constant: Constant, ty: Type) -> Shown {
    match constant {
        Constant::Number(value) => Shown::Number(Bounds {
            min: value,
            max: value,
        }),
        Constant::YesNo(value) => Shown::YesNo { value: Some(value) },
        Constant::Date(days) => Shown::Date {
            min: crate::calendar::date(days),
            max: crate::calendar::date(days),
        },
        Constant::Nothing => Shown::Nothing,
        Constant::Choice(position) => {
            let word = |words: &[String]| {
                words
                    .get(usize::from(position))
                    .cloned()
                    .into_iter()
                    .collect()
            };
            match ty {
                Type::Choice(id) => {
                    program
                        .choices
                        .get(id.index())
                        .map_or(Shown::Nothing, |choices| Shown::Choice {
                            codes: word(&choices.codes),
                            names: word(&choices.names),
                        })
                }
                _ => Shown::Nothing,
            }
        }
    }
}

/// A value in words; `unit` starts with a space.
fn shown(value: &Shown, unit: &str) -> String {
    match value {
        Shown::Number(bounds) if bounds.is_exact() => format!("{}{unit}", number(bounds.min)),
        Shown::Number(bounds) => format!(
            "entre {}{unit} et {}{unit}",
            number(bounds.min),
            number(bounds.max)
        ),
        Shown::Date { min, max } => {
            let day = |date: &Option<chrono::NaiveDate>| {
                date.map(crate::calendar::day_words).unwrap_or_default()
            };
            if min == max {
                day(min)
            } else {
                format!("entre {} et {}", day(min), day(max))
            }
        }
        Shown::YesNo { value: Some(true) } => "oui".to_owned(),
        Shown::YesNo { value: Some(false) } => "non".to_owned(),
        Shown::YesNo { value: None } => "oui ou non".to_owned(),
        Shown::Choice { names, .. } => names.join(" ou "),
        Shown::Nothing => "aucun".to_owned(),
    }
}

/// With a decimal comma.
fn number(value: Exact) -> String {
    value.decimal(0, 6).replace('.', ",")
}

/// A verdict as people say it.
fn spoken(word: &str) -> &str {
    match word {
        "percu" => "perçu",
        "non_evaluable" => "non évaluable",
        other => other,
    }
}
