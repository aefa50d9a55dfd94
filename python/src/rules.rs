//! `droit.Regles`: rules, and what they say of batches.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use arrow_pyarrow::ToPyArrow as _;
use droit_cli::arrow::{Asked, Part, Rules};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use crate::stream::Flux;
use crate::{RejetsIgnores, batches, mapping, refused, released};

/// Des règles, prêtes à évaluer des lots de foyers.
///
/// `Regles()` : les règles nationales, livrées avec le paquet. `Regles("rules", "rules-locales")` : celles de dossiers ou de
/// fichiers `.droit`. `Regles(programme=…)` : un programme écrit par `droit compiler` (un chemin, ou ses octets).
///
/// Un objet peut servir dans plusieurs fils à la fois. Copié dans un autre processus (pickle), il y porte les mêmes règles.
#[pyclass(frozen, module = "droit")]
pub(crate) struct Regles {
    rules: Rules,
    bytes: OnceLock<Vec<u8>>,
}

/// The national rules, compiled once for the process.
static NATIONAL: OnceLock<Rules> = OnceLock::new();

/// The rules that other processes sent: each task of a cluster sends them again, and a law is long to fold.
static SENT: Mutex<VecDeque<(Vec<u8>, Rules)>> = Mutex::new(VecDeque::new());

/// How many are kept.
const MOST_SENT: usize = 4;

impl Regles {
    fn new(rules: Rules) -> Regles {
        Regles {
            rules,
            bytes: OnceLock::new(),
        }
    }

    fn compiled(&self, py: Python<'_>) -> PyResult<&[u8]> {
        if let Some(bytes) = self.bytes.get() {
            return Ok(bytes);
        }
        let bytes = released(py, || Ok(self.rules.bytes()))?;
        Ok(self.bytes.get_or_init(|| bytes))
    }

    fn part(&self, lot: &Bound<'_, PyAny>, asked: Asked, fils: Option<usize>) -> PyResult<Part> {
        let batch = batches::batch(lot)?;
        let threads = fils.unwrap_or_else(|| {
            std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
        });
        released(lot.py(), || {
            self.rules.screen(batches::one(batch), asked)?.all(threads)
        })
    }
}

/// What is asked, from the arguments of a method.
fn asked(
    mois: Option<String>,
    correspondance: Option<&Bound<'_, PyAny>>,
    tout: bool,
    prefixe: String,
) -> PyResult<Asked> {
    Ok(Asked {
        month: mois,
        mapping: mapping::given(correspondance)?,
        all: tout,
        prefix: prefixe,
    })
}

