//! Colours: on a terminal only, and never when `NO_COLOR` is set.

use std::env;
use std::io::{self, IsTerminal as _};

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paint(bool);

impl Paint {
    /// Without colours.
    pub(crate) const PLAIN: Paint = Paint(false);

    /// What the standard output accepts.
    pub(crate) fn of_stdout() -> Paint {
        Paint(io::stdout().is_terminal() && wanted())
    }

    /// What the standard error accepts.
    pub(crate) fn of_stderr() -> Paint {
        Paint(io::stderr().is_terminal() && wanted())
    }

    /// Whether colours are written.
    pub(crate) fn is_on(self) -> bool {
        self.0
    }

    fn style(self, code: &str, text: &str) -> String {
        if self.0 && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.style("1", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.style("2", text)
    }

    pub(crate) fn red(self, text: &str) -> String {
        self.style("1;31", text)
    }

    pub(crate) fn green(self, text: &str) -> String {
        self.style("32", text)
    }

    pub(crate) fn yellow(self, text: &str) -> String {
        self.style("33", text)
    }

    pub(crate) fn cyan(self, text: &str) -> String {
        self.style("36", text)
    }
}

/// <https://no-color.org>: any value but an empty one.
fn wanted() -> bool {
    env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        && env::var_os("TERM").is_none_or(|v| v != "dumb")
}
