//! Batches that come from Python: one, or as many as an iterator gives.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_pyarrow::FromPyArrow as _;
use arrow_schema::{ArrowError, SchemaRef};
use droit_cli::arrow::Batches;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyIterator;

use crate::Erreur;

/// The levels of columns inside of columns: the format has six. Arrow goes down them one call inside of another, and the
/// stack of a thread has an end, which stops the interpreter.
const DEEPEST: usize = 32;

/// A batch, checked to the last byte: what another program exports may be wrong.
pub(crate) fn batch(value: &Bound<'_, PyAny>) -> PyResult<RecordBatch> {
    if !value.hasattr("__arrow_c_array__")? {
        return Err(PyTypeError::new_err(format!(
            "attendu : un lot de colonnes Arrow (pyarrow.RecordBatch), reçu : {}",
            value.get_type().fully_qualified_name()?
        )));
    }
    let refused =
        |error| Erreur::new_err(format!("« lot » : ces colonnes ne se lisent pas : {error}"));
    // What is already a batch of pyarrow stays the same object.
    let pyarrow = value.py().import("pyarrow")?;
    let value = if value.is_instance(&pyarrow.getattr("RecordBatch")?)? {
        value.clone()
    } else {
        let made = pyarrow.call_method1("record_batch", (value,));
        made.map_err(refused)?
    };
    if is_too_deep(&value.getattr("schema")?)? {
        return Err(Erreur::new_err(format!(
            "« lot » : des colonnes sont imbriquées sur plus de {DEEPEST} niveaux"
        )));
    }
    RecordBatch::from_pyarrow_bound(&value).map_err(refused)
}

/// Whether columns hold columns that hold columns… beyond what is read.
fn is_too_deep(schema: &Bound<'_, PyAny>) -> PyResult<bool> {
    let mut level: Vec<Bound<'_, PyAny>> = Vec::new();
    for field in schema.try_iter()? {
        level.push(field?.getattr("type")?);
    }
    for _ in 0..DEEPEST {
        let mut below = Vec::new();
        for kind in level {
            let fields: usize = kind.getattr("num_fields")?.extract()?;
            for field in 0..fields {
                below.push(kind.call_method1("field", (field,))?.getattr("type")?);
            }
        }
        if below.is_empty() {
            return Ok(false);
        }
        level = below;
    }
    Ok(true)
}

/// One batch, as a source of batches.
pub(crate) fn one(batch: RecordBatch) -> Batches {
    let schema = batch.schema();
    Box::new(RecordBatchIterator::new([Ok(batch)], schema))
}

/// What Python raised while batches were asked of it.
pub(crate) type Raised = Arc<Mutex<Option<PyErr>>>;

/// Batches asked of a Python iterator, one at a time.
struct Pulled {
    iterator: Py<PyIterator>,
    /// The first one, which told the schema.
    first: Option<RecordBatch>,
    schema: SchemaRef,
    raised: Raised,
}

/// The batches of something that can be iterated, or that exports a stream of them; `None` when there is none.
pub(crate) fn many(source: &Bound<'_, PyAny>) -> PyResult<Option<(Batches, Raised)>> {
    let iterator = if source.hasattr("__arrow_c_stream__")? {
        let readers = source
            .py()
            .import("pyarrow")?
            .getattr("RecordBatchReader")?;
        readers.call_method1("from_stream", (source,))?.try_iter()?
    } else {
        source.try_iter().map_err(|_| {
            PyTypeError::new_err(
                "attendu : des lots de colonnes Arrow (un itérateur de pyarrow.RecordBatch, ou une table qui s'exporte en Arrow)",
            )
        })?
    };
    let mut rest = iterator.clone();
    let Some(first) = rest.next() else {
        return Ok(None);
    };
    let first = batch(&first?)?;
    let raised = Raised::default();
    let pulled = Pulled {
        iterator: iterator.unbind(),
        schema: first.schema(),
        first: Some(first),
        raised: Arc::clone(&raised),
    };
    Ok(Some((Box::new(pulled), raised)))
}

impl Iterator for Pulled {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(first) = self.first.take() {
            return Some(Ok(first));
        }
        let next = Python::attach(|py| {
            let mut iterator = self.iterator.bind(py).clone();
            iterator.next().map(|next| batch(&next?))
        });
        match next? {
            Ok(batch) if same_columns(&batch, &self.schema) => Some(Ok(batch)),
            Ok(_) => Some(Err(ArrowError::SchemaError(
                "un lot n'a pas les mêmes colonnes que le premier".to_owned(),
            ))),
            Err(error) => {
                *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                // Whoever asked raises the exception of Python, not this.
                Some(Err(ArrowError::ExternalError("exception".into())))
            }
        }
    }
}

impl RecordBatchReader for Pulled {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

/// Whether a batch has the names and types of the first: what was checked once then holds for it.
fn same_columns(batch: &RecordBatch, first: &SchemaRef) -> bool {
    let schema = batch.schema();
    let names = |schema: &SchemaRef| -> Vec<_> {
        let fields = schema.fields().iter();
        fields
            .map(|f| (f.name().clone(), f.data_type().clone()))
            .collect()
    };
    Arc::ptr_eq(&schema, first) || names(&schema) == names(first)
}
