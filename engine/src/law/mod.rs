//! The law of one month: a program folded at the month of the right, as a flat graph.
//!
//! In: a [`Program`] and a month. Out: a [`Law`]: nodes in topological order, parameters and versions folded to
//! constants, observed months unrolled. Invariants: a node reads earlier nodes only; every number node has a
//! denominator known here and a [`Node::range`] that holds whatever the situation; nodes that differ between the
//! worlds of what is claimed come after those that do not.

mod arithmetic;
mod checks;
mod cones;
mod fault;
mod gather;
mod graph;
mod layout;
mod logic;
mod lower;
mod months;
mod names;
mod op;
mod persons;
mod possible;
mod rules;
mod scales;
mod table;
#[cfg(test)]
pub(crate) mod tests;
mod trace;

use std::sync::Arc;

use rustc_hash::FxHashMap;

pub(crate) use cones::ReadIn;
pub use fault::{Cause, NotInForce, Unavailable};
pub use op::{Op, TableId};
pub use possible::{Extent, Possible};
pub(crate) use rules::{only, world};
pub use table::Table;
pub use trace::LimitKind;
pub(crate) use trace::{
    Against, BodyAt, Check, ExceptionAt, GroupAt, Limit, LineAt, Named, Read, RuleAt, ScaleAt,
    Trace,
};

use crate::calendar::Month;
use crate::program::{BenefitId, InputId, Program, RuleId};
use crate::situation::Value;

/// A node of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// As a position in the list of nodes.
    #[must_use]
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    pub(crate) fn at(index: usize) -> NodeId {
        NodeId(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// Whose value a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One value; read as the same for every person.
    Household,
    /// One value for each person.
    Person,
}

/// What the values of a node are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Numerators over a denominator (1 for days and counts).
    Number {
        /// The denominator, positive.
        den: i128,
    },
    /// Yes or no ([`crate::situation::NO`], [`crate::situation::YES`]).
    YesNo,
    /// Positions among choices.
    Choice,
}

impl Kind {
    /// The denominator; 1 for a set.
    #[must_use]
    pub fn den(self) -> i128 {
        match self {
            Kind::Number { den } => den,
            Kind::YesNo | Kind::Choice => 1,
        }
    }
}

/// When an input is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Time {
    /// At a month (the month of the right for what does not change).
    Month(Month),
    /// In a year.
    Year(i32),
}

/// An input at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InputAt {
    pub(crate) input: InputId,
    pub(crate) time: Time,
    /// Its value.
    pub(crate) value: Option<NodeId>,
    /// Whether it is there.
    pub(crate) present: Option<NodeId>,
}

impl InputAt {
    /// One of its nodes.
    pub(crate) fn any(self) -> Option<NodeId> {
        self.value.or(self.present)
    }

    /// Its nodes.
    pub(crate) fn nodes(self) -> impl Iterator<Item = NodeId> {
        [self.value, self.present].into_iter().flatten()
    }
}

/// A node.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it computes.
    pub op: Op,
    /// Whose value it is.
    pub shape: Shape,
    /// What its values are.
    pub kind: Kind,
    /// What it may be in any situation.
    pub range: Possible,
    /// The claims that it depends on: bit `b mod 64` of each right.
    pub worlds: u128,
    /// The rights (bit `b mod 64`) whose outcome needs it, in any world.
    pub needed: u128,
    /// The rule it was first made for.
    pub rule: Option<RuleId>,
}

impl Node {
    /// What an input node is worth, from what the situation says of the input.
    pub(crate) fn given(&self, value: Value) -> Possible {
        match (&self.op, value, self.kind) {
            (Op::Present { .. }, Value::Unknown, _) => Possible::MAYBE,
            (Op::Present { .. }, Value::Nothing, _) => Possible::NO,
            (Op::Present { .. }, _, _) => Possible::YES,
            (_, Value::Nothing, Kind::Number { .. }) => Possible::ZERO,
            (_, Value::Nothing, Kind::YesNo) => Possible::NO,
            (_, Value::Nothing, Kind::Choice) => Possible::set(0),
            (_, Value::Known(range), Kind::Number { .. }) => Possible::number(range.lo, range.hi),
            (_, Value::Choices(bits), Kind::YesNo | Kind::Choice) => Possible::set(bits),
            _ => self.range,
        }
    }
}

