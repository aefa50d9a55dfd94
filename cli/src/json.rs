//! JSON written by hand where the order of keys and the digits of amounts matter.

use droit_engine::reference::Bounds;

use crate::amounts;
use crate::row::{self, Cents};

/// An object being written.
pub(crate) struct Object(String);

impl Object {
    /// `{`
    pub(crate) fn new() -> Self {
        Self("{".to_owned())
    }

    /// Adds a key with a value that is already JSON.
    pub(crate) fn push(&mut self, key: &str, value: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&text(key));
        self.0.push(':');
        self.0.push_str(value);
    }

    /// The object with one more key, whose value is already JSON.
    pub(crate) fn raw(mut self, key: &str, value: &str) -> Self {
        self.push(key, value);
        self
    }

    /// A key with a text.
    pub(crate) fn text(self, key: &str, value: &str) -> Self {
        let value = text(value);
        self.raw(key, &value)
    }

    /// `}`
    pub(crate) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// A text between quotation marks.
pub(crate) fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// A list of values that are already JSON.
pub(crate) fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(","))
}

/// `[573.49,651.69]`
pub(crate) fn pair(bounds: Option<Bounds>) -> String {
    between(bounds.map(row::cents))
}

/// `[573.49,651.69]`
pub(crate) fn between(bounds: Option<Cents>) -> String {
    bounds.map_or_else(
        || "null".to_owned(),
        |(low, high)| format!("[{},{}]", amounts::json(low), amounts::json(high)),
    )
}

/// `573.49` when it is known, else `[0,651.69]`.
pub(crate) fn amount((low, high): Cents) -> String {
    if low == high {
        amounts::json(low)
    } else {
        between(Some((low, high)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_order_and_texts_are_escaped() {
        let object = Object::new()
            .text("b", "l'« été »\n\"")
            .raw("a", "[1,2]")
            .end();
        assert_eq!(object, r#"{"b":"l'« été »\n\"","a":[1,2]}"#);
        assert_eq!(Object::new().end(), "{}");
    }
}
