//! Parquet with one row per household and its persons in a list: through a mapping, or as it is when its columns bear
//! the names of the situation format.

use std::borrow::Cow;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::DataType;
use droit_engine::situation::Document;

use super::batches::Batches;
use super::cell::Cell;
use super::columnar::{Columns, cell};
use super::convert::Plan;
use super::households::{MOST_ROWS, Run, Seen, group};
use super::row::{Cells, Row};
use crate::input::reject::{Fault, Reject};
use crate::input::{Content, Raw, Read, Source};

/// Keys around the situation.
const AROUND: [&str; 2] = ["id", "period"];

/// A row that is a situation by its names.
#[derive(Debug, Clone)]
pub(crate) struct Nested {
    rows: Arc<StructArray>,
    row: usize,
}

/// Rows that are situations.
pub(super) struct Situations {
    pub(super) batches: Batches,
    pub(super) current: Option<(Arc<StructArray>, Range<usize>)>,
    pub(super) line: u64,
}

impl Source for Situations {
    fn next(&mut self) -> io::Result<Option<Raw>> {
        loop {
            if let Some((rows, range)) = &mut self.current
                && let Some(row) = range.next()
            {
                self.line = self.line.saturating_add(1);
                return Ok(Some(Raw {
                    number: self.line,
                    size: 1024,
                    content: Content::Nested(Nested {
                        rows: Arc::clone(rows),
                        row,
                    }),
                }));
            }
            let Some(batch) = self.batches.next()? else {
                return Ok(None);
            };
            let rows = Arc::new(StructArray::from(batch));
            self.current = Some((Arc::clone(&rows), 0..rows.len()));
        }
    }
}

impl Nested {
    /// The identifier of the row, found without reading the rest.
    pub(crate) fn identifier(&self) -> Option<String> {
        let column = self.rows.column_by_name("id")?;
        match document(column.as_ref(), self.row, "id", &mut Vec::new())? {
            Document::Text(id) | Document::Number(id) => Some(id.into_owned()),
            _ => None,
        }
    }

    /// The document of the row.
    pub(crate) fn read(&self, number: u64) -> Result<Vec<Read<'_>>, Reject> {
        let mut faults = Vec::new();
        let document = document(self.rows.as_ref(), self.row, "", &mut faults);
        let Some(Document::Map(entries)) = document else {
            return Ok(Vec::new());
        };
        let document = if entries.iter().any(|(key, _)| key == "situation") {
            Document::Map(entries)
        } else {
            let (mut around, situation): (Vec<_>, Vec<_>) = entries
                .into_iter()
                .partition(|(key, _)| AROUND.contains(&&**key));
            around.push(("situation".into(), Document::Map(situation)));
            Document::Map(around)
        };
        if faults.is_empty() {
            return Ok(vec![Read {
                document,
                rights: None,
                plan: None,
            }]);
        }
        let id = match document.get("id") {
            Some(Document::Text(id) | Document::Number(id)) => Some(id.to_string()),
            _ => None,
        };
        Err(Reject {
            line: number,
            id,
            faults,
        })
    }
}

