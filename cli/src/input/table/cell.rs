//! One cell, and what people write in cells: French numbers, dates, yes or no.

use std::borrow::Cow;

use chrono::NaiveDate;
use droit_engine::calendar::Month;
use droit_engine::program::slug;

/// What a cell holds; its text stays in the row where it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A text, without the blanks around it.
    Text(Cow<'a, str>),
    /// A number, digit by digit, with a decimal point.
    Number(Cow<'a, str>),
    /// True or false.
    Bool(bool),
    /// `AAAA-MM-JJ`
    Date(String),
    /// Several values: month by month.
    List(Vec<Cell<'a>>),
    /// What cannot be used, and why.
    Wrong(String),
}

impl<'a> Cell<'a> {
    /// A text; nothing when it is blank.
    pub(crate) fn text(text: &'a str) -> Cell<'a> {
        let text = trimmed(text);
        if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(Cow::Borrowed(text))
        }
    }

    /// The same, kept apart from the row.
    pub(crate) fn owned(self) -> Cell<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Cell::Empty => Cell::Empty,
            Cell::Text(text) => Cell::Text(owned(text)),
            Cell::Number(digits) => Cell::Number(owned(digits)),
            Cell::Bool(yes) => Cell::Bool(yes),
            Cell::Date(day) => Cell::Date(day),
            Cell::List(items) => Cell::List(items.into_iter().map(Cell::owned).collect()),
            Cell::Wrong(reason) => Cell::Wrong(reason),
        }
    }

    /// A number that a file keeps as a binary float: its shortest decimal text, which is what was typed. A result with
    /// more than fifteen digits is the noise of a calculation: spreadsheets show fifteen, and so do we.
    pub(crate) fn float(value: f64) -> Cell<'static> {
        if !value.is_finite() {
            return Cell::Wrong(format!("{value} n'est pas un nombre"));
        }
        let shortest = value.to_string();
        let digits = shortest
            .bytes()
            .filter(u8::is_ascii_digit)
            .skip_while(|d| *d == b'0')
            .count();
        if digits <= 15 || !shortest.contains('.') {
            return Cell::Number(shortest.into());
        }
        let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
        Cell::Number(rounded.to_string().into())
    }

    /// What stands in the cell, for a message.
    pub(crate) fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Number(text) => text.chars().take(80).collect(),
            Cell::Date(day) => day.clone(),
            Cell::Bool(true) => "vrai".to_owned(),
            Cell::Bool(false) => "faux".to_owned(),
            Cell::List(_) => "une liste".to_owned(),
            Cell::Wrong(_) => String::new(),
        }
    }

    /// The text of a key or of a code.
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Cell::Text(text) | Cell::Number(text) => Some(text),
            Cell::Date(day) => Some(day),
            Cell::Bool(yes) => Some(if *yes { "1" } else { "0" }),
            Cell::Empty | Cell::List(_) | Cell::Wrong(_) => None,
        }
    }

    /// The same, as long as the row is there.
    pub(crate) fn kept(&self) -> Cow<'a, str> {
        match self {
            Cell::Text(text) | Cell::Number(text) => text.clone(),
            other => Cow::Owned(other.word().unwrap_or_default().to_owned()),
        }
    }

    /// How many decimals, when it is a zero: most amounts of a file are, and no digit of them need be kept.
    pub(crate) fn zero(&self) -> Option<usize> {
        let (Cell::Text(text) | Cell::Number(text)) = self else {
            return None;
        };
        match text.as_bytes() {
            b"0" => Some(0),
            b"0,00" | b"0.00" => Some(2),
            // With more digits than a number has, it is no plain zero.
            [b'0', b',' | b'.', zeros @ ..] if (1..=20).contains(&zeros.len()) => {
                zeros.iter().all(|b| *b == b'0').then_some(zeros.len())
            }
            _ => None,
        }
    }
}

/// A text without the blanks around it.
fn trimmed(text: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) {
        return text;
    }
    text.trim_matches(is_blank)
}

/// Blanks, and the no-break and thin ones that spreadsheets put between thousands.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{feff}')
}

