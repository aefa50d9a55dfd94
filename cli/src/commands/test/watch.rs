//! Runs again whenever a rule or a case is saved.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use notify::{Event, RecursiveMode, Watcher as _};

use crate::exit::{Exit, Failure, Outcome};
use crate::out;

/// An editor saves in several steps: wait until it is done.
const QUIET: Duration = Duration::from_millis(100);

/// Runs, then runs again at each change, until the program is stopped.
pub(crate) fn follow(roots: &[PathBuf], mut run: impl FnMut() -> Outcome) -> Outcome<Exit> {
    let (send, events) = channel();
    let fail = |error: &notify::Error| {
        Failure::rejected(format!("impossible de suivre les fichiers : {error}"))
    };
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // Reading is no change, and only rules and cases count.
        let told =
            event.is_ok_and(|e| !e.kind.is_access() && e.paths.iter().any(|p| is_watched(p)));
        if told {
            let _ = send.send(());
        }
    })
    .map_err(|e| fail(&e))?;
    for root in roots {
        watcher
            .watch(root, RecursiveMode::Recursive)
            .map_err(|e| fail(&e))?;
    }
    loop {
        if std::io::stdout().is_terminal() {
            out::print("\u{1b}[2J\u{1b}[H")?;
        }
        match run() {
            Ok(()) | Err(Failure::Said) => {}
            Err(Failure::BrokenPipe) => return Err(Failure::BrokenPipe),
            // A file being saved may be missing for a moment: the next change will tell.
            Err(failure) => out::say(format!("erreur : {failure}")),
        }
        out::say("en attente d'un changement (Ctrl-C pour finir)");
        if events.recv().is_err() {
            return Ok(Exit::Done);
        }
        while !matches!(
            events.recv_timeout(QUIET),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected)
        ) {}
    }
}

fn is_watched(path: &std::path::Path) -> bool {
    path.to_str().is_some_and(|p| {
        [".droit", ".csv", ".cas.yaml"]
            .iter()
            .any(|end| p.ends_with(end))
    })
}
