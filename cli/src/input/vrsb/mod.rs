//! The flow « RSA bénéficiaires » VRSB0801, that Caf and MSA send to every département.
//!
//! ```text
//! bytes ─▶ xml ─▶ flow ─▶ (worker) dossier ─▶ situations, one for each way in which rights look at the household
//! ```
//!
//! One rule: what the flow does not say is unknown, never zero. Codes, and how they are read, are data
//! (`cli/data/vrsb0801`); what the flow has and must not be used is never read (see `docs/flux-vrsb0801.md`).

mod activity;
mod bytes;
mod conduct;
mod dossier;
mod flow;
mod look;
mod notes;
mod person;
mod received;
mod resources;
mod situation;
mod tables;
mod tree;
mod value;
mod vocabulary;
mod xml;

#[cfg(test)]
mod tests;

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use droit_engine::calendar::Month;
use droit_engine::program::Program;

use self::flow::{Flow, Head, Updates};
use self::tree::Node;
use super::reject::{Fault, Reject};
use super::{Read, Source};
use crate::exit::{Failure, Outcome, reason};
use crate::read;

pub(crate) use notes::Notes;
pub(crate) use vocabulary::Vocabulary;

/// The shortest secret: numbers of persons are few enough to be tried one by one.
const SHORTEST_SALT: usize = 16;

/// What a flow is read with.
#[derive(Debug)]
pub(crate) struct Context {
    vocabulary: Vocabulary,
    /// The month asked for, in place of that of the flow.
    month: Option<Month>,
    /// The secret with which numbers of persons are hashed; without it they are dropped.
    salt: Option<Vec<u8>>,
    notes: Arc<Notes>,
}

/// A dossier of a flow.
#[derive(Debug, Clone)]
pub(crate) struct Dossier {
    node: Node,
    pub(super) key: Option<String>,
    /// What is wrong with its XML.
    fault: Option<String>,
    head: Arc<Head>,
    context: Arc<Context>,
}

/// How to read a flow, as the command line says.
#[derive(Debug, Default)]
pub(crate) struct Asked<'a> {
    /// The month of the right.
    pub(crate) month: Option<Month>,
    /// A file that holds the secret of the hashes.
    pub(crate) salt: Option<&'a Path>,
    /// Daily flows, whose dossiers replace those of the flow.
    pub(crate) daily: &'a [PathBuf],
}

/// Whether a file begins as XML does.
pub(crate) fn is_xml(start: &[u8]) -> bool {
    let text = start.strip_prefix(read::MARK).unwrap_or(start);
    text.trim_ascii_start().first() == Some(&b'<') || is_utf16(start)
}

fn is_utf16(start: &[u8]) -> bool {
    start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF])
}

/// Opens a flow.
///
/// # Errors
///
/// When it is another flow, or no flow at all.
pub(crate) fn open(
    path: &Path,
    bytes: Box<dyn BufRead + Send>,
    program: &Program,
    asked: &Asked<'_>,
    notes: Arc<Notes>,
) -> Outcome<Box<dyn Source>> {
    let salt = asked.salt.map(salt).transpose()?;
    let context = Arc::new(Context {
        vocabulary: Vocabulary::new(program),
        month: asked.month,
        salt,
        notes,
    });
    let mut flow = flow(path, bytes, &context)?;
    let mut updates = Updates::new();
    for path in asked.daily {
        let daily = self::flow(path, read::open(path)?.bytes, &context)?;
        if daily.head.whole {
            return Err(Failure::rejected(format!(
                "{} n'est pas un flux quotidien : un flux mensuel remplace tout le stock",
                read::name(path)
            ))
            .help("donnez-le seul, à la place de l'autre"));
        }
        daily
            .collect(&mut updates)
            .map_err(|error| unreadable(path, &error))?;
    }
    flow.update(updates);
    Ok(Box::new(flow))
}

fn flow(path: &Path, mut bytes: Box<dyn BufRead + Send>, context: &Arc<Context>) -> Outcome<Flow> {
    let utf16 = bytes
        .fill_buf()
        .map(is_utf16)
        .map_err(|error| unreadable(path, &error))?;
    if utf16 {
        return Err(Failure::rejected(format!(
            "{} est en UTF-16 : un flux est en windows-1252 ou en UTF-8",
            read::name(path)
        ))
        .help("demandez le fichier d'origine, sans passer par un éditeur"));
    }
    Flow::open(bytes, Arc::clone(context)).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let why = match error.kind() {
        // Our own messages are whole sentences.
        io::ErrorKind::InvalidData => error.to_string(),
        _ => reason(error),
    };
    Failure::rejected(format!("{} ne peut pas être lu : {why}", read::name(path)))
        .help("« droit cribler » lit le flux mensuel ou quotidien RSABEM, RSABEI, MSABEM ou MSABEI")
}

fn salt(path: &Path) -> Outcome<Vec<u8>> {
    let text = read::text(path)?;
    let salt = text.trim().as_bytes().to_vec();
    if salt.len() < SHORTEST_SALT {
        return Err(Failure::rejected(format!(
            "le secret de {} est trop court : {SHORTEST_SALT} caractères au moins",
            read::name(path)
        )));
    }
    Ok(salt)
}

/// The situations of a dossier.
///
/// # Errors
///
/// What makes it unusable, with its key.
pub(super) fn documents(number: u64, dossier: &Dossier) -> Result<Vec<Read<'static>>, Reject> {
    let reject = |faults: Vec<Fault>| Reject {
        line: number,
        id: dossier.key.clone(),
        faults,
    };
    if let Some(reason) = &dossier.fault {
        return Err(reject(vec![fault("", "", reason.clone())]));
    }
    let Some(key) = &dossier.key else {
        return Err(reject(vec![fault(
            "IdentificationRSA",
            "",
            "la clé du dossier manque ou est illisible (organisme, matricule, demande)",
        )]));
    };
    situation::documents(key, dossier).map_err(reject)
}

fn fault(field: impl Into<String>, value: impl Into<String>, reason: impl Into<String>) -> Fault {
    Fault {
        field: field.into(),
        value: value.into(),
        reason: reason.into(),
    }
}
