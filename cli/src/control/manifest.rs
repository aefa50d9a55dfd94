//! The manifest: in whose name, on what ground, from which data and until when a file of households is screened.

use std::path::{Path, PathBuf};

use chrono::{Local, NaiveDate};
use droit_engine::situation::Document;

use crate::digest;
use crate::exit::{Failure, Outcome};
use crate::read;

/// The only purpose for which administrations exchange these data (CRPA, art. L. 114-8).
const PURPOSE: &str = "non-recours";

const KEYS: [&str; 7] = [
    "finalite",
    "autorite",
    "base_legale",
    "sources",
    "purge_le",
    "sel",
    "donnees_synthetiques",
];

/// A salt shorter than this would be found by trying.
const SALT: usize = 16;

/// A manifest that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Manifest {
    pub(crate) path: PathBuf,
    /// Of its text.
    pub(crate) sha256: String,
    pub(crate) authority: String,
    pub(crate) ground: String,
    pub(crate) sources: Vec<String>,
    /// The day when what was written must be gone.
    pub(crate) purge: NaiveDate,
    /// What is put before an identifier to make its print; never written anywhere.
    pub(crate) salt: Option<String>,
    /// Whether the households are made up.
    pub(crate) synthetic: bool,
}

impl Manifest {
    /// The purpose, always the same.
    pub(crate) const PURPOSE: &'static str = PURPOSE;

    /// Reads a manifest.
    pub(crate) fn read(path: &Path) -> Outcome<Manifest> {
        let text = read::text(path)?;
        let refused = |faults: Vec<String>| {
            Failure::rejected(format!(
                "{} ne peut pas servir de manifeste\n{}",
                read::name(path),
                faults.join("\n")
            ))
            .help("le modèle est « exemples/manifeste.yaml » ; docs/criblage.md l'explique")
        };
        let document = Document::from_yaml(&text).map_err(|error| {
            refused(vec![format!("  ligne {} : {}", error.line, error.message)])
        })?;
        manifest(path, &text, &document).map_err(refused)
    }

    /// Reads a manifest under which something may be written today.
    pub(crate) fn in_force(path: &Path) -> Outcome<Manifest> {
        let manifest = Manifest::read(path)?;
        manifest.current(Local::now().date_naive())?;
        Ok(manifest)
    }

    /// What the salt is for cannot be done without it.
    pub(crate) fn salt(&self) -> Outcome<&str> {
        self.salt.as_deref().ok_or_else(|| {
            Failure::rejected(format!(
                "{} n'a pas de clé « sel », dont les empreintes d'opposition ont besoin",
                read::name(&self.path)
            ))
        })
    }

    /// What is written must not be past its end at once.
    fn current(&self, today: NaiveDate) -> Outcome {
        if self.purge > today {
            return Ok(());
        }
        Err(Failure::rejected(format!(
            "la date de purge de {} est passée : {}",
            read::name(&self.path),
            self.purge
        )))
    }
}

fn manifest(path: &Path, text: &str, document: &Document) -> Result<Manifest, Vec<String>> {
    let mut faults = Vec::new();
    for (key, _) in document.entries() {
        if !KEYS.contains(&&**key) {
            faults.push(at(
                text,
                key,
                &format!("clé inconnue « {key} » (attendu : {})", KEYS.join(", ")),
            ));
        }
    }
    let mut need = |key: &str| match document.get(key).map(written) {
        Some(Some(value)) => value,
        Some(None) => {
            faults.push(at(text, key, &format!("« {key} » doit être un texte")));
            String::new()
        }
        None => {
            faults.push(format!("  il manque « {key} »"));
            String::new()
        }
    };
    let (purpose, authority) = (need("finalite"), need("autorite"));
    let (ground, purge) = (need("base_legale"), need("purge_le"));
    if !purpose.is_empty() && purpose != PURPOSE {
        faults.push(at(
            text,
            "finalite",
            &format!("« {purpose} » n'est pas une finalité permise (CRPA, art. L. 114-8) : « {PURPOSE} » seulement"),
        ));
    }
    let purge = NaiveDate::parse_from_str(&purge, "%Y-%m-%d")
        .map_err(|_| {
            if !purge.is_empty() {
                faults.push(at(
                    text,
                    "purge_le",
                    &format!("« {purge} » n'est pas une date (AAAA-MM-JJ)"),
                ));
            }
        })
        .unwrap_or_default();
    let sources = match document.get("sources") {
        Some(Document::List(items)) => items.iter().filter_map(written).collect(),
        Some(one) => written(one).into_iter().collect(),
        None => Vec::new(),
    };
    if sources.is_empty()
        || document
            .get("sources")
            .is_some_and(|s| s.items().len() > sources.len())
    {
        faults.push(at(
            text,
            "sources",
            "« sources » doit être la liste des sources de données, en texte",
        ));
    }
    let salt = document
        .get("sel")
        .map(|salt| written(salt).unwrap_or_default());
    if salt
        .as_ref()
        .is_some_and(|salt| salt.chars().count() < SALT)
    {
        faults.push(at(
            text,
            "sel",
            &format!("« sel » doit être un texte d'au moins {SALT} caractères, tiré au hasard"),
        ));
    }
    let synthetic = match document.get("donnees_synthetiques") {
        None => false,
        Some(Document::Bool(value)) => *value,
        Some(Document::Text(text)) if text == "oui" => true,
        Some(Document::Text(text)) if text == "non" => false,
        Some(_) => {
            faults.push(at(
                text,
                "donnees_synthetiques",
                "« donnees_synthetiques » doit être oui ou non",
            ));
            false
        }
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Manifest {
        path: path.to_owned(),
        sha256: digest::of(text.as_bytes()),
        authority,
        ground,
        sources,
        purge,
        salt,
        synthetic,
    })
}

