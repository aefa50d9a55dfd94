//! `droit indicateurs`: one homogeneous table of non-take-up per right, territory and month, and its page.

mod counts;
mod degrees;
mod evaluate;
mod figures;
mod kinds;
mod median;
mod page;
mod places;
mod secrecy;
#[cfg(test)]
mod secrecy_tests;
mod seen;
mod sheet;
mod table;

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use droit_engine::program::Program;
use droit_engine::situation::Document;
use serde_json::{Value, json};

use counts::{Household, Tallies};
use evaluate::Plan;
use kinds::Kinds;
use places::Places;
use secrecy::Rule;
use table::Table;

use crate::amounts::plural;
use crate::args::{Common, Indicators, Shape};
use crate::commands::screen::pipeline::{self, Stop};
use crate::commands::screen::progress::Progress;
use crate::commands::screen::rejects::Rejects;
use crate::commands::screen::too_many;
use crate::durable;
use crate::exit::{Exit, Failure, Outcome, reason};
use crate::input;
use crate::input::reject::Reject;
use crate::laws::Laws;
use crate::out;
use crate::read;
use crate::render::words;
use crate::rules::{self, Rules};

/// Changes when the same households give other figures (docs/indicateurs.md).
pub(crate) const METHOD: &str = "1";

/// The files that are written.
const SHEET: &str = "indicateurs.csv";
const PAGE: &str = "indicateurs.html";

/// What every output bears.
pub(crate) struct Stamp {
    pub(crate) rules: String,
    pub(crate) threshold: u64,
    pub(crate) synthetic: bool,
    /// Households counted; `None` when it would tell a number that is hidden.
    pub(crate) households: Option<u64>,
    /// Lines rejected.
    pub(crate) rejects: u64,
}

impl Stamp {
    /// What the data are, in one word.
    pub(crate) const fn data(&self) -> &'static str {
        if self.synthetic {
            "synthétiques"
        } else {
            "réelles"
        }
    }
}

pub(crate) fn run(args: &Indicators, common: &Common) -> Outcome<Exit> {
    let (places, chosen) = chosen(&args.territoires)?;
    let rules = Rules::chosen(common)?;
    let laws = Laws::new(rules.compile()?);
    if let Some(month) = args.mois
        && let Err(error) = &*laws.at(month)
    {
        return Err(Failure::rejected(error.to_string()));
    }
    let synthetic = args.donnees_synthetiques || says_synthetic(args.manifeste.as_deref())?;
    let inputs = inputs(args, laws.program())?;
    let plan = Plan {
        laws,
        month: args.mois,
        places,
        kinds: Kinds::new(),
    };
    fs::create_dir_all(&args.sortie).map_err(|error| {
        Failure::io(
            format!(
                "création du dossier « {} » impossible",
                args.sortie.display()
            ),
            &error,
        )
    })?;
    let mut tallies = Tallies::default();
    let mut rejected: u64 = 0;
    for (position, input) in inputs.into_iter().enumerate() {
        let path = args
            .inputs
            .get(position)
            .map_or(Path::new("-"), PathBuf::as_path);
        let name = rejects_name(args, position);
        rejected = rejected.saturating_add(count(
            args,
            &plan,
            input,
            (position, path),
            &name,
            &mut tallies,
        )?);
    }
    if tallies.households == 0 {
        let lines = plural(rejected, "ligne rejetée", "lignes rejetées");
        return Err(Failure::rejected(format!(
            "aucun foyer à compter ({lines})"
        )));
    }
    let rule = Rule {
        threshold: args.seuil,
        secondary: true,
    };
    let tables: Vec<Table> = tallies
        .months
        .iter()
        .map(|(month, areas)| Table::new(*month, areas, &plan.places, &plan.kinds, &chosen, &rule))
        .collect();
    let shown = tables.iter().all(Table::is_shown);
    let program = plan.laws.program();
    let stamp = Stamp {
        rules: rules::version(program),
        threshold: args.seuil,
        synthetic,
        households: shown.then_some(tallies.households),
        rejects: rejected,
    };
    let written = [
        (SHEET, sheet::write(&tables, program, &plan.kinds, &stamp)),
        (
            PAGE,
            page::write(&tables, program, &plan.kinds, &stamp).into_bytes(),
        ),
    ];
    for (name, bytes) in written {
        durable::write(&args.sortie.join(name), &bytes)?;
    }
    if !args.silencieux {
        let folder = args.sortie.display();
        out::say(format!(
            "{}, {}\nécrits : « {folder}/{SHEET} » et « {folder}/{PAGE} »",
            plural(tallies.households, "foyer compté", "foyers comptés"),
            plural(rejected, "ligne rejetée", "lignes rejetées"),
        ));
    }
    Ok(
        if too_many(rejected, tallies.households, args.seuil_rejets) {
            Exit::TooManyRejects
        } else {
            Exit::Done
        },
    )
}

