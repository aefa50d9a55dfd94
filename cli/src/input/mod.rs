//! Households as files give them. A reader cuts its file into households and does no more; each worker then reads its
//! own into documents, so that the reader is never what is waited for.

pub(crate) mod chain;
pub(crate) mod lines;
pub(crate) mod reject;
pub(crate) mod table;
pub(crate) mod vrsb;

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use droit_engine::calendar::Month;
use droit_engine::program::Program;
use droit_engine::situation::Document;

use crate::exit::{Failure, Outcome};
use crate::read;
use reject::{Fault, Reject};
pub(crate) use table::Plan;
use table::fields::Fields;
use table::mapping::Text;
use table::{Form, Tabular};

/// A household before it is understood.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    /// Its line in the file, from 1, or its rank in a file without lines.
    pub(crate) number: u64,
    /// About how many bytes it takes.
    pub(crate) size: usize,
    /// What the file says.
    pub(crate) content: Content,
}

/// What a file says of a household, form by form.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// A line of JSON, or how long it is when it is too long.
    Json(Result<Vec<u8>, u64>),
    /// Rows of a table, that a mapping reads.
    Table(Box<table::Group>),
    /// A row of columns that bear the names of the format.
    Nested(table::Nested),
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

    /// Position, among the files of a run, of the one that the last household came from.
    fn file(&self) -> usize {
        0
    }
}

/// A household as a document of the situation format.
#[derive(Debug)]
pub(crate) struct Read<'r> {
    /// The situation.
    pub(crate) document: Document<'r>,
    /// The rights that it tells of, by identifier; `None`: all of them.
    pub(crate) rights: Option<Arc<[String]>>,
    /// The columns that it was made from, for a table with a mapping.
    pub(crate) plan: Option<Arc<Plan>>,
}

impl Read<'_> {
    /// Faults that the engine finds in the document, with the columns of the file in place of its fields.
    pub(crate) fn named(&self, mut faults: Vec<Fault>) -> Vec<Fault> {
        if let Some(plan) = &self.plan {
            for fault in &mut faults {
                if let Some(column) = plan.column(&self.document, &fault.field) {
                    fault.field = column;
                }
            }
        }
        faults
    }
}

impl Raw {
    /// The identifier of the household, found without reading the rest: those who object are known by it.
    pub(crate) fn identifier(&self) -> Option<String> {
        match &self.content {
            Content::Json(bytes) => lines::identifier(bytes.as_ref().ok()?),
            Content::Table(group) => (!group.key.is_empty()).then(|| group.key.clone()),
            Content::Nested(row) => row.identifier(),
            Content::Vrsb(dossier) => dossier.key.clone(),
        }
    }

    /// The situations of the household: one, or several when rights do not look at the same persons.
    ///
    /// # Errors
    ///
    /// What is wrong with it, field by field.
    pub(crate) fn read(&self) -> Result<Vec<Read<'_>>, Reject> {
        match &self.content {
            Content::Json(bytes) => lines::read(self.number, bytes),
            Content::Table(group) => group.read(self.number),
            Content::Nested(row) => row.read(self.number),
            Content::Vrsb(dossier) => vrsb::documents(self.number, dossier),
        }
    }
}

/// An open input.
pub(crate) struct Input {
    /// Its households.
    pub(crate) source: Box<dyn Source>,
    /// Its size, when it is known: in bytes, or in rows.
    pub(crate) size: Option<u64>,
    /// How much of it has been read.
    pub(crate) read: Arc<AtomicU64>,
    /// The columns that are read, for a table with a mapping.
    pub(crate) plan: Option<Arc<Plan>>,
    /// What a household must look like, for a file without any.
    pub(crate) expected: &'static str,
}

/// A source whose first households have been looked at.
struct Ahead {
    first: VecDeque<Raw>,
    failed: Option<io::Error>,
    rest: Box<dyn Source>,
}

