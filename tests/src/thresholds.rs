//! Households drawn near thresholds, from what a program declares and nothing else: its inputs and their domains, the
//! bounds and values of its scales, the constants of its expressions, the days when its law changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, Months};
use droit_engine::calendar::{Month, date, days};
use droit_engine::exact::{Exact, Rounding, divide};
use droit_engine::law::Law;
use droit_engine::program::{Arity, Constant, Input, InputId, Program, RoleId, Timing, Type, Unit};
use droit_engine::situation::{
    Given, Line, Person, Range, Series, Situation, Value, all_choices, domain,
};
use serde_json::Value as Json;

use crate::random::Random;

/// How much of a household is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Everything.
    All,
    /// What a file may leave out is left out here and there.
    Optional,
    /// Anything may be masked, or known within a range.
    Masked,
    /// Amounts at the ends of their domains.
    Huge,
}

/// The thresholds of a program.
#[derive(Debug)]
pub struct Thresholds {
    /// By the words of their unit.
    numbers: BTreeMap<String, BTreeSet<(i128, i128)>>,
    /// Days when the law changes.
    changes: BTreeSet<i32>,
    /// By input of the program, the numerators near thresholds.
    amounts: Vec<Arc<[i128]>>,
}

impl Thresholds {
    /// Those of a program.
    ///
    /// # Panics
    ///
    /// When the program cannot be written in JSON.
    #[must_use]
    pub fn of(program: &Program) -> Thresholds {
        let mut found = Thresholds {
            numbers: BTreeMap::new(),
            changes: BTreeSet::new(),
            amounts: Vec::new(),
        };
        // Every expression, whatever holds it: a constant is seen by its form.
        found.walk(&serde_json::to_value(program).expect("a program in JSON"));
        for scale in &program.scales {
            for line in &scale.lines {
                for (bound, value) in &line.steps {
                    found.add(scale.unit, *value);
                    if let Some((bound, unit)) = bound.zip(scale.key) {
                        found.add(unit, bound);
                    }
                }
            }
        }
        found.amounts = found.by_input(program);
        found
    }

    /// Many inputs have the same unit and the same domain.
    fn by_input(&self, program: &Program) -> Vec<Arc<[i128]>> {
        let mut alike: BTreeMap<(String, i128, i128, i128), Arc<[i128]>> = BTreeMap::new();
        let of = |input: &Input| {
            let Type::Number(unit) = input.ty else {
                return Arc::default();
            };
            let Range { lo, hi } = domain(input);
            let near = alike.entry((unit.to_string(), input.den, lo, hi));
            Arc::clone(near.or_insert_with(|| self.near(input, unit).into()))
        };
        program.inputs.iter().map(of).collect()
    }

    fn walk(&mut self, json: &Json) {
        match json {
            Json::Array(items) => items.iter().for_each(|item| self.walk(item)),
            Json::Object(map) => {
                let read = |json: &Json| serde_json::from_value(json.clone()).ok();
                if let (Some(ty), Some(kind)) = (map.get("ty"), map.get("kind"))
                    && let Some(Type::Number(unit)) =
                        serde_json::from_value::<Type>(ty.clone()).ok()
                    && let Some(Constant::Number(value)) = kind.get("Constant").and_then(read)
                {
                    self.add(unit, value);
                }
                if let Some(since) = map.get("since").and_then(Json::as_i64) {
                    self.changes.extend(i32::try_from(since));
                }
                map.values().for_each(|value| self.walk(value));
            }
            _ => {}
        }
    }

    fn add(&mut self, unit: Unit, value: Exact) {
        let of = self.numbers.entry(unit.to_string()).or_default();
        of.insert((value.num(), value.den()));
    }

