//! Expressions, types and constants in words.

use crate::calendar::date;
use crate::exact::{Exact, Rounding};
use crate::letters::joined;
use crate::program::{
    CalendarDate, Comparison, Constant, DayOfYear, Elapsed, Expr, ExprKind, Fold, InputId, Members,
    PeriodId, Program, Quantifier, Shift, Type, Unit, Who, Year,
};

impl Program {
    /// A type in words.
    #[must_use]
    pub fn type_words(&self, ty: Type) -> String {
        match ty {
            Type::Number(unit) => unit.to_string(),
            Type::YesNo => "oui ou non".to_owned(),
            Type::Date => "date".to_owned(),
            Type::Choice(id) => self
                .choices
                .get(id.index())
                .map(|c| format!("parmi {}", joined(&c.names, ", ")))
                .unwrap_or_default(),
        }
    }

    /// A constant of a type, in words.
    #[must_use]
    pub fn constant_words(&self, constant: Constant, ty: Type) -> String {
        match (constant, ty) {
            (Constant::Number(value), Type::Number(Unit::NUMBER)) => decimal(value),
            (Constant::Number(value), Type::Number(unit)) => {
                format!("{} {}", decimal(value), agreed(unit, value))
            }
            (Constant::Number(value), _) => decimal(value),
            (Constant::YesNo(value), _) => if value { "oui" } else { "non" }.to_owned(),
            (Constant::Date(days), _) => date(days)
                .map(crate::calendar::day_words)
                .unwrap_or_default(),
            (Constant::Choice(i), Type::Choice(id)) => self
                .choices
                .get(id.index())
                .and_then(|c| c.names.get(usize::from(i)))
                .cloned()
                .unwrap_or_default(),
            (Constant::Choice(i), _) => i.to_string(),
            (Constant::Nothing, _) => "aucun".to_owned(),
        }
    }

    /// A set of persons, in words.
    #[must_use]
    pub fn members_words(&self, members: Members) -> String {
        match members {
            Members::Everyone => format!("{}s", self.entity.singular),
            Members::Role(role) => self
                .entity
                .roles
                .get(role.index())
                .map(|r| r.name.clone())
                .unwrap_or_default(),
            Members::Group(group) => self
                .groups
                .get(group.index())
                .map(|g| g.name.clone())
                .unwrap_or_default(),
        }
    }

    /// Of each person of a set, in words.
    fn of_each(&self, members: Members) -> String {
        let one = match members {
            Members::Everyone => Some(&self.entity.singular),
            Members::Role(role) => self.entity.roles.get(role.index()).map(|r| &r.singular),
            Members::Group(group) => self
                .groups
                .get(group.index())
                .and_then(|g| g.singular.as_ref()),
        };
        match one {
            Some(one) => format!("de chaque {one}"),
            None => format!("des {}", self.members_words(members)),
        }
    }

    /// A term of a sum.
    pub(super) fn term(&self, term: &Expr) -> String {
        match &term.kind {
            // What a share is taken from.
            ExprKind::Constant(Constant::Number(Exact::ONE)) if is_pure(term) => "100 %".to_owned(),
            _ => self.within(term, Strength::Product),
        }
    }

    /// An expression in words, in parentheses when it holds together less than it must.
    pub(super) fn within(&self, expr: &Expr, least: Strength) -> String {
        let text = self.show(expr);
        if strength(expr) < least {
            format!("({text})")
        } else {
            text
        }
    }

    /// A period, with its article.
    fn the_period(&self, id: PeriodId) -> String {
        let name = self.periods.get(id.index()).map_or("", |p| &p.name);
        let elided = name.starts_with(['a', 'e', 'é', 'i', 'o', 'u']);
        format!("{}{name}", if elided { "l'" } else { "la " })
    }

    fn owner(&self, who: Who) -> String {
        match who {
            Who::Here => String::new(),
            Who::Role(role) => self
                .entity
                .roles
                .get(role.index())
                .map(|r| format!(" du {}", r.singular))
                .unwrap_or_default(),
        }
    }