/// A number as French files write it (`1 234,50 €`, `1.234,50`, `1234.5`), as digits with a decimal point.
pub(crate) fn number(text: &str) -> Option<Cow<'_, str>> {
    simple(text).or_else(|| written(text).map(Cow::Owned))
}

/// The same for digits and one decimal mark, as nearly all numbers are written.
fn simple(text: &str) -> Option<Cow<'_, str>> {
    let at = text.bytes().position(|b| !b.is_ascii_digit());
    let (whole, rest) = text.split_at_checked(at.unwrap_or(text.len()))?;
    let is_plain = !whole.is_empty() && (whole == "0" || !whole.starts_with('0'));
    if !is_plain {
        return None;
    }
    if rest.is_empty() {
        return Some(Cow::Borrowed(text));
    }
    let fraction = rest.strip_prefix([',', '.'])?;
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    is_fraction.then(|| {
        if rest.starts_with('.') {
            Cow::Borrowed(text)
        } else {
            let mut digits = String::with_capacity(text.len());
            digits.push_str(whole);
            digits.push('.');
            digits.push_str(fraction);
            Cow::Owned(digits)
        }
    })
}

/// The same for any number.
fn written(text: &str) -> Option<String> {
    let mut plain: String = text.chars().filter(|c| !is_blank(*c)).collect();
    for unit in ["€", "euros", "eur", "EUR"] {
        if let Some(rest) = plain.strip_suffix(unit) {
            plain = rest.to_owned();
            break;
        }
    }
    let (sign, digits) = match plain.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let (whole, fraction) = match digits.rfind([',', '.']) {
        None => (digits.to_owned(), ""),
        Some(at) => {
            let (whole, rest) = digits.split_at_checked(at)?;
            let mark = rest.chars().next()?;
            let fraction = rest.strip_prefix(mark)?;
            if whole.contains(mark) {
                // `1.234.567`: the same mark several times only groups thousands.
                (grouped(digits, mark)?, "")
            } else {
                let other = if mark == ',' { '.' } else { ',' };
                let whole = if whole.contains(other) {
                    grouped(whole, other)?
                } else {
                    whole.to_owned()
                };
                (whole, fraction)
            }
        }
    };
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(&whole) || !all_digits(fraction) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    Some(if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    })
}

/// Digits whose thousands a mark separates.
fn grouped(digits: &str, mark: char) -> Option<String> {
    let mut parts = digits.split(mark);
    let first = parts.next()?;
    if first.is_empty() || first.len() > 3 {
        return None;
    }
    let mut all = first.to_owned();
    for part in parts {
        if part.len() != 3 {
            return None;
        }
        all.push_str(part);
    }
    Some(all)
}

/// A day (`AAAA-MM-JJ`), or a month (`AAAA-MM`) when the day is not given. Years are written in full: two digits are
/// ambiguous for people who may be a hundred years old.
pub(crate) fn date(text: &str) -> Option<String> {
    // The time of the day, that some exports add.
    let day = text.split(['T', ' ']).next()?;
    if day.len() < text.len() && !text.get(day.len()..)?.contains([':', '0']) {
        return None;
    }
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        return real_day(day.get(0..4)?, day.get(4..6)?, day.get(6..8)?);
    }
    let mark = day.chars().find(|c| matches!(c, '/' | '-' | '.'))?;
    let parts: Vec<&str> = day.split(mark).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => real_day(year, month, day),
        [day, month, year] if year.len() == 4 => real_day(year, month, day),
        [year, month] if year.len() == 4 => real_month(year, month),
        [month, year] if year.len() == 4 => real_month(year, month),
        _ => None,
    }
}

fn real_day(year: &str, month: &str, day: &str) -> Option<String> {
    let digits = |text: &str| {
        (text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok())
            .flatten()
    };
    let year = i32::try_from(digits(year)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, digits(month)?, digits(day)?)?;
    Some(date.format("%Y-%m-%d").to_string())
}

fn real_month(year: &str, month: &str) -> Option<String> {
    Month::parse(&format!("{year}-{month:0>2}")).map(|m| m.to_string())
}

