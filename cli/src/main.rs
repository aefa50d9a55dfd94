//! The command line program `droit`; all of it stands in the library.

/// A household is read into some thousands of small pieces, that are given back soon after.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> droit_cli::Exit {
    droit_cli::main()
}
