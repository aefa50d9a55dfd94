//! Literals as exact constants.

use super::{is_percent, resolve_unit};
use crate::calendar::days;
use crate::diagnostic::Diagnostic;
use crate::exact::Exact;
use crate::program::{ChoiceId, Constant, Program, Type, Unit};
use crate::source::Span;
use crate::syntax::tree::{Literal, Name};

/// A number as written (`12 %` is 12/100) and its unit.
pub(crate) fn number(literal: &Literal) -> Result<(Exact, Option<Unit>), Diagnostic> {
    let Literal::Number { value, unit, span } = literal else {
        return Err(Diagnostic::error(
            "D0204",
            span(literal),
            "un nombre est attendu ici",
        ));
    };
    let exact = Exact::from_decimal(*value);
    let exact = match unit {
        Some(unit) if is_percent(unit) => exact.and_then(|e| e.times(Exact::new(1, 100)?)),
        _ => exact,
    };
    let exact = exact
        .ok_or_else(|| Diagnostic::error("D0107", *span, "nombre trop grand ou trop précis"))?;
    Ok((exact, unit.as_ref().map(resolve_unit).transpose()?))
}

/// The place of a literal.
pub(crate) fn span(literal: &Literal) -> Span {
    match literal {
        Literal::Number { span, .. } => *span,
        Literal::Date(date) => date.span,
        Literal::YesNo(value) => value.span,
        Literal::Word(name) => name.span,
    }
}

/// A literal as a constant of a type, for defaults, presumptions and examples.
pub(crate) fn constant(
    literal: &Literal,
    ty: Type,
    program: &Program,
    unit_known: bool,
) -> Result<Constant, Diagnostic> {
    let wrong = |expected: &str| {
        Err(Diagnostic::error(
            "D0204",
            span(literal),
            format!("{expected} est attendu ici"),
        ))
    };
    match (literal, ty) {
        (Literal::Word(word), _)
            if matches!(word.value.as_str(), "aucun" | "aucune")
                && !is_choice(ty, word, program) =>
        {
            Ok(Constant::Nothing)
        }
        (Literal::Number { .. }, Type::Number(unit)) => {
            let (value, written) = number(literal)?;
            match written {
                Some(w) if w != unit => Err(Diagnostic::error(
                    "D0203",
                    span(literal),
                    format!("la valeur est en {w}, {unit} est attendu"),
                )),
                None if !unit_known && unit != Unit::NUMBER => {
                    Err(Diagnostic::error("D0211", span(literal), "l'unité manque")
                        .help(format!("écrivez la valeur en {unit}")))
                }
                _ => Ok(Constant::Number(value)),
            }
        }
        (Literal::YesNo(value), Type::YesNo) => Ok(Constant::YesNo(value.value)),
        (Literal::Word(word), Type::YesNo) if matches!(word.value.as_str(), "oui" | "non") => {
            Ok(Constant::YesNo(word.value == "oui"))
        }
        (Literal::Date(date), Type::Date) => Ok(Constant::Date(days(date.value))),
        (Literal::Word(word), Type::Choice(id)) => choice(word, id, program),
        // `oui` and `non` may be choices too.
        (Literal::YesNo(value), Type::Choice(id)) => {
            let text = if value.value { "oui" } else { "non" };
            choice(
                &Name {
                    value: text.to_owned(),
                    span: value.span,
                },
                id,
                program,
            )
        }
        (_, Type::Number(unit)) => wrong(&format!("un nombre en {unit}")),
        (_, Type::YesNo) => wrong("« oui » ou « non »"),
        (_, Type::Date) => wrong("une date"),
        (_, Type::Choice(_)) => wrong("une valeur de la liste"),
    }
}

fn is_choice(ty: Type, word: &Name, program: &Program) -> bool {
    matches!(ty, Type::Choice(id) if program.choices.get(id.index()).is_some_and(|c| c.names.contains(&word.value)))
}

/// A word among choices; a diagnostic with the nearest one.
pub(crate) fn choice(word: &Name, id: ChoiceId, program: &Program) -> Result<Constant, Diagnostic> {
    let names = program
        .choices
        .get(id.index())
        .map(|c| c.names.as_slice())
        .unwrap_or_default();
    if let Some(position) = names.iter().position(|n| *n == word.value) {
        return Ok(Constant::Choice(u8::try_from(position).unwrap_or(u8::MAX)));
    }
    let diagnostic = Diagnostic::error(
        "D0209",
        word.span,
        format!("« {} » n'est pas une valeur possible", word.value),
    );
    Err(
        match crate::nearest::nearest(&word.value, names.iter().map(String::as_str)) {
            Some(near) => diagnostic.help(format!("vouliez-vous dire « {near} » ?")),
            None => diagnostic.help(format!("valeurs : {}", names.join(", "))),
        },
    )
}
