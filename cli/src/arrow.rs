//! What `droit cribler` does to a Parquet file, done to batches of columns that are in memory.
//!
//! In: batches with the columns that the command reads in Parquet. Out: the rows that `--format parquet` writes, with the
//! same columns, in the same order, and the rejects as a second batch. The manifest, the list of oppositions and the purge
//! are those of whoever keeps the data: nothing is written here.
//!
//! ```text
//! Rules ──screen(batches, Asked)──▶ Screening ──next──▶ Part { rows, rejects }
//! ```

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use crate::args::{self, Table};
use crate::commands::screen::evaluate::Plan;
use crate::commands::screen::form::{Look, Told, parquet};
use crate::commands::screen::pipeline::{self, Stop};
use crate::exit::{Failure, Outcome, reason};
use crate::input::reject::Reject;
use crate::input::table::batches::Columnar;
use crate::input::table::fields::Fields;
use crate::input::table::mapping::Text;
use crate::input::table::{self, draft};
use crate::input::{Raw, Source};
use crate::laws::Laws;
use crate::rules;

/// How messages call what is evaluated.
const BATCH: &str = "lot";

/// The rows that a draft looks at.
const SAMPLE: usize = 500;

/// Batches of columns, wherever they come from.
pub type Batches = Box<dyn RecordBatchReader + Send>;

/// Why nothing, or nothing more, can be evaluated: a French message, the one that the command line would give.
#[derive(Debug)]
pub struct Error(Failure);

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        Error(failure)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Failure::Message {
                message,
                help: Some(help),
                ..
            } => write!(f, "{message}\naide : {help}"),
            other => write!(f, "{other}"),
        }
    }
}

impl std::error::Error for Error {}

/// The result of what is asked here.
pub type Result<T> = std::result::Result<T, Error>;

/// Rules, ready to evaluate. Copies share what was already worked out.
#[derive(Clone)]
pub struct Rules {
    laws: Laws,
    version: String,
}

/// A right of some rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    /// Its identifier: the column `droit`.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// The rhythm of its amounts: the column `rythme`.
    pub rhythm: &'static str,
}

/// A mapping: what each column is.
#[derive(Debug, Clone)]
pub struct Mapping(Text);

/// What is asked of an evaluation.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The month of every household, `AAAA-MM`; without it, the `period` of each.
    pub month: Option<String>,
    /// What the columns are; without it, they bear the names of the situation format.
    pub mapping: Option<Mapping>,
    /// Every right of every household, not only those worth telling.
    pub all: bool,
    /// What stands before the line of a household without an identifier.
    pub prefix: String,
}

/// Batches being evaluated.
pub struct Screening {
    source: Box<dyn Source>,
    plan: Plan,
    version: String,
    prefix: String,
}

/// Some households evaluated.
#[derive(Debug, Clone)]
pub struct Part {
    /// One row per household and right, as [`rows_schema`] says.
    pub rows: RecordBatch,
    /// One row per fault of a household that could not be evaluated, as [`rejects_schema`] says.
    pub rejects: RecordBatch,
}

impl Mapping {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn file(path: &Path) -> Result<Mapping> {
        Ok(Mapping(Text::of(path)?))
    }

    /// Takes a text, in YAML or JSON, that stands in no file: messages do not tell its lines.
    #[must_use]
    pub fn text(text: String) -> Mapping {
        Mapping(Text {
            name: "« correspondance »".to_owned(),
            text,
            has_lines: false,
        })
    }

    /// Its name in messages, and its text.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        (&self.0.name, &self.0.text)
    }

    /// From what [`Mapping::parts`] gave, in another process.
    #[must_use]
    pub fn from_parts(name: String, text: String) -> Mapping {
        let plain = Mapping::text(text);
        let has_lines = name != plain.0.name;
        Mapping(Text {
            name,
            has_lines,
            ..plain.0
        })
    }
}

impl Rules {
    fn new(program: droit_engine::program::Program) -> Rules {
        Rules {
            version: rules::version(&program),
            laws: Laws::new(program),
        }
    }

    /// The national rules, which are built in.
    ///
    /// # Errors
    ///
    /// Never, with the rules of a release: they are tested.
    pub fn national() -> Result<Rules> {
        Ok(Rules::new(rules::Rules::embedded().compile_quietly()?))
    }

    /// The rules of some folders or files: the national ones, then local ones.
    ///
    /// # Errors
    ///
    /// When they cannot be read, or have errors: all of them, each with its place.
    pub fn read(paths: &[PathBuf]) -> Result<Rules> {
        Ok(Rules::new(rules::Rules::read(paths)?.compile_quietly()?))
    }

    /// A program that `droit compiler` or [`Rules::bytes`] wrote; messages call it by its path.
    ///
    /// # Errors
    ///
    /// When it is no program of this version.
    pub fn compiled(bytes: &[u8], path: &Path) -> Result<Rules> {
        Ok(Rules::new(rules::of_bytes(bytes, path)?))
    }

