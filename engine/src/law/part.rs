//! The part of a law that some rights need: the same nodes in the same order, without the others.

use super::layout::{claimed, ends, inputs, readers, slots};
use super::{BenefitAt, Law, Node, NodeId, world};

impl Law {
    /// The part that the outcomes of some rights need (their bits). It gives them the outcomes that the whole law gives;
    /// it cannot tell why, and of other rights it knows only what claiming these ones changes.
    pub(crate) fn part(&self, rights: u128) -> Law {
        let kept = self.kept(rights);
        let mut place: Vec<Option<NodeId>> = Vec::with_capacity(kept.len());
        let mut nodes: Vec<Node> = Vec::new();
        for (node, kept) in self.nodes.iter().zip(&kept) {
            place.push(kept.then(|| NodeId::at(nodes.len())));
            if *kept {
                nodes.push(node.clone());
            }
        }
        let at = |id: NodeId| place.get(id.index()).copied().flatten();
        for node in &mut nodes {
            node.op.operands_mut(|id| *id = at(*id).unwrap_or(*id));
        }
        let asked = |right: &BenefitAt| world(right.benefit) & rights != 0;
        let benefits = self.benefits.iter().filter_map(|right| {
            if asked(right) {
                right.placed(at)
            } else {
                right.counted(at)
            }
        });
        Law {
            program: self.program.clone(),
            month: self.month,
            slots: slots(&nodes),
            ends: ends(&nodes),
            inputs: inputs(&nodes),
            claimed: claimed(&nodes),
            readers: readers(&nodes),
            tables: self.tables.clone(),
            benefits: benefits.collect(),
            nodes,
            unavailable: Vec::new(),
            rules: Vec::new(),
            groups: Vec::new(),
            scales: Vec::new(),
            index: Default::default(),
            refused: Default::default(),
        }
    }

    /// Which nodes some rights need. An input that is unknown is tried by its value and its presence: where one is
    /// needed, both stay.
    fn kept(&self, rights: u128) -> Vec<bool> {
        let mut kept: Vec<bool> = self.nodes.iter().map(|n| n.needed & rights != 0).collect();
        for (value, present) in self.inputs.values() {
            let pair = || [value, present].into_iter().flatten();
            let needed = |id: &NodeId| kept.get(id.index()).copied().unwrap_or(false);
            if pair().any(needed) {
                for id in pair() {
                    if let Some(kept) = kept.get_mut(id.index()) {
                        *kept = true;
                    }
                }
            }
        }
        kept
    }
}

impl BenefitAt {
    /// A right that is asked for.
    fn placed(&self, at: impl Fn(NodeId) -> Option<NodeId>) -> Option<BenefitAt> {
        let persons = self.persons.and_then(|own| {
            Some(super::PersonalAt {
                due: at(own.due)?,
                received: own.received.and_then(&at),
                gap: at(own.gap)?,
                condition: None,
            })
        });
        Some(BenefitAt {
            benefit: self.benefit,
            persons,
            due: self.due.and_then(&at),
            received: self.received.and_then(&at),
            gap: self.gap.and_then(&at),
            form: self.form.and_then(&at),
            contribution: self.contribution.and_then(&at),
            owed: at(self.owed)?,
            held: at(self.held)?,
            unclaimed: at(self.unclaimed)?,
            condition: None,
            claimed_with: self.claimed_with,
            rules: Default::default(),
        })
    }

    /// A right that is only counted in what another adds: its outcome is not read.
    fn counted(&self, at: impl Fn(NodeId) -> Option<NodeId>) -> Option<BenefitAt> {
        let held = at(self.held)?;
        Some(BenefitAt {
            benefit: self.benefit,
            persons: None,
            due: Some(at(self.due?)?),
            received: self.received.and_then(&at),
            gap: self.gap.and_then(&at),
            form: None,
            contribution: None,
            owed: held,
            held,
            unclaimed: held,
            condition: None,
            claimed_with: self.claimed_with,
            rules: Default::default(),
        })
    }
}
