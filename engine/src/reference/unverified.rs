//! What a result rests on, and what of it the rules mark to be checked (`À VÉRIFIER`).

use super::split::Base;
use super::values::{Household, View};
use super::{RestsOn, Unverified};
use crate::law::{BenefitAt, BodyAt, Law, Named, NodeId, Possible, RuleAt, Trace};
use crate::program::{Citation, Version};
use crate::situation::Situation;

/// Finds them.
pub(super) struct Unverifieds<'a> {
    law: &'a Law,
    fixed: &'a [Possible],
    all: &'a [Possible],
    household: &'a Household<'a>,
}

struct Walk<'a> {
    law: &'a Law,
    view: View<'a>,
    rules: Vec<bool>,
    groups: Vec<bool>,
    scales: Vec<bool>,
    /// What is marked, by the name that cites it.
    found: Vec<(&'a str, &'a Citation)>,
    /// Every article, when it is asked for: outcomes only tell those to be checked, and are many.
    articles: Option<Vec<&'a str>>,
}

/// What each right may rest on in any household.
pub(crate) fn of_any(law: &Law) -> Vec<Vec<Unverified>> {
    let nobody = Situation::empty(law.program());
    let household = Household::new(law, &nobody);
    // Without values, each node may be anything that the law allows.
    let found = Unverifieds {
        law,
        fixed: &[],
        all: &[],
        household: &household,
    };
    law.benefits.iter().map(|at| found.of(at)).collect()
}

impl<'a> Unverifieds<'a> {
    pub(super) fn new(household: &'a Household<'a>, base: &'a Base) -> Unverifieds<'a> {
        Unverifieds {
            law: household.law,
            fixed: &base.fixed,
            all: &base.all,
            household,
        }
    }

    /// Of a right.
    pub(super) fn of(&self, at: &BenefitAt) -> Vec<Unverified> {
        let found = self.walk(at, None).found;
        let one = |(name, citation): (&str, &Citation)| Unverified {
            name: name.to_owned(),
            articles: citation.articles.clone(),
        };
        found.into_iter().map(one).collect()
    }

    /// The rules and articles of a right.
    pub(super) fn rests_on(&self, at: &BenefitAt) -> RestsOn {
        let law = self.law;
        let walk = self.walk(at, Some(Vec::new()));
        let reached = law.rules.iter().zip(&walk.rules).filter(|(_, seen)| **seen);
        let rules = reached.filter_map(|(rule, _)| law.program.rules.get(rule.rule.index()));
        let articles = walk.articles.unwrap_or_default();
        RestsOn {
            rules: rules.map(|rule| rule.name.clone()).collect(),
            articles: articles.into_iter().map(str::to_owned).collect(),
        }
    }

    fn walk<'w>(&'w self, at: &BenefitAt, articles: Option<Vec<&'w str>>) -> Walk<'w> {
        let law = self.law;
        let mut walk = Walk {
            law,
            view: self.household.view(self.fixed, self.all),
            rules: vec![false; law.rules.len()],
            groups: vec![false; law.groups.len()],
            scales: vec![false; law.scales.len()],
            found: Vec::new(),
            articles,
        };
        if let Some(benefit) = law.program.benefits.get(at.benefit.index()) {
            walk.cite(&benefit.name, &benefit.citation);
        }
        let rules = &at.rules;
        for index in [rules.due, rules.form, rules.contribution, rules.condition]
            .into_iter()
            .flatten()
        {
            walk.rule(index);
        }
        walk
    }
}

/// Marks, and tells whether it was not yet.
fn first(flags: &mut [bool], index: usize) -> bool {
    match flags.get_mut(index) {
        Some(flag) if !*flag => {
            *flag = true;
            true
        }
        _ => false,
    }
}

impl<'a> Walk<'a> {
    fn cite(&mut self, name: &'a str, citation: &'a Citation) {
        if let Some(articles) = &mut self.articles {
            articles.extend(citation.articles.iter().map(String::as_str));
        }
        // A rule read at twelve months is cited twelve times: most often it is the same citation.
        let same = |(other, cited): &(&str, &Citation)| {
            std::ptr::eq(*cited, citation)
                || (*other == name && cited.articles == citation.articles)
        };
        if citation.unverified && !self.found.iter().any(same) {
            self.found.push((name, citation));
        }
    }

