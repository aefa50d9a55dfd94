//! What is known of a household.
//!
//! In: a document (JSON or YAML, sheet `00-situation`) and the inputs of a program. Out: for each input, of the
//! household or of each person, what is known: nothing at all, a value, a range, some choices, or values by month.
//! Invariants: a number lies in the domain of its input ([`domain`]), lines of a series are sorted and disjoint, and
//! what the document does not say stays unknown: never zero, never "no".

mod blank;
mod deduce;
mod document;
mod error;
mod facts;
mod faults;
mod list;
mod parse;
mod read;
mod rows;
mod schema;
mod series;
mod value;
mod write;

#[cfg(feature = "compiler")]
pub(crate) use deduce::told;
pub use document::Document;
pub use error::InputError;
pub use faults::DocumentError;
pub use read::Reader;
pub use series::{Line, Series};
pub use value::decimal;

use std::sync::Arc;

use crate::calendar::Month;
use crate::exact::{Exact, Rounding, divide};
use crate::program::{Constant, Input, InputId, Program, RoleId, Timing, Type};
pub(crate) use blank::Blank;
use blank::{elsewhere, presumed};
use facts::Facts;

/// The bit of `non` in a set of a yes-or-no input.
pub const NO: u128 = 1;
/// The bit of `oui` in a set of a yes-or-no input.
pub const YES: u128 = 2;

/// Days from 1 January 1900 to 31 December 2100: the domain of a date whose input declares none.
const DEFAULT_DAYS: Range = Range {
    lo: 693_596,
    hi: 767_009,
};

/// What is known of a household.
#[derive(Debug, Clone)]
pub struct Situation {
    /// Name of the situation in its file.
    pub id: Option<String>,
    /// The month of the right, if the document says.
    pub month: Option<Month>,
    /// The persons, the claimant first; `None` when the composition is unknown.
    persons: Option<Vec<Person>>,
    /// What is said of the household.
    household: Facts,
    /// What is said of each person.
    each: Vec<Facts>,
    /// What is known of each input before anything is said.
    blank: Arc<Blank>,
    /// Inputs that a code told, of the household or of a person, and how.
    deduced: Vec<(InputId, Option<usize>, String)>,
}

/// A person of the household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identifier in the situation, unique.
    pub id: String,
    /// Role.
    pub role: RoleId,
}

/// Numerators over the `den` of the input, or days; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Range {
    /// Smallest.
    pub lo: i128,
    /// Largest.
    pub hi: i128,
}

/// What is known of an input at a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value {
    /// Not known.
    Unknown,
    /// Known: there is none (`aucun`, optional inputs only).
    Nothing,
    /// A number or a day within a range (one value when both ends are equal).
    Known(Range),
    /// One of the choices of a set of positions, never empty; yes or no: [`NO`] and [`YES`].
    Choices(u128),
}

/// What is known of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// The same at every month.
    Always(Value),
    /// Month by month (a year is its twelve months).
    Series(Series),
}

impl Range {
    /// One value.
    #[must_use]
    pub const fn only(value: i128) -> Range {
        Range {
            lo: value,
            hi: value,
        }
    }

    /// Whether there is only one value.
    #[must_use]
    pub const fn is_one(self) -> bool {
        self.lo == self.hi
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn hull(self, other: Range) -> Range {
        Range {
            lo: self.lo.min(other.lo),
            hi: self.hi.max(other.hi),
        }
    }

    /// What belongs to both.
    #[must_use]
    pub fn within(self, other: Range) -> Option<Range> {
        let (lo, hi) = (self.lo.max(other.lo), self.hi.min(other.hi));
        (lo <= hi).then_some(Range { lo, hi })
    }

    /// Sum, stuck at the ends of the integers.
    #[must_use]
    pub fn plus(self, other: Range) -> Range {
        Range {
            lo: self.lo.saturating_add(other.lo),
            hi: self.hi.saturating_add(other.hi),
        }
    }
}

impl Value {
    /// A known constant, over the denominator of the input.
    #[must_use]
    pub fn of(constant: Constant, den: i128) -> Value {
        match constant {
            Constant::Number(number) => number
                .over(den)
                .map_or(Value::Unknown, |n| Value::Known(Range::only(n))),
            Constant::YesNo(yes) => Value::Choices(if yes { YES } else { NO }),
            Constant::Date(days) => Value::Known(Range::only(i128::from(days))),
            Constant::Choice(position) => 1_u128
                .checked_shl(u32::from(position))
                .map_or(Value::Unknown, Value::Choices),
            Constant::Nothing => Value::Nothing,
        }
    }

