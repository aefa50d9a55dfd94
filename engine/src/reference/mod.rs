//! One household: exact, bounded under what is unknown, explained.
//!
//! In: a [`Law`] and a [`Situation`]. Out: an [`Evaluation`]. Evaluation is total: what is unknown is a set of possible
//! values, never an error. Bounds are sound (any completion of what is unknown falls inside) and answering a question
//! never widens them. It knows no optimisation but this: a node is computed once in all worlds that agree on it.

mod answers;
mod assume;
mod changed;
mod curve;
mod explain;
mod laid;
mod lost;
mod measure;
mod missed;
mod outcome;
mod plan;
mod probable;
mod questions;
mod reach;
mod reasons;
mod relevance;
mod rules;
mod shown;
mod split;
mod steps;
#[cfg(test)]
mod tests;
mod unknowns;
mod unverified;
mod values;
mod variables;
mod worlds;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Serialize;

pub use curve::{Axis, AxisError, Curve, CurvePoint, CurveRight, MOST_POINTS};
pub use explain::{ExplainedLimit, ExplainedLine, Explanation, Highlight, Missed, Step, StepKind};
pub(crate) use laid::{Ground, Grounds, Known, Scratch};
pub use lost::Lost;
pub(crate) use outcome::tried;
pub use plan::{Plan, PlanStep, Replaced, Totals};
pub use questions::{AnswerType, Question};
pub use reasons::Reason;
pub(crate) use shown::positions;
pub use shown::{Bounds, Shown};
pub(crate) use unverified::of_any as unverified;
pub(crate) use values::Household;
pub use worlds::Claims;

use crate::calendar::Month;
use crate::law::{BenefitAt, Law, Unavailable};
use crate::name::Name;
use crate::program::Rhythm;
use crate::situation::Situation;

/// What can be said of a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every completion of what is unknown gives a positive gap.
    #[serde(rename = "certain")]
    Certain,
    /// Some completion may.
    #[serde(rename = "possible")]
    Possible,
    /// Due in some completion, and never more than what is received.
    #[serde(rename = "percu")]
    Received,
    /// Not due in any completion.
    #[serde(rename = "non")]
    No,
    /// Something indispensable is unknown.
    #[serde(rename = "non_evaluable")]
    NotAssessable,
}

impl Verdict {
    /// The word in files: `certain`, `possible`, `percu`, `non`, `non_evaluable`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Certain => "certain",
            Verdict::Possible => "possible",
            Verdict::Received => "percu",
            Verdict::No => "non",
            Verdict::NotAssessable => "non_evaluable",
        }
    }
}

/// An input that is unknown and can still change an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Missing {
    /// Name of the input.
    pub input: Name,
    /// Position of the person, for an input of each person.
    pub person: Option<usize>,
}

/// An assumption taken for the probable outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Assumption {
    /// Name of the input.
    pub input: Name,
    /// Position of the person, for an input of each person.
    pub person: Option<usize>,
    /// The value taken, in words.
    pub value: String,
    /// Why, as the rules say.
    pub text: Option<String>,
}

/// What comes out when the assumptions that the rules declare are taken; never mixed with the bounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Probable {
    /// Identifier of the right.
    pub benefit: Name,
    /// Verdict.
    pub verdict: Verdict,
    /// Amount due.
    pub due: Option<Bounds>,
    /// What is due and not received.
    pub gap: Option<Bounds>,
    /// Forms that remain possible (codes).
    pub form: Option<Vec<String>>,
    /// What the household would pay.
    pub contribution: Option<Bounds>,
    /// What was assumed.
    pub assumptions: Vec<Assumption>,
}

/// An article to be checked, on which a result rests.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Unverified {
    /// The rule, the scale… that cites it.
    pub name: String,
    /// The articles, as cited.
    pub articles: Vec<String>,
}

/// What one person has of a right of each person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Personal {
    /// Position of the person.
    pub person: usize,
    /// Amount due.
    pub due: Bounds,
    /// Amount received; `None` when only whether it is received is known.
    pub received: Option<Bounds>,
    /// What is due and not received.
    pub gap: Bounds,
}

impl Personal {
    fn hull(self, other: &Personal) -> Personal {
        let received = match (self.received, other.received) {
            (Some(a), Some(b)) => Some(a.hull(b)),
            _ => None,
        };
        Personal {
            person: self.person,
            due: self.due.hull(other.due),
            received,
            gap: self.gap.hull(other.gap),
        }
    }
}

