//! What is compared: amounts, and the steps that lead to them.

use droit_engine::reference::Shown;
use serde_json::Value;

/// A right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Revenu de solidarité active.
    Rsa,
    /// Prime d'activité.
    Ppa,
    /// Complémentaire santé solidaire.
    Css,
}

impl Right {
    /// All of them.
    pub const ALL: [Right; 3] = [Right::Rsa, Right::Ppa, Right::Css];

    /// Its identifier.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Right::Rsa => "rsa",
            Right::Ppa => "ppa",
            Right::Css => "css",
        }
    }

    /// By its identifier.
    #[must_use]
    pub fn of(id: &str) -> Option<Right> {
        Right::ALL.into_iter().find(|right| right.id() == id)
    }
}

/// A figure that both give.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// Name in the files.
    pub key: &'static str,
    /// The right it belongs to.
    pub right: Right,
    /// Name of the rule.
    pub rule: &'static str,
    /// The file gives it for each month of the reference quarter, and not for the month of the right.
    pub past: bool,
    /// A step of a computation, not its result.
    pub step: bool,
}

const fn result(key: &'static str, right: Right, rule: &'static str) -> Figure {
    Figure {
        key,
        right,
        rule,
        past: false,
        step: false,
    }
}

const fn step(key: &'static str, right: Right, rule: &'static str) -> Figure {
    Figure {
        key,
        right,
        rule,
        past: false,
        step: true,
    }
}

const fn monthly(key: &'static str, rule: &'static str) -> Figure {
    Figure {
        key,
        right: Right::Ppa,
        rule,
        past: true,
        step: true,
    }
}

/// All figures, results first.
pub const FIGURES: [Figure; 19] = [
    result("rsa", Right::Rsa, "RSA théorique"),
    result("ppa", Right::Ppa, "prime d'activité due"),
    result("css_gratuite", Right::Css, "C2S gratuite"),
    result(
        "css_participation",
        Right::Css,
        "participation mensuelle à la C2S",
    ),
    step(
        "rsa.montant_forfaitaire",
        Right::Rsa,
        "montant forfaitaire comparé",
    ),
    step("rsa.nb_enfants", Right::Rsa, "nombre de personnes à charge"),
    step(
        "rsa.forfait_logement",
        Right::Rsa,
        "forfait logement du RSA",
    ),
    step(
        "rsa.base_prestations_familiales",
        Right::Rsa,
        "prestations familiales comptées",
    ),
    step("rsa.base_ressources", Right::Rsa, "ressources du RSA"),
    monthly("ppa.montant_forfaitaire", "montant forfaitaire de la prime"),
    monthly("ppa.revenu_activite", "revenus du travail de la prime"),
    monthly("ppa.bonification", "bonifications du foyer"),
    monthly("ppa.forfait_logement", "forfait logement de la prime"),
    monthly("ppa.base_ressources", "ressources comparées de la prime"),
    monthly("ppa.fictive", "prime du mois comparée"),
    step(
        "css.nb_personnes",
        Right::Css,
        "personnes comparées de la C2S",
    ),
    step(
        "css.eligibilite_hors_ressources",
        Right::Css,
        "foyer comparé de la C2S",
    ),
    step(
        "css.plafond_gratuite",
        Right::Css,
        "plafond de la C2S gratuite",
    ),
    step("css.base_ressources", Right::Css, "ressources de la C2S"),
];

impl Figure {
    /// What the file gives, at so many months before the right.
    #[must_use]
    pub fn expected(&self, expected: &Value, months_before: u32) -> Option<f64> {
        let read = |key: &str| match expected.get(key)? {
            Value::Bool(yes) => Some(f64::from(u8::from(*yes))),
            other => other.as_f64(),
        };
        match self.key {
            // OpenFisca keeps apart the amount of a lone parent, which replaces the other one.
            "rsa.montant_forfaitaire" => {
                Some(read(self.key)?.max(read("rsa.montant_forfaitaire_majore")?))
            }
            // It lets what is deducted take resources below zero.
            "css.base_ressources" => Some(read(self.key)?.max(0.0)),
            key if self.past => read(&format!("{key}@-{months_before}")),
            key => read(key),
        }
    }

    /// Half a cent, and the half thousandth to which the file rounds. Steps add up larger amounts, in numbers of 32
    /// bits: a millionth more.
    fn tolerance(&self, expected: f64) -> f64 {
        0.0055
            + if self.step {
                expected.abs() * 1e-6
            } else {
                0.0
            }
    }

    /// Whether both agree.
    #[must_use]
    pub fn agrees(&self, ours: Option<f64>, expected: f64) -> bool {
        ours.is_some_and(|ours| (ours - expected).abs() <= self.tolerance(expected))
    }
}

/// A settled value as a number: 1 for yes, 0 for no.
#[must_use]
pub(super) fn number(shown: &Shown) -> Option<f64> {
    match shown {
        Shown::Number(bounds) if bounds.is_exact() => bounds.min.decimal(0, 9).parse().ok(),
        Shown::YesNo { value } => value.map(|yes| f64::from(u8::from(yes))),
        _ => None,
    }
}
