//! The degrees of detail of a right: how many households, who is entitled, what is not claimed, all or a part of it, and
//! the types of households.
//!
//! ```text
//! households ─▶ entitled ─▶ unclaimed ─┬─▶ nature
//!                                      └─▶ types
//! ```
//!
//! Each degree splits the classes of the one before. A class is a set of states: households of which as much is known. A
//! class too small in the whole table joins another one and takes its states too: bounds widen, and stay bounds.

use std::collections::{BTreeMap, BTreeSet};

use super::secrecy::{Cells, Degree, Rule, Tree};
use super::seen::States;

/// Households by type and states.
pub(crate) type Counts = Cells<(usize, States)>;

/// A class: its number, in a degree.
type Class = u64;

/// One household in so many may be told with wider bounds, so that a class too small joins another.
const WIDENED: u64 = 20;

/// The classes of a degree.
#[derive(Debug, Clone, Default)]
pub(crate) struct Classes {
    /// The class of the households of some states.
    of: BTreeMap<States, Class>,
    /// What households of a class may be.
    states: BTreeMap<Class, States>,
}

impl Classes {
    /// Households by what they may be, from households by type and states.
    pub(crate) fn count(&self, counts: &Counts) -> Cells<States> {
        let mut cells = Cells::new();
        for ((_, states), n) in counts {
            if let Some(states) = self.widened(*states) {
                let count = cells.entry(states).or_insert(0_u64);
                *count = count.saturating_add(*n);
            }
        }
        cells
    }

    /// Whether no class has households for which something is true, and others for which it is not.
    pub(crate) fn tell(&self, holds: impl Fn(States) -> bool) -> bool {
        let mut said: BTreeMap<Class, bool> = BTreeMap::new();
        self.of
            .iter()
            .all(|(states, class)| *said.entry(*class).or_insert(holds(*states)) == holds(*states))
    }

    /// The class of the households of some states.
    #[cfg(test)]
    pub(crate) fn class(&self, states: States) -> Option<Class> {
        self.of.get(&states).copied()
    }

    /// What households of some states may be, for their class.
    pub(crate) fn widened(&self, states: States) -> Option<States> {
        self.states.get(self.of.get(&states)?).copied()
    }

    fn cells(&self, counts: &Counts) -> Cells<Class> {
        let mut cells = Cells::new();
        for ((_, states), n) in counts {
            if let Some(class) = self.of.get(states) {
                let count = cells.entry(*class).or_insert(0_u64);
                *count = count.saturating_add(*n);
            }
        }
        cells
    }

    /// Splits classes by what `project` keeps of the states, then joins those that are too small in `whole`.
    fn split(
        &self,
        whole: &Counts,
        project: fn(States) -> States,
        rule: &Rule,
    ) -> (Classes, Within) {
        let mut groups: BTreeMap<Class, Vec<Group>> = BTreeMap::new();
        for ((_, states), n) in whole {
            let Some(parent) = self.of.get(states) else {
                continue;
            };
            let seen = project(*states);
            let siblings = groups.entry(*parent).or_default();
            match siblings.iter_mut().find(|g| g.states == seen) {
                Some(group) => {
                    group.members.insert(*states);
                    group.count = group.count.saturating_add(*n);
                }
                None => siblings.push(Group {
                    states: seen,
                    members: BTreeSet::from([*states]),
                    count: *n,
                }),
            }
        }
        let all = whole.values().fold(0_u64, |t, n| t.saturating_add(*n));
        let most = all.checked_div(WIDENED).unwrap_or(0);
        let (mut classes, mut within) = (Classes::default(), Within::new());
        let mut class: Class = 0;
        for (parent, mut siblings) in groups {
            join(&mut siblings, rule, most);
            for group in siblings {
                classes.of.extend(group.members.iter().map(|s| (*s, class)));
                classes.states.insert(class, group.states);
                within.insert(class, parent);
                class = class.saturating_add(1);
            }
        }
        (classes, within)
    }
}

/// The class of the degree before, for each class.
type Within = BTreeMap<Class, Class>;

struct Group {
    states: States,
    members: BTreeSet<States>,
    count: u64,
}

/// Joins groups until none is too small: the smallest with the one whose households lose the least. At most `most` of
/// them may lose something: bounds that say nothing are worth less than a degree that is not shown.
fn join(groups: &mut Vec<Group>, rule: &Rule, most: u64) {
    loop {
        groups.sort_by_key(|g| (g.count, g.states));
        let Some(small) = groups.iter().position(|g| rule.is_small(g.count)) else {
            return;
        };
        let small = groups.remove(small);
        let lost = |group: &Group| {
            if small.states.within(group.states) {
                0
            } else {
                group.count
            }
        };
        let others = groups.iter_mut().filter(|group| lost(group) <= most);
        let Some(other) = others.min_by_key(|group| (lost(group), group.states)) else {
            groups.push(small);
            return;
        };
        other.states = other.states.or(small.states);
        other.count = other.count.saturating_add(small.count);
        other.members.extend(small.members);
    }
}

