//! The files that a run reads: marked before it starts, looked at again once it is done.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::journal::Kept;
use crate::digest::{self, Mark};
use crate::exit::{Failure, Outcome};
use crate::read;

/// Tells whether a file was touched, without reading it again.
type Stamp = (u64, Option<SystemTime>);

/// Files, each with what tells it.
#[derive(Debug)]
pub(crate) struct Inputs(Vec<(PathBuf, Stamp, Mark)>);

impl Inputs {
    /// Reads files once, for their prints.
    pub(crate) fn mark<'p>(paths: impl Iterator<Item = &'p PathBuf>) -> Outcome<Inputs> {
        let marked = paths.map(|path| {
            let fail = |error: io::Error| {
                Failure::io(
                    format!("lecture de {} impossible", read::name(path)),
                    &error,
                )
            };
            let stamp = stamp(path).map_err(fail)?;
            Ok((path.clone(), stamp, digest::of_file(path).map_err(fail)?))
        });
        marked.collect::<Outcome<_>>().map(Inputs)
    }

    /// The prints, in the order of the files.
    pub(crate) fn marks(&self) -> Vec<Mark> {
        self.0.iter().map(|(_, _, mark)| mark.clone()).collect()
    }

    /// The files, as a log lists them.
    pub(crate) fn kept(&self) -> Vec<Kept> {
        let kept = |(path, _, mark): &(PathBuf, Stamp, Mark)| {
            Kept::new(path.display().to_string(), mark.clone())
        };
        self.0.iter().map(kept).collect()
    }

    /// Nothing was touched since.
    pub(crate) fn unchanged(&self) -> Outcome {
        let touched =
            |(path, before, _): &&(PathBuf, Stamp, Mark)| stamp(path).ok().as_ref() != Some(before);
        match self.0.iter().find(touched) {
            None => Ok(()),
            Some((path, _, _)) => Err(Failure::rejected(format!(
                "{} a changé pendant le criblage : le résultat ne vaut rien",
                read::name(path)
            ))),
        }
    }
}

fn stamp(path: &Path) -> io::Result<Stamp> {
    let meta = fs::metadata(path)?;
    if !meta.is_file() {
        return Err(io::Error::other(
            "un criblage qui laisse un fichier ne lit que des fichiers, dont son journal garde l'empreinte",
        ));
    }
    Ok((meta.len(), meta.modified().ok()))
}
