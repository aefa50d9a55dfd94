//! A made-up population: the example households, given places to live.

use serde_json::Value;

use crate::households::examples;
use crate::random::Random;

/// A place of the population: how a file writes its commune, and where that is.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// As a file writes it: today's code, an old one, an arrondissement, or one that does not exist.
    pub written: Option<&'static str>,
    /// The commune of today; empty when it is unknown.
    pub commune: &'static str,
    /// Its département.
    pub department: &'static str,
    /// The SIREN of its EPCI.
    pub grouping: &'static str,
    /// The code of the "territoire zéro non-recours" that holds it.
    pub experiment: &'static str,
    /// Households in a hundred.
    weight: usize,
}

/// The places: two communes of an EPCI that are apart, one that is not, an old code, an arrondissement, nowhere.
pub const PLACES: [Place; 8] = [
    place(Some("59350"), "59350", "59", "200093201", "59350", 30),
    place(Some("59650"), "59650", "59", "200093201", "59650", 3),
    place(Some("59512"), "59512", "59", "200093201", "", 17),
    place(Some("35238"), "35238", "35", "243500139", "35238", 20),
    place(Some("75101"), "75056", "75", "200054781", "75056", 12),
    place(Some("01003"), "01165", "01", "200070118", "", 2),
    place(Some("99999"), "", "", "", "", 8),
    place(None, "", "", "", "", 8),
];

const fn place(
    written: Option<&'static str>,
    commune: &'static str,
    department: &'static str,
    grouping: &'static str,
    experiment: &'static str,
    weight: usize,
) -> Place {
    Place {
        written,
        commune,
        department,
        grouping,
        experiment,
        weight,
    }
}

/// A file of `count` households, always the same, and the place of each.
#[must_use]
pub fn population(count: usize) -> (String, Vec<Place>) {
    let examples = parsed();
    let (mut file, mut places) = (String::new(), Vec::new());
    for number in 0..count {
        let (household, place) = placed(&examples, number);
        file.push_str(&household.to_string());
        file.push('\n');
        places.push(place);
    }
    (file, places)
}

fn parsed() -> Vec<Value> {
    let lines = examples();
    let read = |line: &String| serde_json::from_str(line).expect("a household");
    lines.iter().map(read).collect()
}

/// The household of a number, and where it lives.
fn placed(examples: &[Value], number: usize) -> (Value, Place) {
    let mut household = examples[number % examples.len()].clone();
    // 37 and 100 have no common factor: each hundred households has the weights of the places.
    let mut draw = number * 37 % 100;
    let place = PLACES.iter().find(|place| {
        let here = draw < place.weight;
        draw = draw.saturating_sub(place.weight);
        here
    });
    let place = *place.expect("weights of one hundred");
    household["id"] = Value::from(format!("f{number}"));
    let home = household["situation"]["logement"]
        .as_object_mut()
        .expect("a home");
    ["commune", "departement", "zone", "territoire"]
        .iter()
        .for_each(|key| {
            home.remove(*key);
        });
    if let Some(code) = place.written {
        home.insert("commune".to_owned(), Value::from(code));
    }
    (household, place)
}

/// Households without end, for measures: the example households, each time with other amounts and another place. The same
/// seed gives the same ones.
#[derive(Debug)]
pub struct Endless {
    examples: Vec<Value>,
    seed: u64,
    next: usize,
}

impl Endless {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Endless {
        Endless {
            examples: parsed(),
            seed,
            next: 0,
        }
    }
}

impl Iterator for Endless {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let (mut household, place) = placed(&self.examples, self.next);
        if place.commune.is_empty() {
            // Measures are of households that can be read.
            household["situation"]["logement"]
                .as_object_mut()?
                .remove("commune");
        }
        let number = u64::try_from(self.next).expect("64 bits");
        let mut random = Random(self.seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        vary(&mut household, &mut random);
        self.next += 1;
        Some(household.to_string())
    }
}

/// Amounts written with cents move by at most a fifth.
fn vary(value: &mut Value, random: &mut Random) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| vary(item, random)),
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                if AMOUNTS.contains(&key.as_str()) && value.is_number() {
                    *value = varied(value, random).unwrap_or_else(|| value.clone());
                } else {
                    vary(value, random);
                }
            }
        }
        _ => {}
    }
}

/// The keys of amounts that may be anything.
const AMOUNTS: [&str; 6] = ["net", "imposable", "brut", "montant", "loyer", "livret_a"];

fn varied(value: &Value, random: &mut Random) -> Option<Value> {
    let text = value.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let cents: i128 = format!("{whole}{decimals:0<2}").parse().ok()?;
    let cents = cents * random.between(800, 1200) / 1000;
    serde_json::from_str(&format!("{}.{:02}", cents / 100, cents % 100)).ok()
}
