//! Comparison with OpenFisca-France: the law decides, every difference has a name.
//!
//! In: the households of `tests/peer`, with what OpenFisca computes, and the deviations of `tests/peer/ecarts`: each
//! is a small reform that gives one step of our rules the variant of OpenFisca. Out: for each figure of each
//! household, whether both agree, else which deviations explain it. A deviation explains a difference when, all
//! deviations applied but this one, OpenFisca's figure is no longer found. A figure that is not found with all of
//! them is unexplained.

mod compare;
mod deviation;
mod figure;
mod household;
mod laws;
mod table;

pub use compare::{Compared, File, Status, compare, explain_steps, strays};
pub use deviation::{Deviation, deviations};
pub use figure::{FIGURES, Figure, Right};
pub use household::{Household, MONTHS, households};
pub use laws::{Laws, Set};
pub use table::{Report, readme};
