//! The unknowns that are tried value by value.

use super::relevance::Reached;
use super::unknowns::Listed;
use super::values::Household;
use crate::bits::Bits;
use crate::law::{Kind, NodeId, Possible};
use crate::situation::Value;
use crate::sorted::sort_by_key;

/// At most so many cases.
const CASES: usize = 64;

/// As many unknowns of two values make more cases.
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
    /// The nodes that some of them may change.
    pub(super) moved: Bits,
}

/// The unknowns to try: those with few values first, while the number of cases stays small. The one that changes the
/// fewest nodes comes last: it moves the most often.
pub(super) fn variables(household: &Household<'_>, missing: &Listed) -> Variables {
    // Each has two values at least: no more than the first few can be kept.
    let mut all: Vec<(usize, Reached)> = Vec::with_capacity(MOST.saturating_add(1));
    for reached in missing.iter().copied() {
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
    let law = household.law;
    let mut moved = Bits::new(law.nodes.len());
    let mut order: Vec<(u32, Variable)> = Vec::with_capacity(kept.len());
    for variable in kept {
        if let Some(after) = law.after(variable.reached.place) {
            moved.add(after);
            order.push((after.count(), variable));
        }
    }
    sort_by_key(&mut order, |(weight, variable)| {
        (std::cmp::Reverse(*weight), variable.reached)
    });
    Variables {
        list: order.into_iter().map(|(_, variable)| variable).collect(),
        moved,
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
        let node = at.any().and_then(|id| law.nodes.get(id.index()))?;
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
            (_, false) => Possible::set(0),
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
        let own = value.map(|id| (id, Possible::set(position)));
        let there = present.map(|id| (id, Possible::YES));
        options.push(own.into_iter().chain(there).collect());
    }
    options
}
