//! A first mapping, from the header of a file and a sample of its rows: to be read again by whoever knows the file.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use droit_engine::program::{Timing, slug};

use super::cell::{self, Cell};
use super::fields::{Field, Fields, Kind, PERSONS, Place};

/// Words of a heading that say nothing of its field.
const EMPTY_WORDS: [&str; 35] = [
    "date",
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "l",
    "d",
    "en",
    "par",
    "mois",
    "mensuel",
    "mensuelle",
    "montant",
    "code",
    "insee",
    "type",
    "nb",
    "nombre",
    "n",
    "numero",
    "num",
    "a",
    "au",
    "et",
    "euros",
    "eur",
    "annuel",
    "annuelle",
    "trimestriel",
    "centimes",
    "total",
    "percu",
    "percue",
];

/// Words that tell who somebody is: no such column is ever mapped.
const IDENTITY: [&str; 27] = [
    "nom",
    "noms",
    "prenom",
    "prenoms",
    "nir",
    "secu",
    "securite",
    "adresse",
    "rue",
    "voie",
    "mail",
    "email",
    "courriel",
    "telephone",
    "tel",
    "portable",
    "iban",
    "rib",
    "lieu",
    "pays",
    "civilite",
    "patronyme",
    "mobile",
    "complement_adresse",
    "nss",
    "sexe",
    "batiment",
];

/// Words for what tells the household.
const KEYS: [&str; 9] = [
    "dossier",
    "foyer",
    "menage",
    "allocataire",
    "matricule",
    "famille",
    "identifiant",
    "id",
    "cle",
];

/// Words for what tells the part of a person in the household.
const ROLES: [&str; 5] = ["role", "lien", "qualite", "parente", "statut_personne"];

/// Values of a column that are listed.
const MOST_VALUES: usize = 12;

/// What a column seems to be.
enum Guess<'f> {
    Identity,
    Nothing,
    Field(&'f Field, String),
}

struct Seen<'a> {
    name: &'a str,
    words: Vec<String>,
    cells: Vec<&'a Cell<'a>>,
}

