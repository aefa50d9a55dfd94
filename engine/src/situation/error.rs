//! What is wrong with a document, for the person who wrote it.
//!
//! | code | what |
//! | --- | --- |
//! | S001 | empty document |
//! | S002 | not UTF-8 |
//! | S003 | not JSON (or YAML) |
//! | S004 | the text stops before its end |
//! | S005 | too many nested levels |
//! | S006 | a key written twice |
//! | S007 | a number that cannot be kept exactly |
//! | S010 | unknown key |
//! | S011 | a value of the wrong kind |
//! | S012 | `null` where something must be |
//! | S013 | no such date |
//! | S014 | no such month |
//! | S015 | out of bounds |
//! | S016 | too many decimals |
//! | S017 | unknown word among choices |
//! | S018 | a last month before the first one |
//! | S019 | no such year |
//! | S020 | no person |
//! | S021 | too many persons |
//! | S022 | the first person is not the claimant |
//! | S023 | a role held by too many persons |
//! | S024 | an identifier used twice |
//! | S025 | unknown person |
//! | S026 | a list given for the household and for the person |
//! | S027 | a line that must name a person |
//! | S028 | a key, or a line, that is not for here |
//! | S029 | lines that add up to more than the bounds |
//! | S030 | too many lines |
//! | S031 | a code that its table does not know |
//! | S032 | a code outside of the rules |
//! | S033 | a code that says another thing than the situation |

use serde::Serialize;

/// One thing wrong in a situation. French, lower case, no final stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct InputError {
    /// Stable code.
    pub code: &'static str,
    /// Where: `personnes[1].ressources[2].debut`; empty for the whole document.
    pub path: String,
    /// What was found, shortened.
    pub value: String,
    /// What is wrong.
    pub message: String,
    /// What was expected there.
    pub expected: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

impl InputError {
    pub(super) fn new(
        code: &'static str,
        place: Place<'_>,
        value: &str,
        message: impl Into<String>,
    ) -> Box<InputError> {
        let (path, message) = (place.to_string(), message.into());
        Box::new(InputError {
            code,
            path,
            value: shortened(value),
            message,
            expected: None,
            help: None,
        })
    }

    pub(super) fn expected(mut self: Box<Self>, expected: impl Into<String>) -> Box<Self> {
        self.expected = Some(expected.into());
        self
    }

    pub(super) fn help(mut self: Box<Self>, help: impl Into<String>) -> Box<Self> {
        self.help = Some(help.into());
        self
    }

    /// Adds « vouliez-vous dire … ? » when there is a word to propose.
    pub(super) fn suggest(self: Box<Self>, word: Option<&str>) -> Box<Self> {
        match word {
            Some(word) => self.help(format!("vouliez-vous dire « {word} » ?")),
            None => self,
        }
    }
}

impl std::fmt::Display for InputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{} : ", self.path)?;
        }
        write!(f, "{}", self.message)?;
        if let Some(expected) = &self.expected {
            write!(f, " (attendu : {expected})")?;
        }
        if let Some(help) = &self.help {
            write!(f, " ; {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for InputError {}

/// A place in a document, written only when an error names it.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// The whole document.
    Root,
    /// The value of a key.
    Key(&'a Place<'a>, &'a str),
    /// An item of a list.
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    pub(super) fn key<'a>(&'a self, key: &'a str) -> Place<'a> {
        Place::Key(self, key)
    }

    pub(super) fn item(&self, position: usize) -> Place<'_> {
        Place::Item(self, position)
    }
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Root => Ok(()),
            Place::Key(Place::Root, key) => write!(f, "{}", shortened(key)),
            Place::Key(parent, key) => write!(f, "{parent}.{}", shortened(key)),
            Place::Item(parent, position) => write!(f, "{parent}[{position}]"),
        }
    }
}

/// At most 40 characters, on one line, without anything that a terminal would obey.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    if text.chars().nth(MOST).is_none() {
        return text.chars().map(clean).collect();
    }
    let mut short: String = text
        .chars()
        .take(MOST.saturating_sub(1))
        .map(clean)
        .collect();
    short.push('…');
    short
}