/// Entitled or not, whatever is received.
fn entitled(states: States) -> States {
    match states {
        States::UNSEEN => states,
        _ if states.meets(States::ENTITLED) => states.or(States::ENTITLED),
        _ => states,
    }
}

/// All or a part unclaimed: the same.
fn unclaimed(states: States) -> States {
    match states {
        States::UNSEEN => states,
        _ if states.meets(States::UNCLAIMED) => states.or(States::UNCLAIMED),
        _ => states,
    }
}

/// What may be shown of a right.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    /// Rows, degree by degree.
    pub(crate) entitled: Vec<bool>,
    pub(crate) unclaimed: Vec<bool>,
    pub(crate) nature: Vec<bool>,
    pub(crate) types: Vec<bool>,
    /// Classes, degree by degree.
    pub(crate) entitled_classes: Classes,
    pub(crate) unclaimed_classes: Classes,
    pub(crate) nature_classes: Classes,
    /// Types of households, those that are shown together in one list; empty when none is.
    pub(crate) groups: Vec<Vec<usize>>,
}

/// What may be shown of a right: `rows` are the counts of each row of the tree, `households` the rows whose number of
/// households is shown.
pub(crate) fn shown(
    tree: &Tree,
    households: &[bool],
    rows: &[Counts],
    types: usize,
    rule: &Rule,
) -> Shown {
    let nothing = Counts::new();
    let whole = rows.first().unwrap_or(&nothing);
    let all = Classes {
        of: whole.keys().map(|(_, states)| (*states, 0)).collect(),
        states: BTreeMap::from([(0, States::UNSEEN)]),
    };
    let degree = |from: &Classes, before: &[bool], project: fn(States) -> States| {
        let (classes, within) = from.split(whole, project, rule);
        let cells: Vec<_> = rows.iter().map(|counts| classes.cells(counts)).collect();
        let degree = Degree {
            before,
            cells: &cells,
            within: &within,
        };
        (rule.shown(tree, &degree), classes)
    };
    let (entitled, entitled_classes) = degree(&all, households, entitled);
    let (unclaimed, unclaimed_classes) = degree(&entitled_classes, &entitled, unclaimed);
    let (nature, nature_classes) = degree(&unclaimed_classes, &unclaimed, |states| states);
    let (types, groups) = by_type(tree, &unclaimed, rows, types, &unclaimed_classes, rule);
    Shown {
        entitled,
        unclaimed,
        nature,
        types,
        entitled_classes,
        unclaimed_classes,
        nature_classes,
        groups,
    }
}

/// The rows whose types of households are shown, and how types are put together.
///
/// Only households that may be entitled are shown by type: how many households of a type were screened would tell, of
/// every right at once, what one right hides.
fn by_type(
    tree: &Tree,
    before: &[bool],
    rows: &[Counts],
    types: usize,
    classes: &Classes,
    rule: &Rule,
) -> (Vec<bool>, Vec<Vec<usize>>) {
    let nothing = Counts::new();
    let whole = rows.first().unwrap_or(&nothing);
    let present = |kind: &usize| whole.keys().any(|(k, _)| k == kind);
    let mut groups: Vec<Vec<usize>> = (0..types).filter(present).map(|t| vec![t]).collect();
    let cells = |counts: &Counts, groups: &[Vec<usize>]| {
        let mut cells: Cells<(usize, Class)> = Cells::new();
        for ((kind, states), n) in counts {
            let group = groups.iter().position(|g| g.contains(kind));
            let class = classes
                .of
                .get(states)
                .filter(|_| is_by_type(classes.widened(*states)));
            if let (Some(group), Some(class)) = (group, class) {
                let count = cells.entry((group, *class)).or_insert(0_u64);
                *count = count.saturating_add(*n);
            }
        }
        cells
    };
    loop {
        let found = cells(whole, &groups);
        let Some(((small, _), _)) = found
            .iter()
            .filter(|(_, n)| rule.is_small(**n))
            .min_by_key(|(k, n)| (**n, **k))
        else {
            break;
        };
        // The neighbour in the table of types is the nearest in kind.
        let before = small.saturating_sub(1);
        if groups.len() < 2 {
            break;
        }
        let first = if *small == 0 { 0 } else { before };
        let second = groups.remove(first.saturating_add(1));
        if let Some(group) = groups.get_mut(first) {
            group.extend(second);
        }
    }
    if groups.len() < 2 {
        return (vec![false; tree.len()], Vec::new());
    }
    let rows: Vec<_> = rows.iter().map(|counts| cells(counts, &groups)).collect();
    let within = rows
        .iter()
        .flatten()
        .map(|((group, class), _)| ((*group, *class), *class))
        .collect();
    let degree = Degree {
        before,
        cells: &rows,
        within: &within,
    };
    let mut shown = rule.shown(tree, &degree);
    // A row without anybody entitled has nothing to show by type.
    for (flag, cells) in shown.iter_mut().zip(&rows) {
        *flag &= !cells.is_empty();
    }
    (shown, groups)
}

/// Whether a class is shown by type: it may be entitled, and it could be assessed.
pub(crate) fn is_by_type(states: Option<States>) -> bool {
    states.is_some_and(|s| s != States::UNSEEN && s.meets(States::ENTITLED))
}
