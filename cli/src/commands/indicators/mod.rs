//! `droit indicateurs`: one homogeneous table of non-take-up per right, territory and month, and its page.

mod counts;
mod degrees;
mod evaluate;
mod figures;
mod keeping;
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
use std::path::Path;
use std::thread;

use chrono::NaiveDate;
use serde_json::{Value, json};

use counts::Tallies;
use evaluate::{Block, Plan};
use keeping::{Keeping, PAGE, REJECTS, SHEET};
use kinds::Kinds;
use places::Places;
use secrecy::Rule;
use table::Table;

use crate::amounts::{number_of, plural};
use crate::args::{Common, Indicators, Shape};
use crate::commands::screen::pipeline::{self, Stop};
use crate::commands::screen::progress::Progress;
use crate::commands::screen::rejects::Rejects;
use crate::commands::screen::too_many;
use crate::control::journal::Counts;
use crate::control::manifest::Manifest;
use crate::control::opposition::Oppositions;
use crate::exit::{Exit, Failure, Outcome, reason};
use crate::input;
use crate::input::chain::Chain;
use crate::interrupt;
use crate::laws::Laws;
use crate::out;
use crate::read;
use crate::render::words;
use crate::rules::{self, Rules};

/// Changes when the same households give other figures (docs/indicateurs.md).
pub(crate) const METHOD: &str = "1";

