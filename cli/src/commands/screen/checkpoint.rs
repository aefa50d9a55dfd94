//! Where a run is, on the disk: what it takes to go on after an interruption and to write the same bytes.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::summary::Summary;
use crate::control::journal::{Counts, Kept};
use crate::digest::Mark;
use crate::durable;
use crate::exit::{Failure, Outcome};

/// The end of the name of a checkpoint.
pub(crate) const END: &str = ".reprise";

/// The form of the file.
const FORM: u32 = 1;

/// All that the bytes of the output depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) outil: String,
    pub(crate) regles: String,
    pub(crate) options: String,
    pub(crate) manifeste: String,
    pub(crate) oppositions: Option<String>,
    pub(crate) entrees: Vec<Mark>,
}

/// A run that has not ended, or whose files have not all taken their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    pub(crate) reprise: u32,
    pub(crate) identite: Identity,
    /// What a purge goes by, as in the log of a run that ended.
    pub(crate) purge_le: String,
    /// The partial output, as far as it is on the disk.
    pub(crate) sortie: Kept,
    pub(crate) rejets: Option<Kept>,
    /// Lengths of the groups of a Parquet output.
    pub(crate) groupes: Vec<u64>,
    /// `lus` is the position in the inputs.
    pub(crate) comptes: Counts,
    pub(crate) bilan: Summary,
    /// How long it took so far.
    pub(crate) millisecondes: u64,
    /// The log of the run, once all is written and files have only to take their names.
    pub(crate) journal: Option<String>,
}

impl Identity {
    /// What is no longer the same, in words.
    fn changed(&self, now: &Identity, inputs: &[PathBuf]) -> Option<String> {
        let what = if self.outil != now.outil {
            format!(
                "la version du programme ({}, puis {})",
                self.outil, now.outil
            )
        } else if self.regles != now.regles {
            "les règles".to_owned()
        } else if self.options != now.options {
            format!(
                "les options (« {} », puis « {} »)",
                self.options, now.options
            )
        } else if self.manifeste != now.manifeste {
            "le manifeste".to_owned()
        } else if self.oppositions != now.oppositions {
            "la liste d'oppositions".to_owned()
        } else if self.entrees.len() != now.entrees.len() {
            "le nombre de fichiers d'entrée".to_owned()
        } else {
            let pairs = self.entrees.iter().zip(&now.entrees).zip(inputs);
            let (_, path) = pairs.into_iter().find(|((a, b), _)| a != b)?;
            format!("l'entrée « {} »", path.display())
        };
        Some(what)
    }
}

impl Checkpoint {
    /// Reads the checkpoint of a run, if there is one.
    pub(crate) fn read(path: &Path) -> Outcome<Option<Checkpoint>> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                let action = format!("lecture de « {} » impossible", path.display());
                return Err(Failure::io(action, &error));
            }
        };
        Checkpoint::parse(&bytes).map(Some).ok_or_else(|| {
            Failure::rejected(format!(
                "« {} » n'est pas un point de reprise de cette version du programme",
                path.display()
            ))
            .help("sans « --reprendre », le criblage recommence du début")
        })
    }

    /// Reads a checkpoint.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Checkpoint> {
        serde_json::from_slice(bytes)
            .ok()
            .filter(|checkpoint: &Checkpoint| checkpoint.reprise == FORM)
    }

    /// A run goes on only if it would have written the same bytes.
    pub(crate) fn check(&self, now: &Identity, inputs: &[PathBuf]) -> Outcome {
        match self.identite.changed(now, inputs) {
            None => Ok(()),
            Some(what) => Err(Failure::rejected(format!(
                "reprise impossible : {what} : ce n'est plus le criblage qui a été interrompu"
            ))
            .help("sans « --reprendre », le criblage recommence du début")),
        }
    }

    /// Writes it, all of it or nothing.
    pub(crate) fn write(&self, path: &Path) -> Outcome {
        // Plain maps, numbers and texts in memory: nothing can fail.
        durable::write(path, &serde_json::to_vec(self).unwrap_or_default())
    }

    /// The form that this program writes.
    pub(crate) const fn form() -> u32 {
        FORM
    }
}
