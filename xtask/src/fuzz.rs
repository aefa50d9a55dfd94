//! Fuzzing without cargo-fuzz, on stable Rust.
//!
//! libFuzzer needs the code to report which branches it takes. cargo-fuzz asks LLVM for it with
//! flags that stable Rust accepts too; only the sanitizers require nightly, and they look for
//! memory errors that safe Rust excludes. What the targets look for are panics, overflows, hangs
//! and broken properties.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{self, Failure, Outcome, cargo, root, target_folder};

/// How long the CI fuzzes, all targets together.
pub(crate) const CI_SECONDS: u32 = 60;

const RUSTFLAGS: &[&str] = &[
    "--cfg=fuzzing",
    // The pass of LLVM that instruments the branches…
    "-Cpasses=sancov-module",
    // …at every edge of the control flow,
    "-Cllvm-args=-sanitizer-coverage-level=4",
    // with a counter for each,
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    // and the operands of comparisons, from which libFuzzer learns the keywords of the language.
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    // Two branches merged into one are one that cannot be told apart.
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
];

/// Runs some targets, or all of them, each for a number of seconds.
pub(crate) fn run(targets: &[String], seconds: u32) -> Outcome {
    let targets = choose(targets)?;
    let binaries = build()?;
    for target in &targets {
        let work = work_folder(target)?;
        let corpus = work.join("corpus");
        let mut command = Command::new(binaries.join(target));
        command
            .arg(format!("-max_total_time={seconds}"))
            // A second of thought on a small text is a bug.
            .args([
                "-timeout=10",
                "-rss_limit_mb=2048",
                "-print_final_stats=1",
                "-verbosity=0",
            ])
            .arg(format!(
                "-artifact_prefix={}/",
                work.join("failures").display()
            ))
            .arg(&corpus);
        // What libFuzzer finds goes to the first folder; the seeds of the repository are only read.
        let seeds = root().join("fuzz/seeds").join(target);
        if seeds.exists() {
            command.arg(seeds);
        }
        shell::run(&mut command).map_err(|_| {
            Failure::Other(format!(
                "the fuzz target `{target}` failed; to replay it: \
                 cargo xtask fuzz {target} --input FILE, with the file named above"
            ))
        })?;
    }
    Ok(())
}

/// Runs all the targets, for a number of seconds in all.
pub(crate) fn run_for(seconds: u32) -> Outcome {
    let targets = choose(&[])?;
    let share = u32::try_from(targets.len())
        .ok()
        .and_then(|number| seconds.checked_div(number));
    run(&targets, share.unwrap_or(1).max(1))
}

/// Runs some targets, or all of them, on one file.
pub(crate) fn replay(targets: &[String], input: &Path) -> Outcome {
    let targets = choose(targets)?;
    let binaries = build()?;
    for target in targets {
        shell::run(Command::new(binaries.join(target)).arg(input))?;
    }
    Ok(())
}

/// The targets: the files of fuzz/src/bin.
fn choose(wanted: &[String]) -> Outcome<Vec<String>> {
    let folder = root().join("fuzz/src/bin");
    let failure = |source| Failure::File {
        path: folder.clone(),
        source,
    };
    let mut all = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failure)? {
        let path = entry.map_err(failure)?.path();
        if path.extension().is_some_and(|extension| extension == "rs")
            && let Some(name) = path.file_stem().and_then(|name| name.to_str())
        {
            all.push(name.to_owned());
        }
    }
    all.sort();
    if wanted.is_empty() {
        return Ok(all);
    }
    if let Some(unknown) = wanted.iter().find(|name| !all.contains(name)) {
        return Err(Failure::Other(format!(
            "no fuzz target `{unknown}`; there are: {}",
            all.join(", ")
        )));
    }
    Ok(wanted.to_vec())
}

/// Builds all the targets and returns the folder of their binaries.
fn build() -> Outcome<PathBuf> {
    let version = shell::read(Command::new("rustc").arg("-vV").current_dir(root()))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or_else(|| Failure::Other("rustc does not say for which machine it compiles".into()))?;
    let mut flags = RUSTFLAGS.join(" ");
    if host.contains("-linux-") {
        flags.push_str(" -Cllvm-args=-sanitizer-coverage-stack-depth");
    }
    let target_folder = target_folder().join("fuzz");
    // `--target`, even for this very machine, keeps the flags away from build scripts and macros.
    shell::run(
        cargo(&[
            "build",
            "--release",
            "--bins",
            "--manifest-path",
            "fuzz/Cargo.toml",
        ])
        .args(["--target", host, "--target-dir"])
        .arg(&target_folder)
        .env("RUSTFLAGS", flags),
    )?;
    Ok(target_folder.join(host).join("release"))
}

/// Where a target keeps what it finds, from one run to the next.
fn work_folder(target: &str) -> Outcome<PathBuf> {
    let work = target_folder().join("fuzz/work").join(target);
    for folder in ["corpus", "failures"] {
        let path = work.join(folder);
        fs::create_dir_all(&path).map_err(|source| Failure::File { path, source })?;
    }
    Ok(work)
}
