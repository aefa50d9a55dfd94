//! The outcome of every right.

use std::sync::OnceLock;

use super::changed::Inside;
use super::laid::{Grounds, Scratch, Tries};
use super::measure::Measure;
use super::relevance::Reached;
use super::shown::positions;
use super::split::{Base, Goal, Solved};
use super::unknowns::Listed;
use super::values::Household;
use super::worlds::World;
use super::{Evaluation, Findings, Missing, Outcome, Verdict};
use crate::law::{BenefitAt, Law, NodeId, world};
use crate::program::{Benefit, Program, Type};
use crate::situation::Situation;

/// Evaluates every right in force. When some only are wanted, the others without trying what is unknown value by value.
/// `before`: what was found of the household as it was told before; values that no answer since then changes, and the rights
/// that need none that one did, are kept.
pub(super) fn evaluate<'a>(
    law: &'a Law,
    situation: &'a Situation,
    wanted: Option<&[String]>,
    before: Option<Evaluation<'a>>,
) -> Evaluation<'a> {
    let household = Household::new(law, situation);
    let mut findings = Findings {
        outcomes: Vec::with_capacity(law.benefits.len()),
        missing: Vec::with_capacity(law.benefits.len()),
        base: None,
        full: OnceLock::new(),
        whole: wanted.is_none(),
        scratch: Scratch::default(),
    };
    if household.size() == 0 {
        for (at, benefit) in asked(law) {
            findings.outcomes.push(unknown(law, at, benefit));
            findings.missing.push(Listed::default());
        }
        return law.resume(situation, findings);
    }
    let before = before.filter(|before| same_roles(before.situation, situation));
    // What was found before of each right, and those of which that no longer holds.
    let (mut kept, mut touched) = (Vec::new().into_iter().zip(Vec::new()), u128::MAX);
    let base = match before {
        Some(Evaluation {
            situation: told,
            found:
                Findings {
                    base: Some(base),
                    whole: true,
                    outcomes,
                    missing,
                    scratch,
                    ..
                },
            ..
        }) => {
            findings.scratch = scratch;
            let moved = base.moved(told, &household, &mut findings.scratch.room);
            findings.scratch.reach.forget(&moved.after);
            (kept, touched) = (outcomes.into_iter().zip(missing), moved.rights);
            moved.base
        }
        _ => Base::new(&household),
    };
    let mut tries = findings.scratch.on(&household, base.grounds());
    for (at, benefit) in asked(law) {
        let kept = kept.next().filter(|_| touched & world(at.benefit) == 0);
        let (outcome, missing) = kept.unwrap_or_else(|| {
            let split = wanted.is_none_or(|rights| rights.iter().any(|id| benefit.id == *id));
            found(&mut tries, at, (benefit, split))
        });
        findings.outcomes.push(outcome);
        findings.missing.push(missing);
    }
    findings.base = Some(base);
    law.resume(situation, findings)
}

/// Whether two situations tell of persons with the same roles, in the same order.
fn same_roles(one: &Situation, other: &Situation) -> bool {
    let (one, other) = (
        one.persons().unwrap_or_default(),
        other.persons().unwrap_or_default(),
    );
    let mut pairs = one.iter().zip(other);
    one.len() == other.len() && pairs.all(|(one, other)| one.role == other.role)
}

/// The rights in force, in the order of the program.
pub(super) fn asked(law: &Law) -> impl Iterator<Item = (&BenefitAt, &Benefit)> {
    law.benefits.iter().filter_map(|at| {
        let benefit = law.program.benefits.get(at.benefit.index())?;
        Some((at, benefit))
    })
}

/// The outcome of a right from values that are known already; `None` when the program does not
/// know the right.
pub(crate) fn tried(
    household: &Household<'_>,
    at: &BenefitAt,
    grounds: Grounds<'_>,
    scratch: &mut Scratch,
) -> Option<Outcome> {
    let program = &household.law.program;
    let benefit = program.benefits.get(at.benefit.index())?;
    let (outcome, _) = found(&mut scratch.over(household, grounds), at, (benefit, true));
    Some(outcome)
}

