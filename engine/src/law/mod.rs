//! The law of one month: a program folded at the month of the right, as a flat graph.
//!
//! In: a [`Program`] and a month. Out: a [`Law`]: nodes in topological order, parameters and versions folded to
//! constants, observed months unrolled. Invariants: a node reads earlier nodes only; every number node has a
//! denominator known here and a [`Node::range`] that holds whatever the situation; nodes that differ between the
//! worlds of what is claimed come after those that do not.

mod arithmetic;
mod fault;
mod graph;
mod layout;
mod logic;
mod lower;
mod names;
mod persons;
mod possible;
mod rules;
mod scales;
mod table;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

pub use fault::{Cause, NotInForce, Unavailable};
pub use possible::Possible;
pub(crate) use rules::{only, world};
pub use table::Table;

use crate::calendar::Month;
use crate::exact::Rounding;
use crate::program::{BenefitId, Comparison, Elapsed, GroupId, InputId, Program, RoleId, RuleId, ScaleId, Type};

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

/// Index of a [`Table`] in [`Law::tables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TableId(pub u32);

/// What a node computes. Operands of `Min`, `Max`, `Less`, `Equal`, `Select`, `SelectChoice`, `ZeroBelow` and the
/// default of `ExtremumPersons` have the same denominator.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    /// A constant.
    Const(Possible),
    /// Whether the role of the person is one of a set (bit of each role).
    Role(u128),
    /// An input. Absent (`aucun`): zero, `non`, no choice.
    Input {
        /// Which.
        input: InputId,
        /// When.
        time: Time,
    },
    /// Whether an optional input holds something.
    Present {
        /// Which.
        input: InputId,
        /// When.
        time: Time,
    },
    /// Whether a right is claimed in the world at hand.
    Claimed(BenefitId),
    /// `Σ coefficient × node + constant`, on numerators.
    Linear {
        /// Nodes and coefficients.
        terms: Box<[(NodeId, i128)]>,
        /// Numerator of the constant.
        constant: i128,
    },
    /// Product of two numbers; the denominator is the product.
    Mul(NodeId, NodeId),
    /// The smallest.
    Min(Box<[NodeId]>),
    /// The largest.
    Max(Box<[NodeId]>),
    /// `a < b`
    Less(NodeId, NodeId),
    /// `a = b`, two numbers.
    Equal(NodeId, NodeId),
    /// `a = b`, two choices.
    Same(NodeId, NodeId),
    /// Whether a choice is among some.
    Among(NodeId, u128),
    /// All hold.
    And(Box<[NodeId]>),
    /// One holds.
    Or(Box<[NodeId]>),
    /// Negation.
    Not(NodeId),
    /// `si … alors … sinon …`
    Select {
        /// Condition.
        condition: NodeId,
        /// When it holds.
        then: NodeId,
        /// When it does not.
        other: NodeId,
    },
    /// A value by position of a household choice (the territory); the cases are disjoint and cover every position.
    SelectChoice {
        /// The choice.
        on: NodeId,
        /// Positions and value.
        cases: Box<[(u128, NodeId)]>,
    },
    /// `value × mul / div` rounded to a whole number (the numerator of the result).
    Round {
        /// Rounded.
        value: NodeId,
        /// Multiplier.
        mul: i128,
        /// Divisor, positive.
        div: i128,
        /// How.
        mode: Rounding,
    },
    /// `value × mul / (by × div)` rounded to a whole number; `by` is always positive.
    RoundQuotient {
        /// Divided.
        value: NodeId,
        /// Divides.
        by: NodeId,
        /// Multiplier.
        mul: i128,
        /// Divisor, positive.
        div: i128,
        /// How.
        mode: Rounding,
    },
    /// Zero when less than a threshold.
    ZeroBelow {
        /// Kept or not.
        value: NodeId,
        /// Threshold.
        threshold: NodeId,
    },
    /// A scale by its key (a number over the [`Table::key_den`]).
    Lookup {
        /// Key.
        key: NodeId,
        /// Steps.
        table: TableId,
    },
    /// How many persons are in a mask (per-person yes or no).
    CountPersons(NodeId),
    /// Total over the persons of a mask.
    SumPersons {
        /// Added up.
        value: NodeId,
        /// Who counts.
        mask: NodeId,
    },
    /// Largest or smallest over the persons of a mask.
    ExtremumPersons {
        /// Largest, else smallest.
        max: bool,
        /// Compared.
        value: NodeId,
        /// Who counts.
        mask: NodeId,
        /// When nobody counts (zero without).
        default: Option<NodeId>,
    },
    /// Whether some person is in a mask.
    AnyPerson(NodeId),
    /// The value of the first person of a role; absent: zero, `non`, no choice.
    Pick {
        /// Per person.
        value: NodeId,
        /// Role.
        role: RoleId,
    },
    /// 1 + how many other persons of a mask come before; ties in the order of persons.
    Rank {
        /// Compared.
        value: NodeId,
        /// Who counts.
        mask: NodeId,
        /// Largest first.
        descending: bool,
    },
    /// Time between two days.
    Elapsed {
        /// Unit.
        kind: Elapsed,
        /// From.
        from: NodeId,
        /// To.
        to: NodeId,
    },
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
    /// The rights (bit `b mod 64`) whose outcome needs it.
    pub needed: u128,
    /// The rule it was first made for.
    pub rule: Option<RuleId>,
}

