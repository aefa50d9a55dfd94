//! Cases: the unknown yes or no and choices that matter are tried one by one, so that a value read twice is the same
//! twice. Bounds over all cases are tighter than bounds over all at once.
//!
//! The variables are taken in a fixed order, while the number of cases stays small. Answering a question removes
//! variables and never adds one, so that the cases only get finer.

use std::collections::BTreeSet;

use super::changed::Changed;
use super::relevance::{Reached, reached};
use super::values::{Household, View};
use super::worlds::World;
use crate::law::{Kind, NodeId, Possible};
use crate::situation::Value;

/// At most so many cases.
const CASES: usize = 64;

/// All values of a household, in the main world and in that of today.
#[derive(Debug, Clone)]
pub(super) struct Base {
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
        Base {
            fixed,
            all,
            today,
            main: World::ALL,
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

    /// Of all nodes, in the main world.
    pub(super) fn complete(mut self, household: &Household<'_>) -> Base {
        household.complete_fixed(&mut self.fixed);
        household.complete_claims(&self.fixed, &mut self.all, self.main);
        self
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
    /// Everything that is read of a case.
    pub(super) read: &'g [NodeId],
    /// The world where one right is claimed alone; `None` when it is not read.
    pub(super) alone: Option<Alone<'g>>,
    /// Whether unknowns are tried value by value. Without, bounds hold and may be wider.
    pub(super) split: bool,
}

/// The world where one right is claimed alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alone<'g> {
    /// What is claimed.
    pub(super) claimed: World,
    /// The nodes, in order, that may differ from today's.
    pub(super) changed: &'g [NodeId],
}

/// Room to compute the world of each right in turn: today's values, and which changed.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    fixed: Vec<Possible>,
    alone: Vec<Possible>,
    changed: Option<Changed>,
}

impl Scratch {
    /// Today's values, then those of a world.
    fn enter(&mut self, household: &Household<'_>, base: &Base, alone: Alone<'_>) {
        let changed = self.changed.get_or_insert_with(|| {
            self.fixed.clone_from(&base.fixed);
            self.alone.clone_from(&base.today);
            Changed::new(household.law)
        });
        changed.forget();
        household.again(
            alone.changed,
            changed,
            (&mut self.fixed, &mut self.alone),
            alone.claimed,
        );
    }

    /// Back to today's values.
    fn leave(&mut self, household: &Household<'_>, base: &Base, alone: Alone<'_>) {
        household.restore(alone.changed, &base.today, &mut self.alone);
    }
}

/// An unknown that is tried value by value.
#[derive(Debug, Clone)]
struct Variable {
    reached: Reached,
    options: Vec<Vec<(NodeId, Possible)>>,
}

