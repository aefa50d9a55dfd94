//! What a phrase, a literal or a group means where it stands.

use super::Check;
use super::expr::{Place, boxed, typed};
use crate::diagnostic::Diagnostic;
use crate::program::{
    Constant, Expr, ExprKind, Input, InputId, RoleId, RuleId, ScaleId, Shift, Timing, Type, Unit,
    Who, Year,
};
use crate::resolve::{Symbol, literal};
use crate::source::Span;
use crate::syntax::tree::{self, ExprKind as Tree, Literal};

impl Check<'_> {
    pub(super) fn literal(&mut self, literal: &Literal, expected: Option<Type>) -> Option<Expr> {
        let constant = match literal {
            Literal::Number { unit, span, .. } => match literal::number(literal) {
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
                    literal::constant(literal, ty, &self.model.program, true)
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
                Some(Type::Choice(id)) => literal::choice(name, id, &self.model.program),
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
    pub(super) fn phrase(
        &mut self,
        text: &str,
        span: Span,
        place: Place,
        expected: Option<Type>,
        year: Option<Year>,
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
                    if let Err(diagnostic) = literal::choice(&name, id, &self.model.program) {
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
            Symbol::Rule(id) => {
                let rule = self.read_rule(id, role, span, place)?;
                match year {
                    // The whole rule, observed at the end of that year.
                    Some(year) => typed(rule.ty, ExprKind::Shifted(boxed(rule), Shift::Year(year))),
                    None => Some(rule),
                }
            }
            Symbol::Scale(_) if year.is_some() => {
                self.say(
                    Diagnostic::error(
                        "D0213",
                        span,
                        format!("« {text} » est un barème : de quel jour ?"),
                    )
                    .help(format!("écrivez « {text} au 01/01 de l'année N »")),
                );
                None
            }
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

    pub(super) fn whose(
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

    pub(super) fn read_input(
        &mut self,
        id: InputId,
        role: Option<RoleId>,
        span: Span,
        place: Place,
        year: Option<Year>,
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
            (Timing::Yearly, Some(year)) => typed(ty, ExprKind::InputOfYear(id, who, year)),
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

    pub(super) fn read_rule(
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

    pub(super) fn read_scale(
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

    pub(super) fn lookup(
        &mut self,
        name: &tree::Name,
        key: &tree::Expr,
        place: Place,
    ) -> Option<Expr> {
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

    pub(super) fn group(&mut self, name: &tree::Name) -> Option<crate::program::Members> {
        let members = self.model.names.members(&name.value);
        if members.is_none() {
            let diagnostic = self.model.names.unknown_group(&name.value, name.span);
            self.say(diagnostic);
        }
        members
    }

    pub(super) fn period(&mut self, name: &tree::Name) -> Option<crate::program::PeriodId> {
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
}
