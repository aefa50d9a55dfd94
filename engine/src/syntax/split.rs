//! Splits a file into declarations, so that one that cannot be read does not hide the others.
//!
//! In: the text of a file. Out: one [`Sentence`] per declaration, in order, and what is wrong around them.
//! A declaration runs from its keyword to the first full stop that ends a word, or, when the full stop is
//! missing, to the next keyword at the beginning of a line. Full stops inside « texts », [sources], "names"
//! and comments do not count.

use super::codes;
use super::grammar::Rule;
use crate::diagnostic::Diagnostic;
use crate::nearest::nearest;
use crate::source::{SourceId, Span};

/// The words that start a declaration, and the rule that reads it.
pub(super) const KEYWORDS: [(&str, Rule); 14] = [
    ("Module", Rule::d_module),
    ("Entité", Rule::d_entity),
    ("Groupe", Rule::d_group),
    ("Territoire", Rule::d_territory),
    ("Période", Rule::d_period),
    ("Donnée", Rule::d_input),
    ("Barème", Rule::d_scale),
    ("Règle", Rule::d_rule),
    ("Condition", Rule::d_condition),
    ("Exception", Rule::d_exception),
    ("Prestation", Rule::d_benefit),
    ("Démarche", Rule::d_procedure),
    ("Situation", Rule::d_base),
    ("Exemple", Rule::d_example),
];

/// The place of one declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sentence {
    /// The rule that reads it.
    pub rule: Rule,
    /// First byte of the keyword.
    pub start: usize,
    /// One past the last byte before the full stop.
    pub end: usize,
    /// One past the full stop.
    pub after: usize,
    /// Whether the full stop is there.
    pub stopped: bool,
}

/// A file split into declarations.
pub(super) struct Split {
    /// The declarations that may be read.
    pub sentences: Vec<Sentence>,
    /// What is wrong between and at the end of declarations.
    pub diagnostics: Vec<Diagnostic>,
}

/// Splits a file into declarations.
pub(super) fn split(source: SourceId, text: &str) -> Split {
    let mut out = Split {
        sentences: Vec::new(),
        diagnostics: Vec::new(),
    };
    let mut position = 0;
    loop {
        position = skip_blank(text, position);
        let rest = text.get(position..).unwrap_or("");
        if rest.is_empty() {
            return out;
        }
        let keyword = keyword_at(rest);
        let extent = extent(text, position);
        if let Some(unclosed) = extent.unclosed {
            out.diagnostics.push(unclosed.diagnostic(source));
        } else if let Some((_, rule)) = keyword {
            if !extent.stopped {
                out.diagnostics.push(no_full_stop(source, text, extent.end));
            }
            out.sentences.push(Sentence {
                rule,
                start: position,
                end: extent.end,
                after: extent.after,
                stopped: extent.stopped,
            });
        }
        if keyword.is_none() {
            out.diagnostics
                .push(outside(source, text, position, extent.after));
        }
        position = extent.after.max(position.saturating_add(1));
    }
}

fn no_full_stop(source: SourceId, text: &str, end: usize) -> Diagnostic {
    let last = text
        .get(..end)
        .and_then(|t| t.chars().next_back())
        .map_or(0, char::len_utf8);
    Diagnostic::error(
        codes::NO_FULL_STOP,
        span(source, end.saturating_sub(last), end),
        "il manque le point final",
    )
    .here("la déclaration s'arrête ici")
    .help("terminez la déclaration par un point")
}

fn outside(source: SourceId, text: &str, start: usize, after: usize) -> Diagnostic {
    let written = text.get(start..after).unwrap_or("");
    let word: String = written
        .chars()
        .take_while(|c| c.is_alphanumeric())
        .collect();
    let known = KEYWORDS.iter().map(|(k, _)| *k);
    let near = nearest(&word, known.clone());
    if near.is_some() || word.starts_with(char::is_uppercase) {
        let place = span(source, start, start.saturating_add(word.len()));
        let found = Diagnostic::error(
            codes::UNKNOWN_KEYWORD,
            place,
            format!("« {word} » ne commence aucune déclaration"),
        );
        match near {
            Some(near) => found.help(format!("vouliez-vous dire « {near} » ?")),
            None => found.help(format!(
                "une déclaration commence par {}",
                known.collect::<Vec<_>>().join(", ")
            )),
        }
    } else {
        let line = written.lines().next().unwrap_or("").trim_end();
        let place = span(source, start, start.saturating_add(line.len()));
        Diagnostic::error(codes::OUTSIDE, place, "texte hors de toute déclaration")
            .help("mettez « -- » devant un commentaire, ou vérifiez le point qui termine la déclaration précédente")
    }
}

/// Where a sentence ends.
struct Extent {
    end: usize,
    after: usize,
    stopped: bool,
    unclosed: Option<Unclosed>,
}

/// A mark that is opened and not closed.
#[derive(Clone, Copy)]
struct Unclosed {
    position: usize,
    mark: char,
}

