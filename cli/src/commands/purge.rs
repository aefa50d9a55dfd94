//! `droit purger`: removes what a run wrote once its date of purge has come.
//!
//! Only files that a log lists, and that are still what the run wrote, are removed; the log stays and tells it. A run that
//! was interrupted has no log: its checkpoint takes its place, and goes with the partial files.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use chrono::{Local, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::amounts::plural;
use crate::args::Purge;
use crate::commands::screen::checkpoint::{self, Checkpoint};
use crate::control::journal::{self, Journal, Kept};
use crate::digest::{Mark, Marking};
use crate::exit::{Exit, Failure, Outcome, reason};
use crate::out;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Fate {
    #[serde(rename = "supprimé")]
    Removed,
    #[serde(rename = "absent")]
    Absent,
    #[serde(rename = "modifié depuis, laissé en place")]
    Changed,
    #[serde(rename = "suppression impossible")]
    Failed,
}

/// The document that a purge adds to a log.
#[derive(Debug, Serialize, Deserialize)]
struct Done {
    purge_faite_le: String,
    fichiers: Vec<Purged>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Purged {
    fichier: String,
    resultat: Fate,
}

/// What a log or a checkpoint says of the files to remove.
struct Listed {
    source: PathBuf,
    purge: String,
    files: Vec<Kept>,
    is_log: bool,
    /// What earlier purges said of each file.
    earlier: Vec<Purged>,
}

pub(crate) fn run(args: &Purge) -> Outcome<Exit> {
    let today = Local::now().date_naive();
    let mut sources = Vec::new();
    for path in &args.paths {
        let meta = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        if meta.is_dir() {
            collect(path, &mut sources)?;
        } else {
            sources.push(path.clone());
        }
    }
    sources.sort();
    sources.dedup();
    let (mut removed, mut left, mut waiting) = (0_u64, 0_u64, 0_u64);
    for source in sources {
        let listed = read(&source)?;
        let date =
            NaiveDate::parse_from_str(&listed.purge, "%Y-%m-%d").map_err(|_| not_a_log(&source))?;
        if date > today {
            waiting = waiting.saturating_add(1);
            continue;
        }
        let fates = purge(&listed, args.essai);
        for (kept, fate) in listed.files.iter().zip(&fates) {
            match fate {
                Fate::Removed => removed = removed.saturating_add(1),
                Fate::Absent => continue,
                Fate::Changed | Fate::Failed => left = left.saturating_add(1),
            }
            let word = match fate {
                Fate::Removed if args.essai => "à supprimer",
                Fate::Removed => "supprimé",
                Fate::Changed => "modifié depuis le criblage, laissé en place",
                _ => "suppression impossible",
            };
            let path = place(&source, kept);
            out::print(&format!("{} : {word} (purge le {date})\n", path.display()))?;
        }
        if !args.essai {
            log(&listed, &fates)?;
        }
    }
    let removed = if args.essai {
        plural(removed, "fichier à supprimer", "fichiers à supprimer")
    } else {
        plural(removed, "fichier supprimé", "fichiers supprimés")
    };
    out::say(format!(
        "{removed}, {}, {}",
        plural(left, "fichier laissé en place", "fichiers laissés en place"),
        plural(
            waiting,
            "criblage pas encore à purger",
            "criblages pas encore à purger"
        ),
    ));
    Ok(if left > 0 { Exit::Rejected } else { Exit::Done })
}

/// The logs and the checkpoints of a folder and of those below it; links are not followed.
fn collect(folder: &Path, sources: &mut Vec<PathBuf>) -> Outcome {
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        let kind = entry
            .file_type()
            .map_err(|error| unreadable(folder, &error))?;
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if kind.is_dir() {
            collect(&path, sources)?;
        } else if kind.is_file()
            && (name.ends_with(journal::END) || name.ends_with(checkpoint::END))
        {
            sources.push(path);
        }
    }
    Ok(())
}

