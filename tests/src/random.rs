//! A small generator of numbers (splitmix64): the same sequence on every machine.

/// Numbers drawn from a seed.
#[derive(Debug, Clone)]
pub struct Random(pub u64);

impl Random {
    /// Any number.
    #[expect(
        clippy::should_implement_trait,
        reason = "the sequence never ends: an iterator would say that it may"
    )]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n` excluded (0 when `n` is 0).
    ///
    /// # Panics
    ///
    /// On a machine whose addresses have more than 64 bits.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).expect("64 bits")).expect("64 bits")
    }

    /// Once in `n`.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// A number of a range, both ends included.
    pub fn between(&mut self, lo: i128, hi: i128) -> i128 {
        lo + i128::from(self.next()).rem_euclid((hi - lo + 1).max(1))
    }

    /// One of some values.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}
