//! Several files, one after the other.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Input, Raw, Source};
use crate::exit::Outcome;

/// How a file is opened.
pub(crate) type Open = Box<dyn Fn(&Path) -> Outcome<Input> + Send>;

/// Files read in their order, each opened when its turn comes.
pub(crate) struct Chain {
    paths: Vec<PathBuf>,
    open: Open,
    current: Option<Input>,
    /// Position of the file that is read.
    file: usize,
    /// Bytes of the files already read.
    before: u64,
    read: Arc<AtomicU64>,
}

impl Chain {
    /// Files, each of which can be opened now; the size of all of them, when it is known.
    pub(crate) fn new(paths: &[PathBuf], open: Open) -> Outcome<(Chain, Option<u64>)> {
        let first = paths.first().map(|path| open(path)).transpose()?;
        let mut size = first.as_ref().and_then(|input| input.size);
        for path in paths.iter().skip(1) {
            // A pipe gives its bytes once: it is opened when its turn comes, and not before.
            let is_pipe = fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir());
            let more = if is_pipe { None } else { open(path)?.size };
            size = size.zip(more).map(|(a, b)| a.saturating_add(b));
        }
        let chain = Chain {
            paths: paths.to_vec(),
            open,
            current: first,
            file: 0,
            before: 0,
            read: Arc::default(),
        };
        Ok((chain, size))
    }

    /// The file that is read.
    pub(crate) fn current(&mut self) -> Option<&mut Input> {
        self.current.as_mut()
    }

    /// How many bytes have been read.
    pub(crate) fn read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Leaves out the first households.
    pub(crate) fn skip(&mut self, households: u64) -> io::Result<()> {
        for _ in 0..households {
            if self.next()?.is_none() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(())
    }
}

impl Source for Chain {
    fn next(&mut self) -> io::Result<Option<Raw>> {
        loop {
            let Some(input) = &mut self.current else {
                return Ok(None);
            };
            let raw = input.source.next();
            let read = self
                .before
                .saturating_add(input.read.load(Ordering::Relaxed));
            self.read.store(read, Ordering::Relaxed);
            if let Some(raw) = raw? {
                return Ok(Some(raw));
            }
            self.before = read;
            let next = self.file.saturating_add(1);
            let Some(path) = self.paths.get(next) else {
                self.current = None;
                return Ok(None);
            };
            // From here on, what goes wrong is about the next file.
            self.file = next;
            self.current = None;
            let opened = (self.open)(path).map_err(io::Error::other)?;
            self.current = Some(opened);
        }
    }

    fn file(&self) -> usize {
        self.file
    }
}
