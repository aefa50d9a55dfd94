//! Values for people and for programs: exact bounds, days, words.

use std::cmp::Ordering;

use chrono::NaiveDate;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::calendar::date;
use crate::exact::Exact;
use crate::law::{Kind, Possible};
use crate::program::{Program, Type};

/// The smallest and the largest value over every completion of what is unknown.
///
/// Serialised as two decimal texts with a point, exact whenever a decimal of twelve digits can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "typescript", ts(as = "BoundsText"))]
pub struct Bounds {
    /// Smallest.
    pub min: Exact,
    /// Largest.
    pub max: Exact,
}

/// What is serialised in the place of [`Bounds`].
#[cfg(feature = "typescript")]
#[derive(ts_rs::TS)]
#[ts(rename = "Bounds")]
#[expect(dead_code, reason = "it only tells the form of the serialised text")]
pub struct BoundsText {
    /// Smallest, a decimal text.
    min: String,
    /// Largest, a decimal text.
    max: String,
}

impl Serialize for Bounds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bounds = serializer.serialize_struct("Bounds", 2)?;
        bounds.serialize_field("min", &self.min.decimal(0, 12))?;
        bounds.serialize_field("max", &self.max.decimal(0, 12))?;
        bounds.end()
    }
}

impl Bounds {
    /// Zero.
    pub const ZERO: Bounds = Bounds {
        min: Exact::ZERO,
        max: Exact::ZERO,
    };

    /// Whether there is only one value.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.min == self.max
    }

    /// What a number over a denominator may be.
    #[must_use]
    pub fn of(value: Possible, den: i128) -> Bounds {
        let (lo, hi) = value.ends();
        let exact = |n| Exact::new(n, den).unwrap_or(Exact::ZERO);
        let min = exact(lo);
        let max = if lo == hi { min } else { exact(hi) };
        Bounds { min, max }
    }

    /// What a node may be, if it is a number.
    pub(super) fn number(value: Possible, kind: Kind) -> Option<Bounds> {
        match kind {
            Kind::Number { den } => Some(Bounds::of(value, den)),
            Kind::YesNo | Kind::Choice => None,
        }
    }

    /// The smallest bounds that hold both.
    pub(super) fn hull(self, other: Bounds) -> Bounds {
        let first = |a: Exact, b: Exact| a.compare(b).is_none_or(Ordering::is_le);
        Bounds {
            min: if first(self.min, other.min) {
                self.min
            } else {
                other.min
            },
            max: if first(other.max, self.max) {
                self.max
            } else {
                other.max
            },
        }
    }

    /// What belongs to both; `self` when nothing does.
    pub(super) fn within(self, other: Bounds) -> Bounds {
        let after = |a: Exact, b: Exact| a.compare(b).is_some_and(Ordering::is_gt);
        let both = Bounds {
            min: if after(other.min, self.min) {
                other.min
            } else {
                self.min
            },
            max: if after(self.max, other.max) {
                other.max
            } else {
                self.max
            },
        };
        if after(both.min, both.max) {
            self
        } else {
            both
        }
    }

    /// Sum.
    pub(super) fn plus(self, other: Bounds) -> Bounds {
        let sum = |a: Exact, b: Exact| a.plus(b).unwrap_or(a);
        Bounds {
            min: sum(self.min, other.min),
            max: sum(self.max, other.max),
        }
    }

    /// Quotient by a positive number.
    pub(super) fn over(self, by: i128) -> Bounds {
        let part = |a: Exact| {
            let factor = Exact::new(1, by);
            factor.and_then(|factor| a.times(factor)).unwrap_or(a)
        };
        Bounds {
            min: part(self.min),
            max: part(self.max),
        }
    }

    /// What is positive made null.
    pub(super) fn losses(self) -> Bounds {
        self.least(Bounds::ZERO)
    }

    /// The smaller of two numbers.
    pub(super) fn least(self, other: Bounds) -> Bounds {
        let least = |a: Exact, b: Exact| match a.compare(b) {
            Some(Ordering::Greater) => b,
            _ => a,
        };
        Bounds {
            min: least(self.min, other.min),
            max: least(self.max, other.max),
        }
    }

    /// Difference.
    pub(super) fn minus(self, other: Bounds) -> Bounds {
        let rest = |a: Exact, b: Exact| b.negated().and_then(|b| a.plus(b)).unwrap_or(a);
        Bounds {
            min: rest(self.min, other.max),
            max: rest(self.max, other.min),
        }
    }
}

/// What a value may be, in the terms of its type.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Shown {
    /// A number.
    #[serde(rename = "nombre")]
    Number(Bounds),
    /// A day.
    #[serde(rename = "date")]
    Date {
        /// Earliest.
        min: Option<NaiveDate>,
        /// Latest.
        max: Option<NaiveDate>,
    },
    /// Yes or no: `None` when not known.
    #[serde(rename = "oui_non")]
    YesNo {
        /// Known value.
        value: Option<bool>,
    },
    /// One of some choices.
    #[serde(rename = "choix")]
    Choice {
        /// As in situations.
        codes: Vec<String>,
        /// As written in the rules.
        names: Vec<String>,
    },
    /// Nothing (`aucun`).
    #[serde(rename = "aucun")]
    Nothing,
}

impl Shown {
    /// What a node of some type may be.
    #[must_use]
    pub fn of(program: &Program, ty: Type, value: Possible, den: i128) -> Shown {
        match ty {
            Type::Number(_) => Shown::Number(Bounds::of(value, den)),
            Type::Date => {
                let (lo, hi) = value.ends();
                let day = |n: i128| i32::try_from(n).ok().and_then(date);
                Shown::Date {
                    min: day(lo),
                    max: day(hi),
                }
            }
            Type::YesNo => Shown::YesNo {
                value: if value.is_settled() {
                    Some(value.holds())
                } else {
                    None
                },
            },
            Type::Choice(id) => {
                let (codes, names) = match program.choices.get(id.index()) {
                    Some(choices) => (
                        positions(value.bits(), &choices.codes),
                        positions(value.bits(), &choices.names),
                    ),
                    None => (Vec::new(), Vec::new()),
                };
                if codes.is_empty() {
                    Shown::Nothing
                } else {
                    Shown::Choice { codes, names }
                }
            }
        }
    }

    /// The bounds of a number.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        match self {
            Shown::Number(bounds) => Some(*bounds),
            _ => None,
        }
    }
}

/// The words at the positions of a set.
pub(crate) fn positions(bits: u128, words: &[String]) -> Vec<String> {
    let has = |i: usize| {
        u32::try_from(i)
            .ok()
            .and_then(|i| bits.checked_shr(i))
            .is_some_and(|b| b & 1 == 1)
    };
    words
        .iter()
        .enumerate()
        .filter(|(i, _)| has(*i))
        .map(|(_, w)| w.clone())
        .collect()
}
