//! What the benches share: the national rules and the households they are evaluated on.

use std::fs;
use std::path::{Path, PathBuf};

use droit_engine::program::Program;
use droit_engine::situation::{Document, Situation};
use droit_engine::source::{Source, Sources};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The national rules.
///
/// # Panics
///
/// When a file cannot be read.
#[must_use]
pub fn national_sources() -> Sources {
    let mut files = Vec::new();
    let mut folders = vec![root().join("rules")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of rules") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "droit") {
                let text = fs::read_to_string(&path).expect("a rule file");
                files.push(Source {
                    name: path.to_string_lossy().into_owned(),
                    text,
                });
            }
        }
    }
    Sources::new(files)
}

/// The households of the example file.
///
/// # Panics
///
/// When the file cannot be read.
#[must_use]
pub fn households(program: &Program) -> Vec<Situation> {
    let text =
        fs::read_to_string(root().join("exemples/menages.jsonl")).expect("the example households");
    text.lines().map(|line| read(program, line)).collect()
}

fn read(program: &Program, line: &str) -> Situation {
    let document = Document::from_json(line).expect("JSON");
    Situation::read(program, &document).expect("a situation")
}

/// A couple with two children of which an advisor knows little yet.
///
/// # Panics
///
/// When the program does not know the fields.
#[must_use]
pub fn half_known(program: &Program) -> Situation {
    read(
        program,
        r#"{ "couple": "marie",
             "personnes": [ { "id": "p1", "role": "demandeur", "naissance": "1990-03-12", "activite": "salarie", "nationalite": "france" },
                            { "id": "p2", "role": "conjoint", "naissance": "1992-07-30", "nationalite": "france" },
                            { "id": "e1", "role": "enfant", "naissance": "2016-01-05", "ressources": [] },
                            { "id": "e2", "role": "enfant", "naissance": "2019-11-21", "ressources": [] } ],
             "logement": { "statut": "locataire_vide", "territoire": "metropole" } }"#,
    )
}
