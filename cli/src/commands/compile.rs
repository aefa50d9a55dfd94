//! `droit compiler`: the program that rules give, in its binary form.

use crate::amounts::{number_of, plural};
use crate::args::{Common, Compile};
use crate::durable;
use crate::exit::{Exit, Outcome};
use crate::out;
use crate::rules::{self, Rules};

pub(crate) fn run(args: &Compile, common: &Common) -> Outcome<Exit> {
    let program = Rules::at_hand(&common.regles, &args.rules)?.compile()?;
    let bytes = program.to_bytes();
    durable::write(&args.sortie, &bytes)?;
    out::print(&format!(
        "« {} » : {}, {}, règles {}\n",
        args.sortie.display(),
        plural(number_of(program.benefits.len()), "droit", "droits"),
        plural(number_of(bytes.len()), "octet", "octets"),
        rules::version(&program)
    ))?;
    Ok(Exit::Done)
}
