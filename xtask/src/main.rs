//! The tasks of the repository: `cargo xtask --help`.
//!
//! Each task is a sequence of ordinary commands, printed before they run, so that any of them can
//! be run alone.

mod checks;
mod communes;
mod fuzz;
mod generate;
mod shell;
mod test;
mod wasm;
mod wheel;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::shell::{Failure, Outcome};

/// The tasks of the repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run every test: Rust, the WebAssembly package in Node, the Python package
    ///
    /// The last line counts them all: `N passed, N failed`, and what was not run.
    Test,

    /// Do all that a commit needs: generate, format, lint, document, test; the tree must be clean
    ///
    /// Run it once your work is committed: what it changed, or what you forgot, is listed.
    Ready,

    /// Check what the CI checks before the tests: format, lints, documentation, generated files, fuzz
    ///
    /// It changes no file. `.ci/run` runs it, then `cargo xtask test`.
    Ci,

    /// Build the WebAssembly package for Node and for browsers, into wasm/pkg
    Wasm,

    /// Build the Python wheel with maturin, install it in a virtual environment and run its tests
    ///
    /// It needs Python 3.10 or later and, the first time, the network. The wheel stays in the folder `wheel/dist` of the
    /// build.
    Wheel {
        /// Run the tests over Apache Spark too: 400 MB more, and Java 17 or later
        #[arg(long)]
        spark: bool,

        /// The profile that Cargo builds with: `dev` is faster to build, and only for tests
        #[arg(long, default_value = "release")]
        profile: String,
    },

    /// Write the files that are made from others
    Generate {
        /// Change nothing; fail when a generated file is stale
        #[arg(long)]
        check: bool,
    },

    /// Write rules/territoires/communes.csv from the detailed files of communes and zones
    Communes {
        /// The folder with communes-zone-apl.csv, communes-zone-apl-ambigues.csv and communes-anciens-codes.csv
        folder: std::path::PathBuf,
    },

    /// Run the fuzz targets of the folder fuzz, on stable Rust
    Fuzz {
        /// The targets to run; all of them by default
        targets: Vec<String>,

        /// How long each target runs
        #[arg(long, default_value_t = 20)]
        seconds: u32,

        /// Run the targets on this file alone, to replay a failure
        #[arg(long, value_name = "FILE", conflicts_with = "seconds")]
        input: Option<std::path::PathBuf>,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Test => test::run(),
        Task::Ready => ready(),
        Task::Ci => ci(),
        Task::Wasm => wasm::build(),
        Task::Wheel { spark, profile } => {
            let spark = if spark {
                wheel::Spark::With
            } else {
                wheel::Spark::Without
            };
            wheel::run(spark, &profile)
        }
        Task::Generate { check } => generate::run(check),
        Task::Communes { folder } => communes::condense(&folder),
        Task::Fuzz {
            targets,
            seconds: _,
            input: Some(input),
        } => fuzz::replay(&targets, &input),
        Task::Fuzz {
            targets,
            seconds,
            input: None,
        } => fuzz::run(&targets, seconds),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // The summary of the tests has said it, and stays the last line.
        Err(Failure::Tests) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn ready() -> Outcome {
    generate::run(false)?;
    checks::format(checks::Write::Yes)?;
    checks::lint()?;
    checks::document()?;
    test::run()?;
    checks::clean_tree()
}

fn ci() -> Outcome {
    checks::format(checks::Write::No)?;
    checks::lint()?;
    checks::document()?;
    generate::run(true)?;
    fuzz::run_for(fuzz::CI_SECONDS)
}
