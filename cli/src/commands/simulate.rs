//! `droit simuler`: what one household may claim.

use droit_engine::law::Unavailable;
use droit_engine::program::Program;
use droit_engine::reference::{Evaluation, Outcome as Right, Unverified};
use droit_engine::situation::Situation;

use crate::amounts;
use crate::args::{Common, Shape, Simulate};
use crate::exit::{Exit, Outcome};
use crate::household::{self, Loaded, about};
use crate::json::{Object, list, pair, text};
use crate::out;
use crate::record;
use crate::render::paint::Paint;
use crate::render::sheet::Sheet;
use crate::render::values;
use crate::rules::{self, Rules};

pub(crate) fn run(args: &Simulate, common: &Common) -> Outcome<Exit> {
    let rules = Rules::chosen(common)?;
    let loaded = household::load(&rules, &args.household, &args.asked)?;
    let Ok(law) = &*loaded.law else {
        return Ok(Exit::Rejected);
    };
    let evaluation = law.evaluate(&loaded.situation);
    match args.asked.format {
        Shape::Json => out::print(&json(&loaded, &evaluation))?,
        Shape::Human => {
            let sheet = Sheet {
                program: law.program(),
                situation: &loaded.situation,
                paint: Paint::of_stdout(),
            };
            let total = total(&evaluation);
            out::print(&sheet.page(&rules::version(law.program()), &loaded, &evaluation, total))?;
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

fn json(loaded: &Loaded, evaluation: &Evaluation<'_>) -> String {
    let program = evaluation.law().program();
    let mut rights = Object::new();
    for right in evaluation.outcomes() {
        let object = record::right(Object::new(), program, &loaded.situation, right)
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
        .text("regles_version", &rules::version(program))
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
