//! Lines that could not be evaluated: never lost, each with its place and the reason.

use std::path::{Path, PathBuf};

use super::output::Output;
use super::table;
use crate::digest::Mark;
use crate::durable::{self, Partial, cannot_write, is_kept};
use crate::exit::Outcome;
use crate::input::reject::{Fault, Reject};

/// How many are shown when no file keeps them.
const SHOWN: usize = 10;

/// Where rejects go.
#[derive(Debug)]
pub(crate) struct Rejects {
    path: Option<PathBuf>,
    file: Option<Output>,
    /// The inputs, when there are several: a reject then says which one it comes from.
    inputs: Vec<String>,
    /// Rejected lines so far.
    pub(crate) count: u64,
    first: Vec<String>,
}

impl Rejects {
    /// Rejects kept in a file, made at the first of them: no reject, no file.
    pub(crate) fn new(path: Option<PathBuf>, inputs: &[PathBuf]) -> Rejects {
        let inputs = match inputs {
            [] | [_] => Vec::new(),
            several => several.iter().map(|p| p.display().to_string()).collect(),
        };
        Rejects {
            path,
            file: None,
            inputs,
            count: 0,
            first: Vec::new(),
        }
    }

    /// Goes on from what was already kept.
    pub(crate) fn resume(&mut self, mark: Option<&Mark>, count: u64) -> Outcome {
        if let (Some(path), Some(mark)) = (&self.path, mark) {
            self.file = Some(Output::File(Partial::resume(path, mark)?));
        }
        self.count = count;
        Ok(())
    }

    /// Keeps a reject of the file at this position.
    pub(crate) fn push(&mut self, file: usize, reject: &Reject) -> Outcome {
        self.count = self.count.saturating_add(1);
        let input = self.inputs.get(file).map(String::as_str);
        let Some(path) = &self.path else {
            if self.first.len() < SHOWN {
                self.first.push(shown(input, reject));
            }
            return Ok(());
        };
        let mut rows = table::writer(Vec::new());
        // Writing in memory cannot fail.
        let mut row = |cells: [&str; 5]| {
            let input = input.map(table::safe);
            let _ = rows.write_record(input.as_deref().into_iter().chain(cells));
        };
        for fault in &reject.faults {
            let line = reject.line.to_string();
            let id = table::safe(reject.id.as_deref().unwrap_or_default());
            let (field, value, reason) = (
                table::safe(&fault.field),
                table::safe(&fault.value),
                table::safe(&fault.reason),
            );
            row([line.as_str(), &id, &field, &value, &reason]);
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let mut file = if is_kept(path) {
                    Output::File(Partial::create(path)?)
                } else {
                    Output::open(Some(path))?
                };
                file.write(&head(input.is_some()))?;
                none.insert(file)
            }
        };
        file.write(&rows.into_inner().unwrap_or_default())
    }

    /// What is on the disk for sure.
    pub(crate) fn mark(&mut self) -> Outcome<Option<Mark>> {
        match &mut self.file {
            Some(Output::File(partial)) => partial.mark().map(Some),
            Some(device) => device.flush().map(|()| None),
            None => Ok(None),
        }
    }

    /// The file, once there is something in it.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref().filter(|_| self.count > 0)
    }

    /// Gives its name to the file. When there is none, what an earlier run left would pass for the rejects of this one.
    pub(crate) fn publish(&mut self) -> Outcome {
        self.mark()?;
        match (&self.path, &self.file) {
            (Some(path), Some(Output::File(_))) => durable::publish(path),
            (Some(path), None) if is_kept(path) => {
                durable::remove(path).map_err(|error| cannot_write(path, &error))
            }
            _ => Ok(()),
        }
    }

    /// Leaves nothing of a run that has no result.
    pub(crate) fn discard(&mut self) {
        if let Some(Output::File(file)) = self.file.take() {
            // What cannot be removed is replaced by the next run.
            let _ = durable::remove(&file.partial());
        }
    }

    /// Where they are, or the first ones themselves; empty when there is none.
    pub(crate) fn summary(&self) -> String {
        if self.count == 0 {
            return String::new();
        }
        if let Some(path) = &self.path {
            return format!("rejets : voir « {} »", path.display());
        }
        let mut lines = self.first.clone();
        let more = self
            .count
            .saturating_sub(u64::try_from(self.first.len()).unwrap_or(0));
        if more > 0 {
            lines.push(format!(
                "… et {} : « --rejets FICHIER » les garde",
                crate::amounts::plural(more, "autre", "autres")
            ));
        }
        lines.join("\n")
    }
}

/// The header.
fn head(several: bool) -> Vec<u8> {
    let mut bytes = table::MARK.to_vec();
    let mut row = table::writer(Vec::new());
    let columns = ["ligne", "id", "champ", "valeur", "motif"];
    // Writing in memory cannot fail.
    let _ = row.write_record(several.then_some("fichier").into_iter().chain(columns));
    bytes.extend(row.into_inner().unwrap_or_default());
    bytes
}

/// `ligne 12 (menage-3) : personnes[0].naissance : …`
fn shown(input: Option<&str>, reject: &Reject) -> String {
    let id = reject
        .id
        .as_ref()
        .map(|id| format!(" ({id})"))
        .unwrap_or_default();
    let faults: Vec<String> = reject.faults.iter().map(Fault::words).collect();
    let input = input.map(|i| format!("{i}, ")).unwrap_or_default();
    format!("{input}ligne {}{id} : {}", reject.line, faults.join(" ; "))
}
