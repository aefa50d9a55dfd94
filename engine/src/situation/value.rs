//! One value of a document: a number, a date, a word, yes or no.

use chrono::NaiveDate;

use super::document::Document;
use super::error::{InputError, Place};
use super::{NO, Range, Value, YES, declared};
use crate::calendar::{self, Month};
use crate::exact::Exact;
use crate::letters::joined;
use crate::nearest::nearest;
use crate::program::{Input, Program, Type};

/// The word for a value that is not known.
pub(super) const UNKNOWN: &str = "inconnu";
/// What to do in place of a `null` that means nothing.
const WRITE_UNKNOWN: &str = "si vous ne savez pas, retirez la clé ou écrivez \"inconnu\"";

/// Whether a value says that it is not known.
pub(super) fn is_unknown(document: &Document) -> bool {
    document.text() == Some(UNKNOWN)
}

/// What a value says of an input.
pub(super) fn scalar(
    program: &Program,
    input: &Input,
    document: &Document,
    place: Place<'_>,
) -> Result<Value, Box<InputError>> {
    if is_unknown(document) {
        return Ok(Value::Unknown);
    }
    if *document == Document::Null {
        return if input.optional {
            Ok(Value::Nothing)
        } else {
            Err(no_null(place).expected(expected(program, input)))
        };
    }
    let known = match input.ty {
        Type::Number(_) => {
            number(program, input, document, place).map(|n| Value::Known(Range::only(n)))
        }
        Type::YesNo => yes_no(program, input, document, place),
        Type::Date => day(program, input, document, place).map(Value::Known),
        Type::Choice(_) => choice(program, input, document, place),
    };
    match known {
        // The language says `aucun` where the format says `null`.
        Err(_) if input.optional && document.text() == Some("aucun") => Ok(Value::Nothing),
        known => known,
    }
}

pub(super) fn no_null(place: Place<'_>) -> Box<InputError> {
    InputError::new("S012", place, "null", "null n'est pas admis ici").help(WRITE_UNKNOWN)
}

/// A value of the wrong kind: `what` is what it is not.
pub(super) fn wrong_kind(document: &Document, place: Place<'_>, what: &str) -> Box<InputError> {
    InputError::new(
        "S011",
        place,
        &document.bare(),
        format!("{} n'est pas {what}", document.shown()),
    )
}

/// What is expected of an input, for a message.
pub(super) fn expected(program: &Program, input: &Input) -> String {
    let base = match input.ty {
        Type::Number(_) => format!("un nombre {}", bounds(input)),
        Type::YesNo => "true ou false".to_owned(),
        Type::Date if input.month => "AAAA-MM".to_owned(),
        Type::Date => "AAAA-MM-JJ, ou AAAA-MM si le jour est inconnu".to_owned(),
        Type::Choice(id) => one_of(
            program
                .choices
                .get(id.index())
                .map_or(&[], |c| c.codes.as_slice()),
        ),
    };
    if input.optional {
        format!("{base}, ou null")
    } else {
        base
    }
}

/// `« a », « b » ou « c »`
pub(super) fn one_of<T: AsRef<str>>(words: &[T]) -> String {
    const MOST: usize = 12;
    let quoted: Vec<String> = words
        .iter()
        .map(|w| format!("« {} »", w.as_ref()))
        .collect();
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() && quoted.len() <= MOST => {
            format!("{} ou {last}", joined(others, ", "))
        }
        Some((last, [])) => last.clone(),
        _ => format!("un des {} codes du format", quoted.len()),
    }
}

/// `de 0 à 1 000 000 €/mois`
pub(super) fn bounds(input: &Input) -> String {
    let (low, high) = input.bounds;
    let text = format!("de {} à {}", french(low), french(high));
    match input.unit.as_str() {
        "" | "nombre" => text,
        "%" => {
            let hundred = |e: Exact| e.times(Exact::whole(100)).map_or_else(String::new, french);
            format!("{text}, soit de {} % à {} %", hundred(low), hundred(high))
        }
        unit => format!("{text} {unit}"),
    }
}

/// `1 000 000,5`
pub(super) fn french(value: Exact) -> String {
    let text = value.decimal(0, 6);
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && whole.len().saturating_sub(position).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped},{fraction}")
    }
}

/// Why digits are no number of an input.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadNumber {
    Malformed,
    TooPrecise,
    TooLarge,
}

/// A decimal number as JSON writes it, of at most twelve decimals; `None` for anything else.
#[must_use]
pub fn decimal(text: &str) -> Option<Exact> {
    const DEN: i128 = 1_000_000_000_000;
    Exact::new(numerator(text, DEN).ok()?, DEN)
}

/// The numerator over `den` of a decimal number as JSON writes it.
pub(super) fn numerator(text: &str, den: i128) -> Result<i128, BadNumber> {
    match short(text, den) {
        Some(value) => Ok(value),
        None => long(text, den),
    }
}