/// What came out of each case, and which unknown inputs count.
#[derive(Debug, Clone)]
pub(super) struct Solved<M> {
    pub(super) cases: Vec<M>,
    pub(super) missing: BTreeSet<Reached>,
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
    let view = household.view(&base.fixed, &base.all);
    let missing: BTreeSet<Reached> = reached(view, goal.roots).into_iter().collect();
    // What only matters where the right is claimed alone is tried too, and is not missing.
    let mut tried = missing.clone();
    if let Some(alone) = goal.alone {
        scratch.enter(household, base, alone);
        if goal.split {
            let view = household.view(&base.fixed, &scratch.alone);
            tried.extend(reached(view, goal.roots));
        }
    }
    let variables = if goal.split {
        variables(household, &tried)
    } else {
        Vec::new()
    };
    if variables.is_empty() {
        let case = Case {
            all: view,
            today: household.view(&base.fixed, &base.today),
            alone: household.view(&base.fixed, &scratch.alone),
        };
        let cases = vec![measure(case)];
        if let Some(alone) = goal.alone {
            scratch.leave(household, base, alone);
        }
        return Solved { cases, missing };
    }
    let plan = Plan::new(household, goal, variables);
    let mut now = Now {
        base: base.clone(),
        alone: scratch.alone.clone(),
        changed: Changed::new(household.law),
    };
    if let Some(alone) = goal.alone {
        scratch.leave(household, base, alone);
    }
    let mut counter = Counter::new(&plan.variables);
    let mut cases: Vec<Option<M>> = Vec::new();
    cases.resize_with(counter.total, || None);
    // Unknowns that are not tried count when they are reached in some case.
    let mut kept: BTreeSet<Reached> = BTreeSet::new();
    let mut pending: BTreeSet<Reached> = missing
        .difference(&plan.variables.iter().map(|v| v.reached).collect())
        .copied()
        .collect();
    let mut moved: Vec<usize> = (0..plan.variables.len()).collect();
    loop {
        now.step(household, goal, &plan, &moved, &counter.digits);
        let all = household.view(&now.base.fixed, &now.base.all);
        if !pending.is_empty() {
            for found in reached(all, goal.roots) {
                pending.remove(&found);
                kept.insert(found);
            }
        }
        let today = household.view(&now.base.fixed, &now.base.today);
        let alone = household.view(&now.base.fixed, &now.alone);
        if let Some(place) = cases.get_mut(counter.place()) {
            *place = Some(measure(Case { all, today, alone }));
        }
        match counter.advance() {
            Some(variable) => moved = vec![variable],
            None => break,
        }
    }
    let cases: Vec<M> = cases.into_iter().flatten().collect();
    // The others count when cases that differ in one of them alone differ.
    for (variable, stride) in plan.variables.iter().zip(&counter.strides) {
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

/// The values of the case at hand.
struct Now {
    base: Base,
    alone: Vec<Possible>,
    changed: Changed,
}

impl Now {
    /// Gives some variables another value, and computes what follows.
    fn step(
        &mut self,
        household: &Household<'_>,
        goal: &Goal<'_>,
        plan: &Plan,
        moved: &[usize],
        digits: &[usize],
    ) {
        let Now {
            base:
                Base {
                    fixed,
                    all,
                    today,
                    main,
                },
            alone,
            changed,
        } = self;
        changed.forget();
        let mut mask = 0;
        for index in moved {
            let (Some(variable), Some(digit)) = (plan.variables.get(*index), digits.get(*index))
            else {
                continue;
            };
            mask |= bit(*index);
            let person = variable.reached.person.unwrap_or(0);
            for (id, value) in variable.options.get(*digit).into_iter().flatten() {
                if household.put(*id, person, *value, fixed, &mut []) {
                    changed.mark(*id, variable.reached.person);
                }
            }
        }
        let stale = |nodes: &[(NodeId, u64)]| -> Vec<NodeId> {
            nodes
                .iter()
                .filter(|(_, touched)| touched & mask != 0)
                .map(|(id, _)| *id)
                .collect()
        };
        let claims = stale(&plan.claims);
        household.again(&stale(&plan.fixed), changed, (fixed, &mut []), *main);
        household.again(&claims, changed, (fixed, all), *main);
        if let Some(one) = goal.alone {
            household.again(&claims, changed, (fixed, today), World::TODAY);
            household.again(&claims, changed, (fixed, alone), one.claimed);
        }
    }
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

fn bit(index: usize) -> u64 {
    u32::try_from(index)
        .ok()
        .and_then(|i| 1_u64.checked_shl(i))
        .unwrap_or(0)
}

/// The unknowns to try, those with few values first.
fn variables(household: &Household<'_>, missing: &BTreeSet<Reached>) -> Vec<Variable> {
    let mut all: Vec<(usize, Variable)> = missing
        .iter()
        .filter_map(|r| variable(household, *r))
        .collect();
    all.sort_by_key(|(size, variable)| (*size, variable.reached));
    let mut cases = 1_usize;
    let mut kept = Vec::new();
    for (_, variable) in all {
        cases = cases.saturating_mul(variable.options.len());
        if cases > CASES {
            break;
        }
        kept.push(variable);
    }
    kept
}

/// The values of an unknown, if it can be tried; and how many there are when nothing at all is known of it.
fn variable(household: &Household<'_>, reached: Reached) -> Option<(usize, Variable)> {
    let law = household.law;
    let (value, present) = law.inputs.get(&(reached.input, reached.time)).copied()?;
    let node = value.or(present).and_then(|id| law.nodes.get(id.index()))?;
    let given = household.given(&node.op, node.shape, reached.person.unwrap_or(0));
    let number = value
        .and_then(|id| law.nodes.get(id.index()))
        .filter(|n| matches!(n.kind, Kind::YesNo | Kind::Choice));
    let full = number.map_or(0, |n| n.range.bits());
    let mut options: Vec<Vec<(NodeId, Possible)>> = Vec::new();
    let known = match given {
        Value::Unknown => full,
        Value::Choices(bits) => bits,
        Value::Nothing | Value::Known(_) => return None,
    };
    if let (Some(present), Value::Unknown) = (present, given) {
        let nothing = number.map(|n| {
            if n.kind == Kind::YesNo {
                Possible::NO
            } else {
                Possible::Set(0)
            }
        });
        let mut none = vec![(present, Possible::NO)];
        none.extend(value.map(|id| (id, nothing.unwrap_or(Possible::ZERO))));
        options.push(none);
        if full == 0 {
            let mut some = vec![(present, Possible::YES)];
            some.extend(value.and_then(|id| law.nodes.get(id.index()).map(|n| (id, n.range))));
            options.push(some);
        }
    }
    let mut left = known;
    while left != 0 {
        let position = 1_u128.checked_shl(left.trailing_zeros()).unwrap_or(0);
        left &= !position;
        let mut one: Vec<(NodeId, Possible)> = value
            .map(|id| (id, Possible::Set(position)))
            .into_iter()
            .collect();
        one.extend(present.map(|id| (id, Possible::YES)));
        options.push(one);
    }
    let size = usize::try_from(full.count_ones())
        .unwrap_or(0)
        .max(2)
        .saturating_add(usize::from(present.is_some()));
    (options.len() > 1).then_some((size, Variable { reached, options }))
}

/// The nodes to compute again, and the variables that change each.
struct Plan {
    variables: Vec<Variable>,
    fixed: Vec<(NodeId, u64)>,
    claims: Vec<(NodeId, u64)>,
}

impl Plan {
    fn new(household: &Household<'_>, goal: &Goal<'_>, mut variables: Vec<Variable>) -> Plan {
        let law = household.law;
        let cone = cone(household, goal.read);
        let mut plan = Plan {
            variables: Vec::new(),
            fixed: Vec::new(),
            claims: Vec::new(),
        };
        let mut weights: Vec<usize> = vec![0; variables.len()];
        let lists = |touched: &mut Vec<u64>, weights: &mut [usize]| {
            let (mut fixed, mut claims) = (Vec::new(), Vec::new());
            for (i, node) in law.nodes.iter().enumerate() {
                let mut mask = 0;
                node.op
                    .operands(|id| mask |= touched.get(id.index()).copied().unwrap_or(0));
                if mask == 0 || !cone.get(i).copied().unwrap_or(false) {
                    continue;
                }
                if let Some(own) = touched.get_mut(i) {
                    *own = mask;
                }
                for (index, weight) in weights.iter_mut().enumerate() {
                    *weight = weight.saturating_add(usize::from(mask & bit(index) != 0));
                }
                let list = if node.worlds == 0 {
                    &mut fixed
                } else {
                    &mut claims
                };
                list.push((NodeId::at(i), mask));
            }
            (fixed, claims)
        };
        lists(&mut touched(household, &variables), &mut weights);
        // The variable that changes the fewest nodes moves the most often.
        let mut order: Vec<(usize, Variable)> =
            weights.iter().copied().zip(variables.drain(..)).collect();
        order.sort_by_key(|(weight, variable)| (std::cmp::Reverse(*weight), variable.reached));
        plan.variables = order.into_iter().map(|(_, variable)| variable).collect();
        (plan.fixed, plan.claims) = lists(&mut touched(household, &plan.variables), &mut []);
        plan
    }
}

/// The nodes that variables set.
fn touched(household: &Household<'_>, variables: &[Variable]) -> Vec<u64> {
    let mut touched: Vec<u64> = vec![0; household.law.nodes.len()];
    for (i, variable) in variables.iter().enumerate() {
        for (id, _) in variable.options.iter().flatten() {
            if let Some(mask) = touched.get_mut(id.index()) {
                *mask |= bit(i);
            }
        }
    }
    touched
}

/// Which nodes some results are made of.
fn cone(household: &Household<'_>, roots: &[NodeId]) -> Vec<bool> {
    let nodes = &household.law.nodes;
    let mut inside = vec![false; nodes.len()];
    for id in roots {
        if let Some(flag) = inside.get_mut(id.index()) {
            *flag = true;
        }
    }
    for i in (0..nodes.len()).rev() {
        if inside.get(i).copied().unwrap_or(false)
            && let Some(node) = nodes.get(i)
        {
            node.op.operands(|id| {
                if let Some(flag) = inside.get_mut(id.index()) {
                    *flag = true;
                }
            });
        }
    }
    inside
}
