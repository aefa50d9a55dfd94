//! Exact rational constants: every literal and every parameter of the law.
//!
//! A value is a reduced fraction of two `i128`. Nothing here rounds unless asked to, and nothing wraps:
//! an operation that does not fit answers `None`.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::program::{Column, Reader, Stored, Writer};

/// A reduced fraction; the denominator is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exact {
    num: i128,
    den: i128,
}

/// The most decimals that a denominator is written as.
const DECIMALS: u32 = 9;
/// Comes before a denominator that is no power of ten.
const OTHER: u32 = 10;

impl Stored for Exact {
    fn write(&self, to: &mut Writer) {
        // Most numbers have a few decimals: how many is small, and mostly the same.
        let decimals = (0..=DECIMALS).find_map(|places| {
            let num = self.over(10_i128.checked_pow(places)?)?;
            Some((num, places))
        });
        let outer = to.enter(Column::Numerator);
        decimals.map_or(self.num, |(num, _)| num).write(to);
        to.enter(Column::Denominator);
        match decimals {
            Some((_, places)) => places.write(to),
            None => {
                OTHER.write(to);
                self.den.write(to);
            }
        }
        to.leave(outer);
    }
    fn read(from: &mut Reader<'_>) -> Self {
        let outer = from.enter(Column::Numerator);
        let num = from.read();
        from.leave(outer);
        let outer = from.enter(Column::Denominator);
        let places: u32 = from.read();
        let den = match places {
            OTHER => Some(from.read()),
            places => 10_i128.checked_pow(places),
        };
        from.leave(outer);
        let value = den.and_then(|den| Exact::new(num, den));
        value.unwrap_or_else(|| {
            from.fail();
            Exact::ZERO
        })
    }
}

/// Greatest common divisor of the absolute values; `1` when both are null.
#[must_use]
pub fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        // Most values fit in a machine word, where a remainder is several times faster.
        if let (Ok(small_a), Ok(small_b)) = (u64::try_from(a), u64::try_from(b)) {
            return i128::from(small_gcd(small_a, small_b));
        }
        (a, b) = (b, a.checked_rem(b).unwrap_or(0));
    }
    i128::try_from(a.max(1)).unwrap_or(1)
}

fn small_gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a.checked_rem(b).unwrap_or(0));
    }
    a.max(1)
}

/// Least common multiple of two positive numbers.
#[must_use]
pub fn lcm(a: i128, b: i128) -> Option<i128> {
    a.checked_div(gcd(a, b))?.checked_mul(b)
}

impl Exact {
    /// Zero.
    pub const ZERO: Exact = Exact { num: 0, den: 1 };
    /// One.
    pub const ONE: Exact = Exact { num: 1, den: 1 };

    /// `num / den`, reduced; `None` when `den` is null or the fraction does not fit.
    #[must_use]
    pub fn new(num: i128, den: i128) -> Option<Exact> {
        if den == 0 {
            return None;
        }
        if num == 0 {
            // As most amounts are: nothing to reduce.
            return Some(Exact::ZERO);
        }
        if den == 1 {
            return Some(Exact { num, den });
        }
        // Most fractions fit in machine words, where a division is several times faster.
        if let (Ok(num), Ok(den)) = (i64::try_from(num), u64::try_from(den)) {
            let g = small_gcd(num.unsigned_abs(), den);
            let magnitude = i128::from(num.unsigned_abs().checked_div(g)?);
            return Some(Exact {
                num: if num < 0 { -magnitude } else { magnitude },
                den: i128::from(den.checked_div(g)?),
            });
        }
        let g = gcd(num, den);
        let sign = if den < 0 { -1 } else { 1 };
        Some(Exact {
            num: num.checked_div(g)?.checked_mul(sign)?,
            den: den.checked_div(g)?.checked_mul(sign)?,
        })
    }

    /// A whole number.
    #[must_use]
    pub const fn whole(n: i128) -> Exact {
        Exact { num: n, den: 1 }
    }

    /// A decimal, exactly.
    #[must_use]
    pub fn from_decimal(value: Decimal) -> Option<Exact> {
        Exact::new(value.mantissa(), 10_i128.checked_pow(value.scale())?)
    }

    /// Numerator of the reduced fraction.
    #[must_use]
    pub const fn num(self) -> i128 {
        self.num
    }