/// What every output bears.
pub(crate) struct Stamp {
    pub(crate) rules: String,
    pub(crate) threshold: u64,
    pub(crate) synthetic: bool,
    /// Households counted; `None` when it would tell a number that is hidden.
    pub(crate) households: Option<u64>,
    /// Lines rejected.
    pub(crate) rejects: u64,
    /// The day when what is written must be gone.
    pub(crate) purge: NaiveDate,
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
    distinct(args)?;
    let manifest = Manifest::in_force(&args.manifeste)?;
    let oppositions = args.oppositions.as_deref();
    let oppositions = oppositions
        .map(|path| Oppositions::read(path, &manifest))
        .transpose()?;
    let rules = Rules::chosen(common)?;
    let laws = Laws::new(rules.compile()?);
    if let Some(month) = args.mois
        && let Err(error) = &*laws.at(month)
    {
        return Err(Failure::rejected(error.to_string()));
    }
    let (program, month) = (laws.shared(), args.mois);
    let open = move |path: &Path| input::open(&input::Asked::plain(path, month), &program);
    let (chain, size) = Chain::new(&args.inputs, Box::new(open))?;
    let keeping = Keeping::new(args, laws.program(), &manifest, oppositions.as_ref())?;
    let plan = Plan {
        laws,
        month: args.mois,
        places,
        kinds: Kinds::new(),
        oppositions,
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
    let mut rejects = Rejects::new(Some(args.sortie.join(REJECTS)), &args.inputs);
    let counted = count(args, &plan, (chain, size), &mut rejects);
    let (tallies, mut counts) = match counted {
        Ok(counted) => counted,
        // Figures of a part of the file would pass for those of the whole: nothing is left.
        Err(failure) => {
            rejects.discard();
            return Err(match failure.exit() {
                Exit::Interrupted => failure.help("rien n'est écrit : relancez la même commande"),
                _ => failure,
            });
        }
    };
    if tallies.households == 0 {
        if counts.rejetes > 0 {
            keeping.publish(&[], &mut rejects, counts)?;
        }
        return Err(nothing(counts));
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
        synthetic: args.donnees_synthetiques || manifest.synthetic,
        households: shown.then_some(tallies.households),
        rejects: counts.rejetes,
        purge: manifest.purge,
    };
    let rows = tables.iter().flat_map(|table| &table.rights);
    counts.lignes = number_of(rows.map(|right| right.rows.len()).sum());
    let written = [
        (SHEET, sheet::write(&tables, program, &plan.kinds, &stamp)),
        (
            PAGE,
            page::write(&tables, program, &plan.kinds, &stamp).into_bytes(),
        ),
    ];
    keeping.publish(&written, &mut rejects, counts)?;
    if !args.silencieux {
        let folder = args.sortie.display();
        let summary = rejects.summary();
        out::say(
            format!(
                "{}\nécrits : « {folder}/{SHEET} » et « {folder}/{PAGE} »\n{summary}",
                told(counts, "foyer compté", "foyers comptés")
            )
            .trim_end(),
        );
    }
    Ok(
        if too_many(counts.rejetes, tallies.households, args.seuil_rejets) {
            Exit::TooManyRejects
        } else {
            Exit::Done
        },
    )
}

/// `600 foyers comptés, 0 ligne rejetée, 2 foyers opposés`
fn told(counts: Counts, one: &str, several: &str) -> String {
    let mut parts = vec![
        plural(counts.evalues, one, several),
        plural(counts.rejetes, "ligne rejetée", "lignes rejetées"),
    ];
    if counts.opposes > 0 {
        parts.push(plural(counts.opposes, "foyer opposé", "foyers opposés"));
    }
    parts.join(", ")
}

/// Not a single household to count.
fn nothing(counts: Counts) -> Failure {
    let told = told(counts, "", "");
    let told = told.split_once(", ").map_or("", |(_, rest)| rest);
    Failure::rejected(format!("aucun foyer à compter ({told})"))
}

/// No file is read twice, or read and written; nor is the standard input, whose print the log could not keep.
fn distinct(args: &Indicators) -> Outcome {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    for (i, path) in args.inputs.iter().enumerate() {
        let name = read::name(path);
        if read::is_stdin(path) {
            return Err(Failure::usage(format!(
                "{name} ne va pas ici : le journal ne pourrait en garder l'empreinte"
            ))
            .help("donnez un fichier ; il peut être compressé"));
        }
        let mut others = args.inputs.iter().take(i);
        if others.any(|other| real(other) == real(path)) {
            return Err(Failure::usage(format!("{name} est donné deux fois"))
                .help("chaque foyer ne se compte qu'une fois"));
        }
    }
    let written = keeping::written(&args.sortie).map(|path| real(&path));
    let read = args.inputs.iter().chain([&args.manifeste]);
    for path in read.chain(&args.oppositions) {
        if written.contains(&real(path)) {
            let name = read::name(path);
            return Err(Failure::usage(format!(
                "{name} serait remplacé par la sortie"
            )));
        }
    }
    Ok(())
}

/// Counts the households of all the files.
fn count(
    args: &Indicators,
    plan: &Plan,
    (chain, size): (Chain, Option<u64>),
    rejects: &mut Rejects,
) -> Outcome<(Tallies, Counts)> {
    let mut tallies = Tallies::default();
    let mut counts = Counts::default();
    let mut progress = Progress::new(args.silencieux, size, chain.read());
    let workers = args
        .fils
        .or_else(|| thread::available_parallelism().ok().map(NonZeroUsize::get))
        .unwrap_or(1);
    let work = |file, raws: Vec<input::Raw>| (file, number_of(raws.len()), plan.block(raws));
    interrupt::watch();
    let stopped = pipeline::run(Box::new(chain), workers, work, |(file, read, block)| {
        let Block {
            done,
            rejects: refused,
            opposed,
        } = block;
        interrupt::check()?;
        for household in done {
            tallies.add(&household);
            progress.advance(rejects.count);
        }
        for reject in refused {
            rejects.push(file, &reject)?;
            progress.advance(rejects.count);
        }
        counts.lus = counts.lus.saturating_add(read);
        counts.opposes = counts.opposes.saturating_add(opposed);
        Ok(())
    });
    progress.finish();
    match stopped {
        Ok(()) => {}
        Err(Stop::Write(failure)) => return Err(failure),
        Err(Stop::Read(file, error)) => {
            let name = args.inputs.get(file).map(|path| read::name(path));
            return Err(Failure::rejected(format!(
                "lecture de {} interrompue : {}",
                name.unwrap_or_default(),
                reason(&error)
            ))
            .help("rien n'est écrit : des chiffres sur une partie du fichier passeraient pour ceux du tout"));
        }
    }
    counts.rejetes = rejects.count;
    counts.evalues = tallies.households;
    Ok((tallies, counts))
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
