//! Opens tables, each by its content.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arrow_schema::DataType;
use droit_engine::calendar::Month;

use super::batches::{self, Batches, Columnar};
use super::bind::{Bound, bind};
use super::cell::Cell;
use super::columnar::{Flat, fits};
use super::convert::Plan;
use super::delimited::{self, Delimited};
use super::fields::{Fields, Place};
use super::households::{One, Runs, Seen};
use super::layout::Layouts;
use super::mapping::{self, Mapping, Problem, Table};
use super::nested::{Listed, Situations};
use super::options::{Moment, When, YearOf};
use super::row::Rows;
use super::sheet::{self, Sheets};
use super::together::Two;
use crate::exit::{Failure, Outcome};
use crate::input::Input;
use crate::read;
use crate::render::words;

/// What to look at when no household of a table can be read.
const EXPECTED: &str = "voyez le fichier des rejets : chaque foyer y a sa cause";

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A text: JSON, CSV.
    Text,
    /// XLSX, ODS or XLS.
    Sheet,
    Parquet,
}

/// What is asked of a table.
pub(crate) struct Tabular<'a> {
    /// The file, or how messages call what is in memory.
    pub(crate) path: &'a Path,
    pub(crate) mapping: &'a mapping::Text,
    /// The file of the persons.
    pub(crate) persons: Option<&'a Path>,
    pub(crate) month: Option<Month>,
}

/// A table whose header is known.
enum Pending {
    Delimited(Delimited),
    Sheet(Sheets),
    Columnar(Columnar),
}

/// Rows, how much there is to read, and how much has been read.
type Reader = (Box<dyn Rows>, Option<u64>, Arc<AtomicU64>);

/// A table before its columns are chosen.
struct Opened {
    header: Vec<String>,
    pending: Pending,
    size: Option<u64>,
    read: Arc<AtomicU64>,
    path: PathBuf,
}

/// The form of a file; the standard input is a text.
pub(crate) fn form(path: &Path) -> Outcome<Form> {
    if read::is_stdin(path) || !path.is_file() {
        return Ok(Form::Text);
    }
    let mut start = Vec::new();
    File::open(path)
        .and_then(|file| file.take(8).read_to_end(&mut start))
        .map_err(|e| Failure::io(format!("lecture de {} impossible", read::name(path)), &e))?;
    let sheet = start.starts_with(b"PK\x03\x04") || start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]);
    Ok(if sheet {
        Form::Sheet
    } else if start.starts_with(b"PAR1") {
        Form::Parquet
    } else {
        Form::Text
    })
}

fn table(path: &Path, form_of: &mapping::Form) -> Outcome<Opened> {
    let opened = |header, pending| Opened {
        header,
        pending,
        size: None,
        read: Arc::default(),
        path: path.to_owned(),
    };
    match form(path)? {
        Form::Sheet => {
            let (header, sheet) = sheet::open(path, form_of)?;
            Ok(opened(header, Pending::Sheet(sheet)))
        }
        Form::Parquet => Ok(columnar(batches::open(path)?, path)),
        Form::Text => {
            let bytes = read::open(path)?;
            let (size, read) = (bytes.size, Arc::clone(&bytes.read));
            let (header, delimited) = delimited::open(bytes, form_of, &read::name(path))?;
            Ok(Opened {
                size,
                read,
                ..opened(header, Pending::Delimited(delimited))
            })
        }
    }
}

impl Opened {
    /// Its rows, of which only some columns are read.
    fn rows(self, bound: &Bound) -> Outcome<Reader> {
        Ok(match self.pending {
            Pending::Delimited(delimited) => (Box::new(delimited), self.size, self.read),
            Pending::Sheet(sheet) => (Box::new(sheet), None, self.read),
            Pending::Columnar(parquet) => {
                let size = parquet.rows;
                let names = names(bound, &self.header);
                let batches = parquet.batches(Some(&names), &self.path)?;
                let read = Arc::clone(&batches.read);
                let header = kept(self.header, &names);
                let flat = Flat {
                    batches,
                    header,
                    current: None,
                    line: 0,
                };
                (Box::new(flat), size, read)
            }
        })
    }

