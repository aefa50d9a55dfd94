//! The outcome of every right.

use std::sync::{Arc, OnceLock};

use super::assume::assumed;
use super::changed::Inside;
use super::measure::Measure;
use super::relevance::Reached;
use super::shown::positions;
use super::split::{Base, Goal, Scratch, Solved, solve};
use super::values::Household;
use super::worlds::World;
use super::{Evaluation, Missing, Outcome, Probable, Verdict, reasons, unverified};
use crate::law::{BenefitAt, Law, NodeId, world};
use crate::program::{Benefit, Input, InputId, Program, Type};
use crate::situation::Situation;

/// Evaluates every right in force; those that are not wanted, without trying what is unknown value by value.
pub(super) fn evaluate<'a>(
    law: &'a Law,
    situation: &'a Situation,
    wanted: impl Fn(&Benefit) -> bool,
) -> Evaluation<'a> {
    if situation.size() == 0 {
        let outcomes = law.benefits.iter().filter_map(|at| {
            Some(unknown(
                law,
                at,
                law.program.benefits.get(at.benefit.index())?,
            ))
        });
        return Evaluation {
            law,
            situation,
            outcomes: outcomes.collect(),
            missing: Vec::new(),
            base: None,
            full: OnceLock::new(),
            composition_known: false,
        };
    }
    let household = Household::new(law, situation);
    let base = Base::new(&household);
    let mut scratch = Scratch::default();
    let mut found = Vec::with_capacity(law.benefits.len());
    for at in &law.benefits {
        if let Some(benefit) = law.program.benefits.get(at.benefit.index()) {
            let split = wanted(benefit);
            found.push(Found::of(
                &household,
                &base,
                at,
                (benefit, split),
                &mut scratch,
            ));
        }
    }
    probable(&household, &base, &mut found);
    let (mut outcomes, missing): (Vec<Outcome>, Vec<_>) = found
        .into_iter()
        .map(|found| (found.outcome, found.solved.missing))
        .unzip();
    let found = unverified::Unverifieds::new(&household, &base);
    let full = OnceLock::new();
    for (at, outcome) in law.benefits.iter().zip(&mut outcomes) {
        if !law
            .program
            .benefits
            .get(at.benefit.index())
            .is_some_and(&wanted)
        {
            continue;
        }
        outcome.unverified = found.of(at).into();
        if outcome.verdict == Verdict::No {
            let base = full.get_or_init(|| base.complete(&household));
            let view = household.view(&base.fixed, &base.all);
            outcome.reasons = reasons::reasons(view, at);
        }
    }
    Evaluation {
        law,
        situation,
        outcomes,
        missing,
        base: Some(base),
        full,
        composition_known: true,
    }
}

/// The outcomes of some rights (their bits) by the part of the law that they need ([`Law::part`]), in order. Neither why
/// not nor what is to be checked is told.
///
/// `base`: the values of its nodes, when they are known already.
pub(crate) fn bare(
    part: &Law,
    situation: &Situation,
    rights: u128,
    base: Option<Base>,
) -> Vec<Outcome> {
    let asked = part.benefits.iter().filter_map(|at| {
        let benefit = part.program.benefits.get(at.benefit.index())?;
        (world(at.benefit) & rights != 0).then_some((at, benefit))
    });
    if situation.size() == 0 {
        return asked
            .map(|(at, benefit)| unknown(part, at, benefit))
            .collect();
    }
    let household = Household::new(part, situation);
    let base = base.unwrap_or_else(|| Base::new(&household));
    let mut scratch = Scratch::default();
    let one = |(at, benefit)| Found::of(&household, &base, at, (benefit, true), &mut scratch);
    let mut found: Vec<Found<'_>> = asked.map(one).collect();
    probable(&household, &base, &mut found);
    found.into_iter().map(|found| found.outcome).collect()
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
        reasons: Vec::new(),
        unverified: Arc::default(),
        probable: None,
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
fn measured(
    household: &Household<'_>,
    base: &Base,
    at: &BenefitAt,
    split: bool,
    scratch: &mut Scratch,
) -> Solved<Measure> {
    let law = household.law;
    let roots: Vec<(NodeId, usize)> = at.results().map(|id| (id, 0)).collect();
    let goal = Goal {
        roots: &roots,
        inside: Inside::Rights(world(at.benefit)),
        alone: Some(World(at.claimed_with)),
        split,
    };
    solve(
        household,
        base,
        &goal,
        scratch,
        |case| Measure::of(law, at, case),
        Measure::same,
    )
}

/// What was found of a right.
struct Found<'a> {
    at: &'a BenefitAt,
    benefit: &'a Benefit,
    /// Whether unknowns were tried value by value.
    split: bool,
    outcome: Outcome,
    solved: Solved<Measure>,
}

