//! Households as files give them. A reader cuts its file into households and does no more; each worker then reads its
//! own into documents, so that the reader is never what is waited for.

pub(crate) mod chain;
pub(crate) mod lines;
pub(crate) mod reject;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use droit_engine::situation::Document;

use crate::exit::Outcome;
use crate::read;
use reject::Reject;

/// A household before it is understood.
#[derive(Debug)]
pub(crate) struct Raw {
    /// Its line in the file, from 1, or its rank in a file without lines.
    pub(crate) number: u64,
    /// About how many bytes it takes.
    pub(crate) size: usize,
    /// What the file says.
    pub(crate) content: Content,
}

/// What a file says of a household, form by form.
#[derive(Debug)]
pub(crate) enum Content {
    /// A line of JSON, or how long it is when it is too long.
    Json(Result<Vec<u8>, u64>),
}

/// A file cut into households.
pub(crate) trait Source: Send {
    /// The next household; `None` at the end.
    ///
    /// # Errors
    ///
    /// When the file cannot be read further.
    fn next(&mut self) -> io::Result<Option<Raw>>;

    /// Position, among the files of a run, of the one that the last household came from.
    fn file(&self) -> usize {
        0
    }
}

/// A household as a document of the situation format.
#[derive(Debug)]
pub(crate) struct Read {
    /// The situation.
    pub(crate) document: Document,
    /// The rights that it tells of, by identifier; `None`: all of them.
    pub(crate) rights: Option<Arc<[String]>>,
}

impl Raw {
    /// The identifier of the household, found without reading the rest: those who object are known by it.
    pub(crate) fn identifier(&self) -> Option<String> {
        match &self.content {
            Content::Json(bytes) => lines::identifier(bytes.as_ref().ok()?),
        }
    }

    /// The situations of the household: one, or several when rights do not look at the same persons.
    ///
    /// # Errors
    ///
    /// What is wrong with it, field by field.
    pub(crate) fn read(self) -> Result<Vec<Read>, Reject> {
        match self.content {
            Content::Json(bytes) => lines::read(self.number, bytes),
        }
    }
}

/// An open input.
pub(crate) struct Input {
    /// Its households.
    pub(crate) source: Box<dyn Source>,
    /// Its size, when it is a file.
    pub(crate) size: Option<u64>,
    /// How many bytes of it have been read.
    pub(crate) read: Arc<AtomicU64>,
}

/// Opens a file by its form.
///
/// # Errors
///
/// When it cannot be opened, or is in no form that is known.
pub(crate) fn open(path: &Path) -> Outcome<Input> {
    let opened = read::open(path)?;
    Ok(Input {
        source: Box::new(lines::Lines::new(opened.bytes, lines::LONGEST)),
        size: opened.size,
        read: opened.read,
    })
}
