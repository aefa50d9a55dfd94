//! Two tables read in step: the households, and the persons of each. Both are in the order of the households; what is a
//! little out of order waits in a window of bounded size.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::Arc;

use super::convert::Plan;
use super::households::{Group, Run, Runs, Seen, group};
use super::row::Row;
use crate::input::{Raw, Source};

/// The rows of persons that wait for their household.
const WINDOW: usize = 100_000;

/// So many households without anybody, while persons wait: the two files are not in the same order.
const MOST_LOST: usize = 1_000;

/// Two tables.
pub(super) struct Two {
    households: Runs,
    persons: Runs,
    seen: Seen,
    plan: Arc<Plan>,
    /// Persons read ahead of their household, by key, and the keys in the order of the file.
    waiting: HashMap<String, Vec<Row>>,
    order: VecDeque<String>,
    rows: usize,
    /// The file of persons has been read to its end.
    ended: bool,
    lost: usize,
    /// What is to be given before the next household.
    ready: VecDeque<Raw>,
    failed: Option<io::Error>,
}

impl Two {
    pub(super) fn new(households: Runs, persons: Runs, plan: Arc<Plan>) -> Two {
        Two {
            households,
            persons,
            seen: Seen::new(),
            plan,
            waiting: HashMap::new(),
            order: VecDeque::new(),
            rows: 0,
            ended: false,
            lost: 0,
            ready: VecDeque::new(),
            failed: None,
        }
    }

    /// The persons of a household; none when the window does not hold them.
    fn persons(&mut self, key: &str) -> io::Result<Vec<Row>> {
        loop {
            if let Some(rows) = self.waiting.remove(key) {
                self.rows = self.rows.saturating_sub(rows.len());
                if self.order.front().is_some_and(|first| first == key) {
                    self.order.pop_front();
                }
                return Ok(rows);
            }
            if self.ended || self.rows >= WINDOW {
                return Ok(Vec::new());
            }
            match self.persons.next()? {
                None => self.ended = true,
                Some(run) => self.keep(run),
            }
        }
    }

    fn keep(&mut self, run: Run) {
        match run.key {
            Ok(key) if !run.too_many => {
                self.rows = self.rows.saturating_add(run.rows.len());
                match self.waiting.get_mut(&key) {
                    Some(rows) => rows.extend(run.rows),
                    None => {
                        self.order.push_back(key.clone());
                        self.waiting.insert(key, run.rows);
                    }
                }
            }
            Ok(key) => {
                let reason = "plus de personnes qu'un foyer n'en a : cette colonne n'est pas la clé du foyer";
                self.reject(key, run.rows, reason.to_owned());
            }
            Err(reason) => self.reject(String::new(), run.rows, reason),
        }
    }

    /// Persons who cannot be joined to a household.
    fn reject(&mut self, key: String, mut persons: Vec<Row>, reason: String) {
        persons.truncate(1);
        let group = Group {
            plan: Arc::clone(&self.plan),
            key,
            main: Vec::new(),
            persons,
            fault: Some((self.plan.persons_key_name().to_owned(), reason)),
        };
        self.ready.push_back(group.raw());
    }

    /// Makes room: the persons who have waited the longest belong to no household of the file.
    fn drop_oldest(&mut self) {
        while let Some(key) = self.order.pop_front() {
            if let Some(rows) = self.waiting.remove(&key) {
                self.rows = self.rows.saturating_sub(rows.len());
                self.orphans(key, rows);
                return;
            }
        }
    }

    fn orphans(&mut self, key: String, rows: Vec<Row>) {
        let reason = "aucune ligne de ce foyer dans le fichier des foyers, ou pas au même endroit"
            .to_owned();
        self.reject(key, rows, reason);
    }

    fn household(&mut self, run: Run) -> io::Result<()> {
        let Ok(key) = run.key.clone() else {
            let group = group(&self.plan, run, &mut self.seen, Vec::new());
            self.ready.push_back(group.raw());
            return Ok(());
        };
        // The household is complete only with all of its persons: a fault of their file stops the reading before it.
        let persons = self.persons(&key)?;
        let nobody = persons.is_empty();
        let full = self.rows >= WINDOW;
        let mut group = group(&self.plan, run, &mut self.seen, persons);
        if nobody && group.fault.is_none() {
            let column = self.plan.key_name().to_owned();
            let reason = if full {
                format!(
                    "aucune personne de ce foyer parmi les {WINDOW} lignes suivantes du fichier des personnes"
                )
            } else {
                "aucune personne de ce foyer dans le fichier des personnes".to_owned()
            };
            group.fault = Some((column, reason));
        }
        self.ready.push_back(group.raw());
        if nobody && full {
            self.lost = self.lost.saturating_add(1);
            self.drop_oldest();
        }
        if self.lost > MOST_LOST {
            return Err(io::Error::other(
                "les deux fichiers ne sont pas dans le même ordre : triez-les tous deux par la clé du foyer",
            ));
        }
        Ok(())
    }

    /// At the end, whoever still waits has no household.
    fn rest(&mut self) -> io::Result<bool> {
        if !self.ended {
            match self.persons.next()? {
                None => self.ended = true,
                Some(run) => self.keep(run),
            }
        }
        self.drop_oldest();
        Ok(!self.ended || !self.ready.is_empty() || !self.waiting.is_empty())
    }
}

impl Source for Two {
    fn next(&mut self) -> io::Result<Option<Raw>> {
        loop {
            if let Some(raw) = self.ready.pop_front() {
                return Ok(Some(raw));
            }
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            let step = match self.households.next() {
                Ok(Some(run)) => self.household(run),
                Ok(None) => match self.rest() {
                    Ok(true) => Ok(()),
                    Ok(false) => return Ok(None),
                    Err(error) => Err(error),
                },
                Err(error) => Err(error),
            };
            // What is ready goes first.
            if let Err(error) = step {
                self.failed = Some(error);
            }
        }
    }
}
