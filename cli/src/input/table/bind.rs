//! A mapping beside the header of a file: which column stands where, which one is missing.

use droit_engine::program::slug;

use super::mapping::{Column, Problem, Table, Whose};
use super::options::{Moment, When};
use crate::render::words;

/// The columns of a file that are read.
#[derive(Debug)]
pub(crate) struct Bound {
    /// Position of the key of the household.
    pub(crate) key: usize,
    /// Columns, with their positions.
    pub(crate) columns: Vec<(usize, Column)>,
    /// Which of them are of the person of the row.
    pub(super) own: Vec<usize>,
    /// Which of them are of the household, or of a person named by a role.
    pub(super) shared: Vec<usize>,
    /// Columns of the file that the mapping does not name.
    pub(crate) unmapped: Vec<String>,
}

/// Finds the columns of a mapping in a header.
pub(crate) fn bind(table: &Table, header: &[String]) -> Result<Bound, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut find = |name: &str, line: usize| match position(name, header) {
        Ok(found) => Some(found),
        Err(message) => {
            let near = words::nearest(name, header.iter().map(String::as_str));
            problems.push(Problem {
                line,
                message,
                help: Some(near.map_or_else(
                    || format!("colonnes du fichier : {}", header.join(", ")),
                    |near| format!("vouliez-vous dire « {near} » ?"),
                )),
            });
            None
        }
    };
    let key = find(&table.key, 0);
    let mut columns = Vec::new();
    for column in &table.columns {
        if let Some((before, after)) = column.name.split_once('*') {
            let numbered = numbered(column, before, after, header);
            if numbered.is_empty() {
                find(&column.name, column.line);
            }
            columns.extend(numbered);
        } else if let Some(found) = find(&column.name, column.line) {
            columns.push((found, column.clone()));
        }
    }
    match key {
        Some(key) if problems.is_empty() => {
            let named = |(i, name): &(usize, &String)| {
                *i == key
                    || columns.iter().any(|(c, _)| c == i)
                    || table.ignored.iter().any(|k| slug(k) == slug(name))
                    || name.is_empty()
            };
            let unmapped = header.iter().enumerate().filter(|c| !named(c));
            let unmapped = unmapped.map(|(_, name)| name.clone()).collect();
            let is_own = |place: &usize| {
                columns
                    .get(*place)
                    .is_some_and(|(_, column)| column.whose == Whose::Person)
            };
            let (own, shared) = (0..columns.len()).partition(is_own);
            Ok(Bound {
                key,
                columns,
                own,
                shared,
                unmapped,
            })
        }
        _ => Err(problems),
    }
}

/// Where a column is: by its name as written, else without accents, case and marks.
fn position(name: &str, header: &[String]) -> Result<usize, String> {
    let exact: Vec<usize> = positions(header, |h| h.trim() == name.trim());
    let found = if exact.is_empty() {
        positions(header, |h| slug(h) == slug(name))
    } else {
        exact
    };
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(format!("le fichier n'a pas de colonne « {name} »")),
        _ => Err(format!(
            "le fichier a {} colonnes « {name} » : donnez-leur des noms différents",
            found.len()
        )),
    }
}

fn positions(header: &[String], test: impl Fn(&str) -> bool) -> Vec<usize> {
    header
        .iter()
        .enumerate()
        .filter(|(_, h)| test(h))
        .map(|(i, _)| i)
        .collect()
}

/// The columns `salaire_m1`, `salaire_m2`… that `salaire_m*` stands for.
fn numbered(column: &Column, before: &str, after: &str, header: &[String]) -> Vec<(usize, Column)> {
    let mut found = Vec::new();
    for (position, name) in header.iter().enumerate() {
        let number = name
            .trim()
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .filter(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|digits| digits.parse::<i32>().ok())
            .filter(|n| *n <= 240);
        if let Some(number) = number {
            let month = Moment::Offset(number.saturating_neg());
            found.push((
                position,
                Column {
                    name: name.clone(),
                    when: When::Months(month, month),
                    ..column.clone()
                },
            ));
        }
    }
    found
}
