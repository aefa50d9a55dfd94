//! Ctrl-C, or the end that the system asks for: once, a run ends in order; twice, at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::exit::{Exit, Failure, Outcome};

/// What a shell expects of a program that was interrupted: 128 and the number of the signal.
const CODE: i32 = 130;

static ASKED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on, an interruption is told by [`check`] instead of ending the program there and then.
pub(crate) fn watch() {
    let asked = ASKED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first signal finds the flag down, and raises it. A system that refuses leaves things as they
        // are, and the signal ends the program.
        let _ = flag::register_conditional_shutdown(signal, CODE, Arc::clone(asked))
            .and_then(|_| flag::register(signal, Arc::clone(asked)));
    }
}

/// A failure once an interruption was asked for.
pub(crate) fn check() -> Outcome {
    if ASKED
        .get()
        .is_some_and(|asked| asked.load(Ordering::Relaxed))
    {
        return Err(Failure::Message {
            message: "interrompu".to_owned(),
            help: None,
            exit: Exit::Interrupted,
        });
    }
    Ok(())
}
