//! The integers of columns: 64 bits where numbers are proved to fit, twice as many elsewhere.

use std::borrow::Cow;
use std::ops::BitXor;

use super::column::{Cells, Span};
use super::pool::Kept;
use crate::law::{Kind, Node};

/// Integers modulo their size: exact whenever the result fits.
pub(super) trait Integer: Kept + Ord + From<u32> + BitXor<Output = Self> + 'static {
    /// Sum.
    fn plus(self, other: Self) -> Self;
    /// Difference.
    fn minus(self, other: Self) -> Self;
    /// Product.
    fn times(self, other: Self) -> Self;
    /// A number of the law, when it fits.
    fn of(value: i128) -> Option<Self>;
    /// What a node has.
    fn read(cells: &Cells) -> Option<Cow<'_, Span<Self>>>;
    /// In the form that suits a node.
    fn written(span: Span<Self>, node: &Node) -> Cells;
}

impl Integer for i64 {
    #[inline(always)]
    fn plus(self, other: i64) -> i64 {
        self.wrapping_add(other)
    }

    #[inline(always)]
    fn minus(self, other: i64) -> i64 {
        self.wrapping_sub(other)
    }

    #[inline(always)]
    fn times(self, other: i64) -> i64 {
        self.wrapping_mul(other)
    }

    fn of(value: i128) -> Option<i64> {
        i64::try_from(value).ok()
    }

    fn read(cells: &Cells) -> Option<Cow<'_, Span>> {
        match cells {
            Cells::Number(span) => Some(Cow::Borrowed(span)),
            _ => None,
        }
    }

    fn written(span: Span, _: &Node) -> Cells {
        Cells::Number(span)
    }
}

impl Integer for i128 {
    #[inline(always)]
    fn plus(self, other: i128) -> i128 {
        self.wrapping_add(other)
    }

    #[inline(always)]
    fn minus(self, other: i128) -> i128 {
        self.wrapping_sub(other)
    }

    #[inline(always)]
    fn times(self, other: i128) -> i128 {
        self.wrapping_mul(other)
    }

    fn of(value: i128) -> Option<i128> {
        Some(value)
    }

    fn read(cells: &Cells) -> Option<Cow<'_, Span<i128>>> {
        match cells {
            Cells::Number(span) => Some(Cow::Owned(span.map(i128::from))),
            Cells::Wide(span) => Some(Cow::Borrowed(span)),
            _ => None,
        }
    }

    fn written(span: Span<i128>, node: &Node) -> Cells {
        match node.kind {
            Kind::Number { .. } if super::column::narrow(node.range) => {
                Cells::Number(span.map(super::column::fit))
            }
            _ => Cells::Wide(span),
        }
    }
}
