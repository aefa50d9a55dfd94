//! The rows of a household, told apart: what is of the household, what is of each person.

use droit_engine::calendar::Month;
use droit_engine::situation::Document;

use super::bind::Bound;
use super::cell::Cell;
use super::fields::{Fields, Place};
use super::households::Group;
use super::layout::Layouts;
use super::making::Making;
use super::mapping::{Column, Whose};
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

/// A cell of a table: the place of its column among those that are read, and the rank of its row.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub(super) place: usize,
    pub(super) row: usize,
}

/// A cell, its column and the line where it stands.
pub(super) struct Placed<'g, 'a> {
    pub(super) column: &'a Column,
    pub(super) cell: &'g Cell<'a>,
    pub(super) line: u64,
}

/// The rows of a household in a table: their lines, and their cells in the order of the columns that are read.
#[derive(Default)]
pub(super) struct Grid<'a> {
    bound: Option<&'a Bound>,
    rows: Vec<(u64, Vec<Cell<'a>>)>,
}

/// What the rows say of somebody.
#[derive(Default)]
pub(super) struct Person<'a> {
    /// The role that the columns tell, for a person without a row of their own.
    pub(super) role: Option<&'a str>,
    /// Whether the row is one of the table of persons.
    pub(super) apart: bool,
    /// In the order of the columns.
    pub(super) cells: Vec<At>,
}

impl Plan {
    /// Whether the file gives all the lines of a list.
    pub(super) fn is_complete(&self, list: &str) -> bool {
        let shared = self.fields.is_shared(list);
        let mut complete = self.complete.iter();
        complete.any(|(name, each)| name == list && (shared || *each))
    }

    pub(super) fn key_name(&self) -> &str {
        &self.keys.0
    }

    pub(super) fn persons_key_name(&self) -> &str {
        &self.keys.1
    }

    /// The document of a household.
    pub(super) fn document<'a>(&'a self, group: &'a Group) -> Result<Document<'a>, Vec<Fault>> {
        let mut faults = Vec::new();
        let main = Grid::new(Some(&self.main), &group.main, &mut faults);
        let apart = Grid::new(self.persons.as_ref(), &group.persons, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut household: Vec<At> = Vec::new();
        let mut people: Vec<Person<'_>> = Vec::new();
        for row in 0..main.rows.len() {
            // The first row tells every column, in their order.
            let is_first = household.is_empty();
            let mut known = 0_usize;
            for place in &self.main.shared {
                let at = At { place: *place, row };
                let Some((_, column)) = self.main.columns.get(*place) else {
                    continue;
                };
                match &column.whose {
                    Whose::Slot(role, rank) => {
                        main.slot(&mut people, (role, *rank), at, &mut faults);
                    }
                    _ if is_first => household.push(at),
                    _ => {
                        if let Some(known) = household.get_mut(known) {
                            main.once(known, at, &mut faults);
                        }
                        known = known.saturating_add(1);
                    }
                }
            }
            if !self.main.own.is_empty() {
                people.push(Person {
                    cells: cells(&self.main.own, row),
                    ..Person::default()
                });
            }
        }
        if let Some(bound) = &self.persons {
            let all: Vec<usize> = (0..bound.columns.len()).collect();
            people.extend((0..apart.rows.len()).map(|row| Person {
                role: None,
                apart: true,
                cells: cells(&all, row),
            }));
        }
        // A person of whom no column says anything is not there.
        people.retain(|p| p.role.is_none() || p.cells.iter().any(|at| !main.is_empty(*at)));
        people.retain(|p| p.role != Some(""));
        let mut placed = household.iter().filter_map(|at| main.placed(*at));
        let period = placed.find(|placed| placed.column.field.place == Place::Period);
        let period = match period.map(|placed| placed.told(&mut faults)) {
            Some(Some(Told::Known(Document::Text(month)))) => Some(month),
            _ => None,
        };
        let month = self
            .month
            .or_else(|| period.as_deref().and_then(Month::parse));
        let making = Making::new(self, (&main, &apart), month, faults);
        let situation = making.situation(&household, &people)?;
        let mut document = vec![("id".into(), Document::Text(group.key.as_str().into()))];
        document.extend(period.map(|m| ("period".into(), Document::Text(m))));
        document.push(("situation".into(), situation));
        Ok(Document::Map(document))
    }
}

/// The cells of a row at some places.
fn cells(places: &[usize], row: usize) -> Vec<At> {
    let at = |place: &usize| At { place: *place, row };
    places.iter().map(at).collect()
}

impl<'a> Grid<'a> {
    fn new(bound: Option<&'a Bound>, rows: &'a [Row], faults: &mut Vec<Fault>) -> Grid<'a> {
        let columns = bound.map_or(&[][..], |bound| &bound.columns);
        let wanted: Vec<usize> = columns.iter().map(|(i, _)| *i).collect();
        let mut grid = Grid {
            bound,
            rows: Vec::with_capacity(rows.len()),
        };
        for row in rows.iter().take_while(|_| bound.is_some()) {
            match row.cells(&wanted) {
                Ok(cells) => grid.rows.push((row.line, cells)),
                Err(reason) => faults.push(Fault {
                    field: String::new(),
                    value: String::new(),
                    reason: format!("ligne {} : {reason}", row.line),
                }),
            }
        }
        grid
    }

