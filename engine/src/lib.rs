//! Evaluates social rights written in the droit language: exact, bounded under unknown data, explained.
//!
//! # Steps
//!
//! 1. [`syntax`] reads each file into a tree; a bad declaration yields a diagnostic and the others are still read.
//! 2. [`resolve`] gives every declaration its number and every name its meaning, over all files.
//! 3. [`check`] types expressions, checks units, dates and structure, and completes the [`program`].
//! 4. [`law`] folds a program at a month: parameters become constants, months are unrolled into a flat graph.
//! 5. [`reference`](mod@reference) evaluates one [`situation`] on that graph, with bounds for what is unknown, and explains it.
//!
//! The engine does no input or output, holds no clock and no global state, and knows no benefit: amounts, ages,
//! articles and territories live in the rules.

// The parser that pest makes without `std` names this crate.
#[cfg(feature = "compiler")]
extern crate alloc;

mod bits;
mod letters;
pub mod name;
mod nearest;
mod sorted;

pub mod batch;
pub mod calendar;
#[cfg(feature = "compiler")]
pub mod check;
pub mod diagnostic;
pub mod exact;
#[cfg(feature = "compiler")]
pub mod examples;
pub mod law;
pub mod program;
pub mod reference;
#[cfg(feature = "compiler")]
pub mod resolve;
pub mod situation;
pub mod source;
#[cfg(feature = "compiler")]
pub mod syntax;

#[cfg(feature = "compiler")]
use {diagnostic::Diagnostic, program::Program, source::Sources};

/// Compiles rules into a program.
///
/// # Errors
///
/// All diagnostics of all files, by place, when at least one is an error.
#[cfg(feature = "compiler")]
pub fn compile(sources: &Sources) -> Result<Program, Vec<Diagnostic>> {
    let checked = check::check_sources(sources);
    checked.program.ok_or(checked.diagnostics)
}

#[cfg(feature = "compiler")]
pub use {check::check_sources as check_all, syntax::format};
