//! Households that could not be read or evaluated: where, and why.

/// What is wrong with one field of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Path of the field; empty for the whole line.
    pub(crate) field: String,
    /// What was found there.
    pub(crate) value: String,
    /// Why it cannot be used.
    pub(crate) reason: String,
}

impl Fault {
    /// `personnes[0].naissance : …`
    pub(crate) fn words(&self) -> String {
        if self.field.is_empty() {
            self.reason.clone()
        } else {
            format!("{} : {}", self.field, self.reason)
        }
    }
}

/// A line that could not be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reject {
    /// From 1.
    pub(crate) line: u64,
    /// The household, when the line could be read so far.
    pub(crate) id: Option<String>,
    /// At least one.
    pub(crate) faults: Vec<Fault>,
}
