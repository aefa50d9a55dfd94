//! The table as a file for spreadsheets: one row per month, territory, right and type of household.

use droit_engine::program::Program;

use super::figures::{Amount, Bounds, Figures, Rated};
use super::kinds::Kinds;
use super::table::{Row, Table, Territory};
use super::{METHOD, Stamp};
use crate::amounts;
use crate::commands::screen::table as csv_table;

/// What replaces a figure that statistical secrecy hides.
pub(crate) const HIDDEN: &str = "s";

const HEADER: [&str; 40] = [
    "mois",
    "niveau",
    "territoire_code",
    "territoire",
    "droit",
    "titre",
    "type_menage",
    "cribles",
    "evaluables",
    "part_evaluable_pct_min",
    "part_evaluable_pct_max",
    "eligibles_min",
    "eligibles_max",
    "percevant_min",
    "percevant_max",
    "non_recours_min",
    "non_recours_max",
    "taux_non_recours_pct_min",
    "taux_non_recours_pct_max",
    "non_recours_total_min",
    "non_recours_total_max",
    "taux_total_pct_min",
    "taux_total_pct_max",
    "non_recours_partiel_min",
    "non_recours_partiel_max",
    "taux_partiel_pct_min",
    "taux_partiel_pct_max",
    "rythme",
    "euros_non_demandes_min",
    "euros_non_demandes_max",
    "ecart_median_min",
    "ecart_median_max",
    "seuil_secret",
    "note",
    "donnees",
    "regles_version",
    "methode_version",
    "avertissement",
    "programme_version",
    "purge_le",
];

/// The whole file.
pub(crate) fn write(tables: &[Table], program: &Program, kinds: &Kinds, stamp: &Stamp) -> Vec<u8> {
    let mut rows = csv_table::writer(csv_table::MARK.to_vec());
    // Writing in memory, with as many cells as the header: nothing can fail.
    let _ = rows.write_record(HEADER);
    for table in tables {
        for right in &table.rights {
            let Some(benefit) = program.benefits.get(right.benefit) else {
                continue;
            };
            for row in &right.rows {
                let Some(territory) = table.territories.get(row.territory) else {
                    continue;
                };
                let mut cells = vec![
                    table.month.to_string(),
                    territory.level.word().to_owned(),
                    territory.code.clone(),
                    territory.name.clone(),
                    benefit.id.to_string(),
                    csv_table::safe(&benefit.title).into_owned(),
                    codes(kinds, row),
                ];
                cells.extend(figures(&row.figures, territory, row, benefit.rhythm.word()));
                cells.extend([
                    stamp.threshold.to_string(),
                    territory.note.to_owned(),
                    stamp.data().to_owned(),
                    stamp.rules.clone(),
                    METHOD.to_owned(),
                    "indicateur de pilotage, pas une statistique officielle".to_owned(),
                    env!("CARGO_PKG_VERSION").to_owned(),
                    stamp.purge.to_string(),
                ]);
                let _ = rows.write_record(&cells);
            }
        }
    }
    rows.into_inner().unwrap_or_default()
}

/// `tous`, or the types that the row is about.
fn codes(kinds: &Kinds, row: &Row) -> String {
    let codes: Vec<&str> = row
        .kinds
        .iter()
        .filter_map(|k| kinds.0.get(*k).map(|kind| kind.code))
        .collect();
    if codes.is_empty() {
        "tous".to_owned()
    } else {
        codes.join("+")
    }
}

/// From `cribles` to `ecart_median_max`.
fn figures(figures: &Figures, territory: &Territory, row: &Row, rhythm: &str) -> Vec<String> {
    let hidden = || vec![HIDDEN.to_owned(); 2];
    let is_whole = row.kinds.is_empty();
    if territory.is_empty {
        let mut cells = vec!["0".to_owned()];
        cells.extend(vec![String::new(); 19]);
        cells.push(rhythm.to_owned());
        cells.extend(vec![String::new(); 4]);
        return cells;
    }
    let mut cells = Vec::new();
    let one = |n: Option<u64>| n.map_or_else(|| HIDDEN.to_owned(), |n| n.to_string());
    cells.push(if is_whole {
        one(figures.screened)
    } else {
        String::new()
    });
    match &figures.entitled {
        Some(entitled) => {
            cells.push(entitled.assessed.map(|n| n.to_string()).unwrap_or_default());
            cells.extend(rates(entitled.share));
            cells.extend(entitled.entitled.map_or_else(blank, counts));
        }
        None => {
            cells.push(HIDDEN.to_owned());
            cells.extend([hidden(), hidden()].concat());
        }
    }
    match &figures.unclaimed {
        Some(unclaimed) => {
            cells.extend(counts(unclaimed.receiving));
            cells.extend(rated(&unclaimed.unclaimed));
        }
        None => cells.extend([hidden(), hidden(), hidden()].concat()),
    }
    match &figures.nature {
        Some(nature) => cells.extend([rated(&nature.total), rated(&nature.partial)].concat()),
        None if is_whole => cells.extend([hidden(), hidden(), hidden(), hidden()].concat()),
        None => cells.extend([blank(), blank(), blank(), blank()].concat()),
    }
    cells.push(rhythm.to_owned());
    match &figures.unclaimed {
        Some(unclaimed) => {
            cells.extend(amount(unclaimed.euros));
            cells.extend(amount(unclaimed.median));
        }
        None => cells.extend([hidden(), hidden()].concat()),
    }
    cells
}

fn blank() -> Vec<String> {
    vec![String::new(); 2]
}

fn counts((low, high): Bounds) -> Vec<String> {
    vec![low.to_string(), high.to_string()]
}

/// Thousandths as percentages: `33,4`.
fn rates(rate: Option<Bounds>) -> Vec<String> {
    rate.map_or_else(blank, |(low, high)| vec![percent(low), percent(high)])
}

/// `33,4`
pub(crate) fn percent(thousandths: u64) -> String {
    format!(
        "{},{}",
        thousandths.checked_div(10).unwrap_or(0),
        thousandths.checked_rem(10).unwrap_or(0)
    )
}

fn rated(rated: &Rated) -> Vec<String> {
    [counts(rated.count), rates(rated.rate)].concat()
}

fn amount(amount: Amount) -> Vec<String> {
    match amount {
        Amount::Known(low, high) => vec![amounts::cell(low), amounts::cell(high)],
        Amount::None => blank(),
        Amount::Hidden => vec![HIDDEN.to_owned(); 2],
    }
}
