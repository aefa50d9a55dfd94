//! What the rules know, so that a page can be built without knowing any of it.

use droit_engine::calendar::{Month, date};
use droit_engine::name::Name;
use droit_engine::program::{Arity, Benefit, Input, Program, Rhythm, Timing, Type};
use droit_engine::reference::{AnswerType, Bounds};
use serde::Serialize;

/// A set of rules.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ProgramInfo {
    /// Version of the binary form.
    pub format: u16,
    /// Version of the engine.
    pub engine: &'static str,
    /// Fingerprint of the rules: sixteen hexadecimal digits.
    pub hash: String,
    /// First and last month that at least one file of rules covers (`AAAA-MM`).
    pub months: Option<(String, String)>,
    /// The household.
    pub entity: EntityInfo,
    /// Every fact that rules may read, in the order of the program.
    pub inputs: Vec<InputInfo>,
    /// Every right, in the order of the outcomes.
    pub benefits: Vec<BenefitInfo>,
}

/// The household and who may be in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EntityInfo {
    /// `foyer`
    pub name: String,
    /// `personne`
    pub singular: String,
    /// Largest number of persons.
    pub at_most: u32,
    /// Roles; the first one is that of the claimant.
    pub roles: Vec<RoleInfo>,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RoleInfo {
    /// Word in situations.
    pub code: String,
    /// `enfant`
    pub singular: String,
    /// `enfants`
    pub name: String,
    /// How many persons may hold it.
    pub arity: RoleArity,
}

/// How many persons hold a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RoleArity {
    /// Exactly one.
    #[serde(rename = "un")]
    One,
    /// None or one.
    #[serde(rename = "au_plus_un")]
    AtMostOne,
    /// Any number.
    #[serde(rename = "plusieurs")]
    Many,
}

/// When a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum InputTiming {
    /// Always the same.
    #[serde(rename = "toujours")]
    Once,
    /// Month by month.
    #[serde(rename = "mensuel")]
    Monthly,
    /// Year by year.
    #[serde(rename = "annuel")]
    Yearly,
}

/// A list of dated lines that holds a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ListInfo {
    /// Name of the list (`ressources`).
    pub list: String,
    /// Key that tells the kind of a line (`nature`).
    pub selector: String,
    /// The kind (`salaire`).
    pub code: String,
    /// Key of the amount (`net`); `None` when only the presence of a line counts.
    pub amount: Option<String>,
}

/// A fact that rules may read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct InputInfo {
    /// Name, as in `Question.input`.
    pub name: Name,
    /// Held by each person, else by the household.
    pub each: bool,
    /// What an answer looks like.
    pub answer: AnswerType,
    /// Unit as written.
    pub unit: String,
    /// Whether "none" is an answer.
    pub optional: bool,
    /// Smallest and largest answer, for a number.
    pub bounds: Option<Bounds>,
    /// When it is known.
    pub timing: InputTiming,
    /// Keys from the household (or the person) to the value.
    pub keys: Vec<String>,
    /// The list that holds it.
    pub list: Option<ListInfo>,
    /// Codes and names, for a choice.
    pub choices: Vec<(String, String)>,
    /// The question, with `{personne}`.
    pub question: Option<String>,
    /// Help.
    pub help: Option<String>,
    /// Theme.
    pub theme: Option<String>,
    /// What its absence means by convention, in words, and why.
    pub presumed: Option<(String, String)>,
    /// What is assumed for the probable result, in words, and why.
    pub assumed: Option<(String, Option<String>)>,
    /// The keys of the code that tells it when the situation does not (`logement`, `commune`).
    pub deduced_from: Option<Vec<String>>,
    /// Without it, the rights that need it cannot be assessed.
    pub required: bool,
    /// Articles.
    pub articles: Vec<String>,
}

/// A right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BenefitInfo {
    /// Identifier (`rsa`).
    pub id: Name,
    /// Name (`RSA`).
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Held by each person.
    pub each: bool,
    /// What its amounts are per.
    pub rhythm: Rhythm,
    /// Codes and names of its forms; empty for a right that is an amount.
    pub forms: Vec<(String, String)>,
    /// How to claim.
    pub procedure: Vec<ProcedureInfo>,
    /// Comes without a claim once what it depends on is received.
    pub automatic: bool,
    /// Months before the claim that are still paid; `None` when the rules do not say.
    pub retroactivity: Option<u32>,
    /// Articles.
    pub articles: Vec<String>,
}

