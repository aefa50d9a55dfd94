//! The bytes of a flow as UTF-8, as they come: XML is read from them, never the whole file.
//!
//! Tags are ASCII in every encoding that a flow comes in, so each run of other bytes is judged by itself: UTF-8 when it
//! is valid UTF-8, windows-1252 otherwise. What was found is compared at the end with what the file declares.

use std::io::{self, BufRead, Read};

use encoding_rs::WINDOWS_1252;

use crate::read::MARK;

/// The longest run of bytes that are not ASCII to be judged as a whole: no address is that long.
const LONGEST_RUN: usize = 4096;

/// How a message tells that one event of the file is too long.
pub(super) const TOO_LONG: &str = "un texte ou une balise dépasse la taille admise";

/// What the bytes looked like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// The file begins with the mark of UTF-8.
    pub(super) mark: bool,
    /// Some run was UTF-8.
    pub(super) utf8: bool,
    /// Some run was not.
    pub(super) other: bool,
    /// Some byte means nothing in windows-1252.
    pub(super) undefined: bool,
}

/// The bytes of a flow, decoded, with lines counted and each event bounded.
pub(super) struct Text {
    inner: Box<dyn BufRead + Send>,
    decoded: Vec<u8>,
    position: usize,
    /// The end of the last part, when it is not ASCII and may go on in the next one.
    run: Vec<u8>,
    started: bool,
    /// What was seen.
    pub(super) seen: Seen,
    /// The line being read, from 1.
    pub(super) line: u64,
    /// How many bytes the event being read may still take.
    pub(super) budget: usize,
}

impl Text {
    pub(super) fn new(inner: Box<dyn BufRead + Send>) -> Self {
        Self {
            inner,
            decoded: Vec::new(),
            position: 0,
            run: Vec::new(),
            started: false,
            seen: Seen::default(),
            line: 1,
            budget: usize::MAX,
        }
    }

    /// Decodes the next part of the file; nothing more at its end.
    fn refill(&mut self) -> io::Result<()> {
        self.decoded.clear();
        self.position = 0;
        // A part may end inside a run, and give nothing yet.
        while self.decoded.is_empty() {
            let part = loop {
                match self.inner.fill_buf() {
                    Ok(part) => break part,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            };
            if part.is_empty() {
                decode(&mut self.run, &mut self.seen, &mut self.decoded);
                return Ok(());
            }
            let length = part.len();
            let mut rest = part;
            if !std::mem::replace(&mut self.started, true)
                && let Some(after) = rest.strip_prefix(MARK)
            {
                self.seen.mark = true;
                rest = after;
            }
            if self.run.is_empty() && rest.is_ascii() {
                self.decoded.extend_from_slice(rest);
            } else {
                for byte in rest {
                    if byte.is_ascii() {
                        decode(&mut self.run, &mut self.seen, &mut self.decoded);
                        self.decoded.push(*byte);
                    } else {
                        self.run.push(*byte);
                        if self.run.len() >= LONGEST_RUN {
                            decode(&mut self.run, &mut self.seen, &mut self.decoded);
                        }
                    }
                }
            }
            self.inner.consume(length);
        }
        Ok(())
    }
}

/// Moves a run of bytes that are not ASCII, in UTF-8.
fn decode(run: &mut Vec<u8>, seen: &mut Seen, decoded: &mut Vec<u8>) {
    if run.is_empty() {
        return;
    }
    if std::str::from_utf8(run).is_ok() {
        seen.utf8 = true;
        decoded.append(run);
        return;
    }
    seen.other = true;
    let undefined = |byte: &u8| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D);
    seen.undefined |= run.iter().any(undefined);
    for byte in run.drain(..) {
        if undefined(&byte) {
            decoded.extend_from_slice("\u{fffd}".as_bytes());
        } else {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
            decoded.extend_from_slice(text.as_bytes());
        }
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(available) {
            *to = *from;
        }
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Text {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position >= self.decoded.len() {
            self.refill()?;
        }
        let available = self.decoded.get(self.position..).unwrap_or_default();
        if !available.is_empty() && self.budget == 0 {
            return Err(io::Error::other(TOO_LONG));
        }
        Ok(available
            .get(..self.budget.min(available.len()))
            .unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        let end = self.position.saturating_add(amount).min(self.decoded.len());
        let used = self.decoded.get(self.position..end).unwrap_or_default();
        let lines = used.iter().filter(|byte| **byte == b'\n').count();
        self.line = self
            .line
            .saturating_add(u64::try_from(lines).unwrap_or(u64::MAX));
        self.position = end;
        self.budget = self.budget.saturating_sub(amount);
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn read(bytes: &'static [u8], part: usize) -> (String, Seen, u64) {
        let mut text = Text::new(Box::new(BufReader::with_capacity(part, bytes)));
        let mut all = String::new();
        text.read_to_string(&mut all).unwrap();
        (all, text.seen, text.line)
    }

    #[test]
    fn each_run_is_judged_by_itself_wherever_parts_end() {
        for part in [1, 2, 3, 100] {
            let (text, seen, line) = read(b"a\xC9b\n\xC3\x89\xC5\x92c\n\x81", part);
            assert_eq!(text, "aÉb\nÉŒc\n\u{fffd}");
            assert_eq!(line, 3);
            assert_eq!(
                seen,
                Seen {
                    mark: false,
                    utf8: true,
                    other: true,
                    undefined: true
                }
            );
        }
    }

    #[test]
    fn the_mark_is_no_text() {
        let (text, seen, _) = read(b"\xEF\xBB\xBF<a/>", 100);
        assert_eq!(text, "<a/>");
        assert!(seen.mark && !seen.utf8 && !seen.other);
    }

    #[test]
    fn an_event_is_bounded() {
        let mut text = Text::new(Box::new(&b"0123456789"[..]));
        text.budget = 4;
        let mut all = String::new();
        assert!(text.read_to_string(&mut all).is_err());
    }
}
