//! How far a run is: a bar on a terminal, a line a minute elsewhere, nothing when silence is asked.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::amounts::{count, plural};
use crate::out;

/// Between two lines, when there is no terminal.
const EVERY: Duration = Duration::from_secs(60);

/// How many households go by between two looks at the clock.
const STEP: u64 = 256;

/// The progress of a run.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    lines: bool,
    read: Arc<AtomicU64>,
    done: u64,
    last: Instant,
}

impl Progress {
    /// Of the reading of an input whose size may be known.
    pub(crate) fn new(silent: bool, size: Option<u64>, read: Arc<AtomicU64>) -> Self {
        let terminal = io::stderr().is_terminal();
        let bar = (terminal && !silent).then(|| {
            let (bar, template) = match size {
                Some(size) => (
                    ProgressBar::new(size),
                    "{bar:30} {percent:>3} %  {msg}, reste {eta}",
                ),
                None => (ProgressBar::new_spinner(), "{spinner} {msg}"),
            };
            // A template that cannot be read leaves the default bar.
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self {
            bar,
            lines: !terminal && !silent,
            read,
            done: 0,
            last: Instant::now(),
        }
    }

    /// One more household.
    pub(crate) fn advance(&mut self, rejects: u64) {
        self.done = self.done.saturating_add(1);
        if !self.done.is_multiple_of(STEP) {
            return;
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.read.load(Ordering::Relaxed));
            bar.set_message(self.text(rejects));
        } else if self.lines && self.last.elapsed() >= EVERY {
            self.last = Instant::now();
            out::say(self.text(rejects));
        }
    }

    fn text(&self, rejects: u64) -> String {
        let rejects = if rejects > 0 {
            format!(", {} rejetés", count(rejects))
        } else {
            String::new()
        };
        format!("{}{rejects}", plural(self.done, "foyer", "foyers"))
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
