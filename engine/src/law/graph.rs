//! The graph under construction: equal nodes are shared, constants are folded, ranges are proved.

use rustc_hash::FxHashMap;

use super::{Cause, Extent, Kind, Node, NodeId, Op, Possible, Shape, Table, TableId};
use crate::exact::Exact;
use crate::program::RuleId;

/// Why a node cannot be made; the rule at hand is named by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Does not fit in exact integers.
    TooLarge,
    /// A divisor that may be null or negative.
    Divisor,
    /// What the check should have refused.
    Internal(&'static str),
}

impl Refusal {
    pub(crate) fn cause(self, rule: &str) -> Cause {
        let rule = rule.to_owned();
        match self {
            Refusal::TooLarge => Cause::TooLarge { rule },
            Refusal::Divisor => Cause::Divisor { rule },
            Refusal::Internal(what) => Cause::Internal { rule, what },
        }
    }
}

/// A node, or why not.
pub(crate) type Made = Result<NodeId, Refusal>;

/// The graph under construction.
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    pub(crate) tables: Vec<Table>,
    memo: FxHashMap<(Op, Kind), NodeId>,
    table_memo: FxHashMap<Table, TableId>,
    /// Largest number of persons.
    pub(crate) at_most: i128,
    /// Bits of the roles.
    pub(crate) roles: u128,
    /// Bits of the roles that exactly one person has.
    pub(crate) always: u128,
    /// Bits of the roles that at most one person has.
    pub(crate) single: u128,
    /// The rule at hand.
    pub(crate) rule: Option<RuleId>,
}

impl Graph {
    pub(crate) fn new(at_most: u32, roles: u128, always: u128, single: u128) -> Graph {
        Graph {
            nodes: Vec::new(),
            tables: Vec::new(),
            memo: FxHashMap::default(),
            table_memo: FxHashMap::default(),
            at_most: i128::from(at_most.max(1)),
            roles,
            always,
            single,
            rule: None,
        }
    }

    pub(crate) fn range(&self, id: NodeId) -> Possible {
        self.nodes
            .get(id.index())
            .map_or(Possible::ZERO, |n| n.range)
    }

    pub(crate) fn kind(&self, id: NodeId) -> Kind {
        self.nodes.get(id.index()).map_or(Kind::YesNo, |n| n.kind)
    }

    pub(crate) fn den(&self, id: NodeId) -> i128 {
        self.kind(id).den()
    }

    /// The claims that a node depends on.
    pub(crate) fn worlds(&self, id: NodeId) -> u128 {
        self.nodes.get(id.index()).map_or(0, |n| n.worlds)
    }

    pub(crate) fn shape(&self, id: NodeId) -> Shape {
        self.nodes
            .get(id.index())
            .map_or(Shape::Household, |n| n.shape)
    }

    pub(crate) fn op(&self, id: NodeId) -> Option<&Op> {
        self.nodes.get(id.index()).map(|n| &n.op)
    }

    /// The value of a constant node.
    pub(crate) fn constant(&self, id: NodeId) -> Option<Possible> {
        match self.op(id) {
            Some(Op::Const(value)) => Some(*value),
            _ => None,
        }
    }

    /// The value of a constant number.
    pub(crate) fn number(&self, id: NodeId) -> Option<Exact> {
        match (self.constant(id)?.extent(), self.kind(id)) {
            (Extent::Number { lo, .. }, Kind::Number { den }) => Exact::new(lo, den),
            _ => None,
        }
    }

    pub(crate) fn table(&mut self, table: Table) -> TableId {
        if let Some(id) = self.table_memo.get(&table) {
            return *id;
        }
        let id = TableId(u32::try_from(self.tables.len()).unwrap_or(u32::MAX));
        self.tables.push(table.clone());
        self.table_memo.insert(table, id);
        id
    }

    pub(crate) fn constant_node(&mut self, value: Possible, kind: Kind) -> NodeId {
        self.insert(Op::Const(value), kind, Shape::Household, value, 0)
    }

