//! The document of each declaration: where its lines may or must break.
//!
//! The nodes are walked in the order of the text; each token takes its text and its comments from the list that
//! `tokens.rs` made. Before a token stands a gap: a space, unless one was asked for, and always a new line after a
//! comment.

use super::document::Doc;
use super::tokens::Token;
use crate::syntax::build::Node;
use crate::syntax::grammar::Rule;

/// From how many characters on a text may take several lines.
const LONG: usize = 60;

/// What stands between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    Space,
    Line,
    Fill,
    Hard,
}

/// Lays out one declaration.
pub(super) struct Layout {
    tokens: std::vec::IntoIter<Token>,
    /// The text of the token before.
    before: String,
    /// Whether a comment ends the line.
    commented: bool,
    /// Whether the gap before the next token is written.
    open: bool,
    started: bool,
}

impl Layout {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        Layout {
            tokens: tokens.into_iter(),
            before: String::new(),
            commented: false,
            open: false,
            started: false,
        }
    }

    /// The document of a whole declaration, with its full stop.
    pub(super) fn declaration(mut self, node: Node<'_>) -> Option<Vec<Doc>> {
        let mut out = Vec::new();
        let rule = node.as_rule();
        let parts: Vec<Node<'_>> = node
            .into_inner()
            .filter(|n| n.as_rule() != Rule::EOI)
            .collect();
        match rule {
            Rule::d_module | Rule::d_territory | Rule::d_entity => {
                let mut inside = Vec::new();
                self.filled(parts, &mut inside);
                out.push(Doc::nest(2, inside));
            }
            Rule::d_input => self.input(parts, &mut out),
            _ => {
                let colon = parts.iter().position(|n| n.as_rule() == Rule::colon)?;
                let mut head = parts;
                let body = head.split_off(colon.checked_add(1)?);
                let mut inside = Vec::new();
                self.filled(head, &mut inside);
                out.push(Doc::nest(4, inside));
                self.body(rule, body, &mut out);
            }
        }
        self.token(&mut out);
        Some(vec![Doc::group(out)])
    }

    // ── Tokens and gaps ────────────────────────────────────────────────────────────────────────────────

    /// Writes the next token, after its gap.
    pub(super) fn token(&mut self, out: &mut Vec<Doc>) {
        self.gap(Gap::Space, out);
        let Some(token) = self.tokens.next() else {
            return;
        };
        (self.open, self.commented, self.started) = (false, false, true);
        match long_text(&token.text) {
            Some(words) => out.push(words),
            None => out.push(Doc::Text(token.text.clone())),
        }
        for (i, comment) in token.comments.iter().enumerate() {
            if i == 0 && comment.trailing {
                out.push(Doc::Comment(comment.text.clone()));
            } else {
                out.push(Doc::Hard);
                out.push(Doc::Text(comment.text.clone()));
            }
            self.commented = true;
        }
        self.before = token.text;
    }

    /// Whether no space stands before the next token.
    pub(super) fn glues(&self) -> bool {
        let next = self
            .tokens
            .as_slice()
            .first()
            .map_or("", |t| t.text.as_str());
        matches!(next, "," | ")" | ".") || self.before == "(" || self.before.ends_with('\'')
    }

    pub(super) fn after_comma(&self) -> bool {
        self.before == ","
    }

    /// Writes the gap before the next token.
    pub(super) fn gap(&mut self, gap: Gap, out: &mut Vec<Doc>) {
        if self.open || !self.started || (self.glues() && !self.commented) {
            return;
        }
        self.open = true;
        out.push(match gap {
            _ if self.commented => Doc::Hard,
            Gap::Hard => Doc::Hard,
            Gap::Line => Doc::Line,
            Gap::Fill => Doc::Fill,
            Gap::Space => Doc::Text(" ".to_owned()),
        });
        self.commented = false;
    }

    // ── Declarations ───────────────────────────────────────────────────────────────────────────────────

    /// What stands after the colon of a declaration.
    fn body(&mut self, rule: Rule, parts: Vec<Node<'_>>, out: &mut Vec<Doc>) {
        let mut inside = Vec::new();
        match rule {
            Rule::d_group => {
                self.gap(Gap::Line, &mut inside);
                let mut members = Vec::new();
                self.filled(parts, &mut members);
                inside.push(Doc::group(members));
            }
            Rule::d_rule | Rule::d_exception => {
                let versions = parts.into_iter().flat_map(Node::into_inner).collect();
                self.items(versions, &mut inside);
            }
            _ => self.items(parts, &mut inside),
        }
        out.push(Doc::nest(2, inside));
    }

    /// Items separated by semicolons, each on its line; the expectations of an example at the end.
    fn items(&mut self, parts: Vec<Node<'_>>, out: &mut Vec<Doc>) {
        let dated = |n: &Node<'_>| {
            matches!(
                n.as_rule(),
                Rule::scale_line | Rule::version | Rule::period_version | Rule::condition_version
            )
        };
        let several = parts.iter().filter(|n| dated(n)).count() > 1;
        let mut parts = parts.into_iter();
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::semicolon => self.token(out),
                Rule::k_then => {
                    self.gap(Gap::Line, out);
                    let rest = std::iter::once(part).chain(parts.by_ref()).collect();
                    self.expectations(rest, out);
                }
                _ => {
                    self.gap(
                        if several || is_list(&part) {
                            Gap::Hard
                        } else {
                            Gap::Line
                        },
                        out,
                    );
                    self.node(part, out);
                }
            }
        }
    }

    /// `alors A = 1 et B = 2`
    fn expectations(&mut self, parts: Vec<Node<'_>>, out: &mut Vec<Doc>) {
        let mut inside = Vec::new();
        for part in parts {
            if part.as_rule() == Rule::k_and {
                self.gap(Gap::Line, &mut inside);
            }
            self.node(part, &mut inside);
        }
        out.push(Doc::group(vec![Doc::nest(2, inside)]));
    }

    /// An input: what it is, then its attributes, the long ones on a line of their own.
    fn input(&mut self, parts: Vec<Node<'_>>, out: &mut Vec<Doc>) {
        let mut inside = Vec::new();
        for part in parts {
            match part.as_rule() {
                Rule::attribute => {
                    let keyword = part.clone().into_inner().next().map(|n| n.as_rule());
                    let long = [
                        Rule::k_field,
                        Rule::k_question,
                        Rule::k_help,
                        Rule::k_presumed,
                        Rule::k_deduced,
                    ];
                    let line = keyword.is_some_and(|k| long.contains(&k));
                    self.gap(if line { Gap::Line } else { Gap::Fill }, &mut inside);
                    self.node(part, &mut inside);
                }
                _ => self.filled(vec![part], &mut inside),
            }
        }
        out.push(Doc::nest(2, inside));
    }

    /// A list of conditions, one per line.
    pub(super) fn conditions(&mut self, node: Node<'_>, out: &mut Vec<Doc>) {
        for part in node.into_inner() {
            if part.as_rule() == Rule::condition_line {
                self.gap(Gap::Hard, out);
            }
            self.node(part, out);
        }
    }

    /// `depuis le D : …`, with what follows on the next line when it does not fit.
    pub(super) fn dated(&mut self, node: Node<'_>, out: &mut Vec<Doc>) {
        let mut line = Vec::new();
        for part in node.into_inner() {
            if part.as_rule() == Rule::since {
                self.node(part, &mut line);
            } else {
                let mut inside = Vec::new();
                self.gap(
                    if is_list(&part) { Gap::Hard } else { Gap::Line },
                    &mut inside,
                );
                self.node(part, &mut inside);
                line.push(Doc::nest(2, inside));
            }
        }
        out.push(Doc::group(line));
    }

    /// Nodes one after the other; the line may break after a comma or a semicolon, and before a source, a text or a
    /// condition.
    pub(super) fn filled(&mut self, parts: Vec<Node<'_>>, out: &mut Vec<Doc>) {
        let mut leads = false;
        for part in parts {
            let apart = match part.as_rule() {
                Rule::citation | Rule::guard | Rule::after | Rule::like => true,
                Rule::text => !leads,
                _ => false,
            };
            leads = is_attribute(part.as_rule());
            if apart || matches!(self.before.as_str(), "," | ";") {
                self.gap(Gap::Fill, out);
            } else if part.as_rule() == Rule::k_with {
                self.gap(Gap::Line, out);
            }
            self.node(part, out);
        }
    }
}

