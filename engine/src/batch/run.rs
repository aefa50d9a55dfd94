//! A chunk, node after node, in each world.

use std::cell::OnceCell;
use std::rc::Rc;

use super::column::{Cells, Column, small};
use super::compute::{Operands, compute, taken};
use super::days;
use super::frame::{Columns, Frame, Leaves};
use super::persons::Persons;
use super::pool::Pool;
use crate::law::{Law, Node, NodeId, Op, Possible, Shape, world};

/// What the rows of a chunk are, and where they are written.
#[derive(Clone, Copy)]
pub(super) struct Rows<'b> {
    pub(super) persons: &'b Persons,
    pub(super) pool: &'b Pool,
}

/// What is known of a node in a world.
#[derive(Default)]
struct Slot {
    cells: Option<Rc<Cells>>,
    /// Those of households, repeated for each person, once something asks for them.
    spread: OnceCell<Rc<Cells>>,
    /// Those that are days, once something asks how long ago they are.
    days: OnceCell<Option<Column<i64>>>,
}

impl Slot {
    /// What nothing reads any more is written again.
    fn give(self, pool: &Pool) {
        for unread in [self.cells, self.spread.into_inner()].into_iter().flatten() {
            if let Some(cells) = Rc::into_inner(unread) {
                pool.give_cells(cells);
            }
        }
        if let Some(Some(days)) = self.days.into_inner() {
            pool.give(days);
        }
    }
}

/// The cells of some nodes in a world, and over which other values they stand.
pub(super) struct Layer<'b> {
    law: &'b Law,
    rows: Rows<'b>,
    below: Option<&'b Layer<'b>>,
    /// The first node that may stand here, and those that follow: what no claim changes, or what some does.
    start: usize,
    slots: Vec<Slot>,
    /// Those that are not settled in some row, and those that read one; known where [`Asked::Tried`].
    open: Vec<bool>,
    reads_open: Vec<bool>,
}

impl Drop for Layer<'_> {
    fn drop(&mut self) {
        for slot in self.slots.drain(..) {
            slot.give(self.rows.pool);
        }
    }
}

/// What is asked of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// The rows that are settled.
    Settled,
    /// The others too, value by value: what reads something open is computed again then, from values that have to be
    /// kept until the end.
    Tried,
}

impl<'b> Layer<'b> {
    pub(super) fn new(law: &'b Law, rows: Rows<'b>, below: Option<&'b Layer<'b>>) -> Layer<'b> {
        let nodes = match below {
            None => 0..law.ends.needed_fixed,
            Some(_) => law.ends.needed_fixed..law.ends.needed,
        };
        // Where something is claimed, nothing is looked at.
        let looked = if below.is_none() { nodes.len() } else { 0 };
        let mut slots = Vec::new();
        slots.resize_with(nodes.len(), Slot::default);
        Layer {
            law,
            rows,
            below,
            start: nodes.start,
            slots,
            open: vec![false; looked],
            reads_open: vec![false; looked],
        }
    }

    /// What is known here of a node, if anything.
    fn slot(&self, id: NodeId) -> Option<&Slot> {
        let slot = self.slots.get(id.index().checked_sub(self.start)?)?;
        slot.cells.is_some().then_some(slot)
    }

    /// The cells of a node, one row for each household, or for each person when it has one.
    pub(super) fn get(&self, id: NodeId) -> Option<&Cells> {
        self.shared(id).map(Rc::as_ref)
    }

    /// The same, to be shared.
    fn shared(&self, id: NodeId) -> Option<&Rc<Cells>> {
        match self.slot(id) {
            Some(slot) => slot.cells.as_ref(),
            None => self.below?.shared(id),
        }
    }

    /// The cells of a node, one row for each person.
    fn by_person(&self, id: NodeId) -> Option<&Rc<Cells>> {
        let Some(slot) = self.slot(id) else {
            return self.below?.by_person(id);
        };
        let cells = slot.cells.as_ref()?;
        let node = self.law.node(id)?;
        if node.shape == Shape::Person || cells.is_same() {
            return Some(cells);
        }
        let Rows { persons, pool } = self.rows;
        Some(
            slot.spread
                .get_or_init(|| Rc::new(cells.spread(pool, persons))),
        )
    }

    /// The days of a node, in its own shape, as year, month and day; what is unknown is its first day.
    fn days(&self, id: NodeId) -> Option<&Column<i64>> {
        let Some(slot) = self.slot(id) else {
            return self.below?.days(id);
        };
        let Cells::Number(span) = slot.cells.as_deref()? else {
            return None;
        };
        let written = || days::written(self.rows.pool, &span.lo);
        slot.days.get_or_init(written).as_ref()
    }

    /// The cells of a node in this world, from those before it.
    fn made(&self, node: &Node, claimed: u128) -> Option<Rc<Cells>> {
        match &node.op {
            Op::Const(value) => Some(Rc::new(Cells::same(node, *value))),
            Op::Role(roles) => Some(Rc::new(Cells::Set(self.rows.persons.role(*roles)))),
            Op::Claimed(benefit) => {
                let yes = Possible::known(claimed & world(*benefit) != 0);
                Some(Rc::new(Cells::Set(Column::Same(small(yes.bits())))))
            }
            Op::Input { .. } | Op::Present { .. } => None,
            op => {
                let persons = node.shape == Shape::Person || op.gathers();
                let days = |id: NodeId| {
                    let same_shape = self.law.node(id)?.shape == node.shape;
                    let days = self.days(id)?;
                    (same_shape || matches!(days, Column::Same(_))).then_some(days)
                };
                let cells = |id: NodeId| {
                    if persons {
                        self.by_person(id)
                    } else {
                        self.shared(id)
                    }
                };
                let operands = Operands {
                    days: &days,
                    cells: |id| cells(id).map(Rc::as_ref),
                    tables: self.law.tables(),
                    rows: match node.shape {
                        Shape::Household => self.rows.persons.sizes.len(),
                        Shape::Person => self.rows.persons.roles.len(),
                    },
                    persons: self.rows.persons,
                    pool: self.rows.pool,
                };
                match taken(node, &operands) {
                    Some(branch) => cells(branch).cloned(),
                    None => compute(node, &operands).map(Rc::new),
                }
            }
        }
    }

    /// Gives a node its cells, or forgets them.
    pub(super) fn put(&mut self, id: NodeId, cells: Option<Rc<Cells>>) {
        let place = id.index().checked_sub(self.start);
        if let Some(slot) = place.and_then(|place| self.slots.get_mut(place)) {
            let new = Slot {
                cells,
                ..Slot::default()
            };
            std::mem::replace(slot, new).give(self.rows.pool);
        }
    }

    /// Fills the nodes of a range, where nothing is claimed.
    fn fill(&mut self, range: std::ops::Range<usize>, asked: Asked, last: &Last) {
        let law = self.law;
        let start = range.start;
        for (i, node) in law
            .nodes()
            .get(range)
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            let id = NodeId::at(start.saturating_add(i));
            if let Some(made) = self.made(node, 0) {
                self.put(id, Some(made));
            }
            if asked == Asked::Tried {
                self.look(id, node);
            }
            for done in last.after(id) {
                if !self.is_read_open(*done) {
                    self.put(*done, None);
                }
            }
        }
    }

    /// Notes whether a node is open, or reads something that is.
    fn look(&mut self, id: NodeId, node: &Node) {
        let input = matches!(node.op, Op::Input { .. } | Op::Present { .. });
        let mut reads = false;
        node.op
            .operands(|id| reads |= self.open.get(id.index()).copied().unwrap_or(false));
        let cells = self.get(id);
        let is_open = (input || reads) && cells.is_some_and(|cells| cells.is_open());
        if let (Some(open), Some(reads_open)) = (
            self.open.get_mut(id.index()),
            self.reads_open.get_mut(id.index()),
        ) {
            *open = is_open;
            *reads_open = reads;
        }
    }

    /// Whether something that reads a node also reads something open: it may be computed again.
    fn is_read_open(&self, id: NodeId) -> bool {
        let readers = self.law.readers.get(id.index()).into_iter().flatten();
        let mut open = readers.map(|r| self.reads_open.get(r.index()).copied().unwrap_or(false));
        open.any(|open| open)
    }

    /// Computes some nodes again in a world where more is claimed; keeps what differs from the layer below.
    pub(super) fn differ(&mut self, nodes: &[NodeId], claimed: u128) {
        for id in nodes {
            let Some(node) = self.law.node(*id) else {
                continue;
            };
            let mut stale = matches!(node.op, Op::Claimed(_));
            node.op.operands(|id| stale |= self.slot(id).is_some());
            if !stale {
                continue;
            }
            let made = self.made(node, claimed);
            if made.as_deref() != self.below.and_then(|below| below.get(*id)) {
                self.put(*id, made);
            } else if let Some(cells) = made.and_then(Rc::into_inner) {
                self.rows.pool.give_cells(cells);
            }
        }
    }

    /// Forgets some nodes.
    pub(super) fn forget(&mut self, nodes: &[NodeId]) {
        for id in nodes {
            self.put(*id, None);
        }
    }
}

