//! Bounds under what is unknown, on households drawn from the peer files and masked at random, with fixed seeds.
//!
//! 1. *Sound*: the outcome of the complete household lies inside the bounds of the masked one, whatever was masked.
//! 2. *Isotone*: giving back one masked value never widens a bound nor reopens a verdict.
//! 3. *Relevant*: a masked input that is not said to be missing for a right can take any value without changing it.
//! 4. *The same*: what is found after an answer, from what was found before, is what evaluating anew finds.

use std::sync::Arc;

use droit_engine::calendar::Month;
use droit_engine::law::Law;
use droit_engine::program::{InputId, Program, Type};
use droit_engine::reference::{Bounds, Outcome, Verdict};
use droit_engine::situation::{Document, Given, Range, Situation, Value, all_choices, domain};
use droit_tests::random::Random;
use droit_tests::{households, rules};

/// Maskings in all: 5 files × so many; `DROIT_MASQUAGES` asks for more.
const PER_FILE: usize = 200;

fn maskings() -> usize {
    let asked = std::env::var("DROIT_MASQUAGES").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(PER_FILE)
}

type Slot = (InputId, Option<usize>);

/// Every value of a situation that may be masked.
fn slots(program: &Program, situation: &Situation) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (i, input) in program.inputs.iter().enumerate() {
        let id = InputId::at(i);
        slots.extend(situation.holders(input).map(|holder| (id, holder)));
    }
    slots
}

/// Any value of the domain of an input.
fn any_value(program: &Program, id: InputId, random: &mut Random) -> Given {
    let input = &program.inputs[id.index()];
    if input.optional && random.below(4) == 0 {
        return Given::Always(Value::Nothing);
    }
    Given::Always(match input.ty {
        Type::Number(_) | Type::Date => {
            let Range { lo, hi } = domain(input);
            let width = hi - lo;
            // Mostly small amounts, where thresholds are.
            let width = if random.below(2) == 0 {
                width.min(30_000_000)
            } else {
                width
            };
            Value::Known(Range::only(lo + i128::from(random.next()) % (width + 1)))
        }
        Type::YesNo | Type::Choice(_) => {
            let all = all_choices(program, input);
            let count = usize::try_from(all.count_ones()).unwrap();
            Value::Choices(1 << random.below(count))
        }
    })
}

fn within(inner: Option<&Bounds>, outer: Option<&Bounds>) -> bool {
    match (inner, outer) {
        (Some(inner), Some(outer)) => {
            outer.min.compare(inner.min) != Some(std::cmp::Ordering::Greater)
                && inner.max.compare(outer.max) != Some(std::cmp::Ordering::Greater)
        }
        (None, None) => true,
        _ => outer.is_none(),
    }
}

fn forms_within(inner: Option<&Vec<String>>, outer: Option<&Vec<String>>) -> bool {
    match (inner, outer) {
        (Some(inner), Some(outer)) => inner.iter().all(|form| outer.contains(form)),
        _ => true,
    }
}

/// Whether the narrower outcome contradicts nothing that the wider one says.
fn agrees(narrow: &Outcome, wide: &Outcome) -> bool {
    let verdict = match wide.verdict {
        Verdict::Possible | Verdict::NotAssessable => true,
        // Nothing to claim in any completion: due and received in some, not due in the others.
        Verdict::Received => matches!(narrow.verdict, Verdict::Received | Verdict::No),
        settled => narrow.verdict == settled,
    };
    verdict
        && within(narrow.due.as_ref(), wide.due.as_ref())
        && within(narrow.due_alone.as_ref(), wide.due_alone.as_ref())
        && within(narrow.gap.as_ref(), wide.gap.as_ref())
        && within(narrow.gain_net.as_ref(), wide.gain_net.as_ref())
        && within(narrow.contribution.as_ref(), wide.contribution.as_ref())
        && forms_within(narrow.form.as_ref(), wide.form.as_ref())
}

fn brief(outcome: &Outcome) -> String {
    let range = |b: &Option<Bounds>| {
        b.as_ref().map_or("-".to_owned(), |b| {
            format!("[{}, {}]", b.min.decimal(2, 4), b.max.decimal(2, 4))
        })
    };
    format!(
        "{} due {} alone {} received {} gap {} net {} form {:?} contribution {}",
        outcome.verdict.word(),
        range(&outcome.due),
        range(&outcome.due_alone),
        range(&outcome.received),
        range(&outcome.gap),
        range(&outcome.gain_net),
        outcome.form,
        range(&outcome.contribution),
    )
}

