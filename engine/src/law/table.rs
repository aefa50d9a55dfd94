//! A scale at a date: bounds of the key, values of the steps.

use super::Possible;
use crate::program::ScaleKind;

/// The steps of a scale, in the denominators of its key and of its values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Table {
    /// How steps combine.
    pub kind: ScaleKind,
    /// Denominator of the key.
    pub key_den: i128,
    /// Denominator of the values.
    pub value_den: i128,
    /// Lower bound of the key (numerator over `key_den`) and value (numerator over `value_den`), by increasing
    /// bound. A first step without lower bound starts at `i128::MIN`.
    pub steps: Vec<(i128, i128)>,
}

impl Table {
    /// Denominator of the result.
    #[must_use]
    pub fn den(&self) -> Option<i128> {
        match self.kind {
            ScaleKind::Step | ScaleKind::Cumulative => Some(self.value_den),
            ScaleKind::Marginal => self.key_den.checked_mul(self.value_den),
        }
    }

    /// The result for one key; `None` when it does not fit.
    #[must_use]
    pub fn at(&self, key: i128) -> Option<i128> {
        match self.kind {
            ScaleKind::Step => {
                let above = self.steps.partition_point(|(bound, _)| *bound <= key);
                let step = above.checked_sub(1).and_then(|i| self.steps.get(i));
                Some(step.map_or(0, |(_, value)| *value))
            }
            ScaleKind::Cumulative => self.cumulative(key.checked_div_euclid(self.key_den)?),
            ScaleKind::Marginal => self.parts(key),
        }
    }

    /// The sum, over the whole numbers 1 to `last`, of the value of the step that holds each.
    fn cumulative(&self, last: i128) -> Option<i128> {
        let mut sum = 0_i128;
        for (i, (bound, value)) in self.steps.iter().enumerate() {
            // The first whole number of the step, and the first one of the next step.
            let first = ceil(*bound, self.key_den)?.max(1);
            if first > last {
                break;
            }
            let next = match self.steps.get(i.checked_add(1)?) {
                Some((bound, _)) => ceil(*bound, self.key_den)?.max(1),
                None => last.checked_add(1)?,
            };
            let count = next.min(last.checked_add(1)?).checked_sub(first)?.max(0);
            sum = sum.checked_add(value.checked_mul(count)?)?;
        }
        Some(sum)
    }

    /// Each part of the key at its rate. A first bracket without lower bound starts at zero.
    fn parts(&self, key: i128) -> Option<i128> {
        let mut sum = 0_i128;
        for (i, (bound, rate)) in self.steps.iter().enumerate() {
            let start = (*bound).max(0);
            if start >= key {
                break;
            }
            let end = self
                .steps
                .get(i.checked_add(1)?)
                .map_or(key, |(next, _)| (*next).max(0).min(key));
            let part = end.checked_sub(start)?.max(0);
            sum = sum.checked_add(part.checked_mul(*rate)?)?;
        }
        Some(sum)
    }

    /// Every result for the keys of an interval. Between two bounds the result is constant or goes one way, so the
    /// ends and the bounds in between tell everything.
    #[must_use]
    pub fn over(&self, key: Possible) -> Option<Possible> {
        let (lo, hi) = key.ends();
        let one = |key| self.at(key).and_then(|value| Possible::fits(value, value));
        let mut result = one(lo)?;
        if lo == hi {
            return Some(result);
        }
        result = result.hull(one(hi)?);
        if self.kind == ScaleKind::Step {
            let inside = self.steps.iter().filter(|(b, _)| lo < *b && *b < hi);
            return Some(inside.fold(result, |all, (_, v)| all.hull(Possible::only(*v))));
        }
        // Rates of one sign: the result goes one way.
        if self.steps.iter().all(|(_, v)| *v >= 0) || self.steps.iter().all(|(_, v)| *v <= 0) {
            return Some(result);
        }
        for (bound, _) in &self.steps {
            // The turning points: where a step starts, and the last key before it.
            for turn in [Some(*bound), bound.checked_sub(1)].into_iter().flatten() {
                if lo < turn && turn < hi {
                    result = result.hull(one(turn)?);
                }
            }
        }
        Some(result)
    }
}

/// `a / b` rounded up; the smallest number stays the smallest.
fn ceil(a: i128, b: i128) -> Option<i128> {
    if a == i128::MIN {
        Some(a)
    } else {
        crate::exact::divide(a, b, crate::exact::Rounding::Up)
    }
}
