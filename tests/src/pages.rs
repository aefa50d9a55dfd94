//! Pages of Markdown that are tests: rules and situations in fenced blocks, and in comments what is wrong in them.
//!
//! `tests/langage/README.md` tells the convention to those who write pages. In: the path of a page. Out: what was
//! checked in it, or everything that is not as the page says.

use std::fmt::Write as _;
use std::fs;
use std::sync::{Arc, LazyLock};

use droit_engine::check_all;
use droit_engine::diagnostic::Diagnostic;
use droit_engine::examples::{Example, run::run};
use droit_engine::law::Law;
use droit_engine::program::Program;
use droit_engine::situation::{Document, Reader};
use droit_engine::source::{Source, Sources, Span};

use crate::root;

/// The page that tells how to read the others; it declares the household of the blocks that declare none.
pub const GUIDE: &str = "tests/langage/README.md";

/// Warnings that an illustration may leave unsaid: nothing reads a name, a value has no source, a right has no
/// procedure. They count as soon as the page expects them.
const MINOR: [&str; 3] = ["D0404", "D0501", "D0505"];

/// What was checked in a page.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Blocks.
    pub blocks: usize,
    /// Expectations of examples that were met.
    pub results: usize,
    /// Diagnostics that were expected, and came.
    pub diagnostics: usize,
}

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The words after the fence: the language first.
    pub words: Vec<String>,
    /// The line of the page on which its text starts.
    pub line: usize,
    /// Its text.
    pub text: String,
}

/// What a comment of a block expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// Line of the page.
    pub line: usize,
    /// `erreur`, `avertissement` or `échec`.
    pub kind: String,
    /// `D0203`; empty for `échec`.
    pub code: String,
    /// Where, in a situation: `personnes[0].naissance`.
    pub place: String,
    /// Part of what must be said.
    pub part: String,
}

/// Something that was found in a block: a diagnostic, an error in a situation, an example that fails.
struct Found {
    /// Line of the page; 0 when the thing has no line.
    line: usize,
    kind: &'static str,
    code: String,
    place: String,
    /// Everything it says.
    said: String,
}

/// Checks every block of a page.
///
/// # Errors
///
/// Every difference between the page and the engine, as lines that start with the file and the line.
pub fn check(path: &str) -> Result<Count, String> {
    let markdown =
        fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))?;
    let blocks = blocks(&markdown);
    let mut count = Count {
        blocks: blocks.len(),
        ..Count::default()
    };
    let mut wrong = String::new();
    for group in groups(&blocks) {
        let Some(first) = group.first() else { continue };
        let (found, results) = match first.words.first().map(String::as_str) {
            Some("droit") => rules(path, &group),
            Some("yaml" | "json") if first.has("situation") => (situation(first), 0),
            _ => continue,
        };
        let expected: Vec<Marker> = group.iter().flat_map(|block| markers(block)).collect();
        count.diagnostics += expected.len();
        count.results += results;
        compare(path, first.line, &expected, found, &mut wrong);
    }
    if wrong.is_empty() {
        Ok(count)
    } else {
        Err(wrong)
    }
}

/// The fenced blocks of a page.
#[must_use]
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (position, line) in markdown.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(words)) => {
                let words = words.split_whitespace().map(str::to_owned).collect();
                open = Some(Block {
                    words,
                    line: position + 2,
                    text: String::new(),
                });
            }
            (None, None) => {}
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
        }
    }
    blocks
}

/// The comments of a block that expect something.
#[must_use]
pub fn markers(block: &Block) -> Vec<Marker> {
    let sign = block.comment_sign();
    let mut markers = Vec::new();
    for (position, line) in block.text.lines().enumerate() {
        let mut starts: Vec<usize> = ["erreur ", "avertissement ", "échec"]
            .iter()
            .flat_map(|kind| {
                line.match_indices(&format!("{sign} {kind}"))
                    .map(|(at, _)| at)
                    .collect::<Vec<_>>()
            })
            .collect();
        starts.sort_unstable();
        let ends = starts.iter().skip(1).copied().chain([line.len()]);
        for (start, end) in starts.iter().zip(ends) {
            let comment = line[*start..end].trim_start_matches(sign).trim();
            let (head, part) = comment.split_once(" : ").unwrap_or((comment, ""));
            let mut words = head.split_whitespace().map(str::to_owned);
            markers.push(Marker {
                line: block.line + position,
                kind: words.next().unwrap_or_default(),
                code: words.next().unwrap_or_default(),
                place: words.next().unwrap_or_default(),
                part: part.trim().to_owned(),
            });
        }
    }
    markers
}

