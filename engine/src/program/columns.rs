//! Where the values of a program are written: for each type a column of numbers, a column of texts, and one that tells
//! which text comes.
//!
//! Values of one type stand together: what is alike is near, and packs a tenth better than types inside each other. A text
//! that its column has told already is a number.

use rustc_hash::FxHashMap;

use super::Stored;
use super::stored::{COLUMNS, Column};

/// Values deeper than that are refused: a stack would not hold them, and the language stops at fifty levels of sentence.
const DEEPEST: u32 = 1_000;

/// What ends a text: a byte that no text holds.
const END: u8 = 0xff;

/// A program being written.
pub(crate) struct Writer {
    columns: [Told; COLUMNS],
    /// The column at hand.
    at: usize,
}

/// What was written of the values of a type.
#[derive(Default)]
struct Told {
    numbers: Vec<u8>,
    which: Vec<u8>,
    texts: Vec<u8>,
    known: FxHashMap<String, u128>,
    /// The last number of [`Writer::near`].
    last: u32,
}

impl Writer {
    /// The bytes of a value.
    pub(crate) fn bytes(value: &impl Stored) -> Vec<u8> {
        let mut writer = Writer {
            columns: std::array::from_fn(|_| Told::default()),
            at: 0,
        };
        value.write(&mut writer);
        let parts = || {
            let columns = writer.columns.iter();
            let numbers = columns.clone().map(|column| &column.numbers);
            let which = columns.clone().map(|column| &column.which);
            let texts = columns.map(|column| &column.texts);
            numbers.chain(which).chain(texts)
        };
        let mut bytes = Vec::new();
        for part in parts() {
            push(&mut bytes, u128::try_from(part.len()).unwrap_or_default());
        }
        parts().for_each(|part| bytes.extend(part));
        bytes
    }

    /// Goes to the column of a type; gives the column to come back to.
    pub(crate) fn enter(&mut self, column: Column) -> usize {
        std::mem::replace(&mut self.at, column as usize)
    }

    /// Comes back to a column.
    pub(crate) fn leave(&mut self, outer: usize) {
        self.at = outer;
    }

    /// Writes a number.
    pub(crate) fn number(&mut self, number: u128) {
        if let Some(column) = self.columns.get_mut(self.at) {
            push(&mut column.numbers, number);
        }
    }

    /// Writes a number that is often near the one before it.
    pub(crate) fn near(&mut self, number: u32) {
        if let Some(column) = self.columns.get_mut(self.at) {
            let last = std::mem::replace(&mut column.last, number);
            (i128::from(number) - i128::from(last)).write(self);
        }
    }

    /// Writes a text: zero and the text, or which of the texts of the column it is, counted from one.
    pub(super) fn text(&mut self, text: &str) {
        let Some(column) = self.columns.get_mut(self.at) else {
            return;
        };
        let count = u128::try_from(column.known.len()).unwrap_or_default();
        let known = column.known.get(text).copied();
        push(&mut column.which, known.unwrap_or_default());
        if known.is_none() {
            column.known.insert(text.to_owned(), count + 1);
            column.texts.extend(text.bytes());
            column.texts.push(END);
        }
    }
}

/// A number by groups of seven bits, the lowest first; the eighth bit tells that more follow.
fn push(bytes: &mut Vec<u8>, mut number: u128) {
    while let Some(group) = (number >> 7 != 0).then_some(number & 0x7f) {
        bytes.extend(u8::try_from(group | 0x80));
        number >>= 7;
    }
    bytes.extend(u8::try_from(number));
}

/// A program being read.
pub(crate) struct Reader<'b> {
    columns: Vec<Left<'b>>,
    at: usize,
    depth: u32,
    pub(super) failed: bool,
}

/// What is left to read of the values of a type.
#[derive(Default)]
struct Left<'b> {
    numbers: &'b [u8],
    which: &'b [u8],
    texts: &'b [u8],
    known: Vec<&'b str>,
    last: u32,
}