#[pymethods]
impl Regles {
    #[new]
    #[pyo3(signature = (*chemins, programme = None))]
    fn open(
        py: Python<'_>,
        chemins: Vec<PathBuf>,
        programme: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Regles> {
        let rules = match programme {
            Some(_) if !chemins.is_empty() => {
                return Err(PyTypeError::new_err(
                    "des chemins de règles, ou « programme », mais pas les deux",
                ));
            }
            Some(programme) => {
                if let Ok(bytes) = programme.cast::<PyBytes>() {
                    let bytes = bytes.as_bytes();
                    released(py, || Rules::compiled(bytes, Path::new("programme")))?
                } else {
                    let path: PathBuf = programme.extract().map_err(|_| {
                        PyTypeError::new_err(
                            "« programme » est le chemin d'un fichier, ou ses octets",
                        )
                    })?;
                    let bytes = std::fs::read(&path)?;
                    released(py, || Rules::compiled(&bytes, &path))?
                }
            }
            None if chemins.is_empty() => {
                let made = released(py, || match NATIONAL.get() {
                    Some(rules) => Ok(rules.clone()),
                    None => Rules::national(),
                })?;
                NATIONAL.get_or_init(|| made).clone()
            }
            None => released(py, || Rules::read(&chemins))?,
        };
        Ok(Regles::new(rules))
    }

    /// L'empreinte des règles : la colonne `regles_version`. Elle change dès qu'une règle change.
    #[getter]
    fn version(&self) -> &str {
        self.rules.version()
    }

    /// Le programme compilé (`bytes`) : ce que prend `Regles(programme=…)`.
    #[getter]
    fn programme<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, self.compiled(py)?))
    }

    /// Les droits : une liste de dictionnaires `id`, `nom`, `rythme`.
    fn droits<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let rights = self.rules.rights().into_iter().map(|right| {
            let entry = PyDict::new(py);
            entry.set_item("id", right.id)?;
            entry.set_item("nom", right.name)?;
            entry.set_item("rythme", right.rhythm)?;
            Ok(entry)
        });
        rights.collect()
    }

    /// Les lignes d'un lot (`pyarrow.RecordBatch`) : celles que `droit cribler --format parquet` écrit d'un fichier qui a
    /// ces colonnes. Avertit (`RejetsIgnores`) quand des foyers sont rejetés : `evaluer_avec_rejets` les donne.
    ///
    /// `mois` : « AAAA-MM » ; sans lui, la colonne `period` de chaque foyer. `correspondance` : un chemin, un dictionnaire,
    /// ou le résultat de `droit.correspondance`. `tout` : tous les droits, pas seulement ceux à signaler. `fils` : le nombre
    /// de fils de calcul (1 par défaut ; `None` : un par cœur). `prefixe` : ce qui précède « ligne-12 » pour un foyer sans
    /// identifiant.
    #[pyo3(signature = (lot, *, mois = None, correspondance = None, tout = false, fils = Some(1), prefixe = String::new()))]
    fn evaluer<'py>(
        &self,
        lot: &Bound<'py, PyAny>,
        mois: Option<String>,
        correspondance: Option<&Bound<'py, PyAny>>,
        tout: bool,
        fils: Option<usize>,
        prefixe: String,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = lot.py();
        let part = self.part(lot, asked(mois, correspondance, tout, prefixe)?, fils)?;
        let rejects = part.rejects.num_rows();
        if rejects > 0 {
            let text = std::ffi::CString::new(format!(
                "{rejects} ligne(s) de rejets ignorées : « evaluer_avec_rejets » les donne"
            ))?;
            PyErr::warn(py, &py.get_type::<RejetsIgnores>(), &text, 1)?;
        }
        part.rows.to_pyarrow(py)
    }

    /// Comme `evaluer`, avec les rejets : une paire (lignes, rejets).
    ///
    /// Les rejets ont une ligne par faute d'un foyer qui n'a pas pu être évalué : `ligne` (le rang dans le lot, à partir
    /// de 1), `id`, `champ`, `valeur`, `motif`.
    #[pyo3(signature = (lot, *, mois = None, correspondance = None, tout = false, fils = Some(1), prefixe = String::new()))]
    fn evaluer_avec_rejets<'py>(
        &self,
        lot: &Bound<'py, PyAny>,
        mois: Option<String>,
        correspondance: Option<&Bound<'py, PyAny>>,
        tout: bool,
        fils: Option<usize>,
        prefixe: String,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let py = lot.py();
        let part = self.part(lot, asked(mois, correspondance, tout, prefixe)?, fils)?;
        let pair = [part.rows.to_pyarrow(py)?, part.rejects.to_pyarrow(py)?];
        PyTuple::new(py, pair)
    }

    /// Évalue des lots l'un après l'autre, sans les tenir tous en mémoire : donne des paires (lignes, rejets).
    ///
    /// `lots` : un itérateur de `pyarrow.RecordBatch`, ou ce qui s'exporte en Arrow (table pyarrow, Polars, DuckDB). Un foyer
    /// dont les lignes sont à cheval sur deux lots est lu en entier. Les autres arguments sont ceux d'`evaluer`.
    #[pyo3(signature = (lots, *, mois = None, correspondance = None, tout = false, prefixe = String::new()))]
    fn evaluer_flux(
        &self,
        lots: &Bound<'_, PyAny>,
        mois: Option<String>,
        correspondance: Option<&Bound<'_, PyAny>>,
        tout: bool,
        prefixe: String,
    ) -> PyResult<Flux> {
        let asked = asked(mois, correspondance, tout, prefixe)?;
        let Some((batches, raised)) = batches::many(lots)? else {
            return Ok(Flux::empty());
        };
        let screening = released(lots.py(), || self.rules.screen(batches, asked))?;
        Ok(Flux::new(screening, raised))
    }

    /// Une première correspondance (YAML), d'après les colonnes et les premières lignes d'un lot : à relire ligne par ligne.
    fn modele_correspondance(&self, lot: &Bound<'_, PyAny>) -> PyResult<String> {
        let batch = batches::batch(lot)?;
        released(lot.py(), || self.rules.draft(batches::one(batch)))
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let py = slf.py();
        let remake = py.import("droit._droit")?.getattr("_regles")?;
        Ok((remake, (slf.get().programme(py)?,)))
    }

    fn __repr__(&self) -> String {
        format!("<droit.Regles {}>", self.rules.version())
    }
}

/// What `pickle` calls.
#[pyfunction(name = "_regles")]
pub(crate) fn remake_rules(py: Python<'_>, bytes: &[u8]) -> PyResult<Regles> {
    let made = py.detach(|| {
        let mut sent = SENT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, rules)) = sent.iter().find(|(known, _)| known == bytes) {
            return Ok(rules.clone());
        }
        let rules = Rules::compiled(bytes, Path::new("programme"))?;
        if sent.len() >= MOST_SENT {
            sent.pop_front();
        }
        sent.push_back((bytes.to_vec(), rules.clone()));
        Ok(rules)
    });
    made.map(Regles::new).map_err(refused)
}
