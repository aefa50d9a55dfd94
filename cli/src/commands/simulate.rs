//! `droit simuler`: what one household may claim.

use droit_engine::law::Unavailable;
use droit_engine::name::Name;
use droit_engine::program::Program;
use droit_engine::reference::{Evaluation, Lost, Probable, Unverified};
use droit_engine::situation::Situation;

use crate::args::{Common, Shape, Simulate};
use crate::exit::{Exit, Outcome};
use crate::household::{self, Loaded, about};
use crate::json::{Object, list, pair, text};
use crate::out;
use crate::record;
use crate::render::paint::Paint;
use crate::render::sheet::Sheet;
use crate::render::values;
use crate::row::Row;
use crate::rules::{self, Rules};

pub(crate) fn run(args: &Simulate, common: &Common) -> Outcome<Exit> {
    let rules = Rules::chosen(common)?;
    let loaded = household::load(&rules, &args.household, &args.asked)?;
    let Ok(law) = &*loaded.law else {
        return Ok(Exit::Rejected);
    };
    let evaluation = law.evaluate(&loaded.situation);
    let lost = evaluation.lost();
    match args.asked.format {
        Shape::Json => out::print(&json(&loaded, &evaluation, &lost))?,
        Shape::Human => {
            let sheet = Sheet {
                program: law.program(),
                situation: &loaded.situation,
                paint: Paint::of_stdout(),
            };
            let version = rules::version(law.program());
            out::print(&sheet.page(&version, &loaded, &evaluation, &lost))?;
        }
    }
    Ok(Exit::Done)
}

fn json(loaded: &Loaded, evaluation: &Evaluation<'_>, lost: &[Lost]) -> String {
    let program = evaluation.law().program();
    let mut rights = Object::new();
    let all_likely = evaluation.probable();
    for right in evaluation.outcomes() {
        let likely = all_likely.iter().find(|one| one.benefit == right.benefit);
        let row = Row::of(program, &loaded.situation, right);
        let object = record::right(Object::new(), program, &row)
            .raw(
                "motifs",
                &list(
                    evaluation
                        .reasons(&right.benefit)
                        .iter()
                        .map(|r| text(&values::reason(program, &loaded.situation, r))),
                ),
            )
            .raw(
                "a_verifier",
                &list(evaluation.unverified(&right.benefit).iter().map(unverified)),
            )
            .raw("probable", &probable(program, &loaded.situation, likely));
        rights = rights.raw(&right.benefit, &object.end());
    }
    let plan = evaluation.plan();
    let names = |ids: &[Name]| list(ids.iter().map(|id| text(id)));
    let steps = plan.steps.iter().map(|step| {
        Object::new()
            .text("droit", &step.benefit)
            .raw("avant", &names(&step.before))
            .end()
    });
    let replaced = plan.replaced.iter().map(|replaced| {
        Object::new()
            .text("droit", &replaced.benefit)
            .raw("par", &names(&replaced.by))
            .end()
    });
    let lost = lost.iter().map(|lost| {
        Object::new()
            .text("droit", &lost.benefit)
            .raw("mois_perdus", &lost.months.to_string())
            .raw("perdu", &pair(Some(lost.amount)))
            .raw("mois_rattrapables", &lost.recoverable_months.to_string())
            .raw("rattrapable", &pair(Some(lost.recoverable)))
            .end()
    });
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
        .text("regles_version", &rules::version(program))
        .raw("droits", &rights.end())
        .raw(
            "non_demande",
            &Object::new()
                .raw("mensuel", &pair(Some(plan.totals.monthly)))
                .raw("annuel", &pair(Some(plan.totals.yearly)))
                .raw("unique", &pair(Some(plan.totals.once)))
                .end(),
        )
        .raw("gain_net", &pair(Some(plan.totals.gain_net)))
        .raw("ordre", &list(steps))
        .raw("remplaces", &list(replaced))
        .raw("retard", &list(lost))
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
fn probable(program: &Program, situation: &Situation, likely: Option<&Probable>) -> String {
    let Some(probable) = likely else {
        return "null".to_owned();
    };
    let mut object = Object::new()
        .text("verdict", probable.verdict.word())
        .raw("du", &pair(probable.due))
        .raw("ecart", &pair(probable.gap));
    if let Some(forms) = &probable.form {
        let forms = forms
            .iter()
            .map(|code| text(&record::form(program, &probable.benefit, code)));
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