impl Block {
    /// Whether a word stands after the fence.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|w| w == word)
    }

    /// The table of codes that it is: ```` ```csv communes ````.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        match self.words.as_slice() {
            [language, table, ..] if language == "csv" => Some(table),
            _ => None,
        }
    }

    fn comment_sign(&self) -> &'static str {
        if self.words.first().is_some_and(|w| w == "droit") {
            "--"
        } else {
            "#"
        }
    }
}

/// A table of codes has no comment at the end of its lines.
fn without_markers(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split(" # ").next().unwrap_or(line));
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Blocks that are compiled together: one that says `suite`, or a table of codes, continues the rules before it.
fn groups(blocks: &[Block]) -> Vec<Vec<&Block>> {
    let mut groups: Vec<Vec<&Block>> = Vec::new();
    for block in blocks {
        let goes_on = |group: &&mut Vec<&Block>| {
            let language = |b: &Block| b.words.first().cloned();
            group.iter().any(|b| {
                language(b) == language(block)
                    || block.table().is_some() && language(b).is_some_and(|w| w == "droit")
            })
        };
        match groups.iter_mut().rfind(goes_on) {
            Some(group) if block.has("suite") || block.table().is_some() => group.push(block),
            _ => groups.push(vec![block]),
        }
    }
    groups
}

/// The household of the blocks that declare none.
pub static HOUSEHOLD: LazyLock<String> = LazyLock::new(|| {
    let guide = fs::read_to_string(root().join(GUIDE)).unwrap_or_default();
    let household = blocks(&guide)
        .into_iter()
        .find(|block| block.has("préambule"));
    household
        .unwrap_or_else(|| panic!("{GUIDE} has no block `droit préambule`"))
        .text
});

/// Whether rules declare their household.
#[must_use]
pub fn declares_household(rules: &str) -> bool {
    rules.lines().any(|line| line.starts_with("Entité "))
}

/// Compiles rules and runs their examples. What was found, and how many results were as expected.
fn rules(path: &str, group: &[&Block]) -> (Vec<Found>, usize) {
    // Sources are sorted by name: these names are in the order of the page.
    let name = |block: &Block| match block.table() {
        Some(table) => format!("{table}.csv"),
        None => format!("{path}:{:05}", block.line),
    };
    let mut files: Vec<Source> = group
        .iter()
        .map(|block| Source {
            name: name(block),
            text: match block.table() {
                Some(_) => without_markers(&block.text),
                None => block.text.clone(),
            },
        })
        .collect();
    if !files.iter().any(|file| declares_household(&file.text))
        && !group.iter().any(|block| block.has("seul"))
    {
        files.push(Source {
            name: GUIDE.to_owned(),
            text: HOUSEHOLD.clone(),
        });
    }
    let sources = Sources::new(files);
    let line_of = |span: Span| {
        let file = sources.get(span.source);
        let block = group
            .iter()
            .find(|block| file.is_some_and(|f| f.name == name(block)));
        block.map_or(0, |block| block.line + sources.position(span).0 - 1)
    };

    let checked = check_all(&sources);
    let expected: Vec<Marker> = group.iter().flat_map(|block| markers(block)).collect();
    let mut found: Vec<Found> = checked
        .diagnostics
        .iter()
        .map(|diagnostic| Found {
            line: diagnostic.span().map_or(0, line_of),
            kind: if diagnostic.is_error() {
                "erreur"
            } else {
                "avertissement"
            },
            code: diagnostic.code.clone(),
            place: String::new(),
            said: said(diagnostic),
        })
        .collect();
    found.retain(|f| {
        let minor = f.kind == "avertissement" && MINOR.contains(&f.code.as_str());
        !minor
            || expected
                .iter()
                .any(|e| e.line == f.line && e.kind == f.kind && e.code == f.code)
    });

    let mut met = 0;
    if checked.program.is_none() {
        found.extend(not_run(group, &expected));
    }
    if let Some(program) = checked.program {
        let program = Arc::new(program);
        for example in &checked.examples {
            let failures = failures(&program, example);
            met += example.expected.len().saturating_sub(failures.len());
            found.extend(failures.into_iter().map(|said| Found {
                line: line_of(example.span),
                kind: "échec",
                code: String::new(),
                place: String::new(),
                said,
            }));
        }
    }
    (found, met)
}