/// The draft of a file.
pub(crate) fn draft(
    file: &str,
    fields: &Fields,
    header: &[String],
    sample: &[Vec<Cell<'_>>],
) -> String {
    let columns: Vec<Seen<'_>> = header
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
        .map(|(i, name)| Seen {
            name,
            words: words(name),
            cells: sample
                .iter()
                .filter_map(|row| row.get(i))
                .filter(|c| **c != Cell::Empty)
                .collect(),
        })
        .collect();
    let key = key(&columns);
    let by_person = key.is_some_and(|key| repeats(&key.cells));
    let mut text = format!(
        "# Correspondance proposée pour « {file} », d'après son en-tête et ses premières lignes. Relisez chaque ligne :\n\
         # seules les colonnes citées sous « colonnes » sont lues, les autres ne le sont jamais.\n\
         # Les champs : « droit lister donnees ». La forme de ce fichier : docs/fichiers.md.\n\n"
    );
    match key {
        Some(key) => {
            let _ = writeln!(text, "# La colonne qui dit quelles lignes sont du même foyer.\nfoyer: {}\n", quoted(key.name));
        }
        None => text.push_str(
            "# À COMPLÉTER : la colonne qui dit quelles lignes sont du même foyer (un numéro, pas un nom).\nfoyer: À COMPLÉTER\n\n",
        ),
    }
    let mut used = BTreeSet::new();
    let mut mapped = String::new();
    let (mut identity, mut unknown) = (Vec::new(), Vec::new());
    for column in &columns {
        if key.is_some_and(|key| key.name == column.name) {
            continue;
        }
        match guess(fields, column, by_person) {
            Guess::Identity => identity.push(column.name),
            Guess::Nothing => unknown.push(column.name),
            Guess::Field(field, path) => {
                let (name, month) = star(column.name);
                if used.contains(&name) {
                    continue;
                }
                let once = format!("= {path} {month}");
                if !used.insert(once) && !matches!(field.place, Place::Line { .. }) {
                    unknown.push(column.name);
                    continue;
                }
                used.insert(name.clone());
                entry(&mut mapped, column, &name, field, &path);
            }
        }
    }
    text.push_str("colonnes:\n");
    if mapped.is_empty() {
        text.push_str("  # À COMPLÉTER : aucune colonne n'a été reconnue.\n  {}\n");
    }
    text.push_str(&mapped);
    if by_person && !mapped.contains("personnes.role") {
        let codes: Vec<&str> = fields.roles.iter().map(|(c, _)| c.as_str()).collect();
        let _ = writeln!(
            text,
            "\n# À COMPLÉTER : sans le rôle de chaque personne ({}), aucun droit ne peut être évalué.\n#  \"LIEN\": personnes.role",
            codes.join(", ")
        );
    }
    if !unknown.is_empty() {
        text.push_str("\n# Colonnes non reconnues, donc non lues. Pour en lire une, donnez son champ ci-dessus :\n");
        for name in unknown {
            let _ = writeln!(text, "#  {}: …", quoted(name));
        }
    }
    if !identity.is_empty() {
        text.push_str("\n# Colonnes qui disent qui est la personne. Elles ne servent à aucun calcul et ne sont jamais lues :\n");
        for name in identity {
            let _ = writeln!(text, "#  {}", quoted(name));
        }
    }
    text.push_str(
        "\n# Si le fichier donne toutes les ressources, ou toutes les prestations, ce qu'il ne cite pas est nul et non inconnu :\n",
    );
    for field in fields
        .all()
        .filter(|f| matches!(f.place, Place::List { .. }))
    {
        if !field.each || fields.codes(list_name(field), false).is_empty() {
            let _ = writeln!(text, "# complet: [{}]", field.path);
        }
    }
    text
}

fn list_name(field: &Field) -> &str {
    match &field.place {
        Place::List { list } => list,
        _ => "",
    }
}

/// The words of a heading, without those that say nothing.
fn words(name: &str) -> Vec<String> {
    let all: Vec<String> = slug(name).split('_').map(str::to_owned).collect();
    let useful = |word: &&String| {
        !EMPTY_WORDS.contains(&word.as_str())
            && !word.bytes().all(|b| b.is_ascii_digit())
            && !is_month(word)
    };
    let some: Vec<String> = all.iter().filter(useful).cloned().collect();
    if some.is_empty() { all } else { some }
}

/// `m3`
fn is_month(word: &str) -> bool {
    word.strip_prefix('m')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// `salaire_m3` is one of `salaire_m*`; the number that a name ends with.
fn star(name: &str) -> (String, String) {
    let digits = name.bytes().rev().take_while(u8::is_ascii_digit).count();
    let at = name.len().saturating_sub(digits);
    match name.split_at_checked(at) {
        Some((before, number)) if digits > 0 && before.to_lowercase().ends_with("_m") => {
            (format!("{before}*"), number.to_owned())
        }
        _ => (name.to_owned(), String::new()),
    }
}

fn key<'a, 's>(columns: &'s [Seen<'a>]) -> Option<&'s Seen<'a>> {
    let all =
        |c: &Seen<'_>| -> Vec<String> { slug(c.name).split('_').map(str::to_owned).collect() };
    KEYS.iter().find_map(|key| {
        columns.iter().find(|c| {
            let words = all(c);
            words.iter().any(|w| w == key)
                && !words.iter().any(|w| {
                    ["nom", "type", "personne", "nb", "nombre", "date"].contains(&w.as_str())
                })
        })
    })
}

fn repeats(cells: &[&Cell<'_>]) -> bool {
    cells.windows(2).any(|pair| pair.first() == pair.last())
}

fn guess<'f>(fields: &'f Fields, column: &Seen<'_>, by_person: bool) -> Guess<'f> {
    let all: Vec<String> = slug(column.name).split('_').map(str::to_owned).collect();
    if all.iter().any(|w| IDENTITY.contains(&w.as_str()))
        || column.cells.iter().any(|c| is_identity(c))
    {
        return Guess::Identity;
    }
    if all.iter().any(|w| ROLES.contains(&w.as_str()))
        && let Some((field, _)) = fields.find("personnes.role")
    {
        return Guess::Field(field, field.path.clone());
    }
    // `naissance du conjoint`, `enfant 2 : naissance`
    let role = fields.roles.iter().find(|(code, _)| all.contains(code));
    let words: Vec<&str> = column
        .words
        .iter()
        .map(String::as_str)
        .filter(|w| role.is_none_or(|(code, _)| code != w))
        .collect();
    let best = fields
        .all()
        .filter(|f| !matches!(f.place, Place::List { .. }) && f.kind != Kind::Group)
        .filter(|f| f.place != Place::Period && may_be(f, column))
        .map(|f| (likeness(&words, f), f))
        .filter(|(score, _)| *score >= 600)
        .max_by_key(|(score, f)| {
            (
                *score,
                std::cmp::Reverse((f.inputs.first().map(|i| i.index()), f.path.len())),
            )
        });
    let Some((_, field)) = best else {
        return Guess::Nothing;
    };
    if !field.each {
        return Guess::Field(field, field.path.clone());
    }
    let rest = field.path.strip_prefix("personnes.").unwrap_or(&field.path);
    match role {
        Some((code, true)) => {
            let rank = all
                .iter()
                .find_map(|w| w.parse::<usize>().ok())
                .unwrap_or(1);
            Guess::Field(field, format!("{code}[{rank}].{rest}"))
        }
        Some((code, false)) if !by_person => Guess::Field(field, format!("{code}.{rest}")),
        _ if by_person => Guess::Field(field, format!("{PERSONS}.{rest}")),
        _ => Guess::Field(field, format!("{}.{rest}", fields.head)),
    }
}

/// An address of mail, a social security number, a telephone number.
fn is_identity(cell: &Cell<'_>) -> bool {
    let Some(word) = cell.word() else {
        return false;
    };
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let only_digits = word
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '+'));
    word.contains('@')
        || (only_digits && matches!(digits.len(), 13 | 15) && digits.starts_with(['1', '2']))
        || (only_digits && digits.len() == 10 && digits.starts_with('0'))
}

