//! What a run has to say of a flow, counted: never a person, never a value longer than a code.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// Different remarks kept: a file of nonsense does not fill the memory.
const MOST: usize = 200;

/// Remarks of a run, from every thread.
#[derive(Debug, Default)]
pub(crate) struct Notes(Mutex<BTreeMap<String, u64>>);

impl Notes {
    /// Counts a remark.
    pub(crate) fn add(&self, remark: impl Into<String>) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let remark = remark.into();
        if notes.len() < MOST || notes.contains_key(&remark) {
            let count = notes.entry(remark).or_default();
            *count = count.saturating_add(1);
        }
    }

    /// The remarks, sorted, each with how many times it was made.
    pub(crate) fn lines(&self) -> Vec<String> {
        let notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |(remark, count): (&String, &u64)| match count {
            1 => remark.clone(),
            n => format!("{remark} ({} fois)", crate::amounts::count(*n)),
        };
        notes.iter().map(line).collect()
    }
}

/// Remarks on one dossier: each once, however often it is looked at.
#[derive(Debug, Default)]
pub(super) struct Remarks(RefCell<BTreeSet<String>>);

impl Remarks {
    /// Makes a remark.
    pub(super) fn add(&self, remark: impl Into<String>) {
        self.0.borrow_mut().insert(remark.into());
    }

    /// Counts them with those of the run.
    pub(super) fn count(self, notes: &Notes) {
        self.0.into_inner().into_iter().for_each(|r| notes.add(r));
    }
}
