//! Households in, what to tell of them: what each worker does.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use droit_engine::calendar::Month;
use droit_engine::law::Law;
use droit_engine::reference::{Outcome, Verdict};
use droit_engine::situation::{Document, InputError, Situation};

use super::form::Told;
use crate::amounts;
use crate::control::opposition::Oppositions;
use crate::input::reject::{Fault, Reject};
use crate::input::{Raw, Read};
use crate::laws::{Folded, Laws};
use crate::read;
use crate::record;
use crate::row::Row;

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
}

/// Some households evaluated.
#[derive(Default)]
pub(crate) struct Block {
    pub(crate) done: Vec<Done>,
    pub(crate) rejects: Vec<Reject>,
    /// How many object: nothing else is known of them.
    pub(crate) opposed: u64,
}

impl Plan {
    /// Evaluates some households of a file; those without an identifier are called by their line, after `prefix`.
    pub(crate) fn block(&self, prefix: &str, raws: Vec<Raw>) -> Block {
        let mut block = Block::default();
        for raw in raws {
            // Before anything else is read of the household.
            if self.is_opposed(&raw) {
                block.opposed = block.opposed.saturating_add(1);
                continue;
            }
            let number = raw.number;
            match raw.read() {
                Ok(situations) => {
                    for read in &situations {
                        match self.situation(read, prefix, number) {
                            Ok(done) => block.done.push(done),
                            Err(reject) => block.rejects.push(reject),
                        }
                    }
                }
                Err(reject) => block.rejects.push(reject),
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

    fn situation(&self, read: &Read, prefix: &str, number: u64) -> Result<Done, Reject> {
        let reject = |faults| Reject {
            line: number,
            id: identifier(&read.document),
            faults,
        };
        // A fault of the engine costs one household, not the run.
        match catch_unwind(AssertUnwindSafe(|| {
            self.document(read, &by_line(prefix, number))
        })) {
            Ok(done) => done.map_err(reject),
            Err(_) => {
                let reason =
                    "faute interne du moteur : merci de la signaler, avec cette ligne".to_owned();
                Err(reject(vec![Fault {
                    field: String::new(),
                    value: String::new(),
                    reason,
                }]))
            }
        }
    }

    fn document(&self, read: &Read, line: &str) -> Result<Done, Vec<Fault>> {
        let (situation, law) = self.ready(&read.document)?;
        match &*law {
            Ok(law) => Ok(self.household(law, &situation, read.rights.as_deref(), line)),
            Err(error) => Err(about_month(&situation, spaced(&error.to_string()))),
        }
    }

    /// The situation of a document, and the law of its month.
    pub(crate) fn ready(&self, document: &Document) -> Result<(Situation, Folded), Vec<Fault>> {
        let situation = Situation::read(self.laws.program(), document)
            .map_err(|errors| errors.into_iter().map(fault).collect::<Vec<_>>())?;
        let month = self.month.or(situation.month).ok_or_else(|| {
            let why = "mois absent : donnez « period » sur la ligne, ou --mois";
            about_month(&situation, why.to_owned())
        })?;
        Ok((situation, self.laws.at(month)))
    }

    fn household(
        &self,
        law: &Law,
        situation: &Situation,
        rights: Option<&[String]>,
        line: &str,
    ) -> Done {
        let evaluation = law.evaluate(situation);
        let program = law.program();
        let id = situation.id.clone().unwrap_or_else(|| line.to_owned());
        // Those that the document tells of.
        let outcomes: Vec<&Outcome> = evaluation
            .outcomes()
            .iter()
            .filter(|o| rights.is_none_or(|rights| rights.contains(&o.benefit)))
            .collect();
        let told = outcomes.iter().filter(|o| self.is_told(o));
        let rows = told.map(|outcome| {
            let mut row = Row::of(program, situation, outcome);
            if self.motives {
                row.motives = record::motives(program, situation, outcome);
            }
            row
        });
        let position = |outcome: &Outcome| {
            program
                .benefit(&outcome.benefit)
                .map_or(0, |(id, _)| id.index())
        };
        let seen = outcomes.iter().map(|outcome| Seen {
            benefit: position(outcome),
            verdict: outcome.verdict,
            gap: record::unclaimed(outcome).map(|g| amounts::cents_of((g.min, g.max))),
        });
        Done {
            seen: seen.collect(),
            told: Told {
                id,
                month: evaluation.month(),
                rows: rows.collect(),
                steps: self.steps.then(|| record::steps(&evaluation, situation)),
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
fn identifier(document: &Document) -> Option<String> {
    match document.get("id")? {
        Document::Text(text) | Document::Number(text) => Some(text.clone()),
        _ => None,
    }
}

fn fault(error: InputError) -> Fault {
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
