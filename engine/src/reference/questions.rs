//! The questions that remain, in a useful order.

use serde::Serialize;

use super::Bounds;
use crate::law::Law;
use crate::program::InputId;
use crate::situation::Situation;

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerType {
    /// A number.
    #[serde(rename = "nombre")]
    Number,
    /// Yes or no.
    #[serde(rename = "oui_non")]
    YesNo,
    /// A day.
    #[serde(rename = "date")]
    Date,
    /// A calendar month.
    #[serde(rename = "mois")]
    Month,
    /// One of the choices.
    #[serde(rename = "choix")]
    Choice,
}

/// An input that is unknown and can still change an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Name of the input.
    pub input: String,
    /// Its index in the program.
    #[serde(skip)]
    pub id: InputId,
    /// Position of the person, for an input of each person.
    pub person: Option<usize>,
    /// Identifier of the person in the situation.
    pub person_id: Option<String>,
    /// The question, `{personne}` replaced.
    pub text: String,
    /// Help.
    pub help: Option<String>,
    /// Theme.
    pub theme: Option<String>,
    /// What an answer looks like.
    pub answer: AnswerType,
    /// Whether "none" is an answer.
    pub optional: bool,
    /// Whether the answer may change from month to month, or from year to year.
    pub dated: bool,
    /// The months that count (`AAAA-MM`), for an answer by month; the years for an answer by year.
    pub periods: Vec<String>,
    /// Unit as written.
    pub unit: String,
    /// Smallest and largest answer, for a number.
    pub bounds: Option<Bounds>,
    /// Codes and names, for a choice.
    pub choices: Vec<(String, String)>,
    /// Rights whose outcome it can change.
    pub benefits: Vec<String>,
    /// Whether nothing can be said of them without it.
    pub required: bool,
}