/// The examples of rules that do not compile, save those that are wrong themselves: nobody would see that they are not run.
fn not_run(group: &[&Block], expected: &[Marker]) -> Vec<Found> {
    let lines = group
        .iter()
        .flat_map(|block| (block.line..).zip(block.text.lines()));
    let examples = lines.filter(|(_, line)| line.starts_with("Exemple "));
    let unsaid = examples.filter(|(line, _)| !expected.iter().any(|marker| marker.line == *line));
    let found = unsaid.map(|(line, _)| Found {
        line,
        kind: "échec",
        code: String::new(),
        place: String::new(),
        said: "the block has errors: its examples are not run".to_owned(),
    });
    found.collect()
}

/// What does not come out of an example as it says.
fn failures(program: &Arc<Program>, example: &Example) -> Vec<String> {
    match Law::new(Arc::clone(program), example.month) {
        Ok(law) => run(&law, example).iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    }
}

/// Message, labels and help.
fn said(diagnostic: &Diagnostic) -> String {
    let mut said = diagnostic.message.clone();
    for label in diagnostic
        .labels
        .iter()
        .filter(|label| !label.text.is_empty())
    {
        let _ = write!(said, " | {}", label.text);
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(said, " | aide : {help}");
    }
    said
}

/// The rules of the repository: situations of the pages are read with their inputs.
static PROGRAM: LazyLock<Program> = LazyLock::new(crate::rules::national);

/// Reads a situation.
fn situation(block: &Block) -> Vec<Found> {
    // Comments that expect something are no part of the document.
    let written: Vec<&str> = block
        .text
        .lines()
        .map(|line| {
            line.find("# erreur ")
                .map_or(line, |at| line[..at].trim_end())
        })
        .collect();
    let written = written.join("\n");
    let bytes: Vec<u8> = if block.has("latin-1") {
        written
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
            .collect()
    } else {
        written.into_bytes()
    };
    let found = |line, code: &str, place: String, said: String| Found {
        line,
        kind: "erreur",
        code: code.to_owned(),
        place,
        said,
    };
    let document = match block.words.first().map(String::as_str) {
        Some("json") => Document::from_json_bytes(&bytes),
        _ => Document::from_yaml_bytes(&bytes),
    };
    let document = match document {
        Ok(document) => document,
        Err(error) => {
            let line = if error.line == 0 {
                0
            } else {
                block.line + error.line - 1
            };
            return vec![found(line, error.code, String::new(), error.to_string())];
        }
    };
    match Reader::new(&PROGRAM).read(&document) {
        Ok(_) => Vec::new(),
        Err(errors) => errors
            .iter()
            .map(|e| found(0, e.code, e.path.clone(), e.to_string()))
            .collect(),
    }
}

/// Every expectation must have its finding, and every finding its expectation; `start` is the line of the block.
fn compare(
    path: &str,
    start: usize,
    expected: &[Marker],
    mut found: Vec<Found>,
    wrong: &mut String,
) {
    let mut lines = Vec::new();
    for marker in expected {
        let meets = |f: &Found| {
            (f.line == marker.line || f.line == 0)
                && f.kind == marker.kind
                && f.code == marker.code
                && f.place == marker.place
                && f.said.contains(&marker.part)
        };
        if let Some(position) = found.iter().position(meets) {
            found.remove(position);
        } else {
            let Marker {
                line,
                kind,
                code,
                place,
                part,
            } = marker;
            lines.push((
                *line,
                format!("expected, not found: {}", words(&[kind, code, place], part)),
            ));
        }
    }
    for Found {
        line,
        kind,
        code,
        place,
        said,
    } in &found
    {
        let line = if *line == 0 { start } else { *line };
        lines.push((
            line,
            format!("found, not expected: {}", words(&[kind, code, place], said)),
        ));
    }
    lines.sort();
    for (line, text) in lines {
        let _ = writeln!(wrong, "{path}:{line}: {text}");
    }
}

/// `erreur D0203 : message`
fn words(head: &[&str], said: &str) -> String {
    let head: Vec<&str> = head
        .iter()
        .copied()
        .filter(|word| !word.is_empty())
        .collect();
    if said.is_empty() {
        head.join(" ")
    } else {
        format!("{} : {said}", head.join(" "))
    }
}
