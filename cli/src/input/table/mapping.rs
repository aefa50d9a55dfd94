//! The mapping file: what each column of a user's file is. Every error is told at once, with its line.

use std::path::Path;

use droit_engine::situation::Document;

use super::fields::{Field, Fields, Place};
use super::options::{Empty, Scale, When};
use super::reading;
use crate::exit::{Failure, Fault, Outcome};
use crate::read;

/// A mapping.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// The only table, or that of the households.
    pub(crate) main: Table,
    /// The table of the persons, when they have their own.
    pub(crate) persons: Option<Table>,
    /// Lists whose lines are all in the file (and whether each person has its own): what it does not cite is nothing.
    pub(crate) complete: Vec<(String, bool)>,
}

/// What a mapping says of a table.
#[derive(Debug)]
pub(crate) struct Table {
    /// The column that tells the household.
    pub(crate) key: String,
    /// How to read the file.
    pub(crate) form: Form,
    /// The columns to read.
    pub(crate) columns: Vec<Column>,
    /// Columns that are known and not used.
    pub(crate) ignored: Vec<String>,
    /// The list of a nested file that holds the persons.
    pub(crate) list: Option<String>,
}

/// How to read a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Form {
    /// Found out when not said.
    pub(crate) separator: Option<u8>,
    /// Found out when not said.
    pub(crate) encoding: Option<Encoding>,
    /// The sheet of a spreadsheet; the first one when not said.
    pub(crate) sheet: Option<String>,
    /// The line of the header, from 1.
    pub(crate) header: u64,
}

/// How letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Windows1252,
}

/// What a column is.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its name in the file; `*` stands for a number.
    pub(crate) name: String,
    /// Its line in the mapping.
    pub(crate) line: usize,
    /// What it fills.
    pub(crate) field: Field,
    /// Whose value it is.
    pub(crate) whose: Whose,
    /// When it holds.
    pub(crate) when: When,
    /// Its unit.
    pub(crate) scale: Scale,
    /// Values of the file, and what they mean.
    pub(crate) codes: Vec<(String, String)>,
    /// What an empty cell means.
    pub(crate) empty: Empty,
}

/// Whose value a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The household's.
    Household,
    /// That of the person of the row.
    Person,
    /// That of the person of a role, by rank from 1, on the row of the household.
    Slot(String, usize),
}

/// What is wrong with a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// From 1; 0 when it has no place.
    pub(crate) line: usize,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// The text of a mapping, before it is read.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    /// What messages call it.
    pub(crate) name: String,
    pub(crate) text: String,
    /// Whether its lines are those of a file that somebody can look at.
    pub(crate) has_lines: bool,
}

impl Text {
    /// Of a file.
    pub(crate) fn of(path: &Path) -> Outcome<Text> {
        Ok(Text {
            name: read::name(path),
            text: read::text(path)?,
            has_lines: true,
        })
    }

    /// Reads the mapping.
    pub(crate) fn read(&self, fields: &Fields) -> Outcome<Mapping> {
        let document = Document::from_yaml(&self.text)
            .map_err(|error| Failure::rejected(format!("{}, {error}", self.name)))?;
        reading::mapping(&self.text, &document, fields).map_err(|problems| self.refused(problems))
    }

    /// Every problem.
    pub(crate) fn refused(&self, problems: Vec<Problem>) -> Failure {
        let count = u64::try_from(problems.len()).unwrap_or(u64::MAX);
        let faults = problems.into_iter().map(|problem| Fault {
            place: if problem.line > 0 && self.has_lines {
                format!("{}, ligne {}", self.name, problem.line)
            } else {
                self.name.clone()
            },
            message: problem.message,
            help: problem.help,
        });
        Failure::Faults {
            faults: faults.collect(),
            end: format!(
                "{} : {}, la correspondance ne peut pas être utilisée",
                self.name,
                crate::amounts::plural(count, "erreur", "erreurs")
            ),
        }
    }
}

/// Fields that two columns fill. Lines of a list add up, the rest has one value.
pub(super) fn repeated<'a>(columns: impl Iterator<Item = &'a Column>) -> Vec<Problem> {
    let mut seen: Vec<&Column> = Vec::new();
    let mut problems = Vec::new();
    for column in columns {
        let twin = seen.iter().find(|other| {
            other.field.path == column.field.path
                && other.whose == column.whose
                && other.when == column.when
        });
        let adds = matches!(column.field.place, Place::Line { .. });
        if let Some(twin) = twin.filter(|_| !adds) {
            problems.push(Problem {
                line: column.line,
                message: format!(
                    "« {} » est déjà rempli par la colonne « {} »",
                    column.field.path, twin.name
                ),
                help: None,
            });
        }
        seen.push(column);
    }
    problems
}
