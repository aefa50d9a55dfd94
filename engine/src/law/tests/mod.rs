//! Interval operations against concrete values; scales against their definition; folding.

mod graph;
mod intervals;
pub(crate) mod tables;
