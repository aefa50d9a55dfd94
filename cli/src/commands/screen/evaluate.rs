//! Households in, what to tell of them: what each worker does.

use std::path::PathBuf;
use std::sync::Arc;

use droit_engine::calendar::Month;
use droit_engine::reference::{Evaluation, Outcome, Verdict};
use droit_engine::situation::{Document, InputError, Reader, Situation};

use super::form::Told;
use crate::amounts;
use crate::control::opposition::Oppositions;
use crate::input::reject::{Fault, Reject};
use crate::input::{Raw, Read};
use crate::laws::{Folded, Laws};
use crate::read;
use crate::record;
use crate::row::Row;
use crate::together::{self, guarded, internal};

/// What is looked for.
pub(crate) struct Plan {
    pub(crate) laws: Laws,
    /// The month of every line, else the `period` of each.
    pub(crate) month: Option<Month>,
    pub(crate) all: bool,
    /// Whether a row gives its motives.
    pub(crate) motives: bool,
    pub(crate) steps: bool,
    /// Those who object.
    pub(crate) oppositions: Option<Oppositions>,
}

/// What came out for a right of a household.
pub(crate) struct Seen {
    /// Position of the right in the program.
    pub(crate) benefit: usize,
    pub(crate) verdict: Verdict,
    /// What is due and not received, in hundredths.
    pub(crate) gap: Option<(i128, i128)>,
}

/// A household evaluated.
pub(crate) struct Done {
    /// What to write; without rows when nothing is worth telling.
    pub(crate) told: Told,
    /// For the summary.
    pub(crate) seen: Vec<Seen>,
    /// Whether it is the household before, as other rights look at it.
    pub(crate) again: bool,
}

/// Some households evaluated.
#[derive(Default)]
pub(crate) struct Block {
    pub(crate) done: Vec<Done>,
    pub(crate) rejects: Vec<Reject>,
    /// How many object: nothing else is known of them.
    pub(crate) opposed: u64,
}

/// A household ready to be evaluated.
struct Ready {
    line: u64,
    name: String,
    month: Month,
    /// The rights that its document tells of; `None`: all.
    rights: Option<Arc<[String]>>,
    /// Whether it is the household before, as other rights look at it.
    again: bool,
    situation: Situation,
}

impl Ready {
    fn tells(&self, outcome: &Outcome) -> bool {
        let rights = self.rights.as_ref();
        rights.is_none_or(|rights| rights.iter().any(|id| outcome.benefit == *id))
    }

    /// It cannot be evaluated, by a fault of the engine.
    fn fault(&self) -> Reject {
        Reject {
            line: self.line,
            id: self.situation.id.clone(),
            faults: internal(),
        }
    }
}

impl Plan {
    /// Evaluates some households of a file; those without an identifier are called by their line, after `prefix`.
    pub(crate) fn block(&self, prefix: &str, raws: Vec<Raw>) -> Block {
        let reader = Reader::new(self.laws.program());
        let mut block = Block::default();
        let mut all: Vec<Ready> = Vec::with_capacity(raws.len());
        for raw in raws {
            // Before anything else is read of the household.
            if self.is_opposed(&raw) {
                block.opposed = block.opposed.saturating_add(1);
                continue;
            }
            let number = raw.number;
            match raw.read() {
                Ok(situations) => {
                    // A household is one, in however many ways its rights look at it.
                    let views = situations.into_iter().enumerate().map(|(view, read)| {
                        let ready = self.situation(&reader, read, prefix, number)?;
                        Ok(Ready {
                            again: view > 0,
                            ..ready
                        })
                    });
                    match views.collect::<Result<Vec<Ready>, Reject>>() {
                        Ok(views) => all.extend(views),
                        Err(reject) => block.rejects.push(reject),
                    }
                }
                Err(reject) => block.rejects.push(reject),
            }
        }
        let together = if self.all {
            vec![None; all.len()]
        } else {
            let situations = all.iter().map(|ready| (ready.month, &ready.situation));
            together::outcomes(&self.laws, &situations.collect::<Vec<_>>())
        };
        for (ready, outcomes) in all.iter().zip(together) {
            match guarded(|| self.household(ready, outcomes)) {
                Some(done) => block.done.push(done),
                None => block.rejects.push(ready.fault()),
            }
        }
        block
    }

    /// Whether a household objects.
    pub(crate) fn is_opposed(&self, raw: &Raw) -> bool {
        self.oppositions
            .as_ref()
            .is_some_and(|oppositions| raw.identifier().is_some_and(|id| oppositions.contains(&id)))
    }

    /// A household ready to be evaluated, or why it cannot be.
    fn situation(
        &self,
        reader: &Reader<'_>,
        read: Read<'_>,
        prefix: &str,
        number: u64,
    ) -> Result<Ready, Reject> {
        let reject = |faults| Reject {
            line: number,
            id: identifier(&read.document),
            faults: read.named(faults),
        };
        let made = guarded(|| self.read(reader, &read.document));
        let (situation, law) = made.ok_or_else(|| reject(internal()))?.map_err(reject)?;
        match &*law {
            Ok(law) => Ok(Ready {
                line: number,
                name: situation
                    .id
                    .clone()
                    .unwrap_or_else(|| by_line(prefix, number)),
                month: law.month(),
                rights: read.rights,
                again: false,
                situation,
            }),
            Err(error) => Err(reject(about_month(&situation, spaced(&error.to_string())))),
        }
    }

    /// The situation of a document, and the law of its month.
    pub(crate) fn ready(&self, document: &Document) -> Result<(Situation, Folded), Vec<Fault>> {
        self.read(&Reader::new(self.laws.program()), document)
    }