    /// Whether a household condition is possible, and sure; per-person conditions count as neither.
    fn holds(&self, id: NodeId) -> (bool, bool) {
        match self.law.slots.get(id.index()) {
            Some(slot) if !slot.each => {
                let value = self.view.at(id, 0);
                (value.may_hold(), value.holds())
            }
            _ => (true, false),
        }
    }

    fn rule(&mut self, index: usize) {
        if !first(&mut self.rules, index) {
            return;
        }
        let law = self.law;
        let Some(at) = law.rules.get(index) else {
            return;
        };
        let Some(rule) = law.program.rules.get(at.rule.index()) else {
            return;
        };
        self.cite(&rule.name, &rule.citation);
        if let Some((guard, trace)) = &at.guard {
            self.trace(trace);
            if !self.holds(*guard).0 {
                return;
            }
        }
        self.value(at);
    }

    fn value(&mut self, at: &'a RuleAt) {
        let Some(rule) = self.law.program.rules.get(at.rule.index()) else {
            return;
        };
        for other in &at.exceptions {
            let Some(exception) = rule.exceptions.get(other.exception) else {
                continue;
            };
            self.trace(&other.trace);
            let (may, sure) = self.holds(other.condition);
            if may {
                self.cite(&rule.name, &exception.citation);
                self.body(&rule.name, &exception.versions, &other.body);
            }
            if sure {
                return;
            }
        }
        self.body(&rule.name, &rule.versions, &at.body);
    }

    fn body(&mut self, name: &'a str, versions: &'a [Version], at: &'a BodyAt) {
        let Some(version) = versions.get(at.version) else {
            return;
        };
        self.cite(name, &version.citation);
        if let crate::program::Body::Lines { lines, .. } = &version.body {
            for line in &at.lines {
                if let Some(written) = lines.get(line.line) {
                    self.cite(name, &written.citation);
                }
                self.trace(&line.trace);
            }
        }
        self.trace(&at.trace);
    }

    fn trace(&mut self, trace: &'a Trace) {
        for read in &trace.reads {
            match read.what {
                Named::Rule(index) => self.rule(index),
                Named::Input(id, _) => {
                    if let Some(input) = self.law.program.inputs.get(id.index()) {
                        self.cite(&input.name, &input.citation);
                    }
                }
                Named::Scale(index) => self.scale(index),
                Named::Group(index) => self.group(index),
                // What is retained of another right is another result.
                Named::Retained(_) => {}
            }
        }
    }

    fn group(&mut self, index: usize) {
        if !first(&mut self.groups, index) {
            return;
        }
        let law = self.law;
        let Some(at) = law.groups.get(index) else {
            return;
        };
        if let Some(group) = law.program.groups.get(at.group.index()) {
            self.cite(&group.name, &group.citation);
        }
        self.trace(&at.trace);
    }

    fn scale(&mut self, index: usize) {
        if !first(&mut self.scales, index) {
            return;
        }
        let law = self.law;
        let Some(at) = law.scales.get(index) else {
            return;
        };
        let Some(scale) = law.program.scales.get(at.scale.index()) else {
            return;
        };
        self.cite(&scale.name, &scale.citation);
        let here = at.on.map_or(u128::MAX, |on| self.view.at(on, 0).bits());
        for (mask, line) in &at.lines {
            if mask & here != 0
                && let Some(line) = line.and_then(|i| scale.lines.get(i))
            {
                self.cite(&scale.name, &line.citation);
            }
        }
    }
}
