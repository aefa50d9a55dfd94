//! Typed expressions out of written ones.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::exact::{Exact, Rounding};
use crate::program::{
    Comparison, Constant, Elapsed, Expr, ExprKind, Fold, Input, InputId, RoleId, RuleId, ScaleId,
    Timing, Type, Unit, Who,
};
use crate::resolve::{Symbol, declare};
use crate::source::Span;
use crate::syntax::tree::{
    self, ExprKind as Tree, Literal, RoundingMode, RoundingStep, Shift, Transform,
};

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Whether a person is at hand.
    person: bool,
    /// Whether a quotient by a variable is rounded or compared on the spot.
    quotient: bool,
    /// Whether a product is about to be divided: amounts may then be multiplied.
    dividend: bool,
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

fn typed(ty: Type, kind: ExprKind) -> Option<Expr> {
    Some(Expr { ty, kind })
}

fn boxed(expr: Expr) -> Box<Expr> {
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
                    return match declare::choice(&name, id, &self.model.program) {
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
                    match declare::choice(name, id, &self.model.program) {
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
            Tree::Shifted(value, Shift::Year(back)) => {
                let Tree::Phrase(text) = &value.kind else {
                    self.say(Diagnostic::error(
                        "D0213",
                        tree.span,
                        "seule une donnée « année par année » se lit à une année",
                    ));
                    return None;
                };
                self.phrase(text, value.span, inner, None, Some(*back))
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
            Tree::Retained(name) => match self.model.names.get(&name.value) {
                Some(Symbol::Benefit(id)) => {
                    typed(Type::Number(Unit::EURO_PER_MONTH), ExprKind::Retained(id))
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
            },
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

    fn literal(&mut self, literal: &Literal, expected: Option<Type>) -> Option<Expr> {
        let constant = match literal {
            Literal::Number { unit, span, .. } => match declare::number(literal) {
                Ok((value, Some(unit))) => {
                    return typed(
                        Type::Number(unit),
                        ExprKind::Constant(Constant::Number(value)),
                    );
                }
                Ok((value, None)) => {
                    let unit = match (expected, unit) {
                        (Some(Type::Number(unit)), None) if unit != Unit::NUMBER => {
                            self.say(
                                Diagnostic::error("D0211", *span, "l'unité manque")
                                    .here(format!("{unit} est attendu"))
                                    .help("écrivez l'unité après le nombre, même pour zéro"),
                            );
                            return None;
                        }
                        _ => Unit::NUMBER,
                    };
                    return typed(
                        Type::Number(unit),
                        ExprKind::Constant(Constant::Number(value)),
                    );
                }
                Err(diagnostic) => {
                    self.say(diagnostic);
                    return None;
                }
            },
            Literal::Date(date) => {
                return typed(
                    Type::Date,
                    ExprKind::Constant(Constant::Date(crate::calendar::days(date.value))),
                );
            }
            Literal::YesNo(value) => match expected {
                Some(ty @ Type::Choice(_)) => {
                    declare::constant(literal, ty, &self.model.program, true)
                }
                _ => Ok(Constant::YesNo(value.value)),
            },
            Literal::Word(name)
                if matches!(name.value.as_str(), "oui" | "non")
                    && !matches!(expected, Some(Type::Choice(_))) =>
            {
                Ok(Constant::YesNo(name.value == "oui"))
            }
            Literal::Word(name) => match expected {
                Some(Type::Choice(id)) => declare::choice(name, id, &self.model.program),
                _ => Err(self.model.names.unknown(&name.value, name.span)),
            },
        };
        match (constant, expected) {
            (Ok(constant @ Constant::Choice(_)), Some(ty)) => {
                typed(ty, ExprKind::Constant(constant))
            }
            (Ok(constant), _) => typed(Type::YesNo, ExprKind::Constant(constant)),
            (Err(diagnostic), _) => {
                self.say(diagnostic);
                None
            }
        }
    }

    /// A phrase: a choice where one is expected, else a declared name, with its holder.
    fn phrase(
        &mut self,
        text: &str,
        span: Span,
        place: Place,
        expected: Option<Type>,
        year: Option<u32>,
    ) -> Option<Expr> {
        if let Some(ty @ Type::Choice(id)) = expected {
            let names = self
                .model
                .program
                .choices
                .get(id.index())
                .map(|c| c.names.as_slice())
                .unwrap_or_default();
            if let Some(i) = names.iter().position(|n| n == text) {
                return typed(
                    ty,
                    ExprKind::Constant(Constant::Choice(u8::try_from(i).unwrap_or(u8::MAX))),
                );
            }
        }
        if matches!(text, "oui" | "non") {
            return typed(
                Type::YesNo,
                ExprKind::Constant(Constant::YesNo(text == "oui")),
            );
        }
        let readings = self.model.names.readings(text);
        let (symbol, role) = match readings.as_slice() {
            [] => {
                if let Some(Type::Choice(id)) = expected {
                    let name = tree::Name {
                        value: text.to_owned(),
                        span,
                    };
                    if let Err(diagnostic) = declare::choice(&name, id, &self.model.program) {
                        self.say(diagnostic);
                    }
                } else {
                    let diagnostic = self.model.names.unknown(text, span);
                    self.say(diagnostic);
                }
                return None;
            }
            [(symbol, role, _)] => (*symbol, *role),
            [(_, first_role, first), (_, second_role, second), ..] => {
                let read = |name: &str, role: &Option<RoleId>| match role
                    .and_then(|r| self.model.program.entity.roles.get(r.index()))
                {
                    Some(role) => format!("« {name} » de la personne « {} »", role.singular),
                    None => format!("le nom « {name} »"),
                };
                let help = format!(
                    "se lit {}, ou {} : renommez l'un des deux",
                    read(first, first_role),
                    read(second, second_role)
                );
                self.say(
                    Diagnostic::error(
                        "D0202",
                        span,
                        format!("« {text} » a deux lectures possibles"),
                    )
                    .help(help),
                );
                return None;
            }
        };
        match symbol {
            Symbol::Input(id) => self.read_input(id, role, span, place, year),
            Symbol::Rule(id) => self.read_rule(id, role, span, place),
            Symbol::Scale(id) => self.read_scale(id, role, text, span, place),
            Symbol::Period(_) => {
                self.say(
                    Diagnostic::error("D0204", span, format!("« {text} » est une période"))
                        .help("écrivez « moyenne de … sur la … »"),
                );
                None
            }
            Symbol::Benefit(_) => {
                self.say(
                    Diagnostic::error("D0204", span, format!("« {text} » est une prestation"))
                        .help(format!("écrivez « montant retenu au titre de {text} », ou le nom de la règle qui donne son montant")),
                );
                None
            }
        }
    }

    fn whose(
        &mut self,
        name: &str,
        each: bool,
        role: Option<RoleId>,
        span: Span,
        place: Place,
    ) -> Option<Who> {
        match (each, role, place.person) {
            (true, Some(role), _) => Some(Who::Role(role)),
            (false, None, _) | (true, None, true) => Some(Who::Here),
            (true, None, false) => {
                self.say(
                    Diagnostic::error("D0205", span, format!("« {name} » : de qui ?"))
                        .here("chaque personne a le sien")
                        .help(format!("écrivez « {name} du demandeur », ou réunissez-les : « total de {name} de chaque … », « au moins un des … dont … »")),
                );
                None
            }
            (false, Some(_), _) => {
                self.say(Diagnostic::error(
                    "D0205",
                    span,
                    format!("« {name} » appartient au foyer, non à une personne"),
                ));
                None
            }
        }
    }

    fn read_input(
        &mut self,
        id: InputId,
        role: Option<RoleId>,
        span: Span,
        place: Place,
        year: Option<u32>,
    ) -> Option<Expr> {
        self.used.input(id);
        let Input {
            name,
            each,
            ty,
            timing,
            ..
        } = self.model.program.inputs.get(id.index())?.clone();
        let who = self.whose(&name, each, role, span, place)?;
        match (timing, year) {
            (Timing::Yearly, None) => {
                self.say(
                    Diagnostic::error("D0213", span, format!("« {name} » : de quelle année ?"))
                        .help(format!("écrivez « {name} de l'année N-2 »")),
                );
                None
            }
            (Timing::Yearly, Some(back)) => typed(ty, ExprKind::InputOfYear(id, who, back)),
            (_, Some(_)) => {
                self.say(Diagnostic::error(
                    "D0213",
                    span,
                    format!("« {name} » n'est pas une donnée « année par année »"),
                ));
                None
            }
            (_, None) => typed(ty, ExprKind::Input(id, who)),
        }
    }

    fn read_rule(
        &mut self,
        id: RuleId,
        role: Option<RoleId>,
        span: Span,
        place: Place,
    ) -> Option<Expr> {
        self.used.rule(id);
        let rule = self.model.program.rules.get(id.index())?;
        let (name, each, ty) = (rule.name.clone(), rule.each, rule.ty);
        let who = self.whose(&name, each, role, span, place)?;
        typed(ty, ExprKind::Rule(id, who))
    }

    fn read_scale(
        &mut self,
        id: ScaleId,
        role: Option<RoleId>,
        text: &str,
        span: Span,
        place: Place,
    ) -> Option<Expr> {
        self.used.scale(id);
        let scale = self.model.program.scales.get(id.index())?;
        let (unit, key) = (scale.unit, scale.key);
        if role.is_some() {
            self.say(Diagnostic::error(
                "D0205",
                span,
                "un barème n'appartient pas à une personne",
            ));
            return None;
        }
        let Some(key_unit) = key else {
            return typed(Type::Number(unit), ExprKind::Scale(id, None));
        };
        let tree = self.model.scales.get(id.index()).copied()?;
        let Some(tree::ScaleKey::Named(name)) = &tree.key else {
            self.say(
                Diagnostic::error("D0206", span, format!("« {text} » pour quelle valeur ?"))
                    .help(format!("écrivez « {text} pour … » (en {key_unit})")),
            );
            return None;
        };
        let key = self.phrase(&name.value, span, place, None, None)?;
        typed(Type::Number(unit), ExprKind::Scale(id, Some(boxed(key))))
    }

    fn lookup(&mut self, name: &tree::Name, key: &tree::Expr, place: Place) -> Option<Expr> {
        let Some(Symbol::Scale(id)) = self.model.names.get(&name.value) else {
            let known = self.model.names.get(&name.value).is_some();
            let diagnostic = if known {
                Diagnostic::error(
                    "D0206",
                    name.span,
                    format!("« {} » n'est pas un barème", name.value),
                )
            } else {
                self.model.names.unknown(&name.value, name.span)
            };
            self.say(diagnostic);
            return None;
        };
        self.used.scale(id);
        let scale = self.model.program.scales.get(id.index())?;
        let (unit, Some(key_unit)) = (scale.unit, scale.key) else {
            self.say(
                Diagnostic::error(
                    "D0206",
                    name.span,
                    format!("le barème « {} » n'a qu'une valeur", name.value),
                )
                .help("retirez « pour … », ou déclarez-le « selon … »"),
            );
            return None;
        };
        // A bare number takes the unit of the key.
        let bare = matches!(&key.kind, Tree::Literal(Literal::Number { unit: None, .. }));
        let mut expr = self.expr(
            key,
            place,
            if bare {
                None
            } else {
                Some(Type::Number(key_unit))
            },
        )?;
        if bare {
            expr.ty = Type::Number(key_unit);
        }
        if expr.ty != Type::Number(key_unit) {
            let found = self.type_text(expr.ty);
            self.say(
                Diagnostic::error(
                    "D0206",
                    key.span,
                    format!(
                        "le barème « {} » se lit par une valeur en {key_unit}",
                        name.value
                    ),
                )
                .here(format!("ceci est {found}")),
            );
            return None;
        }
        typed(Type::Number(unit), ExprKind::Scale(id, Some(boxed(expr))))
    }

    fn compare(
        &mut self,
        left: &tree::Expr,
        op: Comparison,
        right: &tree::Expr,
        place: Place,
    ) -> Option<Expr> {
        let place = Place {
            quotient: true,
            dividend: false,
            ..place
        };
        let a = self.expr(left, place, None)?;
        let b = self.expr(right, place, Some(a.ty))?;
        if a.ty != b.ty {
            return self.unlike(left.span, a.ty, right.span, b.ty, "ne se comparent pas");
        }
        let ordered = !matches!(op, Comparison::Equal | Comparison::NotEqual);
        if ordered && !matches!(a.ty, Type::Number(_) | Type::Date) {
            return self.wrong(left.span, a.ty, "un nombre ou une date est attendu");
        }
        // `a / b ≥ c` is `a ≥ b × c`: nothing is divided.
        // A divisor that the texts fix is left where it is: it folds into a factor.
        let (a, b) = match (a.kind, b.kind) {
            (ExprKind::Div(num, den), kind) if !is_constant(&den) => {
                let ty = num.ty;
                let product = Expr {
                    ty,
                    kind: ExprKind::Mul(den, boxed(Expr { ty: b.ty, kind })),
                };
                (*num, product)
            }
            (kind, ExprKind::Div(num, den)) if !is_constant(&den) => {
                let ty = num.ty;
                (
                    Expr {
                        ty,
                        kind: ExprKind::Mul(den, boxed(Expr { ty: a.ty, kind })),
                    },
                    *num,
                )
            }
            (x, y) => (Expr { ty: a.ty, kind: x }, Expr { ty: b.ty, kind: y }),
        };
        typed(Type::YesNo, ExprKind::Compare(boxed(a), op, boxed(b)))
    }

    fn sum(
        &mut self,
        terms: &[(bool, tree::Expr)],
        place: Place,
        expected: Option<Type>,
    ) -> Option<Expr> {
        let mut exprs: Vec<(bool, Expr)> = Vec::new();
        let mut failed = false;
        for (negative, term) in terms {
            let known = exprs.first().map(|(_, e)| e.ty).or(expected);
            let Some(expr) = self.expr(term, place, known) else {
                failed = true;
                continue;
            };
            if !matches!(expr.ty, Type::Number(_)) {
                return self.wrong(term.span, expr.ty, "un nombre est attendu dans une somme");
            }
            if let (Some((_, first)), Some((_, first_tree))) = (exprs.first(), terms.first())
                && first.ty != expr.ty
            {
                return self.unlike(
                    first_tree.span,
                    first.ty,
                    term.span,
                    expr.ty,
                    "ne s'ajoutent pas",
                );
            }
            exprs.push((*negative, expr));
        }
        let ty = exprs.first()?.1.ty;
        if failed {
            None
        } else {
            typed(ty, ExprKind::Sum(exprs))
        }
    }

    fn product(&mut self, left: &tree::Expr, right: &tree::Expr, place: Place) -> Option<Expr> {
        let inner = Place {
            quotient: false,
            dividend: false,
            ..place
        };
        let (a, b) = (self.expr(left, inner, None), self.expr(right, inner, None));
        let (a, b) = (a?, b?);
        let (Type::Number(x), Type::Number(y)) = (a.ty, b.ty) else {
            let (span, ty) = if matches!(a.ty, Type::Number(_)) {
                (right.span, b.ty)
            } else {
                (left.span, a.ty)
            };
            return self.wrong(span, ty, "un nombre est attendu dans un produit");
        };
        if !place.dividend && x.is_money() && y.is_money() {
            self.say(
                Diagnostic::error("D0221", left.span, "deux montants ne se multiplient pas")
                    .here(format!("en {x}"))
                    .label(right.span, format!("en {y}"))
                    .help("l'un des deux devrait être un taux (%) ou un nombre"),
            );
            return None;
        }
        typed(Type::Number(x.times(y)), ExprKind::Mul(boxed(a), boxed(b)))
    }

    fn quotient(
        &mut self,
        span: Span,
        left: &tree::Expr,
        right: &tree::Expr,
        place: Place,
    ) -> Option<Expr> {
        let inner = Place {
            quotient: false,
            dividend: false,
            ..place
        };
        let (a, b) = (
            self.expr(
                left,
                Place {
                    dividend: true,
                    ..inner
                },
                None,
            ),
            self.expr(right, inner, None),
        );
        let (a, b) = (a?, b?);
        let (Type::Number(x), Type::Number(y)) = (a.ty, b.ty) else {
            let (span, ty) = if matches!(a.ty, Type::Number(_)) {
                (right.span, b.ty)
            } else {
                (left.span, a.ty)
            };
            return self.wrong(span, ty, "un nombre est attendu dans un quotient");
        };
        if matches!(b.kind, ExprKind::Constant(Constant::Number(Exact::ZERO))) {
            self.say(Diagnostic::error("D0207", right.span, "division par zéro"));
            return None;
        }
        if !place.quotient && !is_constant(&b) {
            self.say(
                Diagnostic::error(
                    "D0207",
                    span,
                    "le quotient par une valeur qui varie n'est ni arrondi ni comparé",
                )
                .label(right.span, "ce diviseur n'est pas fixé par les textes")
                .help(
                    "écrivez « (… / …, arrondi au centime) », ou comparez le quotient sur-le-champ",
                ),
            );
            return None;
        }
        if !is_constant(&b) {
            self.divides(right.span, &b);
        }
        typed(Type::Number(x.over(y)), ExprKind::Div(boxed(a), boxed(b)))
    }

    fn transformed(
        &mut self,
        body: &tree::Expr,
        transforms: &[(Transform, Option<tree::Citation>)],
        place: Place,
        expected: Option<Type>,
    ) -> Option<Expr> {
        let rounded = matches!(transforms.first(), Some((Transform::Round(..), _)));
        let mut value = self.expr(
            body,
            Place {
                quotient: rounded,
                dividend: false,
                ..place
            },
            expected,
        )?;
        let Type::Number(_) = value.ty else {
            return self.wrong(
                body.span,
                value.ty,
                "une transformation s'applique à un nombre",
            );
        };
        for (transform, _) in transforms {
            let ty = value.ty;
            let kind = match transform {
                Transform::Floor(bound) | Transform::Cap(bound) | Transform::ZeroBelow(bound) => {
                    let expr = self.expr(bound, place, Some(ty))?;
                    if expr.ty != ty {
                        return self.unlike(
                            body.span,
                            ty,
                            bound.span,
                            expr.ty,
                            "ne se comparent pas",
                        );
                    }
                    match transform {
                        Transform::Floor(_) => ExprKind::Floor(boxed(value), boxed(expr)),
                        Transform::Cap(_) => ExprKind::Cap(boxed(value), boxed(expr)),
                        _ => ExprKind::ZeroBelow(boxed(value), boxed(expr)),
                    }
                }
                Transform::Round(step, mode) => ExprKind::Round {
                    value: boxed(value),
                    den: match step {
                        RoundingStep::Cent => 100,
                        RoundingStep::Unit => 1,
                    },
                    mode: match mode {
                        RoundingMode::Down => Rounding::Down,
                        RoundingMode::Up => Rounding::Up,
                        RoundingMode::Nearest => Rounding::Nearest,
                        RoundingMode::Truncate => Rounding::Truncate,
                    },
                },
                Transform::PerMonth | Transform::PerYear => {
                    let Type::Number(unit) = ty else { return None };
                    let (from, to, factor) = if matches!(transform, Transform::PerMonth) {
                        (
                            Unit::EURO_PER_YEAR,
                            Unit::EURO_PER_MONTH,
                            Exact::new(1, 12)?,
                        )
                    } else {
                        (Unit::EURO_PER_MONTH, Unit::EURO_PER_YEAR, Exact::whole(12))
                    };
                    if unit != from {
                        self.say(
                            Diagnostic::error(
                                "D0203",
                                body.span,
                                format!("une valeur en {unit} ne se ramène pas ainsi"),
                            )
                            .help(format!("cette conversion va de {from} à {to}")),
                        );
                        return None;
                    }
                    value = Expr {
                        ty: Type::Number(to),
                        kind: ExprKind::Scaled(boxed(value), factor),
                    };
                    continue;
                }
            };
            value = Expr { ty, kind };
        }
        Some(value)
    }

    fn group(&mut self, name: &tree::Name) -> Option<crate::program::Members> {
        let members = self.model.names.members(&name.value);
        if members.is_none() {
            let diagnostic = self.model.names.unknown_group(&name.value, name.span);
            self.say(diagnostic);
        }
        members
    }

    fn period(&mut self, name: &tree::Name) -> Option<crate::program::PeriodId> {
        if let Some(Symbol::Period(id)) = self.model.names.get(&name.value) {
            self.used.period(id);
            return Some(id);
        }
        self.say(
            Diagnostic::error(
                "D0216",
                name.span,
                format!("« {} » n'est pas une période", name.value),
            )
            .help("déclarez-la par « Période … : du 4e au 2e mois précédent. »"),
        );
        None
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

    /// `un montant en €/mois`, `oui ou non`…
    pub(crate) fn type_text(&self, ty: Type) -> String {
        match ty {
            Type::Number(Unit::NUMBER) => "un nombre sans unité".to_owned(),
            Type::Number(unit) => format!("un nombre en {unit}"),
            Type::YesNo => "oui ou non".to_owned(),
            Type::Date => "une date".to_owned(),
            Type::Choice(id) => {
                let names = self
                    .model
                    .program
                    .choices
                    .get(id.index())
                    .map(|c| c.names.join(", "))
                    .unwrap_or_default();
                format!("une valeur parmi {names}")
            }
        }
    }

    fn wrong(&mut self, span: Span, found: Type, expected: &str) -> Option<Expr> {
        let found = self.type_text(found);
        self.say(
            Diagnostic::error("D0204", span, expected.to_owned()).here(format!("ceci est {found}")),
        );
        None
    }

    /// Two values of different natures meet.
    pub(crate) fn unlike(
        &mut self,
        left: Span,
        a: Type,
        right: Span,
        b: Type,
        verb: &str,
    ) -> Option<Expr> {
        let diagnostic = match (a, b) {
            (Type::Number(x), Type::Number(y)) => {
                let mut diagnostic =
                    Diagnostic::error("D0203", left, format!("`{x}` et `{y}` {verb}"))
                        .here(format!("en {x}"))
                        .label(right, format!("en {y}"));
                if (x, y) == (Unit::EURO_PER_MONTH, Unit::EURO_PER_YEAR)
                    || (y, x) == (Unit::EURO_PER_MONTH, Unit::EURO_PER_YEAR)
                {
                    diagnostic = diagnostic.help(
                        "convertissez : « (…, ramené au mois) » ou « (…, ramené à l'année) »",
                    );
                } else if x == Unit::NUMBER || y == Unit::NUMBER {
                    diagnostic = diagnostic.help("écrivez l'unité après le nombre");
                } else {
                    diagnostic = diagnostic.help("corrigez l'unité de l'un des deux");
                }
                diagnostic
            }
            _ => {
                let (x, y) = (self.type_text(a), self.type_text(b));
                Diagnostic::error("D0204", left, format!("ces deux valeurs {verb}"))
                    .here(x)
                    .label(right, y)
            }
        };
        self.say(diagnostic);
        None
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

/// Whether the value is fixed by the texts: literals and parameters without key.
fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::MonthNumber | ExprKind::Calendar(_) => true,
        ExprKind::Scale(_, key) => key.as_deref().is_none_or(is_constant),
        ExprKind::Sum(terms) => terms.iter().all(|(_, e)| is_constant(e)),
        ExprKind::Extremum { items, .. } => items.iter().all(is_constant),
        ExprKind::Mul(a, b)
        | ExprKind::Div(a, b)
        | ExprKind::Floor(a, b)
        | ExprKind::Cap(a, b)
        | ExprKind::ZeroBelow(a, b) => is_constant(a) && is_constant(b),
        ExprKind::Scaled(e, _) | ExprKind::Shifted(e, _) => is_constant(e),
        ExprKind::Round { value, .. } => is_constant(value),
        _ => false,
    }
}
