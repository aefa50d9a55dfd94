//! Formatting twice changes nothing, and what is formatted still reads.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(once) = droit_engine::format(text) {
        let twice = droit_engine::format(&once).expect("formatted text reads");
        assert_eq!(once, twice);
    }
});
