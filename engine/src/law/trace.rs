//! What was read and compared where: the material of explanations.

use std::sync::Arc;

use super::{NodeId, Time};
use crate::calendar::Month;
use crate::program::{BenefitId, Comparison, GroupId, InputId, RoleId, RuleId, ScaleId, Type};

/// A name read by a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) what: Named,
    pub(crate) node: NodeId,
    pub(crate) role: Option<RoleId>,
    /// Read for each person of a mask.
    pub(crate) who: Option<NodeId>,
    /// Under a negation.
    pub(crate) negated: bool,
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
    /// Whether what is compared, and what it is compared with, are there.
    pub(crate) there: [Option<NodeId>; 2],
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
    /// The day it is read at.
    pub(crate) day: i32,
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
