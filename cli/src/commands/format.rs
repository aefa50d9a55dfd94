//! `droit formater`: one layout for all rule files.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use droit_engine::source::Source;

use crate::amounts::plural;
use crate::args::{Common, Format};
use crate::exit::{Exit, Failure, Outcome};
use crate::out;
use crate::render::paint::Paint;
use crate::rules::{Rules, default_folder, rule_files};

pub(crate) fn run(args: &Format, common: &Common) -> Outcome<Exit> {
    let roots: Vec<PathBuf> = match (args.paths.is_empty(), common.regles.is_empty()) {
        (false, _) => args.paths.clone(),
        (true, false) => common.regles.clone(),
        (true, true) => vec![default_folder().ok_or_else(|| {
            Failure::usage("il n'y a pas de dossier « rules » ici")
                .help("donnez les fichiers ou les dossiers à mettre en forme")
        })?],
    };
    let (mut changed, mut refused, mut total) = (0_u64, 0_u64, 0_u64);
    let mut out = out::stdout();
    for (path, text) in rule_files(&roots)? {
        total = total.saturating_add(1);
        let name = path.display().to_string();
        match droit_engine::format(&text) {
            Err(found) => {
                refused = refused.saturating_add(1);
                let rules = Rules::one(Source {
                    name: name.clone(),
                    text,
                });
                rules.show(&found, Paint::of_stderr());
            }
            Ok(formatted) if formatted == text => {}
            Ok(formatted) => {
                changed = changed.saturating_add(1);
                if args.verifier {
                    writeln!(out, "{name} n'est pas en forme")?;
                } else {
                    replace(&path, &formatted)?;
                    writeln!(out, "{name}")?;
                }
            }
        }
    }
    let files = plural(total, "fichier lu", "fichiers lus");
    let verb = if args.verifier {
        "à mettre en forme"
    } else {
        "mis en forme"
    };
    let refusals = if refused > 0 {
        format!(", {}", plural(refused, "illisible", "illisibles"))
    } else {
        String::new()
    };
    writeln!(
        out,
        "{files}, {} {verb}{refusals}",
        crate::amounts::count(changed)
    )?;
    out.flush()?;
    Ok(if refused > 0 || (args.verifier && changed > 0) {
        Exit::Rejected
    } else {
        Exit::Done
    })
}

/// Writes a file beside, then puts it in place: an interrupted run never leaves half a file.
fn replace(path: &std::path::Path, text: &str) -> Outcome {
    let fail = |error: &std::io::Error| {
        Failure::io(
            format!("écriture de « {} » impossible", path.display()),
            error,
        )
    };
    // A link keeps being one: what it points to is what changes.
    let target = fs::canonicalize(path).map_err(|e| fail(&e))?;
    let mut beside = target.clone().into_os_string();
    beside.push(".tmp");
    let beside = PathBuf::from(beside);
    let written = fs::write(&beside, text)
        .and_then(|()| fs::set_permissions(&beside, fs::metadata(&target)?.permissions()))
        .and_then(|()| fs::rename(&beside, &target));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        fail(&error)
    })
}
