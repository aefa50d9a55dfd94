//! `droit simuler`: what one household may claim.

use std::fmt::Write as _;

use droit_engine::law::Unavailable;
use droit_engine::program::{Benefit, Program};
use droit_engine::reference::{Evaluation, Outcome as Right, Unverified, Verdict};
use droit_engine::situation::Situation;

use crate::amounts;
use crate::args::{Common, Shape, Simulate};
use crate::exit::{Exit, Outcome};
use crate::household::{self, Loaded, about};
use crate::json::{Object, list, pair, text};
use crate::out;
use crate::record;
use crate::render::paint::Paint;
use crate::render::values;
use crate::rules::Rules;

pub(crate) fn run(args: &Simulate, common: &Common) -> Outcome<Exit> {
    let rules = Rules::chosen(&common.regles)?;
    let loaded = household::load(&rules, &args.household, &args.asked)?;
    let Ok(law) = &*loaded.law else {
        return Ok(Exit::Rejected);
    };
    let evaluation = law.evaluate(&loaded.situation);
    match args.asked.format {
        Shape::Json => out::print(&json(&rules, &loaded, &evaluation))?,
        Shape::Human => {
            let shown = Shown {
                program: law.program(),
                situation: &loaded.situation,
                paint: Paint::of_stdout(),
            };
            out::print(&shown.page(&rules, &loaded, &evaluation))?;
        }
    }
    Ok(Exit::Done)
}

/// The sum of what is due and not received, in hundredths.
fn total(evaluation: &Evaluation<'_>) -> (i128, i128) {
    evaluation
        .outcomes()
        .iter()
        .filter_map(record::unclaimed)
        .fold((0, 0), |(low, high), gap| {
            let (l, h) = amounts::cents_of((gap.min, gap.max));
            (low.saturating_add(l), high.saturating_add(h))
        })
}

fn json(rules: &Rules, loaded: &Loaded, evaluation: &Evaluation<'_>) -> String {
    let program = evaluation.law().program();
    let mut rights = Object::new();
    for right in evaluation.outcomes() {
        let object = record::right(program, &loaded.situation, right)
            .raw(
                "motifs",
                &list(
                    right
                        .reasons
                        .iter()
                        .map(|r| text(&values::reason(program, &loaded.situation, r))),
                ),
            )
            .raw("a_verifier", &list(right.unverified.iter().map(unverified)))
            .raw("probable", &probable(program, &loaded.situation, right));
        rights = rights.raw(&right.benefit, &object.end());
    }
    let (low, high) = total(evaluation);
    let object = Object::new()
        .raw(
            "id",
            &loaded
                .situation
                .id
                .as_ref()
                .map_or_else(|| "null".to_owned(), |id| text(id)),
        )
        .text("mois", &evaluation.month().to_string())
        .text("regles_version", &rules.version())
        .raw("droits", &rights.end())
        .raw(
            "non_demande",
            &format!("[{},{}]", amounts::json(low), amounts::json(high)),
        )
        .raw(
            "indisponibles",
            &list(evaluation.unavailable().iter().map(unavailable)),
        );
    format!("{}\n", object.end())
}

fn unverified(mark: &Unverified) -> String {
    Object::new()
        .text("nom", &mark.name)
        .raw("articles", &list(mark.articles.iter().map(|a| text(a))))
        .end()
}

fn unavailable(right: &Unavailable) -> String {
    Object::new()
        .text("droit", &right.benefit)
        .text("motif", &right.cause.to_string())
        .end()
}

/// What comes out under the declared assumptions.
fn probable(program: &Program, situation: &Situation, right: &Right) -> String {
    let Some(probable) = &right.probable else {
        return "null".to_owned();
    };
    let mut object = Object::new()
        .text("verdict", probable.verdict.word())
        .raw("du", &pair(probable.due))
        .raw("ecart", &pair(probable.gap));
    if let Some(forms) = &probable.form {
        let forms = forms
            .iter()
            .map(|code| text(&record::form(program, &right.benefit, code)));
        object = object
            .raw("forme", &list(forms))
            .raw("participation", &pair(probable.contribution));
    }
    let assumptions = probable.assumptions.iter().map(|a| {
        let about = about(program, situation, &a.input, a.person);
        let why = a
            .text
            .as_ref()
            .map_or_else(|| "null".to_owned(), |t| text(t));
        Object::new()
            .text("donnee", &about)
            .text("valeur", &a.value)
            .raw("raison", &why)
            .end()
    });
    object.raw("hypotheses", &list(assumptions)).end()
}

