//! Comparisons and limits, kept to tell what a missed condition missed.

use std::sync::Arc;

use super::lower::{Lower, Lowered};
use super::{Against, Cause, Check, Limit, LimitKind, NodeId};
use crate::calendar::Month;
use crate::program::{Comparison, Expr, Type};

impl Lower<'_> {
    pub(super) fn compare(
        &mut self,
        expr: &Expr,
        (a, op, b): (&Expr, Comparison, &Expr),
        at: Month,
    ) -> Result<Lowered, Cause> {
        let (left, right) = (self.expr(a, at)?, self.expr(b, at)?);
        let made = self.graph.compare(left.node, op, right.node);
        let node = self.made(made)?;
        let lowered = self.where_there(node, [left.present, right.present])?;
        let against = Against::Value(op, right.node);
        self.check(expr, lowered.node, (left, a.ty), (against, right.present));
        Ok(lowered)
    }

    pub(super) fn among(
        &mut self,
        expr: &Expr,
        subject: &Expr,
        mask: u128,
        at: Month,
    ) -> Result<Lowered, Cause> {
        let value = self.expr(subject, at)?;
        let made = self.graph.among(value.node, mask);
        let node = self.made(made)?;
        let lowered = self.where_there(node, [value.present])?;
        self.check(
            expr,
            lowered.node,
            (value, subject.ty),
            (Against::Choices(mask), None),
        );
        Ok(lowered)
    }

    /// A comparison with something absent is `non`.
    fn where_there(
        &mut self,
        node: NodeId,
        parts: impl IntoIterator<Item = Option<NodeId>>,
    ) -> Result<Lowered, Cause> {
        let mut all: Vec<NodeId> = parts.into_iter().flatten().collect();
        all.push(node);
        let made = self.graph.and(&all);
        self.made(made).map(Lowered::of)
    }

    fn check(
        &mut self,
        expr: &Expr,
        node: NodeId,
        (subject, ty): (Lowered, Type),
        (against, other): (Against, Option<NodeId>),
    ) {
        if self.graph.constant(node).is_some() && self.graph.constant(subject.node).is_some() {
            return;
        }
        let program = self.program;
        let text = self
            .words
            .entry(std::ptr::from_ref(expr))
            .or_insert_with(|| program.show(expr).into());
        let check = Check {
            text: Arc::clone(text),
            node,
            subject: subject.node,
            ty,
            against,
            there: [subject.present, other],
            who: self.who,
            negated: self.negated,
        };
        if let Some(trace) = self.traces.last_mut()
            && !trace.checks.contains(&check)
        {
            trace.checks.push(check);
        }
    }

    pub(super) fn limited(
        &mut self,
        value: &Expr,
        limit: &Expr,
        kind: LimitKind,
        at: Month,
    ) -> Result<Lowered, Cause> {
        let (before, limit) = (self.expr(value, at)?, self.expr(limit, at)?);
        let made = match kind {
            LimitKind::Floor => self.graph.extremum(true, &[before.node, limit.node]),
            LimitKind::Cap => self.graph.extremum(false, &[before.node, limit.node]),
            LimitKind::ZeroBelow => self.graph.zero_below(before.node, limit.node),
        };
        let node = self.made(made)?;
        let found = Limit {
            kind,
            before: before.node,
            limit: limit.node,
            ty: value.ty,
        };
        if let Some(trace) = self.traces.last_mut() {
            trace.limits.push(found);
        }
        self.together(node, [before.present, limit.present])
    }
}
