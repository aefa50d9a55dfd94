//! Each operation over columns against the operation of the reference, row by row.

#![expect(clippy::arithmetic_side_effects, reason = "small numbers of a test")]

use proptest::prelude::*;

use super::column::{Cells, Column, narrow};
use super::compute::{Operands, compute};
use super::days;
use super::persons::Persons;
use super::pool::Pool;
use crate::exact::Rounding;
use crate::law::tests::tables::table;
use crate::law::{Kind, Node, NodeId, Op, Possible, Shape, TableId};
use crate::program::{Elapsed, RoleId};

/// Sizes of the households of the chunk.
const SIZES: [u32; 5] = [1, 3, 2, 1, 5];
/// How many persons that makes.
const ROWS: usize = 12;
/// How many nodes of each kind an operation may read: numbers, then yes or no, then choices, then days.
const EACH: u32 = 3;

fn id(kind: u32, position: u32) -> NodeId {
    NodeId(kind * EACH + position)
}

fn number() -> impl Strategy<Value = Possible> {
    (
        -40_i128..40,
        prop_oneof![3 => Just(0_i128), 1 => 0_i128..30],
    )
        .prop_map(|(lo, width)| Possible::number(lo, lo + width))
}

fn set(bits: std::ops::Range<u128>) -> impl Strategy<Value = Possible> {
    bits.prop_map(Possible::set)
}

fn day() -> impl Strategy<Value = Possible> {
    (
        700_000_i128..740_000,
        prop_oneof![3 => Just(0_i128), 1 => 0_i128..900],
    )
        .prop_map(|(lo, width)| Possible::number(lo, lo + width))
}

/// A column that is the same in every row, or not.
fn column(
    value: impl Strategy<Value = Possible> + Clone,
) -> impl Strategy<Value = Column<Possible>> {
    prop_oneof![
        value.clone().prop_map(Column::Same),
        proptest::collection::vec(value, ROWS).prop_map(Column::Each),
    ]
}

fn yes_no() -> impl Strategy<Value = Possible> + Clone {
    prop_oneof![
        Just(Possible::NO),
        Just(Possible::YES),
        Just(Possible::NO),
        Just(Possible::YES),
        Just(Possible::MAYBE)
    ]
}

fn columns() -> impl Strategy<Value = Vec<Column<Possible>>> {
    let each = EACH as usize;
    let number = proptest::strategy::Strategy::boxed(number());
    let numbers = proptest::collection::vec(column(number), each);
    let sets = proptest::collection::vec(column(yes_no()), each);
    let choice = prop_oneof![
        3 => (0_u32..6).prop_map(|p| Possible::set(1 << p)),
        1 => set(0..64)
    ]
    .boxed();
    let choices = proptest::collection::vec(column(choice), each);
    let days = proptest::collection::vec(column(day().boxed()), each);
    (numbers, sets, choices, days).prop_map(|(a, b, c, d)| [a, b, c, d].concat())
}

fn mode() -> impl Strategy<Value = Rounding> {
    prop_oneof![
        Just(Rounding::Down),
        Just(Rounding::Up),
        Just(Rounding::Truncate),
        Just(Rounding::Nearest)
    ]
}

fn some(kind: u32) -> impl Strategy<Value = Box<[NodeId]>> {
    proptest::collection::vec((0..EACH).prop_map(move |p| id(kind, p)), 1..6)
        .prop_map(Vec::into_boxed_slice)
}

fn one(kind: u32) -> impl Strategy<Value = NodeId> + Clone {
    (0..EACH).prop_map(move |p| id(kind, p))
}

