//! `droit expliquer`: how a result came out.

use crate::args::{Common, Explain, Shape};
use crate::exit::{Exit, Failure, Outcome};
use crate::household;
use crate::out;
use crate::render::explanation::Renderer;
use crate::render::paint::Paint;
use crate::render::values;
use crate::rules::Rules;

pub(crate) fn run(args: &Explain, common: &Common) -> Outcome<Exit> {
    let rules = Rules::chosen(common)?;
    let loaded = household::load(&rules, &args.household, &args.asked)?;
    let Ok(law) = &*loaded.law else {
        return Ok(Exit::Rejected);
    };
    super::questions::known_right(law.program(), &args.right)?;
    let evaluation = law.evaluate(&loaded.situation);
    let Some(explanation) = evaluation.explain(&args.right) else {
        let cause = evaluation
            .unavailable()
            .iter()
            .find(|u| u.benefit == args.right)
            .map(|u| u.cause.to_string());
        let cause = cause.map(|c| format!(" : {c}")).unwrap_or_default();
        return Err(Failure::rejected(format!(
            "« {} » ne peut pas être évalué au mois {}{cause}",
            args.right, loaded.month
        )));
    };
    match args.asked.format {
        Shape::Json => out::print_json(&values::json(&explanation))?,
        Shape::Human => {
            let renderer = Renderer {
                program: law.program(),
                situation: &loaded.situation,
                paint: Paint::of_stdout(),
            };
            out::print(&renderer.page(&explanation, args.profondeur))?;
        }
    }
    Ok(Exit::Done)
}
