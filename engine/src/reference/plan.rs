//! In which order to claim, which rights another one replaces, and what everything adds up to.
//!
//! A right that counts in another is claimed first: the second is then settled on its true amount, without anything to
//! pay back. No right counts in itself, so that an order always exists.

use serde::Serialize;

use super::measure::spread;
use super::split::Base;
use super::values::Household;
use super::worlds::World;
use super::{Bounds, Evaluation, Outcome, Verdict};
use crate::exact::Exact;
use crate::law::{BenefitAt, Law, NodeId, world};
use crate::name::Name;
use crate::program::Rhythm;
use crate::sorted::sort_by;

/// What is due and not received, by rhythm, and what it adds up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Totals {
    /// Each month.
    pub monthly: Bounds,
    /// Each year.
    pub yearly: Bounds,
    /// Once.
    pub once: Bounds,
    /// What claiming everything adds to the household by month, what other rights take back deducted; amounts paid once
    /// or once a year are spread over twelve months.
    pub gain_net: Bounds,
}

/// A right to claim, at its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PlanStep {
    /// Identifier of the right.
    pub benefit: Name,
    /// The later rights of the plan that take it into account: it goes before them.
    pub before: Vec<Name>,
}

/// A right that would be due if it were claimed alone, and no longer is once others are claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Replaced {
    /// Identifier of the right.
    pub benefit: Name,
    /// The rights that take its place.
    pub by: Vec<Name>,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Plan {
    /// What to claim, in order.
    pub steps: Vec<PlanStep>,
    /// What not to claim, and why.
    pub replaced: Vec<Replaced>,
    /// What it adds up to.
    pub totals: Totals,
}

/// The plan of an evaluation.
pub(super) fn plan(evaluation: &Evaluation<'_>) -> Plan {
    let law = evaluation.law;
    let rights: Vec<(&BenefitAt, &Outcome)> = law
        .benefits
        .iter()
        .zip(&evaluation.found.outcomes)
        .collect();
    let open = |(_, outcome): &&(&BenefitAt, &Outcome)| {
        matches!(outcome.verdict, Verdict::Certain | Verdict::Possible)
    };
    let claimed: Vec<(&BenefitAt, &Outcome)> = rights.iter().filter(open).copied().collect();
    Plan {
        steps: ordered(law, claimed.clone()),
        replaced: replaced(evaluation, &rights, &claimed),
        totals: totals(evaluation, &claimed),
    }
}

/// Whether the result of a right depends on the claim of another.
fn counts(law: &Law, right: &BenefitAt, other: &BenefitAt) -> bool {
    let bit = world(other.benefit);
    let result = right.due.or(right.form);
    right.benefit != other.benefit
        && result
            .and_then(|id| law.node(id))
            .is_some_and(|n| n.worlds & bit != 0)
}

/// Those that nothing left to claim counts in first; among these, the largest net gain.
fn ordered(law: &Law, mut left: Vec<(&BenefitAt, &Outcome)>) -> Vec<PlanStep> {
    // Certain before possible, then by net gain; what is no amount last.
    sort_by(&mut left, |(_, a), (_, b)| {
        let possible = |o: &Outcome| o.verdict != Verdict::Certain;
        let gain = |o: &Outcome| o.gain_net.map_or(Exact::ZERO, |g| g.min);
        possible(a).cmp(&possible(b)).then_with(|| {
            gain(b)
                .compare(gain(a))
                .unwrap_or(std::cmp::Ordering::Equal)
        })
    });
    let mut steps = Vec::new();
    while !left.is_empty() {
        let free = |(at, _): &(&BenefitAt, &Outcome)| {
            !left.iter().any(|(other, _)| counts(law, at, other))
        };
        let next = left.iter().position(free).unwrap_or(0);
        let (at, outcome) = left.remove(next);
        steps.push(PlanStep {
            benefit: outcome.benefit.clone(),
            before: left
                .iter()
                .filter(|(other, _)| counts(law, other, at))
                .map(|(_, o)| o.benefit.clone())
                .collect(),
        });
    }
    steps
}

