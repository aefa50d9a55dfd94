//! The tokens of a declaration, each written in the canonical way, with the comments that follow it.

use crate::syntax::build::{Node, end, on_one_line};
use crate::syntax::grammar::Rule;
use crate::syntax::split::is_blank;

/// A token and what stands between it and the next one.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// The canonical text.
    pub text: String,
    /// The comments after it.
    pub comments: Vec<Comment>,
}

/// A comment, from its dashes to the end of the line.
#[derive(Debug, Clone)]
pub(super) struct Comment {
    pub text: String,
    /// Whether it stands on the line of its token.
    pub trailing: bool,
}

/// Whether a node is laid out as one token.
pub(super) fn is_token(node: &Node<'_>) -> bool {
    matches!(node.as_rule(), Rule::quantity | Rule::unit)
        || node.clone().into_inner().next().is_none()
}

/// The tokens of a node of `written`, in order.
pub(super) fn tokens(written: &str, node: &Node<'_>) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut position = None;
    collect(written, node.clone(), &mut position, &mut out)?;
    Some(out)
}

fn collect(
    written: &str,
    node: Node<'_>,
    position: &mut Option<usize>,
    out: &mut Vec<Token>,
) -> Option<()> {
    if node.as_rule() == Rule::EOI {
        return Some(());
    }
    if !is_token(&node) {
        for part in node.into_inner() {
            collect(written, part, position, out)?;
        }
        return Some(());
    }
    let start = node.as_span().start();
    if let Some(before) = *position {
        take_comments(out.last_mut(), written.get(before..start)?);
    }
    let stop = end(&node);
    *position = Some(stop);
    out.push(token(node.as_rule(), written.get(start..stop)?));
    Some(())
}

/// One token; comments between its words come after it.
fn token(rule: Rule, written: &str) -> Token {
    let (written, comments) = match rule {
        Rule::text | Rule::citation => (written.to_owned(), Vec::new()),
        _ => without_comments(written),
    };
    let text = match rule {
        Rule::text => {
            match on_one_line(written.trim_start_matches('«').trim_end_matches('»')).as_str() {
                "" => "« »".to_owned(),
                words => format!("« {words} »"),
            }
        }
        Rule::citation => citation(&written),
        Rule::quantity => quantity(&written),
        Rule::minus => "−".to_owned(),
        Rule::dash => "-".to_owned(),
        Rule::times => "×".to_owned(),
        Rule::arrow => "→".to_owned(),
        Rule::op_at_least if written == ">=" => "≥".to_owned(),
        Rule::op_at_most if written == "<=" => "≤".to_owned(),
        Rule::op_not_equal if written == "!=" => "≠".to_owned(),
        _ => phrase(&written),
    };
    Token { text, comments }
}

/// Gives the comments of a gap to the token before it.
pub(super) fn take_comments(token: Option<&mut Token>, gap: &str) {
    let Some(token) = token else { return };
    let mut same_line = true;
    for line in gap.split('\n') {
        if let Some(comment) = line.find("--").and_then(|at| line.get(at..)) {
            let text = comment.trim_end_matches(is_blank).to_owned();
            token.comments.push(Comment {
                text,
                trailing: same_line,
            });
        }
        same_line = false;
    }
}

/// Moves the comments that stand before a closing sign after it.
pub(super) fn settle(tokens: &mut [Token]) {
    let mut tokens = tokens.iter_mut();
    let Some(mut before) = tokens.next() else {
        return;
    };
    for token in tokens {
        if matches!(token.text.as_str(), "," | ";" | ":" | ")" | ".") {
            let moved = std::mem::take(&mut before.comments);
            token.comments.splice(0..0, moved);
        }
        before = token;
    }
}

/// The text without its comments, and the comments.
fn without_comments(written: &str) -> (String, Vec<Comment>) {
    let mut out = String::with_capacity(written.len());
    let mut comments = Vec::new();
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => closing(rest),
            '-' if rest.starts_with("--") => {
                let length = rest.find('\n').unwrap_or(rest.len());
                let text = rest
                    .get(..length)
                    .unwrap_or("")
                    .trim_end_matches(is_blank)
                    .to_owned();
                comments.push(Comment {
                    text,
                    trailing: comments.is_empty(),
                });
                out.push(' ');
                rest = rest.get(length..).unwrap_or("");
                continue;
            }
            c => c.len_utf8(),
        };
        out.push_str(rest.get(..length).unwrap_or(""));
        rest = rest.get(length..).unwrap_or("");
    }
    (out, comments)
}

/// The length of the quoted name at the beginning of a text.
fn closing(text: &str) -> usize {
    let tail = text.get(1..).unwrap_or("");
    tail.find('"').map_or(text.len(), |n| n.saturating_add(2))
}

/// Words: spaces normalised, apostrophes straight, quoted parts as they are.
fn phrase(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '"' => {
                length = closing(rest);
                out.push_str(rest.get(..length).unwrap_or(""));
            }
            '’' => out.push('\''),
            '−' => out.push('-'),
            c if is_blank(c) => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
        rest = rest.get(length..).unwrap_or("");
    }
    out.truncate(out.trim_end().len());
    out
}

/// `[CASF L262-2, R262-1 ; À VÉRIFIER]`
fn citation(written: &str) -> String {
    let inside = written.trim_start_matches('[').trim_end_matches(']');
    let mut out = String::from("[");
    for c in inside.chars() {
        match c {
            c if is_blank(c) => {
                if !out.ends_with([' ', '[']) {
                    out.push(' ');
                }
            }
            ',' | ';' => {
                out.truncate(out.trim_end().len());
                out.push_str(if c == ',' { ", " } else { " ; " });
            }
            '’' => out.push('\''),
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out.push(']');
    out
}

/// `−1 000,50 €/an`
fn quantity(written: &str) -> String {
    let negative = written.starts_with(['-', '−']);
    let bare = written.trim_start_matches(|c| matches!(c, '-' | '−') || is_blank(c));
    let is_number = |c: char| c.is_ascii_digit() || c == ',' || is_blank(c);
    let (number, unit) = bare
        .split_at_checked(bare.find(|c| !is_number(c)).unwrap_or(bare.len()))
        .unwrap_or((bare, ""));
    let mut out = String::from(if negative { "−" } else { "" });
    let (whole, decimals) = match number.split_once(',') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (number, None),
    };
    let digits = whole.chars().filter(char::is_ascii_digit);
    let count = digits.clone().count();
    for (i, digit) in digits.enumerate() {
        if i > 0 && count.saturating_sub(i).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    if let Some(decimals) = decimals {
        out.push(',');
        out.push_str(decimals.trim_end_matches(is_blank));
    }
    if !unit.is_empty() {
        out.push(' ');
        out.push_str(unit);
    }
    out
}
