//! `droit empreinte`: the prints of identifiers, for the list of those who object.

use crate::args::Fingerprint;
use crate::control::manifest::Manifest;
use crate::control::opposition;
use crate::exit::{Exit, Outcome};
use crate::out;
use crate::read;

pub(crate) fn run(args: &Fingerprint) -> Outcome<Exit> {
    let manifest = Manifest::read(&args.manifeste)?;
    let salt = manifest.salt()?;
    let mut prints = String::new();
    // An identifier is all of its line: spaces within it count, as they do in a file of households.
    for id in read::text(&args.ids)?.lines() {
        if !id.trim().is_empty() {
            prints.push_str(&opposition::written(salt, id));
            prints.push('\n');
        }
    }
    out::print(&prints)?;
    Ok(Exit::Done)
}
