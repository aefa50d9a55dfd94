//! Rules, conditions and rights: versions, lines, exceptions, guards.

use std::sync::Arc;

use super::layout::{self, Parts};
use super::lower::{Lower, Lowered};
use super::{
    BenefitAt, BenefitRules, BodyAt, Cause, ExceptionAt, Kind, Law, LineAt, Named, NodeId,
    NotInForce, Op, PersonalAt, Possible, RuleAt, Shape, Time, Unavailable,
};
use crate::calendar::{Month, date};
use crate::exact::Exact;
use crate::program::{
    Benefit, BenefitId, Body, Line, Module, Program, Received, Rule, RuleId, Type, Version,
};

/// Rules nest no deeper than this.
const DEEPEST: u32 = 128;

/// Months before the month of the right that can be observed.
const EARLIEST: i32 = 240;

/// The law of a month.
pub(super) fn law(program: Arc<Program>, month: Month) -> Result<Law, NotInForce> {
    let mut lower = Lower::new(&program, month);
    let mut benefits = Vec::new();
    let mut unavailable = Vec::new();
    for (index, benefit) in program.benefits.iter().enumerate() {
        match lower.benefit(BenefitId::at(index), benefit) {
            Ok(at) => benefits.push(at),
            Err(cause) => {
                unavailable.push(Unavailable {
                    benefit: benefit.id.clone(),
                    title: benefit.title.clone(),
                    cause,
                });
            }
        }
    }
    if benefits.is_empty() && !program.benefits.is_empty() {
        return Err(NotInForce {
            month,
            rights: unavailable,
        });
    }
    // The other rules can be asked for by their names.
    for index in 0..program.rules.len() {
        let _ = lower.rule(RuleId::at(index), month);
    }
    open(&program, &lower, &mut benefits);
    let parts = Parts::of(lower, benefits);
    Ok(layout::law(program, month, parts, unavailable))
}

/// Tells what comes with each claim: the rights paid without a claim that depend on it, and on these in turn.
fn open(program: &Program, lower: &Lower<'_>, benefits: &mut [BenefitAt]) {
    let automatic: Vec<(u128, u128)> = benefits
        .iter()
        .filter(|at| {
            let benefit = program.benefits.get(at.benefit.index());
            benefit.is_some_and(|b| b.automatic)
        })
        .filter_map(|at| Some((world(at.benefit), lower.graph.worlds(at.due?))))
        .collect();
    for at in benefits {
        loop {
            let opened = automatic
                .iter()
                .filter(|(_, reads)| reads & at.claimed_with != 0)
                .fold(at.claimed_with, |all, (bit, _)| all | bit);
            if opened == at.claimed_with {
                break;
            }
            at.claimed_with = opened;
        }
    }
}

/// A law that only tells some rules at observed months: those that have a value there.
pub(crate) fn only(program: Arc<Program>, month: Month, asked: &[(RuleId, Month)]) -> Law {
    let mut lower = Lower::new(&program, month);
    for (rule, observed) in asked {
        let _ = lower.rule(*rule, *observed);
    }
    let parts = Parts::of(lower, Vec::new());
    layout::law(program, month, parts, Vec::new())
}