/// The nodes of what each person has of a right: one value a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonalAt {
    /// The amount due.
    pub due: NodeId,
    /// What is received: an amount, or yes or no.
    pub received: Option<NodeId>,
    /// What is due and not received.
    pub gap: NodeId,
    /// The condition that explains a "no".
    pub condition: Option<NodeId>,
}

/// The nodes of a right. Those of the household add up what each person has.
#[derive(Debug, Clone, PartialEq)]
pub struct BenefitAt {
    /// Which right.
    pub benefit: BenefitId,
    /// What each person has, for a right of each person.
    pub persons: Option<PersonalAt>,
    /// The amount due, in the unit of the right; `None` for a right with a form.
    pub due: Option<NodeId>,
    /// What is received: an amount, or yes or no.
    pub received: Option<NodeId>,
    /// What is due and not received, never negative; `None` for a right with a form.
    pub gap: Option<NodeId>,
    /// The form of the right.
    pub form: Option<NodeId>,
    /// What the household pays for it, €/mois.
    pub contribution: Option<NodeId>,
    /// Whether something is due.
    pub owed: NodeId,
    /// Whether something is received.
    pub held: NodeId,
    /// Whether something due is not received.
    pub unclaimed: NodeId,
    /// The condition that explains a "no".
    pub condition: Option<NodeId>,
    /// What is claimed with it: its own bit, and those of the rights that it opens by themselves.
    pub claimed_with: u128,
    pub(crate) rules: BenefitRules,
}

impl BenefitAt {
    /// The nodes of its outcome.
    pub(crate) fn results(&self) -> impl Iterator<Item = NodeId> + use<> {
        let own = [Some(self.owed), Some(self.held), Some(self.unclaimed)];
        let amounts = [
            self.due,
            self.gap,
            self.received,
            self.form,
            self.contribution,
        ];
        own.into_iter().chain(amounts).flatten()
    }
}

/// The rules of a right: indices in [`Law::rules`].
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct BenefitRules {
    pub(crate) due: Option<usize>,
    pub(crate) form: Option<usize>,
    pub(crate) contribution: Option<usize>,
    pub(crate) condition: Option<usize>,
    pub(crate) received: Option<usize>,
    pub(crate) steps: Vec<usize>,
}

/// Where the values of a node stand among those of its part (those that do not depend on claims, then those that do).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Whether it depends on claims.
    pub(crate) claims: bool,
    /// Household nodes before it, in its part.
    pub(crate) households: u32,
    /// Person nodes before it, in its part.
    pub(crate) persons: u32,
    /// Whether there is one value for each person.
    pub(crate) each: bool,
}

/// The parts of the list of nodes, by the position where each ends: needed by some right and the same in all worlds;
/// needed and not the same; not needed and the same; the rest goes to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Ends {
    pub(crate) needed_fixed: usize,
    pub(crate) needed: usize,
    pub(crate) fixed: usize,
}

/// The law at a month.
#[derive(Debug, Clone)]
pub struct Law {
    pub(crate) program: Arc<Program>,
    pub(crate) month: Month,
    pub(crate) nodes: Vec<Node>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) ends: Ends,
    pub(crate) tables: Vec<Table>,
    pub(crate) benefits: Vec<BenefitAt>,
    pub(crate) unavailable: Vec<Unavailable>,
    pub(crate) rules: Vec<RuleAt>,
    pub(crate) groups: Vec<GroupAt>,
    pub(crate) scales: Vec<ScaleAt>,
    /// The nodes that read each node.
    pub(crate) readers: Vec<Box<[NodeId]>>,
    pub(crate) cones: cones::Cones,
    /// The inputs that are read, by input and time.
    pub(crate) inputs: Vec<InputAt>,
    /// For each node that is one of an input, the position of that input.
    pub(crate) input_of: Vec<u32>,
    /// The nodes that tell whether a right is claimed.
    pub(crate) claimed: Vec<(BenefitId, NodeId)>,
    /// Rules by name and observed month.
    pub(crate) index: FxHashMap<(RuleId, Month), usize>,
    /// Why some rules have no value at the month of the right.
    pub(crate) refused: FxHashMap<RuleId, Cause>,
}

