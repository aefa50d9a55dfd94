//! Loops over columns. What is the same in every row is computed once.
//!
//! They hold what they read by value: behind a reference, the compiler would read it again for each row, and leave vectors
//! aside.

use super::column::Column;
use super::compute::{MAYBE, OUI};
use super::integer::Integer;
use super::pool::{Kept, Pool};
use super::simd::wide;

/// Row by row, one operand.
#[inline(always)]
pub(super) fn each1<A: Copy, R>(out: &mut [R], a: &[A], f: impl Fn(A) -> R + Copy) {
    wide(
        #[inline(always)]
        move || {
            for (out, a) in out.iter_mut().zip(a) {
                *out = f(*a);
            }
        },
    );
}

/// Row by row, two operands.
#[inline(always)]
pub(super) fn each2<A: Copy, B: Copy, R>(
    out: &mut [R],
    (a, b): (&[A], &[B]),
    f: impl Fn(A, B) -> R + Copy,
) {
    wide(
        #[inline(always)]
        move || {
            for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                *out = f(*a, *b);
            }
        },
    );
}

/// Row by row, an operand into what is there.
#[inline(always)]
pub(super) fn into1<A: Copy, R: Copy>(out: &mut [R], a: &[A], f: impl Fn(R, A) -> R + Copy) {
    wide(
        #[inline(always)]
        move || {
            for (out, a) in out.iter_mut().zip(a) {
                *out = f(*out, *a);
            }
        },
    );
}

/// Row by row, two operands into what is there.
#[inline(always)]
pub(super) fn into2<A: Copy, B: Copy, R: Copy>(
    out: &mut [R],
    (a, b): (&[A], &[B]),
    f: impl Fn(R, A, B) -> R + Copy,
) {
    wide(
        #[inline(always)]
        move || {
            for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                *out = f(*out, *a, *b);
            }
        },
    );
}

/// One operand.
#[inline(always)]
pub(super) fn map1<A: Copy, R: Kept>(
    pool: &Pool,
    a: &Column<A>,
    f: impl Fn(A) -> R + Copy,
) -> Column<R> {
    match a {
        Column::Same(a) => Column::Same(f(*a)),
        Column::Each(a) => {
            let mut out = pool.take(a.len());
            each1(&mut out, a, f);
            Column::Each(out)
        }
    }
}

/// Two operands.
#[inline(always)]
pub(super) fn map2<A: Copy, B: Copy, R: Kept>(
    pool: &Pool,
    a: &Column<A>,
    b: &Column<B>,
    f: impl Fn(A, B) -> R + Copy,
) -> Column<R> {
    match (a, b) {
        (Column::Same(a), b) => {
            let a = *a;
            map1(
                pool,
                b,
                #[inline(always)]
                move |b| f(a, b),
            )
        }
        (a, Column::Same(b)) => {
            let b = *b;
            map1(
                pool,
                a,
                #[inline(always)]
                move |a| f(a, b),
            )
        }
        (Column::Each(a), Column::Each(b)) => {
            let mut out = pool.take(a.len());
            each2(&mut out, (a, b), f);
            Column::Each(out)
        }
    }
}

