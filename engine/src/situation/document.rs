//! JSON and YAML texts as plain data: numbers keep their digits, a key written twice is refused.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::error::shortened;

/// A value of a JSON or YAML text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Digits as they were written, with a decimal point.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Document>),
    /// Keys and values in the order of the text.
    Map(Vec<(String, Document)>),
}

/// A text that cannot be read. French, lower case, no final stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentError {
    /// Stable code (table of [`super::InputError`]).
    pub code: &'static str,
    /// Line, from 1; 0 when no place is known.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "ligne {}, colonne {} : ", self.line, self.column)?;
        }
        write!(f, "{}", self.message)
    }
}

impl std::error::Error for DocumentError {}

/// A situation needs five levels, a file of cases eight.
const DEEPEST: usize = 40;
/// What serde_json calls the only key of the map under which it hands a number digit by digit.
const EXACT_NUMBER: &str = "$serde_json::private::Number";
/// From how many keys on a set finds repetitions.
const MANY: usize = 64;
/// Brackets our own messages among those of the parsers.
const MARK: char = '\u{1}';

impl Document {
    /// Reads a JSON text.
    ///
    /// # Errors
    /// When the text is not JSON, or writes a key twice.
    pub fn from_json(text: &str) -> Result<Document, DocumentError> {
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
    pub fn from_json_bytes(bytes: &[u8]) -> Result<Document, DocumentError> {
        Document::from_json(utf8(bytes)?)
    }

    /// Reads a YAML text.
    ///
    /// # Errors
    /// When the text is not YAML, writes a key twice, or writes a number that cannot be kept exactly.
    #[cfg(feature = "yaml")]
    pub fn from_yaml(text: &str) -> Result<Document, DocumentError> {
        let text = not_empty(text)?;
        let read = || {
            let document: Document = serde_yaml::from_str(text)?;
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
    pub fn from_yaml_bytes(bytes: &[u8]) -> Result<Document, DocumentError> {
        Document::from_yaml(utf8(bytes)?)
    }

    /// The value of a key of a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Document> {
        self.entries()
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, value)| value)
    }

    /// The value of a key of a map, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Document> {
        let Document::Map(entries) = self else {
            return None;
        };
        entries
            .iter_mut()
            .find(|(k, _)| k == key)
            .map(|(_, value)| value)
    }

    /// Sets a key of a map; anything else becomes a map with this key alone.
    pub fn insert(&mut self, key: &str, value: Document) {
        if let Some(old) = self.get_mut(key) {
            *old = value;
        } else if let Document::Map(entries) = self {
            entries.push((key.to_owned(), value));
        } else {
            *self = Document::Map(vec![(key.to_owned(), value)]);
        }
    }

    /// The keys and values of a map; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[(String, Document)] {
        if let Document::Map(entries) = self {
            entries
        } else {
            &[]
        }
    }

    /// The items of a list; none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Document] {
        if let Document::List(items) = self {
            items
        } else {
            &[]
        }
    }

    /// A text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Document::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// What `over` changes in this one: maps are merged key by key, the lists called `personnes` person by person;
    /// any other value is replaced.
    #[must_use]
    pub fn merged(self, over: Document) -> Document {
        match (self, over) {
            (Document::Map(mut entries), Document::Map(changes)) => {
                for (key, change) in changes {
                    let old = entries
                        .iter_mut()
                        .find(|(k, _)| *k == key)
                        .map(|(_, value)| value);
                    match old {
                        None => entries.push((key, change)),
                        Some(old) => {
                            let before = std::mem::replace(old, Document::Null);
                            *old = match (before, change) {
                                (Document::List(a), Document::List(b)) if key == "personnes" => {
                                    merged_by_position(a, b)
                                }
                                (before, change) => before.merged(change),
                            };
                        }
                    }
                }
                Document::Map(entries)
            }
            (_, over) => over,
        }
    }

    /// As in a message: `« texte »`, `12`, `null`, `une liste`. At most about 40 characters.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Document::Text(text) => format!("« {} »", shortened(text)),
            other => other.bare(),
        }
    }

    /// Like [`Document::shown`], without quotation marks.
    pub(super) fn bare(&self) -> String {
        match self {
            Document::Null => "null".to_owned(),
            Document::Bool(value) => value.to_string(),
            Document::Number(digits) => shortened(digits),
            Document::Text(text) => shortened(text),
            Document::List(_) => "une liste".to_owned(),
            Document::Map(_) => "un objet".to_owned(),
        }
    }
}

