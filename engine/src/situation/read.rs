//! From a document to a situation. Every error is collected.

use std::borrow::Cow;

use std::sync::{Arc, OnceLock};

use super::deduce::Deduction;
use super::document::Document;
use super::error::{InputError, Place};
use super::schema::{Entry, Level, Schema};
use super::series::{Line, Series};
use super::value::{self, is_unknown, no_null, unknown_word, wrong_kind};
use super::{Blank, Given, Person, Range, Situation, Value};
use crate::calendar::Month;
use crate::program::{Arity, CodeTable, Codes, Input, InputId, Program, RoleId, Timing, Type};

/// Reads situations of a program: the keys are prepared once.
pub struct Reader<'p> {
    pub(super) program: &'p Program,
    pub(super) schema: Schema<'p>,
    /// The tables of codes, prepared when first needed.
    codes: Vec<OnceLock<Codes<'p>>>,
    /// What the absence of each field means.
    blank: Arc<Blank>,
}

/// A situation being read.
pub(super) struct Reading<'r, 'p> {
    pub(super) reader: &'r Reader<'p>,
    pub(super) situation: Situation,
    pub(super) errors: Vec<InputError>,
    /// Identifiers of the persons; `None` when they are not known.
    pub(super) ids: Option<Vec<String>>,
    /// For each person, whether its role is one that many hold (a child); `None` when its role is not known.
    pub(super) dependants: Vec<Option<bool>>,
    /// For each person, the lists that it gives itself.
    pub(super) own_lists: Vec<Vec<usize>>,
    /// Inputs that the document gives, and their words.
    pub(super) said: Vec<(InputId, Option<usize>, String)>,
    /// What codes of the document say.
    pub(super) deductions: Vec<Deduction<'p>>,
}

/// Keys of a person that are no inputs.
const PERSON_KEYS: [&str; 2] = ["id", "role"];
/// Keys around a situation.
const ENVELOPE: [&str; 4] = ["id", "period", "situation", "expected"];

impl Situation {
    /// Reads a situation, alone or in its envelope.
    ///
    /// # Errors
    /// Everything that is wrong with the document, not only the first thing.
    pub fn read(program: &Program, document: &Document) -> Result<Situation, Vec<InputError>> {
        Reader::new(program).read(document)
    }
}

