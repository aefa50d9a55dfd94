//! Worlds: which rights are claimed.

use crate::law::world;
use crate::program::BenefitId;

/// What is claimed: the bit of each right ([`world`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct World(pub(super) u128);

impl World {
    /// Nothing more than what is received.
    pub(super) const TODAY: World = World(0);
    /// Everything that is due.
    pub(super) const ALL: World = World(u128::MAX);

    pub(super) fn claims(self, benefit: BenefitId) -> bool {
        self.0 & world(benefit) != 0
    }
}
