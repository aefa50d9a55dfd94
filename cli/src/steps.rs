//! The steps of an explanation, one by one.

use droit_engine::reference::{Explanation, Step};

/// The trees of an explanation, in the order in which the engine unfolds them.
pub(crate) fn trees<'e, 'a>(
    explanation: &'e Explanation<'a>,
) -> impl Iterator<Item = &'e Step<'a>> {
    let Explanation {
        due,
        form,
        contribution,
        received,
        condition,
        ..
    } = explanation;
    [due, form, contribution, received, condition]
        .into_iter()
        .flatten()
}

/// Visits what a step rests on, then the step: the order of the calculation.
pub(crate) fn walk<'s, 'a>(step: &'s Step<'a>, visit: &mut impl FnMut(&'s Step<'a>)) {
    for child in step
        .lines
        .iter()
        .flat_map(|line| &line.children)
        .chain(&step.children)
    {
        walk(child, visit);
    }
    visit(step);
}