    /// The program, in its binary form.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.laws.program().to_bytes()
    }

    /// What changes whenever a rule does: the column `regles_version`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The rights, in the order of their identifiers in the rules.
    #[must_use]
    pub fn rights(&self) -> Vec<Right> {
        let benefits = self.laws.program().benefits.iter();
        let rights = benefits.map(|benefit| Right {
            id: benefit.id.to_string(),
            name: benefit.name.to_string(),
            rhythm: benefit.rhythm.word(),
        });
        rights.collect()
    }

    /// A first mapping of some columns, to be read again by whoever knows them.
    ///
    /// # Errors
    ///
    /// When the batches cannot be read.
    pub fn draft(&self, batches: Batches) -> Result<String> {
        let columns = Columnar::memory(batches);
        let (header, sample) = table::sample(columns, Path::new(BATCH), SAMPLE)?;
        let fields = Fields::new(self.laws.program());
        Ok(draft::draft(BATCH, &fields, &header, &sample))
    }

    /// Starts to evaluate batches of one schema.
    ///
    /// # Errors
    ///
    /// When a column is unknown or of a type that cannot fill its field, when the mapping does not fit, or when there are
    /// no rules for the month. What is wrong with one household goes to the rejects.
    pub fn screen(&self, batches: Batches, asked: Asked) -> Result<Screening> {
        let month = asked.month.as_deref().map(args::month).transpose();
        let month = month.map_err(Failure::usage)?;
        if let Some(month) = month
            && let Err(error) = &*self.laws.at(month)
        {
            return Err(Failure::rejected(error.to_string()).into());
        }
        let input = table::memory(
            Columnar::memory(batches),
            Path::new(BATCH),
            asked.mapping.as_ref().map(|mapping| &mapping.0),
            month,
            Fields::new(self.laws.program()),
        )?;
        Ok(Screening {
            source: input.source,
            plan: Plan {
                laws: self.laws.clone(),
                month,
                all: asked.all,
                motives: true,
                steps: false,
                oppositions: None,
            },
            version: self.version.clone(),
            prefix: asked.prefix,
        })
    }
}

/// The households that the engine evaluates together, part after part.
impl Iterator for Screening {
    type Item = Result<Part>;

    fn next(&mut self) -> Option<Result<Part>> {
        let mut raws: Vec<Raw> = Vec::new();
        while raws.len() < pipeline::BLOCK {
            match self.source.next() {
                Ok(Some(raw)) => raws.push(raw),
                Ok(None) => break,
                Err(error) => return Some(Err(interrupted(&error).into())),
            }
        }
        if raws.is_empty() {
            return None;
        }
        let block = self.plan.block(&self.prefix, raws);
        let told: Vec<Told> = block.done.into_iter().map(|done| done.told).collect();
        Some(self.part(&told, &block.rejects).map_err(Error::from))
    }
}

impl Screening {
    /// All the households, on as many threads as asked; what comes out does not depend on their number.
    ///
    /// # Errors
    ///
    /// When the batches cannot be read further.
    pub fn all(mut self, workers: usize) -> Result<Part> {
        /// Takes the place of a source that is read.
        struct Read;
        impl Source for Read {
            fn next(&mut self) -> std::io::Result<Option<Raw>> {
                Ok(None)
            }
        }
        let source = std::mem::replace(&mut self.source, Box::new(Read));
        let (mut told, mut rejects) = (Vec::new(), Vec::new());
        let (plan, prefix) = (&self.plan, &self.prefix);
        let ran = pipeline::run(
            source,
            workers.max(1),
            |_, raws| plan.block(prefix, raws),
            |block| -> Outcome {
                told.extend(block.done.into_iter().map(|done| done.told));
                rejects.extend(block.rejects);
                Ok(())
            },
        );
        ran.map_err(|stop| match stop {
            Stop::Read(_, error) => interrupted(&error),
            Stop::Write(failure) => failure,
        })?;
        Ok(self.part(&told, &rejects)?)
    }

    fn part(&self, told: &[Told], rejects: &[Reject]) -> Outcome<Part> {
        let look = Look {
            program: self.plan.laws.program(),
            table: Table::Parquet,
            version: self.version.clone(),
            purge: None,
            whole: false,
        };
        Ok(Part {
            rows: parquet::batch(&look, told)?,
            rejects: rejected(rejects)?,
        })
    }
}

/// The columns of the rows and their types: those of `droit cribler --format parquet`.
#[must_use]
pub fn rows_schema() -> SchemaRef {
    Arc::new(parquet::schema())
}

/// The columns of the rejects and their types: those of the rejects file.
#[must_use]
pub fn rejects_schema() -> SchemaRef {
    let text = |name, nullable| Field::new(name, DataType::Utf8, nullable);
    Arc::new(Schema::new(vec![
        Field::new("ligne", DataType::Int64, false),
        text("id", true),
        text("champ", false),
        text("valeur", false),
        text("motif", false),
    ]))
}

fn rejected(rejects: &[Reject]) -> Outcome<RecordBatch> {
    let mut lines = Int64Builder::new();
    let mut ids = StringBuilder::new();
    let mut texts = [(); 3].map(|()| StringBuilder::new());
    for reject in rejects {
        for fault in &reject.faults {
            lines.append_value(i64::try_from(reject.line).unwrap_or(i64::MAX));
            ids.append_option(reject.id.as_deref());
            let values = [&fault.field, &fault.value, &fault.reason];
            for (column, value) in texts.iter_mut().zip(values) {
                column.append_value(value);
            }
        }
    }
    let first: [ArrayRef; 2] = [Arc::new(lines.finish()), Arc::new(ids.finish())];
    let texts = texts.map(|mut column| Arc::new(column.finish()) as ArrayRef);
    let columns = first.into_iter().chain(texts).collect();
    RecordBatch::try_new(rejects_schema(), columns)
        .map_err(|error| Failure::rejected(format!("rejets impossibles à écrire : {error}")))
}

fn interrupted(error: &std::io::Error) -> Failure {
    Failure::rejected(format!(
        "lecture de « {BATCH} » interrompue : {}",
        reason(error)
    ))
}
