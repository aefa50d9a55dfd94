//! Compares the rights with OpenFisca:
//!
//! ```text
//! cargo run --release -p droit-tests --bin pairs -- --droit rsa,ppa --mois 2026-09 --inexpliques 20
//! ```
//!
//! It prints how many figures are equal, explained and by which deviation, unexplained. `tests/peer/README.md` tells
//! how to add figures and deviations.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use droit_tests::peer::{Choice, Laws, Peer, Report, readme};
use droit_tests::root;

const HELP: &str = "usage : pairs [options]

  --droit ID[,ID]       ces droits seulement (un fichier de tests/peer/figures chacun) ; par défaut, tous
  --mois AAAA-MM[,…]    ces fichiers seulement
  --inexpliques N       montre N chiffres inexpliqués de chaque droit, résultats d'abord
  --foyer ID            montre tous les chiffres d'un foyer
  --sans-ecarts         la loi seule : ce qui diffère est inexpliqué
  --racine DOSSIER      dossier qui contient rules et tests/peer ; par défaut, celui où l'on est
  --ecrire              écrit tests/peer/ecarts/LISEZMOI.md (tous les droits et tous les fichiers)
";

#[derive(Default)]
struct Options {
    choice: Choice,
    unexplained: usize,
    household: Option<String>,
    root: Option<PathBuf>,
    write: bool,
}

fn options() -> Result<Options, String> {
    let mut options = Options::default();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("{argument} attend une valeur"))
        };
        let list = |text: String| text.split(',').map(|s| s.trim().to_owned()).collect();
        match argument.as_str() {
            "--droit" => options.choice.rights = list(value()?),
            "--mois" => options.choice.months = list(value()?),
            "--inexpliques" => {
                let count = value()?;
                options.unexplained = count
                    .parse()
                    .map_err(|_| format!("« {count} » n'est pas un nombre"))?;
            }
            "--foyer" => options.household = Some(value()?),
            "--sans-ecarts" => options.choice.law_only = true,
            "--racine" => options.root = Some(value()?.into()),
            "--ecrire" => options.write = true,
            _ => return Err(HELP.to_owned()),
        }
    }
    let chosen = !options.choice.rights.is_empty() || !options.choice.months.is_empty();
    if options.write && (chosen || options.choice.law_only || options.household.is_some()) {
        return Err(
            "--ecrire compare tout : il ne va avec aucune autre option que --racine".to_owned(),
        );
    }
    Ok(options)
}

/// The nearest folder, from here upwards, with rules and peer files; else where this program was built.
fn here() -> PathBuf {
    let holds =
        |folder: &&Path| folder.join("rules").is_dir() && folder.join("tests/peer").is_dir();
    let start = env::current_dir().unwrap_or_default();
    start
        .ancestors()
        .find(holds)
        .map_or_else(root, Path::to_path_buf)
}

fn run() -> Result<bool, String> {
    let options = options()?;
    let root = options.root.unwrap_or_else(here);
    let mut choice = options.choice;
    if let (Some(id), true) = (&options.household, choice.months.is_empty()) {
        choice.months = month_of(id).map(str::to_owned).into_iter().collect();
    }
    let peer = Peer::load(&root, &choice)?;
    let laws = Laws::new(&peer);
    if let Some(id) = &options.household {
        let lines = Report::of_household(&laws, Some(id))?.household(id);
        if lines.is_empty() {
            return Err(format!("aucun foyer {id}"));
        }
        say(&format!("{}\n", lines.join("\n")));
        return Ok(true);
    }
    let report = Report::of_files(&laws)?.with_steps(&laws)?;
    say(&report.to_string());
    for line in report.some_unexplained(options.unexplained) {
        say(&format!("{line}\n"));
    }
    if options.write {
        let path = root.join("tests/peer/ecarts/LISEZMOI.md");
        fs::write(&path, readme(&report)).map_err(|e| format!("{} : {e}", path.display()))?;
    }
    Ok(report.unexplained().is_empty())
}

/// Writes on the standard output, even when nobody reads it to the end.
fn say(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

/// The file of a household, by the seed that its identifier starts with.
fn month_of(id: &str) -> Option<&'static str> {
    match id.split('-').next()? {
        "s11" => Some("2026-09"),
        "s12" => Some("2025-09"),
        "s13" => Some("2024-09"),
        "s14" => Some("2023-09"),
        "s15" => Some("2026-04"),
        _ => None,
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}
