//! The values of all nodes, in one pass: a flat list, with one value by household node and one by person for the others.

use super::changed::{ALL, Changed, bit};
use super::worlds::World;
use crate::law::{Law, Node, NodeId, Op, Possible, Shape, Time};
use crate::program::RoleId;
use crate::situation::{Situation, Value};

/// A household under a law.
#[derive(Debug, Clone)]
pub(super) struct Household<'a> {
    pub(super) law: &'a Law,
    pub(super) situation: &'a Situation,
    /// Bit of the role of each person.
    roles: Vec<u128>,
}

/// Values that do not depend on claims, and those that do in one world.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) law: &'v Law,
    pub(super) persons: usize,
    /// Bit of the role of each person.
    pub(super) roles: &'v [u128],
    pub(super) fixed: &'v [Possible],
    pub(super) claims: &'v [Possible],
}

impl View<'_> {
    /// The value of a node, for a person when it has one by person; what it may be anyhow when it was not computed.
    pub(super) fn at(&self, id: NodeId, person: usize) -> Possible {
        let Some(slot) = self.law.slots.get(id.index()) else {
            return Possible::ZERO;
        };
        let values = if slot.claims { self.claims } else { self.fixed };
        let value = position(slot, self.persons, person)
            .and_then(|i| values.get(i))
            .copied();
        value.unwrap_or_else(|| {
            self.law
                .nodes
                .get(id.index())
                .map_or(Possible::ZERO, |n| n.range)
        })
    }
}

/// Where a value stands in its list.
fn position(slot: &crate::law::Slot, persons: usize, person: usize) -> Option<usize> {
    let before = usize::try_from(slot.persons).ok()?.checked_mul(persons)?;
    let start = usize::try_from(slot.households).ok()?.checked_add(before)?;
    if slot.each {
        start.checked_add(person)
    } else {
        Some(start)
    }
}

