//! Which values changed, to compute again only what follows from them.

use crate::law::{Law, NodeId};

/// Every person, or the household.
pub(super) const ALL: u64 = u64::MAX;

/// The bit of a person; those of very large households share the last one.
pub(super) fn bit(person: usize) -> u64 {
    let place = u32::try_from(person).unwrap_or(u32::MAX).min(63);
    1_u64.checked_shl(place).unwrap_or(0)
}

/// Which nodes changed since the last time, and for whom.
#[derive(Debug, Clone)]
pub(super) struct Changed {
    at: Vec<(u32, u64)>,
    now: u32,
}

impl Changed {
    /// None.
    pub(super) fn new(law: &Law) -> Changed {
        Changed {
            at: vec![(0, 0); law.nodes.len()],
            now: 1,
        }
    }

    /// None any more.
    pub(super) fn forget(&mut self) {
        self.now = self.now.saturating_add(1);
    }

    /// For whom a node changed.
    pub(super) fn whose(&self, id: NodeId) -> u64 {
        match self.at.get(id.index()) {
            Some((when, whose)) if *when == self.now => *whose,
            _ => 0,
        }
    }

    /// Says for whom a node changed, and for nobody else.
    pub(super) fn set(&mut self, id: NodeId, whose: u64) {
        if let Some(at) = self.at.get_mut(id.index()) {
            *at = (self.now, whose);
        }
    }

    /// Says that a node changed for a person too.
    pub(super) fn mark(&mut self, id: NodeId, person: Option<usize>) {
        let whose = self.whose(id) | person.map_or(ALL, bit);
        self.set(id, whose);
    }
}
