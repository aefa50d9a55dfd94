//! Random laws and random households: the graph against the naive evaluator; bounds, narrowing and relevance under
//! what is unknown.

use std::sync::Arc;

use super::draw::Random;
use super::drawn::draw;
use super::naive::Naive;
use super::plain::{Known, Plain};
use crate::calendar::Month;
use crate::law::Law;
use crate::program::{Input, InputId, Program, RoleId, RuleId, Timing, Type};
use crate::reference::{Bounds, Evaluation, Findings, Missing, Shown};
use crate::situation::{Given, Line as Months, Person, Range, Series, Situation, Value};

/// A known value of an input.
fn fact(random: &mut Random, input: &Input) -> Value {
    if input.optional && random.one_in(3) {
        return Value::Nothing;
    }
    match input.ty {
        Type::YesNo => Value::Choices(1 << random.below(2)),
        Type::Choice(_) => Value::Choices(1 << random.below(3)),
        Type::Number(_) | Type::Date => {
            let (lo, hi) = input.bounds;
            let value = random.between(lo.num() * input.den, hi.num() * input.den);
            // Round values meet thresholds more often.
            Value::Known(Range::only(if random.one_in(2) {
                value - value.rem_euclid(input.den)
            } else {
                value
            }))
        }
    }
}

fn given(random: &mut Random, input: &Input) -> Given {
    if input.timing == Timing::Monthly && random.one_in(2) {
        let mut series = Series::new(fact(random, input), 0);
        for month in 5..=9 {
            let month = Month::new(2026, month);
            series.put(Months::new(month, month, fact(random, input)));
        }
        return Given::Series(series);
    }
    Given::Always(fact(random, input))
}

type Slot = (InputId, Option<usize>);

fn household(random: &mut Random, program: &Program) -> (Situation, Vec<Slot>) {
    let mut situation = Situation::empty(program);
    let mut roles = vec![0];
    roles.extend((0..random.below(2)).map(|_| 1));
    roles.extend((0..random.below(3)).map(|_| 2));
    let persons = roles.iter().enumerate().map(|(i, role)| Person {
        id: format!("p{i}"),
        role: RoleId(*role),
    });
    situation.set_persons(persons.collect());
    let mut slots = Vec::new();
    for (i, input) in program.inputs.iter().enumerate() {
        let holders: Vec<Option<usize>> = if input.each {
            (0..situation.size()).map(Some).collect()
        } else {
            vec![None]
        };
        for holder in holders {
            situation.set(InputId::at(i), holder, given(random, input));
            slots.push((InputId::at(i), holder));
        }
    }
    (situation, slots)
}

/// Hides a value, or a part of it.
fn blur(random: &mut Random, program: &Program, situation: &mut Situation, (id, holder): Slot) {
    let input = &program.inputs[id.index()];
    let hidden = match situation.given(id, holder) {
        Given::Always(Value::Known(range)) if random.one_in(3) => {
            let (lo, hi) = (
                input.bounds.0.num() * input.den,
                input.bounds.1.num() * input.den,
            );
            let wider = Range {
                lo: random.between(lo, range.lo),
                hi: random.between(range.hi, hi),
            };
            Given::Always(Value::Known(wider))
        }
        Given::Always(Value::Choices(bits)) if random.one_in(3) && input.ty != Type::YesNo => {
            Given::Always(Value::Choices(bits | 1 << random.below(3)))
        }
        _ => Given::UNKNOWN,
    };
    situation.set(id, holder, hidden);
}

/// Whether what is shown holds a value; `exactly`: and nothing else.
fn holds(shown: &Shown, known: Known, exactly: bool) -> bool {
    match (shown, known.value) {
        (Shown::Nothing, _) => !known.there,
        // Bounds are those of the value when it is there.
        _ if !known.there => !exactly,
        (Shown::Number(Bounds { min, max }), Plain::Number(n)) => {
            let inside = min.compare(n).unwrap().is_le() && n.compare(*max).unwrap().is_le();
            inside && (!exactly || min == max)
        }
        (Shown::YesNo { value: Some(value) }, Plain::YesNo(yes)) => *value == yes,
        (Shown::YesNo { value: None }, Plain::YesNo(_)) => !exactly,
        (
            Shown::Date {
                min: Some(min),
                max: Some(max),
            },
            Plain::Day(day),
        ) => {
            let day = crate::calendar::date(day).unwrap();
            *min <= day && day <= *max && (!exactly || min == max)
        }
        (Shown::Choice { codes, .. }, Plain::Choice(Some(position))) => {
            codes
                .iter()
                .any(|c| c == ["u", "v", "w"][usize::from(position)])
                && (!exactly || codes.len() == 1)
        }
        other => panic!("{other:?}"),
    }
}

