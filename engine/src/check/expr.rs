//! Typed expressions out of written ones.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::program::{Constant, Elapsed, Expr, ExprKind, Fold, Type, Unit};
use crate::resolve::{Symbol, literal};
use crate::syntax::tree::{self, ExprKind as Tree, Shift};

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Whether a person is at hand.
    pub(super) person: bool,
    /// Whether a quotient by a variable is rounded or compared on the spot.
    pub(super) quotient: bool,
    /// Whether a product is about to be divided: amounts may then be multiplied.
    pub(super) dividend: bool,
}

impl Place {
    /// The household.
    pub(crate) const HOUSEHOLD: Place = Place {
        person: false,
        quotient: false,
        dividend: false,
    };
    /// A person.
    pub(crate) const PERSON: Place = Place {
        person: true,
        quotient: false,
        dividend: false,
    };

    /// One or the other.
    pub(crate) fn of(each: bool) -> Place {
        Place {
            person: each,
            quotient: false,
            dividend: false,
        }
    }
}

pub(super) fn typed(ty: Type, kind: ExprKind) -> Option<Expr> {
    Some(Expr { ty, kind })
}

pub(super) fn boxed(expr: Expr) -> Box<Expr> {
    Box::new(expr)
}

impl Check<'_> {
    /// An expression that must be true or false.
    pub(crate) fn condition_expr(&mut self, tree: &tree::Expr, place: Place) -> Option<Expr> {
        let expr = self.expr(tree, place, Some(Type::YesNo))?;
        if expr.ty == Type::YesNo {
            return Some(expr);
        }
        let found = self.type_text(expr.ty);
        self.say(
            Diagnostic::error("D0218", tree.span, "une condition est attendue ici")
                .here(format!("ceci est {found}"))
                .help("comparez cette valeur (« est au moins … », « est parmi … »)"),
        );
        None
    }

    /// An expression; `expected` gives its type to a bare number or to a word among choices.
    pub(crate) fn expr(
        &mut self,
        tree: &tree::Expr,
        place: Place,
        expected: Option<Type>,
    ) -> Option<Expr> {
        let inner = Place {
            quotient: false,
            dividend: false,
            ..place
        };
        match &tree.kind {
            Tree::Literal(literal) => self.literal(literal, expected),
            Tree::Phrase(text) => self.phrase(text, tree.span, place, expected, None),
            Tree::Or(items) => self
                .all(items, inner)
                .and_then(|v| typed(Type::YesNo, ExprKind::Or(v))),
            Tree::And(items) => self
                .all(items, inner)
                .and_then(|v| typed(Type::YesNo, ExprKind::And(v))),
            Tree::Not(item) => {
                // `non accordée` may be one of the choices expected here.
                if let (Some(ty @ Type::Choice(id)), Tree::Phrase(word)) = (expected, &item.kind) {
                    let name = tree::Name {
                        value: format!("non {word}"),
                        span: tree.span,
                    };
                    return match literal::choice(&name, id, &self.model.program) {
                        Ok(constant) => typed(ty, ExprKind::Constant(constant)),
                        Err(diagnostic) => {
                            self.say(diagnostic);
                            None
                        }
                    };
                }
                typed(
                    Type::YesNo,
                    ExprKind::Not(boxed(self.condition_expr(item, inner)?)),
                )
            }
            Tree::Compare(left, op, right) => self.compare(left, *op, right, inner),
            Tree::Among {
                subject,
                choices,
                negated,
            } => {
                let subject_expr = self.expr(subject, inner, None)?;
                let Type::Choice(id) = subject_expr.ty else {
                    return self.wrong(
                        subject.span,
                        subject_expr.ty,
                        "une donnée « parmi … » est attendue",
                    );
                };
                let mut mask = 0_u128;
                for name in choices {
                    match literal::choice(name, id, &self.model.program) {
                        Ok(Constant::Choice(i)) => {
                            mask |= 1_u128.checked_shl(u32::from(i)).unwrap_or(0)
                        }
                        Ok(_) => {}
                        Err(diagnostic) => self.say(diagnostic),
                    }
                }
                negate(
                    *negated,
                    typed(Type::YesNo, ExprKind::Among(boxed(subject_expr), mask)),
                )
            }
            Tree::IsNone { subject, negated } => {
                let expr = self.expr(subject, inner, None)?;
                if !self.reads_optional(&expr) {
                    self.say(
                        Diagnostic::error(
                            "D0212",
                            subject.span,
                            "« aucun » ne se demande que d'une donnée facultative",
                        )
                        .help("ajoutez « , ou aucun » à la déclaration de la donnée"),
                    );
                    return None;
                }
                negate(*negated, typed(Type::YesNo, ExprKind::IsNone(boxed(expr))))
            }
            Tree::MemberOf { group, negated } => {
                if !place.person {
                    self.say(
                        Diagnostic::error("D0219", tree.span, "de quelle personne s'agit-il ?")
                            .help("« fait partie de » s'emploie dans une règle « de chaque personne » ou après « dont »"),
                    );
                    return None;
                }
                let members = self.group(group)?;
                negate(*negated, typed(Type::YesNo, ExprKind::MemberOf(members)))
            }
            Tree::Sum(terms) => self.sum(terms, inner, expected),
            Tree::Mul(left, right) => self.product(left, right, place),
            Tree::Div(left, right) => self.quotient(tree.span, left, right, place),
            Tree::If(condition, then, other) => {
                let condition = self.condition_expr(condition, inner);
                let a = self.expr(then, inner, expected);
                let b = self.expr(other, inner, expected.or(a.as_ref().map(|e| e.ty)));
                let (condition, a, b) = (condition?, a?, b?);
                if a.ty != b.ty {
                    return self.unlike(
                        then.span,
                        a.ty,
                        other.span,
                        b.ty,
                        "ne sont pas de même nature",
                    );
                }
                typed(a.ty, ExprKind::If(boxed(condition), boxed(a), boxed(b)))
            }
            Tree::Extremum(fold, items) => {
                let mut exprs: Vec<Expr> = Vec::new();
                for item in items {
                    let known = exprs.first().map(|e| e.ty).or(expected);
                    let expr = self.expr(item, inner, known)?;
                    if let (Some(first), Some(first_tree)) = (exprs.first(), items.first())
                        && first.ty != expr.ty
                    {
                        return self.unlike(
                            first_tree.span,
                            first.ty,
                            item.span,
                            expr.ty,
                            "ne se comparent pas",
                        );
                    }
                    exprs.push(expr);
                }
                let ty = exprs.first()?.ty;
                if !matches!(ty, Type::Number(_) | Type::Date) {
                    return self.wrong(tree.span, ty, "des nombres ou des dates sont attendus");
                }
                typed(
                    ty,
                    ExprKind::Extremum {
                        max: *fold == Fold::Max,
                        items: exprs,
                    },
                )
            }
            Tree::Lookup(name, key) => self.lookup(name, key, inner),
            Tree::Count { group, filter } => {
                let members = self.group(group)?;
                let filter = self.filter(filter.as_deref())?;
                typed(Type::Number(Unit::PERSON), ExprKind::Count(members, filter))
            }
            Tree::OverPersons {
                fold,
                value,
                each,
                filter,
                default,
            } => {
                let group = self.group(each)?;
                let value_expr = self.expr(value, Place::PERSON, None)?;
                let Type::Number(_) = value_expr.ty else {
                    return self.wrong(value.span, value_expr.ty, "un nombre est attendu");
                };
                let filter = self.filter(filter.as_deref())?;
                let default = match default {
                    Some(tree) => {
                        let expr = self.expr(tree, inner, Some(value_expr.ty))?;
                        if expr.ty != value_expr.ty {
                            return self.unlike(
                                value.span,
                                value_expr.ty,
                                tree.span,
                                expr.ty,
                                "ne sont pas de même nature",
                            );
                        }
                        Some(boxed(expr))
                    }
                    None if matches!(fold, Fold::Max | Fold::Min) => {
                        self.say(
                            Diagnostic::error(
                                "D0217",
                                tree.span,
                                "que vaut-il quand le groupe est vide ?",
                            )
                            .help("ajoutez « , à défaut … »"),
                        );
                        return None;
                    }
                    None => None,
                };
                typed(
                    value_expr.ty,
                    ExprKind::OverPersons {
                        fold: *fold,
                        value: boxed(value_expr),
                        group,
                        filter,
                        default,
                    },
                )
            }
            Tree::Quantified(quantifier, group, condition) => {
                let members = self.group(group)?;
                let condition = self.condition_expr(condition, Place::PERSON)?;
                typed(
                    Type::YesNo,
                    ExprKind::Quantified(*quantifier, members, boxed(condition)),
                )
            }
            Tree::Rank {
                value,
                group,
                descending,
            } => {
                if !place.person {
                    self.say(
                        Diagnostic::error("D0205", tree.span, "le rang de qui ?")
                            .help("« rang » s'emploie dans une règle « de chaque personne »"),
                    );
                    return None;
                }
                let group = self.group(group)?;
                let expr = self.expr(value, Place::PERSON, None)?;
                if !matches!(expr.ty, Type::Number(_) | Type::Date) {
                    return self.wrong(value.span, expr.ty, "un nombre ou une date est attendu");
                }
                typed(
                    Type::Number(Unit::PERSON),
                    ExprKind::Rank {
                        value: boxed(expr),
                        group,
                        descending: *descending,
                    },
                )
            }
            Tree::OverMonths {
                fold,
                value,
                period,
            } => {
                let period = self.period(period)?;
                let expr = self.expr(value, inner, None)?;
                let Type::Number(unit) = expr.ty else {
                    return self.wrong(value.span, expr.ty, "un nombre est attendu");
                };
                // A sum of amounts per month over months is an amount.
                let ty = Type::Number(if *fold == Fold::Sum {
                    unit.times(Unit::MONTH)
                } else {
                    unit
                });
                typed(
                    ty,
                    ExprKind::OverMonths {
                        fold: *fold,
                        value: boxed(expr),
                        period,
                    },
                )
            }
            Tree::QuantifiedMonths {
                all,
                period,
                condition,
            } => {
                let period = self.period(period)?;
                let condition = self.condition_expr(condition, inner)?;
                typed(
                    Type::YesNo,
                    ExprKind::QuantifiedMonths {
                        all: *all,
                        period,
                        condition: boxed(condition),
                    },
                )
            }
            Tree::Shifted(value, Shift::Year(year)) => {
                let Tree::Phrase(text) = &value.kind else {
                    self.say(Diagnostic::error(
                        "D0213",
                        tree.span,
                        "seule une donnée « année par année » ou une règle se lit à une année",
                    ));
                    return None;
                };
                self.phrase(text, value.span, inner, None, Some(*year))
            }
            Tree::Shifted(value, shift @ Shift::OnDay(_)) => {
                let expr = self.expr(value, inner, expected)?;
                if !matches!(expr.kind, ExprKind::Scale(..)) {
                    self.say(
                        Diagnostic::error(
                            "D0224",
                            value.span,
                            "seul un barème se lit à un jour de l'année",
                        )
                        .help("écrivez « NOM au 01/04 de l'année N », ou « (NOM pour …) au 01/04 de l'année N »"),
                    );
                    return None;
                }
                typed(expr.ty, ExprKind::Shifted(boxed(expr), *shift))
            }
            Tree::Shifted(value, shift) => {
                let expr = self.expr(value, inner, expected)?;
                typed(expr.ty, ExprKind::Shifted(boxed(expr), *shift))
            }
            Tree::Elapsed(elapsed, from, to) => {
                let (a, b) = (
                    self.expr(from, inner, Some(Type::Date)),
                    self.expr(to, inner, Some(Type::Date)),
                );
                let (a, b) = (a?, b?);
                for (e, t) in [(&a, from), (&b, to)] {
                    if e.ty != Type::Date {
                        return self.wrong(t.span, e.ty, "une date est attendue");
                    }
                }
                let unit = match elapsed {
                    Elapsed::Years => Unit::YEAR,
                    Elapsed::Months => Unit::MONTH,
                    Elapsed::Days => Unit::DAY,
                };
                typed(
                    Type::Number(unit),
                    ExprKind::Elapsed(*elapsed, boxed(a), boxed(b)),
                )
            }
            Tree::Calendar(date) => typed(Type::Date, ExprKind::Calendar(*date)),
            Tree::MonthNumber => typed(Type::Number(Unit::NUMBER), ExprKind::MonthNumber),
            Tree::Retained(name) => {
                match self.model.names.get(&name.value) {
                    Some(Symbol::Benefit(id)) => {
                        let (unit, each) = self.benefit_unit(id);
                        if each && !place.person {
                            self.say(
                            Diagnostic::error(
                                "D0205",
                                name.span,
                                format!("« {} » : de qui ?", name.value),
                            )
                            .here("chaque personne a le sien")
                            .help(format!("écrivez « total de (montant retenu au titre de {}) de chaque … »", name.value)),
                        );
                            return None;
                        }
                        typed(Type::Number(unit), ExprKind::Retained(id))
                    }
                    _ => {
                        self.say(
                            Diagnostic::error(
                                "D0404",
                                name.span,
                                format!("« {} » n'est pas une prestation", name.value),
                            )
                            .help("déclarez-la par « Prestation … : … »"),
                        );
                        None
                    }
                }
            }
            Tree::Transformed(body, transforms) => {
                self.transformed(body, transforms, inner, expected)
            }
        }
    }

    fn all(&mut self, items: &[tree::Expr], place: Place) -> Option<Vec<Expr>> {
        let exprs: Vec<_> = items
            .iter()
            .map(|item| self.condition_expr(item, place))
            .collect();
        exprs.into_iter().collect()
    }

    /// `Some(None)` when there is no filter; `None` when it is wrong.
    #[expect(
        clippy::option_option,
        reason = "a filter may be absent, or present and wrong"
    )]
    fn filter(&mut self, filter: Option<&tree::Expr>) -> Option<Option<Box<Expr>>> {
        match filter {
            None => Some(None),
            Some(tree) => Some(Some(boxed(self.condition_expr(tree, Place::PERSON)?))),
        }
    }

    fn reads_optional(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Input(id, _) | ExprKind::InputOfYear(id, _, _) => self
                .model
                .program
                .inputs
                .get(id.index())
                .is_some_and(|input| input.optional),
            ExprKind::Shifted(inner, _) => self.reads_optional(inner),
            _ => false,
        }
    }
}

fn negate(negated: bool, expr: Option<Expr>) -> Option<Expr> {
    let expr = expr?;
    if negated {
        typed(Type::YesNo, ExprKind::Not(boxed(expr)))
    } else {
        Some(expr)
    }
}
