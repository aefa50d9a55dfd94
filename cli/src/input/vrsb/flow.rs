//! A flow as a source of dossiers: its head, then one dossier at a time, then what it says it holds.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasher as _;
use std::io::{self, BufRead};
use std::sync::Arc;

use droit_engine::calendar::Month;
use sha2::{Digest as _, Sha256};

use super::tables::tables;
use super::tree::Node;
use super::value;
use super::xml::{Block, DOSSIER, HEAD, TAIL, Xml, refusal};
use super::{Context, Dossier};
use crate::amounts::{count, plural};
use crate::input::{Content, Raw, Source};

/// About what a dossier takes in memory: its tree, then all that is not known of it in the outcomes of its block. A block of
/// such households is short, and the memory of a run stays small.
const SIZE: usize = 1 << 15;

/// What a flow says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// The month that it describes.
    pub(super) month: Month,
    /// When it was made: what is later replaces what is earlier.
    pub(super) made: (String, String),
    /// It holds every dossier of its caisse, and not only those that moved.
    pub(super) whole: bool,
}

/// A dossier of a daily flow, which may replace one of the monthly flow.
pub(super) struct Update {
    head: Arc<Head>,
    raw: Raw,
}

/// Dossiers of daily flows, by key: the latest of each.
pub(super) type Updates = BTreeMap<String, Update>;

/// A flow, open.
pub(super) struct Flow {
    xml: Xml,
    context: Arc<Context>,
    /// What it says of itself.
    pub(super) head: Arc<Head>,
    /// The first block, read when the flow was opened.
    first: Option<Block>,
    read: u64,
    told: Option<u64>,
    done: bool,
    seen: Seen,
    updates: Updates,
}

/// What was met so far, as hashes that die with the process.
#[derive(Default)]
struct Seen {
    hasher: (RandomState, RandomState),
    dossiers: HashSet<u128>,
    requests: HashMap<u128, u128>,
    persons: HashMap<u128, u128>,
}

impl Seen {
    fn hash(&self, text: &str) -> u128 {
        let (a, b) = (self.hasher.0.hash_one(text), self.hasher.1.hash_one(text));
        (u128::from(a) << 64) | u128::from(b)
    }
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

impl Flow {
    /// Reads the head and the first dossier, so that a flow that is not the right one is refused before anything is
    /// written.
    pub(super) fn open(bytes: Box<dyn BufRead + Send>, context: Arc<Context>) -> io::Result<Flow> {
        let mut xml = Xml::new(bytes);
        xml.root()?;
        let Some(block) = xml.next()? else {
            return Err(invalid(format!("le bloc « {HEAD} » manque")));
        };
        if block.node.name != HEAD {
            return Err(invalid(format!(
                "le premier bloc est « {} », et non « {HEAD} »",
                block.node.name
            )));
        }
        let head = Arc::new(head(&block.node).map_err(invalid)?);
        let first = xml.next()?;
        Ok(Flow {
            xml,
            context,
            head,
            first,
            read: 0,
            told: None,
            done: false,
            seen: Seen::default(),
            updates: Updates::new(),
        })
    }

    /// Dossiers that replace those of this flow when they are more recent.
    pub(super) fn update(&mut self, updates: Updates) {
        self.updates = updates;
    }

    /// Adds the dossiers of this flow to those of others.
    pub(super) fn collect(mut self, updates: &mut Updates) -> io::Result<()> {
        while let Some(raw) = self.next()? {
            let Content::Vrsb(dossier) = &raw.content else {
                continue;
            };
            let Some(key) = dossier.key.clone() else {
                continue;
            };
            let later = updates
                .get(&key)
                .is_none_or(|old| old.head.made < self.head.made);
            if later {
                let head = Arc::clone(&self.head);
                updates.insert(key, Update { head, raw });
            }
        }
        Ok(())
    }

    fn block(&mut self) -> io::Result<Option<Block>> {
        match self.first.take() {
            Some(block) => Ok(Some(block)),
            None => self.xml.next(),
        }
    }

    /// The dossier of a block, its number of persons hashed or dropped.
    fn dossier(&mut self, block: Block) -> Raw {
        self.read = self.read.saturating_add(1);
        let Block {
            mut node,
            line,
            mut fault,
        } = block;
        let key = key(&node);
        self.persons(&mut node, key.as_deref());
        if let Some(key) = &key {
            let hash = self.seen.hash(key);
            if !self.seen.dossiers.insert(hash) {
                fault.get_or_insert_with(|| "dossier déjà lu dans ce flux".to_owned());
            }
            let request = node.text("IdentificationRSA/DemandeRSA/NUMDEMRSA");
            if let Some(request) = request.map(|request| self.seen.hash(request))
                && self
                    .seen
                    .requests
                    .insert(request, hash)
                    .is_some_and(|other| other != hash)
            {
                self.context
                    .notes
                    .add("même NUMDEMRSA pour deux dossiers : traités séparément");
            }
        }
        raw(
            line,
            Dossier {
                node,
                key,
                fault,
                head: Arc::clone(&self.head),
                context: Arc::clone(&self.context),
            },
        )
    }

