//! Texts into documents: digits are kept, a key written twice is refused.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::document::Document;
use super::error::shortened;
#[cfg(feature = "yaml")]
use super::faults::in_french_yaml;
use super::faults::{DocumentError, in_french_json, our_error, ours};

/// A situation needs five levels, a file of cases eight.
const DEEPEST: usize = 40;
/// What serde_json calls the only key of the map under which it hands a number digit by digit.
const EXACT_NUMBER: &str = "$serde_json::private::Number";
/// From how many keys on a set finds repetitions.
const MANY: usize = 64;

impl<'t> Document<'t> {
    /// Reads a JSON text.
    ///
    /// # Errors
    /// When the text is not JSON, or writes a key twice.
    pub fn from_json(text: &'t str) -> Result<Document<'t>, DocumentError> {
        let text = not_empty(text)?;
        serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            let (code, message) =
                ours(&message).unwrap_or_else(|| in_french_json(error.is_eof(), &message));
            DocumentError {
                code,
                line: error.line(),
                column: error.column(),
                message,
            }
        })
    }

    /// Reads the bytes of a JSON file.
    ///
    /// # Errors
    /// When the bytes are not UTF-8, or not JSON.
    pub fn from_json_bytes(bytes: &'t [u8]) -> Result<Document<'t>, DocumentError> {
        Document::from_json(utf8(bytes)?)
    }

    /// Reads a YAML text.
    ///
    /// # Errors
    /// When the text is not YAML, writes a key twice, or writes a number that cannot be kept exactly.
    #[cfg(feature = "yaml")]
    pub fn from_yaml(text: &'t str) -> Result<Document<'t>, DocumentError> {
        let text = not_empty(text)?;
        let read = || {
            let document: Document<'t> = serde_yaml::from_str(text)?;
            Digits(&document).deserialize(serde_yaml::Deserializer::from_str(text))?;
            Ok(document)
        };
        read().map_err(|error: serde_yaml::Error| {
            let (line, column) = error
                .location()
                .map_or((0, 0), |place| (place.line(), place.column()));
            let message = error.to_string();
            let (code, message) = ours(&message).unwrap_or_else(|| in_french_yaml(&message));
            DocumentError {
                code,
                line,
                column,
                message,
            }
        })
    }

    /// Reads the bytes of a YAML file.
    ///
    /// # Errors
    /// When the bytes are not UTF-8, or not YAML.
    #[cfg(feature = "yaml")]
    pub fn from_yaml_bytes(bytes: &'t [u8]) -> Result<Document<'t>, DocumentError> {
        Document::from_yaml(utf8(bytes)?)
    }
}

fn not_empty(text: &str) -> Result<&str, DocumentError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(DocumentError {
            code: "S001",
            line: 0,
            column: 0,
            message: "le document est vide".to_owned(),
        });
    }
    Ok(text)
}

fn utf8(bytes: &[u8]) -> Result<&str, DocumentError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes
            .get(..error.valid_up_to())
            .and_then(|b| std::str::from_utf8(b).ok())
            .unwrap_or("");
        DocumentError {
            code: "S002",
            line: before.matches('\n').count().saturating_add(1),
            column: before
                .rsplit('\n')
                .next()
                .unwrap_or("")
                .chars()
                .count()
                .saturating_add(1),
            message: "le fichier n'est pas en UTF-8 : enregistrez-le dans cet encodage".to_owned(),
        }
    })
}

impl<'de: 't, 't> Deserialize<'de> for Document<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Document<'t>, D::Error> {
        Seed { depth: 0 }.deserialize(deserializer)
    }
}

/// A value at some depth.
#[derive(Clone, Copy)]
struct Seed {
    depth: usize,
}

