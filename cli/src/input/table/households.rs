//! One table cut into households: consecutive rows with the same key.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io;
use std::sync::Arc;

use super::convert::Plan;
use super::row::{Row, Rows};
use crate::input::reject::{Fault, Reject};
use crate::input::{Content, Raw, Read, Source};

/// The rows that a household may have; beyond it, the column of the key is not one.
pub(super) const MOST_ROWS: usize = 1_000;

/// Keys that are kept, to notice those that come back: their hashes take less than a hundred megabytes.
const MOST_KEYS: usize = 4_000_000;

/// The rows of a household.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) plan: Arc<Plan>,
    pub(crate) key: String,
    /// Rows of the only table, or of the households.
    pub(crate) main: Vec<Row>,
    /// Rows of the table of persons.
    pub(crate) persons: Vec<Row>,
    /// Why the household cannot be read as a whole: the column, and the reason.
    pub(crate) fault: Option<(String, String)>,
}

impl Group {
    /// A household for the workers.
    pub(super) fn raw(self) -> Raw {
        let rows = || self.main.iter().chain(&self.persons);
        Raw {
            number: rows().next().map_or(0, |row| row.line),
            size: rows().map(Row::size).fold(64, usize::saturating_add),
            content: Content::Table(Box::new(self)),
        }
    }

    /// The document of the household.
    pub(crate) fn read(&self, number: u64) -> Result<Vec<Read<'_>>, Reject> {
        let plan = &self.plan;
        let id = (!self.key.is_empty()).then(|| self.key.clone());
        let faults = match &self.fault {
            Some((column, reason)) => vec![Fault {
                field: column.clone(),
                value: self.key.clone(),
                reason: reason.clone(),
            }],
            None => match plan.document(self) {
                Ok(document) => {
                    return Ok(vec![Read {
                        document,
                        rights: None,
                        plan: Some(Arc::clone(plan)),
                    }]);
                }
                Err(faults) => faults,
            },
        };
        Err(Reject {
            line: number,
            id,
            faults,
        })
    }
}

/// Keys already seen.
pub(super) struct Seen {
    hasher: RandomState,
    keys: HashSet<u64>,
}

impl Seen {
    pub(super) fn new() -> Seen {
        Seen {
            hasher: RandomState::new(),
            keys: HashSet::new(),
        }
    }

    /// Whether a key is new; keeps it.
    pub(super) fn is_new(&mut self, key: &str) -> bool {
        let hash = self.hasher.hash_one(key);
        if self.keys.len() >= MOST_KEYS {
            return !self.keys.contains(&hash);
        }
        self.keys.insert(hash)
    }
}

/// Consecutive rows with the same key.
pub(super) struct Runs {
    rows: Box<dyn Rows>,
    key: usize,
    next: Option<(Result<String, String>, Row)>,
}

/// Rows with the same key, or a row without key and why.
pub(super) struct Run {
    pub(super) key: Result<String, String>,
    pub(super) rows: Vec<Row>,
    /// More rows than a household has.
    pub(super) too_many: bool,
}

impl Runs {
    pub(super) fn new(rows: Box<dyn Rows>, key: usize) -> Runs {
        Runs {
            rows,
            key,
            next: None,
        }
    }

    fn row(&mut self) -> io::Result<Option<(Result<String, String>, Row)>> {
        match self.next.take() {
            Some(next) => Ok(Some(next)),
            None => Ok(self.rows.next()?.map(|row| (row.key(self.key), row))),
        }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Run>> {
        let Some((key, row)) = self.row()? else {
            return Ok(None);
        };
        let mut run = Run {
            key,
            rows: vec![row],
            too_many: false,
        };
        if run.key.is_err() {
            return Ok(Some(run));
        }
        // What was read before a fault of the file is still given: the fault comes again at the next call.
        while let Ok(Some((key, row))) = self.row() {
            if key != run.key {
                self.next = Some((key, row));
                break;
            }
            if run.rows.len() < MOST_ROWS {
                run.rows.push(row);
            } else {
                run.too_many = true;
            }
        }
        Ok(Some(run))
    }
}

/// The households of one table.
pub(super) struct One {
    pub(super) runs: Runs,
    pub(super) seen: Seen,
    pub(super) plan: Arc<Plan>,
}

impl Source for One {
    fn next(&mut self) -> io::Result<Option<Raw>> {
        let Some(run) = self.runs.next()? else {
            return Ok(None);
        };
        Ok(Some(
            group(&self.plan, run, &mut self.seen, Vec::new()).raw(),
        ))
    }
}

/// The household of a run of rows, with its persons.
pub(super) fn group(plan: &Arc<Plan>, run: Run, seen: &mut Seen, persons: Vec<Row>) -> Group {
    let column = plan.key_name().to_owned();
    let (key, fault) = match run.key {
        Err(reason) => (String::new(), Some((column, reason))),
        Ok(key) => {
            let fault = if run.too_many {
                Some(format!(
                    "plus de {MOST_ROWS} lignes ont cette valeur : cette colonne n'est pas la clé du foyer"
                ))
            } else if seen.is_new(&key) {
                None
            } else {
                Some(
                    "ce foyer est déjà plus haut dans le fichier : ses lignes doivent se suivre, triez le fichier"
                        .to_owned(),
                )
            };
            (key, fault.map(|fault| (column, fault)))
        }
    };
    Group {
        plan: Arc::clone(plan),
        key,
        main: run.rows,
        persons,
        fault,
    }
}
