//! What is wrong with a text, in French.

use std::fmt;

use serde::{Serialize, de};

/// A text that cannot be read. French, lower case, no final stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentError {
    /// Stable code (table of [`super::InputError`]).
    pub code: &'static str,
    /// Line, from 1; 0 when no place is known.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "ligne {}, colonne {} : ", self.line, self.column)?;
        }
        write!(f, "{}", self.message)
    }
}

impl std::error::Error for DocumentError {}

/// Brackets our own messages among those of the parsers.
const MARK: char = '\u{1}';

/// The code and the text of a message that [`our_error`] wrote.
pub(super) fn ours(message: &str) -> Option<(&'static str, String)> {
    let mut parts = message.split(MARK).skip(1);
    let code = match parts.next()? {
        "S003" => "S003",
        "S005" => "S005",
        "S006" => "S006",
        "S007" => "S007",
        _ => return None,
    };
    Some((code, parts.next()?.to_owned()))
}

pub(super) fn our_error<E: de::Error>(code: &str, message: fmt::Arguments<'_>) -> E {
    E::custom(format_args!("{MARK}{code}{MARK}{message}{MARK}"))
}

pub(super) fn in_french_json(truncated: bool, message: &str) -> (&'static str, String) {
    if truncated {
        return (
            "S004",
            "le texte s'arrête avant la fin : il manque une accolade, un crochet ou un guillemet"
                .to_owned(),
        );
    }
    if message.starts_with("recursion limit") {
        return ("S005", "trop de niveaux imbriqués".to_owned());
    }
    const KNOWN: [(&str, &str); 12] = [
        ("expected value", "une valeur est attendue ici"),
        (
            "trailing characters",
            "il reste du texte après la fin du document",
        ),
        ("trailing comma", "une virgule de trop avant la fermeture"),
        (
            "expected `,` or `}`",
            "une virgule ou « } » est attendue ici",
        ),
        (
            "expected `,` or `]`",
            "une virgule ou « ] » est attendue ici",
        ),
        ("expected `:`", "« : » est attendu après la clé"),
        ("key must be a string", "une clé s'écrit entre guillemets"),
        (
            "invalid number",
            "ce nombre est mal écrit : des chiffres, et un point pour les décimales",
        ),
        ("number out of range", "ce nombre est trop grand"),
        (
            "invalid escape",
            "une barre oblique inversée mal employée dans un texte",
        ),
        (
            "control character",
            "un retour à la ligne ou une tabulation dans un texte : écrivez \\n ou \\t",
        ),
        (
            "expected ident",
            "un mot inconnu : un texte s'écrit entre guillemets",
        ),
    ];
    let known = KNOWN.iter().find(|(start, _)| message.starts_with(start));
    (
        "S003",
        format!(
            "ce n'est pas du JSON : {}",
            known.map_or("texte mal formé", |(_, french)| french)
        ),
    )
}

#[cfg(feature = "yaml")]
pub(super) fn in_french_yaml(message: &str) -> (&'static str, String) {
    if message.contains("recursion limit") || message.contains("repetition limit") {
        return (
            "S005",
            "trop de niveaux imbriqués, ou trop de renvois".to_owned(),
        );
    }
    const KNOWN: [(&str, &str); 10] = [
        (
            "mapping values are not allowed",
            "« : » mal placé (un texte qui en contient s'écrit entre guillemets)",
        ),
        (
            "cannot start any token",
            "un caractère ne peut pas commencer une valeur (tabulation, @ ou accent grave)",
        ),
        (
            "did not find expected key",
            "une clé est attendue ici : vérifiez l'alignement des lignes",
        ),
        (
            "did not find expected '-'",
            "un tiret est attendu ici : vérifiez l'alignement des lignes",
        ),
        (
            "did not find expected ',' or",
            "une virgule ou une fermeture est attendue ici",
        ),
        (
            "could not find expected ':'",
            "« : » est attendu après la clé",
        ),
        ("unexpected end of stream", "un guillemet n'est pas refermé"),
        ("more than one document", "un seul document est attendu"),
        ("unknown anchor", "ce renvoi (*) ne désigne rien"),
        ("control characters", "un caractère invisible interdit"),
    ];
    let known = KNOWN.iter().find(|(part, _)| message.contains(part));
    (
        "S003",
        format!(
            "ce n'est pas du YAML : {}",
            known.map_or("texte mal formé", |(_, french)| french)
        ),
    )
}
