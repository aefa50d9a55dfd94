//! The engine on the national rules: compilation, the law of a month, one household, its questions.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use droit_benches::{half_known, households, national_sources};
use droit_engine::batch::{Batch, CHUNK};
use droit_engine::calendar::Month;
use droit_engine::law::Law;
use droit_engine::program::Program;

fn engine(c: &mut Criterion) {
    let sources = national_sources();
    let program = Arc::new(droit_engine::compile(&sources).expect("the rules compile"));
    let bytes = program.to_bytes();
    let month = Month::new(2026, 9).expect("a month");
    let law = Law::new(program.clone(), month).expect("a law");
    let households = households(&program);
    let first = households.first().expect("a household");
    let masked = half_known(&program);

    c.bench_function("compile all rules", |b| {
        b.iter(|| droit_engine::compile(black_box(&sources)))
    });
    c.bench_function("load the binary program", |b| {
        b.iter(|| Program::from_bytes(black_box(&bytes)))
    });
    c.bench_function("law of a month", |b| {
        b.iter(|| Law::new(black_box(program.clone()), month))
    });
    c.bench_function("one household", |b| {
        b.iter(|| law.evaluate(black_box(first)).outcomes().len())
    });
    c.bench_function("one household, every right explained", |b| {
        b.iter(|| {
            let evaluation = law.evaluate(black_box(first));
            evaluation
                .outcomes()
                .iter()
                .filter_map(|o| evaluation.explain(&o.benefit))
                .count()
        });
    });
    // On one core: `cribler` uses them all.
    c.bench_function("200 households of the example file", |b| {
        b.iter(|| {
            households
                .iter()
                .map(|h| law.evaluate(black_box(h)).outcomes().len())
                .sum::<usize>()
        });
    });
    let batch = Batch::new(Arc::new(law.clone()));
    let chunk: Vec<_> = households.iter().cycle().take(CHUNK).collect();
    let mut frame = batch.frame();
    for household in &chunk {
        assert!(batch.push(&mut frame, household));
    }
    c.bench_function("a chunk of households, columns alone", |b| {
        b.iter_batched(
            || frame.clone(),
            |frame| batch.evaluate(frame).rights.len(),
            BatchSize::LargeInput,
        )
    });
    c.bench_function("households of the example file, a chunk together", |b| {
        b.iter(|| batch.outcomes(black_box(&chunk)).len())
    });
    c.bench_function("questions of a half-known household", |b| {
        b.iter(|| law.questions(black_box(&masked)).len())
    });
}

criterion_group!(benches, engine);
criterion_main!(benches);
