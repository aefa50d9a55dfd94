//! Numbers: sums, products, extrema, roundings. Denominators are settled here, once.

use super::graph::{Graph, Made, Refusal};
use super::{Kind, NodeId, Op, TableId};
use crate::exact::{Exact, Rounding, lcm};
use crate::sorted::{sort, sort_by_key};

/// A sum with more terms than this is not merged into another one.
const MERGED: usize = 4;

fn fits<T>(value: Option<T>) -> Result<T, Refusal> {
    value.ok_or(Refusal::TooLarge)
}

impl Graph {
    /// `Σ factor × node + constant`. Sums of sums are merged when they are short, so that what cancels out does.
    pub(crate) fn linear(&mut self, terms: &[(NodeId, Exact)], constant: Exact) -> Made {
        // Weights on numerators.
        let mut weights: Vec<(NodeId, Exact)> = Vec::new();
        let mut sum = constant;
        for (id, factor) in terms {
            let weight = fits(Exact::new(1, self.den(*id)).and_then(|unit| unit.times(*factor)))?;
            if let Some(value) = self.constant(*id) {
                let part = fits(Exact::whole(value.ends().0).times(weight))?;
                sum = fits(sum.plus(part))?;
                continue;
            }
            match self.op(*id) {
                Some(Op::Linear {
                    terms: inner,
                    constant,
                }) if inner.len() <= MERGED => {
                    let part = fits(Exact::whole(*constant).times(weight))?;
                    let inner: Vec<(NodeId, i128)> = inner.to_vec();
                    sum = fits(sum.plus(part))?;
                    for (node, coefficient) in inner {
                        add(
                            &mut weights,
                            node,
                            fits(Exact::whole(coefficient).times(weight))?,
                        )?;
                    }
                }
                _ => add(&mut weights, *id, weight)?,
            }
        }
        weights.retain(|(_, w)| w.num() != 0);
        if weights.is_empty() {
            return Ok(self.exact(sum));
        }
        let mut den = sum.den();
        for (_, weight) in &weights {
            den = fits(lcm(den, weight.den()))?;
        }
        if let ([(id, weight)], 0) = (weights.as_slice(), sum.num())
            && *weight == fits(Exact::new(1, self.den(*id)))?
        {
            return Ok(*id);
        }
        let mut terms = Vec::with_capacity(weights.len());
        for (id, weight) in weights {
            terms.push((id, fits(weight.over(den))?));
        }
        sort_by_key(&mut terms, |(id, _)| *id);
        let constant = fits(sum.over(den))?;
        self.make(
            Op::Linear {
                terms: terms.into(),
                constant,
            },
            Kind::Number { den },
        )
    }

    /// `node × factor`.
    pub(crate) fn scaled(&mut self, node: NodeId, factor: Exact) -> Made {
        self.linear(&[(node, factor)], Exact::ZERO)
    }

    /// `a − b`.
    pub(crate) fn minus(&mut self, a: NodeId, b: NodeId) -> Made {
        self.linear(&[(a, Exact::ONE), (b, Exact::whole(-1))], Exact::ZERO)
    }

    /// The same value over a multiple of its denominator.
    pub(crate) fn aligned(&mut self, node: NodeId, den: i128) -> Made {
        let own = self.den(node);
        if own == den {
            return Ok(node);
        }
        let factor = fits(den.checked_div(own))?;
        let kind = Kind::Number { den };
        if let Some(value) = self.constant(node) {
            let value = fits(value.scaled(factor))?;
            return Ok(self.constant_node(value, kind));
        }
        let op = match self.op(node) {
            Some(Op::Linear { terms, constant }) if terms.len() <= MERGED => {
                let terms: Option<Vec<_>> = terms
                    .iter()
                    .map(|(id, c)| Some((*id, c.checked_mul(factor)?)))
                    .collect();
                Op::Linear {
                    terms: fits(terms)?.into(),
                    constant: fits(constant.checked_mul(factor))?,
                }
            }
            _ => Op::Linear {
                terms: Box::new([(node, factor)]),
                constant: 0,
            },
        };
        self.make(op, kind)
    }

    /// Several numbers over one denominator.
    pub(crate) fn alike(&mut self, nodes: &[NodeId]) -> Result<(Vec<NodeId>, i128), Refusal> {
        let mut den = 1;
        for id in nodes {
            den = fits(lcm(den, self.den(*id)))?;
        }
        let nodes: Result<Vec<NodeId>, Refusal> =
            nodes.iter().map(|id| self.aligned(*id, den)).collect();
        Ok((nodes?, den))
    }

    /// Two values of one kind, ready to be chosen between.
    pub(crate) fn pair(&mut self, a: NodeId, b: NodeId) -> Result<(NodeId, NodeId, Kind), Refusal> {
        match (self.kind(a), self.kind(b)) {
            (Kind::Number { .. }, Kind::Number { .. }) => {
                let (nodes, den) = self.alike(&[a, b])?;
                match nodes.as_slice() {
                    [a, b] => Ok((*a, *b, Kind::Number { den })),
                    _ => Err(Refusal::Internal("paire")),
                }
            }
            (x, y) if x == y => Ok((a, b, x)),
            _ => Err(Refusal::Internal("valeurs de natures différentes")),
        }
    }

