//! Known values and what is made of them, for the naive evaluator.

use std::cmp::Ordering;

use crate::exact::Exact;
use crate::program::{Comparison, Fold, Type};

/// A value. What is absent is zero, `non`, no choice or no day, and not `there`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Plain {
    Number(Exact),
    YesNo(bool),
    Day(i32),
    Choice(Option<u8>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Known {
    pub(super) value: Plain,
    pub(super) there: bool,
}

pub(super) fn there(value: Plain) -> Known {
    Known { value, there: true }
}

pub(super) fn number(known: Known) -> Exact {
    match known.value {
        Plain::Number(n) => n,
        other => panic!("{other:?}"),
    }
}

pub(super) fn yes(known: Known) -> bool {
    match known.value {
        Plain::YesNo(b) => b,
        other => panic!("{other:?}"),
    }
}

pub(super) fn cmp(a: Exact, b: Exact) -> Ordering {
    a.compare(b).unwrap()
}

pub(super) fn nothing(ty: Type) -> Plain {
    match ty {
        Type::Number(_) => Plain::Number(Exact::ZERO),
        Type::YesNo => Plain::YesNo(false),
        Type::Date => Plain::Day(0),
        Type::Choice(_) => Plain::Choice(None),
    }
}

pub(super) fn folded(fold: Fold, values: Vec<Exact>, empty: Exact) -> Exact {
    let sum = |v: &[Exact]| v.iter().fold(Exact::ZERO, |a, b| a.plus(*b).unwrap());
    let count = i128::try_from(values.len()).unwrap();
    match fold {
        Fold::Sum => sum(&values),
        Fold::Mean => sum(&values).times(Exact::new(1, count).unwrap()).unwrap(),
        Fold::Max => values
            .into_iter()
            .reduce(|a, b| if cmp(a, b).is_ge() { a } else { b })
            .unwrap_or(empty),
        Fold::Min => values
            .into_iter()
            .reduce(|a, b| if cmp(a, b).is_le() { a } else { b })
            .unwrap_or(empty),
    }
}

pub(super) fn compare(a: Known, op: Comparison, b: Known) -> bool {
    if !a.there || !b.there {
        return false;
    }
    let order = match (a.value, b.value) {
        (Plain::Number(a), Plain::Number(b)) => cmp(a, b),
        (Plain::Day(a), Plain::Day(b)) => a.cmp(&b),
        (Plain::YesNo(a), Plain::YesNo(b)) => a.cmp(&b),
        (Plain::Choice(a), Plain::Choice(b)) => a.cmp(&b),
        other => panic!("{other:?}"),
    };
    match op {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
    }
}

/// Numbers made of others are there when all of them are.
pub(super) fn made(parts: &[Known], value: Exact) -> Known {
    Known {
        value: Plain::Number(value),
        there: parts.iter().all(|k| k.there),
    }
}
