//! The WebAssembly package: one compilation, two forms of glue.
//!
//! wasm-bindgen runs as a library, at the version that the crate was compiled with: nothing to
//! install, no mismatch possible.

use std::fs;

use wasm_bindgen_cli_support::Bindgen;

use crate::shell::{self, Failure, Outcome, cargo, root, target_folder};

const TARGET: &str = "wasm32-unknown-unknown";

pub(crate) fn build() -> Outcome {
    let target_folder = target_folder();
    shell::run(
        cargo(&[
            "build",
            "--package",
            "droit-wasm",
            "--lib",
            "--profile",
            "wasm",
        ])
        .args(["--target", TARGET, "--target-dir"])
        .arg(&target_folder),
    )?;
    let compiled = target_folder.join(TARGET).join("wasm/droit_wasm.wasm");

    for form in ["node", "web"] {
        let folder = root().join("wasm/pkg").join(form);
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
            .remove_name_section(true)
            .remove_producers_section(true);
        let module_type = if form == "node" {
            bindgen.nodejs(true).map_err(glue_failure)?;
            "commonjs"
        } else {
            // As a library, wasm-bindgen leaves out by default the address of the .wasm file next
            // to the script, and `init()` without argument throws.
            bindgen
                .web(true)
                .map_err(glue_failure)?
                .omit_default_module_path(false);
            "module"
        };
        bindgen.generate(&folder).map_err(glue_failure)?;

        // Both forms are .js files, which Node would read alike.
        let path = folder.join("package.json");
        fs::write(&path, format!("{{ \"type\": \"{module_type}\" }}\n"))
            .map_err(|source| Failure::File { path, source })?;
        eprintln!("written: wasm/pkg/{form}");
    }
    Ok(())
}

fn glue_failure(error: impl std::fmt::Display) -> Failure {
    Failure::Other(format!("wasm-bindgen: {error:#}"))
}