    /// A number.
    pub(crate) fn exact(&mut self, value: Exact) -> NodeId {
        self.constant_node(
            Possible::only(value.num()),
            Kind::Number { den: value.den() },
        )
    }

    /// Yes or no.
    pub(crate) fn known(&mut self, yes: bool) -> NodeId {
        self.constant_node(Possible::known(yes), Kind::YesNo)
    }

    /// A leaf: an input, a role, a claim.
    pub(crate) fn leaf(
        &mut self,
        op: Op,
        kind: Kind,
        shape: Shape,
        range: Possible,
        worlds: u128,
    ) -> NodeId {
        self.insert(op, kind, shape, range, worlds)
    }

    fn insert(
        &mut self,
        op: Op,
        kind: Kind,
        shape: Shape,
        range: Possible,
        worlds: u128,
    ) -> NodeId {
        if let Some(id) = self.memo.get(&(op.clone(), kind)) {
            return *id;
        }
        let id = NodeId::at(self.nodes.len());
        self.memo.insert((op.clone(), kind), id);
        self.nodes.push(Node {
            op,
            shape,
            kind,
            range,
            worlds,
            needed: 0,
            rule: self.rule,
        });
        id
    }

    /// A node made of others: shared when there is one already, a constant when it can only have one value.
    pub(crate) fn make(&mut self, op: Op, kind: Kind) -> Made {
        if let Some(id) = self.memo.get(&(op.clone(), kind)) {
            return Ok(*id);
        }
        let range = self.proved(&op).ok_or(Refusal::TooLarge)?;
        if range.is_settled() && range != Possible::set(0) {
            return Ok(self.constant_node(range, kind));
        }
        if let Some(folded) = self.by_choice(&op, kind)? {
            return Ok(folded);
        }
        let mut worlds = 0;
        let mut person = matches!(op, Op::Rank { .. });
        op.operands(|id| {
            if let Some(node) = self.nodes.get(id.index()) {
                worlds |= node.worlds;
                person |= node.shape == Shape::Person;
            }
        });
        let shape = if person && !op.gathers() {
            Shape::Person
        } else {
            Shape::Household
        };
        Ok(self.insert(op, kind, shape, range, worlds))
    }

    /// What a node may be in any situation.
    fn proved(&self, op: &Op) -> Option<Possible> {
        match op {
            Op::CountPersons(mask) => {
                let (lo, hi) = self.members(*mask);
                Some(Possible::number(lo, hi))
            }
            Op::SumPersons { value, mask } => {
                let (least, most) = self.members(*mask);
                let (lo, hi) = self.range(*value).ends();
                Possible::fits(
                    lo.checked_mul(if lo < 0 { most } else { least })?,
                    hi.checked_mul(if hi < 0 { least } else { most })?,
                )
            }
            Op::ExtremumPersons {
                value,
                mask,
                default,
                ..
            } => {
                let default = default.map_or(Possible::ZERO, |d| self.range(d));
                Some(match self.members(*mask) {
                    (_, 0) => default,
                    (0, _) => self.range(*value).hull(default),
                    _ => self.range(*value),
                })
            }
            Op::AnyPerson(mask) => {
                let (least, most) = self.members(*mask);
                Some(Possible::either(least == 0, most > 0))
            }
            Op::Pick { value, role } => Some(self.picked(*value, bit(role.0))),
            Op::Rank { .. } => Some(Possible::number(1, self.at_most)),
            _ => self.simple(op, &|id| self.range(id)),
        }
    }

    /// [`Op::simple`], compiled once for all that is done here.
    fn simple(&self, op: &Op, at: &dyn Fn(NodeId) -> Possible) -> Option<Possible> {
        op.simple(&self.tables, at)
    }

