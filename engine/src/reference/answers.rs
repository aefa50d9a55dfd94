//! How much an answer would settle, tried on a few possible answers.

use std::collections::BTreeSet;

use super::split::Base;
use super::values::{Changed, Household, View};
use super::worlds::World;
use crate::law::{BenefitAt, Kind, NodeId, Possible, Time};
use crate::program::{InputId, Type};

/// An undecided verdict counts as much as this width, in hundredths.
const UNDECIDED: i128 = 10_000;

/// What remains open for a right: the width of its gap, in hundredths, and whether its verdict is undecided.
pub(super) fn benefit_width(view: View<'_>, at: &BenefitAt) -> i128 {
    let gap = at.gap.and_then(|id| view.law.node(id).map(|n| (view.at(id, 0).ends(), n.kind.den())));
    let width = gap.map_or(0, |((lo, hi), den)| {
        let width = hi.saturating_sub(lo).saturating_mul(100);
        width.checked_div(den).unwrap_or(0)
    });
    let open = |id: NodeId| if view.at(id, 0).is_settled() { 0 } else { UNDECIDED };
    width.saturating_add(open(at.unclaimed)).saturating_add(open(at.owed))
}

/// What remains open for all rights, on average over a few answers to a question.
pub(super) fn sampled(
    household: &Household<'_>,
    base: &Base,
    (input, person): (InputId, Option<usize>),
    times: &BTreeSet<Time>,
) -> i128 {
    let law = household.law;
    let leaves: Vec<(Option<NodeId>, Option<NodeId>)> =
        times.iter().filter_map(|time| law.inputs.get(&(input, *time)).copied()).collect();
    let (fixed_nodes, claims_nodes) = after(household, &leaves);
    let samples = samples(household, input, &leaves);
    let mut total = 0_i128;
    let mut now = base.clone();
    let mut changed = Changed::new(law);
    for (value, present) in &samples {
        changed.forget();
        for (own, presence) in &leaves {
            for (id, possible) in [(own, value), (presence, present)] {
                if let (Some(id), Some(possible)) = (id, possible)
                    && household.put(*id, person.unwrap_or(0), *possible, &mut now.fixed, &mut [])
                {
                    changed.set(*id, true);
                }
            }
        }
        household.again(&fixed_nodes, &mut changed, (&mut now.fixed, &mut []), World::All);
        household.again(&claims_nodes, &mut changed, (&mut now.fixed, &mut now.all), World::All);
        let view = household.view(&now.fixed, &now.all);
        total = law.benefits.iter().fold(total, |sum, at| sum.saturating_add(benefit_width(view, at)));
    }
    i128::try_from(samples.len()).ok().and_then(|n| total.checked_div(n)).unwrap_or(0)
}

/// The needed nodes that depend on some leaves: those that no claim changes, and the others.
fn after(household: &Household<'_>, leaves: &[(Option<NodeId>, Option<NodeId>)]) -> (Vec<NodeId>, Vec<NodeId>) {
    let law = household.law;
    let mut touched = vec![false; law.nodes.len()];
    for id in leaves.iter().flat_map(|(own, presence)| [own, presence]).flatten() {
        if let Some(flag) = touched.get_mut(id.index()) {
            *flag = true;
        }
    }
    let (mut fixed, mut claims) = (Vec::new(), Vec::new());
    for (i, node) in law.nodes.iter().enumerate().take(law.ends.needed) {
        let mut depends = false;
        node.op.operands(|id| depends |= touched.get(id.index()).copied().unwrap_or(false));
        if depends {
            if let Some(flag) = touched.get_mut(i) {
                *flag = true;
            }
            if node.worlds == 0 { fixed.push(NodeId::at(i)) } else { claims.push(NodeId::at(i)) }
        }
    }
    (fixed, claims)
}

/// A few possible answers: a value and whether there is one.
type Sample = (Option<Possible>, Option<Possible>);

fn samples(household: &Household<'_>, input: InputId, leaves: &[(Option<NodeId>, Option<NodeId>)]) -> Vec<Sample> {
    let law = household.law;
    let Some(written) = law.program.inputs.get(input.index()) else { return Vec::new() };
    let node = leaves.iter().find_map(|(own, _)| *own).and_then(|id| law.node(id));
    let range = node.map_or(Possible::MAYBE, |n| n.range);
    let mut found: Vec<Sample> = Vec::new();
    if written.optional {
        let nothing = match node.map(|n| n.kind) {
            Some(Kind::Number { .. }) => Possible::ZERO,
            Some(Kind::Choice) => Possible::Set(0),
            _ => Possible::NO,
        };
        found.push((Some(nothing), Some(Possible::NO)));
    }
    let mut push = |value: Possible| found.push((Some(value), Some(Possible::YES)));
    match range {
        Possible::Set(bits) => {
            let mut left = bits;
            while left != 0 {
                let position = 1_u128.checked_shl(left.trailing_zeros()).unwrap_or(0);
                left &= !position;
                push(Possible::Set(position));
            }
        }
        Possible::Number { lo, hi } => {
            let width = hi.saturating_sub(lo);
            // Amounts are more often small than large; days and small numbers are spread evenly.
            let large = matches!(written.ty, Type::Number(_)) && width.checked_div(written.den.max(1)).unwrap_or(0) > 10_000;
            let parts: &[(i128, i128)] =
                if large { &[(0, 1), (1, 1_000), (1, 500), (1, 200)] } else { &[(0, 1), (1, 4), (1, 2), (3, 4), (1, 1)] };
            let from = if large { lo.max(0) } else { lo };
            for (num, den) in parts {
                let step = width.saturating_mul(*num).checked_div(*den).unwrap_or(0);
                push(Possible::only(from.saturating_add(step).min(hi)));
            }
        }
    }
    found
}
