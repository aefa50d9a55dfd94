//! Types of households, as a table describes them: how many persons of each role.

use droit_engine::program::Program;
use droit_engine::situation::{Document, Situation};

const TABLE: &str = include_str!("../../../data/indicateurs/types.csv");

/// The field of a situation that tells whether the claimant lives in a couple, and the column that reads it.
const COUPLE: &str = "couple";
const EXCLUDED: &str = "couple_exclu";

/// How many persons of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    None,
    Some,
    /// No household fits: the line of those that no other describes.
    Never,
}

/// A type of household.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    pub(crate) code: &'static str,
    pub(crate) label: &'static str,
    roles: Vec<(&'static str, Number)>,
    excluded: Vec<&'static str>,
}

/// The types, in the order of the table; the last one is for what fits no other.
#[derive(Debug, Clone)]
pub(crate) struct Kinds(pub(crate) Vec<Kind>);

impl Kinds {
    /// Those of the program.
    pub(crate) fn new() -> Kinds {
        let mut lines = TABLE.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split(';').collect();
        Kinds(lines.filter_map(|line| kind(&header, line)).collect())
    }

    /// The type of a household.
    pub(crate) fn of(
        &self,
        program: &Program,
        situation: &Situation,
        document: &Document,
    ) -> usize {
        let last = self.0.len().saturating_sub(1);
        let Some(persons) = situation.persons() else {
            return last;
        };
        let count = |role: &str| {
            let has = |p: &droit_engine::situation::Person| {
                let found = program.entity.roles.get(p.role.index());
                found.is_some_and(|r| r.code == role)
            };
            persons.iter().filter(|p| has(p)).count()
        };
        let couple = document.get("situation").unwrap_or(document).get(COUPLE);
        let couple = couple.and_then(Document::text).unwrap_or_default();
        self.0
            .iter()
            .position(|kind| {
                !kind.excluded.contains(&couple)
                    && kind.roles.iter().all(|(role, number)| match number {
                        Number::None => count(role) == 0,
                        Number::Some => count(role) > 0,
                        Number::Never => false,
                    })
            })
            .unwrap_or(last)
    }
}

fn kind(header: &[&'static str], line: &'static str) -> Option<Kind> {
    let mut cells = header.iter().zip(line.split(';'));
    let (_, code) = cells.next()?;
    let (_, label) = cells.next()?;
    let mut kind = Kind {
        code,
        label,
        roles: Vec::new(),
        excluded: Vec::new(),
    };
    for (column, cell) in cells {
        if *column == EXCLUDED {
            kind.excluded = cell.split_whitespace().collect();
        } else {
            let number = match cell {
                "0" => Number::None,
                "1+" => Number::Some,
                _ => Number::Never,
            };
            kind.roles.push((column, number));
        }
    }
    Some(kind)
}
