//! The median of amounts in a bounded memory: exact as long as there are few different amounts, then between the ends
//! of a step of ten cents, one euro, ten euros…
//!
//! The steps depend on the amounts only, not on their order: the same median for any number of threads.

use std::collections::BTreeMap;

/// Different steps that a counter keeps while a file is read.
pub(crate) const MOST: usize = 512;

/// When counters are put together, once the file is read.
pub(crate) const MOST_MERGED: usize = 1 << 16;

/// Counts of amounts, in hundredths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Histogram {
    /// Hundredths in a step.
    width: u64,
    steps: BTreeMap<u64, u64>,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            width: 1,
            steps: BTreeMap::new(),
        }
    }
}

impl Histogram {
    /// Counts an amount; what is due and not received is never negative.
    pub(crate) fn add(&mut self, cents: i128) {
        let cents = u64::try_from(cents.max(0)).unwrap_or(u64::MAX);
        let step = cents.checked_div(self.width).unwrap_or(0);
        let count = self.steps.entry(step).or_default();
        *count = count.saturating_add(1);
        self.shrink(MOST);
    }

    /// Counts what another one counted.
    pub(crate) fn merge(&mut self, other: &Histogram) {
        while self.width < other.width {
            self.coarsen();
        }
        let ratio = self.width.checked_div(other.width).unwrap_or(1).max(1);
        for (step, n) in &other.steps {
            let step = step.checked_div(ratio).unwrap_or(0);
            let count = self.steps.entry(step).or_default();
            *count = count.saturating_add(*n);
        }
        self.shrink(MOST_MERGED);
    }

    fn shrink(&mut self, most: usize) {
        while self.steps.len() > most {
            self.coarsen();
        }
    }

    fn coarsen(&mut self) {
        self.width = self.width.saturating_mul(10);
        let mut steps = BTreeMap::new();
        for (step, n) in std::mem::take(&mut self.steps) {
            let count = steps
                .entry(step.checked_div(10).unwrap_or(0))
                .or_insert(0_u64);
            *count = count.saturating_add(n);
        }
        self.steps = steps;
    }

    /// The least and the greatest amount that the median may be: the smallest amount that half of the households at
    /// least do not exceed.
    pub(crate) fn median(&self) -> Option<(i128, i128)> {
        let total = self.steps.values().fold(0_u64, |t, n| t.saturating_add(*n));
        let half = total.div_ceil(2);
        let mut below = 0_u64;
        for (step, n) in &self.steps {
            below = below.saturating_add(*n);
            if below >= half {
                let low = i128::from(*step).saturating_mul(i128::from(self.width));
                let high = low.saturating_add(i128::from(self.width.saturating_sub(1)));
                return Some((low, high));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(amounts: impl IntoIterator<Item = i128>) -> Histogram {
        let mut histogram = Histogram::default();
        amounts.into_iter().for_each(|cents| histogram.add(cents));
        histogram
    }

    #[test]
    fn few_amounts_have_an_exact_median() {
        assert_eq!(of([]).median(), None);
        assert_eq!(of([5]).median(), Some((5, 5)));
        assert_eq!(of([3, 1, 2]).median(), Some((2, 2)));
        assert_eq!(of([4, 3, 1, 2]).median(), Some((2, 2)));
        assert_eq!(of([-4]).median(), Some((0, 0)));
    }

    #[test]
    fn many_amounts_have_a_median_between_two_ends_whatever_their_order() {
        let amounts = || (0..20_000_i128).map(|i| i * 7_919 % 60_000);
        let (one, other) = (
            of(amounts()),
            of(amounts().collect::<Vec<_>>().into_iter().rev()),
        );
        assert_eq!(one, other);
        let (low, high) = one.median().unwrap();
        let mut sorted: Vec<i128> = amounts().collect();
        sorted.sort_unstable();
        let exact = sorted[sorted.len() / 2 - 1];
        assert!(low <= exact && exact <= high, "{low} {exact} {high}");
        assert_eq!(high - low, 999);
        assert!(one.steps.len() <= MOST);
    }

    #[test]
    fn counters_of_different_steps_are_put_together() {
        let mut merged = of([5, 6, 7]);
        merged.merge(&of(0..600));
        assert_eq!((merged.width, merged.steps.len()), (10, 60));
        let mut other = of(0..600);
        other.merge(&of([5, 6, 7]));
        assert_eq!(merged, other);
    }
}
