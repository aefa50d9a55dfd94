//! No rule may depend on itself, through whatever months, groups or rights.

use super::{Check, rules::expr_of};
use crate::diagnostic::Diagnostic;
use crate::program::{Expr, ExprKind, Members, Program, Received, RuleId};

/// Calls `visit` on every sub-expression, the expression itself included.
pub(crate) fn walk<'e>(expr: &'e Expr, visit: &mut impl FnMut(&'e Expr)) {
    visit(expr);
    match &expr.kind {
        ExprKind::Constant(_)
        | ExprKind::Input(..)
        | ExprKind::InputOfYear(..)
        | ExprKind::Rule(..)
        | ExprKind::Retained(_)
        | ExprKind::MemberOf(_)
        | ExprKind::Calendar(_)
        | ExprKind::MonthNumber => {}
        ExprKind::Scale(_, key) => key.iter().for_each(|e| walk(e, visit)),
        ExprKind::Or(items) | ExprKind::And(items) | ExprKind::Extremum { items, .. } => {
            items.iter().for_each(|e| walk(e, visit))
        }
        ExprKind::Sum(terms) => terms.iter().for_each(|(_, e)| walk(e, visit)),
        ExprKind::Not(e)
        | ExprKind::Among(e, _)
        | ExprKind::IsNone(e)
        | ExprKind::Quantified(_, _, e)
        | ExprKind::Rank { value: e, .. }
        | ExprKind::OverMonths { value: e, .. }
        | ExprKind::QuantifiedMonths { condition: e, .. }
        | ExprKind::Shifted(e, _)
        | ExprKind::Round { value: e, .. }
        | ExprKind::Scaled(e, _) => walk(e, visit),
        ExprKind::Compare(a, _, b)
        | ExprKind::Mul(a, b)
        | ExprKind::Div(a, b)
        | ExprKind::Elapsed(_, a, b)
        | ExprKind::Floor(a, b)
        | ExprKind::Cap(a, b)
        | ExprKind::ZeroBelow(a, b) => {
            walk(a, visit);
            walk(b, visit);
        }
        ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|e| walk(e, visit)),
        ExprKind::Count(_, filter) => filter.iter().for_each(|e| walk(e, visit)),
        ExprKind::OverPersons {
            value,
            filter,
            default,
            ..
        } => {
            walk(value, visit);
            filter.iter().chain(default).for_each(|e| walk(e, visit));
        }
    }
}

/// A node of the graph of dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    Rule(RuleId),
    Group(usize),
}

fn neighbours(program: &Program, node: Node) -> Vec<Node> {
    let mut out = Vec::new();
    let mut exprs: Vec<&Expr> = Vec::new();
    match node {
        Node::Rule(id) => {
            let Some(rule) = program.rules.get(id.index()) else {
                return out;
            };
            exprs.extend(&rule.guard);
            exprs.extend(rule.versions.iter().flat_map(expr_of));
            for exception in &rule.exceptions {
                exprs.push(&exception.condition);
                exprs.extend(exception.versions.iter().flat_map(expr_of));
            }
        }
        Node::Group(i) => {
            let Some(group) = program.groups.get(i) else {
                return out;
            };
            exprs.extend(&group.filter);
            out.extend(group.members.iter().filter_map(|m| group_node(*m)));
        }
    }
    let territory = program.territory.as_ref();
    for expr in exprs {
        walk(expr, &mut |e| match &e.kind {
            ExprKind::Rule(id, _) => out.push(Node::Rule(*id)),
            ExprKind::Scale(id, _) => {
                let territorial = program
                    .scales
                    .get(id.index())
                    .is_some_and(|s| s.lines.iter().any(|l| l.territories != 0));
                if let (
                    true,
                    Some(Expr {
                        kind: ExprKind::Rule(rule, _),
                        ..
                    }),
                ) = (territorial, territory)
                {
                    out.push(Node::Rule(*rule));
                }
            }
            ExprKind::Retained(id) => {
                if let Some(benefit) = program.benefits.get(id.index()) {
                    out.extend(benefit.due.map(Node::Rule));
                    if let Some(Received::Rule(id)) = benefit.received {
                        out.push(Node::Rule(id));
                    }
                }
            }
            ExprKind::MemberOf(m)
            | ExprKind::Count(m, _)
            | ExprKind::Quantified(_, m, _)
            | ExprKind::Rank { group: m, .. }
            | ExprKind::OverPersons { group: m, .. } => out.extend(group_node(*m)),
            _ => {}
        });
    }
    out
}

fn group_node(members: Members) -> Option<Node> {
    match members {
        Members::Group(id) => Some(Node::Group(id.index())),
        _ => None,
    }
}

impl Check<'_> {
    /// One diagnostic per cycle found, with its way.
    pub(super) fn cycles(&mut self) {
        let program = &self.model.program;
        let rules = (0..program.rules.len()).map(|i| Node::Rule(RuleId::at(i)));
        let mut done = std::collections::HashSet::new();
        let mut found = Vec::new();
        for start in rules.chain((0..program.groups.len()).map(Node::Group)) {
            // Depth-first, without recursion: a chain of rules may be long.
            let mut path: Vec<(Node, Vec<Node>)> = vec![(start, neighbours(program, start))];
            if !done.insert(start) {
                continue;
            }
            while let Some((_, rest)) = path.last_mut() {
                let Some(next) = rest.pop() else {
                    path.pop();
                    continue;
                };
                if let Some(at) = path.iter().position(|(n, _)| *n == next) {
                    found.push(path.iter().skip(at).map(|(n, _)| *n).collect::<Vec<_>>());
                } else if done.insert(next) {
                    path.push((next, neighbours(program, next)));
                }
            }
        }
        for cycle in found {
            let name = |n: &Node| match n {
                Node::Rule(id) => self
                    .model
                    .program
                    .rules
                    .get(id.index())
                    .map(|r| (r.name.clone(), r.span)),
                Node::Group(i) => self
                    .model
                    .groups
                    .get(*i)
                    .map(|g| (g.name.value.clone(), g.name.span)),
            };
            let names: Vec<_> = cycle.iter().filter_map(name).collect();
            let Some((first, span)) = names.first().cloned() else {
                continue;
            };
            let way: Vec<_> = names
                .iter()
                .map(|(n, _)| n.as_str())
                .chain([first.as_str()])
                .collect();
            let mut diagnostic =
                Diagnostic::error("D0401", span, format!("« {first} » dépend de lui-même"))
                    .here(way.join(" → "));
            for (_, other) in names.iter().skip(1) {
                diagnostic = diagnostic.label(*other, "par ici");
            }
            self.say(diagnostic.help("la loi rompt un tel cercle par un montant du mois précédent ou par un montant reçu"));
        }
    }
}
