//! What the benches share: the national rules and the households they are evaluated on.

use droit_engine::program::Program;
use droit_engine::situation::{Document, Situation};

/// The national rules.
pub use droit_tests::rules::national_sources;

/// The households of the example file.
///
/// # Panics
///
/// When the file cannot be read.
#[must_use]
pub fn households(program: &Program) -> Vec<Situation> {
    let lines = droit_tests::households::examples();
    lines.iter().map(|line| read(program, line)).collect()
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
