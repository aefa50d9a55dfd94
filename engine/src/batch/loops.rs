//! Loops over columns. What is the same in every row is computed once.

use super::column::Column;
use super::compute::{MAYBE, OUI};
use super::simd::wide;

/// One operand.
#[inline(always)]
pub(super) fn map1<A: Copy, R: Copy + Default>(
    a: &Column<A>,
    f: impl Fn(A) -> R + Copy,
) -> Column<R> {
    match a {
        Column::Same(a) => Column::Same(f(*a)),
        Column::Each(a) => {
            let mut out = vec![R::default(); a.len()];
            wide(
                #[inline(always)]
                || {
                    for (out, a) in out.iter_mut().zip(a) {
                        *out = f(*a);
                    }
                },
            );
            Column::Each(out)
        }
    }
}

/// Two operands.
#[inline(always)]
pub(super) fn map2<A: Copy, B: Copy, R: Copy + Default>(
    a: &Column<A>,
    b: &Column<B>,
    f: impl Fn(A, B) -> R + Copy,
) -> Column<R> {
    match (a, b) {
        (Column::Same(a), b) => map1(
            b,
            #[inline(always)]
            |b| f(*a, b),
        ),
        (a, Column::Same(b)) => map1(
            a,
            #[inline(always)]
            |a| f(a, *b),
        ),
        (Column::Each(a), Column::Each(b)) => {
            let mut out = vec![R::default(); a.len()];
            wide(
                #[inline(always)]
                || {
                    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                        *out = f(*a, *b);
                    }
                },
            );
            Column::Each(out)
        }
    }
}

/// Three operands.
#[inline(always)]
pub(super) fn map3<A: Copy, B: Copy, C: Copy, R: Copy + Default>(
    a: &Column<A>,
    b: &Column<B>,
    c: &Column<C>,
    f: impl Fn(A, B, C) -> R + Copy,
) -> Column<R> {
    match (a, b, c) {
        (Column::Same(a), b, c) => map2(
            b,
            c,
            #[inline(always)]
            |b, c| f(*a, b, c),
        ),
        (a, Column::Same(b), c) => map2(
            a,
            c,
            #[inline(always)]
            |a, c| f(a, *b, c),
        ),
        (a, b, Column::Same(c)) => map2(
            a,
            b,
            #[inline(always)]
            |a, b| f(a, b, *c),
        ),
        (Column::Each(a), Column::Each(b), Column::Each(c)) => {
            let mut out = vec![R::default(); a.len()];
            wide(
                #[inline(always)]
                || {
                    for (((out, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
                        *out = f(*a, *b, *c);
                    }
                },
            );
            Column::Each(out)
        }
    }
}

/// `si … alors … sinon …`, and what both branches give where the condition is open.
#[inline(always)]
pub(super) fn pick<T: Copy + Default>(
    condition: &Column<u8>,
    then: &Column<T>,
    other: &Column<T>,
    both: impl Fn(T, T) -> T + Copy,
) -> Column<T> {
    map3(
        condition,
        then,
        other,
        #[inline(always)]
        |condition, then, other| match condition {
            MAYBE => both(then, other),
            OUI => then,
            _ => other,
        },
    )
}

/// Joins a column into another, row by row.
#[inline(always)]
pub(super) fn join<T: Copy + Default>(
    so_far: Column<T>,
    other: &Column<T>,
    f: impl Fn(T, T) -> T + Copy,
) -> Column<T> {
    match (so_far, other) {
        (Column::Same(a), other) => map1(
            other,
            #[inline(always)]
            |b| f(a, b),
        ),
        (Column::Each(mut so_far), Column::Same(b)) => {
            wide(
                #[inline(always)]
                || {
                    for a in &mut so_far {
                        *a = f(*a, *b);
                    }
                },
            );
            Column::Each(so_far)
        }
        (Column::Each(mut so_far), Column::Each(other)) => {
            wide(
                #[inline(always)]
                || {
                    for (a, b) in so_far.iter_mut().zip(other) {
                        *a = f(*a, *b);
                    }
                },
            );
            Column::Each(so_far)
        }
    }
}

/// `constant + Σ factor × term`, modulo 2^64: exact whenever the result fits.
pub(super) fn linear(constant: i64, terms: &[(&Column<i64>, i64)]) -> Column<i64> {
    let mut base = constant;
    let mut each: Vec<(&[i64], i64)> = Vec::with_capacity(terms.len());
    for (column, factor) in terms {
        match column {
            Column::Same(value) => base = base.wrapping_add(value.wrapping_mul(*factor)),
            Column::Each(values) => each.push((values, *factor)),
        }
    }
    let Some((first, _)) = each.first() else {
        return Column::Same(base);
    };
    let mut sum = vec![base; first.len()];
    // Four terms at a time: the sum is read and written that much less.
    let mut groups = each.chunks_exact(4);
    for group in &mut groups {
        if let [(a, p), (b, q), (c, r), (d, s)] = group {
            wide(
                #[inline(always)]
                || {
                    let terms = a.iter().zip(*b).zip(c.iter().zip(*d));
                    for (sum, ((a, b), (c, d))) in sum.iter_mut().zip(terms) {
                        let ab = a.wrapping_mul(*p).wrapping_add(b.wrapping_mul(*q));
                        let cd = c.wrapping_mul(*r).wrapping_add(d.wrapping_mul(*s));
                        *sum = sum.wrapping_add(ab).wrapping_add(cd);
                    }
                },
            );
        }
    }
    for (term, factor) in groups.remainder() {
        wide(
            #[inline(always)]
            || {
                for (sum, term) in sum.iter_mut().zip(*term) {
                    *sum = sum.wrapping_add(term.wrapping_mul(*factor));
                }
            },
        );
    }
    Column::Each(sum)
}
