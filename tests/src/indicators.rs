//! The file of `droit indicateurs`, read again: what a naive count gives, and what an attacker finds.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cli::Folder;
use crate::population::Place;
use crate::simplex::Feasible;

/// A row of the file, by the names of its columns.
pub type Row = BTreeMap<String, String>;

/// Writes `m.jsonl`: so many households, all the same, by the small rules of the tests.
pub fn small(folder: &Folder, count: usize) {
    let line = |n: usize| {
        format!(
            "{{\"id\":\"m{n}\",\"period\":\"2026-03\",\"situation\":{{\"personnes\":[{{\"id\":\"p1\",\"role\":\"demandeur\",\"naissance\":\"1990-05-01\",\"ressources\":[]}}],\"logement\":{{\"statut\":\"proprietaire\",\"commune\":\"59350\"}},\"prestations_percues\":[]}}}}\n"
        )
    };
    folder.write("m.jsonl", (0..count).map(line).collect::<String>());
}

/// The rows of the file.
///
/// # Panics
///
/// When it has no header.
#[must_use]
pub fn rows(csv: &str) -> Vec<Row> {
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    // No cell of this file holds a semicolon between quotation marks but titles, which are not read here.
    let cells = |line: &str| -> Vec<String> {
        let (mut cells, mut quoted) = (vec![String::new()], false);
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ';' if !quoted => cells.push(String::new()),
                c => cells.last_mut().expect("a cell").push(c),
            }
        }
        cells
    };
    let header = cells(lines.next().expect("a header"));
    lines
        .map(|line| header.iter().cloned().zip(cells(line)).collect())
        .collect()
}

/// Whether a household lives in the territory of a row.
///
/// # Panics
///
/// When the level of the row is unknown.
#[must_use]
pub fn lives(place: &Place, row: &Row) -> bool {
    let code = row["territoire_code"].as_str();
    match row["niveau"].as_str() {
        "ensemble" => true,
        "departement" => place.department == code,
        "epci" => place.grouping == code,
        "tznr" => place.experiment == code,
        "inconnu" => place.commune.is_empty(),
        other => panic!("level {other}"),
    }
}

/// Hundredths, from a number of JSON or of a French spreadsheet.
///
/// # Panics
///
/// When it is no number.
#[must_use]
pub fn cents(text: &str) -> i128 {
    let text = text.replace(',', ".");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{decimals:0<2}").parse().expect("an amount")
}

/// What a naive reading of the screening counts.
#[derive(Default, Debug)]
pub struct Naive {
    /// Households.
    pub households: u64,
    /// Those whose right could be assessed.
    pub assessed: u64,
    /// Those who are entitled: for sure, perhaps.
    pub entitled: (u64, u64),
    /// Those who do not claim: for sure, perhaps.
    pub unclaimed: (u64, u64),
    /// What is due and not received, in hundredths.
    pub euros: (i128, i128),
    /// By household, of those who do not claim for sure.
    pub gaps: Vec<(i128, i128)>,
}

impl Naive {
    /// Counts a right of a household, as the screening writes it.
    ///
    /// # Panics
    ///
    /// When it has no verdict.
    pub fn add(&mut self, right: &Value) {
        self.households += 1;
        let pair = |key: &str| {
            let pair = right[key].as_array()?;
            Some((cents(&pair[0].to_string()), cents(&pair[1].to_string())))
        };
        let verdict = right["verdict"].as_str().expect("a verdict");
        if verdict == "non_evaluable" {
            return;
        }
        self.assessed += 1;
        let certain = verdict == "certain";
        let sure = certain || (verdict != "non" && pair("du").is_some_and(|(low, _)| low > 0));
        self.entitled.0 += u64::from(sure);
        self.entitled.1 += u64::from(verdict != "non");
        self.unclaimed.0 += u64::from(certain);
        self.unclaimed.1 += u64::from(certain || verdict == "possible");
        if let (true, Some((low, high))) = (certain || verdict == "possible", pair("ecart")) {
            self.euros = (self.euros.0 + low, self.euros.1 + high);
            if certain {
                self.gaps.push((low, high));
            }
        }
    }

    /// The median of one end of the amounts.
    #[must_use]
    pub fn median(&self, end: fn(&(i128, i128)) -> i128) -> Option<i128> {
        let mut all: Vec<i128> = self.gaps.iter().map(end).collect();
        all.sort_unstable();
        all.get(all.len().div_ceil(2).checked_sub(1)?).copied()
    }
}

/// The sets of states that a household may have: not entitled, receiving all, nothing, a part; 16: not assessed.
const SETS: [u8; 16] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

/// What each column counts.
fn counts(column: &str, set: u8) -> bool {
    let (within, meets) = (
        |among: u8| set & !among == 0,
        |among: u8| set != 16 && set & among != 0,
    );
    match column {
        "cribles" => true,
        "evaluables" => set != 16,
        "eligibles_min" => within(14),
        "eligibles_max" => meets(14),
        "percevant_min" => within(10),
        "percevant_max" => meets(10),
        "non_recours_min" => within(12),
        "non_recours_max" => meets(12),
        "non_recours_total_min" => within(4),
        "non_recours_total_max" => meets(4),
        "non_recours_partiel_min" => within(8),
        "non_recours_partiel_max" => meets(8),
        other => panic!("column {other}"),
    }
}

/// The columns that are numbers of households.
pub const COLUMNS: [&str; 12] = [
    "cribles",
    "evaluables",
    "eligibles_min",
    "eligibles_max",
    "percevant_min",
    "percevant_max",
    "non_recours_min",
    "non_recours_max",
    "non_recours_total_min",
    "non_recours_total_max",
    "non_recours_partiel_min",
    "non_recours_partiel_max",
];

/// What an attacker who knows the rows of a right finds of each number that is hidden: its least and greatest value.
///
/// # Panics
///
/// When the rows contradict one another.
#[must_use]
pub fn found(rows: &[&Row], places: &[Place]) -> Vec<(String, i128, Option<i128>)> {
    // Households of the same place cannot be told apart.
    let mut apart: Vec<Place> = Vec::new();
    for place in places {
        if !apart.iter().any(|p| p.commune == place.commune) {
            apart.push(*place);
        }
    }
    let unknowns = |row: &Row, column: &str| -> Vec<usize> {
        let mut unknowns = Vec::new();
        for (i, _) in apart
            .iter()
            .enumerate()
            .filter(|(_, place)| lives(place, row))
        {
            let kept = SETS
                .iter()
                .enumerate()
                .filter(|(_, set)| counts(column, **set));
            unknowns.extend(kept.map(|(j, _)| i * SETS.len() + j));
        }
        unknowns
    };
    let (mut equations, mut hidden) = (Vec::new(), Vec::new());
    for row in rows {
        for column in COLUMNS {
            if let Ok(value) = row[column].parse::<i128>() {
                equations.push((unknowns(row, column), value));
            } else if row[column] == "s" {
                hidden.push((
                    format!("{} {column}", row["territoire"]),
                    unknowns(row, column),
                ));
            }
        }
    }
    let feasible = Feasible::new(apart.len() * SETS.len(), &equations);
    let mut feasible = feasible.expect("rows that hold together");
    let range = |(what, unknowns): (String, Vec<usize>)| {
        let (low, high) = feasible.range(&unknowns);
        // Households are whole.
        let (num, den) = low.parts();
        let high = high.map(|high| high.parts().0.div_euclid(high.parts().1));
        (what, -(-num).div_euclid(den), high)
    };
    hidden.into_iter().map(range).collect()
}
