//! What a test says: a situation and what must come out, whether written in a rule file or in YAML.

use droit_engine::calendar::Month;
use droit_engine::exact::Exact;
use droit_engine::examples::{Example, Expectation, Target as Tested};
use droit_engine::program::{Constant, Program};
use droit_engine::situation::Situation;

use crate::household::about;
use crate::render::words;
use crate::rules::Rules;

/// A test, ready to be run.
pub(crate) struct Case {
    pub(crate) title: String,
    /// `rules/minima/rsa.droit:64`
    pub(crate) place: String,
    /// `[CASF L262-2]`, or nothing.
    pub(crate) source: String,
    /// What to run, or why it cannot be.
    pub(crate) content: Result<Content, Vec<String>>,
}

/// The situation of a case and what must come out.
pub(crate) struct Content {
    pub(crate) month: Month,
    pub(crate) situation: Situation,
    pub(crate) expected: Vec<Expected>,
}

/// One thing that must come out.
pub(crate) enum Expected {
    /// A value.
    Value {
        /// As the author named it.
        label: String,
        target: Target,
        wanted: Wanted,
    },
    /// The verdict of a right, by its word in files.
    Verdict { benefit: String, word: String },
    /// This question must remain.
    Ask {
        input: String,
        person: Option<usize>,
        label: String,
    },
    /// Exactly these questions must remain.
    Questions(Vec<String>),
}

/// What a value is of.
pub(crate) enum Target {
    /// The amount due of a right, or its form.
    Right(String),
    /// What the household pays for a right.
    Contribution(String),
    /// A rule, so many months before, of a person.
    Rule {
        name: String,
        back: u32,
        person: Option<usize>,
    },
}

/// A value that must come out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wanted {
    /// These bounds, once rounded to so many decimals.
    Number {
        low: Exact,
        high: Exact,
        decimals: u32,
    },
    /// Yes or no.
    YesNo(bool),
    /// One of these words, all of them possible.
    Words(Vec<String>),
    /// A day.
    Day(i32),
    /// None.
    Nothing,
}

/// The `Exemple`s of the rules.
pub(crate) fn examples(rules: &Rules, program: &Program, examples: Vec<Example>) -> Vec<Case> {
    examples
        .into_iter()
        .map(|example| {
            let (line, _) = rules.sources.position(example.span);
            let expected = example
                .expected
                .iter()
                .map(|e| expectation(program, &example.situation, e))
                .collect();
            Case {
                title: example.title,
                place: format!("{}:{line}", rules.path(example.span.source)),
                source: words::citation(&example.citation),
                content: Ok(Content {
                    month: example.month,
                    situation: example.situation,
                    expected,
                }),
            }
        })
        .collect()
}

fn expectation(program: &Program, situation: &Situation, expectation: &Expectation) -> Expected {
    let benefit = |id: droit_engine::program::BenefitId| {
        program
            .benefits
            .get(id.index())
            .map(|b| b.id.to_string())
            .unwrap_or_default()
    };
    let value = |target: &Tested, low: Constant, high: Constant| {
        let (target, label, ty) = match target {
            Tested::Benefit(id) => {
                let found = program.benefits.get(id.index());
                let rule = found.and_then(|b| program.rules.get(b.form.or(b.due)?.index()));
                let name = found.map(|b| b.name.to_string()).unwrap_or_default();
                (Target::Right(benefit(*id)), name, rule.map(|r| r.ty))
            }
            Tested::Rule(id, person) => {
                let rule = program.rules.get(id.index());
                let name = rule.map(|r| r.name.clone()).unwrap_or_default();
                let label = about(program, situation, &name, *person);
                (
                    Target::Rule {
                        name,
                        back: 0,
                        person: *person,
                    },
                    label,
                    rule.map(|r| r.ty),
                )
            }
        };
        let wanted = match (low, high) {
            (Constant::Number(low), Constant::Number(high)) => Wanted::Number {
                low,
                high,
                decimals: decimals(low).max(decimals(high)),
            },
            (Constant::YesNo(value), _) => Wanted::YesNo(value),
            (Constant::Date(day), _) => Wanted::Day(day),
            (Constant::Nothing, _) => Wanted::Nothing,
            (constant, _) => Wanted::Words(vec![
                ty.map(|ty| program.constant_words(constant, ty))
                    .unwrap_or_default(),
            ]),
        };
        Expected::Value {
            label,
            target,
            wanted,
        }
    };
    match expectation {
        Expectation::Equals(target, constant) => value(target, *constant, *constant),
        Expectation::Between(target, low, high) => value(target, *low, *high),
        Expectation::Ask(input, person) => {
            let input = program
                .inputs
                .get(input.index())
                .map(|i| i.name.to_string())
                .unwrap_or_default();
            let label = about(program, situation, &input, *person);
            Expected::Ask {
                input,
                person: *person,
                label,
            }
        }
        Expectation::AskNothing => Expected::Questions(Vec::new()),
        Expectation::Verdict(id, word) => Expected::Verdict {
            benefit: benefit(*id),
            word: droit_engine::program::slug(word),
        },
    }
}

/// How many decimals a number is compared to: those that it has, two at least.
fn decimals(value: Exact) -> u32 {
    let text = value.decimal(2, 6);
    text.split_once('.')
        .and_then(|(_, d)| u32::try_from(d.len()).ok())
        .unwrap_or(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_compared_to_the_decimals_it_has_and_at_least_to_the_cent() {
        assert_eq!(decimals(Exact::whole(14)), 2);
        assert_eq!(decimals(Exact::new(65_169, 100).unwrap()), 2);
        assert_eq!(decimals(Exact::new(128_412, 100_000).unwrap()), 5);
    }
}
