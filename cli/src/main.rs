//! The command line program `droit`; all of it stands in the library.

fn main() -> droit_cli::Exit {
    droit_cli::main()
}