    /// A cell with its column.
    pub(super) fn placed(&self, at: At) -> Option<Placed<'_, 'a>> {
        let (line, cells) = self.rows.get(at.row)?;
        Some(Placed {
            column: self.column(at.place)?,
            cell: cells.get(at.place)?,
            line: *line,
        })
    }

    /// A column, by its place.
    pub(super) fn column(&self, place: usize) -> Option<&'a Column> {
        Some(&self.bound?.columns.get(place)?.1)
    }

    /// A cell alone.
    pub(super) fn cell(&self, at: At) -> Option<&Cell<'a>> {
        self.rows.get(at.row)?.1.get(at.place)
    }

    fn is_empty(&self, at: At) -> bool {
        self.cell(at).is_none_or(|cell| *cell == Cell::Empty)
    }

    /// What is said of the household must be the same on every row that says it.
    fn once(&self, known: &mut At, at: At, faults: &mut Vec<Fault>) {
        if self.cell(*known) == self.cell(at) || self.is_empty(at) {
            return;
        }
        if self.is_empty(*known) {
            *known = at;
            return;
        }
        if let (Some(old), Some(new)) = (self.placed(*known), self.placed(at)) {
            faults.push(Fault {
                field: new.column.name.clone(),
                value: new.cell.shown(),
                reason: format!(
                    "ligne {} : une autre valeur que celle de la ligne {} du même foyer, « {} »",
                    new.line,
                    old.line,
                    old.cell.shown()
                ),
            });
        }
    }

    /// A cell about a person named by a role: `conjoint.naissance`.
    fn slot(
        &self,
        people: &mut Vec<Person<'a>>,
        (role, rank): (&'a str, usize),
        at: At,
        faults: &mut Vec<Fault>,
    ) {
        let same = |p: &&mut Person<'_>| p.role == Some(role);
        while people.iter_mut().filter(same).count() < rank {
            people.push(Person {
                role: Some(role),
                ..Person::default()
            });
        }
        let person = people.iter_mut().filter(same).nth(rank.saturating_sub(1));
        let Some(person) = person else { return };
        match person
            .cells
            .binary_search_by_key(&at.place, |known| known.place)
        {
            Ok(known) => {
                if let Some(known) = person.cells.get_mut(known) {
                    self.once(known, at, faults);
                }
            }
            Err(next) => person.cells.insert(next, at),
        }
    }
}

impl<'a> Placed<'_, 'a> {
    /// The value of the cell, or a fault.
    pub(super) fn told(&self, faults: &mut Vec<Fault>) -> Option<Told<'a>> {
        value(self.column, self.cell)
            .map_err(|reason| faults.push(self.fault(self.cell, &reason)))
            .ok()
    }

    /// What is wrong with the cell, or with one of its values.
    pub(super) fn fault(&self, cell: &Cell<'_>, reason: &str) -> Fault {
        Fault {
            field: self.column.name.clone(),
            value: cell.shown(),
            reason: format!("ligne {} : {reason}", self.line),
        }
    }
}
