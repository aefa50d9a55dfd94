//! Values by month.

use proptest::prelude::*;

use super::month;
use crate::calendar::Month;
use crate::situation::series::{Line, Series};
use crate::situation::{Range, Value};

fn amount(value: i128) -> Value {
    Value::Known(Range::only(value))
}

#[test]
fn putting_replaces() {
    let mut series = Series::new(Value::Unknown, 1);
    let put = |series: &mut Series, from: &str, to: &str, value| {
        series.put(Line::new(Some(month(from)), Some(month(to)), amount(value)));
    };
    put(&mut series, "2026-01", "2026-06", 1);
    put(&mut series, "2026-03", "2026-04", 2);
    put(&mut series, "2026-06", "2026-08", 3);
    let at = |text: &str, right: &str| series.at(month(text), month(right));
    let all: Vec<Value> = (0..9)
        .map(|n| series.at(month("2026-01").plus(n), month("2027-01")))
        .collect();
    let expected = [1, 1, 2, 2, 1, 3, 3, 3].map(amount);
    assert_eq!(
        all.split_last(),
        Some((&Value::Unknown, expected.as_slice()))
    );
    // What is not known elsewhere is not carried over.
    assert_eq!(at("2026-09", "2026-09"), Value::Unknown);
}

#[test]
fn carrying_forward() {
    let zero = amount(0);
    let lines = [
        Line::new(Some(month("2026-01")), Some(month("2026-03")), amount(5)),
        Line::new(Some(month("2026-03")), Some(month("2026-03")), amount(2)),
        Line {
            certain: false,
            ..Line::new(
                Some(month("2026-05")),
                None,
                Value::Known(Range { lo: 0, hi: 9 }),
            )
        },
    ];
    let right = |series: &Series, text: &str| series.at(month(text), month(text));
    let one = Series::sum(&lines, zero, 1);
    assert_eq!(right(&one, "2026-03"), amount(7));
    assert_eq!(right(&one, "2026-04"), amount(7));
    assert_eq!(one.at(month("2026-04"), month("2026-05")), zero);
    assert_eq!(right(&Series::sum(&lines, zero, 0), "2026-04"), zero);
    // Maybe a line in May; if not, two months of carrying reach March.
    assert_eq!(right(&one, "2026-05"), Value::Known(Range { lo: 0, hi: 9 }));
    assert_eq!(
        right(&Series::sum(&lines, zero, 2), "2026-05"),
        Value::Known(Range { lo: 0, hi: 9 })
    );
    assert_eq!(right(&Series::sum(&lines[..2], zero, 3), "2026-07"), zero);
    assert_eq!(
        right(&Series::sum(&lines[..2], zero, 3), "2026-06"),
        amount(7)
    );
}

type Raw = (Option<i32>, Option<i32>, i128);

fn line(raw: &Raw) -> Line {
    let at = |n: i32| Month::new(2026, 1).map(|m| m.plus(n));
    let to = raw
        .1
        .map(|length| raw.0.unwrap_or(0).saturating_add(length));
    Line::new(raw.0.and_then(at), to.and_then(at), amount(raw.2))
}

proptest! {
    /// A sum is the sum, month by month; lines are sorted and disjoint.
    #[test]
    fn lines_add_up(raw in proptest::collection::vec((proptest::option::of(0..20), proptest::option::of(0..9), -5_i128..5), 0..8)) {
        let lines: Vec<Line> = raw.iter().map(line).collect();
        let series = Series::sum(&lines, amount(0), 0);
        for n in -3..40 {
            let at = month("2026-01").plus(n);
            let sum: i128 = lines.iter().zip(&raw).filter(|(l, _)| l.covers(at)).map(|(_, r)| r.2).sum();
            prop_assert_eq!(series.at(at, at), amount(sum));
        }
        for pair in series.lines().windows(2) {
            prop_assert!(pair[0].to.is_some_and(|to| Some(to) < pair[1].from));
        }
    }

    /// The last line put wins.
    #[test]
    fn the_last_line_wins(raw in proptest::collection::vec((proptest::option::of(0..20), proptest::option::of(0..9), -5_i128..5), 0..8)) {
        let lines: Vec<Line> = raw.iter().map(line).collect();
        let mut series = Series::new(amount(100), 0);
        for line in &lines {
            series.put(*line);
        }
        for n in -3..40 {
            let at = month("2026-01").plus(n);
            let last = lines.iter().rev().find(|l| l.covers(at)).map_or(amount(100), |l| l.value);
            prop_assert_eq!(series.at(at, at), last);
        }
    }
}
