//! Rights: what they are per, what tells them, how to claim them.

use serde::Serialize;

use super::{Citation, InputId, RuleId, Unit};
use crate::name::Name;

/// A right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Benefit {
    /// `RSA`
    pub name: Name,
    /// `rsa`
    pub id: Name,
    /// Full title.
    pub title: Name,
    /// Held by each person: what is due to the household is the total.
    pub each: bool,
    /// What its amounts are per.
    pub rhythm: Rhythm,
    /// The rule of the amount due, in the unit of [`Rhythm`].
    pub due: Option<RuleId>,
    /// What is received: a rule or an input.
    pub received: Option<Received>,
    /// The condition that explains a "no".
    pub condition: Option<RuleId>,
    /// The rule with choices, for a right that is no amount; the last choice means "no right".
    pub form: Option<RuleId>,
    /// What the household pays, €/mois.
    pub contribution: Option<RuleId>,
    /// Intermediate steps to show.
    pub steps: Vec<RuleId>,
    /// First day of the right.
    pub since: Option<i32>,
    /// Source.
    pub citation: Citation,
    /// How to claim.
    pub procedure: Vec<ProcedureField>,
    /// `automatique : oui`: paid without a claim once what it depends on is.
    pub automatic: bool,
    /// `rétroactivité : 24 mois`: months before the claim that are still paid; `None` when the procedure does not say.
    pub retroactivity: Option<u32>,
}

/// What the amounts of a right are per: its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// €/mois
    #[serde(rename = "mensuel")]
    Monthly,
    /// €/an: once a year, or by the school year
    #[serde(rename = "annuel")]
    Yearly,
    /// €: paid once
    #[serde(rename = "unique")]
    Once,
}

impl Rhythm {
    /// All of them.
    pub const ALL: [Rhythm; 3] = [Rhythm::Monthly, Rhythm::Yearly, Rhythm::Once];

    /// The unit of the amounts.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Rhythm::Monthly => Unit::EURO_PER_MONTH,
            Rhythm::Yearly => Unit::EURO_PER_YEAR,
            Rhythm::Once => Unit::EURO,
        }
    }

    /// The rhythm of a unit; `None` for what is no amount of a right.
    #[must_use]
    pub fn of(unit: Unit) -> Option<Rhythm> {
        Rhythm::ALL.into_iter().find(|rhythm| rhythm.unit() == unit)
    }

    /// Over how many months an amount is spread where amounts of several rhythms are added up.
    #[must_use]
    pub const fn months(self) -> i128 {
        match self {
            Rhythm::Monthly => 1,
            Rhythm::Yearly | Rhythm::Once => 12,
        }
    }

    /// The word in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Rhythm::Monthly => "mensuel",
            Rhythm::Yearly => "annuel",
            Rhythm::Once => "unique",
        }
    }
}

/// What tells the amount received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Received {
    /// A rule.
    Rule(RuleId),
    /// An input.
    Input(InputId),
}

/// `clé : valeurs [source]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProcedureField {
    /// Key.
    pub key: String,
    /// Values as text.
    pub values: Vec<String>,
    /// Source.
    pub citation: Citation,
}
