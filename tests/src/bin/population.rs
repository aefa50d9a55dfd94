//! Writes made-up households without end, for measures (`benches/scale.sh`):
//!
//! ```text
//! cargo run --release -p droit-tests --bin population -- 1000000 jsonl f.jsonl
//! cargo run --release -p droit-tests --bin population -- 1000000 csv f.csv f.yaml        # one row per person, and the mapping
//! cargo run --release -p droit-tests --bin population -- 1000000 parquet f.parquet f.yaml
//! ```
//!
//! One more argument is the seed: the same one gives the same bytes.

use std::env;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::process::ExitCode;

use droit_tests::population::Endless;
use droit_tests::tables::{Table, joined, one, tables_of};
use parquet::arrow::ArrowWriter;

/// Every example household once: all blocks have the same columns.
const BLOCK: usize = 200;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let seed = |rest: &[&str]| rest.first().map_or(Some(1), |text| text.parse().ok());
    let written = match arguments.as_slice() {
        [count, "jsonl", path, rest @ ..] => match (count.parse(), seed(rest)) {
            (Ok(count), Some(seed)) => jsonl(path, Endless::new(seed).take(count)),
            _ => return usage(),
        },
        [count, form @ ("csv" | "parquet"), path, map, rest @ ..] => {
            match (count.parse(), seed(rest)) {
                (Ok(count), Some(seed)) => table(form, path, map, Endless::new(seed).take(count)),
                _ => return usage(),
            }
        }
        _ => return usage(),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage : population NOMBRE jsonl|csv|parquet FICHIER [CORRESPONDANCE] [GRAINE]");
    ExitCode::from(2)
}

fn jsonl(path: &str, households: impl Iterator<Item = String>) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for household in households {
        out.write_all(household.as_bytes())?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn table(
    form: &str,
    path: &str,
    map: &str,
    households: impl Iterator<Item = String>,
) -> io::Result<()> {
    let mut households = households.peekable();
    let mut out = Some(BufWriter::new(File::create(path)?));
    let mut writer: Option<ArrowWriter<BufWriter<File>>> = None;
    let mut first = true;
    while households.peek().is_some() {
        let lines: Vec<String> = households.by_ref().take(BLOCK).collect();
        let (of_household, of_persons) = tables_of(&lines);
        let table: Table = joined(&of_household, &of_persons);
        if first {
            fs::write(map, one(&table))?;
        }
        if form == "csv" {
            let text = table.csv(';');
            let rows = if first {
                text.as_str()
            } else {
                text.split_once("\r\n").map_or("", |(_, rows)| rows)
            };
            if let Some(out) = &mut out {
                out.write_all(rows.as_bytes())?;
            }
        } else {
            let batch = table.batch();
            if let Some(out) = out.take() {
                writer = Some(
                    ArrowWriter::try_new(out, batch.schema(), None).map_err(io::Error::other)?,
                );
            }
            if let Some(writer) = &mut writer {
                writer.write(&batch).map_err(io::Error::other)?;
            }
        }
        first = false;
    }
    if let Some(writer) = writer {
        writer.close().map_err(io::Error::other)?;
    }
    out.map_or(Ok(()), |mut out| out.flush())
}
