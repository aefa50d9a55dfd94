//! The rows of a household as a document of the situation format.

use droit_engine::calendar::Month;
use droit_engine::situation::Document;

use super::bind::Bound;
use super::cell::Cell;
use super::fields::{Fields, Kind, Place};
use super::households::Group;
use super::lists::{Holder, Lists};
use super::mapping::{Column, Whose};
use super::options::When;
use super::row::Row;
use super::value::{Told, value};
use crate::input::reject::Fault;

/// All that the workers need to read the households of a file.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) fields: Fields,
    /// The only table, or that of the households.
    pub(crate) main: Bound,
    pub(crate) persons: Option<Bound>,
    /// Lists that the file gives in full.
    pub(crate) complete: Vec<(String, bool)>,
    /// The month of every household, when it is asked for.
    pub(crate) month: Option<Month>,
    /// Names of the columns of the key.
    pub(crate) keys: (String, String),
}

/// A column, its cell and the line where it stands.
type Placed<'a> = (&'a Column, Cell, u64);

/// What the rows say of somebody.
#[derive(Default)]
struct Person<'a> {
    /// The role that the columns tell, for a person without a row of their own.
    role: Option<String>,
    cells: Vec<Placed<'a>>,
}

impl Plan {
    pub(super) fn key_name(&self) -> &str {
        &self.keys.0
    }

    pub(super) fn persons_key_name(&self) -> &str {
        &self.keys.1
    }

    /// The document of a household.
    pub(super) fn document(&self, group: &Group) -> Result<Document, Vec<Fault>> {
        let mut faults = Vec::new();
        let main = rows(&self.main, &group.main, &mut faults);
        let persons = match &self.persons {
            Some(bound) => rows(bound, &group.persons, &mut faults),
            None => Vec::new(),
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut household: Vec<Placed<'_>> = Vec::new();
        let mut people: Vec<Person<'_>> = Vec::new();
        for row in main {
            let mut own = Vec::new();
            for placed in row {
                match &placed.0.whose {
                    Whose::Person => own.push(placed),
                    Whose::Household => once(&mut household, placed, &mut faults),
                    Whose::Slot(role, rank) => slot(&mut people, role, *rank, placed, &mut faults),
                }
            }
            if !own.is_empty() {
                people.push(Person {
                    role: None,
                    cells: own,
                });
            }
        }
        people.extend(
            persons
                .into_iter()
                .map(|cells| Person { role: None, cells }),
        );
        // A person of whom no column says anything is not there.
        people.retain(|p| {
            p.role.is_none() || p.cells.iter().any(|(_, cell, _)| *cell != Cell::Empty)
        });
        let people: Vec<Person<'_>> = people
            .into_iter()
            .filter(|p| p.role.as_deref() != Some(""))
            .collect();
        let period = household
            .iter()
            .find(|(c, _, _)| c.field.place == Place::Period);
        let period = match period.map(|placed| told(placed, &mut faults)) {
            Some(Some(Told::Known(Document::Text(month)))) => Some(month),
            _ => None,
        };
        let month = self
            .month
            .or_else(|| period.as_deref().and_then(Month::parse));
        let situation = Making {
            plan: self,
            month,
            faults,
            lists: Lists::default(),
        }
        .situation(&household, people)?;
        let mut document = vec![("id".to_owned(), Document::Text(group.key.clone()))];
        document.extend(period.map(|m| ("period".to_owned(), Document::Text(m))));
        document.push(("situation".to_owned(), situation));
        Ok(Document::Map(document))
    }
}

/// The cells of some rows.
fn rows<'a>(bound: &'a Bound, rows: &[Row], faults: &mut Vec<Fault>) -> Vec<Vec<Placed<'a>>> {
    let wanted: Vec<usize> = bound.columns.iter().map(|(i, _)| *i).collect();
    let mut read = Vec::with_capacity(rows.len());
    for row in rows {
        match row.cells(&wanted) {
            Ok(cells) => read.push(
                bound
                    .columns
                    .iter()
                    .zip(cells)
                    .map(|((_, column), cell)| (column, cell, row.line))
                    .collect(),
            ),
            Err(reason) => faults.push(Fault {
                field: String::new(),
                value: String::new(),
                reason: format!("ligne {} : {reason}", row.line),
            }),
        }
    }
    read
}

