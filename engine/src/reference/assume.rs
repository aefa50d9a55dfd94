//! The assumptions that the rules declare (`à défaut`), taken for what is unknown.

use super::Assumption;
use crate::program::{Input, InputId, Program};
use crate::situation::{Given, Situation, Value};

/// The situation with every declared assumption, and those taken.
pub(super) fn assumed(program: &Program, situation: &Situation) -> (Situation, Vec<Assumption>) {
    let mut result = situation.clone();
    let mut taken = Vec::new();
    for (index, input) in program.inputs.iter().enumerate() {
        let Some((value, text)) = &input.default else {
            continue;
        };
        let id = InputId::at(index);
        for person in holders(input, situation) {
            if *situation.given(id, person) != Given::UNKNOWN {
                continue;
            }
            result.set(id, person, Given::Always(Value::of(*value, input.den)));
            taken.push(Assumption {
                input: input.name.clone(),
                person,
                value: program.constant_words(*value, input.ty),
                text: text.clone(),
            });
        }
    }
    (result, taken)
}

/// Whose input it is: the household, or each person.
pub(super) fn holders(input: &Input, situation: &Situation) -> Vec<Option<usize>> {
    if input.each {
        (0..situation.size()).map(Some).collect()
    } else {
        vec![None]
    }
}
