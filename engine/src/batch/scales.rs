//! Scales over a column of keys.

use super::column::{Column, fit};
use super::loops::{each1, into1, into2};
use super::pool::Pool;
use crate::law::Table;
use crate::program::ScaleKind;

/// The result for each key; `None` when a step does not fit, or needs its key to be read apart.
pub(super) fn lookup(pool: &Pool, keys: &Column<i64>, table: &Table) -> Option<Column<i64>> {
    let keys = match keys {
        Column::Same(key) => return Some(Column::Same(fit(table.at(i128::from(*key))?))),
        Column::Each(keys) => keys,
    };
    let steps = narrowed(table)?;
    match table.kind {
        ScaleKind::Step => Some(Column::Each(step(pool, keys, &steps))),
        ScaleKind::Marginal => Some(Column::Each(marginal(pool, keys, &steps))),
        ScaleKind::Cumulative => cumulative(pool, keys, &steps, table.key_den).map(Column::Each),
    }
}

/// Every result for the keys between two ends; `None` when it must be read apart.
pub(super) fn lookup_between(
    pool: &Pool,
    lo: &Column<i64>,
    hi: &Column<i64>,
    table: &Table,
) -> Option<(Column<i64>, Column<i64>)> {
    if table.kind != ScaleKind::Step {
        // Rates that are never negative: the result goes up with the key.
        let up = table.steps.iter().all(|(_, value)| *value >= 0);
        return up.then(|| Some((lookup(pool, lo, table)?, lookup(pool, hi, table)?)))?;
    }
    let steps = narrowed(table)?;
    let before = steps
        .first()
        .filter(|(bound, _)| *bound > i64::MIN)
        .map(|_| 0);
    let values = || {
        before
            .into_iter()
            .chain(steps.iter().map(|(_, value)| *value))
    };
    if values().is_sorted() {
        return Some((lookup(pool, lo, table)?, lookup(pool, hi, table)?));
    }
    if values().is_sorted_by(|a, b| a >= b) {
        return Some((lookup(pool, hi, table)?, lookup(pool, lo, table)?));
    }
    let rows = match (lo, hi) {
        (Column::Each(rows), _) | (_, Column::Each(rows)) => rows.len(),
        _ => return None,
    };
    let (lo, hi) = (
        pool.each(pool.copy(lo), rows),
        pool.each(pool.copy(hi), rows),
    );
    let (mut least, mut most) = (pool.take(rows), pool.take(rows));
    least.fill(i64::MAX);
    most.fill(i64::MIN);
    let before = std::iter::once((i64::MIN, 0)).chain(steps.iter().copied());
    let nexts = steps.iter().map(|(bound, _)| *bound).chain([i64::MAX]);
    for ((start, value), end) in before.zip(nexts) {
        let keys = (lo.as_slice(), hi.as_slice());
        into2(
            &mut least,
            keys,
            #[inline(always)]
            move |least: i64, lo, hi| {
                let inside = (lo < end) & (hi >= start);
                if inside { value.min(least) } else { least }
            },
        );
        into2(
            &mut most,
            keys,
            #[inline(always)]
            move |most: i64, lo, hi| {
                let inside = (lo < end) & (hi >= start);
                if inside { value.max(most) } else { most }
            },
        );
    }
    pool.give(Column::Each(lo));
    pool.give(Column::Each(hi));
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
fn step(pool: &Pool, keys: &[i64], steps: &[(i64, i64)]) -> Vec<i64> {
    let mut values = pool.take(keys.len());
    values.fill(0);
    for (bound, value) in steps.iter().copied() {
        into1(
            &mut values,
            keys,
            #[inline(always)]
            move |out, key| if bound <= key { value } else { out },
        );
    }
    values
}

/// Each part of the key at its rate, modulo 2^64.
fn marginal(pool: &Pool, keys: &[i64], steps: &[(i64, i64)]) -> Vec<i64> {
    let mut values = pool.take(keys.len());
    values.fill(0);
    let nexts = steps.iter().skip(1).map(|(bound, _)| *bound);
    let ends = nexts.chain(std::iter::once(i64::MAX));
    for ((bound, rate), end) in steps.iter().copied().zip(ends) {
        let (start, end) = (bound.max(0), end.max(0));
        into1(
            &mut values,
            keys,
            #[inline(always)]
            move |out: i64, key: i64| {
                let part = key.min(end).wrapping_sub(start).max(0);
                out.wrapping_add(part.wrapping_mul(rate))
            },
        );
    }
    values
}

/// The sum, over the whole numbers from 1 to the key, of the value of the step that holds each, modulo 2^64.
fn cumulative(pool: &Pool, keys: &[i64], steps: &[(i64, i64)], den: i128) -> Option<Vec<i64>> {
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
    let whole = (den != 1).then(|| {
        let mut whole = pool.take::<i64>(keys.len());
        each1(&mut whole, keys, move |key: i64| {
            key.wrapping_div_euclid(den)
        });
        whole
    });
    let keys = whole.as_deref().unwrap_or(keys);
    let mut values = pool.take(keys.len());
    values.fill(0);
    for (((_, value), first), next) in steps.iter().copied().zip(&firsts).zip(nexts) {
        let last = next.wrapping_sub(1);
        let before = first.wrapping_sub(1);
        into1(
            &mut values,
            keys,
            #[inline(always)]
            move |out: i64, key: i64| {
                let count = last.min(key).wrapping_sub(before).max(0);
                out.wrapping_add(count.wrapping_mul(value))
            },
        );
    }
    if let Some(whole) = whole {
        pool.give(Column::Each(whole));
    }
    Some(values)
}
