//! One node over a chunk: loops for what is common, the operation of the reference row by row for the rest.
//!
//! The loops repeat the meaning of [`Op::simple`] on integers that are proved to fit; tests compare both on every
//! operation. Sums and products are taken modulo 2^64: exact, since the results fit.

use std::borrow::Cow;

use super::column::{Cells, Column, Span, narrow};
use super::integer::Integer;
use super::pool::Pool;
use super::{households, known, numbers, persons, sets, wide};
use crate::law::{Kind, Node, NodeId, Op, Possible, Table};
use crate::situation::{NO, YES};

/// `non` in a column.
pub(super) const NON: u8 = 1;
/// `oui` in a column.
pub(super) const OUI: u8 = 2;
/// Either, in a column.
pub(super) const MAYBE: u8 = NON | OUI;

const _: () = assert!(NO == 1 && YES == 2);

/// What the operands of a node are read from.
pub(super) struct Operands<'a, 'c, F> {
    /// The cells of a node, one row by household or by person as the node at hand needs.
    pub(super) cells: F,
    /// The days of a node, as [`days`] writes them.
    pub(super) days: &'a dyn Fn(NodeId) -> Option<&'c Column<i64>>,
    pub(super) tables: &'a [Table],
    /// How many rows the node at hand has.
    pub(super) rows: usize,
    pub(super) persons: &'a persons::Persons,
    pub(super) pool: &'a Pool,
}

impl<'c, F: Fn(NodeId) -> Option<&'c Cells>> Operands<'_, 'c, F> {
    pub(super) fn number(&self, id: NodeId) -> Option<&'c Span> {
        match (self.cells)(id)? {
            Cells::Number(span) => Some(span),
            _ => None,
        }
    }

    /// Numbers in integers of some size.
    pub(super) fn span<T: Integer>(&self, id: NodeId) -> Option<Cow<'c, Span<T>>> {
        T::read((self.cells)(id)?)
    }

    /// Whether a number that a node reads, or is, may need more bits; and whether all that it reads is the same in every row.
    fn forms(&self, node: &Node) -> (bool, bool) {
        let mut wide = matches!(node.kind, Kind::Number { .. }) && !narrow(node.range);
        let mut same = true;
        node.op.operands(|id| {
            if let Some(cells) = (self.cells)(id) {
                wide |= matches!(cells, Cells::Wide(_));
                same &= cells.is_same();
            }
        });
        (wide, same)
    }

    pub(super) fn set(&self, id: NodeId) -> Option<&'c Column<u8>> {
        match (self.cells)(id)? {
            Cells::Set(set) => Some(set),
            _ => None,
        }
    }

    pub(super) fn choice(&self, id: NodeId) -> Option<&'c Column<u128>> {
        match (self.cells)(id)? {
            Cells::Choice(set) => Some(set),
            _ => None,
        }
    }
}

/// The cells of a node that reads other nodes; `None` when an operand was not computed.
pub(super) fn compute<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let number = matches!(node.kind, Kind::Number { .. });
    let (wide, same) = operands.forms(node);
    let fast = if same && !node.op.reads_persons() {
        None
    } else if wide {
        wide::numbers(node, operands)
    } else if node.op.reads_persons() {
        households::gathered(node, operands)
    } else if let Some(span) = numbers::between(node, operands) {
        Some(Cells::Number(span))
    } else if let Some(cells) = known::as_if_known(node, operands) {
        known::patched(node, operands, cells)
    } else if number {
        numbers::narrow(node, operands).map(Cells::Number)
    } else {
        sets::set(node, operands)
    };
    let cells = match fast {
        Some(cells) => cells,
        None => row_by_row(node, operands)?,
    };
    Some(cells.settled(operands.pool))
}

/// The branch that is the one in every row.
pub(super) fn taken<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<NodeId>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    match &node.op {
        Op::Select {
            condition,
            then,
            other,
        } => match operands.set(*condition)? {
            Column::Same(OUI) => Some(*then),
            Column::Same(known) if *known != MAYBE => Some(*other),
            _ => None,
        },
        Op::SelectChoice { on, cases } => match operands.choice(*on)? {
            Column::Same(bits) => {
                let mut possible = cases
                    .iter()
                    .filter(|(mask, _)| mask & bits != 0 || *bits == 0);
                let (_, first) = possible.next()?;
                possible.next().is_none().then_some(*first)
            }
            Column::Each(_) => None,
        },
        _ => None,
    }
}

/// As the reference does, row by row.
fn row_by_row<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let mut known = true;
    let mut same = true;
    let mut read: Vec<(NodeId, &'c Cells)> = Vec::new();
    node.op.operands(|id| match (operands.cells)(id) {
        Some(cells) => {
            same &= cells.is_same();
            read.push((id, cells));
        }
        None => known = false,
    });
    if !known {
        return None;
    }
    let find = |id: NodeId| read.iter().find(|(own, _)| *own == id).map(|(_, c)| c);
    let at = |id: NodeId, row: usize| find(id).and_then(|c| c.at(row)).unwrap_or(Possible::ZERO);
    if node.op.reads_persons() {
        let values = operands.persons.gathered(node, at, operands.rows);
        return Some(Cells::of(node, Column::Each(values)));
    }
    let one = |row: usize| {
        node.op
            .simple(operands.tables, |id| at(id, row))
            .unwrap_or(node.range)
    };
    let values = if same {
        Column::Same(one(0))
    } else {
        Column::Each((0..operands.rows).map(one).collect())
    };
    Some(Cells::of(node, values))
}
