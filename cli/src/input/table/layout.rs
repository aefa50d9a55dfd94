//! Which columns tell the same line of a list: found once for all the households of a month.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use droit_engine::calendar::Month;

use super::bind::Bound;
use super::convert::Plan;
use super::fields::{Kind, Place};
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
            let layout = |bound: &Bound| Layout::new(plan, bound, right);
            let persons = persons.map_or_else(Layout::default, layout);
            Arc::new((layout(&plan.main), persons))
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
    /// For each column, whether a zero in it says no more than its absence, as long as no other column tells its line.
    pub(super) silent: Vec<bool>,
}

/// What the cells of a column tell.
#[derive(Debug)]
pub(super) struct Span {
    /// The rank of the list.
    pub(super) list: usize,
    /// Whether the file gives all the lines of the list.
    pub(super) complete: bool,
    /// The line of one value; `None` when its months are not known.
    pub(super) whole: Option<(usize, Months)>,
    /// The lines of several values, month by month; `None` when its months are not given.
    pub(super) each: Option<Vec<(usize, Months)>>,
}

impl Layout {
    /// Of the columns of a table, for a month of the right.
    fn new(plan: &Plan, bound: &Bound, right: Option<Month>) -> Layout {
        let mut ranks = HashMap::new();
        let mut rank = |list: &str, code: &str, months: Months| {
            let next = ranks.len();
            *ranks
                .entry((list.to_owned(), code.to_owned(), months))
                .or_insert(next)
        };
        let mut names: Vec<&str> = Vec::new();
        let mut columns = Vec::with_capacity(bound.columns.len());
        for (_, column) in &bound.columns {
            let Place::Line { list, code, .. } = &column.field.place else {
                columns.push(None);
                continue;
            };
            let known = names.iter().position(|name| name == list);
            let of_list = known.unwrap_or(names.len());
            if known.is_none() {
                names.push(list);
            }
            let mut line = |months: Months| (rank(list, code, months), months);
            let (whole, each) = match months(column, right) {
                None => (None, None),
                Some((Some(first), Some(last))) => {
                    let whole = line((Some(first), Some(last)));
                    let months = (0..=last.since(first)).map(|n| Some(first.plus(n)));
                    let each = months.map(|month| line((month, month))).collect();
                    (Some(whole), Some(each))
                }
                Some(months) => (Some(line(months)), None),
            };
            columns.push(Some(Span {
                list: of_list,
                complete: plan.is_complete(list),
                whole,
                each,
            }));
        }
        let silent = bound.columns.iter().zip(&columns);
        Layout {
            silent: silent
                .map(|((_, column), span)| span.as_ref().is_some_and(|span| span.is_silent(column)))
                .collect(),
            columns,
            lines: ranks.len(),
        }
    }
}

impl Span {
    /// Whether a zero says no more than an absence: it is an amount of a list that the file gives in full.
    fn is_silent(&self, column: &Column) -> bool {
        self.complete
            && self.whole.is_some()
            && column.codes.is_empty()
            && matches!(column.field.kind, Kind::Number(_))
            && matches!(
                column.field.place,
                Place::Line {
                    amount: Some(_),
                    ..
                }
            )
    }
}

/// The months that a column tells; `None` when they hang on a month of the right that is not known.
fn months(column: &Column, right: Option<Month>) -> Option<Months> {
    match column.when {
        When::Months(first, last) => Some((Some(first.month(right)?), Some(last.month(right)?))),
        _ => Some((None, None)),
    }
}
