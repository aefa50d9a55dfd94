//! The checks that read the sources: format, lints, documentation, clean tree.

use std::process::Command;

use crate::shell::{self, Failure, Outcome, cargo, root};

/// Whether the formatter may change the files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    Yes,
    No,
}

pub(crate) fn format(write: Write) -> Outcome {
    // The fuzz targets are a workspace of their own.
    for workspace in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let mut command = cargo(&["fmt", "--all", "--manifest-path", workspace]);
        if write == Write::No {
            command.arg("--check");
        }
        shell::run(&mut command)?;
    }
    // The law is source too.
    let mut command = cargo(&[
        "run",
        "--quiet",
        "--package",
        "droit-cli",
        "--",
        "formater",
        "rules",
    ]);
    if write == Write::No {
        command.arg("--verifier");
    }
    shell::run(&mut command)
}

pub(crate) fn lint() -> Outcome {
    shell::run(&mut cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

pub(crate) fn document() -> Outcome {
    shell::run(cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-Dwarnings"))
}

pub(crate) fn clean_tree() -> Outcome {
    let changes = shell::read(
        Command::new("git")
            .args(["status", "--porcelain"])
            .current_dir(root()),
    )?;
    if changes.is_empty() {
        return Ok(());
    }
    Err(Failure::Other(format!(
        "the tree is not clean, look at these files:\n{changes}"
    )))
}
