//! What the tests share: the paths of the repository, and the pages that are tests.

pub mod cli;
pub mod households;
pub mod indicators;
pub mod pages;
pub mod peer;
pub mod population;
pub mod random;
pub mod rules;
pub mod simplex;
pub mod tables;
pub mod thresholds;
pub mod vrsb;
pub mod zip;

use std::env;
use std::path::PathBuf;

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    // Asked at run time: a test that was compiled in another copy of the repository, and found
    // again in a shared build folder, must read this copy.
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
    PathBuf::from(package).join("..")
}