/// What is said of the household must be the same on every row that says it.
fn once<'a>(household: &mut Vec<Placed<'a>>, placed: Placed<'a>, faults: &mut Vec<Fault>) {
    let known = household
        .iter_mut()
        .find(|(column, _, _)| std::ptr::eq(*column, placed.0));
    match known {
        None => household.push(placed),
        Some(known) if known.1 == Cell::Empty => *known = placed,
        Some(known) if placed.1 == Cell::Empty || placed.1 == known.1 => {}
        Some(known) => faults.push(Fault {
            field: placed.0.name.clone(),
            value: placed.1.shown(),
            reason: format!(
                "ligne {} : une autre valeur que celle de la ligne {} du même foyer, « {} »",
                placed.2,
                known.2,
                known.1.shown()
            ),
        }),
    }
}

/// A cell about a person named by a role: `conjoint.naissance`.
fn slot<'a>(
    people: &mut Vec<Person<'a>>,
    role: &str,
    rank: usize,
    placed: Placed<'a>,
    faults: &mut Vec<Fault>,
) {
    let same = |p: &&mut Person<'_>| p.role.as_deref() == Some(role);
    while people.iter_mut().filter(same).count() < rank {
        people.push(Person {
            role: Some(role.to_owned()),
            cells: Vec::new(),
        });
    }
    if let Some(person) = people.iter_mut().filter(same).nth(rank.saturating_sub(1)) {
        once(&mut person.cells, placed, faults);
    }
}

/// The value of a cell, or a fault.
fn told((column, cell, line): &Placed<'_>, faults: &mut Vec<Fault>) -> Option<Told> {
    value(column, cell)
        .map_err(|reason| faults.push(fault(column, cell, *line, &reason)))
        .ok()
}

fn fault(column: &Column, cell: &Cell, line: u64, reason: &str) -> Fault {
    Fault {
        field: column.name.clone(),
        value: cell.shown(),
        reason: format!("ligne {line} : {reason}"),
    }
}

/// A situation being made.
struct Making<'p> {
    plan: &'p Plan,
    month: Option<Month>,
    faults: Vec<Fault>,
    lists: Lists,
}

