//! `droit cribler`: files of households, one line per household and right worth telling.

pub(crate) mod checkpoint;
mod columns;
pub(crate) mod evaluate;
mod explain;
pub(crate) mod form;
mod keeping;
mod options;
pub(crate) mod output;
pub(crate) mod pipeline;
pub(crate) mod progress;
mod ranking;
pub(crate) mod rejects;
mod summary;
pub(crate) mod table;
mod writer;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use droit_engine::program::Program;

use evaluate::{Plan, Prefix};
use form::Look;
use keeping::Keeping;
use output::Output;
use pipeline::Stop;
use progress::Progress;
use ranking::Ranking;
use rejects::Rejects;
use summary::Summary;
use writer::{Piece, Writer, written_first};

use crate::args::{Common, Screen, Table};
use crate::control::journal::Counts;
use crate::control::manifest::Manifest;
use crate::control::opposition::Oppositions;
use crate::durable::{Partial, beside, is_kept};
use crate::exit::{Exit, Failure, Outcome, reason};
use crate::input;
use crate::input::chain::{Chain, Open};
use crate::input::vrsb::{self, Notes};
use crate::interrupt;
use crate::laws::Laws;
use crate::out;
use crate::read;
use crate::render::paint::Paint;
use crate::rules::{self, Rules};

pub(crate) fn run(args: &Screen, common: &Common) -> Outcome<Exit> {
    usage(args)?;
    let rejects = rejects_path(args);
    distinct(args, rejects.as_deref())?;
    let manifest = args.manifeste.as_deref();
    let manifest = manifest.map(Manifest::in_force).transpose()?;
    let oppositions = args.oppositions.as_deref().zip(manifest.as_ref());
    let oppositions = oppositions
        .map(|(path, manifest)| Oppositions::read(path, manifest))
        .transpose()?;
    let rules = Rules::chosen(common)?;
    let laws = Laws::new(rules.compile()?);
    if let Some(month) = args.mois
        && let Err(error) = &*laws.at(month)
    {
        return Err(Failure::rejected(error.to_string()));
    }
    if args.modele_correspondance {
        return columns::draft(args, laws.program());
    }
    let notes = Arc::new(Notes::default());
    let open = opener(args, laws.shared(), Arc::clone(&notes));
    let (mut chain, size) = Chain::new(&args.inputs, open)?;
    if args.colonnes || !args.silencieux {
        let first = args.inputs.first().map_or(Path::new("-"), PathBuf::as_path);
        let asked = asked(args, first, &notes);
        let paint = if args.colonnes {
            Paint::of_stdout()
        } else {
            Paint::of_stderr()
        };
        let input = chain
            .current()
            .filter(|i| args.colonnes || i.plan.is_some());
        let report = input.map(|input| columns::report(&asked, input, &laws, paint));
        if args.colonnes {
            out::print(&report.unwrap_or_default())?;
            return Ok(Exit::Done);
        }
        report.into_iter().for_each(out::say);
    }
    let prefixes = Prefix::new(&args.inputs);
    let plan = Plan {
        laws,
        month: args.mois,
        all: args.tout,
        motives: !whole(args),
        steps: args.etapes,
        oppositions,
    };
    if let Some(id) = &args.expliquer {
        return explain::run(&plan, &prefixes, chain, id);
    }
    let program = plan.laws.program();
    let look = Look {
        program,
        table: args.format,
        version: rules::version(program),
        purge: manifest.as_ref().map(|m| m.purge.to_string()),
        whole: whole(args),
    };
    let kept = args.sortie.as_deref().filter(|path| is_kept(path));
    let keeping = match (kept, manifest) {
        (Some(path), Some(manifest)) => Some(Keeping::new(
            args,
            (path, rejects.clone()),
            (look.version.clone(), rules::print(program)),
            manifest,
            plan.oppositions.as_ref(),
        )?),
        _ => None,
    };
    let ended = screen(
        args,
        &plan,
        &look,
        (chain, size, &prefixes),
        rejects,
        keeping,
    );
    remark(&notes);
    ended
}

