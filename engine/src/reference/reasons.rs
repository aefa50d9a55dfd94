//! Why a right is not due.

use serde::Serialize;

use super::explain::{ExplainedLimit, Missed};

/// A reason of a "no".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Reason {
    /// A line of a condition (or a whole condition) is not met.
    #[serde(rename = "condition")]
    Condition {
        /// The condition that holds the line.
        condition: String,
        /// Position of the person, for a per-person condition.
        person: Option<usize>,
        /// The line, in the words of the rules.
        text: String,
        /// Its articles.
        articles: Vec<String>,
        /// Whether they are marked to be checked.
        unverified: bool,
        /// `false`: not met; `None`: may be met, depending on what is unknown.
        met: Option<bool>,
        /// The comparisons that it missed, and by how much.
        missed: Vec<Missed>,
    },
    /// The conditions are met but the amount comes to nothing.
    #[serde(rename = "montant")]
    Amount {
        /// The rule that gives the amount.
        rule: String,
        /// Its articles.
        articles: Vec<String>,
        /// Where it became zero.
        limits: Vec<ExplainedLimit>,
    },
}
