//! Standard output and error, without any panic when nobody reads them any more.

use std::fmt::Display;
use std::io::{self, BufWriter, StdoutLock, Write};

use serde_json::Value;

use crate::exit::Outcome;

/// The buffered standard output.
pub(crate) type Out = BufWriter<StdoutLock<'static>>;

/// The standard output; to be flushed at the end, for the errors to be seen.
pub(crate) fn stdout() -> Out {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Writes all of a text.
pub(crate) fn print(text: &str) -> Outcome {
    let mut out = stdout();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes a value as indented JSON.
pub(crate) fn print_json(value: &Value) -> Outcome {
    // Only a map with keys that are no texts, or a failing writer, can fail: neither is here.
    print(&format!("{value:#}\n"))
}

/// A line on the standard error; when it is closed, there is nobody to tell.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
