//! What differs between the words of an author and those of the program.

use super::{Words, ZERO};
use crate::program::{Body, Program, Version};

/// The largest number of words that an edit tells; more take several edits.
const MOST: usize = 30;

/// Keeps, of the words of every rule, what differs from those of the program.
pub(crate) fn abridge(program: &mut Program) {
    for i in 0..program.rules.len() {
        // A rule is told with the names of others, not with what they hold: it may be apart for a while.
        let Some(rule) = program.rules.get_mut(i) else {
            continue;
        };
        let mut versions = std::mem::take(&mut rule.versions);
        let mut exceptions = std::mem::take(&mut rule.exceptions);
        let inside = exceptions.iter_mut().flat_map(|e| &mut e.versions);
        versions
            .iter_mut()
            .chain(inside)
            .for_each(|version| version.abridge(program));
        if let Some(rule) = program.rules.get_mut(i) {
            (rule.versions, rule.exceptions) = (versions, exceptions);
        }
    }
}

impl Version {
    fn abridge(&mut self, program: &Program) {
        match &mut self.body {
            Body::Expr(expr) => self.text.abridge(&program.show(expr)),
            Body::Lines { lines, .. } => lines
                .iter_mut()
                .for_each(|line| line.text.abridge(&program.show_line(line))),
        }
    }
}

impl Words {
    fn abridge(&mut self, shown: &str) {
        let edits = edits(shown, &self.0);
        // Words of another kind, such as a label, have little in common with a computation.
        let worth = |edits: &str| self.0.is_empty() || edits.len() < self.0.len() / 5 * 4;
        if worth(&edits) {
            self.0 = edits;
        }
    }
}

/// What makes a text from another.
fn edits(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split_inclusive(' ').collect();
    let to: Vec<&str> = to.split_inclusive(' ').collect();
    let first = alike(from.iter().zip(&to));
    let (from, to) = (
        from.get(first..).unwrap_or_default(),
        to.get(first..).unwrap_or_default(),
    );
    let last = alike(from.iter().rev().zip(to.iter().rev()));
    let all_but_last = |words: &'_ [&'_ str]| words.len().saturating_sub(last);
    let from = from.get(..all_but_last(from)).unwrap_or_default();
    let to = to.get(..all_but_last(to)).unwrap_or_default();
    // The most words that the ends of both share, from each place of one and of the other on.
    let width = to.len().saturating_add(1);
    let mut shared = vec![0_u32; from.len().saturating_add(1).saturating_mul(width)];
    let place = |i: usize, j: usize| i.saturating_mul(width).saturating_add(j);
    for (i, one) in from.iter().enumerate().rev() {
        for (j, other) in to.iter().enumerate().rev() {
            let at = |di: usize, dj: usize| {
                let place = place(i.saturating_add(di), j.saturating_add(dj));
                shared.get(place).copied().unwrap_or(0)
            };
            let best = if one == other {
                at(1, 1).saturating_add(1)
            } else {
                at(1, 0).max(at(0, 1))
            };
            if let Some(slot) = shared.get_mut(place(i, j)) {
                *slot = best;
            }
        }
    }
    let mut edits = Edits {
        keep: first,
        ..Edits::default()
    };
    let (mut i, mut j) = (0, 0);
    loop {
        let at = |i, j| shared.get(place(i, j)).copied().unwrap_or(0);
        match (from.get(i), to.get(j)) {
            (None, None) => break,
            (Some(one), Some(other)) if one == other => {
                edits.keep();
                (i, j) = (i.saturating_add(1), j.saturating_add(1));
            }
            (Some(_), other)
                if other.is_none() || at(i.saturating_add(1), j) >= at(i, j.saturating_add(1)) =>
            {
                edits.leave = edits.leave.saturating_add(1);
                i = i.saturating_add(1);
            }
            (_, other) => {
                edits.put.push_str(other.copied().unwrap_or_default());
                j = j.saturating_add(1);
            }
        }
    }
    edits.end();
    edits.written
}

