//! The batch gives what the reference gives, household by household, wherever it gives something.

use std::sync::Arc;

use droit_engine::batch::{Batch, CHUNK};
use droit_engine::calendar::Month;
use droit_engine::law::Law;
use droit_engine::situation::{Document, Reader, Situation};
use droit_tests::{households, rules};

/// Households compared in each file: one out of so many, unless `DROIT_LOT_ENTIER` is set (a quarter of an hour without
/// optimisation).
const ONE_OUT_OF: usize = 8;

/// The months of the peer files.
const MONTHS: [(i32, u32); 5] = [(2023, 9), (2024, 9), (2025, 9), (2026, 4), (2026, 9)];

#[test]
fn the_batch_is_the_reference_on_the_peer_files() {
    let program = Arc::new(rules::national());
    let reader = Reader::new(&program);
    for (year, month) in MONTHS {
        let law = Arc::new(Law::new(program.clone(), Month::new(year, month).unwrap()).unwrap());
        let batch = Batch::new(law.clone());
        let lines = households::peer(&format!("{year}-{month:02}"));
        let situations: Vec<Situation> = lines
            .iter()
            .map(|line| reader.read(&Document::from_json(line).unwrap()).unwrap())
            .collect();
        let all: Vec<&Situation> = situations.iter().collect();
        let outcomes = batch.outcomes(&all);
        assert_eq!(outcomes.len(), situations.len());
        let every = if std::env::var_os("DROIT_LOT_ENTIER").is_some() {
            1
        } else {
            ONE_OUT_OF
        };
        for (position, situation) in situations.iter().enumerate().step_by(every) {
            let evaluation = law.evaluate(situation);
            let expected = evaluation.outcomes();
            assert_eq!(outcomes[position].len(), expected.len());
            for (own, expected) in outcomes[position].iter().zip(expected) {
                let about = format!("{year}-{month:02}, ligne {}", position + 1);
                assert_eq!(own, expected, "{about}");
                // What is to be checked in some household is to be checked in any.
                let any = batch.unverified(&own.benefit);
                for marked in evaluation.unverified(&own.benefit) {
                    assert!(any.contains(&marked), "{about} : {}", marked.name);
                }
            }
        }
        // Columns do most of it: the reference is the exception.
        let settled = settled(&batch, &all);
        let rights = situations.len() * law.benefits().len();
        eprintln!("{year}-{month:02} : {settled} droits sur {rights} réglés par les colonnes");
        assert!(settled * 10 > rights * 8);
    }
}

/// How many rights the columns settle.
fn settled(batch: &Batch, situations: &[&Situation]) -> usize {
    let mut count = 0;
    for chunk in situations.chunks(CHUNK) {
        let mut frame = batch.frame();
        for situation in chunk {
            assert!(batch.push(&mut frame, situation));
        }
        let results = batch.evaluate(frame);
        let verdicts = results.rights.iter().flat_map(|right| &right.verdicts);
        count += verdicts.flatten().count();
    }
    count
}