impl<'b> Reader<'b> {
    /// The value that some bytes tell; `None` when they tell none.
    pub(crate) fn value<T: Stored>(bytes: &'b [u8]) -> Option<T> {
        // The lengths are a column too, to begin with.
        let mut reader = Reader {
            columns: vec![Left {
                numbers: bytes,
                ..Left::default()
            }],
            at: 0,
            depth: 0,
            failed: false,
        };
        let lengths: Vec<u128> = (0..3 * COLUMNS).map(|_| reader.number()).collect();
        let mut rest = reader.columns.pop()?.numbers;
        let mut parts = Vec::with_capacity(lengths.len());
        for length in lengths {
            let (part, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            parts.push(part);
            rest = after;
        }
        let (numbers, parts) = parts.split_at_checked(COLUMNS)?;
        let (which, texts) = parts.split_at_checked(COLUMNS)?;
        let columns = numbers.iter().zip(which).zip(texts);
        reader.columns = columns
            .map(|((numbers, which), texts)| Left {
                numbers,
                which,
                texts,
                ..Left::default()
            })
            .collect();
        let value = reader.read();
        let ended = |column: &Left| {
            [column.numbers, column.which, column.texts]
                .iter()
                .all(|part| part.is_empty())
        };
        (!reader.failed && rest.is_empty() && reader.columns.iter().all(ended)).then_some(value)
    }

    /// A value of the type that is wanted.
    pub(crate) fn read<T: Stored>(&mut self) -> T {
        T::read(self)
    }

    /// Remembers a fault: from here on, everything reads as zero.
    pub(crate) fn fail(&mut self) {
        self.failed = true;
        self.columns.clear();
    }

    /// Zero, and a fault.
    pub(super) fn refused<T: Default>(&mut self) -> T {
        self.fail();
        T::default()
    }

    /// Goes to the column of a type; gives the column to come back to.
    pub(crate) fn enter(&mut self, column: Column) -> usize {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.fail();
        }
        std::mem::replace(&mut self.at, column as usize)
    }

    /// Comes back to a column.
    pub(crate) fn leave(&mut self, outer: usize) {
        self.depth -= 1;
        self.at = outer;
    }

    /// Reads a number.
    pub(super) fn number(&mut self) -> u128 {
        let column = self.columns.get_mut(self.at);
        let number = column.and_then(|column| pop(&mut column.numbers));
        number.unwrap_or_else(|| self.refused())
    }

    /// Reads a number that is small: of a variant.
    pub(super) fn small(&mut self) -> u32 {
        self.read()
    }

    /// Reads what [`Writer::near`] wrote.
    pub(crate) fn near(&mut self) -> u32 {
        let step: i128 = self.read();
        let number = self.columns.get_mut(self.at).and_then(|column| {
            let number = i128::from(column.last).checked_add(step)?;
            column.last = u32::try_from(number).ok()?;
            Some(column.last)
        });
        number.unwrap_or_else(|| self.refused())
    }

    /// Reads a text.
    pub(super) fn text(&mut self) -> String {
        let column = self.columns.get_mut(self.at);
        let text = column.and_then(|column| {
            let Some(known) = pop(&mut column.which)?.checked_sub(1) else {
                let end = column.texts.iter().position(|byte| *byte == END)?;
                let (text, rest) = column.texts.split_at_checked(end)?;
                column.texts = rest.get(1..)?;
                let text = str::from_utf8(text).ok()?;
                column.known.push(text);
                return Some(text);
            };
            column.known.get(usize::try_from(known).ok()?).copied()
        });
        text.map_or_else(|| self.refused(), str::to_owned)
    }
}

