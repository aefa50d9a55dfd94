//! The example households as tables, to be read back through a mapping; small Parquet files.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use serde_json::Value;

use crate::households::examples;
use crate::zip::Cell;

/// So many households of the example file: enough for every column, few enough for a test.
pub const HOUSEHOLDS: usize = 32;

/// A table and what a mapping says of its columns.
#[derive(Debug, Default, Clone)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<Cell>>,
    /// The lines of a mapping.
    pub mapping: String,
}

const HOUSEHOLD: [&str; 28] = [
    "couple",
    "isolement_recent",
    "garde_jeune_enfant",
    "logement.statut",
    "logement.loyer",
    "logement.charges",
    "logement.conventionne",
    "logement.colocation",
    "logement.chambre",
    "logement.proprietaire_parent",
    "logement.participation_frais",
    "logement.commune",
    "logement.departement",
    "logement.zone",
    "logement.territoire",
    "logement.pret.date",
    "logement.pret.conventionne",
    "logement.pret.ancien",
    "patrimoine.livret_a",
    "patrimoine.epargne_non_imposable",
    "patrimoine.epargne_imposable",
    "patrimoine.immobilier_loue",
    "patrimoine.immobilier_non_loue",
    "patrimoine.terrains_non_loues",
    "patrimoine.valeur_locative_immobilier_non_loue",
    "patrimoine.valeur_locative_terrains_non_loues",
    "patrimoine.revenus_capitaux_annuels",
    "patrimoine.revenus_fonciers_annuels",
];

const PERSON: [&str; 23] = [
    "id",
    "role",
    "naissance",
    "activite",
    "activite_depuis",
    "activite_precedente",
    "nationalite",
    "titre_sejour_annees",
    "taux_incapacite",
    "rsdae",
    "inapte_travail",
    "complement_aeeh",
    "grossesse_terme",
    "scolarite",
    "bourse_sup_echelon",
    "garde_alternee",
    "a_charge_fiscale",
    "habite_chez_parents",
    "regime_alsace_moselle",
    "conge_parental",
    "rsa_jeune_actif",
    "ass_condition_activite",
    "debut_chomage",
];

fn cell(value: Option<&Value>) -> Cell {
    match value {
        None => Cell::Empty,
        Some(Value::Null) => Cell::Text("aucun".to_owned()),
        Some(Value::Bool(yes)) => Cell::Bool(*yes),
        Some(Value::Number(number)) => Cell::Number(number.to_string()),
        Some(Value::String(text)) if text.len() == 10 && text.as_bytes()[4] == b'-' => {
            Cell::Date(text.clone())
        }
        Some(Value::String(text)) => Cell::Text(text.clone()),
        Some(other) => panic!("{other}"),
    }
}

fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |v, key| v.get(key))
}

/// Months before September 2026.
fn offset(month: &str) -> i64 {
    let (year, month) = month.split_once('-').unwrap();
    (2026 - year.parse::<i64>().unwrap()) * 12 + 9 - month.parse::<i64>().unwrap()
}

fn cents(digits: &str) -> i64 {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    format!("{whole}{fraction:0<2}").parse().unwrap()
}

/// A column that says that a list is not known.
fn unknown_list(list: Option<&Value>) -> Cell {
    match list {
        None => Cell::Text("non".to_owned()),
        Some(_) => Cell::Empty,
    }
}

/// What the lines of a code add up to at a month; `inconnu` when one is not known.
fn amount(lines: Option<&Value>, test: impl Fn(&Value) -> bool, key: &str, month: i64) -> Cell {
    let Some(lines) = lines else {
        return Cell::Text("inconnu".to_owned());
    };
    let mut total = 0;
    for line in lines.as_array().unwrap().iter().filter(|l| test(l)) {
        let first = offset(line["debut"].as_str().unwrap());
        let last = line["fin"].as_str().map_or(-1, offset);
        if (last..=first).contains(&month) {
            match line.get(key) {
                Some(Value::Number(n)) => total += cents(&n.to_string()),
                _ => return Cell::Text("inconnu".to_owned()),
            }
        }
    }
    Cell::Number(format!("{}.{:02}", total / 100, total % 100))
}

