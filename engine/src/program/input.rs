//! The facts that rules read, and where a situation says them.

use serde::Serialize;

use super::{Citation, Constant, Type};
use crate::exact::Exact;
use crate::name::Name;

/// When an input is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Timing {
    /// Always the same.
    Once,
    /// Month by month.
    Monthly,
    /// Year by year.
    Yearly,
}

/// Where an input stands in a situation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct FieldPath {
    /// Keys from the household (or the person) to the value.
    pub keys: Vec<String>,
    /// `ressources[nature=salaire]`: the last key but one is a list of dated lines, selected by a key.
    pub list: Option<ListPath>,
}

/// A list of dated lines.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ListPath {
    /// `ressources`
    pub list: String,
    /// `nature`
    pub selector: String,
    /// `salaire`
    pub code: String,
    /// `net`; `None` when only the presence of a line counts.
    pub amount: Option<String>,
}

/// An input.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input {
    /// Name.
    pub name: Name,
    /// Held by each person (else by the household).
    pub each: bool,
    /// Type.
    pub ty: Type,
    /// Unit as written, for people.
    pub unit: String,
    /// May hold nothing (`aucun`).
    pub optional: bool,
    /// A calendar month (`AAAA-MM`), kept as its first day.
    pub month: bool,
    /// Smallest and largest number.
    pub bounds: (Exact, Exact),
    /// Values are whole numbers of `1/den`.
    pub den: i128,
    /// When.
    pub timing: Timing,
    /// Lines of so many months before still count at the month of the right.
    pub carry: u32,
    /// Where.
    pub path: FieldPath,
    /// Question.
    pub question: Option<String>,
    /// Help.
    pub help: Option<String>,
    /// Theme.
    pub theme: Option<String>,
    /// Assumption, shown, never mixed into bounds.
    pub default: Option<(Constant, Option<String>)>,
    /// What absence means by convention.
    pub presumed: Option<(Constant, String)>,
    /// What tells it when the situation does not.
    pub deduced: Option<Deduced>,
    /// Without it the rights that need it cannot be assessed.
    pub required: bool,
    /// `ancienneté`: since when the household has been as it is described.
    pub seniority: bool,
    /// Source.
    pub citation: Citation,
}

/// How an input is deduced from a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deduced {
    /// The field of the code: keys from the household (or the person).
    pub from: Vec<String>,
    /// Position in [`super::Program::tables`].
    pub table: u32,
    /// Column of the table.
    pub column: u32,
}