    /// Denominator of the reduced fraction, positive.
    #[must_use]
    pub const fn den(self) -> i128 {
        self.den
    }

    /// `self + other`.
    #[must_use]
    pub fn plus(self, other: Exact) -> Option<Exact> {
        let a = self.num.checked_mul(other.den)?;
        let b = other.num.checked_mul(self.den)?;
        Exact::new(a.checked_add(b)?, self.den.checked_mul(other.den)?)
    }

    /// `−self`.
    #[must_use]
    pub fn negated(self) -> Option<Exact> {
        Some(Exact {
            num: self.num.checked_neg()?,
            den: self.den,
        })
    }

    /// `self × other`.
    #[must_use]
    pub fn times(self, other: Exact) -> Option<Exact> {
        Exact::new(
            self.num.checked_mul(other.num)?,
            self.den.checked_mul(other.den)?,
        )
    }

    /// `1 / self`.
    #[must_use]
    pub fn inverse(self) -> Option<Exact> {
        Exact::new(self.den, self.num)
    }

    /// The numerator over a given denominator; `None` when the value is no whole number of `1/den`.
    #[must_use]
    pub fn over(self, den: i128) -> Option<i128> {
        let scaled = self.num.checked_mul(den)?;
        (scaled.checked_rem(self.den)? == 0).then(|| scaled.checked_div(self.den))?
    }

    /// Order.
    #[must_use]
    pub fn compare(self, other: Exact) -> Option<std::cmp::Ordering> {
        if self.den == other.den {
            return Some(self.num.cmp(&other.num));
        }
        Some(
            self.num
                .checked_mul(other.den)?
                .cmp(&other.num.checked_mul(self.den)?),
        )
    }

    /// How many decimals it takes to write it exactly, up to twelve; `None` when more, or when no number of them would do.
    fn decimals(self) -> Option<u32> {
        let mut left = u64::try_from(self.den).ok()?;
        let mut count = |factor: u64| {
            let mut times = 0_u32;
            while left.checked_rem(factor) == Some(0) {
                left = left.checked_div(factor).unwrap_or(1);
                times = times.saturating_add(1);
            }
            times
        };
        let digits = count(2).max(count(5));
        (left == 1 && digits <= 12).then_some(digits)
    }

    /// Decimal text with a point, exact when the denominator divides a power of ten up to `10^12`; else rounded
    /// to `places` decimals, a half going away from zero. At least `min` decimals are written.
    #[must_use]
    pub fn decimal(self, min: usize, places: u32) -> String {
        let digits = self.decimals().unwrap_or(places);
        let power = 10_i128.checked_pow(digits).unwrap_or(1);
        let scaled = product(self.num, power)
            .map_or(0, |v| divide(v, self.den, Rounding::Nearest).unwrap_or(0));
        let negative = scaled < 0;
        let width = usize::try_from(digits).unwrap_or(0);
        let size = width.saturating_add(1);
        // Few numbers are longer than a machine word, and these take several times longer to be written.
        let padded = match u64::try_from(scaled.unsigned_abs()) {
            Ok(short) => format!("{short:0>size$}"),
            Err(_) => format!("{:0>size$}", scaled.unsigned_abs()),
        };
        let split = padded.len().saturating_sub(width);
        let (whole, fraction) = padded
            .split_at_checked(split)
            .unwrap_or((padded.as_str(), ""));
        let mut fraction = fraction.to_owned();
        while fraction.len() < min {
            fraction.push('0');
        }
        let sign = if negative { "-" } else { "" };
        if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{fraction}")
        }
    }
}

/// `a × b`; `None` when it does not fit. Most factors are short: their product fits in a machine word, where it is several
/// times faster, in WebAssembly above all.
#[must_use]
pub fn product(a: i128, b: i128) -> Option<i128> {
    let (Ok(small_a), Ok(small_b)) = (i64::try_from(a), i64::try_from(b)) else {
        return a.checked_mul(b);
    };
    let free = |word: i64| word.unsigned_abs().leading_zeros();
    // As many bits as both together, and one for the sign.
    if free(small_a).saturating_add(free(small_b)) > u64::BITS {
        return Some(i128::from(small_a.wrapping_mul(small_b)));
    }
    a.checked_mul(b)
}

/// How a quotient becomes a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Rounding {
    /// Towards minus infinity.
    Down,
    /// Towards plus infinity.
    Up,
    /// To the nearest, a half goes up.
    Nearest,
    /// Towards zero.
    Truncate,
}