/// A value of an array; nothing when it is null. A column always has a cell for everybody: a null one is not known,
/// save the end of a line, which is null as long as it goes on.
fn document<'a>(
    array: &'a dyn Array,
    row: usize,
    path: &str,
    faults: &mut Vec<Fault>,
) -> Option<Document<'a>> {
    let is_null = array.is_null(row) || *array.data_type() == DataType::Null;
    if row >= array.len() || is_null {
        return path.ends_with(".fin").then_some(Document::Null);
    }
    match array.data_type() {
        DataType::Struct(fields) => {
            let array = array.as_struct_opt()?;
            let mut entries = Vec::with_capacity(fields.len());
            for (field, column) in fields.iter().zip(array.columns()) {
                let path = if path.is_empty() {
                    field.name().clone()
                } else {
                    format!("{path}.{}", field.name())
                };
                let value = document(column.as_ref(), row, &path, faults);
                entries.extend(value.map(|value| (Cow::Borrowed(field.name().as_str()), value)));
            }
            Some(Document::Map(entries))
        }
        DataType::List(_) => items(&array.as_list_opt::<i32>()?.value(row), path, faults),
        DataType::LargeList(_) => items(&array.as_list_opt::<i64>()?.value(row), path, faults),
        DataType::Map(_, _) => {
            let entries = array.as_map_opt()?.value(row);
            let (keys, values) = (entries.columns().first()?, entries.columns().get(1)?);
            let entries = (0..entries.len()).filter_map(|i| {
                let key = cell(keys.as_ref(), i).word()?.to_owned();
                let value = document(values.as_ref(), i, path, faults)?.owned();
                Some((key.into(), value))
            });
            Some(Document::Map(entries.collect()))
        }
        _ => match cell(array, row) {
            Cell::Text(text) => Some(Document::Text(text)),
            Cell::Date(day) => Some(Document::Text(day.into())),
            Cell::Number(digits) => Some(Document::Number(digits)),
            Cell::Bool(yes) => Some(Document::Bool(yes)),
            Cell::Empty | Cell::List(_) => None,
            Cell::Wrong(reason) => {
                faults.push(Fault {
                    field: path.to_owned(),
                    value: String::new(),
                    reason,
                });
                None
            }
        },
    }
}

/// The items are cut out of the column: they do not stay in it.
fn items(items: &ArrayRef, path: &str, faults: &mut Vec<Fault>) -> Option<Document<'static>> {
    let path = format!("{path}[]");
    let items = (0..items.len())
        .filter_map(|i| document(items.as_ref(), i, &path, faults).map(Document::owned));
    Some(Document::List(items.collect()))
}

/// One row per household, its persons in a list, through a mapping.
pub(super) struct Listed {
    pub(super) batches: Batches,
    pub(super) plan: Arc<Plan>,
    pub(super) seen: Seen,
    /// Names of the columns of the household, then of a person.
    pub(super) header: Vec<String>,
    pub(super) items: Vec<String>,
    /// The list of the persons.
    pub(super) list: String,
    pub(super) current: Option<(Batch, Range<usize>)>,
    pub(super) line: u64,
}

/// A batch, cut into the columns of the household and the list of the persons.
pub(super) struct Batch {
    columns: Arc<Columns>,
    persons: Option<ArrayRef>,
}

impl Source for Listed {
    fn next(&mut self) -> io::Result<Option<Raw>> {
        loop {
            if let Some((batch, range)) = &mut self.current
                && let Some(row) = range.next()
            {
                self.line = self.line.saturating_add(1);
                let main = Row {
                    line: self.line,
                    cells: Cells::Columnar {
                        columns: Arc::clone(&batch.columns),
                        row,
                    },
                };
                let persons = batch
                    .persons
                    .as_ref()
                    .map(|list| persons(list.as_ref(), row, &self.items, self.line))
                    .unwrap_or_default();
                let run = Run {
                    key: main.key(self.plan.main.key),
                    rows: vec![main],
                    too_many: persons.len() > MOST_ROWS,
                };
                return Ok(Some(group(&self.plan, run, &mut self.seen, persons).raw()));
            }
            let Some(batch) = self.batches.next()? else {
                return Ok(None);
            };
            let rows = StructArray::from(batch);
            let batch = Batch {
                columns: Arc::new(Columns::new(&rows, &self.header)),
                persons: rows.column_by_name(&self.list).cloned(),
            };
            self.current = Some((batch, 0..rows.len()));
        }
    }
}

fn persons(list: &dyn Array, row: usize, header: &[String], line: u64) -> Vec<Row> {
    if list.is_null(row) {
        return Vec::new();
    }
    let items = match list.data_type() {
        DataType::List(_) => list.as_list_opt::<i32>().map(|l| l.value(row)),
        DataType::LargeList(_) => list.as_list_opt::<i64>().map(|l| l.value(row)),
        _ => None,
    };
    let Some(items) = items else {
        return Vec::new();
    };
    let Some(items) = items.as_struct_opt() else {
        return Vec::new();
    };
    let columns = Arc::new(Columns::new(items, header));
    (0..items.len())
        .filter(|i| items.is_valid(*i))
        .map(|row| Row {
            line,
            cells: Cells::Columnar {
                columns: Arc::clone(&columns),
                row,
            },
        })
        .collect()
}
