//! `droit questions`: what remains to be known, the most useful first.

use std::fmt::Write as _;

use droit_engine::program::Program;
use droit_engine::reference::{AnswerType, Question};
use droit_engine::situation::Situation;
use serde_json::{Value, json};

use crate::amounts;
use crate::args::{Common, Questions, Shape};
use crate::exit::{Exit, Outcome};
use crate::household::{self, person};
use crate::out;
use crate::render::paint::Paint;
use crate::render::{values, words};
use crate::rules::Rules;

pub(crate) fn run(args: &Questions, common: &Common) -> Outcome<Exit> {
    let rules = Rules::chosen(common)?;
    let loaded = household::load(&rules, &args.household, &args.asked)?;
    let Ok(law) = &*loaded.law else {
        return Ok(Exit::Rejected);
    };
    let program = law.program();
    if let Some(right) = &args.right {
        known_right(program, right)?;
    }
    let mut questions = law.questions(&loaded.situation);
    if let Some(right) = &args.right {
        questions.retain(|q| q.benefits.iter().any(|id| *id == *right));
    }
    match args.asked.format {
        Shape::Json => {
            let mois = loaded.month.to_string();
            let questions: Vec<Value> = questions.iter().map(|q| data(program, q)).collect();
            out::print_json(&json!({ "mois": mois, "questions": questions }))?;
        }
        Shape::Human => out::print(&page(
            program,
            &loaded.situation,
            &questions,
            Paint::of_stdout(),
        ))?,
    }
    Ok(Exit::Done)
}

/// A right must be one of the program.
pub(crate) fn known_right(program: &Program, id: &str) -> Outcome {
    if program.benefit(id).is_some() {
        return Ok(());
    }
    let ids = program.benefits.iter().map(|b| b.id.as_str());
    Err(words::unknown(
        "droit",
        id,
        ids,
        "« droit lister droits » les liste",
    ))
}

fn page(program: &Program, situation: &Situation, questions: &[Question], paint: Paint) -> String {
    if situation.persons().is_none() {
        return format!("Il manque {}.\n", household::NO_PERSON);
    }
    if questions.is_empty() {
        return "Aucune question : rien de ce qui est inconnu ne peut changer un résultat.\n"
            .to_owned();
    }
    let mut page = String::new();
    let mut theme: Option<&str> = None;
    for (i, question) in questions.iter().enumerate() {
        let this = question.theme.as_deref().unwrap_or("Autres");
        if theme != Some(this) {
            let gap = if i == 0 { "" } else { "\n" };
            let _ = writeln!(page, "{gap}{}", paint.bold(this));
            theme = Some(this);
        }
        let required = if question.required {
            paint.yellow(" (indispensable)")
        } else {
            String::new()
        };
        let _ = writeln!(
            page,
            "{:>3}. {}{required}",
            i.saturating_add(1),
            question.text
        );
        if let Some(help) = &question.help {
            let _ = writeln!(page, "     {}", paint.dim(help));
        }
        let whom = question
            .person
            .map(|p| format!(", {}", person(program, situation, p)))
            .unwrap_or_default();
        let rights = question.benefits.join(", ");
        let field = field(program, question)
            .map(|field| format!(" ; champ « {field} »"))
            .unwrap_or_default();
        let _ = writeln!(
            page,
            "     {}",
            paint.dim(&format!(
                "{}{whom} ; {}{field} ; pour {rights}",
                question.input,
                answer(question)
            ))
        );
    }
    page
}

/// Where the answer is written in the file of the situation.
fn field(program: &Program, question: &Question) -> Option<String> {
    let input = program.inputs.get(question.id.index())?;
    Some(words::path(&input.path)).filter(|path| !path.is_empty())
}

/// A question as JSON, with its field.
fn data(program: &Program, question: &Question) -> Value {
    let mut value = values::json(question);
    if let Value::Object(keys) = &mut value {
        keys.insert("field".to_owned(), json!(field(program, question)));
    }
    value
}

/// What an answer looks like.
fn answer(question: &Question) -> String {
    let mut text = match question.answer {
        // The bounds of an amount of money are only there to catch slips.
        AnswerType::Number if question.unit.contains('€') => {
            let negative = question.bounds.is_some_and(|b| b.min.num() < 0);
            let sign = if negative { ", négatif possible" } else { "" };
            format!("un montant en {}{sign}", question.unit)
        }
        AnswerType::Number => question.bounds.map_or_else(
            || question.unit.clone(),
            |b| values::bounds(b, &question.unit),
        ),
        AnswerType::YesNo => "oui ou non".to_owned(),
        AnswerType::Date => "une date".to_owned(),
        AnswerType::Month => "un mois".to_owned(),
        AnswerType::Choice => question
            .choices
            .iter()
            .map(|(_, name)| name.as_str())
            .collect::<Vec<_>>()
            .join(", "),
    };
    if question.optional {
        text.push_str(", ou aucun");
    }
    if question.dated {
        match question.periods.as_slice() {
            [] => {}
            [one] => text.push_str(&format!(" ; en {}", period(one))),
            [first, .., last] => {
                let first = period(first);
                let of = if first.starts_with(['a', 'o']) {
                    "d'"
                } else {
                    "de "
                };
                text.push_str(&format!(" ; {of}{first} à {}", period(last)));
            }
        }
    }
    text
}

/// `2026-05` as `mai 2026`, a year as it is.
fn period(text: &str) -> String {
    droit_engine::calendar::Month::parse(text).map_or_else(|| text.to_owned(), amounts::month)
}
