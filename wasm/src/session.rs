//! A program, the law of the last month asked, and what was found of the last household.
//!
//! A page asks several things of one household, one after the other: it is read and evaluated once.

use std::sync::Arc;

use droit_engine::calendar::Month;
use droit_engine::exact::Exact;
use droit_engine::law::{Law, Unavailable};
use droit_engine::name::Name;
use droit_engine::program::Program;
use droit_engine::reference::{
    Axis, Curve, Evaluation, Findings, Lost, Outcome, Plan, Reason, Unverified,
};
use droit_engine::situation::{Document, InputError, Situation};
use serde::Serialize;

use crate::ProgramInfo;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Fault {
    /// French, one sentence per line.
    pub message: String,
    /// When it is the situation: what is wrong in it, and where.
    pub errors: Vec<InputError>,
}

impl Fault {
    pub(crate) fn of(error: &impl ToString) -> Fault {
        Fault {
            message: error.to_string(),
            errors: Vec::new(),
        }
    }

    /// As JSON.
    pub(crate) fn json(self) -> String {
        serde_json::to_string(&self).unwrap_or(self.message)
    }

    pub(crate) fn situation(errors: Vec<InputError>) -> Fault {
        let mut message = String::new();
        for error in &errors {
            if !message.is_empty() {
                message.push('\n');
            }
            message.push_str(&error.to_string());
        }
        Fault { message, errors }
    }
}

/// All that a page shows of an evaluation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Assessment<'a> {
    /// The month (`AAAA-MM`).
    pub month: String,
    /// Whether the persons of the household are known; if not, nothing can be assessed.
    pub composition_known: bool,
    /// Every right, in the order of the program.
    pub outcomes: &'a [Outcome],
    /// In which order to claim, and totals.
    pub plan: Plan,
    /// What waiting has cost, right by right.
    pub lost: Vec<Lost>,
    /// The rights that are not in force, and why.
    pub unavailable: &'a [Unavailable],
}

impl<'a> Assessment<'a> {
    pub(crate) fn of(evaluation: &'a Evaluation<'_>) -> Assessment<'a> {
        Assessment {
            month: evaluation.month().to_string(),
            composition_known: evaluation.composition_known(),
            outcomes: evaluation.outcomes(),
            plan: evaluation.plan(),
            lost: evaluation.lost(),
            unavailable: evaluation.unavailable(),
        }
    }
}

/// What is told of a right beside its outcome.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Why {
    /// Identifier of the right.
    pub benefit: Name,
    /// Why not, when the verdict is "no".
    pub reasons: Vec<Reason>,
    /// What it rests on and that is marked to be checked.
    pub unverified: Vec<Unverified>,
}

impl Why {
    pub(crate) fn all(evaluation: &Evaluation<'_>) -> Vec<Why> {
        let why = |outcome: &Outcome| Why {
            benefit: outcome.benefit.clone(),
            reasons: evaluation.reasons(&outcome.benefit),
            unverified: evaluation.unverified(&outcome.benefit),
        };
        evaluation.outcomes().iter().map(why).collect()
    }
}

/// A fact that varies. Numbers are decimal texts, in the unit of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AxisRequest {
    /// Name of the input.
    pub input: String,
    /// Position of the person; `None` for the household.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub person: Option<usize>,
    /// First value.
    pub from: String,
    /// Last value.
    pub to: String,
    /// Between two values.
    pub step: String,
    /// Facts of the same person that vary with it.
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>", optional))]
    pub also: Vec<AxisFollower>,
}

/// A fact that is so many times the one that varies.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AxisFollower {
    /// Name of the input.
    pub input: String,
    /// How many times.
    pub factor: String,
}

impl AxisRequest {
    /// Reads JSON. Through [`Document`]: a derived reader would bring all the messages of serde into the page.
    fn read(json: &str) -> Result<AxisRequest, Fault> {
        let document = Document::from_json(json).map_err(|error| Fault::of(&error))?;
        let person = match document.get("person") {
            None | Some(Document::Null) => None,
            Some(Document::Number(digits)) => Some(digits.parse().map_err(|e| Fault::of(&e))?),
            Some(other) => return Err(unexpected("person", other)),
        };
        let also = document.get("also").map_or(&[][..], Document::items);
        let also = also.iter().map(|follower| {
            Ok(AxisFollower {
                input: word(follower, "input")?,
                factor: word(follower, "factor")?,
            })
        });
        Ok(AxisRequest {
            input: word(&document, "input")?,
            person,
            from: word(&document, "from")?,
            to: word(&document, "to")?,
            step: word(&document, "step")?,
            also: also.collect::<Result<_, Fault>>()?,
        })
    }
}

/// The text of a key.
fn word(document: &Document, key: &str) -> Result<String, Fault> {
    let value = document.get(key).unwrap_or(&Document::Null);
    let text = value.text().map(str::to_owned);
    text.ok_or_else(|| unexpected(key, value))
}

fn unexpected(key: &str, found: &Document) -> Fault {
    Fault::of(&format!("« {key} » ne peut pas valoir {}", found.shown()))
}

fn number(text: &str) -> Result<Exact, Fault> {
    droit_engine::situation::decimal(text).ok_or_else(|| {
        Fault::of(&format!(
            "« {text} » n'est pas un nombre (attendu : 1234.56)"
        ))
    })
}

