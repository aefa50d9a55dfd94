//! Cases: the unknown yes or no and choices that matter are tried one by one, so that a value read twice is the same
//! twice. Bounds over all cases are tighter than bounds over all at once.
//!
//! The variables are taken in a fixed order, while the number of cases stays small. Answering a question removes
//! variables and never adds one, so that the cases only get finer.

use super::changed::{self, ALL, Changed, Inside};
use super::relevance::{self, Reached, newly_reached, reached};
use super::values::{Household, View};
use super::variables::{Variable, variables};
use super::worlds::World;
use crate::law::{NodeId, Possible, Shape};
use crate::program::InputId;
use crate::sorted::Set;

/// All values of a household, in the main world and in that of today.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    pub(super) fixed: Vec<Possible>,
    /// In the main world.
    pub(super) all: Vec<Possible>,
    pub(super) today: Vec<Possible>,
    /// The main world: everything is claimed, unless rules are asked for in another.
    main: World,
}

impl Base {
    /// Of the nodes that rights need.
    pub(super) fn new(household: &Household<'_>) -> Base {
        let fixed = household.fixed();
        let all = household.claims(&fixed, World::ALL);
        let today = household.claims(&fixed, World::TODAY);
        Base::known(fixed, all, today)
    }

    /// Of the nodes that rights need, once they are known: those that no claim changes, then those of claims where
    /// everything is claimed, and where nothing is.
    pub(crate) fn known(fixed: Vec<Possible>, all: Vec<Possible>, today: Vec<Possible>) -> Base {
        Base {
            fixed,
            all,
            today,
            main: World::ALL,
        }
    }

    /// The same nodes for another household, that differs by some inputs only.
    pub(super) fn moved(
        &self,
        household: &Household<'_>,
        differs: impl Fn(InputId) -> bool,
    ) -> Base {
        let law = household.law;
        let mut base = self.clone();
        let mut changed = Changed::new(law);
        let inputs = law.inputs.iter();
        let moved = inputs.filter(|((input, _), _)| differs(*input));
        let nodes = moved.flat_map(|(_, (value, present))| [*value, *present]);
        for id in nodes.flatten() {
            let Some(node) = law.nodes.get(id.index()) else {
                continue;
            };
            for person in 0..household.times(node) {
                let value = node.given(household.given(&node.op, node.shape, person));
                if household.put(id, person, value, &mut base.fixed) {
                    let whose = if node.shape == Shape::Person {
                        changed::bit(person)
                    } else {
                        ALL
                    };
                    changed.mark(law, id, whose);
                }
            }
        }
        let Base {
            fixed, all, today, ..
        } = &mut base;
        household.again(
            &mut changed,
            Inside::Rights(u128::MAX),
            fixed,
            &mut [(World::ALL, all), (World::TODAY, today)],
        );
        base
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

/// One case, in the worlds that count.
#[derive(Debug, Clone, Copy)]
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
    /// What is claimed in the world where one right is claimed alone; `None` when it is not read.
    pub(super) alone: Option<World>,
    /// Whether unknowns are tried value by value. Without, bounds hold and may be wider.
    pub(super) split: bool,
}

/// Room to try values and to claim each right in turn: what changes is put back.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    now: Option<Now>,
}

/// The values of the case at hand.
#[derive(Debug)]
struct Now {
    base: Base,
    alone: Vec<Possible>,
    changed: Changed,
}

impl Scratch {
    /// The values of a base, those of today in the world where one right is claimed alone.
    fn of(&mut self, household: &Household<'_>, base: &Base) -> &mut Now {
        self.now.get_or_insert_with(|| Now {
            base: base.clone(),
            alone: base.today.clone(),
            changed: Changed::new(household.law),
        })
    }
}

