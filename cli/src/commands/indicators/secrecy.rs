//! Statistical secrecy: which rows of a table may be shown so that no small count can be found, by subtraction or
//! otherwise.
//!
//! Rows stand in a tree: the whole, its départements, their EPCI, their communes. A row is a set of counts (its cells),
//! shown or hidden as one. What is shown of one family, a row and its children, is safe when
//!
//! 1. each count of a row that is shown is zero or at least the threshold `k`;
//! 2. so is each count of the hidden children put together, because the parent gives them by subtraction;
//! 3. a hidden row with a small count is not alone to fill the wider count, already shown, that holds it: the other
//!    hidden children have at least `k` households there.
//!
//! Then each small count may be anything in an interval of at least `k` households (docs/indicateurs.md). When a family
//! does not fit, its smallest row is hidden with the others, and in the end its parent. Below a hidden row everything is
//! hidden.
//!
//! A table is shown by degrees, from coarse cells to fine ones; a row that is hidden at one degree is hidden at the
//! next, where the hidden children of a family count as one child.

use std::collections::BTreeMap;

/// Households by cell; a cell without household is absent.
pub(crate) type Cells<K> = BTreeMap<K, u64>;

/// Parents of the rows, each before its children; the first row is the whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    parents: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
}

impl Tree {
    /// Adds a row.
    pub(crate) fn push(&mut self, parent: Option<usize>) -> usize {
        let row = self.parents.len();
        self.parents.push(parent);
        self.children.push(Vec::new());
        if let Some(siblings) = parent.and_then(|p| self.children.get_mut(p)) {
            siblings.push(row);
        }
        row
    }

    pub(crate) fn len(&self) -> usize {
        self.parents.len()
    }

    #[cfg(test)]
    pub(crate) fn parent(&self, row: usize) -> Option<usize> {
        self.parents.get(row).copied().flatten()
    }

    fn children(&self, row: usize) -> &[usize] {
        self.children.get(row).map_or(&[], Vec::as_slice)
    }
}

/// How secrecy is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    /// The smallest count that may be shown.
    pub(crate) threshold: u64,
    /// Whether rows are hidden to protect others. Always, but in the test that shows that it matters.
    pub(crate) secondary: bool,
}

/// One degree of detail.
pub(crate) struct Degree<'a, K> {
    /// The rows shown at the degree before.
    pub(crate) before: &'a [bool],
    /// The cells of each row.
    pub(crate) cells: &'a [Cells<K>],
    /// The cell of the degree before that holds each cell; nothing when the degree before shows no count.
    pub(crate) within: &'a BTreeMap<K, u64>,
}

/// A row of a family, or several that are hidden since the degree before.
struct Child<K> {
    row: Option<usize>,
    cells: Cells<K>,
    hidden: bool,
}

impl Rule {
    /// The rows that may be shown at a degree.
    pub(crate) fn shown<K: Copy + Ord>(&self, tree: &Tree, degree: &Degree<'_, K>) -> Vec<bool> {
        let mut refused = vec![false; tree.len()];
        // Each turn refuses one more row: at worst, all of them.
        loop {
            match self.attempt(tree, degree, &refused) {
                Ok(shown) => return shown,
                Err(row) => match refused.get_mut(row) {
                    Some(refused) => *refused = true,
                    None => return vec![false; tree.len()],
                },
            }
        }
    }

    /// The rows that may be shown, or a row whose children cannot be protected.
    fn attempt<K: Copy + Ord>(
        &self,
        tree: &Tree,
        degree: &Degree<'_, K>,
        refused: &[bool],
    ) -> Result<Vec<bool>, usize> {
        let is = |flags: &[bool], row: usize| flags.get(row).copied().unwrap_or(false);
        let none = Cells::new();
        let cells = |row: usize| degree.cells.get(row).unwrap_or(&none);
        let mut shown = vec![false; tree.len()];
        if let Some(whole) = shown.first_mut() {
            *whole = is(degree.before, 0) && !is(refused, 0) && self.is_safe(cells(0));
        }
        for parent in 0..tree.len() {
            if !is(&shown, parent) {
                continue;
            }
            let mut family: Vec<Child<K>> = Vec::new();
            let mut apart = Cells::new();
            for row in tree.children(parent).iter().copied() {
                if is(degree.before, row) {
                    let hidden = is(refused, row) || !self.is_safe(cells(row));
                    let cells = cells(row).clone();
                    family.push(Child {
                        row: Some(row),
                        cells,
                        hidden,
                    });
                } else {
                    add(&mut apart, cells(row));
                }
            }
            if !apart.is_empty() {
                let hidden = !self.is_safe(&apart);
                family.push(Child {
                    row: None,
                    cells: apart,
                    hidden,
                });
            }
            while self.secondary && !self.is_protected(&family, degree.within) {
                let smallest = family
                    .iter_mut()
                    .filter(|child| !child.hidden && !child.cells.is_empty())
                    .min_by_key(|child| (total(&child.cells), child.row));
                match smallest {
                    Some(child) => child.hidden = true,
                    None => return Err(parent),
                }
            }
            for child in family.iter().filter(|child| !child.hidden) {
                if let Some(flag) = child.row.and_then(|row| shown.get_mut(row)) {
                    *flag = true;
                }
            }
        }
        Ok(shown)
    }

    /// Whether each count may be shown.
    pub(crate) fn is_safe<K>(&self, cells: &Cells<K>) -> bool {
        cells.values().all(|n| !self.is_small(*n))
    }

    /// Whether a count must not be known.
    pub(crate) const fn is_small(&self, n: u64) -> bool {
        n > 0 && n < self.threshold
    }

    /// Points 2 and 3 of the head of this file.
    fn is_protected<K: Copy + Ord>(&self, family: &[Child<K>], within: &BTreeMap<K, u64>) -> bool {
        let hidden = || family.iter().filter(|child| child.hidden);
        let mut block = Cells::new();
        hidden().for_each(|child| add(&mut block, &child.cells));
        let wide = |cells: &Cells<K>, holder: u64| {
            let held = cells.iter().filter(|(k, _)| within.get(k) == Some(&holder));
            held.fold(0_u64, |t, (_, n)| t.saturating_add(*n))
        };
        self.is_safe(&block)
            && hidden().all(|child| {
                let mut small = child.cells.iter().filter(|(_, n)| self.is_small(**n));
                small.all(|(key, _)| {
                    within.get(key).is_none_or(|holder| {
                        let others =
                            wide(&block, *holder).saturating_sub(wide(&child.cells, *holder));
                        others >= self.threshold
                    })
                })
            })
    }
}

/// Adds counts to others.
pub(crate) fn add<K: Copy + Ord>(cells: &mut Cells<K>, more: &Cells<K>) {
    for (key, n) in more {
        let count = cells.entry(*key).or_default();
        *count = count.saturating_add(*n);
    }
}

fn total<K>(cells: &Cells<K>) -> u64 {
    cells.values().fold(0, |t, n| t.saturating_add(*n))
}