/// How many pairs begin the same.
fn alike<'w>(pairs: impl Iterator<Item = (&'w &'w str, &'w &'w str)>) -> usize {
    pairs.take_while(|(one, other)| one == other).count()
}

/// Edits being written, and the one at hand.
#[derive(Default)]
struct Edits {
    written: String,
    keep: usize,
    leave: usize,
    put: String,
}

impl Edits {
    /// One more word that both have.
    fn keep(&mut self) {
        self.end();
        self.keep = self.keep.saturating_add(1);
    }

    /// Writes the edit at hand, when it changes something.
    fn end(&mut self) {
        if self.leave == 0 && self.put.is_empty() {
            return;
        }
        while self.keep > MOST || self.leave > MOST {
            let (keep, leave) = (self.keep.min(MOST), self.leave.min(MOST));
            // What is left out comes after all that is kept.
            let leave = if self.keep > MOST { 0 } else { leave };
            self.number(keep);
            self.number(leave);
            self.keep = self.keep.saturating_sub(keep);
            self.leave = self.leave.saturating_sub(leave);
        }
        self.number(self.keep);
        self.number(self.leave);
        self.written.push_str(&self.put);
        (self.keep, self.leave) = (0, 0);
        self.put.clear();
    }

    fn number(&mut self, number: usize) {
        let code = u32::try_from(number).ok().and_then(|n| n.checked_add(ZERO));
        self.written.extend(code.and_then(char::from_u32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::words::edited;

    #[test]
    fn a_text_comes_back_from_what_differs() {
        let long = |word: &str, times: usize| vec![word; times].join(" ");
        let texts = [
            String::new(),
            "a".to_owned(),
            "a b c".to_owned(),
            "a  b c ".to_owned(),
            "b c d, arrondie au centime".to_owned(),
            "b c d, arrondi au centime".to_owned(),
            long("mot", 100),
            format!("{} fin", long("mot", 100)),
            format!("{} milieu {}", long("mot", 70), long("autre", 64)),
            format!("{} {}", long("mot", 31), long("autre", 30)),
        ];
        for shown in &texts {
            for text in &texts {
                let mut words = Words::of(text.clone());
                words.abridge(shown);
                assert_eq!(
                    &edited(&words.0, || shown.clone()),
                    text,
                    "{words:?} on {shown}"
                );
            }
        }
    }

    #[test]
    fn any_text_comes_back_on_any_other() {
        let mut seed = 11_u64;
        let mut below = |n: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % n
        };
        let mut text = |longest: u64| {
            let count = below(longest);
            let word =
                |_| ["si", "alors", "plafond", "×", "é", ""][usize::try_from(below(6)).unwrap()];
            (0..count).map(word).collect::<Vec<_>>().join(" ")
        };
        for longest in [4, 12, 90] {
            for _ in 0..300 {
                let (shown, written) = (text(longest), text(longest));
                let mut words = Words::of(written.clone());
                words.abridge(&shown);
                assert_eq!(edited(&words.0, || shown.clone()), written, "on {shown}");
            }
        }
    }

    #[test]
    fn what_is_the_same_takes_nothing_and_a_label_stays() {
        let mut words = Words::of("si a alors b sinon c".to_owned());
        words.abridge("si a alors b sinon c");
        assert_eq!(words, Words::default());
        let mut words = Words::of("si a alors b sinon c, arrondie au centime".to_owned());
        words.abridge("si a alors b sinon c, arrondi au centime");
        assert_eq!(words.0, "\u{7}\u{2}arrondie ");
        let mut label = Words::of("un séjour régulier".to_owned());
        label.abridge("titre ou protection");
        assert_eq!(label.0, "un séjour régulier");
    }

    #[test]
    fn no_text_passes_for_an_edit() {
        let mut words = Words::of("\u{1}\u{5}a\nb".to_owned());
        words.abridge("une autre chose");
        assert_eq!(edited(&words.0, || "une autre chose".to_owned()), "  a b");
    }
}
