//! Cases written in YAML beside the rules: `rsa.cas.yaml`.

use std::borrow::Cow;

use droit_engine::calendar::Month;
use droit_engine::exact::Exact;
use droit_engine::program::{Program, slug};
use droit_engine::situation::{Document, Situation};
use rust_decimal::Decimal;

use super::case::{Case, Content, Expected, Target, Wanted};

/// Reads a file; a file that cannot be read is one case that fails.
pub(crate) fn cases(program: &Program, path: &str, text: &str) -> Vec<Case> {
    let broken = |place: String, title: String, why: String| Case {
        title,
        place,
        source: String::new(),
        content: Err(vec![why]),
    };
    let document = match Document::from_yaml(text) {
        Ok(document) => document,
        Err(error) => {
            let place = if error.line > 0 {
                format!("{path}:{}", error.line)
            } else {
                path.to_owned()
            };
            return vec![broken(place, "fichier de cas".to_owned(), error.message)];
        }
    };
    if let Some(key) = stranger(&document, &["situations", "cas"]) {
        let why = format!("clé inconnue « {key} » (attendu : situations, cas)");
        return vec![broken(path.to_owned(), "fichier de cas".to_owned(), why)];
    }
    let bases = document
        .get("situations")
        .map(Document::entries)
        .unwrap_or_default();
    let mut lines = text.lines().enumerate();
    let listed = document.get("cas").map(Document::items).unwrap_or_default();
    listed
        .iter()
        .map(|case| {
            let title = case
                .get("nom")
                .and_then(Document::text)
                .unwrap_or("sans nom")
                .to_owned();
            // Cases come in the order of the file: the next line that holds the name is the one.
            let line = lines
                .by_ref()
                .find(|(_, line)| line.contains("nom") && line.contains(&title));
            let place = line.map_or_else(
                || path.to_owned(),
                |(i, _)| format!("{path}:{}", i.saturating_add(1)),
            );
            let source = match case.get("source").map(as_text) {
                Some(Some(source)) => format!("[{source}]"),
                _ => String::new(),
            };
            Case {
                title,
                place,
                source,
                content: content(program, bases, case),
            }
        })
        .collect()
}

fn content(
    program: &Program,
    bases: &[(Cow<'_, str>, Document<'_>)],
    case: &Document,
) -> Result<Content, Vec<String>> {
    if let Some(key) = stranger(
        case,
        &[
            "nom",
            "source",
            "mois",
            "comme",
            "situation",
            "attendu",
            "note",
        ],
    ) {
        return Err(vec![format!(
            "clé inconnue « {key} » (attendu : nom, source, mois, comme, situation, attendu, note)"
        )]);
    }
    let month = case
        .get("mois")
        .and_then(as_text)
        .ok_or_else(|| vec!["il manque « mois »".to_owned()])?;
    let month = Month::parse(&month).ok_or_else(|| {
        vec![format!(
            "« mois » : « {month} » n'est pas un mois (AAAA-MM)"
        )]
    })?;
    let mut document = Document::Map(Vec::new());
    if let Some(name) = case.get("comme").and_then(as_text) {
        let base = bases.iter().find(|(key, _)| *key == name);
        let (_, base) = base.ok_or_else(|| {
            vec![format!(
                "« comme » : aucune situation ne s'appelle « {name} »"
            )]
        })?;
        document = document.merged(base.clone());
    }
    if let Some(own) = case.get("situation") {
        document = document.merged(own.clone());
    }
    let envelope = Document::Map(vec![("situation".into(), document)]);
    let situation = Situation::read(program, &envelope)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let wanted = case
        .get("attendu")
        .map(Document::entries)
        .unwrap_or_default();
    if wanted.is_empty() {
        return Err(vec!["il manque « attendu »".to_owned()]);
    }
    let mut faults = Vec::new();
    let mut expected = Vec::new();
    for (key, value) in wanted {
        match expectation(program, &situation, key, value) {
            Ok(found) => expected.push(found),
            Err(fault) => faults.push(format!("attendu « {key} » : {fault}")),
        }
    }
    if faults.is_empty() {
        Ok(Content {
            month,
            situation,
            expected,
        })
    } else {
        Err(faults)
    }
}

