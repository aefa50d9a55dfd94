//! Compares RSA, prime d'activité and complémentaire santé solidaire with OpenFisca:
//!
//! ```text
//! cargo run --release -p droit-tests --bin pairs
//! ```
//!
//! It prints how many figures are equal, explained and by which deviation, unexplained. `--ecrire` also writes
//! `tests/peer/ecarts/LISEZMOI.md`; `--foyer s11-0000001` shows one household.

use std::env;
use std::fs;
use std::process::ExitCode;

use droit_tests::peer::{Laws, Report, deviations, readme};
use droit_tests::root;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let deviations = deviations();
    let laws = Laws::new(&deviations);
    let report = Report::of_all_files(&laws, &deviations);
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => print!("{report}"),
        ["--ecrire"] => {
            print!("{report}");
            let path = root().join("tests/peer/ecarts/LISEZMOI.md");
            if let Err(error) = fs::write(&path, readme(&report)) {
                eprintln!("{} : {error}", path.display());
                return ExitCode::FAILURE;
            }
        }
        ["--foyer", id] => report
            .household(id)
            .iter()
            .for_each(|line| println!("{line}")),
        _ => {
            eprintln!("usage : pairs [--ecrire | --foyer IDENTIFIANT]");
            return ExitCode::from(2);
        }
    }
    let unexplained = report.unexplained();
    unexplained.iter().for_each(|line| eprintln!("{line}"));
    if unexplained.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
