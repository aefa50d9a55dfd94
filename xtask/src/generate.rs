//! The files that are made from others: written by `generate`, compared by `generate --check`.

use std::{fs, io};

use crate::shell::{Failure, Outcome, root};

/// A file of the repository, and how to make it.
struct Generator {
    /// From the root of the repository.
    path: &'static str,
    /// The whole content of the file.
    render: fn() -> Outcome<String>,
}

/// All the generated files. To add one: a function that returns its content, and a line here.
const GENERATORS: &[Generator] = &[];

pub(crate) fn run(check: bool) -> Outcome {
    let mut stale = Vec::new();
    for generator in GENERATORS {
        let path = root().join(generator.path);
        let wanted = (generator.render)()?;
        let present = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(Failure::File { path, source }),
        };
        if present.as_deref() == Some(&wanted) {
            continue;
        }
        stale.push(generator.path);
        if !check {
            fs::write(&path, wanted).map_err(|source| Failure::File { path, source })?;
            eprintln!("written: {}", generator.path);
        }
    }
    if check && !stale.is_empty() {
        return Err(Failure::Other(format!(
            "stale, run `cargo xtask generate`: {}",
            stale.join(", ")
        )));
    }
    Ok(())
}