struct Shown<'a> {
    program: &'a Program,
    situation: &'a Situation,
    paint: Paint,
}

impl Shown<'_> {
    fn page(&self, rules: &Rules, loaded: &Loaded, evaluation: &Evaluation<'_>) -> String {
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
            let _ = writeln!(
                page,
                "\n{}",
                self.paint.dim(&format!(
                    "– {} ({}) : {}",
                    right.title, right.benefit, right.cause
                ))
            );
        }
        let (low, high) = total(evaluation);
        let total = if high == 0 {
            "rien de chiffré".to_owned()
        } else {
            format!("{} par mois", amounts::euros_between((low, high)))
        };
        let _ = writeln!(
            page,
            "\n{}",
            self.paint.bold(&format!("Non demandé : {total}"))
        );
        let _ = writeln!(
            page,
            "{}",
            self.paint.dim(&format!("règles {}", rules.version()))
        );
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
            .filter_map(|(i, role)| {
                let count = persons.iter().filter(|p| p.role.index() == i).count();
                match count {
                    0 => None,
                    1 => Some(role.singular.clone()),
                    n => Some(format!("{n} {}", role.name)),
                }
            });
        roles.collect::<Vec<_>>().join(", ")
    }

    fn right(&self, right: &Right, page: &mut String) {
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
        let mut line = |key: &str, value: String| {
            let _ = writeln!(page, "    {key:<14}{value}");
        };
        if let Some(forms) = record::forms(self.program, right) {
            line("forme", forms.join(" ou "));
            if let Some(cost) = right.contribution {
                line("participation", values::monthly(cost));
            }
        } else if right.verdict != Verdict::No
            && let Some(due) = right.due
        {
            line("dû", values::monthly(due));
            match (right.received, right.is_received) {
                (Some(received), _) if received.is_exact() => {
                    line("perçu", values::monthly(received))
                }
                (Some(received), Some(true)) => line("perçu", values::monthly(received)),
                _ => line("perçu", "inconnu".to_owned()),
            }
            if let Some(gap) = record::unclaimed(right) {
                line("écart", values::monthly(gap));
            }
            if let Some(gain) = right
                .gain_net
                .filter(|_| record::unclaimed(right).is_some())
            {
                line("gain net", values::monthly(gain));
            }
        }
        for (i, reason) in right.reasons.iter().enumerate() {
            line(
                if i == 0 { "motif" } else { "" },
                values::reason(self.program, self.situation, reason),
            );
        }
        for (i, missing) in record::missing(self.program, self.situation, right)
            .into_iter()
            .enumerate()
        {
            line(if i == 0 { "il manque" } else { "" }, missing);
        }
        self.probable(right, &mut line);
        if let Some(first) = right.unverified.first() {
            let others = match right.unverified.len().saturating_sub(1) {
                0 => String::new(),
                n => format!(
                    ", et {}",
                    amounts::plural(
                        u64::try_from(n).unwrap_or(u64::MAX),
                        "autre source",
                        "autres sources"
                    )
                ),
            };
            line(
                "à vérifier",
                format!(
                    "{}{}{others}",
                    first.name,
                    values::source(&first.articles, false)
                ),
            );
        }
        if matches!(right.verdict, Verdict::Certain | Verdict::Possible)
            && let Some((_, benefit)) = self.program.benefit(&right.benefit)
            && let Some(procedure) = procedure(benefit)
        {
            line("démarche", procedure);
        }
    }

    /// What comes out under the declared assumptions: beside the bounds, never in them.
    fn probable(&self, right: &Right, line: &mut impl FnMut(&str, String)) {
        let Some(probable) = &right.probable else {
            return;
        };
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
            "probable",
            format!("{}{amount}", super::verdict_words(probable.verdict)),
        );
        for assumption in &probable.assumptions {
            let about = about(
                self.program,
                self.situation,
                &assumption.input,
                assumption.person,
            );
            let why = assumption
                .text
                .as_ref()
                .map(|t| format!(" ({t})"))
                .unwrap_or_default();
            line(
                "",
                format!("en supposant : {about} = {}{why}", assumption.value),
            );
        }
    }
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
