//! Spreadsheets. A sheet is held whole: its form does not allow anything else for ODS, and keeps XLSX simple. Their own
//! limit is a million rows; what is larger goes in CSV or Parquet.

use std::fs::File;
use std::io::{self, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{Data, DataType, ExcelDateTime, Ods, Reader, Xls, Xlsx};

use super::cell::{self, Cell};
use super::mapping::Form;
use super::row::{Cells, Row, Rows};
use crate::exit::{Failure, Outcome};
use crate::read;
use crate::render::words;

/// Beyond so many cells the memory of an ordinary machine would not do.
const MOST_CELLS: usize = 30_000_000;

/// The rows of a sheet, with their numbers from 1.
type Sheet = Vec<(u64, Vec<Cell<'static>>)>;

/// A sheet.
pub(crate) struct Sheets {
    rows: std::vec::IntoIter<(u64, Vec<Cell<'static>>)>,
}

/// Why a sheet cannot be read.
enum Fault {
    /// In no form that is known, or broken.
    Unreadable(String),
    /// There are only those sheets.
    NoSheet(Vec<String>),
    TooLarge,
}

/// Reads a sheet: its header, then its rows.
pub(crate) fn open(path: &Path, form: &Form) -> Outcome<(Vec<String>, Sheets)> {
    let name = read::name(path);
    let file = || {
        File::open(path)
            .map(BufReader::new)
            .map_err(|e| Failure::io(format!("lecture de {name} impossible"), &e))
    };
    let (first, second, third) = (file()?, file()?, file()?);
    let wanted = form.sheet.as_deref();
    // A file made to harm may panic in the reader of spreadsheets: it costs a message, not the program.
    let sheet = catch_unwind(AssertUnwindSafe(|| {
        match Xlsx::new(first) {
            Ok(book) => return xlsx(book, wanted),
            Err(calamine::XlsxError::Password) => {
                return Err(Fault::Unreadable(
                    "il est protégé par un mot de passe".to_owned(),
                ));
            }
            Err(_) => {}
        }
        match Ods::new(second) {
            Ok(mut book) => return dense(&mut book, wanted),
            Err(calamine::OdsError::Password) => {
                return Err(Fault::Unreadable(
                    "il est protégé par un mot de passe".to_owned(),
                ));
            }
            Err(_) => {}
        }
        match Xls::new(third) {
            Ok(mut book) => dense(&mut book, wanted),
            Err(_) => Err(Fault::Unreadable(
                "ce n'est pas un classeur XLSX, ODS ou XLS, ou il est abîmé".to_owned(),
            )),
        }
    }))
    .unwrap_or_else(|_| Err(Fault::Unreadable("il est abîmé".to_owned())));
    let sheet = sheet.map_err(|fault| match fault {
        Fault::Unreadable(reason) => Failure::rejected(format!("{name} ne se lit pas : {reason}")),
        Fault::NoSheet(sheets) => {
            let wanted = wanted.unwrap_or_default();
            let failure = Failure::rejected(format!("{name} n'a pas de feuille « {wanted} »"));
            let near = words::nearest(wanted, sheets.iter().map(String::as_str));
            failure.help(near.map_or_else(
                || format!("feuilles : {}", sheets.join(", ")),
                |near| format!("vouliez-vous dire « {near} » ?"),
            ))
        }
        Fault::TooLarge => Failure::rejected(format!("{name} est trop grand pour un tableur"))
            .help("enregistrez la feuille en CSV"),
    })?;
    let mut rows = sheet.into_iter();
    let header = rows
        .find(|(line, _)| *line >= form.header)
        .map(|(_, cells)| cells)
        .unwrap_or_default();
    let names: Vec<String> = header
        .iter()
        .map(|cell| cell.word().unwrap_or_default().to_owned())
        .collect();
    if names.iter().all(String::is_empty) {
        return Err(Failure::rejected(format!("{name} n'a pas de ligne d'en-tête"))
            .help("la première ligne donne le nom de chaque colonne ; « fichier: entete: N » en choisit une autre"));
    }
    Ok((names, Sheets { rows }))
}

impl Rows for Sheets {
    fn next(&mut self) -> io::Result<Option<Row>> {
        Ok(self.rows.next().map(|(line, cells)| Row {
            line,
            cells: Cells::Typed(cells),
        }))
    }
}

fn chosen(names: &[String], wanted: Option<&str>) -> Result<String, Fault> {
    match wanted {
        None => names.first().cloned(),
        Some(wanted) => names.iter().find(|n| *n == wanted).cloned(),
    }
    .ok_or_else(|| Fault::NoSheet(names.to_vec()))
}

/// Cell by cell: a sheet with one cell at its far end is not as large as it says.
fn xlsx(mut book: Xlsx<BufReader<File>>, wanted: Option<&str>) -> Result<Sheet, Fault> {
    let broken = |error: calamine::XlsxError| Fault::Unreadable(format!("{error}"));
    let name = chosen(&book.sheet_names(), wanted)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
    let mut sheet: Sheet = Vec::new();
    let mut count = 0_usize;
    while let Some(found) = cells.next_cell().map_err(broken)? {
        let value = self::cell(&Data::from(found.get_value().clone())).owned();
        if value == Cell::Empty {
            continue;
        }
        let (row, column) = found.get_position();
        let line = u64::from(row).saturating_add(1);
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        // The columns of a spreadsheet: A to XFD.
        if column >= 1 << 14 {
            continue;
        }
        if sheet.last().is_none_or(|(last, _)| *last != line) {
            sheet.push((line, Vec::new()));
        }
        if let Some((_, cells)) = sheet.last_mut() {
            let before = cells.len();
            cells.resize(before.max(column.saturating_add(1)), Cell::Empty);
            count = count.saturating_add(cells.len().saturating_sub(before));
            if let Some(slot) = cells.get_mut(column) {
                *slot = value;
            }
        }
        if count > MOST_CELLS {
            return Err(Fault::TooLarge);
        }
    }
    sheet.sort_by_key(|(line, _)| *line);
    Ok(sheet)
}

fn dense<B>(book: &mut B, wanted: Option<&str>) -> Result<Sheet, Fault>
where
    B: Reader<BufReader<File>>,
    B::Error: std::fmt::Display,
{
    let name = chosen(&book.sheet_names(), wanted)?;
    let range = book
        .worksheet_range(&name)
        .map_err(|error| Fault::Unreadable(format!("{error}")))?;
    if range.get_size().0.saturating_mul(range.get_size().1) > MOST_CELLS {
        return Err(Fault::TooLarge);
    }
    let (top, left) = range.start().unwrap_or((0, 0));
    let left = usize::try_from(left).unwrap_or(0);
    let mut sheet = Vec::new();
    for (line, row) in (u64::from(top).saturating_add(1)..).zip(range.rows()) {
        let before = std::iter::repeat_n(Cell::Empty, left);
        let cells = before.chain(row.iter().map(|data| cell(data).owned()));
        let cells: Vec<Cell<'static>> = cells.collect();
        if cells.iter().any(|c| *c != Cell::Empty) {
            sheet.push((line, cells));
        }
    }
    Ok(sheet)
}

fn cell(data: &Data) -> Cell<'_> {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::text(text),
        Data::Int(value) => Cell::Number(value.to_string().into()),
        Data::Float(value) => Cell::float(*value),
        Data::Bool(value) => Cell::Bool(*value),
        Data::DateTime(date) if data.is_datetime() => day(date),
        Data::DateTimeIso(text) => match cell::date(text) {
            Some(day) => Cell::Date(day),
            None => Cell::text(text),
        },
        Data::DateTime(_) | Data::DurationIso(_) => Cell::Wrong("une durée".to_owned()),
        Data::Error(error) => Cell::Wrong(format!("une formule en erreur ({error})")),
    }
}

fn day(date: &ExcelDateTime) -> Cell<'static> {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    match cell::date(&format!("{year:04}-{month:02}-{day:02}")) {
        Some(day) if date.is_datetime() => Cell::Date(day),
        _ => Cell::Wrong("une durée".to_owned()),
    }
}
