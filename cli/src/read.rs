//! Lines of a file or of the standard input, compressed or not, one at a time: memory does not depend on their number.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use crate::exit::{Failure, Outcome};

/// The longest line that can be a household: thirty persons with ten years of resources take a tenth of it.
pub(crate) const LONGEST: usize = 4 << 20;

/// The mark that some programs put at the head of a UTF-8 file.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The first bytes of a gzip file.
const GZIP: &[u8] = &[0x1F, 0x8B];

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

/// Counts the bytes that the disk gives: the progress of the reading, whatever the compression.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read
            .fetch_add(u64::try_from(n).unwrap_or(0), Ordering::Relaxed);
        Ok(n)
    }
}

/// An open input.
pub(crate) struct Input {
    /// Its lines.
    pub(crate) lines: Lines,
    /// Its size, when it is a file.
    pub(crate) size: Option<u64>,
    /// How many bytes of it have been read.
    pub(crate) read: Arc<AtomicU64>,
}

/// Whether a path stands for the standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// An input, as a message names it.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) {
        "l'entrée standard".to_owned()
    } else {
        format!("« {} »", path.display())
    }
}

/// Opens a file, or the standard input for `-`.
pub(crate) fn open(path: &Path) -> Outcome<Input> {
    let fail =
        |error: &io::Error| Failure::io(format!("lecture de {} impossible", name(path)), error);
    let read = Arc::new(AtomicU64::new(0));
    let (raw, size): (Box<dyn Read + Send>, Option<u64>) = if is_stdin(path) {
        (Box::new(io::stdin()), None)
    } else {
        let file = File::open(path).map_err(|e| fail(&e))?;
        let meta = file.metadata().map_err(|e| fail(&e))?;
        if meta.is_dir() {
            return Err(fail(&io::ErrorKind::IsADirectory.into()));
        }
        // A pipe given by its name has no size.
        let size = meta.is_file().then_some(meta.len());
        (Box::new(file), size)
    };
    let counted = Counted {
        inner: raw,
        read: Arc::clone(&read),
    };
    let mut bytes = BufReader::with_capacity(1 << 16, counted);
    // A compressed input is known by its first bytes, not by its name: it may come through a pipe.
    let compressed = bytes.fill_buf().map_err(|e| fail(&e))?.starts_with(GZIP);
    let input: Box<dyn BufRead + Send> = if compressed {
        Box::new(BufReader::with_capacity(
            1 << 16,
            MultiGzDecoder::new(bytes),
        ))
    } else {
        Box::new(bytes)
    };
    Ok(Input {
        lines: Lines::new(input, LONGEST),
        size,
        read,
    })
}

/// The whole of a file or of the standard input, as text.
pub(crate) fn text(path: &Path) -> Outcome<String> {
    let fail =
        |error: &io::Error| Failure::io(format!("lecture de {} impossible", name(path)), error);
    let mut bytes = Vec::new();
    if is_stdin(path) {
        io::stdin().read_to_end(&mut bytes).map_err(|e| fail(&e))?;
    } else {
        bytes = std::fs::read(path).map_err(|e| fail(&e))?;
    }
    let bytes = bytes
        .strip_prefix(MARK)
        .map(<[u8]>::to_vec)
        .unwrap_or(bytes);
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = error
            .as_bytes()
            .get(..error.utf8_error().valid_up_to())
            .unwrap_or_default();
        let line = before.split(|b| *b == b'\n').count();
        Failure::rejected(format!(
            "{} n'est pas un texte en UTF-8 (ligne {line})",
            name(path)
        ))
        .help("enregistrez le fichier en UTF-8")
    })?;
    if text.trim().is_empty() {
        return Err(Failure::rejected(format!("{} est vide", name(path))));
    }
    Ok(text)
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
            let end = available.iter().position(|b| *b == b'\n');
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
    use super::*;

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
