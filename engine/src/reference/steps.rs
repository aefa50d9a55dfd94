//! Unfolds named steps out of the values of all nodes.

use std::borrow::Cow;

use chrono::NaiveDate;
use rustc_hash::FxHashSet;

use super::explain::{ExplainedLine, Explanation, Highlight, Step, StepKind};
use super::reasons::{Finder, met};
use super::shown::{Bounds, Shown};
use super::values::{Household, View};
use super::{Evaluation, Outcome};
use crate::calendar::{Month, date};
use crate::law::{BodyAt, ExceptionAt, Law, Named, NodeId, Read, RuleAt, Time, Trace};
use crate::program::{Body, Citation, GroupId, InputId, Received, Rule, RuleId, Timing, Type};
use crate::situation::Situation;

/// Explains an outcome.
pub(super) fn explain<'a>(
    evaluation: &Evaluation<'a>,
    outcome: &Outcome,
) -> Option<Explanation<'a>> {
    let law = evaluation.law;
    let at = law.right(&outcome.benefit)?;
    let benefit = law.program.benefits.get(at.benefit.index())?;
    let household = Household::new(law, evaluation.situation);
    let base = evaluation.complete(&household);
    let view = household.view(&base.fixed, &base.all);
    let mut unfold = Unfold {
        law,
        situation: evaluation.situation,
        view,
        finder: Finder { view },
        seen: FxHashSet::default(),
    };
    let highlights = at
        .rules
        .steps
        .iter()
        .filter_map(|index| unfold.highlight(*index))
        .collect();
    let mut root = |index: Option<usize>| index.and_then(|i| unfold.rule(i, None));
    let (due, form) = (root(at.rules.due), root(at.rules.form));
    let (contribution, condition) = (root(at.rules.contribution), root(at.rules.condition));
    let received = match (at.rules.received, benefit.received) {
        (Some(index), _) => root(Some(index)),
        (None, Some(Received::Input(input))) => at
            .received
            .and_then(|node| unfold.input(input, Time::Month(law.month), node, None)),
        _ => None,
    };
    // The root shows what the cases settled, not the looser bounds of a single pass.
    let tighter = |step: Option<Step<'a>>, bounds: Option<Bounds>| {
        step.map(|mut step| {
            if let (Shown::Number(loose), Some(tight)) = (&step.value, bounds) {
                step.value = Shown::Number(loose.within(tight));
            }
            step
        })
    };
    Some(Explanation {
        benefit: outcome.benefit.clone(),
        title: outcome.title.clone(),
        month: law.month.to_string(),
        verdict: outcome.verdict,
        highlights,
        due: tighter(due, outcome.due),
        form,
        contribution: tighter(contribution, outcome.contribution),
        received,
        condition,
        reasons: evaluation.reasons(&outcome.benefit),
        unverified: evaluation.unverified(&outcome.benefit),
    })
}

struct Unfold<'a, 'v> {
    law: &'a Law,
    situation: &'a Situation,
    view: View<'v>,
    finder: Finder<'v>,
    /// What is already unfolded, by person.
    seen: FxHashSet<(NodeId, Unfolded, Option<usize>)>,
}

/// What has steps of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Unfolded {
    Rule(RuleId),
    Group(GroupId),
}

/// Articles of several citations, each once, and whether one is marked.
fn cited<'a>(citations: &[&'a Citation]) -> (Vec<&'a str>, bool) {
    let mut articles: Vec<&str> = Vec::new();
    for article in citations.iter().flat_map(|c| &c.articles) {
        if !articles.contains(&article.as_str()) {
            articles.push(article);
        }
    }
    (articles, citations.iter().any(|c| c.unverified))
}

