//! Where the answers go: the standard output, a pipe, or a file that takes its name once it is whole.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::durable::{Partial, cannot_write};
use crate::exit::Outcome;
use crate::out;

/// The destination of a run.
#[derive(Debug)]
pub(crate) enum Output {
    /// The standard output.
    Standard(out::Out),
    /// What is no plain file (a pipe, /dev/null), written as it is.
    Device(BufWriter<File>, PathBuf),
    /// A file.
    File(Partial),
}

impl Output {
    /// What is not kept.
    pub(crate) fn open(path: Option<&Path>) -> Outcome<Output> {
        let Some(path) = path else {
            return Ok(Output::Standard(out::stdout()));
        };
        let file = File::create(path).map_err(|error| cannot_write(path, &error))?;
        Ok(Output::Device(BufWriter::new(file), path.to_owned()))
    }

    /// Writes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Outcome {
        match self {
            Output::Standard(out) => Ok(out.write_all(bytes)?),
            Output::Device(file, path) => file
                .write_all(bytes)
                .map_err(|error| cannot_write(path, &error)),
            Output::File(partial) => partial.put(bytes),
        }
    }

    /// Writes what is still in memory.
    pub(crate) fn flush(&mut self) -> Outcome {
        match self {
            Output::Standard(out) => Ok(out.flush()?),
            Output::Device(file, path) => file.flush().map_err(|error| cannot_write(path, &error)),
            Output::File(partial) => partial.mark().map(|_| ()),
        }
    }
}
