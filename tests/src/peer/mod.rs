//! Comparison with OpenFisca-France: the law decides, every difference has a name.
//!
//! In: the households of `tests/peer`, with what OpenFisca computes; the figures of `tests/peer/figures`: which answer
//! faces which rule, one file by right; the deviations of `tests/peer/ecarts`: each is a small reform that gives one
//! step of our rules the variant of OpenFisca. Out: for each figure of each household, whether both agree, else which
//! deviations explain it. A deviation explains a difference when, all deviations applied but this one, OpenFisca's
//! figure is no longer found. A figure that is not found with all of them is unexplained.
//!
//! Rights are compared one by one: the others are received for what OpenFisca computes (`tests/peer/recus.yaml`), and
//! nothing more is claimed.

mod compare;
mod deviation;
mod figure;
mod household;
mod laws;
mod set;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

pub use compare::{Compared, File, Status, compare, explain_steps, strays};
pub use deviation::Deviation;
use droit_engine::source::{Source, Sources};
pub use figure::{Figure, Persons, Right};
pub use household::{Household, MONTHS};
pub use laws::Laws;
pub use set::Set;
pub use table::{Report, readme};

use self::household::Received;

/// What is chosen of the comparison; nothing chosen is everything.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Identifiers of rights.
    pub rights: Vec<String>,
    /// Months.
    pub months: Vec<String>,
    /// No deviation at all: the law alone.
    pub law_only: bool,
}

/// Everything that the comparison reads.
#[derive(Debug)]
pub struct Peer {
    /// Folder with `rules` and `tests/peer`.
    root: PathBuf,
    /// Every right, compared here or not.
    pub rights: Vec<Right>,
    /// What is compared.
    pub figures: Vec<Figure>,
    /// The deviations that touch it, by name.
    pub deviations: Vec<Deviation>,
    /// The files compared.
    pub months: Vec<String>,
    received: Received,
    rules: Sources,
    /// Read by the comparison itself, deviations or not.
    reading: Vec<Source>,
}

impl Peer {
    /// Reads what is below a root: `rules`, `tests/peer/figures`, `tests/peer/ecarts`.
    ///
    /// # Errors
    ///
    /// What is wrong, in words for the person who wrote it.
    pub fn load(root: &Path, choice: &Choice) -> Result<Peer, String> {
        let folder = root.join("tests/peer");
        let (rights, mut figures) = figure::figures(&folder.join("figures"))?;
        let mut chosen = Vec::new();
        for id in &choice.rights {
            let known = || {
                let ids: Vec<&str> = rights.iter().map(|right| right.id.as_str()).collect();
                format!("pas de figures pour « {id} » ; il y a {}", ids.join(", "))
            };
            chosen.push(rights.iter().position(|r| r.id == *id).ok_or_else(known)?);
        }
        let asked = |right: &usize| chosen.is_empty() || chosen.contains(right);
        figures.retain(|figure| asked(&figure.right));
        let mut deviations = if choice.law_only {
            Vec::new()
        } else {
            deviation::deviations(&folder.join("ecarts"), &rights)?
        };
        deviations.retain(|deviation| deviation.rights.iter().any(asked));
        if deviations.len() > set::AT_MOST {
            return Err(format!("plus de {} écarts", set::AT_MOST));
        }
        for month in &choice.months {
            if !MONTHS.contains(&month.as_str()) {
                return Err(format!(
                    "pas de fichier {month} ; il y a {}",
                    MONTHS.join(", ")
                ));
            }
        }
        let months = MONTHS
            .iter()
            .filter(|m| choice.months.is_empty() || choice.months.iter().any(|c| c == *m))
            .map(|m| (*m).to_owned())
            .collect();
        // What each right reads, next to its figures.
        let mut reading = vec![read(&folder, "lu-dans-les-fichiers.droit")?];
        for (i, right) in rights.iter().enumerate() {
            let name = format!("figures/{}.droit", right.id);
            if asked(&i) && folder.join(&name).exists() {
                reading.push(read(&folder, &name)?);
            }
        }
        let mut peer = Peer {
            root: root.to_owned(),
            rights,
            figures: Vec::new(),
            deviations,
            months,
            received: Received::read(&folder.join("recus.yaml"))?,
            rules: crate::rules::sources(&root.join("rules")),
            reading,
        };
        let program = Laws::new(&peer).program(Set::NONE)?;
        for figure in &mut figures {
            let right = &peer.rights[figure.right].id;
            figure
                .bind(&program)
                .map_err(|e| format!("figures/{right}.yaml, « {} » : {e}", figure.key))?;
        }
        peer.figures = figures;
        Ok(peer)
    }
}

fn read(folder: &Path, name: &str) -> Result<Source, String> {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).map_err(|e| format!("{} : {e}", path.display()))?;
    Ok(Source {
        name: name.to_owned(),
        text,
    })
}