/// The same for few digits, as nearly all numbers have; `None` where [`long`] must tell.
pub(super) fn short(text: &str, den: i128) -> Option<i128> {
    const MOST: usize = 18;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    if whole.is_empty() || fraction.is_empty() || digits.len() > MOST {
        return None;
    }
    let mut size: u64 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        let digit = digit.is_ascii_digit().then(|| digit.wrapping_sub(b'0'))?;
        size = size.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    let over = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let scaled = size.checked_mul(u64::try_from(den).ok()?)?;
    if scaled.checked_rem(over)? != 0 {
        return None;
    }
    let value = i128::from(scaled.checked_div(over)?);
    Some(if digits.len() < text.len() {
        value.saturating_neg()
    } else {
        value
    })
}

/// The same for any number of digits.
pub(super) fn long(text: &str, den: i128) -> Result<i128, BadNumber> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = match exponent.strip_prefix('+').unwrap_or(exponent).parse() {
        Ok(exponent) => exponent,
        Err(_) => return Err(BadNumber::Malformed),
    };
    let (negative, digits) = mantissa
        .strip_prefix('-')
        .map_or((false, mantissa), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = joined(&[whole, fraction], "");
    if whole.is_empty() || digits.ends_with('.') || !all.bytes().all(|b| b.is_ascii_digit()) {
        return Err(BadNumber::Malformed);
    }
    let significant = all.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    let count = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
    let dropped = count(&all).saturating_sub(count(all.trim_end_matches('0')));
    // value = significant × 10^power
    let power = exponent
        .saturating_sub(count(fraction))
        .saturating_add(dropped);
    if count(significant).saturating_add(power) > 30 {
        return Err(BadNumber::TooLarge);
    }
    if power < -30 {
        return Err(BadNumber::TooPrecise);
    }
    let scale = |n: i64| {
        u32::try_from(n)
            .ok()
            .and_then(|n| 10_i128.checked_pow(n))
            .ok_or(BadNumber::TooLarge)
    };
    let size: i128 = significant.parse().map_err(|_| BadNumber::TooPrecise)?;
    let scaled = size.checked_mul(den).ok_or(BadNumber::TooLarge)?;
    let value = if power >= 0 {
        scaled
            .checked_mul(scale(power)?)
            .ok_or(BadNumber::TooLarge)?
    } else {
        let divisor = scale(power.saturating_neg())?;
        if scaled.checked_rem(divisor) != Some(0) {
            return Err(BadNumber::TooPrecise);
        }
        scaled.checked_div(divisor).ok_or(BadNumber::TooLarge)?
    };
    Ok(if negative {
        value.saturating_neg()
    } else {
        value
    })
}

fn number(
    program: &Program,
    input: &Input,
    document: &Document,
    place: Place<'_>,
) -> Result<i128, Box<InputError>> {
    let not_one = || wrong_kind(document, place, "un nombre").expected(expected(program, input));
    let digits = match document {
        Document::Number(digits) => digits,
        Document::Text(text) => {
            let plain: String = text
                .replace(',', ".")
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect();
            let readable = numerator(&plain, input.den).is_ok();
            return Err(if readable {
                not_one().help(format!("écrivez {plain}, sans guillemets"))
            } else {
                not_one()
            });
        }
        _ => return Err(not_one()),
    };
    let outside = || {
        InputError::new(
            "S015",
            place,
            digits,
            format!("{} est hors des bornes", document.shown()),
        )
        .expected(bounds(input))
    };
    match numerator(digits, input.den) {
        Ok(value) => Range::only(value)
            .within(declared(input))
            .map(|_| value)
            .ok_or_else(outside),
        Err(BadNumber::TooLarge) => Err(outside()),
        Err(BadNumber::Malformed) => Err(not_one()),
        Err(BadNumber::TooPrecise) => {
            let most = decimals(input.den);
            let plural = if most > 1 { "décimales" } else { "décimale" };
            let most = if most == 0 {
                "un nombre entier".to_owned()
            } else {
                format!("{most} {plural} au plus")
            };
            Err(InputError::new(
                "S016",
                place,
                digits,
                format!("{} a trop de décimales", document.shown()),
            )
            .expected(most))
        }
    }
}

/// How many decimals the denominator allows.
fn decimals(den: i128) -> u32 {
    (0..=18)
        .rev()
        .find(|n| {
            10_i128
                .checked_pow(*n)
                .is_some_and(|p| den.checked_rem(p) == Some(0))
        })
        .unwrap_or(0)
}

fn yes_no(
    program: &Program,
    input: &Input,
    document: &Document,
    place: Place<'_>,
) -> Result<Value, Box<InputError>> {
    match document {
        Document::Bool(yes) => Ok(Value::Choices(if *yes { YES } else { NO })),
        Document::Text(text) if text == "oui" => Ok(Value::Choices(YES)),
        Document::Text(text) if text == "non" => Ok(Value::Choices(NO)),
        _ => Err(wrong_kind(document, place, "oui ou non").expected(expected(program, input))),
    }
}