fn read(source: &Path) -> Outcome<Listed> {
    let text = fs::read(source).map_err(|error| unreadable(source, &error))?;
    let text = String::from_utf8(text).map_err(|_| not_a_log(source))?;
    if let Some(journal) = Journal::read(&text) {
        return Ok(Listed {
            source: source.to_owned(),
            purge: journal.purge_le,
            files: journal.sorties,
            is_log: true,
            earlier: earlier(&text),
        });
    }
    let found = Checkpoint::parse(text.as_bytes()).ok_or_else(|| not_a_log(source))?;
    Ok(Listed {
        source: source.to_owned(),
        purge: found.purge_le,
        files: std::iter::once(found.sortie).chain(found.rejets).collect(),
        is_log: false,
        earlier: Vec::new(),
    })
}

/// What earlier purges wrote at the end of a log.
fn earlier(text: &str) -> Vec<Purged> {
    serde_yaml::Deserializer::from_str(text)
        .skip(1)
        .filter_map(|document| Done::deserialize(document).ok())
        .flat_map(|done| done.fichiers)
        .collect()
}

/// Removes the files of a run.
fn purge(listed: &Listed, dry: bool) -> Vec<Fate> {
    let fate = |kept: &Kept| {
        let path = place(&listed.source, kept);
        match prefix(&path, kept.octets) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Fate::Absent,
            Err(_) => Fate::Failed,
            // A partial file may be longer than its checkpoint says, a whole one may not.
            Ok((mark, more)) if mark != kept.mark() || (more && listed.is_log) => Fate::Changed,
            Ok(_) if dry => Fate::Removed,
            Ok(_) => fs::remove_file(&path).map_or(Fate::Failed, |()| Fate::Removed),
        }
    };
    listed.files.iter().map(fate).collect()
}

/// The mark of the first bytes of a file, and whether there are more.
fn prefix(path: &Path, octets: u64) -> io::Result<(Mark, bool)> {
    // A link, a folder or a pipe is not what a run wrote.
    let meta = fs::symlink_metadata(path)?;
    if !meta.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut marking = Marking::default();
    marking.read(File::open(path)?.take(octets))?;
    Ok((marking.mark(), meta.len() > octets))
}

/// Tells a purge at the end of the log; a checkpoint goes once its files are gone.
fn log(listed: &Listed, fates: &[Fate]) -> Outcome {
    let source = &listed.source;
    let fail = |error: &io::Error| {
        Failure::io(
            format!("écriture de « {} » impossible", source.display()),
            error,
        )
    };
    let gone = |fate: &Fate| matches!(fate, Fate::Removed | Fate::Absent);
    if !listed.is_log {
        return if fates.iter().all(gone) {
            fs::remove_file(source).map_err(|e| fail(&e))
        } else {
            Ok(())
        };
    }
    let is_told = |(kept, fate): (&Kept, &Fate)| {
        listed
            .earlier
            .iter()
            .any(|p| p.fichier == kept.fichier && (p.resultat == *fate || *fate == Fate::Absent))
    };
    if listed.files.iter().zip(fates).all(is_told) {
        return Ok(());
    }
    let done = Done {
        purge_faite_le: Local::now().format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        fichiers: listed
            .files
            .iter()
            .zip(fates)
            .map(|(kept, fate)| Purged {
                fichier: kept.fichier.clone(),
                resultat: *fate,
            })
            .collect(),
    };
    // Plain maps and texts in memory: nothing can fail.
    let text = format!("---\n{}", serde_yaml::to_string(&done).unwrap_or_default());
    File::options()
        .append(true)
        .open(source)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
        })
        .map_err(|e| fail(&e))
}

/// Where a listed file is: beside the log, unless its whole path is written.
fn place(source: &Path, kept: &Kept) -> PathBuf {
    source.parent().unwrap_or(Path::new("")).join(&kept.fichier)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::rejected(format!(
        "lecture de « {} » impossible : {}",
        path.display(),
        reason(error)
    ))
}

fn not_a_log(path: &Path) -> Failure {
    Failure::rejected(format!(
        "« {} » n'est pas un journal de criblage",
        path.display()
    ))
}