/// Yes or no, in the words of files.
pub(crate) fn yes_no(text: &str) -> Option<bool> {
    match slug(text).as_str() {
        "oui" | "o" | "vrai" | "true" | "1" | "x" | "y" | "yes" => Some(true),
        "non" | "n" | "faux" | "false" | "0" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_numbers_are_exact() {
        for (text, digits) in [
            ("1 234,50 €", "1234.50"),
            ("1\u{a0}234,5", "1234.5"),
            ("1\u{202f}234\u{2009}567", "1234567"),
            ("1.234,50", "1234.50"),
            ("1,234.50", "1234.50"),
            ("1.234.567", "1234567"),
            ("007", "7"),
            ("0", "0"),
            ("-12", "-12"),
            ("\u{2212}12,5", "-12.5"),
            (",5", "0.5"),
            ("0.1", "0.1"),
            ("99999999999999999999,01", "99999999999999999999.01"),
        ] {
            assert_eq!(number(text).as_deref(), Some(digits), "{text}");
            assert_eq!(written(text).as_deref(), Some(digits), "{text}");
        }
        for wrong in [
            "",
            "€",
            "abc",
            "1e3",
            "12.34.56",
            "1,2,3",
            "1-2",
            "--1",
            ",",
            "1.2345.678,0",
        ] {
            assert_eq!(number(wrong), None, "{wrong}");
            assert_eq!(simple(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn floats_keep_what_was_typed() {
        assert_eq!(Cell::float(1234.56), Cell::Number("1234.56".into()));
        assert_eq!(Cell::float(0.1 + 0.2), Cell::Number("0.3".into()));
        assert_eq!(Cell::float(75056.0), Cell::Number("75056".into()));
        assert!(matches!(Cell::float(f64::NAN), Cell::Wrong(_)));
        assert!(matches!(Cell::float(f64::MAX), Cell::Number(_)));
        assert!(matches!(Cell::float(5e-324), Cell::Number(_)));
    }

    #[test]
    fn blanks_around_a_text_are_no_part_of_it() {
        for text in ["a b", " a b", "a b\u{a0}", "\u{feff}a b\t", "\u{202f}a b "] {
            assert_eq!(Cell::text(text), Cell::Text("a b".into()), "{text:?}");
        }
        assert_eq!(Cell::text("é"), Cell::Text("é".into()));
        assert_eq!(Cell::text(" \u{a0}"), Cell::Empty);
    }

    #[test]
    fn zeros_are_known_by_their_digits() {
        for (text, decimals) in [("0", 0), ("0,0", 1), ("0.00", 2), ("0,000", 3)] {
            assert_eq!(Cell::text(text).zero(), Some(decimals), "{text}");
        }
        for other in ["00", "0,", "-0", "0,01", "0 €", ",0", "0,0,0", "zéro", ""] {
            assert_eq!(Cell::text(other).zero(), None, "{other}");
        }
    }

    #[test]
    fn dates_are_french_or_iso() {
        for (text, iso) in [
            ("05/11/1990", "1990-11-05"),
            ("5/1/1990", "1990-01-05"),
            ("1990-11-05", "1990-11-05"),
            ("1990-11-05T00:00:00", "1990-11-05"),
            ("05.11.1990 00:00", "1990-11-05"),
            ("19901105", "1990-11-05"),
            ("11/1990", "1990-11"),
            ("1990-11", "1990-11"),
        ] {
            assert_eq!(date(text).as_deref(), Some(iso), "{text}");
        }
        for wrong in [
            "",
            "05/11/90",
            "31/02/1990",
            "1990",
            "13/1990",
            "hier",
            "1/2/3/4",
            "é/é/ééé",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn yes_and_no_have_many_words() {
        for yes in ["Oui", "O", "1", "VRAI", "true", "x"] {
            assert_eq!(yes_no(yes), Some(true), "{yes}");
        }
        for no in ["non", "N", "0", "Faux", "FALSE"] {
            assert_eq!(yes_no(no), Some(false), "{no}");
        }
        assert_eq!(yes_no("peut-être"), None);
    }
}