/// Screens, with everything ready.
fn screen(
    args: &Screen,
    plan: &Plan,
    look: &Look<'_>,
    (mut chain, size, prefixes): (Chain, Option<u64>, &Prefix),
    rejects: Option<PathBuf>,
    mut keeping: Option<Keeping>,
) -> Outcome<Exit> {
    let expected = chain.current().map_or("", |input| input.expected);
    let interrupted = match &mut keeping {
        Some(keeping) if args.reprendre => keeping.interrupted(&args.inputs)?,
        _ => None,
    };
    if let Some((keeping, found)) = keeping.as_ref().zip(interrupted.as_ref())
        && let Some(journal) = &found.journal
    {
        // All was written: only names were missing.
        keeping.publish(journal, true)?;
        if !args.silencieux {
            out::say("ce criblage était fini : ses fichiers ont pris leur nom");
        }
        return Ok(ended(args, found.comptes));
    }
    let output = match (&keeping, &interrupted) {
        (Some(keeping), interrupted) => {
            let path = written_first(args.format, keeping.path());
            Output::File(match interrupted {
                Some(found) => Partial::resume(&path, &found.sortie.mark())?,
                None => Partial::create_after(&path, || keeping.forget())?,
            })
        }
        (None, _) => Output::open(args.sortie.as_deref())?,
    };
    let mut writer = Writer {
        look,
        output,
        rejects: Rejects::new(rejects, &args.inputs),
        ranking: args.limite.map(Ranking::new),
        waiting: form::parquet::Waiting::new(args.groupe),
        groups: Vec::new(),
        counts: Counts::default(),
        summary: Summary::new(look.program),
        progress: Progress::new(args.silencieux, size, chain.read()),
        keeping,
    };
    if let Some(from) = &interrupted {
        writer.resume(from)?;
        chain
            .skip(from.comptes.lus)
            .map_err(|error| broken(prefixes, 0, &error))?;
    }
    let work = |file, raws: Vec<input::Raw>| {
        let read = crate::amounts::number_of(raws.len());
        let block = plan.block(prefixes.of(file), raws);
        let told: Vec<_> = block.done.iter().map(|done| &done.told).collect();
        let text = if args.tri.is_none() {
            look.text(&told)
        } else {
            None
        };
        Piece {
            file,
            read,
            block,
            text,
        }
    };
    let started = std::time::Instant::now();
    // A run that leaves no file has nothing to end in order: it stops at once.
    if writer.keeping.is_some() {
        interrupt::watch();
    }
    let stopped = pipeline::run(Box::new(chain), workers(args), work, |piece| {
        interrupt::check()?;
        writer.take(piece)
    });
    writer.progress.finish();
    if let Err(stop) = stopped {
        return Err(give_up(stop, writer, prefixes));
    }
    if writer.counts.evalues == 0 && writer.counts.opposes == 0 {
        writer.discard()?;
        return Err(nothing(&writer, prefixes, expected));
    }
    if let Err(failure) = writer.finish() {
        return Err(give_up(Stop::Write(failure), writer, prefixes));
    }
    if !args.silencieux {
        let paint = Paint::of_stderr();
        let keeping = writer.keeping.as_ref();
        let elapsed = keeping.map_or_else(|| started.elapsed(), Keeping::elapsed);
        let text = writer
            .summary
            .text(look.program, &writer.counts, elapsed, paint);
        out::say(format!("{text}{}", writer.rejects.summary()).trim_end());
    }
    Ok(ended(args, writer.counts))
}

/// Arguments that do not go together.
fn usage(args: &Screen) -> Outcome {
    if args.etapes && args.format != Table::Jsonl {
        return Err(Failure::usage(
            "« --etapes » ne va qu'avec « --tout --format jsonl »",
        ));
    }
    if args.personnes.is_some() && args.inputs.len() > 1 {
        return Err(Failure::usage(
            "« --personnes » ne va qu'avec une entrée : chaque tableau de foyers a le sien",
        ));
    }
    // These two look at the columns and write no result.
    if args.modele_correspondance || args.colonnes {
        return Ok(());
    }
    let stdin = args.inputs.iter().any(|path| read::is_stdin(path));
    if stdin && args.inputs.len() > 1 {
        return Err(Failure::usage(
            "l'entrée standard (« - ») ne se lit pas avec d'autres fichiers",
        ));
    }
    let Some(output) = args.sortie.as_deref().filter(|p| is_kept(p)) else {
        if args.format == Table::Parquet && args.expliquer.is_none() {
            return Err(Failure::usage(
                "« --format parquet » écrit un fichier : il manque « --sortie FICHIER »",
            ));
        }
        return Ok(());
    };
    if args.manifeste.is_none() {
        return Err(Failure::usage(format!(
            "« {} » serait écrit sans manifeste : il manque « --manifeste FICHIER »",
            output.display()
        ))
        .help("le modèle est « exemples/manifeste.yaml » ; docs/criblage.md l'explique"));
    }
    if stdin {
        return Err(Failure::usage(
            "« --sortie » ne va pas avec l'entrée standard, dont le journal ne peut garder l'empreinte",
        )
        .help("donnez un fichier (il peut être compressé), ou laissez le résultat sur la sortie standard"));
    }
    Ok(())
}

/// Whether a household holds on one line.
fn whole(args: &Screen) -> bool {
    args.tout && args.format == Table::Jsonl
}

fn workers(args: &Screen) -> usize {
    args.fils
        .or_else(|| thread::available_parallelism().ok().map(NonZeroUsize::get))
        .unwrap_or(1)
}