/// `a / b` rounded; `None` when `b` is not positive or a step does not fit.
#[must_use]
pub fn divide(a: i128, b: i128, mode: Rounding) -> Option<i128> {
    if b <= 0 {
        return None;
    }
    match mode {
        Rounding::Down => a.checked_div_euclid(b),
        Rounding::Truncate => a.checked_div(b),
        Rounding::Up => a.checked_neg()?.checked_div_euclid(b)?.checked_neg(),
        Rounding::Nearest => a
            .checked_mul(2)?
            .checked_add(b)?
            .checked_div_euclid(b.checked_mul(2)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers around the ends of words.
    fn numbers() -> Vec<i128> {
        let ends = [
            0,
            1,
            7,
            100,
            i128::from(u32::MAX),
            i128::from(i64::MAX) / 4,
            i128::from(i64::MAX),
            i128::from(u64::MAX),
            i128::MAX / 2,
        ];
        let near = ends.into_iter().flat_map(|end| [end - 1, end, end + 1]);
        near.flat_map(|number| [number, -number]).collect()
    }

    #[test]
    fn products_and_quotients_are_those_of_long_integers() {
        for a in numbers() {
            for b in numbers() {
                assert_eq!(product(a, b), a.checked_mul(b), "{a} × {b}");
                let floor = (b > 0).then(|| a.div_euclid(b));
                assert_eq!(divide(a, b, Rounding::Down), floor, "{a} / {b}");
                let whole = (b > 0).then(|| a / b);
                assert_eq!(divide(a, b, Rounding::Truncate), whole, "{a} / {b}");
                let ceiling = floor.map(|floor| floor + i128::from(a.rem_euclid(b) != 0));
                assert_eq!(divide(a, b, Rounding::Up), ceiling, "{a} / {b}");
                let half = floor.map(|floor| floor + i128::from(a.rem_euclid(b) >= b - b / 2));
                let half = half.filter(|_| a.abs() < i128::MAX / 3 && b < i128::MAX / 5);
                let found = divide(a, b, Rounding::Nearest);
                assert!(half.is_none() || found == half, "{a} / {b}: {found:?}");
            }
        }
    }

    #[test]
    fn decimals_are_as_many_as_it_takes() {
        let powers = (0..=40)
            .map(|n| 1_i128 << n)
            .chain((0..20).map(|n| 5_i128.pow(n)));
        for den in powers
            .chain(1..2_000)
            .chain([10_i128.pow(12), 10_i128.pow(13)])
        {
            let one = Exact::new(1, den).unwrap();
            let least = (0..=12).find(|n| 10_i128.pow(*n) % den == 0);
            assert_eq!(one.decimals(), least, "1/{den}");
        }
        let text = |num: i128, den: i128| Exact::new(num, den).unwrap().decimal(2, 4);
        assert_eq!(text(-1, 8), "-0.125");
        assert_eq!(text(7, 1), "7.00");
        assert_eq!(text(2, 3), "0.6667");
        assert_eq!(
            text(i128::MAX / 100, 10),
            "170141183460469231731687303715884105.70"
        );
    }

    #[test]
    fn fractions_are_reduced_in_words_as_beyond() {
        let word = i128::from(i64::MAX);
        let least = i128::from(i64::MIN);
        let nums = [
            0,
            1,
            -1,
            6,
            -12,
            100,
            word,
            -word,
            least,
            least - 1,
            word + 1,
            word * 12,
        ];
        let dens = [
            1,
            2,
            6,
            100,
            -4,
            word,
            i128::from(u64::MAX),
            word * 6,
            -word * 8,
        ];
        for num in nums {
            for den in dens {
                let fraction = Exact::new(num, den).unwrap();
                assert!(fraction.den() > 0);
                assert_eq!(gcd(fraction.num(), fraction.den()), 1, "{num}/{den}");
                // num / den = fraction, without overflow: both sides divided by what num and den share.
                let shared = gcd(num, den);
                let sign = den.signum();
                assert_eq!(fraction.num(), num / shared * sign, "{num}/{den}");
                assert_eq!(fraction.den(), den / shared * sign, "{num}/{den}");
                assert_eq!(fraction.compare(fraction), Some(std::cmp::Ordering::Equal));
            }
        }
    }
}
