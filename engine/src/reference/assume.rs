//! The assumptions that the rules declare (`à défaut`), taken for what is unknown.

use super::{Assumption, Missing};
use crate::program::{Input, InputId, Program};
use crate::situation::{Given, Situation, Value};

/// An input that is assumed: which, and whose.
pub(super) type Assumed = (InputId, Option<usize>);

/// The situation with every declared assumption, and what is assumed.
pub(super) fn assumed(program: &Program, situation: &Situation) -> (Situation, Vec<Assumed>) {
    let mut result = situation.clone();
    let mut taken = Vec::new();
    for (index, input) in program.inputs.iter().enumerate() {
        let Some((value, _)) = &input.default else {
            continue;
        };
        let id = InputId::at(index);
        for person in holders(input, situation) {
            if *situation.given(id, person) == Given::UNKNOWN {
                result.set(id, person, Given::Always(Value::of(*value, input.den)));
                taken.push((id, person));
            }
        }
    }
    (result, taken)
}

/// Those of some assumptions that stand for something that is missing, in words.
pub(super) fn taken(program: &Program, missing: &[Missing], all: &[Assumed]) -> Vec<Assumption> {
    let words = |(id, person): &Assumed| {
        let input = program.inputs.get(id.index())?;
        let misses = |m: &Missing| m.person == *person && m.input == input.name;
        if !missing.iter().any(misses) {
            return None;
        }
        let (value, text) = input.default.as_ref()?;
        Some(Assumption {
            input: input.name.clone(),
            person: *person,
            value: program.constant_words(*value, input.ty),
            text: text.clone(),
        })
    };
    all.iter().filter_map(words).collect()
}

/// Whose input it is: the household, or each person.
pub(super) fn holders(input: &Input, situation: &Situation) -> Vec<Option<usize>> {
    if input.each {
        (0..situation.size()).map(Some).collect()
    } else {
        vec![None]
    }
}
