//! Rule files: those of the program, or those of a folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::Utf8Error;

use droit_engine::diagnostic::Diagnostic;
use droit_engine::program::Program;
use droit_engine::source::{Source, SourceId, Sources};

use crate::args::Common;
use crate::digest;
use crate::exit::{Failure, Outcome, reason};
use crate::out;
use crate::render::diagnostics;
use crate::render::paint::Paint;

/// The rules built in: name relative to the folder `rules`, text.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The folder that the authors' commands look for.
const DEFAULT_FOLDER: &str = "rules";

/// Extensions: rules, tables of codes that they read, and the cases that stand beside them.
const RULE: &str = ".droit";
const TABLE: &str = ".csv";
const CASES: &str = ".cas.yaml";

/// A set of rules and the cases beside them.
#[derive(Debug)]
pub(crate) struct Rules {
    /// The rules, sorted by name.
    pub(crate) sources: Sources,
    /// The path of each source, as a person writes it.
    paths: Vec<String>,
    /// Files of cases: path, text.
    pub(crate) cases: Vec<(String, String)>,
    /// What was read, to be watched; empty for the rules of the program.
    pub(crate) roots: Vec<PathBuf>,
    /// A compiled program in place of the rules.
    binary: Option<(PathBuf, Vec<u8>)>,
}

/// A file that was read.
struct File {
    name: String,
    path: String,
    text: String,
}

impl Rules {
    /// The rules for evaluating: what `--programme` or `--regles` name, else those of the program.
    pub(crate) fn chosen(common: &Common) -> Outcome<Rules> {
        if let Some(path) = &common.programme {
            let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
            Ok(Rules {
                binary: Some((path.clone(), bytes)),
                ..Rules::of(Vec::new(), Vec::new())
            })
        } else if common.regles.is_empty() {
            Ok(Rules::embedded())
        } else {
            Rules::read(&common.regles)
        }
    }

    /// The rules to work on: those of the command line, else the folder `rules` here, else those of the program.
    pub(crate) fn at_hand(folders: &[PathBuf], paths: &[PathBuf]) -> Outcome<Rules> {
        let all: Vec<PathBuf> = folders.iter().chain(paths).cloned().collect();
        if !all.is_empty() {
            return Rules::read(&all);
        }
        default_folder().map_or_else(|| Ok(Rules::embedded()), |folder| Rules::read(&[folder]))
    }

    /// A single file.
    pub(crate) fn one(source: Source) -> Rules {
        let Source { name, text } = source;
        Rules::of(
            vec![File {
                path: name.clone(),
                name,
                text,
            }],
            Vec::new(),
        )
    }

    pub(crate) fn embedded() -> Rules {
        let files = EMBEDDED.iter().map(|(name, text)| File {
            name: (*name).to_owned(),
            path: format!("{DEFAULT_FOLDER}/{name}"),
            text: (*text).to_owned(),
        });
        Rules::of(files.collect(), Vec::new())
    }

    pub(crate) fn read(roots: &[PathBuf]) -> Outcome<Rules> {
        let mut files = Vec::new();
        let mut seen = BTreeSet::new();
        for root in roots {
            let meta = fs::metadata(root).map_err(|error| unreadable(root, &error))?;
            if meta.is_dir() {
                folder(root, "", &mut seen, &mut files)?;
            } else {
                let name = root
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default();
                file(root, name, &mut seen, &mut files)?;
            }
        }
        if !files.iter().any(|f: &File| f.name.ends_with(RULE)) {
            let message = match roots {
                [one] if one.is_dir() => format!(
                    "le dossier « {} » ne contient aucun fichier {RULE}",
                    one.display()
                ),
                _ => format!("aucun fichier {RULE} à lire"),
            };
            return Err(
                Failure::rejected(message).help("donnez un fichier ou un dossier de règles")
            );
        }
        Ok(Rules::of(files, roots.to_vec()))
    }

    fn of(mut files: Vec<File>, roots: Vec<PathBuf>) -> Rules {
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let (cases, rules): (Vec<File>, Vec<File>) =
            files.into_iter().partition(|f| f.name.ends_with(CASES));
        // The order of `Sources`, so that paths stand at the same positions: rules, then tables.
        let (rules, tables): (Vec<File>, Vec<File>) =
            rules.into_iter().partition(|f| f.name.ends_with(RULE));
        let paths = rules.iter().chain(&tables).map(|f| f.path.clone());
        Rules {
            paths: paths.collect(),
            sources: Sources::new(rules.into_iter().chain(tables).map(|f| Source {
                name: f.name,
                text: f.text,
            })),
            cases: cases.into_iter().map(|f| (f.path, f.text)).collect(),
            roots,
            binary: None,
        }
    }

    /// The path of a source, as a person writes it.
    pub(crate) fn path(&self, id: SourceId) -> &str {
        usize::try_from(id.0)
            .ok()
            .and_then(|i| self.paths.get(i))
            .map_or("", String::as_str)
    }