    /// Meets the persons of a dossier by their numbers, and forgets the numbers.
    fn persons(&mut self, dossier: &mut Node, key: Option<&str>) {
        let owner = self.seen.hash(key.unwrap_or_default());
        for person in dossier.below.iter_mut().filter(|n| n.name == "Personne") {
            let gone = person.text("DossierCAF/DFRATDOS").is_some();
            let Some(identity) = person.below.iter_mut().find(|n| n.name == "Identification")
            else {
                continue;
            };
            let number = identity.text("NIR").and_then(number);
            if let Some(number) = &number {
                let hash = self.seen.hash(number);
                let other = self.seen.persons.insert(hash, owner);
                if !gone && other.is_some_and(|other| other != owner) {
                    self.context.notes.add(
                        "même personne dans deux dossiers (mutation ou regroupement) : à ne pas compter deux fois",
                    );
                }
            }
            let kept = number
                .zip(self.context.salt.as_deref())
                .map(|(number, salt)| digest(salt, &number));
            identity.set("NIR", kept.unwrap_or_default());
        }
    }

    /// What daily flows say of this dossier, when it is more recent.
    fn updated(&mut self, raw: Raw) -> Raw {
        let Content::Vrsb(dossier) = &raw.content else {
            return raw;
        };
        let update = dossier
            .key
            .as_ref()
            .and_then(|key| self.updates.remove(key));
        match update {
            Some(update) if update.head.made > self.head.made => {
                self.context
                    .notes
                    .add("dossier remplacé par celui d'un flux quotidien plus récent");
                update.raw
            }
            Some(_) => {
                self.context
                    .notes
                    .add("dossier d'un flux quotidien ignoré : il n'est pas plus récent");
                raw
            }
            None => raw,
        }
    }

    /// Dossiers of daily flows that the monthly flow does not have.
    fn added(&mut self) -> Option<Raw> {
        while let Some((_, update)) = self.updates.pop_first() {
            if update.head.made > self.head.made {
                self.context
                    .notes
                    .add("dossier nouveau, d'un flux quotidien plus récent");
                return Some(update.raw);
            }
            self.context
                .notes
                .add("dossier d'un flux quotidien ignoré : il n'est pas plus récent");
        }
        None
    }

    /// What the whole file taught.
    fn finish(&mut self) {
        let notes = &self.context.notes;
        match self.told {
            None => notes.add("le compteur de fin de flux (NBTOTDOSRSATRANSM) manque"),
            Some(told) if told != self.read => notes.add(format!(
                "le flux annonce {}, le fichier en a {}",
                plural(told, "dossier", "dossiers"),
                count(self.read)
            )),
            Some(_) => {}
        }
        let seen = self.xml.text().seen;
        let declared = self.xml.declared.as_deref();
        if seen.other && seen.utf8 {
            notes.add("encodages mêlés : des textes en UTF-8, d'autres en windows-1252");
        } else if seen.utf8 && declared.is_some_and(|name| name != "utf-8") {
            notes.add("le fichier se dit en windows-1252 mais il est en UTF-8 : lu en UTF-8");
        } else if seen.other && (seen.mark || declared.is_none_or(|name| name == "utf-8")) {
            notes.add("le fichier n'est pas en UTF-8 : lu en windows-1252");
        }
        if seen.undefined {
            notes.add("octets sans caractère en windows-1252 : remplacés");
        }
    }
}

impl Source for Flow {
    fn next(&mut self) -> io::Result<Option<Raw>> {
        while !self.done {
            match self.block()? {
                Some(block) if block.node.name == DOSSIER => {
                    let raw = self.dossier(block);
                    return Ok(Some(self.updated(raw)));
                }
                Some(block) if block.node.name == TAIL => {
                    self.told = block
                        .node
                        .text("NBTOTDOSRSATRANSM")
                        .and_then(|text| text.parse().ok());
                }
                Some(_) => self
                    .context
                    .notes
                    .add("un second en-tête de flux est ignoré"),
                None => {
                    self.done = true;
                    self.finish();
                }
            }
        }
        Ok(self.added())
    }
}

fn raw(number: u64, dossier: Dossier) -> Raw {
    Raw {
        number,
        size: SIZE,
        content: Content::Vrsb(Box::new(dossier)),
    }
}

/// Reads the head of a flow, and refuses those that are not read.
fn head(node: &Node) -> Result<Head, String> {
    let nature = node.text("NATFLUX").unwrap_or_default();
    let known = tables().code("NATFLUX", nature);
    match known {
        Some(code) if code.reading == "beneficiaires" => {}
        Some(code) => return Err(refusal(&format!("le {}", code.detail))),
        None => return Err(refusal("un flux de nature inconnue")),
    }
    let kind = node.text("TYPEFLUX").unwrap_or_default();
    let Some(kind) = tables().code("TYPEFLUX", kind) else {
        return Err("le type du flux (TYPEFLUX) est inconnu : M, I ou R attendu".to_owned());
    };
    let date = |name: &str| node.text(name).and_then(|text| value::date(text).value());
    let Some(reference) = date("DTREF") else {
        return Err("la date de référence du flux (DTREF) manque ou est illisible".to_owned());
    };
    let made = (
        date("DTCREAFLUX").map_or_else(String::new, |day| day.to_string()),
        node.text("HEUCREAFLUX").unwrap_or_default().to_owned(),
    );
    Ok(Head {
        month: Month::of(reference),
        made,
        whole: kind.reading == "stock",
    })
}

/// `CAF-990-990000100000000-99000000001`; `None` when a part is missing.
fn key(dossier: &Node) -> Option<String> {
    let parts = [
        "IdentificationRSA/Organisme/FONORG",
        "IdentificationRSA/Organisme/NUMORG",
        "IdentificationRSA/Organisme/MATRICULE",
        "IdentificationRSA/DemandeRSA/NUMDEMRSA",
    ]
    .map(|path| {
        let node = dossier.at(path).filter(|node| !node.cut)?;
        let plain = |c: char| c.is_ascii_alphanumeric();
        (!node.text.is_empty() && node.text.chars().all(plain)).then_some(node.text.as_str())
    });
    let parts: Option<Vec<&str>> = parts.into_iter().collect();
    Some(parts?.join("-"))
}

/// The thirteen characters that the Caf and the MSA have in common.
fn number(text: &str) -> Option<String> {
    let text = text.to_ascii_uppercase();
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric());
    (plain && matches!(text.len(), 13 | 15)).then(|| text.chars().take(13).collect())
}