fn merged_by_position(base: Vec<Document>, over: Vec<Document>) -> Document {
    let mut over = over.into_iter();
    let mut items: Vec<Document> = base
        .into_iter()
        .map(|item| match over.next() {
            Some(change) => item.merged(change),
            None => item,
        })
        .collect();
    items.extend(over);
    Document::List(items)
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

/// The code and the text of a message that this file wrote.
fn ours(message: &str) -> Option<(&'static str, String)> {
    let mut parts = message.split(MARK).skip(1);
    let code = match parts.next()? {
        "S003" => "S003",
        "S005" => "S005",
        "S006" => "S006",
        "S007" => "S007",
        _ => return None,
    };
    Some((code, parts.next()?.to_owned()))
}

fn our_error<E: de::Error>(code: &str, message: fmt::Arguments<'_>) -> E {
    E::custom(format_args!("{MARK}{code}{MARK}{message}{MARK}"))
}

fn in_french_json(truncated: bool, message: &str) -> (&'static str, String) {
    if truncated {
        return (
            "S004",
            "le texte s'arrête avant la fin : il manque une accolade, un crochet ou un guillemet"
                .to_owned(),
        );
    }
    if message.starts_with("recursion limit") {
        return ("S005", "trop de niveaux imbriqués".to_owned());
    }
    const KNOWN: [(&str, &str); 12] = [
        ("expected value", "une valeur est attendue ici"),
        (
            "trailing characters",
            "il reste du texte après la fin du document",
        ),
        ("trailing comma", "une virgule de trop avant la fermeture"),
        (
            "expected `,` or `}`",
            "une virgule ou « } » est attendue ici",
        ),
        (
            "expected `,` or `]`",
            "une virgule ou « ] » est attendue ici",
        ),
        ("expected `:`", "« : » est attendu après la clé"),
        ("key must be a string", "une clé s'écrit entre guillemets"),
        (
            "invalid number",
            "ce nombre est mal écrit : des chiffres, et un point pour les décimales",
        ),
        ("number out of range", "ce nombre est trop grand"),
        (
            "invalid escape",
            "une barre oblique inversée mal employée dans un texte",
        ),
        (
            "control character",
            "un retour à la ligne ou une tabulation dans un texte : écrivez \\n ou \\t",
        ),
        (
            "expected ident",
            "un mot inconnu : un texte s'écrit entre guillemets",
        ),
    ];
    let known = KNOWN.iter().find(|(start, _)| message.starts_with(start));
    (
        "S003",
        format!(
            "ce n'est pas du JSON : {}",
            known.map_or("texte mal formé", |(_, french)| french)
        ),
    )
}

#[cfg(feature = "yaml")]
fn in_french_yaml(message: &str) -> (&'static str, String) {
    if message.contains("recursion limit") || message.contains("repetition limit") {
        return (
            "S005",
            "trop de niveaux imbriqués, ou trop de renvois".to_owned(),
        );
    }
    const KNOWN: [(&str, &str); 10] = [
        (
            "mapping values are not allowed",
            "« : » mal placé (un texte qui en contient s'écrit entre guillemets)",
        ),
        (
            "cannot start any token",
            "un caractère ne peut pas commencer une valeur (tabulation, @ ou accent grave)",
        ),
        (
            "did not find expected key",
            "une clé est attendue ici : vérifiez l'alignement des lignes",
        ),
        (
            "did not find expected '-'",
            "un tiret est attendu ici : vérifiez l'alignement des lignes",
        ),
        (
            "did not find expected ',' or",
            "une virgule ou une fermeture est attendue ici",
        ),
        (
            "could not find expected ':'",
            "« : » est attendu après la clé",
        ),
        ("unexpected end of stream", "un guillemet n'est pas refermé"),
        ("more than one document", "un seul document est attendu"),
        ("unknown anchor", "ce renvoi (*) ne désigne rien"),
        ("control characters", "un caractère invisible interdit"),
    ];
    let known = KNOWN.iter().find(|(part, _)| message.contains(part));
    (
        "S003",
        format!(
            "ce n'est pas du YAML : {}",
            known.map_or("texte mal formé", |(_, french)| french)
        ),
    )
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Document, D::Error> {
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
    type Value = Document;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("une valeur")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Document, E> {
        Ok(Document::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Document, E> {
        Ok(Document::Number(value.to_string()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Document, E> {
        Ok(Document::Number(value.to_string()))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Document, E> {
        Ok(Document::Number(value.to_string()))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Document, E> {
        Ok(Document::Number(value.to_string()))
    }

    /// YAML hands decimals as floats: their shortest text is what was written, if it has few digits ([`Digits`]).
    #[cfg(feature = "yaml")]
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Document, E> {
        let text = value.to_string();
        if value.is_finite() {
            Ok(Document::Number(text))
        } else {
            Err(too_long(&text))
        }
    }

    /// JSON hands digits. The message of serde would bring the printing of floats into a page, for nothing.
    #[cfg(not(feature = "yaml"))]
    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Document, E> {
        Err(E::custom("number"))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Document, E> {
        Ok(Document::Text(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Document, E> {
        Ok(Document::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Document, A::Error> {
        let seed = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(seed)? {
            items.push(item);
        }
        Ok(Document::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Document, A::Error> {
        let mut entries: Vec<(String, Document)> = Vec::new();
        // A small map is searched, a large one is not: its keys would take quadratic time.
        let mut many: std::collections::HashSet<String> = std::collections::HashSet::new();
        while let Some(Key(key)) = access.next_key()? {
            if key == EXACT_NUMBER {
                let Document::Text(digits) = access.next_value_seed(self)? else {
                    return Err(A::Error::custom("number"));
                };
                return Ok(Document::Number(digits));
            }
            if entries.len() == MANY {
                many.extend(entries.iter().map(|(k, _)| k.clone()));
            }
            let again = if entries.len() < MANY {
                entries.iter().any(|(k, _)| *k == key)
            } else {
                !many.insert(key.clone())
            };
            if again {
                return Err(our_error(
                    "S006",
                    format_args!("la clé « {} » est écrite deux fois", shortened(&key)),
                ));
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
struct Digits<'a>(&'a Document);

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
        let vanished = !digits.is_empty() && *self.0 == Document::Number("0".to_owned());
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
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        // A list or a map there is refused below, whatever it holds.
        let shallow = Seed {
            depth: DEEPEST.saturating_sub(1),
        };
        match shallow.deserialize(deserializer)? {
            Document::Text(text) | Document::Number(text) => Ok(Key(text)),
            Document::Bool(value) => Ok(Key(value.to_string())),
            Document::Null => Ok(Key("null".to_owned())),
            Document::List(_) | Document::Map(_) => Err(our_error(
                "S003",
                format_args!("une clé est un texte, pas une liste ou un objet"),
            )),
        }
    }
}

impl Serialize for Document {
    /// A number that fits no `i64` or `f64` exactly is written through its digits, which serde_json keeps.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Document::Null => serializer.serialize_unit(),
            Document::Bool(value) => serializer.serialize_bool(*value),
            Document::Number(digits) => match digits.parse::<i64>() {
                Ok(whole) => serializer.serialize_i64(whole),
                Err(_) => digits
                    .parse::<serde_json::Number>()
                    .map_err(serde::ser::Error::custom)?
                    .serialize(serializer),
            },
            Document::Text(text) => serializer.serialize_str(text),
            Document::List(items) => serializer.collect_seq(items),
            Document::Map(entries) => serializer.collect_map(entries.iter().map(|(k, v)| (k, v))),
        }
    }
}
