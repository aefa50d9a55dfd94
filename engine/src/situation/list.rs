//! Lists of dated lines: `{ nature, debut, fin, montant }`.
//!
//! A list that is given is complete: what it does not cite is null. What a line leaves unknown (its amount, its first
//! or last month, its nature, its person) widens what is known, and never more than that.

use super::document::Document;
use super::error::{InputError, Place, shortened};
use super::read::Reading;
use super::schema::{ListInput, ListSchema};
use super::series::{Line, Series, perhaps};
use super::value::{self, is_unknown, no_null, one_of, unknown_word, wrong_kind};
use super::{Given, NO, Range, Value, YES, domain};
use crate::calendar::Month;
use crate::program::{Input, Type};

/// Lines of one list; a household of thirty persons with three years of everything stays far below.
const MOST_LINES: usize = 5_000;
const FIRST: &str = "debut";
const LAST: &str = "fin";
const PERSON: &str = "personne";

/// Whose line it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    Household,
    Person(usize),
    Unknown,
}

/// A line of a list, without its amounts.
struct Row<'d> {
    position: usize,
    document: &'d Document,
    /// `None`: unknown.
    code: Option<&'d str>,
    holder: Holder,
    /// The months that it covers, for sure or maybe.
    spans: Vec<(Option<Month>, Option<Month>, bool)>,
}

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
        for told in &list.inputs {
            if person.is_some() && !told.input.each {
                continue;
            }
            let Some(rows) = &rows else {
                self.targets(told, index, person, |this, target| {
                    this.situation.set(told.id, target, Given::UNKNOWN);
                });
                continue;
            };
            // Most inputs of a list have no line: then nothing of it, at any month.
            if !rows.iter().any(|row| row.concerns(list, told)) {
                self.targets(told, index, person, |this, target| {
                    let nothing = Series::new(elsewhere(told.input), told.input.carry);
                    this.situation.set(told.id, target, Given::Series(nothing));
                });
                continue;
            }
            let amounts = self.amounts(list, told, rows, place);
            self.targets(told, index, person, |this, target| {
                let lines = this.lines(target, told.mixed, rows, &amounts);
                let given = this.added(list, told, &lines, place);
                this.situation.set(told.id, target, given);
            });
        }
    }

    /// Those of whom a list that the household or a person gives tells an input.
    fn targets(
        &mut self,
        told: &ListInput<'p>,
        list: usize,
        person: Option<usize>,
        mut each: impl FnMut(&mut Self, Option<usize>),
    ) {
        if !told.input.each || person.is_some() {
            return each(self, person);
        }
        for position in 0..self.own_lists.len() {
            if !self.gives(position, list) {
                each(self, Some(position));
            }
        }
    }

    /// Whether a person gives a list itself.
    fn gives(&self, person: usize, list: usize) -> bool {
        self.own_lists
            .get(person)
            .is_some_and(|own| own.contains(&list))
    }

    /// The lines, whose keys, codes, persons and months are read; `None` when this is no list.
    fn rows<'d>(
        &mut self,
        list: &ListSchema<'p>,
        index: usize,
        document: &'d Document,
        place: Place<'_>,
        person: Option<usize>,
    ) -> Option<Vec<Row<'d>>> {
        let items = match document {
            Document::List(items) => items,
            Document::Null => {
                self.say(no_null(place).expected("une liste, vide s'il n'y en a pas"));
                return None;
            }
            other => {
                self.say(wrong_kind(other, place, "une liste").expected("une liste de lignes"));
                return None;
            }
        };
        if items.len() > MOST_LINES {
            let count = items.len().to_string();
            let error =
                InputError::new("S030", place, &count, format!("{count} lignes, c'est trop"));
            self.say(error.expected(format!("{MOST_LINES} au plus")));
            return None;
        }
        let mut rows = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            let here = place.item(position);
            let Document::Map(entries) = item else {
                self.say(wrong_kind(item, here, "une ligne").expected(self.line_keys(list, None)));
                continue;
            };
            let code = self.code(list, item, here, person.is_some());
            let holder = match person {
                Some(person) => Holder::Person(person),
                None => self.holder(list, index, item, here, code),
            };
            self.line_entries(list, entries, here, code, person.is_some());
            let spans = self.spans(item, here);
            rows.push(Row {
                position,
                document: item,
                code,
                holder,
                spans,
            });
        }
        Some(rows)
    }

    /// `{ nature, debut, fin, montant }`
    fn line_keys(&self, list: &ListSchema<'p>, code: Option<&str>) -> String {
        let mut keys = vec![list.selector, FIRST, LAST];
        keys.extend(match code {
            Some(code) => self.amounts_of(list, code),
            None => list.amounts.clone(),
        });
        format!("{{ {} }}", keys.join(", "))
    }

    /// The keys of the amounts of a code.
    fn amounts_of(&self, list: &ListSchema<'p>, code: &str) -> Vec<&'p str> {
        let mut keys = Vec::new();
        for id in list.codes.get(code).into_iter().flatten() {
            let amount = self
                .input(*id)
                .and_then(|i| i.path.list.as_ref())
                .and_then(|path| path.amount.as_deref());
            keys.extend(amount.filter(|a| !keys.contains(a)));
        }
        keys
    }

    /// Whether some input of the code is held by each person, and whether some is held by the household.
    fn held_by(&self, list: &ListSchema<'p>, code: &str) -> (bool, bool) {
        let ids = list.codes.get(code).into_iter().flatten();
        let inputs = ids.filter_map(|id| self.input(*id));
        inputs.fold((false, false), |(each, household), input| {
            (each | input.each, household | !input.each)
        })
    }

    fn code<'d>(
        &mut self,
        list: &ListSchema<'p>,
        row: &'d Document,
        place: Place<'_>,
        in_person: bool,
    ) -> Option<&'d str> {
        let document = row.get(list.selector).filter(|d| !is_unknown(d))?;
        let here = place.key(list.selector);
        let known = |this: &Self| -> Vec<&str> {
            let codes = list.codes.keys().copied();
            codes
                .filter(|code| !in_person || this.held_by(list, code).0)
                .collect()
        };
        match document {
            Document::Text(code) if list.codes.get(code.as_str()).is_some() => {
                if in_person && !self.held_by(list, code).0 {
                    let message =
                        format!("« {} » est du foyer, pas d'une personne", shortened(code));
                    let help = format!(
                        "cette ligne s'écrit dans la liste « {} » du foyer",
                        list.name
                    );
                    self.say(InputError::new("S028", here, code, message).help(help));
                }
                return Some(code);
            }
            Document::Text(code) => {
                self.say(unknown_word(document, here, code, &known(self)));
            }
            Document::Null => self.say(no_null(here).expected(one_of(&known(self)))),
            other => {
                self.say(wrong_kind(other, here, "un texte").expected(one_of(&known(self))));
            }
        }
        None
    }

    fn holder(
        &mut self,
        list: &ListSchema<'p>,
        index: usize,
        row: &Document,
        place: Place<'_>,
        code: Option<&str>,
    ) -> Holder {
        let (each, household) = code.map_or((true, true), |code| self.held_by(list, code));
        let here = place.key(PERSON);
        let holder = match row.get(PERSON) {
            // Written for nobody, it is the household's; what only a person holds is somebody's.
            None if household && code.is_some() => Holder::Household,
            None => Holder::Unknown,
            Some(document) if is_unknown(document) => Holder::Unknown,
            Some(Document::Null) => Holder::Household,
            Some(document) => {
                let Some(id) = self.identifier(document, here) else {
                    return Holder::Unknown;
                };
                let Some(ids) = &self.ids else {
                    return Holder::Unknown;
                };
                // An identifier given twice is an error already: the last one counts.
                let last = |id: &String| ids.iter().rposition(|known| known == id);
                let Some(position) = last(&id) else {
                    let all = ids.iter().enumerate();
                    let all: Vec<&String> = all
                        .filter(|(position, id)| last(id) == Some(*position))
                        .map(|(_, id)| id)
                        .collect();
                    let error = InputError::new(
                        "S025",
                        here,
                        &id,
                        format!("aucune personne ne s'appelle « {} »", shortened(&id)),
                    )
                    .expected(format!("{}, ou null pour le foyer", one_of(&all)));
                    self.say(error);
                    return Holder::Unknown;
                };
                Holder::Person(position)
            }
        };
        match holder {
            Holder::Household if each && !household => {
                let shown = code.map_or_else(String::new, shortened);
                let message = format!("« {shown} » est d'une personne : dites laquelle");
                self.say(
                    InputError::new("S027", here, "null", message)
                        .expected("l'identifiant d'une personne"),
                );
                Holder::Unknown
            }
            // Nobody else can hold it.
            Holder::Unknown if !household && self.own_lists.len() == 1 => Holder::Person(0),
            Holder::Person(position) if each && self.gives(position, index) => {
                let message = format!(
                    "personnes[{position}] donne déjà sa propre liste « {} »",
                    list.name
                );
                self.say(
                    InputError::new("S026", here, list.name, message)
                        .help("écrivez la ligne dans une seule des deux"),
                );
                holder
            }
            _ => holder,
        }
    }

    /// Checks the keys of a line. The amount of a line that only says that something is there is checked here.
    fn line_entries(
        &mut self,
        list: &ListSchema<'p>,
        entries: &[(String, Document)],
        place: Place<'_>,
        code: Option<&str>,
        in_person: bool,
    ) {
        for (key, value) in entries {
            let here = place.key(key);
            let fixed = [list.selector, FIRST, LAST].contains(&key.as_str())
                || (key == PERSON && !in_person);
            if fixed {
                continue;
            }
            if !list.amounts.contains(&key.as_str()) {
                let mut known = vec![list.selector, FIRST, LAST, PERSON];
                known.extend(&list.amounts);
                let error = InputError::new("S010", here, key, "clé inconnue")
                    .expected(self.line_keys(list, code));
                self.say(
                    error.suggest(crate::nearest::nearest(key, known).filter(|word| word != key)),
                );
                continue;
            }
            let Some(code) = code else { continue };
            let amounts = self.amounts_of(list, code);
            if amounts.is_empty() {
                if !matches!(value, Document::Number(_)) && !is_unknown(value) {
                    self.say(wrong_kind(value, here, "un nombre").expected("un nombre"));
                }
            } else if !amounts.contains(&key.as_str()) {
                let message = format!(
                    "« {} » ne se donne pas pour « {} »",
                    shortened(key),
                    shortened(code)
                );
                self.say(InputError::new("S028", here, key, message).expected(one_of(&amounts)));
            }
        }
    }

    /// The months that a line covers: those where it is there for sure, those where it may be.
    fn spans(
        &mut self,
        row: &Document,
        place: Place<'_>,
    ) -> Vec<(Option<Month>, Option<Month>, bool)> {
        let read = |this: &mut Self, key: &str| {
            let document = row
                .get(key)
                .filter(|d| !is_unknown(d) && **d != Document::Null)?;
            let month = value::month(document, place.key(key));
            this.keep(month)
        };
        if row.get(FIRST) == Some(&Document::Null) {
            self.say(no_null(place.key(FIRST)).expected("AAAA-MM"));
        }
        let first = read(self, FIRST);
        let last = read(self, LAST);
        let still = row.get(LAST) == Some(&Document::Null);
        match (first, last) {
            (Some(first), Some(last)) if last < first => {
                let message = format!("la fin ({last}) précède le début ({first})");
                self.say(InputError::new(
                    "S018",
                    place.key(LAST),
                    &last.to_string(),
                    message,
                ));
                Vec::new()
            }
            (Some(first), Some(last)) => vec![(Some(first), Some(last), true)],
            (Some(first), None) if still => vec![(Some(first), None, true)],
            (Some(first), None) => vec![
                (Some(first), Some(first), true),
                (Some(first.plus(1)), None, false),
            ],
            (None, Some(last)) => vec![
                (None, Some(last.plus(-1)), false),
                (Some(last), Some(last), true),
            ],
            (None, None) => vec![(None, None, false)],
        }
    }

    /// What each line is worth for an input; `None` when it says nothing of it.
    fn amounts(
        &mut self,
        list: &ListSchema<'p>,
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
                _ if !row.concerns(list, told) => None,
                None => Some(whole),
                Some((key, document)) => {
                    let known = value::scalar(self.program(), input, document, here.key(key));
                    match known {
                        Ok(Value::Unknown) => Some(whole),
                        Ok(known) => Some(known),
                        // It does not fit this input: the line is about another.
                        Err(_) if row.code.is_none() => None,
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
            for (from, to, certain) in &row.spans {
                let certain = held && *certain && row.code.is_some();
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

impl Row<'_> {
    /// Whether the line tells an input, or may.
    fn concerns(&self, list: &ListSchema<'_>, told: &ListInput<'_>) -> bool {
        match self.code {
            Some(code) => code == told.code,
            // A code that could not be read is already an error.
            None => self.document.get(list.selector).is_none_or(is_unknown),
        }
    }
}

/// What an input is at the months that no line covers.
fn elsewhere(input: &Input) -> Value {
    if matches!(input.ty, Type::Number(_)) {
        Value::Known(Range::only(0))
    } else {
        Value::Choices(NO)
    }
}