/// A text that says something.
fn written(document: &Document) -> Option<String> {
    match document {
        Document::Text(text) | Document::Number(text) if !text.trim().is_empty() => {
            Some(text.to_string())
        }
        _ => None,
    }
}

/// A fault with the line of its key, which stands at the head of it.
fn at(text: &str, key: &str, fault: &str) -> String {
    let line = text.lines().position(|line| {
        line.trim_start_matches(['"', '\''])
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
    });
    match line {
        Some(line) => format!("  ligne {} : {fault}", line.saturating_add(1)),
        None => format!("  {fault}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Manifest, Vec<String>> {
        manifest(
            Path::new("m.yaml"),
            text,
            &Document::from_yaml(text).unwrap(),
        )
    }

    const WHOLE: &str = "\
finalite: non-recours
autorite: Département d'essai
base_legale: CRPA, art. L. 114-8
sources: [fichier d'essai]
purge_le: 2099-12-31
sel: un sel assez long pour servir
";

    #[test]
    fn a_whole_manifest_is_read() {
        let manifest = read(WHOLE).unwrap();
        assert_eq!(manifest.sources, ["fichier d'essai"]);
        assert_eq!(manifest.purge.to_string(), "2099-12-31");
        let today = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
        assert!(manifest.current(today("2099-12-30")).is_ok());
        assert!(manifest.current(today("2099-12-31")).is_err());
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let text = WHOLE
            .replace("non-recours", "controle")
            .replace("2099-12-31", "31/12/2099")
            .replace("un sel assez long pour servir", "court")
            .replace("autorite", "autorité");
        assert_eq!(
            read(&text).unwrap_err(),
            [
                "  ligne 2 : clé inconnue « autorité » (attendu : finalite, autorite, base_legale, sources, purge_le, sel, donnees_synthetiques)",
                "  il manque « autorite »",
                "  ligne 1 : « controle » n'est pas une finalité permise (CRPA, art. L. 114-8) : « non-recours » seulement",
                "  ligne 5 : « 31/12/2099 » n'est pas une date (AAAA-MM-JJ)",
                "  ligne 6 : « sel » doit être un texte d'au moins 16 caractères, tiré au hasard",
            ]
        );
        for (said, synthetic) in [("oui", true), ("true", true), ("non", false)] {
            let text = format!("{WHOLE}donnees_synthetiques: {said}\n");
            assert_eq!(read(&text).unwrap().synthetic, synthetic, "{said}");
        }
        for wrong in ["peut-être", "1", "[oui]", ""] {
            let text = format!("{WHOLE}donnees_synthetiques: {wrong}\n");
            assert_eq!(
                read(&text).unwrap_err(),
                ["  ligne 7 : « donnees_synthetiques » doit être oui ou non"],
                "{wrong}"
            );
        }
        assert!(!read(WHOLE).unwrap().synthetic);
        for sources in ["", "[]", "[a, [b]]", "{a: b}"] {
            let text = WHOLE.replace("[fichier d'essai]", sources);
            assert_eq!(
                read(&text).unwrap_err(),
                ["  ligne 4 : « sources » doit être la liste des sources de données, en texte"],
                "{sources}"
            );
        }
    }
}
