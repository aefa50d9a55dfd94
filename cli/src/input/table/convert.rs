//! The rows of a household as a document of the situation format.

use std::sync::Arc;

use droit_engine::calendar::Month;
use droit_engine::situation::Document;

use super::bind::Bound;
use super::cell::Cell;
use super::fields::{Fields, Kind, Place};
use super::households::Group;
use super::layout::{Layout, Layouts, Pair};
use super::lists::{Amount, Holder, Lists};
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
    pub(super) layouts: Layouts,
}

/// A cell, its column and the line where it stands.
struct Placed<'a> {
    /// Position of the column among those that are read.
    place: usize,
    column: &'a Column,
    cell: Cell<'a>,
    line: u64,
}

/// The cells of a row, and its line.
type Cells<'a> = (u64, Vec<Cell<'a>>);

/// What the rows say of somebody.
#[derive(Default)]
struct Person<'a> {
    /// The role that the columns tell, for a person without a row of their own.
    role: Option<&'a str>,
    /// Whether the row is one of the table of persons.
    apart: bool,
    /// In the order of the columns.
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
            for placed in placed(&self.main, row) {
                match &placed.column.whose {
                    Whose::Person => own.push(placed),
                    Whose::Household => once(&mut household, placed, &mut faults),
                    Whose::Slot(role, rank) => slot(&mut people, role, *rank, placed, &mut faults),
                }
            }
            if !own.is_empty() {
                people.push(Person {
                    cells: own,
                    ..Person::default()
                });
            }
        }
        if let Some(bound) = &self.persons {
            people.extend(persons.into_iter().map(|row| Person {
                role: None,
                apart: true,
                cells: placed(bound, row).collect(),
            }));
        }
        // A person of whom no column says anything is not there.
        people.retain(|p| {
            p.role.is_none() || p.cells.iter().any(|placed| placed.cell != Cell::Empty)
        });
        people.retain(|p| p.role != Some(""));
        let period = household
            .iter()
            .find(|placed| placed.column.field.place == Place::Period);
        let period = match period.map(|placed| told(placed, &mut faults)) {
            Some(Some(Told::Known(Document::Text(month)))) => Some(month),
            _ => None,
        };
        let month = self
            .month
            .or_else(|| period.as_deref().and_then(Month::parse));
        let situation = Making {
            plan: self,
            layouts: self.layouts.of(self, month),
            month,
            faults,
            lists: Lists::new(&self.fields, &self.complete),
        }
        .situation(&household, &people)?;
        let mut document = vec![("id".to_owned(), Document::Text(group.key.clone()))];
        document.extend(period.map(|m| ("period".to_owned(), Document::Text(m))));
        document.push(("situation".to_owned(), situation));
        Ok(Document::Map(document))
    }
}

/// The cells of some rows, in the order of the columns that are read.
fn rows<'a>(bound: &Bound, rows: &'a [Row], faults: &mut Vec<Fault>) -> Vec<Cells<'a>> {
    let wanted: Vec<usize> = bound.columns.iter().map(|(i, _)| *i).collect();
    let mut read = Vec::with_capacity(rows.len());
    for row in rows {
        match row.cells(&wanted) {
            Ok(cells) => read.push((row.line, cells)),
            Err(reason) => faults.push(Fault {
                field: String::new(),
                value: String::new(),
                reason: format!("ligne {} : {reason}", row.line),
            }),
        }
    }
    read
}

/// The cells of a row, with their columns.
fn placed<'a>(bound: &'a Bound, (line, cells): Cells<'a>) -> impl Iterator<Item = Placed<'a>> {
    let columns = bound.columns.iter().enumerate().zip(cells);
    columns.map(move |((place, (_, column)), cell)| Placed {
        place,
        column,
        cell,
        line,
    })
}

/// What is said of the household must be the same on every row that says it.
fn once<'a>(household: &mut Vec<Placed<'a>>, placed: Placed<'a>, faults: &mut Vec<Fault>) {
    // The first row tells every column, in their order.
    let known = household.binary_search_by_key(&placed.place, |known| known.place);
    let known = match known {
        Ok(at) => household.get_mut(at),
        Err(at) => {
            household.insert(at, placed);
            return;
        }
    };
    match known {
        Some(known) if known.cell == Cell::Empty => *known = placed,
        Some(known) if placed.cell != Cell::Empty && placed.cell != known.cell => {
            faults.push(Fault {
                field: placed.column.name.clone(),
                value: placed.cell.shown(),
                reason: format!(
                    "ligne {} : une autre valeur que celle de la ligne {} du même foyer, « {} »",
                    placed.line,
                    known.line,
                    known.cell.shown()
                ),
            });
        }
        _ => {}
    }
}

