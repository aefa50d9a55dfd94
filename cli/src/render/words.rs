//! The same words for the same things in every command.

use droit_engine::calendar;
use droit_engine::program::{Citation, FieldPath, Program, Rule, Type};
use serde_json::{Value, json};

use crate::exit::Failure;

/// `[CASF L262-2, R262-1 ; À VÉRIFIER]`, or nothing.
pub(crate) fn citation(citation: &Citation) -> String {
    let articles = citation.articles.join(", ");
    match (articles.is_empty(), citation.unverified) {
        (true, false) => String::new(),
        (true, true) => "[À VÉRIFIER]".to_owned(),
        (false, false) => format!("[{articles}]"),
        (false, true) => format!("[{articles} ; À VÉRIFIER]"),
    }
}

/// A source as JSON.
pub(crate) fn citation_json(citation: &Citation) -> Value {
    json!({ "articles": citation.articles, "a_verifier": citation.unverified })
}

/// `2026-04-01`
pub(crate) fn iso_day(days: i32) -> String {
    calendar::date(days)
        .map(|d| d.format("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

/// The type of a rule, with its unit as written.
pub(crate) fn type_of(program: &Program, rule: &Rule) -> String {
    match rule.ty {
        Type::Number(unit) if rule.unit.is_empty() => format!("en {unit}"),
        Type::Number(_) => format!("en {}", rule.unit),
        ty => program.type_words(ty),
    }
}

/// A name that nothing bears: the nearest one is proposed.
pub(crate) fn unknown<'a>(
    kind: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
    else_help: &str,
) -> Failure {
    let failure = Failure::usage(format!(
        "aucun{} {kind} ne s'appelle « {name} »",
        if ["droit", "territoire"].contains(&kind) {
            ""
        } else {
            "e"
        }
    ));
    match nearest(name, known) {
        Some(near) => failure.help(format!("vouliez-vous dire « {near} » ?")),
        None => failure.help(else_help),
    }
}

/// The known word with the most letters in common with a misspelt one, if there are enough.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let pairs = |text: &str| -> Vec<String> {
        let letters: Vec<char> = format!(" {} ", droit_engine::program::slug(text))
            .chars()
            .collect();
        letters.windows(2).map(|w| w.iter().collect()).collect()
    };
    let wanted = pairs(word);
    let score = |candidate: &str| {
        let found = pairs(candidate);
        let common = wanted.iter().filter(|p| found.contains(p)).count();
        // Twice the pairs in common, out of all: at least half.
        let (twice, all) = (
            common.saturating_mul(2),
            wanted.len().saturating_add(found.len()),
        );
        (twice.saturating_mul(1000)).checked_div(all).unwrap_or(0)
    };
    known
        .map(|k| (score(k), k))
        .filter(|(s, _)| *s >= 500)
        .max_by_key(|(s, _)| *s)
        .map(|(_, k)| k)
}

/// `logement.statut`, `ressources[nature=salaire].net`
pub(crate) fn path(path: &FieldPath) -> String {
    path.list.as_ref().map_or_else(
        || path.keys.join("."),
        |list| {
            let amount = list
                .amount
                .as_ref()
                .map(|a| format!(".{a}"))
                .unwrap_or_default();
            format!("{}[{}={}]{amount}", list.list, list.selector, list.code)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_proposed() {
        let names = ["montant de base", "montant forfaitaire", "rsa"];
        assert_eq!(
            nearest("montant forfetaire", names.into_iter()),
            Some("montant forfaitaire")
        );
        assert_eq!(nearest("RSA", names.into_iter()), Some("rsa"));
        assert_eq!(nearest("loyer", names.into_iter()), None);
    }

    #[test]
    fn paths_are_written_as_in_the_rules() {
        let plain = FieldPath {
            keys: vec!["logement".to_owned(), "statut".to_owned()],
            list: None,
        };
        assert_eq!(path(&plain), "logement.statut");
    }
}
