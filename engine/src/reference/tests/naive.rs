//! The semantics of expressions, straight from the language: one household, everything known, exact fractions, no
//! graph. Slow and plain on purpose: it judges the rest.

use super::plain::{Known, Plain, cmp, compare, folded, made, nothing, number, there, yes};
use crate::calendar::{Month, months_between, years_between};
use crate::exact::{Exact, divide};
use crate::program::{
    Body, CalendarDate, Constant, DayOfYear, Elapsed, Expr, ExprKind, Fold, InputId, Members,
    PeriodId, PeriodSpan, Program, Quantifier, Received, RuleId, Scale, ScaleId, ScaleKind, Shift,
    Timing, Type, Who, Year,
};
use crate::situation::{Situation, Value};

pub(super) struct Naive<'a> {
    pub(super) program: &'a Program,
    pub(super) situation: &'a Situation,
    pub(super) month: Month,
}

impl Naive<'_> {
    fn persons(&self) -> usize {
        self.situation.size()
    }

    fn holder(&self, role: crate::program::RoleId) -> Option<usize> {
        self.situation
            .persons()
            .unwrap()
            .iter()
            .position(|p| p.role == role)
    }

    fn member(&self, members: Members, m: Month, p: usize) -> bool {
        match members {
            Members::Everyone => true,
            Members::Role(role) => self.situation.persons().unwrap()[p].role == role,
            Members::Group(id) => {
                let group = &self.program.groups[id.index()];
                group.members.iter().any(|g| self.member(*g, m, p))
                    && group
                        .filter
                        .as_ref()
                        .is_none_or(|f| yes(self.expr(f, m, Some(p))))
            }
        }
    }

    fn input(&self, id: InputId, who: Who, year: Option<i32>, m: Month, p: Option<usize>) -> Known {
        let input = &self.program.inputs[id.index()];
        let whose = match who {
            Who::Here => p,
            Who::Role(role) => match self.holder(role) {
                Some(p) => Some(p),
                None => {
                    let there =
                        !input.optional && matches!(input.ty, Type::Number(_) | Type::YesNo);
                    return Known {
                        value: nothing(input.ty),
                        there,
                    };
                }
            },
        };
        let whose = if input.each {
            Some(whose.unwrap())
        } else {
            None
        };
        let value = match (input.timing, year) {
            (_, Some(year)) => self.situation.of_year(id, whose, year),
            (Timing::Monthly, None) => self.situation.at(id, whose, m, self.month),
            _ => self.situation.at(id, whose, self.month, self.month),
        };
        match value {
            Value::Nothing => Known {
                value: nothing(input.ty),
                there: false,
            },
            Value::Known(range) => {
                assert!(range.is_one());
                there(match input.ty {
                    Type::Date => Plain::Day(range.lo.try_into().unwrap()),
                    _ => Plain::Number(Exact::new(range.lo, input.den).unwrap()),
                })
            }
            Value::Choices(bits) => there(match input.ty {
                Type::YesNo => Plain::YesNo(bits == 2),
                _ => Plain::Choice(Some(bits.trailing_zeros().try_into().unwrap())),
            }),
            Value::Unknown => panic!("inconnu"),
        }
    }

    /// A rule at an observed month.
    pub(super) fn rule(&self, id: RuleId, m: Month, p: Option<usize>) -> Known {
        let rule = &self.program.rules[id.index()];
        if rule
            .guard
            .as_ref()
            .is_some_and(|g| !yes(self.expr(g, m, p)))
        {
            return there(nothing(rule.ty));
        }
        let day = self.month.first_day();
        let body = |versions: &[crate::program::Version]| {
            let version = versions
                .iter()
                .rev()
                .find(|v| v.since.is_none_or(|s| s <= day))
                .unwrap();
            match &version.body {
                Body::Expr(expr) => self.expr(expr, m, p),
                Body::Lines { all, lines } => {
                    let mut met = lines
                        .iter()
                        .filter(|l| l.since.is_none_or(|s| s <= day))
                        .map(|line| {
                            let holds = yes(self.expr(&line.expr, m, p));
                            let unless = line
                                .unless
                                .as_ref()
                                .is_some_and(|u| yes(self.expr(u, m, p)));
                            if *all {
                                holds || unless
                            } else {
                                holds && !unless
                            }
                        });
                    there(Plain::YesNo(if *all {
                        met.all(|b| b)
                    } else {
                        met.any(|b| b)
                    }))
                }
            }
        };
        match rule
            .exceptions
            .iter()
            .find(|e| yes(self.expr(&e.condition, m, p)))
        {
            Some(exception) => body(&exception.versions),
            None => body(&rule.versions),
        }
    }

    fn rule_of(&self, id: RuleId, who: Who, m: Month, p: Option<usize>) -> Known {
        let rule = &self.program.rules[id.index()];
        match who {
            Who::Here => self.rule(id, m, if rule.each { p } else { None }),
            Who::Role(role) => match self.holder(role) {
                Some(p) => self.rule(id, m, Some(p)),
                None => Known {
                    value: nothing(rule.ty),
                    there: matches!(rule.ty, Type::Number(_) | Type::YesNo),
                },
            },
        }
    }

    fn year(&self, year: Year, m: Month) -> i32 {
        match year {
            Year::Observed => m.year(),
            Year::Before(back) => self.month.year() - i32::try_from(back).unwrap(),
        }
    }

    fn read_scale(
        &self,
        id: ScaleId,
        key: Option<&Expr>,
        day: Option<i32>,
        m: Month,
        p: Option<usize>,
    ) -> Known {
        match key {
            None => there(Plain::Number(self.scale(id, None, m, day))),
            Some(key) => {
                let key = self.expr(key, m, p);
                made(&[key], self.scale(id, Some(number(key)), m, day))
            }
        }
    }

    fn months(&self, period: PeriodId, m: Month) -> Vec<Month> {
        let period = &self.program.periods[period.index()];
        let from = if period.observed { m } else { self.month };
        match period.versions.last().unwrap().1 {
            PeriodSpan::MonthsBefore(first, last) => (last..=first)
                .map(|n| from.plus(-i32::try_from(n).unwrap()))
                .collect(),
            PeriodSpan::Year(back) => {
                let year = from.year() - i32::try_from(back).unwrap();
                (1..=12).map(|n| Month::new(year, n).unwrap()).collect()
            }
        }
    }

    fn scale(&self, id: ScaleId, key: Option<Exact>, m: Month, day: Option<i32>) -> Exact {
        let scale: &Scale = &self.program.scales[id.index()];
        let own = if scale.observed { m } else { self.month }.first_day();
        let day = day.unwrap_or(own);
        let territory = match self
            .expr(self.program.territory.as_ref().unwrap(), self.month, None)
            .value
        {
            Plain::Choice(Some(position)) => 1_u128 << position,
            other => panic!("{other:?}"),
        };
        let last = |wanted: &dyn Fn(u128) -> bool| {
            scale
                .lines
                .iter()
                .rev()
                .find(|l| l.since <= day && wanted(l.territories))
        };
        let line = last(&|t| t & territory != 0)
            .or_else(|| last(&|t| t == 0))
            .unwrap();
        let Some(key) = key else {
            return line.steps[0].1;
        };
        let inside = |bound: Option<Exact>, k: Exact| bound.is_none_or(|b| cmp(b, k).is_le());
        let step = |k: Exact| {
            line.steps
                .iter()
                .rev()
                .find(|(bound, _)| inside(*bound, k))
                .map_or(Exact::ZERO, |(_, v)| *v)
        };
        let sum = |values: Vec<Exact>| {
            values
                .into_iter()
                .fold(Exact::ZERO, |a, b| a.plus(b).unwrap())
        };
        match scale.kind {
            ScaleKind::Step => step(key),
            ScaleKind::Cumulative => {
                let last = key.num().div_euclid(key.den());
                sum((1..=last).map(|k| step(Exact::whole(k))).collect())
            }
            ScaleKind::Marginal => sum(line
                .steps
                .iter()
                .enumerate()
                .map(|(i, (bound, rate))| {
                    let zero = |b: Exact| if b.num() < 0 { Exact::ZERO } else { b };
                    let start = zero(bound.unwrap_or(Exact::ZERO));
                    let end = line.steps.get(i + 1).map_or(key, |(b, _)| zero(b.unwrap()));
                    let end = if cmp(end, key).is_gt() { key } else { end };
                    let part = end.plus(start.negated().unwrap()).unwrap();
                    if part.num() <= 0 {
                        Exact::ZERO
                    } else {
                        part.times(*rate).unwrap()
                    }
                })
                .collect()),
        }
    }

    fn members(&self, group: Members, filter: Option<&Expr>, m: Month) -> Vec<usize> {
        (0..self.persons())
            .filter(|p| self.member(group, m, *p))
            .filter(|p| filter.is_none_or(|f| yes(self.expr(f, m, Some(*p)))))
            .collect()
    }

    pub(super) fn expr(&self, expr: &Expr, m: Month, p: Option<usize>) -> Known {
        let at = |e: &Expr| self.expr(e, m, p);
        let say = |b: bool| there(Plain::YesNo(b));
        match &expr.kind {
            ExprKind::Constant(constant) => match constant {
                Constant::Number(n) => there(Plain::Number(*n)),
                Constant::YesNo(b) => say(*b),
                Constant::Date(d) => there(Plain::Day(*d)),
                Constant::Choice(c) => there(Plain::Choice(Some(*c))),
                Constant::Nothing => Known {
                    value: nothing(expr.ty),
                    there: false,
                },
            },
            ExprKind::Input(id, who) => self.input(*id, *who, None, m, p),
            ExprKind::InputOfYear(id, who, year) => {
                self.input(*id, *who, Some(self.year(*year, m)), m, p)
            }
            ExprKind::Rule(id, who) => self.rule_of(*id, *who, m, p),
            ExprKind::Scale(id, key) => self.read_scale(*id, key.as_deref(), None, m, p),
            ExprKind::Retained(id) => {
                let benefit = &self.program.benefits[id.index()];
                if m == self.month {
                    there(self.rule(benefit.due.unwrap(), m, None).value)
                } else {
                    let Some(Received::Input(id)) = benefit.received else {
                        panic!()
                    };
                    self.input(id, Who::Here, None, m, None)
                }
            }
            ExprKind::Or(items) => say(items.iter().any(|e| yes(at(e)))),
            ExprKind::And(items) => say(items.iter().all(|e| yes(at(e)))),
            ExprKind::Not(e) => say(!yes(at(e))),
            ExprKind::Compare(a, op, b) => say(compare(at(a), *op, at(b))),
            ExprKind::Among(e, mask) => {
                let known = at(e);
                let Plain::Choice(position) = known.value else {
                    panic!()
                };
                say(known.there && position.is_some_and(|c| mask >> c & 1 == 1))
            }
            ExprKind::IsNone(e) => say(!at(e).there),
            ExprKind::MemberOf(members) => say(self.member(*members, m, p.unwrap())),
            ExprKind::Sum(terms) => {
                let parts: Vec<Known> = terms.iter().map(|(_, e)| at(e)).collect();
                let sum =
                    terms
                        .iter()
                        .zip(&parts)
                        .fold(Exact::ZERO, |sum, ((negative, _), part)| {
                            let n = number(*part);
                            sum.plus(if *negative { n.negated().unwrap() } else { n })
                                .unwrap()
                        });
                made(&parts, sum)
            }
            ExprKind::Mul(a, b) => {
                let (a, b) = (at(a), at(b));
                made(&[a, b], number(a).times(number(b)).unwrap())
            }
            ExprKind::Div(a, b) => {
                let (a, b) = (at(a), at(b));
                made(
                    &[a, b],
                    number(a).times(number(b).inverse().unwrap()).unwrap(),
                )
            }
            ExprKind::If(c, a, b) => {
                if yes(at(c)) {
                    at(a)
                } else {
                    at(b)
                }
            }
            ExprKind::Extremum { max, items } => {
                let parts: Vec<Known> = items.iter().map(at).collect();
                let fold = if *max { Fold::Max } else { Fold::Min };
                made(
                    &parts,
                    folded(
                        fold,
                        parts.iter().map(|k| number(*k)).collect(),
                        Exact::ZERO,
                    ),
                )
            }
            ExprKind::Count(group, filter) => {
                let count = self.members(*group, filter.as_deref(), m).len();
                there(Plain::Number(Exact::whole(count.try_into().unwrap())))
            }
            ExprKind::OverPersons {
                fold,
                value,
                group,
                filter,
                default,
            } => {
                let members = self.members(*group, filter.as_deref(), m);
                let values: Vec<Known> = members
                    .into_iter()
                    .map(|p| self.expr(value, m, Some(p)))
                    .filter(|k| k.there)
                    .collect();
                let empty = default.as_ref().map_or(Exact::ZERO, |d| number(at(d)));
                there(Plain::Number(folded(
                    *fold,
                    values.into_iter().map(number).collect(),
                    empty,
                )))
            }
            ExprKind::Quantified(quantifier, group, condition) => {
                let mut met = self
                    .members(*group, None, m)
                    .into_iter()
                    .map(|p| yes(self.expr(condition, m, Some(p))));
                say(match quantifier {
                    Quantifier::Some => met.any(|b| b),
                    Quantifier::None => !met.any(|b| b),
                    Quantifier::All => met.all(|b| b),
                })
            }
            ExprKind::Rank {
                value,
                group,
                descending,
            } => {
                let me = p.unwrap();
                let own = number(self.expr(value, m, p));
                let members = self
                    .members(*group, None, m)
                    .into_iter()
                    .filter(|q| *q != me);
                let before = members.filter(|q| {
                    let other = self.expr(value, m, Some(*q));
                    let order = cmp(number(other), own);
                    let order = if *descending { order.reverse() } else { order };
                    other.there && (order.is_lt() || order.is_eq() && *q < me)
                });
                there(Plain::Number(Exact::whole(
                    i128::try_from(before.count()).unwrap() + 1,
                )))
            }
            ExprKind::OverMonths {
                fold,
                value,
                period,
            } => {
                let values = self
                    .months(*period, m)
                    .into_iter()
                    .map(|m| number(self.expr(value, m, p)))
                    .collect();
                there(Plain::Number(folded(*fold, values, Exact::ZERO)))
            }
            ExprKind::QuantifiedMonths {
                all,
                period,
                condition,
            } => {
                let mut met = self
                    .months(*period, m)
                    .into_iter()
                    .map(|m| yes(self.expr(condition, m, p)));
                say(if *all { met.all(|b| b) } else { met.any(|b| b) })
            }
            ExprKind::Shifted(e, Shift::Before(n)) => {
                self.expr(e, m.plus(-i32::try_from(*n).unwrap()), p)
            }
            ExprKind::Shifted(e, Shift::MonthOfRight) => self.expr(e, self.month, p),
            ExprKind::Shifted(e, Shift::Year(year)) => {
                self.expr(e, Month::new(self.year(*year, m), 12).unwrap(), p)
            }
            ExprKind::Shifted(e, Shift::OnDay(day)) => {
                let ExprKind::Scale(id, key) = &e.kind else {
                    panic!()
                };
                self.read_scale(*id, key.as_deref(), Some(day_of_year(*day, m)), m, p)
            }
            ExprKind::Elapsed(kind, a, b) => {
                let (from, to) = (at(a), at(b));
                let (Plain::Day(x), Plain::Day(y)) = (from.value, to.value) else {
                    panic!()
                };
                let present = from.there && to.there;
                let count = match kind {
                    Elapsed::Years => years_between(x, y),
                    Elapsed::Months => months_between(x, y),
                    Elapsed::Days => y - x,
                };
                let count = if present { count } else { 0 };
                Known {
                    value: Plain::Number(Exact::whole(count.into())),
                    there: present,
                }
            }
            ExprKind::Calendar(day) => {
                let year = |back: &u32, month| {
                    Month::new(m.year() - i32::try_from(*back).unwrap(), month).unwrap()
                };
                there(Plain::Day(match day {
                    CalendarDate::FirstOfMonth => m.first_day(),
                    CalendarDate::LastOfMonth => m.last_day(),
                    CalendarDate::FirstOfYear(back) => year(back, 1).first_day(),
                    CalendarDate::LastOfYear(back) => year(back, 12).last_day(),
                    CalendarDate::DayOfYear(day) => day_of_year(*day, m),
                }))
            }
            ExprKind::MonthNumber => there(Plain::Number(Exact::whole(m.number().into()))),
            ExprKind::Floor(a, b) | ExprKind::Cap(a, b) | ExprKind::ZeroBelow(a, b) => {
                let (x, y) = (at(a), at(b));
                let order = cmp(number(x), number(y));
                let value = match &expr.kind {
                    ExprKind::Floor(..) => {
                        if order.is_lt() {
                            number(y)
                        } else {
                            number(x)
                        }
                    }
                    ExprKind::Cap(..) => {
                        if order.is_gt() {
                            number(y)
                        } else {
                            number(x)
                        }
                    }
                    _ => {
                        if order.is_lt() {
                            Exact::ZERO
                        } else {
                            number(x)
                        }
                    }
                };
                made(&[x, y], value)
            }
            ExprKind::Round { value, den, mode } => {
                let x = at(value);
                let steps = divide(number(x).num() * den, number(x).den(), *mode).unwrap();
                made(&[x], Exact::new(steps, *den).unwrap())
            }
            ExprKind::Scaled(e, factor) => {
                let x = at(e);
                made(&[x], number(x).times(*factor).unwrap())
            }
        }
    }
}

fn day_of_year(day: DayOfYear, m: Month) -> i32 {
    let year = m.year() - i32::try_from(day.back).unwrap();
    Month::new(year, day.month.into()).unwrap().first_day() + i32::from(day.day) - 1
}