/// Whether the manifest of a processing says that its households are made up.
fn says_synthetic(manifest: Option<&Path>) -> Outcome<bool> {
    const KEY: &str = "donnees_synthetiques";
    let Some(path) = manifest else {
        return Ok(false);
    };
    let name = read::name(path);
    let document = Document::from_yaml(&read::text(path)?)
        .map_err(|error| Failure::rejected(format!("{name}, {error}")))?;
    match document.get(KEY) {
        None => Ok(false),
        Some(Document::Bool(value)) => Ok(*value),
        Some(Document::Text(text)) if text == "oui" => Ok(true),
        Some(Document::Text(text)) if text == "non" => Ok(false),
        Some(other) => Err(Failure::rejected(format!(
            "{name}, {KEY} : {} n'est ni oui ni non",
            other.shown()
        ))),
    }
}

/// The inputs, all of them open before any is read.
fn inputs(args: &Indicators, program: &Program) -> Outcome<Vec<input::Input>> {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    for (i, path) in args.inputs.iter().enumerate() {
        let mut others = args.inputs.iter().take(i);
        if others.any(|other| real(other) == real(path)) {
            let name = read::name(path);
            return Err(Failure::usage(format!("{name} est donné deux fois"))
                .help("chaque foyer ne se compte qu'une fois"));
        }
        for name in [SHEET, PAGE] {
            if real(path) == real(&args.sortie.join(name)) {
                let name = read::name(path);
                return Err(Failure::usage(format!(
                    "{name} serait remplacé par la sortie"
                )));
            }
        }
    }
    let open = |path: &PathBuf| input::open(&input::Asked::plain(path, args.mois), program);
    args.inputs.iter().map(open).collect()
}

/// Counts the households of a file; the number of its rejects.
fn count(
    args: &Indicators,
    plan: &Plan,
    input: input::Input,
    (position, path): (usize, &Path),
    rejects_name: &str,
    tallies: &mut Tallies,
) -> Outcome<u64> {
    let mut rejects = Rejects::new(Some(args.sortie.join(rejects_name)), &args.inputs);
    let mut progress = Progress::new(args.silencieux, input.size, input.read);
    let workers = args
        .fils
        .or_else(|| thread::available_parallelism().ok().map(NonZeroUsize::get))
        .unwrap_or(1);
    let write = |block: Vec<Result<Household, Reject>>| {
        for done in block {
            match done {
                Ok(household) => tallies.add(&household),
                Err(reject) => rejects.push(position, &reject)?,
            }
            progress.advance(rejects.count);
        }
        Ok(())
    };
    let stopped = pipeline::run(input.source, workers, |_, block| plan.block(block), write);
    progress.finish();
    rejects.publish()?;
    match stopped {
        Ok(()) => {}
        Err(Stop::Write(failure)) => return Err(failure),
        Err(Stop::Read(_, error)) => {
            return Err(Failure::rejected(format!(
                "lecture de {} interrompue : {}",
                read::name(path),
                reason(&error)
            )));
        }
    }
    if rejects.count > 0 && !args.silencieux {
        out::say(rejects.summary());
    }
    Ok(rejects.count)
}

fn rejects_name(args: &Indicators, position: usize) -> String {
    if args.inputs.len() > 1 {
        format!("rejets-{}.csv", position.saturating_add(1))
    } else {
        "rejets.csv".to_owned()
    }
}

/// The tables of places, and the territories that are wanted, by their code or by the name of a "territoire zéro
/// non-recours".
fn chosen(wanted: &[String]) -> Outcome<(Places, Vec<String>)> {
    let mut places = Places::new();
    let mut chosen = Vec::new();
    for text in wanted {
        let text = text.trim();
        let experiment = places.experiments.iter().find(|e| e.name == text);
        if let Some(experiment) = experiment {
            chosen.push(experiment.name.to_owned());
        } else if let Some((_, code, _)) = places.named(text) {
            chosen.push(code.to_owned());
            places.count_apart(code);
        } else {
            let names = places.experiments.iter().map(|e| e.name);
            return Err(words::unknown(
                "territoire",
                text,
                names,
                "un territoire se donne par son code (département, SIREN d'EPCI, commune) ou par son nom ; « droit lister territoires » les liste",
            ));
        }
    }
    Ok((places, chosen))
}

/// `droit lister territoires`.
pub(crate) fn list(format: Shape) -> Outcome {
    let places = Places::new();
    match format {
        Shape::Human => {
            let lines: Vec<String> = places
                .experiments
                .iter()
                .map(|e| {
                    let code = if e.is_complete() {
                        e.code
                    } else {
                        "périmètre à compléter"
                    };
                    format!("{}  ({}, {code}, vague {})\n", e.name, e.kind, e.wave)
                })
                .collect();
            out::print(&lines.concat())
        }
        Shape::Json => {
            let values: Vec<Value> = places
                .experiments
                .iter()
                .map(|e| {
                    json!({
                        "nom": e.name,
                        "type": e.kind,
                        "code": e.is_complete().then_some(e.code),
                        "departement": e.department,
                        "confiance": e.trust,
                        "vague": e.wave,
                    })
                })
                .collect();
            out::print_json(&Value::from(values))
        }
    }
}
