//! The binary form of a program: what the browser loads.
//!
//! `DROIT`, the version of the format (two bytes), a checksum of the body (eight), the body (`stored`, `columns`). A file of another
//! version is refused with both numbers: a program is rebuilt from the rules, never migrated.

use super::{Program, Reader, Writer};

/// Version of the binary form; raised at each change of the types of [`super`].
pub const FORMAT_VERSION: u16 = 6;

/// First bytes of the file.
const MAGIC: &[u8; 5] = b"DROIT";

/// FNV-1a: it tells a damaged file, not a forged one.
fn checksum(body: &[u8]) -> u64 {
    body.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Why bytes are no program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// Something else.
    #[error("ce fichier n'est pas un programme droit")]
    NotAProgram,
    /// Another version of the format.
    #[error(
        "programme au format {found}, ce moteur lit le format {FORMAT_VERSION} : recompilez les règles"
    )]
    OtherVersion {
        /// The version of the file.
        found: u16,
    },
    /// Damaged.
    #[error("programme abîmé : {0}")]
    Damaged(String),
}

impl Program {
    /// The binary form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(FORMAT_VERSION.to_le_bytes());
        let body = Writer::bytes(self);
        bytes.extend(checksum(&body).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    /// What tells a program from another: the checksum of its binary form; `None` when the bytes are no program.
    #[must_use]
    pub fn fingerprint(bytes: &[u8]) -> Option<u64> {
        let (_, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<2>()?;
        let (sum, _) = rest.split_first_chunk::<8>()?;
        Some(u64::from_le_bytes(*sum))
    }

    /// Reads a binary form.
    ///
    /// # Errors
    ///
    /// When the bytes are no program, of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Program, LoadError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(LoadError::NotAProgram)?;
        let (version, body) = rest
            .split_first_chunk::<2>()
            .ok_or(LoadError::NotAProgram)?;
        let found = u16::from_le_bytes(*version);
        if found != FORMAT_VERSION {
            return Err(LoadError::OtherVersion { found });
        }
        let (sum, body) = body
            .split_first_chunk::<8>()
            .ok_or(LoadError::NotAProgram)?;
        if u64::from_le_bytes(*sum) != checksum(body) {
            return Err(LoadError::Damaged(
                "la somme de contrôle ne correspond pas".to_owned(),
            ));
        }
        Reader::value(body)
            .ok_or_else(|| LoadError::Damaged("son contenu ne se lit pas".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_reads_back_and_damage_is_told() {
        let program = Program::default();
        let bytes = program.to_bytes();
        assert_eq!(Program::from_bytes(&bytes), Ok(program));
        assert_eq!(
            Program::from_bytes(b"autre chose"),
            Err(LoadError::NotAProgram)
        );
        let mut other = bytes.clone();
        other[5] = 0xff;
        assert!(matches!(
            Program::from_bytes(&other),
            Err(LoadError::OtherVersion { .. })
        ));
        for i in 7..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[i] ^= 1;
            assert!(matches!(
                Program::from_bytes(&damaged),
                Err(LoadError::Damaged(_))
            ));
        }
    }
}
