//! Reading and evaluating a situation never fails, whatever the document.
#![no_main]

use std::sync::{Arc, LazyLock};

use droit_engine::calendar::Month;
use droit_engine::law::Law;
use droit_engine::program::Program;
use droit_engine::situation::{Document, Situation};
use droit_engine::source::{Source, Sources};
use libfuzzer_sys::fuzz_target;

static LAW: LazyLock<(Arc<Program>, Law)> = LazyLock::new(|| {
    let text = include_str!("../../rules-of-the-fuzzer.droit").to_owned();
    let program = droit_engine::compile(&Sources::new([Source {
        name: "règles.droit".to_owned(),
        text,
    }]));
    let program = Arc::new(program.expect("the rules compile"));
    let law = Law::new(program.clone(), Month::new(2026, 9).expect("a month")).expect("a law");
    (program, law)
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::from_json_bytes(bytes) else {
        return;
    };
    let (program, law) = &*LAW;
    if let Ok(situation) = Situation::read(program, &document) {
        let evaluation = law.evaluate(&situation);
        for outcome in evaluation.outcomes() {
            let _ = evaluation.explain(&outcome.benefit);
        }
        let _ = law.questions(&situation);
    }
});
