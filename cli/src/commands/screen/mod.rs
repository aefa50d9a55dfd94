//! `droit cribler`: a file of households, one line per household and right worth telling.

pub(crate) mod evaluate;
pub(crate) mod output;
pub(crate) mod pipeline;
pub(crate) mod progress;
pub(crate) mod rejects;
mod summary;
pub(crate) mod table;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use evaluate::{Done, HEADER, Plan};
use output::Output;
use pipeline::Stop;
use progress::Progress;
use rejects::Rejects;
use summary::Summary;

use crate::args::{Common, Screen, Table};
use crate::exit::{Exit, Failure, Outcome, reason};
use crate::input;
use crate::input::reject::Reject;
use crate::laws::Laws;
use crate::out;
use crate::read;
use crate::render::paint::Paint;
use crate::rules::{self, Rules};

pub(crate) fn run(args: &Screen, common: &Common) -> Outcome<Exit> {
    if args.etapes && args.format != Table::Jsonl {
        return Err(Failure::usage(
            "« --etapes » ne va qu'avec « --tout --format jsonl »",
        ));
    }
    let rules = Rules::chosen(common)?;
    let laws = Laws::new(rules.compile()?);
    if let Some(month) = args.mois
        && let Err(error) = &*laws.at(month)
    {
        return Err(Failure::rejected(error.to_string()));
    }
    let input = input::open(&args.input)?;
    let rejects_path = rejects_path(args);
    distinct(args, rejects_path.as_deref())?;
    let mut output = Output::open(args.sortie.as_deref())?;
    let mut rejects = Rejects::new(rejects_path)?;
    let plan = Plan {
        version: rules::version(laws.program()),
        laws,
        month: args.mois,
        format: args.format,
        all: args.tout,
        steps: args.etapes,
    };
    let mut summary = Summary::new(plan.laws.program());
    let mut progress = Progress::new(args.silencieux, input.size, input.read);
    let started = Instant::now();
    let workers = args
        .fils
        .or_else(|| thread::available_parallelism().ok().map(NonZeroUsize::get))
        .unwrap_or(1);
    let write = |done: Result<Done, Reject>| {
        match done {
            Ok(done) => {
                if args.format == Table::Csv && summary.households == 0 {
                    output.write(&header())?;
                }
                output.write(&done.bytes)?;
                summary.add(&done.seen);
            }
            Err(reject) => rejects.push(&reject)?,
        }
        progress.advance(rejects.count);
        Ok(())
    };
    let stopped = pipeline::run(input.source, workers, |block| plan.block(block), write);
    progress.finish();
    rejects.finish()?;
    if let Err(stop) = stopped {
        return Err(give_up(stop, output, &args.input));
    }
    if summary.households == 0 {
        output.discard();
        return Err(nothing(args, &rejects));
    }
    output.finish()?;
    if !args.silencieux {
        let paint = Paint::of_stderr();
        let text = summary.text(plan.laws.program(), rejects.count, started.elapsed(), paint);
        out::say(format!("{text}{}", rejects.summary()).trim_end());
    }
    Ok(
        if too_many(rejects.count, summary.households, args.seuil_rejets) {
            Exit::TooManyRejects
        } else {
            Exit::Done
        },
    )
}

/// No file is read and written, or written twice.
fn distinct(args: &Screen, rejects: Option<&Path>) -> Outcome {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (input, output, rejects) = (
        real(&args.input),
        args.sortie.as_deref().map(real),
        rejects.map(real),
    );
    let same = if output.as_ref() == Some(&input) {
        "la sortie et l'entrée"
    } else if rejects.as_ref() == Some(&input) {
        "les rejets et l'entrée"
    } else if output.is_some() && output == rejects {
        "la sortie et les rejets"
    } else {
        return Ok(());
    };
    Err(Failure::usage(format!("{same} sont le même fichier")))
}

/// Not a single household could be read.
fn nothing(args: &Screen, rejects: &Rejects) -> Failure {
    let name = read::name(&args.input);
    if rejects.count == 0 {
        return Failure::rejected(format!("{name} ne contient aucun foyer"));
    }
    out::say(rejects.summary());
    let lines = crate::amounts::plural(rejects.count, "ligne rejetée", "lignes rejetées");
    Failure::rejected(format!("{name} : aucun foyer lisible, {lines}"))
        .help("chaque ligne doit être un foyer en JSON, entier sur cette ligne")
}

/// The rejects file: asked for, else beside the output.
fn rejects_path(args: &Screen) -> Option<PathBuf> {
    args.rejets.clone().or_else(|| {
        let output = args
            .sortie
            .as_ref()
            .filter(|path| !path.exists() || path.is_file())?;
        let mut name = output.as_os_str().to_owned();
        name.push(".rejets.csv");
        Some(PathBuf::from(name))
    })
}

fn header() -> Vec<u8> {
    let mut bytes = table::MARK.to_vec();
    let mut row = table::writer(Vec::new());
    // Writing in memory cannot fail.
    let _ = row.write_record(HEADER);
    bytes.extend(row.into_inner().unwrap_or_default());
    bytes
}

/// Why a run stopped, and what is left of it.
fn give_up(stop: Stop<Failure>, output: Output, input: &Path) -> Failure {
    let left = output.abandon();
    let failure = match stop {
        Stop::Write(failure) => failure,
        Stop::Read(error) => Failure::rejected(format!(
            "lecture de {} interrompue : {}",
            read::name(input),
            reason(&error)
        )),
    };
    match left {
        Some(path) => failure.help(format!(
            "ce qui a été écrit est dans « {} »",
            path.display()
        )),
        None => failure,
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
