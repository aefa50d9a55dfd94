//! The unknowns that are tried value by value.

use super::bits::Bits;
use super::changed::Inside;
use super::relevance::Reached;
use super::values::Household;
use crate::law::{Kind, NodeId, Possible};
use crate::situation::Value;
use crate::sorted::sort_by_key;

/// At most so many cases.
const CASES: usize = 64;

/// As many unknowns of two values make more cases; a byte has a bit for each.
const MOST: usize = 7;

/// An unknown that is tried value by value.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) reached: Reached,
    pub(super) options: Vec<Vec<(NodeId, Possible)>>,
}

/// The unknowns that are tried, and what they move.
#[derive(Debug)]
pub(super) struct Variables {
    pub(super) list: Vec<Variable>,
    /// For each node, the variables that may change it: the bit of each, by its position before they were put in order.
    pub(super) touched: Vec<u8>,
}

/// The unknowns to try: those with few values first, while the number of cases stays small. The one that changes the
/// fewest nodes comes last: it moves the most often.
pub(super) fn variables(
    household: &Household<'_>,
    inside: Inside<'_>,
    missing: impl Iterator<Item = Reached>,
) -> Variables {
    // Each has two values at least: no more than the first few can be kept.
    let mut all: Vec<(usize, Reached)> = Vec::with_capacity(MOST.saturating_add(1));
    for reached in missing {
        // They come in order: nothing that follows has fewer than two values.
        if all.len() == MOST && all.last().is_some_and(|(size, _)| *size <= 2) {
            break;
        }
        if let Some(size) = size(household, reached) {
            let one = (size, reached);
            all.insert(all.partition_point(|other| *other < one), one);
            all.truncate(MOST);
        }
    }
    let mut cases = 1_usize;
    let mut kept = Vec::new();
    for (_, reached) in all {
        let variable = Variable {
            options: options(household, reached),
            reached,
        };
        cases = cases.saturating_mul(variable.options.len());
        if cases > CASES {
            break;
        }
        kept.push(variable);
    }
    let (weights, touched) = weights(household, inside, &kept);
    let mut order: Vec<(usize, Variable)> = weights.into_iter().zip(kept).collect();
    sort_by_key(&mut order, |(weight, variable)| {
        (std::cmp::Reverse(*weight), variable.reached)
    });
    Variables {
        list: order.into_iter().map(|(_, variable)| variable).collect(),
        touched,
    }
}

/// An unknown that may be tried.
struct Candidate {
    value: Option<NodeId>,
    present: Option<NodeId>,
    /// Whether its value is yes or no.
    yes_no: bool,
    /// The values that it may have when nothing is known of it, and those that it may have; none for a number.
    full: u128,
    left: u128,
    /// Whether it may be absent.
    optional: bool,
}

impl Candidate {
    fn new(household: &Household<'_>, reached: Reached) -> Option<Candidate> {
        let law = household.law;
        let at = law.inputs.get(reached.place)?;
        let value = at.value.and_then(|id| law.nodes.get(id.index()));
        let set = value.filter(|n| matches!(n.kind, Kind::YesNo | Kind::Choice));
        if set.is_none() && at.present.is_none() {
            return None;
        }
        let node = at.nodes().next().and_then(|id| law.nodes.get(id.index()))?;
        let given = household.given(&node.op, node.shape, reached.person.unwrap_or(0));
        let full = set.map_or(0, |n| n.range.bits());
        let left = match given {
            Value::Unknown => full,
            Value::Choices(bits) => bits,
            Value::Nothing | Value::Known(_) => return None,
        };
        Some(Candidate {
            value: at.value,
            present: at.present,
            yes_no: set.is_some_and(|n| n.kind == Kind::YesNo),
            full,
            left,
            optional: at.present.is_some() && given == Value::Unknown,
        })
    }

    /// How many values are tried.
    fn count(&self) -> usize {
        let values = usize::try_from(self.left.count_ones()).unwrap_or(0);
        let presence = match (self.optional, self.full) {
            (false, _) => 0,
            // Absent, or some number.
            (true, 0) => 2,
            (true, _) => 1,
        };
        values.saturating_add(presence)
    }
}

/// How many values an unknown has when nothing at all is known of it, if it can be tried.
fn size(household: &Household<'_>, reached: Reached) -> Option<usize> {
    let candidate = Candidate::new(household, reached)?;
    let values = usize::try_from(candidate.full.count_ones()).unwrap_or(0);
    let size = values
        .max(2)
        .saturating_add(usize::from(candidate.present.is_some()));
    (candidate.count() > 1).then_some(size)
}

/// The values of an unknown to try.
fn options(household: &Household<'_>, reached: Reached) -> Vec<Vec<(NodeId, Possible)>> {
    let Some(candidate) = Candidate::new(household, reached) else {
        return Vec::new();
    };
    let Candidate { value, present, .. } = candidate;
    let mut options = Vec::with_capacity(candidate.count());
    if let (Some(present), true) = (present, candidate.optional) {
        let nothing = match (candidate.full, candidate.yes_no) {
            (0, _) => Possible::ZERO,
            (_, true) => Possible::NO,
            (_, false) => Possible::Set(0),
        };
        let mut none = vec![(present, Possible::NO)];
        none.extend(value.map(|id| (id, nothing)));
        options.push(none);
        if candidate.full == 0 {
            let mut some = vec![(present, Possible::YES)];
            let law = household.law;
            some.extend(value.and_then(|id| law.nodes.get(id.index()).map(|n| (id, n.range))));
            options.push(some);
        }
    }
    let mut left = candidate.left;
    while left != 0 {
        let position = 1_u128.checked_shl(left.trailing_zeros()).unwrap_or(0);
        left &= !position;
        let own = value.map(|id| (id, Possible::Set(position)));
        let there = present.map(|id| (id, Possible::YES));
        options.push(own.into_iter().chain(there).collect());
    }
    options
}

/// How many nodes each variable may change, and which.
fn weights(
    household: &Household<'_>,
    inside: Inside<'_>,
    variables: &[Variable],
) -> (Vec<usize>, Vec<u8>) {
    let mut weights: Vec<usize> = vec![0; variables.len()];
    if variables.is_empty() {
        return (weights, Vec::new());
    }
    let law = household.law;
    // The variables that change each node, and the nodes that some change.
    let mut touched: Vec<u8> = vec![0; law.nodes.len()];
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
    (weights, touched)
}

/// The bit of a variable: there are [`MOST`] at most.
fn bit(index: usize) -> u8 {
    u32::try_from(index)
        .ok()
        .and_then(|i| 1_u8.checked_shl(i))
        .unwrap_or(0)
}
