//! Households to evaluate together: who is in each, and the columns of what is known.

use super::column::{Cells, Column, Span, fit, narrow, small};
use super::persons::Persons;
use crate::law::{Kind, Law, Node, NodeId, Op, Possible, Shape, Time};
use crate::program::{InputId, RoleId};
use crate::situation::{Given, Situation, Value};

/// An input as the law reads it: the nodes of its months.
#[derive(Debug, Clone)]
struct Reads {
    input: InputId,
    each: bool,
    /// What is known before anything is said.
    blank: Given,
    /// Positions among the leaves.
    leaves: Vec<usize>,
}

/// The input nodes of a law.
#[derive(Debug, Clone)]
pub(super) struct Leaves {
    nodes: Vec<NodeId>,
    times: Vec<Time>,
    reads: Vec<Reads>,
    /// The columns, before any household.
    columns: Vec<Filling>,
}

impl Leaves {
    pub(super) fn new(law: &Law) -> Leaves {
        let empty = Situation::empty(law.program());
        let mut leaves = Leaves {
            nodes: Vec::new(),
            times: Vec::new(),
            reads: Vec::new(),
            columns: Vec::new(),
        };
        for (i, node) in law.nodes().iter().enumerate() {
            let (Op::Input { input, time } | Op::Present { input, time }) = node.op else {
                continue;
            };
            if node.needed == 0 {
                continue;
            }
            let leaf = leaves.nodes.len();
            leaves.nodes.push(NodeId::at(i));
            leaves.times.push(time);
            // Persons and the household start from the same.
            let blank = empty.given(input, None);
            leaves.columns.push(Filling {
                blank: node.given(read(blank, time, law)),
                values: Values::none(node),
            });
            match leaves.reads.iter_mut().find(|r| r.input == input) {
                Some(reads) => reads.leaves.push(leaf),
                None => leaves.reads.push(Reads {
                    input,
                    each: node.shape == Shape::Person,
                    blank: blank.clone(),
                    leaves: vec![leaf],
                }),
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

/// A column being filled: rows that say nothing new are only written once a later one does.
#[derive(Debug, Clone)]
pub(super) struct Filling {
    blank: Possible,
    values: Values,
}

#[derive(Debug, Clone)]
enum Values {
    Number { lo: Vec<i64>, hi: Vec<i64> },
    Set(Vec<u8>),
    Choice(Vec<u128>),
    Wide(Vec<Possible>),
}

impl Values {
    fn none(node: &Node) -> Values {
        match node.kind {
            Kind::Number { .. } if narrow(node.range) => Values::Number {
                lo: Vec::new(),
                hi: Vec::new(),
            },
            Kind::Number { .. } => Values::Wide(Vec::new()),
            Kind::YesNo => Values::Set(Vec::new()),
            Kind::Choice => Values::Choice(Vec::new()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Values::Number { lo, .. } => lo.len(),
            Values::Set(values) => values.len(),
            Values::Choice(values) => values.len(),
            Values::Wide(values) => values.len(),
        }
    }

    /// Gives every row up to `rows` a value.
    fn fill(&mut self, rows: usize, value: Possible) {
        match self {
            Values::Number { lo, hi } => {
                lo.resize(rows, fit(value.ends().0));
                hi.resize(rows, fit(value.ends().1));
            }
            Values::Set(values) => values.resize(rows, small(value.bits())),
            Values::Choice(values) => values.resize(rows, value.bits()),
            Values::Wide(values) => values.resize(rows, value),
        }
    }
}

impl Filling {
    /// The value of a row at or after the last one written.
    fn put(&mut self, row: usize, value: Possible) {
        if value != self.blank {
            if self.values.len() < row {
                self.values.fill(row, self.blank);
            }
            self.values.fill(row.saturating_add(1), value);
        }
    }

    /// The column, of so many rows.
    fn cells(self, node: &Node, rows: usize) -> Cells {
        if self.values.len() == 0 {
            return Cells::same(node, self.blank);
        }
        let mut values = self.values;
        values.fill(rows, self.blank);
        match values {
            Values::Number { lo, hi } => {
                Cells::Number(Span::between(Column::Each(lo), Column::Each(hi)))
            }
            Values::Set(values) => Cells::Set(Column::Each(values)),
            Values::Choice(values) => Cells::Choice(Column::Each(values)),
            Values::Wide(values) => Cells::Wide(Column::Each(values)),
        }
        .settled()
    }
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
            columns: leaves.columns.clone(),
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
        for reads in &leaves.reads {
            if reads.each {
                for person in 0..persons.len() {
                    let row = first.saturating_add(person);
                    let given = situation.given(reads.input, Some(person));
                    self.put(law, leaves, reads, row, given);
                }
            } else {
                let given = situation.given(reads.input, None);
                self.put(law, leaves, reads, household, given);
            }
        }
        true
    }

    fn put(&mut self, law: &Law, leaves: &Leaves, reads: &Reads, row: usize, given: &Given) {
        if *given == reads.blank {
            return;
        }
        for leaf in &reads.leaves {
            let node = leaves.nodes.get(*leaf).and_then(|id| law.node(*id));
            let column = self.columns.get_mut(*leaf);
            if let (Some(node), Some(time), Some(column)) = (node, leaves.times.get(*leaf), column)
            {
                column.put(row, node.given(read(given, *time, law)));
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
        let nodes = leaves.nodes.iter().zip(columns);
        nodes.filter_map(move |(id, column)| {
            let node = law.node(*id)?;
            let rows = match node.shape {
                Shape::Household => persons.sizes.len(),
                Shape::Person => persons.roles.len(),
            };
            Some((*id, column.cells(node, rows)))
        })
    }
}
