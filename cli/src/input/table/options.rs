//! What a mapping may say of a column: when its value holds, in which unit, what an empty cell means.

use droit_engine::calendar::Month;

use super::fields::{Field, Kind, Measure};

/// The months or the year that a value holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// Every month of the history.
    Always,
    /// From a month to another.
    Months(Moment, Moment),
    /// The month that the number in the name of the column tells: `_m3` is M-3.
    ByName,
    /// A year.
    Year(YearOf),
}

/// A month, given or counted from the month of the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// `M-3` is `-3`.
    Offset(i32),
    /// `2026-08`
    At(Month),
}

/// A year, given or counted from that of the month of the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum YearOf {
    /// `N-2` is `-2`.
    Offset(i32),
    /// `2024`
    At(i32),
}

/// What an empty cell means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Empty {
    /// Nobody knows.
    #[default]
    Unknown,
    /// No amount.
    Zero,
    /// No.
    No,
    /// None.
    Nothing,
}

/// What a number is multiplied by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scale {
    pub(crate) times: u32,
    pub(crate) over: u32,
    /// Rounded to the cent: what is spread over months does not always fall on one.
    pub(crate) rounded: bool,
}

impl Scale {
    /// As it is.
    pub(crate) const ONE: Scale = Scale {
        times: 1,
        over: 1,
        rounded: false,
    };
}

impl Moment {
    /// The month, for a month of the right.
    pub(crate) fn month(self, right: Option<Month>) -> Option<Month> {
        match self {
            Moment::Offset(n) => right.map(|m| m.plus(n)),
            Moment::At(month) => Some(month),
        }
    }

    fn read(text: &str) -> Option<Moment> {
        match offset(text, 'M') {
            Some(n) => Some(Moment::Offset(n)),
            None => Month::parse(text).map(Moment::At),
        }
    }
}

impl YearOf {
    /// The year, for a month of the right.
    pub(crate) fn year(self, right: Option<Month>) -> Option<i32> {
        match self {
            YearOf::Offset(n) => right.and_then(|m| m.year().checked_add(n)),
            YearOf::At(year) => Some(year),
        }
    }
}

/// `M`, `M-3`, `m - 3`: at most twenty years before, one after.
fn offset(text: &str, letter: char) -> Option<i32> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.to_uppercase();
    let rest = plain.strip_prefix(letter)?;
    if rest.is_empty() {
        return Some(0);
    }
    let n: i32 = rest.parse().ok()?;
    (-240..=12).contains(&n).then_some(n)
}

/// `M-1`, `M-12 à M-1`, `2026-08`, `tous`, `M-*`
pub(crate) fn months(text: &str) -> Option<When> {
    let text = text.trim();
    if text == "tous" {
        return Some(When::Always);
    }
    if text.replace(' ', "").eq_ignore_ascii_case("M-*") {
        return Some(When::ByName);
    }
    let (first, last) = text
        .split_once(" à ")
        .or_else(|| text.split_once(".."))
        .unwrap_or((text, text));
    let (first, last) = (Moment::read(first.trim())?, Moment::read(last.trim())?);
    let ordered = match (first, last) {
        (Moment::Offset(a), Moment::Offset(b)) => a <= b,
        (Moment::At(a), Moment::At(b)) => a <= b && b.since(a) <= 240,
        _ => false,
    };
    ordered.then_some(When::Months(first, last))
}

/// `N-2`, `2024`
pub(crate) fn year(text: &str) -> Option<When> {
    let text = text.trim();
    if let Some(n) = offset(text, 'N') {
        return Some(When::Year(YearOf::Offset(n)));
    }
    let number = text.parse().ok().filter(|y| (1900..=2200).contains(y))?;
    (text.len() == 4).then_some(When::Year(YearOf::At(number)))
}