impl Table {
    /// A column that a mapping reads.
    pub fn column(&mut self, name: &str, field: &str, cells: impl IntoIterator<Item = Cell>) {
        self.hidden(name, cells);
        let _ = writeln!(self.mapping, "  {name}: {field}");
    }

    /// A column that the mapping does not name by itself.
    pub fn hidden(&mut self, name: &str, cells: impl IntoIterator<Item = Cell>) {
        self.header.push(name.to_owned());
        let mut cells = cells.into_iter();
        for row in &mut self.rows {
            row.push(cells.next().unwrap());
        }
    }

    /// Rows without cells.
    #[must_use]
    pub fn with_rows(rows: usize) -> Table {
        Table {
            rows: vec![Vec::new(); rows],
            ..Table::default()
        }
    }

    /// The header and the rows.
    #[must_use]
    pub fn all(&self) -> Vec<Vec<Cell>> {
        let header = self.header.iter().map(|h| Cell::Text(h.clone())).collect();
        std::iter::once(header)
            .chain(self.rows.iter().cloned())
            .collect()
    }

    /// As a French spreadsheet writes it.
    #[must_use]
    pub fn csv(&self, separator: char) -> String {
        let mut text = String::new();
        for row in self.all() {
            let cells: Vec<String> = row.iter().map(french).collect();
            text.push_str(&cells.join(&separator.to_string()));
            text.push_str("\r\n");
        }
        text
    }

    /// Each column in the type that its cells have.
    ///
    /// # Panics
    ///
    /// When the columns do not make a table.
    #[must_use]
    pub fn batch(&self) -> RecordBatch {
        let column = |i: usize| -> ArrayRef {
            let cells: Vec<&Cell> = self.rows.iter().map(|r| &r[i]).collect();
            let said = cells.iter().any(|c| **c != Cell::Empty);
            let all = |test: fn(&Cell) -> bool| {
                said && cells.iter().all(|c| **c == Cell::Empty || test(c))
            };
            if all(|c| matches!(c, Cell::Bool(_))) {
                Arc::new(BooleanArray::from_iter(cells.iter().map(|c| match c {
                    Cell::Bool(yes) => Some(*yes),
                    _ => None,
                })))
            } else if all(|c| matches!(c, Cell::Number(_))) {
                let digits = cells.iter().map(|c| match c {
                    Cell::Number(digits) => Some(i128::from(cents(digits))),
                    _ => None,
                });
                Arc::new(
                    Decimal128Array::from_iter(digits)
                        .with_precision_and_scale(18, 2)
                        .unwrap(),
                )
            } else if all(|c| matches!(c, Cell::Date(_))) {
                let epoch = chrono::NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
                Arc::new(Date32Array::from_iter(cells.iter().map(|c| match c {
                    Cell::Date(day) => {
                        let day: chrono::NaiveDate = day.parse().unwrap();
                        Some(i32::try_from(day.signed_duration_since(epoch).num_days()).unwrap())
                    }
                    _ => None,
                })))
            } else {
                Arc::new(StringArray::from_iter(cells.iter().map(|c| match c {
                    Cell::Empty => None,
                    other => Some(french(other)),
                })))
            }
        };
        let columns = (0..self.header.len()).map(|i| (self.header[i].as_str(), column(i), true));
        RecordBatch::try_from_iter_with_nullable(columns).unwrap()
    }

    /// A Parquet file.
    ///
    /// # Panics
    ///
    /// When the columns do not make a table.
    #[must_use]
    pub fn parquet(&self) -> Vec<u8> {
        let batch = self.batch();
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        bytes
    }
}

fn french(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Bool(yes) => if *yes { "Oui" } else { "Non" }.to_owned(),
        Cell::Date(day) => {
            let parts: Vec<&str> = day.split('-').collect();
            format!("{}/{}/{}", parts[2], parts[1], parts[0])
        }
        Cell::Number(digits) => {
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            let whole = if whole.len() > 3 {
                let (high, low) = whole.split_at(whole.len() - 3);
                format!("{high}\u{a0}{low}")
            } else {
                whole.to_owned()
            };
            if fraction.is_empty() {
                whole
            } else {
                format!("{whole},{fraction}")
            }
        }
    }
}

