//! The final order of the nodes: those that rights need first, and among them those that no claim changes.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cones::{Cones, Roots};
use super::lower::Lower;
use super::rules::world;
use super::{
    BenefitAt, BodyAt, Cause, Ends, GroupAt, InputAt, Law, Node, NodeId, Op, RuleAt, ScaleAt,
    Shape, Slot, Table, Time, Trace, Unavailable,
};
use crate::calendar::Month;
use crate::program::{BenefitId, InputId, Program, RuleId};
use crate::sorted::{Map, sort_by_key};

/// What the lowering made.
pub(super) struct Parts {
    nodes: Vec<Node>,
    tables: Vec<Table>,
    benefits: Vec<BenefitAt>,
    rules: Vec<RuleAt>,
    groups: Vec<GroupAt>,
    scales: Vec<ScaleAt>,
    index: FxHashMap<(RuleId, Month), usize>,
    refused: FxHashMap<RuleId, Cause>,
}

impl Parts {
    pub(super) fn of(lower: Lower<'_>, benefits: Vec<BenefitAt>) -> Parts {
        let index = lower
            .rule_memo
            .iter()
            .filter_map(|(key, value)| match value {
                Ok(Some(index)) => Some((*key, *index)),
                _ => None,
            });
        let month = lower.month;
        let refused = lower
            .rule_memo
            .iter()
            .filter_map(|((rule, at), value)| match value {
                Err(cause) if *at == month => Some((*rule, cause.clone())),
                _ => None,
            });
        Parts {
            index: index.collect(),
            refused: refused.collect(),
            nodes: lower.graph.nodes,
            tables: lower.graph.tables,
            benefits,
            rules: lower.rules,
            groups: lower.groups,
            scales: lower.scales,
        }
    }
}

/// The law, its nodes in their final order.
pub(super) fn law(
    program: Arc<Program>,
    month: Month,
    mut parts: Parts,
    unavailable: Vec<Unavailable>,
) -> Law {
    mark(&mut parts);
    // A node only reads nodes that rights need as much, and that depend on no more claims: the order stays topological.
    let mut order: Vec<usize> = (0..parts.nodes.len()).collect();
    sort_by_key(&mut order, |i| {
        parts.nodes.get(*i).map(|n| (n.needed == 0, n.worlds != 0))
    });
    let mut place: Vec<NodeId> = vec![NodeId(0); order.len()];
    for (new, old) in order.iter().enumerate() {
        if let Some(slot) = place.get_mut(*old) {
            *slot = NodeId::at(new);
        }
    }
    let moved = |id: &mut NodeId| *id = place.get(id.index()).copied().unwrap_or(*id);
    let mut nodes: Vec<Node> = order
        .iter()
        .filter_map(|i| parts.nodes.get(*i).cloned())
        .collect();
    for node in &mut nodes {
        node.op.operands_mut(moved);
    }
    for benefit in &mut parts.benefits {
        let own = [&mut benefit.owed, &mut benefit.held, &mut benefit.unclaimed].into_iter();
        let others = [
            &mut benefit.due,
            &mut benefit.received,
            &mut benefit.gap,
            &mut benefit.form,
            &mut benefit.contribution,
            &mut benefit.condition,
        ];
        own.chain(others.into_iter().flatten()).for_each(moved);
        if let Some(persons) = &mut benefit.persons {
            let own = [&mut persons.due, &mut persons.gap].into_iter();
            let others = [&mut persons.received, &mut persons.condition];
            own.chain(others.into_iter().flatten()).for_each(moved);
        }
    }
    for rule in &mut parts.rules {
        moved(&mut rule.node);
        rule.present.iter_mut().for_each(moved);
        if let Some((guard, trace)) = &mut rule.guard {
            moved(guard);
            trace.moved(moved);
        }
        for exception in &mut rule.exceptions {
            moved(&mut exception.condition);
            exception.trace.moved(moved);
            exception.body.moved(moved);
        }
        rule.body.moved(moved);
    }
    for group in &mut parts.groups {
        moved(&mut group.node);
        group.trace.moved(moved);
    }
    for scale in &mut parts.scales {
        scale.on.iter_mut().for_each(moved);
    }
    let inputs = inputs(&nodes);
    Law {
        slots: slots(&nodes),
        ends: ends(&nodes),
        input_of: input_of(&nodes, &inputs),
        cones: Cones::new(inputs.len(), parts.benefits.len()),
        inputs,
        claimed: claimed(&nodes),
        readers: readers(&nodes),
        program,
        month,
        nodes,
        tables: parts.tables,
        benefits: parts.benefits,
        unavailable,
        rules: parts.rules,
        groups: parts.groups,
        scales: parts.scales,
        index: parts.index,
        refused: parts.refused,
    }
}

