//! Worlds: which rights are claimed.

use crate::law::world;
use crate::program::BenefitId;

/// What is claimed when rules are asked for by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claims {
    /// Nothing more than what is received: what a rule retains of a right is what the household receives of it.
    Nothing,
    /// Everything that is due: what a rule retains of a right is what is due.
    Everything,
}

/// What is claimed: the bit of each right ([`world`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct World(pub(super) u128);

impl From<Claims> for World {
    fn from(claims: Claims) -> World {
        match claims {
            Claims::Nothing => World::TODAY,
            Claims::Everything => World::ALL,
        }
    }
}

impl World {
    /// Nothing more than what is received.
    pub(super) const TODAY: World = World(0);
    /// Everything that is due.
    pub(super) const ALL: World = World(u128::MAX);

    pub(super) fn claims(self, benefit: BenefitId) -> bool {
        self.0 & world(benefit) != 0
    }
}
