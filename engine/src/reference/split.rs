//! Cases: the unknown yes or no and choices that matter are tried one by one, so that a value read twice is the same
//! twice. Bounds over all cases are tighter than bounds over all at once.
//!
//! The variables are taken in a fixed order, while the number of cases stays small. Answering a question removes
//! variables and never adds one, so that the cases only get finer.

use super::changed::{self, ALL, Inside};
use super::laid::{Ground, Grounds, Room, Tries, Worlds};
use super::reach::Reach;
use super::relevance::{Seen, Walk};
use super::unknowns::{Listed, Unknowns};
use super::values::{Household, View};
use super::variables::{Variable, Variables, variables};
use super::worlds::World;
use crate::bits::Bits;
use crate::law::{NodeId, Possible, ReadIn};
use crate::situation::Situation;

/// All values of a household, in the main world and in that of today.
#[derive(Debug, Clone)]
pub(super) struct Base {
    pub(super) fixed: Vec<Possible>,
    /// In the main world.
    pub(super) all: Vec<Possible>,
    pub(super) today: Vec<Possible>,
    /// The main world: everything is claimed, unless rules are asked for in another.
    pub(super) main: World,
}

impl Base {
    /// Of the nodes that rights need.
    pub(super) fn new(household: &Household<'_>) -> Base {
        let fixed = household.fixed();
        Base {
            all: household.claims(&fixed, World::ALL),
            today: household.claims(&fixed, World::TODAY),
            fixed,
            main: World::ALL,
        }
    }

    /// What cases are laid over.
    pub(super) fn grounds(&self) -> Grounds<'_> {
        Grounds {
            fixed: Ground::List(&self.fixed),
            all: Ground::List(&self.all),
            today: Ground::List(&self.today),
            alone: None,
        }
    }

    /// The same nodes for the household as it is now, of the same persons.
    pub(super) fn moved(
        mut self,
        before: &Situation,
        household: &Household<'_>,
        room: &mut Room,
    ) -> Moved {
        let law = household.law;
        let grounds = self.grounds();
        let Worlds {
            mut fixed,
            mut all,
            mut today,
            changed,
            ..
        } = room.over(law, &grounds);
        changed.touched();
        let mut after = Bits::new(law.nodes.len());
        household.told_otherwise(before, |place, at, holder| {
            let person = holder.unwrap_or(0);
            if let Some(more) = law.after(place) {
                after.add(more);
            }
            for id in at.nodes() {
                let Some(node) = law.node(id) else {
                    continue;
                };
                // Even where its value is the same: what is tried of an unknown depends on how it is told.
                changed.touch(node.needed);
                let value = node.given(household.given(&node.op, node.shape, person));
                if household.put(id, person, value, &mut fixed) {
                    changed.mark(law, id, holder.map_or(ALL, changed::bit));
                }
            }
        });
        household.again(
            changed,
            Inside::Rights(u128::MAX),
            &mut fixed,
            &mut [
                (World::ALL, &mut all, None),
                (World::TODAY, &mut today, None),
            ],
        );
        let (rights, [fixed, all, today]) = (
            changed.touched(),
            [fixed.taken(), all.taken(), today.taken()],
        );
        let lists = [&mut self.fixed, &mut self.all, &mut self.today];
        for (list, changes) in lists.into_iter().zip([fixed, all, today]) {
            for (place, value) in changes {
                if let Some(own) = list.get_mut(place) {
                    *own = value;
                }
            }
        }
        Moved {
            base: self,
            rights,
            after,
        }
    }

    /// Of all nodes, in one world, for goals that read no other.
    pub(super) fn only(household: &Household<'_>, world: World) -> Base {
        let fixed = household.fixed();
        let base = Base {
            all: household.claims(&fixed, world),
            today: Vec::new(),
            fixed,
            main: world,
        };
        base.complete(household)
    }

    /// Of all nodes, in the main world alone.
    pub(super) fn complete(&self, household: &Household<'_>) -> Base {
        let fixed = household.complete_fixed(&self.fixed);
        Base {
            all: household.complete_claims(&fixed, &self.all, self.main),
            today: Vec::new(),
            fixed,
            main: self.main,
        }
    }
}