impl Making<'_> {
    fn situation(
        mut self,
        household: &[Placed<'_>],
        people: Vec<Person<'_>>,
    ) -> Result<Document, Vec<Fault>> {
        let mut situation = Document::Map(Vec::new());
        let mut persons = Vec::with_capacity(people.len());
        for person in &people {
            persons.push(self.person(person));
        }
        // The first person is the claimant, wherever the file puts them.
        let head = Document::Text(self.plan.fields.head.clone());
        let heads = |p: &(Document, Holder)| p.0.get("role") == Some(&head);
        if let Some(at) = persons.iter().position(heads)
            && let Some(slice) = persons.get_mut(..=at)
        {
            slice.rotate_right(1);
        }
        for (position, (document, _)) in persons.iter_mut().enumerate() {
            if document.get("id").is_none() {
                let id = format!("p{}", position.saturating_add(1));
                document.insert("id", Document::Text(id));
            }
        }
        self.fill(&mut situation, household, &Holder::Household);
        let ids: Vec<(Holder, String)> = persons
            .iter()
            .map(|(document, holder)| {
                let id = document
                    .get("id")
                    .and_then(|d| d.text())
                    .unwrap_or_default();
                (*holder, id.to_owned())
            })
            .collect();
        let (fields, complete, month) = (&self.plan.fields, &self.plan.complete, self.month);
        for (document, holder) in &mut persons {
            let lists = self.lists.of(holder, fields, complete, month);
            for (list, lines) in lists {
                document.insert(&list, lines);
            }
        }
        let lists = self.lists.of_household(&ids, fields, complete, month);
        for (list, lines) in lists {
            situation.insert(&list, lines);
        }
        if !persons.is_empty() {
            let persons = persons.into_iter().map(|(document, _)| document).collect();
            situation.insert("personnes", Document::List(persons));
        }
        if self.faults.is_empty() {
            Ok(situation)
        } else {
            Err(self.faults)
        }
    }

    fn person(&mut self, person: &Person<'_>) -> (Document, Holder) {
        let mut document = Document::Map(Vec::new());
        if let Some(role) = &person.role {
            document.insert("role", Document::Text(role.clone()));
        }
        let holder = self.lists.new_person();
        self.fill(&mut document, &person.cells, &holder);
        (document, holder)
    }

    fn fill(&mut self, document: &mut Document, cells: &[Placed<'_>], holder: &Holder) {
        for placed in cells {
            let (column, cell, line) = placed;
            match &column.field.place {
                Place::Period => {}
                Place::Keys(keys) => match column.when {
                    When::Always => {
                        if let Some(value) = told(placed, &mut self.faults) {
                            put(document, keys, value, column);
                        }
                    }
                    when => self.dated(document, keys, (column, cell, *line), when),
                },
                Place::List { list } => match told(placed, &mut self.faults) {
                    Some(Told::Nothing) => self.lists.none(holder, list),
                    Some(Told::Unknown) if *cell != Cell::Empty => self.lists.unknown(holder, list),
                    _ => {}
                },
                Place::Line { .. } => self.line(holder, (column, cell, *line)),
            }
        }
    }

    /// A value by year, or by month outside of any list.
    fn dated(
        &mut self,
        document: &mut Document,
        keys: &[String],
        (column, cell, line): (&Column, &Cell, u64),
        when: When,
    ) {
        let Some(value) = told(&(column, cell.clone(), line), &mut self.faults) else {
            return;
        };
        let moments: Vec<String> = match when {
            When::Year(year) => year
                .year(self.month)
                .map(|y| y.to_string())
                .into_iter()
                .collect(),
            When::Months(first, last) => match (first.month(self.month), last.month(self.month)) {
                (Some(first), Some(last)) => (0..=last.since(first))
                    .map(|n| first.plus(n).to_string())
                    .collect(),
                _ => Vec::new(),
            },
            When::Always | When::ByName => Vec::new(),
        };
        if moments.is_empty() {
            self.faults.push(no_month(column));
            return;
        }
        for moment in &moments {
            let mut path = keys.to_vec();
            path.push(moment.clone());
            put(document, &path, value.clone(), column);
        }
        // What is not written would be zero: the years that no column gives are not known.
        if let (When::Year(_), Some(month), false) = (when, self.month, column.field.optional) {
            for year in -3_i32..=0 {
                let mut path = keys.to_vec();
                path.push(month.year().saturating_add(year).to_string());
                if find(document, &path).is_none() {
                    put(document, &path, Told::Unknown, column);
                }
            }
        }
    }

    fn line(&mut self, holder: &Holder, (column, cell, line): (&Column, &Cell, u64)) {
        let (first, last) = match column.when {
            When::Months(first, last) => match (first.month(self.month), last.month(self.month)) {
                (Some(first), Some(last)) => (Some(first), Some(last)),
                _ => return self.faults.push(no_month(column)),
            },
            _ => (None, None),
        };
        let Cell::List(items) = cell else {
            if let Some(value) = told(&(column, cell.clone(), line), &mut self.faults) {
                self.lists.line(holder, column, (first, last), value);
            }
            return;
        };
        let (Some(first), Some(last)) = (first, last) else {
            let reason = "plusieurs valeurs : « mois » doit dire de quel mois à quel mois";
            return self.faults.push(fault(column, cell, line, reason));
        };
        let months = usize::try_from(last.since(first).saturating_add(1)).unwrap_or(0);
        if items.len() != months {
            let reason = format!("{} valeurs pour {months} mois", items.len());
            return self.faults.push(fault(column, cell, line, &reason));
        }
        for (n, item) in (0_i32..).zip(items) {
            let month = Some(first.plus(n));
            if let Some(value) = told(&(column, item.clone(), line), &mut self.faults) {
                self.lists.line(holder, column, (month, month), value);
            }
        }
    }
}

fn no_month(column: &Column) -> Fault {
    Fault {
        field: column.name.clone(),
        value: String::new(),
        reason: "mois du droit absent : donnez --mois, ou une colonne « period »".to_owned(),
    }
}

fn find<'d>(document: &'d Document, path: &[String]) -> Option<&'d Document> {
    path.iter().try_fold(document, |d, key| d.get(key))
}

/// Sets a value; what is not known is not written, save where the format would take its absence for something.
fn put(document: &mut Document, path: &[String], value: Told, column: &Column) {
    if value == Told::Unknown && column.when == When::Always {
        return;
    }
    let Some((last, parents)) = path.split_last() else {
        return;
    };
    let mut level = document;
    for key in parents {
        // `pret: aucun` beside `pret.date`: what is said to be nothing has no part.
        if level.get(key).is_none() {
            level.insert(key, Document::Map(Vec::new()));
        } else if level.get(key) == Some(&Document::Null) {
            return;
        }
        match level.get_mut(key) {
            Some(next) => level = next,
            None => return,
        }
    }
    let is_part = column.field.kind == Kind::Group && level.get(last).is_some();
    if value == Told::Nothing || !is_part {
        level.insert(last, value.document());
    }
}
