//! Worlds: which rights are claimed.

use crate::program::BenefitId;

/// What is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum World {
    /// Nothing more than what is received.
    Today,
    /// Everything that is due.
    All,
    /// One right alone, on top of what is received.
    Alone(BenefitId),
}

impl World {
    pub(super) fn claims(self, benefit: BenefitId) -> bool {
        match self {
            World::Today => false,
            World::All => true,
            World::Alone(one) => one == benefit,
        }
    }
}
