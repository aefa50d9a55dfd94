//! Why a right is not due.

use serde::Serialize;

use super::explain::{ExplainedLimit, Missed};
use super::shown::Bounds;
use super::values::View;
use crate::law::{BenefitAt, BodyAt, LimitKind, Named, NodeId, Possible, RuleAt, Trace};
use crate::program::{Body, Line, Rule, Type};

/// A reason of a "no".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Reason {
    /// A line of a condition (or a whole condition) is not met.
    #[serde(rename = "condition")]
    Condition {
        /// The condition that holds the line.
        condition: String,
        /// Position of the person, for a per-person condition.
        person: Option<usize>,
        /// The line, in the words of the rules.
        text: String,
        /// Its articles.
        articles: Vec<String>,
        /// Whether they are marked to be checked.
        unverified: bool,
        /// `false`: not met; `None`: may be met, depending on what is unknown.
        met: Option<bool>,
        /// The comparisons that it missed, and by how much.
        missed: Vec<Missed>,
    },
    /// The conditions are met but the amount comes to nothing.
    #[serde(rename = "montant")]
    Amount {
        /// The rule that gives the amount.
        rule: String,
        /// Its articles.
        articles: Vec<String>,
        /// Where it became zero.
        limits: Vec<ExplainedLimit>,
    },
}

/// Why a right is not due, in a view with the values of all nodes.
pub(super) fn reasons(view: View<'_>, at: &BenefitAt) -> Vec<Reason> {
    let mut found = Vec::new();
    let finder = Finder { view };
    let main = at.rules.due.or(at.rules.form);
    // The declared condition, else the one that guards the amount.
    if let Some(index) = at
        .rules
        .condition
        .or_else(|| main.and_then(|i| finder.guard(i)))
    {
        finder.condition(index, None, DEEPEST, &mut found);
    }
    if found.is_empty()
        && let Some(index) = main
    {
        finder.amount(index, DEEPEST, &mut found);
    }
    once(&mut found);
    found
}

/// A comparison that several lines missed is told with the first one.
fn once(reasons: &mut [Reason]) {
    let mut told: Vec<Missed> = Vec::new();
    for reason in reasons {
        if let Reason::Condition { missed, .. } = reason {
            missed.retain(|one| !told.contains(one));
            told.extend(missed.iter().cloned());
        }
    }
}

/// Conditions made of conditions are followed so far.
const DEEPEST: u32 = 8;

/// Finds what failed.
#[derive(Clone, Copy)]
pub(super) struct Finder<'v> {
    pub(super) view: View<'v>,
}

impl<'v> Finder<'v> {
    pub(super) fn rule(&self, index: usize) -> Option<(&'v RuleAt, &'v Rule)> {
        let law = self.view.law;
        let at = law.rules.get(index)?;
        Some((at, law.program.rules.get(at.rule.index())?))
    }

    /// The condition that guards a rule, when it is a named one.
    fn guard(&self, index: usize) -> Option<usize> {
        let (at, _) = self.rule(index)?;
        let (guard, trace) = at.guard.as_ref()?;
        named(trace, *guard)
    }

    /// The lines of a condition that are not met.
    fn condition(&self, index: usize, person: Option<usize>, depth: u32, found: &mut Vec<Reason>) {
        let Some((at, rule)) = self.rule(index) else {
            return;
        };
        if self.view.at(at.node, person.unwrap_or(0)).holds() {
            return;
        }
        let (body, versions) = self.body(at, rule, person);
        let Some(version) = versions.get(body.version) else {
            return;
        };
        let before = found.len();
        match &version.body {
            Body::Lines { all: true, lines } => {
                for sure in [true, false] {
                    for line in &body.lines {
                        let value = self.view.at(line.node, person.unwrap_or(0));
                        if value.fails() == sure && !value.holds() {
                            self.line(
                                (rule, lines.get(line.line)),
                                (line.node, &line.trace),
                                person,
                                depth,
                                found,
                            );
                        }
                    }
                    if found.len() > before {
                        break;
                    }
                }
            }
            Body::Lines { all: false, .. } => {
                let missed = body
                    .lines
                    .iter()
                    .flat_map(|line| self.missed(&line.trace, person, DEEPEST))
                    .collect();
                found.push(self.whole(rule, at, &rule.name, missed, person));
            }
            Body::Expr(_) => match named(&body.trace, body.node).filter(|_| depth > 0) {
                Some(inner) => self.condition(inner, person, depth.saturating_sub(1), found),
                None => found.push(self.whole(
                    rule,
                    at,
                    &self.view.law.program.version_words(version),
                    self.missed(&body.trace, person, DEEPEST),
                    person,
                )),
            },
        }
    }

