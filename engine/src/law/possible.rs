//! What a node may be: an interval of numbers, or a set of positions; and the operations on them.
//!
//! Every operation is sound (values inside the operands give a value inside the result) and isotone (narrower
//! operands give a narrower result). An operation that does not fit in an `i128` answers `None`.

use std::fmt;

use crate::calendar::{months_between, years_between};
use crate::exact::{Rounding, divide, product};
use crate::program::Elapsed;
use crate::situation::{NO, YES};

/// Every value that a node may have: [`Extent`] in 32 bytes. Values are copied millions of times, and what holds in four
/// words is copied in line, in the page too.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Possible {
    /// Smallest; for a set, its positions.
    lo: i128,
    /// Largest; for a set, [`SET`].
    hi: i128,
}

/// The end that no number has: see [`Possible::fits`].
const SET: i128 = i128::MIN;

/// A [`Possible`], taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// A numerator over the denominator of the node, or a day; both ends belong to it.
    Number {
        /// Smallest.
        lo: i128,
        /// Largest.
        hi: i128,
    },
    /// Positions among choices; for yes or no, [`NO`] and [`YES`]. Empty: an absent value.
    Set(u128),
}

impl fmt::Debug for Possible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.extent().fmt(f)
    }
}

impl Possible {
    /// `non`
    pub const NO: Possible = Possible::set(NO);
    /// `oui`
    pub const YES: Possible = Possible::set(YES);
    /// `oui` or `non`
    pub const MAYBE: Possible = Possible::set(NO | YES);
    /// Zero.
    pub const ZERO: Possible = Possible::only(0);

    /// The numbers from one to another. The smallest of `i128` is no number: what computes one asks [`Possible::fits`].
    #[must_use]
    pub const fn number(lo: i128, hi: i128) -> Possible {
        debug_assert!(
            SET < lo && lo <= hi,
            "an interval, within what a value may be"
        );
        Possible { lo, hi }
    }

    /// The numbers from one to another, computed; `None` with the smallest of `i128`, which stands for a set.
    #[must_use]
    pub const fn fits(lo: i128, hi: i128) -> Option<Possible> {
        if lo == SET {
            return None;
        }
        Some(Possible::number(lo, hi))
    }

    /// Positions among choices.
    #[must_use]
    pub const fn set(bits: u128) -> Possible {
        Possible {
            lo: bits.cast_signed(),
            hi: SET,
        }
    }

    /// What it is.
    #[must_use]
    pub const fn extent(self) -> Extent {
        let Possible { lo, hi } = self;
        match hi {
            SET => Extent::Set(lo.cast_unsigned()),
            _ => Extent::Number { lo, hi },
        }
    }

    /// One number.
    #[must_use]
    pub const fn only(value: i128) -> Possible {
        Possible::number(value, value)
    }

    /// Yes or no, known.
    #[must_use]
    pub const fn known(yes: bool) -> Possible {
        if yes { Possible::YES } else { Possible::NO }
    }

    /// Yes or no, by which of the two is possible.
    #[must_use]
    pub const fn either(no: bool, yes: bool) -> Possible {
        Possible::set((if no { NO } else { 0 }) | (if yes { YES } else { 0 }))
    }