    /// The number of rule files.
    pub(crate) fn len(&self) -> usize {
        self.sources.iter().count()
    }

    /// The program; its errors are shown, warnings are left to `verifier`.
    pub(crate) fn compile(&self) -> Outcome<Program> {
        self.program()?.map_err(|found| {
            self.show(&found, Paint::of_stderr());
            out::say(unusable(&found));
            Failure::Said
        })
    }

    /// The program, or its errors as a text without colours.
    pub(crate) fn compile_quietly(&self) -> Outcome<Program> {
        self.program()?.map_err(|found| {
            let frames = found
                .iter()
                .filter(|d| d.is_error())
                .map(|d| diagnostics::frame(self, d, Paint::PLAIN));
            let text: Vec<String> = frames.collect();
            Failure::rejected(format!("{}\n\n{}", unusable(&found), text.join("\n\n")))
        })
    }

    /// The program, or what is wrong with the rules.
    fn program(&self) -> Outcome<Result<Program, Vec<Diagnostic>>> {
        if let Some((path, bytes)) = &self.binary {
            return of_bytes(bytes, path).map(Ok);
        }
        Ok(droit_engine::compile(&self.sources))
    }

    /// Shows errors on the standard error.
    pub(crate) fn show(&self, found: &[Diagnostic], paint: Paint) {
        for diagnostic in found.iter().filter(|d| d.is_error()) {
            out::say(format!("{}\n", diagnostics::frame(self, diagnostic, paint)));
        }
    }
}

/// A program in its binary form.
pub(crate) fn of_bytes(bytes: &[u8], path: &Path) -> Outcome<Program> {
    Program::from_bytes(bytes).map_err(|error| {
        Failure::rejected(format!("« {} » : {error}", path.display()))
            .help("« droit compiler » écrit un programme à partir des règles")
    })
}

fn unusable(found: &[Diagnostic]) -> String {
    format!(
        "{} : les règles ne peuvent pas être utilisées",
        diagnostics::errors(found)
    )
}

/// The SHA-256 of a program, the same for rules and for what they compile to.
pub(crate) fn print(program: &Program) -> String {
    digest::of(&program.to_bytes())
}

/// Its first twelve digits, which change whenever a rule does: the column `regles_version`.
pub(crate) fn version(program: &Program) -> String {
    print(program).chars().take(12).collect()
}

/// The folder `rules` of the current folder, if there is one.
pub(crate) fn default_folder() -> Option<PathBuf> {
    Path::new(DEFAULT_FOLDER)
        .is_dir()
        .then(|| PathBuf::from(DEFAULT_FOLDER))
}

/// Every rule file under some paths: path, text.
pub(crate) fn rule_files(roots: &[PathBuf]) -> Outcome<Vec<(PathBuf, String)>> {
    let rules = Rules::read(roots)?;
    Ok(rules
        .sources
        .iter()
        .map(|(id, source)| (PathBuf::from(rules.path(id)), source.text.clone()))
        .collect())
}

fn folder(
    path: &Path,
    prefix: &str,
    seen: &mut BTreeSet<PathBuf>,
    files: &mut Vec<File>,
) -> Outcome {
    // A folder reached twice, through a link, is read once.
    if !seen.insert(fs::canonicalize(path).map_err(|error| unreadable(path, &error))?) {
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(path, &error))?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let inner = entry.path();
        if inner.is_dir() {
            folder(&inner, &format!("{prefix}{name}/"), seen, files)?;
        } else if is_ours(&name) {
            file(&inner, format!("{prefix}{name}"), seen, files)?;
        }
    }
    Ok(())
}

fn is_ours(name: &str) -> bool {
    [RULE, TABLE, CASES].iter().any(|end| name.ends_with(end))
}

fn file(path: &Path, name: String, seen: &mut BTreeSet<PathBuf>, files: &mut Vec<File>) -> Outcome {
    if !is_ours(&name) {
        return Err(Failure::rejected(format!(
            "« {} » n'est pas un fichier de règles",
            path.display()
        ))
        .help(format!(
            "un fichier de règles finit par {RULE}, une table de codes par {TABLE}, un fichier de cas par {CASES}"
        )));
    }
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    if !seen.insert(fs::canonicalize(path).map_err(|error| unreadable(path, &error))?) {
        return Ok(());
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| not_utf8(path, error.as_bytes(), &error.utf8_error()))?;
    files.push(File {
        name,
        path: path.display().to_string(),
        text,
    });
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::rejected(format!(
        "lecture de « {} » impossible : {}",
        path.display(),
        reason(error)
    ))
}

fn not_utf8(path: &Path, bytes: &[u8], error: &Utf8Error) -> Failure {
    let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let line = before.split(|b| *b == b'\n').count();
    Failure::rejected(format!(
        "« {} » n'est pas un texte en UTF-8 (ligne {line})",
        path.display()
    ))
    .help("enregistrez le fichier en UTF-8")
}