    /// How few and how many persons a mask may hold.
    fn members(&self, mask: NodeId) -> (i128, i128) {
        let range = self.range(mask);
        if range.fails() {
            return (0, 0);
        }
        let counted = |bits: u128| i128::from(bits.count_ones());
        match self.op(mask) {
            Some(Op::Role(roles)) => {
                let most = if roles & !self.single == 0 {
                    counted(*roles)
                } else {
                    self.at_most
                };
                (counted(roles & self.always), most.min(self.at_most))
            }
            Some(Op::And(items)) => {
                let most = items
                    .iter()
                    .map(|id| self.members(*id).1)
                    .min()
                    .unwrap_or(self.at_most);
                (0, most)
            }
            // There is always one person.
            _ if range.holds() => (1, self.at_most),
            _ => (0, self.at_most),
        }
    }

    fn picked(&self, value: NodeId, role: u128) -> Possible {
        let range = self.range(value);
        if self.always & role != 0 {
            return range;
        }
        match (range.extent(), self.kind(value)) {
            (Extent::Number { .. }, _) => range.hull(Possible::ZERO),
            (Extent::Set(bits), Kind::YesNo) => Possible::set(bits | crate::situation::NO),
            // The presence of a choice is tested apart.
            (Extent::Set(bits), _) => Possible::set(bits),
        }
    }

    /// When all operands are constants by position of one household choice (the territory), the result is too.
    fn by_choice(&mut self, op: &Op, kind: Kind) -> Result<Option<NodeId>, Refusal> {
        if op.reads_persons() || matches!(op, Op::SelectChoice { .. }) {
            return Ok(None);
        }
        let mut on = None;
        let mut plain = true;
        op.operands(|id| match self.op(id) {
            Some(Op::Const(_)) => {}
            Some(Op::SelectChoice { on: choice, cases }) => {
                plain &= on.is_none_or(|o| o == *choice)
                    && cases.iter().all(|(_, c)| self.constant(*c).is_some());
                on = Some(*choice);
            }
            _ => plain = false,
        });
        let (true, Some(on)) = (plain, on) else {
            return Ok(None);
        };
        let mut cases: Vec<(u128, Possible)> = Vec::new();
        let mut left = self.range(on).bits();
        while left != 0 {
            let position = 1_u128.checked_shl(left.trailing_zeros()).unwrap_or(0);
            left &= !position;
            let value = self
                .simple(op, &|id| self.case(id, position))
                .ok_or(Refusal::TooLarge)?;
            match cases.iter_mut().find(|(_, v)| *v == value) {
                Some((mask, _)) => *mask |= position,
                None => cases.push((position, value)),
            }
        }
        let cases: Vec<(u128, NodeId)> = cases
            .into_iter()
            .map(|(m, v)| (m, self.constant_node(v, kind)))
            .collect();
        self.choose(on, cases).map(Some)
    }

    /// The constant of a node at a position of the choice.
    fn case(&self, id: NodeId, position: u128) -> Possible {
        match self.op(id) {
            Some(Op::SelectChoice { cases, .. }) => cases
                .iter()
                .find(|(mask, _)| mask & position != 0)
                .map_or(Possible::ZERO, |(_, c)| self.range(*c)),
            _ => self.range(id),
        }
    }

    /// A value by position of a choice; the cases have one denominator and cover the choice.
    pub(crate) fn choose(&mut self, on: NodeId, cases: Vec<(u128, NodeId)>) -> Made {
        let known = self.range(on).bits();
        let mut merged: Vec<(u128, NodeId)> = Vec::new();
        for (mask, node) in cases {
            match merged.iter_mut().find(|(_, n)| *n == node) {
                Some((m, _)) => *m |= mask,
                None if mask & known != 0 => merged.push((mask, node)),
                None => {}
            }
        }
        let Some((_, first)) = merged.first().copied() else {
            return Err(Refusal::Internal("choix sans cas"));
        };
        if merged.len() == 1 {
            return Ok(first);
        }
        let kind = self.kind(first);
        self.make(
            Op::SelectChoice {
                on,
                cases: merged.into(),
            },
            kind,
        )
    }
}

/// The bit of a role.
pub(crate) fn bit(index: u32) -> u128 {
    1_u128.checked_shl(index).unwrap_or(0)
}