/// A household as it is now, and what that changes.
pub(super) struct Moved {
    pub(super) base: Base,
    /// The rights that need something that is not what it was: of the others, nothing changes.
    pub(super) rights: u128,
    /// The nodes that may not be what they were.
    pub(super) after: Bits,
}

/// One case, in the worlds that count.
#[derive(Clone, Copy)]
pub(super) struct Case<'v> {
    pub(super) all: View<'v>,
    pub(super) today: View<'v>,
    pub(super) alone: View<'v>,
}

/// What is asked.
pub(super) struct Goal<'g> {
    /// The results that unknown inputs may change.
    pub(super) roots: &'g [(NodeId, usize)],
    /// The nodes of everything that is read of a case.
    pub(super) inside: Inside<'g>,
    /// The main world.
    pub(super) main: World,
    /// What is claimed in the world where one right is claimed alone, and what is read in each; `None` when the main world
    /// is enough.
    pub(super) alone: Option<(World, &'g ReadIn)>,
    /// Whether unknowns are tried value by value. Without, bounds hold and may be wider.
    pub(super) split: bool,
}

impl Worlds<'_> {
    /// Claims one right.
    fn claim(
        &mut self,
        household: &Household<'_>,
        goal: &Goal<'_>,
        (world, read): (World, &ReadIn),
    ) {
        let law = household.law;
        for (benefit, id) in &law.claimed {
            let claimed = Possible::known(world.claims(*benefit));
            if household.put(*id, 0, claimed, &mut self.alone) {
                self.changed.mark(law, *id, ALL);
            }
        }
        household.again(
            self.changed,
            goal.inside,
            &mut self.fixed,
            &mut [(world, &mut self.alone, Some(&read.alone))],
        );
    }

    /// Gives some variables another value, and computes what follows.
    fn step(
        &mut self,
        household: &Household<'_>,
        goal: &Goal<'_>,
        moved: &[usize],
        (variables, digits): (&[Variable], &[usize]),
    ) {
        for index in moved {
            let (Some(variable), Some(digit)) = (variables.get(*index), digits.get(*index)) else {
                continue;
            };
            let person = variable.reached.person;
            for (id, value) in variable.options.get(*digit).into_iter().flatten() {
                if household.put(*id, person.unwrap_or(0), *value, &mut self.fixed) {
                    self.changed
                        .mark(household.law, *id, person.map_or(ALL, changed::bit));
                }
            }
        }
        let Worlds {
            fixed,
            all,
            today,
            alone,
            changed,
        } = self;
        match goal.alone {
            None => household.again(changed, goal.inside, fixed, &mut [(goal.main, all, None)]),
            Some((world, read)) => household.again(
                changed,
                goal.inside,
                fixed,
                &mut [
                    (goal.main, all, Some(&read.all)),
                    (World::TODAY, today, Some(&read.today)),
                    (world, alone, Some(&read.alone)),
                ],
            ),
        }
    }

    /// Measures the case of each value of each variable, or as few as tell the same.
    fn cases<M: Measured>(
        &mut self,
        household: &Household<'_>,
        goal: &Goal<'_>,
        (variables, missing): (&Variables, Unknowns),
        (first, reach, seen): (View<'_>, &mut Reach, &mut Seen),
        measure: impl Fn(Case<'_>) -> M,
    ) -> Solved<M> {
        let list = variables.list.as_slice();
        let mut counter = Counter::new(list);
        // Cases never tell more than what is known without them. Most tell as much with the first few.
        let whole = (counter.total > 2).then(|| measure(self.case(household)));
        let mut told: Option<M> = None;
        let mut left = counter.total;
        let mut cases: Vec<Option<M>> = Vec::new();
        cases.resize_with(counter.total, || None);
        // Unknowns that are not tried count when they are reached in some case.
        let mut kept = Unknowns::default();
        let mut pending = missing;
        let persons = household.size();
        for variable in list {
            pending.remove(reach.numbers.of(variable.reached, persons));
        }
        seen.clear();
        let moved_by = |id: NodeId| variables.moved.contains(id.index());
        // Whether some case is not settled: then no case is the same and settled, and every variable counts.
        let mut open = false;
        let mut moved: Vec<usize> = (0..list.len()).collect();
        loop {
            self.step(household, goal, &moved, (list, &counter.digits));
            let case = self.case(household);
            if !pending.is_empty() {
                let walk = Walk {
                    view: case.all,
                    first,
                    reach: &mut *reach,
                    seen: &mut *seen,
                    moved: moved_by,
                };
                kept = walk.from(goal.roots, kept);
                pending.without(&kept);
            }
            let Some(place) = cases.get_mut(counter.place()) else {
                break;
            };
            if place.is_none() {
                let found = place.insert(measure(case));
                left = left.saturating_sub(1);
                open = open || !found.same(found);
                if whole.is_some() {
                    told = told.unwrap_or_else(|| found.clone()).hull(found);
                }
            }
            let is_told = open && pending.is_empty() && told.is_some() && told == whole;
            if is_told || left == 0 {
                break;
            }
            match counter.advance() {
                Some(variable) => moved = vec![variable],
                None => break,
            }
        }
        // The others count when cases that differ in one of them alone differ; all cases are there unless one is open.
        let cases: Vec<M> = cases.into_iter().flatten().collect();
        for (variable, stride) in list.iter().zip(&counter.strides) {
            if open || differ(&cases, *stride, variable.options.len()) {
                kept.insert(reach.numbers.of(variable.reached, persons));
            }
        }
        Solved {
            cases,
            missing: reach.numbers.listed(&kept, persons),
        }
    }

    /// The case at hand.
    fn case<'v>(&'v self, household: &'v Household<'_>) -> Case<'v> {
        let fixed = self.fixed.values();
        Case {
            all: household.view(fixed, self.all.values()),
            today: household.view(fixed, self.today.values()),
            alone: household.view(fixed, self.alone.values()),
        }
    }
}

