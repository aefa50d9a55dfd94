//! Days as their year, month and day side by side, so that ages are found without a calendar.

use chrono::{Datelike, NaiveDate};

use super::column::Column;
use crate::calendar::date;

/// Year, month and day of a date.
pub(super) fn parts(date: NaiveDate) -> (i64, i64, i64) {
    (
        i64::from(date.year()),
        i64::from(date.month()),
        i64::from(date.day()),
    )
}

/// Year, month and day of a day written by [`written`].
#[inline(always)]
pub(super) fn split(code: i64) -> (i64, i64, i64) {
    (code >> 9, (code >> 5) & 15, code & 31)
}

/// Days, counted as the engine does, written as year, month and day; `None` when one is no day.
pub(super) fn written(days: &Column<i64>) -> Option<Column<i64>> {
    let one = |days: i64| {
        let (year, month, day) = parts(date(i32::try_from(days).ok()?)?);
        Some((year << 9) | (month << 5) | day)
    };
    Some(match days {
        Column::Same(day) => Column::Same(one(*day)?),
        Column::Each(days) => Column::Each(days.iter().map(|d| one(*d)).collect::<Option<_>>()?),
    })
}