/// The example households, in JSON and as two tables.
#[must_use]
pub fn tables() -> (String, Table, Table) {
    let lines: Vec<String> = examples().into_iter().take(HOUSEHOLDS).collect();
    let (households, persons) = tables_of(&lines);
    (lines.join("\n"), households, persons)
}

/// Households at September 2026 as two tables. Columns depend on what the households tell.
///
/// # Panics
///
/// When a line is no household.
#[must_use]
pub fn tables_of(lines: &[String]) -> (Table, Table) {
    let documents: Vec<Value> = lines
        .iter()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let situations: Vec<&Value> = documents.iter().map(|d| &d["situation"]).collect();
    let mut households = Table::with_rows(documents.len());
    households.hidden("Dossier", documents.iter().map(|d| cell(d.get("id"))));
    households.hidden(
        "Nom",
        documents.iter().map(|_| Cell::Text("DUPONT".to_owned())),
    );
    for path in HOUSEHOLD {
        let name = path.replace('.', " ");
        households.column(&name, path, situations.iter().map(|s| cell(at(s, path))));
    }
    let loans = situations.iter().map(|s| match at(s, "logement.pret") {
        Some(Value::Null) => Cell::Text("Néant".to_owned()),
        _ => Cell::Empty,
    });
    households.column(
        "prêt",
        "{ champ: logement.pret, codes: { Néant: aucun } }",
        loans,
    );
    let known = situations
        .iter()
        .map(|s| unknown_list(s.get("prestations_percues")));
    households.column(
        "prestations connues",
        "{ champ: prestations_percues, codes: { non: inconnu } }",
        known,
    );
    // The codes of benefits, of the household and of a person.
    let mut codes: [BTreeSet<String>; 2] = Default::default();
    for line in situations
        .iter()
        .filter_map(|s| s.get("prestations_percues"))
        .flat_map(|l| l.as_array().unwrap())
    {
        let person = usize::from(!line["personne"].is_null());
        codes[person].insert(line["prestation"].as_str().unwrap().to_owned());
    }
    for code in &codes[0] {
        let of = |l: &Value| l["prestation"] == *code && l["personne"].is_null();
        if code == "css" {
            let held = situations
                .iter()
                .map(|s| match s.get("prestations_percues") {
                    None => Cell::Empty,
                    Some(lines) => Cell::Bool(lines.as_array().unwrap().iter().any(of)),
                });
            households.column("css", "prestations_percues.css", held);
            continue;
        }
        for month in 0..=13 {
            let cells = situations
                .iter()
                .map(|s| amount(s.get("prestations_percues"), of, "montant", month));
            households.hidden(&format!("{code}_m{month}"), cells);
        }
        let _ = writeln!(
            households.mapping,
            "  {code}_m*: prestations_percues.{code}"
        );
    }
    let people: Vec<(&Value, &Value, &Value)> = documents
        .iter()
        .flat_map(|d| {
            let situation = &d["situation"];
            let people = situation["personnes"].as_array().unwrap();
            people.iter().map(move |p| (&d["id"], situation, p))
        })
        .collect();
    let mut persons = Table::with_rows(people.len());
    persons.hidden("Dossier", people.iter().map(|(id, _, _)| cell(Some(id))));
    persons.hidden("NIR", people.iter().map(|_| Cell::Text("190".to_owned())));
    for key in PERSON {
        let field = format!("personnes.{key}");
        let name = format!("p {key}");
        persons.column(
            &name,
            &field,
            people.iter().map(|(_, _, p)| cell(p.get(key))),
        );
    }
    for year in [2024, 2025, 2026] {
        let cells = people.iter().map(|(_, _, p)| match p.get("benefice_reel") {
            None => Cell::Empty,
            Some(years) => cell(Some(years.get(year.to_string()).unwrap_or(&Value::from(0)))),
        });
        let field = format!(
            "{{ champ: personnes.benefice_reel, annee: N-{} }}",
            2026 - year
        );
        persons.column(&format!("bénéfice {year}"), &field, cells);
    }
    let known = people
        .iter()
        .map(|(_, _, p)| unknown_list(p.get("ressources")));
    persons.column(
        "ressources connues",
        "{ champ: personnes.ressources, codes: { non: inconnu } }",
        known,
    );
    let mut natures: BTreeSet<(String, String)> = BTreeSet::new();
    for line in people
        .iter()
        .filter_map(|(_, _, p)| p.get("ressources"))
        .flat_map(|l| l.as_array().unwrap())
    {
        let keys = line.as_object().unwrap().keys();
        for key in keys.filter(|k| !["nature", "debut", "fin"].contains(&k.as_str())) {
            natures.insert((line["nature"].as_str().unwrap().to_owned(), key.clone()));
        }
    }
    for (nature, key) in &natures {
        for month in 0..=32 {
            let of = |l: &Value| l["nature"] == *nature;
            let cells = people
                .iter()
                .map(|(_, _, p)| amount(p.get("ressources"), of, key, month));
            persons.hidden(&format!("{nature} {key} m{month}"), cells);
        }
        let key = if key == "montant" {
            String::new()
        } else {
            format!(".{key}")
        };
        let field = format!("personnes.ressources.{nature}{key}");
        let name = format!(
            "{nature} {} m*",
            if key.is_empty() { "montant" } else { &key[1..] }
        );
        let _ = writeln!(persons.mapping, "  {name}: {field}");
    }
    for code in &codes[1] {
        for month in 0..=13 {
            let cells = people.iter().map(|(_, s, p)| {
                let of = |l: &Value| l["prestation"] == *code && l["personne"] == p["id"];
                amount(s.get("prestations_percues"), of, "montant", month)
            });
            persons.hidden(&format!("p {code}_m{month}"), cells);
        }
        let _ = writeln!(
            persons.mapping,
            "  p {code}_m*: personnes.prestations_percues.{code}"
        );
    }
    (households, persons)
}

