//! The files that are made from others: written by `generate`, compared by `generate --check`.

use std::{fs, io};

use crate::shell::{self, Failure, Outcome, cargo, root};

/// A file of the repository, and how to make it.
struct Generator {
    /// From the root of the repository.
    path: &'static str,
    /// The whole content of the file.
    render: fn() -> Outcome<String>,
}

/// All the generated files. To add one: a function that returns its content, and a line here.
const GENERATORS: &[Generator] = &[
    Generator {
        path: "docs/commandes.md",
        render: commands,
    },
    Generator {
        path: "docs/donnees.md",
        render: || {
            page(
                "Données d'une situation",
                "Chaque donnée que les règles peuvent lire : son type, ses bornes, son champ dans le format de situation, sa question. \
                 Un champ absent est inconnu, sauf « absente, vaut ».",
                "donnees",
            )
        },
    },
    Generator {
        path: "docs/parametres.md",
        render: || {
            page(
                "Paramètres de la loi",
                "Chaque valeur que les textes fixent, avec ses dates et sa source.",
                "parametres",
            )
        },
    },
    Generator {
        path: "docs/droits.md",
        render: || {
            page(
                "Droits et démarches",
                "Ce que le catalogue connaît, et comment chaque droit se demande.",
                "droits",
            )
        },
    },
    Generator {
        path: "docs/couverture.md",
        render: coverage,
    },
    Generator {
        path: "wasm/lib/types.ts",
        render: || types(&[]),
    },
    Generator {
        path: "wasm/auteur/types.ts",
        render: || types(&["auteur"]),
    },
];

/// Where and when each right is covered.
fn coverage() -> Outcome<String> {
    let table = droit(&["lister", "couverture", "--regles", "rules"])?;
    Ok(format!("{COVERAGE}\n{table}"))
}

const COVERAGE: &str = "\
<!-- Écrit par `cargo xtask generate`. -->
# Couverture

Chaque droit, avec les mois où les règles peuvent l'évaluer, les territoires où il existe, les articles sur lesquels il
repose, les cas qui le vérifient et les sources qui restent à relire dans les textes.

« Existe dans ce territoire » est calculé : de ce foyer on ne sait que le territoire ; si le droit est alors exclu quelle que
soit la composition du foyer, il n'y existe pas (—). Le territoire et les articles sont ceux du dernier mois couvert. Un cas
compte pour un droit quand il attend quelque chose de lui ou d'une règle dont il dépend. « À vérifier » compte les règles,
barèmes et conditions dont la source est marquée `[… ; À VÉRIFIER]`.
";

/// The TypeScript types of what is serialised. It only prints: the engine is compiled for it without optimisation.
fn types(of: &[&str]) -> Outcome<String> {
    let mut command = cargo(&["run", "--quiet", "--package", "droit-wasm"]);
    command.args(["--features", "typescript", "--bin", "types"]);
    command.args(["--config", "profile.dev.package.droit-engine.opt-level=0"]);
    command.arg("--").args(of);
    shell::read(&mut command)
}

/// What the program prints, with the rules of the repository.
fn droit(arguments: &[&str]) -> Outcome<String> {
    let mut command = cargo(&["run", "--quiet", "--package", "droit-cli", "--"]);
    shell::read(command.args(arguments))
}

/// A page that `droit lister` writes.
fn page(title: &str, head: &str, what: &str) -> Outcome<String> {
    let list = droit(&["lister", what, "--regles", "rules"])?;
    Ok(format!(
        "<!-- Écrit par `cargo xtask generate`. -->\n# {title}\n\n{head}\n\n```text\n{}\n```\n",
        list.trim_end()
    ))
}

/// The help of each command.
fn commands() -> Outcome<String> {
    let mut text = "<!-- Écrit par `cargo xtask generate`. -->\n# Commandes de droit\n".to_owned();
    let general = droit(&["--help"])?;
    let names = general
        .lines()
        .skip_while(|line| *line != "Commandes :")
        .skip(1)
        .map_while(|line| line.split_whitespace().next());
    for name in std::iter::once("").chain(names) {
        let help = if name.is_empty() {
            general.clone()
        } else {
            droit(&[name, "--help"])?
        };
        let title = format!("droit {name}");
        text.push_str(&format!(
            "\n## {}\n\n```text\n{}\n```\n",
            title.trim_end(),
            help.trim_end()
        ));
    }
    Ok(text)
}

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
