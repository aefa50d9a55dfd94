//! What a count leaves in its folder: the sheet, the page, the rejects, and the log by which they are purged.

use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::{DateTime, Local};
use droit_engine::program::Program;

use crate::args::Indicators;
use crate::commands::screen::rejects::Rejects;
use crate::control::inputs::Inputs;
use crate::control::journal::{
    self, Counts, Journal, Kept, ManifestUsed, OppositionsUsed, RulesUsed,
};
use crate::control::manifest::Manifest;
use crate::control::opposition::Oppositions;
use crate::durable::{self, Partial, beside};
use crate::exit::Outcome;
use crate::rules;

/// The files that are written.
pub(crate) const SHEET: &str = "indicateurs.csv";
pub(crate) const PAGE: &str = "indicateurs.html";
pub(crate) const REJECTS: &str = "rejets.csv";
const LOG: &str = "indicateurs";

/// What is known of a count before it starts.
pub(crate) struct Keeping<'a> {
    args: &'a Indicators,
    manifest: ManifestUsed,
    purge: String,
    oppositions: Option<OppositionsUsed>,
    rules: RulesUsed,
    inputs: Inputs,
    started: Instant,
    debut: DateTime<Local>,
}

impl<'a> Keeping<'a> {
    /// Reads the inputs once, for their prints.
    pub(crate) fn new(
        args: &'a Indicators,
        program: &Program,
        manifest: &Manifest,
        oppositions: Option<&Oppositions>,
    ) -> Outcome<Keeping<'a>> {
        Ok(Keeping {
            args,
            manifest: ManifestUsed::of(manifest),
            purge: manifest.purge.to_string(),
            oppositions: oppositions.map(OppositionsUsed::of),
            rules: RulesUsed {
                version: rules::version(program),
                sha256: rules::print(program),
            },
            started: Instant::now(),
            debut: Local::now(),
            inputs: Inputs::mark(args.inputs.iter())?,
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.args.sortie.join(name)
    }

    /// Ends a count: all is on the disk under partial names, then the log that lists it, then the names. A count that is
    /// killed in between leaves no file that the log does not know.
    pub(crate) fn publish(
        &self,
        written: &[(&str, Vec<u8>)],
        rejects: &mut Rejects,
        counts: Counts,
    ) -> Outcome {
        let mut outputs = Vec::new();
        let written = self.partials(written, &mut outputs);
        let done = written.and_then(|()| {
            let mark = rejects.mark()?;
            let kept = mark.map(|mark| Kept::new(REJECTS.to_owned(), mark));
            outputs.extend(kept);
            self.inputs.unchanged()?;
            let log = self.journal(outputs.clone(), counts).text();
            durable::write(&self.log(&outputs), log.as_bytes())
        });
        if let Err(failure) = done {
            for kept in &outputs {
                let _ = durable::remove(&beside(&self.path(&kept.fichier), durable::PARTIAL));
            }
            return Err(failure);
        }
        for kept in outputs.iter().filter(|kept| kept.fichier != REJECTS) {
            durable::publish(&self.path(&kept.fichier))?;
        }
        rejects.publish()
    }

    /// Writes files under partial names.
    fn partials(&self, written: &[(&str, Vec<u8>)], outputs: &mut Vec<Kept>) -> Outcome {
        for (name, bytes) in written {
            let mut file = Partial::create(&self.path(name))?;
            let mark = file.put(bytes).and_then(|()| file.mark());
            if mark.is_err() {
                let _ = durable::remove(&file.partial());
            }
            outputs.push(Kept::new((*name).to_owned(), mark?));
        }
        Ok(())
    }

    /// The log: that of the figures, or that of the rejects alone, when figures of an earlier count may still be there.
    fn log(&self, outputs: &[Kept]) -> PathBuf {
        let is_count = outputs.iter().any(|kept| kept.fichier == SHEET);
        let of = if is_count { LOG } else { REJECTS };
        beside(&self.path(of), journal::END)
    }

    fn journal(&self, outputs: Vec<Kept>, counts: Counts) -> Journal {
        let elapsed = self.started.elapsed();
        Journal {
            journal: 1,
            outil: concat!("droit ", env!("CARGO_PKG_VERSION")).to_owned(),
            debut: self.debut.format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            duree_secondes: format!("{}.{:03}", elapsed.as_secs(), elapsed.subsec_millis()),
            mois: self
                .args
                .mois
                .map_or_else(|| "celui de chaque foyer".to_owned(), |m| m.to_string()),
            options: self.options(),
            regles: self.rules.clone(),
            manifeste: self.manifest.clone(),
            oppositions: self.oppositions.clone(),
            entrees: self.inputs.kept(),
            sorties: outputs,
            comptes: counts,
            purge_le: self.purge.clone(),
        }
    }

    /// The options that the figures depend on, as one writes them.
    fn options(&self) -> String {
        let Indicators {
            mois,
            territoires,
            seuil,
            donnees_synthetiques,
            inputs: _,
            sortie: _,
            manifeste: _,
            oppositions: _,
            silencieux: _,
            seuil_rejets: _,
            fils: _,
        } = self.args;
        let mut told = vec!["indicateurs".to_owned()];
        told.extend(mois.map(|month| format!("--mois {month}")));
        if !territoires.is_empty() {
            told.push(format!("--territoires {}", territoires.join(",")));
        }
        told.push(format!("--seuil {seuil}"));
        if *donnees_synthetiques {
            told.push("--donnees-synthetiques".to_owned());
        }
        told.join(" ")
    }
}

/// No file is read and written.
pub(crate) fn written(folder: &Path) -> [PathBuf; 5] {
    let log = |name: &str| beside(&folder.join(name), journal::END);
    [
        folder.join(SHEET),
        folder.join(PAGE),
        folder.join(REJECTS),
        log(LOG),
        log(REJECTS),
    ]
}
