//! The law of each month, folded once.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use droit_engine::batch::Batch;
use droit_engine::calendar::Month;
use droit_engine::law::{Law, NotInForce};
use droit_engine::program::Program;

/// More months than rules will ever cover: a file of nonsense does not fill the memory.
const MOST: usize = 1000;

/// A law, or why there is none.
pub(crate) type Folded = Arc<Result<Arc<Law>, NotInForce>>;

/// Laws already folded; copies share them.
#[derive(Clone)]
pub(crate) struct Laws {
    program: Arc<Program>,
    folded: Arc<RwLock<HashMap<Month, Folded>>>,
    batches: Arc<RwLock<HashMap<Month, Option<Arc<Batch>>>>>,
}

impl Laws {
    /// Of a program.
    pub(crate) fn new(program: Program) -> Self {
        Self {
            program: Arc::new(program),
            folded: Arc::default(),
            batches: Arc::default(),
        }
    }

    /// The program.
    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// The program, to be kept.
    pub(crate) fn shared(&self) -> Arc<Program> {
        Arc::clone(&self.program)
    }

    /// The law of a month.
    pub(crate) fn at(&self, month: Month) -> Folded {
        kept(&self.folded, month, || {
            Arc::new(Law::new(Arc::clone(&self.program), month).map(Arc::new))
        })
    }

    /// The law of a month, ready for many households; `None` where there is none.
    pub(crate) fn batch(&self, month: Month) -> Option<Arc<Batch>> {
        kept(&self.batches, month, || {
            let law = self.at(month);
            let law = law.as_ref().as_ref().ok()?;
            Some(Arc::new(Batch::new(Arc::clone(law))))
        })
    }
}

/// What is known of a month, made the first time.
fn kept<T: Clone>(known: &RwLock<HashMap<Month, T>>, month: Month, make: impl FnOnce() -> T) -> T {
    let read = known.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(made) = read.get(&month) {
        return made.clone();
    }
    drop(read);
    let made = make();
    let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() < MOST {
        known.insert(month, made.clone());
    }
    made
}
