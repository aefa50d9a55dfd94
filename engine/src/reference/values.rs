//! The values of all nodes, in one pass: a flat list, with one value by household node and one by person for the others.

use std::ops::Range;

use super::changed::{ALL, Changed, Inside, bit};
use super::laid::{Laid, Values};
use super::worlds::World;
use crate::bits::Bits;
use crate::law::{InputAt, Law, Node, NodeId, Op, Possible, Shape, Slot, Time};
use crate::program::RoleId;
use crate::situation::{Situation, Value};

/// No value.
const NONE: &[Possible] = &[];

/// A household under a law.
#[derive(Debug, Clone)]
pub(crate) struct Household<'a> {
    pub(super) law: &'a Law,
    pub(super) situation: &'a Situation,
    /// Bit of the role of each person.
    roles: Vec<u128>,
}

/// Values that do not depend on claims, and those that do in one world.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) law: &'v Law,
    pub(super) persons: usize,
    /// Bit of the role of each person.
    pub(super) roles: &'v [u128],
    fixed: Values<'v>,
    claims: Values<'v>,
}

impl View<'_> {
    /// The value of a node, for a person when it has one by person; what it may be anyhow when it was not computed.
    pub(super) fn at(&self, id: NodeId, person: usize) -> Possible {
        match self.standing(id, person) {
            Some(value) => *value,
            None => self.elsewhere(id, person),
        }
    }

    /// Whether there is only one value of a node.
    pub(super) fn is_settled(&self, id: NodeId, person: usize) -> bool {
        match self.standing(id, person) {
            Some(value) => value.is_settled(),
            None => self.elsewhere(id, person).is_settled(),
        }
    }

    /// The value of a node where it stands: most of the time of a trial goes there.
    #[inline(always)]
    fn standing(&self, id: NodeId, person: usize) -> Option<&Possible> {
        let slot = self.law.slots.get(id.index())?;
        self.values(slot)
            .standing(position(slot, self.persons, person))
    }

    #[inline(always)]
    fn values(&self, slot: &Slot) -> &Values<'_> {
        if slot.claims {
            &self.claims
        } else {
            &self.fixed
        }
    }

    /// The value of a node that stands in no list here.
    #[cold]
    fn elsewhere(&self, id: NodeId, person: usize) -> Possible {
        let slot = self.law.slots.get(id.index());
        let kept = slot.and_then(|slot| self.values(slot).kept(id, person));
        let range = || self.law.node(id).map_or(Possible::ZERO, |node| node.range);
        kept.unwrap_or_else(range)
    }
}

/// Where a value stands in its list; beyond its end when that is too far to be told.
#[inline(always)]
fn position(slot: &Slot, persons: usize, person: usize) -> usize {
    let wide = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let start = wide(slot.households).saturating_add(wide(slot.persons).saturating_mul(persons));
    start.saturating_add(if slot.each { person } else { 0 })
}

