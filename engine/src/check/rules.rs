//! Bodies of rules, lines of conditions, exceptions in their order.

use super::Check;
use super::exclusive::exclude;
use super::expr::Place;
use crate::calendar::days;
use crate::diagnostic::Diagnostic;
use crate::program::{Body, Exception, Expr, Line, Rule, Type, Version, Words};
use crate::resolve::{RuleTree, Symbol, citation};
use crate::source::Span;
use crate::syntax::tree::{self, ConditionBody, DateLiteral};

impl Check<'_> {
    /// What tells the territory of the household.
    pub(super) fn territory(&mut self) {
        let Some(name) = self.model.territory else {
            return;
        };
        let tree = tree::Expr {
            span: name.span,
            kind: tree::ExprKind::Phrase(name.value.clone()),
        };
        let Some(expr) = self.expr(&tree, Place::HOUSEHOLD, None) else {
            return;
        };
        if matches!(expr.ty, Type::Choice(_)) {
            self.model.program.territory = Some(expr);
        } else {
            self.say(Diagnostic::error(
                "D0306",
                name.span,
                "le territoire se lit d'une donnée ou d'une règle « parmi … » du foyer",
            ));
        }
    }

    /// Bodies and guards of all rules.
    pub(super) fn rules(&mut self) {
        for i in 0..self.model.rules.len() {
            let (Some(tree), Some(rule)) = (
                self.model.rules.get(i).copied(),
                self.model.program.rules.get(i).cloned(),
            ) else {
                continue;
            };
            let built = match tree {
                RuleTree::Rule(tree) => self.rule(tree, rule),
                RuleTree::Condition(tree) => self.condition(tree, rule),
            };
            if let Some(slot) = self.model.program.rules.get_mut(i) {
                *slot = built;
            }
        }
    }

    fn rule(&mut self, tree: &tree::Rule, mut rule: Rule) -> Rule {
        let place = Place::of(rule.each);
        self.holder(&tree.holder);
        if let Some(guard) = &tree.guard {
            rule.guard = self.condition_expr(guard, place);
            if !matches!(rule.ty, Type::Number(_) | Type::YesNo) {
                self.say(Diagnostic::error(
                    "D0204",
                    guard.span,
                    "« si » ne s'emploie que pour un nombre, ou pour oui ou non",
                ));
            }
        }
        rule.versions = self.versions(&tree.versions, place, rule.ty);
        rule
    }

    pub(super) fn holder(&mut self, holder: &tree::Holder) {
        if let tree::Holder::Each(name) = holder
            && self.model.names.members(&name.value).is_none()
        {
            let diagnostic = self.model.names.unknown_group(&name.value, name.span);
            self.say(diagnostic);
        }
    }

    /// Dated bodies of a declared type, oldest first.
    fn versions(&mut self, trees: &[tree::Version], place: Place, ty: Type) -> Vec<Version> {
        self.dates(
            trees.iter().map(|v| v.since.as_ref()),
            trees.first().map(|v| v.body.span),
        );
        let mut versions = Vec::new();
        for tree in trees {
            let Some(expr) = self.expr(&tree.body, place, Some(ty)) else {
                continue;
            };
            if expr.ty != ty {
                let (declared, found) = (self.type_text(ty), self.type_text(expr.ty));
                self.say(
                    Diagnostic::error("D0214", tree.body.span, "la règle ne donne pas ce qu'elle annonce")
                        .here(format!("ceci est {found}, la règle annonce {declared}"))
                        .help("corrigez l'unité annoncée, ou convertissez (« ramené au mois », « ramené à l'année »)"),
                );
                continue;
            }
            versions.push(Version {
                since: tree.since.as_ref().map(|d| days(d.value)),
                text: Words::of(self.words(tree.body.span)),
                body: Body::Expr(expr),
                citation: citation(tree.citation.as_ref()),
            });
        }
        versions.sort_by_key(|v| v.since);
        versions
    }

    /// Two versions may not begin on the same day, nor may several be undated.
    fn dates<'d>(
        &mut self,
        dates: impl Iterator<Item = Option<&'d DateLiteral>>,
        place: Option<Span>,
    ) {
        let mut seen: Vec<Option<&DateLiteral>> = Vec::new();
        for date in dates {
            if let Some(first) = seen
                .iter()
                .find(|d| d.map(|d| d.value) == date.map(|d| d.value))
            {
                let Some(span) = date.map(|d| d.span).or(place) else {
                    continue;
                };
                let mut diagnostic =
                    Diagnostic::error("D0304", span, "deux versions commencent le même jour");
                if let Some(first) = first {
                    diagnostic = diagnostic.label(first.span, "première version");
                }
                self.say(diagnostic);
            }
            seen.push(date);
        }
    }

    /// The words of a place, spaces normalised.
    fn words(&self, span: Span) -> String {
        self.sources
            .text(span)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn condition(&mut self, tree: &tree::Condition, mut rule: Rule) -> Rule {
        let place = Place::of(rule.each);
        self.holder(&tree.holder);
        self.dates(
            tree.versions.iter().map(|(since, _)| since.as_ref()),
            Some(tree.name.span),
        );
        for (since, body) in &tree.versions {
            let (body, text) = match body {
                ConditionBody::Expr(expr) => {
                    let text = Words::of(self.words(expr.span));
                    let Some(expr) = self.condition_expr(expr, place) else {
                        continue;
                    };
                    (Body::Expr(expr), text)
                }
                ConditionBody::Lines { all, lines } => {
                    let lines = lines
                        .iter()
                        .filter_map(|line| self.line(line, place))
                        .collect();
                    (Body::Lines { all: *all, lines }, Words::default())
                }
            };
            let since = since.as_ref().map(|d| days(d.value));
            rule.versions.push(Version {
                since,
                body,
                text,
                citation: crate::program::Citation::default(),
            });
        }
        rule.versions.sort_by_key(|v| v.since);
        rule
    }

    fn line(&mut self, line: &tree::ConditionLine, place: Place) -> Option<Line> {
        let expr = self.condition_expr(&line.expr, place);
        let unless = match &line.unless {
            Some(tree) => Some(self.condition_expr(tree, place)?),
            None => None,
        };
        let span = line
            .unless
            .as_ref()
            .map_or(line.expr.span, |u| line.expr.span.to(u.span));
        Some(Line {
            since: line.since.as_ref().map(|d| days(d.value)),
            expr: expr?,
            unless,
            text: Words::of(
                line.label
                    .as_ref()
                    .map_or_else(|| self.words(span), |l| l.value.clone()),
            ),
            citation: citation(line.citation.as_ref()),
        })
    }

    /// Exceptions, attached to their rule in the order of their priority; two that may hold at once are refused.
    pub(super) fn exceptions(&mut self) {
        let mut built: Vec<(usize, &tree::Exception, Exception)> = Vec::new();
        for tree in self.model.exceptions.clone() {
            let Some(Symbol::Rule(id)) = self.model.names.get(&tree.target.value) else {
                let diagnostic = self
                    .model
                    .names
                    .unknown(&tree.target.value, tree.target.span);
                self.say(diagnostic);
                continue;
            };
            let Some(rule) = self.model.program.rules.get(id.index()).cloned() else {
                continue;
            };
            let place = Place::of(rule.each);
            let condition = self.condition_expr(&tree.condition, place);
            let versions = self.versions(&tree.versions, place, rule.ty);
            let Some(condition) = condition else { continue };
            let exception = Exception {
                motive: tree.motive.value.clone(),
                condition,
                versions,
                citation: citation(tree.citation.as_ref()),
            };
            built.push((id.index(), tree, exception));
        }
        for i in 0..self.model.program.rules.len() {
            let mut rest: Vec<_> = built.iter().filter(|(rule, _, _)| *rule == i).collect();
            self.exclusive(&rest);
            let mut ordered: Vec<Exception> = Vec::new();
            while !rest.is_empty() {
                let waits =
                    |tree: &tree::Exception, rest: &[&(usize, &tree::Exception, Exception)]| {
                        tree.after.iter().any(|motive| {
                            rest.iter()
                                .any(|(_, other, _)| other.motive.value == motive.value)
                        })
                    };
                let Some(next) = rest.iter().position(|(_, tree, _)| !waits(tree, &rest)) else {
                    if let Some((_, tree, _)) = rest.first() {
                        self.say(Diagnostic::error(
                            "D0403",
                            tree.motive.span,
                            "ces exceptions s'attendent l'une l'autre",
                        ));
                    }
                    break;
                };
                ordered.push(rest.remove(next).2.clone());
            }
            if let Some(rule) = self.model.program.rules.get_mut(i) {
                rule.exceptions = ordered;
            }
        }
    }

    fn exclusive(&mut self, exceptions: &[&(usize, &tree::Exception, Exception)]) {
        let after = |a: &tree::Exception, b: &tree::Exception| {
            a.after.iter().any(|m| m.value == b.motive.value)
        };
        for (i, (_, a, x)) in exceptions.iter().enumerate() {
            for motive in &a.after {
                if !exceptions
                    .iter()
                    .any(|(_, other, _)| other.motive.value == motive.value)
                {
                    self.say(Diagnostic::error(
                        "D0403",
                        motive.span,
                        format!(
                            "aucune exception à cette règle n'a pour motif « {} »",
                            motive.value
                        ),
                    ));
                }
            }
            for (_, b, y) in exceptions.iter().skip(i.saturating_add(1)) {
                if a.motive.value == b.motive.value {
                    self.say(
                        Diagnostic::error(
                            "D0403",
                            b.motive.span,
                            "deux exceptions à la même règle ont le même motif",
                        )
                        .label(a.motive.span, "première"),
                    );
                } else if !after(a, b)
                    && !after(b, a)
                    && !exclude(&self.model.program, &x.condition, &y.condition)
                {
                    self.say(
                        Diagnostic::error("D0402", b.condition.span, "deux exceptions peuvent être vraies en même temps")
                            .here(format!("« {} »", b.motive.value))
                            .label(a.condition.span, format!("« {} »", a.motive.value))
                            .help(format!("rendez les conditions exclusives, ou dites laquelle passe avant : « {} », à défaut de « {} », si …", b.motive.value, a.motive.value)),
                    );
                }
            }
        }
    }
}

/// A shorthand for other files of the check.
pub(super) fn expr_of(version: &Version) -> Vec<&Expr> {
    match &version.body {
        Body::Expr(expr) => vec![expr],
        Body::Lines { lines, .. } => lines
            .iter()
            .flat_map(|l| std::iter::once(&l.expr).chain(&l.unless))
            .collect(),
    }
}