impl TryFrom<AxisRequest> for Axis {
    type Error = Fault;

    fn try_from(request: AxisRequest) -> Result<Axis, Fault> {
        let mut also = Vec::with_capacity(request.also.len());
        for follower in request.also {
            also.push((follower.input, number(&follower.factor)?));
        }
        Ok(Axis {
            input: request.input,
            person: request.person,
            from: number(&request.from)?,
            to: number(&request.to)?,
            step: number(&request.step)?,
            also,
        })
    }
}

/// A month, as the page writes it.
pub(crate) fn month_of(text: &str) -> Result<Month, Fault> {
    Month::parse(text)
        .ok_or_else(|| Fault::of(&format!("« {text} » n'est pas un mois (attendu : AAAA-MM)")))
}

/// A value as JSON.
pub(crate) fn written(value: &(impl Serialize + ?Sized)) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::of(&error))
}

/// A program, ready.
pub(crate) struct Session {
    program: Arc<Program>,
    hash: u64,
    law: Option<Law>,
    /// The last household that was read.
    read: Option<Arc<Told>>,
    /// The last evaluation: at which month, of which household.
    found: Option<(Month, Arc<Told>, Findings)>,
}

/// A household, and the text that tells it.
struct Told {
    text: String,
    situation: Situation,
}

impl Session {
    pub(crate) fn load(bytes: &[u8]) -> Result<Session, Fault> {
        let program = Program::from_bytes(bytes).map_err(|error| Fault::of(&error))?;
        Ok(Session {
            program: program.into(),
            hash: Program::fingerprint(bytes).unwrap_or_default(),
            law: None,
            read: None,
            found: None,
        })
    }

    #[cfg(feature = "compiler")]
    pub(crate) fn compile(files: &str) -> Result<Session, String> {
        use droit_engine::source::{Source, Sources};

        let files: std::collections::BTreeMap<String, String> =
            serde_json::from_str(files).map_err(|e| e.to_string())?;
        let sources = Sources::new(files.into_iter().map(|(name, text)| Source { name, text }));
        let program = droit_engine::compile(&sources)
            .map_err(|found| serde_json::to_string(&found).unwrap_or_default())?;
        let bytes = program.to_bytes();
        Ok(Session {
            program: program.into(),
            hash: Program::fingerprint(&bytes).unwrap_or_default(),
            law: None,
            read: None,
            found: None,
        })
    }

    #[cfg(feature = "compiler")]
    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    pub(crate) fn info(&self) -> ProgramInfo {
        ProgramInfo::of(&self.program, self.hash)
    }

    /// What is wrong in a situation.
    pub(crate) fn check(&mut self, situation: &str) -> Result<Vec<InputError>, Fault> {
        Ok(self.read(situation)?.err().unwrap_or_default())
    }

    /// A household, or what is wrong in it.
    fn read(&mut self, text: &str) -> Result<Result<Arc<Told>, Vec<InputError>>, Fault> {
        if let Some(told) = self.read.as_ref().filter(|told| told.text == text) {
            return Ok(Ok(told.clone()));
        }
        let document = Document::from_json(text).map_err(|error| Fault::of(&error))?;
        let read = Situation::read(&self.program, &document).map(|situation| {
            let text = text.to_owned();
            self.read.insert(Arc::new(Told { text, situation })).clone()
        });
        Ok(read)
    }

    /// The law of a month; the last one is kept.
    fn at(&mut self, month: &str) -> Result<&Law, Fault> {
        let month = month_of(month)?;
        let law = match self.law.take().filter(|law| law.month() == month) {
            Some(law) => law,
            None => Law::new(self.program.clone(), month).map_err(|error| Fault::of(&error))?,
        };
        Ok(self.law.insert(law))
    }

    /// Something of the evaluation of a situation. One function for all that is asked: generic, it would be there
    /// as many times.
    pub(crate) fn with(
        &mut self,
        situation: &str,
        month: &str,
        wanted: &dyn Fn(&Evaluation<'_>) -> Result<String, Fault>,
    ) -> Result<String, Fault> {
        let told = self.read(situation)?.map_err(Fault::situation)?;
        let found = self.found.take();
        let law = self.at(month)?;
        let month = law.month();
        let before;
        let evaluation = match found.filter(|(at, ..)| *at == month) {
            Some((_, of, found)) => {
                let same = Arc::ptr_eq(&of, &told);
                before = of;
                let evaluation = law.resume(&before.situation, found);
                if same {
                    evaluation
                } else {
                    evaluation.next(&told.situation)
                }
            }
            None => law.evaluate(&told.situation),
        };
        let answer = wanted(&evaluation);
        let findings = evaluation.findings();
        self.found = Some((month, told, findings));
        answer
    }

    pub(crate) fn curve(
        &mut self,
        situation: &str,
        month: &str,
        axis: &str,
    ) -> Result<Curve, Fault> {
        let request = AxisRequest::read(axis)?;
        let told = self.read(situation)?.map_err(Fault::situation)?;
        let axis = request.try_into()?;
        let drawn = self.at(month)?.curve(&told.situation, &axis);
        drawn.map_err(|error| Fault::of(&error))
    }
}