/// The hash of a number with the secret of its owner.
fn digest(salt: &[u8], number: &str) -> String {
    use std::fmt::Write as _;
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(number.as_bytes());
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_compared_on_thirteen_characters() {
        assert_eq!(number("900000000000100").as_deref(), Some("9000000000001"));
        assert_eq!(number("9000000000001").as_deref(), Some("9000000000001"));
        assert_eq!(number("92a0000000001").as_deref(), Some("92A0000000001"));
        assert_eq!(number("12"), None);
        let hash = digest(b"secret", "9000000000001");
        assert_eq!(hash.len(), 64);
        assert_ne!(hash, digest(b"autre", "9000000000001"));
    }

    /// An endless supply of bytes, made as they are asked for, that counts them.
    struct Endless {
        at: usize,
        given: Arc<std::sync::atomic::AtomicUsize>,
        text: Vec<u8>,
        dossier: Vec<u8>,
    }

    impl io::Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.at >= self.text.len() {
                self.text.clone_from(&self.dossier);
                self.at = 0;
            }
            let rest = self.text.get(self.at..).unwrap();
            let n = rest.len().min(buffer.len());
            buffer[..n].copy_from_slice(&rest[..n]);
            self.at += n;
            self.given
                .fetch_add(n, std::sync::atomic::Ordering::Relaxed);
            Ok(n)
        }
    }

    #[test]
    fn no_more_is_read_than_the_dossier_needs() {
        let flow = include_bytes!("../../../../tests/fixtures/vrsb/valides/MSABEM_fictif.xml");
        let text = String::from_utf8(flow.to_vec()).unwrap();
        let (head, rest) = text.split_once("<InfosFoyerRSA>").unwrap();
        let body = rest.split("</InfosFoyerRSA>").next().unwrap();
        let dossier = format!("<InfosFoyerRSA>{body}</InfosFoyerRSA>\n").into_bytes();
        let given = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let endless = Endless {
            at: 0,
            given: Arc::clone(&given),
            text: head.as_bytes().to_vec(),
            dossier: dossier.clone(),
        };
        let context = Arc::new(Context {
            vocabulary: super::super::Vocabulary::default(),
            month: None,
            salt: None,
            notes: Arc::default(),
        });
        let mut flow = Flow::open(Box::new(io::BufReader::new(endless)), context).unwrap();
        for read in 1..=3_000_usize {
            assert!(flow.next().unwrap().is_some());
            let needed = head.len() + (read + 1) * dossier.len();
            let ahead = given
                .load(std::sync::atomic::Ordering::Relaxed)
                .saturating_sub(needed);
            assert!(ahead <= 20_000, "{ahead} bytes ahead of dossier {read}");
        }
    }
}
