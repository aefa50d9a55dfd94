//! Days as their year, month and day side by side, so that ages are found without a calendar.

use chrono::{Datelike, NaiveDate};

use super::column::Column;
use super::pool::Pool;
use crate::calendar::date;

/// Year, month and day of a date.
pub(super) fn parts(date: NaiveDate) -> (i64, i64, i64) {
    (
        i64::from(date.year()),
        i64::from(date.month()),
        i64::from(date.day()),
    )
}

/// Year, month and day of a day written by [`written`], and how many days its month has.
#[inline(always)]
pub(super) fn split(code: i64) -> (i64, i64, i64, i64) {
    (code >> 14, (code >> 10) & 15, (code >> 5) & 31, code & 31)
}

/// Days, counted as the engine does, written as year, month and day, and the length of the month; `None` when one is no day.
pub(super) fn written(pool: &Pool, days: &Column<i64>) -> Option<Column<i64>> {
    let one = |days: i64| {
        let date = date(i32::try_from(days).ok()?)?;
        let length = i64::from(date.num_days_in_month());
        let (year, month, day) = parts(date);
        Some((year << 14) | (month << 10) | (day << 5) | length)
    };
    Some(match days {
        Column::Same(day) => Column::Same(one(*day)?),
        Column::Each(days) => {
            let mut written = pool.take(days.len());
            for (code, days) in written.iter_mut().zip(days) {
                *code = one(*days)?;
            }
            Column::Each(written)
        }
    })
}