/// One table: what is said of the household stands on the row of each person.
#[must_use]
pub fn joined(households: &Table, persons: &Table) -> Table {
    let mut table = Table {
        header: households
            .header
            .iter()
            .chain(&persons.header[1..])
            .cloned()
            .collect(),
        mapping: format!("{}{}", households.mapping, persons.mapping),
        rows: Vec::new(),
    };
    for person in &persons.rows {
        let household = households.rows.iter().find(|h| h[0] == person[0]).unwrap();
        table
            .rows
            .push(household.iter().chain(&person[1..]).cloned().collect());
    }
    table
}

/// What says that the tables give everything.
pub const COMPLETE: &str = "complet: [personnes.ressources, prestations_percues]\n";

/// The mapping of one table.
#[must_use]
pub fn one(table: &Table) -> String {
    format!("foyer: Dossier\n{COMPLETE}colonnes:\n{}", table.mapping)
}

/// The mapping of two tables.
#[must_use]
pub fn two(households: &Table, persons: &Table) -> String {
    let indented: String = persons
        .mapping
        .lines()
        .map(|l| format!("  {l}\n"))
        .collect();
    format!(
        "{}personnes:\n  foyer: Dossier\n  colonnes:\n{indented}",
        one(households)
    )
}

/// A nested file: one row per household, its persons in a list, their wages by month in a list.
#[must_use]
pub fn nested(schema: &str, columns: Vec<Column>) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;

    let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for column in columns {
        let mut into = group.next_column().unwrap().unwrap();
        match column {
            Column::Text(values, defined, repeated) => {
                let values: Vec<ByteArray> = values.iter().map(|v| ByteArray::from(*v)).collect();
                into.typed::<ByteArrayType>()
                    .write_batch(&values, Some(&defined), Some(&repeated))
                    .unwrap();
            }
            Column::Day(values, defined, repeated) => {
                into.typed::<Int32Type>()
                    .write_batch(&values, Some(&defined), Some(&repeated))
                    .unwrap();
            }
            Column::Float(values, defined, repeated) => {
                into.typed::<DoubleType>()
                    .write_batch(&values, Some(&defined), Some(&repeated))
                    .unwrap();
            }
        }
        into.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

/// Values, then definition and repetition levels.
#[derive(Debug)]
pub enum Column {
    /// Texts.
    Text(Vec<&'static str>, Vec<i16>, Vec<i16>),
    /// Days after 1970.
    Day(Vec<i32>, Vec<i16>, Vec<i16>),
    /// Numbers.
    Float(Vec<f64>, Vec<i16>, Vec<i16>),
}
