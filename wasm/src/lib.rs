//! The engine in the browser and in Node: a thin layer over `droit_engine`.
//!
//! Values go in and out as JSON text, in the shapes that the engine serialises: the page and the command line program
//! read the same results. Nothing is sent anywhere and no clock is read: the month is an argument.

use droit_engine::calendar::Month;
use droit_engine::law::Law;
use droit_engine::program::Program;
use droit_engine::situation::{Document, InputError, Situation};
use droit_engine::source::{Source, Sources};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

/// What went wrong, as one French sentence per line.
fn text(error: &impl ToString) -> String {
    error.to_string()
}

fn json(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(value).map_err(|e| text(&e))
}

/// A compiled set of rules.
#[wasm_bindgen]
pub struct Droit {
    program: std::sync::Arc<Program>,
    law: Option<Law>,
}

#[wasm_bindgen]
impl Droit {
    /// Loads a compiled program (the file that `droit compiler` or [`Droit::bytes`] writes).
    ///
    /// # Errors
    ///
    /// When the bytes are no program of this version.
    #[wasm_bindgen(constructor)]
    pub fn new(program: &[u8]) -> Result<Droit, String> {
        let program = Program::from_bytes(program).map_err(|e| text(&e))?;
        Ok(Droit {
            program: program.into(),
            law: None,
        })
    }

    /// Compiles rules given as a JSON object: file name → text.
    ///
    /// # Errors
    ///
    /// The diagnostics, as JSON.
    pub fn compile(files: &str) -> Result<Droit, String> {
        let files: std::collections::BTreeMap<String, String> =
            serde_json::from_str(files).map_err(|e| text(&e))?;
        let sources = Sources::new(files.into_iter().map(|(name, text)| Source { name, text }));
        match droit_engine::compile(&sources) {
            Ok(program) => Ok(Droit {
                program: program.into(),
                law: None,
            }),
            Err(diagnostics) => Err(json(&diagnostics)?),
        }
    }

    /// The binary form of the program.
    ///
    /// # Errors
    ///
    /// When it cannot be written, which only a fault of the engine can cause.
    pub fn bytes(&self) -> Result<Vec<u8>, String> {
        self.program.to_bytes().map_err(|e| text(&e))
    }

    /// Every outcome of a situation (JSON) at a month (`AAAA-MM`), as JSON.
    ///
    /// # Errors
    ///
    /// When the month or the situation cannot be read.
    pub fn evaluate(&mut self, situation: &str, month: &str) -> Result<String, String> {
        let situation = self.read(situation)?;
        json(&self.at(month)?.evaluate(&situation).outcomes())
    }

    /// The questions that remain, the most useful first, as JSON.
    ///
    /// # Errors
    ///
    /// As [`Droit::evaluate`].
    pub fn questions(&mut self, situation: &str, month: &str) -> Result<String, String> {
        let situation = self.read(situation)?;
        json(&self.at(month)?.questions(&situation))
    }

    /// How the outcome of a right came out, as JSON (`null` when there is no such right at this month).
    ///
    /// # Errors
    ///
    /// As [`Droit::evaluate`].
    pub fn explain(
        &mut self,
        situation: &str,
        month: &str,
        benefit: &str,
    ) -> Result<String, String> {
        let situation = self.read(situation)?;
        json(&self.at(month)?.evaluate(&situation).explain(benefit))
    }
}

impl Droit {
    fn read(&self, situation: &str) -> Result<Situation, String> {
        let document = Document::from_json(situation).map_err(|e| text(&e))?;
        let lines = |errors: Vec<InputError>| {
            errors
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        };
        Situation::read(&self.program, &document).map_err(lines)
    }

    /// The law of a month; the last one is kept.
    fn at(&mut self, month: &str) -> Result<&Law, String> {
        let month = Month::parse(month)
            .ok_or_else(|| format!("« {month} » n'est pas un mois (attendu : AAAA-MM)"))?;
        if self.law.as_ref().is_none_or(|law| law.month() != month) {
            self.law = Some(Law::new(self.program.clone(), month).map_err(|e| text(&e))?);
        }
        self.law.as_ref().ok_or_else(|| "aucune loi".to_owned())
    }
}
