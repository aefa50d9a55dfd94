//! Quotients of columns, rounded. Processors do not divide integers by vectors, and take long to divide one.
//!
//! Floating point estimates a quotient, and integers set it right. A number `n` below 2^50 and a divisor `d` are exact as
//! floating-point numbers; `1 / d` and its product by `n` are each off by one part in 2^53 at most, hence `n / d` by a quarter
//! and hardly more. Made whole, the estimate is off by less than one: it is the quotient rounded down, or the one after, and
//! the sign of the rest tells which.

#![expect(
    clippy::float_arithmetic,
    reason = "an estimate, which integers set right: the only place where a number passes through floating point"
)]

use super::column::Column;
use super::loops::{map1, map2};
use super::pool::Pool;
use crate::exact::Rounding;

/// Twice such a number, plus another, stays below 2^50.
const MOST: i64 = 1 << 48;

/// `a × mul / div` rounded; `None` when a row needs more bits.
pub(super) fn rounded(
    pool: &Pool,
    column: &Column<i64>,
    (mul, div): (i64, i64),
    mode: Rounding,
) -> Option<Column<i64>> {
    if div <= 0 {
        return None;
    }
    let most = reach(column).checked_mul(mul.checked_abs()?)?;
    if most < MOST && div < MOST {
        // Nearest divides by twice as much.
        let twice = if mode == Rounding::Nearest { 2 } else { 1 };
        let inverse = 1.0 / float(div.wrapping_mul(twice));
        let estimate = move |n: i64, _: i64| float(n) * inverse;
        return Some(map1(
            pool,
            column,
            #[inline(always)]
            move |a| quotient(a.wrapping_mul(mul), div, mode, estimate),
        ));
    }
    (most < 1 << 61 && div < 1 << 61).then(|| {
        map1(
            pool,
            column,
            #[inline(always)]
            move |a| divided(a.wrapping_mul(mul), div, mode),
        )
    })
}

/// `a × mul / (by × div)` rounded; `None` when a row needs more bits.
pub(super) fn ratio(
    pool: &Pool,
    (a, by): (&Column<i64>, &Column<i64>),
    (mul, div): (i64, i64),
    mode: Rounding,
) -> Option<Column<i64>> {
    if div <= 0 || !positive(by) {
        return None;
    }
    let most = reach(a).checked_mul(mul.checked_abs()?)?;
    let most_by = reach(by).checked_mul(div)?;
    if most < MOST && most_by < MOST {
        return Some(map2(
            pool,
            a,
            by,
            #[inline(always)]
            move |a, by| {
                let (n, d) = (a.wrapping_mul(mul), by.wrapping_mul(div));
                quotient(n, d, mode, |n, d| float(n) / float(d))
            },
        ));
    }
    (most < 1 << 61 && most_by < 1 << 61).then(|| {
        map2(
            pool,
            a,
            by,
            #[inline(always)]
            move |a, by| divided(a.wrapping_mul(mul), by.wrapping_mul(div), mode),
        )
    })
}

/// `a / b` rounded, both below [`MOST`] and `b` positive, from an estimate of a quotient.
#[inline(always)]
fn quotient(a: i64, b: i64, mode: Rounding, estimate: impl Fn(i64, i64) -> f64) -> i64 {
    let floor = |n: i64, d: i64| {
        let near = whole(estimate(n, d));
        let rest = n.wrapping_sub(near.wrapping_mul(d));
        // Minus one when the rest is negative.
        near.wrapping_add(rest >> 63)
    };
    match mode {
        Rounding::Down => floor(a, b),
        Rounding::Up => floor(a.wrapping_neg(), b).wrapping_neg(),
        Rounding::Truncate => {
            let sign = a >> 63;
            // The opposite of a negative number, and back.
            let size = floor((a ^ sign).wrapping_sub(sign), b);
            (size ^ sign).wrapping_sub(sign)
        }
        Rounding::Nearest => floor(a.wrapping_mul(2).wrapping_add(b), b.wrapping_mul(2)),
    }
}

/// [`crate::exact::divide`] on numbers below 2^61, by a positive one.
#[inline(always)]
fn divided(a: i64, b: i64, mode: Rounding) -> i64 {
    match mode {
        Rounding::Down => a.wrapping_div_euclid(b),
        Rounding::Truncate => a.checked_div(b).unwrap_or(0),
        Rounding::Up => a.wrapping_neg().wrapping_div_euclid(b).wrapping_neg(),
        Rounding::Nearest => a
            .wrapping_mul(2)
            .wrapping_add(b)
            .wrapping_div_euclid(b.wrapping_mul(2)),
    }
}

