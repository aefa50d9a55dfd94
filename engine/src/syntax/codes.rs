//! The codes of the diagnostics of this stage. They are stable: `docs/diagnostics` has a page for each.

/// Nothing wrong in the text, but the tree could not be built: a defect of the engine.
pub const INTERNAL: &str = "D0100";
/// A declaration that cannot be read: where reading stopped and what was expected there.
pub const UNREADABLE: &str = "D0101";
/// A sentence that starts with no known keyword.
pub const UNKNOWN_KEYWORD: &str = "D0102";
/// A declaration without its full stop.
pub const NO_FULL_STOP: &str = "D0103";
/// A text « that is not closed, or a quoted name.
pub const TEXT_NOT_CLOSED: &str = "D0104";
/// A source [ that is not closed.
pub const SOURCE_NOT_CLOSED: &str = "D0105";
/// A date or a month that does not exist.
pub const NO_SUCH_DATE: &str = "D0106";
/// A number of more than 28 digits, or a whole number too large where it stands.
pub const NUMBER_TOO_LONG: &str = "D0107";
/// Expressions nested too deep.
pub const TOO_DEEP: &str = "D0108";
/// Text outside any declaration.
pub const OUTSIDE: &str = "D0109";
/// A reserved word inside a name.
pub const RESERVED_WORD: &str = "D0110";
/// A declaration too long or too intricate to be read.
pub const TOO_LONG: &str = "D0111";
/// A source with nothing in it.
pub const EMPTY_SOURCE: &str = "D0112";
/// An unknown field of a `Démarche`.
pub const UNKNOWN_FIELD: &str = "D0113";
/// A name that ends with a linking word.
pub const LINKING_WORD: &str = "D0114";