fn check(month: &str, seed: u64) {
    let program = Arc::new(rules::national());
    let law = Law::new(program.clone(), Month::parse(month).unwrap()).unwrap();
    let lines = households::peer(month);
    let mut random = Random(seed);
    let mut violations = Vec::new();
    for n in 0..maskings() {
        let line = &lines[random.below(lines.len())];
        let document = Document::from_json(line).unwrap();
        let complete = Situation::read(&program, &document).unwrap();
        let slots = slots(&program, &complete);
        let mut masked = complete.clone();
        let count = 1 + random.below(if n % 4 == 0 { slots.len() } else { 12 });
        let hidden: Vec<Slot> = (0..count)
            .map(|_| slots[random.below(slots.len())])
            .collect();
        for (id, holder) in &hidden {
            masked.set(*id, *holder, Given::UNKNOWN);
        }
        let id = complete.id.clone().unwrap_or_default();
        let truth = law.evaluate(&complete);
        let bounded = law.evaluate(&masked);

        // 3. Something that is said not to matter is changed in the complete household.
        let (back, holder) = hidden[random.below(hidden.len())];
        let name = &program.inputs[back.index()].name;
        let mut other = complete.clone();
        other.set(back, holder, any_value(&program, back, &mut random));
        let changed = law.evaluate(&other);
        // 2. The same input is given back to the masked household.
        let mut answered = masked.clone();
        answered.set(back, holder, complete.given(back, holder).clone());
        let narrowed = law.evaluate(&answered);

        // 4. From each to the next, and back.
        let mut found = law.evaluate(&masked);
        for (now, anew) in [
            (&answered, &narrowed),
            (&complete, &truth),
            (&other, &changed),
            (&masked, &bounded),
        ] {
            found = found.next(now);
            let asked = n % 10 > 0 || found.questions() == anew.questions();
            let missing = found.missing() == anew.missing();
            if !asked || !missing || found.outcomes() != anew.outcomes() {
                violations.push(format!(
                    "{id}: another outcome after an answer ({count} masked)"
                ));
            }
        }

        for (i, wide) in bounded.outcomes().iter().enumerate() {
            let (exact, narrow) = (&truth.outcomes()[i], &narrowed.outcomes()[i]);
            if !agrees(exact, wide) {
                violations.push(format!(
                    "{id} {}: unsound, {count} masked: {} not in {}",
                    wide.benefit,
                    brief(exact),
                    brief(wide)
                ));
            }
            if !agrees(narrow, wide) {
                violations.push(format!(
                    "{id} {}: giving back « {name} » widens: {} not in {}",
                    wide.benefit,
                    brief(narrow),
                    brief(wide)
                ));
            }
            let missing = wide
                .missing
                .iter()
                .any(|m| m.input == *name && m.person == holder);
            let after = &changed.outcomes()[i];
            let same = (
                after.verdict,
                &after.due,
                &after.gap,
                &after.form,
                &after.contribution,
            ) == (
                exact.verdict,
                &exact.due,
                &exact.gap,
                &exact.form,
                &exact.contribution,
            );
            if !missing && !same && wide.verdict != Verdict::NotAssessable {
                violations.push(format!(
                    "{id} {}: « {name} » is not missing and yet matters: {} becomes {}",
                    wide.benefit,
                    brief(exact),
                    brief(after)
                ));
            }
        }
    }
    assert!(
        violations.is_empty(),
        "{} violations in {month}:\n{}",
        violations.len(),
        violations[..violations.len().min(12)].join("\n")
    );
}

#[test]
fn bounds_hold_in_2023() {
    check("2023-09", 1);
}

#[test]
fn bounds_hold_in_2024() {
    check("2024-09", 2);
}

#[test]
fn bounds_hold_in_2025() {
    check("2025-09", 3);
}

#[test]
fn bounds_hold_in_april_2026() {
    check("2026-04", 4);
}

#[test]
fn bounds_hold_in_september_2026() {
    check("2026-09", 5);
}
