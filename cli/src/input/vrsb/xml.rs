//! The XML of a flow, one dossier at a time: memory holds what is kept of one, whatever the file.
//!
//! Elements that the allow-list does not name are skipped with all they hold. A dossier whose tags do not match is
//! given up alone; what is no XML at all ends the reading.

use std::io::{self, BufRead};

use quick_xml::events::Event;
use quick_xml::{Error, Reader};

use super::bytes::{TOO_LONG, Text};
use super::tables::{Element, tables};
use super::tree::Node;

/// The deepest element that is read lies at the eighth level.
const DEEPEST: usize = 32;
/// The longest tag or text: the longest that the flow allows has two hundred characters.
const LONGEST_EVENT: usize = 1 << 20;
/// The most elements kept of one dossier: thirty persons with all they may have take a fifth of it.
const MOST_NODES: usize = 20_000;

/// The blocks right below the root.
pub(super) const HEAD: &str = "IdentificationFlux";
pub(super) const DOSSIER: &str = "InfosFoyerRSA";
pub(super) const TAIL: &str = "TransmissionFlux";
pub(super) const ROOT: &str = "Racine";

/// A block below the root.
#[derive(Debug)]
pub(super) struct Block {
    /// What was kept.
    pub(super) node: Node,
    /// The line where it begins.
    pub(super) line: u64,
    /// Why it cannot be used.
    pub(super) fault: Option<String>,
}

/// An open element.
struct Level {
    name: String,
    /// `None` when it is skipped.
    node: Option<Node>,
}

/// A flow being read.
pub(super) struct Xml {
    reader: Reader<Text>,
    buffer: Vec<u8>,
    /// The root is open.
    inside: bool,
    /// The block whose tag ended the one before, which was not closed.
    reopened: Option<(Element, u64)>,
    /// The encoding that the file declares, in lower case.
    pub(super) declared: Option<String>,
}

/// What an event means here.
enum Step {
    Open(String, bool),
    Close(String),
    Value(String),
    Nothing,
    End,
}

fn invalid(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.into())
}