/// Whether a keyword stays on the line of the text that follows it.
fn is_attribute(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::k_field
            | Rule::k_question
            | Rule::k_help
            | Rule::k_theme
            | Rule::k_like
            | Rule::k_failing
            | Rule::k_identifier
            | Rule::k_title
            | Rule::k_module
            | Rule::k_base
            | Rule::k_example
    )
}

/// Whether a node is a list of conditions, or the body that holds one.
fn is_list(node: &Node<'_>) -> bool {
    match node.as_rule() {
        Rule::condition_list => true,
        Rule::condition_body => node
            .clone()
            .into_inner()
            .next()
            .is_some_and(|n| n.as_rule() == Rule::condition_list),
        _ => false,
    }
}

/// A long text, cut between words where a line may end.
fn long_text(text: &str) -> Option<Doc> {
    if !text.starts_with('«') || text.chars().count() <= LONG {
        return None;
    }
    let mut docs: Vec<Doc> = Vec::new();
    let mut piece = String::new();
    for word in text.split(' ') {
        let joins = |c: char| c.is_alphabetic() || matches!(c, '(' | '"' | '{' | '“');
        let apart = word.starts_with(joins) && !piece.is_empty() && !piece.ends_with([' ', '«']);
        if apart {
            docs.push(Doc::Text(std::mem::take(&mut piece)));
            docs.push(Doc::Fill);
        } else if !piece.is_empty() {
            piece.push(' ');
        }
        piece.push_str(word);
    }
    docs.push(Doc::Text(piece));
    Some(Doc::group(vec![Doc::nest(2, docs)]))
}