    /// Whether there is only one value.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        match self.extent() {
            Extent::Number { lo, hi } => lo == hi,
            // One bit at most.
            Extent::Set(bits) => bits & bits.wrapping_sub(1) == 0,
        }
    }

    /// The ends of a number; `(0, 0)` for a set.
    #[must_use]
    pub const fn ends(self) -> (i128, i128) {
        match self.extent() {
            Extent::Number { lo, hi } => (lo, hi),
            Extent::Set(_) => (0, 0),
        }
    }

    /// The positions of a set; 0 for a number.
    #[must_use]
    pub const fn bits(self) -> u128 {
        match self.extent() {
            Extent::Number { .. } => 0,
            Extent::Set(bits) => bits,
        }
    }

    /// Whether `oui` is possible.
    #[must_use]
    pub const fn may_hold(self) -> bool {
        self.bits() & YES != 0
    }

    /// Whether `non` is possible.
    #[must_use]
    pub const fn may_fail(self) -> bool {
        self.bits() & NO != 0
    }

    /// Whether it is `oui` for sure.
    #[must_use]
    pub const fn holds(self) -> bool {
        self.bits() == YES
    }

    /// Whether it is `non` for sure.
    #[must_use]
    pub const fn fails(self) -> bool {
        self.bits() == NO
    }

    /// The smallest that holds both.
    #[must_use]
    pub fn hull(self, other: Possible) -> Possible {
        match (self.extent(), other.extent()) {
            (Extent::Number { lo: a, hi: b }, Extent::Number { lo: c, hi: d }) => {
                Possible::number(a.min(c), b.max(d))
            }
            (Extent::Set(a), Extent::Set(b)) => Possible::set(a | b),
            _ => self,
        }
    }

    /// Whether every value of `other` is one of these.
    #[must_use]
    pub fn covers(self, other: Possible) -> bool {
        match (self.extent(), other.extent()) {
            (Extent::Number { lo: a, hi: b }, Extent::Number { lo: c, hi: d }) => a <= c && d <= b,
            (Extent::Set(a), Extent::Set(b)) => a & b == b,
            _ => false,
        }
    }

    /// `self × factor`.
    #[must_use]
    pub fn scaled(self, factor: i128) -> Option<Possible> {
        let (lo, hi) = self.ends();
        let (a, b) = (product(lo, factor)?, product(hi, factor)?);
        Possible::fits(a.min(b), a.max(b))
    }

    /// Sum.
    #[must_use]
    pub fn plus(self, other: Possible) -> Option<Possible> {
        let ((a, b), (c, d)) = (self.ends(), other.ends());
        Possible::fits(a.checked_add(c)?, b.checked_add(d)?)
    }

    /// Product.
    #[must_use]
    pub fn times(self, other: Possible) -> Option<Possible> {
        let ((a, b), (c, d)) = (self.ends(), other.ends());
        if a >= 0 && c >= 0 {
            return Possible::fits(product(a, c)?, product(b, d)?);
        }
        let (p, q) = (product(a, c)?, product(a, d)?);
        let (r, s) = (product(b, c)?, product(b, d)?);
        Possible::fits(p.min(q).min(r).min(s), p.max(q).max(r).max(s))
    }

    /// The smaller of the two.
    #[must_use]
    pub fn min(self, other: Possible) -> Possible {
        let ((a, b), (c, d)) = (self.ends(), other.ends());
        Possible::number(a.min(c), b.min(d))
    }

    /// The larger of the two.
    #[must_use]
    pub fn max(self, other: Possible) -> Possible {
        let ((a, b), (c, d)) = (self.ends(), other.ends());
        Possible::number(a.max(c), b.max(d))
    }

    /// `self < other`.
    #[must_use]
    pub fn less(self, other: Possible) -> Possible {
        let ((a, b), (c, d)) = (self.ends(), other.ends());
        Possible::either(b >= c, a < d)
    }

    /// `self = other`, two numbers.
    #[must_use]
    pub fn equal(self, other: Possible) -> Possible {
        let ((a, b), (c, d)) = (self.ends(), other.ends());
        let one = a == b && c == d && a == c;
        Possible::either(!one, a <= d && c <= b)
    }

    /// `self = other`, two choices.
    #[must_use]
    pub fn same(self, other: Possible) -> Possible {
        let (a, b) = (self.bits(), other.bits());
        let differ = a != 0 && b != 0 && !(a == b && a.is_power_of_two());
        Possible::either(differ, a & b != 0)
    }

    /// Whether a choice is among some.
    #[must_use]
    pub fn among(self, mask: u128) -> Possible {
        Possible::either(self.bits() & !mask != 0, self.bits() & mask != 0)
    }

    /// `non A`.
    #[must_use]
    pub fn negated(self) -> Possible {
        Possible::either(self.may_hold(), self.may_fail())
    }

    /// `A et B`.
    #[must_use]
    pub fn and(self, other: Possible) -> Possible {
        Possible::either(
            self.may_fail() || other.may_fail(),
            self.may_hold() && other.may_hold(),
        )
    }

    /// `A ou B`.
    #[must_use]
    pub fn or(self, other: Possible) -> Possible {
        Possible::either(
            self.may_fail() && other.may_fail(),
            self.may_hold() || other.may_hold(),
        )
    }

    /// `si self alors then sinon other`.
    #[must_use]
    pub fn select(self, then: Possible, other: Possible) -> Possible {
        match (self.may_hold(), self.may_fail()) {
            (true, true) => then.hull(other),
            (true, false) => then,
            (false, _) => other,
        }
    }

    /// `self × mul / div` rounded to a whole number.
    #[must_use]
    pub fn rounded(self, mul: i128, div: i128, mode: Rounding) -> Option<Possible> {
        let (lo, hi) = self.ends();
        let one = |v: i128| divide(product(v, mul)?, div, mode);
        if lo == hi {
            return Some(Possible::only(one(lo)?));
        }
        Possible::fits(one(lo)?, one(hi)?)
    }

    /// `self × mul / (by × div)` rounded to a whole number; `None` when `by` may be null or negative.
    #[must_use]
    pub fn quotient(self, by: Possible, mul: i128, div: i128, mode: Rounding) -> Option<Possible> {
        let ((a, b), (c, d)) = (self.ends(), by.ends());
        if c <= 0 {
            return None;
        }
        let (low_by, high_by) = (if a >= 0 { d } else { c }, if b >= 0 { c } else { d });
        let one = |v: i128, by: i128| divide(product(v, mul)?, product(by, div)?, mode);
        Possible::fits(one(a, low_by)?, one(b, high_by)?)
    }

    /// Zero when less than a threshold.
    #[must_use]
    pub fn zero_below(self, threshold: Possible) -> Possible {
        let ((a, b), (c, d)) = (self.ends(), threshold.ends());
        match (a < d, b >= c) {
            (false, _) => self,
            (true, true) => Possible::number(a.max(c), b).hull(Possible::ZERO),
            (true, false) => Possible::ZERO,
        }
    }

    /// Time from `self` to `to`.
    #[must_use]
    pub fn elapsed(self, to: Possible, kind: Elapsed) -> Option<Possible> {
        let ((a, b), (c, d)) = (self.ends(), to.ends());
        let count = |from: i128, to: i128| {
            let (from, to) = (i32::try_from(from).ok()?, i32::try_from(to).ok()?);
            Some(i128::from(match kind {
                Elapsed::Years => years_between(from, to),
                Elapsed::Months => months_between(from, to),
                Elapsed::Days => to.checked_sub(from)?,
            }))
        };
        let lo = count(b, c)?;
        let hi = if a == b && c == d { lo } else { count(a, d)? };
        Possible::fits(lo, hi)
    }
}
