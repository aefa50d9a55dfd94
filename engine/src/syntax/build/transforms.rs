//! Transformations after a body: floor, cap, rounding…

use super::{Builder, Node};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{Citation, Expr, ExprKind, RoundingMode, RoundingStep, Transform};

impl Builder {
    /// An expression and its transformations.
    pub(super) fn body(&mut self, node: Node<'_>) -> Option<Expr> {
        let span = self.span(&node);
        let (mut expr, mut transforms) = (None, Vec::new());
        let mut end = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expr => expr = Some(self.expr(part)?),
                Rule::transform => {
                    end = Some(self.span(&part));
                    transforms.push(self.transform(part)?);
                }
                _ => {}
            }
        }
        let expr = expr?;
        let Some(end) = end else { return Some(expr) };
        Some(Expr {
            span: span.to(end),
            kind: ExprKind::Transformed(Box::new(expr), transforms),
        })
    }

    fn transform(&mut self, node: Node<'_>) -> Option<(Transform, Option<Citation>)> {
        let citation = self.citation_in(&node);
        let node = node
            .into_inner()
            .find(|n| !matches!(n.as_rule(), Rule::comma | Rule::citation))?;
        let rule = node.as_rule();
        let has = |rule| node.clone().into_inner().any(|n| n.as_rule() == rule);
        let grain = node
            .clone()
            .into_inner()
            .find(|n| n.as_rule() == Rule::k_grain);
        let step = match grain {
            Some(grain) => grain_step(grain.as_str())?,
            None if has(Rule::k_cent) => RoundingStep::Cent,
            None => RoundingStep::Unit,
        };
        let transform = match rule {
            Rule::t_floor => Transform::Floor(self.sum_in(&node)?),
            Rule::t_cap => Transform::Cap(self.sum_in(&node)?),
            Rule::t_zero_below => Transform::ZeroBelow(self.sum_in(&node)?),
            Rule::t_rounded if has(Rule::k_down) => Transform::Round(step, RoundingMode::Down),
            Rule::t_rounded if has(Rule::k_up) => Transform::Round(step, RoundingMode::Up),
            Rule::t_rounded => Transform::Round(step, RoundingMode::Nearest),
            Rule::t_truncated => Transform::Round(step, RoundingMode::Truncate),
            Rule::t_reduced if has(Rule::k_per_month) => Transform::PerMonth,
            Rule::t_reduced => Transform::PerYear,
            _ => return None,
        };
        Some((transform, citation))
    }
}

/// The step of `au millième`, `à la centaine`.
fn grain_step(written: &str) -> Option<RoundingStep> {
    Some(match written.split_whitespace().last()? {
        "dixième" => RoundingStep::Decimals(1),
        "centième" => RoundingStep::Decimals(2),
        "millième" => RoundingStep::Decimals(3),
        "dix-millième" => RoundingStep::Decimals(4),
        "cent-millième" => RoundingStep::Decimals(5),
        "dizaine" => RoundingStep::Ten,
        "centaine" => RoundingStep::Hundred,
        _ => return None,
    })
}