/// Whether some of all cases differ by one variable alone, of so many values, that moves by `stride` in their list.
fn differ<M: Measured>(cases: &[M], stride: usize, size: usize) -> bool {
    cases.iter().enumerate().any(|(place, case)| {
        let digit = place
            .checked_div(stride)
            .and_then(|d| d.checked_rem(size))
            .unwrap_or(0);
        let first = place.saturating_sub(digit.saturating_mul(stride));
        digit > 0 && !cases.get(first).is_some_and(|other| other.same(case))
    })
}

/// What came out of each case, and which unknown inputs count.
#[derive(Debug, Clone)]
pub(super) struct Solved<M> {
    pub(super) cases: Vec<M>,
    pub(super) missing: Listed,
}

/// What is measured of a case.
pub(super) trait Measured: Clone + PartialEq {
    /// Whether two measures are the same and settled.
    fn same(&self, other: &Self) -> bool;

    /// What holds in both cases; `None` when more is read of cases than what holds in all of them.
    fn hull(self, other: &Self) -> Option<Self>;
}

impl Tries<'_> {
    /// Measures each case, or as few as tell the same.
    pub(super) fn solve<M: Measured>(
        &mut self,
        goal: &Goal<'_>,
        measure: impl Fn(Case<'_>) -> M,
    ) -> Solved<M> {
        let Tries {
            household,
            grounds,
            room,
            reach,
            seen,
        } = self;
        let all = household.view(grounds.fixed, grounds.all);
        seen.clear();
        let missing = Walk {
            view: all,
            first: all,
            reach,
            seen,
            moved: |_| false,
        }
        .from(goal.roots, Unknowns::default());
        if goal.alone.is_none() && missing.is_empty() {
            // Nothing to claim, nothing to try.
            let today = household.view(grounds.fixed, grounds.today);
            let alone = today;
            return Solved {
                cases: vec![measure(Case { all, today, alone })],
                missing: reach.numbers.listed(&missing, household.size()),
            };
        }
        let mut now = room.over(household.law, grounds);
        // What only matters where the right is claimed alone is tried too, and is not missing.
        let mut tried = missing.clone();
        if let Some(alone) = goal.alone {
            if grounds.alone.is_none() {
                now.claim(household, goal, alone);
            }
            if goal.split {
                let law = household.law;
                let walk = Walk {
                    view: now.case(household).alone,
                    first: all,
                    reach,
                    seen,
                    moved: |id: NodeId| law.slots.get(id.index()).is_some_and(|slot| slot.claims),
                };
                tried = walk.from(goal.roots, tried);
            }
        }
        let persons = household.size();
        let variables = goal.split.then(|| {
            let tried = reach.numbers.listed(&tried, persons);
            variables(household, &tried)
        });
        match variables.filter(|variables| !variables.list.is_empty()) {
            Some(variables) => {
                let walks = (all, &mut **reach, &mut **seen);
                now.cases(household, goal, (&variables, missing), walks, measure)
            }
            None => Solved {
                cases: vec![measure(now.case(household))],
                missing: reach.numbers.listed(&missing, persons),
            },
        }
    }
}

