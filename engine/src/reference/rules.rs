//! The values of rules by their names.

use std::sync::Arc;

use super::changed::Inside;
use super::laid::Scratch;
use super::outcome::missing_of;
use super::shown::Shown;
use super::split::{Base, Goal, Measured};
use super::unknowns::Listed;
use super::values::Household;
use super::worlds::{Claims, World};
use super::{Evaluation, Missing};
use crate::law::{Law, NodeId, Possible, only};
use crate::situation::Situation;

/// What is asked about a rule: a value, or what is missing for it.
struct Wanted<'w> {
    name: &'w str,
    months_before: u32,
    person: Option<usize>,
}

/// What a rule is worth in a case.
#[derive(Clone, PartialEq)]
struct Told {
    value: Possible,
    /// Whether there is a value.
    present: Option<Possible>,
}

impl Measured for Told {
    fn same(&self, other: &Told) -> bool {
        let settled = self.present.as_ref().is_none_or(Possible::is_settled);
        self == other && self.value.is_settled() && settled
    }

    /// A case without a value counts for nothing.
    fn hull(self, _: &Told) -> Option<Told> {
        None
    }
}

/// The value of a rule at a month, and the unknown inputs that it depends on.
fn solved(
    household: &Household<'_>,
    base: &Base,
    claims: Claims,
    wanted: &Wanted<'_>,
    scratch: &mut Scratch,
) -> Option<(Shown, Listed)> {
    let Wanted {
        name,
        months_before,
        person,
    } = *wanted;
    let law = household.law;
    let (id, rule) = law.program.rule(name)?;
    if rule.each != person.is_some()
        || person.is_some_and(|p| p >= household.size())
        || household.size() == 0
    {
        return None;
    }
    let observed = law
        .month
        .plus(i32::try_from(months_before).ok()?.checked_neg()?);
    let Some(at) = law
        .index
        .get(&(id, observed))
        .copied()
        .and_then(|i| law.rules.get(i))
    else {
        if months_before == 0 {
            return None;
        }
        let other = only(Arc::clone(&law.program), law.month, &[(id, observed)]);
        let found = other.index.contains_key(&(id, observed));
        let household = Household::new(&other, household.situation);
        let base = Base::only(&household, World::from(claims));
        return if found {
            solved(&household, &base, claims, wanted, &mut Scratch::default())
        } else {
            None
        };
    };
    let person = person.unwrap_or(0);
    let roots: Vec<(NodeId, usize)> = [Some(at.node), at.present]
        .into_iter()
        .flatten()
        .map(|id| (id, person))
        .collect();
    let inside = law.behind(roots.iter().map(|(id, _)| *id).collect(), |_| true);
    let goal = Goal {
        roots: &roots,
        inside: Inside::These(&inside),
        main: base.main,
        alone: None,
        split: true,
    };
    let mut tries = scratch.over(household, base.grounds());
    let solved = tries.solve(&goal, |case| Told {
        value: case.all.at(at.node, person),
        present: at.present.map(|p| case.all.at(p, person)),
    });
    // What is absent in a case has no value there.
    let there = solved
        .cases
        .iter()
        .filter(|told| told.present.is_none_or(Possible::may_hold));
    let Some(value) = there.map(|told| told.value).reduce(Possible::hull) else {
        return Some((Shown::Nothing, solved.missing));
    };
    let den = law.node(at.node).map_or(1, |n| n.kind.den());
    Some((Shown::of(&law.program, rule.ty, value, den), solved.missing))
}

/// The values of some rules, from one pass over the graph.
pub(super) fn rule_values(
    law: &Law,
    situation: &Situation,
    claims: Claims,
    asked: &[(&str, u32, Option<usize>)],
) -> Vec<Option<Shown>> {
    let household = Household::new(law, situation);
    let base = Base::only(&household, World::from(claims));
    let mut scratch = Scratch::default();
    let one = |(name, months_before, person): &(&str, u32, Option<usize>)| {
        let wanted = Wanted {
            name,
            months_before: *months_before,
            person: *person,
        };
        solved(&household, &base, claims, &wanted, &mut scratch).map(|(value, _)| value)
    };
    asked.iter().map(one).collect()
}

/// The value of a rule when every right is claimed, from what an evaluation already computed.
pub(super) fn rule_value(
    evaluation: &Evaluation<'_>,
    name: &str,
    months_before: u32,
    person: Option<usize>,
) -> Option<Shown> {
    let household = Household::new(evaluation.law, evaluation.situation);
    let wanted = Wanted {
        name,
        months_before,
        person,
    };
    let base = evaluation.complete(&household);
    let scratch = &mut Scratch::default();
    solved(&household, base, Claims::Everything, &wanted, scratch).map(|(value, _)| value)
}

/// What is unknown and can still change a rule.
pub(super) fn rule_missing(
    law: &Law,
    situation: &Situation,
    name: &str,
    person: Option<usize>,
) -> Vec<Missing> {
    let household = Household::new(law, situation);
    let base = Base::only(&household, World::ALL);
    let found = solved(
        &household,
        &base,
        Claims::Everything,
        &Wanted {
            name,
            months_before: 0,
            person,
        },
        &mut Scratch::default(),
    );
    found
        .map(|(_, missing)| missing_of(law, &missing))
        .unwrap_or_default()
}
