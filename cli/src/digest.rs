//! SHA-256, as it is written: 64 digits.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How many bytes there are, and their SHA-256: enough to know a file again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) octets: u64,
    pub(crate) sha256: String,
}

/// A mark being made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marking {
    octets: u64,
    hash: Sha256,
}

impl Marking {
    /// More bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.octets = self
            .octets
            .saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    }

    /// All the bytes of a reader.
    pub(crate) fn read(&mut self, mut input: impl Read) -> io::Result<()> {
        let mut buffer = vec![0; 1 << 16];
        loop {
            match input.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(n) => self.add(buffer.get(..n).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The mark of what was added so far.
    pub(crate) fn mark(&self) -> Mark {
        Mark {
            octets: self.octets,
            sha256: hexadecimal(&self.hash.clone().finalize()),
        }
    }
}

/// The mark of a file.
pub(crate) fn of_file(path: &Path) -> io::Result<Mark> {
    let mut marking = Marking::default();
    marking.read(File::open(path)?)?;
    Ok(marking.mark())
}

/// The SHA-256 of some bytes.
pub(crate) fn of(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Two digits a byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_that_of_the_standard() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of(b"abc"), abc);
        let mut marking = Marking::default();
        marking.add(b"a");
        marking.read(&b"bc"[..]).unwrap();
        assert_eq!(
            marking.mark(),
            Mark {
                octets: 3,
                sha256: abc.to_owned()
            }
        );
    }
}
