//! Tables: CSV, spreadsheets, Parquet. A mapping tells what each column is; only what it names is ever read.
//!
//! ```text
//! rows (one reader for each form) ─▶ households (rows with the same key) ─▶ documents (in the workers)
//! ```

pub(crate) mod batches;
pub(crate) mod bind;
pub(crate) mod cell;
mod columnar;
mod convert;
mod delimited;
mod dialect;
pub(crate) mod draft;
pub(crate) mod fields;
mod households;
mod layout;
mod lists;
mod making;
pub(crate) mod mapping;
mod named;
mod nested;
mod open;
mod options;
mod reading;
mod row;
mod sheet;
mod together;
mod value;

pub(crate) use convert::Plan;
pub(crate) use households::Group;
pub(crate) use nested::Nested;
pub(crate) use open::{Form, Tabular, form, header_and_sample, memory, nested, sample, tabular};
