//! Why a right cannot be assessed at a month.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::calendar::Month;
use crate::name::Name;

/// Why a right is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// The right did not exist yet.
    #[serde(rename = "pas_encore_cree")]
    NotYet {
        /// First day of the right.
        since: Option<NaiveDate>,
    },
    /// The module does not cover the month.
    #[serde(rename = "hors_periode_couverte")]
    NotCovered {
        /// The module.
        module: String,
        /// First day covered.
        from: Option<NaiveDate>,
        /// Last day covered.
        to: Option<NaiveDate>,
    },
    /// A scale has no value at a day.
    #[serde(rename = "bareme_sans_valeur")]
    Scale {
        /// The scale.
        scale: String,
        /// The day.
        day: Option<NaiveDate>,
        /// First day with a value.
        from: Option<NaiveDate>,
        /// Last day with a value, when it ends.
        to: Option<NaiveDate>,
    },
    /// A rule has no version at this month.
    #[serde(rename = "regle_sans_version")]
    Rule {
        /// The rule.
        rule: String,
        /// First day of its first version.
        from: Option<NaiveDate>,
    },
    /// A period has no version at this month.
    #[serde(rename = "periode_sans_version")]
    Period {
        /// The period.
        period: String,
    },
    /// A division by a value that may be null.
    #[serde(rename = "diviseur_nul_possible")]
    Divisor {
        /// The rule.
        rule: String,
    },
    /// Numbers too large to be exact.
    #[serde(rename = "nombre_trop_grand")]
    TooLarge {
        /// The rule.
        rule: String,
    },
    /// Rules that need one another, or nest too deeply.
    #[serde(rename = "regles_en_boucle")]
    Loop {
        /// One of the rules.
        rule: String,
    },
    /// What the check should have refused: a defect of the engine.
    #[serde(rename = "defaut_interne")]
    Internal {
        /// The rule.
        rule: String,
        /// What.
        what: &'static str,
    },
}

fn month_text<S: Serializer>(month: &Month, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(month)
}

fn day(date: &NaiveDate) -> String {
    crate::calendar::day_words(*date)
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Cause::NotYet { since: Some(since) } => {
                write!(f, "ce droit n'existe que depuis le {}", day(since))
            }
            Cause::NotYet { since: None } => write!(f, "ce droit n'existe pas encore"),
            Cause::NotCovered {
                module,
                from: Some(from),
                to: Some(to),
            } => {
                write!(f, "« {module} » couvre du {} au {}", day(from), day(to))
            }
            Cause::NotCovered { module, .. } => write!(f, "« {module} » ne couvre pas ce mois"),
            Cause::Scale {
                scale,
                day: at,
                from,
                to,
            } => {
                write!(f, "le barème « {scale} » n'a pas de valeur")?;
                if let Some(at) = at {
                    write!(f, " au {}", day(at))?;
                }
                match (from, to) {
                    (Some(from), Some(to)) => {
                        write!(f, " (valeurs du {} au {})", day(from), day(to))
                    }
                    (Some(from), None) => write!(f, " (valeurs depuis le {})", day(from)),
                    _ => Ok(()),
                }
            }
            Cause::Rule {
                rule,
                from: Some(from),
            } => {
                write!(
                    f,
                    "la règle « {rule} » n'est écrite que depuis le {}",
                    day(from)
                )
            }
            Cause::Rule { rule, from: None } => {
                write!(f, "la règle « {rule} » n'a pas de version à ce mois")
            }
            Cause::Period { period } => {
                write!(f, "la période « {period} » n'a pas de version à ce mois")
            }
            Cause::Divisor { rule } => {
                write!(
                    f,
                    "la règle « {rule} » divise par une valeur qui peut être nulle ou négative"
                )
            }
            Cause::TooLarge { rule } => write!(
                f,
                "la règle « {rule} » manie des nombres trop grands pour être exacts"
            ),
            Cause::Loop { rule } => write!(
                f,
                "la règle « {rule} » a besoin d'elle-même, ou remonte trop loin"
            ),
            Cause::Internal { rule, what } => {
                write!(
                    f,
                    "défaut du moteur dans la règle « {rule} » : {what} (à signaler)"
                )
            }
        }
    }
}

/// A right that is left out at a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Unavailable {
    /// Identifier of the right.
    pub benefit: Name,
    /// Its title.
    pub title: Name,
    /// Why.
    #[serde(flatten)]
    pub cause: Cause,
}

/// No right can be assessed at a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotInForce {
    /// The month.
    #[serde(serialize_with = "month_text")]
    pub month: Month,
    /// Why, right by right.
    pub rights: Vec<Unavailable>,
}

impl std::fmt::Display for NotInForce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "aucun droit ne peut être évalué au mois {}", self.month)?;
        for right in &self.rights {
            write!(f, "\n  {} : {}", right.title, right.cause)?;
        }
        Ok(())
    }
}

impl std::error::Error for NotInForce {}
