//! How a result came out: a tree of named steps.
//!
//! A tree has thousands of steps: their words are those of the law and of the situation, not copies.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::Serialize;

use super::{Bounds, Reason, Shown, Unverified, Verdict};
use crate::law::LimitKind;
use crate::name::Name;

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum StepKind {
    /// A rule.
    #[serde(rename = "regle")]
    Rule,
    /// A condition.
    #[serde(rename = "condition")]
    Condition,
    /// A fact of the situation.
    #[serde(rename = "donnee")]
    Input,
    /// A dated value of the law.
    #[serde(rename = "bareme")]
    Scale,
    /// Whether a person belongs to a group.
    #[serde(rename = "groupe")]
    Group,
    /// What is retained of another right.
    #[serde(rename = "montant_retenu")]
    Retained,
}

/// A comparison that was not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Missed {
    /// The comparison, in words.
    pub text: String,
    /// Position of the person, for a comparison about a person.
    pub person: Option<usize>,
    /// What was compared.
    pub value: Shown,
    /// With what (for choices: those that would do).
    pub threshold: Shown,
    /// Unit as written.
    pub unit: String,
    /// By how much it is missed, for numbers (days, for dates).
    pub short_by: Option<Bounds>,
}

/// A floor, a cap or a threshold that changed an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExplainedLimit {
    /// What it does.
    pub kind: LimitKind,
    /// The amount before.
    pub before: Bounds,
    /// The limit.
    pub limit: Bounds,
    /// Their unit.
    pub unit: String,
}

/// A line of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExplainedLine<'a> {
    /// In the words of the rules.
    pub text: String,
    /// Met, not met, or not known.
    pub met: Option<bool>,
    /// Met because of its `sauf si`.
    pub excepted: bool,
    /// Articles.
    pub articles: &'a [String],
    /// Marked to be checked.
    pub unverified: bool,
    /// The comparisons that it missed.
    pub missed: Vec<Missed>,
    /// What it reads.
    pub children: Vec<Step<'a>>,
}

/// A named step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Step<'a> {
    /// What it is.
    pub kind: StepKind,
    /// Its name.
    pub name: &'a str,
    /// Position of the person it is about.
    pub person: Option<usize>,
    /// Observed month (`AAAA-MM`) or year, when it is not the month of the right.
    pub at: Option<String>,
    /// Its value.
    pub value: Shown,
    /// Unit as written.
    pub unit: Cow<'a, str>,
    /// First day of the version, or of the line of the scale, that was used.
    pub since: Option<NaiveDate>,
    /// The exception that applied.
    pub exception: Option<&'a str>,
    /// The text of the body that was used; for an input deduced from a code, how.
    pub text: Option<Cow<'a, str>>,
    /// Articles.
    pub articles: Vec<&'a str>,
    /// Marked to be checked.
    pub unverified: bool,
    /// Floors, caps and thresholds.
    pub limits: Vec<ExplainedLimit>,
    /// Lines of a condition.
    pub lines: Vec<ExplainedLine<'a>>,
    /// What it reads.
    pub children: Vec<Step<'a>>,
    /// Already unfolded elsewhere in the tree: children are not repeated.
    pub repeated: bool,
}

/// A value worth showing at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Highlight<'a> {
    /// Name of the rule.
    pub name: &'a str,
    /// Its value.
    pub value: Shown,
    /// Unit as written.
    pub unit: &'a str,
}

/// How the outcome of a right came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Explanation<'a> {
    /// Identifier of the right.
    pub benefit: Name,
    /// Its title.
    pub title: Name,
    /// Month of the right (`AAAA-MM`).
    pub month: String,
    /// Verdict.
    pub verdict: Verdict,
    /// The steps that the right declares (`étapes`).
    pub highlights: Vec<Highlight<'a>>,
    /// The rule of the amount due.
    pub due: Option<Step<'a>>,
    /// The rule of the form.
    pub form: Option<Step<'a>>,
    /// The rule of what the household pays.
    pub contribution: Option<Step<'a>>,
    /// What is received.
    pub received: Option<Step<'a>>,
    /// The condition of the right.
    pub condition: Option<Step<'a>>,
    /// Why not.
    pub reasons: Vec<Reason>,
    /// What it rests on and that is marked to be checked.
    pub unverified: Vec<Unverified>,
}
