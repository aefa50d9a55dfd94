//! What people read: colours, tables, diagnostics, explanations.

pub(crate) mod diagnostics;
pub(crate) mod explanation;
pub(crate) mod paint;
pub(crate) mod sheet;
pub(crate) mod tree;
pub(crate) mod usage;
pub(crate) mod values;
pub(crate) mod words;