/// Three operands.
#[inline(always)]
pub(super) fn map3<A: Copy, B: Copy, C: Copy, R: Kept>(
    pool: &Pool,
    a: &Column<A>,
    b: &Column<B>,
    c: &Column<C>,
    f: impl Fn(A, B, C) -> R + Copy,
) -> Column<R> {
    match (a, b, c) {
        (Column::Same(a), b, c) => {
            let a = *a;
            map2(
                pool,
                b,
                c,
                #[inline(always)]
                move |b, c| f(a, b, c),
            )
        }
        (a, Column::Same(b), c) => {
            let b = *b;
            map2(
                pool,
                a,
                c,
                #[inline(always)]
                move |a, c| f(a, b, c),
            )
        }
        (a, b, Column::Same(c)) => {
            let c = *c;
            map2(
                pool,
                a,
                b,
                #[inline(always)]
                move |a, b| f(a, b, c),
            )
        }
        (Column::Each(a), Column::Each(b), Column::Each(c)) => {
            let mut values = pool.take(a.len());
            let out = values.as_mut_slice();
            wide(
                #[inline(always)]
                move || {
                    for (((out, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
                        *out = f(*a, *b, *c);
                    }
                },
            );
            Column::Each(values)
        }
    }
}

/// `si … alors … sinon …`, and what both branches give where the condition is open.
#[inline(always)]
pub(super) fn pick<T: Kept>(
    pool: &Pool,
    condition: &Column<u8>,
    then: &Column<T>,
    other: &Column<T>,
    both: impl Fn(T, T) -> T + Copy,
) -> Column<T> {
    if condition.is_known() {
        return map3(
            pool,
            condition,
            then,
            other,
            #[inline(always)]
            |condition, then, other| if condition == OUI { then } else { other },
        );
    }
    map3(
        pool,
        condition,
        then,
        other,
        #[inline(always)]
        move |condition, then, other| {
            let known = if condition == OUI { then } else { other };
            let open = both(then, other);
            if condition == MAYBE { open } else { known }
        },
    )
}

/// Joins several columns, row by row.
#[inline(always)]
pub(super) fn fold<'c, T: Kept + 'c>(
    pool: &Pool,
    columns: impl IntoIterator<Item = &'c Column<T>>,
    f: impl Fn(T, T) -> T + Copy,
) -> Option<Column<T>> {
    let mut columns = columns.into_iter();
    let first = columns.next()?;
    let Some(second) = columns.next() else {
        return Some(pool.copy(first));
    };
    let mut so_far = map2(pool, first, second, f);
    for column in columns {
        so_far = match (so_far, column) {
            (Column::Each(mut rows), Column::Each(values)) => {
                into1(&mut rows, values, f);
                Column::Each(rows)
            }
            (so_far, column) => {
                let joined = map2(pool, &so_far, column, f);
                pool.give(so_far);
                joined
            }
        };
    }
    Some(so_far)
}

/// `constant + Σ factor × term`, modulo the size of the integers: exact whenever the result fits.
pub(super) fn linear<T: Integer>(pool: &Pool, constant: T, terms: &[(&Column<T>, T)]) -> Column<T> {
    if let [(column, factor)] = *terms {
        return map1(
            pool,
            column,
            #[inline(always)]
            move |term: T| constant.plus(term.times(factor)),
        );
    }
    let mut base = constant;
    let (zero, one) = (T::default(), T::from(1));
    let opposite = zero.minus(one);
    let (mut plain, mut scaled) = (Vec::new(), Vec::new());
    for (column, factor) in terms {
        match column {
            Column::Same(value) => base = base.plus(value.times(*factor)),
            Column::Each(rows) if *factor == one => plain.push((rows.as_slice(), zero)),
            Column::Each(rows) if *factor == opposite => plain.push((rows.as_slice(), opposite)),
            Column::Each(rows) => scaled.push((rows.as_slice(), *factor)),
        }
    }
    let Some((first, _)) = plain.first().or(scaled.first()) else {
        return Column::Same(base);
    };
    let mut sum = pool.take(first.len());
    let start = plain.is_empty().then_some(base);
    // A product of 64 bits takes eight operations on the vectors of most processors. A term as it is takes none, and its
    // opposite two: its bits turned over, plus one.
    add(
        &mut sum,
        (Some(base), &plain),
        #[inline(always)]
        |term: T, turned| (term ^ turned).minus(turned),
    );
    add(
        &mut sum,
        (start, &scaled),
        #[inline(always)]
        |term: T, factor| term.times(factor),
    );
    Column::Each(sum)
}

/// Adds terms to a sum, or to the number that starts it; two at a time, so that the sum is read and written half as much.
#[inline(always)]
fn add<T: Integer>(
    sum: &mut [T],
    (mut start, terms): (Option<T>, &[(&[T], T)]),
    times: impl Fn(T, T) -> T + Copy,
) {
    for pair in terms.chunks(2) {
        match (start.take(), pair) {
            (Some(start), &[(a, p), (b, q)]) => each2(
                sum,
                (a, b),
                #[inline(always)]
                move |a, b| start.plus(times(a, p)).plus(times(b, q)),
            ),
            (Some(start), &[(a, p)]) => each1(
                sum,
                a,
                #[inline(always)]
                move |a| start.plus(times(a, p)),
            ),
            (None, &[(a, p), (b, q)]) => into2(
                sum,
                (a, b),
                #[inline(always)]
                move |sum: T, a, b| sum.plus(times(a, p)).plus(times(b, q)),
            ),
            (None, &[(a, p)]) => into1(
                sum,
                a,
                #[inline(always)]
                move |sum: T, a| sum.plus(times(a, p)),
            ),
            _ => {}
        }
    }
}
