//! One household: its file, its month, the law that applies.

use std::path::Path;

use chrono::Local;
use droit_engine::calendar::Month;
use droit_engine::program::Program;
use droit_engine::situation::{Document, InputError, Situation};

use crate::args::{Asked, Household};
use crate::exit::{Failure, Outcome};
use crate::laws::{Folded, Laws};
use crate::out;
use crate::read;
use crate::render::paint::Paint;
use crate::rules::Rules;

/// What to do when nobody is described.
pub(crate) const NO_PERSON: &str =
    "la composition du foyer : décrivez dans « personnes » au moins le demandeur";

/// A household and what is needed to evaluate it.
pub(crate) struct Loaded {
    pub(crate) situation: Situation,
    pub(crate) month: Month,
    pub(crate) law: Folded,
    /// What the month comes from, when nobody asked for it.
    pub(crate) by_default: bool,
}

/// Reads the rules and the situation.
pub(crate) fn load(rules: &Rules, household: &Household, asked: &Asked) -> Outcome<Loaded> {
    let document = document(&household.situation)?;
    let laws = Laws::new(rules.compile()?);
    let situation = Situation::read(laws.program(), &document)
        .map_err(|errors| refused(&household.situation, &errors))?;
    let known = asked.mois.or(situation.month);
    let month = known.unwrap_or_else(|| Month::of(Local::now().date_naive()));
    let law = laws.at(month);
    if let Err(error) = &*law {
        return Err(
            Failure::rejected(error.to_string()).help("« --mois AAAA-MM » choisit un autre mois")
        );
    }
    Ok(Loaded {
        situation,
        month,
        law,
        by_default: known.is_none(),
    })
}

/// Reads a document: JSON when it looks like it, else YAML.
fn document(path: &Path) -> Outcome<Document<'static>> {
    let text = read::text(path)?;
    let extension = path.extension().map(|e| e.to_ascii_lowercase());
    let json = extension.as_ref().map_or_else(
        || text.trim_start().starts_with('{'),
        |e| e == "json" || e == "jsonl",
    );
    let read = if json {
        Document::from_json(&text)
    } else {
        Document::from_yaml(&text)
    };
    read.map(Document::owned).map_err(|error| {
        let failure = Failure::rejected(format!("{}, {error}", read::name(path)));
        if extension.is_some_and(|e| e == "jsonl" || e == "gz") {
            failure.help("un fichier de plusieurs foyers se lit par « droit cribler »")
        } else {
            failure
        }
    })
}

/// Every error of a situation, on the standard error.
fn refused(path: &Path, errors: &[InputError]) -> Failure {
    let paint = Paint::of_stderr();
    for error in errors {
        let place = if error.path.is_empty() {
            String::new()
        } else {
            format!("{} : ", error.path)
        };
        let expected = error
            .expected
            .as_ref()
            .map(|e| format!(" (attendu : {e})"))
            .unwrap_or_default();
        let word = paint.red(&format!("erreur[{}] :", error.code));
        out::say(format!(
            "{word} {}{}{expected}",
            paint.bold(&place),
            error.message
        ));
        if let Some(help) = &error.help {
            out::say(format!("{} {help}", paint.cyan("aide :")));
        }
    }
    let count = u64::try_from(errors.len()).unwrap_or(u64::MAX);
    let many = crate::amounts::plural(count, "erreur", "erreurs");
    out::say(format!(
        "{} : {many}, la situation ne peut pas être évaluée",
        read::name(path)
    ));
    Failure::Said
}

/// Whom a value is about, by position: `demandeur`, `enfant e1`.
pub(crate) fn person(program: &Program, situation: &Situation, position: usize) -> String {
    let Some(person) = situation.persons().and_then(|p| p.get(position)) else {
        return String::new();
    };
    let Some(role) = program.entity.roles.get(person.role.index()) else {
        return person.id.clone();
    };
    if role.arity == droit_engine::program::Arity::Many {
        format!("{} {}", role.singular, person.id)
    } else {
        role.singular.clone()
    }
}

/// `salaire net (demandeur)`
pub(crate) fn about(
    program: &Program,
    situation: &Situation,
    name: &str,
    position: Option<usize>,
) -> String {
    match position
        .map(|p| person(program, situation, p))
        .filter(|p| !p.is_empty())
    {
        Some(person) => format!("{name} ({person})"),
        None => name.to_owned(),
    }
}
