//! From a cell to a value of the situation format, as a mapping reads it.

use std::borrow::Cow;

use droit_engine::program::slug;
use droit_engine::situation::Document;
use rust_decimal::{Decimal, RoundingStrategy};

use super::cell::{self, Cell};
use super::fields::Kind;
use super::mapping::Column;
use super::options::{Empty, Scale};
use crate::render::words;

/// What a cell tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told<'t> {
    /// Nobody knows.
    Unknown,
    /// There is none.
    Nothing,
    /// The number zero, with so many decimals.
    Zero(usize),
    /// A value.
    Known(Document<'t>),
}

impl<'t> Told<'t> {
    /// As the situation format writes it.
    pub(crate) fn document(self) -> Document<'t> {
        match self {
            Told::Unknown => Document::Text("inconnu".into()),
            Told::Nothing => Document::Null,
            Told::Zero(0) => Document::Number("0".into()),
            Told::Zero(2) => Document::Number("0.00".into()),
            Told::Zero(decimals) => Document::Number(format!("0.{}", "0".repeat(decimals)).into()),
            Told::Known(document) => document,
        }
    }

    /// Whether it is the number zero.
    pub(crate) fn is_zero(&self) -> bool {
        match self {
            Told::Zero(_) => true,
            Told::Known(Document::Number(digits)) => {
                digits.bytes().all(|b| matches!(b, b'0' | b'.' | b'-'))
            }
            _ => false,
        }
    }
}

/// Reads a cell.
///
/// # Errors
///
/// Why it cannot be used.
pub(crate) fn value<'t>(column: &'t Column, cell: &Cell<'t>) -> Result<Told<'t>, String> {
    if matches!(column.field.kind, Kind::Number(_))
        && column.codes.is_empty()
        && let Some(decimals) = cell.zero()
    {
        let kept = column.scale == Scale::ONE;
        return Ok(Told::Zero(if kept { decimals } else { 0 }));
    }
    let word = match cell {
        Cell::Empty => return Ok(empty(column.empty)),
        Cell::Wrong(reason) => return Err(reason.clone()),
        Cell::List(_) => return Err("plusieurs valeurs là où une seule est attendue".to_owned()),
        _ => cell.word().unwrap_or_default(),
    };
    if let Some(code) = code(column, word) {
        return coded(column, code);
    }
    // What starts with a digit is no word.
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        match slug(word).as_str() {
            "inconnu" => return Ok(Told::Unknown),
            "aucun" if column.field.optional => return Ok(Told::Nothing),
            _ => {}
        }
    }
    plain(column, cell, word)
}

fn empty(empty: Empty) -> Told<'static> {
    match empty {
        Empty::Unknown => Told::Unknown,
        Empty::Zero => Told::Zero(0),
        Empty::No => Told::Known(Document::Bool(false)),
        Empty::Nothing => Told::Nothing,
    }
}

/// What the mapping says of a value of the file: as written, else without accents and case.
fn code<'a>(column: &'a Column, word: &str) -> Option<&'a str> {
    if column.codes.is_empty() {
        return None;
    }
    let exact = column.codes.iter().find(|(value, _)| value == word);
    let found = exact.or_else(|| {
        let word = slug(word);
        column
            .codes
            .iter()
            .find(|(value, _)| !word.is_empty() && slug(value) == word)
    });
    found.map(|(_, code)| code.as_str())
}

fn coded<'t>(column: &'t Column, code: &'t str) -> Result<Told<'t>, String> {
    match (code, &column.field.kind) {
        ("inconnu", _) => Ok(Told::Unknown),
        ("aucun", _) if column.field.optional => Ok(Told::Nothing),
        (_, Kind::Choice(_)) => Ok(Told::Known(Document::Text(code.into()))),
        _ => plain(column, &Cell::text(code), code),
    }
}

