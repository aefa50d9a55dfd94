//! Names, dates and places: from the trees of all files to one model.
//!
//! In: trees. Out: a [`Model`], whose tables give each declaration its number, and the diagnostics of names declared
//! twice, unknown units, unreadable paths. Invariant: the only stage that knows files and their order; the result
//! does not depend on it. Expressions are left to [`crate::check`].

mod change;
pub(crate) mod codes;
mod declare;
pub(crate) mod literal;
mod names;
mod path;

pub(crate) use change::replace;
pub use names::{Names, Symbol};
pub(crate) use path::field_path;

use crate::diagnostic::Diagnostic;
use crate::program::{Citation, Program, Unit};
use crate::source::Sources;
use crate::syntax::tree::{self, Tree};

/// Every declaration with its number; the expressions of `program` are still to be filled.
#[derive(Debug)]
pub struct Model<'t> {
    /// The tables, without expressions.
    pub program: Program,
    /// The names.
    pub names: Names,
    /// One tree per rule of `program.rules`.
    pub rules: Vec<RuleTree<'t>>,
    /// One tree per group.
    pub groups: Vec<&'t tree::Group>,
    /// One tree per scale.
    pub scales: Vec<&'t tree::Scale>,
    /// One tree per input.
    pub inputs: Vec<&'t tree::Input>,
    /// One tree per right.
    pub benefits: Vec<&'t tree::Benefit>,
    /// Exceptions, in the order of the files.
    pub exceptions: Vec<&'t tree::Exception>,
    /// Procedures.
    pub procedures: Vec<&'t tree::Procedure>,
    /// The phrase that tells the territory.
    pub territory: Option<&'t tree::Name>,
    /// Shared facts of examples.
    pub bases: Vec<&'t tree::Base>,
    /// Examples.
    pub examples: Vec<&'t tree::Example>,
}

/// What a rule of the program was written as.
#[derive(Debug, Clone, Copy)]
pub enum RuleTree<'t> {
    /// `Règle`
    Rule(&'t tree::Rule),
    /// `Condition`
    Condition(&'t tree::Condition),
}

/// Gives each declaration its number and each name its meaning.
#[must_use]
pub fn resolve<'t>(sources: &Sources, trees: &'t [Tree]) -> (Model<'t>, Vec<Diagnostic>) {
    declare::declare(sources, trees)
}

/// The unit of a written one; a diagnostic for a word that is no unit.
pub(crate) fn resolve_unit(unit: &tree::UnitExpr) -> Result<Unit, Diagnostic> {
    let mut result = Unit::NUMBER;
    for (words, below) in [(&unit.numerator, false), (&unit.denominator, true)] {
        for word in words {
            let Some(one) = Unit::word(word) else {
                return Err(Diagnostic::error("D0208", unit.span, format!("« {word} » n'est pas une unité"))
                    .help("unités : €, %, nombre, ans, mois, jours, heures, personnes, et leurs quotients (€/mois)"));
            };
            result = if below {
                result.over(one)
            } else {
                result.times(one)
            };
        }
    }
    Ok(result)
}

/// A unit as written, for people.
pub(crate) fn unit_text(unit: &tree::UnitExpr) -> String {
    let above = unit.numerator.join("·");
    if unit.denominator.is_empty() {
        above
    } else {
        format!("{above}/{}", unit.denominator.join("/"))
    }
}

/// Whether a written unit is a percentage: its numbers count hundredths.
pub(crate) fn is_percent(unit: &tree::UnitExpr) -> bool {
    unit.numerator.iter().any(|word| word == "%")
}

/// A citation without place; empty when there is none.
pub(crate) fn citation(citation: Option<&tree::Citation>) -> Citation {
    citation.map_or_else(Citation::default, |c| Citation {
        articles: c.articles.clone(),
        unverified: c.unverified,
    })
}