/// No file is read and written, or read or written twice.
fn distinct(args: &Screen, rejects: Option<&Path>) -> Outcome {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let optional = |path: &Option<PathBuf>| path.iter().map(|p| real(p)).collect::<Vec<_>>();
    let inputs: Vec<PathBuf> = args.inputs.iter().map(|p| real(p)).collect();
    let beside = [
        &args.manifeste,
        &args.oppositions,
        &args.correspondance,
        &args.personnes,
        &args.sel_nir,
    ];
    let controls = beside.map(optional).concat();
    let (output, rejects) = (args.sortie.as_deref().map(real), rejects.map(real));
    let is_among = |path: &Option<PathBuf>, paths: &[PathBuf]| {
        path.as_ref().is_some_and(|path| paths.contains(path))
    };
    let twice = inputs
        .iter()
        .enumerate()
        .any(|(i, path)| inputs.get(..i).is_some_and(|before| before.contains(path)));
    let same = if is_among(&output, &inputs) {
        "la sortie et l'entrée"
    } else if is_among(&rejects, &inputs) {
        "les rejets et l'entrée"
    } else if output.is_some() && output == rejects {
        "la sortie et les rejets"
    } else if is_among(&output, &controls) || is_among(&rejects, &controls) {
        "un fichier écrit et un fichier lu"
    } else if twice {
        "deux entrées"
    } else {
        return Ok(());
    };
    Err(Failure::usage(format!("{same} sont le même fichier")))
}

/// What is asked of a file of a run.
fn asked<'a>(args: &'a Screen, path: &'a Path, notes: &Arc<Notes>) -> input::Asked<'a> {
    input::Asked {
        path,
        mapping: args.correspondance.as_deref(),
        persons: args.personnes.as_deref(),
        month: args.mois,
        flow: vrsb::Asked {
            month: args.mois,
            salt: args.sel_nir.as_deref(),
            daily: &args.quotidien,
        },
        notes: Arc::clone(notes),
    }
}

/// How the files of a run are opened, each in its turn.
fn opener(args: &Screen, program: Arc<Program>, notes: Arc<Notes>) -> Open {
    let args = args.clone();
    Box::new(move |path| input::open(&asked(&args, path, &notes), &program))
}

/// Not a single household could be read.
fn nothing(writer: &Writer<'_>, prefixes: &Prefix, expected: &str) -> Failure {
    let names = prefixes.names();
    let count = writer.rejects.count;
    if count == 0 {
        return Failure::rejected(format!("{names} ne contient aucun foyer"));
    }
    out::say(writer.rejects.summary());
    let lines = crate::amounts::plural(count, "ligne rejetée", "lignes rejetées");
    Failure::rejected(format!("{names} : aucun foyer lisible, {lines}")).help(expected)
}

/// What is to be said of the whole file.
fn remark(notes: &Notes) {
    for line in notes.lines() {
        out::say(format!("remarque : {line}"));
    }
}

/// The rejects file: asked for, else beside the output.
fn rejects_path(args: &Screen) -> Option<PathBuf> {
    args.rejets.clone().or_else(|| {
        let output = args.sortie.as_deref().filter(|p| is_kept(p))?;
        Some(beside(output, ".rejets.csv"))
    })
}

fn broken(prefixes: &Prefix, file: usize, error: &std::io::Error) -> Failure {
    Failure::rejected(format!(
        "lecture de {} interrompue : {}",
        prefixes.name(file),
        reason(error)
    ))
}

/// Why a run stopped, and what is left of it.
fn give_up(stop: Stop<Failure>, mut writer: Writer<'_>, prefixes: &Prefix) -> Failure {
    let failure = match stop {
        Stop::Write(failure) => {
            // Between two blocks, as at any checkpoint.
            if failure.exit() == Exit::Interrupted {
                let _ = writer.save();
            }
            failure
        }
        Stop::Read(file, error) => {
            // All that was read before is written: a run that goes on will not do it again. Not so for groups of rows, that
            // this last block has not cut where it would have been.
            if writer.look.table != Table::Parquet {
                let _ = writer.save();
            }
            broken(prefixes, file, &error)
        }
    };
    let _ = writer.output.flush();
    let _ = writer.rejects.mark();
    let Output::File(output) = &writer.output else {
        return failure;
    };
    let written = format!(
        "ce qui a été écrit est dans « {} »",
        output.partial().display()
    );
    let can_resume = writer.keeping.as_ref().is_some_and(Keeping::can_resume);
    let was_asked = failure.exit() == Exit::Interrupted;
    failure.help(match (can_resume, was_asked) {
        (true, true) => {
            format!("{written} ; la même commande avec « --reprendre » continue")
        }
        (true, false) => format!("{written} ; « --reprendre » continue, une fois la cause levée"),
        (false, true) => "la même commande recommence du début".to_owned(),
        (false, false) => written,
    })
}

fn ended(args: &Screen, counts: Counts) -> Exit {
    if too_many(counts.rejetes, counts.evalues, args.seuil_rejets) {
        Exit::TooManyRejects
    } else {
        Exit::Done
    }
}

/// Whether more than so many hundredths of a percent of the lines were rejected.
pub(crate) fn too_many(rejects: u64, households: u64, threshold: u32) -> bool {
    let lines = u128::from(rejects).saturating_add(u128::from(households));
    u128::from(rejects).saturating_mul(10_000) > lines.saturating_mul(u128::from(threshold))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_exact() {
        assert!(!too_many(0, 100, 0));
        assert!(too_many(1, 99, 0));
        assert!(!too_many(1, 99, 100));
        assert!(too_many(2, 98, 100));
        assert!(!too_many(100, 0, 10_000));
    }
}
