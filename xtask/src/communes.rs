//! The table of communes of the rules, condensed from the detailed files of the administrative geography.
//!
//! In: a folder with `communes-zone-apl.csv`, `communes-zone-apl-ambigues.csv` and `communes-anciens-codes.csv`.
//! Out: `rules/territoires/communes.csv`: one line by department, zone and kind of code, and one by prefix for codes that
//! no file knows.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::shell::{Failure, Outcome, root};

/// Where the table goes.
const PATH: &str = "rules/territoires/communes.csv";

/// Overseas: prefix, code of the territory.
const OVERSEAS: [(&str, &str); 5] = [
    ("971", "guadeloupe"),
    ("972", "martinique"),
    ("973", "guyane"),
    ("974", "reunion"),
    ("976", "mayotte"),
];

/// Prefixes of which the rules say nothing.
const OUTSIDE: [(&str, &str); 4] = [
    ("975", "Saint-Pierre-et-Miquelon"),
    ("977", "Saint-Barthélemy"),
    ("978", "Saint-Martin"),
    ("98", "collectivité du Pacifique, ou Terres australes"),
];

/// Departments where zone 1 exists.
const ILE_DE_FRANCE: [&str; 8] = ["75", "77", "78", "91", "92", "93", "94", "95"];

const HEAD: &str = "\
# Ce que le code Insee d'une commune dit de son département, de son territoire et de sa zone de loyer (zones I, II et III
# de l'aide au logement : arrêté du 17/03/1978 modifié, état du 14/09/2011 sur les communes de 2014 [À VÉRIFIER] ;
# communes de 2026). Une case vide : une ligne moins précise le dit ; « 2|3 » : l'une ou l'autre ; « - » : hors du champ.
# Écrite par « cargo xtask communes DOSSIER ». Code officiel géographique (Insee), Licence Ouverte.
code;departement;territoire;zone;voie
";

/// Condenses the files of a folder.
pub(crate) fn condense(folder: &Path) -> Outcome {
    let mut codes: BTreeMap<String, Line> = BTreeMap::new();
    for row in rows(folder, "communes-zone-apl.csv")? {
        add(&mut codes, cell(&row, 0), None, cell(&row, 1), "commune");
    }
    for row in rows(folder, "communes-zone-apl-ambigues.csv")? {
        add(
            &mut codes,
            cell(&row, 0),
            None,
            cell(&row, 2),
            "commune nouvelle à deux zones",
        );
    }
    for row in rows(folder, "communes-anciens-codes.csv")? {
        let kind = if cell(&row, 2) == "ancien_code" {
            "ancien code"
        } else {
            "commune déléguée ou associée"
        };
        add(
            &mut codes,
            cell(&row, 0),
            Some(cell(&row, 1)),
            cell(&row, 3),
            kind,
        );
    }
    // Communes of the department of the Seine had these codes until 1968: whoever writes them today means a postal code.
    codes.retain(|code, _| !("75001"..="75020").contains(&code.as_str()));
    let mut text = String::from(HEAD);
    prefixes(&mut text)?;
    let mut lines: BTreeMap<Line, Vec<(String, String)>> = BTreeMap::new();
    let mut before: Option<(String, Line)> = None;
    for (code, line) in codes {
        let ranges = lines.entry(line.clone()).or_default();
        match (&before, ranges.last_mut()) {
            (Some((previous, same)), Some((_, last)))
                if *same == line && follows(previous, &code) =>
            {
                code.clone_into(last);
            }
            _ => ranges.push((code.clone(), code.clone())),
        }
        before = Some((code, line));
    }
    for (line, ranges) in lines {
        let ranges: Vec<String> = ranges
            .into_iter()
            .map(|(first, last)| {
                if first == last {
                    first
                } else {
                    format!("{first}-{last}")
                }
            })
            .collect();
        let Line {
            department,
            zone,
            kind,
            moved,
        } = line;
        let department = if moved { department } else { String::new() };
        write(
            &mut text,
            format_args!("{};{department};;{zone};{kind}\n", ranges.join(" ")),
        )?;
    }
    let path = root().join(PATH);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|source| Failure::File {
            path: parent.to_owned(),
            source,
        })?;
    }
    fs::write(&path, text).map_err(|source| Failure::File {
        path: path.clone(),
        source,
    })
}

/// What is said of a code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    department: String,
    zone: String,
    kind: &'static str,
    /// The department is not the one that the code starts with.
    moved: bool,
}

fn add(
    codes: &mut BTreeMap<String, Line>,
    code: &str,
    now: Option<&str>,
    zone: &str,
    kind: &'static str,
) {
    let own = department(code);
    let department = department(now.unwrap_or(code));
    let line = Line {
        moved: own != department,
        department: department.to_owned(),
        zone: zone.to_owned(),
        kind,
    };
    codes.insert(code.to_owned(), line);
}

fn department(code: &str) -> &str {
    let length = if code.starts_with("97") { 3 } else { 2 };
    code.get(..length).unwrap_or(code)
}

/// Whether a code comes right after another of the same department.
fn follows(before: &str, code: &str) -> bool {
    let number = |text: &str| text.get(2..).and_then(|t| t.parse::<u32>().ok());
    before.get(..2) == code.get(..2)
        && matches!((number(before), number(code)), (Some(a), Some(b)) if b == a.saturating_add(1))
}

/// The lines of the codes that no file knows.
fn prefixes(text: &mut String) -> Outcome {
    let metropolitan = (1..=95).filter(|n| *n != 20).map(|n| format!("{n:02}"));
    let corsica = ["2A", "2B"].map(str::to_owned);
    for department in metropolitan.chain(corsica) {
        let zone = if ILE_DE_FRANCE.contains(&department.as_str()) {
            "1|2|3"
        } else {
            "2|3"
        };
        write(
            text,
            format_args!(
                "{department}*;{department};metropole;{zone};code inconnu dans ce département\n"
            ),
        )?;
    }
    // Corsican communes had these codes until 1976.
    write(
        text,
        format_args!("20*;2A|2B;metropole;2|3;code inconnu en Corse\n"),
    )?;
    for (prefix, territory) in OVERSEAS {
        write(
            text,
            format_args!("{prefix}*;{prefix};{territory};2;code inconnu dans ce département\n"),
        )?;
    }
    for (prefix, name) in OUTSIDE {
        write(text, format_args!("{prefix}*;-;-;-;{name}\n"))?;
    }
    // Codes that no commune has or had, and that letters are addressed to.
    let whole = (1..=95).map(|n| format!("{n:02}000"));
    let overseas = (1..=6).map(|n| format!("97{n}00"));
    let postal: Vec<String> = whole
        .chain(["75001-75020".to_owned()])
        .chain(overseas)
        .collect();
    write(
        text,
        format_args!(
            "{};-;-;-;c'est un code postal : le code de la commune est un autre (code Insee)\n",
            postal.join(" ")
        ),
    )
}

fn write(text: &mut String, line: std::fmt::Arguments<'_>) -> Outcome {
    text.write_fmt(line)
        .map_err(|e| Failure::Other(e.to_string()))
}

fn cell(row: &[String], column: usize) -> &str {
    row.get(column).map_or("", String::as_str)
}

/// The rows of a file, without its head.
fn rows(folder: &Path, name: &str) -> Outcome<Vec<Vec<String>>> {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).map_err(|source| Failure::File {
        path: path.clone(),
        source,
    })?;
    let rows = text
        .lines()
        .skip(1)
        .map(|line| line.split(';').map(str::to_owned).collect());
    Ok(rows.collect())
}