    fn input_name(&self, id: InputId) -> &str {
        self.inputs.get(id.index()).map_or("", |i| i.name.as_str())
    }

    /// An expression in words, with the parentheses that a reader needs: around a sum in a product, not around each step.
    #[must_use]
    pub fn show(&self, expr: &Expr) -> String {
        let within = |e: &Expr, least: Strength| self.within(e, least);
        let sub = |e: &Expr| within(e, Strength::Whole);
        let of_those = |filter: &Option<Box<Expr>>| {
            let filter = filter.as_ref();
            filter.map_or_else(String::new, |f| format!(" dont {}", sub(f)))
        };
        let join = |items: &[Expr], word: &str, least: Strength| {
            let items: Vec<String> = items.iter().map(|e| within(e, least)).collect();
            joined(&items, word)
        };
        match &expr.kind {
            ExprKind::Constant(Constant::Number(value)) if is_pure(expr) => share(*value),
            ExprKind::Constant(constant) => self.constant_words(*constant, expr.ty),
            ExprKind::Input(id, who) => format!("{}{}", self.input_name(*id), self.owner(*who)),
            ExprKind::InputOfYear(id, who, year) => format!(
                "{}{} de l'année {}",
                self.input_name(*id),
                self.owner(*who),
                year_words(*year)
            ),
            ExprKind::Rule(id, who) => {
                format!(
                    "{}{}",
                    self.rules.get(id.index()).map_or("", |r| r.name.as_str()),
                    self.owner(*who)
                )
            }
            ExprKind::Scale(id, key) => {
                let name = self.scales.get(id.index()).map_or("", |s| s.name.as_str());
                key.as_ref()
                    .map_or_else(|| name.to_owned(), |k| format!("{name} pour {}", sub(k)))
            }
            ExprKind::Retained(id) => {
                format!(
                    "montant retenu au titre de {}",
                    self.benefits
                        .get(id.index())
                        .map_or("", |b| b.name.as_str())
                )
            }
            ExprKind::Or(items) => join(items, " ou ", Strength::Compared),
            ExprKind::And(items) => join(items, " et ", Strength::Compared),
            ExprKind::Not(e) => format!("non {}", sub(e)),
            ExprKind::Compare(a, op, b) => format!(
                "{} {} {}",
                within(a, Strength::Sum),
                match (op, a.ty) {
                    (Comparison::Equal, Type::Choice(_)) => "est",
                    (Comparison::NotEqual, Type::Choice(_)) => "n'est pas",
                    _ => sign(*op),
                },
                within(b, Strength::Sum)
            ),
            ExprKind::Among(e, mask) => {
                let names = match e.ty {
                    Type::Choice(id) => self
                        .choices
                        .get(id.index())
                        .map(|c| c.names.as_slice())
                        .unwrap_or_default(),
                    _ => &[],
                };
                let chosen: Vec<&str> = names
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| {
                        u32::try_from(*i)
                            .ok()
                            .and_then(|i| mask.checked_shr(i))
                            .is_some_and(|m| m & 1 == 1)
                    })
                    .map(|(_, n)| n.as_str())
                    .collect();
                format!("{} est parmi {}", sub(e), joined(&chosen, ", "))
            }
            ExprKind::IsNone(e) => format!("{} est aucun", sub(e)),
            ExprKind::MemberOf(m) => format!("fait partie des {}", self.members_words(*m)),
            ExprKind::Sum(terms) => {
                let mut out = String::new();
                for (negative, term) in terms {
                    match (out.is_empty(), *negative) {
                        (true, false) => {}
                        (true, true) => out.push('−'),
                        (false, false) => out.push_str(" + "),
                        (false, true) => out.push_str(" − "),
                    }
                    out.push_str(&self.term(term));
                }
                out
            }
            ExprKind::Mul(a, b) => format!("{} × {}", within(a, Strength::Product), sub(b)),
            ExprKind::Div(a, b) => format!("{} / {}", within(a, Strength::Product), sub(b)),
            ExprKind::If(c, a, b) => format!(
                "si {} alors {} sinon {}",
                self.show(c),
                within(a, Strength::Limited),
                self.show(b)
            ),
            ExprKind::Extremum { max, items } => {
                format!(
                    "{} entre {}",
                    if *max { "maximum" } else { "minimum" },
                    join(items, " et ", Strength::Sum)
                )
            }
            ExprKind::Count(m, filter) => {
                let filter = of_those(filter);
                format!("décompte des {}{filter}", self.members_words(*m))
            }
            ExprKind::OverPersons {
                fold,
                value,
                group,
                filter,
                default,
            } => {
                let filter = of_those(filter);
                let default = default
                    .as_ref()
                    .map(|d| format!(", à défaut {}", sub(d)))
                    .unwrap_or_default();
                format!(
                    "{} de {} {}{filter}{default}",
                    fold_word(*fold),
                    sub(value),
                    self.of_each(*group)
                )
            }
            ExprKind::Quantified(q, m, e) => {
                let members = self.members_words(*m);
                match q {
                    Quantifier::Some => format!("au moins un des {members} dont {}", sub(e)),
                    Quantifier::None => format!("aucun des {members} dont {}", sub(e)),
                    Quantifier::All => format!("tous les {members} vérifient {}", sub(e)),
                }
            }
            ExprKind::Rank {
                value,
                group,
                descending,
            } => {
                let way = if *descending {
                    "décroissant"
                } else {
                    "croissant"
                };
                format!(
                    "rang {way} de {} parmi les {}",
                    sub(value),
                    self.members_words(*group)
                )
            }
            ExprKind::OverMonths {
                fold,
                value,
                period,
            } => {
                let period = self.the_period(*period);
                format!("{} de {} sur {period}", fold_word(*fold), sub(value))
            }
            ExprKind::QuantifiedMonths {
                all,
                period,
                condition,
            } => {
                let start = if *all {
                    "à chaque mois"
                } else {
                    "à un mois au moins"
                };
                format!(
                    "{start} de {}, {}",
                    self.the_period(*period),
                    sub(condition)
                )
            }
            ExprKind::Shifted(e, shift) => match shift {
                Shift::Before(1) => format!("{} au mois précédent", sub(e)),
                Shift::Before(n) => format!("{} au {n}e mois précédent", sub(e)),
                Shift::MonthOfRight => format!("{} au mois du droit", sub(e)),
                Shift::Year(year) => format!("{} de l'année {}", sub(e), year_words(*year)),
                Shift::OnDay(day) => format!("{} au {}", sub(e), day_words(*day)),
            },
            ExprKind::Elapsed(kind, a, b) => {
                let what = match kind {
                    Elapsed::Years => "années révolues",
                    Elapsed::Months => "mois révolus",
                    Elapsed::Days => "jours",
                };
                format!("{what} entre {} et {}", sub(a), sub(b))
            }
            ExprKind::Calendar(day) => {
                let year = |n: u32| year_words(Year::Before(n));
                match day {
                    CalendarDate::FirstOfMonth => "premier jour du mois".to_owned(),
                    CalendarDate::LastOfMonth => "dernier jour du mois".to_owned(),
                    CalendarDate::FirstOfYear(n) => format!("premier jour de l'année {}", year(*n)),
                    CalendarDate::LastOfYear(n) => format!("dernier jour de l'année {}", year(*n)),
                    CalendarDate::DayOfYear(day) => day_words(*day),
                }
            }
            ExprKind::MonthNumber => "numéro du mois".to_owned(),
            ExprKind::Floor(e, b) => format!(
                "{}, plancher {}",
                within(e, Strength::Limited),
                within(b, Strength::Sum)
            ),
            ExprKind::Cap(e, b) => format!(
                "{}, plafonné à {}",
                within(e, Strength::Limited),
                within(b, Strength::Sum)
            ),
            ExprKind::ZeroBelow(e, b) => format!(
                "{}, nul si moins de {}",
                within(e, Strength::Limited),
                within(b, Strength::Sum)
            ),
            ExprKind::Round { value, den, mode } => {
                let step = match expr.ty {
                    _ if *den == 100 => "au centime",
                    Type::Number(unit) if unit.is_money() => "à l'euro",
                    _ => "à l'unité",
                };
                let way = match mode {
                    Rounding::Down => "inférieur",
                    Rounding::Up => "supérieur",
                    Rounding::Nearest => "le plus proche",
                    Rounding::Truncate => "tronqué",
                };
                format!("{}, arrondi {step} {way}", within(value, Strength::Limited))
            }
            ExprKind::Scaled(e, factor) => {
                format!("{} × {}", within(e, Strength::Product), decimal(*factor))
            }
        }
    }
}

