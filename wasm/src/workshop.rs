//! What the page of a rule author asks: diagnostics while a file is edited, its examples, and the effect of the change on
//! a household and on a sample of them.

mod sample;

use std::collections::BTreeMap;
use std::sync::Arc;

use droit_engine::calendar::Month;
use droit_engine::diagnostic::{Diagnostic, Severity};
use droit_engine::examples::{Example, run::run};
use droit_engine::law::Law;
use droit_engine::program::Program;
use droit_engine::reference::Outcome;
use droit_engine::situation::{Document, Situation};
use droit_engine::source::{Source, Sources};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::session::{Fault, month_of, written};
use crate::text;
use sample::Sample;
pub use sample::Shift;

/// Rules as they are published, and the same with one file changed.
#[wasm_bindgen]
pub struct Atelier {
    files: BTreeMap<String, String>,
    published: Arc<Program>,
    edited: Option<Edited>,
    sample: Option<Sample>,
    /// The laws of the last month asked for, published and edited.
    laws: Option<(Law, Law)>,
}

/// The rules with one file changed, once they can be evaluated.
struct Edited {
    program: Arc<Program>,
    sources: Sources,
    examples: Vec<Example>,
    /// The file that is edited.
    file: String,
}

/// A place in the file that is edited, in the units of a JavaScript text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Place {
    from: usize,
    to: usize,
}

/// What is wrong, or deserves a look.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Found<'d> {
    code: &'d str,
    severity: Severity,
    message: &'d str,
    help: Option<&'d str>,
    law: Option<&'d str>,
    /// The file it stands in.
    file: &'d str,
    /// Where, when it is the file that is edited.
    place: Option<Place>,
    /// The line, from 1.
    line: usize,
}

/// What `check` says.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Checkup<'d> {
    /// Whether the rules can be evaluated.
    sound: bool,
    diagnostics: Vec<Found<'d>>,
}

/// An example of the file that is edited, run.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Ran<'e> {
    title: &'e str,
    place: Option<Place>,
    /// What is not met, in French; empty when it comes out as it says.
    failures: Vec<String>,
}

/// A household before and after.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Effect {
    before: Vec<Outcome>,
    after: Vec<Outcome>,
}

fn fault(error: &impl ToString) -> String {
    Fault::of(error).json()
}

fn sources(files: &BTreeMap<String, String>) -> Sources {
    Sources::new(files.iter().map(|(name, text)| Source {
        name: name.clone(),
        text: text.clone(),
    }))
}

#[wasm_bindgen]
impl Atelier {
    /// Reads the published rules, a JSON object: file name → text.
    ///
    /// # Errors
    ///
    /// When they cannot be compiled.
    #[wasm_bindgen(constructor)]
    pub fn new(files: &str) -> Result<Atelier, String> {
        let files: BTreeMap<String, String> = serde_json::from_str(files).map_err(|e| fault(&e))?;
        let published = droit_engine::compile(&sources(&files)).map_err(|found| {
            let lines: Vec<String> = found.into_iter().map(|d| d.message).collect();
            fault(&lines.join("\n"))
        })?;
        Ok(Atelier {
            files,
            published: published.into(),
            edited: None,
            sample: None,
            laws: None,
        })
    }

    /// The files, by name: a JSON list.
    ///
    /// # Errors
    ///
    /// When it cannot be written, which only a fault of the engine can cause.
    pub fn files(&self) -> Result<String, String> {
        text(written(&self.files.keys().collect::<Vec<_>>()))
    }

    /// The published text of a file; `undefined` when there is none.
    #[must_use]
    pub fn source(&self, file: &str) -> Option<String> {
        self.files.get(file).cloned()
    }

    /// Checks all the rules with another text of one file (a new one is added). They are kept when they are sound.
    ///
    /// # Errors
    ///
    /// When it cannot be written, which only a fault of the engine can cause.
    pub fn check(&mut self, file: &str, content: &str) -> Result<String, String> {
        let mut files = self.files.clone();
        files.insert(file.to_owned(), content.to_owned());
        let sources = sources(&files);
        let checked = droit_engine::check_all(&sources);
        let found = |diagnostic| found(&sources, file, content, diagnostic);
        let checkup = Checkup {
            sound: checked.program.is_some(),
            diagnostics: checked.diagnostics.iter().map(found).collect(),
        };
        let json = text(written(&checkup))?;
        if let Some(program) = checked.program {
            self.laws = None;
            self.edited = Some(Edited {
                program: program.into(),
                examples: checked.examples,
                file: file.to_owned(),
                sources,
            });
        }
        Ok(json)
    }

