//! What comes out of one case for a right, and what holds over several cases.

use super::shown::Bounds;
use super::split::{Case, Measured};
use super::values::View;
use super::{Personal, Verdict};
use crate::exact::Exact;
use crate::law::{BenefitAt, Law, NodeId, Possible, world};
use crate::program::BenefitId;

/// What comes out for a right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) due: Option<Bounds>,
    pub(super) due_alone: Option<Bounds>,
    pub(super) received: Option<Bounds>,
    pub(super) gap: Option<Bounds>,
    pub(super) gain: Option<Bounds>,
    pub(super) form: Option<Possible>,
    pub(super) contribution: Option<Bounds>,
    /// What each person has, for a right of each person.
    pub(super) persons: Vec<Personal>,
    pub(super) owed: Possible,
    pub(super) held: Possible,
    pub(super) unclaimed: Possible,
}

fn hulls(a: Option<Bounds>, b: Option<Bounds>) -> Option<Bounds> {
    Some(a?.hull(b?))
}

impl Measure {
    /// Of one case.
    pub(super) fn of(law: &Law, at: &BenefitAt, case: Case<'_>) -> Measure {
        let amount = |view: View<'_>, id: Option<NodeId>| id.and_then(|id| bounds(law, view, id));
        let alone = amount(case.alone, at.gap);
        Measure {
            due: amount(case.all, at.due),
            due_alone: amount(case.alone, at.due),
            received: amount(case.all, at.received),
            gap: amount(case.all, at.gap),
            gain: alone.map(|gap| gain(law, at, gap, case)),
            form: at.form.map(|id| case.all.at(id, 0)),
            contribution: amount(case.all, at.contribution),
            persons: persons(law, at, case.all),
            owed: case.all.at(at.owed, 0),
            held: case.all.at(at.held, 0),
            unclaimed: case.all.at(at.unclaimed, 0),
        }
    }

    /// Whatever the situation.
    pub(super) fn anything(law: &Law, at: &BenefitAt) -> Measure {
        let range = |id: NodeId| law.node(id).map_or(Possible::ZERO, |n| n.range);
        let amount = |id: Option<NodeId>| {
            id.and_then(|id| law.node(id))
                .and_then(|n| Bounds::number(n.range, n.kind))
        };
        Measure {
            due: amount(at.due),
            due_alone: amount(at.due),
            received: amount(at.received),
            gap: amount(at.gap),
            gain: amount(at.gap),
            form: at.form.map(range),
            contribution: amount(at.contribution),
            persons: Vec::new(),
            owed: range(at.owed),
            held: range(at.held),
            unclaimed: range(at.unclaimed),
        }
    }

    /// What holds in both cases.
    fn with(self, other: &Measure) -> Measure {
        Measure {
            due: hulls(self.due, other.due),
            due_alone: hulls(self.due_alone, other.due_alone),
            received: hulls(self.received, other.received),
            gap: hulls(self.gap, other.gap),
            gain: hulls(self.gain, other.gain),
            form: self.form.and_then(|a| Some(a.hull(other.form?))),
            contribution: hulls(self.contribution, other.contribution),
            persons: self
                .persons
                .into_iter()
                .zip(&other.persons)
                .map(|(a, b)| a.hull(b))
                .collect(),
            owed: self.owed.hull(other.owed),
            held: self.held.hull(other.held),
            unclaimed: self.unclaimed.hull(other.unclaimed),
        }
    }

    /// What holds in all cases.
    pub(super) fn over(cases: &[Measure]) -> Option<Measure> {
        let (first, others) = cases.split_first()?;
        Some(others.iter().fold(first.clone(), Measure::with))
    }

    /// What can be said of the right.
    pub(super) fn verdict(&self) -> Verdict {
        if self.unclaimed.holds() {
            Verdict::Certain
        } else if !self.owed.may_hold() {
            Verdict::No
        } else if !self.unclaimed.may_hold() {
            Verdict::Received
        } else {
            Verdict::Possible
        }
    }
}

impl Measured for Measure {
    fn same(&self, other: &Measure) -> bool {
        let amounts = |m: &Measure| [m.due, m.gap, m.received, m.contribution];
        let sets = |m: &Measure| [m.form.unwrap_or(Possible::NO), m.owed, m.held, m.unclaimed];
        amounts(self) == amounts(other)
            && sets(self) == sets(other)
            && amounts(self).into_iter().flatten().all(Bounds::is_exact)
            && sets(self).iter().all(Possible::is_settled)
    }

    fn hull(self, other: &Measure) -> Option<Measure> {
        Some(self.with(other))
    }
}

/// A number in a view; `None` for what is no number.
fn bounds(law: &Law, view: View<'_>, id: NodeId) -> Option<Bounds> {
    let node = law.node(id)?;
    Bounds::number(view.at(id, 0), node.kind)
}

/// What each person has of a right.
fn persons(law: &Law, at: &BenefitAt, view: View<'_>) -> Vec<Personal> {
    let Some(own) = at.persons else {
        return Vec::new();
    };
    let amount = |id: NodeId, person: usize| {
        let node = law.node(id)?;
        Bounds::number(view.at(id, person), node.kind)
    };
    let one = |person| {
        Some(Personal {
            person,
            due: amount(own.due, person)?,
            received: own.received.and_then(|id| amount(id, person)),
            gap: amount(own.gap, person)?,
        })
    };
    (0..view.persons).filter_map(one).collect()
}

/// An amount of a right by month: what is paid once or once a year is spread over twelve months.
pub(super) fn spread(law: &Law, right: BenefitId, amount: Bounds) -> Bounds {
    amount.over(law.months(right))
}

/// What claiming a right alone adds, by month: its gap and those of the rights paid without a claim that come with it,
/// less what other rights received today lose.
fn gain(law: &Law, at: &BenefitAt, gap: Bounds, case: Case<'_>) -> Bounds {
    if gap == Bounds::ZERO {
        return gap;
    }
    let mut total = spread(law, at.benefit, gap);
    for (other, due) in law.changed_by(at) {
        let held = case.today.at(other.held, 0);
        let opened = at.claimed_with & world(other.benefit) != 0;
        let (Some(before), Some(after)) =
            (bounds(law, case.today, due), bounds(law, case.alone, due))
        else {
            continue;
        };
        let unchanged = before == after && before.is_exact();
        if !opened && (!held.may_hold() || unchanged) {
            continue;
        }
        // What is not received cannot be lost.
        let (kept, otherwise) = if opened {
            let gap = other.gap.and_then(|id| bounds(law, case.alone, id));
            let gap = gap.unwrap_or(Bounds::ZERO);
            let paid = other.received.and_then(|id| bounds(law, case.today, id));
            let paid = paid.map_or(before, |paid| paid.least(before));
            (gap.plus(after.minus(paid).losses()), gap)
        } else {
            (after.minus(before), Bounds::ZERO)
        };
        let change = if held.holds() {
            kept
        } else if held.may_hold() {
            kept.hull(otherwise)
        } else {
            otherwise
        };
        total = total.plus(spread(law, other.benefit, change));
    }
    // Where the gap is null there is nothing to claim.
    if gap.min == Exact::ZERO {
        total.hull(Bounds::ZERO)
    } else {
        total
    }
}