impl<'p> Reader<'p> {
    /// Prepares the keys of a program.
    #[must_use]
    pub fn new(program: &'p Program) -> Reader<'p> {
        Reader {
            program,
            schema: Schema::new(program),
            codes: program.tables.iter().map(|_| OnceLock::new()).collect(),
            blank: Arc::new(Blank::new(program)),
        }
    }

    /// A table of codes, ready to be searched.
    pub(super) fn codes(&self, table: u32) -> Option<(&'p CodeTable, &Codes<'p>)> {
        let index = usize::try_from(table).ok()?;
        let table = self.program.tables.get(index)?;
        let codes = self.codes.get(index)?.get_or_init(|| table.codes());
        Some((table, codes))
    }

    /// Reads a situation, alone or in its envelope.
    ///
    /// # Errors
    /// Everything that is wrong with the document, not only the first thing.
    pub fn read(&self, document: &Document) -> Result<Situation, Vec<InputError>> {
        let mut reading = Reading {
            reader: self,
            situation: Situation::of_blank(self.blank.clone()),
            errors: Vec::new(),
            ids: None,
            dependants: Vec::new(),
            own_lists: Vec::new(),
            said: Vec::new(),
            deductions: Vec::new(),
        };
        match document.get("situation") {
            Some(situation) => {
                reading.envelope(document);
                reading.household(situation);
            }
            None => reading.household(document),
        }
        reading.deduce();
        let Reading {
            situation,
            mut errors,
            ..
        } = reading;
        if errors.is_empty() {
            return Ok(situation);
        }
        // Two inputs may read the same value.
        let mut seen = std::collections::HashSet::new();
        errors.retain(|error| seen.insert((error.path.clone(), error.message.clone())));
        Err(errors)
    }
}

impl<'p> Reading<'_, 'p> {
    /// Keeps an error.
    #[expect(
        clippy::boxed_local,
        reason = "errors travel boxed, to keep results small"
    )]
    pub(super) fn say(&mut self, error: Box<InputError>) {
        self.errors.push(*error);
    }

    /// Keeps a value, or its error.
    pub(super) fn keep<T>(&mut self, result: Result<T, Box<InputError>>) -> Option<T> {
        result.map_err(|error| self.say(error)).ok()
    }

    pub(super) fn program(&self) -> &'p Program {
        self.reader.program
    }

    pub(super) fn input(&self, id: InputId) -> Option<&'p Input> {
        self.reader.program.inputs.get(id.index())
    }

    fn envelope(&mut self, document: &Document) {
        for (key, value) in document.entries() {
            let place = Place::Root.key(key);
            match &**key {
                "situation" | "expected" => {}
                "id" if *value != Document::Null => {
                    self.situation.id = self.identifier(value, place)
                }
                "period" if *value != Document::Null && !is_unknown(value) => {
                    let month = value::month(value, place);
                    self.situation.month = self.keep(month);
                }
                "id" | "period" => {}
                _ => {
                    let error = InputError::new("S010", place, key, "clé inconnue")
                        .expected(value::one_of(&ENVELOPE));
                    let advice = self.reader.schema.advice(key, &Level::default(), &ENVELOPE);
                    self.say(match advice {
                        Some(advice) if advice.starts_with("cette") => {
                            error.help("cette clé s'écrit dans « situation »")
                        }
                        Some(advice) => error.help(advice),
                        None => error,
                    });
                }
            }
        }
    }

    fn household(&mut self, document: &Document) {
        let place = Place::Root;
        let Document::Map(entries) = document else {
            self.say(
                wrong_kind(document, place, "une situation").expected("un objet avec ses clés"),
            );
            return;
        };
        // Lines of the household name persons: they are read first, wherever they stand.
        if let Some(persons) = document.get("personnes") {
            self.persons(persons, place.key("personnes"));
        }
        let reader = self.reader;
        self.level(&reader.schema.household, entries, place, None);
        // Without roles nobody is anybody: the facts of the persons were only checked.
        if self.situation.persons.is_none() {
            self.situation.each.clear();
        }
    }

    /// The keys of the household (`person` is `None`), of a person, or below one of their keys.
    fn level(
        &mut self,
        level: &Level<'p>,
        entries: &[(Cow<'_, str>, Document<'_>)],
        place: Place<'_>,
        person: Option<usize>,
    ) {
        let mut more: &[&str] = &[];
        if let Place::Root = place {
            more = &["personnes"];
        } else if let Place::Item(..) = place {
            more = &PERSON_KEYS;
        }
        for (key, value) in entries {
            let here = place.key(key);
            match level.entries.get(&**key) {
                Some(entry) => self.entry(entry, value, here, person),
                None if more.contains(&&**key) => {}
                None => {
                    let mut error = InputError::new("S010", here, key, "clé inconnue");
                    error.help = if let Place::Root = place
                        && ENVELOPE.contains(&&**key)
                    {
                        Some("cette clé s'écrit à côté de « situation »".to_owned())
                    } else {
                        self.reader.schema.advice(key, level, more)
                    };
                    self.say(error);
                }
            }
        }
    }

    fn entry(
        &mut self,
        entry: &Entry<'p>,
        value: &Document,
        place: Place<'_>,
        person: Option<usize>,
    ) {
        if let Some(list) = entry.list {
            return self.list(list, value, place, person);
        }
        if !entry.coded.is_empty() {
            self.told_by(&entry.coded, value, place, person);
        }
        let is_container = !entry.below.entries.is_empty();
        if is_container && (is_unknown(value) || *value == Document::Null) {
            let inputs = entry.all_inputs();
            let admits_none = |id: &InputId| self.input(*id).is_some_and(|i| i.optional);
            let known = if is_unknown(value) {
                Value::Unknown
            } else if inputs.iter().all(admits_none) {
                Value::Nothing
            } else {
                self.say(no_null(place).expected("un objet avec ses clés"));
                return;
            };
            for id in inputs {
                self.situation.set(id, person, Given::Always(known));
            }
            return;
        }
        if let (true, Document::Map(entries)) = (is_container, value) {
            return self.level(&entry.below, entries, place, person);
        }
        if is_container && entry.inputs.is_empty() {
            self.say(wrong_kind(value, place, "un objet").expected("un objet avec ses clés"));
        }
        for id in &entry.inputs {
            if let Some(input) = self.input(*id)
                && let Some(given) = self.leaf(input, value, place)
            {
                if input.deduced.is_some() && given != Given::UNKNOWN {
                    self.said.push((*id, person, value.shown()));
                }
                self.situation.set(*id, person, given);
            }
        }
    }

    /// The value of an input: plain, or by month or year.
    fn leaf(&mut self, input: &Input, value: &Document, place: Place<'_>) -> Option<Given> {
        let by_year = input.timing == Timing::Yearly;
        let Document::Map(entries) = value else {
            if by_year && !is_unknown(value) && *value != Document::Null {
                let error = wrong_kind(value, place, "un relevé par année")
                    .expected("{ \"AAAA\": montant }");
                self.say(error);
                return None;
            }
            let known = value::scalar(self.program(), input, value, place);
            return self.keep(known).map(Given::Always);
        };
        if input.timing == Timing::Once {
            let known = value::scalar(self.program(), input, value, place);
            return self.keep(known).map(Given::Always);
        }
        // A number that no month or year cites is zero, unless it may hold nothing: then the convention of the input
        // says what, and without one it is not known.
        let elsewhere = match super::presumed(input) {
            Given::Always(value) if value != Value::Unknown => value,
            _ if matches!(input.ty, Type::Number(_)) && !input.optional => {
                Value::Known(Range::only(0))
            }
            _ => Value::Unknown,
        };
        let mut series = Series::new(elsewhere, input.carry);
        for (key, value) in entries {
            let here = place.key(key);
            let months = if by_year {
                year(key, here)
            } else {
                value::month(&Document::Text(key.clone()), here).map(|m| (m, m))
            };
            let known = value::scalar(self.program(), input, value, here);
            let (months, known) = (self.keep(months), self.keep(known));
            if let (Some((from, to)), Some(known)) = (months, known) {
                series.put(Line::new(Some(from), Some(to), known));
            }
        }
        Some(Given::Series(series))
    }

    fn persons(&mut self, document: &Document, place: Place<'_>) {
        if is_unknown(document) {
            return;
        }
        let items = match document {
            Document::List(items) => items,
            Document::Null => {
                self.say(no_null(place).expected("une liste de personnes"));
                return;
            }
            other => {
                self.say(wrong_kind(other, place, "une liste").expected("une liste de personnes"));
                return;
            }
        };
        let entity = &self.program().entity;
        if items.is_empty() {
            self.say(
                InputError::new("S020", place, "[]", "la liste est vide")
                    .expected("une personne au moins"),
            );
            return;
        }
        let most = usize::try_from(entity.at_most).unwrap_or(usize::MAX);
        if items.len() > most {
            let count = items.len().to_string();
            let error = InputError::new(
                "S021",
                place,
                &count,
                format!("{count} personnes, c'est trop"),
            );
            self.say(error.expected(format!("{most} au plus")));
            return;
        }
        self.situation.set_holders(items.len());
        self.own_lists = vec![Vec::new(); items.len()];
        let ids = self.identifiers(items, place);
        let roles: Vec<Option<RoleId>> = items
            .iter()
            .enumerate()
            .map(|(i, p)| self.role(p, place.item(i)))
            .collect();
        let many = |role: RoleId| {
            entity
                .roles
                .get(role.index())
                .is_some_and(|r| r.arity == Arity::Many)
        };
        self.dependants = roles.iter().map(|role| role.map(many)).collect();
        self.composition(&roles, items, place);
        self.ids = Some(ids.clone());
        let reader = self.reader;
        for (position, item) in items.iter().enumerate() {
            match item {
                Document::Map(entries) => {
                    self.level(
                        &reader.schema.person,
                        entries,
                        place.item(position),
                        Some(position),
                    );
                }
                other if is_unknown(other) => {}
                other => {
                    let error = wrong_kind(other, place.item(position), "une personne")
                        .expected("un objet avec ses clés");
                    self.say(error);
                }
            }
        }
        // One role is not known: neither is the composition.
        let known: Option<Vec<RoleId>> = roles.into_iter().collect();
        if let Some(roles) = known {
            let persons = ids
                .into_iter()
                .zip(roles)
                .map(|(id, role)| Person { id, role })
                .collect();
            self.situation.persons = Some(persons);
        }
    }

    /// A text, or digits.
    pub(super) fn identifier(&mut self, document: &Document, place: Place<'_>) -> Option<String> {
        match document {
            Document::Text(text) | Document::Number(text) if !text.is_empty() => {
                Some(text.to_string())
            }
            other => {
                self.say(wrong_kind(other, place, "un identifiant").expected("un texte"));
                None
            }
        }
    }

    /// The identifiers of the persons; a person without one gets its number.
    fn identifiers(&mut self, items: &[Document], place: Place<'_>) -> Vec<String> {
        // Few enough for a search to be quicker than a table.
        let mut first_uses: Vec<(String, usize)> = Vec::with_capacity(items.len());
        let first_use = |uses: &[(String, usize)], id: &str| {
            let found = uses.iter().find(|(known, _)| known == id);
            found.map(|(_, position)| *position)
        };
        let mut ids: Vec<Option<String>> = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            let person = place.item(position);
            let here = person.key("id");
            let id = item
                .get("id")
                .filter(|id| !is_unknown(id))
                .and_then(|id| self.identifier(id, here));
            if let Some(id) = &id {
                if let Some(first) = first_use(&first_uses, id) {
                    let message = format!(
                        "l'identifiant « {} » sert déjà à {}",
                        super::error::shortened(id),
                        place.item(first)
                    );
                    self.say(InputError::new("S024", here, id, message));
                } else {
                    first_uses.push((id.clone(), position));
                }
            }
            ids.push(id);
        }
        let mut named = Vec::with_capacity(ids.len());
        for (position, id) in ids.into_iter().enumerate() {
            let Some(id) = id else {
                let mut number = position.saturating_add(1);
                let mut made = format!("p{number}");
                while first_use(&first_uses, &made).is_some() {
                    number = number.saturating_add(1);
                    made = format!("p{number}");
                }
                first_uses.push((made.clone(), position));
                named.push(made);
                continue;
            };
            named.push(id);
        }
        named
    }

    fn role(&mut self, person: &Document, place: Place<'_>) -> Option<RoleId> {
        let document = person.get("role").filter(|role| !is_unknown(role))?;
        let place = place.key("role");
        let roles = &self.program().entity.roles;
        let codes: Vec<&str> = roles.iter().map(|r| r.code.as_str()).collect();
        let error = match document {
            Document::Text(code) => match codes.iter().position(|c| c == code) {
                Some(found) => return Some(RoleId::at(found)),
                None => unknown_word(document, place, code, &codes),
            },
            Document::Null => no_null(place).expected(value::one_of(&codes)),
            other => wrong_kind(other, place, "un texte").expected(value::one_of(&codes)),
        };
        self.say(error);
        None
    }

    /// The first person is the claimant, and nobody else; at most one of each single role.
    fn composition(&mut self, roles: &[Option<RoleId>], items: &[Document], place: Place<'_>) {
        let entity = &self.program().entity;
        for (index, role) in entity.roles.iter().enumerate() {
            let holders: Vec<usize> = roles
                .iter()
                .enumerate()
                .filter(|(_, r)| **r == Some(RoleId::at(index)))
                .map(|(p, _)| p)
                .collect();
            let single = role.arity != Arity::Many;
            for extra in holders.iter().skip(1).filter(|_| single) {
                let person = place.item(*extra);
                let first = holders.first().copied().unwrap_or(0);
                let message = format!(
                    "un deuxième {} : {} l'est déjà",
                    role.singular,
                    place.item(first)
                );
                self.say(InputError::new(
                    "S023",
                    person.key("role"),
                    &role.code,
                    message,
                ));
            }
        }
        let head = entity
            .roles
            .iter()
            .enumerate()
            .find(|(_, role)| role.arity == Arity::One);
        if let (Some((index, role)), Some(Some(first))) = (head, roles.first())
            && *first != RoleId::at(index)
        {
            let person = place.item(0);
            let found = items
                .first()
                .and_then(|p| p.get("role"))
                .map_or_else(String::new, Document::shown);
            let message = format!(
                "la première personne est toujours le {}, pas {found}",
                role.singular
            );
            let error = InputError::new("S022", person.key("role"), &found, message);
            self.say(error.expected(format!("« {} »", role.code)));
        }
    }
}

/// The first and last month of a year.
fn year(key: &str, place: Place<'_>) -> Result<(Month, Month), Box<InputError>> {
    let digits = key.len() == 4 && key.bytes().all(|b| b.is_ascii_digit());
    let number = key.parse().ok().filter(|_| digits);
    number
        .and_then(|y| Some((Month::new(y, 1)?, Month::new(y, 12)?)))
        .ok_or_else(|| {
            let shown = super::error::shortened(key);
            InputError::new(
                "S019",
                place,
                key,
                format!("« {shown} » n'est pas une année"),
            )
            .expected("AAAA")
        })
}
