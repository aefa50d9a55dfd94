//! What is announced is what happens: on complete households, a right is claimed by paying it from scratch, and the
//! household is evaluated again.
//!
//! 1. Claiming one right pays its gap, and moves the others by as much as its net gain says.
//! 2. Claiming everything pays what is due of each right, and leaves nothing to claim.
//! 3. The order puts a right before those that count it.

use std::sync::Arc;

use droit_engine::calendar::Month;
use droit_engine::exact::Exact;
use droit_engine::law::Law;
use droit_engine::program::{Benefit, InputId, Program, Received, Rhythm, Type};
use droit_engine::reference::{Bounds, Evaluation, Outcome};
use droit_engine::situation::{Document, Given, Line, Range, Situation, Value};
use droit_tests::{households, rules};

/// Households tried in each file: one out of so many.
const ONE_OUT_OF: usize = 25;

/// A household of which everything is known: what a file does not say takes the assumption of its input, or the
/// simplest value.
fn complete(law: &Law, line: &str) -> Option<Situation> {
    let program = law.program();
    let document = Document::from_json(line).unwrap();
    let mut situation = Situation::read(program, &document).unwrap();
    for (position, input) in program.inputs.iter().enumerate() {
        let value = match (&input.default, input.ty) {
            (Some((constant, _)), _) => Value::of(*constant, input.den),
            _ if input.optional => Value::Nothing,
            (None, Type::Number(_) | Type::Date) => {
                Value::Known(Range::only(input.bounds.0.over(input.den).unwrap().max(0)))
            }
            (None, Type::YesNo | Type::Choice(_)) => Value::Choices(1),
        };
        let id = InputId::at(position);
        for holder in situation.holders(input) {
            if *situation.given(id, holder) == Given::UNKNOWN {
                situation.set(id, holder, Given::Always(value));
            }
        }
    }
    let settled = |o: &Outcome| {
        [o.due, o.due_alone, o.received, o.gap, o.gain_net]
            .into_iter()
            .flatten()
            .all(Bounds::is_exact)
    };
    law.evaluate(&situation)
        .outcomes()
        .iter()
        .all(settled)
        .then_some(situation)
}

/// The right, when what is received of it is an amount that a household declares.
fn declared<'p>(program: &'p Program, outcome: &Outcome) -> Option<(&'p Benefit, InputId)> {
    let (_, benefit) = program.benefit(&outcome.benefit)?;
    match benefit.received {
        Some(Received::Input(id)) if outcome.due.is_some() => Some((benefit, id)),
        _ => None,
    }
}

fn only(bounds: Bounds) -> Exact {
    assert!(bounds.is_exact());
    bounds.min
}

fn sum(values: impl IntoIterator<Item = Exact>) -> Exact {
    values
        .into_iter()
        .fold(Exact::ZERO, |a, b| a.plus(b).unwrap())
}

fn minus(a: Exact, b: Exact) -> Exact {
    a.plus(b.negated().unwrap()).unwrap()
}

fn by_month(amount: Exact, rhythm: Rhythm) -> Exact {
    amount
        .times(Exact::new(1, rhythm.months()).unwrap())
        .unwrap()
}

/// The same household, paid so much of a right at the month of the right.
fn pay(
    law: &Law,
    situation: &mut Situation,
    input: InputId,
    person: Option<usize>,
    amount: Exact,
) -> bool {
    let den = law.program().inputs[input.index()].den;
    let Some(value) = amount.over(den) else {
        return false;
    };
    let Given::Series(series) = situation.given(input, person) else {
        return false;
    };
    let mut series = series.clone();
    let month = law.month();
    series.put(Line::new(
        Some(month),
        Some(month),
        Value::Known(Range::only(value)),
    ));
    situation.set(input, person, Given::Series(series));
    true
}

/// Pays a right as it is due in an evaluation, to each person when it belongs to persons.
fn pay_due(law: &Law, situation: &mut Situation, outcome: &Outcome, alone: bool) -> bool {
    let Some((benefit, input)) = declared(law.program(), outcome) else {
        return false;
    };
    if benefit.each {
        // Amounts of each person are told in the world where everything is claimed.
        if alone && outcome.due != outcome.due_alone {
            return false;
        }
        return outcome
            .persons
            .iter()
            .all(|own| pay(law, situation, input, Some(own.person), only(own.due)));
    }
    let due = if alone {
        outcome.due_alone
    } else {
        outcome.due
    };
    pay(law, situation, input, None, only(due.unwrap()))
}

/// What is due today of a right: nothing else being claimed, its own claim changes nothing.
fn due_today(evaluation: &Evaluation<'_>, id: &str) -> Exact {
    only(evaluation.outcome(id).unwrap().due_alone.unwrap())
}

/// Whether someone is paid more than is due today: the announced gain then leaves that apart.
fn overpaid(outcome: &Outcome) -> bool {
    match (outcome.due_alone, outcome.received) {
        (Some(due), Some(received)) => minus(only(received), only(due)).num() > 0,
        _ => false,
    }
}

struct Tried {
    households: usize,
    claims: usize,
    plans: usize,
}

fn check(month: &str) -> Tried {
    let program = Arc::new(rules::national());
    let law = Law::new(program.clone(), Month::parse(month).unwrap()).unwrap();
    let mut tried = Tried {
        households: 0,
        claims: 0,
        plans: 0,
    };
    for line in households::peer(month).iter().step_by(ONE_OUT_OF) {
        let Some(situation) = complete(&law, line) else {
            continue;
        };
        let id = situation.id.clone().unwrap_or_default();
        let before = law.evaluate(&situation);
        // The RSA counts these as an average of past months, and announces what it will be once the average has filled:
        // paying a single month does not show it.
        let averaged = |o: &&Outcome| ["ass", "asi"].contains(&o.benefit.as_str());
        if before
            .outcomes()
            .iter()
            .filter(averaged)
            .any(|o| o.gap.is_some_and(|gap| gap != Bounds::ZERO))
        {
            continue;
        }
        tried.households += 1;
        order(&law, &before, &id);
        for outcome in before.outcomes() {
            tried.claims += usize::from(one(&law, &situation, &before, outcome, &id));
        }
        tried.plans += usize::from(all(&law, &situation, &before, &id));
    }
    tried
}