/// Takes a number that [`push`] wrote.
fn pop(bytes: &mut &[u8]) -> Option<u128> {
    let mut number = 0;
    for place in (0..u128::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u128::from(byte & 0x7f) << place;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Exact;
    use crate::program::{Constant, Expr, ExprKind, Fold, RuleId, Type, Unit};

    #[test]
    fn values_come_back() {
        let numbers = [0, 1, 127, 128, u64::MAX.into(), u128::MAX];
        let values: Vec<(u128, Option<(i128, String)>)> = numbers
            .into_iter()
            .flat_map(|n| {
                [
                    (n, None),
                    (n, Some((n.cast_signed(), format!("n° {}", n % 3)))),
                ]
            })
            .collect();
        let bytes = Writer::bytes(&values);
        assert_eq!(Reader::value(&bytes), Some(values));
        // A text that was told is a number: each of the three is there once.
        let text = "n° ".as_bytes();
        assert_eq!(
            bytes
                .windows(text.len())
                .filter(|part| part == &text)
                .count(),
            3
        );
    }

    #[test]
    fn numbers_of_the_law_come_back() {
        let pair = |num, den| Exact::new(num, den).unwrap();
        let numbers = vec![
            Exact::ZERO,
            Exact::ONE,
            pair(-1, 3),
            pair(55_974, 100),
            pair(1, 1_000_000_000),
            pair(1, 10_000_000_000),
            pair(i128::MAX, 1),
            pair(i128::MAX, 100),
            pair(1, i128::MAX),
            pair(i128::MIN + 1, i128::MAX - 1),
        ];
        assert_eq!(Reader::value(&Writer::bytes(&numbers)), Some(numbers));
    }

    #[test]
    fn units_and_what_is_named_come_back() {
        let units: Vec<Unit> = [Unit::NUMBER, Unit::EURO_PER_MONTH, Unit::YEAR.inverse()]
            .into_iter()
            .chain(
                std::iter::successors(Some(Unit::YEAR), |unit| Some(unit.times(Unit::YEAR)))
                    .take(200),
            )
            .collect();
        assert_eq!(Reader::value(&Writer::bytes(&units)), Some(units));
        let rules: Vec<RuleId> = [7, 8, 0, u32::MAX, 1].map(RuleId).to_vec();
        assert_eq!(Reader::value(&Writer::bytes(&rules)), Some(rules));
    }

    #[test]
    fn triples_come_back_when_their_lists_have_the_same_length() {
        let triples = vec![(1_u8, true, String::new()), (2, false, "b".to_owned())];
        assert_eq!(Reader::value(&Writer::bytes(&triples)), Some(triples));
        let (one, two) = (vec![1_u8], vec![1_u8, 2]);
        let uneven = Writer::bytes(&(one.clone(), (two, one)));
        assert_eq!(Reader::value::<Vec<(u8, u8, u8)>>(&uneven), None);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(Reader::value::<u8>(&Writer::bytes(&256_u32)), None);
        assert_eq!(Reader::value::<i8>(&Writer::bytes(&-129_i32)), None);
        assert_eq!(
            Reader::value::<Fold>(&Writer::bytes(&Fold::Sum)),
            Some(Fold::Sum)
        );
        assert_eq!(Reader::value::<Fold>(&[]), None);
        // A list longer than what follows, and too many bytes.
        let mut bytes = Writer::bytes(&vec![true]);
        assert_eq!(Reader::value(&bytes), Some(vec![true]));
        bytes.push(0);
        assert_eq!(Reader::value::<Vec<bool>>(&bytes), None);
        let at = bytes.len() - 3;
        bytes.truncate(at + 2);
        bytes[at] = 0x7f;
        assert_eq!(Reader::value::<Vec<bool>>(&bytes), None);
    }

    #[test]
    fn values_inside_each_other_end_somewhere() {
        let yes = |kind| Expr {
            ty: Type::YesNo,
            kind,
        };
        let mut deep = yes(ExprKind::Constant(Constant::YesNo(true)));
        for _ in 0..100 {
            deep = yes(ExprKind::Not(Box::new(deep)));
        }
        assert_eq!(Reader::value(&Writer::bytes(&deep)), Some(deep.clone()));
        for _ in 0..2_000 {
            deep = yes(ExprKind::Not(Box::new(deep)));
        }
        assert_eq!(Reader::value::<Expr>(&Writer::bytes(&deep)), None);
        // Dropped level by level: the stack of a test is small.
        while let ExprKind::Not(inner) = deep.kind {
            deep = *inner;
        }
    }
}