impl<'a> Household<'a> {
    pub(crate) fn new(law: &'a Law, situation: &'a Situation) -> Household<'a> {
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
    pub(crate) fn size(&self) -> usize {
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

    /// Values that do not depend on claims, and those that do in one world.
    pub(super) fn view<'v>(
        &'v self,
        fixed: impl Into<Values<'v>>,
        claims: impl Into<Values<'v>>,
    ) -> View<'v> {
        View {
            law: self.law,
            persons: self.size(),
            roles: &self.roles,
            fixed: fixed.into(),
            claims: claims.into(),
        }
    }

    /// The values that rights need and that do not depend on claims.
    pub(super) fn fixed(&self) -> Vec<Possible> {
        self.fill_fixed(&[], 0..self.law.ends.needed_fixed)
    }

    /// Those, and the ones that no right needs.
    pub(super) fn complete_fixed(&self, fixed: &[Possible]) -> Vec<Possible> {
        self.fill_fixed(fixed, self.law.ends.needed..self.law.ends.fixed)
    }

    fn fill_fixed(&self, before: &[Possible], range: Range<usize>) -> Vec<Possible> {
        let mut fixed = self.room(before, range.clone());
        for node in self.law.nodes.get(range).unwrap_or_default() {
            for person in 0..self.times(node) {
                let value = self.value(&self.view(&fixed, NONE), World::ALL, node, person);
                fixed.push(value);
            }
        }
        fixed
    }

    /// The values that rights need and that depend on claims, in a world.
    pub(super) fn claims(&self, fixed: &[Possible], world: World) -> Vec<Possible> {
        let ends = self.law.ends;
        self.fill_claims(fixed, &[], world, ends.needed_fixed..ends.needed)
    }

    /// Those, and the ones that no right needs.
    pub(super) fn complete_claims(
        &self,
        fixed: &[Possible],
        claims: &[Possible],
        world: World,
    ) -> Vec<Possible> {
        let range = self.law.ends.fixed..self.law.nodes.len();
        self.fill_claims(fixed, claims, world, range)
    }

    fn fill_claims(
        &self,
        fixed: &[Possible],
        before: &[Possible],
        world: World,
        range: Range<usize>,
    ) -> Vec<Possible> {
        let mut claims = self.room(before, range.clone());
        for node in self.law.nodes.get(range).unwrap_or_default() {
            for person in 0..self.times(node) {
                let value = self.value(&self.view(fixed, &claims), world, node, person);
                claims.push(value);
            }
        }
        claims
    }

    /// Some values, with room for those of other nodes.
    fn room(&self, before: &[Possible], range: Range<usize>) -> Vec<Possible> {
        let slots = self.law.slots.get(range).unwrap_or_default();
        let each = slots.iter().filter(|slot| slot.each).count();
        let more = each
            .saturating_mul(self.size())
            .saturating_add(slots.len().saturating_sub(each));
        let mut values = Vec::with_capacity(before.len().saturating_add(more));
        values.extend_from_slice(before);
        values
    }

    /// Computes again, in order, what reads something that changed: the values that no claim changes once, the others in
    /// each world that they are read in (everywhere when it is not told).
    pub(super) fn again(
        &self,
        changed: &mut Changed,
        inside: Inside<'_>,
        fixed: &mut Laid<'_>,
        worlds: &mut [(World, &mut Laid<'_>, Option<&Bits>)],
    ) {
        while let Some((id, stale)) = changed.next() {
            let Some(node) = self.law.nodes.get(id.index()) else {
                continue;
            };
            if !inside.holds(id, node) {
                continue;
            }
            // What reads several persons, or nobody in particular, is computed for all.
            let together = node.shape == Shape::Household || matches!(node.op, Op::Rank { .. });
            let mut differs = 0;
            for person in 0..self.times(node) {
                let own = if node.shape == Shape::Household {
                    ALL
                } else {
                    bit(person)
                };
                if !together && stale & own == 0 {
                    continue;
                }
                if node.worlds == 0 {
                    let view = self.view(fixed.values(), NONE);
                    let value = self.value(&view, World::ALL, node, person);
                    if self.put(id, person, value, fixed) {
                        differs |= own;
                    }
                    continue;
                }
                for (world, claims, read) in worlds.iter_mut() {
                    if read.is_some_and(|read| !read.contains(id.index())) {
                        continue;
                    }
                    let view = self.view(fixed.values(), claims.values());
                    let value = self.value(&view, *world, node, person);
                    if self.put(id, person, value, claims) {
                        differs |= own;
                    }
                }
            }
            if differs != 0 {
                changed.touch(node.needed);
                changed.mark(self.law, id, differs);
            }
        }
    }

    /// Changes the value of a node, in the list of its part; whether it was another.
    pub(super) fn put(
        &self,
        id: NodeId,
        person: usize,
        value: Possible,
        values: &mut Laid<'_>,
    ) -> bool {
        let Some(slot) = self.law.slots.get(id.index()) else {
            return false;
        };
        let person = if slot.each { person } else { 0 };
        let place = position(slot, self.size(), person);
        let now = values.values();
        let changes = match now.standing(place) {
            Some(old) => *old != value,
            None => now.kept(id, person).is_some_and(|old| old != value),
        };
        if changes {
            values.put(place, value);
        }
        changes
    }

    /// Calls `visit` with the inputs, at their times, that another situation of as many persons tells otherwise: the position
    /// of each among [`Law::inputs`], and whose it is.
    pub(super) fn told_otherwise(
        &self,
        other: &Situation,
        mut visit: impl FnMut(usize, InputAt, Option<usize>),
    ) {
        // They come by input, then by time: each input is compared once.
        let mut holders = Vec::new();
        let mut last = None;
        for (place, at) in self.law.inputs.iter().enumerate() {
            if last != Some(at.input) {
                last = Some(at.input);
                holders.clear();
                let Some(input) = self.law.program.inputs.get(at.input.index()) else {
                    continue;
                };
                for whose in self.situation.holders(input) {
                    if self.situation.given(at.input, whose) != other.given(at.input, whose) {
                        holders.push(whose);
                    }
                }
            }
            for whose in &holders {
                visit(place, *at, *whose);
            }
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
    fn value(&self, view: &View<'_>, world: World, node: &Node, person: usize) -> Possible {
        let found = match &node.op {
            Op::Const(value) => Some(*value),
            Op::Role(roles) => Some(Possible::known(self.has_role(person, *roles))),
            Op::Input { .. } | Op::Present { .. } => {
                Some(node.given(self.given(&node.op, node.shape, person)))
            }
            Op::Claimed(benefit) => Some(Possible::known(world.claims(*benefit))),
            op if op.reads_persons() => {
                op.gathered(node.kind, &self.roles, person, |id, p| view.at(id, p))
            }
            op => op.simple(&self.law.tables, |id| view.at(id, person)),
        };
        found.unwrap_or(node.range)
    }
}
