//! The npm package: two compilations, then its JavaScript.
//!
//! wasm-bindgen runs as a library, at the version that the crate was compiled with: nothing to
//! install, no mismatch possible. `wasm/build.mjs` does what npm packages do best: it optimises the
//! WebAssembly, bundles the TypeScript and compiles the rules. What a page downloads is packed at the end.

use std::fs;
use std::io::Write;
use std::process::Command;

use lzma_rust2::{LzmaOptions, LzmaWriter};
use wasm_bindgen_cli_support::Bindgen;

use crate::shell::{self, Failure, Outcome, cargo, root, target_folder};

const TARGET: &str = "wasm32-unknown-unknown";

/// What a page downloads and no browser unpacks: `wasm/lib/lzma.ts` does.
const PACKED: [&str; 2] = ["moteur", "regles.droit"];

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
    for name in PACKED {
        pack(name)?;
    }
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

/// Replaces a file of the package by its LZMA form, which is a quarter lighter than gzip makes it.
fn pack(name: &str) -> Outcome {
    let plain = root().join("wasm/pkg/dist").join(name);
    let packed = plain.with_file_name(format!("{name}.lzma"));
    let failure = |source| Failure::File {
        path: packed.clone(),
        source,
    };
    let bytes = fs::read(&plain).map_err(failure)?;
    let mut options = LzmaOptions::with_preset(9);
    // What `wasm/lib/lzma.ts` reads. Neither file is aligned on anything: the position of a byte tells nothing of it.
    (options.lc, options.lp, options.pb) = (1, 0, 0);
    options.nice_len = LzmaOptions::NICE_LEN_MAX;
    let size = u64::try_from(bytes.len()).ok();
    let written = LzmaWriter::new_use_header(Vec::new(), &options, size).and_then(|mut writer| {
        writer.write_all(&bytes)?;
        writer.finish()
    });
    fs::write(&packed, written.map_err(failure)?).map_err(failure)?;
    fs::remove_file(&plain).map_err(failure)
}

fn glue_failure(error: impl std::fmt::Display) -> Failure {
    Failure::Other(format!("wasm-bindgen: {error:#}"))
}
