//! Batches of columns: those of a Parquet file, or those that are already in memory. Only the columns that the mapping
//! names are decoded.

use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::columnar::DEEPEST;
use crate::exit::{Failure, Outcome};
use crate::read;

/// Rows decoded at once.
const BATCH: usize = 1024;

/// Columns, before it is known which ones are read.
pub(crate) struct Columnar {
    content: Content,
    /// How many rows there are, when it is known.
    pub(crate) rows: Option<u64>,
}

/// Where they are.
enum Content {
    File(ParquetRecordBatchReaderBuilder<File>),
    Memory(Box<dyn RecordBatchReader + Send>),
}

/// The batches of a file, or of the memory.
pub(crate) struct Batches {
    reader: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>,
    is_file: bool,
    /// Rows given so far.
    pub(crate) read: Arc<AtomicU64>,
}

/// Opens a file.
pub(crate) fn open(path: &Path) -> Outcome<Columnar> {
    let name = read::name(path);
    let file =
        File::open(path).map_err(|e| Failure::io(format!("lecture de {name} impossible"), &e))?;
    let builder = catch_unwind(AssertUnwindSafe(|| {
        ParquetRecordBatchReaderBuilder::try_new(file)
    }));
    match builder {
        Ok(Ok(builder)) => {
            let rows = builder.metadata().file_metadata().num_rows();
            Ok(Columnar {
                rows: Some(u64::try_from(rows).unwrap_or(0)),
                content: Content::File(builder),
            })
        }
        Ok(Err(error)) => Err(Failure::rejected(format!(
            "{name} n'est pas un fichier Parquet lisible : {error}"
        ))
        .help("le fichier est peut-être incomplet : copiez-le de nouveau")),
        Err(_) => Err(Failure::rejected(format!(
            "{name} n'est pas un fichier Parquet lisible"
        ))),
    }
}

impl Columnar {
    /// Batches that are in memory.
    pub(crate) fn memory(reader: Box<dyn RecordBatchReader + Send>) -> Columnar {
        Columnar {
            content: Content::Memory(reader),
            rows: None,
        }
    }

    /// The schema.
    pub(crate) fn schema(&self) -> SchemaRef {
        match &self.content {
            Content::File(builder) => Arc::clone(builder.schema()),
            Content::Memory(reader) => reader.schema(),
        }
    }

    /// The columns: those inside of another are called `logement.loyer`. Those of a list are not among them.
    pub(crate) fn header(&self) -> Vec<(String, DataType)> {
        let mut header = Vec::new();
        for field in self.schema().fields() {
            flat(field.name(), field.data_type(), 0, &mut header);
        }
        header
    }

    /// The columns of the items of a list.
    pub(crate) fn items(&self, list: &str) -> Option<Vec<(String, DataType)>> {
        let schema = self.schema();
        let (DataType::List(item) | DataType::LargeList(item)) =
            schema.field_with_name(list).ok()?.data_type()
        else {
            return None;
        };
        let DataType::Struct(fields) = item.data_type() else {
            return None;
        };
        let mut header = Vec::new();
        for field in fields {
            flat(field.name(), field.data_type(), 0, &mut header);
        }
        Some(header)
    }

    /// Reads the columns that start with some names; all of them when none is given.
    pub(crate) fn batches(self, names: Option<&[String]>, path: &Path) -> Outcome<Batches> {
        let schema = self.schema();
        let roots: Option<Vec<usize>> = names.map(|names| {
            let wanted = schema.fields().iter().enumerate().filter(|(_, field)| {
                names.iter().any(|name| {
                    name.strip_prefix(field.name().as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                })
            });
            wanted.map(|(i, _)| i).collect()
        });
        let batches = |reader, is_file| Batches {
            reader,
            is_file,
            read: Arc::new(AtomicU64::new(0)),
        };
        match self.content {
            // What is in memory is read where it stands: a column that nobody names costs nothing.
            Content::Memory(reader) => Ok(batches(Box::new(reader), false)),
            Content::File(builder) => {
                let mut builder = builder.with_batch_size(BATCH);
                if let Some(roots) = roots {
                    let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
                    builder = builder.with_projection(mask);
                }
                let reader = builder.build().map_err(|error| {
                    Failure::rejected(format!("{} ne se lit pas : {error}", read::name(path)))
                })?;
                Ok(batches(Box::new(reader), true))
            }
        }
    }
}

fn flat(name: &str, kind: &DataType, depth: usize, header: &mut Vec<(String, DataType)>) {
    match kind {
        DataType::Struct(fields) if depth < DEEPEST => {
            for field in fields {
                let name = format!("{name}.{}", field.name());
                flat(&name, field.data_type(), depth.saturating_add(1), header);
            }
        }
        _ => header.push((name.to_owned(), kind.clone())),
    }
}

impl Batches {
    /// The next rows.
    pub(crate) fn next(&mut self) -> io::Result<Option<RecordBatch>> {
        // A broken page may panic in its decoder.
        let batch = catch_unwind(AssertUnwindSafe(|| self.reader.next()))
            .map_err(|_| io::Error::other(self.broken()))?;
        match batch {
            None => Ok(None),
            Some(Ok(batch)) => {
                let rows = u64::try_from(batch.num_rows()).unwrap_or(0);
                self.read.fetch_add(rows, Ordering::Relaxed);
                Ok(Some(batch))
            }
            Some(Err(error)) if self.is_file => {
                Err(io::Error::other(format!("{} ({error})", self.broken())))
            }
            Some(Err(error)) => Err(io::Error::other(error)),
        }
    }

    fn broken(&self) -> &'static str {
        if self.is_file {
            "une page du fichier Parquet est abîmée"
        } else {
            "ces colonnes ne se lisent pas"
        }
    }
}
