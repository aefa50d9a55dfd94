//! What is told of one right of one household: the same for `simuler`, `cribler`, and every form of file.

use droit_engine::program::Program;
use droit_engine::reference::{Bounds, Outcome, Verdict};
use droit_engine::situation::Situation;

use crate::amounts;
use crate::record;

/// Bounds in hundredths; equal when the amount is known, and only then.
pub(crate) type Cents = (i128, i128);

/// A right of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Position of the right in the program.
    pub(crate) benefit: usize,
    pub(crate) verdict: Verdict,
    /// `None` for a right without an amount.
    pub(crate) due: Option<Cents>,
    pub(crate) due_alone: Option<Cents>,
    pub(crate) received: Option<Cents>,
    pub(crate) is_received: Option<bool>,
    /// Never below zero.
    pub(crate) gap: Option<Cents>,
    pub(crate) gain: Option<Cents>,
    /// The forms that remain possible, for a right with a form.
    pub(crate) forms: Option<Vec<String>>,
    pub(crate) contribution: Option<Cents>,
    /// Whether the right is one of each person.
    pub(crate) has_persons: bool,
    /// Those to whom something is due or paid.
    pub(crate) persons: Vec<Share>,
    /// The names of what is unknown and would change the answer.
    pub(crate) missing: Vec<String>,
    /// Why, in words; empty where nobody asks.
    pub(crate) motives: String,
}

/// What one person has of a right of each person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Share {
    /// The identifier of the person in the household.
    pub(crate) person: String,
    pub(crate) due: Cents,
    pub(crate) received: Option<Cents>,
    pub(crate) gap: Cents,
}

impl Row {
    /// Of an outcome, without its motives.
    pub(crate) fn of(program: &Program, situation: &Situation, outcome: &Outcome) -> Row {
        let position = program.benefit(&outcome.benefit);
        Row {
            benefit: position.map_or(usize::MAX, |(id, _)| id.index()),
            verdict: outcome.verdict,
            due: outcome.due.map(cents),
            due_alone: outcome.due_alone.map(cents),
            received: outcome.received.map(cents),
            is_received: outcome.is_received,
            gap: outcome.gap.map(|gap| positive(cents(gap))),
            gain: outcome.gain_net.map(cents),
            forms: record::forms(program, outcome),
            contribution: outcome.contribution.map(cents),
            has_persons: !outcome.persons.is_empty(),
            persons: shares(situation, outcome),
            missing: record::missing(program, situation, outcome),
            motives: String::new(),
        }
    }

    /// Whether all of the right is unclaimed or a part of it, when that is known.
    pub(crate) fn nature(&self) -> &'static str {
        match (self.verdict, self.is_received) {
            (Verdict::Certain | Verdict::Possible, Some(true)) => "partiel",
            (Verdict::Certain | Verdict::Possible, Some(false)) => "total",
            _ => "",
        }
    }

    /// What is received, when it is known to the cent.
    pub(crate) fn exactly_received(&self) -> Option<i128> {
        self.received
            .filter(|(low, high)| low == high)
            .map(|(low, _)| low)
    }

    /// What claiming brings for sure; a right without an amount brings no money.
    pub(crate) fn sure_gain(&self) -> i128 {
        self.gain.map_or(0, |(low, _)| low)
    }
}

/// Bounds in hundredths, rounded outwards.
pub(crate) fn cents(bounds: Bounds) -> Cents {
    amounts::cents_of((bounds.min, bounds.max))
}

/// The engine floors gaps at zero in the law itself; whatever happens there, none is written below it.
fn positive((low, high): Cents) -> Cents {
    (low.max(0), high.max(0))
}

/// Those to whom something is due or paid.
fn shares(situation: &Situation, outcome: &Outcome) -> Vec<Share> {
    let nothing = |bounds: Bounds| bounds == Bounds::ZERO;
    outcome
        .persons
        .iter()
        .filter(|own| !(nothing(own.due) && own.received.is_none_or(nothing)))
        .filter_map(|own| {
            Some(Share {
                person: situation.persons()?.get(own.person)?.id.clone(),
                due: cents(own.due),
                received: own.received.map(cents),
                gap: positive(cents(own.gap)),
            })
        })
        .collect()
}
