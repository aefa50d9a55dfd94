//! The engine alone on a file of households, without criterion: for the comparison with peers and for instruction counts.
//!
//! ```text
//! cargo run --release -p droit-benches --bin kernel -- time MONTH FILE.jsonl[.gz]   # households a second on one core, in JSON
//! cargo run --release -p droit-benches --bin kernel -- repeat WORK TIMES
//! ```
//!
//! `repeat` does the same work so many times and says nothing: `chunk`, `columns`, `household`, `why` (reasons and marks of every
//! right), `half` (a half-known household) or `questions` (those that remain there). What one time costs is the difference between two counts
//! (`benches/instructions.sh`).

use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Read};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use droit_benches::{half_known, households, national_sources};
use droit_engine::batch::{Batch, CHUNK, Frame};
use droit_engine::calendar::Month;
use droit_engine::law::Law;
use droit_engine::program::Program;
use droit_engine::situation::{Document, Reader, Situation};
use flate2::read::MultiGzDecoder;
use serde_json::json;

/// Every measure lasts at least so long.
const LONG: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["time", month, path] => time(month, path),
        ["repeat", what, times] => match times.parse() {
            Ok(times) => repeat(what, times),
            Err(_) => return usage(),
        },
        _ => return usage(),
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!(
        "usage: kernel time MONTH FILE | kernel repeat chunk|columns|household|why|half|questions TIMES"
    );
    ExitCode::from(2)
}

fn program() -> Arc<Program> {
    Arc::new(droit_engine::compile(&national_sources()).expect("the rules compile"))
}

/// Frames of households that are ready for the columns.
fn frames(batch: &Batch, situations: &[&Situation]) -> Vec<Frame> {
    let frame = |chunk: &[&Situation]| {
        let mut frame = batch.frame();
        for situation in chunk {
            assert!(batch.push(&mut frame, situation), "a household has persons");
        }
        frame
    };
    situations.chunks(CHUNK).map(frame).collect()
}

/// How often work of so many households is done in a second.
fn rate(count: usize, mut work: impl FnMut()) -> u128 {
    // Once for nothing: memory is asked for, code is read.
    work();
    let started = Instant::now();
    let mut done: u128 = 0;
    while started.elapsed() < LONG {
        work();
        done += u128::try_from(count).expect("128 bits");
    }
    done * 1_000_000_000 / started.elapsed().as_nanos().max(1)
}

fn time(month: &str, path: &str) {
    let month = Month::parse(month).expect("a month, AAAA-MM");
    let program = program();
    let law = Arc::new(Law::new(Arc::clone(&program), month).expect("a month with a law"));
    let reader = Reader::new(&program);
    let file = File::open(path).expect("a file");
    let bytes: Box<dyn Read> = if path.ends_with(".gz") {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let situations: Vec<Situation> = BufReader::new(bytes)
        .lines()
        .map(|line| {
            let line = line.expect("a line of text");
            let document = Document::from_json(&line).expect("JSON");
            reader.read(&document).expect("a situation")
        })
        .collect();
    let all: Vec<&Situation> = situations.iter().collect();
    let batch = Batch::new(Arc::clone(&law));
    let frames = frames(&batch, &all);
    let columns = rate(all.len(), || {
        for frame in &frames {
            black_box(batch.evaluate(black_box(frame.clone())).rights.len());
        }
    });
    let outcomes = rate(all.len(), || {
        black_box(batch.outcomes(black_box(&all)).len());
    });
    // Not the same one every time: a household costs what it is.
    let some: Vec<&Situation> = all
        .iter()
        .step_by(all.len().div_ceil(50))
        .copied()
        .collect();
    let one = rate(some.len(), || {
        for situation in &some {
            black_box(law.evaluate(black_box(situation)).outcomes().len());
        }
    });
    println!(
        "{}",
        json!({
            "households": all.len(),
            "columns_per_second": columns,
            "outcomes_per_second": outcomes,
            "one_household_microseconds": 1_000_000 / one.max(1),
        })
    );
}

fn repeat(what: &str, times: usize) {
    let program = program();
    let month = Month::new(2026, 9).expect("a month");
    let law = Arc::new(Law::new(Arc::clone(&program), month).expect("a law"));
    let households = households(&program);
    let household = households.first().expect("a household");
    let half = half_known(&program);
    let evaluation = law.evaluate(household);
    let open = law.evaluate(&half);
    let chunk: Vec<&Situation> = households.iter().cycle().take(CHUNK).collect();
    let batch = Batch::new(Arc::clone(&law));
    let ready = frames(&batch, &chunk);
    for _ in 0..times {
        match what {
            "chunk" => {
                black_box(batch.outcomes(black_box(&chunk)).len());
            }
            "columns" => {
                for frame in &ready {
                    black_box(batch.evaluate(black_box(frame.clone())).rights.len());
                }
            }
            "household" => {
                black_box(law.evaluate(black_box(household)).outcomes().len());
            }
            "why" => {
                for outcome in black_box(&evaluation).outcomes() {
                    black_box(evaluation.reasons(&outcome.benefit).len());
                    black_box(evaluation.unverified(&outcome.benefit).len());
                }
            }
            "half" => {
                black_box(law.evaluate(black_box(&half)).outcomes().len());
            }
            "questions" => {
                black_box(black_box(&open).questions().len());
            }
            other => panic!("not {other}"),
        }
    }
}
