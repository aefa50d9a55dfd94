//! `droit cribler --expliquer ID`: the whole calculation of one household of the files.

use droit_engine::situation::Situation;

use super::evaluate::{self, Plan, Prefix};
use crate::exit::{Exit, Failure, Outcome, reason};
use crate::input::Source;
use crate::input::chain::Chain;
use crate::input::reject::Fault;
use crate::out;
use crate::render::explanation::Renderer;
use crate::render::paint::Paint;

/// Explains the household `id`, or each of those that bear this identifier.
pub(crate) fn run(plan: &Plan, prefixes: &Prefix, mut chain: Chain, id: &str) -> Outcome<Exit> {
    let mut found = false;
    loop {
        let raw = chain.next().map_err(|error| {
            let name = prefixes.name(chain.file());
            Failure::rejected(format!(
                "lecture de {name} interrompue : {}",
                reason(&error)
            ))
        })?;
        let Some(raw) = raw else { break };
        let prefix = prefixes.of(chain.file());
        let own = raw.identifier();
        let bears = own
            .clone()
            .unwrap_or_else(|| evaluate::by_line(prefix, raw.number));
        if bears != id {
            continue;
        }
        if plan.is_opposed(&raw) {
            return Err(Failure::rejected(format!(
                "le foyer « {id} » s'oppose au traitement : rien n'est calculé"
            )));
        }
        let line = raw.number;
        let refused = |faults: &[Fault]| {
            let faults: Vec<String> = faults.iter().map(Fault::words).collect();
            Failure::rejected(format!(
                "foyer « {id} », ligne {line} : {}",
                faults.join(" ; ")
            ))
        };
        for read in raw.read().map_err(|reject| refused(&reject.faults))? {
            let (situation, law) = plan
                .ready(&read.document)
                .map_err(|faults| refused(&read.named(faults)))?;
            let law = match &*law {
                Ok(law) => law,
                Err(error) => return Err(Failure::rejected(error.to_string())),
            };
            out::print(&page(law, &situation, id, found))?;
            found = true;
        }
    }
    if found {
        return Ok(Exit::Done);
    }
    Err(Failure::rejected(format!(
        "aucun foyer « {id} » dans {}",
        prefixes.names()
    )))
}

/// Every right of a household, one under the other.
fn page(law: &droit_engine::law::Law, situation: &Situation, id: &str, another: bool) -> String {
    let evaluation = law.evaluate(situation);
    let renderer = Renderer {
        program: law.program(),
        situation,
        paint: Paint::of_stdout(),
    };
    let mut page = String::new();
    if another {
        page.push('\n');
    }
    page.push_str(&renderer.paint.bold(&format!("Foyer {id}")));
    page.push('\n');
    for outcome in evaluation.outcomes() {
        if let Some(explanation) = evaluation.explain(&outcome.benefit) {
            page.push('\n');
            page.push_str(&renderer.page(&explanation, None));
        }
    }
    page
}