/// An operation, what its values are, and whether one is made for each household.
fn op() -> impl Strategy<Value = (Op, Kind)> {
    let n = Kind::Number { den: 1 };
    let b = Kind::YesNo;
    let terms = proptest::collection::vec((one(0), -5_i128..6), 0..9);
    prop_oneof![
        (terms, -9_i128..9).prop_map(move |(terms, constant)| (
            Op::Linear {
                terms: terms.into(),
                constant
            },
            n
        )),
        (one(0), one(0)).prop_map(move |(x, y)| (Op::Mul(x, y), n)),
        some(0).prop_map(move |items| (Op::Min(items), n)),
        some(0).prop_map(move |items| (Op::Max(items), n)),
        (one(0), one(0)).prop_map(move |(x, y)| (Op::Less(x, y), b)),
        (one(0), one(0)).prop_map(move |(x, y)| (Op::Equal(x, y), b)),
        (one(1), one(1)).prop_map(move |(x, y)| (Op::Same(x, y), b)),
        (one(2), one(2)).prop_map(move |(x, y)| (Op::Same(x, y), b)),
        (one(2), 0_u128..64).prop_map(move |(x, mask)| (Op::Among(x, mask), b)),
        some(1).prop_map(move |items| (Op::And(items), b)),
        some(1).prop_map(move |items| (Op::Or(items), b)),
        one(1).prop_map(move |x| (Op::Not(x), b)),
        (one(1), 0_u32..3, 0..EACH, 0..EACH).prop_map(move |(condition, kind, x, y)| (
            Op::Select {
                condition,
                then: id(kind, x),
                other: id(kind, y)
            },
            [n, b, Kind::Choice][kind as usize]
        )),
        (one(2), one(0), one(0), 1_u128..63).prop_map(move |(on, x, y, mask)| (
            Op::SelectChoice {
                on,
                cases: [(mask, x), (!mask & 63, y)].into()
            },
            n
        )),
        (one(0), 1_i128..9, 1_i128..9, mode()).prop_map(move |(value, mul, div, mode)| (
            Op::Round {
                value,
                mul,
                div,
                mode
            },
            n
        )),
        (one(0), 1_i128..9, 1_i128..9, mode()).prop_map(move |(value, mul, div, mode)| (
            // Days are positive.
            Op::RoundQuotient {
                value,
                by: id(3, 0),
                mul,
                div,
                mode
            },
            n
        )),
        (one(0), one(0))
            .prop_map(move |(value, threshold)| (Op::ZeroBelow { value, threshold }, n)),
        one(0).prop_map(move |key| (
            Op::Lookup {
                key,
                table: TableId(0)
            },
            n
        )),
        one(1).prop_map(move |mask| (Op::CountPersons(mask), n)),
        one(1).prop_map(move |mask| (Op::AnyPerson(mask), b)),
        (one(0), one(1)).prop_map(move |(value, mask)| (Op::SumPersons { value, mask }, n)),
        (any::<bool>(), one(0), one(1)).prop_map(move |(max, value, mask)| (
            Op::ExtremumPersons {
                max,
                value,
                mask,
                default: None
            },
            n
        )),
        (one(0), 0_u32..3).prop_map(move |(value, role)| (
            Op::Pick {
                value,
                role: RoleId(role)
            },
            n
        )),
        (one(1), 0_u32..3).prop_map(move |(value, role)| (
            Op::Pick {
                value,
                role: RoleId(role)
            },
            b
        )),
        (one(0), one(1), any::<bool>()).prop_map(move |(value, mask, descending)| (
            Op::Rank {
                value,
                mask,
                descending
            },
            n
        )),
        (0_u32..3, one(3), one(3)).prop_map(move |(kind, from, to)| (
            Op::Elapsed {
                kind: [Elapsed::Years, Elapsed::Months, Elapsed::Days][kind as usize],
                from,
                to
            },
            n
        )),
    ]
}

/// What needs more than 64 bits, and whose products need no more than 128.
const WIDE: Possible = Possible::number(-(1 << 126), 1 << 126);

/// Numbers that need more than 64 bits, some of them.
fn widened(column: &Column<Possible>) -> Column<Possible> {
    let scaled = |value: &Possible| value.scaled(1 << 57).unwrap();
    match column {
        Column::Same(value) => Column::Same(scaled(value)),
        Column::Each(values) => Column::Each(values.iter().map(scaled).collect()),
    }
}

