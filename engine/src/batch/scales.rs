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
    let mut steps = Vec::with_capacity(table.steps.len());
    for (bound, value) in &table.steps {
        let bound = (*bound).clamp(i128::from(i64::MIN), i128::from(i64::MAX));
        steps.push((i64::try_from(bound).ok()?, i64::try_from(*value).ok()?));
    }
    match table.kind {
        ScaleKind::Step => Some(Column::Each(step(keys, &steps))),
        ScaleKind::Marginal => Some(Column::Each(marginal(keys, &steps))),
        ScaleKind::Cumulative => cumulative(keys, &steps, table.key_den).map(Column::Each),
    }
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
        let above = i64::from(bound.wrapping_rem_euclid(den) != 0);
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
        for (out, key) in values.iter_mut().zip(keys) {
            let after = key.wrapping_div_euclid(den).wrapping_add(1);
            let count = next.min(after).wrapping_sub(*first).max(0);
            *out = out.wrapping_add(count.wrapping_mul(*value));
        }
    }
    Some(values)
}
