//! Months and days. The engine holds no clock: every date is an argument.

use std::fmt::Write as _;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A calendar month, as a count of months since year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month(i32);

impl Month {
    /// The month of a year, `month` from 1 to 12; years 1 to 9999.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Month> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month)).then(|| {
            Month(
                year.saturating_mul(12)
                    .saturating_add(i32::try_from(month).unwrap_or(1))
                    .saturating_sub(1),
            )
        })
    }

    /// Reads `AAAA-MM`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.split_once('-')?;
        let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        (digits(year, 4) && digits(month, 2)).then_some(())?;
        Month::new(year.parse().ok()?, month.parse().ok()?)
    }

    /// The month that contains a day.
    #[must_use]
    pub fn of(date: NaiveDate) -> Month {
        Month(
            date.year()
                .saturating_mul(12)
                .saturating_add(i32::try_from(date.month0()).unwrap_or(0)),
        )
    }

    /// Year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    #[must_use]
    pub fn number(self) -> u32 {
        u32::try_from(self.0.rem_euclid(12))
            .unwrap_or(0)
            .saturating_add(1)
    }

    /// `n` months later (earlier when negative).
    #[must_use]
    pub fn plus(self, n: i32) -> Month {
        Month(self.0.saturating_add(n))
    }

    /// How many months from `other` to `self`.
    #[must_use]
    pub fn since(self, other: Month) -> i32 {
        self.0.saturating_sub(other.0)
    }

    /// First day, as a count of days.
    #[must_use]
    pub fn first_day(self) -> i32 {
        NaiveDate::from_ymd_opt(self.year(), self.number(), 1).map_or(0, days)
    }

    /// How many days it has.
    #[must_use]
    pub fn days(self) -> i32 {
        self.last_day()
            .saturating_sub(self.first_day())
            .saturating_add(1)
    }

    /// Last day, as a count of days.
    #[must_use]
    pub fn last_day(self) -> i32 {
        self.plus(1).first_day().saturating_sub(1)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Ok(year @ 0..=9999), month) = (u32::try_from(self.year()), self.number()) else {
            return write!(f, "{:04}-{:02}", self.year(), self.number());
        };
        // A table of lines by month writes thousands: digit by digit, four times as fast.
        let digit = |n: u32| char::from_digit(n % 10, 10).unwrap_or('0');
        for year in [year / 1000, year / 100, year / 10, year] {
            f.write_char(digit(year))?;
        }
        f.write_char('-')?;
        f.write_char(digit(month / 10))?;
        f.write_char(digit(month))
    }
}

/// A day as a count of days since 1 January of year 1.
#[must_use]
pub fn days(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

/// The day of a count.
#[must_use]
pub fn date(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(days)
}

/// `jj/mm/aaaa`. Written by hand: the formats of chrono would weigh some ten kilobytes in a page.
#[must_use]
pub fn day_words(date: NaiveDate) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// Whole years from `from` to `to` (an anniversary on the day counts; born on 29 February: 1 March in common
/// years); negative when `to` comes before.
#[must_use]
pub fn years_between(from: i32, to: i32) -> i32 {
    let (Some(a), Some(b)) = (date(from), date(to)) else {
        return 0;
    };
    let years = b.year().saturating_sub(a.year());
    if (b.month(), b.day()) < (a.month(), a.day()) {
        years.saturating_sub(1)
    } else {
        years
    }
}

/// Whole months from `from` to `to`; negative when `to` comes before.
#[must_use]
pub fn months_between(from: i32, to: i32) -> i32 {
    let (Some(a), Some(b)) = (date(from), date(to)) else {
        return 0;
    };
    let months = Month::of(b).since(Month::of(a));
    // A month is complete on the same day of the month, or on the last day when there is no such day.
    let reached = a
        .checked_add_months(Months::new(u32::try_from(months.max(0)).unwrap_or(0)))
        .is_none_or(|d| d <= b);
    if months > 0 && !reached || months <= 0 && b.day() < a.day() {
        months.saturating_sub(1)
    } else {
        months
    }
}