impl Unclosed {
    fn diagnostic(self, source: SourceId) -> Diagnostic {
        let place = span(
            source,
            self.position,
            self.position.saturating_add(self.mark.len_utf8()),
        );
        match self.mark {
            '[' => Diagnostic::error(
                codes::SOURCE_NOT_CLOSED,
                place,
                "source ouverte et jamais fermée",
            )
            .here("ouverte ici")
            .help("fermez la source par « ] »"),
            '"' => Diagnostic::error(
                codes::TEXT_NOT_CLOSED,
                place,
                "nom entre guillemets droits jamais fermé",
            )
            .here("ouvert ici")
            .help("fermez le nom par « \" » sur la même ligne"),
            _ => Diagnostic::error(
                codes::TEXT_NOT_CLOSED,
                place,
                "texte ouvert et jamais fermé",
            )
            .here("ouvert ici")
            .help("fermez le texte par « » »"),
        }
    }
}

/// Follows a sentence from `start` to its end.
fn extent(text: &str, start: usize) -> Extent {
    let mut end = start;
    let mut position = start;
    loop {
        // Most of a sentence is plain: it runs to the next mark.
        let rest = text.get(position..).unwrap_or("");
        let plain = rest.find(is_mark).unwrap_or(rest.len());
        let written = rest.get(..plain).unwrap_or("").trim_end_matches(is_blank);
        if !written.is_empty() {
            end = position.saturating_add(written.len());
        }
        position = position.saturating_add(plain);
        let rest = rest.get(plain..).unwrap_or("");
        let Some(mark) = rest.chars().next() else {
            return Extent {
                end,
                after: text.len(),
                stopped: false,
                unclosed: None,
            };
        };
        let next = position.saturating_add(mark.len_utf8());
        let tail = text.get(next..).unwrap_or("");
        let (closing, stops): (char, [char; 2]) = match mark {
            '\n' => {
                let line = tail.trim_start_matches(is_blank);
                position = text.len().saturating_sub(line.len());
                if keyword_at(line).is_some() {
                    return Extent {
                        end,
                        after: position,
                        stopped: false,
                        unclosed: None,
                    };
                }
                continue;
            }
            '-' if tail.starts_with('-') => {
                position = position.saturating_add(rest.find('\n').unwrap_or(rest.len()));
                continue;
            }
            '.' if tail.starts_with("--") || tail.chars().next().is_none_or(is_blank) => {
                return Extent {
                    end,
                    after: next,
                    stopped: true,
                    unclosed: None,
                };
            }
            '«' => ('»', ['«', '«']),
            '[' => (']', ['[', '«']),
            '"' => ('"', ['\n', '\r']),
            _ => {
                position = next;
                end = next;
                continue;
            }
        };
        match tail.find(|x| x == closing || stops.contains(&x)) {
            Some(found) if tail.get(found..).is_some_and(|t| t.starts_with(closing)) => {
                position = next
                    .saturating_add(found)
                    .saturating_add(closing.len_utf8());
                end = position;
            }
            _ => {
                let after = next_keyword_line(text, next);
                return Extent {
                    end: after,
                    after,
                    stopped: false,
                    unclosed: Some(Unclosed { position, mark }),
                };
            }
        }
    }
}

/// What may end a sentence, or starts what a full stop does not end.
fn is_mark(c: char) -> bool {
    matches!(c, '\n' | '-' | '.' | '«' | '[' | '"')
}

/// The next line, after `from`, that starts with a keyword; the end of the text when there is none.
fn next_keyword_line(text: &str, from: usize) -> usize {
    let mut position = from;
    while let Some(newline) = text.get(position..).and_then(|t| t.find('\n')) {
        let line = position.saturating_add(newline).saturating_add(1);
        let rest = text.get(line..).unwrap_or("");
        let start = rest.trim_start_matches(|c| is_blank(c) && c != '\n');
        if keyword_at(start).is_some() {
            return line.saturating_add(rest.len().saturating_sub(start.len()));
        }
        position = line;
    }
    text.len()
}

/// The keyword at the beginning of a text.
fn keyword_at(text: &str) -> Option<(&'static str, Rule)> {
    KEYWORDS.into_iter().find(|(keyword, _)| {
        text.strip_prefix(keyword)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
    })
}

/// The first byte, from `position` on, that is neither blank nor comment.
pub(super) fn skip_blank(text: &str, mut position: usize) -> usize {
    loop {
        let rest = text.get(position..).unwrap_or("");
        let trimmed = rest.trim_start_matches(is_blank);
        position = position.saturating_add(rest.len().saturating_sub(trimmed.len()));
        if !trimmed.starts_with("--") {
            return position;
        }
        position = position.saturating_add(trimmed.find('\n').unwrap_or(trimmed.len()));
    }
}

/// White space, as the grammar has it.
pub(super) fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'..='\r' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{FEFF}'
    )
}

/// A span from byte positions.
pub(super) fn span(source: SourceId, start: usize, end: usize) -> Span {
    let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Span {
        source,
        start: place(start),
        end: place(end),
    }
}
