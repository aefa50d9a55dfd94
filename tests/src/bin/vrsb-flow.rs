//! Writes a made-up flow VRSB0801 on the standard output, to try the program on a large one:
//!
//! ```text
//! cargo run -p droit-tests --bin vrsb-flow -- 100000 > flux.xml
//! ```
//!
//! The second argument is the seed: the same one gives the same bytes.

use std::env;
use std::io::{self, BufWriter, Write as _};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1).map(|text| text.parse());
    let (Some(Ok(dossiers)), Ok(seed)) = (arguments.next(), arguments.next().unwrap_or(Ok(1)))
    else {
        eprintln!("usage : vrsb-flow DOSSIERS [GRAINE]");
        return ExitCode::from(2);
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = droit_tests::vrsb::write(&mut out, dossiers, seed).and_then(|()| out.flush());
    // Nobody reads any more: nothing to say.
    ExitCode::from(u8::from(written.is_err()))
}
