//! Which values changed, to compute again only what follows from them.

use crate::bits::Bits;
use crate::law::{Law, Node, NodeId};

/// Every person, or the household.
pub(super) const ALL: u64 = u64::MAX;

/// The bit of a person; those of very large households share the last one.
pub(super) fn bit(person: usize) -> u64 {
    let place = u32::try_from(person).unwrap_or(u32::MAX).min(63);
    1_u64.checked_shl(place).unwrap_or(0)
}

/// The nodes that what is asked is made of: the others are not computed again.
#[derive(Debug, Clone, Copy)]
pub(super) enum Inside<'g> {
    /// Those that some rights need: [`Node::needed`].
    Rights(u128),
    /// These.
    These(&'g Bits),
}

impl Inside<'_> {
    /// Whether it is one of them.
    pub(super) fn holds(self, id: NodeId, node: &Node) -> bool {
        match self {
            Inside::Rights(rights) => node.needed & rights != 0,
            Inside::These(nodes) => nodes.contains(id.index()),
        }
    }
}

/// What changed, and what is to be computed again.
#[derive(Debug, Clone)]
pub(super) struct Changed {
    /// For whom each node is to be computed again.
    stale: Vec<u64>,
    /// The nodes that are.
    queue: Bits,
    /// The rights that need something that changed ([`Node::needed`]).
    rights: u128,
}

impl Changed {
    /// Nothing.
    pub(super) fn new(law: &Law) -> Changed {
        Changed {
            stale: vec![0; law.nodes.len()],
            queue: Bits::new(law.nodes.len()),
            rights: 0,
        }
    }

    /// Says that some rights need something that changed.
    pub(super) fn touch(&mut self, rights: u128) {
        self.rights |= rights;
    }

    /// The rights that need something that changed since this was last asked.
    pub(super) fn touched(&mut self) -> u128 {
        std::mem::take(&mut self.rights)
    }

    /// Says that a node changed for some persons: what reads it is to be computed again for them.
    pub(super) fn mark(&mut self, law: &Law, id: NodeId, whose: u64) {
        for reader in law.readers.get(id.index()).into_iter().flatten() {
            if let Some(stale) = self.stale.get_mut(reader.index()) {
                *stale |= whose;
                self.queue.insert(reader.index());
            }
        }
    }

    /// The first node to be computed again, and for whom.
    pub(super) fn next(&mut self) -> Option<(NodeId, u64)> {
        let first = self.queue.pop()?;
        let stale = self.stale.get_mut(first)?;
        Some((NodeId::at(first), std::mem::take(stale)))
    }
}
