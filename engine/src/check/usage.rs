//! What is declared and read by nothing; what has no source.

use std::collections::HashSet;

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::program::{InputId, PeriodId, RuleId, ScaleId, Symbolic};
use crate::syntax::tree::InputAttribute;

/// Names read by some declaration.
#[derive(Debug, Default)]
pub(crate) struct Used {
    names: HashSet<Symbolic>,
}

impl Used {
    /// An input is read.
    pub(crate) fn input(&mut self, id: InputId) {
        self.names.insert(Symbolic::Input(id));
    }
    /// A rule is read.
    pub(crate) fn rule(&mut self, id: RuleId) {
        self.names.insert(Symbolic::Rule(id));
    }
    /// A scale is read.
    pub(crate) fn scale(&mut self, id: ScaleId) {
        self.names.insert(Symbolic::Scale(id));
    }
    /// A period is read.
    pub(crate) fn period(&mut self, id: PeriodId) {
        self.names.insert(Symbolic::Period(id));
    }
}

impl Check<'_> {
    /// Warnings, once everything else is known.
    pub(super) fn usage(&mut self) {
        let mut found = Vec::new();
        for (i, scale) in self.model.scales.iter().enumerate() {
            if !self.used.names.contains(&Symbolic::Scale(ScaleId::at(i))) {
                found.push(
                    Diagnostic::warning(
                        "D0501",
                        scale.name.span,
                        format!("le barème « {} » ne sert à rien", scale.name.value),
                    )
                    .help("employez-le ou retirez-le"),
                );
            }
            let sourced =
                scale.citation.is_some() || scale.lines.iter().all(|l| l.citation.is_some());
            if !sourced {
                found.push(
                    Diagnostic::warning(
                        "D0505",
                        scale.name.span,
                        format!(
                            "des valeurs de « {} » n'ont pas de source",
                            scale.name.value
                        ),
                    )
                    .help("ajoutez « [article] » au barème ou à chaque ligne"),
                );
            }
        }
        for (i, rule) in self.model.program.rules.iter().enumerate() {
            let id = RuleId::at(i);
            let named_by_right = self.model.program.benefits.iter().any(|b| {
                [b.due, b.condition, b.form, b.contribution].contains(&Some(id))
                    || b.steps.contains(&id)
            });
            if !named_by_right && !self.used.names.contains(&Symbolic::Rule(id)) {
                found.push(
                    Diagnostic::warning("D0501", rule.span, format!("« {} » ne sert à aucune autre règle ni à aucun droit", rule.name))
                        .help("employez ce nom, citez-le dans les étapes d'une prestation, ou retirez la règle"),
                );
            }
        }
        for (i, input) in self.model.inputs.iter().enumerate() {
            // An input may be read by the rules of a later catalogue: a warning is enough, and an input that
            // the format keeps for others says so by having no question.
            let asked = input
                .attributes
                .iter()
                .any(|a| matches!(a, InputAttribute::Question(_)));
            if asked
                && !self.used.names.contains(&Symbolic::Input(InputId::at(i)))
                && !self
                    .model
                    .program
                    .inputs
                    .get(i)
                    .is_some_and(|p| p.seniority)
                && !self.is_received(i)
            {
                found.push(
                    Diagnostic::warning(
                        "D0501",
                        input.name.span,
                        format!("la donnée « {} » ne sert à aucune règle", input.name.value),
                    )
                    .help("elle ne sera jamais demandée"),
                );
            }
        }
        self.diagnostics.extend(found);
    }

    fn is_received(&self, i: usize) -> bool {
        self.model
            .program
            .benefits
            .iter()
            .any(|b| b.received == Some(crate::program::Received::Input(InputId::at(i))))
    }
}
