//! The run log: what was screened, under which rules and manifest, what came out, and until when it may be kept.
//!
//! It stands beside the output. It names no household. A purge adds a YAML document of its own at the end.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::manifest::Manifest;
use super::opposition::Oppositions;
use crate::digest::Mark;

/// The end of the name of a log.
pub(crate) const END: &str = ".journal.yaml";

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Journal {
    /// The form of the log: 1.
    pub(crate) journal: u32,
    pub(crate) outil: String,
    pub(crate) debut: String,
    pub(crate) duree_secondes: String,
    pub(crate) mois: String,
    pub(crate) options: String,
    pub(crate) regles: RulesUsed,
    pub(crate) manifeste: ManifestUsed,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) oppositions: Option<OppositionsUsed>,
    pub(crate) entrees: Vec<Kept>,
    pub(crate) sorties: Vec<Kept>,
    pub(crate) comptes: Counts,
    /// What a purge goes by, copied from the manifest.
    pub(crate) purge_le: String,
}

/// The rules of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulesUsed {
    pub(crate) version: String,
    pub(crate) sha256: String,
}

/// The manifest of a run, without its salt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManifestUsed {
    pub(crate) fichier: String,
    pub(crate) sha256: String,
    pub(crate) finalite: String,
    pub(crate) autorite: String,
    pub(crate) base_legale: String,
    pub(crate) sources: Vec<String>,
    /// Whether it says that the households are made up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) donnees_synthetiques: bool,
}

impl ManifestUsed {
    /// Of a manifest.
    pub(crate) fn of(manifest: &Manifest) -> Self {
        Self {
            fichier: manifest.path.display().to_string(),
            sha256: manifest.sha256.clone(),
            finalite: Manifest::PURPOSE.to_owned(),
            autorite: manifest.authority.clone(),
            base_legale: manifest.ground.clone(),
            sources: manifest.sources.clone(),
            donnees_synthetiques: manifest.synthetic,
        }
    }
}

/// The list of oppositions of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OppositionsUsed {
    pub(crate) fichier: String,
    pub(crate) sha256: String,
    pub(crate) empreintes: u64,
}

impl OppositionsUsed {
    /// Of a list.
    pub(crate) fn of(oppositions: &Oppositions) -> Self {
        Self {
            fichier: oppositions.path.display().to_string(),
            sha256: oppositions.sha256.clone(),
            empreintes: crate::amounts::number_of(oppositions.len()),
        }
    }
}

/// A file, read or written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    pub(crate) fichier: String,
    pub(crate) octets: u64,
    pub(crate) sha256: String,
}

impl Kept {
    /// A file and its mark.
    pub(crate) fn new(path: String, mark: Mark) -> Self {
        Self {
            fichier: path,
            octets: mark.octets,
            sha256: mark.sha256,
        }
    }

    /// The mark.
    pub(crate) fn mark(&self) -> Mark {
        Mark {
            octets: self.octets,
            sha256: self.sha256.clone(),
        }
    }
}

/// How many there were of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Counts {
    /// Households read.
    pub(crate) lus: u64,
    /// Evaluated.
    pub(crate) evalues: u64,
    /// Rejected.
    pub(crate) rejetes: u64,
    /// Left aside because they object.
    pub(crate) opposes: u64,
    /// Rows written.
    pub(crate) lignes: u64,
}

/// How an output is named in a log that stands in `folder`: its name when it stands there too, so that the folder can be
/// moved, else its whole path.
pub(crate) fn name_in(folder: &Path, path: &Path) -> String {
    let parent = |path: &Path| {
        let parent = path.parent().unwrap_or(Path::new(""));
        let parent = if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        };
        std::fs::canonicalize(parent).unwrap_or_else(|_| parent.to_owned())
    };
    let (here, there) = (parent(&folder.join("x")), parent(path));
    let name = path.file_name().map(PathBuf::from).unwrap_or_default();
    if here == there {
        name.display().to_string()
    } else {
        there.join(name).display().to_string()
    }
}

impl Journal {
    /// The text of the log.
    pub(crate) fn text(&self) -> String {
        // Plain maps and texts in memory: nothing can fail.
        serde_yaml::to_string(self).unwrap_or_default()
    }

    /// Reads a log, without what purges added to it.
    pub(crate) fn read(text: &str) -> Option<Journal> {
        let first = serde_yaml::Deserializer::from_str(text).next()?;
        Journal::deserialize(first)
            .ok()
            .filter(|journal| journal.journal == 1)
    }
}