/// 1. One right, on top of what is received.
fn one(
    law: &Law,
    situation: &Situation,
    before: &Evaluation<'_>,
    outcome: &Outcome,
    id: &str,
) -> bool {
    let program = law.program();
    let (Some(due), Some(received), Some(gain)) =
        (outcome.due_alone, outcome.received, outcome.gain_net)
    else {
        return false;
    };
    let gap = minus(only(due), only(received));
    if gap.num() <= 0 {
        return false;
    }
    let mut paid = situation.clone();
    if !pay_due(law, &mut paid, outcome, true) {
        return false;
    }
    // Rights paid without a claim come with it, and may open others.
    let at = law
        .benefits()
        .iter()
        .find(|at| program.benefits[at.benefit.index()].id == outcome.benefit);
    let claimed = at.unwrap().claimed_with;
    let comes = |o: &Outcome| {
        let (id, _) = program.benefit(&o.benefit).unwrap();
        o.benefit != outcome.benefit && claimed & (1_u128 << id.index()) != 0 && o.due.is_some()
    };
    for _ in 0..2 {
        let now = law.evaluate(&paid);
        let mut next = paid.clone();
        for opened in now.outcomes().iter().filter(|o| comes(o)) {
            let left = opened.due_alone.zip(opened.received);
            let left = left.map_or(Exact::ZERO, |(due, got)| minus(only(due), only(got)));
            if left.num() > 0 && !pay_due(law, &mut next, opened, true) {
                return false;
            }
        }
        paid = next;
    }
    let after = law.evaluate(&paid);
    let opened = before.outcomes().iter().filter(|o| comes(o)).map(|o| {
        let paid = only(after.outcome(&o.benefit).unwrap().received.unwrap());
        by_month(minus(paid, only(o.received.unwrap())), o.rhythm)
    });
    let opened = sum(opened);
    let moved = before
        .outcomes()
        .iter()
        .filter(|o| o.benefit != outcome.benefit && o.due.is_some() && !comes(o))
        .filter(|o| o.is_received == Some(true))
        .map(|o| {
            let change = minus(due_today(&after, &o.benefit), due_today(before, &o.benefit));
            by_month(change, o.rhythm)
        });
    let found = sum([by_month(gap, outcome.rhythm), opened, sum(moved)]);
    assert_eq!(
        found,
        only(gain),
        "{id}, {}: the net gain announced is not what claiming it gives",
        outcome.benefit
    );
    true
}

/// 2. Everything.
fn all(law: &Law, situation: &Situation, before: &Evaluation<'_>, id: &str) -> bool {
    let program = law.program();
    let amounts: Vec<&Outcome> = before
        .outcomes()
        .iter()
        .filter(|o| o.due.is_some())
        .collect();
    if amounts.iter().any(|o| overpaid(o)) {
        return false;
    }
    let mut paid = situation.clone();
    for outcome in &amounts {
        if declared(program, outcome).is_some() && !pay_due(law, &mut paid, outcome, false) {
            return false;
        }
    }
    let after = law.evaluate(&paid);
    let mut change = Vec::new();
    for outcome in &amounts {
        let again = after.outcome(&outcome.benefit).unwrap();
        assert_eq!(
            again.due, outcome.due,
            "{id}, {}: what is due once all is paid",
            outcome.benefit
        );
        let due = only(outcome.due.unwrap());
        let received = only(outcome.received.unwrap_or(Bounds::ZERO));
        if declared(program, outcome).is_some() {
            assert_eq!(
                again.gap.map(only),
                Some(Exact::ZERO),
                "{id}, {}: nothing is left to claim",
                outcome.benefit
            );
        }
        change.push(by_month(minus(due, received), outcome.rhythm));
    }
    assert_eq!(
        sum(change),
        only(before.plan().totals.gain_net),
        "{id}: the total announced is not what claiming everything gives"
    );
    true
}

/// 3. The order.
fn order(law: &Law, evaluation: &Evaluation<'_>, id: &str) {
    let plan = evaluation.plan();
    let place = |right: &str| plan.steps.iter().position(|s| s.benefit == right);
    for step in &plan.steps {
        for later in &step.before {
            assert!(
                place(&step.benefit) < place(later),
                "{id}: {} counts in {later}",
                step.benefit
            );
        }
    }
    for replaced in &plan.replaced {
        assert!(place(&replaced.benefit).is_none(), "{id}");
        assert!(!replaced.by.is_empty(), "{id}: {}", replaced.benefit);
        assert!(law.program().benefit(&replaced.benefit).is_some());
    }
}

fn enough(month: &str) {
    let tried = check(month);
    // The test would prove nothing on a handful of households.
    assert!(tried.households >= 15, "{} households", tried.households);
    assert!(tried.claims >= 20, "{} claims", tried.claims);
    assert!(tried.plans >= 3, "{} plans", tried.plans);
}

#[test]
fn claims_give_what_is_announced_in_2025() {
    enough("2025-09");
}

#[test]
fn claims_give_what_is_announced_in_april_2026() {
    enough("2026-04");
}

#[test]
fn claims_give_what_is_announced_in_september_2026() {
    enough("2026-09");
}
