//! The lines of a list as they are written: their codes, whose they are, the months that they cover.

use std::borrow::Cow;

use super::document::Document;
use super::error::{InputError, Place, shortened};
use super::read::Reading;
use super::schema::{ListCode, ListInput, ListSchema};
use super::value::{self, is_unknown, no_null, one_of, unknown_word, wrong_kind};
use crate::calendar::Month;
use crate::letters::joined;

/// Lines of one list; a household of thirty persons with three years of everything stays far below.
const MOST_LINES: usize = 5_000;
const FIRST: &str = "debut";
const LAST: &str = "fin";
const PERSON: &str = "personne";

/// Whose line it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Household,
    Person(usize),
    Unknown,
}

/// A line of a list, without its amounts.
pub(super) struct Row<'d> {
    pub(super) position: usize,
    pub(super) document: &'d Document<'d>,
    pub(super) code: Code,
    pub(super) holder: Holder,
    /// The months that it covers, for sure or maybe.
    pub(super) spans: [Option<Span>; 2],
}

/// The code of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// By its rank in the list.
    Known(usize),
    Unknown,
    /// It could not be read, which is already an error: the line tells nothing.
    Wrong,
}

/// From a month to another, and whether the line is there for sure.
pub(super) type Span = (Option<Month>, Option<Month>, bool);

impl<'p> Reading<'_, 'p> {
    /// The lines, whose keys, codes, persons and months are read; `None` when this is no list.
    pub(super) fn rows<'d>(
        &mut self,
        list: &ListSchema<'p>,
        index: usize,
        document: &'d Document<'d>,
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
                self.say(wrong_kind(item, here, "une ligne").expected(Self::line_keys(list, None)));
                continue;
            };
            let code = self.code(list, item, here, person.is_some());
            let known = match code {
                Code::Known(rank) => list.code(rank),
                Code::Unknown | Code::Wrong => None,
            };
            let holder = match person {
                Some(person) => Holder::Person(person),
                None => self.holder(list, index, item, here, known),
            };
            self.line_entries(list, entries, here, known, person.is_some());
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
    fn line_keys(list: &ListSchema<'p>, code: Option<&ListCode<'p>>) -> String {
        let mut keys = vec![list.selector, FIRST, LAST];
        keys.extend(code.map_or(&list.amounts, |code| &code.amounts));
        format!("{{ {} }}", joined(&keys, ", "))
    }

    fn code(
        &mut self,
        list: &ListSchema<'p>,
        row: &Document<'_>,
        place: Place<'_>,
        in_person: bool,
    ) -> Code {
        let Some(document) = row.get(list.selector).filter(|d| !is_unknown(d)) else {
            return Code::Unknown;
        };
        let here = place.key(list.selector);
        let known = || -> Vec<&str> {
            let codes = list.codes.iter();
            let fit = codes.filter(|(_, code)| !in_person || code.each);
            fit.map(|(name, _)| *name).collect()
        };
        match document {
            Document::Text(code) => {
                let rank = list.codes.place(&**code);
                let Some((rank, found)) = rank.and_then(|rank| Some((rank, list.code(rank)?)))
                else {
                    self.say(unknown_word(document, here, code, &known()));
                    return Code::Wrong;
                };
                if in_person && !found.each {
                    let message =
                        format!("« {} » est du foyer, pas d'une personne", shortened(code));
                    let help = format!(
                        "cette ligne s'écrit dans la liste « {} » du foyer",
                        list.name
                    );
                    self.say(InputError::new("S028", here, code, message).help(help));
                }
                return Code::Known(rank);
            }
            Document::Null => self.say(no_null(here).expected(one_of(&known()))),
            other => {
                self.say(wrong_kind(other, here, "un texte").expected(one_of(&known())));
            }
        }
        Code::Wrong
    }

    fn holder(
        &mut self,
        list: &ListSchema<'p>,
        index: usize,
        row: &Document<'_>,
        place: Place<'_>,
        code: Option<&ListCode<'p>>,
    ) -> Holder {
        let (each, household) = code.map_or((true, true), |code| (code.each, code.household));
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
                let shown = code.map_or_else(String::new, |code| shortened(code.name));
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
        entries: &[(Cow<'_, str>, Document<'_>)],
        place: Place<'_>,
        code: Option<&ListCode<'p>>,
        in_person: bool,
    ) {
        for (key, value) in entries {
            let here = place.key(key);
            let fixed =
                [list.selector, FIRST, LAST].contains(&&**key) || (key == PERSON && !in_person);
            if fixed {
                continue;
            }
            if !list.amounts.contains(&&**key) {
                let mut known = vec![list.selector, FIRST, LAST, PERSON];
                known.extend(&list.amounts);
                let error = InputError::new("S010", here, key, "clé inconnue")
                    .expected(Self::line_keys(list, code));
                self.say(
                    error.suggest(crate::nearest::nearest(key, known).filter(|word| word != key)),
                );
                continue;
            }
            let Some(code) = code else { continue };
            let amounts = &code.amounts;
            if amounts.is_empty() {
                if !matches!(value, Document::Number(_)) && !is_unknown(value) {
                    self.say(wrong_kind(value, here, "un nombre").expected("un nombre"));
                }
            } else if !amounts.contains(&&**key) {
                let message = format!(
                    "« {} » ne se donne pas pour « {} »",
                    shortened(key),
                    shortened(code.name)
                );
                self.say(InputError::new("S028", here, key, message).expected(one_of(amounts)));
            }
        }
    }

    /// The months that a line covers: those where it is there for sure, those where it may be.
    fn spans(&mut self, row: &Document<'_>, place: Place<'_>) -> [Option<Span>; 2] {
        let written = |key: &str| row.get(key).filter(|d| !is_unknown(d));
        let (from, to) = (written(FIRST), written(LAST));
        if from == Some(&Document::Null) {
            self.say(no_null(place.key(FIRST)).expected("AAAA-MM"));
        }
        let mut read = |document: Option<&Document<'_>>, key: &str| {
            let document = document.filter(|d| **d != Document::Null)?;
            let month = value::month(document, place.key(key));
            self.keep(month)
        };
        let (first, last) = (read(from, FIRST), read(to, LAST));
        let still = to == Some(&Document::Null);
        match (first, last) {
            (Some(first), Some(last)) if last < first => {
                let message = format!("la fin ({last}) précède le début ({first})");
                self.say(InputError::new(
                    "S018",
                    place.key(LAST),
                    &last.to_string(),
                    message,
                ));
                [None, None]
            }
            (Some(first), Some(last)) => [Some((Some(first), Some(last), true)), None],
            (Some(first), None) if still => [Some((Some(first), None, true)), None],
            (Some(first), None) => [
                Some((Some(first), Some(first), true)),
                Some((Some(first.plus(1)), None, false)),
            ],
            (None, Some(last)) => [
                Some((None, Some(last.plus(-1)), false)),
                Some((Some(last), Some(last), true)),
            ],
            (None, None) => [Some((None, None, false)), None],
        }
    }
}

impl Row<'_> {
    /// Whether the line tells an input, or may.
    pub(super) fn concerns(&self, told: &ListInput<'_>) -> bool {
        match self.code {
            Code::Known(rank) => rank == told.rank,
            Code::Unknown => true,
            Code::Wrong => false,
        }
    }
}
