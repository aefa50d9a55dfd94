//! Units of quantities: products of base dimensions.

use serde::{Deserialize, Serialize};

use super::{Column, Reader, Stored, Writer};
use crate::letters::joined;

/// A unit: the exponent of each base dimension. All zero = a pure number (a percentage, a coefficient).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Unit {
    exponents: [i8; 6],
}

/// The base dimensions. A month and a year are distinct: only an explicit conversion goes from one to the other.
const NAMES: [(&str, &[&str]); 6] = [
    ("€", &["€"]),
    ("mois", &["mois"]),
    ("an", &["an", "ans"]),
    ("jour", &["jour", "jours"]),
    ("heure", &["heure", "heures"]),
    ("personne", &["personne", "personnes", "enfant", "enfants"]),
];

impl Unit {
    /// A pure number.
    pub const NUMBER: Unit = Unit { exponents: [0; 6] };
    /// `€`
    pub const EURO: Unit = Unit {
        exponents: [1, 0, 0, 0, 0, 0],
    };
    /// `€/mois`
    pub const EURO_PER_MONTH: Unit = Unit {
        exponents: [1, -1, 0, 0, 0, 0],
    };
    /// `€/an`
    pub const EURO_PER_YEAR: Unit = Unit {
        exponents: [1, 0, -1, 0, 0, 0],
    };
    /// `mois`
    pub const MONTH: Unit = Unit {
        exponents: [0, 1, 0, 0, 0, 0],
    };
    /// `ans`
    pub const YEAR: Unit = Unit {
        exponents: [0, 0, 1, 0, 0, 0],
    };
    /// `jours`
    pub const DAY: Unit = Unit {
        exponents: [0, 0, 0, 1, 0, 0],
    };
    /// `personnes`
    pub const PERSON: Unit = Unit {
        exponents: [0, 0, 0, 0, 0, 1],
    };

    /// The unit of one word; `%` and `nombre` are pure numbers.
    #[must_use]
    pub fn word(word: &str) -> Option<Unit> {
        if matches!(word, "%" | "nombre") {
            return Some(Unit::NUMBER);
        }
        let index = NAMES.iter().position(|(_, words)| words.contains(&word))?;
        let mut unit = Unit::NUMBER;
        *unit.exponents.get_mut(index)? = 1;
        Some(unit)
    }

    /// Product.
    #[must_use]
    pub fn times(self, other: Unit) -> Unit {
        let mut unit = self;
        for (a, b) in unit.exponents.iter_mut().zip(other.exponents) {
            *a = a.saturating_add(b);
        }
        unit
    }

    /// Inverse.
    #[must_use]
    pub fn inverse(self) -> Unit {
        let mut unit = self;
        for a in &mut unit.exponents {
            *a = a.saturating_neg();
        }
        unit
    }

    /// Quotient.
    #[must_use]
    pub fn over(self, other: Unit) -> Unit {
        self.times(other.inverse())
    }

    /// Whether it is money (the exponent of the euro is 1).
    #[must_use]
    pub fn is_money(self) -> bool {
        self.exponents.first() == Some(&1)
    }

    /// Whether values are whole numbers by nature: persons, years, months, days counted alone.
    #[must_use]
    pub fn is_count(self) -> bool {
        [Unit::MONTH, Unit::YEAR, Unit::DAY, Unit::PERSON].contains(&self)
    }
}

impl Stored for Unit {
    fn write(&self, to: &mut Writer) {
        let outer = to.enter(Column::Unit);
        // Few units are written many times: as texts, those that are known are numbers.
        let chars = self.exponents.iter();
        let chars = chars.map(|exponent| char::from(exponent.cast_unsigned()));
        to.text(&chars.collect::<String>());
        to.leave(outer);
    }
    fn read(from: &mut Reader<'_>) -> Self {
        let outer = from.enter(Column::Unit);
        let text = from.text();
        from.leave(outer);
        let mut chars = text.chars();
        let mut next = || u8::try_from(chars.next()?).ok();
        let exponents = std::array::from_fn(|_| next().unwrap_or_default().cast_signed());
        if next().is_some() {
            from.fail();
        }
        Unit { exponents }
    }
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = |sign: i8| {
            let mut words = Vec::new();
            for ((name, _), exponent) in NAMES.iter().zip(self.exponents) {
                for _ in 0..exponent.saturating_mul(sign).max(0) {
                    words.push(*name);
                }
            }
            words
        };
        let (above, below) = (part(1), part(-1));
        match (above.is_empty(), below.is_empty()) {
            (true, true) => write!(f, "nombre"),
            (false, true) => write!(f, "{}", joined(&above, "·")),
            (true, false) => write!(f, "1/{}", joined(&below, "/")),
            (false, false) => write!(f, "{}/{}", joined(&above, "·"), joined(&below, "/")),
        }
    }
}