fn node(op: Op, kind: Kind, shape: Shape) -> Node {
    Node {
        op,
        shape,
        kind,
        range: match kind {
            Kind::Number { .. } => Possible::number(-(1 << 40), 1 << 40),
            Kind::YesNo => Possible::MAYBE,
            Kind::Choice => Possible::set(63),
        },
        worlds: 0,
        needed: 1,
        rule: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, rng_seed: proptest::test_runner::RngSeed::Fixed(4), ..ProptestConfig::default() })]

    #[test]
    fn columns_are_the_reference_row_by_row(
        columns in columns(),
        (op, kind) in op(),
        table in table(-30..30, 6),
        roles in proptest::collection::vec(0_u32..3, ROWS),
        wide in proptest::collection::vec(prop_oneof![4 => Just(false), 1 => Just(true)], EACH as usize),
    ) {
        let columns: Vec<Column<Possible>> = columns
            .into_iter()
            .enumerate()
            .map(|(i, column)| if wide.get(i) == Some(&true) { widened(&column) } else { column })
            .collect();
        let gathers = op.gathers();
        let shape = if gathers { Shape::Household } else { Shape::Person };
        let mut node = node(op, kind, shape);
        let mut reads_wide = false;
        node.op.operands(|id| reads_wide |= wide.get(id.index()) == Some(&true));
        if reads_wide && matches!(kind, Kind::Number { .. }) {
            node.range = WIDE;
        }
        let kinds = [Kind::Number { den: 1 }, Kind::YesNo, Kind::Choice, Kind::Number { den: 1 }];
        let cells: Vec<Cells> = columns
            .iter()
            .enumerate()
            .map(|(i, column)| {
                let kind = kinds[i / EACH as usize];
                let mut node = self::node(Op::Claimed(crate::program::BenefitId(0)), kind, Shape::Person);
                if wide.get(i) == Some(&true) {
                    node.range = WIDE;
                }
                Cells::of(&node, column.clone())
            })
            .collect();
        let pool = Pool::default();
        let written: Vec<Option<Column<i64>>> = cells
            .iter()
            .map(|cells| match cells {
                Cells::Number(span) => days::written(&pool, &span.lo),
                _ => None,
            })
            .collect();
        let persons = Persons {
            sizes: SIZES.to_vec(),
            roles: roles.iter().map(|r| 1_u128 << r).collect(),
            ends: SIZES
                .iter()
                .scan(0, |end, size| {
                    *end += *size as usize;
                    Some(*end)
                })
                .collect(),
            owners: SIZES
                .iter()
                .enumerate()
                .flat_map(|(household, size)| vec![household; *size as usize])
                .collect(),
        };
        let tables = [table];
        let days = |id: NodeId| written[id.index()].as_ref();
        let rows = if gathers { SIZES.len() } else { ROWS };
        let operands = Operands {
            cells: |id: NodeId| cells.get(id.index()),
            days: &days,
            tables: &tables,
            rows,
            persons: &persons,
            pool: &pool,
        };
        let made = compute(&node, &operands).unwrap();
        let at = |id: NodeId, row: usize| columns[id.index()].at(row).unwrap();
        let mut start = 0;
        for (household, size) in SIZES.iter().enumerate() {
            let size = *size as usize;
            let times = if gathers { 1 } else { size };
            for person in 0..times {
                let row = if gathers { household } else { start + person };
                let own = &persons.roles[start..start + size];
                let expected = node
                    .op
                    .gathered(kind, own, person, |id, p| at(id, start + p))
                    .or_else(|| node.op.simple(&tables, |id| at(id, row)))
                    .unwrap_or(node.range);
                prop_assert_eq!(made.at(row), Some(expected), "row {}", row);
            }
            start += size;
        }
        prop_assert!(narrow(node.range) || reads_wide);
    }
}
