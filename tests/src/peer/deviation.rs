//! The deviations: one file each, whose first comments say what it is.

use std::fs;

use droit_engine::source::Source;

use super::figure::Right;
use crate::root;

/// A named place where OpenFisca departs from the law.
#[derive(Debug, Clone)]
pub struct Deviation {
    /// Name of the file, without its extension.
    pub id: String,
    /// The rights that it touches.
    pub rights: Vec<Right>,
    /// What OpenFisca does.
    pub openfisca: String,
    /// What the law says, with the article.
    pub law: String,
    /// Which households can differ.
    pub households: String,
    /// The reform.
    pub source: Source,
}

/// Every deviation, by name.
///
/// # Panics
///
/// When a file cannot be read, or does not say what it is.
#[must_use]
pub fn deviations() -> Vec<Deviation> {
    let folder = root().join("tests/peer/ecarts");
    let mut all: Vec<Deviation> = fs::read_dir(folder)
        .expect("the folder of deviations")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "droit"))
        .map(|path| {
            let id = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(&path).expect("a deviation in UTF-8");
            let field = |name: &str| {
                field(&text, name).unwrap_or_else(|| panic!("{id}: no « {name} » at the top"))
            };
            let right =
                |word: &str| Right::of(word).unwrap_or_else(|| panic!("{id}: no right {word}"));
            Deviation {
                rights: field("Droits").split(", ").map(right).collect(),
                openfisca: field("OpenFisca"),
                law: field("Loi"),
                households: field("Foyers"),
                source: Source {
                    name: format!("{id}.droit"),
                    text: text.clone(),
                },
                id: id.clone(),
            }
        })
        .collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

/// `-- Name : text`, with the lines `--   …` that go on.
fn field(text: &str, name: &str) -> Option<String> {
    let start = format!("-- {name} : ");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&start));
    let mut field = lines.next()?.strip_prefix(&start)?.to_owned();
    for line in lines.map_while(|line| line.strip_prefix("--   ")) {
        field.push(' ');
        field.push_str(line);
    }
    Some(field)
}
