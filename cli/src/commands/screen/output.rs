//! Where the answers go: the standard output, or a file that takes its name once it is complete.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::exit::{Failure, Outcome};
use crate::out;

/// The destination of a run.
pub(crate) enum Output {
    /// The standard output.
    Standard(out::Out),
    /// A file, first written beside under another name.
    File {
        /// Being written.
        file: BufWriter<File>,
        /// Its name for now.
        partial: PathBuf,
        /// Its name in the end.
        path: PathBuf,
    },
}

impl Output {
    /// Opens the destination.
    pub(crate) fn open(path: Option<&Path>) -> Outcome<Output> {
        let Some(path) = path else {
            return Ok(Output::Standard(out::stdout()));
        };
        // What is no plain file (a pipe, /dev/null) is written as it is.
        let plain = fs::metadata(path).map_or(true, |meta| meta.is_file());
        let partial = if plain {
            let mut name = path.as_os_str().to_owned();
            name.push(".partiel");
            PathBuf::from(name)
        } else {
            path.to_owned()
        };
        let file = File::create(&partial).map_err(|error| fail(path, &error))?;
        Ok(Output::File {
            file: BufWriter::with_capacity(1 << 16, file),
            partial,
            path: path.to_owned(),
        })
    }

    /// Writes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Outcome {
        match self {
            Output::Standard(out) => Ok(out.write_all(bytes)?),
            Output::File { file, path, .. } => {
                file.write_all(bytes).map_err(|error| fail(path, &error))
            }
        }
    }

    /// Ends: what was written is complete.
    pub(crate) fn finish(self) -> Outcome {
        match self {
            Output::Standard(mut out) => Ok(out.flush()?),
            Output::File {
                mut file,
                partial,
                path,
            } => {
                file.flush().map_err(|error| fail(&path, &error))?;
                if partial != path {
                    fs::rename(&partial, &path).map_err(|error| fail(&path, &error))?;
                }
                Ok(())
            }
        }
    }

    /// Gives up before anything was worth writing: no file is left.
    pub(crate) fn discard(self) {
        if let Some(partial) = self.abandon() {
            let _ = fs::remove_file(partial);
        }
    }

    /// Gives up: what was written stays, under a name that says that it is not complete.
    pub(crate) fn abandon(self) -> Option<PathBuf> {
        match self {
            Output::Standard(mut out) => {
                let _ = out.flush();
                None
            }
            Output::File {
                mut file,
                partial,
                path,
            } => {
                let _ = file.flush();
                (partial != path).then_some(partial)
            }
        }
    }
}

fn fail(path: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        return Failure::rejected(format!(
            "écriture de « {} » impossible : le dossier n'existe pas",
            path.display()
        ));
    }
    Failure::io(
        format!("écriture de « {} » impossible", path.display()),
        error,
    )
}
