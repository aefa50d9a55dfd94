//! Lines that could not be evaluated: never lost, each with its place and the reason.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use super::table;
use crate::exit::{Failure, Outcome};
use crate::input::reject::Reject;

/// How many are shown when no file keeps them.
const SHOWN: usize = 10;

/// Where rejects go.
pub(crate) struct Rejects {
    path: Option<PathBuf>,
    file: Option<csv::Writer<BufWriter<File>>>,
    /// Rejected lines so far.
    pub(crate) count: u64,
    first: Vec<String>,
}

impl Rejects {
    /// Rejects kept in a file, made at the first of them: no reject, no file.
    pub(crate) fn new(path: Option<PathBuf>) -> Outcome<Rejects> {
        // What an earlier run left would pass for the rejects of this one.
        if let Some(path) = &path
            && path.is_file()
        {
            std::fs::remove_file(path).map_err(|e| fail(path, &e))?;
        }
        Ok(Rejects {
            path,
            file: None,
            count: 0,
            first: Vec::new(),
        })
    }

    /// Keeps a reject.
    pub(crate) fn push(&mut self, reject: &Reject) -> Outcome {
        self.count = self.count.saturating_add(1);
        let Some(path) = &self.path else {
            if self.first.len() < SHOWN {
                self.first.push(shown(reject));
            }
            return Ok(());
        };
        if self.file.is_none() {
            let mut file = BufWriter::new(File::create(path).map_err(|e| fail(path, &e))?);
            file.write_all(table::MARK).map_err(|e| fail(path, &e))?;
            let mut writer = table::writer(file);
            writer
                .write_record(["ligne", "id", "champ", "valeur", "motif"])
                .map_err(|e| csv_fail(path, e))?;
            self.file = Some(writer);
        }
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        for fault in &reject.faults {
            let line = reject.line.to_string();
            let id = table::safe(reject.id.as_deref().unwrap_or_default());
            let (field, value, reason) = (
                table::safe(&fault.field),
                table::safe(&fault.value),
                table::safe(&fault.reason),
            );
            file.write_record([line.as_str(), &id, &field, &value, &reason])
                .map_err(|e| csv_fail(path, e))?;
        }
        Ok(())
    }

    /// Writes what is still in memory.
    pub(crate) fn finish(&mut self) -> Outcome {
        if let (Some(file), Some(path)) = (&mut self.file, &self.path) {
            file.flush().map_err(|e| fail(path, &e))?;
        }
        Ok(())
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

fn fail(path: &std::path::Path, error: &std::io::Error) -> Failure {
    Failure::io(
        format!("écriture de « {} » impossible", path.display()),
        error,
    )
}

fn csv_fail(path: &std::path::Path, error: csv::Error) -> Failure {
    fail(path, &std::io::Error::from(error))
}

/// `ligne 12 (menage-3) : personnes[0].naissance : …`
fn shown(reject: &Reject) -> String {
    let id = reject
        .id
        .as_ref()
        .map(|id| format!(" ({id})"))
        .unwrap_or_default();
    let faults: Vec<String> = reject
        .faults
        .iter()
        .map(|f| {
            if f.field.is_empty() {
                f.reason.clone()
            } else {
                format!("{} : {}", f.field, f.reason)
            }
        })
        .collect();
    format!("ligne {}{id} : {}", reject.line, faults.join(" ; "))
}
