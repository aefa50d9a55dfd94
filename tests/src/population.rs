//! A made-up population: the example households, given places to live.

use serde_json::Value;

use crate::households::examples;

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
///
/// # Panics
///
/// When the example households are not what they are.
#[must_use]
pub fn population(count: usize) -> (String, Vec<Place>) {
    let examples: Vec<Value> = examples()
        .iter()
        .map(|line| serde_json::from_str(line).expect("a household"))
        .collect();
    let (mut file, mut places) = (String::new(), Vec::new());
    for number in 0..count {
        let mut household = examples[number % examples.len()].clone();
        // 37 and 100 have no common factor: each hundred households has the weights of the places.
        let mut draw = number * 37 % 100;
        let place = PLACES.iter().find(|place| {
            let here = draw < place.weight;
            draw = draw.saturating_sub(place.weight);
            here
        });
        let place = place.copied().expect("weights of one hundred");
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
        file.push_str(&household.to_string());
        file.push('\n');
        places.push(place);
    }
    (file, places)
}
