//! Households of the example file and of the peer files.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use flate2::read::GzDecoder;

/// The lines of the example file.
///
/// # Panics
///
/// When the file cannot be read.
#[must_use]
pub fn examples() -> Vec<String> {
    let text = fs::read_to_string(crate::root().join("exemples/menages.jsonl"))
        .expect("the example households");
    text.lines().map(str::to_owned).collect()
}

/// The lines of a peer file (`2026-09`).
///
/// # Panics
///
/// When the file cannot be read.
#[must_use]
pub fn peer(month: &str) -> Vec<String> {
    peer_in(&crate::root(), month)
}

/// The lines of a peer file of another copy of the repository.
///
/// # Panics
///
/// When the file cannot be read.
#[must_use]
pub fn peer_in(root: &Path, month: &str) -> Vec<String> {
    let path = root.join(format!("tests/peer/menages-{month}.jsonl.gz"));
    let file = File::open(path).expect("a peer file");
    BufReader::new(GzDecoder::new(file))
        .lines()
        .map(|line| line.expect("a line of text"))
        .collect()
}
