//! Parquet: typed columns, exact amounts.
//!
//! A Parquet file has its table of contents at the end, so that one that is cut short cannot be read and cannot be
//! continued. Rows are therefore kept by groups, each a small Parquet file of its own, one after the other in a file that can
//! be cut and continued at any of them; once all are there, they are put together without being encoded again. What comes
//! out depends on the rows alone, not on interruptions.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{Decimal128Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use bytes::Bytes;
use parquet::arrow::{ArrowSchemaConverter, ArrowWriter, add_encoded_arrow_schema_to_metadata};
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use parquet::file::reader::FileReader as _;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use super::csv::{COLUMNS, PURGE};
use super::{Look, Told};
use crate::durable::{Partial, cannot_write};
use crate::exit::{Failure, Outcome};
use crate::row::Row;

/// Digits of an amount, two of them after the point: what fits in 64 bits.
const DIGITS: u8 = 18;
const SCALE: i8 = 2;
const LARGEST: i128 = 999_999_999_999_999_999;

/// What a column holds.
#[derive(Clone, Copy)]
enum Cell {
    Text(fn(&Look<'_>, &Told, &Row) -> String),
    Texts(fn(&Row) -> &[String]),
    Amount(fn(&Row) -> Option<i128>),
}

/// The columns of the CSV form, in their order.
const CELLS: [Cell; COLUMNS.len()] = [
    Cell::Text(|_, told, _| told.id.clone()),
    Cell::Text(|look, _, row| look.right(row).to_owned()),
    Cell::Text(|_, _, row| row.verdict.word().to_owned()),
    Cell::Text(|look, _, row| look.rhythm(row).to_owned()),
    Cell::Amount(|row| row.due.map(|(low, _)| low)),
    Cell::Amount(|row| row.due.map(|(_, high)| high)),
    Cell::Amount(Row::exactly_received),
    Cell::Amount(|row| row.gap.map(|(low, _)| low)),
    Cell::Amount(|row| row.gap.map(|(_, high)| high)),
    Cell::Amount(|row| row.gain.map(|(low, _)| low)),
    Cell::Amount(|row| row.gain.map(|(_, high)| high)),
    Cell::Text(|_, _, row| row.nature().to_owned()),
    Cell::Texts(|row| &row.missing),
    Cell::Text(|_, _, row| row.motives.clone()),
    Cell::Text(|look, _, _| look.version.clone()),
    Cell::Text(|_, told, _| told.month.to_string()),
];

/// The columns and their types.
pub(crate) fn schema() -> Schema {
    let fields = COLUMNS.iter().zip(CELLS).map(|(name, cell)| match cell {
        Cell::Text(_) => Field::new(*name, DataType::Utf8, false),
        Cell::Texts(_) => {
            let item = Field::new("element", DataType::Utf8, false);
            Field::new(*name, DataType::List(Arc::new(item)), false)
        }
        Cell::Amount(_) => Field::new(*name, DataType::Decimal128(DIGITS, SCALE), true),
    });
    Schema::new(fields.collect::<Vec<_>>())
}

fn properties() -> WriterPropertiesBuilder {
    let amounts = COLUMNS
        .iter()
        .zip(CELLS)
        .filter(|(_, cell)| matches!(cell, Cell::Amount(_)));
    amounts.fold(
        WriterProperties::builder()
            .set_created_by(concat!("droit ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            // The groups are cut here, not by the library.
            .set_max_row_group_row_count(None),
        // Amounts seldom repeat: a dictionary of them would only weigh.
        |properties, (name, _)| {
            properties.set_column_dictionary_enabled(ColumnPath::from(*name), false)
        },
    )
}

/// Rows that wait to be a group.
#[derive(Debug)]
pub(crate) struct Waiting {
    told: Vec<Told>,
    rows: usize,
    /// About how many rows make a group.
    group: usize,
}

impl Waiting {
    /// No row yet.
    pub(crate) fn new(group: usize) -> Waiting {
        Waiting {
            told: Vec::new(),
            rows: 0,
            group,
        }
    }

    /// One more household.
    pub(crate) fn push(&mut self, told: Told) {
        self.rows = self.rows.saturating_add(told.rows.len());
        if !told.rows.is_empty() {
            self.told.push(told);
        }
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// Whether there is enough for a group.
    pub(crate) fn is_full(&self) -> bool {
        !self.is_empty() && self.rows >= self.group
    }

    /// The bytes of a group of what waits.
    pub(crate) fn group(&mut self, look: &Look<'_>) -> Outcome<Vec<u8>> {
        let told = std::mem::take(&mut self.told);
        self.rows = 0;
        encoded(&batch(look, &told)?).map_err(|error| failed(&error))
    }
}

/// The rows of some households, as columns.
pub(crate) fn batch(look: &Look<'_>, told: &[Told]) -> Outcome<RecordBatch> {
    let columns: Vec<ArrayRef> = CELLS
        .iter()
        .map(|cell| column(*cell, look, told))
        .collect::<Outcome<_>>()?;
    RecordBatch::try_new(Arc::new(schema()), columns).map_err(|error| failed(&error.into()))
}

fn encoded(batch: &RecordBatch) -> Result<Vec<u8>, ParquetError> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties().build()))?;
    writer.write(batch)?;
    writer.into_inner()
}

fn column(cell: Cell, look: &Look<'_>, told: &[Told]) -> Outcome<ArrayRef> {
    let rows = told.iter().flat_map(|t| t.rows.iter().map(move |r| (t, r)));
    Ok(match cell {
        Cell::Text(text) => {
            let mut column = StringBuilder::new();
            rows.for_each(|(told, row)| column.append_value(text(look, told, row)));
            Arc::new(column.finish())
        }
        Cell::Texts(texts) => {
            let item = Field::new("element", DataType::Utf8, false);
            let mut column = ListBuilder::new(StringBuilder::new()).with_field(item);
            for (_, row) in rows {
                for text in texts(row) {
                    column.values().append_value(text);
                }
                column.append(true);
            }
            Arc::new(column.finish())
        }
        Cell::Amount(amount) => {
            let mut column = Decimal128Builder::new()
                .with_precision_and_scale(DIGITS, SCALE)
                .map_err(|error: ArrowError| failed(&error.into()))?;
            for (told, row) in rows {
                let amount = amount(row);
                if amount.is_some_and(|cents| !(-LARGEST..=LARGEST).contains(&cents)) {
                    return Err(Failure::rejected(format!(
                        "foyer « {} » : un montant n'entre pas dans une colonne Parquet",
                        told.id
                    )));
                }
                column.append_option(amount);
            }
            Arc::new(column.finish())
        }
    })
}

/// Puts groups together: `spool` holds them one after the other, of these lengths.
pub(crate) fn assemble(
    spool: &Path,
    groups: &[u64],
    look: &Look<'_>,
    path: &Path,
) -> Outcome<Partial> {
    let schema = schema();
    let said = [
        ("regles_version", Some(look.version.clone())),
        (PURGE, look.purge.clone()),
    ];
    let said = said
        .into_iter()
        .filter_map(|(key, value)| value.map(|value| KeyValue::new(key.to_owned(), value)));
    let mut properties = properties()
        .set_key_value_metadata(Some(said.collect()))
        .build();
    add_encoded_arrow_schema_to_metadata(&schema, &mut properties);
    let mut partial = Partial::create(path)?;
    let put = |partial: &mut Partial| -> Result<(), ParquetError> {
        let root = ArrowSchemaConverter::new()
            .convert(&schema)?
            .root_schema_ptr();
        let mut writer = SerializedFileWriter::new(partial, root, Arc::new(properties))?;
        let mut file = File::open(spool)?;
        for length in groups {
            append(&mut writer, group(&mut file, *length)?)?;
        }
        writer.close().map(|_| ())
    };
    put(&mut partial).map_err(|error| match &error {
        ParquetError::External(inner) => match inner.downcast_ref::<io::Error>() {
            Some(error) => cannot_write(path, error),
            None => failed(&ParquetError::General(inner.to_string())),
        },
        _ => failed(&error),
    })?;
    Ok(partial)
}

/// The next group of a file.
fn group(file: &mut File, length: u64) -> io::Result<Bytes> {
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

/// Copies the row groups of a small file.
fn append<W: io::Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    bytes: Bytes,
) -> Result<(), ParquetError> {
    let reader = SerializedFileReader::new(bytes.clone())?;
    for group in reader.metadata().row_groups() {
        let rows = u64::try_from(group.num_rows()).unwrap_or(0);
        let mut into = writer.next_row_group()?;
        for column in group.columns() {
            let close = ColumnCloseResult {
                bytes_written: u64::try_from(column.compressed_size()).unwrap_or(0),
                rows_written: rows,
                metadata: column.clone(),
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            };
            into.append_column(&bytes, close)?;
        }
        into.close()?;
    }
    Ok(())
}

fn failed(error: &ParquetError) -> Failure {
    Failure::rejected(format!("écriture en Parquet impossible : {error}"))
}