/// How much a heading looks like a field, in thousandths: the words that they share.
fn likeness(words: &[&str], field: &Field) -> u32 {
    let path = field.path.strip_prefix("personnes.").unwrap_or(&field.path);
    let parts: Vec<&str> = path.split('.').collect();
    let all = |part: &&str| -> Vec<String> {
        let words = part
            .split('_')
            .filter(|w| !["de", "du", "des", "d", "date"].contains(w));
        words.map(str::to_owned).collect()
    };
    let last: Vec<String> = parts.last().map(all).unwrap_or_default();
    // A line is known by its code (`salaire`), then by its amount (`net`).
    let whole: Vec<String> = match field.place {
        Place::Line { .. } => parts.iter().skip(1).flat_map(all).collect(),
        _ => parts.iter().flat_map(all).collect(),
    };
    let score = |candidate: &[String]| {
        let common = words
            .iter()
            .filter(|w| candidate.iter().any(|c| alike(c, w)))
            .count();
        let all = words.len().saturating_add(candidate.len());
        let thousandths = common.saturating_mul(2000).checked_div(all).unwrap_or(0);
        u32::try_from(thousandths).unwrap_or(0)
    };
    match field.place {
        Place::Line { .. } => score(&whole),
        _ => score(&last).max(score(&whole)),
    }
}

/// Singular and plural are alike.
fn alike(a: &str, b: &str) -> bool {
    a.trim_end_matches('s') == b.trim_end_matches('s')
}

