//! Random laws: expressions of every type over inputs of every type.

use crate::calendar::Month;
use crate::exact::{Exact, Rounding};
use crate::program::{
    BenefitId, Body, CalendarDate, ChoiceId, Citation, Comparison, Constant, DayOfYear, Elapsed,
    Exception, Expr, ExprKind, Fold, GroupId, InputId, Line, Members, PeriodId, Quantifier, RoleId,
    Rule, RuleId, ScaleId, Shift, Type, Unit, Version, Who, Words, Year,
};
use crate::source::{SourceId, Span};

const FIFTEENTH: DayOfYear = DayOfYear {
    day: 15,
    month: 9,
    back: 1,
};

/// Numbers drawn from a seed (splitmix64).
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    pub(super) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(super) fn between(&mut self, lo: i128, hi: i128) -> i128 {
        lo + i128::from(self.next()).rem_euclid(hi - lo + 1)
    }

    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[usize::try_from(self.below(u64::try_from(items.len()).unwrap())).unwrap()]
    }
}

pub(super) const NUMBER: Type = Type::Number(Unit::NUMBER);
pub(super) const CHOICE: Type = Type::Choice(ChoiceId(0));

/// Draws expressions over the rules already drawn.
pub(super) struct Maker<'r> {
    pub(super) random: &'r mut Random,
    /// The rules already drawn: whether they are per person, their type.
    pub(super) rules: Vec<(RuleId, bool, Type)>,
    /// Whether what is retained of the right can be read.
    pub(super) retained: bool,
}

