//! Whatever the text or the document, an answer.

use proptest::prelude::*;

use super::{month, program};
use crate::program::InputId;
use crate::situation::{Document, Situation, Value, domain};

/// Words that lead somewhere, and any other.
fn word() -> impl Strategy<Value = String> {
    let words: Vec<String> = [
        "situation",
        "personnes",
        "id",
        "period",
        "role",
        "demandeur",
        "conjoint",
        "enfant",
        "naissance",
        "couple",
        "marie",
        "logement",
        "loyer",
        "pret",
        "date",
        "ancien",
        "ressources",
        "nature",
        "salaire",
        "pension",
        "debut",
        "fin",
        "net",
        "brut",
        "montant",
        "prestations_percues",
        "prestation",
        "rsa",
        "aah",
        "css",
        "personne",
        "p1",
        "p2",
        "benefice_reel",
        "2024",
        "gains",
        "2026-05",
        "2026-09",
        "1990-01-01",
        "2026-02-30",
        "inconnu",
        "oui",
        "stage",
        "scolarite",
        "taux_incapacite",
        "$serde_json::private::Number",
    ]
    .map(str::to_owned)
    .to_vec();
    prop_oneof![6 => proptest::sample::select(words), 1 => ".{0,12}"]
}

fn document() -> impl Strategy<Value = Document<'static>> {
    let leaf = prop_oneof![
        Just(Document::Null),
        any::<bool>().prop_map(Document::Bool),
        "-?[0-9]{1,6}([.][0-9]{1,5})?(e[-+]?[0-9]{1,3})?"
            .prop_map(|digits| Document::Number(digits.into())),
        ".{0,5}".prop_map(|digits| Document::Number(digits.into())),
        word().prop_map(|text| Document::Text(text.into())),
        word().prop_map(|text| Document::Text(text.into())),
    ];
    leaf.prop_recursive(6, 80, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Document::List),
            proptest::collection::vec((word().prop_map(Into::into), inner), 0..6)
                .prop_map(Document::Map),
        ]
    })
}

fn maybe(values: &'static [&'static str]) -> impl Strategy<Value = Option<Document<'static>>> {
    let read = |text: &&'static str| Document::from_json(text).unwrap_or(Document::Null);
    let values: Vec<Document<'static>> = values.iter().map(read).collect();
    proptest::option::weighted(0.8, proptest::sample::select(values))
}

