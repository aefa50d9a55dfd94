//! The rules of the repository, compiled.

use std::fs;
use std::path::Path;

use droit_engine::program::Program;
use droit_engine::source::{Source, Sources};

/// Every `.droit` file below a folder, and the tables that they read.
///
/// # Panics
///
/// When a file cannot be read.
#[must_use]
pub fn sources(folder: &Path) -> Sources {
    let mut files = Vec::new();
    collect(folder, folder, &mut files);
    Sources::new(files)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder of rules") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "droit" || e == "csv") {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            let text = fs::read_to_string(&path).expect("a file in UTF-8");
            files.push(Source { name, text });
        }
    }
}

/// The national rules.
#[must_use]
pub fn national_sources() -> Sources {
    sources(&crate::root().join("rules"))
}

/// The national rules, compiled.
///
/// # Panics
///
/// When they do not compile.
#[must_use]
pub fn national() -> Program {
    match droit_engine::compile(&national_sources()) {
        Ok(program) => program,
        Err(diagnostics) => panic!("the rules do not compile: {diagnostics:#?}"),
    }
}