impl<'a> Unfold<'a, '_> {
    fn shown(&self, node: NodeId, ty: Type, person: Option<usize>) -> Shown {
        let den = self.law.node(node).map_or(1, |n| n.kind.den());
        Shown::of(
            &self.law.program,
            ty,
            self.view.at(node, person.unwrap_or(0)),
            den,
        )
    }

    fn rule_of(&self, index: usize) -> Option<(&'a RuleAt, &'a Rule)> {
        let at = self.law.rules.get(index)?;
        Some((at, self.law.program.rules.get(at.rule.index())?))
    }

    fn highlight(&self, index: usize) -> Option<Highlight<'a>> {
        let (at, rule) = self.rule_of(index)?;
        Some(Highlight {
            name: &rule.name,
            value: self.rule_shown(at, rule, None),
            unit: &rule.unit,
        })
    }

    fn rule_shown(&self, at: &RuleAt, rule: &Rule, person: Option<usize>) -> Shown {
        let absent = at
            .present
            .is_some_and(|p| self.view.at(p, person.unwrap_or(0)).fails());
        if absent {
            Shown::Nothing
        } else {
            self.shown(at.node, rule.ty, person)
        }
    }

    fn other_month(&self, month: Month) -> Option<String> {
        (month != self.law.month).then(|| month.to_string())
    }

    fn rule(&mut self, index: usize, person: Option<usize>) -> Option<Step<'a>> {
        let (at, rule) = self.rule_of(index)?;
        let person = person.filter(|_| rule.each);
        let (applied, uncertain) = self.exception(at, person);
        let (body, versions) = match applied {
            Some(exception) => (
                &exception.body,
                rule.exceptions
                    .get(exception.exception)?
                    .versions
                    .as_slice(),
            ),
            None => (&at.body, rule.versions.as_slice()),
        };
        let version = versions.get(body.version)?;
        let written = applied.and_then(|e| rule.exceptions.get(e.exception));
        let mut citations = vec![&rule.citation, &version.citation];
        citations.extend(written.map(|w| &w.citation));
        let (articles, unverified) = cited(&citations);
        let repeated = !self.seen.insert((at.node, Unfolded::Rule(at.rule), person));
        let mut step = Step {
            kind: if rule.is_condition {
                StepKind::Condition
            } else {
                StepKind::Rule
            },
            name: &rule.name,
            person,
            at: self.other_month(at.month),
            value: self.rule_shown(at, rule, person),
            unit: rule.unit.as_str().into(),
            since: version.since.and_then(date),
            exception: written.map(|w| w.motive.as_str()),
            text: Some(self.law.program.version_words(version).into()),
            articles,
            unverified,
            limits: self.finder.limits(&body.trace, person),
            lines: Vec::new(),
            children: Vec::new(),
            repeated,
        };
        if repeated {
            return Some(step);
        }
        if let Some((guard, trace)) = &at.guard {
            self.children(trace, person, &mut step.children);
            if self.view.at(*guard, person.unwrap_or(0)).fails() {
                return Some(step);
            }
        }
        for other in uncertain {
            self.children(&other.trace, person, &mut step.children);
        }
        if let Some(exception) = applied {
            self.children(&exception.trace, person, &mut step.children);
        }
        self.children(&body.trace, person, &mut step.children);
        if let Body::Lines { lines, .. } = &version.body {
            step.lines = self.lines(body, lines, person);
        }
        Some(step)
    }

    /// The exception that applies for sure, and those before it that may.
    fn exception(
        &self,
        at: &'a RuleAt,
        person: Option<usize>,
    ) -> (Option<&'a ExceptionAt>, Vec<&'a ExceptionAt>) {
        let mut uncertain = Vec::new();
        for exception in &at.exceptions {
            let condition = self.view.at(exception.condition, person.unwrap_or(0));
            if condition.holds() && uncertain.is_empty() {
                return (Some(exception), uncertain);
            }
            if !condition.fails() {
                uncertain.push(exception);
            }
        }
        (None, uncertain)
    }

    fn lines(
        &mut self,
        body: &'a BodyAt,
        lines: &'a [crate::program::Line],
        person: Option<usize>,
    ) -> Vec<ExplainedLine<'a>> {
        let mut all = Vec::new();
        for at in &body.lines {
            let Some(line) = lines.get(at.line) else {
                continue;
            };
            let value = self.view.at(at.node, person.unwrap_or(0));
            let mut children = Vec::new();
            self.children(&at.trace, person, &mut children);
            let excepted = body.all
                && at
                    .unless
                    .is_some_and(|u| self.view.at(u, person.unwrap_or(0)).holds());
            all.push(ExplainedLine {
                text: self.law.program.line_words(line),
                met: met(value),
                excepted,
                articles: &line.citation.articles,
                unverified: line.citation.unverified,
                missed: if value.holds() {
                    Vec::new()
                } else {
                    self.finder.missed(&at.trace, person, 0)
                },
                children,
            });
        }
        all
    }

    /// The steps of what was read, each once.
    fn children(&mut self, trace: &'a Trace, person: Option<usize>, steps: &mut Vec<Step<'a>>) {
        for read in &trace.reads {
            for whose in self.finder.whose(read, person) {
                if self.told(read, whose, steps) {
                    continue;
                }
                let Some(step) = self.named(read, whose) else {
                    continue;
                };
                let same = |s: &Step<'_>| {
                    s.kind == step.kind
                        && s.name == step.name
                        && s.person == step.person
                        && s.at == step.at
                };
                if !steps.iter().any(same) {
                    steps.push(step);
                }
            }
        }
    }

    /// Whether what is unfolded elsewhere stands among some steps with the same value: at several months, it is shown
    /// once. Told before the step is made, because windows of twelve months read it twelve times.
    fn told(&self, read: &Read, person: Option<usize>, steps: &[Step<'_>]) -> bool {
        let program = &self.law.program;
        let found = match read.what {
            Named::Rule(index) => self.rule_of(index).map(|(at, rule)| {
                let person = person.filter(|_| rule.each);
                (at.node, Unfolded::Rule(at.rule), &rule.name, person)
            }),
            Named::Group(index) => self.law.groups.get(index).and_then(|at| {
                let group = program.groups.get(at.group.index())?;
                Some((at.node, Unfolded::Group(at.group), &group.name, person))
            }),
            Named::Input(..) | Named::Scale(_) | Named::Retained(_) => None,
        };
        let Some((node, what, name, person)) = found else {
            return false;
        };
        let mut others = steps
            .iter()
            .filter(|s| s.name == name && s.person == person)
            .peekable();
        if others.peek().is_none() || !self.seen.contains(&(node, what, person)) {
            return false;
        }
        let value = match read.what {
            Named::Rule(index) => self
                .rule_of(index)
                .map(|(at, rule)| self.rule_shown(at, rule, person)),
            _ => Some(self.shown(node, Type::YesNo, person)),
        };
        others.any(|s| Some(&s.value) == value.as_ref())
    }

    fn named(&mut self, read: &'a Read, person: Option<usize>) -> Option<Step<'a>> {
        match read.what {
            Named::Rule(index) => self.rule(index, person),
            Named::Input(id, time) => self.input(id, time, read.node, person),
            Named::Scale(index) => self.scale(index, read.node, person),
            Named::Group(index) => self.group(index, person),
            Named::Retained(id) => {
                let benefit = self.law.program.benefits.get(id.index())?;
                let (articles, unverified) = cited(&[&benefit.citation]);
                let person = person.filter(|_| benefit.each);
                let unit = benefit.rhythm.unit();
                let value = self.shown(read.node, Type::Number(unit), person);
                let step = leaf(StepKind::Retained, &benefit.name, person, value);
                Some(Step {
                    unit: unit.to_string().into(),
                    articles,
                    unverified,
                    ..step
                })
            }
        }
    }

    fn input(
        &self,
        id: InputId,
        time: Time,
        node: NodeId,
        person: Option<usize>,
    ) -> Option<Step<'a>> {
        let input = self.law.program.inputs.get(id.index())?;
        let present = self.law.input_at(id, time).and_then(|at| at.present);
        let absent = present.is_some_and(|p| self.view.at(p, person.unwrap_or(0)).fails());
        let value = if absent {
            Shown::Nothing
        } else {
            self.shown(node, input.ty, person)
        };
        let (articles, unverified) = cited(&[&input.citation]);
        let at = match (time, input.timing) {
            (Time::Year(year), _) => Some(year.to_string()),
            (Time::Month(month), Timing::Monthly) => self.other_month(month),
            (Time::Month(_), _) => None,
        };
        let step = leaf(
            StepKind::Input,
            &input.name,
            person.filter(|_| input.each),
            value,
        );
        Some(Step {
            at,
            unit: input.unit.as_str().into(),
            text: self.situation.deduced(id, step.person).map(Cow::Borrowed),
            articles,
            unverified,
            ..step
        })
    }

    fn scale(&self, index: usize, node: NodeId, person: Option<usize>) -> Option<Step<'a>> {
        let at = self.law.scales.get(index)?;
        let scale = self.law.program.scales.get(at.scale.index())?;
        let here = at.on.map_or(u128::MAX, |on| self.view.at(on, 0).bits());
        let mut lines = at
            .lines
            .iter()
            .filter(|(mask, _)| mask & here != 0)
            .filter_map(|(_, line)| scale.lines.get((*line)?));
        let first = lines.next();
        // Several territories remain: no single line.
        let line = first.filter(|_| lines.next().is_none());
        let mut citations = vec![&scale.citation];
        citations.extend(line.map(|l| &l.citation));
        let (articles, unverified) = cited(&citations);
        let since: Option<NaiveDate> = line.and_then(|l| date(l.since));
        let each = self.law.slots.get(node.index()).is_some_and(|s| s.each);
        let value = self.shown(node, Type::Number(scale.unit), person);
        let step = leaf(StepKind::Scale, &scale.name, person.filter(|_| each), value);
        let month = date(at.day).map(Month::of);
        let month = month.and_then(|month| self.other_month(month));
        Some(Step {
            at: month,
            unit: scale.unit_text.as_str().into(),
            since,
            articles,
            unverified,
            ..step
        })
    }

    fn group(&mut self, index: usize, person: Option<usize>) -> Option<Step<'a>> {
        let at = self.law.groups.get(index)?;
        let group = self.law.program.groups.get(at.group.index())?;
        let (articles, unverified) = cited(&[&group.citation]);
        let mut step = leaf(
            StepKind::Group,
            &group.name,
            person,
            self.shown(at.node, Type::YesNo, person),
        );
        step.repeated = !self
            .seen
            .insert((at.node, Unfolded::Group(at.group), person));
        if !step.repeated {
            self.children(&at.trace, person, &mut step.children);
        }
        Some(Step {
            at: self.other_month(at.month),
            articles,
            unverified,
            ..step
        })
    }
}

/// A step with a name and a value.
fn leaf(kind: StepKind, name: &str, person: Option<usize>, value: Shown) -> Step<'_> {
    Step {
        kind,
        name,
        person,
        at: None,
        value,
        unit: "".into(),
        since: None,
        exception: None,
        text: None,
        articles: Vec::new(),
        unverified: false,
        limits: Vec::new(),
        lines: Vec::new(),
        children: Vec::new(),
        repeated: false,
    }
}
