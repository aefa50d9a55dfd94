//! The unknowns that are tried value by value.

use super::bits::Bits;
use super::changed::Inside;
use super::relevance::Reached;
use super::values::Household;
use crate::law::{Kind, NodeId, Possible};
use crate::situation::Value;
use crate::sorted::{Set, sort_by_key};

/// At most so many cases.
const CASES: usize = 64;

/// An unknown that is tried value by value.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) reached: Reached,
    pub(super) options: Vec<Vec<(NodeId, Possible)>>,
}

impl Variable {
    /// Whether something is still unknown of it once it is tried: a number that is there.
    pub(super) fn stays_open(&self) -> bool {
        let mut values = self.options.iter().flatten();
        values.any(|(_, value)| !value.is_settled())
    }
}

/// The unknowns to try: those with few values first, while the number of cases stays small. The one that changes the
/// fewest nodes comes last: it moves the most often.
pub(super) fn variables(
    household: &Household<'_>,
    inside: Inside<'_>,
    missing: &Set<Reached>,
) -> Vec<Variable> {
    let mut all: Vec<(usize, Variable)> = missing
        .iter()
        .filter_map(|r| variable(household, *r))
        .collect();
    sort_by_key(&mut all, |(size, variable)| (*size, variable.reached));
    let mut cases = 1_usize;
    let mut kept = Vec::new();
    for (_, variable) in all {
        cases = cases.saturating_mul(variable.options.len());
        if cases > CASES {
            break;
        }
        kept.push(variable);
    }
    let weights = weights(household, inside, &kept);
    let mut order: Vec<(usize, Variable)> = weights.into_iter().zip(kept).collect();
    sort_by_key(&mut order, |(weight, variable)| {
        (std::cmp::Reverse(*weight), variable.reached)
    });
    order.into_iter().map(|(_, variable)| variable).collect()
}

/// The values of an unknown, if it can be tried; and how many there are when nothing at all is known of it.
fn variable(household: &Household<'_>, reached: Reached) -> Option<(usize, Variable)> {
    let law = household.law;
    let (value, present) = law.inputs.get(&(reached.input, reached.time)).copied()?;
    let node = value.or(present).and_then(|id| law.nodes.get(id.index()))?;
    let given = household.given(&node.op, node.shape, reached.person.unwrap_or(0));
    let number = value
        .and_then(|id| law.nodes.get(id.index()))
        .filter(|n| matches!(n.kind, Kind::YesNo | Kind::Choice));
    let full = number.map_or(0, |n| n.range.bits());
    let mut options: Vec<Vec<(NodeId, Possible)>> = Vec::new();
    let known = match given {
        Value::Unknown => full,
        Value::Choices(bits) => bits,
        Value::Nothing | Value::Known(_) => return None,
    };
    if let (Some(present), Value::Unknown) = (present, given) {
        let nothing = number.map(|n| {
            if n.kind == Kind::YesNo {
                Possible::NO
            } else {
                Possible::Set(0)
            }
        });
        let mut none = vec![(present, Possible::NO)];
        none.extend(value.map(|id| (id, nothing.unwrap_or(Possible::ZERO))));
        options.push(none);
        if full == 0 {
            let mut some = vec![(present, Possible::YES)];
            some.extend(value.and_then(|id| law.nodes.get(id.index()).map(|n| (id, n.range))));
            options.push(some);
        }
    }
    let mut left = known;
    while left != 0 {
        let position = 1_u128.checked_shl(left.trailing_zeros()).unwrap_or(0);
        left &= !position;
        let mut one: Vec<(NodeId, Possible)> = value
            .map(|id| (id, Possible::Set(position)))
            .into_iter()
            .collect();
        one.extend(present.map(|id| (id, Possible::YES)));
        options.push(one);
    }
    let size = usize::try_from(full.count_ones())
        .unwrap_or(0)
        .max(2)
        .saturating_add(usize::from(present.is_some()));
    (options.len() > 1).then_some((size, Variable { reached, options }))
}

/// How many nodes each variable may change.
fn weights(household: &Household<'_>, inside: Inside<'_>, variables: &[Variable]) -> Vec<usize> {
    let mut weights: Vec<usize> = vec![0; variables.len()];
    if variables.len() < 2 {
        return weights;
    }
    let law = household.law;
    // The variables that change each node, and the nodes that some change.
    let mut touched: Vec<u64> = vec![0; law.nodes.len()];
    let mut queue = Bits::new(law.nodes.len());
    for (i, variable) in variables.iter().enumerate() {
        for (id, _) in variable.options.iter().flatten() {
            if let Some(mask) = touched.get_mut(id.index()) {
                *mask |= bit(i);
                queue.insert(id.index());
            }
        }
    }
    while let Some(place) = queue.pop() {
        let mask = touched.get(place).copied().unwrap_or(0);
        let node = law.nodes.get(place);
        if !node.is_some_and(|node| inside.holds(NodeId::at(place), node)) {
            continue;
        }
        for (index, weight) in weights.iter_mut().enumerate() {
            *weight = weight.saturating_add(usize::from(mask & bit(index) != 0));
        }
        for reader in law.readers.get(place).into_iter().flatten() {
            if let Some(own) = touched.get_mut(reader.index()) {
                *own |= mask;
                queue.insert(reader.index());
            }
        }
    }
    weights
}

fn bit(index: usize) -> u64 {
    u32::try_from(index)
        .ok()
        .and_then(|i| 1_u64.checked_shl(i))
        .unwrap_or(0)
}
