//! Cases: the unknown yes or no and choices that matter are tried one by one, so that a value read twice is the same
//! twice. Bounds over all cases are tighter than bounds over all at once.
//!
//! The variables are taken in a fixed order, while the number of cases stays small. Answering a question removes
//! variables and never adds one, so that the cases only get finer.

use std::collections::BTreeSet;

use super::relevance::{Reached, reached};
use super::values::{Household, View};
use super::worlds::World;
use crate::law::{Kind, NodeId, Possible};
use crate::program::BenefitId;
use crate::situation::Value;

/// At most so many cases.
const CASES: usize = 64;

/// All values of a household, in two worlds.
#[derive(Debug, Clone)]
pub(super) struct Base {
    pub(super) fixed: Vec<Possible>,
    pub(super) all: Vec<Possible>,
    pub(super) today: Vec<Possible>,
}

impl Base {
    pub(super) fn new(household: &Household<'_>, everything: bool) -> Base {
        let fixed = household.fixed(everything);
        let all = household.claims(&fixed, World::All, everything);
        let today = household.claims(&fixed, World::Today, everything);
        Base { fixed, all, today }
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
    /// The right claimed alone; `None` when that world is not read.
    pub(super) alone: Option<BenefitId>,
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
    measure: impl Fn(Case<'_>) -> M,
    same: impl Fn(&M, &M) -> bool,
) -> Solved<M> {
    let view = household.view(&base.fixed, &base.all);
    let mut missing: BTreeSet<Reached> = reached(view, goal.roots).into_iter().collect();
    let variables = variables(household, &missing);
    let mut alone = if goal.alone.is_some() { base.today.clone() } else { Vec::new() };
    if let Some(right) = goal.alone {
        let ids = depending(household, &cone(household, goal.read), |node| node.worlds & crate::law::world(right) != 0);
        let mut fixed = base.fixed.clone();
        household.again(&ids, &mut fixed, &mut alone, World::Alone(right));
    }
    if variables.is_empty() {
        let today = household.view(&base.fixed, &base.today);
        let alone = household.view(&base.fixed, &alone);
        return Solved { cases: vec![measure(Case { all: view, today, alone })], missing };
    }
    let mut now = Base::clone(base);
    let plan = plan(household, goal, &variables);
    let total = variables.iter().fold(1_usize, |n, v| n.saturating_mul(v.options.len()));
    let mut digits: Vec<usize> = vec![0; variables.len()];
    let mut changed = u128::MAX;
    let mut cases = Vec::with_capacity(total);
    let mut open: BTreeSet<Reached> = BTreeSet::new();
    for _ in 0..total {
        for (i, (variable, digit)) in variables.iter().zip(&digits).enumerate() {
            if changed & bit(i) != 0 {
                let person = variable.reached.person.unwrap_or(0);
                for (id, value) in variable.options.get(*digit).into_iter().flatten() {
                    household.put(*id, person, *value, &mut now.fixed, &mut []);
                }
            }
        }
        let due = |nodes: &[(NodeId, u128)]| -> Vec<NodeId> {
            nodes.iter().filter(|(_, touched)| touched & changed != 0).map(|(id, _)| *id).collect()
        };
        let claims = due(&plan.claims);
        household.again(&due(&plan.fixed), &mut now.fixed, &mut [], World::All);
        household.again(&claims, &mut now.fixed, &mut now.all, World::All);
        if let Some(right) = goal.alone {
            household.again(&claims, &mut now.fixed, &mut now.today, World::Today);
            household.again(&claims, &mut now.fixed, &mut alone, World::Alone(right));
        }
        let all = household.view(&now.fixed, &now.all);
        open.extend(reached(all, goal.roots));
        let today = household.view(&now.fixed, &now.today);
        cases.push(measure(Case { all, today, alone: household.view(&now.fixed, &alone) }));
        changed = advance(&mut digits, &variables);
    }
    // An unknown counts when it is reached in some case, or when cases that differ in it alone differ.
    let mut kept = open;
    let mut stride = total;
    for variable in &variables {
        let size = variable.options.len();
        stride = stride.checked_div(size).unwrap_or(1);
        let differs = cases.iter().enumerate().any(|(i, case)| {
            let digit = i.checked_div(stride).and_then(|d| d.checked_rem(size)).unwrap_or(0);
            let first = i.saturating_sub(digit.saturating_mul(stride));
            digit > 0 && !cases.get(first).is_some_and(|other| same(other, case))
        });
        // One option only: it cannot differ.
        if differs && missing.contains(&variable.reached) {
            kept.insert(variable.reached);
        }
    }
    missing = kept;
    Solved { cases, missing }
}

fn bit(index: usize) -> u128 {
    u32::try_from(index).ok().and_then(|i| 1_u128.checked_shl(i)).unwrap_or(0)
}

/// The next case, the last variable first; the variables that changed.
fn advance(digits: &mut [usize], variables: &[Variable]) -> u128 {
    let mut changed = 0;
    for (i, (digit, variable)) in digits.iter_mut().zip(variables).enumerate().rev() {
        changed |= bit(i);
        *digit = digit.saturating_add(1);
        if *digit < variable.options.len() {
            break;
        }
        *digit = 0;
    }
    changed
}

/// The unknowns to try, those with few values first.
fn variables(household: &Household<'_>, missing: &BTreeSet<Reached>) -> Vec<Variable> {
    let mut all: Vec<(usize, Variable)> = missing.iter().filter_map(|r| variable(household, *r)).collect();
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
    let number = value.and_then(|id| law.nodes.get(id.index())).filter(|n| matches!(n.kind, Kind::YesNo | Kind::Choice));
    let full = number.map_or(0, |n| n.range.bits());
    let mut options: Vec<Vec<(NodeId, Possible)>> = Vec::new();
    let known = match given {
        Value::Unknown => full,
        Value::Choices(bits) => bits,
        Value::Nothing | Value::Known(_) => return None,
    };
    if let (Some(present), Value::Unknown) = (present, given) {
        let nothing = number.map(|n| if n.kind == Kind::YesNo { Possible::NO } else { Possible::Set(0) });
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
        let mut one: Vec<(NodeId, Possible)> = value.map(|id| (id, Possible::Set(position))).into_iter().collect();
        one.extend(present.map(|id| (id, Possible::YES)));
        options.push(one);
    }
    let size = usize::try_from(full.count_ones()).unwrap_or(0).max(2).saturating_add(usize::from(present.is_some()));
    (options.len() > 1).then_some((size, Variable { reached, options }))
}

/// The nodes to compute again, and the variables that change each.
struct Plan {
    fixed: Vec<(NodeId, u128)>,
    claims: Vec<(NodeId, u128)>,
}

fn plan(household: &Household<'_>, goal: &Goal<'_>, variables: &[Variable]) -> Plan {
    let law = household.law;
    let mut touched: Vec<u128> = vec![0; law.nodes.len()];
    for (i, variable) in variables.iter().enumerate() {
        for (id, _) in variable.options.iter().flatten() {
            if let Some(mask) = touched.get_mut(id.index()) {
                *mask |= bit(i);
            }
        }
    }
    let cone = cone(household, goal.read);
    let mut plan = Plan { fixed: Vec::new(), claims: Vec::new() };
    for (i, node) in law.nodes.iter().enumerate() {
        let mut mask = 0;
        node.op.operands(|id| mask |= touched.get(id.index()).copied().unwrap_or(0));
        if mask == 0 || !cone.get(i).copied().unwrap_or(false) {
            continue;
        }
        if let Some(own) = touched.get_mut(i) {
            *own = mask;
        }
        let list = if node.worlds == 0 { &mut plan.fixed } else { &mut plan.claims };
        list.push((NodeId::at(i), mask));
    }
    plan
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

/// The nodes of a cone that meet a test, in order.
fn depending(household: &Household<'_>, cone: &[bool], test: impl Fn(&crate::law::Node) -> bool) -> Vec<NodeId> {
    let nodes = household.law.nodes.iter().zip(cone).enumerate();
    nodes.filter(|(_, (node, inside))| **inside && test(node)).map(|(i, _)| NodeId::at(i)).collect()
}
