//! Each operation: concrete operands inside of the intervals give a result inside, and narrower operands a narrower
//! result.

use proptest::prelude::*;

use crate::calendar::{days, months_between, years_between};
use crate::exact::{Rounding, divide};
use crate::law::Possible;
use crate::program::Elapsed;

/// An interval, a narrower one inside of it, and a point inside of that one.
fn nested(low: i128, high: i128) -> impl Strategy<Value = (Possible, Possible, i128)> {
    proptest::array::uniform5(low..=high).prop_map(|mut ends| {
        ends.sort_unstable();
        let [a, b, point, c, d] = ends;
        (Possible::number(a, d), Possible::number(b, c), point)
    })
}

/// A set, a subset, and a member of it.
fn nested_set(width: u32) -> impl Strategy<Value = (Possible, Possible, u128)> {
    (0..width, any::<u128>(), any::<u128>()).prop_map(move |(point, inner, outer)| {
        let all = (1_u128 << width) - 1;
        let point = 1_u128 << point;
        let inner = (inner & all) | point;
        (
            Possible::set((outer & all) | inner),
            Possible::set(inner),
            point,
        )
    })
}

fn rounding() -> impl Strategy<Value = Rounding> {
    prop_oneof![
        Just(Rounding::Down),
        Just(Rounding::Up),
        Just(Rounding::Nearest),
        Just(Rounding::Truncate)
    ]
}

/// Checks one operation of two numbers.
fn binary(
    (wide, narrow, a): (Possible, Possible, i128),
    (wide_b, narrow_b, b): (Possible, Possible, i128),
    op: impl Fn(Possible, Possible) -> Option<Possible>,
    concrete: impl Fn(i128, i128) -> Option<Possible>,
) -> Result<(), TestCaseError> {
    let expected = concrete(a, b).unwrap();
    let (wide, narrow) = (op(wide, wide_b).unwrap(), op(narrow, narrow_b).unwrap());
    prop_assert!(
        narrow.covers(expected),
        "{narrow:?} does not hold {expected:?}"
    );
    prop_assert!(wide.covers(narrow), "{wide:?} does not hold {narrow:?}");
    let exact = op(Possible::only(a), Possible::only(b)).unwrap();
    prop_assert_eq!(exact, expected);
    Ok(())
}

const BIG: i128 = 1_000_000_000_000;

proptest! {
    #[test]
    fn arithmetic(a in nested(-BIG, BIG), b in nested(-BIG, BIG), factor in -1_000_i128..1_000) {
        let only = |v: Option<i128>| v.map(Possible::only);
        binary(a, b, Possible::plus, |x, y| only(x.checked_add(y)))?;
        binary(a, b, Possible::times, |x, y| only(x.checked_mul(y)))?;
        binary(a, b, |x, y| Some(x.min(y)), |x, y| only(Some(x.min(y))))?;
        binary(a, b, |x, y| Some(x.max(y)), |x, y| only(Some(x.max(y))))?;
        binary(a, b, |x, _| x.scaled(factor), |x, _| only(x.checked_mul(factor)))?;
        binary(a, b, |x, y| Some(x.zero_below(y)), |x, y| only(Some(if x < y { 0 } else { x })))?;
    }

    #[test]
    fn comparisons(a in nested(-20, 20), b in nested(-20, 20)) {
        binary(a, b, |x, y| Some(x.less(y)), |x, y| Some(Possible::known(x < y)))?;
        binary(a, b, |x, y| Some(x.equal(y)), |x, y| Some(Possible::known(x == y)))?;
    }

    #[test]
    fn roundings(a in nested(-BIG, BIG), b in nested(1, 10_000), mul in 1_i128..1_000, div in 1_i128..1_000, mode in rounding()) {
        binary(a, b, |x, _| x.rounded(mul, div, mode), |x, _| divide(x * mul, div, mode).map(Possible::only))?;
        binary(a, b, |x, y| x.quotient(y, mul, div, mode), |x, y| divide(x * mul, y * div, mode).map(Possible::only))?;
    }

    #[test]
    fn elapsed_time(a in nested(690_000, 745_000), b in nested(690_000, 745_000), short in nested(730_000, 730_200), other in nested(730_000, 730_200)) {
        for (kind, count) in [
            (Elapsed::Years, years_between as fn(i32, i32) -> i32),
            (Elapsed::Months, months_between),
            (Elapsed::Days, |from, to| to - from),
        ] {
            for (x, y) in [(a, b), (short, other)] {
                binary(x, y, |from, to| from.elapsed(to, kind), |from, to| {
                    Some(Possible::only(count(from.try_into().unwrap(), to.try_into().unwrap()).into()))
                })?;
            }
        }
    }

    #[test]
    fn sets(a in nested_set(6), b in nested_set(6), mask in 0_u128..64) {
        let check = |wide: Possible, narrow: Possible, expected: bool| {
            prop_assert!(narrow.covers(Possible::known(expected)));
            prop_assert!(wide.covers(narrow));
            Ok(())
        };
        check(a.0.same(b.0), a.1.same(b.1), a.2 == b.2)?;
        check(a.0.among(mask), a.1.among(mask), a.2 & mask != 0)?;
    }

    #[test]
    fn logic(a in nested_set(2), b in nested_set(2), x in nested(-9, 9), y in nested(-9, 9)) {
        let holds = |v: u128| v == 2;
        let check = |wide: Possible, narrow: Possible, expected: Possible| {
            prop_assert!(narrow.covers(expected));
            prop_assert!(wide.covers(narrow));
            Ok(())
        };
        check(a.0.and(b.0), a.1.and(b.1), Possible::known(holds(a.2) && holds(b.2)))?;
        check(a.0.or(b.0), a.1.or(b.1), Possible::known(holds(a.2) || holds(b.2)))?;
        check(a.0.negated(), a.1.negated(), Possible::known(!holds(a.2)))?;
        let chosen = if holds(a.2) { x.2 } else { y.2 };
        check(a.0.select(x.0, y.0), a.1.select(x.1, y.1), Possible::only(chosen))?;
    }
}

#[test]
fn what_is_absent_is_neither_equal_nor_different() {
    let nothing = Possible::set(0);
    assert_eq!(nothing.same(Possible::set(1)), Possible::set(0));
    assert_eq!(nothing.among(3), Possible::set(0));
    assert_eq!(Possible::NO.and(nothing), Possible::NO);
}

#[test]
fn what_does_not_fit_is_refused() {
    let huge = Possible::only(i128::MAX);
    assert_eq!(huge.plus(Possible::only(1)), None);
    assert_eq!(huge.times(Possible::only(2)), None);
    assert_eq!(huge.rounded(2, 1, Rounding::Down), None);
    assert_eq!(huge.elapsed(huge, Elapsed::Days), None);
    assert_eq!(
        Possible::only(1).quotient(Possible::number(0, 4), 1, 1, Rounding::Down),
        None
    );
}

#[test]
fn ages_turn_on_the_day() {
    let day = |y, m, d| days(chrono::NaiveDate::from_ymd_opt(y, m, d).unwrap()).into();
    let birth = Possible::number(day(2000, 5, 1), day(2000, 5, 31));
    let age = |to| birth.elapsed(Possible::only(to), Elapsed::Years).unwrap();
    assert_eq!(age(day(2026, 4, 30)), Possible::only(25));
    assert_eq!(age(day(2026, 5, 1)), Possible::number(25, 26));
    assert_eq!(age(day(2026, 5, 31)), Possible::only(26));
}
