//! Which columns tell the same line of a list: found once for all the households of a month.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use droit_engine::calendar::Month;

use super::bind::Bound;
use super::convert::Plan;
use super::fields::Place;
use super::mapping::Column;
use super::options::When;

/// The months of a line; without months, it holds at every one.
pub(super) type Months = (Option<Month>, Option<Month>);

/// The layouts of the two tables, for each month of the right that was met.
#[derive(Debug, Default)]
pub(super) struct Layouts(Mutex<HashMap<Option<Month>, Arc<Pair>>>);

/// The layout of the main table, and that of the table of persons.
pub(super) type Pair = (Layout, Layout);

impl Layouts {
    /// More months than a file is about.
    const MOST: usize = 48;

    /// Those of a file, for a month of the right.
    pub(super) fn of(&self, plan: &Plan, right: Option<Month>) -> Arc<Pair> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > Self::MOST {
            known.clear();
        }
        let new = || {
            let persons = plan.persons.as_ref();
            let persons = persons.map_or_else(Layout::default, |bound| Layout::new(bound, right));
            Arc::new((Layout::new(&plan.main, right), persons))
        };
        Arc::clone(known.entry(right).or_insert_with(new))
    }
}

/// The lines that the columns of a table may tell, by rank: columns of the same code and months tell one line.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// For each column, what its cells tell; `None` for a column that tells no line.
    pub(super) columns: Vec<Option<Span>>,
    /// How many lines there are.
    pub(super) lines: usize,
}

/// What the cells of a column tell.
#[derive(Debug)]
pub(super) struct Span {
    /// The line of one value; `None` when its months are not known.
    pub(super) whole: Option<(usize, Months)>,
    /// The lines of several values, month by month; `None` when its months are not given.
    pub(super) each: Option<Vec<(usize, Months)>>,
}

impl Layout {
    /// Of the columns of a table, for a month of the right.
    pub(super) fn new(bound: &Bound, right: Option<Month>) -> Layout {
        let mut ranks = HashMap::new();
        let mut rank = |list: &str, code: &str, months: Months| {
            let next = ranks.len();
            *ranks
                .entry((list.to_owned(), code.to_owned(), months))
                .or_insert(next)
        };
        let mut columns = Vec::with_capacity(bound.columns.len());
        for (_, column) in &bound.columns {
            let Place::Line { list, code, .. } = &column.field.place else {
                columns.push(None);
                continue;
            };
            let mut line = |months: Months| (rank(list, code, months), months);
            columns.push(Some(match months(column, right) {
                None => Span {
                    whole: None,
                    each: None,
                },
                Some((Some(first), Some(last))) => Span {
                    whole: Some(line((Some(first), Some(last)))),
                    each: Some(
                        (0..=last.since(first))
                            .map(|n| Some(first.plus(n)))
                            .map(|month| line((month, month)))
                            .collect(),
                    ),
                },
                Some(months) => Span {
                    whole: Some(line(months)),
                    each: None,
                },
            }));
        }
        Layout {
            columns,
            lines: ranks.len(),
        }
    }
}

/// The months that a column tells; `None` when they hang on a month of the right that is not known.
fn months(column: &Column, right: Option<Month>) -> Option<Months> {
    match column.when {
        When::Months(first, last) => Some((Some(first.month(right)?), Some(last.month(right)?))),
        _ => Some((None, None)),
    }
}
