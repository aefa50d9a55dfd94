//! What is known of the inputs of a program that a situation does not cite.

use super::{Given, NO, Range, Series, Value};
use crate::program::{Constant, Input, InputId, Program, Type};

/// What is known of each input when nothing is said of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Blank {
    inputs: Vec<Uncited>,
}

/// An input that is not cited.
#[derive(Debug, PartialEq, Eq)]
struct Uncited {
    /// What its absence means.
    presumed: Given,
    /// The rank of the list that tells it, and what is known when that list is given without any line of it.
    listed: Option<(usize, Given)>,
}

impl Blank {
    /// Of a program.
    pub(super) fn new(program: &Program) -> Blank {
        // As [`super::schema::Schema`] has them: a list has one selector, and inputs by another are in none.
        let mut lists: Vec<(&str, &str)> = Vec::new();
        let inputs = program.inputs.iter().map(|input| {
            let path = input.path.list.as_ref();
            let listed = path.and_then(|path| {
                let known = lists.iter().position(|(name, _)| *name == path.list);
                let rank = known.unwrap_or(lists.len());
                if known.is_none() {
                    lists.push((&path.list, &path.selector));
                }
                let (_, selector) = lists.get(rank)?;
                let nothing = Series::new(elsewhere(input), input.carry);
                (*selector == path.selector).then_some((rank, Given::Series(nothing)))
            });
            Uncited {
                presumed: presumed(input),
                listed,
            }
        });
        Blank {
            inputs: inputs.collect(),
        }
    }

    /// How many inputs there are.
    pub(super) fn len(&self) -> usize {
        self.inputs.len()
    }

    /// What the absence of an input means.
    pub(super) fn presumed(&self, input: InputId) -> Option<&Given> {
        Some(&self.inputs.get(input.index())?.presumed)
    }

    /// The rank of the list that tells an input, and what is known when it has no line in it.
    pub(crate) fn listed(&self, input: InputId) -> Option<&(usize, Given)> {
        self.inputs.get(input.index())?.listed.as_ref()
    }

    /// How many lists there are.
    pub(crate) fn lists(&self) -> usize {
        let listed = self.inputs.iter().filter_map(|input| input.listed.as_ref());
        listed
            .map(|(rank, _)| rank.saturating_add(1))
            .max()
            .unwrap_or(0)
    }
}

/// What the absence of a field means.
pub(super) fn presumed(input: &Input) -> Given {
    let meant = |constant: &Constant| Given::Always(Value::of(*constant, input.den));
    let presumed = input.presumed.as_ref();
    presumed.map_or(Given::UNKNOWN, |(constant, _)| meant(constant))
}

/// What an input of a list is at the months that no line covers.
pub(super) fn elsewhere(input: &Input) -> Value {
    if matches!(input.ty, Type::Number(_)) {
        Value::Known(Range::only(0))
    } else {
        Value::Choices(NO)
    }
}
