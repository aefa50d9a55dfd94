//! Rights and how to claim them.

use super::Check;
use crate::calendar::days;
use crate::diagnostic::Diagnostic;
use crate::program::{Benefit, BenefitId, ProcedureField, Received, Rhythm, RuleId, Type, Unit};
use crate::resolve::{Symbol, citation};
use crate::syntax::tree::{self, BenefitField, Name};

/// What is expected where a name is not an amount that a right may have.
const AMOUNT: &str = "un montant en €/mois, en €/an ou en €";

impl Check<'_> {
    /// What the amounts of each right are per, from the unit of the rule of what is due: other rules need it.
    pub(super) fn rhythms(&mut self) {
        for i in 0..self.model.benefits.len() {
            let Some(tree) = self.model.benefits.get(i).copied() else {
                continue;
            };
            self.holder(&tree.holder);
            let due = tree.fields.iter().find_map(|field| match field {
                BenefitField::Due(name) => self.model.names.get(&name.value),
                _ => None,
            });
            let Some(Symbol::Rule(id)) = due else {
                continue;
            };
            let ty = self.model.program.rules.get(id.index()).map(|r| r.ty);
            if let Some(Type::Number(unit)) = ty
                && let Some(rhythm) = Rhythm::of(unit)
                && let Some(benefit) = self.model.program.benefits.get_mut(i)
            {
                benefit.rhythm = rhythm;
            }
        }
    }

    /// The unit of the amounts of a right, and whether each person has its own.
    pub(super) fn benefit_unit(&self, id: BenefitId) -> (Unit, bool) {
        let benefit = self.model.program.benefits.get(id.index());
        benefit.map_or((Unit::EURO_PER_MONTH, false), |b| (b.rhythm.unit(), b.each))
    }

    /// Fields of all rights, then their procedures.
    pub(super) fn benefits(&mut self) {
        for i in 0..self.model.benefits.len() {
            let (Some(tree), Some(benefit)) = (
                self.model.benefits.get(i).copied(),
                self.model.program.benefits.get(i).cloned(),
            ) else {
                continue;
            };
            let built = self.benefit(tree, benefit);
            if let Some(other) = self
                .model
                .program
                .benefits
                .iter()
                .take(i)
                .position(|b| b.id == built.id)
                && let Some(first) = self.model.benefits.get(other)
            {
                self.say(
                    Diagnostic::error(
                        "D0406",
                        tree.name.span,
                        format!("l'identifiant « {} » sert deux fois", built.id),
                    )
                    .label(first.name.span, "première prestation"),
                );
            }
            if let Some(slot) = self.model.program.benefits.get_mut(i) {
                *slot = built;
            }
        }
        for tree in self.model.procedures.clone() {
            let Some(Symbol::Benefit(id)) = self.model.names.get(&tree.name.value) else {
                self.say(
                    Diagnostic::error(
                        "D0407",
                        tree.name.span,
                        format!("« {} » n'est pas une prestation", tree.name.value),
                    )
                    .help("une démarche porte le nom d'une prestation déclarée"),
                );
                continue;
            };
            let fields: Vec<_> = tree
                .fields
                .iter()
                .map(|f| self.procedure_field(f))
                .collect();
            if let Some(benefit) = self.model.program.benefits.get_mut(id.index()) {
                for field in tree.fields.iter() {
                    match (field.key.value.as_str(), field.values.first()) {
                        ("automatique", Some(value)) => benefit.automatic = is_yes(value),
                        ("rétroactivité", Some(value)) => benefit.retroactivity = months(value),
                        _ => {}
                    }
                }
                benefit.procedure.extend(fields);
            }
        }
        for i in 0..self.model.benefits.len() {
            let without = self
                .model
                .program
                .benefits
                .get(i)
                .is_some_and(|b| b.procedure.is_empty());
            if let (true, Some(tree)) = (without, self.model.benefits.get(i).copied()) {
                self.say(
                    Diagnostic::warning(
                        "D0404",
                        tree.name.span,
                        format!("« {} » n'a pas de démarche", tree.name.value),
                    )
                    .help("écrivez « Démarche … : organisme : … ; effet : … »"),
                );
            }
        }
    }

    fn procedure_field(&self, field: &tree::ProcedureField) -> ProcedureField {
        let values = field.values.iter().map(|v| match v {
            tree::ProcedureValue::Text(text) => text.value.clone(),
            tree::ProcedureValue::Literal(literal) => {
                let text = self.sources.text(crate::resolve::literal::span(literal));
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            }
        });
        ProcedureField {
            key: field.key.value.clone(),
            values: values.collect(),
            citation: citation(field.citation.as_ref()),
        }
    }

    fn benefit(&mut self, tree: &tree::Benefit, mut benefit: Benefit) -> Benefit {
        for field in &tree.fields {
            match field {
                BenefitField::Identifier(text) => benefit.id = text.value.as_str().into(),
                BenefitField::Title(text) => benefit.title = text.value.as_str().into(),
                BenefitField::Due(name) => {
                    let ty = Type::Number(benefit.rhythm.unit());
                    benefit.due = self.rule_of(benefit.each, name, Some(ty), AMOUNT);
                }
                BenefitField::Contribution(name) => {
                    benefit.contribution = self.rule_of(
                        false,
                        name,
                        Some(Type::Number(Unit::EURO_PER_MONTH)),
                        "un montant en €/mois",
                    );
                }
                BenefitField::Condition(name) => {
                    benefit.condition =
                        self.rule_of(benefit.each, name, Some(Type::YesNo), "une condition")
                }
                BenefitField::Form(name) => {
                    benefit.form = self.rule_of(false, name, None, "une règle « parmi … »");
                    let is_choice = benefit
                        .form
                        .and_then(|id| self.model.program.rules.get(id.index()))
                        .is_some_and(|r| matches!(r.ty, Type::Choice(_)));
                    if benefit.form.is_some() && !is_choice {
                        self.say(Diagnostic::error(
                            "D0404",
                            name.span,
                            "la forme d'un droit est une règle « parmi … »",
                        ));
                    }
                }
                BenefitField::Received(name) => {
                    benefit.received = self.received_from(name, benefit.each, benefit.rhythm);
                }
                BenefitField::Steps(names) => {
                    benefit.steps = names.iter().filter_map(|n| self.any_rule(n)).collect();
                }
                BenefitField::Since(date) => benefit.since = Some(days(date.value)),
            }
        }
        if benefit.each && benefit.form.is_some() {
            self.say(
                Diagnostic::error(
                    "D0404",
                    tree.name.span,
                    "un droit de chaque personne est un montant",
                )
                .help("une forme est celle de tout le foyer : retirez « de chaque personne », ou donnez « dû : … »"),
            );
        }
        if benefit.due.is_none() && benefit.form.is_none() {
            self.say(
                Diagnostic::error(
                    "D0404",
                    tree.name.span,
                    format!("on ne sait pas ce que donne « {} »", tree.name.value),
                )
                .help("ajoutez « dû : … » (une règle en €/mois), ou « forme : … »"),
            );
        }
        if benefit.received.is_none() {
            self.say(
                Diagnostic::error(
                    "D0404",
                    tree.name.span,
                    format!("on ne sait pas ce qui est perçu de « {} »", tree.name.value),
                )
                .help(
                    "ajoutez « perçu : … » : la donnée ou la règle qui dit ce que le foyer reçoit",
                ),
            );
        }
        benefit
    }

    fn any_rule(&mut self, name: &Name) -> Option<RuleId> {
        if let Some(Symbol::Rule(id)) = self.model.names.get(&name.value) {
            return Some(id);
        }
        let diagnostic = if self.model.names.get(&name.value).is_some() {
            Diagnostic::error(
                "D0404",
                name.span,
                format!("« {} » n'est pas une règle", name.value),
            )
        } else {
            self.model.names.unknown(&name.value, name.span)
        };
        self.say(diagnostic);
        None
    }

    /// A rule of each person, or of the household.
    fn rule_of(
        &mut self,
        each: bool,
        name: &Name,
        ty: Option<Type>,
        expected: &str,
    ) -> Option<RuleId> {
        let id = self.any_rule(name)?;
        let rule = self.model.program.rules.get(id.index())?;
        if rule.each != each || ty.is_some_and(|ty| rule.ty != ty) {
            self.say(Diagnostic::error(
                "D0404",
                name.span,
                format!("{expected} {} est attendu ici", of_whom(each)),
            ));
            return None;
        }
        Some(id)
    }

    fn received_from(&mut self, name: &Name, each: bool, rhythm: Rhythm) -> Option<Received> {
        let (own, ty, received) = match self.model.names.get(&name.value) {
            Some(Symbol::Rule(id)) => {
                self.used.rule(id);
                let rule = self.model.program.rules.get(id.index())?;
                (rule.each, rule.ty, Received::Rule(id))
            }
            Some(Symbol::Input(id)) => {
                self.used.input(id);
                let input = self.model.program.inputs.get(id.index())?;
                (input.each, input.ty, Received::Input(id))
            }
            _ => {
                self.any_rule(name)?;
                return None;
            }
        };
        let unit = rhythm.unit();
        if own != each || (ty != Type::Number(unit) && ty != Type::YesNo) {
            self.say(Diagnostic::error(
                "D0404",
                name.span,
                format!(
                    "un montant en {unit} {}, ou oui ou non, est attendu ici",
                    of_whom(each)
                ),
            ));
            return None;
        }
        Some(received)
    }
}

fn of_whom(each: bool) -> &'static str {
    if each {
        "de chaque personne"
    } else {
        "du foyer"
    }
}

/// Whether a value of a procedure is a bare `oui`.
fn is_yes(value: &tree::ProcedureValue) -> bool {
    match value {
        tree::ProcedureValue::Literal(tree::Literal::YesNo(yes)) => yes.value,
        tree::ProcedureValue::Literal(tree::Literal::Word(word)) => word.value == "oui",
        _ => false,
    }
}

/// `24 mois`, as a number of months.
fn months(value: &tree::ProcedureValue) -> Option<u32> {
    let tree::ProcedureValue::Literal(literal) = value else {
        return None;
    };
    match crate::resolve::literal::number(literal) {
        Ok((number, Some(Unit::MONTH))) if number.den() == 1 => u32::try_from(number.num()).ok(),
        _ => None,
    }
}
