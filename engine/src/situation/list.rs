//! Lists of dated lines: `{ nature, debut, fin, montant }`.
//!
//! A list that is given is complete: what it does not cite is null. What a line leaves unknown (its amount, its first
//! or last month, its nature, its person) widens what is known, and never more than that.

use super::document::Document;
use super::error::{InputError, Place};
use super::read::Reading;
use super::rows::{Code, Holder, Row};
use super::schema::{ListInput, ListSchema};
use super::series::{Line, Series, perhaps};
use super::value::{self, is_unknown};
use super::{Given, Value, YES, domain, elsewhere};
use crate::program::Type;

impl<'p> Reading<'_, 'p> {
    /// Reads a list of the household, or of a person.
    pub(super) fn list(
        &mut self,
        index: usize,
        document: &Document,
        place: Place<'_>,
        person: Option<usize>,
    ) {
        let reader = self.reader;
        let Some(list) = reader.schema.lists.get(index) else {
            return;
        };
        if let Some(own) = person.and_then(|p| self.own_lists.get_mut(p)) {
            own.push(index);
        }
        let rows = if is_unknown(document) {
            None
        } else {
            let Some(rows) = self.rows(list, index, document, place, person) else {
                return;
            };
            Some(rows)
        };
        // Most inputs of a list have no line: then nothing of it, at any month. It is said once for all of them.
        if rows.is_some() {
            for each in [false, true] {
                self.targets(each, index, person, |this, target| {
                    this.situation.tell_list(index, target);
                });
            }
        }
        for told in &list.inputs {
            if person.is_some() && !told.input.each {
                continue;
            }
            let each = told.input.each;
            let Some(rows) = &rows else {
                self.targets(each, index, person, |this, target| {
                    this.situation.set(told.id, target, Given::UNKNOWN);
                });
                continue;
            };
            if !rows.iter().any(|row| row.concerns(told)) {
                continue;
            }
            let amounts = self.amounts(told, rows, place);
            self.targets(each, index, person, |this, target| {
                let lines = this.lines(target, told.mixed, rows, &amounts);
                let given = this.added(list, told, &lines, place);
                this.situation.set(told.id, target, given);
            });
        }
    }

    /// Those of whom a list that the household or a person gives tells the inputs of each person, or those of the household.
    fn targets(
        &mut self,
        is_each: bool,
        list: usize,
        person: Option<usize>,
        mut each: impl FnMut(&mut Self, Option<usize>),
    ) {
        if !is_each || person.is_some() {
            return each(self, person);
        }
        for position in 0..self.own_lists.len() {
            if !self.gives(position, list) {
                each(self, Some(position));
            }
        }
    }

    /// Whether a person gives a list itself.
    pub(super) fn gives(&self, person: usize, list: usize) -> bool {
        self.own_lists
            .get(person)
            .is_some_and(|own| own.contains(&list))
    }

    /// What each line is worth for an input; `None` when it says nothing of it.
    fn amounts(
        &mut self,
        told: &ListInput<'p>,
        rows: &[Row<'_>],
        place: Place<'_>,
    ) -> Vec<Option<Value>> {
        let input = told.input;
        let whole = if matches!(input.ty, Type::Number(_)) {
            Value::Known(domain(input))
        } else {
            Value::Choices(YES)
        };
        let mut amounts = Vec::with_capacity(rows.len());
        for row in rows {
            let written = told
                .amount
                .and_then(|key| Some((key, row.document.get(key)?)));
            let here = place.item(row.position);
            amounts.push(match written {
                _ if !row.concerns(told) => None,
                None => Some(whole),
                Some((key, document)) => {
                    let known = value::scalar(self.program(), input, document, here.key(key));
                    match known {
                        Ok(Value::Unknown) => Some(whole),
                        Ok(known) => Some(known),
                        // It does not fit this input: the line is about another.
                        Err(_) if row.code == Code::Unknown => None,
                        Err(error) => {
                            self.say(error);
                            None
                        }
                    }
                }
            });
        }
        amounts
    }

    /// The lines of an input for a person (or the household).
    fn lines(
        &self,
        target: Option<usize>,
        mixed: bool,
        rows: &[Row<'_>],
        amounts: &[Option<Value>],
    ) -> Vec<Line> {
        let mut lines = Vec::new();
        for (row, amount) in rows.iter().zip(amounts) {
            let (Some(amount), Some(held)) = (*amount, self.held(row.holder, target, mixed)) else {
                continue;
            };
            for (from, to, certain) in row.spans.iter().flatten() {
                let certain = held && *certain && row.code != Code::Unknown;
                let value = if certain { amount } else { perhaps(amount) };
                lines.push(Line {
                    from: *from,
                    to: *to,
                    value,
                    certain,
                });
            }
        }
        lines
    }

    /// Whether a line counts for a person (or the household): for sure, maybe (`Some(false)`), or not.
    ///
    /// A code that only the household holds counts for it whoever is named. When the persons hold it too (`mixed`), a
    /// line counts once: for the dependant that it names, else for the household.
    fn held(&self, holder: Holder, target: Option<usize>, mixed: bool) -> Option<bool> {
        let dependant = |position: usize| self.dependants.get(position).copied().flatten();
        match (target, holder) {
            (None, _) if !mixed => Some(true),
            (None, Holder::Household) => Some(true),
            (None, Holder::Person(position)) => match dependant(position) {
                Some(true) => None,
                Some(false) => Some(true),
                None => Some(false),
            },
            (None, Holder::Unknown) => {
                Some((0..self.dependants.len()).all(|p| dependant(p) == Some(false)))
            }
            (Some(person), _) if mixed && dependant(person) == Some(false) => None,
            (Some(person), Holder::Person(position)) => {
                (person == position).then_some(!mixed || dependant(person).is_some())
            }
            (Some(_), Holder::Household) => None,
            (Some(_), Holder::Unknown) => Some(false),
        }
    }

    /// The lines of an input added up, within its domain.
    fn added(
        &mut self,
        list: &ListSchema<'p>,
        told: &ListInput<'p>,
        lines: &[Line],
        place: Place<'_>,
    ) -> Given {
        let input = told.input;
        let mut series = Series::sum(lines, elsewhere(input), input.carry);
        if matches!(input.ty, Type::Number(_)) {
            let domain = domain(input);
            let inside = |value: Value| match value {
                Value::Known(range) => range.within(domain).map(Value::Known),
                other => Some(other),
            };
            if let Some(line) = series
                .lines()
                .iter()
                .find(|line| inside(line.value).is_none())
            {
                let month = line
                    .from
                    .or(line.to)
                    .map_or_else(String::new, |m| format!(" de {m}"));
                let code = told.code;
                let message =
                    format!("les lignes « {code} »{month} font ensemble un total hors des bornes");
                self.say(
                    InputError::new("S029", place, list.name, message)
                        .expected(value::bounds(input)),
                );
            }
            series = series.map(|value| inside(value).unwrap_or(value));
        }
        Given::Series(series)
    }
}