    /// Columns whose type cannot fill their field.
    fn misfits(&self, bound: &Bound, types: &[(String, DataType)]) -> Vec<Problem> {
        let Pending::Columnar(_) = &self.pending else {
            return Vec::new();
        };
        misfits(bound, types)
    }
}

fn misfits(bound: &Bound, types: &[(String, DataType)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (position, column) in &bound.columns {
        if let Some((name, ty)) = types.get(*position)
            && column.codes.is_empty()
            && !fits(&column.field.kind, ty)
        {
            problems.push(Problem {
                line: column.line,
                message: format!(
                    "la colonne « {name} », de type {ty}, ne peut pas remplir « {} »",
                    column.field.path
                ),
                help: None,
            });
        }
    }
    problems
}

/// The columns that are read, by name.
fn names(bound: &Bound, header: &[String]) -> Vec<String> {
    let positions = bound.columns.iter().map(|(i, _)| *i).chain([bound.key]);
    positions.filter_map(|i| header.get(i)).cloned().collect()
}

/// A header where only some names are left: the others are read by nobody.
fn kept(header: Vec<String>, names: &[String]) -> Vec<String> {
    header
        .into_iter()
        .map(|name| {
            if names.contains(&name) {
                name
            } else {
                String::new()
            }
        })
        .collect()
}

/// Opens a table, or two, through a mapping.
///
/// # Errors
///
/// When a file cannot be read, or the mapping does not fit it: nothing is read then.
pub(crate) fn tabular(asked: &Tabular<'_>, fields: Fields) -> Outcome<Input> {
    let mapping = asked.mapping.read(&fields)?;
    let main = table(asked.path, &mapping.main.form)?;
    through(asked, &mapping, main, fields)
}

/// Opens batches that are in memory: through a mapping, or as they are when their columns bear the names of the situation
/// format.
///
/// # Errors
///
/// As [`tabular`] and [`nested`].
pub(crate) fn memory(
    columns: Columnar,
    path: &Path,
    mapping: Option<&mapping::Text>,
    month: Option<Month>,
    fields: Fields,
) -> Outcome<Input> {
    let Some(text) = mapping else {
        return situations(columns, path, &fields);
    };
    let asked = Tabular {
        path,
        mapping: text,
        persons: None,
        month,
    };
    let mapping = text.read(&fields)?;
    through(&asked, &mapping, columnar(columns, path), fields)
}

/// Columns as a table.
fn columnar(columns: Columnar, path: &Path) -> Opened {
    Opened {
        header: columns.header().into_iter().map(|(name, _)| name).collect(),
        pending: Pending::Columnar(columns),
        size: None,
        read: Arc::default(),
        path: path.to_owned(),
    }
}

/// A table seen through its mapping, with that of the persons when there is one.
fn through(asked: &Tabular<'_>, mapping: &Mapping, main: Opened, fields: Fields) -> Outcome<Input> {
    needs_month(mapping, asked)?;
    let refused = |problems: Vec<Problem>| asked.mapping.refused(problems);
    let bound = bind(&mapping.main, &main.header).map_err(refused)?;
    if let Pending::Columnar(parquet) = &main.pending {
        let problems = main.misfits(&bound, &parquet.header());
        if !problems.is_empty() {
            return Err(refused(problems));
        }
    }
    let plan = |bound: Bound, persons: Option<Bound>, mapping: &Mapping| {
        Arc::new(Plan {
            fields,
            main: bound,
            persons,
            complete: mapping.complete.clone(),
            month: asked.month,
            keys: (
                mapping.main.key.clone(),
                mapping
                    .persons
                    .as_ref()
                    .map(|t| t.key.clone())
                    .unwrap_or_default(),
            ),
            layouts: Layouts::default(),
        })
    };
    let input = |source, size, read, plan| Input {
        expected: EXPECTED,
        source,
        size,
        read,
        plan: Some(plan),
    };
    let Some(table_of_persons) = &mapping.persons else {
        if asked.persons.is_some() {
            return Err(Failure::usage(
                "« --personnes » demande une correspondance avec une partie « personnes »",
            ));
        }
        let (rows, size, read) = main.rows(&bound)?;
        let runs = Runs::new(rows, bound.key);
        let plan = plan(bound, None, mapping);
        let source = Box::new(One {
            runs,
            seen: Seen::new(),
            plan: Arc::clone(&plan),
        });
        return Ok(input(source, size, read, plan));
    };
    let path = match (asked.persons, &main.pending) {
        (Some(path), _) => path,
        (None, Pending::Sheet(_)) => asked.path,
        (None, Pending::Columnar(_)) => {
            let listed = listed(main, bound, table_of_persons, asked)?;
            let (batches, bound, persons, header, items, list, size) = listed;
            let read = Arc::clone(&batches.read);
            let plan = plan(bound, Some(persons), mapping);
            let source = Box::new(Listed {
                batches,
                plan: Arc::clone(&plan),
                seen: Seen::new(),
                header,
                items,
                list,
                current: None,
                line: 0,
            });
            return Ok(input(source, size, read, plan));
        }
        (None, Pending::Delimited(_)) => {
            return Err(Failure::usage(
                "la correspondance a une partie « personnes » : « --personnes FICHIER » donne leur fichier",
            ));
        }
    };
    let persons = table(path, &table_of_persons.form)?;
    let bound_persons = bind(table_of_persons, &persons.header).map_err(refused)?;
    if let Pending::Columnar(parquet) = &persons.pending {
        let problems = persons.misfits(&bound_persons, &parquet.header());
        if !problems.is_empty() {
            return Err(refused(problems));
        }
    }
    let (rows, size, read) = main.rows(&bound)?;
    let households = Runs::new(rows, bound.key);
    let persons = Runs::new(persons.rows(&bound_persons)?.0, bound_persons.key);
    let plan = plan(bound, Some(bound_persons), mapping);
    let source = Box::new(Two::new(households, persons, Arc::clone(&plan)));
    Ok(input(source, size, read, plan))
}

type ListedParts = (
    Batches,
    Bound,
    Bound,
    Vec<String>,
    Vec<String>,
    String,
    Option<u64>,
);

/// A Parquet file whose persons are in a list.
fn listed(
    main: Opened,
    bound: Bound,
    persons: &Table,
    asked: &Tabular<'_>,
) -> Outcome<ListedParts> {
    let list = persons
        .list
        .clone()
        .unwrap_or_else(|| "personnes".to_owned());
    let Pending::Columnar(parquet) = main.pending else {
        return Err(Failure::usage("« liste » va avec un fichier Parquet"));
    };
    let Some(items) = parquet.items(&list) else {
        return Err(Failure::rejected(format!(
            "{} n'a pas de colonne « {list} » qui soit une liste de personnes",
            read::name(asked.path)
        ))
        .help("« personnes: liste: NOM » la nomme ; « --personnes FICHIER » donne un deuxième fichier"));
    };
    let header: Vec<String> = items.iter().map(|(name, _)| name.clone()).collect();
    // The rows of a list have no key of their own.
    let table = Table {
        key: header.first().cloned().unwrap_or_default(),
        columns: persons.columns.clone(),
        form: persons.form.clone(),
        ignored: persons.ignored.clone(),
        list: None,
    };
    let refused = |problems: Vec<Problem>| asked.mapping.refused(problems);
    let of_persons = bind(&table, &header).map_err(refused)?;
    let problems = misfits(&of_persons, &items);
    if !problems.is_empty() {
        return Err(refused(problems));
    }
    let size = parquet.rows;
    let mut wanted = names(&bound, &main.header);
    let kept_main = kept(main.header, &wanted);
    let kept_items = kept(header.clone(), &names(&of_persons, &header));
    wanted.push(list.clone());
    let batches = parquet.batches(Some(&wanted), asked.path)?;
    Ok((
        batches, bound, of_persons, kept_main, kept_items, list, size,
    ))
}

/// Months counted from that of the right need it.
fn needs_month(mapping: &Mapping, asked: &Tabular<'_>) -> Outcome {
    let columns = || {
        mapping
            .main
            .columns
            .iter()
            .chain(mapping.persons.iter().flat_map(|t| &t.columns))
    };
    let told = asked.month.is_some() || columns().any(|c| c.field.place == Place::Period);
    let counted = columns().find(|c| {
        matches!(
            c.when,
            When::ByName | When::Months(Moment::Offset(_), _) | When::Year(YearOf::Offset(_))
        )
    });
    match counted.filter(|_| !told) {
        Some(column) => Err(Failure::usage(format!(
            "la colonne « {} » compte les mois depuis celui du droit : lequel ?",
            column.name
        ))
        .help("donnez « --mois AAAA-MM », ou une colonne qui remplit « period »")),
        None => Ok(()),
    }
}

/// Opens a Parquet file whose columns bear the names of the situation format.
pub(crate) fn nested(path: &Path, fields: &Fields) -> Outcome<Input> {
    situations(batches::open(path)?, path, fields)
}

/// Columns that bear the names of the situation format.
fn situations(parquet: Columnar, path: &Path, fields: &Fields) -> Outcome<Input> {
    let name = read::name(path);
    let mut known: Vec<&str> = fields.paths().filter_map(|p| p.split('.').next()).collect();
    known.extend([
        "id",
        "period",
        "situation",
        "expected",
        "trimestre_reference",
    ]);
    let schema = parquet.schema();
    let columns: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    if !columns
        .iter()
        .any(|c| ["personnes", "situation"].contains(c))
    {
        return Err(Failure::rejected(format!("{name} n'a pas de colonne « personnes »"))
            .help("« --correspondance FICHIER » dit ce que sont ses colonnes ; « --modele-correspondance » en écrit une"));
    }
    if let Some(unknown) = columns.iter().find(|c| !known.contains(c)) {
        let failure = Failure::rejected(format!(
            "{name} : la colonne « {unknown} » n'est pas du format de situation"
        ));
        return Err(
            failure.help(match words::nearest(unknown, known.iter().copied()) {
                Some(near) => format!("vouliez-vous dire « {near} » ?"),
                None => {
                    "« --correspondance FICHIER » ne lit que les colonnes qu'elle nomme".to_owned()
                }
            }),
        );
    }
    let size = parquet.rows;
    let batches = parquet.batches(None, path)?;
    Ok(Input {
        size,
        read: Arc::clone(&batches.read),
        source: Box::new(Situations {
            batches,
            current: None,
            line: 0,
        }),
        plan: None,
        expected: EXPECTED,
    })
}

/// The header of a table and its first rows, to guess what they hold.
pub(crate) fn header_and_sample(
    path: &Path,
    most: usize,
) -> Outcome<(Vec<String>, Vec<Vec<Cell<'static>>>)> {
    let form = mapping::Form {
        header: 1,
        ..mapping::Form::default()
    };
    rows_of(table(path, &form)?, path, most)
}

/// As [`header_and_sample`], of batches that are in memory.
pub(crate) fn sample(
    columns: Columnar,
    path: &Path,
    most: usize,
) -> Outcome<(Vec<String>, Vec<Vec<Cell<'static>>>)> {
    rows_of(columnar(columns, path), path, most)
}

fn rows_of(
    opened: Opened,
    path: &Path,
    most: usize,
) -> Outcome<(Vec<String>, Vec<Vec<Cell<'static>>>)> {
    let header = opened.header.clone();
    let all: Vec<usize> = (0..header.len()).collect();
    let mut rows: Box<dyn Rows> = match opened.pending {
        Pending::Delimited(delimited) => Box::new(delimited),
        Pending::Sheet(sheet) => Box::new(sheet),
        Pending::Columnar(parquet) => Box::new(Flat {
            batches: parquet.batches(None, path)?,
            header: header.clone(),
            current: None,
            line: 0,
        }),
    };
    let mut sample = Vec::new();
    while sample.len() < most {
        let next = rows
            .next()
            .map_err(|e| Failure::io(format!("lecture de {} impossible", read::name(path)), &e))?;
        let Some(row) = next else { break };
        let cells = row.cells(&all).ok();
        sample.extend(cells.map(|cells| cells.into_iter().map(Cell::owned).collect()));
    }
    Ok((header, sample))
}