impl Program {
    /// The law of a month.
    ///
    /// # Errors
    ///
    /// When no right is in force at this month; the error tells why, right by right.
    pub fn at(&self, month: Month) -> Result<Law, NotInForce> {
        Law::new(Arc::new(self.clone()), month)
    }
}

impl Law {
    /// The nodes of an input at a time.
    pub(crate) fn input_at(&self, input: InputId, time: Time) -> Option<InputAt> {
        let key = |at: &InputAt| (at.input, at.time);
        let place = self.inputs.binary_search_by_key(&(input, time), key).ok()?;
        self.inputs.get(place).copied()
    }

    /// The law of a month, without a copy of the program.
    ///
    /// # Errors
    ///
    /// As [`Program::at`].
    pub fn new(program: Arc<Program>, month: Month) -> Result<Law, NotInForce> {
        rules::law(program, month)
    }

    /// The part of the law of a month that some rules need (names, months before the month of the right): no right, and
    /// the values of these rules only. Those that do not exist, or have no version there, have no value.
    #[must_use]
    pub fn of_rules(program: Arc<Program>, month: Month, asked: &[(&str, u32)]) -> Law {
        let at = |before: u32| Some(month.plus(i32::try_from(before).ok()?.checked_neg()?));
        let asked: Vec<(RuleId, Month)> = asked
            .iter()
            .filter_map(|(name, before)| Some((program.rule(name)?.0, at(*before)?)))
            .collect();
        rules::only(program, month, &asked)
    }

    /// The same law, where no computed number is proved to fit a machine integer: columns then take the way of those that
    /// do not, whatever the node. Slow, and there to check that way against the other.
    #[must_use]
    pub fn without_proofs(&self) -> Law {
        let mut law = self.clone();
        for node in &mut law.nodes {
            let input = matches!(node.op, Op::Input { .. } | Op::Present { .. });
            if !input && matches!(node.kind, Kind::Number { .. }) {
                node.range = Possible::number(-i128::MAX, i128::MAX);
            }
        }
        law
    }

    /// The program it comes from.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The month of the right.
    #[must_use]
    pub fn month(&self) -> Month {
        self.month
    }

    /// The nodes, in topological order.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// One node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    /// The steps of scales.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The rights in force.
    #[must_use]
    pub fn benefits(&self) -> &[BenefitAt] {
        &self.benefits
    }

    /// A right in force by its identifier.
    pub(crate) fn right(&self, benefit: &str) -> Option<&BenefitAt> {
        let (id, _) = self.program.benefit(benefit)?;
        self.benefits.iter().find(|at| at.benefit == id)
    }

    /// How many months an amount of a right covers.
    pub(crate) fn months(&self, right: BenefitId) -> i128 {
        let benefit = self.program.benefits.get(right.index());
        benefit.map_or(1, |b| b.rhythm.months())
    }

    /// The rights that are not in force, and why.
    #[must_use]
    pub fn unavailable(&self) -> &[Unavailable] {
        &self.unavailable
    }

    /// Why a rule has no value at the month of the right; `None` when it has one, or when there is no such rule.
    #[must_use]
    pub fn refused(&self, name: &str) -> Option<&Cause> {
        let (id, _) = self.program.rule(name)?;
        self.refused.get(&id)
    }

    /// The node of a household or per-person rule at the month of the right.
    #[must_use]
    pub fn rule_node(&self, name: &str) -> Option<NodeId> {
        let (id, _) = self.program.rule(name)?;
        self.index
            .get(&(id, self.month))
            .and_then(|i| self.rules.get(*i))
            .map(|r| r.node)
    }
}