/// A line of how to claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ProcedureInfo {
    /// `organisme`, `pièces`…
    pub key: String,
    /// Values.
    pub values: Vec<String>,
}

impl ProgramInfo {
    /// What a program says of itself.
    #[must_use]
    pub fn of(program: &Program, hash: u64) -> ProgramInfo {
        let covers = || program.modules.iter().filter_map(|m| m.covers);
        let month = |day: i32| date(day).map(|day| Month::of(day).to_string());
        let months = covers().map(|c| c.0).min().and_then(month);
        let months = months.zip(covers().map(|c| c.1).max().and_then(month));
        ProgramInfo {
            format: droit_engine::program::FORMAT_VERSION,
            engine: env!("CARGO_PKG_VERSION"),
            hash: format!("{hash:016x}"),
            months,
            entity: entity(program),
            inputs: program.inputs.iter().map(|i| input(program, i)).collect(),
            benefits: program
                .benefits
                .iter()
                .map(|b| benefit(program, b))
                .collect(),
        }
    }
}

fn entity(program: &Program) -> EntityInfo {
    let entity = &program.entity;
    let roles = entity.roles.iter().map(|role| RoleInfo {
        code: role.code.clone(),
        singular: role.singular.clone(),
        name: role.name.clone(),
        arity: match role.arity {
            Arity::One => RoleArity::One,
            Arity::AtMostOne => RoleArity::AtMostOne,
            Arity::Many => RoleArity::Many,
        },
    });
    EntityInfo {
        name: entity.name.clone(),
        singular: entity.singular.clone(),
        at_most: entity.at_most,
        roles: roles.collect(),
    }
}

fn input(program: &Program, input: &Input) -> InputInfo {
    let words = |constant| program.constant_words(constant, input.ty);
    InputInfo {
        name: input.name.clone(),
        each: input.each,
        answer: AnswerType::of(input),
        unit: input.unit.clone(),
        optional: input.optional,
        bounds: matches!(input.ty, Type::Number(_)).then_some(Bounds {
            min: input.bounds.0,
            max: input.bounds.1,
        }),
        timing: match input.timing {
            Timing::Once => InputTiming::Once,
            Timing::Monthly => InputTiming::Monthly,
            Timing::Yearly => InputTiming::Yearly,
        },
        keys: input.path.keys.clone(),
        list: input.path.list.as_ref().map(|path| ListInfo {
            list: path.list.clone(),
            selector: path.selector.clone(),
            code: path.code.clone(),
            amount: path.amount.clone(),
        }),
        choices: program.choices_of(input.ty),
        question: input.question.clone(),
        help: input.help.clone(),
        theme: input.theme.clone(),
        presumed: input
            .presumed
            .as_ref()
            .map(|(constant, why)| (words(*constant), why.clone())),
        assumed: input
            .default
            .as_ref()
            .map(|(constant, why)| (words(*constant), why.clone())),
        deduced_from: input.deduced.as_ref().map(|d| d.from.clone()),
        required: input.required,
        articles: input.citation.articles.clone(),
    }
}

fn benefit(program: &Program, benefit: &Benefit) -> BenefitInfo {
    let forms = benefit.form.and_then(|id| program.rules.get(id.index()));
    BenefitInfo {
        id: benefit.id.clone(),
        name: benefit.name.clone(),
        title: benefit.title.clone(),
        each: benefit.each,
        rhythm: benefit.rhythm,
        forms: forms.map_or_else(Vec::new, |rule| program.choices_of(rule.ty)),
        procedure: benefit
            .procedure
            .iter()
            .map(|field| ProcedureInfo {
                key: field.key.clone(),
                values: field.values.clone(),
            })
            .collect(),
        automatic: benefit.automatic,
        retroactivity: benefit.retroactivity,
        articles: benefit.citation.articles.clone(),
    }
}
