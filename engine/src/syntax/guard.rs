//! Refuses expressions nested so deep that reading them could exhaust the stack.
//!
//! Nesting comes from parentheses, and from the words after which a whole expression may stand.

use super::grammar::Rule;
use super::split::is_blank;

/// How many levels may be open at once.
pub(super) const LEVELS: usize = 50;

/// Where an expression nests deeper than [`LEVELS`]; positions are bytes of `text`.
pub(super) fn too_deep(rule: Rule, text: &str) -> Option<usize> {
    if !matches!(
        rule,
        Rule::d_group | Rule::d_rule | Rule::d_condition | Rule::d_exception
    ) {
        return None;
    }
    let mut open: Vec<usize> = Vec::new();
    let mut level: usize = 0;
    let mut before = ["", ""];
    let mut position = 0;
    while let Some(rest) = text.get(position..).filter(|r| !r.is_empty()) {
        let step = token_length(rest);
        let token = rest.get(..step).unwrap_or("");
        match token {
            "(" => {
                open.push(level);
                level = level.saturating_add(1);
            }
            ")" => level = open.pop().unwrap_or(level.saturating_sub(1)),
            ";" if open.is_empty() => level = 0,
            "si" | "non" | "dont" | "entre" | "vérifient" | "chaque" => {
                level = level.saturating_add(1)
            }
            // `à un mois au moins de la P, C`
            "moins" if before == ["mois", "au"] => level = level.saturating_add(1),
            _ => {}
        }
        if level > LEVELS {
            return Some(position);
        }
        if !token.starts_with(is_blank) {
            before = [before[1], token];
        }
        position = position.saturating_add(step.max(1));
    }
    None
}

/// The length of the first word, text, source, comment, blank or sign.
fn token_length(rest: &str) -> usize {
    let Some(first) = rest.chars().next() else {
        return 0;
    };
    let through = |closing: char| {
        let tail = rest.get(first.len_utf8()..).unwrap_or("");
        tail.find(closing).map_or(rest.len(), |n| {
            n.saturating_add(first.len_utf8())
                .saturating_add(closing.len_utf8())
        })
    };
    match first {
        '«' => through('»'),
        '[' => through(']'),
        '"' => through('"'),
        '-' if rest.starts_with("--") => through('\n'),
        c if is_blank(c) => rest.find(|c| !is_blank(c)).unwrap_or(rest.len()),
        c if c.is_alphanumeric() => rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len()),
        c => c.len_utf8(),
    }
}
