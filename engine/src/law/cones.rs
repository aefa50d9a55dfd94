//! Which nodes an input may change, and which ones a right is made of: told once for a law.

use std::sync::OnceLock;

use super::rules::world;
use super::{BenefitAt, Law, Node, NodeId};
use crate::bits::Bits;

/// The nodes that some others are tied to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cones {
    /// What follows from each input at a time: itself, what reads it, what reads that. Told when it is asked.
    after: Vec<OnceLock<Bits>>,
    /// Those that are read in each world to tell what a right is, by its place among [`Law::benefits`]. Told when it is asked.
    read: Vec<OnceLock<ReadIn>>,
}

/// The nodes that are read in each world to tell what a right is, of those that claims change.
#[derive(Debug, Clone)]
pub(crate) struct ReadIn {
    /// Where everything is claimed.
    pub(crate) all: Bits,
    /// Where nothing is.
    pub(crate) today: Bits,
    /// Where the right alone is.
    pub(crate) alone: Bits,
}

/// The nodes that tell what a right is, in each world.
pub(super) struct Roots {
    all: Vec<NodeId>,
    today: Vec<NodeId>,
    alone: Vec<NodeId>,
}

impl Roots {
    pub(super) fn of(benefits: &[BenefitAt], nodes: &[Node], at: &BenefitAt) -> Roots {
        let mut all: Vec<NodeId> = at.results().collect();
        let (mut today, mut alone) = (Vec::new(), all.clone());
        if let Some(own) = &at.persons {
            all.extend([own.due, own.gap]);
            all.extend(own.received);
        }
        for (other, due) in changed_by(benefits, nodes, at) {
            today.extend([due, other.held]);
            alone.push(due);
            // What a claim opens by itself is paid too.
            if at.claimed_with & world(other.benefit) != 0 {
                today.extend(other.received);
                alone.extend(other.gap);
            }
        }
        Roots { all, today, alone }
    }

    /// In whatever world.
    pub(super) fn any(self) -> impl Iterator<Item = NodeId> {
        let Roots { all, today, alone } = self;
        all.into_iter().chain(today).chain(alone)
    }
}

/// The other rights that claiming one may change, and what is due of them.
fn changed_by<'l>(
    benefits: &'l [BenefitAt],
    nodes: &'l [Node],
    at: &'l BenefitAt,
) -> impl Iterator<Item = (&'l BenefitAt, NodeId)> {
    benefits.iter().filter_map(|other| {
        let due = other.due?;
        let changes = nodes.get(due.index())?.worlds & at.claimed_with != 0;
        (changes && other.benefit != at.benefit).then_some((other, due))
    })
}

impl Cones {
    /// Of a law of so many inputs, at their times, and rights.
    pub(super) fn new(inputs: usize, rights: usize) -> Cones {
        Cones {
            after: vec![OnceLock::new(); inputs],
            read: vec![OnceLock::new(); rights],
        }
    }
}

impl Law {
    /// The nodes that an input, by its position among [`Law::inputs`], may change; `None` when there is no such input.
    pub(crate) fn after(&self, input: usize) -> Option<&Bits> {
        let at = self.inputs.get(input)?;
        let told = || {
            let mut after = Bits::new(self.nodes.len());
            let mut left: Vec<NodeId> = at.nodes().collect();
            while let Some(id) = left.pop() {
                if after.insert(id.index()) {
                    left.extend(self.readers.get(id.index()).into_iter().flatten());
                }
            }
            after
        };
        Some(self.cones.after.get(input)?.get_or_init(told))
    }

    /// The nodes that some results are made of: these, what they read, what that reads, as far as some nodes go.
    pub(crate) fn behind(&self, mut roots: Vec<NodeId>, holds: fn(&Node) -> bool) -> Bits {
        let mut behind = Bits::new(self.nodes.len());
        while let Some(id) = roots.pop() {
            if let Some(node) = self.node(id).filter(|node| holds(node))
                && behind.insert(id.index())
            {
                node.op.operands(|id| roots.push(id));
            }
        }
        behind
    }

    /// The other rights that claiming one may change, and what is due of them: what it gains is told from them too.
    pub(crate) fn changed_by<'l>(
        &'l self,
        at: &'l BenefitAt,
    ) -> impl Iterator<Item = (&'l BenefitAt, NodeId)> {
        changed_by(&self.benefits, &self.nodes, at)
    }

    /// The nodes that are read in each world to tell what a right is; `None` when it is not in force.
    pub(crate) fn read(&self, at: &BenefitAt) -> Option<&ReadIn> {
        let place = self
            .benefits
            .iter()
            .position(|one| one.benefit == at.benefit)?;
        let told = || {
            let Roots { all, today, alone } = Roots::of(&self.benefits, &self.nodes, at);
            let claims = |node: &Node| node.worlds != 0;
            ReadIn {
                all: self.behind(all, claims),
                today: self.behind(today, claims),
                alone: self.behind(alone, claims),
            }
        };
        Some(self.cones.read.get(place)?.get_or_init(told))
    }
}