/// How strongly an expression holds together, from the loosest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// `si … alors … sinon …`
    Branches,
    /// `…, plancher …`
    Limited,
    /// `… et …`
    Joined,
    /// `… < …`
    Compared,
    /// `… + …`
    Sum,
    /// `… × …`
    Product,
    /// Needs no parentheses anywhere.
    Whole,
}

fn strength(expr: &Expr) -> Strength {
    match &expr.kind {
        ExprKind::If(..) => Strength::Branches,
        ExprKind::Floor(..)
        | ExprKind::Cap(..)
        | ExprKind::ZeroBelow(..)
        | ExprKind::Round { .. } => Strength::Limited,
        ExprKind::Or(_) | ExprKind::And(_) => Strength::Joined,
        ExprKind::Compare(..) => Strength::Compared,
        ExprKind::Sum(_) => Strength::Sum,
        ExprKind::Mul(..) | ExprKind::Div(..) | ExprKind::Scaled(..) => Strength::Product,
        _ => Strength::Whole,
    }
}

/// A unit as it is read after a number: `25 ans`, `1 personne`.
fn agreed(unit: Unit, value: Exact) -> String {
    let text = unit.to_string();
    let counted = matches!(text.as_str(), "an" | "jour" | "heure" | "personne");
    let many = value.num().unsigned_abs() >= value.den().unsigned_abs().saturating_mul(2);
    if counted && many {
        format!("{text}s")
    } else {
        text
    }
}