/// What comes out for a right. Amounts are in the unit of its rhythm; net gains, that add up, by month.
///
/// Why not is told by [`Evaluation::reasons`], what is to be checked by [`Evaluation::unverified`], and what is likely by
/// [`Evaluation::probable`]: they cost as much as all outcomes together, and are read for a few rights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Outcome {
    /// Identifier (`rsa`).
    pub benefit: Name,
    /// Name (`RSA`).
    pub name: Name,
    /// Title.
    pub title: Name,
    /// What its amounts are per.
    pub rhythm: Rhythm,
    /// Verdict.
    pub verdict: Verdict,
    /// Amount due when every right is claimed; `None` for a right with a form.
    pub due: Option<Bounds>,
    /// Amount due if this right alone were claimed on top of what is received.
    pub due_alone: Option<Bounds>,
    /// Amount received; `None` when only whether it is received is known.
    pub received: Option<Bounds>,
    /// Whether something is received: `Some(…)` when known.
    pub is_received: Option<bool>,
    /// What is due and not received, never negative.
    pub gap: Option<Bounds>,
    /// What claiming it alone adds to the total of the household, €/mois, other rights recomputed; an amount paid once
    /// or once a year is spread over twelve months.
    pub gain_net: Option<Bounds>,
    /// Forms that remain possible (codes), for a right with a form.
    pub form: Option<Vec<String>>,
    /// What the household pays for it.
    pub contribution: Option<Bounds>,
    /// What each person has, for a right of each person.
    pub persons: Vec<Personal>,
    /// What is unknown and can still change the verdict or an amount.
    pub missing: Vec<Missing>,
}

/// What a result rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RestsOn {
    /// Names of rules and conditions.
    pub rules: BTreeSet<String>,
    /// Articles that they cite, with their scales, groups and inputs.
    pub articles: BTreeSet<String>,
}

/// The evaluation of a situation.
#[derive(Debug, Clone)]
pub struct Evaluation<'a> {
    law: &'a Law,
    situation: &'a Situation,
    found: Findings,
}

/// What an evaluation found, without the law and the situation that it was made with: to be kept, and asked something
/// else later ([`Law::resume`]).
#[derive(Debug, Clone)]
pub struct Findings {
    outcomes: Vec<Outcome>,
    /// What each right still depends on.
    missing: Vec<unknowns::Listed>,
    /// The values of the nodes that rights need; `None` when the persons are unknown.
    base: Option<split::Base>,
    /// The values of all nodes, once something is explained.
    full: OnceLock<split::Base>,
    /// Whether unknowns were tried value by value for every right.
    whole: bool,
    /// Room to try values, and what open ones depend on, as far as that was told.
    scratch: laid::Scratch,
}

impl<'a> Evaluation<'a> {
    /// Evaluates every right of the household as it is told now, as [`Law::evaluate`] would: what the answers given since do
    /// not change is not computed again.
    #[must_use]
    pub fn next<'b>(self, situation: &'b Situation) -> Evaluation<'b>
    where
        'a: 'b,
    {
        outcome::evaluate(self.law, situation, None, Some(self))
    }

    /// What was found, to be kept.
    #[must_use]
    pub fn findings(self) -> Findings {
        self.found
    }

    /// The outcomes, in the order of the rights of the program.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.found.outcomes
    }

    /// The outcome of a right by its identifier; `None` when there is no such right in force.
    #[must_use]
    pub fn outcome(&self, benefit: &str) -> Option<&Outcome> {
        self.found.outcomes.iter().find(|o| o.benefit == benefit)
    }

    /// The rights that are not in force, and why.
    #[must_use]
    pub fn unavailable(&self) -> &'a [Unavailable] {
        self.law.unavailable()
    }

    /// Whether the persons of the household are known; if not, nothing can be assessed.
    #[must_use]
    pub fn composition_known(&self) -> bool {
        self.found.base.is_some()
    }

    /// The month of the right.
    #[must_use]
    pub fn month(&self) -> Month {
        self.law.month()
    }

    /// The law it was made with.
    #[must_use]
    pub fn law(&self) -> &'a Law {
        self.law
    }

    /// The questions that remain: [`Law::questions`], from what is already computed.
    #[must_use]
    pub fn questions(&self) -> Vec<Question> {
        questions::questions(self)
    }

    /// What is unknown and can still change something: what [`Evaluation::questions`] asks, by input and person, without
    /// the order that is the most useful, which costs as much as all outcomes.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let all = unknowns::Listed::of_any(&self.found.missing, self.situation.size());
        outcome::missing_of(self.law, &all)
    }

    /// In which order to claim what is due, what not to claim because another right takes its place, and totals.
    #[must_use]
    pub fn plan(&self) -> Plan {
        plan::plan(self)
    }

    /// What waiting has cost, right by right: empty when the situation does not tell since when it lasts.
    #[must_use]
    pub fn lost(&self) -> Vec<Lost> {
        lost::lost(&self.law.program, self.situation, self.law.month)
    }

    /// What comes out under the declared assumptions for the rights that miss something that is assumed, in the order of
    /// the rights of the program: another evaluation, of these rights alone.
    #[must_use]
    pub fn probable(&self) -> Vec<Probable> {
        probable::probable(self)
    }

    /// Why a right is not due; empty when its verdict is not "no", or when there is no such right in force.
    #[must_use]
    pub fn reasons(&self, benefit: &str) -> Vec<Reason> {
        let outcome = self.outcome(benefit);
        if outcome.is_none_or(|outcome| outcome.verdict != Verdict::No) {
            return Vec::new();
        }
        let household = values::Household::new(self.law, self.situation);
        let base = self.complete(&household);
        let view = household.view(&base.fixed, &base.all);
        let at = self.law.right(benefit);
        at.map_or_else(Vec::new, |at| reasons::reasons(view, at))
    }

    /// What the outcome of a right rests on and that is marked to be checked; empty when there is no such right in
    /// force, or when the persons are unknown.
    #[must_use]
    pub fn unverified(&self, benefit: &str) -> Vec<Unverified> {
        let found = self.walked(benefit, |walked, at| walked.of(at));
        found.unwrap_or_default()
    }

    /// The rules and articles that the outcome of a right rests on; `None` when there is no such right in force, or
    /// when the persons are unknown.
    #[must_use]
    pub fn rests_on(&self, benefit: &str) -> Option<RestsOn> {
        self.walked(benefit, |walked, at| walked.rests_on(at))
    }

    /// Something of what a right rests on.
    fn walked<T>(
        &self,
        benefit: &str,
        read: impl FnOnce(&unverified::Unverifieds<'_>, &BenefitAt) -> T,
    ) -> Option<T> {
        let at = self.law.right(benefit)?;
        let household = values::Household::new(self.law, self.situation);
        let walked = unverified::Unverifieds::new(&household, self.found.base.as_ref()?);
        Some(read(&walked, at))
    }

    /// The value of a rule: [`Law::rule_value`], from what is already computed.
    #[must_use]
    pub fn rule_value(
        &self,
        name: &str,
        months_before: u32,
        person: Option<usize>,
    ) -> Option<Shown> {
        rules::rule_value(self, name, months_before, person)
    }

    /// The values of all nodes, in the main world.
    fn complete(&self, household: &values::Household<'_>) -> &split::Base {
        self.found.full.get_or_init(|| match &self.found.base {
            Some(base) => base.complete(household),
            None => split::Base::new(household).complete(household),
        })
    }

    /// How the outcome of a right came out, step by step.
    #[must_use]
    pub fn explain(&self, benefit: &str) -> Option<Explanation<'a>> {
        steps::explain(self, self.outcome(benefit)?)
    }
}

