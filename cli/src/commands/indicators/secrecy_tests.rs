//! An attacker who knows everything that is shown, and the exact range that it leaves to each small count.

use std::collections::BTreeMap;

use droit_tests::simplex::Feasible;

use super::degrees::{self, Classes, Counts, Shown, is_by_type};
use super::secrecy::{Cells, Degree, Rule, Tree, add};
use super::seen::States;

const K: u64 = 11;
const TYPES: usize = 3;

/// Numbers that look like chance, always the same.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % n
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// A table of random counts, and where its leaves are.
struct Table {
    tree: Tree,
    rows: Vec<Counts>,
    leaves: Vec<usize>,
}

impl Table {
    fn random(seed: u64) -> Table {
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(7));
        let mut tree = Tree::default();
        let whole = tree.push(None);
        let mut leaves = Vec::new();
        for _ in 0..=chance.below(3) {
            let department = tree.push(Some(whole));
            for _ in 0..=chance.below(2) {
                let part = tree.push(Some(department));
                for _ in 0..=chance.below(2) {
                    leaves.push(tree.push(Some(part)));
                }
            }
        }
        if chance.below(2) == 0 {
            leaves.push(tree.push(Some(whole)));
        }
        let all = [1, 2, 4, 8, 5, 15, 31].map(States);
        let some: Vec<States> = all.into_iter().filter(|_| chance.below(3) > 0).collect();
        let mut rows = vec![Counts::new(); tree.len()];
        for leaf in &leaves {
            let size = chance.pick(&[4, 12, 40, 150]);
            for kind in 0..TYPES {
                for states in &some {
                    let n = match chance.below(4) {
                        0 => 0,
                        1 => chance.below(8),
                        _ => chance.below(size),
                    };
                    if n > 0 {
                        rows[*leaf].insert((kind, *states), n);
                    }
                }
            }
            let counts = rows[*leaf].clone();
            let mut above = tree.parent(*leaf);
            while let Some(row) = above {
                add(&mut rows[row], &counts);
                above = tree.parent(row);
            }
        }
        Table { tree, rows, leaves }
    }

    fn is_under(&self, leaf: usize, row: usize) -> bool {
        std::iter::successors(Some(leaf), |r| self.tree.parent(*r)).any(|r| r == row)
    }
}

/// What is shown, as sums of unknowns: households of a leaf, of a type, of some states.
struct Attack<'a> {
    table: &'a Table,
    unknowns: BTreeMap<(usize, usize, States), usize>,
    equations: Vec<(Vec<usize>, i128)>,
    /// Small counts that are hidden: what they are, and their unknowns.
    hidden: Vec<(String, Vec<usize>, u64)>,
}

impl Attack<'_> {
    fn new(table: &Table) -> Attack<'_> {
        let mut unknowns = BTreeMap::new();
        for leaf in &table.leaves {
            for (kind, states) in table.rows[0].keys() {
                let next = unknowns.len();
                unknowns.insert((*leaf, *kind, *states), next);
            }
        }
        Attack {
            table,
            unknowns,
            equations: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// The counts of a row, by a key: known if the row is shown.
    fn row<K: Ord + std::fmt::Debug>(
        &mut self,
        what: &str,
        row: usize,
        shown: bool,
        key: impl Fn(usize, States) -> Option<K>,
    ) {
        let mut sums: BTreeMap<K, (Vec<usize>, u64)> = BTreeMap::new();
        for ((leaf, kind, states), unknown) in &self.unknowns {
            if let Some(key) = key(*kind, *states).filter(|_| self.table.is_under(*leaf, row)) {
                let (unknowns, sum) = sums.entry(key).or_default();
                unknowns.push(*unknown);
                *sum += self.table.rows[*leaf]
                    .get(&(*kind, *states))
                    .copied()
                    .unwrap_or(0);
            }
        }
        for (key, (unknowns, sum)) in sums {
            if shown {
                assert!(sum == 0 || sum >= K, "{what} {row} {key:?}: {sum} is shown");
                self.equations.push((unknowns, i128::from(sum)));
            } else if sum > 0 && sum < K {
                self.hidden
                    .push((format!("{what} {row} {key:?}"), unknowns, sum));
            }
        }
    }

    /// The narrowest range that is left to a small count.
    fn narrowest(mut self) -> Option<(i128, String)> {
        if self.hidden.is_empty() {
            return None;
        }
        let mut feasible = Feasible::new(self.unknowns.len(), &self.equations).unwrap();
        let mut narrowest: Option<(i128, String)> = None;
        self.hidden.sort();
        self.hidden.dedup_by(|a, b| a.1 == b.1);
        for (what, unknowns, value) in &self.hidden {
            let (low, high) = feasible.range(unknowns);
            let Some(high) = high else { continue };
            // The ends are reached by whole counts: the matrices of such tables leave no fraction.
            assert!(
                low.is_whole() && high.is_whole(),
                "{what}: {low:?} {high:?}"
            );
            let (low, high) = (low.parts().0, high.parts().0);
            let value = i128::from(*value);
            assert!(
                low <= value && value <= high,
                "{what}: {value} in {low} {high}"
            );
            if narrowest
                .as_ref()
                .is_none_or(|(width, _)| high - low < *width)
            {
                narrowest = Some((high - low, format!("{what} = {value} in {low} to {high}")));
            }
        }
        narrowest
    }
}