/// Nothing can be said of a household without its persons.
fn unknown(law: &Law, at: &BenefitAt, benefit: &Benefit) -> Outcome {
    let measure = Measure::anything(law, at);
    Outcome {
        verdict: Verdict::NotAssessable,
        ..shown(&law.program, at, benefit, &measure)
    }
}

/// The outcome that a measure tells, without anything else.
fn shown(program: &Program, at: &BenefitAt, benefit: &Benefit, measure: &Measure) -> Outcome {
    Outcome {
        benefit: benefit.id.clone(),
        name: benefit.name.clone(),
        title: benefit.title.clone(),
        rhythm: benefit.rhythm,
        verdict: measure.verdict(),
        due: measure.due,
        due_alone: measure.due_alone,
        received: measure.received,
        is_received: measure.held.is_settled().then(|| measure.held.holds()),
        gap: measure.gap,
        gain_net: measure.gain,
        form: at.form.map(|_| forms(program, benefit, measure)),
        contribution: measure.contribution,
        persons: measure.persons.clone(),
        missing: Vec::new(),
    }
}

/// The codes of the forms that remain possible.
fn forms(program: &Program, benefit: &Benefit, measure: &Measure) -> Vec<String> {
    let rule = benefit.form.and_then(|id| program.rules.get(id.index()));
    let codes = match rule.map(|r| r.ty) {
        Some(Type::Choice(id)) => program.choices.get(id.index()).map(|c| c.codes.as_slice()),
        _ => None,
    };
    positions(
        measure.form.map_or(0, |f| f.bits()),
        codes.unwrap_or_default(),
    )
}

/// Measures a right over the cases that count.
fn measured(tries: &mut Tries<'_>, at: &BenefitAt, split: bool) -> Solved<Measure> {
    let law = tries.household.law;
    let roots: Vec<(NodeId, usize)> = at.results().map(|id| (id, 0)).collect();
    let goal = Goal {
        roots: &roots,
        inside: Inside::Rights(world(at.benefit)),
        main: World::ALL,
        alone: law.read(at).map(|read| (World(at.claimed_with), read)),
        split,
    };
    tries.solve(&goal, |case| Measure::of(law, at, case))
}

/// The outcome of a right, and what it still depends on. `split`: whether unknowns are tried value by value.
pub(super) fn found(
    tries: &mut Tries<'_>,
    at: &BenefitAt,
    (benefit, split): (&Benefit, bool),
) -> (Outcome, Listed) {
    let law = tries.household.law;
    let Solved { cases, missing } = measured(tries, at, split);
    let measure = Measure::over(&cases).unwrap_or_else(|| Measure::anything(law, at));
    let mut outcome = shown(&law.program, at, benefit, &measure);
    outcome.missing = missing_of(law, &missing);
    let required = |one: &Reached| {
        let input = law.program.inputs.get(one.input.index());
        input.is_some_and(|input| input.required)
    };
    if missing.iter().any(required) {
        outcome.verdict = Verdict::NotAssessable;
    }
    (outcome, missing)
}

/// The inputs reached, each once, by input and person.
pub(super) fn missing_of(law: &Law, reached: &Listed) -> Vec<Missing> {
    let mut all: Vec<Missing> = Vec::new();
    // They come by input, then by time: where those of an input start, the persons found at another time already.
    let (mut last, mut start) = (None, 0);
    for one in reached.iter() {
        if last != Some(one.input) {
            (last, start) = (Some(one.input), all.len());
        }
        let own = all.get(start..).unwrap_or_default();
        let Err(place) = own.binary_search_by_key(&one.person, |missing| missing.person) else {
            continue;
        };
        if let Some(input) = law.program.inputs.get(one.input.index()) {
            let missing = Missing {
                input: input.name.clone(),
                person: one.person,
            };
            all.insert(start.saturating_add(place), missing);
        }
    }
    all
}
