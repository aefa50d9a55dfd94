//! The manual of the language is its test suite: each page of `tests/langage` is checked.

use std::collections::BTreeSet;
use std::fs;

use droit_tests::pages::{self, GUIDE};
use droit_tests::root;

/// One test for each page, in the order in which the guide lists them.
macro_rules! pages {
    ($($test:ident = $page:literal,)*) => {
        const PAGES: &[&str] = &[$($page),*];

        $(
            #[test]
            fn $test() {
                if let Err(wrong) = pages::check(concat!("tests/langage/", $page)) {
                    panic!("\n{wrong}");
                }
            }
        )*
    };
}

pages! {
    guide = "README.md",
    phrases_et_noms = "phrases-et-noms.md",
    module = "module.md",
    entite_et_groupes = "entite-et-groupes.md",
    donnees = "donnees.md",
    unites = "unites.md",
    choix = "choix.md",
    dates_et_ages = "dates-et-ages.md",
    baremes = "baremes.md",
    regles_et_versions = "regles-et-versions.md",
    conditions = "conditions.md",
    agregats = "agregats.md",
    mois_et_periodes = "mois-et-periodes.md",
    exceptions = "exceptions.md",
    transformations = "transformations.md",
    arrondis = "arrondis.md",
    divisions = "divisions.md",
    exactitude = "exactitude.md",
    prestations_et_mondes = "prestations-et-mondes.md",
    demarches = "demarches.md",
    exemples = "exemples.md",
    inconnu_et_bornes = "inconnu-et-bornes.md",
    questions = "questions.md",
    hypotheses = "hypotheses.md",
    refus = "refus.md",
}

#[test]
fn every_page_is_listed() {
    let present: BTreeSet<String> = fs::read_dir(root().join("tests/langage"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let tested: BTreeSet<String> = PAGES.iter().map(|page| (*page).to_owned()).collect();
    assert_eq!(present, tested, "the files of tests/langage, and the pages that langage.rs tests");

    let guide = fs::read_to_string(root().join(GUIDE)).unwrap();
    let not_told: Vec<_> = PAGES.iter().filter(|page| !guide.contains(&format!("({page})")) && **page != "README.md").collect();
    assert!(not_told.is_empty(), "{GUIDE} does not lead to {not_told:?}");
}

/// The runner must see what is wrong: a page whose expectations are all false.
#[test]
fn a_wrong_page_fails() {
    let wrong = pages::check("tests/fixtures/page-fausse.md").unwrap_err();
    insta::assert_snapshot!(wrong, @"");
}
