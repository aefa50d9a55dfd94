//! Many households at once: the graph of a law on columns of exact integers.
//!
//! In: a [`Law`] and a [`Frame`] of some hundreds of households. Out: [`Results`], column by column. Invariant: a
//! household that is settled (nothing unknown that matters) has the outcome that the reference gives; one that is not
//! says so, and the reference is asked. Each node is computed for all households before the next one, so that loops
//! run on vectors; what is the same for all is computed once.

#![deny(clippy::arithmetic_side_effects)]

mod column;
mod compute;
mod days;
mod division;
mod frame;
mod households;
mod integer;
mod known;
mod loops;
mod numbers;
mod outcome;
mod persons;
mod pool;
mod results;
mod run;
mod scales;
mod sets;
mod simd;
#[cfg(test)]
mod tests;
mod told;
mod wide;

pub use frame::Frame;
pub use results::{Amounts, PersonalColumns, RightColumns};

use std::sync::Arc;

use results::Worlds;
use run::Asked;

use crate::law::{BenefitAt, Law, Node, NodeId, world};
use crate::reference::Unverified;
use crate::situation::Situation;

/// How many households a chunk holds at best: their columns stay in the cache of a core.
pub const CHUNK: usize = 512;

/// A law ready to evaluate many households.
#[derive(Debug, Clone)]
pub struct Batch {
    law: Arc<Law>,
    leaves: frame::Leaves,
    last: run::Last,
    /// The nodes that some claim may change, and for each right, those that claiming it may.
    claims: Box<[NodeId]>,
    alone: Vec<Box<[NodeId]>>,
    unverified: Vec<Vec<Unverified>>,
    pools: pool::Pools,
}

/// What came out of a chunk.
#[derive(Debug, Clone)]
pub struct Results {
    /// The rights in force, in the order of the program.
    pub rights: Vec<RightColumns>,
}

impl Batch {
    /// Makes a law ready to evaluate many households.
    #[must_use]
    pub fn new(law: Arc<Law>) -> Batch {
        let mut read: Vec<NodeId> = Vec::new();
        let mut alone = Vec::new();
        for at in law.benefits() {
            read.extend(at.results());
            if let Some(own) = at.persons {
                read.extend([own.due, own.gap]);
                read.extend(own.received);
            }
            alone.push(changed(&law, at));
        }
        Batch {
            leaves: frame::Leaves::new(&law),
            last: run::Last::of_fixed(&law, &read),
            claims: (law.ends.needed_fixed..law.ends.needed)
                .map(NodeId::at)
                .collect(),
            alone,
            unverified: crate::reference::unverified(&law),
            pools: pool::Pools::default(),
            law,
        }
    }

    /// The law that is evaluated.
    #[must_use]
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// An empty frame.
    #[must_use]
    pub fn frame(&self) -> Frame {
        Frame::new(&self.leaves)
    }

    /// Adds a household to a frame; `false`, and nothing added, when its persons are unknown.
    #[must_use]
    pub fn push(&self, frame: &mut Frame, situation: &Situation) -> bool {
        frame.push(&self.law, &self.leaves, situation)
    }

    /// Evaluates every right for every household of a frame made by [`Batch::frame`].
    #[must_use]
    pub fn evaluate(&self, frame: Frame) -> Results {
        let mut rights = Vec::with_capacity(self.law.benefits().len());
        self.each(frame, Asked::Settled, |_, _, columns| rights.push(columns));
        Results { rights }
    }

    /// Evaluates every right, and tells each in turn, with the worlds that it is read in.
    fn each(
        &self,
        frame: Frame,
        asked: Asked,
        tell: impl FnMut(&BenefitAt, Worlds<'_>, RightColumns),
    ) {
        let pool = self.pools.take(frame.len());
        self.worlds(frame, &pool, asked, tell);
        self.pools.give(pool);
    }

    /// The same, in the vectors of a pool.
    fn worlds(
        &self,
        Frame { persons, columns }: Frame,
        pool: &pool::Pool,
        asked: Asked,
        mut tell: impl FnMut(&BenefitAt, Worlds<'_>, RightColumns),
    ) {
        let law = &*self.law;
        let rows = run::Rows {
            persons: &persons,
            pool,
        };
        let fixed = run::fixed(law, &self.leaves, (rows, columns), asked, &self.last);
        let today = run::claims(&fixed);
        let mut all = run::Layer::new(law, rows, Some(&today));
        all.differ(&self.claims, u128::MAX);
        let mut alone = run::Layer::new(law, rows, Some(&today));
        for (at, changed) in law.benefits().iter().zip(&self.alone) {
            alone.differ(changed, at.claimed_with);
            let worlds = Worlds {
                fixed: &fixed,
                all: &all,
                today: &today,
                alone: &alone,
            };
            if let Some(columns) = results::right(law, at, worlds, &persons) {
                tell(at, worlds, columns);
            }
            alone.forget(changed);
        }
    }
}

/// The nodes, in order, that a right reads and that claiming it may change.
fn changed(law: &Law, at: &BenefitAt) -> Box<[NodeId]> {
    let own = world(at.benefit);
    let changes =
        |(_, node): &(usize, &Node)| node.needed & own != 0 && node.worlds & at.claimed_with != 0;
    let nodes = law.nodes().iter().enumerate().filter(changes);
    nodes.map(|(i, _)| NodeId::at(i)).collect()
}
