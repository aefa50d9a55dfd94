//! From the failure of pest to a diagnostic that says where reading stopped, what was expected and what to write.

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

use super::build::phrase_text;
use super::codes;
use super::grammar::{Grammar, Rule};
use super::guard::LEVELS;
use super::split::{Sentence, is_blank, skip_blank, span};
use super::words::words;
use crate::diagnostic::Diagnostic;
use crate::nearest::nearest;
use crate::source::SourceId;

/// How many things a message says that it expected.
const EXPECTED: usize = 8;

/// The diagnostic for a declaration that nests too deep.
pub(super) fn too_deep(id: SourceId, sentence: &Sentence, position: usize) -> Diagnostic {
    let start = sentence.start.saturating_add(position);
    Diagnostic::error(
        codes::TOO_DEEP,
        span(id, start, start.saturating_add(1)),
        "expression trop imbriquée",
    )
    .help(format!(
        "donnez un nom à une partie du calcul : au plus {LEVELS} niveaux"
    ))
}

/// The diagnostic for a declaration that pest read and gave no pair for.
pub(super) fn internal(id: SourceId, sentence: &Sentence) -> Diagnostic {
    let place = span(id, sentence.start, sentence.end);
    Diagnostic::error(
        codes::INTERNAL,
        place,
        "déclaration lue mais pas comprise : c'est un défaut du moteur",
    )
}

/// The diagnostic for a declaration that pest cannot read; `written` is its text.
pub(super) fn error(
    id: SourceId,
    written: &str,
    sentence: &Sentence,
    error: &Error<Rule>,
) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => {
            unreadable(id, written, sentence, at, positives)
        }
        ErrorVariant::CustomError { .. } => {
            let place = span(id, sentence.start, sentence.end);
            Diagnostic::error(
                codes::TOO_LONG,
                place,
                "déclaration trop longue ou trop compliquée",
            )
            .help("coupez-la en plusieurs déclarations")
        }
    }
}

/// The diagnostic for a declaration read up to the byte `at` of its text.
fn unreadable(
    id: SourceId,
    written: &str,
    sentence: &Sentence,
    at: usize,
    expected: &[Rule],
) -> Diagnostic {
    let at = skip_blank(written, at);
    let before = written.get(..at).unwrap_or("");
    let rest = written.get(at..).unwrap_or("");
    let token = token(rest);
    let place = |from: usize, length: usize| {
        let start = sentence.start.saturating_add(from);
        span(id, start, start.saturating_add(length))
    };
    let label = expectation(expected);
    if token.is_empty() {
        let end = written.trim_end().len();
        let last = written.chars().next_back().map_or(0, char::len_utf8);
        return Diagnostic::error(
            codes::UNREADABLE,
            place(end.saturating_sub(last), last),
            "la déclaration est incomplète",
        )
        .here(label)
        .help(match expected.contains(&Rule::close) {
            true => "fermez la parenthèse",
            false => "écrivez la suite avant le point final",
        });
    }
    // A reserved word after linking words: reading stopped before the linking words.
    let (at, rest, token) = match past_linking_words(rest) {
        Some(skipped) => {
            let rest = rest.get(skipped..).unwrap_or("");
            (at.saturating_add(skipped), rest, self::token(rest))
        }
        None => (at, rest, token),
    };
    let before = written.get(..at).unwrap_or(before);
    let reserved = is_reserved(token);
    if !reserved && is_linking(token) && expected == [Rule::name] {
        return Diagnostic::error(
            codes::LINKING_WORD,
            place(at, token.len()),
            format!("un nom ne commence pas par « {token} »"),
        )
        .here(label)
        .help("enlevez ce mot, ou mettez le nom entre guillemets droits");
    }
    if reserved && let Some(from) = interrupted_name(sentence.rule, before, rest, expected) {
        let name = written.get(from..).unwrap_or("");
        let name = phrase_text(name.get(..name_length(name)).unwrap_or("").trim_end());
        return Diagnostic::error(
            codes::RESERVED_WORD,
            place(at, token.len()),
            format!("le mot « {token} » est réservé"),
        )
        .here("il ne peut pas faire partie d'un nom")
        .help(format!(
            "mettez le nom entre guillemets droits : \"{name}\""
        ));
    }
    if is_linking(token)
        && expected.contains(&Rule::comma)
        && before.trim_end().ends_with(char::is_alphanumeric)
    {
        return Diagnostic::error(
            codes::LINKING_WORD,
            place(at, token.len()),
            format!("un nom ne finit pas par « {token} »"),
        )
        .here(label)
        .help("complétez le nom, ou mettez-le entre guillemets droits");
    }
    let found = Diagnostic::error(
        codes::UNREADABLE,
        place(at, token.len()),
        format!("« {token} » n'est pas attendu ici"),
    )
    .here(label);
    match advice(token, before, rest, expected, reserved) {
        Some(advice) => found.help(advice),
        None => found,
    }
}

