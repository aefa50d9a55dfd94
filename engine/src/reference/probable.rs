//! What is likely: the rights that miss an input with a declared assumption, evaluated again as if it held.

use super::assume::{assumed, taken};
use super::laid::Scratch;
use super::outcome::{asked, found};
use super::unknowns::Listed;
use super::values::Household;
use super::{Evaluation, Outcome, Probable};
use crate::law::Law;
use crate::program::InputId;

/// What comes out under the declared assumptions, for the rights that miss some.
pub(super) fn probable(evaluation: &Evaluation<'_>) -> Vec<Probable> {
    let law = evaluation.law;
    let findings = &evaluation.found;
    let outcomes = findings.outcomes.iter().zip(&findings.missing);
    let assuming: Vec<&Outcome> = outcomes
        .filter(|(_, missing)| assumes(law, missing))
        .map(|(outcome, _)| outcome)
        .collect();
    let base = findings.base.clone().filter(|_| !assuming.is_empty());
    let Some(base) = base else {
        return Vec::new();
    };
    let (situation, all) = assumed(&law.program, evaluation.situation);
    let household = Household::new(law, &situation);
    let mut scratch = Scratch::default();
    let moved = base.moved(evaluation.situation, &household, &mut scratch.room);
    let base = moved.base;
    let mut tries = scratch.over(&household, base.grounds());
    let likely = asked(law).filter_map(|(at, benefit)| {
        let outcome = assuming.iter().find(|one| one.benefit == benefit.id)?;
        let assumptions = taken(&law.program, &outcome.missing, &all);
        if assumptions.is_empty() {
            return None;
        }
        let (outcome, _) = found(&mut tries, at, (benefit, true));
        Some(Probable {
            benefit: outcome.benefit,
            verdict: outcome.verdict,
            due: outcome.due,
            gap: outcome.gap,
            form: outcome.form,
            contribution: outcome.contribution,
            assumptions,
        })
    });
    likely.collect()
}

/// Whether an input with a declared assumption is missing.
fn assumes(law: &Law, missing: &Listed) -> bool {
    missing.iter().any(|one| has_default(law, one.input))
}

fn has_default(law: &Law, id: InputId) -> bool {
    let input = law.program.inputs.get(id.index());
    input.is_some_and(|input| input.default.is_some())
}
