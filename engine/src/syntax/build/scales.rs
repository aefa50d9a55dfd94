//! Scales: their header, their dated lines and their steps.

use super::{Builder, Node};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{Literal, Scale, ScaleBody, ScaleKey, ScaleKind, ScaleLine, StepKey};

impl Builder {
    pub(super) fn scale(&mut self, node: Node<'_>) -> Option<Scale> {
        let name = self.only_name(node.clone())?;
        let unit = self.unit_in(&node)?;
        let citation = self.citation_in(&node);
        let mut scale = Scale {
            name,
            unit,
            kind: ScaleKind::Step,
            key: None,
            observed: false,
            citation,
            lines: Vec::new(),
        };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::k_cumulative => scale.kind = ScaleKind::Cumulative,
                Rule::k_marginal => scale.kind = ScaleKind::Marginal,
                Rule::k_observed => scale.observed = true,
                Rule::scale_key => scale.key = Some(self.scale_key(part)?),
                Rule::scale_line => scale.lines.push(self.scale_line(part)?),
                _ => {}
            }
        }
        Some(scale)
    }

    fn scale_key(&self, node: Node<'_>) -> Option<ScaleKey> {
        match self.unit_in(&node) {
            Some(unit) => Some(ScaleKey::Valued(unit)),
            None => self.only_name(node).map(ScaleKey::Named),
        }
    }

    fn scale_line(&mut self, node: Node<'_>) -> Option<ScaleLine> {
        let since = self.since_in(&node)?;
        let citation = self.citation_in(&node);
        let (mut territories, mut steps, mut body) = (Vec::new(), Vec::new(), None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::territories => territories = self.choices(part),
                Rule::k_nothing => body = Some(ScaleBody::Nothing(self.span(&part))),
                Rule::step => steps.push(self.step(part)?),
                _ => body = body.or(self.literal(&part).map(ScaleBody::Value)),
            }
        }
        let body = if steps.is_empty() {
            body?
        } else {
            ScaleBody::Steps(steps)
        };
        Some(ScaleLine {
            territories,
            since,
            body,
            citation,
        })
    }

    fn step(&mut self, node: Node<'_>) -> Option<(StepKey, Literal)> {
        let mut parts = node.into_inner();
        let key = self.step_key(&parts.next()?)?;
        let value = parts.find_map(|n| self.literal(&n))?;
        Some((key, value))
    }

    fn step_key(&mut self, node: &Node<'_>) -> Option<StepKey> {
        let mut literals = self.literals(node).into_iter();
        let first = literals.next()?;
        let has = |rule| node.clone().into_inner().any(|n| n.as_rule() == rule);
        Some(if has(Rule::k_less_than) {
            StepKey::LessThan(first)
        } else if has(Rule::k_of) {
            StepKey::Between(first, literals.next()?)
        } else if has(Rule::k_and_more) {
            StepKey::AtLeast(first)
        } else {
            StepKey::Exactly(first)
        })
    }
}