/// Whether all that one may be, the other may be.
fn inside(narrow: &Shown, wide: &Shown) -> bool {
    match (narrow, wide) {
        (Shown::Number(a), Shown::Number(b)) => {
            b.min.compare(a.min).unwrap().is_le() && a.max.compare(b.max).unwrap().is_le()
        }
        (Shown::Date { min: a, max: b }, Shown::Date { min: c, max: d }) => c <= a && b <= d,
        (Shown::YesNo { value: a }, Shown::YesNo { value: b }) => b.is_none() || a == b,
        (Shown::Choice { codes: a, .. }, Shown::Choice { codes: b, .. }) => {
            a.iter().all(|c| b.contains(c))
        }
        (Shown::Nothing, _) => true,
        _ => false,
    }
}

#[derive(Default)]
struct Seen {
    compared: usize,
    refused: usize,
    open: usize,
}

fn check(seed: u64, seen: &mut Seen) {
    let mut random = Random(seed);
    let program = Arc::new(draw(&mut random));
    let month = Month::new(2026, 9).unwrap();
    let Ok(law) = Law::new(Arc::clone(&program), month) else {
        seen.refused += 1;
        return;
    };
    let mut before: Option<(Situation, Findings)> = None;
    for _ in 0..6 {
        let (complete, slots) = household(&mut random, &program);
        let mut masked = complete.clone();
        for _ in 0..1 + random.below(8) {
            let slot = random.pick(&slots);
            blur(&mut random, &program, &mut masked, slot);
        }
        let hidden: Vec<Slot> = slots
            .iter()
            .copied()
            .filter(|(id, p)| masked.given(*id, *p) != complete.given(*id, *p))
            .collect();
        let mut narrower = masked.clone();
        if let Some((id, holder)) = hidden.first() {
            narrower.set(*id, *holder, complete.given(*id, *holder).clone());
        }
        for (i, rule) in program.rules.iter().enumerate() {
            let person = rule.each.then(|| {
                usize::try_from(random.below(u64::try_from(complete.size()).unwrap())).unwrap()
            });
            let tell = |situation: &Situation| law.rule_value(situation, &rule.name, 0, person);
            let Some(exact) = tell(&complete) else {
                continue;
            };
            let naive = Naive {
                program: &program,
                situation: &complete,
                month,
            };
            let expected = naive.rule(RuleId::at(i), month, person);
            let text = || {
                format!(
                    "graine {seed} {} : {}",
                    rule.name,
                    program.listing(RuleId::at(i))
                )
            };
            assert!(
                holds(&exact, expected, true),
                "{exact:?} {expected:?} {}",
                text()
            );
            let wide = tell(&masked).unwrap();
            assert!(
                holds(&wide, expected, false),
                "{wide:?} {expected:?} {}",
                text()
            );
            let narrow = tell(&narrower).unwrap();
            assert!(
                inside(&narrow, &wide),
                "{narrow:?} dans {wide:?} {}",
                text()
            );
            assert!(
                holds(&narrow, expected, false),
                "{narrow:?} {expected:?} {}",
                text()
            );
            // What is not said to be missing changes nothing.
            let missing = law.rule_missing(&masked, &rule.name, person);
            let mut other = complete.clone();
            for (id, holder) in &hidden {
                let input = &program.inputs[id.index()];
                if *masked.given(*id, *holder) == Given::UNKNOWN
                    && !missing.contains(&Missing {
                        input: input.name.clone(),
                        person: *holder,
                    })
                {
                    other.set(*id, *holder, given(&mut random, input));
                }
            }
            let naive = Naive {
                program: &program,
                situation: &other,
                month,
            };
            let again = naive.rule(RuleId::at(i), month, person);
            assert!(
                again == expected || !again.there && !expected.there,
                "{again:?} {expected:?} {missing:?} {}",
                text()
            );
            seen.compared += 1;
            seen.open += usize::from(!missing.is_empty());
        }
        // Nothing to compare with, but it must not fail.
        let _ = law.questions(&masked);
        let evaluation = law.evaluate(&masked);
        evaluation
            .outcomes()
            .iter()
            .for_each(|o| drop(evaluation.explain(&o.benefit)));
        // From one situation to the next, be it of other persons: as evaluated anew.
        for now in [masked, narrower, complete] {
            let anew = law.evaluate(&now);
            let found = match &before {
                Some((before, found)) => law.resume(before, found.clone()).next(&now),
                None => law.evaluate(&now),
            };
            let told = |of: &Evaluation<'_>| (of.outcomes().to_vec(), of.missing());
            assert_eq!(told(&found), told(&anew), "graine {seed}");
            before = Some((now.clone(), found.findings()));
        }
    }
}

#[test]
fn random_laws() {
    let mut seen = Seen::default();
    for seed in 0..600 {
        check(seed, &mut seen);
    }
    assert!(
        seen.compared > 15_000 && seen.open > 3_000,
        "{} {} {}",
        seen.compared,
        seen.refused,
        seen.open
    );
}