/// The value of a cell in itself.
fn plain<'t>(column: &'t Column, cell: &Cell<'t>, word: &str) -> Result<Told<'t>, String> {
    let text = |text: Cow<'t, str>| Ok(Told::Known(Document::Text(text)));
    match &column.field.kind {
        Kind::Number(_) => {
            let digits = digits(cell);
            let digits = digits.ok_or_else(|| "ce n'est pas un nombre".to_owned())?;
            scaled(digits, column.scale).map(|d| Told::Known(Document::Number(d)))
        }
        Kind::YesNo => match cell {
            Cell::Bool(yes) => Some(*yes),
            _ => cell::yes_no(word),
        }
        .map(|yes| Told::Known(Document::Bool(yes)))
        .ok_or_else(|| "ni oui ni non : « codes » dit ce que cette valeur signifie".to_owned()),
        Kind::Day => text(day(cell)?.into()),
        Kind::Month => {
            let day = day(cell)?;
            text(day.get(..7).unwrap_or(&day).to_owned().into())
        }
        Kind::Choice(codes) => text(choice(codes, word)?.into()),
        Kind::Code(length) => {
            // A program that took the code for a number dropped the zero in front of it.
            let digits = word.bytes().all(|b| b.is_ascii_digit());
            if digits && word.len().checked_add(1) == Some(*length) {
                text(format!("0{word}").into())
            } else {
                text(cell.kept())
            }
        }
        Kind::Text => text(cell.kept()),
        Kind::Group => Err(
            "seuls « aucun » et « inconnu » vont à ce champ : « codes » dit ce que cette valeur signifie".to_owned(),
        ),
    }
}

/// The digits of a number.
fn digits<'t>(cell: &Cell<'t>) -> Option<Cow<'t, str>> {
    match cell {
        Cell::Number(digits) => Some(digits.clone()),
        Cell::Text(Cow::Borrowed(text)) => cell::number(text),
        Cell::Text(Cow::Owned(text)) => cell::number(text).map(|d| Cow::Owned(d.into_owned())),
        _ => None,
    }
}

fn day(cell: &Cell<'_>) -> Result<String, String> {
    match cell {
        Cell::Date(day) => Some(day.clone()),
        Cell::Text(text) => cell::date(text),
        // `19900501`; another number is a day that has lost its format.
        Cell::Number(digits) if digits.len() == 8 => cell::date(digits),
        _ => None,
    }
    .ok_or_else(|| "ce n'est pas une date (attendu : jj/mm/aaaa, ou aaaa-mm-jj)".to_owned())
}

fn choice<'t>(codes: &'t [String], word: &str) -> Result<&'t str, String> {
    let slugged = || {
        let wanted = slug(word);
        codes.iter().find(|code| slug(code) == wanted)
    };
    let padded = || {
        let zero = format!("0{word}");
        codes.iter().find(|code| **code == zero)
    };
    let exact = codes.iter().find(|code| *code == word);
    if let Some(code) = exact.or_else(slugged).or_else(padded) {
        return Ok(code);
    }
    let near = words::nearest(word, codes.iter().map(String::as_str));
    Err(match near {
        Some(near) => format!("cette valeur n'a pas de code ; vouliez-vous dire « {near} » ?"),
        None => "cette valeur n'a pas de code : « codes » dit ce qu'elle signifie".to_owned(),
    })
}

/// Digits in the unit of the format.
fn scaled(digits: Cow<'_, str>, scale: Scale) -> Result<Cow<'_, str>, String> {
    if scale == Scale::ONE {
        return Ok(digits);
    }
    let out = || "ce nombre est trop long".to_owned();
    let number = Decimal::from_str_exact(&digits).map_err(|_| out())?;
    let number = number
        .checked_mul(Decimal::from(scale.times))
        .and_then(|n| n.checked_div(Decimal::from(scale.over)))
        .ok_or_else(out)?;
    let number = if scale.rounded {
        number.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
    } else {
        number
    };
    Ok(number.normalize().to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_exact_and_what_is_spread_is_rounded() {
        let scale = |times, over, rounded| Scale {
            times,
            over,
            rounded,
        };
        for (digits, scale, expected) in [
            ("123456", scale(1, 100, false), "1234.56"),
            ("10000", scale(1, 12, true), "833.33"),
            ("0.06", scale(1, 12, true), "0.01"),
            ("14.5", scale(1000, 1, false), "14500"),
            ("100", scale(12, 1, false), "1200"),
            ("80", scale(1, 100, false), "0.8"),
            ("1333.3333", scale(1, 1, true), "1333.33"),
        ] {
            let told = scaled(digits.into(), scale);
            assert_eq!(told.as_deref(), Ok(expected), "{digits}");
        }
        assert!(scaled("9".repeat(40).into(), scale(1, 12, true)).is_err());
    }
}