/// A cell about a person named by a role: `conjoint.naissance`.
fn slot<'a>(
    people: &mut Vec<Person<'a>>,
    role: &'a str,
    rank: usize,
    placed: Placed<'a>,
    faults: &mut Vec<Fault>,
) {
    let same = |p: &&mut Person<'_>| p.role == Some(role);
    while people.iter_mut().filter(same).count() < rank {
        people.push(Person {
            role: Some(role),
            ..Person::default()
        });
    }
    if let Some(person) = people.iter_mut().filter(same).nth(rank.saturating_sub(1)) {
        once(&mut person.cells, placed, faults);
    }
}

/// The value of a cell, or a fault.
fn told(placed: &Placed<'_>, faults: &mut Vec<Fault>) -> Option<Told> {
    value(placed.column, &placed.cell)
        .map_err(|reason| faults.push(fault(placed, &placed.cell, &reason)))
        .ok()
}

fn fault(placed: &Placed<'_>, cell: &Cell<'_>, reason: &str) -> Fault {
    Fault {
        field: placed.column.name.clone(),
        value: cell.shown(),
        reason: format!("ligne {} : {reason}", placed.line),
    }
}

/// A situation being made.
struct Making<'p> {
    plan: &'p Plan,
    layouts: Arc<Pair>,
    month: Option<Month>,
    faults: Vec<Fault>,
    lists: Lists<'p>,
}

impl<'p> Making<'p> {
    fn situation(
        mut self,
        household: &[Placed<'p>],
        people: &[Person<'p>],
    ) -> Result<Document, Vec<Fault>> {
        let mut situation = Document::Map(Vec::new());
        let mut persons = Vec::with_capacity(people.len());
        for person in people {
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
        self.fill(&mut situation, household, (Holder::Household, false));
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
        for (document, holder) in &mut persons {
            for (list, lines) in self.lists.of(*holder, self.month) {
                document.insert(list, lines);
            }
        }
        for (list, lines) in self.lists.of_household(&ids, self.month) {
            situation.insert(list, lines);
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

    fn person(&mut self, person: &Person<'p>) -> (Document, Holder) {
        let mut document = Document::Map(Vec::new());
        if let Some(role) = person.role {
            document.insert("role", Document::Text(role.to_owned()));
        }
        let holder = self.lists.new_person();
        self.fill(&mut document, &person.cells, (holder, person.apart));
        (document, holder)
    }

    /// Writes what cells say of their holder; `apart`: those of the table of persons.
    fn fill(
        &mut self,
        document: &mut Document,
        cells: &[Placed<'p>],
        (holder, apart): (Holder, bool),
    ) {
        let layouts = Arc::clone(&self.layouts);
        let layout = if apart { &layouts.1 } else { &layouts.0 };
        let mut amounts = Vec::with_capacity(cells.len());
        for placed in cells {
            let column = placed.column;
            match &column.field.place {
                Place::Period => {}
                Place::Keys(keys) => match column.when {
                    When::Always => {
                        if let Some(value) = told(placed, &mut self.faults) {
                            put(document, keys, value, column);
                        }
                    }
                    when => self.dated(document, keys, placed, when),
                },
                Place::List { list } => match told(placed, &mut self.faults) {
                    Some(Told::Nothing) => self.lists.none(holder, list),
                    Some(Told::Unknown) if placed.cell != Cell::Empty => {
                        self.lists.unknown(holder, list);
                    }
                    _ => {}
                },
                Place::Line { .. } => self.amounts(layout, placed, &mut amounts),
            }
        }
        self.lists.lines(holder, amounts, layout.lines);
    }

    /// A value by year, or by month outside of any list.
    fn dated(&mut self, document: &mut Document, keys: &[String], placed: &Placed<'_>, when: When) {
        let column = placed.column;
        let Some(value) = told(placed, &mut self.faults) else {
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

    /// What a cell says of the months of a list.
    fn amounts(&mut self, layout: &Layout, placed: &Placed<'p>, amounts: &mut Vec<Amount<'p>>) {
        let column = placed.column;
        let span = layout.columns.get(placed.place).and_then(Option::as_ref);
        let Some((span, (line, months))) = span.and_then(|span| Some((span, span.whole?))) else {
            return self.faults.push(no_month(column));
        };
        let Cell::List(items) = &placed.cell else {
            if let Some(value) = told(placed, &mut self.faults) {
                amounts.push(Amount {
                    line,
                    months,
                    column,
                    value,
                });
            }
            return;
        };
        let Some(each) = &span.each else {
            let reason = "plusieurs valeurs : « mois » doit dire de quel mois à quel mois";
            return self.faults.push(fault(placed, &placed.cell, reason));
        };
        if items.len() != each.len() {
            let reason = format!("{} valeurs pour {} mois", items.len(), each.len());
            return self.faults.push(fault(placed, &placed.cell, &reason));
        }
        for ((line, months), item) in each.iter().zip(items) {
            match value(column, item) {
                Ok(value) => amounts.push(Amount {
                    line: *line,
                    months: *months,
                    column,
                    value,
                }),
                Err(reason) => self.faults.push(fault(placed, item, &reason)),
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
