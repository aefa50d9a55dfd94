//! The two engines agree on households drawn near thresholds, with fixed seeds: nothing here knows the law, it comes
//! from what the program declares (`droit_tests::thresholds`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use droit_engine::batch::Batch;
use droit_engine::calendar::Month;
use droit_engine::law::Law;
use droit_engine::name::Name;
use droit_engine::program::{InputId, Program, Timing, Type};
use droit_engine::reference::Verdict;
use droit_engine::situation::{Given, Range, Reader, Situation, Value, domain};
use droit_tests::rules;
use droit_tests::thresholds::{Draw, Thresholds, Told};
use rayon::prelude::*;

/// Households in all: some tenth of a second each, without much optimisation; `DROIT_FOYERS` asks for more.
const HOUSEHOLDS: usize = 400;

/// Households drawn at each month before another.
const TOGETHER: usize = 40;

/// Those of each round that are also computed in wide integers from end to end.
const WIDE: usize = 4;

fn asked() -> usize {
    let asked = std::env::var("DROIT_FOYERS").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(HOUSEHOLDS)
}

/// The seed of the first household, so that a long run can be made in several: `DROIT_GRAINE`.
fn first_seed() -> usize {
    let asked = std::env::var("DROIT_GRAINE").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or_default()
}

/// How the household of a seed is told: mostly whole, else with things left out, masked, or enormous.
fn told(seed: u64) -> Told {
    match seed % 20 {
        0..=11 => Told::All,
        12..=15 => Told::Optional,
        // Few: where much is unknown, the reference tries many cases.
        16 => Told::Masked,
        _ => Told::Huge,
    }
}

/// The rights that came out with each verdict.
type Seen = BTreeMap<Name, BTreeSet<&'static str>>;

/// What is made once for the households of a month.
struct Drawn<'p> {
    law: Arc<Law>,
    batch: Batch,
    /// Columns where nothing is proved to fit machine integers.
    wide: Batch,
    draw: Draw<'p>,
}

impl<'p> Drawn<'p> {
    fn new(program: &'p Arc<Program>, thresholds: &'p Thresholds, month: Month) -> Drawn<'p> {
        let law = Arc::new(Law::new(Arc::clone(program), month).expect("a month with a law"));
        Drawn {
            batch: Batch::new(Arc::clone(&law)),
            wide: Batch::new(Arc::new(law.without_proofs())),
            draw: Draw::new(program, thresholds, month),
            law,
        }
    }
}

/// Compares some households of a month.
fn compare(of: &Drawn<'_>, seeds: std::ops::Range<u64>) -> Seen {
    let Drawn {
        law,
        batch,
        wide,
        draw,
    } = of;
    let drawn: Vec<Situation> = seeds
        .clone()
        .map(|seed| draw.household(seed, told(seed)))
        .collect();
    let all: Vec<&Situation> = drawn.iter().collect();
    let outcomes = batch.outcomes(&all);
    assert_eq!(outcomes.len(), drawn.len());
    let few = &all[..all.len().min(WIDE)];
    assert!(
        wide.outcomes(few) == outcomes[..few.len()],
        "{}, seeds from {}: wide integers tell something else",
        law.month(),
        seeds.start
    );
    let mut seen = Seen::new();
    for ((situation, own), seed) in drawn.iter().zip(&outcomes).zip(seeds) {
        let evaluation = law.evaluate(situation);
        let expected = evaluation.outcomes();
        assert_eq!(own.len(), expected.len());
        for (own, expected) in own.iter().zip(expected) {
            if own != expected {
                panic!(
                    "{}, seed {seed} ({:?}), {}:\n{own:#?}\nis not\n{expected:#?}\nin\n{}",
                    law.month(),
                    told(seed),
                    expected.benefit,
                    serde_json::to_string(&situation.to_document(law.program()))
                        .unwrap_or_default()
                );
            }
            let any = batch.unverified(&own.benefit);
            for marked in evaluation.unverified(&own.benefit) {
                assert!(any.contains(&marked), "seed {seed}: {}", marked.name);
            }
            let verdicts = seen.entry(expected.benefit.clone()).or_default();
            verdicts.insert(expected.verdict.word());
        }
    }
    seen
}

#[test]
fn the_engines_agree_near_thresholds() {
    let program = Arc::new(rules::national());
    let thresholds = Thresholds::of(&program);
    let months = thresholds.months(&program);
    assert!(thresholds.len() > 500 && months.len() > 20);
    let first = first_seed() / TOGETHER;
    let rounds: Vec<usize> = (first..first + asked().div_ceil(TOGETHER)).collect();
    // Months that follow one another are far apart in the sequence: a short run sees the whole of time.
    let month = |round: usize| round * 31 % months.len();
    let made: Vec<OnceLock<Drawn<'_>>> = months.iter().map(|_| OnceLock::new()).collect();
    let run = |round: &usize| {
        let at = month(*round);
        let drawn = made[at].get_or_init(|| Drawn::new(&program, &thresholds, months[at]));
        let first = u64::try_from(round * TOGETHER).expect("64 bits");
        let seeds = first..first + u64::try_from(TOGETHER).expect("64 bits");
        compare(drawn, seeds)
    };
    let seen = rounds
        .par_iter()
        .map(run)
        .reduce(Seen::new, |mut all, more| {
            for (benefit, verdicts) in more {
                all.entry(benefit).or_default().extend(verdicts);
            }
            all
        });
    let certain = Verdict::Certain.word();
    let never: Vec<&Name> = seen
        .iter()
        .filter(|(_, verdicts)| !verdicts.contains(certain))
        .map(|(benefit, _)| benefit)
        .collect();
    eprintln!(
        "{} foyers tirés sur {} mois et {} seuils ; jamais dus à coup sûr : {never:?}",
        rounds.len() * TOGETHER,
        months.len(),
        thresholds.len()
    );
    // Draws that open no right would compare nothing but refusals.
    assert!(never.len() * 3 < seen.len() * 2, "{never:?}");
}

#[test]
fn a_number_out_of_its_domain_is_refused_before_any_engine() {
    let program = rules::national();
    let thresholds = Thresholds::of(&program);
    let month = Month::new(2026, 9).expect("a month");
    let draw = Draw::new(&program, &thresholds, month);
    let reader = Reader::new(&program);
    let mut refused = 0;
    for (position, input) in program.inputs.iter().enumerate() {
        // One value, at one place of the document.
        let is_plain = input.timing == Timing::Once && input.path.list.is_none();
        if !matches!(input.ty, Type::Number(_)) || !is_plain {
            continue;
        }
        let Range { lo, hi } = domain(input);
        for (wrong, is_right) in [
            (hi, true),
            (hi + 1, false),
            (lo - 1, false),
            (hi << 70, false),
        ] {
            let mut situation = Situation::empty(&program);
            situation.set_persons(
                draw.household(1, Told::All).persons().unwrap_or_default()[..1].to_vec(),
            );
            let holder = input.each.then_some(0);
            let value = Value::Known(Range::only(wrong));
            situation.set(InputId::at(position), holder, Given::Always(value));
            let read = reader.read(&situation.to_document(&program));
            assert_eq!(
                read.is_ok(),
                is_right,
                "{} = {wrong}/{}",
                input.name,
                input.den
            );
            refused += usize::from(!is_right);
        }
    }
    assert!(refused > 30, "{refused}");
}
