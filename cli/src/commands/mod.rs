//! One module per command: each reads its inputs, asks the engine and writes its answer.

mod check;
mod compile;
mod coverage;
mod explain;
mod fingerprint;
mod format;
mod indicators;
mod list;
mod purge;
mod questions;
pub(crate) mod screen;
mod simulate;
mod test;

use droit_engine::reference::Verdict;

use crate::args::{Arguments, Command};
use crate::exit::{Exit, Failure, Outcome};

/// Runs the command that was asked.
pub(crate) fn run(arguments: Arguments) -> Outcome<Exit> {
    let Arguments {
        command, common, ..
    } = arguments;
    let on_rules = match &command {
        Command::Check(_) => Some("verifier"),
        Command::Test(_) => Some("tester"),
        Command::Format(_) => Some("formater"),
        Command::Compile(_) => Some("compiler"),
        _ => None,
    };
    if let Some(name) = on_rules.filter(|_| common.programme.is_some()) {
        return Err(Failure::usage(format!(
            "« --programme » ne va pas avec « droit {name} », qui lit des règles"
        ))
        .help("donnez un fichier ou un dossier de règles"));
    }
    match command {
        Command::Check(args) => check::run(&args, &common),
        Command::Test(args) => test::run(&args, &common),
        Command::Format(args) => format::run(&args, &common),
        Command::Compile(args) => compile::run(&args, &common),
        Command::Simulate(args) => simulate::run(&args, &common),
        Command::Explain(args) => explain::run(&args, &common),
        Command::Questions(args) => questions::run(&args, &common),
        Command::Screen(args) => screen::run(&args, &common),
        Command::Fingerprint(args) => fingerprint::run(&args),
        Command::Purge(args) => purge::run(&args),
        Command::Indicators(args) => indicators::run(&args, &common),
        Command::List(args) => list::run(&args, &common),
    }
}

/// A verdict in words.
pub(crate) fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Received => "perçu",
        Verdict::NotAssessable => "non évaluable",
        other => other.word(),
    }
}