    /// The least that holds both; unknown when they have nothing in common.
    #[must_use]
    pub fn hull(self, other: Value) -> Value {
        match (self, other) {
            (Value::Known(a), Value::Known(b)) => Value::Known(a.hull(b)),
            (Value::Choices(a), Value::Choices(b)) => Value::Choices(a | b),
            (a, b) if a == b => a,
            _ => Value::Unknown,
        }
    }

    /// Whether exactly one value is possible.
    #[must_use]
    pub fn is_settled(self) -> bool {
        match self {
            Value::Unknown => false,
            Value::Nothing => true,
            Value::Known(range) => range.is_one(),
            Value::Choices(set) => set.is_power_of_two(),
        }
    }
}

impl Given {
    /// Nothing is known.
    pub const UNKNOWN: Given = Given::Always(Value::Unknown);

    /// What is known at `observed`, for a right of the month `right` (months before may carry forward to it).
    #[must_use]
    pub fn at(&self, observed: Month, right: Month) -> Value {
        match self {
            Given::Always(value) => *value,
            Given::Series(series) => series.at(observed, right),
        }
    }

    /// What is known of a year.
    #[must_use]
    pub fn of_year(&self, year: i32) -> Value {
        match self {
            Given::Always(value) => *value,
            Given::Series(series) => {
                Month::new(year, 1).map_or(Value::Unknown, |month| series.covering(month).0)
            }
        }
    }
}

impl Situation {
    /// A household of which nothing is known, save what the absence of a field means by convention.
    #[must_use]
    pub fn empty(program: &Program) -> Situation {
        Situation::of_blank(Arc::new(Blank::new(program)))
    }

    /// The same, from what the absence of each field means.
    fn of_blank(blank: Arc<Blank>) -> Situation {
        Situation {
            id: None,
            month: None,
            persons: None,
            household: Facts::none(blank.len()),
            each: Vec::new(),
            blank,
            deduced: Vec::new(),
        }
    }

    /// How an input was deduced from a code: the values, the code, what kind of code it is. `None` for what the
    /// situation gives.
    #[must_use]
    pub fn deduced(&self, input: InputId, person: Option<usize>) -> Option<&str> {
        self.deduced
            .iter()
            .find(|(id, whose, _)| (*id, *whose) == (input, person))
            .map(|(_, _, how)| how.as_str())
    }

    /// The persons, the claimant first; `None` when the composition is unknown.
    #[must_use]
    pub fn persons(&self) -> Option<&[Person]> {
        self.persons.as_deref()
    }

    /// Number of persons; 0 when the composition is unknown.
    #[must_use]
    pub fn size(&self) -> usize {
        self.persons.as_ref().map_or(0, Vec::len)
    }

    /// Who holds an input: each person by its position, or the household (`None`).
    pub fn holders(&self, input: &Input) -> impl Iterator<Item = Option<usize>> + use<> {
        let persons = if input.each { self.size() } else { 0 };
        let household = (!input.each).then_some(None);
        (0..persons).map(Some).chain(household)
    }

    /// Settles who is in the household. Facts about the persons at the same positions are kept.
    pub fn set_persons(&mut self, persons: Vec<Person>) {
        self.set_holders(persons.len());
        self.persons = Some(persons);
    }

    /// Settles of how many persons something may be said.
    fn set_holders(&mut self, count: usize) {
        self.each.resize(count, Facts::none(self.blank.len()));
    }

    /// Those of whom something may be said: the household (`None`), or a person.
    fn facts(&self, person: Option<usize>) -> Option<&Facts> {
        match person {
            None => Some(&self.household),
            Some(position) => self.each.get(position),
        }
    }

    /// What is known of an input of the household (`None`) or of a person, by its position.
    #[must_use]
    pub fn given(&self, input: InputId, person: Option<usize>) -> &Given {
        let Some(facts) = self.facts(person) else {
            return &Given::UNKNOWN;
        };
        let uncited = || {
            let listed = self.blank.listed(input);
            let given = listed.filter(|(list, _)| facts.lists().contains(list));
            given.map(|(_, nothing)| nothing)
        };
        facts
            .get(input)
            .or_else(uncited)
            .or_else(|| self.blank.presumed(input))
            .unwrap_or(&Given::UNKNOWN)
    }