fn shown(table: &Table, rule: &Rule) -> (Vec<bool>, Shown) {
    let cells: Vec<Cells<()>> = table
        .rows
        .iter()
        .map(|counts| Cells::from([((), counts.values().sum())]))
        .collect();
    let degree = Degree {
        before: &vec![true; table.tree.len()],
        cells: &cells,
        within: &BTreeMap::new(),
    };
    let households = rule.shown(&table.tree, &degree);
    let shown = degrees::shown(&table.tree, &households, &table.rows, TYPES, rule);
    (households, shown)
}

/// The narrowest range of a random table, and how many rows are shown at the finest degrees.
fn attacked(seed: u64, secondary: bool) -> (Option<(i128, String)>, usize) {
    let rule = Rule {
        threshold: K,
        secondary,
    };
    let table = Table::random(seed);
    let (households, shown) = shown(&table, &rule);
    let mut attack = Attack::new(&table);
    let group = |kind: usize| shown.groups.iter().position(|g| g.contains(&kind));
    for row in 0..table.tree.len() {
        attack.row("households", row, households[row], |_, _| Some(()));
        let degrees: [(&str, &[bool], &Classes); 3] = [
            ("entitled", &shown.entitled, &shown.entitled_classes),
            ("unclaimed", &shown.unclaimed, &shown.unclaimed_classes),
            ("nature", &shown.nature, &shown.nature_classes),
        ];
        for (what, flags, classes) in degrees {
            attack.row(what, row, flags[row], |_, states| classes.class(states));
        }
        let classes = &shown.unclaimed_classes;
        attack.row("types", row, shown.types[row], |kind, states| {
            let class = classes
                .class(states)
                .filter(|_| is_by_type(classes.widened(states)));
            Some((group(kind)?, class?))
        });
    }
    let fine = [&shown.nature, &shown.types];
    let rows = fine
        .iter()
        .map(|flags| flags.iter().filter(|f| **f).count())
        .sum();
    (attack.narrowest(), rows)
}

#[test]
fn no_small_count_can_be_found_and_each_may_be_anything_in_a_wide_range() {
    let (mut attacks, mut rows) = (0, 0);
    for seed in 0..60 {
        let (narrowest, shown) = attacked(seed, true);
        rows += shown;
        if let Some((width, what)) = narrowest {
            attacks += 1;
            assert!(width >= i128::from(K), "seed {seed}: {what}");
        }
    }
    // The test would prove nothing if nothing were hidden, or if nothing were shown.
    assert!(attacks > 30 && rows > 60, "{attacks} {rows}");
}

#[test]
fn without_secondary_secrecy_small_counts_are_found() {
    let found = (0..60).filter(|seed| {
        let (narrowest, _) = attacked(*seed, false);
        narrowest.is_some_and(|(width, _)| width < i128::from(K))
    });
    assert!(found.count() > 10);
}

#[test]
fn the_smallest_row_protects_a_small_one() {
    let mut tree = Tree::default();
    let whole = tree.push(None);
    let sizes = [30, 4, 50];
    sizes.iter().for_each(|_| {
        tree.push(Some(whole));
    });
    let cells: Vec<Cells<()>> = [84, 30, 4, 50].map(|n| Cells::from([((), n)])).to_vec();
    let shown = |secondary| {
        let rule = Rule {
            threshold: K,
            secondary,
        };
        rule.shown(
            &tree,
            &Degree {
                before: &[true; 4],
                cells: &cells,
                within: &BTreeMap::new(),
            },
        )
    };
    assert_eq!(shown(true), [true, false, false, true]);
    assert_eq!(shown(false), [true, true, false, true]);
}
