//! The documents of expressions, and of every node without a layout of its own.

use super::document::Doc;
use super::layout::{Gap, Layout};
use super::tokens::is_token;
use crate::syntax::build::Node;
use crate::syntax::grammar::Rule;

impl Layout {
    /// Writes a node.
    pub(super) fn node(&mut self, node: Node<'_>, out: &mut Vec<Doc>) {
        if is_token(&node) {
            if node.as_rule() != Rule::EOI {
                self.token(out);
            }
            return;
        }
        match node.as_rule() {
            Rule::version | Rule::period_version | Rule::condition_version => self.dated(node, out),
            Rule::condition_list => self.conditions(node, out),
            Rule::expr | Rule::conj | Rule::sum | Rule::product => self.chain(node, out),
            Rule::body | Rule::version_body => self.transformed(node, out),
            Rule::if_expr => {
                self.open_gap(out);
                let mut inside = Vec::new();
                self.choice(node, &mut inside);
                out.push(Doc::group(inside));
            }
            Rule::group => {
                self.open_gap(out);
                let mut inside = Vec::new();
                self.all(node, &mut inside);
                out.push(Doc::group(vec![Doc::nest(2, inside)]));
            }
            Rule::comparison
            | Rule::extremum
            | Rule::elapsed
            | Rule::count
            | Rule::fold
            | Rule::quantified
            | Rule::all_the
            | Rule::each_month
            | Rule::condition_terms => self.hung(node, out),
            Rule::over_persons | Rule::is_among | Rule::is_none | Rule::compared => {
                self.broken(node, out)
            }
            Rule::procedure_field
            | Rule::benefit_field
            | Rule::fact
            | Rule::scale_line
            | Rule::attribute => {
                self.open_gap(out);
                let mut inside = Vec::new();
                self.all(node, &mut inside);
                out.push(Doc::nest(2, inside));
            }
            _ => self.all(node, out),
        }
    }

    /// The parts of a node, filled.
    fn all(&mut self, node: Node<'_>, out: &mut Vec<Doc>) {
        self.filled(node.into_inner().collect(), out);
    }

    /// Writes the gap before a group outside of it.
    fn open_gap(&mut self, out: &mut Vec<Doc>) {
        self.gap(Gap::Space, out);
    }

    /// `A ou B ou C`: on one line, or each operator at the beginning of a line.
    fn chain(&mut self, node: Node<'_>, out: &mut Vec<Doc>) {
        let parts: Vec<Node<'_>> = node.into_inner().collect();
        if parts.len() == 1 {
            parts.into_iter().for_each(|part| self.node(part, out));
            return;
        }
        self.open_gap(out);
        let mut inside = Vec::new();
        for part in parts {
            if is_token(&part)
                || matches!(
                    part.as_rule(),
                    Rule::plus | Rule::minus | Rule::times | Rule::divide
                )
            {
                let operator = matches!(
                    part.as_rule(),
                    Rule::k_or
                        | Rule::k_and
                        | Rule::plus
                        | Rule::minus
                        | Rule::times
                        | Rule::divide
                );
                if operator {
                    self.gap(Gap::Line, &mut inside);
                }
                self.node(part, &mut inside);
            } else {
                self.open_gap(&mut inside);
                let mut operand = Vec::new();
                self.node(part, &mut operand);
                inside.push(Doc::nest(2, operand));
            }
        }
        out.push(Doc::group(inside));
    }

    /// `A, plancher B, arrondi au centime`: on one line, or one transformation per line.
    fn transformed(&mut self, node: Node<'_>, out: &mut Vec<Doc>) {
        self.open_gap(out);
        let mut inside = Vec::new();
        for part in node.into_inner() {
            if part.as_rule() == Rule::transform {
                let mut parts = part.into_inner();
                if let Some(comma) = parts.next() {
                    self.node(comma, &mut inside);
                }
                self.gap(Gap::Line, &mut inside);
                let mut transform = Vec::new();
                self.filled(parts.collect(), &mut transform);
                inside.push(Doc::nest(2, transform));
            } else {
                self.filled(vec![part], &mut inside);
            }
        }
        out.push(Doc::group(inside));
    }

    /// `si A alors B sinon si C alors D sinon E`: on one line, or one line per case.
    fn choice(&mut self, node: Node<'_>, out: &mut Vec<Doc>) {
        let mut case = Vec::new();
        let mut last = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::k_then => {
                    let mut then = Vec::new();
                    self.gap(Gap::Line, &mut then);
                    self.node(part, &mut then);
                    case.push(Doc::nest(2, then));
                }
                Rule::k_else => {
                    out.push(Doc::group(std::mem::take(&mut case)));
                    self.gap(Gap::Line, out);
                    self.node(part, out);
                    last = true;
                }
                _ => match sole(part.clone(), Rule::if_expr) {
                    Some(nested) if last => self.choice(nested, out),
                    _ => {
                        self.open_gap(&mut case);
                        let mut value = Vec::new();
                        self.node(part, &mut value);
                        case.push(Doc::nest(2, value));
                    }
                },
            }
        }
        out.push(Doc::group(case));
    }

    /// On one line, or with what follows the first part on lines of its own, indented.
    fn hung(&mut self, node: Node<'_>, out: &mut Vec<Doc>) {
        let parts: Vec<Node<'_>> = node.into_inner().collect();
        if parts.len() == 1 {
            parts.into_iter().for_each(|part| self.node(part, out));
            return;
        }
        self.open_gap(out);
        let mut inside = Vec::new();
        for part in parts {
            self.break_before(&part, &mut inside);
            self.filled(vec![part], &mut inside);
        }
        out.push(Doc::group(vec![Doc::nest(2, inside)]));
    }

    /// The parts of a node whose lines break with those of the node around.
    fn broken(&mut self, node: Node<'_>, out: &mut Vec<Doc>) {
        for part in node.into_inner() {
            self.break_before(&part, out);
            self.filled(vec![part], out);
        }
    }

    fn break_before(&mut self, part: &Node<'_>, out: &mut Vec<Doc>) {
        let breaks = matches!(
            part.as_rule(),
            Rule::k_with
                | Rule::k_and
                | Rule::k_meet
                | Rule::k_by_default
                | Rule::unless
                | Rule::compared
                | Rule::is_among
                | Rule::is_none
        );
        if breaks || (self.after_comma() && part.as_rule() == Rule::conj) {
            self.gap(Gap::Line, out);
        }
    }
}

/// The only descendant of a node that a rule reads, through nodes of one part.
fn sole(mut node: Node<'_>, rule: Rule) -> Option<Node<'_>> {
    while node.as_rule() != rule {
        let mut parts = node.into_inner();
        node = parts.next()?;
        if parts.next().is_some() {
            return None;
        }
    }
    Some(node)
}
