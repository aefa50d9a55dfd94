//! Households to evaluate together: who is in each, and the columns of what is known.

use std::rc::Rc;

use super::column::{Cells, Column, Span, fit, narrow, small};
use super::persons::Persons;
use super::pool::{Kept, Pool};
use crate::law::{Kind, Law, Node, NodeId, Op, Possible, Shape, Time};
use crate::program::RoleId;
use crate::situation::{Given, Situation, Value};

/// An input as the law reads it.
#[derive(Debug, Clone)]
struct Reads {
    each: bool,
    /// What is known before anything is said.
    blank: Value,
    /// The rank of the list that tells it, and what is known when that list has no line of it.
    listed: Option<(usize, Value)>,
    /// The nodes that read it, and at which time.
    leaves: Vec<(NodeId, Time)>,
}

/// The input nodes of a law.
#[derive(Debug, Clone)]
pub(super) struct Leaves {
    reads: Vec<Reads>,
    /// For each input of the program, its place among those that the law reads.
    places: Vec<Option<usize>>,
    /// How many lists there are.
    lists: usize,
}

impl Leaves {
    pub(super) fn new(law: &Law) -> Leaves {
        let empty = Situation::empty(law.program());
        let mut leaves = Leaves {
            reads: Vec::new(),
            places: vec![None; law.program().inputs.len()],
            lists: empty.blank().lists(),
        };
        for (i, node) in law.nodes().iter().enumerate() {
            let (Op::Input { input, time } | Op::Present { input, time }) = node.op else {
                continue;
            };
            if node.needed == 0 {
                continue;
            }
            let Some(place) = leaves.places.get_mut(input.index()) else {
                continue;
            };
            let place = *place.get_or_insert(leaves.reads.len());
            if place == leaves.reads.len() {
                leaves.reads.push(Reads {
                    each: node.shape == Shape::Person,
                    // Persons and the household start from the same.
                    blank: empty.at(input, None, law.month(), law.month()),
                    listed: empty.blank().listed(input).map(|(list, nothing)| {
                        // Nothing at one month is nothing at all.
                        (*list, nothing.at(law.month(), law.month()))
                    }),
                    leaves: Vec::new(),
                });
            }
            if let Some(reads) = leaves.reads.get_mut(place) {
                reads.leaves.push((NodeId::at(i), time));
            }
        }
        leaves
    }
}

/// What is known at the time of a leaf.
fn read(given: &Given, time: Time, law: &Law) -> Value {
    match time {
        Time::Month(month) => given.at(month, law.month()),
        Time::Year(year) => given.of_year(year),
    }
}

/// What is the same from a row to another: the values of the rows up to each end.
#[derive(Debug, Clone)]
struct Runs<T>(Vec<(usize, T)>);

impl<T: Copy + PartialEq> Runs<T> {
    const fn new() -> Runs<T> {
        Runs(Vec::new())
    }

    /// How many rows are written.
    fn len(&self) -> usize {
        self.0.last().map_or(0, |(end, _)| *end)
    }

    /// Gives every row up to `rows` a value.
    fn fill(&mut self, rows: usize, value: T) {
        match self.0.last_mut() {
            Some((end, last)) if *last == value => *end = rows,
            _ => self.0.push((rows, value)),
        }
    }
}

/// An input being filled. Most rows say the same as the one before, and the same of every month: only what differs is
/// written.
#[derive(Debug, Clone)]
pub(super) struct Filling {
    /// The value of each row, at the times where it says nothing else; `None` where the row does not cite the input.
    rows: Runs<Option<Value>>,
    /// For each leaf, the rows that say something else of its time.
    others: Vec<Vec<(usize, Value)>>,
}

impl Filling {
    fn new(reads: &Reads) -> Filling {
        Filling {
            rows: Runs::new(),
            others: vec![Vec::new(); reads.leaves.len()],
        }
    }

    /// What a row after those written says.
    fn put(&mut self, row: usize, given: &Given, reads: &Reads, law: &Law) {
        if self.rows.len() < row {
            self.rows.fill(row, None);
        }
        let rows = row.saturating_add(1);
        let series = match given {
            Given::Always(value) => return self.rows.fill(rows, Some(*value)),
            Given::Series(series) => series,
        };
        let elsewhere = series.elsewhere();
        self.rows.fill(rows, Some(elsewhere));
        if series.lines().is_empty() {
            return;
        }
        for ((_, time), others) in reads.leaves.iter().zip(&mut self.others) {
            let value = read(given, *time, law);
            if value != elsewhere {
                others.push((row, value));
            }
        }
    }

