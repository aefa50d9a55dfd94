//! From a situation back to a document. What the format cannot say (a range that is not a month) becomes "inconnu".

use std::borrow::Cow;

use super::document::Document;
use super::schema::{ListSchema, Schema};
use super::series::{Line, Series};
use super::value::UNKNOWN;
use super::{Given, NO, Range, Situation, Value, YES};
use crate::calendar::{self, Month};
use crate::exact::Exact;
use crate::program::{Arity, Input, InputId, Program, Type};
use crate::sorted::Set;

impl Situation {
    /// The document, in its envelope, that reads back as this situation. Facts that mean the same as their absence are
    /// left out.
    #[must_use]
    pub fn to_document(&self, program: &Program) -> Document<'static> {
        let writer = Writer {
            program,
            situation: self,
            schema: Schema::new(program),
        };
        let mut household = Document::Map(Vec::new());
        if let Some(persons) = self.persons() {
            let list = persons.iter().enumerate().map(|(position, person)| {
                let mut map = Document::Map(vec![(
                    "id".into(),
                    Document::Text(person.id.clone().into()),
                )]);
                if let Some(role) = program.entity.roles.get(person.role.index()) {
                    map.insert("role", Document::Text(role.code.clone().into()));
                }
                writer.values(Some(position), &mut map);
                map
            });
            household.insert("personnes", Document::List(list.collect()));
        }
        writer.values(None, &mut household);
        let mut envelope = Document::Map(Vec::new());
        if let Some(id) = &self.id {
            envelope.insert("id", Document::Text(id.clone().into()));
        }
        if let Some(month) = self.month {
            envelope.insert("period", Document::Text(month.to_string().into()));
        }
        envelope.insert("situation", household);
        envelope
    }
}

/// The amounts of a line.
type Amounts = Vec<(Cow<'static, str>, Document<'static>)>;

struct Writer<'w> {
    program: &'w Program,
    situation: &'w Situation,
    schema: Schema<'w>,
}

impl<'w> Writer<'w> {
    /// Writes what is known of the household, or of a person.
    fn values(&self, person: Option<usize>, map: &mut Document<'static>) {
        for (position, input) in self.program.inputs.iter().enumerate() {
            let id = InputId::at(position);
            if input.path.list.is_some()
                || input.each != person.is_some()
                || self.is_blank(id, person)
            {
                continue;
            }
            let mut level = &mut *map;
            for key in &input.path.keys {
                if level.get(key).is_none() {
                    level.insert(key.clone(), Document::Map(Vec::new()));
                }
                // Just inserted: never absent.
                let Some(below) = level.get_mut(key) else {
                    return;
                };
                level = below;
            }
            *level = self.leaf(input, self.situation.given(id, person));
        }
        for list in &self.schema.lists {
            let own = list
                .codes
                .values()
                .flat_map(|code| &code.inputs)
                .all(|id| self.input(*id).is_some_and(|i| i.each));
            if own != person.is_some() {
                continue;
            }
            if let Some(rows) = self.rows(list, person) {
                map.insert(list.name.to_owned(), Document::List(rows));
            }
        }
    }