/// Whether an expression is a number without a unit.
fn is_pure(expr: &Expr) -> bool {
    expr.ty == Type::Number(Unit::NUMBER)
}

/// A pure number: below one, it is a share of something.
fn share(value: Exact) -> String {
    let below = value.num() != 0 && value.num().unsigned_abs() < value.den().unsigned_abs();
    let percent = Exact::new(100, 1).and_then(|hundred| value.times(hundred));
    match percent.filter(|_| below) {
        Some(percent) => format!("{} %", decimal(percent)),
        None => decimal(value),
    }
}

fn fold_word(fold: Fold) -> &'static str {
    match fold {
        Fold::Sum => "total",
        Fold::Max => "maximum",
        Fold::Min => "minimum",
        Fold::Mean => "moyenne",
    }
}

fn sign(op: Comparison) -> &'static str {
    match op {
        Comparison::Equal => "=",
        Comparison::NotEqual => "≠",
        Comparison::Less => "<",
        Comparison::AtMost => "≤",
        Comparison::Greater => ">",
        Comparison::AtLeast => "≥",
    }
}

/// With a decimal comma; a fraction that no decimal writes is shown as such.
fn decimal(value: Exact) -> String {
    let mut den = value.den();
    for factor in [2_i128, 5] {
        while den.checked_rem(factor) == Some(0) {
            den = den.checked_div(factor).unwrap_or(1);
        }
    }
    if den == 1 {
        value.decimal(0, 12).replace('.', ",")
    } else {
        format!("{}/{}", value.num(), value.den())
    }
}

/// `N`, `N-2`, `observée`.
fn year_words(year: Year) -> String {
    match year {
        Year::Before(0) => "N".to_owned(),
        Year::Before(back) => format!("N-{back}"),
        Year::Observed => "observée".to_owned(),
    }
}

/// `15/09 de l'année N`
fn day_words(day: DayOfYear) -> String {
    format!(
        "{:02}/{:02} de l'année {}",
        day.day,
        day.month,
        year_words(Year::Before(day.back))
    )
}