    /// Runs the examples of the file that is edited, as it was when it was last sound.
    ///
    /// # Errors
    ///
    /// As [`Atelier::check`].
    pub fn examples(&self) -> Result<String, String> {
        let Some(edited) = &self.edited else {
            return text(written(&[(); 0]));
        };
        let mut laws: BTreeMap<Month, Result<Law, String>> = BTreeMap::new();
        let mut all = Vec::new();
        for example in &edited.examples {
            let source = edited.sources.get(example.span.source);
            let Some(source) = source.filter(|source| source.name == edited.file) else {
                continue;
            };
            let fold =
                || Law::new(edited.program.clone(), example.month).map_err(|e| e.to_string());
            let failures = match laws.entry(example.month).or_insert_with(fold) {
                Ok(law) => run(law, example).iter().map(ToString::to_string).collect(),
                Err(why) => vec![why.clone()],
            };
            all.push(Ran {
                title: &example.title,
                place: Some(place(&source.text, example.span.start, example.span.end)),
                failures,
            });
        }
        text(written(&all))
    }

    /// Every outcome of a situation (JSON) at a month (`AAAA-MM`), by the published rules and by the edited ones.
    ///
    /// # Errors
    ///
    /// When the month or the situation cannot be read, or the month is not covered.
    pub fn effect(&mut self, situation: &str, month: &str) -> Result<String, String> {
        text(self.effect_on(situation, month))
    }

    /// Begins to compare the edited rules with the published ones over a sample, at a month (`AAAA-MM`).
    ///
    /// # Errors
    ///
    /// When the month is not covered.
    pub fn begin(&mut self, month: &str) -> Result<(), String> {
        let begun = month_of(month).and_then(|m| Sample::new(&self.published, self.after(), m));
        self.sample = Some(begun.map_err(Fault::json)?);
        Ok(())
    }

    /// Adds households to the sample, one situation (JSON) on each line, and tells what changes over all of them so far:
    /// a JSON list of rights, those that change for the most households first.
    ///
    /// # Errors
    ///
    /// When no sample was begun, or when a line cannot be read.
    pub fn add(&mut self, lines: &str) -> Result<String, String> {
        let none = || fault(&"aucun échantillon n'est commencé");
        let sample = self.sample.as_mut().ok_or_else(none)?;
        text(sample.add(lines).and_then(|()| written(&sample.told())))
    }

    /// A text in the form of the formatter.
    ///
    /// # Errors
    ///
    /// The first thing that cannot be read in it.
    pub fn format(content: &str) -> Result<String, String> {
        droit_engine::format(content).map_err(|found| {
            let first = found.first().map(|d| d.message.as_str());
            fault(&first.unwrap_or("ce texte ne peut pas être lu"))
        })
    }
}

impl Atelier {
    fn after(&self) -> &Arc<Program> {
        self.edited
            .as_ref()
            .map_or(&self.published, |edited| &edited.program)
    }

    fn effect_on(&mut self, situation: &str, month: &str) -> Result<String, Fault> {
        let document = Document::from_json(situation).map_err(|error| Fault::of(&error))?;
        let (before, after) = self.at(month_of(month)?)?;
        let outcomes = |law: &Law| {
            let situation = Situation::read(law.program(), &document).map_err(Fault::situation)?;
            Ok(law.evaluate(&situation).outcomes().to_vec())
        };
        written(&Effect {
            before: outcomes(before)?,
            after: outcomes(after)?,
        })
    }

    /// The laws of a month; the last ones are kept.
    fn at(&mut self, month: Month) -> Result<&(Law, Law), Fault> {
        let law = |program: &Arc<Program>| {
            Law::new(program.clone(), month).map_err(|error| Fault::of(&error))
        };
        let laws = match self.laws.take().filter(|(law, _)| law.month() == month) {
            Some(laws) => laws,
            None => (law(&self.published)?, law(self.after())?),
        };
        Ok(self.laws.insert(laws))
    }
}

/// A diagnostic, as the page shows it.
fn found<'d>(
    sources: &'d Sources,
    file: &str,
    content: &str,
    diagnostic: &'d Diagnostic,
) -> Found<'d> {
    let span = diagnostic.labels.first().map(|label| label.span);
    let source = span.and_then(|span| sources.get(span.source));
    let start = span.map_or(0, |span| span.start);
    let before = source.and_then(|s| s.text.get(..usize::try_from(start).ok()?));
    Found {
        code: &diagnostic.code,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        law: diagnostic.law.as_deref(),
        file: source.map_or("", |source| &source.name),
        place: span
            .filter(|_| source.is_some_and(|source| source.name == file))
            .map(|span| place(content, span.start, span.end)),
        line: before.map_or(1, |text| text.matches('\n').count().saturating_add(1)),
    }
}

/// A range of bytes, in units of UTF-16.
fn place(text: &str, start: u32, end: u32) -> Place {
    let units = |bytes: u32| {
        let upto = usize::try_from(bytes).ok().and_then(|end| text.get(..end));
        upto.unwrap_or(text).encode_utf16().count()
    };
    Place {
        from: units(start),
        to: units(end),
    }
}
