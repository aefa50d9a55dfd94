//! Households to evaluate together: who is in each, and the columns of what is known.

use super::column::{Cells, Column, Span, fit, narrow, small};
use super::persons::Persons;
use crate::law::{Kind, Law, Node, NodeId, Op, Possible, Shape, Time};
use crate::program::RoleId;
use crate::situation::{Given, Situation, Value};

/// An input as the law reads it.
#[derive(Debug, Clone)]
struct Reads {
    each: bool,
    /// What is known before anything is said.
    blank: Value,
    /// The nodes that read it, and at which time.
    leaves: Vec<(NodeId, Time)>,
}

/// The input nodes of a law.
#[derive(Debug, Clone)]
pub(super) struct Leaves {
    reads: Vec<Reads>,
    /// For each input of the program, its place among those that the law reads.
    places: Vec<Option<usize>>,
}

impl Leaves {
    pub(super) fn new(law: &Law) -> Leaves {
        let empty = Situation::empty(law.program());
        let mut leaves = Leaves {
            reads: Vec::new(),
            places: vec![None; law.program().inputs.len()],
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

/// An input being filled. Most rows say the same as the one before, and the same of every month: only what differs is
/// written.
#[derive(Debug, Clone)]
pub(super) struct Filling {
    /// The value of the rows up to each end, at the times where they say nothing else.
    runs: Vec<(usize, Value)>,
    /// For each leaf, the rows that say something else of its time.
    others: Vec<Vec<(usize, Value)>>,
}

impl Filling {
    fn new(reads: &Reads) -> Filling {
        Filling {
            runs: Vec::new(),
            others: vec![Vec::new(); reads.leaves.len()],
        }
    }

    /// How many rows are written.
    fn len(&self) -> usize {
        self.runs.last().map_or(0, |(end, _)| *end)
    }

    /// Gives every row up to `rows` a value.
    fn fill(&mut self, rows: usize, value: Value) {
        match self.runs.last_mut() {
            Some((end, last)) if *last == value => *end = rows,
            _ => self.runs.push((rows, value)),
        }
    }

    /// What a row after those written says.
    fn put(&mut self, row: usize, given: &Given, reads: &Reads, law: &Law) {
        if self.len() < row {
            self.fill(row, reads.blank);
        }
        let rows = row.saturating_add(1);
        let series = match given {
            Given::Always(value) => return self.fill(rows, *value),
            Given::Series(series) => series,
        };
        let elsewhere = series.elsewhere();
        self.fill(rows, elsewhere);
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

    /// The column of a leaf, of so many rows.
    fn cells(&self, others: &[(usize, Value)], node: &Node, rows: usize, blank: Value) -> Cells {
        let last = (self.len() < rows).then_some((rows, blank));
        let runs = || {
            let runs = self.runs.iter().copied().chain(last);
            runs.map(|(end, value)| (end, node.given(value)))
        };
        let first = runs().next().map_or(node.given(blank), |(_, value)| value);
        if others.is_empty() && runs().all(|(_, value)| value == first) {
            return Cells::same(node, first);
        }
        let others = || others.iter().map(|(row, value)| (*row, node.given(*value)));
        match node.kind {
            Kind::Number { .. } if narrow(node.range) => {
                let lo = written(runs(), others(), rows, |v| fit(v.ends().0));
                if runs().chain(others()).all(|(_, v)| v.is_settled()) {
                    return Cells::Number(Span::known(lo));
                }
                let hi = written(runs(), others(), rows, |v| fit(v.ends().1));
                Cells::Number(Span::between(lo, hi))
            }
            Kind::Number { .. } => Cells::Wide(written(runs(), others(), rows, |v| v)),
            Kind::YesNo => Cells::Set(written(runs(), others(), rows, |v| small(v.bits()))),
            Kind::Choice => Cells::Choice(written(runs(), others(), rows, Possible::bits)),
        }
    }
}

/// A column from runs of equal rows and from the rows that differ from theirs.
fn written<T: Copy + PartialEq>(
    runs: impl Iterator<Item = (usize, Possible)>,
    others: impl Iterator<Item = (usize, Possible)>,
    rows: usize,
    take: impl Fn(Possible) -> T,
) -> Column<T> {
    let mut values = Vec::with_capacity(rows);
    for (end, value) in runs {
        values.resize(end, take(value));
    }
    for (row, value) in others {
        if let Some(slot) = values.get_mut(row) {
            *slot = take(value);
        }
    }
    Column::Each(values).settled()
}

/// Households to evaluate together.
#[derive(Debug, Clone)]
pub struct Frame {
    pub(super) persons: Persons,
    pub(super) columns: Vec<Filling>,
}

impl Frame {
    pub(super) fn new(leaves: &Leaves) -> Frame {
        Frame {
            persons: Persons::default(),
            columns: leaves.reads.iter().map(Filling::new).collect(),
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
        for (input, given) in situation.said(person) {
            let Some(place) = leaves.places.get(input.index()).copied().flatten() else {
                continue;
            };
            if let (Some(reads), Some(column)) =
                (leaves.reads.get(place), self.columns.get_mut(place))
                && reads.each == person.is_some()
            {
                column.put(row, given, reads, law);
            }
        }
    }

    /// The cells of each input node.
    pub(super) fn cells<'f>(
        columns: Vec<Filling>,
        persons: &'f Persons,
        law: &'f Law,
        leaves: &'f Leaves,
    ) -> impl Iterator<Item = (NodeId, Cells)> + 'f {
        leaves
            .reads
            .iter()
            .zip(columns)
            .flat_map(move |(reads, column)| {
                let rows = if reads.each {
                    persons.roles.len()
                } else {
                    persons.sizes.len()
                };
                let cells = |((id, _), others): (&(NodeId, Time), &Vec<(usize, Value)>)| {
                    let node = law.node(*id)?;
                    Some((*id, column.cells(others, node, rows, reads.blank)))
                };
                let leaves = reads.leaves.iter().zip(&column.others);
                leaves.filter_map(cells).collect::<Vec<_>>()
            })
    }
}