impl<'a> Household<'a> {
    pub(super) fn new(law: &'a Law, situation: &'a Situation) -> Household<'a> {
        let bit = |role: RoleId| 1_u128.checked_shl(role.0).unwrap_or(0);
        let roles = situation
            .persons()
            .unwrap_or_default()
            .iter()
            .map(|p| bit(p.role))
            .collect();
        Household {
            law,
            situation,
            roles,
        }
    }

    /// How many persons.
    pub(super) fn size(&self) -> usize {
        self.roles.len()
    }

    /// How many values a node has.
    pub(super) fn times(&self, node: &Node) -> usize {
        if node.shape == Shape::Person {
            self.size()
        } else {
            1
        }
    }

    pub(super) fn view<'v>(&'v self, fixed: &'v [Possible], claims: &'v [Possible]) -> View<'v> {
        View {
            law: self.law,
            persons: self.size(),
            roles: &self.roles,
            fixed,
            claims,
        }
    }

    /// The values that rights need and that do not depend on claims.
    pub(super) fn fixed(&self) -> Vec<Possible> {
        let ends = self.law.ends;
        let mut fixed = Vec::with_capacity(
            ends.needed_fixed
                .saturating_mul(self.size().saturating_add(1)),
        );
        self.fill_fixed(&mut fixed, 0..ends.needed_fixed);
        fixed
    }

    /// Adds those that no right needs.
    pub(super) fn complete_fixed(&self, fixed: &mut Vec<Possible>) {
        self.fill_fixed(fixed, self.law.ends.needed..self.law.ends.fixed);
    }

    fn fill_fixed(&self, fixed: &mut Vec<Possible>, range: std::ops::Range<usize>) {
        for node in self.law.nodes.get(range).unwrap_or_default() {
            for person in 0..self.times(node) {
                let value = self.value(self.view(fixed, &[]), World::ALL, node, person);
                fixed.push(value);
            }
        }
    }

    /// The values that rights need and that depend on claims, in a world.
    pub(super) fn claims(&self, fixed: &[Possible], world: World) -> Vec<Possible> {
        let ends = self.law.ends;
        let mut claims = Vec::new();
        self.fill_claims(fixed, &mut claims, world, ends.needed_fixed..ends.needed);
        claims
    }

    /// Adds those that no right needs.
    pub(super) fn complete_claims(
        &self,
        fixed: &[Possible],
        claims: &mut Vec<Possible>,
        world: World,
    ) {
        self.fill_claims(
            fixed,
            claims,
            world,
            self.law.ends.fixed..self.law.nodes.len(),
        );
    }

    fn fill_claims(
        &self,
        fixed: &[Possible],
        claims: &mut Vec<Possible>,
        world: World,
        range: std::ops::Range<usize>,
    ) {
        for node in self.law.nodes.get(range).unwrap_or_default() {
            for person in 0..self.times(node) {
                let value = self.value(self.view(fixed, claims), world, node, person);
                claims.push(value);
            }
        }
    }

    /// Computes again, in order, the nodes of a list that read one that changed.
    pub(super) fn again(
        &self,
        nodes: &[NodeId],
        changed: &mut Changed,
        values: (&mut [Possible], &mut [Possible]),
        world: World,
    ) {
        let (fixed, claims) = values;
        for id in nodes {
            let Some(node) = self.law.nodes.get(id.index()) else {
                continue;
            };
            let mut stale = if matches!(node.op, Op::Claimed(_)) {
                ALL
            } else {
                0
            };
            node.op.operands(|id| stale |= changed.whose(id));
            let mut differs = 0;
            if stale != 0 {
                // What reads several persons, or nobody in particular, is computed for all.
                let together = node.shape == Shape::Household || matches!(node.op, Op::Rank { .. });
                for person in 0..self.times(node) {
                    let own = if node.shape == Shape::Household {
                        ALL
                    } else {
                        bit(person)
                    };
                    if together || stale & own != 0 {
                        let value = self.value(self.view(fixed, claims), world, node, person);
                        if self.put(*id, person, value, fixed, claims) {
                            differs |= own;
                        }
                    }
                }
            }
            changed.set(*id, differs);
        }
    }

    /// Gives some nodes the values that they have elsewhere.
    pub(super) fn restore(&self, nodes: &[NodeId], from: &[Possible], to: &mut [Possible]) {
        for id in nodes {
            let Some((node, slot)) = self
                .law
                .nodes
                .get(id.index())
                .zip(self.law.slots.get(id.index()))
            else {
                continue;
            };
            let start = position(slot, self.size(), 0).unwrap_or(0);
            let end = start.saturating_add(self.times(node));
            if let (Some(from), Some(to)) = (from.get(start..end), to.get_mut(start..end)) {
                to.copy_from_slice(from);
            }
        }
    }

    /// Sets the value of a node; whether it changed.
    pub(super) fn put(
        &self,
        id: NodeId,
        person: usize,
        value: Possible,
        fixed: &mut [Possible],
        claims: &mut [Possible],
    ) -> bool {
        let Some(slot) = self.law.slots.get(id.index()) else {
            return false;
        };
        let values = if slot.claims { claims } else { fixed };
        match position(slot, self.size(), person).and_then(|i| values.get_mut(i)) {
            Some(place) if *place != value => {
                *place = value;
                true
            }
            _ => false,
        }
    }

    /// What the situation says of an input.
    pub(super) fn given(&self, op: &Op, shape: Shape, person: usize) -> Value {
        let (Op::Input { input, time } | Op::Present { input, time }) = op else {
            return Value::Unknown;
        };
        let whose = (shape == Shape::Person).then_some(person);
        match time {
            Time::Month(month) => self.situation.at(*input, whose, *month, self.law.month),
            Time::Year(year) => self.situation.of_year(*input, whose, *year),
        }
    }

    /// Whether a person has a role of a set.
    fn has_role(&self, person: usize, roles: u128) -> bool {
        self.roles.get(person).is_some_and(|r| r & roles != 0)
    }

    /// The value of one node, from those before it.
    fn value(&self, view: View<'_>, world: World, node: &Node, person: usize) -> Possible {
        match &node.op {
            Op::Const(value) => *value,
            Op::Role(roles) => Possible::known(self.has_role(person, *roles)),
            Op::Input { .. } | Op::Present { .. } => {
                node.given(self.given(&node.op, node.shape, person))
            }
            Op::Claimed(benefit) => Possible::known(world.claims(*benefit)),
            op => op
                .gathered(node.kind, &self.roles, person, |id, p| view.at(id, p))
                .or_else(|| op.simple(&self.law.tables, |id| view.at(id, person)))
                .unwrap_or(node.range),
        }
    }
}