impl Seed {
    fn deeper<E: de::Error>(self) -> Result<Seed, E> {
        if self.depth >= DEEPEST {
            return Err(our_error(
                "S005",
                format_args!("trop de niveaux imbriqués (plus de {DEEPEST})"),
            ));
        }
        Ok(Seed {
            depth: self.depth.saturating_add(1),
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Document<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Document<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("une valeur")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Document<'de>, E> {
        Ok(Document::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Document<'de>, E> {
        Ok(Document::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Document<'de>, E> {
        Ok(Document::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Document<'de>, E> {
        Ok(Document::Number(value.to_string().into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Document<'de>, E> {
        Ok(Document::Number(value.to_string().into()))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Document<'de>, E> {
        Ok(Document::Number(value.to_string().into()))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Document<'de>, E> {
        Ok(Document::Number(value.to_string().into()))
    }

    /// YAML hands decimals as floats: their shortest text is what was written, if it has few digits ([`Digits`]).
    #[cfg(feature = "yaml")]
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Document<'de>, E> {
        let text = value.to_string();
        if value.is_finite() {
            Ok(Document::Number(text.into()))
        } else {
            Err(too_long(&text))
        }
    }

    /// JSON hands digits. The message of serde would bring the printing of floats into a page, for nothing.
    #[cfg(not(feature = "yaml"))]
    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Document<'de>, E> {
        Err(E::custom("number"))
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'de str) -> Result<Document<'de>, E> {
        Ok(Document::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Document<'de>, E> {
        Ok(Document::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Document<'de>, E> {
        Ok(Document::Text(Cow::Owned(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Document<'de>, A::Error> {
        let seed = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(seed)? {
            items.push(item);
        }
        Ok(Document::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Document<'de>, A::Error> {
        let mut entries: Vec<(Cow<'de, str>, Document<'de>)> = Vec::new();
        // A small map is searched, a large one is not: its keys would take quadratic time.
        let mut many: Option<std::collections::HashSet<Cow<'de, str>>> = None;
        while let Some(Key(key)) = access.next_key()? {
            if key == EXACT_NUMBER {
                let Document::Text(digits) = access.next_value_seed(self)? else {
                    return Err(A::Error::custom("number"));
                };
                return Ok(Document::Number(digits));
            }
            let again = if entries.len() < MANY {
                entries.iter().any(|(k, _)| *k == key)
            } else {
                let known = || entries.iter().map(|(k, _)| k.clone()).collect();
                !many.get_or_insert_with(known).insert(key.clone())
            };
            if again {
                return Err(our_error(
                    "S006",
                    format_args!("la clé « {} » est écrite deux fois", shortened(&key)),
                ));
            }
            if entries.is_empty() {
                // A line of a list has some six keys.
                entries.reserve(8);
            }
            entries.push((key, access.next_value_seed(self.deeper()?)?));
        }
        Ok(Document::Map(entries))
    }
}

/// How many digits YAML keeps of a decimal.
#[cfg(feature = "yaml")]
const YAML_DIGITS: usize = 15;

#[cfg(feature = "yaml")]
fn too_long<E: de::Error>(digits: &str) -> E {
    let shown = shortened(digits);
    our_error(
        "S007",
        format_args!(
            "le nombre {shown} ne peut pas être gardé exactement ({YAML_DIGITS} chiffres au plus)"
        ),
    )
}

/// Reads a YAML text again beside what came out of it: the parser rounds decimals without a word, this one looks at
/// the digits that were written.
#[cfg(feature = "yaml")]
#[derive(Clone, Copy)]
struct Digits<'a>(&'a Document<'a>);

#[cfg(feature = "yaml")]
impl<'de> DeserializeSeed<'de> for Digits<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0 {
            Document::Number(_) => deserializer.deserialize_str(self),
            Document::List(_) => deserializer.deserialize_seq(self),
            Document::Map(_) => deserializer.deserialize_map(self),
            _ => de::IgnoredAny::deserialize(deserializer).map(drop),
        }
    }
}

#[cfg(feature = "yaml")]
impl<'de> Visitor<'de> for Digits<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("une valeur")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        // Whole numbers are never rounded.
        if !text.contains(['.', 'e', 'E']) || text.contains(['x', 'o']) {
            return Ok(());
        }
        let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_matches('0');
        let vanished = !digits.is_empty() && *self.0 == Document::Number("0".into());
        if digits.len() > YAML_DIGITS || vanished {
            Err(too_long(text))
        } else {
            Ok(())
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        for item in self.0.items() {
            access.next_element_seed(Digits(item))?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        for (_, value) in self.0.entries() {
            if access.next_key::<de::IgnoredAny>()?.is_some() {
                access.next_value_seed(Digits(value))?;
            }
        }
        Ok(())
    }
}

/// A key; YAML also writes numbers there (years).
struct Key<'t>(Cow<'t, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key<'de>, D::Error> {
        // A list or a map there is refused below, whatever it holds.
        let shallow = Seed {
            depth: DEEPEST.saturating_sub(1),
        };
        match shallow.deserialize(deserializer)? {
            Document::Text(text) | Document::Number(text) => Ok(Key(text)),
            Document::Bool(value) => Ok(Key(value.to_string().into())),
            Document::Null => Ok(Key("null".into())),
            Document::List(_) | Document::Map(_) => Err(our_error(
                "S003",
                format_args!("une clé est un texte, pas une liste ou un objet"),
            )),
        }
    }
}
