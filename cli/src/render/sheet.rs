//! What one household may claim, as a page.

use std::fmt::Write as _;

use droit_engine::exact::Exact;
use droit_engine::name::Name;
use droit_engine::program::{Benefit, Program, Rhythm};
use droit_engine::reference::{
    Bounds, Evaluation, Lost, Outcome, Personal, Plan, Probable, Totals, Verdict,
};
use droit_engine::situation::Situation;

use super::paint::Paint;
use super::values;
use crate::amounts;
use crate::commands::verdict_words;
use crate::household::{self, Loaded};
use crate::record;

/// Where the values stand on a line, and where lines are cut.
const MARGIN: usize = 18;
const WIDTH: usize = 100;

/// How many names of a list are shown: beyond, the page would hide what matters.
const SHOWN: usize = 8;

/// What is needed to write a page.
pub(crate) struct Sheet<'a> {
    pub(crate) program: &'a Program,
    pub(crate) situation: &'a Situation,
    pub(crate) paint: Paint,
}

impl Sheet<'_> {
    /// The whole page: what may be claimed by net gain, then the rest, the order in which to claim, what is lost.
    pub(crate) fn page(
        &self,
        version: &str,
        loaded: &Loaded,
        evaluation: &Evaluation<'_>,
        lost: &[Lost],
    ) -> String {
        let mut page = String::new();
        let id = self
            .situation
            .id
            .as_ref()
            .map(|id| format!(" {id}"))
            .unwrap_or_default();
        let by_default = if loaded.by_default {
            " (mois en cours)"
        } else {
            ""
        };
        let head = format!("Foyer{id}, {}{by_default}", amounts::month(loaded.month));
        let _ = writeln!(page, "{} : {}", self.paint.bold(&head), self.composition());
        let likely = evaluation.probable();
        for right in by_gain(evaluation.outcomes()) {
            page.push('\n');
            let likely = likely.iter().find(|one| one.benefit == right.benefit);
            self.right(evaluation, (right, likely), &mut page);
        }
        for right in evaluation.unavailable() {
            let line = format!("– {} ({}) : {}", right.title, right.benefit, right.cause);
            let _ = writeln!(page, "\n{}", self.paint.dim(&line));
        }
        if self.situation.persons().is_some() {
            let plan = evaluation.plan();
            self.order(&plan, &mut page);
            self.late(lost, &mut page);
            self.totals(&plan.totals, &mut page);
        }
        let _ = writeln!(page, "{}", self.paint.dim(&format!("règles {version}")));
        page
    }

    /// The title of a right, by its identifier.
    fn title(&self, id: &str) -> String {
        let benefit = self.program.benefit(id);
        benefit.map_or_else(|| id.to_owned(), |(_, b)| b.title.to_string())
    }

    fn titles(&self, ids: &[Name]) -> String {
        let titles: Vec<String> = ids.iter().map(|id| self.title(id)).collect();
        titles.join(", ")
    }

    /// In which order to claim, when it matters, and what not to claim.
    fn order(&self, plan: &Plan, page: &mut String) {
        if plan.steps.len() > 1 {
            let _ = writeln!(page, "\n{}", self.paint.bold("Dans quel ordre demander"));
            for (i, step) in plan.steps.iter().enumerate() {
                let before = match step.before.as_slice() {
                    [] => String::new(),
                    ids => format!(" ; avant : {}", self.titles(ids)),
                };
                let number = format!("{}.", i.saturating_add(1));
                line(
                    page,
                    &number,
                    &format!("{}{before}", self.title(&step.benefit)),
                );
            }
        }
        for replaced in &plan.replaced {
            let text = format!(
                "{} : inutile, remplacé par {}",
                self.title(&replaced.benefit),
                self.titles(&replaced.by)
            );
            line(page, "à ne pas demander", &text);
        }
    }

    /// What waiting has already cost.
    fn late(&self, lost: &[Lost], page: &mut String) {
        if lost.is_empty() {
            return;
        }
        let _ = writeln!(page, "\n{}", self.paint.bold("Mois déjà passés"));
        for right in lost {
            let months = |n: u32| amounts::plural(n.into(), "mois", "mois");
            let mut parts = Vec::new();
            if right.months > 0 {
                let sum = values::euros(right.amount);
                parts.push(format!("{} perdus, {sum}", months(right.months)));
            }
            if right.recoverable_months > 0 {
                let sum = values::euros(right.recoverable);
                parts.push(format!(
                    "{} à rattraper, {sum}",
                    months(right.recoverable_months)
                ));
            }
            line(
                page,
                "",
                &format!("{} : {}", self.title(&right.benefit), parts.join(" ; ")),
            );
        }
    }

    fn totals(&self, totals: &Totals, page: &mut String) {
        let parts: Vec<String> = [
            (totals.monthly, Rhythm::Monthly),
            (totals.yearly, Rhythm::Yearly),
            (totals.once, Rhythm::Once),
        ]
        .into_iter()
        .filter(|(bounds, _)| bounds.max.num() > 0)
        .map(|(bounds, rhythm)| values::amount(bounds, rhythm))
        .collect();
        let total = if parts.is_empty() {
            "rien de chiffré".to_owned()
        } else {
            parts.join(", ")
        };
        let _ = writeln!(
            page,
            "\n{}",
            self.paint.bold(&format!("Non demandé : {total}"))
        );
        if !parts.is_empty() {
            let gain = values::monthly(totals.gain_net);
            let spread = if parts.len() > 1 || totals.monthly.max.num() <= 0 {
                " (montants annuels et uniques étalés sur douze mois)"
            } else {
                ""
            };
            let _ = writeln!(page, "Gain net de tout demander : {gain}{spread}");
        }
    }

    /// `demandeur, 2 enfants`
    fn composition(&self) -> String {
        let Some(persons) = self.situation.persons() else {
            return "composition inconnue".to_owned();
        };
        let roles = self
            .program
            .entity
            .roles
            .iter()
            .enumerate()
            .filter_map(
                |(i, role)| match persons.iter().filter(|p| p.role.index() == i).count() {
                    0 => None,
                    1 => Some(role.singular.clone()),
                    n => Some(format!("{n} {}", role.name)),
                },
            );
        roles.collect::<Vec<_>>().join(", ")
    }

    fn right(
        &self,
        evaluation: &Evaluation<'_>,
        (right, likely): (&Outcome, Option<&Probable>),
        page: &mut String,
    ) {
        let verdict = match right.verdict {
            Verdict::Certain => self.paint.green("✔ dû, non perçu en totalité"),
            Verdict::Possible => self.paint.yellow("? possible"),
            Verdict::Received => self.paint.dim("= déjà perçu"),
            Verdict::No => self.paint.red("✘ non"),
            Verdict::NotAssessable => self.paint.yellow("… non évaluable"),
        };
        let _ = writeln!(
            page,
            "{} ({}) : {verdict}",
            self.paint.bold(&right.title),
            right.benefit
        );
        if self.situation.persons().is_none() {
            // Bounds over every household that may be say nothing of this one.
            line(page, "il manque", household::NO_PERSON);
            return;
        }
        self.amounts(right, page);
        let reasons = evaluation.reasons(&right.benefit);
        for (i, reason) in reasons.iter().enumerate() {
            let key = if i == 0 { "motif" } else { "" };
            line(
                page,
                key,
                &values::reason(self.program, self.situation, reason),
            );
        }
        let missing = record::missing(self.program, self.situation, right);
        if !missing.is_empty() {
            line(page, "il manque", &some(&missing, ", "));
        }
        // Assumptions that settle nothing are not worth reading.
        let settles = |p: &&Probable| {
            p.verdict != right.verdict || p.due != right.due || p.form != right.form
        };
        if let Some(likely) = likely.filter(settles) {
            self.probable(right, likely, page);
        }
        let unverified = evaluation.unverified(&right.benefit).len();
        if unverified > 0 {
            let sources = amounts::plural(amounts::number_of(unverified), "source", "sources");
            let how = format!(
                "{sources} (« droit expliquer … {} » les liste)",
                right.benefit
            );
            line(page, "à vérifier", &how);
        }
        if matches!(right.verdict, Verdict::Certain | Verdict::Possible)
            && let Some((_, benefit)) = self.program.benefit(&right.benefit)
            && let Some(procedure) = procedure(benefit)
        {
            line(page, "démarche", &procedure);
        }
    }

    fn amounts(&self, right: &Outcome, page: &mut String) {
        if let Some(forms) = record::forms(self.program, right) {
            line(page, "forme", &forms.join(" ou "));
            if let Some(cost) = right.contribution {
                line(page, "participation", &values::monthly(cost));
            }
            return;
        }
        let Some(due) = right.due.filter(|_| right.verdict != Verdict::No) else {
            return;
        };
        line(page, "dû", &values::amount(due, right.rhythm));
        self.persons(right, page);
        let received = right
            .received
            .filter(|r| r.is_exact() || right.is_received == Some(true));
        line(
            page,
            "perçu",
            &received.map_or_else(|| "inconnu".to_owned(), |r| values::amount(r, right.rhythm)),
        );
        if let Some(gap) = record::unclaimed(right) {
            line(page, "écart", &values::amount(gap, right.rhythm));
            if let Some(gain) = right.gain_net {
                line(page, "gain net", &values::monthly(gain));
            }
        }
    }

    /// What each person has, when several persons do, or when the only one is not the claimant.
    fn persons(&self, right: &Outcome, page: &mut String) {
        let due = |p: &&Personal| p.due != Bounds::ZERO;
        let own: Vec<&Personal> = right.persons.iter().filter(due).collect();
        if own.iter().all(|p| p.person == 0) {
            return;
        }
        for personal in own {
            let who = household::person(self.program, self.situation, personal.person);
            let amount = values::amount(personal.due, right.rhythm);
            line(page, "", &format!("dont {who} : {amount}"));
        }
    }

    /// What comes out under the declared assumptions: beside the bounds, never in them.
    fn probable(&self, right: &Outcome, probable: &Probable, page: &mut String) {
        let amount = match (&probable.form, probable.due) {
            (Some(form), _) => {
                let forms = form
                    .iter()
                    .map(|code| record::form(self.program, &right.benefit, code));
                format!(", {}", forms.collect::<Vec<_>>().join(" ou "))
            }
            (None, Some(due)) => format!(", {}", values::amount(due, right.rhythm)),
            (None, None) => String::new(),
        };
        line(
            page,
            "probable",
            &format!("{}{amount}", verdict_words(probable.verdict)),
        );
        let assumed = probable.assumptions.iter().map(|a| {
            let about = crate::household::about(self.program, self.situation, &a.input, a.person);
            let why = a
                .text
                .as_ref()
                .map(|t| format!(" ({t})"))
                .unwrap_or_default();
            format!("{about} = {}{why}", a.value)
        });
        line(
            page,
            "",
            &format!("en supposant {}", some(&assumed.collect::<Vec<_>>(), " ; ")),
        );
    }
}

