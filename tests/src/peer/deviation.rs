//! The deviations: one file each, whose first comments say what it is.

use std::fs;
use std::path::Path;

use droit_engine::source::Source;

use super::figure::Right;

/// A named place where OpenFisca departs from the law.
#[derive(Debug, Clone)]
pub struct Deviation {
    /// Name of the file, without its extension.
    pub id: String,
    /// The rights that it touches.
    pub rights: Vec<usize>,
    /// What OpenFisca does.
    pub openfisca: String,
    /// What the law says, with the article.
    pub law: String,
    /// Which households can differ.
    pub households: String,
    /// The reform.
    pub source: Source,
}

/// Every deviation of a folder, by name.
///
/// # Errors
///
/// A file that cannot be read, or does not say what it is, in words for the person who wrote it.
pub fn deviations(folder: &Path, rights: &[Right]) -> Result<Vec<Deviation>, String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{} : {e}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "droit"));
    paths.sort();
    paths.iter().map(|path| deviation(path, rights)).collect()
}

fn deviation(path: &Path, rights: &[Right]) -> Result<Deviation, String> {
    let id = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let text = fs::read_to_string(path).map_err(|e| format!("{} : {e}", path.display()))?;
    let field = |name: &str| {
        field(&text, name)
            .ok_or_else(|| format!("ecarts/{id}.droit : il manque « -- {name} : … » en tête"))
    };
    let right = |word: &str| {
        rights
            .iter()
            .position(|right| right.id == word.trim())
            .ok_or_else(|| {
                let known: Vec<&str> = rights.iter().map(|right| right.id.as_str()).collect();
                format!(
                    "ecarts/{id}.droit : aucun fichier de figures pour « {word} » ; il y a {}",
                    known.join(", ")
                )
            })
    };
    Ok(Deviation {
        rights: field("Droits")?
            .split(',')
            .map(right)
            .collect::<Result<_, _>>()?,
        openfisca: field("OpenFisca")?,
        law: field("Loi")?,
        households: field("Foyers")?,
        source: Source {
            name: format!("{id}.droit"),
            text: text.clone(),
        },
        id: id.clone(),
    })
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
