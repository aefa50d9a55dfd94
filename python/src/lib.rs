//! The Python package `droit`: a thin layer over [`droit_cli::arrow`].
//!
//! Batches come and go through the Arrow C data interface, without copy. The interpreter is released while rules are read
//! and households evaluated. What is wrong with a batch is a Python exception with the message of the command line; what is
//! wrong with a household is a row of the rejects. A panic is caught: it never reaches the interpreter.

mod batches;
mod mapping;
mod rules;
mod stream;

use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_pyarrow::ToPyArrow as _;
use droit_cli::arrow;
use pyo3::create_exception;
use pyo3::exceptions::{PyRuntimeError, PyUserWarning, PyValueError};
use pyo3::prelude::*;

create_exception!(
    droit,
    Erreur,
    PyValueError,
    "Des données, des règles ou une correspondance refusées : le message dit où, quoi, et ce qui était attendu."
);

create_exception!(
    droit,
    RejetsIgnores,
    PyUserWarning,
    "Des foyers n'ont pas pu être évalués, et l'appel ne rend pas les rejets."
);

/// Does some work without holding the interpreter.
fn released<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> arrow::Result<T> + Send,
) -> PyResult<T> {
    match py.detach(|| catch_unwind(AssertUnwindSafe(work))) {
        Ok(done) => done.map_err(refused),
        Err(_) => Err(PyRuntimeError::new_err(
            "faute interne du moteur : merci de la signaler, avec ces données",
        )),
    }
}

/// The exception of an error of the engine.
#[expect(clippy::needless_pass_by_value, reason = "what `map_err` takes")]
fn refused(error: arrow::Error) -> PyErr {
    Erreur::new_err(error.to_string())
}

/// Les colonnes du résultat et leurs types (`pyarrow.Schema`) : ceux de `droit cribler --format parquet`.
#[pyfunction]
fn schema(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    arrow::rows_schema().to_pyarrow(py)
}

/// Les colonnes des rejets et leurs types (`pyarrow.Schema`).
#[pyfunction]
fn schema_rejets(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    arrow::rejects_schema().to_pyarrow(py)
}

#[pymodule(name = "_droit")]
mod module {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::mapping::{Correspondance, correspondance, remake_mapping};
    #[pymodule_export]
    use super::rules::{Regles, remake_rules};
    #[pymodule_export]
    use super::stream::Flux;
    #[pymodule_export]
    use super::{Erreur, RejetsIgnores, schema, schema_rejets};

    /// The version of the package.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
