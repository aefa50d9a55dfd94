//! The command line program `droit`: reads arguments and files, asks the engine, writes answers. No law and no
//! computation here.

mod amounts;
mod args;
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
mod unverified;

use args::Arguments;
use exit::{Exit, Failure};
use render::paint::Paint;
use render::usage::{self, Said};

fn main() -> Exit {
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
        if let Failure::Message { message, help, .. } = &failure {
            let paint = Paint::of_stderr();
            out::say(format!("{} {message}", paint.red("erreur :")));
            if let Some(help) = help {
                out::say(format!("{} {help}", paint.cyan("aide :")));
            }
        }
        failure.exit()
    })
}
