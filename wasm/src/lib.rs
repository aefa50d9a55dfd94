//! The engine in the browser and in Node: a thin layer over `droit_engine`.
//!
//! Values go in and out as JSON text, in the shapes that the engine serialises: the page and the command line program
//! read the same results. Nothing is sent anywhere and no clock is read: the month is an argument.
//!
//! What goes wrong is a JSON text too, a [`Fault`].

mod info;
mod session;
#[cfg(feature = "compiler")]
mod workshop;

use wasm_bindgen::prelude::wasm_bindgen;

pub use info::{
    BenefitInfo, EntityInfo, InputInfo, InputTiming, ListInfo, ProcedureInfo, ProgramInfo,
    RoleArity, RoleInfo,
};
pub use session::{Assessment, AxisFollower, AxisRequest, Fault, Why};
use session::{Session, written};
#[cfg(feature = "compiler")]
pub use workshop::Atelier;

/// A result as the page reads it, or the fault as JSON.
fn text(result: Result<String, Fault>) -> Result<String, String> {
    result.map_err(Fault::json)
}

/// A compiled set of rules.
#[wasm_bindgen]
pub struct Droit(Session);

#[wasm_bindgen]
impl Droit {
    /// Loads a compiled program (the file that `droit compiler` or [`Droit::bytes`] writes).
    ///
    /// # Errors
    ///
    /// When the bytes are no program of this version.
    #[wasm_bindgen(constructor)]
    pub fn new(program: &[u8]) -> Result<Droit, String> {
        Session::load(program).map(Droit).map_err(Fault::json)
    }

    /// Compiles rules given as a JSON object: file name → text.
    ///
    /// # Errors
    ///
    /// The diagnostics, as JSON.
    #[cfg(feature = "compiler")]
    pub fn compile(files: &str) -> Result<Droit, String> {
        Session::compile(files).map(Droit)
    }

    /// The binary form of the program.
    ///
    /// # Errors
    ///
    /// When it cannot be written, which only a fault of the engine can cause.
    #[cfg(feature = "compiler")]
    pub fn bytes(&self) -> Result<Vec<u8>, String> {
        self.0.program().to_bytes().map_err(|e| e.to_string())
    }

    /// What the rules know: a [`ProgramInfo`].
    ///
    /// # Errors
    ///
    /// When it cannot be written, which only a fault of the engine can cause.
    pub fn program(&self) -> Result<String, String> {
        text(written(&self.0.info()))
    }

    /// What is wrong in a situation (JSON): input errors, none when it can be read.
    ///
    /// # Errors
    ///
    /// When it is no JSON.
    pub fn check(&mut self, situation: &str) -> Result<String, String> {
        text(self.0.check(situation).and_then(|errors| written(&errors)))
    }

    /// Every outcome of a situation (JSON) at a month (`AAAA-MM`).
    ///
    /// # Errors
    ///
    /// When the month or the situation cannot be read, or the month is not covered.
    pub fn evaluate(&mut self, situation: &str, month: &str) -> Result<String, String> {
        text(self.0.with(situation, month, &|e| written(e.outcomes())))
    }

    /// Outcomes, plan, months lost and rights left out, of one evaluation: an [`Assessment`].
    ///
    /// # Errors
    ///
    /// As [`Droit::evaluate`].
    pub fn assess(&mut self, situation: &str, month: &str) -> Result<String, String> {
        text(
            self.0
                .with(situation, month, &|e| written(&Assessment::of(e))),
        )
    }

    /// In which order to claim, and totals.
    ///
    /// # Errors
    ///
    /// As [`Droit::evaluate`].
    pub fn plan(&mut self, situation: &str, month: &str) -> Result<String, String> {
        text(self.0.with(situation, month, &|e| written(&e.plan())))
    }

    /// The questions that remain, the most useful first.
    ///
    /// # Errors
    ///
    /// As [`Droit::evaluate`].
    pub fn questions(&mut self, situation: &str, month: &str) -> Result<String, String> {
        text(self.0.with(situation, month, &|e| written(&e.questions())))
    }

    /// What is unknown and can still change something, in no useful order: a list of [`droit_engine::reference::Missing`].
    ///
    /// # Errors
    ///
    /// As [`Droit::evaluate`].
    pub fn missing(&mut self, situation: &str, month: &str) -> Result<String, String> {
        text(self.0.with(situation, month, &|e| written(&e.missing())))
    }

    /// Why each right is not due, and what is to be checked of it: a list of [`Why`], in the order of the program.
    ///
    /// # Errors
    ///
    /// As [`Droit::evaluate`].
    pub fn why(&mut self, situation: &str, month: &str) -> Result<String, String> {
        text(self.0.with(situation, month, &|e| written(&Why::all(e))))
    }

    /// How the outcome of a right came out (`null` when there is no such right at this month).
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
        text(
            self.0
                .with(situation, month, &|e| written(&e.explain(benefit))),
        )
    }

    /// Every right along a fact that varies: see [`AxisRequest`].
    ///
    /// # Errors
    ///
    /// As [`Droit::evaluate`], and when the axis names no number, no person, or values out of bounds.
    pub fn curve(&mut self, situation: &str, month: &str, axis: &str) -> Result<String, String> {
        text(
            self.0
                .curve(situation, month, axis)
                .and_then(|curve| written(&curve)),
        )
    }
}
