//! A run whose output stays: its manifest, its checkpoints, its log, and the moment when files take their names.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{DateTime, Local};

use super::checkpoint::{self, Checkpoint, Identity};
use super::options;
use super::summary::Summary;
use crate::args::Screen;
use crate::control::inputs::Inputs;
use crate::control::journal::{self, Counts, Journal, Kept, ManifestUsed, OppositionsUsed};
use crate::control::manifest::Manifest;
use crate::control::opposition::Oppositions;
use crate::digest::Mark;
use crate::durable::{self, PARTIAL, beside, cannot_write};
use crate::exit::Outcome;

/// What is the same in every checkpoint and in the log.
pub(crate) struct Keeping {
    path: PathBuf,
    rejects: Option<PathBuf>,
    identity: Identity,
    month: String,
    manifest: Manifest,
    oppositions: Option<OppositionsUsed>,
    version: String,
    inputs: Inputs,
    /// Between two checkpoints.
    every: Duration,
    last: Instant,
    started: Instant,
    debut: DateTime<Local>,
    /// How long the run took before it was interrupted.
    before: Duration,
}

/// The state of a run between two households.
pub(crate) struct State<'s> {
    pub(crate) output: Mark,
    pub(crate) rejects: Option<Mark>,
    pub(crate) groups: &'s [u64],
    pub(crate) counts: Counts,
    pub(crate) summary: &'s Summary,
}

impl Keeping {
    /// Reads the inputs once, for their prints.
    pub(crate) fn new(
        args: &Screen,
        (path, rejects): (&Path, Option<PathBuf>),
        (version, rules): (String, String),
        manifest: Manifest,
        oppositions: Option<&Oppositions>,
    ) -> Outcome<Keeping> {
        // What tells how to read them is read too.
        let beside = args.correspondance.iter().chain(&args.personnes);
        let beside = beside.chain(&args.sel_nir).chain(&args.quotidien);
        let inputs = Inputs::mark(args.inputs.iter().chain(beside))?;
        let identity = Identity {
            outil: concat!("droit ", env!("CARGO_PKG_VERSION")).to_owned(),
            regles: rules,
            options: options::told(args),
            manifeste: manifest.sha256.clone(),
            oppositions: oppositions.map(|o| o.sha256.clone()),
            entrees: inputs.marks(),
        };
        Ok(Keeping {
            path: path.to_owned(),
            rejects,
            identity,
            month: args
                .mois
                .map_or_else(|| "celui de chaque foyer".to_owned(), |m| m.to_string()),
            manifest,
            oppositions: oppositions.map(OppositionsUsed::of),
            version,
            inputs,
            every: Duration::from_millis(args.cadence),
            last: Instant::now(),
            started: Instant::now(),
            debut: Local::now(),
            before: Duration::ZERO,
        })
    }

    /// The output.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn checkpoint(&self) -> PathBuf {
        beside(&self.path, checkpoint::END)
    }

    /// Where an interrupted run was, if it is the same run.
    pub(crate) fn interrupted(&mut self, inputs: &[PathBuf]) -> Outcome<Option<Checkpoint>> {
        let found = Checkpoint::read(&self.checkpoint())?;
        if let Some(found) = &found {
            found.check(&self.identity, inputs)?;
            self.before = Duration::from_millis(found.millisecondes);
        }
        Ok(found)
    }

    /// Forgets the run that was interrupted: another one starts.
    pub(crate) fn forget(&self) -> Outcome {
        let path = self.checkpoint();
        durable::remove(&path).map_err(|error| cannot_write(&path, &error))
    }

    /// Whether a run that stopped can go on.
    pub(crate) fn can_resume(&self) -> bool {
        self.checkpoint().exists()
    }

    /// Whether it is time for a checkpoint.
    pub(crate) fn is_due(&self) -> bool {
        self.last.elapsed() >= self.every
    }

    /// How long the run took.
    pub(crate) fn elapsed(&self) -> Duration {
        self.before.saturating_add(self.started.elapsed())
    }

    /// Writes where the run is; `spool` is what is being written.
    pub(crate) fn save(&mut self, spool: &Path, state: State<'_>) -> Outcome {
        self.write(spool, state, None)?;
        self.last = Instant::now();
        Ok(())
    }

    fn write(&self, spool: &Path, state: State<'_>, journal: Option<String>) -> Outcome {
        let partial = |path: &Path, mark| Kept::new(self.named(&beside(path, PARTIAL)), mark);
        let checkpoint = Checkpoint {
            reprise: Checkpoint::form(),
            identite: self.identity.clone(),
            purge_le: self.manifest.purge.to_string(),
            sortie: partial(spool, state.output),
            rejets: self
                .rejects
                .as_deref()
                .zip(state.rejects)
                .map(|(path, mark)| partial(path, mark)),
            groupes: state.groups.to_vec(),
            comptes: state.counts,
            bilan: state.summary.clone(),
            millisecondes: u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX),
            journal,
        };
        checkpoint.write(&self.checkpoint())
    }

    fn named(&self, path: &Path) -> String {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        journal::name_in(folder, path)
    }

    /// Ends the run: everything is on the disk, under partial names. From the moment when the checkpoint says so, the run
    /// is done whatever happens, and `--reprendre` has only names to give.
    ///
    /// `output` is the mark of the file as it stays, none when no household could be read.
    pub(crate) fn finish(&self, spool: &Path, state: State<'_>, output: Option<Mark>) -> Outcome {
        self.inputs.unchanged()?;
        let has_output = output.is_some();
        let kept = |path: &Path, mark| Kept::new(self.named(path), mark);
        let outputs = output.map(|mark| kept(&self.path, mark));
        let rejects = self
            .rejects
            .as_deref()
            .zip(state.rejects.clone())
            .map(|(path, mark)| kept(path, mark));
        let elapsed = self.elapsed();
        let journal = Journal {
            journal: 1,
            outil: self.identity.outil.clone(),
            debut: self.debut.format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            duree_secondes: format!("{}.{:03}", elapsed.as_secs(), elapsed.subsec_millis()),
            mois: self.month.clone(),
            options: self.identity.options.clone(),
            regles: journal::RulesUsed {
                version: self.version.clone(),
                sha256: self.identity.regles.clone(),
            },
            manifeste: ManifestUsed::of(&self.manifest),
            oppositions: self.oppositions.clone(),
            entrees: self.inputs.kept(),
            sorties: outputs.into_iter().chain(rejects).collect(),
            comptes: state.counts,
            purge_le: self.manifest.purge.to_string(),
        }
        .text();
        if has_output {
            self.write(spool, state, Some(journal.clone()))?;
        }
        self.publish(&journal, has_output)
    }

    /// Gives their names to the files of a run that is done.
    pub(crate) fn publish(&self, journal: &str, has_output: bool) -> Outcome {
        if let Some(rejects) = &self.rejects
            && beside(rejects, PARTIAL).exists()
        {
            durable::publish(rejects)?;
        }
        if has_output {
            durable::publish(&self.path)?;
        }
        // A run without output leaves the log of an earlier one, whose output is still there.
        let logged = match &self.rejects {
            Some(rejects) if !has_output => rejects,
            _ => &self.path,
        };
        durable::write(&beside(logged, journal::END), journal.as_bytes())?;
        let spool = beside(&spool_of(&self.path), PARTIAL);
        durable::remove(&spool).map_err(|error| cannot_write(&spool, &error))?;
        self.forget()
    }
}

/// Where the groups of a Parquet output wait.
pub(crate) fn spool_of(path: &Path) -> PathBuf {
    beside(path, ".groupes")
}
