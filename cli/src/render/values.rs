//! Values of the engine for people and as JSON.

use droit_engine::law::LimitKind;
use droit_engine::program::{Program, Rhythm};
use droit_engine::reference::{Bounds, ExplainedLimit, Missed, Reason, Shown};
use droit_engine::situation::Situation;
use serde::Serialize;
use serde_json::Value;

use crate::amounts;
use crate::household::about;

/// `573,49 €/mois`, `de 0,00 à 651,69 €/mois`
pub(crate) fn bounds(bounds: Bounds, unit: &str) -> String {
    if bounds.is_exact() {
        return amounts::quantity(bounds.min, unit);
    }
    format!(
        "de {} à {}",
        amounts::quantity(bounds.min, unit),
        amounts::quantity(bounds.max, unit)
    )
}

/// An amount per month, to the cent.
pub(crate) fn monthly(bounds: Bounds) -> String {
    amount(bounds, Rhythm::Monthly)
}

/// An amount of a right, to the cent, with its rhythm.
pub(crate) fn amount(bounds: Bounds, rhythm: Rhythm) -> String {
    format!("{} {}", euros(bounds), rhythm_words(rhythm))
}

/// An amount, to the cent.
pub(crate) fn euros(bounds: Bounds) -> String {
    amounts::euros_between(amounts::cents_of((bounds.min, bounds.max)))
}

/// `par mois`, `par an`, `en une fois`
pub(crate) fn rhythm_words(rhythm: Rhythm) -> &'static str {
    match rhythm {
        Rhythm::Monthly => "par mois",
        Rhythm::Yearly => "par an",
        Rhythm::Once => "en une fois",
    }
}

/// A value in words.
pub(crate) fn shown(value: &Shown, unit: &str) -> String {
    match value {
        Shown::Number(number) => bounds(*number, unit),
        Shown::Date { min, max } => match (min, max) {
            (Some(a), Some(b)) if a == b => a.format("%d/%m/%Y").to_string(),
            (Some(a), Some(b)) => {
                format!("du {} au {}", a.format("%d/%m/%Y"), b.format("%d/%m/%Y"))
            }
            _ => "inconnue".to_owned(),
        },
        Shown::YesNo { value: Some(true) } => "oui".to_owned(),
        Shown::YesNo { value: Some(false) } => "non".to_owned(),
        Shown::YesNo { value: None } => "inconnu".to_owned(),
        Shown::Choice { names, .. } => names.join(" ou "),
        Shown::Nothing => "aucun".to_owned(),
    }
}

/// `âge (demandeur) est au moins 25 ans : 22 ans, il manque 3 ans`
pub(crate) fn missed(program: &Program, situation: &Situation, missed: &Missed) -> String {
    let text = about(program, situation, &missed.text, missed.person);
    let value = shown(&missed.value, &missed.unit);
    let Some(short) = missed.short_by else {
        return format!("{text} : {value}");
    };
    let unit = if missed.unit.is_empty() && matches!(missed.value, Shown::Date { .. }) {
        "jours"
    } else {
        &missed.unit
    };
    format!("{text} : {value}, à {} près", bounds(short, unit))
}

/// A reason of a "no", on one line.
pub(crate) fn reason(program: &Program, situation: &Situation, reason: &Reason) -> String {
    match reason {
        Reason::Condition {
            condition,
            person,
            text,
            articles,
            unverified,
            met,
            missed: comparisons,
        } => {
            let word = if met.is_none() {
                "incertain"
            } else {
                "non remplie"
            };
            let mut out = format!(
                "{} : « {text} » {word}",
                about(program, situation, condition, *person)
            );
            let details: Vec<String> = comparisons
                .iter()
                .map(|m| missed(program, situation, m))
                .collect();
            if !details.is_empty() {
                out.push_str(&format!(" ({})", details.join(" ; ")));
            }
            out.push_str(&source(articles, *unverified));
            out
        }
        Reason::Amount {
            rule,
            articles,
            limits,
        } => {
            let mut out = format!("les conditions sont remplies, mais « {rule} » ne donne rien");
            for limit in limits {
                out.push_str(&format!(" ({})", limit_words(limit)));
            }
            out.push_str(&source(articles, false));
            out
        }
    }
}

/// `−71,00 €/mois, relevé au plancher de 0,00 €/mois`: in the unit of the expression, which may differ from that of its rule.
pub(crate) fn limit_words(limit: &ExplainedLimit) -> String {
    let word = match limit.kind {
        LimitKind::Floor => "relevé au plancher de",
        LimitKind::Cap => "ramené au plafond de",
        LimitKind::ZeroBelow => "nul en dessous de",
    };
    format!(
        "{}, {word} {}",
        bounds(limit.before, &limit.unit),
        bounds(limit.limit, &limit.unit)
    )
}

/// ` [CASF L262-4 1° ; À VÉRIFIER]`
pub(crate) fn source(articles: &[impl AsRef<str>], unverified: bool) -> String {
    let citation = droit_engine::program::Citation {
        articles: articles.iter().map(|a| a.as_ref().to_owned()).collect(),
        unverified,
    };
    let text = super::words::citation(&citation);
    if text.is_empty() {
        text
    } else {
        format!(" {text}")
    }
}

/// A value of the engine as JSON.
pub(crate) fn json(value: &impl Serialize) -> Value {
    // Only a map whose keys are no texts can fail, and the engine gives none.
    serde_json::to_value(value).unwrap_or(Value::Null)
}
