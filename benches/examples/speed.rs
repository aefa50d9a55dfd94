//! x
use droit_engine::batch::CHUNK;
use droit_engine::calendar::Month;
use droit_engine::law::Law;
use droit_engine::situation::{Document, Situation};
use std::sync::Arc;
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    s.split(' ').next().unwrap().parse::<f64>().unwrap() / 1000.0
}
fn main() {
    let arg = |i: usize, d: usize| std::env::args().nth(i).map_or(d, |a| a.parse().unwrap());
    let program = Arc::new(droit_tests::rules::national());
    let law = Law::new(program.clone(), Month::new(2026, 9).unwrap()).unwrap();
    let batch = law.batch();
    let chunk: usize = arg(1, CHUNK);
    let lines: Vec<_> = droit_tests::households::peer("2026-09")
        .into_iter()
        .take(arg(2, 3000))
        .collect();
    let n = lines.len() as f64;
    let t = cpu();
    let sits: Vec<Situation> = lines
        .iter()
        .map(|l| Situation::read(&program, &Document::from_json(l).unwrap()).unwrap())
        .collect();
    println!("read {:.1} µs per household", (cpu() - t) / n);
    let t = cpu();
    let frames: Vec<_> = sits
        .chunks(chunk)
        .map(|c| {
            let mut f = batch.frame();
            for s in c {
                let _ = batch.push(&mut f, s);
            }
            f
        })
        .collect();
    println!("push {:.1}", (cpu() - t) / n);
    let t = cpu();
    let f2 = frames.clone();
    println!("clone {:.1} {}", (cpu() - t) / n, f2.len());
    for _ in 0..arg(3, 3) {
        let f2 = frames.clone();
        let t = cpu();
        let mut open = 0;
        for f in f2 {
            let r = batch.evaluate(f);
            open += r
                .rights
                .iter()
                .map(|r| r.verdicts.iter().filter(|v| v.is_none()).count())
                .sum::<usize>();
        }
        println!("evaluate {:.1}, open {open} of {n}", (cpu() - t) / n);
    }
}
