//! Embeds the French rules: the program then needs no file beside it.
//!
//! In: the folder `rules`. Out: a Rust file with the text of each rule and case file, under its name relative to that
//! folder. The text is copied, not included by path: nothing of this machine stays in the program.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let variable = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .ok_or_else(|| io::Error::other(format!("{name} is not set")))
    };
    let root = variable("CARGO_MANIFEST_DIR")?.join("../rules");
    let mut files = Vec::new();
    collect(&root, "", &mut files)?;
    files.sort();

    let mut text = String::from("&[\n");
    for (name, path) in &files {
        let content = fs::read_to_string(path)?;
        writeln!(text, "    ({name:?}, {content:?}),").map_err(io::Error::other)?;
    }
    text.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join("rules.rs"), text)
}

/// The rule and case files of a folder and of those below it, each with its name relative to the first.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else if [".droit", ".cas.yaml", ".csv"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}