    fn of_unit(&self, unit: Unit) -> impl Iterator<Item = Exact> + '_ {
        let of = self.numbers.get(&unit.to_string()).into_iter().flatten();
        of.filter_map(|(num, den)| Exact::new(*num, *den))
    }

    /// How many thresholds there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.values().map(BTreeSet::len).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The months when the law changes, and those before, that have a law.
    #[must_use]
    pub fn months(&self, program: &Arc<Program>) -> Vec<Month> {
        let changed = self.changes.iter().filter_map(|day| date(*day));
        let months: BTreeSet<Month> = changed
            .map(Month::of)
            .flat_map(|month| [month.plus(-1), month])
            .collect();
        let in_force = |month: &Month| Law::new(Arc::clone(program), *month).is_ok();
        months.into_iter().filter(in_force).collect()
    }

    /// The days near the thresholds that matter at a month: so many years, months or days before its ends.
    fn days(&self, month: Month) -> Vec<i32> {
        let mut near: BTreeSet<i32> = BTreeSet::new();
        let year = |n: i32| Month::new(month.year() + n, 1).expect("a year");
        let ends = [0, -1, -2, -3]
            .into_iter()
            .flat_map(|back| {
                let of = month.plus(back);
                [of.first_day(), of.last_day()]
            })
            .chain([-2, -1, 0, 1].map(|n| year(n).first_day()))
            .chain([-2, -1, 0].map(|n| year(n + 1).first_day() - 1));
        let ends: Vec<i32> = ends.collect();
        let mut from = |months: u32| {
            for end in &ends {
                let day = date(*end).and_then(|day| day.checked_sub_months(Months::new(months)));
                near.extend(day.map(days));
            }
        };
        for (unit, months) in [(Unit::YEAR, 12), (Unit::MONTH, 1)] {
            for value in self.of_unit(unit) {
                let months = value.times(Exact::whole(months)).and_then(|n| n.over(1));
                if let Some(months) = months.and_then(|n| u32::try_from(n).ok()) {
                    from(months);
                }
            }
        }
        for value in self.of_unit(Unit::DAY).filter_map(|value| value.over(1)) {
            for end in &ends {
                let back = u64::try_from(value).ok().map(Days::new);
                let day = back.and_then(|back| date(*end)?.checked_sub_days(back));
                near.extend(day.map(days));
            }
        }
        near.extend(&ends);
        near.extend(&self.changes);
        near.iter()
            .flat_map(|day| [day - 1, *day, day + 1])
            .collect()
    }

    /// The numerators near the thresholds that an input may meet, alone or as a part of a sum.
    fn near(&self, input: &Input, unit: Unit) -> Vec<i128> {
        let mut near = BTreeSet::new();
        let money = [Unit::EURO, Unit::EURO_PER_MONTH, Unit::EURO_PER_YEAR];
        let units: Vec<Unit> = if money.contains(&unit) {
            money.to_vec()
        } else {
            vec![unit]
        };
        let parts = [(1, 1), (1, 2), (1, 3), (1, 12), (12, 1), (3, 1)];
        let range = domain(input);
        for value in units.iter().flat_map(|unit| self.of_unit(*unit)) {
            let parts: &[(i128, i128)] = if unit.is_money() { &parts } else { &parts[..1] };
            for (num, den) in parts {
                let over = value.den().checked_mul(*den);
                let numerator = value
                    .num()
                    .checked_mul(*num)
                    .and_then(|n| n.checked_mul(input.den))
                    .zip(over)
                    .and_then(|(n, den)| divide(n, den, Rounding::Down));
                near.extend(numerator.into_iter().flat_map(|n| [n - 1, n, n + 1]));
            }
        }
        near.extend([range.lo, range.hi, 0, 1]);
        near.retain(|n| (range.lo..=range.hi).contains(n));
        near.into_iter().collect()
    }
}

/// Draws households of a month.
#[derive(Debug)]
pub struct Draw<'p> {
    program: &'p Program,
    month: Month,
    days: Vec<i32>,
    /// By input.
    amounts: &'p [Arc<[i128]>],
}

