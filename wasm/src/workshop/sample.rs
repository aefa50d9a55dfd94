//! What changes over a sample of households, right by right.

use std::collections::BTreeMap;
use std::sync::Arc;

use droit_engine::batch::Batch;
use droit_engine::calendar::Month;
use droit_engine::exact::Exact;
use droit_engine::law::Law;
use droit_engine::program::{Program, Rhythm};
use droit_engine::reference::{Bounds, Outcome, Verdict};
use droit_engine::situation::{Document, Reader, Situation};
use serde::Serialize;

use crate::session::Fault;

/// A right over a sample, before and after: sums are exact decimals, in the unit of the right.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Shift {
    benefit: String,
    name: String,
    rhythm: Option<Rhythm>,
    /// Households to whom something is due for sure.
    due_before: usize,
    due_after: usize,
    /// Households whose verdict, amount or form differs.
    changed: usize,
    /// Households to whom more is due for sure, or less.
    more: usize,
    less: usize,
    /// What is due in all, where it is known.
    total_before: String,
    total_after: String,
    /// The first households that differ, by their place in the sample.
    examples: Vec<usize>,
}

/// How many households that differ are shown.
const SHOWN: usize = 8;

/// A sample, as it is read.
pub(super) struct Sample {
    before: Batch,
    after: Batch,
    seen: usize,
    rights: BTreeMap<String, Counts>,
}

struct Counts {
    shift: Shift,
    before: Exact,
    after: Exact,
}

impl Default for Counts {
    fn default() -> Self {
        Counts {
            shift: Shift::default(),
            before: Exact::ZERO,
            after: Exact::ZERO,
        }
    }
}

impl Sample {
    pub(super) fn new(
        before: &Arc<Program>,
        after: &Arc<Program>,
        month: Month,
    ) -> Result<Sample, Fault> {
        let batch = |program: &Arc<Program>| {
            let law = Law::new(program.clone(), month).map_err(|error| Fault::of(&error))?;
            Ok(Batch::new(Arc::new(law)))
        };
        Ok(Sample {
            before: batch(before)?,
            after: batch(after)?,
            seen: 0,
            rights: BTreeMap::new(),
        })
    }

    pub(super) fn add(&mut self, lines: &str) -> Result<(), Fault> {
        let before = outcomes(&self.before, lines)?;
        let after = outcomes(&self.after, lines)?;
        for (before, after) in before.iter().zip(&after) {
            self.household(before, after);
            self.seen = self.seen.saturating_add(1);
        }
        Ok(())
    }

    fn household(&mut self, before: &[Outcome], after: &[Outcome]) {
        let mut pairs: BTreeMap<&str, [Option<&Outcome>; 2]> = BTreeMap::new();
        for outcome in before {
            pairs.entry(&outcome.benefit).or_default()[0] = Some(outcome);
        }
        for outcome in after {
            pairs.entry(&outcome.benefit).or_default()[1] = Some(outcome);
        }
        for (benefit, [old, new]) in pairs {
            if let Some(known) = new.or(old) {
                let counts = self.rights.entry(benefit.to_owned()).or_default();
                counts.shift.benefit = known.benefit.to_string();
                counts.shift.name = known.name.to_string();
                counts.shift.rhythm = Some(known.rhythm);
                counts.count(self.seen, old, new);
            }
        }
    }

    /// The rights, those that change for the most households first.
    pub(super) fn told(&self) -> Vec<Shift> {
        let mut all: Vec<Shift> = self
            .rights
            .values()
            .map(|counts| Shift {
                total_before: counts.before.decimal(2, 2),
                total_after: counts.after.decimal(2, 2),
                ..counts.shift.clone()
            })
            .collect();
        all.sort_by(|a, b| (b.changed, &a.benefit).cmp(&(a.changed, &b.benefit)));
        all
    }
}

impl Counts {
    fn count(&mut self, place: usize, old: Option<&Outcome>, new: Option<&Outcome>) {
        let shift = &mut self.shift;
        let owed = |o: Option<&Outcome>| usize::from(o.is_some_and(is_due));
        shift.due_before = shift.due_before.saturating_add(owed(old));
        shift.due_after = shift.due_after.saturating_add(owed(new));
        let (was, is) = (due(old), due(new));
        add(&mut self.before, was);
        add(&mut self.after, is);
        let facts =
            |o: Option<&Outcome>| o.map(|o| (o.verdict, o.due, o.form.clone(), o.contribution));
        if facts(old) == facts(new) {
            return;
        }
        shift.changed = shift.changed.saturating_add(1);
        if let (Some(was), Some(is)) = (was, is) {
            shift.more = shift
                .more
                .saturating_add(usize::from(above(is.min, was.max)));
            shift.less = shift
                .less
                .saturating_add(usize::from(above(was.min, is.max)));
        }
        if shift.examples.len() < SHOWN {
            shift.examples.push(place);
        }
    }
}

/// The outcomes of the households of some lines.
fn outcomes(batch: &Batch, lines: &str) -> Result<Vec<Vec<Outcome>>, Fault> {
    let reader = Reader::new(batch.law().program());
    let mut situations = Vec::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let document = Document::from_json(line).map_err(|error| Fault::of(&error))?;
        situations.push(reader.read(&document).map_err(Fault::situation)?);
    }
    let all: Vec<&Situation> = situations.iter().collect();
    Ok(batch.outcomes(&all))
}

fn above(a: Exact, b: Exact) -> bool {
    a.compare(b) == Some(std::cmp::Ordering::Greater)
}

fn is_due(outcome: &Outcome) -> bool {
    matches!(outcome.verdict, Verdict::Certain | Verdict::Received)
}

fn due(outcome: Option<&Outcome>) -> Option<Bounds> {
    match outcome {
        None => Some(Bounds::ZERO),
        Some(outcome) => outcome.due,
    }
}

/// Adds what is known.
fn add(total: &mut Exact, amount: Option<Bounds>) {
    if let Some(amount) = amount.filter(|a| a.is_exact())
        && let Some(sum) = total.plus(amount.min)
    {
        *total = sum;
    }
}