fn expectation(
    program: &Program,
    situation: &Situation,
    key: &str,
    value: &Document,
) -> Result<Expected, String> {
    if key == "questions" {
        let names = value
            .items()
            .iter()
            .map(|item| as_text(item).ok_or("un nom de donnée est attendu"));
        let names = names.collect::<Result<Vec<_>, _>>()?;
        if let Some(name) = names.iter().find(|name| program.input(name).is_none()) {
            return Err(format!("aucune donnée ne s'appelle « {name} »"));
        }
        return Ok(Expected::Questions(names));
    }
    if let Some(benefit) = key.strip_prefix("verdict.") {
        program.benefit(benefit).ok_or("ce droit n'existe pas")?;
        let word = slug(&as_text(value).ok_or("un verdict est attendu")?);
        const WORDS: [&str; 5] = ["certain", "possible", "percu", "non", "non_evaluable"];
        if !WORDS.contains(&word.as_str()) {
            return Err(format!(
                "« {word} » n'est pas un verdict (attendu : {})",
                WORDS.join(", ")
            ));
        }
        return Ok(Expected::Verdict {
            benefit: benefit.to_owned(),
            word,
        });
    }
    let (target, percent) = target(program, situation, key)?;
    Ok(Expected::Value {
        label: key.to_owned(),
        target,
        wanted: wanted(value, percent)?,
    })
}

/// `rsa`, `css.participation`, `forfait logement`, `prime fictive@-2`, `âge.p1`.
fn target(program: &Program, situation: &Situation, key: &str) -> Result<(Target, bool), String> {
    if program.benefit(key).is_some() {
        return Ok((Target::Right(key.to_owned()), false));
    }
    if let Some(id) = key.strip_suffix(".participation")
        && program.benefit(id).is_some()
    {
        return Ok((Target::Contribution(id.to_owned()), false));
    }
    let (rest, person) = match key.rsplit_once('.') {
        Some((rest, id)) => {
            let position = situation
                .persons()
                .unwrap_or_default()
                .iter()
                .position(|p| p.id == id);
            (
                rest,
                Some(position.ok_or_else(|| format!("aucune personne ne s'appelle « {id} »"))?),
            )
        }
        None => (key, None),
    };
    let (name, back) = match rest.rsplit_once("@-") {
        Some((name, back)) => (
            name,
            back.parse()
                .map_err(|_| format!("« @-{back} » : un nombre de mois est attendu"))?,
        ),
        None => (rest, 0),
    };
    let (_, rule) = program
        .rule(name)
        .ok_or_else(|| format!("ni droit ni règle « {name} »"))?;
    match (rule.each, person) {
        (true, None) => {
            Err("cette règle vaut pour chaque personne : ajoutez « .identifiant »".to_owned())
        }
        (false, Some(_)) => Err("cette règle vaut pour le foyer, non pour une personne".to_owned()),
        _ => Ok((
            Target::Rule {
                name: name.to_owned(),
                back,
                person,
            },
            rule.unit.starts_with('%'),
        )),
    }
}

/// A value; a percentage is written as in the rules, `12` for 12 %.
fn wanted(value: &Document, percent: bool) -> Result<Wanted, String> {
    let exact = |digits: &str| -> Result<(Exact, u32), String> {
        let decimal: Decimal = digits
            .parse()
            .map_err(|_| format!("« {digits} » n'est pas un nombre"))?;
        let value = Exact::from_decimal(decimal).ok_or("nombre trop grand")?;
        let value = if percent {
            value
                .times(Exact::new(1, 100).unwrap_or(Exact::ONE))
                .unwrap_or(value)
        } else {
            value
        };
        Ok((
            value,
            decimal
                .scale()
                .max(2)
                .saturating_add(if percent { 2 } else { 0 }),
        ))
    };
    match value {
        Document::Number(digits) => {
            let (value, decimals) = exact(digits)?;
            Ok(Wanted::Number {
                low: value,
                high: value,
                decimals,
            })
        }
        Document::Bool(value) => Ok(Wanted::YesNo(*value)),
        Document::Text(text) if text == "oui" => Ok(Wanted::YesNo(true)),
        Document::Text(text) if text == "non" => Ok(Wanted::Words(vec!["non".to_owned()])),
        Document::Text(text) => Ok(Wanted::Words(vec![text.to_string()])),
        Document::Null => Ok(Wanted::Nothing),
        Document::List(items) => match items.as_slice() {
            [Document::Number(low), Document::Number(high)] => {
                let ((low, a), (high, b)) = (exact(low)?, exact(high)?);
                Ok(Wanted::Number {
                    low,
                    high,
                    decimals: a.max(b),
                })
            }
            words => {
                let words = words.iter().map(|w| {
                    w.text()
                        .map(str::to_owned)
                        .ok_or("[min, max] ou des mots sont attendus")
                });
                Ok(Wanted::Words(words.collect::<Result<_, _>>()?))
            }
        },
        Document::Map(_) => Err("une valeur est attendue".to_owned()),
    }
}

/// The first key of a map that is none of these.
fn stranger<'d>(document: &'d Document, known: &[&str]) -> Option<&'d str> {
    document
        .entries()
        .iter()
        .map(|(key, _)| &**key)
        .find(|key| !known.contains(key))
}

/// A text, or what YAML took for a number.
fn as_text(value: &Document) -> Option<String> {
    match value {
        Document::Text(text) | Document::Number(text) => Some(text.to_string()),
        _ => None,
    }
}
