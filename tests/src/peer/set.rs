//! Sets of deviations.

/// How many deviations there may be.
pub const AT_MOST: usize = 256;

const WORD: usize = 64;
const WORDS: usize = AT_MOST / WORD;

/// A set of deviations, by their positions in the order of their names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Set([u64; WORDS]);

impl Set {
    /// None.
    pub const NONE: Set = Set([0; WORDS]);

    /// One alone.
    #[must_use]
    pub fn one(index: usize) -> Set {
        Set::NONE.with(index)
    }

    /// The same, with one more.
    #[must_use]
    pub fn with(mut self, index: usize) -> Set {
        self.0[index / WORD] |= 1 << (index % WORD);
        self
    }

    /// The same, without one.
    #[must_use]
    pub fn without(mut self, index: usize) -> Set {
        self.0[index / WORD] &= !(1 << (index % WORD));
        self
    }

    /// Whether one is in it.
    #[must_use]
    pub fn has(self, index: usize) -> bool {
        self.0[index / WORD] & 1 << (index % WORD) != 0
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Set::NONE
    }

    /// Those of both.
    #[must_use]
    pub fn and(self, other: Set) -> Set {
        other.iter().fold(self, Set::with)
    }

    /// Each one, in order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..AT_MOST).filter(move |index| self.has(*index))
    }
}

impl FromIterator<usize> for Set {
    fn from_iter<I: IntoIterator<Item = usize>>(indices: I) -> Set {
        indices.into_iter().fold(Set::NONE, Set::with)
    }
}

#[test]
fn sets_go_beyond_sixty_four() {
    let set: Set = [3, 64, 200].into_iter().collect();
    assert_eq!(set.iter().collect::<Vec<_>>(), [3, 64, 200]);
    assert_eq!(set.without(64), Set::one(3).and(Set::one(200)));
    assert!(set.has(200) && !set.has(136) && Set::one(3).without(3).is_empty());
}