/// A name read by a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) what: Named,
    pub(crate) node: NodeId,
    pub(crate) role: Option<RoleId>,
    /// Read for each person of a mask.
    pub(crate) who: Option<NodeId>,
}

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Named {
    /// Index in [`Law::rules`].
    Rule(usize),
    Input(InputId, Time),
    /// Index in [`Law::scales`].
    Scale(usize),
    /// Index in [`Law::groups`].
    Group(usize),
    Retained(BenefitId),
}

/// A comparison met while lowering, to tell what a missed condition missed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Check {
    pub(crate) text: Arc<str>,
    pub(crate) node: NodeId,
    pub(crate) subject: NodeId,
    pub(crate) ty: Type,
    pub(crate) against: Against,
    /// Made for each person of a mask.
    pub(crate) who: Option<NodeId>,
    /// Under a negation: it is missed when it holds.
    pub(crate) negated: bool,
}

/// What a comparison compares with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Against {
    Value(Comparison, NodeId),
    Choices(u128),
}

/// A floor, a cap or a threshold met while lowering.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Limit {
    pub(crate) kind: LimitKind,
    pub(crate) before: NodeId,
    pub(crate) limit: NodeId,
    pub(crate) ty: Type,
}

/// How an amount is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// `plancher`
    #[serde(rename = "plancher")]
    Floor,
    /// `plafonné à`
    #[serde(rename = "plafond")]
    Cap,
    /// `nul si moins de`
    #[serde(rename = "nul_si_moins_de")]
    ZeroBelow,
}

/// What was read and compared while lowering an expression.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Trace {
    pub(crate) reads: Vec<Read>,
    pub(crate) checks: Vec<Check>,
    pub(crate) limits: Vec<Limit>,
}

/// A rule at an observed month.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RuleAt {
    pub(crate) rule: RuleId,
    pub(crate) month: Month,
    pub(crate) node: NodeId,
    /// Whether the value is there, when it may be absent.
    pub(crate) present: Option<NodeId>,
    pub(crate) guard: Option<(NodeId, Trace)>,
    pub(crate) exceptions: Vec<ExceptionAt>,
    pub(crate) body: BodyAt,
}

/// A version of a rule, or of an exception, at an observed month.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BodyAt {
    /// Position in the versions.
    pub(crate) version: usize,
    pub(crate) node: NodeId,
    pub(crate) trace: Trace,
    /// Whether all lines must hold.
    pub(crate) all: bool,
    pub(crate) lines: Vec<LineAt>,
}

/// An exception at an observed month.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ExceptionAt {
    /// Position in the exceptions.
    pub(crate) exception: usize,
    pub(crate) condition: NodeId,
    pub(crate) trace: Trace,
    pub(crate) body: BodyAt,
}

/// A line of a condition at an observed month.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LineAt {
    /// Position in the lines.
    pub(crate) line: usize,
    pub(crate) node: NodeId,
    pub(crate) unless: Option<NodeId>,
    pub(crate) trace: Trace,
}

/// A scale as read: the line used for each territory.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScaleAt {
    pub(crate) scale: ScaleId,
    pub(crate) month: Month,
    /// The territory, when the line depends on it.
    pub(crate) on: Option<NodeId>,
    /// Positions of the territory and position of the line.
    pub(crate) lines: Vec<(u128, Option<usize>)>,
}

/// A group at an observed month.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GroupAt {
    pub(crate) group: GroupId,
    pub(crate) month: Month,
    pub(crate) node: NodeId,
    pub(crate) trace: Trace,
}

/// The nodes of a right.
#[derive(Debug, Clone, PartialEq)]
pub struct BenefitAt {
    /// Which right.
    pub benefit: BenefitId,
    /// The amount due, €/mois; `None` for a right with a form.
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
    pub(crate) rules: BenefitRules,
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
    /// The nodes of each input: its value and its presence.
    pub(crate) inputs: HashMap<(InputId, Time), (Option<NodeId>, Option<NodeId>)>,
    /// Rules by name and observed month.
    pub(crate) index: HashMap<(RuleId, Month), usize>,
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
    /// The law of a month, without a copy of the program.
    ///
    /// # Errors
    ///
    /// As [`Program::at`].
    pub fn new(program: Arc<Program>, month: Month) -> Result<Law, NotInForce> {
        rules::law(program, month)
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

    /// The rights that are not in force, and why.
    #[must_use]
    pub fn unavailable(&self) -> &[Unavailable] {
        &self.unavailable
    }

    /// The node of a household or per-person rule at the month of the right.
    #[must_use]
    pub fn rule_node(&self, name: &str) -> Option<NodeId> {
        let (id, _) = self.program.rule(name)?;
        self.index.get(&(id, self.month)).and_then(|i| self.rules.get(*i)).map(|r| r.node)
    }
}
