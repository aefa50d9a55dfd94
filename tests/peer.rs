//! The law against OpenFisca-France, on all the households of `tests/peer`.

use std::fs;

use droit_tests::peer::{FIGURES, Laws, MONTHS, Report, deviations, readme, strays};
use droit_tests::root;

#[test]
fn every_difference_with_openfisca_has_a_name() {
    let deviations = deviations();
    let laws = Laws::new(&deviations);
    let report = Report::of_all_files(&laws, &deviations);

    let households: usize = report.files.iter().map(|file| file.households).sum();
    assert_eq!(households, 5600, "households are missing");
    for (i, figure) in FIGURES
        .iter()
        .enumerate()
        .filter(|(_, figure)| !figure.past)
    {
        assert_eq!(
            report.count(i, None).compared,
            households,
            "{} is not compared everywhere",
            figure.key
        );
    }

    let unexplained = report.unexplained();
    assert!(
        unexplained.is_empty(),
        "{} unexplained:\n{}",
        unexplained.len(),
        unexplained.join("\n")
    );

    let explains = report.explains(|_| true);
    let dead: Vec<&str> = deviations
        .iter()
        .zip(explains)
        .filter(|(_, n)| *n == 0)
        .map(|(d, _)| d.id.as_str())
        .collect();
    assert!(
        dead.is_empty(),
        "these deviations explain no household, remove them: {dead:?}"
    );

    let page = fs::read_to_string(root().join("tests/peer/ecarts/LISEZMOI.md")).unwrap_or_default();
    assert!(
        page == readme(&report),
        "stale page: run `cargo run --release -p droit-tests --bin pairs -- --ecrire`"
    );
}

/// A deviation is only tried on the rights that it declares.
#[test]
fn deviations_declare_their_rights() {
    let deviations = deviations();
    let laws = Laws::new(&deviations);
    for month in MONTHS {
        let strays = strays(&laws, month, 25);
        assert!(strays.is_empty(), "{month}: {strays:?}");
    }
}

/// What the comparison reads on its own changes no rule.
#[test]
fn the_reading_file_replaces_nothing() {
    let national = droit_tests::rules::national();
    let read = Laws::new(&[]).program(0);
    let added = read.rules.len() - national.rules.len();
    assert_eq!(
        read.rules
            .iter()
            .filter(|rule| national.rule(&rule.name).is_none())
            .count(),
        added
    );
    assert_eq!(national.scales.len(), read.scales.len());
    assert_eq!(national.groups.len(), read.groups.len());
}
