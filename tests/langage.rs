//! The manual of the language is its test suite: each page of `tests/langage` is checked.

use std::collections::BTreeSet;
use std::fs;

use droit_engine::check_all;
use droit_engine::program::RuleId;
use droit_engine::source::{Source, Sources};
use droit_tests::pages::{self, Count, GUIDE};
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
    codes_et_tables = "codes.md",
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
    assert_eq!(
        present, tested,
        "the files of tests/langage, and the pages that langage.rs tests"
    );

    let guide = fs::read_to_string(root().join(GUIDE)).unwrap();
    let not_told: Vec<_> = PAGES
        .iter()
        .filter(|page| !guide.contains(&format!("({page})")) && **page != "README.md")
        .collect();
    assert!(not_told.is_empty(), "{GUIDE} does not lead to {not_told:?}");
}

/// The runner must see what is wrong: a page whose expectations are all false.
#[test]
fn a_wrong_page_fails() {
    let wrong = pages::check("tests/fixtures/page-fausse.md").unwrap_err();
    insta::assert_snapshot!(wrong, @r"
    tests/fixtures/page-fausse.md:6: expected, not found: erreur D0201 : il n'y a pas de faute ici
    tests/fixtures/page-fausse.md:7: found, not expected: échec : double : attendu 21 €/mois, trouvé 20 €/mois
    tests/fixtures/page-fausse.md:8: expected, not found: échec
    tests/fixtures/page-fausse.md:12: found, not expected: erreur D0201 : « loyr » n'est déclaré nulle part | nom inconnu | aide : vouliez-vous dire « loyer » ?
    tests/fixtures/page-fausse.md:13: expected, not found: erreur D0203 : un autre code
    tests/fixtures/page-fausse.md:13: found, not expected: erreur D0201 : « loyr » n'est déclaré nulle part | nom inconnu | aide : vouliez-vous dire « loyer » ?
    tests/fixtures/page-fausse.md:14: expected, not found: erreur D0201 : un autre message
    tests/fixtures/page-fausse.md:14: found, not expected: erreur D0201 : « loyr » n'est déclaré nulle part | nom inconnu | aide : vouliez-vous dire « loyer » ?
    tests/fixtures/page-fausse.md:15: found, not expected: échec : the block has errors: its examples are not run
    tests/fixtures/page-fausse.md:19: found, not expected: erreur S020 personnes : personnes : la liste est vide (attendu : une personne au moins)
    tests/fixtures/page-fausse.md:20: expected, not found: erreur S017 couple : ce mot est admis
    ");
}

/// Nothing is checked by accident: the guide has three blocks, one result and one mistake.
#[test]
fn the_blocks_of_a_page_are_counted() {
    let count = pages::check(GUIDE).unwrap();
    assert_eq!(
        count,
        Count {
            blocks: 3,
            results: 1,
            diagnostics: 1
        }
    );
}

/// The formatter may change the layout of a block, never what it says.
#[test]
fn the_formatter_keeps_the_meaning_of_every_block() {
    let mut formatted_blocks = 0;
    for page in PAGES {
        let markdown = fs::read_to_string(root().join("tests/langage").join(page)).unwrap();
        for block in pages::blocks(&markdown)
            .iter()
            .filter(|block| block.words.first().is_some_and(|w| w == "droit"))
        {
            let place = format!("tests/langage/{page}:{}", block.line);
            let Ok(formatted) = droit_engine::format(&block.text) else {
                continue;
            };
            let again = droit_engine::format(&formatted)
                .unwrap_or_else(|_| panic!("{place}: unreadable once formatted:\n{formatted}"));
            assert_eq!(formatted, again, "{place}: formatted twice");
            assert_eq!(
                meaning(&block.text),
                meaning(&formatted),
                "{place}: once formatted"
            );
            formatted_blocks += 1;
        }
    }
    assert!(
        formatted_blocks > 100,
        "{formatted_blocks} blocks were formatted"
    );
}

/// The listing of every rule, and what is wrong, wherever it stands.
fn meaning(text: &str) -> (Vec<String>, BTreeSet<(String, String)>) {
    let household = if pages::declares_household(text) {
        ""
    } else {
        pages::HOUSEHOLD.as_str()
    };
    let checked = check_all(&Sources::new([Source {
        name: String::new(),
        text: format!("{household}{text}"),
    }]));
    let rules = checked
        .program
        .iter()
        .flat_map(|p| (0..p.rules.len()).map(|rule| p.listing(RuleId::at(rule))));
    let diagnostics = checked
        .diagnostics
        .iter()
        .map(|d| (d.code.clone(), d.message.clone()));
    (rules.collect(), diagnostics.collect())
}
