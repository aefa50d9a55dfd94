//! JSON and YAML texts.

use crate::situation::Document;
use crate::situation::value::{BadNumber, long, numerator, short};

fn failure(result: Result<Document<'_>, crate::situation::DocumentError>) -> String {
    match result {
        Ok(document) => format!("{document:?}"),
        Err(error) => format!("{} {error}", error.code),
    }
}

#[test]
fn json_that_cannot_be_read() {
    let cases = [
        ("", "S001 le document est vide"),
        (
            " \n\u{feff} ",
            "S003 ligne 2, colonne 1 : ce n'est pas du JSON : une valeur est attendue ici",
        ),
        ("\u{feff}  ", "S001 le document est vide"),
        (
            "{\n  \"a\": 1",
            "S004 ligne 2, colonne 8 : le texte s'arrête avant la fin : il manque une accolade, un crochet ou un guillemet",
        ),
        (
            "{\"a\": 1,}",
            "S003 ligne 1, colonne 9 : ce n'est pas du JSON : une virgule de trop avant la fermeture",
        ),
        (
            "{\"a\" 1}",
            "S003 ligne 1, colonne 6 : ce n'est pas du JSON : « : » est attendu après la clé",
        ),
        (
            "{a: 1}",
            "S003 ligne 1, colonne 2 : ce n'est pas du JSON : une clé s'écrit entre guillemets",
        ),
        (
            "[1 2]",
            "S003 ligne 1, colonne 4 : ce n'est pas du JSON : une virgule ou « ] » est attendue ici",
        ),
        (
            "{\"a\": 1} x",
            "S003 ligne 1, colonne 10 : ce n'est pas du JSON : il reste du texte après la fin du document",
        ),
        (
            "[01]",
            "S003 ligne 1, colonne 3 : ce n'est pas du JSON : ce nombre est mal écrit : des chiffres, et un point pour les décimales",
        ),
        (
            "[vrai]",
            "S003 ligne 1, colonne 2 : ce n'est pas du JSON : une valeur est attendue ici",
        ),
        (
            "{\"a\": 1,\n \"b\": 2, \"a\": 3}",
            "S006 ligne 2, colonne 12 : la clé « a » est écrite deux fois",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(failure(Document::from_json(text)), message, "{text}");
    }
    let bytes = [b'{', b'"', b'\n', b'a', 0xff, b'"'];
    let message = "S002 ligne 2, colonne 2 : le fichier n'est pas en UTF-8 : enregistrez-le dans cet encodage";
    assert_eq!(failure(Document::from_json_bytes(&bytes)), message);
}

#[test]
fn deep_texts_are_refused() {
    for depth in [41, 200, 200_000] {
        let lists = "[".repeat(depth);
        assert!(
            failure(Document::from_json(&lists)).starts_with("S005 "),
            "{depth}"
        );
        let maps = "{\"a\":".repeat(depth);
        assert!(
            failure(Document::from_json(&maps)).starts_with("S005 "),
            "{depth}"
        );
        #[cfg(feature = "yaml")]
        assert!(
            failure(Document::from_yaml(&lists)).starts_with("S00"),
            "{depth}"
        );
    }
    assert!(Document::from_json(&format!("{}{}", "[".repeat(40), "]".repeat(40))).is_ok());
}

#[test]
fn many_keys_are_still_looked_at_twice() {
    let keys: Vec<String> = (0..300).map(|n| format!("\"k{n}\": {n}")).collect();
    assert!(Document::from_json(&format!("{{{}}}", keys.join(","))).is_ok());
    let twice = format!("{{{}, \"k5\": 0}}", keys.join(","));
    assert!(failure(Document::from_json(&twice)).ends_with("la clé « k5 » est écrite deux fois"));
}

#[test]
fn json_numbers_keep_their_digits() {
    let digits = "[0.1, 12345678901234567890.123456789, -0, 1e5, 1.50]";
    let document = Document::from_json(digits).expect("numbers");
    let written: Vec<String> = document.items().iter().map(Document::shown).collect();
    assert_eq!(
        written,
        [
            "0.1",
            "12345678901234567890.123456789",
            "-0",
            "1e+5",
            "1.50"
        ]
        .map(str::to_owned)
        .to_vec()
    );
}

#[test]
fn numerators() {
    let cases = [
        ("0", 100, Ok(0)),
        ("-0.00", 100, Ok(0)),
        ("12", 100, Ok(1_200)),
        ("12.34", 100, Ok(1_234)),
        ("12.340000", 100, Ok(1_234)),
        ("-12.3", 100, Ok(-1_230)),
        ("1.234e1", 100, Ok(1_234)),
        ("1234E-2", 100, Ok(1_234)),
        ("1234e+2", 1, Ok(123_400)),
        ("0.5", 2, Ok(1)),
        ("0.001", 100, Err(BadNumber::TooPrecise)),
        ("1e-400", 100, Err(BadNumber::TooPrecise)),
        ("1e40", 100, Err(BadNumber::TooLarge)),
        ("1e99999999999999999999", 100, Err(BadNumber::Malformed)),
        ("1e9223372036854775807", 100, Err(BadNumber::TooLarge)),
        ("1e-9223372036854775808", 100, Err(BadNumber::TooPrecise)),
        (
            "99999999999999999999999999999999999999999",
            1,
            Err(BadNumber::TooLarge),
        ),
        (
            "0.99999999999999999999999999999999999999999",
            1,
            Err(BadNumber::TooPrecise),
        ),
        ("", 1, Err(BadNumber::Malformed)),
        ("-", 1, Err(BadNumber::Malformed)),
        (".5", 10, Err(BadNumber::Malformed)),
        ("5.", 10, Err(BadNumber::Malformed)),
        ("5e", 10, Err(BadNumber::Malformed)),
        ("+5", 10, Err(BadNumber::Malformed)),
        ("NaN", 10, Err(BadNumber::Malformed)),
    ];
    for (text, den, expected) in cases {
        assert_eq!(numerator(text, den), expected, "{text}");
    }
}

#[test]
fn few_digits_are_read_as_many_are() {
    let parts = [
        "",
        "0",
        "00",
        "7",
        "12",
        "120",
        "999999999999999999",
        "é",
        "1e3",
        " 1",
    ];
    for den in [1, 3, 100, 1_000_000, i128::from(u64::MAX)] {
        for sign in ["", "-", "--", "+"] {
            for whole in parts {
                for rest in parts {
                    for text in [format!("{sign}{whole}"), format!("{sign}{whole}.{rest}")] {
                        if let Some(value) = short(&text, den) {
                            assert_eq!(long(&text, den), Ok(value), "{text} over {den}");
                        }
                    }
                }
            }
        }
    }
    assert_eq!(short("-1250.50", 100), Some(-125_050));
    assert_eq!(short("0.005", 100), None);
}

#[test]
fn merging() {
    let read = |text| Document::from_json(text).expect(text);
    let base = read(
        r#"{"couple": "marie", "logement": {"loyer": 1, "zone": 2}, "personnes": [{"id": "a", "ressources": [1, 2]}, {"id": "b"}]}"#,
    );
    let over = read(
        r#"{"couple": null, "logement": {"loyer": 3}, "personnes": [{"ressources": [3]}, {}, {"id": "c"}], "x": []}"#,
    );
    let merged = r#"{"couple": null, "logement": {"loyer": 3, "zone": 2}, "personnes": [{"id": "a", "ressources": [3]}, {"id": "b"}, {"id": "c"}], "x": []}"#;
    assert_eq!(base.clone().merged(over), read(merged));
    assert_eq!(base.clone().merged(read("{}")), base);
}

#[cfg(feature = "yaml")]
#[test]
fn yaml() {
    let text = "# commentaire\nid: 12\nmois: 2026-09\nloyer: 500.50\nouvert: true\nnul: ~\nbenefice_reel: {2024: 12000, 2025: -3.5}\nliste:\n  - a\n  - \"01\"\n";
    let document = Document::from_yaml(text).expect("YAML");
    let shown: Vec<String> = document
        .entries()
        .iter()
        .map(|(k, v)| format!("{k}={}", v.shown()))
        .collect();
    assert_eq!(
        shown.join(" "),
        "id=12 mois=« 2026-09 » loyer=500.5 ouvert=true nul=null benefice_reel=un objet liste=une liste"
    );
    let year = document
        .get("benefice_reel")
        .and_then(|b| b.get("2025"))
        .map(Document::shown);
    assert_eq!(year.as_deref(), Some("-3.5"));

    let cases = [
        ("", "S001 le document est vide"),
        (
            "a: 1\na: 2\n",
            "S006 ligne 1, colonne 1 : la clé « a » est écrite deux fois",
        ),
        (
            "a: 0.12345678901234567",
            "S007 ligne 1, colonne 4 : le nombre 0.12345678901234567 ne peut pas être gardé exactement (15 chiffres au plus)",
        ),
        (
            "a: .nan",
            "S007 ligne 1, colonne 4 : le nombre NaN ne peut pas être gardé exactement (15 chiffres au plus)",
        ),
        (
            "a: b: c",
            "S003 ligne 1, colonne 5 : ce n'est pas du YAML : « : » mal placé (un texte qui en contient s'écrit entre guillemets)",
        ),
        (
            "\ta: 1",
            "S003 ligne 1, colonne 1 : ce n'est pas du YAML : un caractère ne peut pas commencer une valeur (tabulation, @ ou accent grave)",
        ),
        (
            "a: [1, 2",
            "S003 ligne 2, colonne 1 : ce n'est pas du YAML : une virgule ou une fermeture est attendue ici",
        ),
        (
            "a: \"x",
            "S003 ligne 1, colonne 6 : ce n'est pas du YAML : un guillemet n'est pas refermé",
        ),
        (
            "a: 1\n---\nb: 2\n",
            "S003 ce n'est pas du YAML : un seul document est attendu",
        ),
        (
            "a: *b",
            "S003 ligne 1, colonne 4 : ce n'est pas du YAML : ce renvoi (*) ne désigne rien",
        ),
        (
            "[a]: 1",
            "S003 ligne 1, colonne 1 : une clé est un texte, pas une liste ou un objet",
        ),
        (
            "a: !x 1",
            "S003 ligne 1, colonne 4 : ce n'est pas du YAML : texte mal formé",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(failure(Document::from_yaml(text)), message, "{text}");
    }
    let laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\nf: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n";
    assert!(failure(Document::from_yaml(laughs)).starts_with("S005 "));
}