/// Certain rights first, then possible ones, each by net gain; then what is received, then the rest.
fn by_gain(outcomes: &[Outcome]) -> Vec<&Outcome> {
    let rank = |outcome: &Outcome| match outcome.verdict {
        Verdict::Certain => 0,
        Verdict::Possible => 1,
        Verdict::NotAssessable => 2,
        Verdict::Received => 3,
        Verdict::No => 4,
    };
    let gain = |outcome: &Outcome| outcome.gain_net.map_or(Exact::ZERO, |g| g.max);
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by(|a, b| {
        let order = gain(b)
            .compare(gain(a))
            .unwrap_or(std::cmp::Ordering::Equal);
        rank(a).cmp(&rank(b)).then(order)
    });
    sorted
}

/// The first ones of a list, and how many others.
fn some(items: &[String], separator: &str) -> String {
    let shown = items
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(separator);
    match items.len().saturating_sub(SHOWN) {
        0 => shown,
        n => format!(
            "{shown}{separator}et {}",
            amounts::plural(amounts::number_of(n), "autre", "autres")
        ),
    }
}

/// A key and its value, cut at the words; a mark such as `;` or `€` stays with the word before it.
fn line(page: &mut String, key: &str, value: &str) {
    let mut words: Vec<String> = Vec::new();
    for word in value.split(' ') {
        match words.last_mut() {
            Some(last) if word.starts_with([';', ':', '=', '?', '!', '»', '€', '%']) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    let mut text = format!("    {key:<14}");
    let mut length = MARGIN;
    for (i, word) in words.iter().enumerate() {
        let width = word.chars().count();
        if i > 0 && length.saturating_add(width).saturating_add(1) > WIDTH {
            let _ = write!(text, "\n{:MARGIN$}", "");
            length = MARGIN;
        } else if i > 0 {
            text.push(' ');
            length = length.saturating_add(1);
        }
        text.push_str(word);
        length = length.saturating_add(width);
    }
    let _ = writeln!(page, "{text}");
}

/// The first things to know to claim a right.
fn procedure(benefit: &Benefit) -> Option<String> {
    let field = |key: &str| {
        benefit
            .procedure
            .iter()
            .find(|f| f.key == key)
            .map(|f| f.values.join(" ou "))
    };
    let parts: Vec<String> = [
        field("organisme"),
        field("demande"),
        field("effet").map(|e| format!("effet : {e}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(" ; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut_at_the_words_and_aligned() {
        let mut page = String::new();
        line(&mut page, "motif", "mot ".repeat(25).trim_end());
        assert_eq!(
            page,
            format!(
                "    motif         {}\n{:18}{}\n",
                "mot ".repeat(20).trim_end(),
                "",
                "mot ".repeat(5).trim_end()
            )
        );
    }

    #[test]
    fn long_lists_are_shortened() {
        let items: Vec<String> = (1..=10).map(|n| n.to_string()).collect();
        assert_eq!(some(&items, ", "), "1, 2, 3, 4, 5, 6, 7, 8, et 2 autres");
        assert_eq!(some(&items[..2], ", "), "1, 2");
    }
}
