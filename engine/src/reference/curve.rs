//! Every right along one fact that varies: what a raise, or another rent, would change.

use serde::Serialize;

use super::{Bounds, Evaluation};
use crate::exact::Exact;
use crate::law::Law;
use crate::name::Name;
use crate::program::{Input, InputId, Rhythm, Type};
use crate::situation::{Given, Range, Situation, Value, domain};

/// No more points than this.
pub const MOST_POINTS: usize = 400;

/// A fact that takes one value after the other, at every month that counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Name of the input, a number.
    pub input: String,
    /// Position of the person; `None` for the household.
    pub person: Option<usize>,
    /// First value.
    pub from: Exact,
    /// Last value, at most.
    pub to: Exact,
    /// Between two values.
    pub step: Exact,
    /// Facts that vary with it, of the same person: so many times its value (a gross wage follows a net one).
    pub also: Vec<(String, Exact)>,
}

/// Why a curve cannot be drawn. French, lower case, no final stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AxisError {
    /// No such number.
    #[error("aucune donnée chiffrée ne s'appelle « {0} »")]
    NoInput(String),
    /// The input of a person for the household, or the reverse.
    #[error("« {0} » est une donnée {1}")]
    Holder(String, &'static str),
    /// No such person.
    #[error("aucune personne n'a le rang {0} (le premier est 0)")]
    NoPerson(usize),
    /// A step that is not positive, or bounds in the wrong order.
    #[error("la courbe va d'une valeur à une plus grande, par pas positifs")]
    NoRange,
    /// Too many points.
    #[error("plus de {MOST_POINTS} points : prenez un pas plus grand")]
    TooMany,
    /// A value that the input cannot have.
    #[error("« {0} » ne peut pas valoir {1}")]
    OutOfBounds(String, String),
}

/// A right at a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CurveRight {
    /// Identifier.
    pub benefit: Name,
    /// What its amounts are per.
    pub rhythm: Rhythm,
    /// Amount due when every right is claimed; `None` for a right with a form.
    pub due: Option<Bounds>,
    /// Amount received.
    pub received: Option<Bounds>,
    /// What is due and not received.
    pub gap: Option<Bounds>,
    /// Forms that remain possible (codes), for a right with a form.
    pub form: Option<Vec<String>>,
}

/// Every right at a value of the fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CurvePoint {
    /// The value, a decimal text.
    pub at: String,
    /// The rights, in the order of the program.
    pub rights: Vec<CurveRight>,
}

/// Rights along a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Curve {
    /// Name of the fact.
    pub input: String,
    /// Position of the person.
    pub person: Option<usize>,
    /// Unit of the values, as written.
    pub unit: String,
    /// Its points, by value.
    pub points: Vec<CurvePoint>,
}

impl Law {
    /// Every right along a fact that varies; all other facts are kept.
    ///
    /// # Errors
    ///
    /// When there is no such number, no such person, or a value that it cannot have.
    pub fn curve(&self, situation: &Situation, axis: &Axis) -> Result<Curve, AxisError> {
        let (id, input) = self.varied(&axis.input, axis.person, situation)?;
        let mut followers = Vec::with_capacity(axis.also.len());
        for (name, factor) in &axis.also {
            followers.push((self.varied(name, axis.person, situation)?, *factor));
        }
        let mut told: Vec<(Exact, Situation)> = Vec::new();
        for at in values(axis)? {
            let mut situation = situation.clone();
            put(&mut situation, (id, input), axis.person, at)?;
            for ((id, input), factor) in &followers {
                // To the precision of the input: a factor is no amount of the law.
                let value = at.times(*factor).unwrap_or(at);
                put(
                    &mut situation,
                    (*id, input),
                    axis.person,
                    rounded(value, input.den),
                )?;
            }
            told.push((at, situation));
        }
        let mut points = Vec::with_capacity(told.len());
        let mut before: Option<Evaluation<'_>> = None;
        for (at, situation) in &told {
            // From one point to the next, only what the fact changes is computed again.
            let evaluation = match before.take() {
                Some(before) => before.next(situation),
                None => self.evaluate(situation),
            };
            let rights = evaluation.outcomes().iter().map(|outcome| CurveRight {
                benefit: outcome.benefit.clone(),
                rhythm: outcome.rhythm,
                due: outcome.due,
                received: outcome.received,
                gap: outcome.gap,
                form: outcome.form.clone(),
            });
            points.push(CurvePoint {
                at: at.decimal(0, 12),
                rights: rights.collect(),
            });
            before = Some(evaluation);
        }
        Ok(Curve {
            input: axis.input.clone(),
            person: axis.person,
            unit: input.unit.clone(),
            points,
        })
    }

    fn varied(
        &self,
        name: &str,
        person: Option<usize>,
        situation: &Situation,
    ) -> Result<(InputId, &Input), AxisError> {
        let found = self.program.input(name);
        let (id, input) = found
            .filter(|(_, input)| matches!(input.ty, Type::Number(_)))
            .ok_or_else(|| AxisError::NoInput(name.to_owned()))?;
        match person {
            Some(_) if !input.each => Err(AxisError::Holder(name.to_owned(), "du foyer")),
            None if input.each => Err(AxisError::Holder(name.to_owned(), "de chaque personne")),
            Some(position) if position >= situation.size() => Err(AxisError::NoPerson(position)),
            _ => Ok((id, input)),
        }
    }
}

fn values(axis: &Axis) -> Result<Vec<Exact>, AxisError> {
    let positive = axis
        .step
        .compare(Exact::ZERO)
        .is_some_and(std::cmp::Ordering::is_gt);
    let ordered = axis
        .from
        .compare(axis.to)
        .is_some_and(std::cmp::Ordering::is_le);
    if !positive || !ordered {
        return Err(AxisError::NoRange);
    }
    let mut found = Vec::new();
    let mut at = axis.from;
    while at.compare(axis.to).is_some_and(std::cmp::Ordering::is_le) {
        if found.len() == MOST_POINTS {
            return Err(AxisError::TooMany);
        }
        found.push(at);
        match at.plus(axis.step) {
            Some(next) => at = next,
            None => break,
        }
    }
    Ok(found)
}

fn rounded(value: Exact, den: i128) -> Exact {
    let number = value
        .num()
        .checked_mul(den)
        .and_then(|n| crate::exact::divide(n, value.den(), crate::exact::Rounding::Nearest));
    number.and_then(|n| Exact::new(n, den)).unwrap_or(value)
}

fn put(
    situation: &mut Situation,
    (id, input): (InputId, &Input),
    person: Option<usize>,
    at: Exact,
) -> Result<(), AxisError> {
    let wrong = || AxisError::OutOfBounds(input.name.to_string(), at.decimal(0, 12));
    let number = at.over(input.den).ok_or_else(wrong)?;
    let possible = domain(input);
    if number < possible.lo || number > possible.hi {
        return Err(wrong());
    }
    situation.set(id, person, Given::Always(Value::Known(Range::only(number))));
    Ok(())
}
