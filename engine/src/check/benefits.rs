//! Rights and how to claim them.

use super::Check;
use crate::calendar::days;
use crate::diagnostic::Diagnostic;
use crate::program::{Benefit, ProcedureField, Received, RuleId, Type, Unit};
use crate::resolve::{Symbol, citation};
use crate::syntax::tree::{self, BenefitField, Name};

impl Check<'_> {
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
                BenefitField::Identifier(text) => benefit.id = text.value.clone(),
                BenefitField::Title(text) => benefit.title = text.value.clone(),
                BenefitField::Due(name) => {
                    benefit.due = self.household_rule(
                        name,
                        Some(Type::Number(Unit::EURO_PER_MONTH)),
                        "un montant en €/mois du foyer",
                    )
                }
                BenefitField::Contribution(name) => {
                    benefit.contribution = self.household_rule(
                        name,
                        Some(Type::Number(Unit::EURO_PER_MONTH)),
                        "un montant en €/mois du foyer",
                    );
                }
                BenefitField::Condition(name) => {
                    benefit.condition =
                        self.household_rule(name, Some(Type::YesNo), "une condition du foyer")
                }
                BenefitField::Form(name) => {
                    benefit.form =
                        self.household_rule(name, None, "une règle « parmi … » du foyer");
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
                BenefitField::Received(name) => benefit.received = self.received_from(name),
                BenefitField::Steps(names) => {
                    benefit.steps = names.iter().filter_map(|n| self.any_rule(n)).collect();
                }
                BenefitField::Since(date) => benefit.since = Some(days(date.value)),
            }
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

    fn household_rule(&mut self, name: &Name, ty: Option<Type>, expected: &str) -> Option<RuleId> {
        let id = self.any_rule(name)?;
        let rule = self.model.program.rules.get(id.index())?;
        if rule.each || ty.is_some_and(|ty| rule.ty != ty) {
            self.say(Diagnostic::error(
                "D0404",
                name.span,
                format!("{expected} est attendu ici"),
            ));
            return None;
        }
        Some(id)
    }

    fn received_from(&mut self, name: &Name) -> Option<Received> {
        let (each, ty, received) = match self.model.names.get(&name.value) {
            Some(Symbol::Rule(id)) => {
                let rule = self.model.program.rules.get(id.index())?;
                (rule.each, rule.ty, Received::Rule(id))
            }
            Some(Symbol::Input(id)) => {
                let input = self.model.program.inputs.get(id.index())?;
                (input.each, input.ty, Received::Input(id))
            }
            _ => {
                self.any_rule(name)?;
                return None;
            }
        };
        if each || !matches!(ty, Type::Number(Unit::EURO_PER_MONTH) | Type::YesNo) {
            self.say(Diagnostic::error(
                "D0404",
                name.span,
                "un montant en €/mois du foyer, ou oui ou non, est attendu ici",
            ));
            return None;
        }
        Some(received)
    }
}
