//! The law against OpenFisca-France, on all the households of `tests/peer`.

use std::fs;

use droit_tests::peer::{Choice, Laws, MONTHS, Peer, Report, Set, readme, strays};
use droit_tests::root;

fn peer() -> Peer {
    Peer::load(&root(), &Choice::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_difference_with_openfisca_has_a_name() {
    let peer = peer();
    let laws = Laws::new(&peer);
    let report = Report::of_files(&laws)
        .and_then(|report| report.with_steps(&laws))
        .unwrap_or_else(|error| panic!("{error}"));

    let households: usize = report.files.iter().map(|file| file.households).sum();
    assert_eq!(households, 5600, "households are missing");
    for (i, figure) in peer.figures.iter().enumerate() {
        for file in report.files.iter().filter(|f| figure.holds_in(&f.month)) {
            let compared = report.count(i, Some(&file.month)).compared;
            let most = file.households * if figure.past { 3 } else { 1 };
            assert!(
                compared == most || figure.persons.is_some() && compared > 0,
                "{} is not compared everywhere in {}",
                figure.key,
                file.month
            );
        }
    }

    let unexplained = report.unexplained();
    assert!(
        unexplained.is_empty(),
        "{} unexplained:\n{}",
        unexplained.len(),
        unexplained.join("\n")
    );

    let explains = report.explains(|_| true);
    let dead: Vec<&str> = peer
        .deviations
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
    let peer = peer();
    let laws = Laws::new(&peer);
    for month in MONTHS {
        let strays = strays(&laws, month, 25).unwrap_or_else(|error| panic!("{error}"));
        assert!(strays.is_empty(), "{month}: {strays:?}");
    }
}

/// What the comparison reads on its own changes no rule.
#[test]
fn the_reading_file_replaces_nothing() {
    let national = droit_tests::rules::national();
    let peer = peer();
    let read = Laws::new(&peer)
        .program(Set::NONE)
        .unwrap_or_else(|error| panic!("{error}"));
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