    /// Product.
    pub(crate) fn times(&mut self, a: NodeId, b: NodeId) -> Made {
        match (self.number(a), self.number(b)) {
            (Some(factor), _) => self.scaled(b, factor),
            (_, Some(factor)) => self.scaled(a, factor),
            _ => {
                let den = fits(self.den(a).checked_mul(self.den(b)))?;
                let (a, b) = (a.min(b), a.max(b));
                self.make(Op::Mul(a, b), Kind::Number { den })
            }
        }
    }

    /// Quotient by a constant, or by a constant of the territory.
    pub(crate) fn over(&mut self, a: NodeId, b: NodeId) -> Made {
        let inverse = self.inverse(b)?;
        self.times(a, inverse)
    }

    fn inverse(&mut self, node: NodeId) -> Made {
        if let Some(value) = self.number(node) {
            let inverse = value.inverse().ok_or(Refusal::Divisor)?;
            return Ok(self.exact(inverse));
        }
        let Some(Op::SelectChoice { on, cases }) = self.op(node).cloned() else {
            return Err(Refusal::Divisor);
        };
        let mut masks = Vec::new();
        let mut inverses = Vec::new();
        for (mask, case) in cases {
            let value = self
                .number(case)
                .and_then(Exact::inverse)
                .ok_or(Refusal::Divisor)?;
            masks.push(mask);
            inverses.push(self.exact(value));
        }
        let (inverses, _) = self.alike(&inverses)?;
        self.choose(on, masks.into_iter().zip(inverses).collect())
    }

    /// The largest or the smallest.
    pub(crate) fn extremum(&mut self, max: bool, nodes: &[NodeId]) -> Made {
        let (nodes, den) = self.alike(nodes)?;
        let mut items: Vec<NodeId> = Vec::new();
        for id in nodes {
            match self.op(id) {
                Some(Op::Max(inner)) if max => items.extend(inner.iter().copied()),
                Some(Op::Min(inner)) if !max => items.extend(inner.iter().copied()),
                _ => items.push(id),
            }
        }
        sort(&mut items);
        items.dedup();
        // What one operand reaches for sure hides those that never go beyond.
        let ends = |id: NodeId| self.range(id).ends();
        let rank = |id: &NodeId| {
            let (lo, hi) = ends(*id);
            if max {
                (lo, hi)
            } else {
                (hi.saturating_neg(), lo.saturating_neg())
            }
        };
        let best = items
            .iter()
            .copied()
            .max_by_key(rank)
            .ok_or(Refusal::Internal("extremum de rien"))?;
        let (low, high) = ends(best);
        items.retain(|id| {
            let (lo, hi) = ends(*id);
            *id == best || if max { hi > low } else { lo < high }
        });
        match items.as_slice() {
            [one] => Ok(*one),
            _ => {
                let items = items.into_boxed_slice();
                self.make(
                    if max { Op::Max(items) } else { Op::Min(items) },
                    Kind::Number { den },
                )
            }
        }
    }

    /// Rounds to a whole number of `1/step`.
    pub(crate) fn rounded(&mut self, value: NodeId, step: i128, mode: Rounding) -> Made {
        let den = self.den(value);
        if step > 0 && step.checked_rem(den) == Some(0) {
            // Already a whole number of steps.
            return Ok(value);
        }
        let ratio = fits(Exact::new(step, den))?;
        let op = Op::Round {
            value,
            mul: ratio.num(),
            div: ratio.den(),
            mode,
        };
        self.make(op, Kind::Number { den: step })
    }

    /// `value / by` rounded to a whole number of `1/step`.
    pub(crate) fn rounded_quotient(
        &mut self,
        value: NodeId,
        by: NodeId,
        step: i128,
        mode: Rounding,
    ) -> Made {
        let (lo, hi) = self.range(by).ends();
        if lo <= 0 && hi >= 0 {
            return Err(Refusal::Divisor);
        }
        if lo < 0 {
            let (value, by) = (
                self.scaled(value, Exact::whole(-1))?,
                self.scaled(by, Exact::whole(-1))?,
            );
            return self.rounded_quotient(value, by, step, mode);
        }
        // (value / value_den) / (by / by_den) × step
        let ratio = fits(
            step.checked_mul(self.den(by))
                .and_then(|mul| Exact::new(mul, self.den(value))),
        )?;
        let op = Op::RoundQuotient {
            value,
            by,
            mul: ratio.num(),
            div: ratio.den(),
            mode,
        };
        self.make(op, Kind::Number { den: step })
    }

    /// Zero when less than a threshold.
    pub(crate) fn zero_below(&mut self, value: NodeId, threshold: NodeId) -> Made {
        let (value, threshold, kind) = self.pair(value, threshold)?;
        if self.range(value).ends().0 >= self.range(threshold).ends().1 {
            return Ok(value);
        }
        self.make(Op::ZeroBelow { value, threshold }, kind)
    }

    /// A scale by its key.
    pub(crate) fn lookup(&mut self, key: NodeId, table: TableId, key_den: i128, den: i128) -> Made {
        let key = self.aligned(key, key_den)?;
        self.make(Op::Lookup { key, table }, Kind::Number { den })
    }
}

fn add(weights: &mut Vec<(NodeId, Exact)>, node: NodeId, weight: Exact) -> Result<(), Refusal> {
    match weights.iter_mut().find(|(id, _)| *id == node) {
        Some((_, w)) => *w = fits(w.plus(weight))?,
        None => weights.push((node, weight)),
    }
    Ok(())
}
