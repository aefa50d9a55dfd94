//! `droit lister couverture`: where and when each right is covered, what it rests on, how it is tested.
//!
//! Whether a right exists in a territory is computed: with nothing known but the territory, a "no" for every
//! composition of the household means that it does not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use droit_engine::calendar::{Month, date};
use droit_engine::law::Law;
use droit_engine::program::{Choices, ExprKind, InputId, Program, RoleId, Type};
use droit_engine::reference::{RestsOn, Verdict};
use droit_engine::situation::{Given, Person, Situation, Value};
use droit_engine::syntax::tree::Arity;
use serde_json::{Value as Json, json};

use crate::args::Shape;
use crate::commands::test::{self, Tested};
use crate::exit::Outcome;
use crate::laws::Laws;
use crate::out;
use crate::rules::Rules;

/// How many persons of a role that many hold, at most, are tried.
const MANY: usize = 3;

/// A right of the table.
struct Row {
    id: String,
    title: String,
    /// Months where it can be assessed: first and last of each run.
    months: Vec<(Month, Month)>,
    /// Whether it exists, by territory.
    exists: Vec<bool>,
    rests_on: RestsOn,
    unverified: usize,
    cases: usize,
}

pub(crate) fn list(rules: &Rules, program: Program, format: Shape) -> Outcome {
    let tested = test::tested(rules, &program);
    let laws = Laws::new(program);
    let program = laws.program();
    let territories = territories(program);
    let months = months(&laws);
    let mut by_month: BTreeMap<Month, BTreeSet<&str>> = BTreeMap::new();
    for (id, runs) in &months {
        if let Some((_, last)) = runs.last() {
            by_month.entry(*last).or_default().insert(id);
        }
    }
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for (month, ids) in by_month {
        if let Ok(law) = laws.at(month).as_ref() {
            for mut row in at(law, &ids, &territories) {
                row.cases = cases(&tested, &row);
                row.months = months.get(row.id.as_str()).cloned().unwrap_or_default();
                if let Some(id) = ids.get(row.id.as_str()) {
                    rows.insert(id, row);
                }
            }
        }
    }
    let rows: Vec<&Row> = program
        .benefits
        .iter()
        .filter_map(|benefit| rows.get(benefit.id.as_str()))
        .collect();
    let names = territories.map_or_else(Vec::new, |(_, choices)| choices.names.clone());
    match format {
        Shape::Human => out::print(&table(&rows, &names)),
        Shape::Json => {
            let all = rows.iter().map(|row| shown(row, &names));
            out::print_json(&Json::from(all.collect::<Vec<_>>()))
        }
    }
}

/// The input that tells the territory, and the territories.
fn territories(program: &Program) -> Option<(InputId, &Choices)> {
    let ExprKind::Input(id, _) = program.territory.as_ref()?.kind else {
        return None;
    };
    let Type::Choice(choices) = program.inputs.get(id.index())?.ty else {
        return None;
    };
    Some((id, program.choices.get(choices.index())?))
}

/// By right: the runs of months where it can be assessed, among those that some module covers.
fn months(laws: &Laws) -> BTreeMap<String, Vec<(Month, Month)>> {
    let covers = || laws.program().modules.iter().filter_map(|m| m.covers);
    let month = |days: Option<i32>| days.and_then(date).map(Month::of);
    let mut found: BTreeMap<String, Vec<(Month, Month)>> = BTreeMap::new();
    let (Some(first), Some(last)) = (
        month(covers().map(|(from, _)| from).min()),
        month(covers().map(|(_, to)| to).max()),
    ) else {
        return found;
    };
    let mut at = first;
    while at <= last {
        if let Ok(law) = laws.at(at).as_ref() {
            for benefit in law.benefits() {
                let Some(benefit) = laws.program().benefits.get(benefit.benefit.index()) else {
                    continue;
                };
                let runs = found.entry(benefit.id.to_string()).or_default();
                match runs.last_mut() {
                    Some((_, end)) if end.plus(1) == at => *end = at,
                    _ => runs.push((at, at)),
                }
            }
        }
        at = at.plus(1);
    }
    found
}