    /// The values of so many rows, at the times where they say nothing else.
    fn values(&self, reads: &Reads, lists: &Lists, rows: usize) -> Runs<Value> {
        let mut values = Runs(Vec::with_capacity(self.rows.0.len().saturating_add(1)));
        let last = (self.rows.len() < rows).then_some((rows, None));
        for (end, value) in self.rows.0.iter().copied().chain(last) {
            match value {
                Some(value) => values.fill(end, value),
                None => lists.uncited(reads, end, &mut values),
            }
        }
        values
    }

    /// The column of a leaf, of so many rows.
    fn cells(
        pool: &Pool,
        values: &Runs<Value>,
        others: &[(usize, Value)],
        node: &Node,
        (rows, blank): (usize, Value),
    ) -> Cells {
        let runs: Vec<(usize, Possible)> = values
            .0
            .iter()
            .map(|(end, value)| (*end, node.given(*value)))
            .collect();
        let first = runs.first().map_or(node.given(blank), |(_, value)| *value);
        if others.is_empty() && runs.iter().all(|(_, value)| *value == first) {
            return Cells::same(node, first);
        }
        let others: Vec<(usize, Possible)> = others
            .iter()
            .map(|(row, value)| (*row, node.given(*value)))
            .collect();
        let all = (runs.as_slice(), others.as_slice());
        match node.kind {
            Kind::Number { .. } if narrow(node.range) => Cells::Number(ends(pool, all, rows, fit)),
            Kind::Number { .. } => Cells::Wide(ends(pool, all, rows, |end| end)),
            Kind::YesNo => Cells::Set(written(pool, all, rows, |v| small(v.bits()))),
            Kind::Choice => Cells::Choice(written(pool, all, rows, Possible::bits)),
        }
    }
}

/// Values, each with its row, or with the end of the rows that have it.
type Placed = [(usize, Possible)];

/// Both ends of numbers, as [`written`] writes columns.
fn ends<T: Kept + PartialEq>(
    pool: &Pool,
    all: (&Placed, &Placed),
    rows: usize,
    take: impl Fn(i128) -> T,
) -> Span<T> {
    let lo = written(pool, all, rows, |v| take(v.ends().0));
    if all.0.iter().chain(all.1).all(|(_, v)| v.is_settled()) {
        return Span::known(lo);
    }
    Span::between(lo, written(pool, all, rows, |v| take(v.ends().1)))
}

/// A column from runs of equal rows and from the rows that differ from theirs.
fn written<T: Kept + PartialEq>(
    pool: &Pool,
    (runs, others): (&Placed, &Placed),
    rows: usize,
    take: impl Fn(Possible) -> T,
) -> Column<T> {
    let mut values = pool.take(rows);
    let mut start = 0;
    for (end, value) in runs {
        if let Some(run) = values.get_mut(start..*end) {
            run.fill(take(*value));
        }
        start = *end;
    }
    for (row, value) in others {
        if let Some(slot) = values.get_mut(*row) {
            *slot = take(*value);
        }
    }
    pool.settled(Column::Each(values))
}

/// Whether two nodes that read an input make the same of what is known at a time.
fn alike(one: &Node, other: &Node) -> bool {
    let present = |node: &Node| matches!(node.op, Op::Present { .. });
    present(one) == present(other) && one.kind == other.kind && one.range == other.range
}

/// For each list, the rows that give it.
#[derive(Debug, Clone)]
pub(super) struct Lists(Vec<Runs<bool>>);

impl Lists {
    fn new(leaves: &Leaves) -> Lists {
        Lists(vec![Runs::new(); leaves.lists])
    }

    /// The lists that a row after those written gives.
    fn put(&mut self, row: usize, given: &[usize]) {
        for (list, runs) in self.0.iter_mut().enumerate() {
            runs.fill(row.saturating_add(1), given.contains(&list));
        }
    }

    /// What is known of an input that the rows up to `end` do not cite.
    fn uncited(&self, reads: &Reads, end: usize, values: &mut Runs<Value>) {
        let listed = reads
            .listed
            .and_then(|(list, nothing)| Some((self.0.get(list)?, nothing)));
        let Some((runs, nothing)) = listed else {
            return values.fill(end, reads.blank);
        };
        for (until, given) in &runs.0 {
            let until = end.min(*until);
            if values.len() < until {
                values.fill(until, if *given { nothing } else { reads.blank });
            }
        }
    }
}