/// 2^52 + 2^51: what a number below 2^51 is added to, its last bits are those of the number.
const SHIFT: f64 = 6_755_399_441_055_744.0;

/// A number below 2^51 in floating point. Vectors of most processors have no such conversion.
#[inline(always)]
fn float(value: i64) -> f64 {
    f64::from_bits(SHIFT.to_bits().wrapping_add_signed(value)) - SHIFT
}

/// The whole number next to one below 2^51.
#[inline(always)]
fn whole(value: f64) -> i64 {
    (value + SHIFT)
        .to_bits()
        .wrapping_sub(SHIFT.to_bits())
        .cast_signed()
}

/// A number that no row is above, whatever its sign.
fn reach(column: &Column<i64>) -> i64 {
    // The bits that some row has, negative ones turned over.
    let bits = |v: i64| v ^ (v >> 63);
    let bits = match column {
        Column::Same(value) => bits(*value),
        Column::Each(rows) => super::simd::wide(
            #[inline(always)]
            || rows.iter().fold(0, |all, v| all | bits(*v)),
        ),
    };
    bits.saturating_add(1)
}

/// Whether every row is above zero.
fn positive(column: &Column<i64>) -> bool {
    let less = |v: i64| v.saturating_sub(1);
    match column {
        Column::Same(value) => *value > 0,
        Column::Each(rows) => rows.iter().fold(0, |all, v| all | less(*v)) >= 0,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::arithmetic_side_effects, reason = "small numbers of a test")]

    use super::*;
    use crate::exact::divide;

    const MODES: [Rounding; 4] = [
        Rounding::Down,
        Rounding::Up,
        Rounding::Truncate,
        Rounding::Nearest,
    ];

    /// Around what decides: small numbers, and the limits of the estimate and of the integers.
    fn numbers(limits: &[i64]) -> Vec<i64> {
        let around = limits
            .iter()
            .flat_map(|limit| (-3..=3).map(move |i| limit + i));
        around.flat_map(|v| [v, -v]).collect()
    }

    /// Numbers that look random, the same on every run.
    fn scattered(count: usize, bits: u32) -> Vec<i64> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 1).cast_signed() >> (63 - bits)
        };
        (0..count).map(|_| next()).collect()
    }

    #[test]
    fn quotients_are_those_of_the_reference_up_to_the_limits() {
        let pool = Pool::default();
        let limits = [
            0,
            5,
            1 << 20,
            MOST >> 1,
            MOST - 4,
            MOST + 4,
            (1 << 50) - 4,
            (1 << 60) - 4,
        ];
        let divisors = numbers(&limits);
        let divisors = divisors
            .iter()
            .copied()
            .chain(scattered(60, 30))
            .filter(|d| *d > 0);
        for d in divisors {
            // Multiples of the divisor, and halves of it, where a quotient turns.
            let near = [1, 2, 3, 1000, MOST / d, MOST / d / 2]
                .map(|times| d.saturating_mul(times).min(1 << 60));
            let halves = near.map(|v| v + d / 2);
            for tops in [&limits[..5], &limits] {
                let top = *tops.last().unwrap();
                let mut values = numbers(tops);
                values.extend(numbers(&near).into_iter().chain(numbers(&halves)));
                values.extend(scattered(50, 47));
                values.retain(|v| v.abs() < top.max(MOST - 1));
                for mode in MODES {
                    let expected = |v: &i64| {
                        i64::try_from(divide(i128::from(*v), i128::from(d), mode).unwrap()).unwrap()
                    };
                    let expected = Column::Each(values.iter().map(expected).collect());
                    let column = Column::Each(values.clone());
                    assert_eq!(
                        rounded(&pool, &column, (1, d), mode),
                        Some(expected.clone()),
                        "/ {d} {mode:?}"
                    );
                    let by = Column::Each(vec![d; values.len()]);
                    assert_eq!(
                        ratio(&pool, (&column, &by), (1, 1), mode),
                        Some(expected),
                        "/ {d} {mode:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_left_to_the_reference() {
        let pool = Pool::default();
        let far = Column::Each(vec![0, 1 << 61]);
        assert_eq!(rounded(&pool, &far, (1, 7), Rounding::Down), None);
        assert_eq!(
            rounded(
                &pool,
                &Column::Each(vec![0, i64::MIN]),
                (1, 7),
                Rounding::Down
            ),
            None
        );
        assert_eq!(
            rounded(
                &pool,
                &Column::Each(vec![1, 2]),
                (i64::MAX, 7),
                Rounding::Down
            ),
            None
        );
        let by = Column::Each(vec![1, 0]);
        assert_eq!(ratio(&pool, (&by, &by), (1, 1), Rounding::Down), None);
    }
}