/// Some rights at a month.
fn at(law: &Law, ids: &BTreeSet<&str>, territories: &Option<(InputId, &Choices)>) -> Vec<Row> {
    let program = law.program();
    let households = households(program);
    let mut rows: Vec<Row> = program
        .benefits
        .iter()
        .filter(|benefit| ids.contains(benefit.id.as_str()))
        .map(|benefit| Row {
            id: benefit.id.to_string(),
            title: benefit.title.to_string(),
            months: Vec::new(),
            exists: Vec::new(),
            rests_on: RestsOn::default(),
            unverified: 0,
            cases: 0,
        })
        .collect();
    if let Some(household) = households.first() {
        let evaluation = law.evaluate(household);
        for row in &mut rows {
            row.rests_on = evaluation.rests_on(&row.id).unwrap_or_default();
            row.unverified = evaluation.unverified(&row.id).len();
        }
    }
    let Some((input, choices)) = territories else {
        return rows;
    };
    for position in 0..choices.codes.len() {
        let only = u32::try_from(position)
            .ok()
            .and_then(|p| 1_u128.checked_shl(p))
            .unwrap_or(0);
        for row in &mut rows {
            row.exists.push(false);
        }
        for household in &households {
            if rows.iter().all(|row| row.exists.last() == Some(&true)) {
                break;
            }
            let mut household = household.clone();
            household.set(*input, None, Given::Always(Value::Choices(only)));
            let evaluation = law.evaluate(&household);
            for row in &mut rows {
                let outcome = evaluation.outcome(&row.id);
                if outcome.is_some_and(|o| o.verdict != Verdict::No)
                    && let Some(exists) = row.exists.last_mut()
                {
                    *exists = true;
                }
            }
        }
    }
    rows
}

/// Households of which nothing is known but who is in them, the largest first: not even what the rules presume.
fn households(program: &Program) -> Vec<Situation> {
    let roles = &program.entity.roles;
    let of = |arity: Arity| {
        let all = roles.iter().enumerate();
        all.filter(move |(_, role)| role.arity == arity)
            .map(|(i, _)| RoleId::at(i))
            .collect::<Vec<_>>()
    };
    let (head, single, many) = (of(Arity::One), of(Arity::AtMostOne), of(Arity::Many));
    let mut compositions: Vec<Vec<RoleId>> = Vec::new();
    for count in [MANY, 1, 0] {
        for singles in [&single[..], &[]] {
            let mut persons = head.clone();
            persons.extend(singles);
            for role in &many {
                persons.extend(std::iter::repeat_n(*role, count));
            }
            persons.truncate(usize::try_from(program.entity.at_most).unwrap_or(usize::MAX));
            if !compositions.contains(&persons) {
                compositions.push(persons);
            }
        }
    }
    compositions
        .into_iter()
        .map(|roles| {
            let mut situation = Situation::empty(program);
            let persons = roles.into_iter().enumerate();
            situation.set_persons(
                persons
                    .map(|(i, role)| Person {
                        id: format!("p{}", i.saturating_add(1)),
                        role,
                    })
                    .collect(),
            );
            for (i, input) in program.inputs.iter().enumerate() {
                for person in situation.holders(input) {
                    situation.set(InputId::at(i), person, Given::UNKNOWN);
                }
            }
            situation
        })
        .collect()
}

/// How many cases expect something of a right, or of a rule that it rests on.
fn cases(tested: &[Tested], row: &Row) -> usize {
    let about = |case: &&Tested| {
        case.rights.contains(&row.id)
            || case
                .rules
                .iter()
                .any(|rule| row.rests_on.rules.contains(rule))
    };
    tested.iter().filter(about).count()
}

fn runs(row: &Row) -> String {
    let words = row.months.iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first} à {last}")
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

/// A table of Markdown, in columns.
fn table(rows: &[&Row], territories: &[String]) -> String {
    let mut cells: Vec<Vec<String>> = Vec::new();
    let head = ["droit", "identifiant", "mois couverts"].map(str::to_owned);
    let tail = ["articles", "cas", "à vérifier"].map(str::to_owned);
    cells.push(
        head.into_iter()
            .chain(territories.iter().cloned())
            .chain(tail)
            .collect(),
    );
    for row in rows {
        let exists = row
            .exists
            .iter()
            .map(|yes| if *yes { "oui" } else { "—" }.to_owned());
        let counts = [row.rests_on.articles.len(), row.cases, row.unverified];
        cells.push(
            [row.title.clone(), format!("`{}`", row.id), runs(row)]
                .into_iter()
                .chain(exists)
                .chain(counts.map(|n| n.to_string()))
                .collect(),
        );
    }
    let columns = cells.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns)
        .map(|i| {
            let column = cells.iter().filter_map(|line| line.get(i));
            column.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for (i, line) in cells.iter().enumerate() {
        for (cell, width) in line.iter().zip(&widths) {
            let _ = write!(text, "| {cell:<width$} ");
        }
        text.push_str("|\n");
        if i == 0 {
            for width in &widths {
                let _ = write!(text, "| {:-<width$} ", "");
            }
            text.push_str("|\n");
        }
    }
    text
}

fn shown(row: &Row, territories: &[String]) -> Json {
    let months = row
        .months
        .iter()
        .map(|(first, last)| json!({ "debut": first.to_string(), "fin": last.to_string() }));
    let exists: serde_json::Map<String, Json> = territories
        .iter()
        .cloned()
        .zip(row.exists.iter().map(|yes| Json::from(*yes)))
        .collect();
    json!({
        "identifiant": row.id,
        "titre": row.title,
        "mois": months.collect::<Vec<_>>(),
        "territoires": exists,
        "articles": row.rests_on.articles,
        "cas": row.cases,
        "a_verifier": row.unverified,
    })
}