/// `centimes par an` for a field.
pub(crate) fn unit(text: &str, field: &Field, round: bool) -> Result<Scale, String> {
    let Kind::Number(measure) = field.kind else {
        return Err("ce champ n'est pas un nombre : il n'a pas d'unité".to_owned());
    };
    let text = text.trim();
    if text == "%" {
        return if measure == Measure::Share {
            Ok(Scale {
                over: 100,
                ..Scale::ONE
            })
        } else {
            Err("ce champ n'est pas une part : « % » ne va pas".to_owned())
        };
    }
    let (what, per) = match text.split_once("par ") {
        Some((what, per)) => (what.trim(), Some(per.trim())),
        None => (text, None),
    };
    let (times, over): (u32, u32) = match what {
        "" | "euros" | "euro" | "€" => (1, 1),
        "centimes" => (1, 100),
        "milliers d'euros" | "k€" => (1000, 1),
        _ => return Err(expected_units()),
    };
    if matches!(measure, Measure::Share | Measure::Plain) {
        return Err("ce champ n'est pas un montant : il n'a pas d'unité en euros".to_owned());
    }
    let months: Option<u32> = match per {
        None => None,
        Some("mois") => Some(1),
        Some("trimestre") => Some(3),
        Some("semestre") => Some(6),
        Some("an") => Some(12),
        Some(_) => return Err(expected_units()),
    };
    let (times, over, spread) = match (measure, months) {
        (_, None) => (times, over, false),
        (Measure::Monthly, Some(n)) => (times, over.saturating_mul(n), n > 1),
        (Measure::Yearly, Some(n)) => {
            let n = 12_u32.checked_div(n).unwrap_or(1);
            (times.saturating_mul(n), over, false)
        }
        (_, Some(_)) => {
            return Err("ce montant n'est ni par mois ni par an : ôtez « par … »".to_owned());
        }
    };
    Ok(Scale {
        times,
        over,
        rounded: spread || round,
    })
}

fn expected_units() -> String {
    "unité inconnue (attendu : euros, centimes ou milliers d'euros, puis « par mois », « par trimestre » ou \
     « par an » ; ou %)"
        .to_owned()
}

impl Empty {
    /// What `vide` says.
    pub(crate) fn read(text: &str, field: &Field) -> Result<Empty, String> {
        let empty = match text {
            "inconnu" => Empty::Unknown,
            "zero" | "zéro" | "0" => Empty::Zero,
            "non" => Empty::No,
            "aucun" => Empty::Nothing,
            _ => return Err("attendu : inconnu, zero, non ou aucun".to_owned()),
        };
        let fits = match empty {
            Empty::Unknown => true,
            Empty::Zero => matches!(field.kind, Kind::Number(_)),
            Empty::No => field.kind == Kind::YesNo,
            Empty::Nothing => field.optional,
        };
        if fits {
            return Ok(empty);
        }
        let mut words = vec!["inconnu"];
        match field.kind {
            Kind::Number(_) => words.push("zero"),
            Kind::YesNo => words.push("non"),
            _ => {}
        }
        if field.optional {
            words.push("aucun");
        }
        Err(format!(
            "« {text} » ne va pas à ce champ (attendu : {})",
            words.join(" ou ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_from_the_right_or_given() {
        let at = |text| Moment::At(Month::parse(text).unwrap());
        let offset = Moment::Offset;
        for (text, when) in [
            ("tous", When::Always),
            ("M", When::Months(offset(0), offset(0))),
            ("m - 3", When::Months(offset(-3), offset(-3))),
            ("M-12 à M-1", When::Months(offset(-12), offset(-1))),
            (
                "2026-01..2026-03",
                When::Months(at("2026-01"), at("2026-03")),
            ),
            ("M-*", When::ByName),
        ] {
            assert_eq!(months(text), Some(when), "{text}");
        }
        for wrong in [
            "",
            "M-1 à M-2",
            "M-1 à 2026-03",
            "M-9999",
            "août",
            "2026-13",
            "M+99",
        ] {
            assert_eq!(months(wrong), None, "{wrong}");
        }
        assert_eq!(year("N-2"), Some(When::Year(YearOf::Offset(-2))));
        assert_eq!(year("2024"), Some(When::Year(YearOf::At(2024))));
        assert_eq!(year("24"), None);
    }
}