/// Whether the cells of a column may fill a field: nearly all of them.
fn may_be(field: &Field, column: &Seen<'_>) -> bool {
    let fits = |cell: &&&Cell<'_>| match &field.kind {
        Kind::Number(_) => match cell {
            Cell::Number(_) | Cell::List(_) => true,
            Cell::Text(text) => cell::number(text).is_some(),
            _ => false,
        },
        Kind::Day | Kind::Month => match cell {
            Cell::Date(_) => true,
            Cell::Text(text) => cell::date(text).is_some(),
            _ => false,
        },
        Kind::Code(length) => cell
            .word()
            .is_some_and(|w| w.len() == *length || w.len().checked_add(1) == Some(*length)),
        // An amount is not a yes.
        Kind::YesNo => cell.word().is_some_and(|w| {
            cell::yes_no(w).is_some() || (cell::number(w).is_none() && cell::date(w).is_none())
        }),
        _ => true,
    };
    let good = column.cells.iter().filter(fits).count();
    good.saturating_mul(10) >= column.cells.len().saturating_mul(8)
}

/// The lines of a column.
fn entry(text: &mut String, column: &Seen<'_>, name: &str, field: &Field, path: &str) {
    let mut options = Vec::new();
    let heading = slug(column.name);
    let has = |word: &str| heading.split('_').any(|w| w.starts_with(word));
    if matches!(field.kind, Kind::Number(_))
        && let Some(unit) = [
            ("annuel", "euros par an"),
            ("trimestr", "euros par trimestre"),
            ("centime", "centimes"),
        ]
        .iter()
        .find(|(word, _)| has(word))
    {
        options.push(format!("unite: {}", unit.1));
    }
    match field.timing {
        Timing::Monthly if field.kind != Kind::YesNo && !name.contains('*') => {
            options.push("mois: M-1                # à vérifier : le mois de ce montant (M : celui du droit), ou « tous »".to_owned());
        }
        Timing::Yearly => {
            let year = heading
                .split('_')
                .find(|w| w.len() == 4 && w.starts_with("20"));
            options.push(format!(
                "annee: {}               # à vérifier",
                year.unwrap_or("N-2")
            ));
        }
        _ => {}
    }
    let codes = codes(column, field);
    if options.is_empty() && codes.is_empty() {
        let _ = writeln!(text, "  {}: {path}", quoted(name));
        return;
    }
    let _ = writeln!(text, "  {}:\n    champ: {path}", quoted(name));
    for option in options {
        let _ = writeln!(text, "    {option}");
    }
    if !codes.is_empty() {
        text.push_str("    codes:                  # valeur du fichier: code du format\n");
        for (value, code) in codes {
            let _ = writeln!(text, "      {}: {code}", quoted(&value));
        }
    }
}

/// The values of a column that the format does not know, to be given a code.
fn codes(column: &Seen<'_>, field: &Field) -> Vec<(String, String)> {
    let known: Vec<&str> = match &field.kind {
        Kind::Choice(codes) => codes.iter().map(String::as_str).collect(),
        Kind::YesNo => vec!["oui", "non"],
        _ => return Vec::new(),
    };
    let mut values: Vec<String> = column
        .cells
        .iter()
        .filter_map(|c| c.word().map(str::to_owned))
        .collect();
    values.sort();
    values.dedup();
    let plain = |value: &String| match field.kind {
        Kind::YesNo => cell::yes_no(value).is_some(),
        _ => known.iter().any(|k| slug(k) == slug(value)),
    };
    if values.len() > MOST_VALUES || values.iter().all(plain) {
        return Vec::new();
    }
    values
        .into_iter()
        .map(|value| {
            let near = crate::render::words::nearest(&value, known.iter().copied());
            let code = match near {
                Some(near) if plain(&value) => near.to_owned(),
                Some(near) => format!("{near}   # à vérifier"),
                None => format!("inconnu   # à compléter : {}", known.join(", ")),
            };
            (value, code)
        })
        .collect()
}

/// A name as YAML reads it back.
fn quoted(name: &str) -> String {
    let simple = name
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '\''))
        && name.chars().next().is_some_and(char::is_alphabetic)
        && !name.ends_with(' ')
        && !["null", "true", "false", "oui", "non", "yes", "no"].contains(&slug(name).as_str());
    if simple {
        name.to_owned()
    } else {
        // A JSON text is a YAML text.
        serde_json::to_string(name).unwrap_or_default()
    }
}
