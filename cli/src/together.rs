//! Households evaluated together, and what becomes of a fault of the engine.

use std::panic::{AssertUnwindSafe, catch_unwind};

use droit_engine::calendar::Month;
use droit_engine::reference::Outcome;
use droit_engine::situation::Situation;

use crate::input::reject::Fault;
use crate::laws::Laws;

/// What is made, or nothing: a fault of the engine costs one household, not the run.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// What is said of a household that met a fault of the engine.
pub(crate) fn internal() -> Vec<Fault> {
    vec![Fault {
        field: String::new(),
        value: String::new(),
        reason: "faute interne du moteur : merci de la signaler, avec cette ligne".to_owned(),
    }]
}

/// The outcomes of households, those of each month from columns; `None` where one must be evaluated apart, because its
/// month has no law or because the engine is at fault on one of its companions.
pub(crate) fn outcomes(laws: &Laws, all: &[(Month, &Situation)]) -> Vec<Option<Vec<Outcome>>> {
    let mut outcomes: Vec<Option<Vec<Outcome>>> = vec![None; all.len()];
    let mut months: Vec<Month> = all.iter().map(|(month, _)| *month).collect();
    months.sort_unstable();
    months.dedup();
    for month in months {
        let Some(batch) = laws.batch(month) else {
            continue;
        };
        let own = all.iter().enumerate().filter(|(_, (m, _))| *m == month);
        let (places, situations): (Vec<usize>, Vec<&Situation>) = own
            .map(|(place, (_, situation))| (place, *situation))
            .unzip();
        let made = guarded(|| batch.outcomes(&situations));
        for (place, made) in places.into_iter().zip(made.into_iter().flatten()) {
            if let Some(slot) = outcomes.get_mut(place) {
                *slot = Some(made);
            }
        }
    }
    outcomes
}
