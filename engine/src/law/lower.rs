//! From expressions to nodes, at a month of the right and an observed month.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::graph::{Graph, Refusal};
use super::{Cause, GroupAt, Kind, LimitKind, Named, NodeId, Op, Read, RuleAt, ScaleAt, Trace};
use crate::calendar::Month;
use crate::exact::Exact;
use crate::program::{Arity, BenefitId, Expr, ExprKind, GroupId, Program, RoleId, RuleId, ScaleId};

/// A value, and whether it is there when it may be absent. When it is absent: zero, `non`, no choice; a day may then
/// be anything, so that it is only read together with its presence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lowered {
    pub(super) node: NodeId,
    pub(super) present: Option<NodeId>,
}

impl Lowered {
    pub(super) fn of(node: NodeId) -> Lowered {
        Lowered {
            node,
            present: None,
        }
    }
}

/// State of the lowering.
pub(super) struct Lower<'p> {
    pub(super) program: &'p Program,
    /// The month of the right.
    pub(super) month: Month,
    pub(super) graph: Graph,
    pub(super) rules: Vec<RuleAt>,
    pub(super) groups: Vec<GroupAt>,
    pub(super) scales: Vec<ScaleAt>,
    /// `Ok(None)`: in progress.
    pub(super) rule_memo: FxHashMap<(RuleId, Month), Result<Option<usize>, Cause>>,
    pub(super) group_memo: FxHashMap<(GroupId, Month), Option<usize>>,
    pub(super) scale_memo: FxHashMap<(ScaleId, i32), usize>,
    pub(super) retained_memo: FxHashMap<(BenefitId, Month), Result<Option<NodeId>, Cause>>,
    pub(super) depth: u32,
    pub(super) traces: Vec<Trace>,
    /// The persons that an expression is about, inside of an aggregate.
    pub(super) who: Option<NodeId>,
    /// Inside of a negation.
    pub(super) negated: bool,
    territory: Option<Option<NodeId>>,
    /// Words of comparisons, by address of the expression in the program.
    pub(super) words: FxHashMap<*const Expr, Arc<str>>,
}