impl<'a> Found<'a> {
    fn of(
        household: &Household<'_>,
        base: &Base,
        at: &'a BenefitAt,
        (benefit, split): (&'a Benefit, bool),
        scratch: &mut Scratch,
    ) -> Found<'a> {
        let program = &household.law.program;
        let solved = measured(household, base, at, split, scratch);
        let measure =
            Measure::over(&solved.cases).unwrap_or_else(|| Measure::anything(household.law, at));
        let mut outcome = shown(program, at, benefit, &measure);
        outcome.missing = missing_of(program, &solved.missing);
        if solved.misses(program, |input| input.required) {
            outcome.verdict = Verdict::NotAssessable;
        }
        Found {
            at,
            benefit,
            split,
            outcome,
            solved,
        }
    }

    /// Whether it misses an input with a declared assumption.
    fn assumes(&self, program: &Program) -> bool {
        self.split && self.solved.misses(program, |input| input.default.is_some())
    }
}

impl Solved<Measure> {
    fn misses(&self, program: &Program, is: impl Fn(&Input) -> bool) -> bool {
        let input = |one: &Reached| program.inputs.get(one.input.index());
        self.missing.iter().filter_map(input).any(is)
    }
}

/// Adds the probable outcomes of the rights that miss an input with a declared assumption.
fn probable(household: &Household<'_>, base: &Base, found: &mut [Found<'_>]) {
    let law = household.law;
    if !found.iter().any(|found| found.assumes(&law.program)) {
        return;
    }
    let (situation, all) = assumed(&law.program, household.situation);
    let household = Household::new(law, &situation);
    let assumes = |id: InputId| law.program.inputs.get(id.index())?.default.as_ref();
    let base = base.moved(&household, |id| assumes(id).is_some());
    let mut scratch = Scratch::default();
    for found in found {
        if !found.assumes(&law.program) {
            continue;
        }
        let missing = &found.outcome.missing;
        let taken = all.iter().filter(|a| {
            let misses = |m: &Missing| m.input == a.input && m.person == a.person;
            missing.iter().any(misses)
        });
        let taken: Vec<_> = taken.cloned().collect();
        if taken.is_empty() {
            continue;
        }
        let asked = (found.benefit, true);
        let result = Found::of(&household, &base, found.at, asked, &mut scratch).outcome;
        found.outcome.probable = Some(Probable {
            verdict: result.verdict,
            due: result.due,
            gap: result.gap,
            form: result.form,
            contribution: result.contribution,
            assumptions: taken,
        });
    }
}

/// The inputs reached, each once.
pub(super) fn missing_of(program: &Program, reached: &[Reached]) -> Vec<Missing> {
    let mut all: Vec<Missing> = Vec::new();
    for one in reached {
        let Some(input) = program.inputs.get(one.input.index()) else {
            continue;
        };
        let missing = Missing {
            input: input.name.clone(),
            person: one.person,
        };
        if !all.contains(&missing) {
            all.push(missing);
        }
    }
    all
}
