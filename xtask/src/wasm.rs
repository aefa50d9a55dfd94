//! The npm package: two compilations, then its JavaScript.
//!
//! wasm-bindgen runs as a library, at the version that the crate was compiled with: nothing to
//! install, no mismatch possible. `wasm/build.mjs` does what npm packages do best: it optimises the
//! WebAssembly, bundles the TypeScript and compiles the rules.

use std::fs;
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::shell::{self, Failure, Outcome, cargo, root, target_folder};

const TARGET: &str = "wasm32-unknown-unknown";

/// The engine alone, for those who answer questions; with the compiler, for those who write rules.
const FORMS: [(&str, &[&str]); 2] = [
    ("web", &["--no-default-features"]),
    ("auteur", &["--features", "compiler"]),
];

pub(crate) fn build() -> Outcome {
    install()?;
    for (name, features) in FORMS {
        compile(name, features)?;
    }
    shell::run(
        Command::new("node")
            .arg("build.mjs")
            .current_dir(root().join("wasm")),
    )?;
    eprintln!("written: wasm/pkg/dist, wasm/pkg/auteur");
    Ok(())
}

/// Installs what package-lock.json says, when that has not been done since it changed.
fn install() -> Outcome {
    let folder = root().join("wasm");
    let modified = |name: &str| fs::metadata(folder.join(name)).and_then(|m| m.modified());
    let fresh = matches!(
        (modified("node_modules/.package-lock.json"), modified("package-lock.json")),
        (Ok(installed), Ok(locked)) if installed >= locked
    );
    if fresh {
        return Ok(());
    }
    shell::run(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&folder),
    )
}

fn compile(name: &str, features: &[&str]) -> Outcome {
    let target_folder = target_folder();
    shell::run(
        cargo(&["build", "--package", "droit-wasm", "--lib"])
            .args(["--profile", "wasm", "--target", TARGET])
            .args(features)
            .arg("--target-dir")
            .arg(&target_folder),
    )?;
    let compiled = target_folder.join(TARGET).join("wasm/droit_wasm.wasm");
    let folder = root().join("wasm/pkg").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|source| Failure::File {
            path: folder.clone(),
            source,
        })?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&compiled)
        .out_name("droit")
        .typescript(true)
        // wasm-opt orders functions by their names, then removes them.
        .remove_name_section(false)
        .remove_producers_section(true);
    // As a library, wasm-bindgen leaves out by default the address of the .wasm file next to the
    // script, and `init()` without argument throws.
    bindgen
        .web(true)
        .map_err(glue_failure)?
        .omit_default_module_path(false);
    bindgen.generate(&folder).map_err(glue_failure)?;
    // Node takes a .js file for CommonJS otherwise.
    let path = folder.join("package.json");
    fs::write(&path, "{ \"type\": \"module\" }\n")
        .map_err(|source| Failure::File { path, source })?;
    eprintln!("written: wasm/pkg/{name}");
    Ok(())
}

fn glue_failure(error: impl std::fmt::Display) -> Failure {
    Failure::Other(format!("wasm-bindgen: {error:#}"))
}
