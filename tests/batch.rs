//! The batch gives what the reference gives, household by household, wherever it gives something.

use std::sync::Arc;

use droit_engine::batch::{Amounts, CHUNK, RightColumns};
use droit_engine::calendar::Month;
use droit_engine::exact::Exact;
use droit_engine::law::Law;
use droit_engine::reference::{Bounds, Outcome};
use droit_engine::situation::{Document, Situation};
use droit_tests::{households, rules};

/// The months of the peer files.
const MONTHS: [(i32, u32); 5] = [(2023, 9), (2024, 9), (2025, 9), (2026, 4), (2026, 9)];

fn only(bounds: Option<Bounds>) -> Option<Exact> {
    bounds.map(|b| {
        assert!(b.is_exact(), "{b:?}");
        b.min
    })
}

fn same(
    right: &RightColumns,
    row: usize,
    first: usize,
    outcome: &Outcome,
    program: &droit_engine::program::Program,
) {
    let at = |amounts: &Option<Amounts>| amounts.as_ref().map(|a| a.exact(row).unwrap());
    let name = &outcome.benefit;
    assert_eq!(right.verdicts[row], Some(outcome.verdict), "{name}");
    assert_eq!(at(&right.due), only(outcome.due), "{name} : dû");
    assert_eq!(
        at(&right.due_alone),
        only(outcome.due_alone),
        "{name} : dû seul"
    );
    assert_eq!(
        at(&right.received),
        only(outcome.received),
        "{name} : perçu"
    );
    assert_eq!(at(&right.gap), only(outcome.gap), "{name} : écart");
    assert_eq!(at(&right.gain), only(outcome.gain_net), "{name} : gain net");
    assert_eq!(
        at(&right.contribution),
        only(outcome.contribution),
        "{name} : participation"
    );
    assert_eq!(Some(right.held[row]), outcome.is_received, "{name} : reçu");
    let forms = right.form.as_ref().map(|f| f[row].count_ones() as usize);
    assert_eq!(forms, outcome.form.as_ref().map(Vec::len), "{name} : forme");
    let _ = program;
    for own in &outcome.persons {
        let columns = right.persons.as_ref().unwrap();
        let row = first + own.person;
        assert_eq!(
            columns.due.exact(row),
            only(Some(own.due)),
            "{name} : dû d'une personne"
        );
        assert_eq!(
            columns.gap.exact(row),
            only(Some(own.gap)),
            "{name} : écart d'une personne"
        );
        if let Some(received) = &columns.received {
            assert_eq!(
                received.exact(row),
                only(own.received),
                "{name} : perçu d'une personne"
            );
        }
    }
    assert!(outcome.missing.is_empty(), "{name}");
}

#[test]
fn the_batch_is_the_reference_on_the_peer_files() {
    let program = Arc::new(rules::national());
    for (year, month) in MONTHS {
        let law = Law::new(program.clone(), Month::new(year, month).unwrap()).unwrap();
        let batch = law.batch();
        let lines = households::peer(&format!("{year}-{month:02}"));
        let (mut settled, mut open) = (0_u64, 0_u64);
        for chunk in lines.chunks(CHUNK) {
            let mut frame = batch.frame();
            let situations: Vec<Situation> = chunk
                .iter()
                .map(|line| Situation::read(&program, &Document::from_json(line).unwrap()).unwrap())
                .collect();
            for situation in &situations {
                assert!(batch.push(&mut frame, situation));
            }
            let results = batch.evaluate(frame);
            let mut first = 0;
            for (row, situation) in situations.iter().enumerate() {
                let evaluation = law.evaluate(situation);
                for (right, outcome) in results.rights.iter().zip(evaluation.outcomes()) {
                    if right.verdicts[row].is_some() {
                        same(right, row, first, outcome, &program);
                        settled += 1;
                    } else {
                        open += 1;
                    }
                }
                first += situation.size();
            }
        }
        eprintln!("{year}-{month:02} : {settled} droits réglés, {open} demandés à la référence");
        assert!(settled > 0);
    }
}
