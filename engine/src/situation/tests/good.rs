//! What a document says, and what it leaves unknown.

use super::{id, json, month, program, read};
use crate::situation::{Document, Given, NO, Range, Situation, Value, YES, domain};

fn known(lo: i128, hi: i128) -> Value {
    Value::Known(Range { lo, hi })
}

/// The value of an input of the first person (or the household) at the month of the right 2026-09.
#[track_caller]
fn value(text: &str, name: &str, person: Option<usize>) -> Value {
    let program = program();
    read(&program, text).at(
        id(&program, name),
        person,
        month("2026-09"),
        month("2026-09"),
    )
}

#[test]
fn what_is_known_does_not_hang_on_the_order_in_which_it_was_said() {
    let program = program();
    let said = |text: &str| read(&program, &json("", text));
    let one = said(r#", "stage": true, "taux_incapacite": 0.5"#);
    assert_eq!(one, said(r#", "taux_incapacite": 0.5, "stage": true"#));
    assert_ne!(one, said(r#", "taux_incapacite": 0.5"#));
    let mut other = said(r#", "stage": false, "taux_incapacite": 0.5"#);
    assert_ne!(one, other);
    other.set(
        id(&program, "stage"),
        Some(0),
        Given::Always(Value::Choices(YES)),
    );
    assert_eq!(one, other);
    // What is said as its absence would have it, by convention or not known, is as if it were not said.
    assert_eq!(said(r#", "taux_incapacite": "inconnu""#), said(""));
    assert_eq!(said(r#", "stage": false"#), said(""));
    assert_ne!(said(r#", "stage": "inconnu""#), said(""));
}

#[test]
fn plain_values() {
    let person = |text: &str| json("", &format!(", {text}"));
    let household = |text: &str| json(&format!(", {text}"), "");
    let bare = || json("", "");
    let cases = [
        (
            household(r#""couple": "pacse""#),
            "couple",
            None,
            Value::Choices(4),
        ),
        (
            household(r#""couple": "aucun""#),
            "couple",
            None,
            Value::Choices(1),
        ),
        (
            household(r#""couple": "inconnu""#),
            "couple",
            None,
            Value::Unknown,
        ),
        (
            household(r#""isolement_recent": true"#),
            "isolement",
            None,
            Value::Choices(YES),
        ),
        (
            household(r#""isolement_recent": "non""#),
            "isolement",
            None,
            Value::Choices(NO),
        ),
        (bare(), "isolement", None, Value::Unknown),
        (
            household(r#""logement": {"loyer": 500.50}"#),
            "loyer",
            None,
            known(5_005_000, 5_005_000),
        ),
        (
            household(r#""logement": {"loyer": 5.005e2}"#),
            "loyer",
            None,
            known(5_005_000, 5_005_000),
        ),
        (
            household(r#""logement": {"loyer": 0.00000000000000000000000000000000000000000000}"#),
            "loyer",
            None,
            known(0, 0),
        ),
        (
            household(r#""logement": {"departement": 75}"#),
            "département",
            None,
            Value::Choices(4),
        ),
        (
            household(r#""logement": {"commune": "75056"}"#),
            "loyer",
            None,
            Value::Unknown,
        ),
        (
            household(r#""logement": "inconnu""#),
            "loyer",
            None,
            Value::Unknown,
        ),
        (
            household(r#""logement": {"pret": null}"#),
            "date du prêt",
            None,
            Value::Nothing,
        ),
        (
            household(r#""logement": {"pret": null}"#),
            "prêt ancien",
            None,
            Value::Nothing,
        ),
        (
            household(r#""logement": {"pret": {"ancien": false}}"#),
            "prêt ancien",
            None,
            Value::Choices(NO),
        ),
        (
            household(r#""logement": {"pret": {"ancien": false}}"#),
            "date du prêt",
            None,
            Value::Unknown,
        ),
        (
            household(r#""logement": {"pret": {"date": "1960-01"}}"#),
            "date du prêt",
            None,
            known(715_510, 715_540),
        ),
        (
            person(r#""naissance": "1990-02-28""#),
            "naissance",
            Some(0),
            known(726_526, 726_526),
        ),
        (
            person(r#""naissance": "1990-02""#),
            "naissance",
            Some(0),
            known(726_499, 726_526),
        ),
        (
            person(r#""grossesse_terme": "1990-02""#),
            "terme",
            Some(0),
            known(726_499, 726_499),
        ),
        (
            person(r#""grossesse_terme": null"#),
            "terme",
            Some(0),
            Value::Nothing,
        ),
        (
            person(r#""grossesse_terme": "aucun""#),
            "terme",
            Some(0),
            Value::Nothing,
        ),
        (
            person(r#""taux_incapacite": 0.79"#),
            "taux",
            Some(0),
            known(790_000, 790_000),
        ),
        (
            person(r#""bourse_sup_echelon": -1"#),
            "échelon",
            Some(0),
            known(-1, -1),
        ),
        (bare(), "stage", Some(0), Value::Choices(NO)),
        (
            person(r#""stage": "inconnu""#),
            "stage",
            Some(0),
            Value::Unknown,
        ),
        (
            person(r#""gains": 12"#),
            "gains",
            Some(0),
            known(120_000, 120_000),
        ),
        (
            person(r#""gains": {"2026-09": 12}"#),
            "gains",
            Some(0),
            known(120_000, 120_000),
        ),
        (
            person(r#""gains": {"2026-08": 12}"#),
            "gains",
            Some(0),
            known(0, 0),
        ),
        (
            person(r#""gains": {"2026-09": "inconnu"}"#),
            "gains",
            Some(0),
            Value::Unknown,
        ),
        (bare(), "gains", Some(0), Value::Unknown),
    ];
    for (text, name, person, expected) in cases {
        assert_eq!(value(&text, name, person), expected, "{text}");
    }
}

#[test]
fn years() {
    let program = program();
    let benefit = id(&program, "bénéfice");
    let situation = read(
        &program,
        &json(
            "",
            r#", "benefice_reel": {"2024": -12000.5, "2025": "inconnu"}"#,
        ),
    );
    assert_eq!(
        situation.of_year(benefit, Some(0), 2024),
        known(-120_005_000, -120_005_000)
    );
    assert_eq!(situation.of_year(benefit, Some(0), 2025), Value::Unknown);
    assert_eq!(situation.of_year(benefit, Some(0), 2023), known(0, 0));
    let situation = read(&program, &json("", r#", "benefice_reel": {}"#));
    assert_eq!(situation.of_year(benefit, Some(0), 2024), known(0, 0));
    assert_eq!(
        read(&program, &json("", "")).of_year(benefit, Some(0), 2024),
        Value::Unknown
    );
}

#[test]
fn lists_of_resources() {
    let resources = |lines: &str| json("", &format!(r#", "ressources": {lines}"#));
    let whole = known(0, 10_000_000_000);
    let line = |more: &str| format!(r#"[{{"nature":"salaire"{more}}}]"#);
    let cases = [
        ("[]".to_owned(), "salaire net", known(0, 0)),
        (r#""inconnu""#.to_owned(), "salaire net", Value::Unknown),
        (line(r#","debut":"2026-01","fin":null,"net":500,"brut":"inconnu""#), "salaire net", known(5_000_000, 5_000_000)),
        (line(r#","debut":"2026-01","fin":null,"net":500,"brut":"inconnu""#), "salaire brut", whole),
        (line(r#","debut":"2026-01","fin":null,"net":500"#), "salaire brut", whole),
        (line(r#","debut":"2026-01","fin":null,"net":500"#), "chômage", known(0, 0)),
        (line(r#","debut":"2026-01","fin":"2026-08","net":500"#), "salaire net", known(0, 0)),
        // A first or last month that is not known: the line may be there.
        (line(r#","debut":"2026-01","net":500"#), "salaire net", known(0, 5_000_000)),
        (line(r#","debut":"2026-09","net":500"#), "salaire net", known(5_000_000, 5_000_000)),
        (line(r#","fin":"2026-12","net":500"#), "salaire net", known(0, 5_000_000)),
        (line(r#","fin":"2026-09","net":500"#), "salaire net", known(5_000_000, 5_000_000)),
        (line(r#","fin":"2026-08","net":500"#), "salaire net", known(0, 0)),
        (line(r#","debut":"inconnu","fin":"inconnu","net":500"#), "salaire net", known(0, 5_000_000)),
        // A nature that is not known: it may be any.
        (r#"[{"debut":"2026-01","fin":null,"net":500}]"#.to_owned(), "salaire net", known(0, 5_000_000)),
        (r#"[{"debut":"2026-01","fin":null,"net":500}]"#.to_owned(), "salaire brut", whole),
        (r#"[{"nature":"inconnu","debut":"2026-01","fin":null,"montant":500}]"#.to_owned(), "pension", known(0, 5_000_000)),
        // Lines add up; what is not known stays within the domain.
        (r#"[{"nature":"pension","debut":"2026-01","fin":null,"montant":500},{"nature":"pension","debut":"2026-09","fin":null,"montant":0.5}]"#.to_owned(),
         "pension", known(5_005_000, 5_005_000)),
        (r#"[{"nature":"pension","debut":"2026-01","fin":null,"montant":500},{"nature":"pension","debut":"2026-09","fin":null}]"#.to_owned(),
         "pension", known(5_000_000, 10_000_000_000)),
    ];
    for (lines, name, expected) in cases {
        assert_eq!(
            value(&resources(&lines), name, Some(0)),
            expected,
            "{lines}"
        );
    }
    assert_eq!(value(&json("", ""), "salaire net", Some(0)), Value::Unknown);
}

#[test]
fn benefits_received() {
    let two = |lines: &str| {
        format!(
            r#"{{"personnes": [{{"id":"p1","role":"demandeur"}},{{"id":"e1","role":"enfant"}}], "prestations_percues": [{lines}]}}"#
        )
    };
    let line = |code: &str, person: &str, first: &str, last: &str| {
        format!(r#"{{"prestation":"{code}"{person},"debut":"{first}","fin":{last},"montant":100}}"#)
    };
    let (of_p1, of_e1, of_all) = (
        r#","personne":"p1""#,
        r#","personne":"e1""#,
        r#","personne":null"#,
    );
    let of_unknown = r#","personne":"inconnu""#;
    let amount = known(1_000_000, 1_000_000);
    let (zero, maybe) = (known(0, 0), known(0, 1_000_000));
    let since = |code, person| line(code, person, "2026-01", "null");
    let cases = [
        (since("af", of_all), "af false", None, amount),
        (since("af", of_p1), "af false", None, amount),
        (since("af", ""), "af false", None, amount),
        (since("aah", of_p1), "aah true", Some(0), amount),
        (since("aah", of_p1), "aah true", Some(1), zero),
        (since("aah", ""), "aah true", Some(0), maybe),
        (since("aah", ""), "aah true", Some(1), maybe),
        // A line counts once: for the dependant that it names, else for the household.
        (since("rsa", of_all), "rsa false", None, amount),
        (since("rsa", of_all), "rsa true", Some(1), zero),
        (since("rsa", of_p1), "rsa false", None, amount),
        (since("rsa", of_p1), "rsa true", Some(0), zero),
        (since("rsa", of_e1), "rsa false", None, zero),
        (since("rsa", of_e1), "rsa true", Some(1), amount),
        // Written for nobody, it is the household's, as with `null`.
        (since("rsa", ""), "rsa false", None, amount),
        (since("rsa", ""), "rsa true", Some(1), zero),
        (since("rsa", of_unknown), "rsa false", None, maybe),
        (since("rsa", of_unknown), "rsa true", Some(1), maybe),
        // The month of the right carries forward the month before.
        (
            line("af", of_all, "2026-01", r#""2026-08""#),
            "af false",
            None,
            amount,
        ),
        (
            line("af", of_all, "2026-01", r#""2026-07""#),
            "af false",
            None,
            zero,
        ),
        // Presence alone.
        (since("css", of_all), "css", None, Value::Choices(YES)),
        (
            line("css", of_all, "2026-01", r#""2026-08""#),
            "css",
            None,
            Value::Choices(YES),
        ),
        (
            line("css", of_all, "inconnu", "null"),
            "css",
            None,
            Value::Choices(NO | YES),
        ),
        (String::new(), "css", None, Value::Choices(NO)),
        (String::new(), "aah true", Some(1), zero),
    ];
    for (lines, name, person, expected) in cases {
        assert_eq!(value(&two(&lines), name, person), expected, "{lines}");
    }
    // Alone, nobody else can hold it.
    let alone = json(
        &format!(r#", "prestations_percues": [{}]"#, since("aah", "")),
        "",
    );
    assert_eq!(value(&alone, "aah true", Some(0)), amount);
    assert_eq!(value(&json("", ""), "css", None), Value::Unknown);
    // The list of a person, first.
    let own = json(
        r#", "prestations_percues": []"#,
        &format!(r#", "prestations_percues": [{}]"#, since("aah", "")),
    );
    assert_eq!(value(&own, "aah true", Some(0)), amount);
}

#[test]
fn who_is_there() {
    let program = program();
    let ids = |text: &str| {
        let situation = read(&program, text);
        situation
            .persons()
            .map(|p| p.iter().map(|p| p.id.clone()).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(ids("{}"), None);
    assert_eq!(ids(r#"{"personnes": "inconnu"}"#), None);
    assert_eq!(ids(r#"{"personnes": [{"id": "a"}]}"#), None);
    assert_eq!(
        ids(r#"{"personnes": [{"role": "demandeur"}, "inconnu"]}"#),
        None
    );
    assert_eq!(
        ids(r#"{"personnes": [{"role": "demandeur"}, {"role": "enfant", "id": 7}]}"#).as_deref(),
        Some("p1 7")
    );
    assert_eq!(
        ids(r#"{"personnes": [{"role": "demandeur"}, {"role": "enfant", "id": "p1"}]}"#).as_deref(),
        Some("p2 p1")
    );
}

#[test]
fn the_envelope() {
    let program = program();
    let situation = read(
        &program,
        r#"{"id": "x", "period": "2026-09", "situation": {"trimestre_reference": "M-2"}, "expected": {"a": 1}}"#,
    );
    assert_eq!(
        (situation.id.as_deref(), situation.month),
        (Some("x"), Some(month("2026-09")))
    );
    let situation = read(&program, r#"{"id": null, "period": null, "situation": {}}"#);
    assert_eq!(situation, Situation::empty(&program));
}

#[test]
fn the_domain_of_an_input() {
    let program = program();
    let of = |name: &str| domain(program.input(name).expect(name).1);
    assert_eq!(
        of("loyer"),
        Range {
            lo: 0,
            hi: 10_000_000_000
        }
    );
    assert_eq!(of("échelon"), Range { lo: -1, hi: 7 });
    assert_eq!(
        of("naissance"),
        Range {
            lo: 693_596,
            hi: 767_009
        }
    );
    assert_eq!(
        of("date du prêt"),
        Range {
            lo: 715_510,
            hi: 740_347
        }
    );
}

#[test]
fn a_situation_is_written_back() {
    let program = program();
    let texts = [
        r#"{"situation": {}}"#,
        r#"{"id": "x", "period": "2026-09", "situation": {"personnes": [
            {"id": "p1", "role": "demandeur", "naissance": "1990-02-28", "grossesse_terme": null, "taux_incapacite": 0.79,
             "ressources": [{"nature": "salaire", "debut": "2025-01", "fin": "2025-12", "net": 500.25, "brut": 600},
                            {"nature": "salaire", "debut": "2026-01", "fin": null, "net": 0, "brut": "inconnu"},
                            {"nature": "pension", "debut": "2026-01", "fin": "2026-03", "montant": 1}],
             "benefice_reel": {"2024": -5}, "gains": {"2026-01": 5}},
            {"id": "e1", "role": "enfant", "naissance": "2010-05", "scolarite": "lycee", "stage": "inconnu", "ressources": []}],
           "couple": "aucun", "isolement_recent": false, "logement": {"loyer": 12.5, "departement": "2A", "pret": null},
           "prestations_percues": [{"prestation": "rsa", "personne": null, "debut": "2026-01", "fin": "2026-08", "montant": 100},
                                   {"prestation": "rsa", "personne": "e1", "debut": "2026-01", "fin": "2026-08", "montant": 5},
                                   {"prestation": "css", "personne": null, "debut": "2026-01", "fin": null},
                                   {"prestation": "aah", "personne": "p1", "debut": "2026-02", "fin": "2026-08", "montant": "inconnu"}]}}"#,
    ];
    for text in texts {
        let situation = read(&program, text);
        let document = situation.to_document(&program);
        let again = Situation::read(&program, &document).expect("what is written can be read");
        assert_eq!(again, situation, "{document:?}");
        assert_eq!(again.to_document(&program), document);
    }
}

#[test]
fn a_partly_known_situation_is_written_back() {
    let program = program();
    let mut situation = read(
        &program,
        r#"{"personnes": [{"id": "p1", "role": "demandeur"}, {"id": "e1", "role": "enfant"}]}"#,
    );
    let right = month("2026-09");
    situation.set(
        id(&program, "rsa false"),
        None,
        Given::Always(known(5_000_000, 5_000_000)),
    );
    situation.set(
        id(&program, "salaire net"),
        Some(0),
        Given::Always(known(7_000_000, 7_000_000)),
    );
    let document = situation.to_document(&program);
    let again = Situation::read(&program, &document).expect("what is written can be read");
    let at = |name: &str, person| again.at(id(&program, name), person, right, right);
    assert_eq!(at("rsa false", None), known(5_000_000, 5_000_000));
    assert_eq!(at("rsa true", Some(1)), known(0, 1_000_000_000));
    assert_eq!(at("css", None), Value::Choices(NO | YES));
    assert_eq!(at("aah true", Some(1)), known(0, 1_000_000_000));
    assert_eq!(at("salaire net", Some(0)), known(7_000_000, 7_000_000));
    assert_eq!(at("salaire brut", Some(0)), known(0, 10_000_000_000));
    assert_eq!(at("chômage", Some(0)), known(0, 10_000_000_000));
    assert_eq!(at("salaire net", Some(1)), Value::Unknown);
    assert!(Document::from_json(&serde_json::to_string(&document).expect("JSON")) == Ok(document));
}
