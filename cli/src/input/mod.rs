//! Households as files give them. A reader cuts its file into households and does no more; each worker then reads its
//! own into documents, so that the reader is never what is waited for.

pub(crate) mod lines;
pub(crate) mod reject;
pub(crate) mod vrsb;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use droit_engine::program::Program;
use droit_engine::situation::Document;

use crate::exit::{Failure, Outcome};
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
    /// A dossier of the flow VRSB0801.
    Vrsb(Box<vrsb::Dossier>),
}

/// A file cut into households.
pub(crate) trait Source: Send {
    /// The next household; `None` at the end.
    ///
    /// # Errors
    ///
    /// When the file cannot be read further.
    fn next(&mut self) -> io::Result<Option<Raw>>;
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
    /// The situations of the household: one, or several when rights do not look at the same persons.
    ///
    /// # Errors
    ///
    /// What is wrong with it, field by field.
    pub(crate) fn read(self) -> Result<Vec<Read>, Reject> {
        match self.content {
            Content::Json(bytes) => lines::read(self.number, bytes),
            Content::Vrsb(dossier) => vrsb::documents(self.number, &dossier),
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
    /// What is to be said of it at the end.
    pub(crate) notes: Arc<vrsb::Notes>,
    /// What a household must look like, for a file without any.
    pub(crate) expected: &'static str,
}

/// Opens a file by its form.
///
/// # Errors
///
/// When it cannot be opened, or is in no form that is known.
pub(crate) fn open(path: &Path, program: &Program, asked: &vrsb::Asked<'_>) -> Outcome<Input> {
    let mut opened = read::open(path)?;
    let notes = Arc::new(vrsb::Notes::default());
    // A form is known by its content: the start of the file is looked at, not consumed.
    let is_xml = opened.bytes.fill_buf().is_ok_and(vrsb::is_xml);
    let (source, expected): (Box<dyn Source>, _) = if is_xml {
        let notes = Arc::clone(&notes);
        let flow = vrsb::open(path, opened.bytes, program, asked, notes)?;
        (
            flow,
            "voyez le fichier des rejets : chaque dossier y a sa cause",
        )
    } else if asked.daily.is_empty() && asked.salt.is_none() {
        let lines = lines::Lines::new(opened.bytes, lines::LONGEST);
        let expected = "chaque ligne doit être un foyer en JSON, entier sur cette ligne";
        (Box::new(lines), expected)
    } else {
        return Err(Failure::usage(
            "« --quotidien » et « --sel-nir » ne vont qu'avec un flux VRSB0801",
        ));
    };
    Ok(Input {
        source,
        size: opened.size,
        read: opened.read,
        notes,
        expected,
    })
}
