//! What the rows of a household say, as a document of the situation format.

use std::borrow::Cow;
use std::sync::Arc;

use droit_engine::calendar::Month;
use droit_engine::situation::Document;

use super::cell::Cell;
use super::convert::{At, Grid, Person, Placed, Plan};
use super::fields::{Kind, Place};
use super::layout::{Layout, Pair};
use super::lists::{Amount, Holder, Lists};
use super::mapping::Column;
use super::options::When;
use super::value::{Told, value};
use crate::input::reject::Fault;

/// A situation being made.
pub(super) struct Making<'g, 'p> {
    plan: &'p Plan,
    /// The rows of the main table, and those of the table of persons.
    grids: (&'g Grid<'p>, &'g Grid<'p>),
    layouts: Arc<Pair>,
    month: Option<Month>,
    faults: Vec<Fault>,
    lists: Lists<'p>,
}

impl<'g, 'p> Making<'g, 'p> {
    pub(super) fn new(
        plan: &'p Plan,
        grids: (&'g Grid<'p>, &'g Grid<'p>),
        month: Option<Month>,
        faults: Vec<Fault>,
    ) -> Making<'g, 'p> {
        Making {
            plan,
            grids,
            layouts: plan.layouts.of(plan, month),
            month,
            faults,
            lists: Lists::new(plan),
        }
    }