    fn line(
        &self,
        (rule, line): (&Rule, Option<&Line>),
        (node, trace): (NodeId, &Trace),
        person: Option<usize>,
        depth: u32,
        found: &mut Vec<Reason>,
    ) {
        let Some(line) = line else { return };
        // A line that only names another condition: its own lines say more.
        let inner = named(trace, node)
            .filter(|_| depth > 0)
            .filter(|i| self.rule(*i).is_some_and(|(_, r)| r.is_condition));
        if let Some(inner) = inner {
            let before = found.len();
            self.condition(inner, person, depth.saturating_sub(1), found);
            if found.len() > before {
                return;
            }
        }
        found.push(Reason::Condition {
            condition: rule.name.clone(),
            person,
            text: self.view.law.program.line_words(line),
            articles: if line.citation.articles.is_empty() {
                rule.citation.articles.clone()
            } else {
                line.citation.articles.clone()
            },
            unverified: line.citation.unverified || rule.citation.unverified,
            met: met(self.view.at(node, person.unwrap_or(0))),
            missed: self.missed(trace, person, DEEPEST),
        });
    }

    fn whole(
        &self,
        rule: &Rule,
        at: &RuleAt,
        text: &str,
        missed: Vec<Missed>,
        person: Option<usize>,
    ) -> Reason {
        Reason::Condition {
            condition: rule.name.clone(),
            person,
            text: text.to_owned(),
            articles: rule.citation.articles.clone(),
            unverified: rule.citation.unverified,
            met: met(self.view.at(at.node, person.unwrap_or(0))),
            missed,
        }
    }

    /// The body that gives the value: of the first exception that applies for sure, else of the rule.
    pub(super) fn body(
        &self,
        at: &'v RuleAt,
        rule: &'v Rule,
        person: Option<usize>,
    ) -> (&'v BodyAt, &'v [crate::program::Version]) {
        for exception in &at.exceptions {
            let condition = self.view.at(exception.condition, person.unwrap_or(0));
            if condition.holds()
                && let Some(written) = rule.exceptions.get(exception.exception)
            {
                return (&exception.body, &written.versions);
            }
            if !condition.fails() {
                break;
            }
        }
        (&at.body, &rule.versions)
    }

    /// Where an amount became nothing.
    fn amount(&self, index: usize, depth: u32, found: &mut Vec<Reason>) {
        let Some((at, rule)) = self.rule(index) else {
            return;
        };
        let (body, _) = self.body(at, rule, None);
        let limits: Vec<ExplainedLimit> = self.limits(&body.trace, None);
        if !limits.is_empty() {
            found.push(Reason::Amount {
                rule: rule.name.clone(),
                articles: rule.citation.articles.clone(),
                limits,
            });
            return;
        }
        for read in &body.trace.reads {
            let Named::Rule(inner) = read.what else {
                continue;
            };
            let number = self
                .rule(inner)
                .is_some_and(|(_, r)| !r.each && matches!(r.ty, Type::Number(_)));
            if number && depth > 0 && self.view.at(read.node, 0) == Possible::ZERO {
                self.amount(inner, depth.saturating_sub(1), found);
            }
        }
        if found.is_empty() {
            found.push(Reason::Amount {
                rule: rule.name.clone(),
                articles: rule.citation.articles.clone(),
                limits,
            });
        }
    }

    /// The floors, caps and thresholds that changed an amount for sure.
    pub(super) fn limits(&self, trace: &Trace, person: Option<usize>) -> Vec<ExplainedLimit> {
        let law = self.view.law;
        let shown = |id: NodeId| {
            let node = law.node(id)?;
            Bounds::number(self.view.at(id, person.unwrap_or(0)), node.kind)
        };
        let mut found = Vec::new();
        for limit in &trace.limits {
            let (Some(before), Some(at)) = (shown(limit.before), shown(limit.limit)) else {
                continue;
            };
            let below = before
                .max
                .compare(at.min)
                .is_some_and(std::cmp::Ordering::is_lt);
            let above = before
                .min
                .compare(at.max)
                .is_some_and(std::cmp::Ordering::is_gt);
            let binds = match limit.kind {
                LimitKind::Floor => below,
                LimitKind::ZeroBelow => below && before != Bounds::ZERO,
                LimitKind::Cap => above,
            };
            let one = ExplainedLimit {
                kind: limit.kind,
                before,
                limit: at,
                unit: unit_text(limit.ty),
            };
            if binds && !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }
}

/// Met, not met, or not known.
pub(super) fn met(value: Possible) -> Option<bool> {
    match (value.may_hold(), value.may_fail()) {
        (true, true) => None,
        (holds, _) => Some(holds),
    }
}

/// The rule that an expression only names.
fn named(trace: &Trace, node: NodeId) -> Option<usize> {
    trace.reads.iter().find_map(|read| match read.what {
        Named::Rule(index) if read.node == node && read.who.is_none() && read.role.is_none() => {
            Some(index)
        }
        _ => None,
    })
}

/// The unit of a type as it is written; none for a pure number.
fn unit_text(ty: Type) -> String {
    match ty {
        Type::Number(unit) if unit != crate::program::Unit::NUMBER => unit.to_string(),
        _ => String::new(),
    }
}
