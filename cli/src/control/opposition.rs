//! Those who object to the processing of their data (GDPR, art. 21): known by a print of their identifier only.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::manifest::Manifest;
use crate::digest;
use crate::exit::{Failure, Outcome};
use crate::read;

type Print = [u8; 32];

/// The prints of a file.
#[derive(Debug)]
pub(crate) struct Oppositions {
    pub(crate) path: PathBuf,
    /// Of its text.
    pub(crate) sha256: String,
    salt: String,
    prints: HashSet<Print>,
}

impl Oppositions {
    /// Reads a list: one print a line; blank lines and lines that start with `#` say nothing.
    pub(crate) fn read(path: &Path, manifest: &Manifest) -> Outcome<Oppositions> {
        let salt = manifest.salt()?.to_owned();
        // An empty list is a list: nobody objects.
        let bytes = std::fs::read(path).map_err(|error| {
            Failure::io(
                format!("lecture de {} impossible", read::name(path)),
                &error,
            )
        })?;
        let mut prints = HashSet::new();
        for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let line = line.trim_ascii();
            let line = line.strip_prefix(read::MARK).unwrap_or(line);
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            let print = print(line).ok_or_else(|| {
                Failure::rejected(format!(
                    "{}, ligne {} : une empreinte est faite de 64 chiffres hexadécimaux",
                    read::name(path),
                    number.saturating_add(1)
                ))
                .help("« droit empreinte » les écrit à partir des identifiants")
            })?;
            prints.insert(print);
        }
        Ok(Oppositions {
            path: path.to_owned(),
            sha256: digest::of(&bytes),
            salt,
            prints,
        })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.prints.len()
    }

    /// Whether a household objects.
    pub(crate) fn contains(&self, id: &str) -> bool {
        let print: Print = salted(&self.salt, id).finalize().into();
        self.prints.contains(&print)
    }
}

/// The print of an identifier, as a list has it.
pub(crate) fn written(salt: &str, id: &str) -> String {
    digest::hexadecimal(&salted(salt, id).finalize())
}

fn salted(salt: &str, id: &str) -> Sha256 {
    Sha256::new_with_prefix(salt).chain_update(id)
}

/// 64 digits.
fn print(text: &[u8]) -> Option<Print> {
    let (pairs, rest) = text.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|[high, low]| {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let value = digit(*high)?.checked_mul(16)?.checked_add(digit(*low)?)?;
            u8::try_from(value).ok()
        })
        .collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_is_that_of_the_salt_and_the_identifier() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(written("a", "bc"), abc);
        assert_eq!(print(abc.as_bytes()), print(abc.to_uppercase().as_bytes()));
        assert!(print(abc.as_bytes()).is_some());
        for wrong in ["", "ab", "ba78 ", &abc.replace('b', "g"), &abc.repeat(2)] {
            assert_eq!(print(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