/// What claims change, where nothing is claimed.
pub(super) fn claims<'b>(fixed: &'b Layer<'b>) -> Layer<'b> {
    let law = fixed.law;
    let mut layer = Layer::new(law, fixed.rows, Some(fixed));
    // Everything is kept: the other worlds start from there.
    let range = law.ends.needed_fixed..law.ends.needed;
    layer.fill(range, Asked::Settled, &Last::default());
    layer
}

/// The inputs of a chunk, and what no claim changes.
pub(super) fn fixed<'b>(
    law: &'b Law,
    leaves: &Leaves,
    (rows, columns): (Rows<'b>, Columns),
    asked: Asked,
    last: &Last,
) -> Layer<'b> {
    let mut layer = Layer::new(law, rows, None);
    for (id, cells) in Frame::cells(columns, (rows.persons, rows.pool), law, leaves) {
        layer.put(id, Some(cells));
    }
    layer.fill(0..law.ends.needed_fixed, asked, last);
    layer
}

/// The nodes that nothing reads any more after each node.
#[derive(Debug, Clone, Default)]
pub(super) struct Last {
    after: Vec<Box<[NodeId]>>,
}

impl Last {
    /// Of the nodes that no claim changes, save those that the claims or the results read.
    pub(super) fn of_fixed(law: &Law, read: &[NodeId]) -> Last {
        let end = law.ends.needed_fixed;
        let mut kept = vec![false; law.nodes().len()];
        for id in read {
            if let Some(kept) = kept.get_mut(id.index()) {
                *kept = true;
            }
        }
        let mut after: Vec<Vec<NodeId>> = vec![Vec::new(); end];
        for i in 0..end {
            // Readers come in order; those that no right needs are never computed.
            let needed = law.readers.get(i).and_then(|readers| {
                readers
                    .iter()
                    .rfind(|r| law.node(**r).is_some_and(|n| n.needed != 0))
            });
            if let Some(reader) = needed
                && !kept.get(i).copied().unwrap_or(true)
                && let Some(after) = after.get_mut(reader.index())
            {
                after.push(NodeId::at(i));
            }
        }
        Last {
            after: after.into_iter().map(Vec::into_boxed_slice).collect(),
        }
    }

    fn after(&self, id: NodeId) -> &[NodeId] {
        self.after.get(id.index()).map_or(&[], |after| after)
    }
}
