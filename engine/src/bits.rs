//! Sets of positions, a bit each, and what is told of positions for a while.

/// A set of positions below a length.
#[derive(Debug, Clone)]
pub(crate) struct Bits {
    words: Vec<u64>,
    /// No word before this one holds anything.
    from: usize,
}

/// The bits of a word.
const WORD: usize = 64;

impl Bits {
    /// The empty set.
    pub(crate) fn new(length: usize) -> Bits {
        Bits {
            words: vec![0; length.div_ceil(WORD)],
            from: 0,
        }
    }

    /// Adds a position; whether it was not there.
    pub(crate) fn insert(&mut self, position: usize) -> bool {
        let (word, bit) = place(position);
        let Some(bits) = self.words.get_mut(word) else {
            return false;
        };
        self.from = self.from.min(word);
        add(bits, bit)
    }

    /// Whether a position is there.
    pub(crate) fn contains(&self, position: usize) -> bool {
        let (word, bit) = place(position);
        self.words.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Adds those of another set of the same length.
    pub(crate) fn add(&mut self, others: &Bits) {
        for (own, other) in self.words.iter_mut().zip(&others.words) {
            *own |= other;
        }
        self.from = self.from.min(others.from);
    }

    /// How many are there.
    pub(crate) fn count(&self) -> u32 {
        let counts = self.words.iter().map(|word| word.count_ones());
        counts.fold(0, u32::saturating_add)
    }

    /// Takes out the smallest position.
    pub(crate) fn pop(&mut self) -> Option<usize> {
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

/// A set of positions that is emptied at the cost of what was put in: kept from one walk to the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks {
    words: Vec<u64>,
    /// The words that hold something.
    used: Vec<usize>,
}

impl Marks {
    /// Adds a position; whether it was not there.
    #[inline]
    pub(crate) fn insert(&mut self, position: usize) -> bool {
        let (word, bit) = place(position);
        if word >= self.words.len() {
            self.words.resize(word.saturating_add(1), 0);
        }
        let Some(bits) = self.words.get_mut(word) else {
            return false;
        };
        if *bits == 0 {
            self.used.push(word);
        }
        add(bits, bit)
    }

    /// Takes everything out.
    pub(crate) fn clear(&mut self) {
        for word in self.used.drain(..) {
            if let Some(bits) = self.words.get_mut(word) {
                *bits = 0;
            }
        }
    }
}

/// Numbers by position, forgotten all at once without a look at any: kept from one household to the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// For each position, the round in which it was written, and its number.
    marks: Vec<(u32, u32)>,
    round: u32,
}

impl Places {
    /// The number of a position, if it has one.
    #[inline(always)]
    pub(crate) fn get(&self, position: usize) -> Option<usize> {
        let (round, number) = *self.marks.get(position)?;
        (round == self.round).then(|| usize::try_from(number).ok())?
    }

    /// Gives a position a number, below 2^32.
    pub(crate) fn put(&mut self, position: usize, number: usize) {
        if self.marks.len() <= position {
            // No round has this number.
            self.marks.resize(position.saturating_add(1), (u32::MAX, 0));
        }
        if let Some(mark) = self.marks.get_mut(position) {
            *mark = (self.round, u32::try_from(number).unwrap_or(u32::MAX));
        }
    }

    /// Forgets every number.
    pub(crate) fn clear(&mut self) {
        self.round = self.round.saturating_add(1);
        if self.round == u32::MAX {
            self.marks.clear();
            self.round = 0;
        }
    }
}

/// Calls `visit` with the positions of the bits of some words, in order.
pub(crate) fn each(words: &[u64], mut visit: impl FnMut(usize)) {
    for (word, bits) in words.iter().enumerate() {
        let start = word.saturating_mul(WORD);
        let mut left = *bits;
        while left != 0 {
            let rest = usize::try_from(left.trailing_zeros()).unwrap_or(0);
            left &= left.wrapping_sub(1);
            visit(start.saturating_add(rest));
        }
    }
}

/// Adds a bit to a word; whether it was not there.
#[inline(always)]
fn add(bits: &mut u64, bit: u64) -> bool {
    let absent = *bits & bit == 0;
    *bits |= bit;
    absent
}

/// The word of a position, and its bit there.
#[inline(always)]
pub(crate) fn place(position: usize) -> (usize, u64) {
    let word = position.checked_div(WORD).unwrap_or(0);
    let rest = position & WORD.wrapping_sub(1);
    (word, 1 << rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions(words: &[u64]) -> Vec<usize> {
        let mut all = Vec::new();
        each(words, |position| all.push(position));
        all
    }

    #[test]
    fn marks_are_taken_off() {
        let mut marks = Marks::default();
        for _ in 0..2 {
            assert!(marks.insert(700) && marks.insert(3) && marks.insert(4));
            assert!(!marks.insert(700) && !marks.insert(4));
            marks.clear();
        }
        assert!(marks.used.is_empty() && marks.words.iter().all(|word| *word == 0));
    }

    #[test]
    fn numbers_are_forgotten_and_rounds_start_again() {
        let mut places = Places {
            round: u32::MAX - 2,
            ..Places::default()
        };
        places.put(3, 7);
        places.put(3, 8);
        assert_eq!(
            (places.get(3), places.get(2), places.get(9)),
            (Some(8), None, None)
        );
        places.clear();
        assert_eq!(places.get(3), None);
        places.put(0, 1);
        places.clear();
        assert_eq!(
            (places.round, places.get(0), places.get(3)),
            (0, None, None)
        );
    }

    #[test]
    fn sets_are_put_together_and_counted() {
        let set = |positions: &[usize]| {
            let mut bits = Bits::new(200);
            for position in positions {
                bits.insert(*position);
            }
            bits
        };
        let (mut one, other) = (set(&[3, 64, 199]), set(&[2, 3, 199]));
        one.add(&other);
        assert_eq!((one.count(), other.count()), (4, 3));
        assert_eq!(positions(&one.words), [2, 3, 64, 199]);
        assert!(one.contains(2) && !one.contains(4) && !one.contains(10_000));
        assert_eq!(one.pop(), Some(2));
    }

    #[test]
    fn positions_come_out_in_order_once() {
        let mut bits = Bits::new(200);
        assert!(bits.insert(199) && bits.insert(3) && bits.insert(64) && bits.insert(63));
        assert!(!bits.insert(64) && !bits.insert(256));
        assert_eq!(bits.pop(), Some(3));
        assert!(bits.insert(0));
        assert_eq!(positions(&bits.words), [0, 63, 64, 199]);
        let rest: Vec<usize> = std::iter::from_fn(|| bits.pop()).collect();
        assert_eq!(rest, [0, 63, 64, 199]);
    }
}
