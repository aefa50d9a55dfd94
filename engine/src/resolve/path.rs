//! Where an input stands in a situation: `logement.statut`, `ressources[nature=salaire].net`.

use crate::diagnostic::Diagnostic;
use crate::program::{FieldPath, ListPath};
use crate::source::Span;

/// Reads a path; a diagnostic says what was expected.
pub(crate) fn field_path(text: &str, span: Span) -> Result<FieldPath, Diagnostic> {
    let bad = || {
        Diagnostic::error("D0408", span, format!("« {text} » n'est pas un champ de situation"))
            .help("écrivez « logement.statut », ou « ressources[nature=salaire].net » pour une liste de lignes datées")
    };
    let word = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if let Some((list, rest)) = text.split_once('[') {
        let (selection, tail) = rest.split_once(']').ok_or_else(bad)?;
        let (selector, code) = selection.split_once('=').ok_or_else(bad)?;
        let amount = if tail.is_empty() {
            None
        } else {
            Some(tail.strip_prefix('.').ok_or_else(bad)?)
        };
        if ![list, selector, code].into_iter().chain(amount).all(word) {
            return Err(bad());
        }
        return Ok(FieldPath {
            keys: vec![list.to_owned()],
            list: Some(ListPath {
                list: list.to_owned(),
                selector: selector.to_owned(),
                code: code.to_owned(),
                amount: amount.map(str::to_owned),
            }),
        });
    }
    let keys: Vec<String> = text.split('.').map(str::to_owned).collect();
    if keys.iter().all(|k| word(k)) {
        Ok(FieldPath { keys, list: None })
    } else {
        Err(bad())
    }
}
