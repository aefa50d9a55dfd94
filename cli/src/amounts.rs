//! Numbers and dates as French readers write them, and as data files want them. Exact: never through a float.

use droit_engine::calendar::{self, Month};
use droit_engine::exact::{Exact, Rounding, divide};

/// Bounds of a number; equal when it is known.
pub(crate) type Bounds = (Exact, Exact);

/// Hundredths of a number, rounded.
pub(crate) fn cents(value: Exact, mode: Rounding) -> i128 {
    let hundredths = value.num().checked_mul(100);
    let rounded = match value.den() {
        // Whole numbers, zero most of all: nothing to divide.
        1 => hundredths,
        den => hundredths.and_then(|n| divide(n, den, mode)),
    };
    // What does not fit cannot be an amount of money: the nearest that fits.
    rounded.unwrap_or(if value.num() < 0 {
        i128::MIN
    } else {
        i128::MAX
    })
}

/// Bounds in hundredths, as whole numbers: a known value is rounded to the nearest, bounds are rounded outwards and
/// stay bounds.
pub(crate) fn cents_of((low, high): Bounds) -> (i128, i128) {
    if low == high {
        let value = cents(low, Rounding::Nearest);
        return (value, value);
    }
    (cents(low, Rounding::Down), cents(high, Rounding::Up))
}

/// Hundredths as a decimal text, `separator` before the decimals, none when the number is whole and `short`.
fn decimal(cents: i128, separator: char, short: bool) -> String {
    let units = cents.unsigned_abs();
    // Nearly all amounts fit in a machine word, which is written many times faster.
    let (whole, rest) = match u64::try_from(units) {
        Ok(units) => ((units / 100).to_string(), u128::from(units % 100)),
        Err(_) => ((units / 100).to_string(), units % 100),
    };
    let mut text = whole;
    if cents < 0 {
        text.insert(0, '-');
    }
    if rest != 0 || !short {
        let digit = |n: u128| {
            let n = u32::try_from(n).ok();
            n.and_then(|n| char::from_digit(n, 10)).unwrap_or('0')
        };
        text.extend([separator, digit(rest / 10), digit(rest % 10)]);
    }
    text
}

/// `1234.56`, `0`: a number in JSON.
pub(crate) fn json(cents: i128) -> String {
    decimal(cents, '.', true)
}

/// `1234,56`: a cell of a French spreadsheet.
pub(crate) fn cell(cents: i128) -> String {
    decimal(cents, ',', false)
}

/// `1234.56`: the same for programs.
pub(crate) fn plain(cents: i128) -> String {
    decimal(cents, '.', false)
}

/// `1 234,56 €`, for people.
pub(crate) fn euros(cents: i128) -> String {
    format!("{} €", french(&decimal(cents, ',', false)))
}

/// `573,49 €` or `de 0,00 € à 651,69 €`.
pub(crate) fn euros_between((low, high): (i128, i128)) -> String {
    if low == high {
        euros(low)
    } else {
        format!("de {} à {}", euros(low), euros(high))
    }
}

/// Groups the digits of a decimal text by three, with no-break spaces, and writes the minus sign as French typography does.
pub(crate) fn french(text: &str) -> String {
    let (sign, text) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("−", rest));
    let (whole, decimals) = text
        .split_once(['.', ','])
        .map_or((text, None), |(a, b)| (a, Some(b)));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && whole.len().saturating_sub(i) % 3 == 0 {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    if let Some(decimals) = decimals {
        out.push(',');
        out.push_str(decimals);
    }
    out
}

/// A whole count: `3 000`.
pub(crate) fn count(n: u64) -> String {
    french(&n.to_string())
}

/// How many, from the length of a list.
pub(crate) fn number_of(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// `1 foyer`, `2 foyers`.
pub(crate) fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n < 2 { one } else { many })
}

/// A number with the unit that its rule declares: `651,69 €/mois`, `12 %`, `3 personnes`.
pub(crate) fn quantity(value: Exact, unit: &str) -> String {
    let percent = unit == "%" || unit.starts_with("%/");
    let value = if percent {
        value.times(Exact::whole(100)).unwrap_or(value)
    } else {
        value
    };
    let number = french(&value.decimal(if unit.contains('€') { 2 } else { 0 }, 6));
    match unit {
        "" | "nombre" => number,
        _ => format!("{number} {}", agreed(unit, value)),
    }
}

/// A counted unit in the singular or in the plural, which starts at two; `mois` and quotients do not change.
fn agreed(unit: &str, value: Exact) -> String {
    const COUNTED: [&str; 5] = ["an", "jour", "heure", "personne", "enfant"];
    let singular = unit.strip_suffix('s').unwrap_or(unit);
    if !COUNTED.contains(&singular) {
        return unit.to_owned();
    }
    let one = value.num().unsigned_abs() < value.den().unsigned_abs().saturating_mul(2);
    if one {
        singular.to_owned()
    } else {
        format!("{singular}s")
    }
}

/// A number as JSON: exact when its decimals end, else with nine of them.
pub(crate) fn number(value: Exact) -> serde_json::Value {
    value
        .decimal(0, 9)
        .parse::<serde_json::Number>()
        .map_or(serde_json::Value::Null, serde_json::Value::Number)
}

/// `01/04/2026`
pub(crate) fn day(days: i32) -> String {
    calendar::date(days).map_or_else(
        || "date inconnue".to_owned(),
        |d| d.format("%d/%m/%Y").to_string(),
    )
}

/// `septembre 2026`
pub(crate) fn month(month: Month) -> String {
    const NAMES: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let index = usize::try_from(month.number())
        .unwrap_or(1)
        .saturating_sub(1);
    format!(
        "{} {}",
        NAMES.get(index).copied().unwrap_or_default(),
        month.year()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_to_the_cent() {
        assert_eq!(json(65_169), "651.69");
        assert_eq!(json(1_400), "14");
        assert_eq!(json(-5), "-0.05");
        assert_eq!(cell(123_456), "1234,56");
        assert_eq!(cell(-5), "-0,05");
        assert_eq!(euros(123_456_789), "1\u{a0}234\u{a0}567,89 €");
        assert_eq!(euros(-1_250), "−12,50 €");
        assert_eq!(euros_between((0, 65_169)), "de 0,00 € à 651,69 €");
    }

    #[test]
    fn bounds_are_rounded_outwards_and_known_values_to_the_nearest() {
        let third = |n| Exact::new(n, 3).unwrap();
        assert_eq!(cents_of((third(1), third(1))), (33, 33));
        assert_eq!(cents_of((third(1), third(2))), (33, 67));
        assert_eq!(cents_of((third(-1), third(2))), (-34, 67));
    }

    #[test]
    fn quantities_bear_their_unit() {
        assert_eq!(quantity(Exact::new(12, 100).unwrap(), "%"), "12 %");
        assert_eq!(
            quantity(Exact::new(65_169, 100).unwrap(), "€/mois"),
            "651,69 €/mois"
        );
        assert_eq!(quantity(Exact::whole(3), "personnes"), "3 personnes");
        assert_eq!(quantity(Exact::whole(0), "personnes"), "0 personne");
        assert_eq!(quantity(Exact::whole(22), "an"), "22 ans");
        assert_eq!(quantity(Exact::whole(1), "mois"), "1 mois");
        assert_eq!(quantity(Exact::new(1, 3).unwrap(), "nombre"), "0,333333");
        assert_eq!(plural(1, "foyer", "foyers"), "1 foyer");
        assert_eq!(plural(1_234, "foyer", "foyers"), "1\u{a0}234 foyers");
    }
}