    fn read(
        &self,
        reader: &Reader<'_>,
        document: &Document,
    ) -> Result<(Situation, Folded), Vec<Fault>> {
        let situation = reader
            .read(document)
            .map_err(|errors| errors.into_iter().map(fault).collect::<Vec<_>>())?;
        let month = self.month.or(situation.month).ok_or_else(|| {
            let why = "mois absent : donnez « period » sur la ligne, ou --mois";
            about_month(&situation, why.to_owned())
        })?;
        Ok((situation, self.laws.at(month)))
    }

    /// What to tell of a household, from its outcomes when they are already known.
    fn household(&self, ready: &Ready, outcomes: Option<Vec<Outcome>>) -> Done {
        let situation = &ready.situation;
        let program = self.laws.program();
        let folded = self.laws.at(ready.month);
        let apart = match (&outcomes, &*folded) {
            (None, Ok(law)) => Some(law.evaluate(situation)),
            // A household of a month without law was refused when it was read.
            _ => None,
        };
        let own = apart.as_ref().map_or(&[][..], Evaluation::outcomes);
        let outcomes = outcomes.as_deref().unwrap_or(own);
        // In columns, what is to be checked is that of any household.
        let batch = match &apart {
            None if self.motives => self.laws.batch(ready.month),
            _ => None,
        };
        let why = |outcome: &Outcome| match (&apart, &batch) {
            (Some(evaluation), _) => (
                evaluation.reasons(&outcome.benefit),
                evaluation.unverified(&outcome.benefit).len(),
            ),
            (None, Some(batch)) => (Vec::new(), batch.unverified(&outcome.benefit).len()),
            (None, None) => (Vec::new(), 0),
        };
        let steps = apart.as_ref().filter(|_| self.steps);
        let steps = steps.map(|evaluation| record::steps(evaluation, situation));
        let outcomes: Vec<&Outcome> = outcomes.iter().filter(|o| ready.tells(o)).collect();
        let told = outcomes.iter().filter(|o| self.is_told(o));
        let rows = told.map(|outcome| {
            let mut row = Row::of(program, situation, outcome);
            if self.motives {
                let (reasons, unverified) = why(outcome);
                row.motives = record::motives(program, situation, outcome, (&reasons, unverified));
            }
            row
        });
        // Outcomes come in the order of the program: each is looked for after the one before.
        let mut next = 0_usize;
        let mut position = |outcome: &Outcome| {
            let after = program.benefits.get(next..).unwrap_or_default();
            let found = after.iter().position(|b| b.id == outcome.benefit);
            let position = match found {
                Some(after) => next.saturating_add(after),
                None => (program.benefit(&outcome.benefit)).map_or(0, |(id, _)| id.index()),
            };
            next = position.saturating_add(1);
            position
        };
        let seen = outcomes.iter().map(|outcome| Seen {
            benefit: position(outcome),
            verdict: outcome.verdict,
            gap: record::unclaimed(outcome).map(|g| amounts::cents_of((g.min, g.max))),
        });
        Done {
            again: ready.again,
            seen: seen.collect(),
            told: Told {
                id: ready.name.clone(),
                month: ready.month,
                rows: rows.collect(),
                steps,
            },
        }
    }

    /// Whether a right is worth a line.
    fn is_told(&self, outcome: &Outcome) -> bool {
        self.all || matches!(outcome.verdict, Verdict::Certain | Verdict::Possible)
    }
}

/// What tells the files of a run apart: nothing when there is one.
pub(crate) struct Prefix {
    paths: Vec<PathBuf>,
    prefixes: Vec<String>,
}

impl Prefix {
    /// Of the files of a run.
    pub(crate) fn new(paths: &[PathBuf]) -> Prefix {
        let numbered = (1..=paths.len()).map(|n| format!("fichier-{n}-"));
        Prefix {
            paths: paths.to_vec(),
            prefixes: numbered.filter(|_| paths.len() > 1).collect(),
        }
    }

    /// What stands before the line of a household without an identifier.
    pub(crate) fn of(&self, file: usize) -> &str {
        self.prefixes.get(file).map_or("", String::as_str)
    }

    /// A file, as a message names it.
    pub(crate) fn name(&self, file: usize) -> String {
        self.paths
            .get(file)
            .map(|path| read::name(path))
            .unwrap_or_default()
    }

    /// All of them.
    pub(crate) fn names(&self) -> String {
        let names: Vec<String> = self.paths.iter().map(|path| read::name(path)).collect();
        names.join(", ")
    }
}

/// What a household without an identifier is called.
pub(crate) fn by_line(prefix: &str, number: u64) -> String {
    format!("{prefix}ligne-{number}")
}

fn about_month(situation: &Situation, reason: String) -> Vec<Fault> {
    vec![Fault {
        field: "period".to_owned(),
        value: situation.month.map(|m| m.to_string()).unwrap_or_default(),
        reason,
    }]
}

/// A text on one line.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The identifier of a household whose situation may be wrong.
pub(crate) fn identifier(document: &Document) -> Option<String> {
    match document.get("id")? {
        Document::Text(text) | Document::Number(text) => Some(text.to_string()),
        _ => None,
    }
}

pub(crate) fn fault(error: InputError) -> Fault {
    let mut reason = error.message;
    if let Some(expected) = error.expected {
        reason.push_str(&format!(" (attendu : {expected})"));
    }
    if let Some(help) = error.help {
        reason.push_str(&format!(" ; {help}"));
    }
    Fault {
        field: error.path,
        value: error.value,
        reason,
    }
}
