//! Households of the files, as our engine reads them.

use std::borrow::Cow;

use std::fs;
use std::path::Path;

use droit_engine::program::{Input, Program};
use droit_engine::situation::{Document, Situation};
use serde::Deserialize;
use serde_json::Value;

use crate::households;

/// The files, by month.
pub const MONTHS: [&str; 5] = ["2023-09", "2024-09", "2025-09", "2026-04", "2026-09"];

/// Benefits that are received, at the month of the right, for what OpenFisca computes (`tests/peer/recus.yaml`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Received {
    foyer: Vec<ReceivedBenefit>,
    personne: Vec<ReceivedBenefit>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReceivedBenefit {
    prestation: String,
    /// When the file of households calls it otherwise.
    cle: Option<String>,
}

impl Received {
    pub(super) fn read(path: &Path) -> Result<Received, String> {
        let text = fs::read_to_string(path).map_err(|e| format!("{} : {e}", path.display()))?;
        serde_yaml::from_str(&text).map_err(|e| format!("recus.yaml : {e}"))
    }
}

/// A household of a file.
#[derive(Debug, Clone)]
pub struct Household {
    /// Identifier in the file.
    pub id: String,
    /// Its persons.
    pub persons: Vec<String>,
    /// What OpenFisca computes.
    pub expected: Value,
    /// What is known of it.
    pub situation: Situation,
}

/// The households of a file.
///
/// # Errors
///
/// A line that cannot be read.
pub(super) fn households(
    root: &Path,
    program: &Program,
    received: &Received,
    month: &str,
) -> Result<Vec<Household>, String> {
    households::peer_in(root, month)
        .iter()
        .map(|line| household(program, received, month, line))
        .collect()
}

fn household(
    program: &Program,
    benefits: &Received,
    month: &str,
    line: &str,
) -> Result<Household, String> {
    let row: Value = serde_json::from_str(line).map_err(|e| format!("{month} : {e}"))?;
    let id = row["id"].as_str().unwrap_or_default().to_owned();
    let expected = row["expected"].clone();
    let mut document = Document::from_json(line).map_err(|e| format!("{id} : {e}"))?;
    let situation = document
        .get_mut("situation")
        .ok_or_else(|| format!("{id} : pas de situation"))?;
    let persons: Vec<String> = row["situation"]["personnes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|person| person["id"].as_str().unwrap_or_default().to_owned())
        .collect();

    let Some(Document::List(lines)) = situation.get_mut("prestations_percues") else {
        return Err(format!("{id} : pas de liste de prestations"));
    };
    let known = |benefit: &ReceivedBenefit, each: bool| {
        program
            .inputs
            .iter()
            .any(|input| input.each == each && is_amount_of(input, &benefit.prestation))
    };
    let key = |benefit: &ReceivedBenefit| {
        let key = benefit.cle.as_ref();
        key.unwrap_or(&benefit.prestation).clone()
    };
    for benefit in benefits.foyer.iter().filter(|b| known(b, false)) {
        lines.push(line_at(
            month,
            &benefit.prestation,
            None,
            &expected[key(benefit)],
        ));
    }
    for benefit in benefits.personne.iter().filter(|b| known(b, true)) {
        for person in &persons {
            lines.push(line_at(
                month,
                &benefit.prestation,
                Some(person),
                &expected[format!("{}.{person}", key(benefit))],
            ));
        }
    }
    read_openfisca(program, &expected, &persons, situation);

    let situation = Situation::read(program, &document).map_err(|e| format!("{id} : {e:?}"))?;
    Ok(Household {
        id,
        persons,
        expected,
        situation,
    })
}

fn is_amount_of(input: &Input, benefit: &str) -> bool {
    input.path.list.as_ref().is_some_and(|list| {
        list.list == "prestations_percues" && list.code == benefit && list.amount.is_some()
    })
}

/// Gives the inputs whose field is `openfisca.…` what OpenFisca answers: of the household, or of each person.
fn read_openfisca(
    program: &Program,
    expected: &Value,
    persons: &[String],
    situation: &mut Document<'_>,
) {
    let fields = |each: bool| {
        let own = program
            .inputs
            .iter()
            .filter(move |input| input.each == each);
        own.filter_map(|input| match input.path.keys.as_slice() {
            [head, field] if head == "openfisca" => Some(field.as_str()),
            _ => None,
        })
    };
    let named = |key: &str| key.replace(['.', '@'], "_").replace('-', "");
    let answers = |each: bool, person: Option<&str>| {
        let mut map: Vec<(Cow<'static, str>, Document<'static>)> = Vec::new();
        for field in fields(each) {
            let of = |key: &&String| {
                let key = match person {
                    Some(person) => key.strip_suffix(person).and_then(|k| k.strip_suffix('.')),
                    None => Some(key.as_str()),
                };
                key.is_some_and(|key| named(key) == field)
            };
            let value = expected
                .as_object()
                .and_then(|map| map.keys().find(of).and_then(|key| map.get(key)));
            if let Some(value) = value {
                map.push((field.to_owned().into(), answer(value)));
            }
        }
        map
    };
    situation.insert("openfisca", Document::Map(answers(false, None)));
    if fields(true).next().is_none() {
        return;
    }
    if let Some(Document::List(list)) = situation.get_mut("personnes") {
        for (person, id) in list.iter_mut().zip(persons) {
            person.insert("openfisca", Document::Map(answers(true, Some(id))));
        }
    }
}

/// A line of a benefit received at one month; one of zero says that it is not.
fn line_at(month: &str, benefit: &str, person: Option<&str>, value: &Value) -> Document<'static> {
    let text = |text: &str| Document::Text(text.to_owned().into());
    Document::Map(vec![
        ("prestation".into(), text(benefit)),
        ("personne".into(), person.map_or(Document::Null, text)),
        ("debut".into(), text(month)),
        ("fin".into(), text(month)),
        ("montant".into(), answer(value)),
    ])
}

/// An answer as written; nothing for a person that the file does not cite.
fn answer(value: &Value) -> Document<'static> {
    match value {
        Value::Bool(yes) => Document::Bool(*yes),
        Value::Number(number) => Document::Number(number.to_string().into()),
        _ => Document::Number("0".into()),
    }
}
