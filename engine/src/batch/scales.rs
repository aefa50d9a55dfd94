//! Scales over a column of keys.

use super::column::{Column, fit};
use super::simd::wide;
use crate::law::Table;
use crate::program::ScaleKind;

/// The result for each key; `None` when a step does not fit, or needs its key to be read apart.
pub(super) fn lookup(keys: &Column<i64>, table: &Table) -> Option<Column<i64>> {
    let keys = match keys {
        Column::Same(key) => return Some(Column::Same(fit(table.at(i128::from(*key))?))),
        Column::Each(keys) => keys,
    };
    let steps = narrowed(table)?;
    match table.kind {
        ScaleKind::Step => Some(Column::Each(step(keys, &steps))),
        ScaleKind::Marginal => Some(Column::Each(marginal(keys, &steps))),
        ScaleKind::Cumulative => cumulative(keys, &steps, table.key_den).map(Column::Each),
    }
}

/// Every result for the keys between two ends; `None` when it must be read apart.
pub(super) fn lookup_between(
    lo: &Column<i64>,
    hi: &Column<i64>,
    table: &Table,
) -> Option<(Column<i64>, Column<i64>)> {
    if table.kind != ScaleKind::Step {
        // Rates that are never negative: the result goes up with the key.
        let up = table.steps.iter().all(|(_, value)| *value >= 0);
        return up.then(|| Some((lookup(lo, table)?, lookup(hi, table)?)))?;
    }
    let steps = narrowed(table)?;
    let rows = match (lo, hi) {
        (Column::Each(rows), _) | (_, Column::Each(rows)) => rows.len(),
        _ => return None,
    };
    let all = |column: &Column<i64>| match column {
        Column::Same(value) => vec![*value; rows],
        Column::Each(values) => values.clone(),
    };
    let (lo, hi) = (all(lo), all(hi));
    let (mut least, mut most) = (vec![i64::MAX; rows], vec![i64::MIN; rows]);
    let before = std::iter::once((i64::MIN, 0)).chain(steps.iter().copied());
    let ends = steps.iter().map(|(bound, _)| *bound).chain([i64::MAX]);
    for ((start, value), end) in before.zip(ends) {
        wide(
            #[inline(always)]
            || {
                let keys = lo.iter().zip(&hi);
                let results = least.iter_mut().zip(&mut most);
                for ((least, most), (lo, hi)) in results.zip(keys) {
                    let inside = (*lo < end) & (*hi >= start);
                    *least = if inside { value.min(*least) } else { *least };
                    *most = if inside { value.max(*most) } else { *most };
                }
            },
        );
    }
    Some((Column::Each(least), Column::Each(most)))
}

/// The steps as integers that are proved to fit.
fn narrowed(table: &Table) -> Option<Vec<(i64, i64)>> {
    let step = |(bound, value): &(i128, i128)| {
        let bound = (*bound).clamp(i128::from(i64::MIN), i128::from(i64::MAX));
        Some((i64::try_from(bound).ok()?, i64::try_from(*value).ok()?))
    };
    table.steps.iter().map(step).collect()
}

/// The value of the last step whose bound is not above the key.
fn step(keys: &[i64], steps: &[(i64, i64)]) -> Vec<i64> {
    let mut values = vec![0_i64; keys.len()];
    for (bound, value) in steps {
        wide(
            #[inline(always)]
            || {
                for (out, key) in values.iter_mut().zip(keys) {
                    *out = if bound <= key { *value } else { *out };
                }
            },
        );
    }
    values
}

/// Each part of the key at its rate, modulo 2^64.
fn marginal(keys: &[i64], steps: &[(i64, i64)]) -> Vec<i64> {
    let mut values = vec![0_i64; keys.len()];
    let nexts = steps.iter().skip(1).map(|(bound, _)| *bound);
    let ends = nexts.chain(std::iter::once(i64::MAX));
    for ((bound, rate), end) in steps.iter().zip(ends) {
        let (start, end) = ((*bound).max(0), end.max(0));
        wide(
            #[inline(always)]
            || {
                for (out, key) in values.iter_mut().zip(keys) {
                    let part = (*key).min(end).wrapping_sub(start).max(0);
                    *out = out.wrapping_add(part.wrapping_mul(*rate));
                }
            },
        );
    }
    values
}

/// The sum, over the whole numbers from 1 to the key, of the value of the step that holds each, modulo 2^64.
fn cumulative(keys: &[i64], steps: &[(i64, i64)], den: i128) -> Option<Vec<i64>> {
    let den = i64::try_from(den).ok().filter(|den| *den > 0)?;
    let ceil = |bound: i64| {
        let above = i64::from(bound.checked_rem_euclid(den) != Some(0));
        bound.wrapping_div_euclid(den).wrapping_add(above).max(1)
    };
    let firsts: Vec<i64> = steps.iter().map(|(bound, _)| ceil(*bound)).collect();
    let nexts = firsts
        .iter()
        .copied()
        .skip(1)
        .chain(std::iter::once(i64::MAX));
    let mut values = vec![0_i64; keys.len()];
    for (((_, value), first), next) in steps.iter().zip(&firsts).zip(nexts) {
        let last = next.wrapping_sub(1);
        let before = first.wrapping_sub(1);
        let add = |out: &mut i64, key: i64| {
            let count = last.min(key).wrapping_sub(before).max(0);
            *out = out.wrapping_add(count.wrapping_mul(*value));
        };
        let rows = values.iter_mut().zip(keys);
        if den == 1 {
            wide(
                #[inline(always)]
                || rows.for_each(|(out, key)| add(out, *key)),
            );
        } else {
            rows.for_each(|(out, key)| add(out, key.wrapping_div_euclid(den)));
        }
    }
    Some(values)
}