fn map(entries: Vec<(&str, Option<Document<'static>>)>) -> Document<'static> {
    Document::Map(
        entries
            .into_iter()
            .filter_map(|(k, v)| Some((k.to_owned().into(), v?)))
            .collect(),
    )
}

/// A document that is mostly right.
fn plausible() -> impl Strategy<Value = Document<'static>> {
    let line = (
        maybe(&[
            r#""salaire""#,
            r#""pension""#,
            r#""chomage""#,
            r#""inconnu""#,
        ]),
        maybe(&[
            r#""2026-01""#,
            r#""2026-08""#,
            r#""2025-01""#,
            r#""inconnu""#,
        ]),
        maybe(&["null", r#""2026-08""#, r#""2026-09""#, r#""2027-01""#]),
        maybe(&["1", "2.5", "100000", r#""inconnu""#]),
    )
        .prop_map(|(nature, first, last, net)| {
            map(vec![
                ("nature", nature),
                ("debut", first),
                ("fin", last),
                ("net", net),
            ])
        })
        .boxed();
    let paid = (
        maybe(&[
            r#""rsa""#,
            r#""aah""#,
            r#""af""#,
            r#""css""#,
            r#""inconnu""#,
        ]),
        maybe(&[
            r#""2026-01""#,
            r#""2026-08""#,
            r#""2025-01""#,
            r#""inconnu""#,
        ]),
        maybe(&["null", r#""2026-08""#, r#""2026-07""#, r#""2027-01""#]),
        maybe(&["1", "2.5", "100000", r#""inconnu""#]),
        maybe(&["null", r#""p1""#, r#""p2""#, r#""inconnu""#]),
    )
        .prop_map(|(code, first, last, amount, person)| {
            map(vec![
                ("prestation", code),
                ("debut", first),
                ("fin", last),
                ("montant", amount),
                ("personne", person),
            ])
        });
    let person = |role: &'static [&'static str]| {
        (
            maybe(role),
            maybe(&[r#""1990-01-01""#, r#""1990-02""#, r#""inconnu""#]),
            maybe(&["null", r#""2026-12""#]),
            maybe(&[r#"{"2024": 5, "2025": "inconnu"}"#, "{}"]),
            proptest::option::of(proptest::collection::vec(line.clone(), 0..3)),
        )
            .prop_map(|(role, birth, term, profit, lines)| {
                let lines = lines.map(Document::List);
                map(vec![
                    ("role", role),
                    ("naissance", birth),
                    ("grossesse_terme", term),
                    ("benefice_reel", profit),
                    ("ressources", lines),
                ])
            })
    };
    (
        person(&[r#""demandeur""#]),
        person(&[r#""enfant""#, r#""conjoint""#, r#""inconnu""#]),
        maybe(&[r#""marie""#, r#""aucun""#, r#""inconnu""#]),
        maybe(&[
            r#"{"loyer": 5, "pret": null}"#,
            r#"{"loyer": "inconnu", "pret": {"date": "2001-01"}}"#,
            r#""inconnu""#,
        ]),
        proptest::option::of(proptest::collection::vec(paid, 0..4)),
    )
        .prop_map(|(first, second, couple, home, paid)| {
            let persons = Document::List(vec![first, second]);
            let paid = paid.map(Document::List);
            map(vec![
                ("personnes", Some(persons)),
                ("couple", couple),
                ("logement", home),
                ("prestations_percues", paid),
            ])
        })
}

/// Whether everything that `b` allows, `a` allows.
fn allows(a: Value, b: Value) -> bool {
    match (a, b) {
        (Value::Unknown, _) => true,
        (Value::Known(a), Value::Known(b)) => a.lo <= b.lo && b.hi <= a.hi,
        (Value::Choices(a), Value::Choices(b)) => b & !a == 0,
        (a, b) => a == b,
    }
}

/// Whether the situation says of every input no more than `other`, over the months around the right.
fn contains(wide: &Situation, narrow: &Situation) -> Result<(), String> {
    let program = program();
    let right = month("2026-09");
    for (position, input) in program.inputs.iter().enumerate() {
        let id = InputId::at(position);
        for holder in wide.holders(input) {
            for back in -2..24 {
                let at = right.plus(-back);
                let (a, b) = (
                    wide.at(id, holder, at, right),
                    narrow.at(id, holder, at, right),
                );
                // The whole domain is as good as not known.
                let a = if a == Value::Known(domain(input)) {
                    Value::Unknown
                } else {
                    a
                };
                if !allows(a, b) {
                    return Err(format!(
                        "{} of {holder:?} at {at}: {a:?} does not allow {b:?}",
                        input.name
                    ));
                }
            }
        }
    }
    Ok(())
}

/// Every document that lacks one key of this one, at any depth, save who the persons are and the years (a year that a
/// record does not cite is null).
fn masked(document: &Document<'static>) -> Vec<Document<'static>> {
    match document {
        Document::Map(entries) => {
            let mut all = Vec::new();
            for (position, (key, value)) in entries.iter().enumerate() {
                // A line without `personne` is the household's: leaving it out says something.
                if !["personnes", "personne", "role", "id", "2024", "2025"].contains(&&**key) {
                    let mut less = entries.clone();
                    less.remove(position);
                    all.push(Document::Map(less));
                }
                for value in masked(value) {
                    let mut changed = entries.clone();
                    changed[position].1 = value;
                    all.push(Document::Map(changed));
                }
            }
            all
        }
        Document::List(items) => {
            let mut all = Vec::new();
            for (position, item) in items.iter().enumerate() {
                for item in masked(item) {
                    let mut changed = items.clone();
                    changed[position] = item;
                    all.push(Document::List(changed));
                }
            }
            all
        }
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in ".{0,200}") {
        let _ = Document::from_json(&text);
        #[cfg(feature = "yaml")]
        let _ = Document::from_yaml(&text);
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Document::from_json_bytes(&bytes);
    }

    #[test]
    fn any_document(document in document()) {
        let program = program();
        match Situation::read(&program, &document) {
            Ok(situation) => { let _ = situation.to_document(&program); }
            Err(errors) => prop_assert!(!errors.is_empty() && errors.iter().all(|e| !e.to_string().is_empty())),
        }
        if let Ok(text) = serde_json::to_string(&document) {
            let _ = Document::from_json(&text);
        }
    }

    /// Saying less never rules out what saying more would tell.
    #[test]
    fn silence_only_widens(document in plausible()) {
        let program = program();
        let Ok(full) = Situation::read(&program, &document) else { return Ok(()) };
        for less in masked(&document) {
            let Ok(wide) = Situation::read(&program, &less) else {
                return Err(TestCaseError::fail(format!("{less:?} cannot be read")));
            };
            contains(&wide, &full).map_err(|e| TestCaseError::fail(format!("{e}\n{less:?}")))?;
        }
    }

    /// What is written back allows what was read.
    #[test]
    fn writing_only_widens(document in plausible()) {
        let program = program();
        let Ok(full) = Situation::read(&program, &document) else { return Ok(()) };
        let written = full.to_document(&program);
        let again = Situation::read(&program, &written).map_err(|e| TestCaseError::fail(format!("{e:?}\n{written:?}")))?;
        prop_assert_eq!(again.persons(), full.persons());
        contains(&again, &full).map_err(|e| TestCaseError::fail(format!("{e}\n{written:?}")))?;
    }
}