impl Law {
    /// Evaluates every right in force.
    #[must_use]
    pub fn evaluate<'a>(&'a self, situation: &'a Situation) -> Evaluation<'a> {
        outcome::evaluate(self, situation, None, None)
    }

    /// The same, for some rights by identifier: the outcomes of the others are sound, with wider bounds where something
    /// is unknown, and cost less.
    #[must_use]
    pub fn evaluate_for<'a>(
        &'a self,
        situation: &'a Situation,
        rights: &[String],
    ) -> Evaluation<'a> {
        outcome::evaluate(self, situation, Some(rights), None)
    }

    /// The evaluation that findings come from, without evaluating again. `self` and `situation` are those that it was made
    /// with: with others, what it tells would be of neither.
    #[must_use]
    pub fn resume<'a>(&'a self, situation: &'a Situation, findings: Findings) -> Evaluation<'a> {
        Evaluation {
            law: self,
            situation,
            found: findings,
        }
    }

    /// The questions that remain, the most useful first, grouped by theme. None: no answer can change any verdict or
    /// amount due.
    #[must_use]
    pub fn questions(&self, situation: &Situation) -> Vec<Question> {
        self.evaluate(situation).questions()
    }

    /// The value of a rule (or condition) by its name, at the month of the right less `months_before`, for a person by
    /// position when the rule is per person, in the world where every right is claimed. `None` when there is no such
    /// rule, person, or version at that month.
    #[must_use]
    pub fn rule_value(
        &self,
        situation: &Situation,
        name: &str,
        months_before: u32,
        person: Option<usize>,
    ) -> Option<Shown> {
        self.rule_values(situation, &[(name, months_before, person)])
            .pop()
            .flatten()
    }

    /// The values of several rules (name, months before, person), from one pass over the graph: [`Law::rule_value`].
    #[must_use]
    pub fn rule_values(
        &self,
        situation: &Situation,
        asked: &[(&str, u32, Option<usize>)],
    ) -> Vec<Option<Shown>> {
        self.rule_values_in(situation, Claims::Everything, asked)
    }

    /// [`Law::rule_values`] in the world of some claims: with [`Claims::Nothing`], each right counts in the others for
    /// what is received of it.
    #[must_use]
    pub fn rule_values_in(
        &self,
        situation: &Situation,
        claims: Claims,
        asked: &[(&str, u32, Option<usize>)],
    ) -> Vec<Option<Shown>> {
        rules::rule_values(self, situation, claims, asked)
    }

    /// What is unknown and can still change a rule (or condition), at the month of the right.
    #[must_use]
    pub fn rule_missing(
        &self,
        situation: &Situation,
        name: &str,
        person: Option<usize>,
    ) -> Vec<Missing> {
        rules::rule_missing(self, situation, name, person)
    }
}