/// The rights due alone and not with the others.
fn replaced(
    evaluation: &Evaluation<'_>,
    rights: &[(&BenefitAt, &Outcome)],
    claimed: &[(&BenefitAt, &Outcome)],
) -> Vec<Replaced> {
    let Some(base) = &evaluation.found.base else {
        return Vec::new();
    };
    let (law, household) = (
        evaluation.law,
        Household::new(evaluation.law, evaluation.situation),
    );
    let lost = |(_, outcome): &&(&BenefitAt, &Outcome)| {
        outcome.due_alone.is_some_and(|due| due.min.num() > 0)
            && outcome.due.is_some_and(|due| due.max.num() <= 0)
    };
    rights
        .iter()
        .filter(lost)
        .map(|(at, outcome)| {
            let others: Vec<_> = claimed
                .iter()
                .filter(|(other, _)| counts(law, at, other))
                .collect();
            let ends = |other: &BenefitAt| {
                let world = World(at.claimed_with | other.claimed_with);
                due_in(&household, base, at, world).is_some_and(|due| due.max.num() <= 0)
            };
            let enough: Vec<_> = others.iter().filter(|(other, _)| ends(other)).collect();
            let name = |outcome: &Outcome| outcome.benefit.clone();
            Replaced {
                benefit: name(outcome),
                // No one is enough: all of them together are.
                by: if enough.is_empty() {
                    others.iter().map(|(_, o)| name(o)).collect()
                } else {
                    enough.iter().map(|(_, o)| name(o)).collect()
                },
            }
        })
        .collect()
}

/// What is due of a right in a world.
fn due_in(household: &Household<'_>, base: &Base, at: &BenefitAt, world: World) -> Option<Bounds> {
    let claims = household.claims(&base.fixed, world);
    number(household, (&base.fixed, &claims), at.due?)
}

fn number(
    household: &Household<'_>,
    (fixed, claims): (&[crate::law::Possible], &[crate::law::Possible]),
    id: NodeId,
) -> Option<Bounds> {
    let node = household.law.node(id)?;
    Bounds::number(household.view(fixed, claims).at(id, 0), node.kind)
}

/// What is left to claim, and what claiming everything adds.
fn totals(evaluation: &Evaluation<'_>, claimed: &[(&BenefitAt, &Outcome)]) -> Totals {
    let sum = |rhythm: Rhythm| {
        claimed
            .iter()
            .filter(|(_, outcome)| outcome.rhythm == rhythm)
            .filter_map(|(_, outcome)| outcome.gap)
            .fold(Bounds::ZERO, Bounds::plus)
    };
    Totals {
        monthly: sum(Rhythm::Monthly),
        yearly: sum(Rhythm::Yearly),
        once: sum(Rhythm::Once),
        gain_net: gain_of_all(evaluation),
    }
}

/// The gap of each right today, and what each becomes when everything is claimed. What a right that is received loses
/// counts; what is not received cannot be lost.
fn gain_of_all(evaluation: &Evaluation<'_>) -> Bounds {
    let Some(base) = &evaluation.found.base else {
        return Bounds::ZERO;
    };
    let law = evaluation.law;
    let household = Household::new(law, evaluation.situation);
    let today = |id: NodeId| number(&household, (&base.fixed, &base.today), id);
    let all = |id: NodeId| number(&household, (&base.fixed, &base.all), id);
    let mut total = Bounds::ZERO;
    for at in &law.benefits {
        let Some(due) = at.due else { continue };
        let (Some(before), Some(after), Some(gap)) = (today(due), all(due), at.gap.and_then(today))
        else {
            continue;
        };
        let held = household.view(&base.fixed, &base.today).at(at.held, 0);
        let worlds = law.node(due).map_or(0, |n| n.worlds);
        let change = if worlds == 0 {
            Bounds::ZERO
        } else {
            after.minus(before)
        };
        let gain = if held.holds() {
            gap.plus(change)
        } else if held.may_hold() {
            gap.plus(change).hull(after)
        } else {
            after
        };
        total = total.plus(spread(law, at.benefit, gain));
    }
    total
}
