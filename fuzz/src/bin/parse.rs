//! Reading and checking rules never fails, whatever the text.
#![no_main]

use droit_engine::check;
use droit_engine::program::Program;
use droit_engine::source::{Source, Sources, Span};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let sources = Sources::new([Source {
        name: "essai.droit".to_owned(),
        text: text.to_owned(),
    }]);
    let checked = check::check_sources(&sources);
    // What compiles can be written, read back and listed.
    if let Some(mut program) = checked.program {
        let bytes = program.to_bytes();
        // All of it, but where its rules stand.
        for rule in &mut program.rules {
            rule.span = Span::default();
        }
        assert_eq!(Program::from_bytes(&bytes), Ok(program));
    }
});
