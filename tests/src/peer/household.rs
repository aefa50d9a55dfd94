//! Households of the files, as our engine reads them.

use droit_engine::program::Program;
use droit_engine::situation::{Document, Situation};
use serde_json::Value;

use crate::households::peer;

/// The files, by month.
pub const MONTHS: [&str; 5] = ["2023-09", "2024-09", "2025-09", "2026-04", "2026-09"];

/// Benefits of the household whose rules are not written yet: at the month of the right, what OpenFisca computes for
/// them is what is received.
const HOUSEHOLD_BENEFITS: [&str; 6] = ["aide_logement", "af", "cf", "asf", "paje_base", "aspa"];
/// The same, of each person.
const PERSONAL_BENEFITS: [&str; 4] = ["aah", "mva", "asi", "ass"];

/// A household of a file.
#[derive(Debug, Clone)]
pub struct Household {
    /// Identifier in the file.
    pub id: String,
    /// What OpenFisca computes.
    pub expected: Value,
    /// What is known of it.
    pub situation: Situation,
}

/// The households of a file.
///
/// # Panics
///
/// When a line cannot be read.
#[must_use]
pub fn households(program: &Program, month: &str) -> Vec<Household> {
    peer(month)
        .iter()
        .map(|line| household(program, month, line))
        .collect()
}

fn household(program: &Program, month: &str, line: &str) -> Household {
    let row: Value = serde_json::from_str(line).expect("JSON");
    let id = row["id"].as_str().expect("an identifier").to_owned();
    let expected = row["expected"].clone();
    let mut document = Document::from_json(line).expect("JSON");
    let situation = document.get_mut("situation").expect("a situation");
    let persons: Vec<String> = row["situation"]["personnes"]
        .as_array()
        .expect("persons")
        .iter()
        .map(|person| person["id"].as_str().expect("an identifier").to_owned())
        .collect();

    let Some(Document::List(received)) = situation.get_mut("prestations_percues") else {
        panic!("{id}: no list of benefits")
    };
    for benefit in HOUSEHOLD_BENEFITS {
        received.push(line_at(month, benefit, None, &expected[benefit]));
    }
    for benefit in PERSONAL_BENEFITS {
        for person in &persons {
            received.push(line_at(
                month,
                benefit,
                Some(person),
                &expected[format!("{benefit}.{person}")],
            ));
        }
    }
    let read = |key: &str| match &expected[key] {
        Value::Bool(yes) => Document::Bool(*yes),
        other => amount(other),
    };
    let keys = ["pf.base_ressources", "cf.base_ressources", "pf.biactivite"];
    situation.insert(
        "openfisca",
        Document::Map(keys.map(|key| (key.replace('.', "_"), read(key))).into()),
    );

    let situation =
        Situation::read(program, &document).unwrap_or_else(|errors| panic!("{id}: {errors:?}"));
    Household {
        id,
        expected,
        situation,
    }
}

/// A line of a benefit received at one month; one of zero says that it is not.
fn line_at(month: &str, benefit: &str, person: Option<&str>, value: &Value) -> Document {
    let text = |text: &str| Document::Text(text.to_owned());
    Document::Map(vec![
        ("prestation".to_owned(), text(benefit)),
        ("personne".to_owned(), person.map_or(Document::Null, text)),
        ("debut".to_owned(), text(month)),
        ("fin".to_owned(), text(month)),
        ("montant".to_owned(), amount(value)),
    ])
}

/// An amount as written; nothing for a person that the file does not cite.
fn amount(value: &Value) -> Document {
    match value {
        Value::Number(number) => Document::Number(number.to_string()),
        _ => Document::Number("0".to_owned()),
    }
}