    /// The situation, or everything that is wrong with the cells.
    pub(super) fn situation(
        mut self,
        household: &[At],
        people: &[Person<'p>],
    ) -> Result<Document<'p>, Vec<Fault>> {
        let mut situation = Document::Map(Vec::new());
        let mut persons = Vec::with_capacity(people.len());
        for person in people {
            persons.push(self.person(person));
        }
        // The first person is the claimant, wherever the file puts them.
        let head = Document::Text(self.plan.fields.head.as_str().into());
        let heads = |p: &(Document<'_>, Holder)| p.0.get("role") == Some(&head);
        if let Some(at) = persons.iter().position(heads)
            && let Some(slice) = persons.get_mut(..=at)
        {
            slice.rotate_right(1);
        }
        for (position, (document, _)) in persons.iter_mut().enumerate() {
            if document.get("id").is_none() {
                let id = format!("p{}", position.saturating_add(1));
                document.insert("id", Document::Text(id.into()));
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

    fn person(&mut self, person: &Person<'p>) -> (Document<'p>, Holder) {
        let mut document = Document::Map(Vec::new());
        if let Some(role) = person.role {
            document.insert("role", Document::Text(role.into()));
        }
        let holder = self.lists.new_person();
        self.fill(&mut document, &person.cells, (holder, person.apart));
        (document, holder)
    }

    /// Writes what cells say of their holder; `apart`: those of the table of persons.
    fn fill(&mut self, document: &mut Document<'p>, cells: &[At], (holder, apart): (Holder, bool)) {
        let layouts = Arc::clone(&self.layouts);
        let (layout, grid) = if apart {
            (&layouts.1, self.grids.1)
        } else {
            (&layouts.0, self.grids.0)
        };
        let mut amounts: Vec<Amount<'p>> = Vec::new();
        // Most cells of a wide table say that there was nothing. They are kept apart, to be read again where another
        // column tells the same line.
        let mut zeros: Vec<At> = Vec::new();
        for at in cells {
            let is_silent = layout.silent.get(at.place) == Some(&true);
            if is_silent && grid.cell(*at).is_some_and(|cell| cell.zero().is_some()) {
                zeros.push(*at);
                continue;
            }
            let Some(placed) = grid.placed(*at) else {
                continue;
            };
            let column = placed.column;
            match &column.field.place {
                Place::Period => {}
                Place::Keys(keys) => match column.when {
                    When::Always => {
                        if let Some(value) = placed.told(&mut self.faults) {
                            put(document, keys, None, value, column);
                        }
                    }
                    when => self.dated(document, keys, &placed, when),
                },
                Place::List { list } => match placed.told(&mut self.faults) {
                    Some(Told::Nothing) => self.lists.none(holder, list),
                    Some(Told::Unknown) if *placed.cell != Cell::Empty => {
                        self.lists.unknown(holder, list);
                    }
                    _ => {}
                },
                Place::Line { .. } => self.amounts(layout, (*at, &placed), &mut amounts),
            }
        }
        self.lines(holder, layout, (grid, &zeros), amounts);
    }

    /// Keeps the lines that a holder has: in a list that the file gives in full, their absence says that there was nothing.
    fn lines(
        &mut self,
        holder: Holder,
        layout: &Layout,
        (grid, zeros): (&Grid<'p>, &[At]),
        mut amounts: Vec<Amount<'p>>,
    ) {
        let span = |place: usize| layout.columns.get(place).and_then(Option::as_ref);
        let mut named = None;
        let told = amounts.iter().map(|amount| amount.place);
        for place in told.chain(zeros.iter().map(|at| at.place)) {
            let list = span(place).map(|span| span.list);
            if list == named {
                continue;
            }
            named = list;
            if let Some(list) = grid.column(place).and_then(|column| column.field.list()) {
                self.lists.name(holder, list);
            }
        }
        let mut is_worth = vec![false; layout.lines];
        for amount in &amounts {
            let complete = span(amount.place).is_some_and(|span| span.complete);
            if !(complete && amount.is_nothing())
                && let Some(worth) = is_worth.get_mut(amount.line)
            {
                *worth = true;
            }
        }
        amounts.retain(|amount| is_worth.get(amount.line) == Some(&true));
        if amounts.is_empty() {
            return;
        }
        for at in zeros {
            let line = span(at.place).and_then(|span| span.whole);
            if line.is_some_and(|(line, _)| is_worth.get(line) == Some(&true))
                && let Some(placed) = grid.placed(*at)
            {
                self.amounts(layout, (*at, &placed), &mut amounts);
            }
        }
        amounts.sort_by_key(|amount| amount.place);
        self.lists.lines(holder, amounts, layout.lines);
    }

    /// A value by year, or by month outside of any list.
    fn dated(
        &mut self,
        document: &mut Document<'p>,
        keys: &'p [String],
        placed: &Placed<'_, 'p>,
        when: When,
    ) {
        let column = placed.column;
        let Some(value) = placed.told(&mut self.faults) else {
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
        for moment in moments {
            put(document, keys, Some(moment), value.clone(), column);
        }
        // What is not written would be zero: the years that no column gives are not known.
        if let (When::Year(_), Some(month), false) = (when, self.month, column.field.optional) {
            for year in -3_i32..=0 {
                let year = month.year().saturating_add(year).to_string();
                let level = keys.iter().try_fold(&*document, |d, key| d.get(key));
                if level.and_then(|level| level.get(&year)).is_none() {
                    put(document, keys, Some(year), Told::Unknown, column);
                }
            }
        }
    }

    /// What a cell says of the months of a list.
    fn amounts(
        &mut self,
        layout: &Layout,
        (at, placed): (At, &Placed<'_, 'p>),
        amounts: &mut Vec<Amount<'p>>,
    ) {
        let (place, column) = (at.place, placed.column);
        let span = layout.columns.get(place).and_then(Option::as_ref);
        let Some((span, (line, months))) = span.and_then(|span| Some((span, span.whole?))) else {
            return self.faults.push(no_month(column));
        };
        let amount = |(line, months), value| Amount {
            place,
            line,
            months,
            column,
            value,
        };
        let Cell::List(items) = placed.cell else {
            let value = placed.told(&mut self.faults);
            return amounts.extend(value.map(|value| amount((line, months), value)));
        };
        let Some(each) = &span.each else {
            let reason = "plusieurs valeurs : « mois » doit dire de quel mois à quel mois";
            return self.faults.push(placed.fault(placed.cell, reason));
        };
        if items.len() != each.len() {
            let reason = format!("{} valeurs pour {} mois", items.len(), each.len());
            return self.faults.push(placed.fault(placed.cell, &reason));
        }
        for (line, item) in each.iter().zip(items) {
            match value(column, item) {
                Ok(value) => amounts.push(amount(*line, value)),
                Err(reason) => self.faults.push(placed.fault(item, &reason)),
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

/// Sets a value, at a moment when it has one; what is not known is not written, save where the format would take its
/// absence for something.
fn put<'p>(
    document: &mut Document<'p>,
    keys: &'p [String],
    moment: Option<String>,
    value: Told<'p>,
    column: &Column,
) {
    if value == Told::Unknown && column.when == When::Always {
        return;
    }
    let (last, parents): (Cow<'p, str>, _) = match moment {
        Some(moment) => (moment.into(), keys),
        None => match keys.split_last() {
            Some((last, parents)) => (last.into(), parents),
            None => return,
        },
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
    let is_part = column.field.kind == Kind::Group && level.get(&last).is_some();
    if value == Told::Nothing || !is_part {
        level.insert(last, value.document());
    }
}