impl Source for Ahead {
    fn next(&mut self) -> io::Result<Option<Raw>> {
        if let Some(raw) = self.first.pop_front() {
            return Ok(Some(raw));
        }
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.rest.next(),
        }
    }
}

/// A source without household.
struct Nothing;

impl Source for Nothing {
    fn next(&mut self) -> io::Result<Option<Raw>> {
        Ok(None)
    }
}

impl Input {
    /// Its first households; they are still to be read.
    pub(crate) fn sample(&mut self, most: usize) -> Vec<Raw> {
        let mut ahead = Ahead {
            first: VecDeque::new(),
            failed: None,
            rest: std::mem::replace(&mut self.source, Box::new(Nothing)),
        };
        while ahead.first.len() < most {
            match ahead.rest.next() {
                Ok(Some(raw)) => ahead.first.push_back(raw),
                Ok(None) => break,
                Err(error) => {
                    ahead.failed = Some(error);
                    break;
                }
            }
        }
        let sample = ahead.first.iter().cloned().collect();
        self.source = Box::new(ahead);
        sample
    }
}

/// What is asked of an input.
pub(crate) struct Asked<'a> {
    pub(crate) path: &'a Path,
    /// What the columns of a table are.
    pub(crate) mapping: Option<&'a Path>,
    /// A second table, of the persons.
    pub(crate) persons: Option<&'a Path>,
    /// The month of the right.
    pub(crate) month: Option<Month>,
    /// What is asked of a flow of the Caf.
    pub(crate) flow: vrsb::Asked<'a>,
    /// What is to be said at the end.
    pub(crate) notes: Arc<vrsb::Notes>,
}

impl<'a> Asked<'a> {
    /// A file that needs no mapping.
    pub(crate) fn plain(path: &'a Path, month: Option<Month>) -> Asked<'a> {
        Asked {
            path,
            mapping: None,
            persons: None,
            month,
            flow: vrsb::Asked {
                month,
                ..vrsb::Asked::default()
            },
            notes: Arc::default(),
        }
    }
}

/// Opens a file by its form.
///
/// # Errors
///
/// When it cannot be opened, or is in no form that is known.
pub(crate) fn open(asked: &Asked<'_>, program: &Program) -> Outcome<Input> {
    let path = asked.path;
    if let Some(mapping) = asked.mapping {
        let tabular = Tabular {
            path,
            mapping: &Text::of(mapping)?,
            persons: asked.persons,
            month: asked.month,
        };
        return table::tabular(&tabular, Fields::new(program));
    }
    match table::form(path)? {
        Form::Parquet => return table::nested(path, &Fields::new(program)),
        Form::Text if !is_csv(path) => {}
        Form::Text | Form::Sheet => {
            return Err(Failure::usage(format!(
                "{} est un tableau : il faut dire ce que sont ses colonnes",
                read::name(path)
            ))
            .help(
                "« --correspondance FICHIER » le dit ; « droit cribler --modele-correspondance » en écrit une première",
            ));
        }
    }
    let mut opened = read::open(path)?;
    // A form is known by its content: the start of the file is looked at, not consumed.
    let is_xml = opened.bytes.fill_buf().is_ok_and(vrsb::is_xml);
    let (source, expected): (Box<dyn Source>, _) = if is_xml {
        let notes = Arc::clone(&asked.notes);
        let flow = vrsb::open(path, opened.bytes, program, &asked.flow, notes)?;
        (
            flow,
            "voyez le fichier des rejets : chaque dossier y a sa cause",
        )
    } else if asked.flow.daily.is_empty() && asked.flow.salt.is_none() {
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
        plan: None,
        expected,
    })
}

/// Whether a file says by its name that it is a table.
fn is_csv(path: &Path) -> bool {
    let name = path.to_string_lossy().to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    [".csv", ".tsv", ".txt"]
        .iter()
        .any(|end| name.ends_with(end))
}
