//! What the columns of a batch hold, cell by cell.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Decimal256Type, DecimalType, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, Decimal128Array, StringArray, StructArray};
use arrow_schema::{DataType, TimeUnit};
use chrono::NaiveDate;

use super::batches::Batches;
use super::cell::Cell;
use super::fields::Kind;
use super::row::{Cells, Row, Rows};

/// Days from 1 January of the year 1 to 1 January 1970.
const EPOCH: i64 = 719_163;

/// The deepest column inside of others.
pub(super) const DEEPEST: usize = 8;

/// A column, inside of some others or not.
#[derive(Debug, Clone)]
struct Slot {
    parents: Vec<ArrayRef>,
    array: ArrayRef,
    plain: Plain,
}

/// A column of the types that wide tables are made of, known once for all its cells.
#[derive(Debug, Clone)]
enum Plain {
    Decimals(Decimal128Array),
    Texts(StringArray),
    Other,
}

impl Plain {
    fn of(array: &ArrayRef) -> Plain {
        let decimals = array.as_primitive_opt::<Decimal128Type>().cloned();
        let texts = || array.as_string_opt::<i32>().cloned().map(Plain::Texts);
        decimals
            .map(Plain::Decimals)
            .or_else(texts)
            .unwrap_or(Plain::Other)
    }
}

/// The columns of some rows, in the order of the header; those that nobody reads are not there.
#[derive(Debug)]
pub(crate) struct Columns {
    slots: Vec<Option<Slot>>,
}

impl Columns {
    /// The columns of a batch, by the names of a header.
    pub(crate) fn new(batch: &StructArray, header: &[String]) -> Columns {
        let mut slots: Vec<Option<Slot>> = vec![None; header.len()];
        fill(batch, "", &[], header, &mut slots);
        Columns { slots }
    }

    /// How many columns there are.
    pub(crate) fn width(&self) -> usize {
        self.slots.len()
    }

    /// A cell.
    pub(crate) fn cell(&self, column: usize, row: usize) -> Cell<'_> {
        match self.slots.get(column) {
            Some(Some(slot)) if slot.parents.iter().all(|p| p.is_valid(row)) => {
                let has = |array: &dyn Array| row < array.len() && array.is_valid(row);
                match &slot.plain {
                    Plain::Decimals(all) if has(all) => decimal(all, row),
                    Plain::Texts(all) if has(all) => Cell::text(all.value(row)),
                    _ => cell(slot.array.as_ref(), row),
                }
            }
            _ => Cell::Empty,
        }
    }
}

fn fill(
    batch: &StructArray,
    prefix: &str,
    parents: &[ArrayRef],
    header: &[String],
    slots: &mut [Option<Slot>],
) {
    for (field, array) in batch.fields().iter().zip(batch.columns()) {
        let name = format!("{prefix}{}", field.name());
        let inner = array.as_struct_opt().filter(|_| parents.len() < DEEPEST);
        if let Some(inner) = inner {
            let parents: Vec<ArrayRef> = parents.iter().chain([array]).cloned().collect();
            fill(inner, &format!("{name}."), &parents, header, slots);
        }
        for (slot, wanted) in slots.iter_mut().zip(header) {
            if *wanted == name {
                *slot = Some(Slot {
                    parents: parents.to_vec(),
                    array: Arc::clone(array),
                    plain: Plain::of(array),
                });
            }
        }
    }
}

/// What an array holds at a row.
pub(crate) fn cell(array: &dyn Array, row: usize) -> Cell<'_> {
    // An array of nulls has no bits that say so.
    if row >= array.len() || array.is_null(row) || *array.data_type() == DataType::Null {
        return Cell::Empty;
    }
    macro_rules! digits {
        ($ty:ty) => {
            array
                .as_primitive_opt::<$ty>()
                .map(|a| Cell::Number(a.value(row).to_string().into()))
        };
    }
    let found = match array.data_type() {
        DataType::Boolean => array.as_boolean_opt().map(|a| Cell::Bool(a.value(row))),
        DataType::Int8 => digits!(Int8Type),
        DataType::Int16 => digits!(Int16Type),
        DataType::Int32 => digits!(Int32Type),
        DataType::Int64 => digits!(Int64Type),
        DataType::UInt8 => digits!(UInt8Type),
        DataType::UInt16 => digits!(UInt16Type),
        DataType::UInt32 => digits!(UInt32Type),
        DataType::UInt64 => digits!(UInt64Type),
        DataType::Float32 => array.as_primitive_opt::<Float32Type>().map(|a| {
            let value = a.value(row);
            if value.is_finite() {
                Cell::Number(value.to_string().into())
            } else {
                Cell::Wrong(format!("{value} n'est pas un nombre"))
            }
        }),
        DataType::Float64 => array
            .as_primitive_opt::<Float64Type>()
            .map(|a| Cell::float(a.value(row))),
        DataType::Decimal128(..) => array
            .as_primitive_opt::<Decimal128Type>()
            .map(|a| decimal(a, row)),
        DataType::Decimal256(precision, scale) => {
            array.as_primitive_opt::<Decimal256Type>().map(|a| {
                let digits = Decimal256Type::format_decimal(a.value(row), *precision, *scale);
                Cell::Number(digits.into())
            })
        }
        DataType::Utf8 => array
            .as_string_opt::<i32>()
            .map(|a| Cell::text(a.value(row))),
        DataType::LargeUtf8 => array
            .as_string_opt::<i64>()
            .map(|a| Cell::text(a.value(row))),
        DataType::Utf8View => array.as_string_view_opt().map(|a| Cell::text(a.value(row))),
        DataType::Date32 => array
            .as_primitive_opt::<Date32Type>()
            .map(|a| day(i64::from(a.value(row)))),
        DataType::Date64 => array
            .as_primitive_opt::<Date64Type>()
            .map(|a| day(a.value(row).div_euclid(86_400_000))),
        DataType::Timestamp(unit, _) => timestamp(array, row, *unit),
        DataType::Dictionary(_, _) => {
            array
                .as_any_dictionary_opt()
                .map(|dictionary| match cell(dictionary.keys(), row) {
                    Cell::Number(key) => match key.parse() {
                        Ok(key) => cell(dictionary.values().as_ref(), key),
                        Err(_) => Cell::Empty,
                    },
                    _ => Cell::Empty,
                })
        }
        DataType::List(_) => array
            .as_list_opt::<i32>()
            .map(|a| list(a.value(row).as_ref())),
        DataType::LargeList(_) => array
            .as_list_opt::<i64>()
            .map(|a| list(a.value(row).as_ref())),
        _ => None,
    };
    found.unwrap_or_else(|| Cell::Wrong("ce type de colonne ne se lit pas".to_owned()))
}

