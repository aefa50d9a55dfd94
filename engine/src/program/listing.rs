//! The program as a person can read it: what the machine understood of a rule.

mod show;

use show::Strength;

use super::{Body, Expr, ExprKind, Program, Rule, RuleId};
use crate::calendar::date;
use crate::letters::joined;

/// Longest line before an expression is unfolded.
const WIDTH: usize = 100;

impl Program {
    /// The listing of a rule: versions, guard, exceptions, with every name resolved and every unit settled.
    #[must_use]
    pub fn listing(&self, id: RuleId) -> String {
        let Some(rule) = self.rules.get(id.index()) else {
            return String::new();
        };
        let mut lines = vec![self.heading(rule)];
        if let Some(guard) = &rule.guard {
            lines.push(format!("  si {}", self.show(guard)));
        }
        for exception in &rule.exceptions {
            lines.push(format!(
                "  exception « {} » si {} :",
                exception.motive,
                self.show(&exception.condition)
            ));
            let mut inner = Vec::new();
            for version in &exception.versions {
                self.version(version.since, &version.body, &mut inner);
            }
            lines.extend(inner.into_iter().map(|line| format!("  {line}")));
        }
        if !rule.exceptions.is_empty() {
            lines.push("  autrement :".to_owned());
        }
        for version in &rule.versions {
            self.version(version.since, &version.body, &mut lines);
        }
        lines.push(String::new());
        joined(&lines, "\n")
    }

    fn heading(&self, rule: &Rule) -> String {
        let kind = if rule.is_condition {
            "condition"
        } else {
            "règle"
        };
        let holder = if rule.each {
            format!(" de chaque {}", self.entity.singular)
        } else {
            String::new()
        };
        format!(
            "{kind} {}{holder} : {}",
            rule.name,
            self.type_words(rule.ty)
        )
    }

    fn version(&self, since: Option<i32>, body: &Body, lines: &mut Vec<String>) {
        let from = since
            .and_then(date)
            .map(|d| format!("depuis le {} : ", crate::calendar::day_words(d)))
            .unwrap_or_default();
        match body {
            Body::Expr(expr) => {
                let text = format!("  {from}{}", self.show(expr));
                if text.chars().count() <= WIDTH {
                    lines.push(text)
                } else {
                    lines.extend(self.unfolded(&from, expr))
                }
            }
            Body::Lines {
                all,
                lines: conditions,
            } => {
                lines.push(format!(
                    "  {from}{} :",
                    if *all { "toutes" } else { "l'une" }
                ));
                for line in conditions {
                    let from = line
                        .since
                        .and_then(date)
                        .map(|d| format!("depuis le {} : ", crate::calendar::day_words(d)))
                        .unwrap_or_default();
                    lines.push(format!("  - {from}{}", self.show_line(line)));
                }
            }
        }
    }

    /// A long expression: one line for each branch, term or limit.
    fn unfolded(&self, from: &str, expr: &Expr) -> Vec<String> {
        let (mut limits, mut inner) = (Vec::new(), expr);
        while let ExprKind::Floor(e, _)
        | ExprKind::Cap(e, _)
        | ExprKind::ZeroBelow(e, _)
        | ExprKind::Round { value: e, .. } = &inner.kind
        {
            let (whole, part) = (self.show(inner), self.show(e));
            // What stands inside in parentheses is written otherwise than alone: it is no beginning.
            let Some(rest) = whole.strip_prefix(&part) else {
                break;
            };
            limits.push(format!("  {}", rest.trim_start_matches(", ")));
            inner = e;
        }
        let mut lines = Vec::new();
        match &inner.kind {
            ExprKind::If(..) => {
                let mut rest = inner;
                let mut word = from.to_owned();
                while let ExprKind::If(c, a, b) = &rest.kind {
                    let then = self.within(a, Strength::Limited);
                    lines.push(format!("  {word}si {} alors {then}", self.show(c)));
                    word = "sinon ".to_owned();
                    rest = b;
                }
                lines.push(format!("  {word}{}", self.show(rest)));
            }
            ExprKind::Sum(terms) => {
                for (i, (negative, term)) in terms.iter().enumerate() {
                    let text = self.term(term);
                    lines.push(match (i, negative) {
                        (0, false) => format!("  {from}{text}"),
                        (0, true) => format!("  {from}−{text}"),
                        (_, false) => format!("    + {text}"),
                        (_, true) => format!("    − {text}"),
                    });
                }
            }
            _ => lines.push(format!("  {from}{}", self.show(inner))),
        }
        limits.reverse();
        lines.extend(limits);
        lines
    }
}
