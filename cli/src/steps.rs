//! The steps of an explanation, one by one.

use droit_engine::reference::{Explanation, Step};

/// The trees of an explanation, in the order in which the engine unfolds them.
pub(crate) fn trees(explanation: &Explanation) -> impl Iterator<Item = &Step> {
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
pub(crate) fn walk<'s>(step: &'s Step, visit: &mut impl FnMut(&'s Step)) {
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