impl Maker<'_> {
    fn constant(&mut self) -> Exact {
        let den = self.random.pick(&[1, 1, 2, 3, 100]);
        Exact::new(self.random.between(-30, 60), den).unwrap()
    }

    fn members(&mut self) -> Members {
        let role = |n| Members::Role(RoleId(n));
        let group = |n| Members::Group(GroupId(n));
        self.random.pick(&[
            Members::Everyone,
            role(0),
            role(1),
            role(2),
            group(0),
            group(1),
            group(1),
        ])
    }

    fn known_rule(&mut self, each: bool, ty: Type) -> Option<RuleId> {
        let all: Vec<RuleId> = self
            .rules
            .iter()
            .filter(|r| r.1 == each && r.2 == ty)
            .map(|r| r.0)
            .collect();
        if all.is_empty() {
            None
        } else {
            Some(self.random.pick(&all))
        }
    }

    /// Whose: the person at hand, or the one of a role.
    fn who(&mut self, person: bool) -> Who {
        if person && !self.random.one_in(4) {
            Who::Here
        } else {
            Who::Role(RoleId(self.random.pick(&[0, 1])))
        }
    }

    fn leaf(&mut self, ty: Type, person: bool) -> ExprKind {
        let each = self.random.one_in(2);
        if let Some(rule) = self.known_rule(each, ty).filter(|_| self.random.one_in(2)) {
            let who = if each { self.who(person) } else { Who::Here };
            return ExprKind::Rule(rule, who);
        }
        let who = if each { self.who(person) } else { Who::Here };
        let id = InputId;
        match (ty, each) {
            (Type::Number(_), false) => match self.random.below(6) {
                0 => ExprKind::Constant(Constant::Number(self.constant())),
                1 => {
                    let scale = ExprKind::Scale(ScaleId(self.random.pick(&[0, 4])), None);
                    if self.random.one_in(3) {
                        let kind = scale;
                        ExprKind::Shifted(Box::new(Expr { ty, kind }), Shift::OnDay(FIFTEENTH))
                    } else {
                        scale
                    }
                }
                2 if self.retained => ExprKind::Retained(BenefitId(0)),
                3 => ExprKind::MonthNumber,
                4 => ExprKind::Input(id(3), who),
                _ => ExprKind::Input(id(0), who),
            },
            (Type::Number(_), true) => {
                if self.random.one_in(4) {
                    let year = self.random.pick(&[Year::Before(1), Year::Observed]);
                    ExprKind::InputOfYear(id(10), who, year)
                } else {
                    ExprKind::Input(id(4), who)
                }
            }
            (Type::YesNo, false) => ExprKind::Input(id(1), who),
            (Type::YesNo, true) => ExprKind::Input(id(self.random.pick(&[5, 11])), who),
            (Type::Date, false) => {
                let first = CalendarDate::FirstOfMonth;
                ExprKind::Calendar(self.random.pick(&[
                    first,
                    CalendarDate::LastOfYear(1),
                    CalendarDate::FirstOfYear(0),
                    CalendarDate::DayOfYear(FIFTEENTH),
                ]))
            }
            (Type::Date, true) => ExprKind::Input(id(self.random.pick(&[6, 7])), who),
            (Type::Choice(_), false) => match self.random.below(5) {
                0 => ExprKind::Constant(Constant::Choice(
                    u8::try_from(self.random.below(3)).unwrap(),
                )),
                _ => ExprKind::Input(id(self.random.pick(&[2, 9])), who),
            },
            (Type::Choice(_), true) => ExprKind::Input(id(8), who),
        }
    }

    fn boxed(&mut self, ty: Type, depth: u32, person: bool) -> Box<Expr> {
        Box::new(self.expr(ty, depth, person))
    }

    pub(super) fn expr(&mut self, ty: Type, depth: u32, person: bool) -> Expr {
        let kind = if depth == 0 || self.random.one_in(5) {
            self.leaf(ty, person)
        } else {
            let less = depth - 1;
            match ty {
                Type::Number(_) => self.number(less, person),
                Type::YesNo => self.condition(less, person),
                Type::Date | Type::Choice(_) => {
                    let condition = self.boxed(Type::YesNo, less, person);
                    ExprKind::If(
                        condition,
                        self.boxed(ty, less, person),
                        self.boxed(ty, less, person),
                    )
                }
            }
        };
        Expr { ty, kind }
    }

    fn filter(&mut self, depth: u32) -> Option<Box<Expr>> {
        self.random
            .one_in(2)
            .then(|| self.boxed(Type::YesNo, depth, true))
    }

    fn number(&mut self, depth: u32, person: bool) -> ExprKind {
        let n = |maker: &mut Self| maker.boxed(NUMBER, depth, person);
        let fold = self.random.pick(&[Fold::Sum, Fold::Max, Fold::Min]);
        match self.random.below(19) {
            0..=2 => {
                let count = 2 + self.random.below(2);
                ExprKind::Sum(
                    (0..count)
                        .map(|_| (self.random.one_in(2), self.expr(NUMBER, depth, person)))
                        .collect(),
                )
            }
            3 => ExprKind::Mul(n(self), n(self)),
            4 => {
                let divisor = if self.random.one_in(2) {
                    ExprKind::Scale(ScaleId(0), None)
                } else {
                    ExprKind::Constant(Constant::Number(
                        Exact::new(self.random.between(1, 9), 2).unwrap(),
                    ))
                };
                ExprKind::Div(
                    n(self),
                    Box::new(Expr {
                        ty: NUMBER,
                        kind: divisor,
                    }),
                )
            }
            5 | 6 => {
                let condition = self.boxed(Type::YesNo, depth, person);
                ExprKind::If(condition, n(self), n(self))
            }
            7 => ExprKind::Extremum {
                max: self.random.one_in(2),
                items: vec![*n(self), *n(self)],
            },
            8 => ExprKind::Count(self.members(), self.filter(depth)),
            9 | 10 => {
                let default = if fold == Fold::Sum {
                    None
                } else {
                    Some(n(self))
                };
                let value = self.boxed(NUMBER, depth, true);
                ExprKind::OverPersons {
                    fold,
                    value,
                    group: self.members(),
                    filter: self.filter(depth),
                    default,
                }
            }
            11 if person => {
                let value = self.boxed(NUMBER, depth, true);
                ExprKind::Rank {
                    value,
                    group: self.members(),
                    descending: self.random.one_in(2),
                }
            }
            12 => {
                let fold = if self.random.one_in(3) {
                    Fold::Mean
                } else {
                    fold
                };
                ExprKind::OverMonths {
                    fold,
                    value: n(self),
                    period: PeriodId(0),
                }
            }
            13 => {
                let shift = if self.random.one_in(3) {
                    Shift::MonthOfRight
                } else {
                    Shift::Before(2)
                };
                ExprKind::Shifted(n(self), shift)
            }
            14 => {
                let kind = self
                    .random
                    .pick(&[Elapsed::Years, Elapsed::Months, Elapsed::Days]);
                ExprKind::Elapsed(
                    kind,
                    self.boxed(Type::Date, 0, person),
                    self.boxed(Type::Date, depth, person),
                )
            }
            15 => match self.random.below(3) {
                0 => ExprKind::Floor(n(self), n(self)),
                1 => ExprKind::Cap(n(self), n(self)),
                _ => ExprKind::ZeroBelow(n(self), n(self)),
            },
            16 => ExprKind::Scale(ScaleId(self.random.pick(&[1, 2, 3])), Some(n(self))),
            17 => ExprKind::Scaled(n(self), Exact::new(1, 12).unwrap()),
            _ => {
                let mode = self.random.pick(&[
                    Rounding::Down,
                    Rounding::Up,
                    Rounding::Nearest,
                    Rounding::Truncate,
                ]);
                let value = if self.random.one_in(3) {
                    // A divisor that is never null.
                    let one = Expr {
                        ty: NUMBER,
                        kind: ExprKind::Constant(Constant::Number(Exact::ONE)),
                    };
                    let by = Expr {
                        ty: NUMBER,
                        kind: ExprKind::Floor(n(self), Box::new(one)),
                    };
                    Box::new(Expr {
                        ty: NUMBER,
                        kind: ExprKind::Div(n(self), Box::new(by)),
                    })
                } else {
                    n(self)
                };
                ExprKind::Round {
                    value,
                    den: self.random.pick(&[1, 100]),
                    mode,
                }
            }
        }
    }

    fn condition(&mut self, depth: u32, person: bool) -> ExprKind {
        let c = |maker: &mut Self| maker.expr(Type::YesNo, depth, person);
        match self.random.below(12) {
            0 => ExprKind::Or(vec![c(self), c(self)]),
            1 => ExprKind::And(vec![c(self), c(self), c(self)]),
            2 => ExprKind::Not(Box::new(c(self))),
            3..=6 => {
                use Comparison::{AtLeast, AtMost, Equal, Greater, Less, NotEqual};
                let ty = self
                    .random
                    .pick(&[NUMBER, NUMBER, Type::Date, CHOICE, Type::YesNo]);
                let ordered = matches!(ty, Type::Number(_) | Type::Date);
                let op = self.random.pick(if ordered {
                    &[Equal, NotEqual, Less, AtMost, Greater, AtLeast]
                } else {
                    &[Equal, NotEqual]
                });
                ExprKind::Compare(
                    self.boxed(ty, depth, person),
                    op,
                    self.boxed(ty, depth, person),
                )
            }
            7 => ExprKind::Among(
                self.boxed(CHOICE, depth, person),
                1 + u128::from(self.random.below(7)),
            ),
            8 => {
                let (id, ty) = self
                    .random
                    .pick(&[(7, Type::Date), (8, CHOICE), (11, Type::YesNo)]);
                let who = self.who(person);
                ExprKind::IsNone(Box::new(Expr {
                    ty,
                    kind: ExprKind::Input(InputId(id), who),
                }))
            }
            9 if person => ExprKind::MemberOf(self.members()),
            10 => {
                let all = self.random.one_in(2);
                ExprKind::QuantifiedMonths {
                    all,
                    period: PeriodId(0),
                    condition: Box::new(c(self)),
                }
            }
            _ => {
                let quantifier =
                    self.random
                        .pick(&[Quantifier::Some, Quantifier::None, Quantifier::All]);
                ExprKind::Quantified(
                    quantifier,
                    self.members(),
                    self.boxed(Type::YesNo, depth, true),
                )
            }
        }
    }

    fn version(&mut self, body: Body) -> Version {
        Version {
            since: None,
            body,
            text: Words::default(),
            citation: Citation::default(),
        }
    }

    pub(super) fn rule(&mut self, index: usize, each: bool, ty: Type) -> Rule {
        let depth = 3;
        let body = if ty == Type::YesNo && self.random.one_in(2) {
            let lines = (0..2).map(|i| Line {
                since: None,
                expr: self.expr(ty, depth - 1, each),
                unless: self.random.one_in(2).then(|| self.expr(ty, 1, each)),
                text: Words::of(i.to_string()),
                citation: Citation::default(),
            });
            let lines = lines.collect();
            Body::Lines {
                all: self.random.one_in(2),
                lines,
            }
        } else {
            Body::Expr(self.expr(ty, depth, each))
        };
        let later = Body::Expr(self.expr(ty, 1, each));
        let mut versions = vec![self.version(body)];
        if self.random.one_in(4) {
            // Not in force yet.
            versions.push(Version {
                since: Some(Month::new(2027, 1).unwrap().first_day()),
                ..self.version(later)
            });
        }
        let mut exceptions = Vec::new();
        for motive in 0..self.random.below(3) {
            let body = Body::Expr(self.expr(ty, 1, each));
            exceptions.push(Exception {
                motive: motive.to_string(),
                condition: self.expr(Type::YesNo, 1, each),
                versions: vec![self.version(body)],
                citation: Citation::default(),
            });
        }
        let guarded = matches!(ty, Type::Number(_) | Type::YesNo) && self.random.one_in(4);
        let span = Span {
            source: SourceId(0),
            start: 0,
            end: 0,
        };
        Rule {
            name: format!("r{index}"),
            each,
            ty,
            unit: String::new(),
            is_condition: false,
            guard: guarded.then(|| self.expr(Type::YesNo, 1, each)),
            citation: Citation::default(),
            versions,
            exceptions,
            module: 0,
            span,
        }
    }
}
