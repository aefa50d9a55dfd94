//! The outcome of every right.

use std::sync::OnceLock;

use super::assume::{assumed, taken};
use super::changed::Inside;
use super::laid::{Grounds, Scratch, Tries};
use super::measure::Measure;
use super::relevance::Reached;
use super::shown::positions;
use super::split::{Base, Goal, Solved};
use super::unknowns::Unknowns;
use super::values::Household;
use super::worlds::World;
use super::{Evaluation, Missing, Outcome, Probable, Verdict};
use crate::law::{BenefitAt, Law, NodeId, world};
use crate::program::{Benefit, Input, InputId, Program, Type};
use crate::situation::Situation;
use crate::sorted::Set;

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
    let mut scratch = Scratch::default();
    let base = Base::new(&household);
    let mut found = Vec::with_capacity(law.benefits.len());
    let mut tries = scratch.for_all(&household, base.grounds());
    for at in &law.benefits {
        if let Some(benefit) = law.program.benefits.get(at.benefit.index()) {
            found.push(Found::of(&mut tries, at, (benefit, wanted(benefit))));
        }
    }
    probable(&household, &base, &mut found, &mut scratch);
    let (outcomes, missing) = found
        .into_iter()
        .map(|found| (found.outcome, found.solved.missing))
        .unzip();
    Evaluation {
        law,
        situation,
        outcomes,
        missing,
        base: Some(base),
        full: OnceLock::new(),
        composition_known: true,
    }
}

/// The outcomes of every right in force, without what is probable.
pub(crate) fn bare(law: &Law, situation: &Situation) -> Vec<Outcome> {
    let asked = law.benefits.iter().filter_map(|at| {
        let benefit = law.program.benefits.get(at.benefit.index())?;
        Some((at, benefit))
    });
    if situation.size() == 0 {
        return asked
            .map(|(at, benefit)| unknown(law, at, benefit))
            .collect();
    }
    let household = Household::new(law, situation);
    let base = Base::new(&household);
    let mut scratch = Scratch::default();
    let mut tries = scratch.for_all(&household, base.grounds());
    let mut one = |(at, benefit)| Found::of(&mut tries, at, (benefit, true)).outcome;
    asked.map(&mut one).collect()
}

/// The outcome of a right from values that are known already, as [`bare`] tells it; `None` when the program does not
/// know the right.
pub(crate) fn tried(
    household: &Household<'_>,
    at: &BenefitAt,
    grounds: Grounds<'_>,
    scratch: &mut Scratch,
) -> Option<Outcome> {
    let program = &household.law.program;
    let benefit = program.benefits.get(at.benefit.index())?;
    Some(
        Found::of(
            &mut scratch.for_one(household, grounds),
            at,
            (benefit, true),
        )
        .outcome,
    )
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
fn measured(tries: &mut Tries<'_>, at: &BenefitAt, split: bool) -> Solved<Measure> {
    let law = tries.household.law;
    let roots: Vec<(NodeId, usize)> = at.results().map(|id| (id, 0)).collect();
    let goal = Goal {
        roots: &roots,
        inside: Inside::Rights(world(at.benefit)),
        main: World::ALL,
        alone: Some(World(at.claimed_with)),
        split,
    };
    tries.solve(&goal, |case| Measure::of(law, at, case))
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
        tries: &mut Tries<'_>,
        at: &'a BenefitAt,
        (benefit, split): (&'a Benefit, bool),
    ) -> Found<'a> {
        let law = tries.household.law;
        let solved = measured(tries, at, split);
        let measure = Measure::over(&solved.cases).unwrap_or_else(|| Measure::anything(law, at));
        let mut outcome = shown(&law.program, at, benefit, &measure);
        outcome.missing = missing_of(law, &solved.missing);
        if solved.misses(law, |input| input.required) {
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
    fn assumes(&self, law: &Law) -> bool {
        self.split && self.solved.misses(law, |input| input.default.is_some())
    }
}

impl Solved<Measure> {
    fn misses(&self, law: &Law, is: impl Fn(&Input) -> bool) -> bool {
        let input = |one: Reached| law.program.inputs.get(one.input.index());
        self.missing.iter(law).filter_map(input).any(is)
    }
}

/// Adds the probable outcomes of the rights that miss an input with a declared assumption.
fn probable(
    household: &Household<'_>,
    base: &Base,
    found: &mut [Found<'_>],
    scratch: &mut Scratch,
) {
    let law = household.law;
    if !found.iter().any(|found| found.assumes(law)) {
        return;
    }
    let (situation, all) = assumed(&law.program, household.situation);
    let household = Household::new(law, &situation);
    let assumes = |id: InputId| law.program.inputs.get(id.index())?.default.as_ref();
    let base = base.moved(&household, scratch, |id| assumes(id).is_some());
    let mut tries = scratch.for_all(&household, base.grounds());
    for found in found {
        if !found.assumes(law) {
            continue;
        }
        let taken = taken(&law.program, &found.outcome.missing, &all);
        if taken.is_empty() {
            continue;
        }
        let outcome = Found::of(&mut tries, found.at, (found.benefit, true)).outcome;
        found.outcome.probable = Some(Probable {
            verdict: outcome.verdict,
            due: outcome.due,
            gap: outcome.gap,
            form: outcome.form,
            contribution: outcome.contribution,
            assumptions: taken,
        });
    }
}

/// The inputs reached, each once, by input and person.
pub(super) fn missing_of(law: &Law, reached: &Unknowns) -> Vec<Missing> {
    let mut all: Vec<Missing> = Vec::new();
    // They come by input, then by time: the persons of an input are gathered.
    let mut persons: Set<Option<usize>> = Set::default();
    let mut reached = reached.iter(law).peekable();
    while let Some(one) = reached.next() {
        persons.insert(one.person);
        if reached.peek().is_some_and(|next| next.input == one.input) {
            continue;
        }
        let persons = std::mem::take(&mut persons);
        let Some(input) = law.program.inputs.get(one.input.index()) else {
            continue;
        };
        all.extend(persons.iter().map(|person| Missing {
            input: input.name.clone(),
            person: *person,
        }));
    }
    all
}
