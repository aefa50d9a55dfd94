//! One line in, the bytes to write out: what each worker does.

use std::panic::{AssertUnwindSafe, catch_unwind};

use droit_engine::calendar::Month;
use droit_engine::law::Law;
use droit_engine::reference::{Evaluation, Outcome, Verdict};
use droit_engine::situation::{Document, InputError, Situation};

use super::table;
use crate::amounts;
use crate::args::Table;
use crate::input::reject::{Fault, Reject};
use crate::input::{Raw, Read};
use crate::json::Object;
use crate::laws::Laws;
use crate::record;

/// The header of the CSV form.
pub(crate) const HEADER: [&str; 16] = [
    "menage_id",
    "droit",
    "verdict",
    "rythme",
    "du_min",
    "du_max",
    "percu",
    "ecart_min",
    "ecart_max",
    "gain_net_min",
    "gain_net_max",
    "nature",
    "donnees_manquantes",
    "motifs",
    "regles_version",
    "mois",
];

/// What is written, and how.
pub(crate) struct Plan {
    pub(crate) laws: Laws,
    /// The month of every line, else the `period` of each.
    pub(crate) month: Option<Month>,
    pub(crate) format: Table,
    pub(crate) all: bool,
    pub(crate) steps: bool,
    pub(crate) version: String,
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
    /// What to write; empty when nothing is worth telling.
    pub(crate) bytes: Vec<u8>,
    /// For the summary.
    pub(crate) seen: Vec<Seen>,
}

impl Plan {
    /// Evaluates some households.
    pub(crate) fn block(&self, block: Vec<Raw>) -> Vec<Result<Done, Reject>> {
        let mut done = Vec::with_capacity(block.len());
        for raw in block {
            let number = raw.number;
            match raw.read() {
                Ok(situations) => {
                    done.extend(situations.iter().map(|read| self.situation(read, number)));
                }
                Err(reject) => done.push(Err(reject)),
            }
        }
        done
    }

    fn situation(&self, read: &Read, number: u64) -> Result<Done, Reject> {
        let reject = |faults| Reject {
            line: number,
            id: identifier(&read.document),
            faults,
        };
        // A fault of the engine costs one household, not the run.
        match catch_unwind(AssertUnwindSafe(|| self.document(&read.document, number))) {
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

    fn document(&self, document: &Document, number: u64) -> Result<Done, Vec<Fault>> {
        let situation = Situation::read(self.laws.program(), document)
            .map_err(|errors| errors.into_iter().map(fault).collect::<Vec<_>>())?;
        let about_month = |reason: String| {
            let value = situation.month.map(|m| m.to_string()).unwrap_or_default();
            vec![Fault {
                field: "period".to_owned(),
                value,
                reason,
            }]
        };
        let month = self.month.or(situation.month).ok_or_else(|| {
            about_month("mois absent : donnez « period » sur la ligne, ou --mois".to_owned())
        })?;
        let law = self.laws.at(month);
        match &*law {
            Ok(law) => Ok(self.household(law, &situation, number)),
            Err(error) => Err(about_month(
                error
                    .to_string()
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
            )),
        }
    }

    fn household(&self, law: &Law, situation: &Situation, number: u64) -> Done {
        let evaluation = law.evaluate(situation);
        let id = situation
            .id
            .clone()
            .unwrap_or_else(|| format!("ligne-{number}"));
        let bytes = match (self.format, self.all) {
            (Table::Jsonl, true) => {
                let mut line = record::household(&evaluation, situation, &id, self.steps);
                line.push('\n');
                line.into_bytes()
            }
            (Table::Jsonl, false) => self.lines(&evaluation, situation, &id),
            (Table::Csv, _) => self.rows(&evaluation, situation, &id),
        };
        let position = |outcome: &Outcome| {
            law.program()
                .benefit(&outcome.benefit)
                .map_or(0, |(id, _)| id.index())
        };
        let seen = evaluation.outcomes().iter().map(|outcome| Seen {
            benefit: position(outcome),
            verdict: outcome.verdict,
            gap: record::unclaimed(outcome).map(|g| amounts::cents_of((g.min, g.max))),
        });
        Done {
            bytes,
            seen: seen.collect(),
        }
    }

    /// Whether a right is worth a line.
    fn is_told(&self, outcome: &Outcome) -> bool {
        self.all || matches!(outcome.verdict, Verdict::Certain | Verdict::Possible)
    }

    fn lines(&self, evaluation: &Evaluation<'_>, situation: &Situation, id: &str) -> Vec<u8> {
        let program = evaluation.law().program();
        let mut lines = String::new();
        for outcome in evaluation.outcomes().iter().filter(|o| self.is_told(o)) {
            let head = Object::new()
                .text("menage_id", id)
                .text("droit", &outcome.benefit)
                .text("mois", &evaluation.month().to_string());
            let line = record::right(head, program, situation, outcome)
                .text("nature", nature(outcome))
                .text("motifs", &record::motives(program, situation, outcome))
                .text("regles_version", &self.version);
            lines.push_str(&line.end());
            lines.push('\n');
        }
        lines.into_bytes()
    }

    fn rows(&self, evaluation: &Evaluation<'_>, situation: &Situation, id: &str) -> Vec<u8> {
        let program = evaluation.law().program();
        let mut rows = table::writer(Vec::new());
        let pair = |bounds: Option<droit_engine::reference::Bounds>| {
            bounds.map_or_else(Default::default, |b| {
                let (low, high) = amounts::cents_of((b.min, b.max));
                (amounts::cell(low), amounts::cell(high))
            })
        };
        for outcome in evaluation.outcomes().iter().filter(|o| self.is_told(o)) {
            let due = pair(outcome.due);
            let received = outcome.received.filter(|r| r.is_exact());
            let gap = pair(outcome.gap);
            let gain = pair(outcome.gain_net);
            let missing = record::missing(program, situation, outcome).join(" | ");
            let motives = record::motives(program, situation, outcome);
            let row = [
                table::safe(id).as_ref(),
                &outcome.benefit,
                outcome.verdict.word(),
                outcome.rhythm.word(),
                &due.0,
                &due.1,
                &pair(received).0,
                &gap.0,
                &gap.1,
                &gain.0,
                &gain.1,
                nature(outcome),
                table::safe(&missing).as_ref(),
                table::safe(&motives).as_ref(),
                &self.version,
                &evaluation.month().to_string(),
            ]
            .map(str::to_owned);
            // Writing in memory, with as many cells as the header: nothing can fail.
            let _ = rows.write_record(&row);
        }
        rows.into_inner().unwrap_or_default()
    }
}

/// Whether all of the right is unclaimed or a part of it, when that is known.
fn nature(outcome: &Outcome) -> &'static str {
    match (outcome.verdict, outcome.is_received) {
        (Verdict::Certain | Verdict::Possible, Some(true)) => "partiel",
        (Verdict::Certain | Verdict::Possible, Some(false)) => "total",
        _ => "",
    }
}

/// The identifier of a household whose situation may be wrong.
pub(crate) fn identifier(document: &Document) -> Option<String> {
    match document.get("id")? {
        Document::Text(text) | Document::Number(text) => Some(text.clone()),
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
