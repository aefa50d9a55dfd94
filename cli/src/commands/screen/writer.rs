//! What the workers found, written in order: the output, the rejects, the counts, the checkpoints.

use std::path::{Path, PathBuf};

use super::checkpoint::Checkpoint;
use super::evaluate::Block;
use super::form::parquet::{self, Waiting};
use super::form::{Look, Told};
use super::keeping::{Keeping, State, spool_of};
use super::output::Output;
use super::progress::Progress;
use super::ranking::Ranking;
use super::rejects::Rejects;
use super::summary::Summary;
use crate::args::Table;
use crate::control::journal::Counts;
use crate::exit::Outcome;

/// A block of households, as a worker gives it.
pub(crate) struct Piece {
    /// Position of the file that it comes from.
    pub(crate) file: usize,
    /// How many households were read for it.
    pub(crate) read: u64,
    pub(crate) block: Block,
    /// What to write, in a form that is written household by household.
    pub(crate) text: Option<Vec<u8>>,
}

/// The end of the pipeline.
pub(crate) struct Writer<'a> {
    pub(crate) look: &'a Look<'a>,
    pub(crate) output: Output,
    pub(crate) rejects: Rejects,
    pub(crate) ranking: Option<Ranking>,
    pub(crate) waiting: Waiting,
    /// Lengths of the groups already written.
    pub(crate) groups: Vec<u64>,
    pub(crate) counts: Counts,
    pub(crate) summary: Summary,
    pub(crate) progress: Progress,
    /// When the output is a file.
    pub(crate) keeping: Option<Keeping>,
}

/// The file that is written first: the output, or the groups that will make it.
pub(crate) fn written_first(table: Table, path: &Path) -> PathBuf {
    if table == Table::Parquet {
        spool_of(path)
    } else {
        path.to_owned()
    }
}

impl Writer<'_> {
    /// Goes on from where an interrupted run was; the output is already there.
    pub(crate) fn resume(&mut self, from: &Checkpoint) -> Outcome {
        let rejects = from.rejets.as_ref().map(|kept| kept.mark());
        self.rejects
            .resume(rejects.as_ref(), from.comptes.rejetes)?;
        self.groups.clone_from(&from.groupes);
        self.counts = from.comptes;
        self.summary.clone_from(&from.bilan);
        Ok(())
    }

    /// Takes a block.
    pub(crate) fn take(&mut self, piece: Piece) -> Outcome {
        // Before the block, not after it: the last one before a fault of the input is shorter than it would have been, and
        // a run that went on from there would cut its Parquet groups elsewhere.
        if self.keeping.as_ref().is_some_and(Keeping::is_due) {
            self.save()?;
        }
        let block = piece.block;
        if self.counts.evalues == 0 && !block.done.is_empty() {
            self.output.write(&self.look.head())?;
        }
        if let Some(text) = &piece.text {
            self.output.write(text)?;
        }
        for done in block.done {
            self.summary.add(&done.seen);
            let one = u64::from(!done.again);
            self.counts.evalues = self.counts.evalues.saturating_add(one);
            self.progress.advance(self.counts.rejetes);
            if let Some(ranking) = &mut self.ranking {
                ranking.push(done.told);
                continue;
            }
            self.count(&done.told);
            if piece.text.is_none() {
                self.waiting.push(done.told);
            }
        }
        for reject in &block.rejects {
            self.rejects.push(piece.file, reject)?;
            self.counts.rejetes = self.rejects.count;
            self.progress.advance(self.counts.rejetes);
        }
        self.counts.opposes = self.counts.opposes.saturating_add(block.opposed);
        self.counts.lus = self.counts.lus.saturating_add(piece.read);
        if self.waiting.is_full() {
            self.group()?;
        }
        Ok(())
    }

    fn count(&mut self, told: &Told) {
        let rows = if self.look.whole {
            1
        } else {
            crate::amounts::number_of(told.rows.len())
        };
        self.counts.lignes = self.counts.lignes.saturating_add(rows);
    }

    /// Writes a group of the rows that wait.
    fn group(&mut self) -> Outcome {
        let bytes = self.waiting.group(self.look)?;
        self.output.write(&bytes)?;
        self.groups.push(crate::amounts::number_of(bytes.len()));
        Ok(())
    }

    /// Writes where the run is, when what is written so far can be gone on from.
    pub(crate) fn save(&mut self) -> Outcome {
        // A call list holds in memory until the end: an interrupted one starts again.
        if self.ranking.is_some() || !self.waiting.is_empty() {
            return Ok(());
        }
        let Output::File(output) = &mut self.output else {
            return Ok(());
        };
        let output = output.mark()?;
        let rejects = self.rejects.mark()?;
        if let Some(keeping) = &mut self.keeping {
            let spool = written_first(self.look.table, keeping.path());
            let state = State {
                output,
                rejects,
                groups: &self.groups,
                counts: self.counts,
                summary: &self.summary,
            };
            keeping.save(&spool, state)?;
        }
        Ok(())
    }

    /// Ends: everything was read.
    pub(crate) fn finish(&mut self) -> Outcome {
        if self.counts.evalues == 0 {
            self.output.write(&self.look.head())?;
        }
        let ranked: Vec<Told> = self
            .ranking
            .take()
            .map(|mut ranking| ranking.finish().collect())
            .unwrap_or_default();
        for told in ranked {
            self.count(&told);
            if let Some(text) = self.look.text(&[&told]) {
                self.output.write(&text)?;
                continue;
            }
            self.waiting.push(told);
            if self.waiting.is_full() {
                self.group()?;
            }
        }
        if !self.waiting.is_empty() {
            self.group()?;
        }
        self.output.flush()?;
        let (Some(keeping), Output::File(output)) = (&self.keeping, &mut self.output) else {
            return self.rejects.publish();
        };
        let spool = written_first(self.look.table, keeping.path());
        let first = output.mark()?;
        let whole = if self.look.table == Table::Parquet {
            let partial = output.partial();
            parquet::assemble(&partial, &self.groups, self.look, keeping.path())?.mark()?
        } else {
            first.clone()
        };
        let state = State {
            output: first,
            rejects: self.rejects.mark()?,
            groups: &self.groups,
            counts: self.counts,
            summary: &self.summary,
        };
        keeping.finish(&spool, state, Some(whole))?;
        self.rejects.publish()
    }

    /// Ends a run that could read nothing: only the rejects stay, with the log that will purge them.
    pub(crate) fn discard(&mut self) -> Outcome {
        self.rejects.mark()?;
        let (Some(keeping), Output::File(output)) = (&self.keeping, &mut self.output) else {
            return self.rejects.publish();
        };
        let partial = output.partial();
        crate::durable::remove(&partial)
            .map_err(|error| crate::durable::cannot_write(&partial, &error))?;
        if self.rejects.path().is_none() {
            keeping.forget()?;
            return self.rejects.publish();
        }
        let state = State {
            output: output.mark()?,
            rejects: self.rejects.mark()?,
            groups: &[],
            counts: self.counts,
            summary: &self.summary,
        };
        keeping.finish(&partial, state, None)?;
        self.rejects.publish()
    }
}
