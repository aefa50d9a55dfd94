//! The command line program `droit`, as a library: reads arguments and files, asks the engine, writes answers. No law and
//! no computation here.
//!
//! Two things are public. [`main`] is the program. [`arrow`] does what `droit cribler` does to a Parquet file, on batches
//! of columns that are already in memory: the Python package is a thin layer over it.

mod amounts;
mod args;
pub mod arrow;
mod commands;
mod control;
mod digest;
mod durable;
mod exit;
mod household;
mod input;
mod interrupt;
mod json;
mod laws;
mod out;
mod read;
mod record;
mod render;
mod row;
mod rules;
mod steps;
mod together;
mod unverified;

use args::Arguments;

pub use exit::Exit;
use render::paint::Paint;
use render::usage::{self, Said};

/// The program: reads its arguments, does what they ask, says what went wrong.
pub fn main() -> Exit {
    std::panic::set_hook(Box::new(|fault| {
        let place = fault
            .location()
            .map(|l| format!(" ({}:{})", l.file(), l.line()))
            .unwrap_or_default();
        let message = fault.payload_as_str().unwrap_or("sans message");
        out::say(format!(
            "faute interne{place} : {message}\nC'est un défaut du programme : merci de le signaler."
        ));
    }));
    let outcome = match Arguments::read() {
        Ok(arguments) => commands::run(arguments),
        Err(error) => match usage::french(&error, Paint::of_stdout().is_on()) {
            Said::Help(text) => out::print(&text).map(|()| Exit::Done),
            Said::Refusal(failure) => Err(failure),
        },
    };
    outcome.unwrap_or_else(|failure| {
        failure.say();
        failure.exit()
    })
}
