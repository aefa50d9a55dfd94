//! The call list: the rights that bring the most for sure, first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::form::Told;

/// By gain, the largest first; then in the order of the households.
type Place = (Reverse<i128>, u64);

/// The best rows so far: no more of them than asked, whatever the file.
#[derive(Debug)]
pub(crate) struct Ranking {
    limit: usize,
    best: BTreeMap<Place, Told>,
    seen: u64,
}

impl Ranking {
    /// Of so many rows.
    pub(crate) fn new(limit: usize) -> Ranking {
        Ranking {
            limit,
            best: BTreeMap::new(),
            seen: 0,
        }
    }

    /// The rows of one more household.
    pub(crate) fn push(&mut self, told: Told) {
        for row in told.rows {
            let place = (Reverse(row.sure_gain()), self.seen);
            self.seen = self.seen.saturating_add(1);
            let is_full = self.best.len() >= self.limit;
            if is_full
                && self
                    .best
                    .last_key_value()
                    .is_none_or(|(last, _)| *last < place)
            {
                continue;
            }
            if is_full {
                self.best.pop_last();
            }
            let alone = Told {
                id: told.id.clone(),
                month: told.month,
                rows: vec![row],
                steps: None,
            };
            self.best.insert(place, alone);
        }
    }

    /// The rows in their order.
    pub(crate) fn finish(&mut self) -> impl Iterator<Item = Told> {
        std::mem::take(&mut self.best).into_values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::Row;
    use droit_engine::calendar::Month;
    use droit_engine::reference::Verdict;

    fn told(id: usize, gains: &[Option<i128>]) -> Told {
        let row = |gain: &Option<i128>| Row {
            benefit: 0,
            verdict: Verdict::Certain,
            due: None,
            due_alone: None,
            received: None,
            is_received: None,
            gap: None,
            gain: gain.map(|g| (g, g + 1000)),
            forms: None,
            contribution: None,
            has_persons: false,
            persons: Vec::new(),
            missing: Vec::new(),
            motives: String::new(),
        };
        Told {
            id: id.to_string(),
            month: Month::parse("2026-03").unwrap(),
            rows: gains.iter().map(row).collect(),
            steps: None,
        }
    }

    #[test]
    fn the_largest_sure_gains_come_first_and_ties_keep_their_order() {
        let households: Vec<Vec<Option<i128>>> = (0..200)
            .map(|n| {
                (0..n % 4)
                    .map(|k| (k > 0).then_some((n * 37 + k * 11) % 50 - 10))
                    .collect()
            })
            .collect();
        let mut all: Vec<(i128, String)> = Vec::new();
        for (id, gains) in households.iter().enumerate() {
            all.extend(gains.iter().map(|g| (g.unwrap_or(0), id.to_string())));
        }
        all.sort_by_key(|(gain, _)| Reverse(*gain));
        for limit in [1, 7, 299, 10_000] {
            let mut ranking = Ranking::new(limit);
            for (id, gains) in households.iter().enumerate() {
                ranking.push(told(id, gains));
            }
            let found: Vec<(i128, String)> = ranking
                .finish()
                .map(|t| (t.rows.first().unwrap().sure_gain(), t.id))
                .collect();
            let expected: Vec<_> = all.iter().take(limit).cloned().collect();
            assert_eq!(found, expected);
        }
    }
}
