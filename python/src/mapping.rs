//! Mappings: a file, or a dictionary.

use std::path::PathBuf;

use droit_cli::arrow::Mapping;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::refused;

/// Ce que remplit chaque colonne : voir `correspondance`. Se copie d'un processus à l'autre (pickle).
#[pyclass(frozen, module = "droit")]
pub(crate) struct Correspondance {
    pub(crate) mapping: Mapping,
}

#[pymethods]
impl Correspondance {
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String, String))> {
        let remake = slf
            .py()
            .import("droit._droit")?
            .getattr("_correspondance")?;
        let (name, text) = slf.get().mapping.parts();
        Ok((remake, (name.to_owned(), text.to_owned())))
    }

    fn __repr__(&self) -> String {
        format!("<droit.Correspondance {}>", self.mapping.parts().0)
    }
}

/// Lit une correspondance : le chemin d'un fichier (docs/fichiers.md), ou un dictionnaire de la même forme.
///
/// Le fichier est lu tout de suite : sur une grappe, les machines qui calculent n'en ont pas besoin. Ce qu'elle dit est
/// vérifié avec les règles, au moment d'évaluer.
#[pyfunction]
pub(crate) fn correspondance(source: &Bound<'_, PyAny>) -> PyResult<Correspondance> {
    let mapping = if source.is_instance_of::<PyDict>() {
        let options = PyDict::new(source.py());
        options.set_item("ensure_ascii", false)?;
        // JSON is YAML: the same reader takes both.
        let json = source.py().import("json")?;
        let text = json.call_method("dumps", (source,), Some(&options))?;
        Mapping::text(text.extract()?)
    } else if let Ok(path) = source.extract::<PathBuf>() {
        Mapping::file(&path).map_err(refused)?
    } else {
        return Err(PyTypeError::new_err(format!(
            "une correspondance est le chemin d'un fichier ou un dictionnaire, pas {}",
            source.get_type().name()?
        )));
    };
    Ok(Correspondance { mapping })
}

/// What `pickle` calls.
#[pyfunction(name = "_correspondance")]
pub(crate) fn remake_mapping(name: String, text: String) -> Correspondance {
    Correspondance {
        mapping: Mapping::from_parts(name, text),
    }
}

/// A mapping, wherever it comes from.
pub(crate) fn given(source: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Mapping>> {
    let Some(source) = source else {
        return Ok(None);
    };
    match source.cast::<Correspondance>() {
        Ok(made) => Ok(Some(made.get().mapping.clone())),
        Err(_) => correspondance(source).map(|made| Some(made.mapping)),
    }
}