impl<'p> Lower<'p> {
    pub(super) fn new(program: &'p Program, month: Month) -> Lower<'p> {
        let (mut roles, mut always, mut single) = (0, 0, 0);
        for (i, role) in program.entity.roles.iter().enumerate() {
            let bit = super::graph::bit(u32::try_from(i).unwrap_or(u32::MAX));
            roles |= bit;
            match role.arity {
                Arity::One => {
                    always |= bit;
                    single |= bit;
                }
                Arity::AtMostOne => single |= bit,
                Arity::Many => {}
            }
        }
        Lower {
            program,
            month,
            graph: Graph::new(program.entity.at_most, roles, always, single),
            rules: Vec::new(),
            groups: Vec::new(),
            scales: Vec::new(),
            rule_memo: FxHashMap::default(),
            group_memo: FxHashMap::default(),
            scale_memo: FxHashMap::default(),
            retained_memo: FxHashMap::default(),
            depth: 0,
            traces: Vec::new(),
            who: None,
            negated: false,
            territory: None,
            words: FxHashMap::default(),
        }
    }

    fn rule_name(&self) -> String {
        let rule = self
            .graph
            .rule
            .and_then(|id| self.program.rules.get(id.index()));
        rule.map_or_else(String::new, |r| r.name.clone())
    }

    /// A refusal of the graph is the fault of the rule at hand.
    pub(super) fn made<T>(&self, made: Result<T, Refusal>) -> Result<T, Cause> {
        made.map_err(|refusal| refusal.cause(&self.rule_name()))
    }

    pub(super) fn internal<T>(&self, what: &'static str) -> Result<T, Cause> {
        Err(Refusal::Internal(what).cause(&self.rule_name()))
    }

    pub(super) fn too_large<T>(&self) -> Result<T, Cause> {
        Err(Refusal::TooLarge.cause(&self.rule_name()))
    }

    pub(super) fn looping(&self) -> Cause {
        Cause::Loop {
            rule: self.rule_name(),
        }
    }

    /// Runs something and returns what it read.
    pub(super) fn traced<T>(
        &mut self,
        run: impl FnOnce(&mut Self) -> Result<T, Cause>,
    ) -> Result<(T, Trace), Cause> {
        self.traces.push(Trace::default());
        let (who, negated) = (self.who.take(), std::mem::take(&mut self.negated));
        let result = run(self);
        (self.who, self.negated) = (who, negated);
        let trace = self.traces.pop().unwrap_or_default();
        result.map(|value| (value, trace))
    }

    /// Inside of an aggregate over the persons of a mask.
    pub(super) fn about<T>(
        &mut self,
        mask: NodeId,
        run: impl FnOnce(&mut Self) -> Result<T, Cause>,
    ) -> Result<T, Cause> {
        let before = self.who.replace(mask);
        let result = run(self);
        self.who = before;
        result
    }

    /// Inside of a negation, if any.
    pub(super) fn negation<T>(
        &mut self,
        negated: bool,
        run: impl FnOnce(&mut Self) -> Result<T, Cause>,
    ) -> Result<T, Cause> {
        let before = self.negated;
        self.negated ^= negated;
        let result = run(self);
        self.negated = before;
        result
    }

    pub(super) fn read(&mut self, what: Named, node: NodeId, role: Option<RoleId>) {
        let read = Read {
            what,
            node,
            role,
            who: self.who,
            negated: self.negated,
        };
        if let Some(trace) = self.traces.last_mut()
            && !trace.reads.contains(&read)
        {
            trace.reads.push(read);
        }
    }

    /// The choice that tells the territory.
    pub(super) fn territory(&mut self) -> Result<Option<NodeId>, Cause> {
        if let Some(known) = self.territory {
            return Ok(known);
        }
        let Some(expr) = &self.program.territory else {
            self.territory = Some(None);
            return Ok(None);
        };
        let (lowered, _) = self.traced(|lower| lower.expr(expr, lower.month))?;
        self.territory = Some(Some(lowered.node));
        Ok(Some(lowered.node))
    }

    /// An expression at an observed month.
    pub(super) fn expr(&mut self, expr: &Expr, at: Month) -> Result<Lowered, Cause> {
        match &expr.kind {
            ExprKind::Constant(value) => Ok(self.constant(*value, expr.ty)),
            ExprKind::Input(id, who) => self.input(*id, *who, at, None),
            ExprKind::InputOfYear(id, who, year) => {
                let year = self.year(*year, at);
                self.input(*id, *who, at, Some(year))
            }
            ExprKind::Rule(id, who) => self.rule_value(*id, *who, at),
            ExprKind::Scale(id, key) => self.read_scale(*id, key.as_deref(), at, None),
            ExprKind::Retained(id) => self.retained(*id, at).map(Lowered::of),
            ExprKind::Or(items) => self.junction(items, false, at),
            ExprKind::And(items) => self.junction(items, true, at),
            ExprKind::Not(item) => {
                let node = self.negation(true, |lower| lower.expr(item, at))?.node;
                let made = self.graph.not(node);
                self.made(made).map(Lowered::of)
            }
            ExprKind::Compare(a, op, b) => self.compare(expr, (a, *op, b), at),
            ExprKind::Among(subject, mask) => self.among(expr, subject, *mask, at),
            ExprKind::IsNone(subject) => {
                let present = self.expr(subject, at)?.present;
                let made = match present {
                    Some(present) => self.graph.not(present),
                    None => Ok(self.graph.known(false)),
                };
                self.made(made).map(Lowered::of)
            }
            ExprKind::MemberOf(members) => self.member_of(*members, at),
            ExprKind::Sum(terms) => self.sum(terms, at),
            ExprKind::Mul(a, b) => self.binary(a, b, at, Graph::times),
            ExprKind::Div(a, b) => self.binary(a, b, at, Graph::over),
            ExprKind::If(condition, a, b) => {
                let condition = self.expr(condition, at)?.node;
                let (a, b) = (self.expr(a, at)?, self.expr(b, at)?);
                self.either(condition, a, b)
            }
            ExprKind::Extremum { max, items } => {
                let mut all = Vec::new();
                for item in items {
                    all.push(self.expr(item, at)?);
                }
                let nodes: Vec<NodeId> = all.iter().map(|l| l.node).collect();
                let made = self.graph.extremum(*max, &nodes);
                let node = self.made(made)?;
                self.together(node, all.iter().map(|l| l.present))
            }
            ExprKind::Count(members, filter) => self.count(*members, filter.as_deref(), at),
            ExprKind::OverPersons {
                fold,
                value,
                group,
                filter,
                default,
            } => self.over_persons(
                *fold,
                value,
                (*group, filter.as_deref()),
                default.as_deref(),
                at,
            ),
            ExprKind::Quantified(quantifier, members, condition) => {
                self.quantified(*quantifier, *members, condition, at)
            }
            ExprKind::Rank {
                value,
                group,
                descending,
            } => self.rank(value, *group, *descending, at),
            ExprKind::OverMonths {
                fold,
                value,
                period,
            } => self.over_months(*fold, value, *period, at),
            ExprKind::QuantifiedMonths {
                all,
                period,
                condition,
            } => {
                let mut nodes = Vec::new();
                for month in self.months(*period, at)? {
                    nodes.push(self.expr(condition, month)?.node);
                }
                let made = if *all {
                    self.graph.and(&nodes)
                } else {
                    self.graph.or(&nodes)
                };
                self.made(made).map(Lowered::of)
            }
            ExprKind::Shifted(inner, shift) => self.shifted(inner, *shift, at),
            ExprKind::Elapsed(kind, from, to) => {
                let (from, to) = (self.expr(from, at)?, self.expr(to, at)?);
                let op = Op::Elapsed {
                    kind: *kind,
                    from: from.node,
                    to: to.node,
                };
                let made = self.graph.make(op, Kind::Number { den: 1 });
                let node = self.made(made)?;
                let lowered = self.together(node, [from.present, to.present])?;
                // Time since nothing: zero where a number is needed, and never compared.
                let node = self.unless_absent(lowered, expr.ty)?;
                Ok(Lowered { node, ..lowered })
            }
            ExprKind::Calendar(day) => {
                let day = Exact::whole(i128::from(super::months::calendar(*day, at)));
                Ok(Lowered::of(self.graph.exact(day)))
            }
            ExprKind::MonthNumber => Ok(Lowered::of(
                self.graph.exact(Exact::whole(i128::from(at.number()))),
            )),
            ExprKind::Floor(value, limit) => self.limited(value, limit, LimitKind::Floor, at),
            ExprKind::Cap(value, limit) => self.limited(value, limit, LimitKind::Cap, at),
            ExprKind::ZeroBelow(value, limit) => {
                self.limited(value, limit, LimitKind::ZeroBelow, at)
            }
            ExprKind::Round { value, den, mode } => self.round(value, *den, *mode, at),
            ExprKind::Scaled(value, factor) => {
                let value = self.expr(value, at)?;
                let made = self.graph.scaled(value.node, *factor);
                Ok(Lowered {
                    node: self.made(made)?,
                    ..value
                })
            }
        }
    }

    fn junction(&mut self, items: &[Expr], all: bool, at: Month) -> Result<Lowered, Cause> {
        let mut nodes = Vec::new();
        for item in items {
            nodes.push(self.expr(item, at)?.node);
        }
        let made = if all {
            self.graph.and(&nodes)
        } else {
            self.graph.or(&nodes)
        };
        self.made(made).map(Lowered::of)
    }

    /// A node that is there when all its parts are.
    pub(super) fn together(
        &mut self,
        node: NodeId,
        parts: impl IntoIterator<Item = Option<NodeId>>,
    ) -> Result<Lowered, Cause> {
        let parts: Vec<NodeId> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            return Ok(Lowered::of(node));
        }
        let made = self.graph.and(&parts);
        let present = self.made(made)?;
        Ok(Lowered {
            node,
            present: Some(present).filter(|p| !self.graph.range(*p).holds()),
        })
    }

