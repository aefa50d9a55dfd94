//! Running commands.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

/// The result of a task.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Why a task stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("cannot run `{command}`: {source}")]
    NotRun { command: String, source: io::Error },
    #[error("`{command}` failed")]
    Command { command: String },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("a test failed")]
    Tests,
    #[error("{0}")]
    Other(String),
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    // Asked at run time: a binary that was compiled in another copy of the repository, and found
    // again in a shared build folder, must work on this copy.
    let package = env::var_os("CARGO_MANIFEST_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf(),
        PathBuf::from,
    );
    package.join("..").canonicalize().unwrap_or(package)
}

/// The folder where Cargo builds.
pub(crate) fn target_folder() -> PathBuf {
    // `join` keeps an absolute path as it is.
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The Cargo that runs this task, in the root of the repository.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

/// Prints the command, as one would type it.
pub(crate) fn announce(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_stem()
        .unwrap_or_default();
    let root = root();
    let mut text = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        let argument = Path::new(argument);
        text.push_str(
            &argument
                .strip_prefix(&root)
                .unwrap_or(argument)
                .to_string_lossy(),
        );
    }
    eprintln!("$ {text}");
    text
}

/// Runs a command, whose output goes where ours goes.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let text = announce(command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::Command { command: text }),
        Err(source) => Err(Failure::NotRun {
            command: text,
            source,
        }),
    }
}

/// Runs a command and returns what it printed.
pub(crate) fn read(command: &mut Command) -> Outcome<String> {
    let text = announce(command);
    match command.output() {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Ok(_) => Err(Failure::Command { command: text }),
        Err(source) => Err(Failure::NotRun {
            command: text,
            source,
        }),
    }
}
