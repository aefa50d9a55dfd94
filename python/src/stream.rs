//! Batches evaluated one after the other.

use std::sync::{Mutex, PoisonError};

use arrow_pyarrow::ToPyArrow as _;
use droit_cli::arrow::{Part, Screening};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::batches::Raised;
use crate::released;

/// Un itérateur de paires (lignes, rejets) : voir `Regles.evaluer_flux`.
#[pyclass(frozen, module = "droit")]
pub(crate) struct Flux {
    /// `None` once everything was read, or after an error.
    screening: Mutex<Option<Screening>>,
    raised: Raised,
}

impl Flux {
    pub(crate) fn new(screening: Screening, raised: Raised) -> Flux {
        Flux {
            screening: Mutex::new(Some(screening)),
            raised,
        }
    }

    /// Without any batch.
    pub(crate) fn empty() -> Flux {
        Flux {
            screening: Mutex::new(None),
            raised: Raised::default(),
        }
    }
}

#[pymethods]
impl Flux {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        // Waiting for the lock is done without the interpreter: whoever holds the lock asks Python for batches.
        let next = released(py, || {
            let mut screening = self
                .screening
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            // Taken out: an error, or a panic, leaves nothing behind that would be read further.
            let Some(mut open) = screening.take() else {
                return Ok(None);
            };
            let part = open.next().transpose()?;
            if part.is_some() {
                *screening = Some(open);
            }
            Ok(part)
        });
        match next {
            Ok(None) => Ok(None),
            Ok(Some(Part { rows, rejects })) => {
                let pair = [rows.to_pyarrow(py)?, rejects.to_pyarrow(py)?];
                PyTuple::new(py, pair).map(Some)
            }
            Err(error) => {
                let mut raised = self.raised.lock().unwrap_or_else(PoisonError::into_inner);
                Err(raised.take().unwrap_or(error))
            }
        }
    }
}
