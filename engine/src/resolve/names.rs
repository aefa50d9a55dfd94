//! The names of a set of rules: one namespace over all files.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::nearest::nearest;
use crate::program::{BenefitId, InputId, Members, PeriodId, RoleId, RuleId, ScaleId};
use crate::source::Span;

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    /// An input.
    Input(InputId),
    /// A rule or a condition.
    Rule(RuleId),
    /// A scale.
    Scale(ScaleId),
    /// A period.
    Period(PeriodId),
    /// A right.
    Benefit(BenefitId),
}

/// The names, and where each was declared.
#[derive(Debug, Default)]
pub struct Names {
    values: HashMap<String, (Symbol, Span)>,
    /// Names of groups and roles, plural and singular.
    members: HashMap<String, (Members, Span)>,
    /// Roles borne by one person at most.
    single_roles: HashMap<String, RoleId>,
}

/// The links between a name and the role that holds it, longest first.
const LINKS: [&str; 5] = [" de la ", " de l'", " des ", " du ", " de "];

/// `l'aide` and `la période`: the phrase without its article.
fn without_article(text: &str) -> Option<&str> {
    ["l'", "le ", "la ", "les "]
        .iter()
        .find_map(|article| text.strip_prefix(article))
}

impl Names {
    /// Declares a value; the place of the first declaration when the name is taken.
    pub fn declare(&mut self, name: &str, symbol: Symbol, span: Span) -> Option<Span> {
        if let Some((_, first)) = self.values.get(name) {
            return Some(*first);
        }
        self.values.insert(name.to_owned(), (symbol, span));
        None
    }

    /// Declares a group or a role.
    pub fn declare_members(&mut self, name: &str, members: Members, span: Span) -> Option<Span> {
        if let Some((old, first)) = self.members.get(name) {
            return (*old != members).then_some(*first);
        }
        self.members.insert(name.to_owned(), (members, span));
        None
    }

    /// Declares a role that one person at most bears.
    pub fn declare_single(&mut self, name: &str, role: RoleId) {
        self.single_roles.insert(name.to_owned(), role);
    }

    /// A name as it stands, its article aside.
    pub fn get(&self, text: &str) -> Option<Symbol> {
        let found = self
            .values
            .get(text)
            .or_else(|| self.values.get(without_article(text)?));
        found.map(|(symbol, _)| *symbol)
    }

    /// A group or a role.
    pub fn members(&self, text: &str) -> Option<Members> {
        let found = self
            .members
            .get(text)
            .or_else(|| self.members.get(without_article(text)?));
        found.map(|(members, _)| *members)
    }

    /// Reads a phrase as a name or a name and its holder; all readings, the longest name first.
    pub fn readings<'t>(&self, text: &'t str) -> Vec<(Symbol, Option<RoleId>, &'t str)> {
        let mut readings = Vec::new();
        if let Some(symbol) = self.get(text) {
            readings.push((symbol, None, text));
        }
        // Most phrases name no holder: links are sought only before a role.
        let holder = |role: &String| text.ends_with(role.as_str());
        if !self.single_roles.keys().any(holder) {
            return readings;
        }
        for link in LINKS {
            for (at, _) in text.rmatch_indices(link) {
                let (Some(left), Some(right)) =
                    (text.get(..at), text.get(at.saturating_add(link.len())..))
                else {
                    continue;
                };
                if let (Some(symbol), Some(role)) = (self.get(left), self.single_roles.get(right)) {
                    readings.push((symbol, Some(*role), left));
                }
            }
        }
        readings
    }

    /// The diagnostic for a name that nothing declares, with the nearest one.
    pub fn unknown(&self, text: &str, span: Span) -> Diagnostic {
        let all = self
            .values
            .keys()
            .chain(self.members.keys())
            .map(String::as_str);
        let diagnostic = Diagnostic::error(
            "D0201",
            span,
            format!("« {text} » n'est déclaré nulle part"),
        )
        .here("nom inconnu");
        match nearest(text, all) {
            Some(near) => diagnostic.help(format!("vouliez-vous dire « {near} » ?")),
            None => {
                diagnostic.help("déclarez ce nom (Donnée, Règle, Condition, Barème) ou corrigez-le")
            }
        }
    }

    /// The diagnostic for a group that nothing declares.
    pub fn unknown_group(&self, text: &str, span: Span) -> Diagnostic {
        let diagnostic = Diagnostic::error(
            "D0215",
            span,
            format!("« {text} » n'est ni un groupe ni un rôle"),
        )
        .here("groupe inconnu");
        match nearest(text, self.members.keys().map(String::as_str)) {
            Some(near) => diagnostic.help(format!("vouliez-vous dire « {near} » ?")),
            None => diagnostic.help("déclarez-le par « Groupe … (un …) : … »"),
        }
    }
}