/// A decimal number that is not null.
fn decimal(array: &Decimal128Array, row: usize) -> Cell<'static> {
    match (array.value(row), array.scale()) {
        // Most amounts: not written anew each time.
        (0, 2) => Cell::Number(Cow::Borrowed("0.00")),
        (value, scale) => {
            let digits = Decimal128Type::format_decimal(value, array.precision(), scale);
            Cell::Number(digits.into())
        }
    }
}

/// The items are cut out of the column: they do not stay in it.
fn list(items: &dyn Array) -> Cell<'static> {
    let items = (0..items.len()).map(|row| cell(items, row).owned());
    Cell::List(items.collect())
}

fn timestamp(array: &dyn Array, row: usize, unit: TimeUnit) -> Option<Cell<'static>> {
    let (value, per_day) = match unit {
        TimeUnit::Second => (
            array.as_primitive_opt::<TimestampSecondType>()?.value(row),
            86_400,
        ),
        TimeUnit::Millisecond => (
            array
                .as_primitive_opt::<TimestampMillisecondType>()?
                .value(row),
            86_400_000,
        ),
        TimeUnit::Microsecond => (
            array
                .as_primitive_opt::<TimestampMicrosecondType>()?
                .value(row),
            86_400_000_000,
        ),
        TimeUnit::Nanosecond => (
            array
                .as_primitive_opt::<TimestampNanosecondType>()?
                .value(row),
            86_400_000_000_000_i64,
        ),
    };
    Some(day(value.div_euclid(per_day)))
}

/// A day counted from 1 January 1970.
fn day(days: i64) -> Cell<'static> {
    days.checked_add(EPOCH)
        .and_then(|d| i32::try_from(d).ok())
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .map_or_else(
            || Cell::Wrong("ce n'est pas une date qui existe".to_owned()),
            |date| Cell::Date(date.format("%Y-%m-%d").to_string()),
        )
}

/// Whether a column may fill a field; what is wrong with it when not.
pub(crate) fn fits(kind: &Kind, ty: &DataType) -> bool {
    use DataType as T;
    let ty = match ty {
        T::Dictionary(_, values) => values.as_ref(),
        T::List(item) | T::LargeList(item) => item.data_type(),
        other => other,
    };
    let text = matches!(ty, T::Utf8 | T::LargeUtf8 | T::Utf8View | T::Null);
    let integer = ty.is_integer();
    let date = matches!(ty, T::Date32 | T::Date64 | T::Timestamp(_, _));
    match kind {
        Kind::Number(_) => {
            text || integer
                || ty.is_floating()
                || matches!(ty, T::Decimal128(..) | T::Decimal256(..))
        }
        Kind::YesNo => text || integer || *ty == T::Boolean,
        Kind::Day | Kind::Month => text || date || integer,
        Kind::Choice(_) | Kind::Code(_) | Kind::Text | Kind::Group => {
            text || integer || *ty == T::Boolean || ty.is_floating()
        }
    }
}

/// One row of batches after the other.
pub(crate) struct Flat {
    pub(crate) batches: Batches,
    pub(crate) header: Vec<String>,
    pub(crate) current: Option<(Arc<Columns>, std::ops::Range<usize>)>,
    pub(crate) line: u64,
}

impl Rows for Flat {
    fn next(&mut self) -> io::Result<Option<Row>> {
        loop {
            if let Some((columns, rows)) = &mut self.current
                && let Some(row) = rows.next()
            {
                self.line = self.line.saturating_add(1);
                return Ok(Some(Row {
                    line: self.line,
                    cells: Cells::Columnar {
                        columns: Arc::clone(columns),
                        row,
                    },
                }));
            }
            let Some(batch) = self.batches.next()? else {
                return Ok(None);
            };
            let batch = StructArray::from(batch);
            let columns = Arc::new(Columns::new(&batch, &self.header));
            self.current = Some((columns, 0..batch.len()));
        }
    }
}