    /// What the situation says of the household (`None`) or of a person: the rest is as blank as the program has it.
    pub(crate) fn said(&self, person: Option<usize>) -> &[(InputId, Given)] {
        self.facts(person).map_or(&[], Facts::all)
    }

    /// The lists that are given of the household (`None`) or of a person, by rank: what they do not cite is as the program
    /// has it for their inputs ([`Blank::listed`]).
    pub(crate) fn lists(&self, person: Option<usize>) -> &[usize] {
        self.facts(person).map_or(&[], Facts::lists)
    }

    /// What the program knows of what is not said.
    pub(crate) fn blank(&self) -> &Blank {
        &self.blank
    }

    /// Says that a list of the household or of a person is given: of what it does not cite there is nothing.
    fn tell_list(&mut self, list: usize, person: Option<usize>) {
        if let Some(facts) = self.facts_mut(person) {
            facts.tell_list(list);
        }
    }

    fn facts_mut(&mut self, person: Option<usize>) -> Option<&mut Facts> {
        match person {
            None => Some(&mut self.household),
            Some(position) => self.each.get_mut(position),
        }
    }

    /// Says what is known. No effect when there is no such person or input.
    pub fn set(&mut self, input: InputId, person: Option<usize>, given: Given) {
        if let Some(facts) = self.facts_mut(person) {
            facts.set(input, given);
        }
    }

    /// What is known at a month: [`Given::at`].
    #[must_use]
    pub fn at(
        &self,
        input: InputId,
        person: Option<usize>,
        observed: Month,
        right: Month,
    ) -> Value {
        self.given(input, person).at(observed, right)
    }

    /// What is known of a year: [`Given::of_year`].
    #[must_use]
    pub fn of_year(&self, input: InputId, person: Option<usize>, year: i32) -> Value {
        self.given(input, person).of_year(year)
    }
}

/// What is known is the same, in whatever order and words it was said.
impl PartialEq for Situation {
    fn eq(&self, other: &Situation) -> bool {
        let same = |person: Option<usize>| {
            (0..self.blank.len())
                .map(InputId::at)
                .all(|input| self.given(input, person) == other.given(input, person))
        };
        (&self.id, self.month, &self.persons) == (&other.id, other.month, &other.persons)
            && (&self.blank, self.each.len()) == (&other.blank, other.each.len())
            && self.deduced == other.deduced
            && same(None)
            && (0..self.each.len()).map(Some).all(same)
    }
}

impl Eq for Situation {}

/// Every number or day that an input may be, over its denominator. An input that changes with time is also null
/// outside of the months that are cited. Meaningless for choices and for yes or no.
#[must_use]
pub fn domain(input: &Input) -> Range {
    let range = declared(input);
    if input.timing == Timing::Once || input.ty == Type::Date {
        range
    } else {
        range.hull(Range::only(0))
    }
}

/// The bounds of an input as they are declared, over its denominator.
fn declared(input: &Input) -> Range {
    let (low, high) = input.bounds;
    if input.ty == Type::Date && low == high {
        return DEFAULT_DAYS;
    }
    let over = |value: Exact, mode| {
        let scaled = value.num().checked_mul(input.den);
        match value.den() {
            // As nearly all bounds are: nothing to divide.
            1 => scaled,
            den => scaled.and_then(|n| divide(n, den, mode)),
        }
        .unwrap_or(0)
    };
    Range {
        lo: over(low, Rounding::Down),
        hi: over(high, Rounding::Up),
    }
}

/// Every position that a choice, or a yes or no, may be; 0 for numbers and dates.
#[must_use]
pub fn all_choices(program: &Program, input: &Input) -> u128 {
    match input.ty {
        Type::YesNo => NO | YES,
        Type::Choice(id) => {
            let count = program.choices.get(id.index()).map_or(0, |c| c.codes.len());
            u32::try_from(count)
                .ok()
                .and_then(|n| 1_u128.checked_shl(n))
                .map_or(u128::MAX, |bit| bit.wrapping_sub(1))
        }
        Type::Number(_) | Type::Date => 0,
    }
}

#[cfg(test)]
mod tests;