/// Marks the nodes that each right needs, those of other rights that claiming it changes included.
fn mark(parts: &mut Parts) {
    let mut outputs: Vec<(NodeId, u128)> = Vec::new();
    for at in &parts.benefits {
        let own = world(at.benefit);
        let read = Roots::of(&parts.benefits, &parts.nodes, at).any();
        outputs.extend(read.chain(at.condition).map(|id| (id, own)));
    }
    for (id, bits) in outputs {
        if let Some(node) = parts.nodes.get_mut(id.index()) {
            node.needed |= bits;
        }
    }
    for i in (0..parts.nodes.len()).rev() {
        let Some((needed, op)) = parts.nodes.get(i).map(|n| (n.needed, n.op.clone())) else {
            continue;
        };
        if needed != 0 {
            op.operands(|id| {
                if let Some(node) = parts.nodes.get_mut(id.index()) {
                    node.needed |= needed;
                }
            });
        }
    }
}

/// The nodes that read each node.
fn readers(nodes: &[Node]) -> Vec<Box<[NodeId]>> {
    let mut readers: Vec<Vec<NodeId>> = vec![Vec::new(); nodes.len()];
    for (i, node) in nodes.iter().enumerate() {
        let reader = NodeId::at(i);
        node.op.operands(|id| {
            if let Some(own) = readers.get_mut(id.index())
                && own.last() != Some(&reader)
            {
                own.push(reader);
            }
        });
    }
    readers.into_iter().map(Vec::into_boxed_slice).collect()
}

/// The nodes of each input, by input and time.
fn inputs(nodes: &[Node]) -> Vec<InputAt> {
    let mut inputs: Map<(InputId, Time), [Option<NodeId>; 2]> = Map::default();
    for (i, node) in nodes.iter().enumerate() {
        let (Op::Input { input, time } | Op::Present { input, time }) = node.op else {
            continue;
        };
        let [value, present] = inputs.entry((input, time));
        let own = match node.op {
            Op::Present { .. } => present,
            _ => value,
        };
        *own = Some(NodeId::at(i));
    }
    let at = |((input, time), [value, present]): ((InputId, Time), [Option<NodeId>; 2])| InputAt {
        input,
        time,
        value,
        present,
    };
    inputs.into_iter().map(at).collect()
}

/// For each node that is one of an input, the position of that input.
fn input_of(nodes: &[Node], inputs: &[InputAt]) -> Vec<u32> {
    let mut places = vec![u32::MAX; nodes.len()];
    for (place, at) in inputs.iter().enumerate() {
        for id in at.nodes() {
            if let Some(own) = places.get_mut(id.index()) {
                *own = u32::try_from(place).unwrap_or(u32::MAX);
            }
        }
    }
    places
}

/// The nodes of claims.
fn claimed(nodes: &[Node]) -> Vec<(BenefitId, NodeId)> {
    let one = |(i, node): (usize, &Node)| match node.op {
        Op::Claimed(benefit) => Some((benefit, NodeId::at(i))),
        _ => None,
    };
    nodes.iter().enumerate().filter_map(one).collect()
}

/// Where the parts end.
fn ends(nodes: &[Node]) -> Ends {
    let first = |test: &dyn Fn(&Node) -> bool| nodes.iter().position(test).unwrap_or(nodes.len());
    let needed = first(&|n| n.needed == 0);
    let rest = nodes.get(needed..).unwrap_or_default();
    Ends {
        needed_fixed: first(&|n| n.worlds != 0).min(needed),
        needed,
        fixed: rest
            .iter()
            .position(|n| n.worlds != 0)
            .map_or(nodes.len(), |i| needed.saturating_add(i)),
    }
}

/// Where the values of each node stand.
fn slots(nodes: &[Node]) -> Vec<Slot> {
    let mut free = [(0_u32, 0_u32); 2];
    let [fixed, claimed] = &mut free;
    nodes
        .iter()
        .map(|node| {
            let (households, persons) = if node.worlds == 0 {
                &mut *fixed
            } else {
                &mut *claimed
            };
            let each = node.shape == Shape::Person;
            let slot = Slot {
                claims: node.worlds != 0,
                households: *households,
                persons: *persons,
                each,
            };
            let counter = if each { persons } else { households };
            *counter = counter.saturating_add(1);
            slot
        })
        .collect()
}

impl Trace {
    fn moved(&mut self, moved: impl Fn(&mut NodeId)) {
        for read in &mut self.reads {
            moved(&mut read.node);
            read.who.iter_mut().for_each(&moved);
        }
        for check in &mut self.checks {
            moved(&mut check.node);
            moved(&mut check.subject);
            check.who.iter_mut().for_each(&moved);
            check.there.iter_mut().flatten().for_each(&moved);
            if let super::Against::Value(_, node) = &mut check.against {
                moved(node);
            }
        }
        for limit in &mut self.limits {
            moved(&mut limit.before);
            moved(&mut limit.limit);
        }
    }
}

impl BodyAt {
    fn moved(&mut self, moved: impl Fn(&mut NodeId) + Copy) {
        moved(&mut self.node);
        self.trace.moved(moved);
        for line in &mut self.lines {
            moved(&mut line.node);
            line.unless.iter_mut().for_each(moved);
            line.trace.moved(moved);
        }
    }
}
