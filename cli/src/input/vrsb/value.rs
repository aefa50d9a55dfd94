//! Dates and amounts as a flow writes them, and as spreadsheets rewrite them.

use chrono::NaiveDate;
use droit_engine::calendar::Month;

/// From here on an amount says that it is not known, in cents.
const UNKNOWN_FROM: i64 = 99_999_900;

/// What a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said<T> {
    /// A value.
    Known(T),
    /// A value written as a spreadsheet does.
    Rewritten(T),
    /// That it is not known.
    Unknown,
    /// Nothing that can be read.
    Unreadable,
}

impl<T> Said<T> {
    /// The value, if any.
    pub(super) fn value(self) -> Option<T> {
        match self {
            Said::Known(value) | Said::Rewritten(value) => Some(value),
            Said::Unknown | Said::Unreadable => None,
        }
    }
}

/// `0001675.00`, in cents.
pub(super) fn amount(text: &str) -> Said<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let comma = digits.contains(',');
    let (whole, decimals) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || decimals.len() > 2 || !all_digits(whole) || !all_digits(decimals) {
        return Said::Unreadable;
    }
    let Ok(cents) = format!("{whole}{decimals:0<2}").parse::<i64>() else {
        return Said::Unreadable;
    };
    match (cents >= UNKNOWN_FROM, comma) {
        (true, _) => Said::Unknown,
        (false, true) => Said::Rewritten(if negative {
            cents.saturating_neg()
        } else {
            cents
        }),
        (false, false) => Said::Known(if negative {
            cents.saturating_neg()
        } else {
            cents
        }),
    }
}

/// Cents as a document writes an amount.
pub(super) fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let size = cents.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// `AAAA-MM-JJ`, or `jj/mm/aaaa` in a file that went through a spreadsheet.
pub(super) fn date(text: &str) -> Said<NaiveDate> {
    let day = |year: &str, month: &str, day: &str| {
        let shaped = year.len() == 4 && month.len() == 2 && day.len() == 2;
        let month = Month::parse(&format!("{year}-{month}")).filter(|_| shaped)?;
        NaiveDate::from_ymd_opt(month.year(), month.number(), day.parse().ok()?)
    };
    let mut parts = text.splitn(3, ['-', '/']);
    let (Some(a), Some(b), Some(c)) = (parts.next(), parts.next(), parts.next()) else {
        return Said::Unreadable;
    };
    let read = if text.contains('/') {
        day(c, b, a).map(Said::Rewritten)
    } else {
        day(a, b, c).map(Said::Known)
    };
    read.unwrap_or(Said::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        assert_eq!(amount("0001675.00"), Said::Known(167_500));
        assert_eq!(amount("412,00"), Said::Rewritten(41_200));
        assert_eq!(amount("-12.5"), Said::Known(-1_250));
        assert_eq!(amount("0999999.00"), Said::Unknown);
        assert_eq!(amount("9999999.99"), Said::Unknown);
        assert_eq!(amount("0999998.99"), Said::Known(99_999_899));
        for wrong in [
            "",
            "-",
            "1.234",
            "1e3",
            "12 000.00",
            "99999999999999999999.00",
            "1.2.3",
        ] {
            assert_eq!(amount(wrong), Said::Unreadable, "{wrong}");
        }
        assert_eq!(euros(57_349), "573.49");
        assert_eq!(euros(5), "0.05");
        assert_eq!(euros(-1_250), "-12.50");
    }

    #[test]
    fn dates_are_read_as_written_or_rewritten() {
        let day = NaiveDate::from_ymd_opt(1985, 4, 12).unwrap();
        assert_eq!(date("1985-04-12"), Said::Known(day));
        assert_eq!(date("12/04/1985"), Said::Rewritten(day));
        for wrong in [
            "",
            "1985-13-01",
            "1985-02-30",
            "85-04-12",
            "12-04-1985",
            "1985/04/12",
            "1985-04",
            "é-é-é",
        ] {
            assert_eq!(date(wrong), Said::Unreadable, "{wrong}");
        }
    }
}
