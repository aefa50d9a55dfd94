//! A set of positions, a bit each.

/// A set of positions below a length.
#[derive(Debug, Clone)]
pub(super) struct Bits {
    words: Vec<u64>,
    /// No word before this one holds anything.
    from: usize,
}

/// The bits of a word.
const WORD: usize = 64;

impl Bits {
    /// The empty set.
    pub(super) fn new(length: usize) -> Bits {
        Bits {
            words: vec![0; length.div_ceil(WORD)],
            from: 0,
        }
    }

    /// Adds a position; whether it was not there.
    pub(super) fn insert(&mut self, position: usize) -> bool {
        let word = position.checked_div(WORD).unwrap_or(0);
        let Some(bits) = self.words.get_mut(word) else {
            return false;
        };
        let rest = position.checked_rem(WORD).unwrap_or(0);
        let bit = 1_u64.wrapping_shl(u32::try_from(rest).unwrap_or(0));
        let absent = *bits & bit == 0;
        *bits |= bit;
        self.from = self.from.min(word);
        absent
    }

    /// Takes out the smallest position.
    pub(super) fn pop(&mut self) -> Option<usize> {
        loop {
            let bits = self.words.get_mut(self.from)?;
            if *bits == 0 {
                self.from = self.from.saturating_add(1);
                continue;
            }
            let rest = usize::try_from(bits.trailing_zeros()).unwrap_or(0);
            *bits &= bits.wrapping_sub(1);
            return Some(self.from.saturating_mul(WORD).saturating_add(rest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_come_out_in_order_once() {
        let mut bits = Bits::new(200);
        assert!(bits.insert(199) && bits.insert(3) && bits.insert(64) && bits.insert(63));
        assert!(!bits.insert(64) && !bits.insert(256));
        assert_eq!(bits.pop(), Some(3));
        assert!(bits.insert(0));
        let rest: Vec<usize> = std::iter::from_fn(|| bits.pop()).collect();
        assert_eq!(rest, [0, 63, 64, 199]);
    }
}