/// Goes through all cases, one variable moving at each step: from the last value of each, to the first in turn, so that a
/// few cases have seen both ends of all (the last leaves the most open: yes, something); then from there by one value at
/// each step (a reflected Gray code). The last variable moves the most often.
struct Counter {
    digits: Vec<usize>,
    sizes: Vec<usize>,
    up: Vec<bool>,
    strides: Vec<usize>,
    total: usize,
    /// How many variables have not been moved to their first value yet.
    first: usize,
}

impl Counter {
    fn new(variables: &[Variable]) -> Counter {
        let sizes: Vec<usize> = variables.iter().map(|v| v.options.len()).collect();
        let mut strides = Vec::with_capacity(sizes.len());
        let mut total = 1_usize;
        for size in &sizes {
            strides.push(total);
            total = total.saturating_mul(*size);
        }
        Counter {
            digits: sizes.iter().map(|size| size.saturating_sub(1)).collect(),
            up: vec![true; sizes.len()],
            first: sizes.len(),
            sizes,
            strides,
            total,
        }
    }

    /// The place of the case in the list of cases.
    fn place(&self) -> usize {
        self.digits
            .iter()
            .zip(&self.strides)
            .map(|(d, s)| d.saturating_mul(*s))
            .sum()
    }

    /// The next case: the variable that moved.
    fn advance(&mut self) -> Option<usize> {
        if let Some(index) = self.first.checked_sub(1) {
            self.first = index;
            *self.digits.get_mut(index)? = 0;
            return Some(index);
        }
        for index in (0..self.digits.len()).rev() {
            let (digit, up) = (self.digits.get_mut(index)?, self.up.get_mut(index)?);
            let next = if *up {
                digit
                    .checked_add(1)
                    .filter(|d| Some(d) < self.sizes.get(index).as_ref().copied())
            } else {
                digit.checked_sub(1)
            };
            match next {
                Some(next) => {
                    *digit = next;
                    return Some(index);
                }
                None => *up = !*up,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_comes_and_the_ends_come_first() {
        let sizes = [3_usize, 2, 4];
        let mut counter = Counter {
            digits: vec![2, 1, 3],
            up: vec![true; 3],
            first: 3,
            sizes: sizes.to_vec(),
            strides: vec![1, 3, 6],
            total: 24,
        };
        let mut seen = vec![counter.digits.clone()];
        while let Some(moved) = counter.advance() {
            let last = seen.last().unwrap();
            let differs = |i: &usize| last[*i] != counter.digits[*i];
            assert_eq!((0..3).filter(differs).collect::<Vec<_>>(), [moved]);
            seen.push(counter.digits.clone());
        }
        assert_eq!(seen[3], [0, 0, 0]);
        let mut all = seen.clone();
        all.sort();
        all.dedup();
        assert_eq!((all.len(), seen.len()), (24, 24 + 3));
    }
}
