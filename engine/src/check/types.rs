//! Types in words, and what to say when two do not meet.

use super::Check;
use crate::diagnostic::Diagnostic;
use crate::program::{Expr, Type, Unit};
use crate::source::Span;

impl Check<'_> {
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

    pub(super) fn wrong(&mut self, span: Span, found: Type, expected: &str) -> Option<Expr> {
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
