//! One household in JSON on each line.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use droit_engine::situation::Document;

use super::reject::{Fault, Reject};
use super::{Content, Raw, Read, Source};
use crate::amounts;
use crate::read::MARK;

/// The longest line that can be a household: thirty persons with ten years of resources take a tenth of it.
pub(crate) const LONGEST: usize = 4 << 20;

/// A line as read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// From 1.
    pub(crate) number: u64,
    /// Its bytes, or how many there were when they are too many.
    pub(crate) content: Result<Vec<u8>, u64>,
}

/// A source of lines.
pub(crate) struct Lines {
    input: Box<dyn BufRead + Send>,
    number: u64,
    longest: usize,
}

impl Source for Lines {
    fn next(&mut self) -> io::Result<Option<Raw>> {
        let line = Lines::next(self)?;
        Ok(line.map(|line| Raw {
            number: line.number,
            size: line.content.as_ref().map_or(0, Vec::len),
            content: Content::Json(line.content),
        }))
    }
}

/// The document of a line.
pub(super) fn read(number: u64, bytes: &Result<Vec<u8>, u64>) -> Result<Vec<Read<'_>>, Reject> {
    let reject = |reason: String| Reject {
        line: number,
        id: None,
        faults: vec![Fault {
            field: String::new(),
            value: String::new(),
            reason,
        }],
    };
    let bytes = bytes.as_ref();
    let bytes = bytes.map_err(|length| reject(too_long(*length)))?;
    let document = Document::from_json_bytes(bytes).map_err(|error| {
        // The line of the error is always 1: a document is one line of the file.
        let place = if error.line > 0 {
            format!(" (colonne {})", error.column)
        } else {
            String::new()
        };
        let message = if error.code == "S002" {
            "cette ligne n'est pas en UTF-8"
        } else {
            &error.message
        };
        reject(format!("{message}{place}"))
    })?;
    Ok(vec![Read {
        document,
        rights: None,
        plan: None,
    }])
}

/// The identifier of a line. What follows it is not looked at; what comes before is passed over without being kept.
pub(super) fn identifier(bytes: &[u8]) -> Option<String> {
    let mut found = None;
    // The reading always ends by an error, for it stops at the identifier.
    let _ = Envelope(&mut found).deserialize(&mut serde_json::Deserializer::from_slice(bytes));
    found
}

/// Looks for the key `id` of an object.
struct Envelope<'f>(&'f mut Option<String>);

impl<'de> DeserializeSeed<'de> for Envelope<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Envelope<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if key == "id" {
                *self.0 = match map.next_value()? {
                    serde_json::Value::String(text) => Some(text),
                    serde_json::Value::Number(number) => Some(number.to_string()),
                    _ => None,
                };
                return Ok(());
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

pub(super) fn too_long(length: u64) -> String {
    let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX);
    format!(
        "ligne trop longue : {} octets, {} au plus",
        amounts::count(length),
        amounts::count(limit)
    )
}

impl Lines {
    /// Lines of at most `longest` bytes.
    pub(crate) fn new(input: Box<dyn BufRead + Send>, longest: usize) -> Self {
        Self {
            input,
            number: 0,
            longest,
        }
    }

    /// The next line that is not blank; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line>> {
        loop {
            let Some(content) = self.line()? else {
                return Ok(None);
            };
            self.number = self.number.saturating_add(1);
            let content = match content {
                Ok(bytes) if self.number == 1 => Ok(bytes
                    .strip_prefix(MARK)
                    .map(<[u8]>::to_vec)
                    .unwrap_or(bytes)),
                other => other,
            };
            if content
                .as_ref()
                .is_ok_and(|bytes| bytes.iter().all(u8::is_ascii_whitespace))
            {
                continue;
            }
            return Ok(Some(Line {
                number: self.number,
                content,
            }));
        }
    }

    /// The bytes of a line without its end; what is beyond the limit is counted and thrown away.
    fn line(&mut self) -> io::Result<Option<Result<Vec<u8>, u64>>> {
        let mut bytes = Vec::new();
        let mut length: u64 = 0;
        let mut something = false;
        loop {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                break;
            }
            something = true;
            let end = memchr::memchr(b'\n', available);
            let part = available
                .get(..end.unwrap_or(available.len()))
                .unwrap_or_default();
            length = length.saturating_add(u64::try_from(part.len()).unwrap_or(0));
            if length <= u64::try_from(self.longest).unwrap_or(u64::MAX) {
                bytes.extend_from_slice(part);
            } else {
                // From here on the line is only counted.
                bytes = Vec::new();
            }
            let used = part.len().saturating_add(usize::from(end.is_some()));
            self.input.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !something {
            return Ok(None);
        }
        let longest = u64::try_from(self.longest).unwrap_or(u64::MAX);
        Ok(Some(if length > longest {
            Err(length)
        } else {
            Ok(bytes)
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn a_line_that_is_too_long_says_so() {
        assert_eq!(
            too_long(10_485_760),
            "ligne trop longue : 10\u{a0}485\u{a0}760 octets, 4\u{a0}194\u{a0}304 au plus"
        );
    }

    #[test]
    fn an_identifier_is_found_whatever_the_rest() {
        let found = |line: &str| identifier(line.as_bytes());
        let m1 = Some("m1".to_owned());
        assert_eq!(found(r#"{"id":"m1","situation":{}}"#), m1);
        assert_eq!(
            found(r#" {"situation":{"id":"no","x":[1,{}]}, "id" : "m1"}"#),
            m1
        );
        assert_eq!(found(r#"{"\u0069d":"m\u0031", what follows is broken"#), m1);
        assert_eq!(found(r#"{"id":12.50}"#), Some("12.50".to_owned()));
        let deep = format!(
            "{{\"x\":{}{},\"id\":\"m1\"}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(found(&deep), m1);
        for none in [
            "",
            "[]",
            "{",
            r#"{"id":null}"#,
            r#"{"situation":{"id":"m1"}}"#,
            r#"{"id":["m1"]}"#,
        ] {
            assert_eq!(found(none), None, "{none}");
        }
    }

    fn lines(text: &'static [u8], longest: usize) -> Vec<Line> {
        let mut lines = Lines::new(Box::new(BufReader::with_capacity(3, text)), longest);
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    fn line(number: u64, text: &str) -> Line {
        Line {
            number,
            content: Ok(text.as_bytes().to_vec()),
        }
    }

    #[test]
    fn blank_lines_count_but_are_not_given() {
        assert_eq!(
            lines(b"\xEF\xBB\xBFun\n\n  \r\ndeux\r\ntrois", 10),
            [line(1, "un"), line(4, "deux\r"), line(5, "trois")]
        );
        assert_eq!(lines(b"", 10), []);
        assert_eq!(lines(b"\n\n", 10), []);
    }

    #[test]
    fn a_line_that_is_too_long_is_counted_and_the_next_one_is_read() {
        let too_long = Line {
            number: 1,
            content: Err(8),
        };
        assert_eq!(lines(b"abcdefgh\nijkl\n", 4), [too_long, line(2, "ijkl")]);
    }
}