impl<'p> Draw<'p> {
    /// Of a program and its thresholds, at a month.
    #[must_use]
    pub fn new(program: &'p Program, thresholds: &'p Thresholds, month: Month) -> Draw<'p> {
        Draw {
            program,
            month,
            days: thresholds.days(month),
            amounts: &thresholds.amounts,
        }
    }

    /// The household of a seed.
    ///
    /// # Panics
    ///
    /// When the program declares no role.
    #[must_use]
    pub fn household(&self, seed: u64, told: Told) -> Situation {
        let mut random = Random(seed);
        let mut situation = Situation::empty(self.program);
        situation.id = Some(format!("tirage-{seed}"));
        situation.month = Some(self.month);
        situation.set_persons(self.persons(&mut random));
        // From households that differ from an ordinary one here and there to households where all is drawn.
        let plain = random.pick(&[1, 2, 8, 30]);
        for (position, input) in self.program.inputs.iter().enumerate() {
            let id = InputId::at(position);
            for holder in situation.holders(input) {
                let is_left_out = match told {
                    Told::All | Told::Huge => false,
                    Told::Optional => random.one_in(3),
                    Told::Masked => random.one_in(6),
                };
                if is_left_out {
                    if told == Told::Masked {
                        situation.set(id, holder, Given::UNKNOWN);
                    }
                    continue;
                }
                let given = if random.one_in(plain) {
                    self.any(input, position, told, &mut random)
                } else {
                    Given::Always(self.ordinary(input))
                };
                situation.set(id, holder, given);
            }
        }
        situation
    }

    fn persons(&self, random: &mut Random) -> Vec<Person> {
        let entity = &self.program.entity;
        let mut roles = Vec::new();
        for (position, role) in entity.roles.iter().enumerate() {
            let count = match role.arity {
                Arity::One => 1,
                Arity::AtMostOne => random.below(2),
                Arity::Many => random.pick(&[0, 0, 1, 1, 2, 3, 5]),
            };
            roles.extend(std::iter::repeat_n(RoleId::at(position), count));
        }
        roles.truncate(usize::try_from(entity.at_most).expect("64 bits"));
        let person = |(n, role): (usize, &RoleId)| Person {
            id: format!("p{}", n + 1),
            role: *role,
        };
        roles.iter().enumerate().map(person).collect()
    }

    /// What one would say without thinking: the assumption of the input, what its absence means, nothing, the least.
    fn ordinary(&self, input: &Input) -> Value {
        let said = input.default.as_ref().map(|(constant, _)| *constant);
        let said = said.or(input.presumed.as_ref().map(|(constant, _)| *constant));
        match (said, input.ty) {
            (Some(constant), _) => Value::of(constant, input.den),
            _ if input.optional => Value::Nothing,
            // An adult, since the persons of most roles are.
            (None, Type::Date) => Value::Known(Range::only(i128::from(
                self.month.plus(-12 * 30).first_day(),
            ))),
            (None, Type::Number(_)) => Value::Known(Range::only(domain(input).lo.max(0))),
            (None, Type::YesNo | Type::Choice(_)) => Value::Choices(1),
        }
    }

    /// Anything, at one time or at several.
    fn any(&self, input: &Input, position: usize, told: Told, random: &mut Random) -> Given {
        if input.timing == Timing::Once || random.one_in(4) {
            return Given::Always(self.value(input, position, told, random));
        }
        let elsewhere = match input.ty {
            _ if told == Told::Masked && random.one_in(4) => Value::Unknown,
            Type::Number(_) => Value::Known(Range::only(0)),
            Type::YesNo => Value::Choices(1),
            _ => self.value(input, position, told, random),
        };
        let mut series = Series::new(elsewhere, input.carry);
        for _ in 0..random.pick(&[1, 1, 2, 4]) {
            let (from, to) = if input.timing == Timing::Yearly {
                let year = self.month.year() - i32::try_from(random.below(4)).expect("small");
                (Month::new(year, 1), Month::new(year, 12))
            } else {
                let back = |n: usize| -> i32 { i32::try_from(n).expect("small") };
                let from = self.month.plus(-back(random.below(30)));
                let to = from.plus(back(random.pick(&[0, 1, 2, 3, 12, 36])));
                (
                    (!random.one_in(6)).then_some(from),
                    (!random.one_in(4)).then_some(to),
                )
            };
            let value = self.value(input, position, told, random);
            series.put(Line::new(from, to, value));
        }
        Given::Series(series)
    }

    fn value(&self, input: &Input, position: usize, told: Told, random: &mut Random) -> Value {
        if input.optional && random.one_in(3) {
            return Value::Nothing;
        }
        let masked = told == Told::Masked;
        match input.ty {
            Type::Number(_) | Type::Date => {
                if masked && random.one_in(5) {
                    return Value::Unknown;
                }
                let lo = self.number(input, position, told, random);
                let hi = if masked && random.one_in(5) {
                    self.number(input, position, told, random)
                } else {
                    lo
                };
                Value::Known(Range {
                    lo: lo.min(hi),
                    hi: lo.max(hi),
                })
            }
            Type::YesNo | Type::Choice(_) => {
                let all = all_choices(self.program, input);
                let count = usize::try_from(all.count_ones()).expect("64 bits");
                let one = 1_u128 << random.below(count);
                if masked && random.one_in(4) {
                    let more = u128::from(random.next()) | u128::from(random.next()) << 64;
                    return Value::Choices(one | (all & more));
                }
                Value::Choices(one)
            }
        }
    }

    /// A number or a day of the domain: near a threshold most of the time.
    fn number(&self, input: &Input, position: usize, told: Told, random: &mut Random) -> i128 {
        let Range { lo, hi } = domain(input);
        if input.ty == Type::Date {
            let mut day = random.pick(&self.days);
            if input.month {
                day = date(day).map_or(day, |day| Month::of(day).first_day());
            }
            return i128::from(day).clamp(lo, hi);
        }
        if told == Told::Huge {
            return random.pick(&[hi, hi - 1, lo, lo + 1, hi / 2]).clamp(lo, hi);
        }
        match random.below(8) {
            0 => random.between(lo, hi),
            1 => random.between(lo, hi.min(lo + 400_000)),
            _ => random.pick(&self.amounts[position]),
        }
    }
}