    fn input(&self, id: InputId) -> Option<&'w Input> {
        self.program.inputs.get(id.index())
    }

    /// Whether the absence of the field says as much.
    fn is_blank(&self, id: InputId, person: Option<usize>) -> bool {
        self.situation.blank.presumed(id) == Some(self.situation.given(id, person))
    }

    fn leaf(&self, input: &Input, given: &Given) -> Document<'static> {
        let series = match given {
            Given::Always(value) => return self.value(input, *value),
            Given::Series(series) => series,
        };
        let by_year = input.timing == crate::program::Timing::Yearly;
        let ends: Vec<Month> = series
            .lines()
            .iter()
            .flat_map(|l| [l.from, l.to])
            .flatten()
            .collect();
        // Lines without an end are written as far as any right of the month can see.
        let months = self.situation.month.map(|m| (m.plus(-36), m.plus(12)));
        let first = ends.iter().copied().chain(months.map(|m| m.0)).min();
        let last = ends.iter().copied().chain(months.map(|m| m.1)).max();
        let mut map = Document::Map(Vec::new());
        let (Some(first), Some(last)) = (first, last) else {
            return map;
        };
        let cited_only = series.elsewhere() == Value::Known(Range::only(0));
        let mut month = if by_year {
            Month::new(first.year(), 1).unwrap_or(first)
        } else {
            first
        };
        while month <= last {
            let (value, covered) = series.covering(month);
            if covered.is_some()
                || (!cited_only && value != Value::Unknown)
                || (cited_only && value == Value::Unknown)
            {
                let key = if by_year {
                    format!("{:04}", month.year())
                } else {
                    month.to_string()
                };
                map.insert(key, self.value(input, value));
            }
            month = month.plus(if by_year { 12 } else { 1 });
        }
        map
    }

    fn value(&self, input: &Input, value: Value) -> Document<'static> {
        let unknown = Document::Text(UNKNOWN.into());
        match (value, input.ty) {
            (Value::Nothing, _) => Document::Null,
            (Value::Known(range), Type::Number(_)) if range.is_one() => {
                Exact::new(range.lo, input.den)
                    .map_or(unknown, |e| Document::Number(e.decimal(0, 12).into()))
            }
            (Value::Known(range), Type::Date) => {
                days(input, range).map_or(unknown, |day| Document::Text(day.into()))
            }
            (Value::Choices(YES), Type::YesNo) => Document::Bool(true),
            (Value::Choices(NO), Type::YesNo) => Document::Bool(false),
            (Value::Choices(set), Type::Choice(id)) if set.is_power_of_two() => {
                let position = usize::try_from(set.trailing_zeros()).unwrap_or(usize::MAX);
                let code = self
                    .program
                    .choices
                    .get(id.index())
                    .and_then(|c| c.codes.get(position));
                code.map_or(unknown, |code| Document::Text(code.clone().into()))
            }
            _ => unknown,
        }
    }

    /// The lines of a list; `None` when nothing is known of it.
    fn rows(&self, list: &ListSchema<'w>, person: Option<usize>) -> Option<Vec<Document<'static>>> {
        let mut rows = Vec::new();
        let mut known = false;
        for (code, told) in list.codes.iter() {
            let inputs: Vec<(InputId, &Input)> = told
                .inputs
                .iter()
                .filter_map(|id| Some((*id, self.input(*id)?)))
                .collect();
            let mixed = told.each && told.household;
            let holders: Vec<Option<usize>> = match person {
                Some(person) => vec![Some(person)],
                None => std::iter::once(None)
                    .chain((0..self.situation.size()).map(Some))
                    .collect(),
            };
            for holder in holders {
                if mixed && holder.is_some_and(|p| !self.is_dependant(p)) {
                    continue;
                }
                let held: Vec<(InputId, &Input)> = inputs
                    .iter()
                    .copied()
                    .filter(|(_, i)| i.each == holder.is_some())
                    .collect();
                known |= held.iter().any(|(id, _)| !self.is_blank(*id, holder));
                rows.extend(
                    self.rows_of(&held, holder)
                        .into_iter()
                        .map(|(from, to, amounts)| {
                            let mut row: Vec<(Cow<'static, str>, _)> = vec![(
                                list.selector.to_owned().into(),
                                Document::Text((*code).to_owned().into()),
                            )];
                            if person.is_none() {
                                let id = holder
                                    .and_then(|p| self.situation.persons()?.get(p))
                                    .map(|p| p.id.clone());
                                row.push((
                                    "personne".into(),
                                    id.map_or(Document::Null, |id| Document::Text(id.into())),
                                ));
                            }
                            row.push(("debut".into(), from));
                            row.push(("fin".into(), to));
                            row.extend(amounts);
                            Document::Map(row)
                        }),
                );
            }
        }
        known.then_some(rows)
    }

    fn is_dependant(&self, person: usize) -> bool {
        let role = self
            .situation
            .persons()
            .and_then(|p| p.get(person))
            .map(|p| p.role);
        role.and_then(|r| self.program.entity.roles.get(r.index()))
            .is_some_and(|r| r.arity == Arity::Many)
    }

    /// The lines of the inputs of one code and one holder: first month, last month, amounts.
    fn rows_of(
        &self,
        inputs: &[(InputId, &Input)],
        holder: Option<usize>,
    ) -> Vec<(Document<'static>, Document<'static>, Amounts)> {
        let all: Vec<(&Input, Series)> = inputs
            .iter()
            .map(|(id, input)| {
                let series = match self.situation.given(*id, holder) {
                    Given::Series(series) => series.clone(),
                    Given::Always(value) => {
                        let mut series = Series::new(Value::Unknown, 0);
                        series.put(Line::new(None, None, *value));
                        series
                    }
                };
                (*input, series)
            })
            .collect();
        let ever = Month::new(1900, 1);
        let mut cuts: Vec<Month> = Vec::new();
        for line in all.iter().flat_map(|(_, series)| series.lines()) {
            cuts.extend(line.from.or(ever));
            cuts.extend(line.to.map(|to| to.plus(1)));
        }
        let cuts: Set<Month> = cuts.into_iter().collect();
        let mut rows = Vec::new();
        for (position, from) in cuts.iter().enumerate() {
            let to = cuts
                .get(position.saturating_add(1))
                .map(|next| next.plus(-1));
            if !all
                .iter()
                .any(|(_, series)| series.covering(*from).1.is_some())
            {
                continue;
            }
            let mut amounts = Vec::new();
            let mut presence = YES;
            for (input, series) in &all {
                let (value, covered) = series.covering(*from);
                match input
                    .path
                    .list
                    .as_ref()
                    .and_then(|path| path.amount.clone())
                {
                    Some(key) => {
                        let value = if covered == Some(false) {
                            Value::Unknown
                        } else {
                            value
                        };
                        amounts.push((key.into(), self.value(input, value)));
                    }
                    None => {
                        presence = if let Value::Choices(set) = value {
                            set
                        } else {
                            NO | YES
                        }
                    }
                }
            }
            let month = |month: Month| Document::Text(month.to_string().into());
            let last = to.map_or(Document::Null, month);
            if presence == NO {
                continue;
            }
            // A presence that is not known: a line that is there at no month for sure.
            let unknown = || Document::Text(UNKNOWN.into());
            let (first, last) = if presence == YES {
                (month(*from), last)
            } else {
                (unknown(), unknown())
            };
            rows.push((first, last, amounts));
        }
        rows
    }
}

/// A day, or the month that a range of days is.
fn days(input: &Input, range: Range) -> Option<String> {
    let date = calendar::date(i32::try_from(range.lo).ok()?)?;
    let month = Month::of(date);
    if input.month {
        return range.is_one().then(|| month.to_string());
    }
    if range.is_one() {
        return Some(date.to_string());
    }
    let whole = Range {
        lo: i128::from(month.first_day()),
        hi: i128::from(month.last_day()),
    };
    (range == whole).then(|| month.to_string())
}
