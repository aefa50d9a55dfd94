//! From the path of a field in a message to the column of the user's file that filled it: who made the file knows its
//! columns, and nothing of `personnes[1].ressources[2].debut`.

use droit_engine::calendar::Month;
use droit_engine::situation::Document;

use super::convert::Plan;
use super::fields::{PERSONS, Place};
use super::mapping::{Column, Whose};
use super::options::When;

/// More columns than these say nothing any more.
const MOST: usize = 3;

/// What a path leads to.
struct Target<'d> {
    /// The keys, without the ranks in lists.
    keys: Vec<&'d str>,
    /// The rank of the person, and the person.
    person: Option<(usize, &'d Document<'d>)>,
    /// The line of a list.
    line: Option<&'d Document<'d>>,
}

impl Plan {
    /// The column that a path of a document made from this file is about; `None` when no column is, or too many are.
    pub(crate) fn column(&self, document: &Document, path: &str) -> Option<String> {
        let situation = document.get("situation").unwrap_or(document);
        let target = Target::of(situation, path)?;
        let period = document.get("period").and_then(Document::text);
        let month = self.month.or_else(|| period.and_then(Month::parse));
        let bound = std::iter::once(&self.main).chain(&self.persons);
        let all = bound.flat_map(|bound| bound.columns.iter().map(|(_, column)| column));
        let mut found: Vec<&Column> = all
            .filter(|column| target.is_filled_by(column) && target.is_about(situation, column))
            .collect();
        narrow(&mut found, |column| target.has_amount(column));
        narrow(&mut found, |column| target.is_of_time(column, month));
        let names: Vec<&str> = found.iter().map(|column| column.name.as_str()).collect();
        (1..=MOST).contains(&names.len()).then(|| names.join(", "))
    }
}

/// Keeps what passes a test, when something does.
fn narrow(found: &mut Vec<&Column>, test: impl Fn(&Column) -> bool) {
    if found.iter().any(|column| test(column)) {
        found.retain(|column| test(column));
    }
}

impl<'d> Target<'d> {
    fn of(situation: &'d Document<'d>, path: &'d str) -> Option<Target<'d>> {
        let mut target = Target {
            keys: Vec::new(),
            person: None,
            line: None,
        };
        let mut here = Some(situation);
        for part in path.split('.') {
            let (key, rank) = match part.split_once('[') {
                Some((key, rank)) => (key, Some(rank.strip_suffix(']')?.parse::<usize>().ok()?)),
                None => (part, None),
            };
            target.keys.push(key);
            here = here.and_then(|document| document.get(key));
            let Some(rank) = rank else { continue };
            here = here.and_then(|list| list.items().get(rank));
            match here {
                Some(item) if key == PERSONS => target.person = Some((rank, item)),
                item => target.line = item,
            }
        }
        Some(target)
    }

    /// Whether a column fills what the path leads to, or what holds it.
    fn is_filled_by(&self, column: &Column) -> bool {
        let own = match self.keys.split_first() {
            Some((first, rest)) if *first == PERSONS => rest,
            _ => &self.keys,
        };
        match &column.field.place {
            Place::Period => own == ["period"],
            Place::Keys(keys) => {
                column.field.each == self.person.is_some()
                    && !keys.is_empty()
                    && own.get(..keys.len()).is_some_and(|own| own == keys)
            }
            Place::List { list } => own == [list],
            Place::Line {
                list,
                selector,
                code,
                ..
            } => {
                let told = self.line.and_then(|line| line.get(selector));
                own.first() == Some(&list.as_str())
                    && told.and_then(Document::text) == Some(code.as_str())
            }
        }
    }

    /// Whether a column of one person is about this one.
    fn is_about(&self, situation: &Document, column: &Column) -> bool {
        let Whose::Slot(role, rank) = &column.whose else {
            return true;
        };
        let Some((position, person)) = self.person else {
            return true;
        };
        let has =
            |person: &Document| person.get("role").and_then(Document::text) == Some(role.as_str());
        let persons = situation.get(PERSONS).map_or(&[][..], Document::items);
        let before = persons.iter().take(position).filter(|p| has(p)).count();
        has(person) && before.saturating_add(1) == *rank
    }

    fn has_amount(&self, column: &Column) -> bool {
        matches!(&column.field.place, Place::Line { amount: Some(amount), .. }
            if self.keys.last() == Some(&amount.as_str()))
    }

    /// Whether a column tells the months of the line, or the year at the end of the path.
    fn is_of_time(&self, column: &Column, month: Option<Month>) -> bool {
        match column.when {
            When::Months(first, _) => {
                let from = self.line.and_then(|line| line.get("debut")?.text());
                let first = first.month(month).map(|month| month.to_string());
                from.is_some() && from == first.as_deref()
            }
            When::Year(year) => {
                let year = year.year(month).map(|year| year.to_string());
                year.is_some_and(|year| self.keys.last() == Some(&year.as_str()))
            }
            When::Always | When::ByName => false,
        }
    }
}
