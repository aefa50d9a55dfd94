//! What one household may claim, as a page.

use std::fmt::Write as _;

use droit_engine::program::{Benefit, Program};
use droit_engine::reference::{Evaluation, Outcome, Probable, Verdict};
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
    /// The whole page; `total` is what is due and not received, in hundredths.
    pub(crate) fn page(
        &self,
        version: &str,
        loaded: &Loaded,
        evaluation: &Evaluation<'_>,
        total: (i128, i128),
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
        for right in evaluation.outcomes() {
            page.push('\n');
            self.right(right, &mut page);
        }
        for right in evaluation.unavailable() {
            let line = format!("– {} ({}) : {}", right.title, right.benefit, right.cause);
            let _ = writeln!(page, "\n{}", self.paint.dim(&line));
        }
        let total = if total.1 == 0 {
            "rien de chiffré".to_owned()
        } else {
            format!("{} par mois", amounts::euros_between(total))
        };
        let _ = writeln!(
            page,
            "\n{}",
            self.paint.bold(&format!("Non demandé : {total}"))
        );
        let _ = writeln!(page, "{}", self.paint.dim(&format!("règles {version}")));
        page
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

    fn right(&self, right: &Outcome, page: &mut String) {
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
        for (i, reason) in right.reasons.iter().enumerate() {
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
        if let Some(probable) = right.probable.as_ref().filter(settles) {
            self.probable(right, probable, page);
        }
        if !right.unverified.is_empty() {
            let sources = amounts::plural(
                amounts::number_of(right.unverified.len()),
                "source",
                "sources",
            );
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
        line(page, "dû", &values::monthly(due));
        let received = right
            .received
            .filter(|r| r.is_exact() || right.is_received == Some(true));
        line(
            page,
            "perçu",
            &received.map_or_else(|| "inconnu".to_owned(), values::monthly),
        );
        if let Some(gap) = record::unclaimed(right) {
            line(page, "écart", &values::monthly(gap));
            if let Some(gain) = right.gain_net {
                line(page, "gain net", &values::monthly(gain));
            }
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
            (None, Some(due)) => format!(", {}", values::monthly(due)),
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