/// What to write, for frequent slips.
fn advice(
    token: &str,
    before: &str,
    rest: &str,
    expected: &[Rule],
    reserved: bool,
) -> Option<String> {
    let after_digit = before.ends_with(|c: char| c.is_ascii_digit());
    let digit_next = rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    Some(match token {
        "." if after_digit && digit_next => {
            "le séparateur décimal est la virgule : « 0,5 »".to_owned()
        }
        "\"" if expected.contains(&Rule::text) => "un texte s'écrit entre « et »".to_owned(),
        "“" | "”" => "un texte s'écrit entre « et », un nom entre \" et \"".to_owned(),
        "." => "un point ne sert qu'à finir la déclaration".to_owned(),
        "€" | "%" => "une unité suit un nombre".to_owned(),
        "-" | "–" | "—" => "une ligne de condition finit par « ; »".to_owned(),
        _ if expected.contains(&Rule::date) && token.starts_with(|c: char| c.is_ascii_digit()) => {
            "une date s'écrit jj/mm/aaaa, avec deux chiffres pour le jour et le mois".to_owned()
        }
        _ if reserved && before.trim_end().ends_with(char::is_alphanumeric) => {
            format!(
                "si « {token} » appartient à un nom, mettez ce nom entre guillemets droits \"…\""
            )
        }
        _ => format!(
            "vouliez-vous dire « {} » ?",
            nearest_keyword(token, expected)?
        ),
    })
}

/// The keyword, among those expected, that a misspelt word most likely stands for.
fn nearest_keyword(token: &str, expected: &[Rule]) -> Option<&'static str> {
    let quoted = |rule: &Rule| {
        words(*rule)
            .split(['«', '»'])
            .skip(1)
            .step_by(2)
            .map(str::trim)
    };
    let keywords: Vec<&'static str> = expected
        .iter()
        .flat_map(quoted)
        .map(|keyword| keyword.trim_matches(|c: char| !c.is_alphabetic()))
        .filter(|keyword| keyword.starts_with(char::is_alphabetic))
        .collect();
    let first = |keyword: &&'static str| keyword.split(' ').next().unwrap_or("");
    let near = nearest(token, keywords.iter().map(first))?;
    keywords
        .into_iter()
        .find(|keyword| first(keyword) == near)
        .filter(|_| near != token)
}

/// Where the name starts that a reserved word, which stands between `before` and `rest`, interrupts.
fn interrupted_name(rule: Rule, before: &str, rest: &str, expected: &[Rule]) -> Option<usize> {
    let token = token(rest);
    let follows_unit = || {
        let after = rest
            .get(token.len()..)
            .unwrap_or("")
            .trim_start_matches(is_blank);
        Grammar::parse(Rule::unit, after).is_ok()
    };
    let delimiters = [',', ':', ';', '(', '[', ']', '«', '»', '=', '→', '-', '.'];
    let last = before.rfind(delimiters);
    let run = last.map_or(before, |n| {
        before.get(n..).unwrap_or("").trim_start_matches(delimiters)
    });
    let run_start = before.len().saturating_sub(run.len());
    let first = run_start.saturating_add(
        run.len()
            .saturating_sub(run.trim_start_matches(is_blank).len()),
    );
    let name_expected = expected.iter().all(|r| matches!(r, Rule::name)) && !expected.is_empty();
    if name_expected {
        return Some(before.len());
    }
    if run.trim().is_empty() {
        return None;
    }
    match last {
        // In the head: after the keyword.
        None if !matches!(rule, Rule::d_module | Rule::d_base | Rule::d_example) => {
            let missing_comma = match token {
                "en" => follows_unit(),
                "si" | "oui" | "parmi" => true,
                _ => false,
            };
            let start = before.find(is_blank).map_or(0, |n| skip_blank(before, n));
            let start = if rule == Rule::d_exception {
                before
                    .get(start..)
                    .and_then(|t| t.find(is_blank))
                    .map_or(start, |n| skip_blank(before, start.saturating_add(n)))
            } else {
                start
            };
            (!missing_comma && start < before.len()).then_some(start)
        }
        Some(_)
            if matches!(rule, Rule::d_base | Rule::d_example)
                && expected.contains(&Rule::equals) =>
        {
            Some(first)
        }
        _ => None,
    }
}

/// How far a name would run if no word were reserved.
fn name_length(text: &str) -> usize {
    text.find([',', ':', ';', '(', ')', '[', '«', '=', '.', '→'])
        .unwrap_or(text.len())
}

/// How many bytes of linking words stand before a reserved word.
fn past_linking_words(rest: &str) -> Option<usize> {
    let mut position = 0;
    loop {
        let token = token(rest.get(position..)?);
        if !is_linking(token) {
            return (position > 0 && is_reserved(token)).then_some(position);
        }
        position = skip_blank(rest, position.saturating_add(token.len()));
    }
}

fn is_reserved(token: &str) -> bool {
    Grammar::parse(Rule::reserved, token).is_ok()
}

fn is_linking(token: &str) -> bool {
    Grammar::parse(Rule::linking, token).is_ok()
}

/// `attendu : A, B ou C`
fn expectation(expected: &[Rule]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for rule in expected {
        let words = words(*rule);
        if !words.is_empty() && !said.contains(&words) {
            said.push(words);
        }
    }
    if said.len() > EXPECTED {
        said.truncate(EXPECTED);
        return format!("attendu : {}…", said.join(", "));
    }
    match said.split_last() {
        None => String::new(),
        Some((last, [])) => format!("attendu : {last}"),
        Some((last, first)) => format!("attendu : {} ou {last}", first.join(", ")),
    }
}

/// The first word or sign of a text.
fn token(rest: &str) -> &str {
    let Some(first) = rest.chars().next() else {
        return "";
    };
    let length = if first.is_alphanumeric() {
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '/');
        let length = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        rest.get(..length)
            .unwrap_or("")
            .trim_end_matches(['-', '\'', '’', '/'])
            .len()
    } else {
        first.len_utf8()
    };
    rest.get(..length).unwrap_or("")
}
