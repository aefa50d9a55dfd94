//! JSON and YAML texts as plain data: numbers keep their digits.

use serde::{Serialize, Serializer};
use std::borrow::Cow;

use super::error::shortened;

/// A value of a JSON or YAML text. Keys and texts stay where they were read, wherever they can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document<'t> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Digits as they were written, with a decimal point.
    Number(Cow<'t, str>),
    /// A text.
    Text(Cow<'t, str>),
    /// A list.
    List(Vec<Document<'t>>),
    /// Keys and values in the order of the text.
    Map(Vec<(Cow<'t, str>, Document<'t>)>),
}

impl<'t> Document<'t> {
    /// The value of a key of a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Document<'t>> {
        self.entries()
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, value)| value)
    }

    /// The value of a key of a map, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Document<'t>> {
        let Document::Map(entries) = self else {
            return None;
        };
        entries
            .iter_mut()
            .find(|(k, _)| k == key)
            .map(|(_, value)| value)
    }

    /// Sets a key of a map; anything else becomes a map with this key alone.
    pub fn insert(&mut self, key: impl Into<Cow<'t, str>>, value: Document<'t>) {
        let key = key.into();
        if let Some(old) = self.get_mut(&key) {
            *old = value;
        } else if let Document::Map(entries) = self {
            entries.push((key, value));
        } else {
            *self = Document::Map(vec![(key, value)]);
        }
    }

    /// The keys and values of a map; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[(Cow<'t, str>, Document<'t>)] {
        if let Document::Map(entries) = self {
            entries
        } else {
            &[]
        }
    }

    /// The items of a list; none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Document<'t>] {
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
    pub fn merged(self, over: Document<'t>) -> Document<'t> {
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

    /// The same, apart from the text that it was read from.
    #[must_use]
    pub fn owned(self) -> Document<'static> {
        let apart = |text: Cow<'t, str>| Cow::Owned(text.into_owned());
        match self {
            Document::Null => Document::Null,
            Document::Bool(value) => Document::Bool(value),
            Document::Number(digits) => Document::Number(apart(digits)),
            Document::Text(text) => Document::Text(apart(text)),
            Document::List(items) => {
                Document::List(items.into_iter().map(Document::owned).collect())
            }
            Document::Map(entries) => {
                let entries = entries.into_iter();
                Document::Map(entries.map(|(k, v)| (apart(k), v.owned())).collect())
            }
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

fn merged_by_position<'t>(base: Vec<Document<'t>>, over: Vec<Document<'t>>) -> Document<'t> {
    let mut over = over.into_iter();
    let mut items: Vec<Document<'t>> = base
        .into_iter()
        .map(|item| match over.next() {
            Some(change) => item.merged(change),
            None => item,
        })
        .collect();
    items.extend(over);
    Document::List(items)
}

impl Serialize for Document<'_> {
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
