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
pub use workshop::{Atelier, Checkup, Effect, Found, Place, Ran, Shift};

#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

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
    #[cfg(feature = "compiler")]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.program().to_bytes()
    }

    /// Answers a question, in JSON. All go through one door: each export of WebAssembly weighs, here and in its script.
    ///
    /// | question | answer |
    /// | --- | --- |
    /// | `program` | what the rules know: a [`ProgramInfo`] |
    /// | `check` | what is wrong in a situation (JSON): input errors, none when it can be read |
    /// | `evaluate` | every outcome of the situation at a month (`AAAA-MM`) |
    /// | `assess` | outcomes, plan, months lost and rights left out, of one evaluation: an [`Assessment`] |
    /// | `plan` | in which order to claim, and totals |
    /// | `questions` | the questions that remain, the most useful first |
    /// | `missing` | what is unknown and can still change something, in no useful order: a list of [`Missing`] |
    /// | `probable` | what comes out under the assumptions of the rules, for the rights that miss something assumed |
    /// | `why` | why each right is not due, and what is to be checked of it: a list of [`Why`], in the order of the program |
    /// | `explain` | how the outcome of the right `about` came out (`null` when there is no such right at this month) |
    /// | `curve` | every right along a fact that varies: `about` is an [`AxisRequest`] |
    ///
    /// # Errors
    ///
    /// When the month, the situation or the axis cannot be read, or the month is not covered.
    ///
    /// [`Missing`]: droit_engine::reference::Missing
    pub fn answer(
        &mut self,
        question: &str,
        situation: &str,
        month: &str,
        about: &str,
    ) -> Result<String, String> {
        let session = &mut self.0;
        text(match question {
            "program" => written(&session.info()),
            "check" => session.check(situation).and_then(|e| written(&e)),
            "curve" => session
                .curve(situation, month, about)
                .and_then(|c| written(&c)),
            _ => session.with(situation, month, &|evaluation| match question {
                "evaluate" => written(evaluation.outcomes()),
                "assess" => written(&Assessment::of(evaluation)),
                "plan" => written(&evaluation.plan()),
                "questions" => written(&evaluation.questions()),
                "missing" => written(&evaluation.missing()),
                "probable" => written(&evaluation.probable()),
                "why" => written(&Why::all(evaluation)),
                "explain" => written(&evaluation.explain(about)),
                _ => Err(Fault::of(&format!("« {question} » n'est pas une question"))),
            }),
        })
    }
}
