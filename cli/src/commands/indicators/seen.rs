//! What indicators need of an evaluation, and nothing more: the only place here that knows how rights are evaluated.

use droit_engine::program::Program;
use droit_engine::reference::{Outcome, Verdict};

use crate::amounts;
use crate::record;

/// What a household may be with regard to a right: a set of states, since what is unknown leaves several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct States(pub(crate) u8);

impl States {
    /// Not entitled.
    pub(crate) const OUT: States = States(1);
    /// Entitled, and everything is received.
    pub(crate) const FULL: States = States(2);
    /// Entitled, and nothing is received.
    pub(crate) const TOTAL: States = States(4);
    /// Entitled, and a part only is received.
    pub(crate) const PARTIAL: States = States(8);
    /// The right cannot be assessed: anything, and it is not known what. It holds every other set.
    pub(crate) const UNSEEN: States = States(31);

    /// Entitled.
    pub(crate) const ENTITLED: States = States(2 | 4 | 8);
    /// Something is due and not received.
    pub(crate) const UNCLAIMED: States = States(4 | 8);
    /// Something is received.
    pub(crate) const RECEIVING: States = States(2 | 8);

    /// The states of both.
    pub(crate) const fn or(self, other: States) -> States {
        States(self.0 | other.0)
    }

    /// Whether some state is in both.
    pub(crate) const fn meets(self, other: States) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether every state is in the other.
    pub(crate) const fn within(self, other: States) -> bool {
        self.0 & !other.0 == 0
    }

    /// The states for which `other` is not true.
    pub(crate) const fn without(self, other: States) -> States {
        States(self.0 & !other.0)
    }
}

/// What came out for a right of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Right {
    /// Position of the right in the program.
    pub(crate) benefit: usize,
    pub(crate) states: States,
    /// What is due and not received, in hundredths, in the rhythm of the right.
    pub(crate) gap: Option<(i128, i128)>,
}

impl Right {
    /// From an outcome; `None` for a right that the program does not have.
    pub(crate) fn of(program: &Program, outcome: &Outcome) -> Option<Right> {
        let (id, _) = program.benefit(&outcome.benefit)?;
        Some(Right {
            benefit: id.index(),
            states: states(program, outcome),
            gap: record::unclaimed(outcome).map(|g| amounts::cents_of((g.min, g.max))),
        })
    }
}

fn states(program: &Program, outcome: &Outcome) -> States {
    let sure = outcome.due.is_some_and(|due| due.min.num() > 0)
        || outcome.form.as_ref().is_some_and(|forms| {
            let no = |code: &String| record::form(program, &outcome.benefit, code) == "non";
            !forms.iter().any(no)
        });
    let unclaimed = match outcome.is_received {
        Some(true) => States::PARTIAL,
        Some(false) => States::TOTAL,
        None => States::UNCLAIMED,
    };
    let out = if sure { States(0) } else { States::OUT };
    match outcome.verdict {
        Verdict::NotAssessable => States::UNSEEN,
        Verdict::No => States::OUT,
        Verdict::Received => States::FULL.or(out),
        Verdict::Certain => unclaimed,
        // What receives nothing and is entitled has something to claim.
        Verdict::Possible if outcome.is_received == Some(false) => unclaimed.or(out),
        Verdict::Possible => unclaimed.or(out).or(States::FULL),
    }
}
