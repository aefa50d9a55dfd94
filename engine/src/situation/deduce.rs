//! What a code of the situation says of inputs that the situation does not give.

use std::rc::Rc;

use super::document::Document;
use super::error::{InputError, Place, shortened};
use super::read::Reading;
use super::value::{self, is_unknown, wrong_kind};
use super::{Given, Value};
use crate::letters::joined;
use crate::program::{Cell, CodeTable, Deduced, Input, InputId, Program, Told, Type};

/// What a code said of an input.
pub(super) struct Deduction<'p> {
    input: InputId,
    person: Option<usize>,
    value: Value,
    /// The values, as the table writes them.
    words: &'p [String],
    /// The code, and where it stands.
    code: Rc<str>,
    path: Rc<str>,
    /// What kind of code it is.
    note: Option<&'p str>,
}

/// A table of codes, and what it says of the code.
type Looked<'p> = (&'p CodeTable, Option<Told<'p>>);

/// What is deduced: the values, as the table writes them too, and what kind of code it is.
type Found<'p> = (Value, &'p [String], Option<&'p str>);

/// What a value of a table says of an input; `None` when it is no value of it.
pub(crate) fn told(program: &Program, input: &Input, value: &str) -> Option<Value> {
    let document = match input.ty {
        Type::Number(_) => Document::Number(value.into()),
        Type::YesNo | Type::Date | Type::Choice(_) => Document::Text(value.into()),
    };
    value::scalar(program, input, &document, Place::Root)
        .ok()
        .filter(|value| *value != Value::Unknown)
}

impl<'p> Reading<'_, 'p> {
    /// A code from which some inputs are deduced.
    pub(super) fn told_by(
        &mut self,
        inputs: &[InputId],
        document: &Document,
        place: Place<'_>,
        person: Option<usize>,
    ) {
        if is_unknown(document) || *document == Document::Null {
            return;
        }
        let (Document::Text(written) | Document::Number(written)) = document else {
            self.say(wrong_kind(document, place, "un code").expected("un texte"));
            return;
        };
        let code = written.trim().to_ascii_uppercase();
        let (shared, path) = (Rc::from(code.as_str()), Rc::from(place.to_string()));
        // Inputs that one code tells are columns of one table.
        let mut looked: Option<(u32, Looked<'p>)> = None;
        for id in inputs {
            let Some(input) = self.input(*id) else {
                continue;
            };
            let Some(deduced) = &input.deduced else {
                continue;
            };
            if looked
                .as_ref()
                .is_none_or(|(table, _)| *table != deduced.table)
            {
                let Some((table, codes)) = self.reader.codes(deduced.table) else {
                    continue;
                };
                looked = Some((deduced.table, (table, codes.find(&code))));
            }
            let Some((_, looked)) = &looked else { continue };
            match self.deduced((input, deduced), looked, &code, place) {
                Ok((value, words, note)) => self.deductions.push(Deduction {
                    input: *id,
                    person,
                    value,
                    words,
                    code: Rc::clone(&shared),
                    path: Rc::clone(&path),
                    note,
                }),
                Err(Some(error)) => self.say(error),
                Err(None) => {}
            }
        }
    }

    /// The values of an input for a code, in words too, and the kind of code. Nothing when its table says nothing of
    /// this input.
    fn deduced(
        &self,
        (input, deduced): (&Input, &Deduced),
        (table, found): &Looked<'p>,
        code: &str,
        place: Place<'_>,
    ) -> Result<Found<'p>, Option<Box<InputError>>> {
        let Some(found) = found else {
            let shown = shortened(code);
            return Err(Some(
                InputError::new(
                    "S031",
                    place,
                    code,
                    format!(
                        "« {shown} » n'est pas un code de la table « {} »",
                        table.name
                    ),
                )
                .expected(format!("{} caractères", table.length))
                .help("un code qui commence par zéro s'écrit entre guillemets"),
            ));
        };
        let column = usize::try_from(deduced.column).unwrap_or(usize::MAX);
        match found.cell(column) {
            Cell::Silent => Err(None),
            Cell::Outside => Err(Some(outside(code, found, place))),
            Cell::Among(words) => {
                let values = words
                    .iter()
                    .filter_map(|word| told(self.program(), input, word));
                let value = values.reduce(Value::hull).ok_or(None)?;
                Ok((value, words.as_slice(), found.note()))
            }
        }
    }

    /// Gives what was deduced to the inputs that the situation does not tell, and refuses what it contradicts.
    pub(super) fn deduce(&mut self) {
        for deduction in std::mem::take(&mut self.deductions) {
            let Deduction {
                input: id,
                person,
                value,
                words,
                code,
                path,
                note,
            } = deduction;
            let Some(input) = self.input(id) else {
                continue;
            };
            let words = joined(words, " ou ");
            let said = self.said.iter().rfind(|s| (s.0, s.1) == (id, person));
            if let Some((_, _, said)) = said {
                if let Given::Always(given) = self.situation.given(id, person)
                    && apart(*given, value)
                {
                    let field = joined(&input.path.keys, ".");
                    self.errors.push(InputError {
                        code: "S033",
                        path: path.to_string(),
                        value: shortened(&code),
                        message: format!(
                            "« {} » donne {words} pour « {} », et {field} dit {said}",
                            shortened(&code),
                            input.name
                        ),
                        expected: None,
                        help: Some(format!("enlevez {field}, ou corrigez le code")),
                    });
                }
                continue;
            }
            self.situation.set(id, person, Given::Always(value));
            let note = note.map_or(String::new(), |note| format!(" ({note})"));
            let how = format!("{words}, d'après {path} {code}{note}");
            self.situation.deduced.push((id, person, how));
        }
    }
}

/// A code that the rules know nothing of, and why.
fn outside(code: &str, found: &Told<'_>, place: Place<'_>) -> Box<InputError> {
    let why = found
        .note()
        .map_or(String::new(), |note| format!(" : {note}"));
    InputError::new(
        "S032",
        place,
        code,
        format!("« {} » est hors du champ des règles{why}", shortened(code)),
    )
}

/// Whether two values have nothing in common.
fn apart(a: Value, b: Value) -> bool {
    match (a, b) {
        (Value::Choices(a), Value::Choices(b)) => a & b == 0,
        (Value::Known(a), Value::Known(b)) => a.within(b).is_none(),
        _ => false,
    }
}