    /// One or the other.
    pub(super) fn either(
        &mut self,
        condition: NodeId,
        a: Lowered,
        b: Lowered,
    ) -> Result<Lowered, Cause> {
        let made = self.graph.select(condition, a.node, b.node);
        let node = self.made(made)?;
        if a.present.is_none() && b.present.is_none() {
            return Ok(Lowered::of(node));
        }
        let always = self.graph.known(true);
        let made = self.graph.select(
            condition,
            a.present.unwrap_or(always),
            b.present.unwrap_or(always),
        );
        let present = self.made(made)?;
        Ok(Lowered {
            node,
            present: Some(present).filter(|p| !self.graph.range(*p).holds()),
        })
    }

    fn sum(&mut self, terms: &[(bool, Expr)], at: Month) -> Result<Lowered, Cause> {
        let mut nodes = Vec::new();
        let mut parts = Vec::new();
        for (negative, term) in terms {
            let lowered = self.expr(term, at)?;
            nodes.push((
                lowered.node,
                if *negative {
                    Exact::whole(-1)
                } else {
                    Exact::ONE
                },
            ));
            parts.push(lowered.present);
        }
        let made = self.graph.linear(&nodes, Exact::ZERO);
        let node = self.made(made)?;
        self.together(node, parts)
    }

    fn binary(
        &mut self,
        a: &Expr,
        b: &Expr,
        at: Month,
        make: impl FnOnce(&mut Graph, NodeId, NodeId) -> Result<NodeId, Refusal>,
    ) -> Result<Lowered, Cause> {
        let (a, b) = (self.expr(a, at)?, self.expr(b, at)?);
        let made = make(&mut self.graph, a.node, b.node);
        let node = self.made(made)?;
        self.together(node, [a.present, b.present])
    }

    fn round(
        &mut self,
        value: &Expr,
        den: i128,
        mode: crate::exact::Rounding,
        at: Month,
    ) -> Result<Lowered, Cause> {
        if let ExprKind::Div(a, b) = &value.kind {
            let (a, b) = (self.expr(a, at)?, self.expr(b, at)?);
            let exact = self.graph.over(a.node, b.node);
            let made = match exact {
                Ok(quotient) => self.graph.rounded(quotient, den, mode),
                Err(Refusal::Divisor) => self.graph.rounded_quotient(a.node, b.node, den, mode),
                Err(refusal) => Err(refusal),
            };
            let node = self.made(made)?;
            return self.together(node, [a.present, b.present]);
        }
        let value = self.expr(value, at)?;
        let made = self.graph.rounded(value.node, den, mode);
        Ok(Lowered {
            node: self.made(made)?,
            ..value
        })
    }
}