impl Lower<'_> {
    /// A rule at an observed month: its index in the rules.
    pub(super) fn rule(&mut self, id: RuleId, observed: Month) -> Result<usize, Cause> {
        match self.rule_memo.get(&(id, observed)) {
            Some(Ok(Some(index))) => return Ok(*index),
            Some(Ok(None)) => return Err(self.looping()),
            Some(Err(cause)) => return Err(cause.clone()),
            None => {}
        }
        if self.depth >= DEEPEST || self.month.since(observed) > EARLIEST {
            return Err(self.looping());
        }
        let before = self.graph.rule.replace(id);
        self.depth = self.depth.saturating_add(1);
        self.rule_memo.insert((id, observed), Ok(None));
        let result = self.rule_at(id, observed);
        self.depth = self.depth.saturating_sub(1);
        self.graph.rule = before;
        let result = result.map(|at| {
            self.rules.push(at);
            self.rules.len().saturating_sub(1)
        });
        self.rule_memo
            .insert((id, observed), result.clone().map(Some));
        result
    }

    fn rule_at(&mut self, id: RuleId, observed: Month) -> Result<RuleAt, Cause> {
        let program = self.program;
        let Some(rule) = program.rules.get(id.index()) else {
            return self.internal("règle inconnue");
        };
        let Some((mut value, body)) = self.body(&rule.versions, observed)? else {
            return Err(Cause::Rule {
                rule: rule.name.clone(),
                from: rule.versions.first().and_then(|v| v.since).and_then(date),
            });
        };
        let mut exceptions = Vec::new();
        // The first exception has the last word.
        for (index, exception) in rule.exceptions.iter().enumerate().rev() {
            let Some((other, body)) = self.body(&exception.versions, observed)? else {
                continue;
            };
            let (condition, trace) =
                self.traced(|lower| lower.expr(&exception.condition, observed))?;
            value = self.either(condition.node, other, value)?;
            exceptions.push(ExceptionAt {
                exception: index,
                condition: condition.node,
                trace,
                body,
            });
        }
        exceptions.reverse();
        let guard = match &rule.guard {
            None => None,
            Some(guard) => {
                let (condition, trace) = self.traced(|lower| lower.expr(guard, observed))?;
                value = self.guarded(condition.node, value, rule)?;
                Some((condition.node, trace))
            }
        };
        Ok(RuleAt {
            rule: id,
            month: observed,
            node: value.node,
            present: value.present,
            guard,
            exceptions,
            body,
        })
    }

    /// Nothing when the guard is not met.
    fn guarded(&mut self, guard: NodeId, value: Lowered, rule: &Rule) -> Result<Lowered, Cause> {
        if !matches!(rule.ty, Type::Number(_) | Type::YesNo) {
            return self.internal("« si » sur autre chose qu'un nombre ou une condition");
        }
        let nothing = self.nothing(rule.ty);
        self.either(guard, value, Lowered::of(nothing))
    }

    /// The version in force at the month of the right; `None` when there is none yet.
    fn body(
        &mut self,
        versions: &[Version],
        observed: Month,
    ) -> Result<Option<(Lowered, BodyAt)>, Cause> {
        let day = self.month.first_day();
        let index = versions
            .iter()
            .rposition(|v| v.since.is_none_or(|since| since <= day));
        let Some((version, found)) = index.and_then(|i| versions.get(i).map(|v| (i, v))) else {
            return Ok(None);
        };
        match &found.body {
            Body::Expr(expr) => {
                let (value, trace) = self.traced(|lower| lower.expr(expr, observed))?;
                Ok(Some((
                    value,
                    BodyAt {
                        version,
                        node: value.node,
                        trace,
                        all: true,
                        lines: Vec::new(),
                    },
                )))
            }
            Body::Lines { all, lines } => {
                let mut kept = Vec::new();
                let mut nodes = Vec::new();
                for (index, line) in lines.iter().enumerate() {
                    if line.since.is_none_or(|since| since <= day) {
                        let at = self.line(index, line, *all, observed)?;
                        nodes.push(at.node);
                        kept.push(at);
                    }
                }
                let made = if *all {
                    self.graph.and(&nodes)
                } else {
                    self.graph.or(&nodes)
                };
                let node = self.made(made)?;
                let trace = super::Trace::default();
                Ok(Some((
                    Lowered::of(node),
                    BodyAt {
                        version,
                        node,
                        trace,
                        all: *all,
                        lines: kept,
                    },
                )))
            }
        }
    }

    /// A line, with its exception: it is met then in a list where all must be, and does not count where one is enough.
    fn line(
        &mut self,
        index: usize,
        line: &Line,
        all: bool,
        observed: Month,
    ) -> Result<LineAt, Cause> {
        let ((node, unless), trace) = self.traced(|lower| {
            let node = lower.expr(&line.expr, observed)?.node;
            let Some(unless) = &line.unless else {
                return Ok((node, None));
            };
            let unless = lower
                .negation(!all, |lower| lower.expr(unless, observed))?
                .node;
            let made = if all {
                lower.graph.or(&[node, unless])
            } else {
                lower
                    .graph
                    .not(unless)
                    .and_then(|not| lower.graph.and(&[node, not]))
            };
            Ok((lower.made(made)?, Some(unless)))
        })?;
        Ok(LineAt {
            line: index,
            node,
            unless,
            trace,
        })
    }

    /// What is retained of a right: what is due where it is claimed, else what is received. A claim changes nothing to
    /// the months before it: there, what was received.
    pub(super) fn retained(&mut self, id: BenefitId, at: Month) -> Result<NodeId, Cause> {
        let node = match self.retained_memo.get(&(id, at)) {
            Some(Ok(Some(node))) => *node,
            Some(Ok(None)) => return Err(self.looping()),
            Some(Err(cause)) => return Err(cause.clone()),
            None => {
                self.retained_memo.insert((id, at), Ok(None));
                let result = self.retained_node(id, at);
                self.retained_memo
                    .insert((id, at), result.clone().map(Some));
                result?
            }
        };
        self.read(Named::Retained(id), node, None);
        Ok(node)
    }

    fn retained_node(&mut self, id: BenefitId, at: Month) -> Result<NodeId, Cause> {
        let program = self.program;
        let month = self.month;
        let Some(benefit) = program.benefits.get(id.index()) else {
            return self.internal("prestation inconnue");
        };
        let (received, _) = self.traced(|lower| lower.received(benefit, at))?;
        let received = match received {
            Some((node, _)) if matches!(self.graph.kind(node), Kind::Number { .. }) => node,
            _ => self.graph.exact(Exact::ZERO),
        };
        let claimable = at == month && self.in_force(benefit).is_ok();
        let Some(due) = benefit.due.filter(|_| claimable) else {
            return Ok(received);
        };
        let due = match self.rule(due, month) {
            Ok(index) => self.rules.get(index).map(|r| r.node),
            // A right that cannot be assessed at this month is never claimed.
            Err(cause @ (Cause::Loop { .. } | Cause::Internal { .. } | Cause::TooLarge { .. })) => {
                return Err(cause);
            }
            Err(_) => None,
        };
        let Some(due) = due else { return Ok(received) };
        let worlds = world(id);
        let claimed = self.graph.leaf(
            Op::Claimed(id),
            Kind::YesNo,
            Shape::Household,
            Possible::MAYBE,
            worlds,
        );
        let made = self.graph.select(claimed, due, received);
        self.made(made)
    }

    /// What is received of a right at a month, and the rule that tells.
    fn received(
        &mut self,
        benefit: &Benefit,
        month: Month,
    ) -> Result<Option<(NodeId, Option<usize>)>, Cause> {
        let program = self.program;
        match benefit.received {
            None => Ok(None),
            Some(Received::Rule(rule)) => {
                let index = self.rule(rule, month)?;
                Ok(self.rules.get(index).map(|r| (r.node, Some(index))))
            }
            Some(Received::Input(id)) => {
                let Some(input) = program.inputs.get(id.index()) else {
                    return self.internal("donnée inconnue");
                };
                Ok(Some((
                    self.input_node(id, input, Time::Month(month)).node,
                    None,
                )))
            }
        }
    }

    /// Whether a right exists and its module covers the month.
    fn in_force(&self, benefit: &Benefit) -> Result<(), Cause> {
        let day = self.month.first_day();
        if let Some(since) = benefit.since.filter(|since| *since > day) {
            return Err(Cause::NotYet { since: date(since) });
        }
        let rule = benefit
            .due
            .or(benefit.form)
            .and_then(|id| self.program.rules.get(id.index()));
        let module: Option<&Module> = rule
            .and_then(|r| usize::try_from(r.module).ok())
            .and_then(|m| self.program.modules.get(m));
        match module {
            Some(Module {
                title,
                covers: Some((from, to)),
                ..
            }) if day < *from || day > *to => Err(Cause::NotCovered {
                module: title.clone(),
                from: date(*from),
                to: date(*to),
            }),
            _ => Ok(()),
        }
    }

    fn optional(&mut self, rule: Option<RuleId>) -> Result<Option<(usize, NodeId)>, Cause> {
        let month = self.month;
        let Some(rule) = rule else { return Ok(None) };
        let index = self.rule(rule, month)?;
        Ok(self.rules.get(index).map(|r| (index, r.node)))
    }

    /// The nodes of a right.
    fn benefit(&mut self, id: BenefitId, benefit: &Benefit) -> Result<BenefitAt, Cause> {
        self.graph.rule = benefit.due.or(benefit.form);
        self.in_force(benefit)?;
        let month = self.month;
        let due = self.optional(benefit.due)?;
        let form = self.optional(benefit.form)?;
        let contribution = self.optional(benefit.contribution)?;
        let condition = self.optional(benefit.condition)?;
        let (received, _) = self.traced(|lower| lower.received(benefit, month))?;
        let own_due = due.map(|(_, node)| node);
        let own_received = received.map(|(node, _)| node);
        let own_condition = condition.map(|(_, node)| node);
        let zero = self.graph.exact(Exact::ZERO);
        let own_gap = match own_due {
            Some(due) => Some(self.gap(due, own_received)?),
            None => None,
        };
        // What each person has, added up.
        let household = |lower: &mut Self, own: Option<NodeId>| match own {
            Some(node) if benefit.each => lower.of_everyone(node).map(Some),
            other => Ok(other),
        };
        let due_node = household(self, own_due)?;
        let received_node = household(self, own_received)?;
        let gap = household(self, own_gap)?;
        let condition_node = household(self, own_condition)?;
        let persons = benefit
            .each
            .then_some(())
            .and(own_due)
            .map(|due| PersonalAt {
                due,
                received: own_received,
                gap: own_gap.unwrap_or(due),
                condition: own_condition,
            });
        let made = match received_node {
            None => Ok(self.graph.known(false)),
            Some(node) if self.graph.kind(node) == Kind::YesNo => Ok(node),
            Some(node) => self.graph.less(zero, node),
        };
        let held = self.made(made)?;
        let (made, unclaimed) = match (due_node, form) {
            (Some(due), _) => {
                let unclaimed = self.graph.less(zero, gap.unwrap_or(due));
                (self.graph.less(zero, due), unclaimed)
            }
            (None, Some((_, form))) => {
                let last = self.last_choice(benefit);
                let owed = self
                    .graph
                    .among(form, last)
                    .and_then(|none| self.graph.not(none));
                let unclaimed = owed.and_then(|owed| {
                    let not = self.graph.not(held)?;
                    self.graph.and(&[owed, not])
                });
                (owed, unclaimed)
            }
            (None, None) => return self.internal("prestation sans montant ni forme"),
        };
        let owed = self.made(made)?;
        let unclaimed = self.made(unclaimed)?;
        let steps = benefit
            .steps
            .iter()
            .filter_map(|step| self.rule(*step, month).ok())
            .collect();
        self.graph.rule = None;
        Ok(BenefitAt {
            benefit: id,
            persons,
            due: due_node,
            received: received_node,
            gap,
            form: form.map(|(_, n)| n),
            contribution: contribution.map(|(_, n)| n),
            owed,
            held,
            unclaimed,
            condition: condition_node,
            claimed_with: world(id),
            rules: BenefitRules {
                due: due.map(|(i, _)| i),
                form: form.map(|(i, _)| i),
                contribution: contribution.map(|(i, _)| i),
                condition: condition.map(|(i, _)| i),
                received: received.and_then(|(_, rule)| rule),
                steps,
            },
        })
    }

    /// What is due and not received, never negative.
    fn gap(&mut self, due: NodeId, received: Option<NodeId>) -> Result<NodeId, Cause> {
        let zero = self.graph.exact(Exact::ZERO);
        let amount = received
            .filter(|n| matches!(self.graph.kind(*n), Kind::Number { .. }))
            .unwrap_or(zero);
        let made = self
            .graph
            .minus(due, amount)
            .and_then(|rest| self.graph.extremum(true, &[rest, zero]));
        self.made(made)
    }

    /// What each person has, for the household: the total of amounts, whether anyone meets a condition.
    fn of_everyone(&mut self, own: NodeId) -> Result<NodeId, Cause> {
        let everyone = self.graph.known(true);
        if matches!(self.graph.kind(own), Kind::Number { .. }) {
            return self.total(own, everyone);
        }
        let made = self.graph.make(Op::AnyPerson(own), Kind::YesNo);
        self.made(made)
    }

    /// The choice of a form that means "no right": the last one.
    fn last_choice(&self, benefit: &Benefit) -> u128 {
        let rule = benefit
            .form
            .and_then(|id| self.program.rules.get(id.index()));
        let count = match rule.map(|r| r.ty) {
            Some(Type::Choice(id)) => self
                .program
                .choices
                .get(id.index())
                .map_or(0, |c| c.codes.len()),
            _ => 0,
        };
        count
            .checked_sub(1)
            .and_then(|last| u32::try_from(last).ok())
            .map_or(0, super::graph::bit)
    }
}

/// The bit of a right among worlds.
pub(crate) fn world(id: BenefitId) -> u128 {
    1_u128.rotate_left(id.0)
}