/// Households to evaluate together.
#[derive(Debug, Clone)]
pub struct Frame {
    pub(super) persons: Persons,
    pub(super) columns: Columns,
}

/// What is known of the households and of the persons of a frame.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    inputs: Vec<Filling>,
    /// The lists that households give, and those that persons do.
    lists: (Lists, Lists),
}

impl Frame {
    pub(super) fn new(leaves: &Leaves) -> Frame {
        Frame {
            persons: Persons::default(),
            columns: Columns {
                inputs: leaves.reads.iter().map(Filling::new).collect(),
                lists: (Lists::new(leaves), Lists::new(leaves)),
            },
        }
    }

    /// How many households.
    #[must_use]
    pub fn len(&self) -> usize {
        self.persons.sizes.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.persons.sizes.is_empty()
    }

    /// Adds a household; `false`, and nothing added, when its persons are unknown.
    pub(super) fn push(&mut self, law: &Law, leaves: &Leaves, situation: &Situation) -> bool {
        let Some(persons) = situation.persons().filter(|p| !p.is_empty()) else {
            return false;
        };
        let household = self.persons.sizes.len();
        let first = self.persons.roles.len();
        let bit = |role: RoleId| 1_u128.checked_shl(role.0).unwrap_or(0);
        self.persons
            .roles
            .extend(persons.iter().map(|p| bit(p.role)));
        self.persons
            .sizes
            .push(u32::try_from(persons.len()).unwrap_or(0));
        self.persons
            .owners
            .extend(std::iter::repeat_n(household, persons.len()));
        self.persons.ends.push(self.persons.owners.len());
        self.put(law, leaves, household, (situation, None));
        for person in 0..persons.len() {
            self.put(
                law,
                leaves,
                first.saturating_add(person),
                (situation, Some(person)),
            );
        }
        true
    }

    /// What a situation says of the household or of a person.
    fn put(
        &mut self,
        law: &Law,
        leaves: &Leaves,
        row: usize,
        (situation, person): (&Situation, Option<usize>),
    ) {
        let lists = match person {
            None => &mut self.columns.lists.0,
            Some(_) => &mut self.columns.lists.1,
        };
        lists.put(row, situation.lists(person));
        for (input, given) in situation.said(person) {
            let Some(place) = leaves.places.get(input.index()).copied().flatten() else {
                continue;
            };
            if let (Some(reads), Some(column)) =
                (leaves.reads.get(place), self.columns.inputs.get_mut(place))
                && reads.each == person.is_some()
            {
                column.put(row, given, reads, law);
            }
        }
    }

    /// The cells of each input node.
    pub(super) fn cells<'f>(
        columns: Columns,
        (persons, pool): (&'f Persons, &'f Pool),
        law: &'f Law,
        leaves: &'f Leaves,
    ) -> impl Iterator<Item = (NodeId, Rc<Cells>)> + 'f {
        let Columns { inputs, lists } = columns;
        leaves
            .reads
            .iter()
            .zip(inputs)
            .flat_map(move |(reads, column)| {
                let (rows, lists) = if reads.each {
                    (persons.roles.len(), &lists.1)
                } else {
                    (persons.sizes.len(), &lists.0)
                };
                let values = column.values(reads, lists, rows);
                // What says the same at all times is written once.
                let mut made: Vec<(&Node, Rc<Cells>)> = Vec::new();
                let mut cells = |((id, _), others): (&(NodeId, Time), &Vec<(usize, Value)>)| {
                    let node = law.node(*id)?;
                    if others.is_empty()
                        && let Some((_, cells)) = made.iter().find(|(like, _)| alike(like, node))
                    {
                        return Some((*id, Rc::clone(cells)));
                    }
                    let place = (rows, reads.blank);
                    let cells = Rc::new(Filling::cells(pool, &values, others, node, place));
                    if others.is_empty() {
                        made.push((node, Rc::clone(&cells)));
                    }
                    Some((*id, cells))
                };
                let leaves = reads.leaves.iter().zip(&column.others);
                leaves.filter_map(&mut cells).collect::<Vec<_>>()
            })
    }
}