impl Xml {
    pub(super) fn new(bytes: Box<dyn BufRead + Send>) -> Self {
        let mut reader = Reader::from_reader(Text::new(bytes));
        let config = reader.config_mut();
        // Tags are compared here, so that one wrong dossier does not end the reading.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            buffer: Vec::new(),
            inside: false,
            reopened: None,
            declared: None,
        }
    }

    /// What the bytes looked like so far.
    pub(super) fn text(&self) -> &Text {
        self.reader.get_ref()
    }

    fn line(&self) -> u64 {
        self.text().line
    }

    fn step(&mut self) -> io::Result<Step> {
        self.buffer.clear();
        self.reader.get_mut().budget = LONGEST_EVENT;
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(failure(error, self.reader.get_ref().line)),
        };
        Ok(match event {
            Event::Start(tag) => Step::Open(tag.name().as_ref().to_owned(), false),
            Event::Empty(tag) => Step::Open(tag.name().as_ref().to_owned(), true),
            Event::End(tag) => Step::Close(tag.name().as_ref().to_owned()),
            Event::Text(text) => Step::Value(text.xml10_content().into_owned()),
            Event::CData(text) => Step::Value(text.xml10_content().into_owned()),
            Event::GeneralRef(entity) => Step::Value(resolved(&entity)),
            Event::Decl(declaration) => {
                if let Some(Ok(encoding)) = declaration.encoding() {
                    self.declared = Some(encoding.to_lowercase());
                }
                Step::Nothing
            }
            // No flow has one, and entities are how a small file becomes a large one.
            Event::DocType(_) => {
                return Err(invalid("une DTD n'est pas admise dans un flux"));
            }
            Event::Comment(_) | Event::PI(_) => Step::Nothing,
            Event::Eof => Step::End,
        })
    }

    /// Opens the root.
    pub(super) fn root(&mut self) -> io::Result<()> {
        loop {
            match self.step()? {
                Step::Open(name, empty) if name == ROOT => {
                    self.inside = !empty;
                    return Ok(());
                }
                Step::Open(name, _) => {
                    let shown: String = name.chars().take(40).collect();
                    return Err(invalid(format!(
                        "la racine est « {shown} », celle d'un flux VRSB0801 est « {ROOT} »"
                    )));
                }
                Step::End | Step::Close(_) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Step::Value(_) | Step::Nothing => {}
            }
        }
    }

    /// The next block below the root; `None` at its end.
    pub(super) fn next(&mut self) -> io::Result<Option<Block>> {
        if let Some((element, line)) = self.reopened.take() {
            return self.block(element, line).map(Some);
        }
        let mut skipped: usize = 0;
        while self.inside {
            match self.step()? {
                Step::Open(name, empty) => {
                    other_flow(&name)?;
                    let known = (skipped == 0).then(|| top(&name)).flatten();
                    match known {
                        Some(element) if empty => {
                            return Ok(Some(Block {
                                node: Node::new(element.name, element.form),
                                line: self.line(),
                                fault: None,
                            }));
                        }
                        Some(element) => {
                            let line = self.line();
                            return self.block(element, line).map(Some);
                        }
                        None if empty => {}
                        None => skipped = deeper(skipped)?,
                    }
                }
                Step::Close(name) => {
                    if name == ROOT {
                        self.inside = false;
                    }
                    skipped = skipped.saturating_sub(1);
                }
                Step::End => return Err(io::ErrorKind::UnexpectedEof.into()),
                Step::Value(_) | Step::Nothing => {}
            }
        }
        Ok(None)
    }

    /// A block whose tag has just been read.
    fn block(&mut self, element: Element, line: u64) -> io::Result<Block> {
        let mut path = format!("{ROOT}/{}", element.name);
        let mut levels = vec![Level {
            name: element.name.to_owned(),
            node: Some(Node::new(element.name, element.form)),
        }];
        let mut nodes: usize = 0;
        let mut fault: Option<String> = None;
        loop {
            match self.step()? {
                Step::Open(name, empty) => {
                    other_flow(&name)?;
                    if let Some(next) = top(&name) {
                        // Its end is missing: the next one is read all the same.
                        self.reopened = (!empty).then(|| (next, self.line()));
                        fault.get_or_insert_with(|| {
                            format!("la balise « {} » n'est pas fermée", element.name)
                        });
                        return Ok(Block {
                            node: root_of(levels),
                            line,
                            fault,
                        });
                    }
                    deeper(levels.len())?;
                    let parent_is_kept = levels.last().is_some_and(|level| level.node.is_some());
                    path.push('/');
                    path.push_str(&name);
                    let node = parent_is_kept
                        .then(|| tables().element(&path))
                        .flatten()
                        .filter(|_| nodes < MOST_NODES)
                        .map(|element| Node::new(element.name, element.form));
                    if node.is_some() {
                        nodes = nodes.saturating_add(1);
                        if nodes == MOST_NODES {
                            fault.get_or_insert_with(|| {
                                format!("plus de {MOST_NODES} éléments dans un dossier")
                            });
                        }
                    }
                    levels.push(Level { name, node });
                    if empty {
                        close(&mut levels, &mut path);
                    }
                }
                Step::Close(name) => {
                    if levels.last().is_some_and(|level| level.name != name) {
                        let at = self.line();
                        fault.get_or_insert_with(|| {
                            format!("balises qui ne se correspondent pas, ligne {at}")
                        });
                        // A tag that was not opened closes nothing.
                        if !levels.iter().any(|level| level.name == name) {
                            continue;
                        }
                        while levels.len() > 1
                            && levels.last().is_some_and(|level| level.name != name)
                        {
                            close(&mut levels, &mut path);
                        }
                    }
                    if levels.len() == 1 {
                        return Ok(Block {
                            node: root_of(levels),
                            line,
                            fault,
                        });
                    }
                    close(&mut levels, &mut path);
                }
                Step::Value(text) => {
                    if let Some(Level {
                        node: Some(node), ..
                    }) = levels.last_mut()
                    {
                        node.push(&text);
                    }
                }
                Step::Nothing => {}
                Step::End => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
    }
}

/// Ends the innermost element, and gives it to the one that holds it.
fn close(levels: &mut Vec<Level>, path: &mut String) {
    let Some(level) = levels.pop() else { return };
    let length = path
        .len()
        .saturating_sub(level.name.len().saturating_add(1));
    path.truncate(length);
    if let Some(mut node) = level.node
        && let Some(Level {
            node: Some(parent), ..
        }) = levels.last_mut()
    {
        node.close();
        parent.below.push(node);
    }
}

/// The block itself, when what it holds is closed.
fn root_of(mut levels: Vec<Level>) -> Node {
    let mut path = String::new();
    while levels.len() > 1 {
        close(&mut levels, &mut path);
    }
    levels
        .pop()
        .and_then(|level| level.node)
        .unwrap_or_else(|| Node::new(DOSSIER, super::tables::Form::Block))
}

/// A block that stands below the root.
fn top(name: &str) -> Option<Element> {
    [HEAD, DOSSIER, TAIL]
        .contains(&name)
        .then(|| tables().element(&format!("{ROOT}/{name}")))
        .flatten()
}

fn deeper(depth: usize) -> io::Result<usize> {
    if depth >= DEEPEST {
        return Err(invalid(format!("plus de {DEEPEST} niveaux de balises")));
    }
    Ok(depth.saturating_add(1))
}

/// Refuses a flow that has an element of another one.
fn other_flow(name: &str) -> io::Result<()> {
    match tables().other_flow(name) {
        None => Ok(()),
        Some(flow) => Err(invalid(refusal(flow))),
    }
}

/// Why another flow is not read.
pub(super) fn refusal(flow: &str) -> String {
    format!("c'est {flow} ; seul le flux RSA bénéficiaires VRSB0801 est lu")
}

/// The character that an entity stands for; others than the usual ones stay as they are, and make no known value.
fn resolved(entity: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = entity.resolve_char_ref() {
        return c.to_string();
    }
    let name = entity.xml10_content();
    match &*name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => format!("&{other};"),
    }
}

/// An error of the XML in French, with its line.
fn failure(error: Error, line: u64) -> io::Error {
    match error {
        Error::Io(error) if error.to_string() == TOO_LONG => {
            invalid(format!("ligne {line} : {TOO_LONG}"))
        }
        Error::Io(error) => io::Error::new(error.kind(), error.to_string()),
        // What is open at the end of the file.
        Error::Syntax(
            quick_xml::errors::SyntaxError::UnclosedTag
            | quick_xml::errors::SyntaxError::UnclosedComment
            | quick_xml::errors::SyntaxError::UnclosedCData
            | quick_xml::errors::SyntaxError::UnclosedPI
            | quick_xml::errors::SyntaxError::UnclosedXmlDecl,
        ) => io::ErrorKind::UnexpectedEof.into(),
        _ => invalid(format!("XML mal formé, ligne {line}")),
    }
}