impl Now {
    /// Claims one right.
    fn claim(&mut self, household: &Household<'_>, goal: &Goal<'_>, world: World) {
        let law = household.law;
        for (benefit, id) in &law.claimed {
            let claimed = Possible::known(world.claims(*benefit));
            if household.put(*id, 0, claimed, &mut self.alone) {
                self.changed.mark(law, *id, ALL);
            }
        }
        household.again(
            &mut self.changed,
            goal.inside,
            &mut self.base.fixed,
            &mut [(world, &mut self.alone)],
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
        let Base {
            fixed,
            all,
            today,
            main,
        } = &mut self.base;
        for index in moved {
            let (Some(variable), Some(digit)) = (variables.get(*index), digits.get(*index)) else {
                continue;
            };
            let person = variable.reached.person;
            for (id, value) in variable.options.get(*digit).into_iter().flatten() {
                if household.put(*id, person.unwrap_or(0), *value, fixed) {
                    self.changed
                        .mark(household.law, *id, person.map_or(ALL, changed::bit));
                }
            }
        }
        let changed = &mut self.changed;
        match goal.alone {
            None => household.again(changed, goal.inside, fixed, &mut [(*main, all)]),
            Some(world) => household.again(
                changed,
                goal.inside,
                fixed,
                &mut [
                    (*main, all),
                    (World::TODAY, today),
                    (world, &mut self.alone),
                ],
            ),
        }
    }

    /// Measures the case of each value of each variable.
    fn cases<M>(
        &mut self,
        household: &Household<'_>,
        goal: &Goal<'_>,
        (variables, missing): (&[Variable], Set<Reached>),
        measure: impl Fn(Case<'_>) -> M,
        same: impl Fn(&M, &M) -> bool,
    ) -> Solved<M> {
        let mut counter = Counter::new(variables);
        let mut cases: Vec<Option<M>> = Vec::new();
        cases.resize_with(counter.total, || None);
        // Unknowns that are not tried count when they are reached in some case.
        let mut kept: Set<Reached> = Set::default();
        let mut pending = missing;
        pending.retain(|one| variables.iter().all(|v| v.reached != *one));
        let mut leads = None;
        let mut told = relevance::none(self.case(household).all);
        let mut moved: Vec<usize> = (0..variables.len()).collect();
        loop {
            self.step(household, goal, &moved, (variables, &counter.digits));
            let case = self.case(household);
            if !pending.is_empty() {
                let found = newly_reached(case.all, goal.roots, &mut told, leads.as_deref());
                for found in found {
                    pending.remove(&found);
                    kept.insert(found);
                }
                leads.get_or_insert_with(|| {
                    let open = variables.iter().filter(|v| v.stays_open());
                    let sought = pending.iter().copied().chain(open.map(|v| v.reached));
                    relevance::leads(household.law, sought)
                });
            }
            if let Some(place) = cases.get_mut(counter.place()) {
                *place = Some(measure(case));
            }
            match counter.advance() {
                Some(variable) => moved = vec![variable],
                None => break,
            }
        }
        let cases: Vec<M> = cases.into_iter().flatten().collect();
        // The others count when cases that differ in one of them alone differ.
        for (variable, stride) in variables.iter().zip(&counter.strides) {
            let size = variable.options.len();
            let differs = cases.iter().enumerate().any(|(place, case)| {
                let digit = place
                    .checked_div(*stride)
                    .and_then(|d| d.checked_rem(size))
                    .unwrap_or(0);
                let first = place.saturating_sub(digit.saturating_mul(*stride));
                digit > 0 && !cases.get(first).is_some_and(|other| same(other, case))
            });
            if differs {
                kept.insert(variable.reached);
            }
        }
        Solved {
            cases,
            missing: kept,
        }
    }

    /// The case at hand.
    fn case<'v>(&'v self, household: &'v Household<'_>) -> Case<'v> {
        let fixed = &self.base.fixed;
        Case {
            all: household.view(fixed, &self.base.all),
            today: household.view(fixed, &self.base.today),
            alone: household.view(fixed, &self.alone),
        }
    }

    /// Back to the values of the base.
    fn undo(&mut self, household: &Household<'_>, base: &Base) {
        while let Some(id) = self.changed.undone() {
            if household.is_claims(id) {
                household.restore(id, &base.all, &mut self.base.all);
                household.restore(id, &base.today, &mut self.base.today);
                household.restore(id, &base.today, &mut self.alone);
            } else {
                household.restore(id, &base.fixed, &mut self.base.fixed);
            }
        }
    }
}

/// What came out of each case, and which unknown inputs count.
#[derive(Debug, Clone)]
pub(super) struct Solved<M> {
    pub(super) cases: Vec<M>,
    pub(super) missing: Set<Reached>,
}

/// Measures each case. `same` tells whether two measures are the same and settled.
pub(super) fn solve<M>(
    household: &Household<'_>,
    base: &Base,
    goal: &Goal<'_>,
    scratch: &mut Scratch,
    measure: impl Fn(Case<'_>) -> M,
    same: impl Fn(&M, &M) -> bool,
) -> Solved<M> {
    let all = household.view(&base.fixed, &base.all);
    let missing: Set<Reached> = reached(all, goal.roots).into_iter().collect();
    if goal.alone.is_none() && missing.is_empty() {
        // Nothing to claim, nothing to try.
        let today = household.view(&base.fixed, &base.today);
        let alone = today;
        return Solved {
            cases: vec![measure(Case { all, today, alone })],
            missing,
        };
    }
    let now = scratch.of(household, base);
    // What only matters where the right is claimed alone is tried too, and is not missing.
    let mut tried = missing.clone();
    if let Some(world) = goal.alone {
        now.claim(household, goal, world);
        if goal.split {
            tried.extend(reached(now.case(household).alone, goal.roots));
        }
    }
    let variables = if goal.split {
        variables(household, goal.inside, &tried)
    } else {
        Vec::new()
    };
    let solved = if variables.is_empty() {
        Solved {
            cases: vec![measure(now.case(household))],
            missing,
        }
    } else {
        now.cases(household, goal, (&variables, missing), measure, same)
    };
    now.undo(household, base);
    solved
}

/// Goes through all cases, one variable moving by one value at each step (a reflected Gray code): the last variable
/// moves the most often.
struct Counter {
    digits: Vec<usize>,
    sizes: Vec<usize>,
    up: Vec<bool>,
    strides: Vec<usize>,
    total: usize,
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
            digits: vec![0; sizes.len()],
            up: vec![true; sizes.len()],
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
