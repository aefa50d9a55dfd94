//! Scales at a date against their definition, key by key.

use std::ops::Range;

use proptest::prelude::*;

use crate::law::{Possible, Table};
use crate::program::ScaleKind;

fn kind() -> impl Strategy<Value = ScaleKind> {
    prop_oneof![
        Just(ScaleKind::Step),
        Just(ScaleKind::Cumulative),
        Just(ScaleKind::Marginal)
    ]
}

/// A scale of less than `most` steps whose bounds are among some.
pub(crate) fn table(bounds: Range<i128>, most: usize) -> impl Strategy<Value = Table> {
    let steps = proptest::collection::btree_map(bounds, -50_i128..50, 1..most);
    (kind(), steps, 1_i128..4, any::<bool>()).prop_map(|(kind, steps, key_den, open)| {
        let mut steps: Vec<(i128, i128)> = steps.into_iter().collect();
        if open {
            steps[0].0 = i128::MIN;
        }
        Table {
            kind,
            key_den,
            value_den: 1,
            steps,
        }
    })
}

/// The value of the step of a key, over `key_den`.
fn step(table: &Table, key: i128) -> i128 {
    table
        .steps
        .iter()
        .rev()
        .find(|(bound, _)| *bound <= key)
        .map_or(0, |(_, value)| *value)
}

fn expected(table: &Table, key: i128) -> i128 {
    match table.kind {
        ScaleKind::Step => step(table, key),
        ScaleKind::Cumulative => (1..=key.div_euclid(table.key_den))
            .map(|k| step(table, k * table.key_den))
            .sum(),
        // Unit by unit of the numerator: each unit at the rate of where it starts.
        ScaleKind::Marginal => (0..key.max(0)).map(|unit| step(table, unit)).sum(),
    }
}

proptest! {
    #[test]
    fn each_key(table in table(-4..30, 5), key in -10_i128..60) {
        prop_assert_eq!(table.at(key), Some(expected(&table, key)));
    }

    #[test]
    fn intervals_hold_every_key(table in table(-4..30, 5), a in -10_i128..60, width in 0_i128..40) {
        let all = table.over(Possible::number(a, a + width)).unwrap();
        let values: Vec<i128> = (a..=a + width).map(|key| expected(&table, key)).collect();
        // Tight: the ends are reached.
        let tight = Possible::number(*values.iter().min().unwrap(), *values.iter().max().unwrap());
        prop_assert_eq!(all, tight);
    }
}
