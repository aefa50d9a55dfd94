//! The rights that columns leave open: the reference tries what is unknown, on the part of the law that they need. Most
//! households of a file leave the same rights open: their values are computed together, before any trial.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use super::frame::{Frame, Leaves};
use super::run::{self, Last, Layer};
use crate::law::{Law, Node, NodeId, Possible, Shape};
use crate::reference::{Base, Outcome, bare};
use crate::situation::Situation;

/// The parts that are kept hold at most so many times the nodes of the law.
const TIMES: usize = 16;

/// How many households are computed together: every value of theirs is kept until the end.
const ROWS: usize = 64;

/// A household, and the rights that it leaves open (their bits).
#[derive(Clone, Copy)]
pub(super) struct Open<'s> {
    pub(super) situation: &'s Situation,
    pub(super) rights: u128,
}

/// Parts of a law, by the rights that need them.
#[derive(Debug)]
pub(super) struct Parts {
    whole: Arc<Part>,
    known: RwLock<HashMap<u128, Arc<Part>>>,
}

/// A law, and its inputs.
#[derive(Debug)]
struct Part {
    law: Arc<Law>,
    leaves: Leaves,
}

impl Parts {
    pub(super) fn new(law: &Arc<Law>, leaves: &Leaves) -> Parts {
        let whole = Part {
            law: law.clone(),
            leaves: leaves.clone(),
        };
        Parts {
            whole: Arc::new(whole),
            known: RwLock::default(),
        }
    }

    /// The outcomes of the open rights of each household, as the reference tells them.
    pub(super) fn outcomes(&self, all: &[Open<'_>]) -> Vec<Vec<Outcome>> {
        let mut alike: BTreeMap<u128, Vec<usize>> = BTreeMap::new();
        for (place, open) in all.iter().enumerate() {
            if open.rights != 0 {
                alike.entry(open.rights).or_default().push(place);
            }
        }
        let mut outcomes: Vec<Vec<Outcome>> = vec![Vec::new(); all.len()];
        for (rights, places) in alike {
            let part = self.part(rights);
            for places in places.chunks(ROWS) {
                let situation = |place: &usize| Some(all.get(*place)?.situation);
                let situations: Vec<&Situation> = places.iter().filter_map(situation).collect();
                for (place, found) in places.iter().zip(part.outcomes(&situations, rights)) {
                    if let Some(slot) = outcomes.get_mut(*place) {
                        *slot = found;
                    }
                }
            }
        }
        outcomes
    }

    /// The part that some rights need; the whole law when too much is kept already.
    fn part(&self, rights: u128) -> Arc<Part> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(part) = known.get(&rights) {
            return part.clone();
        }
        let law = &self.whole.law;
        let kept: usize = known.values().map(|part| part.law.nodes().len()).sum();
        drop(known);
        if kept > law.nodes().len().saturating_mul(TIMES) {
            return self.whole.clone();
        }
        let law = law.part(rights);
        let part = Arc::new(Part {
            leaves: Leaves::new(&law),
            law: Arc::new(law),
        });
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(rights, part.clone());
        part
    }
}

impl Part {
    /// The outcomes of some rights for some households.
    fn outcomes(&self, situations: &[&Situation], rights: u128) -> Vec<Vec<Outcome>> {
        let law = &*self.law;
        let mut frame = Frame::new(&self.leaves);
        let kept: Vec<bool> = situations
            .iter()
            .map(|situation| frame.push(law, &self.leaves, situation))
            .collect();
        let Frame { persons, columns } = frame;
        let fixed = run::fixed(law, &self.leaves, (&persons, columns), &Last::default());
        let claims = law.ends.needed_fixed..law.ends.needed;
        let today = run::claims(&fixed, 0);
        let all = run::claims(&fixed, u128::MAX);
        let mut bases = persons.rows().enumerate().map(|row| {
            let of = |layer: &Layer<'_>, range: Range<usize>| values(law, layer, range, &row);
            Base::known(
                of(&fixed, 0..law.ends.needed_fixed),
                of(&all, claims.clone()),
                of(&today, claims.clone()),
            )
        });
        situations
            .iter()
            .zip(kept)
            .map(|(situation, kept)| {
                let base = kept.then(|| bases.next()).flatten();
                bare(law, situation, rights, base)
            })
            .collect()
    }
}

/// The values of some nodes for a household, in order.
fn values(
    law: &Law,
    layer: &Layer<'_>,
    range: Range<usize>,
    (household, persons): &(usize, Range<usize>),
) -> Vec<Possible> {
    let start = range.start;
    let nodes = law.nodes().get(range).unwrap_or_default();
    let mut values = Vec::with_capacity(nodes.len().saturating_mul(persons.len()));
    for (i, node) in nodes.iter().enumerate() {
        let cells = layer.get(NodeId::at(start.saturating_add(i)));
        let at = |row: usize, node: &Node| cells.and_then(|c| c.at(row)).unwrap_or(node.range);
        match node.shape {
            Shape::Household => values.push(at(*household, node)),
            Shape::Person => values.extend(persons.clone().map(|row| at(row, node))),
        }
    }
    values
}