fn choice(
    program: &Program,
    input: &Input,
    document: &Document,
    place: Place<'_>,
) -> Result<Value, Box<InputError>> {
    let Type::Choice(id) = input.ty else {
        return Ok(Value::Unknown);
    };
    let codes = program
        .choices
        .get(id.index())
        .map_or(&[][..], |c| c.codes.as_slice());
    let (Document::Text(word) | Document::Number(word)) = document else {
        return Err(wrong_kind(document, place, "un texte").expected(expected(program, input)));
    };
    // A choice that is a code of its own may be written in capitals: the département 2A.
    let Some(position) = codes
        .iter()
        .position(|code| code.eq_ignore_ascii_case(word))
    else {
        return Err(unknown_word(document, place, word, codes).expected(expected(program, input)));
    };
    // Past the bits of a set nothing can be said: the checker refuses so many choices.
    let bit = u32::try_from(position)
        .ok()
        .and_then(|p| 1_u128.checked_shl(p));
    Ok(bit.map_or(Value::Unknown, Value::Choices))
}

/// A word that is not among those admitted.
pub(super) fn unknown_word<T: AsRef<str>>(
    document: &Document,
    place: Place<'_>,
    word: &str,
    codes: &[T],
) -> Box<InputError> {
    InputError::new(
        "S017",
        place,
        word,
        format!("{} n'est pas une valeur connue", document.shown()),
    )
    .expected(one_of(codes))
    .suggest(nearest(word, codes.iter().map(AsRef::as_ref)))
}

/// The days that a date may be: one, or those of a month.
fn day(
    program: &Program,
    input: &Input,
    document: &Document,
    place: Place<'_>,
) -> Result<Range, Box<InputError>> {
    let Document::Text(text) = document else {
        return Err(wrong_kind(document, place, "une date").expected(expected(program, input)));
    };
    let outside = |range: Range| {
        let domain = declared(input);
        let show = |days: i128| {
            i32::try_from(days)
                .ok()
                .and_then(calendar::date)
                .map_or_else(String::new, |d| d.to_string())
        };
        range.within(domain).ok_or_else(|| {
            InputError::new(
                "S015",
                place,
                text,
                format!("{} est hors des bornes", document.shown()),
            )
            .expected(format!("de {} à {}", show(domain.lo), show(domain.hi)))
        })
    };
    if input.month {
        return outside(Range::only(i128::from(month(document, place)?.first_day())));
    }
    if let Some(month) = Month::parse(text) {
        return outside(Range {
            lo: i128::from(month.first_day()),
            hi: i128::from(month.last_day()),
        });
    }
    if let Some(year) = year(text) {
        return outside(year);
    }
    if let Some(date) = parse_date(text) {
        return outside(Range::only(i128::from(calendar::days(date))));
    }
    Err(
        if looks_like(text, "0000-00-00") || looks_like(text, "0000-00") {
            InputError::new(
                "S013",
                place,
                text,
                format!("{} n'est pas une date qui existe", document.shown()),
            )
            .expected("AAAA-MM-JJ")
        } else {
            let mut parts = text.split('/');
            let turned = match (parts.next(), parts.next(), parts.next(), parts.next()) {
                (Some(d), Some(m), Some(y), None) => parse_date(&format!("{y}-{m:0>2}-{d:0>2}")),
                _ => None,
            };
            let error = InputError::new(
                "S013",
                place,
                text,
                format!("{} n'est pas une date", document.shown()),
            )
            .expected(expected(program, input));
            match turned {
                Some(date) => error.help(format!("écrivez {date}")),
                None => error,
            }
        },
    )
}

/// A calendar month.
pub(super) fn month(document: &Document, place: Place<'_>) -> Result<Month, Box<InputError>> {
    let Document::Text(text) = document else {
        return Err(wrong_kind(document, place, "un mois").expected("AAAA-MM"));
    };
    Month::parse(text).ok_or_else(|| {
        let shown = document.shown();
        let what = if looks_like(text, "0000-00") {
            "un mois qui existe"
        } else {
            "un mois"
        };
        let error = InputError::new("S014", place, text, format!("{shown} n'est pas {what}"))
            .expected("AAAA-MM");
        match parse_date(text) {
            Some(date) => error.help(format!("écrivez {}", Month::of(date))),
            None => error,
        }
    })
}

/// The days of a year, `AAAA`: neither the day nor the month is known.
fn year(text: &str) -> Option<Range> {
    let (first, last) = (
        Month::parse(&format!("{text}-01"))?,
        Month::parse(&format!("{text}-12"))?,
    );
    Some(Range {
        lo: i128::from(first.first_day()),
        hi: i128::from(last.last_day()),
    })
}

/// `AAAA-MM-JJ`
fn parse_date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.splitn(3, '-');
    let (year, number, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = Month::parse(&format!("{year}-{number}"))?;
    (day.len() == 2 && day.bytes().all(|b| b.is_ascii_digit())).then_some(())?;
    NaiveDate::from_ymd_opt(month.year(), month.number(), day.parse().ok()?)
}

/// Whether digits stand where the shape has a 0, and the same characters elsewhere.
fn looks_like(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .chars()
            .zip(shape.chars())
            .all(|(c, s)| if s == '0' { c.is_ascii_digit() } else { c == s })
}
