//! Every diagnostic: its code, where it points, and that the other declarations are still read.

use super::read;
use crate::source::{Source, Sources};

/// Code, words pointed at, message and help of each diagnostic of a text.
fn told(text: &str) -> Vec<(String, String, String, String)> {
    let sources = Sources::new([Source {
        name: String::new(),
        text: text.to_owned(),
    }]);
    let parsed = read(text);
    let tell = |d: crate::diagnostic::Diagnostic| {
        let place = sources.text(d.span().unwrap()).to_owned();
        (
            d.code.clone(),
            place,
            format!("{} / {}", d.message, d.labels[0].text),
            d.help.unwrap_or_default(),
        )
    };
    parsed.diagnostics.into_iter().map(tell).collect()
}

/// The only diagnostic of a bad declaration between two good ones.
#[track_caller]
fn only(text: &str) -> (String, String, String, String) {
    let around = format!("Condition avant : a.\n{text}\nCondition après : b.\n");
    let mut all = told(&around);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert!(
        read(&around).tree.items.len() >= 2,
        "the other declarations are read"
    );
    all.remove(0)
}

#[track_caller]
fn points(text: &str, code: &str, place: &str, said: &[&str]) {
    let (found, at, message, help) = only(text);
    assert_eq!(
        (found.as_str(), at.as_str()),
        (code, place),
        "{message} / {help}"
    );
    for words in said {
        assert!(
            message.contains(words) || help.contains(words),
            "« {words} » in: {message} / {help}"
        );
    }
}

#[test]
fn an_unreadable_declaration_points_at_the_deepest_failure() {
    points(
        "Règle x, en €/mois : a + × b.",
        "D0101",
        "×",
        &["une expression"],
    );
    points(
        "Règle x, en €/mois : (a + b.",
        "D0101",
        "b",
        &["incomplète", "« ) »", "fermez la parenthèse"],
    );
    points(
        "Règle x, en €/mois : a + b).",
        "D0101",
        ")",
        &["point final"],
    );
    points("Règle x, en euros : a.", "D0101", "euros", &["une unité"]);
    points(
        "Règle x, en €/mois : si a alors b.",
        "D0101",
        "b",
        &["« sinon »"],
    );
    points(
        "Règle x, en €/mois : 12.5 €/mois.",
        "D0101",
        ".",
        &["virgule"],
    );
    points("Règle x en €/mois : a.", "D0101", "en", &["« , »"]);
    points("Règle x, en €/mois a.", "D0101", "a", &["« : »"]);
    points(
        "Règle x, en €/mois : a, arrondi au demi.",
        "D0101",
        "au",
        &["« au centime »"],
    );
    points(
        "Donnée x, oui ou non ; question \"Q ?\".",
        "D0101",
        "\"",
        &["un texte", "« et »"],
    );
    points(
        "Donnée x, oui ou non ; couleur « bleu ».",
        "D0101",
        "couleur",
        &["un attribut"],
    );
    points(
        "Condition c : chacune de ces conditions : a ; - b.",
        "D0101",
        "a",
        &["un tiret « - »"],
    );
    points(
        "Condition c : chacune de ces conditions : - a - b ; - c\n - d ; e.",
        "D0101",
        "e",
        &["un tiret « - »"],
    );
    points(
        "Barème x, en € : depuis 2026 : 3 €.",
        "D0101",
        "depuis",
        &["depuis le …"],
    );
    points(
        "Barème x, en € : depuis le 1/4/2026 : 3 €.",
        "D0101",
        "1/4/2026",
        &["jj/mm/aaaa"],
    );
    points(
        "Prestation RSA : montant : x.",
        "D0101",
        "montant",
        &["une rubrique"],
    );
    points(
        "Exemple « e » au 01/09/2026 : x 3 ; alors y = 2.",
        "D0101",
        ";",
        &["« = »"],
    );
    points(
        "Règle x, en €/mois : moyenne de a de chaque b.",
        "D0101",
        "de chaque b",
        &["des mois"],
    );
    points("Règle.", "D0101", "e", &["incomplète", "un nom"]);
}

#[test]
fn a_misspelt_keyword_has_a_nearest_one() {
    points(
        "Règle x, en € : a, plafoné à 3 €.",
        "D0101",
        "plafoné",
        &["« plafonné à »"],
    );
    points(
        "Donnée x, oui ou non ; quesion « Q ».",
        "D0101",
        "quesion",
        &["dire « question »"],
    );
    points(
        "Prestation RSA : etapes : a.",
        "D0101",
        "etapes",
        &["dire « étapes »"],
    );
    points("Donnée x, ennombre.", "D0101", "ennombre", &[]);
}

#[test]
fn an_unknown_keyword_has_a_nearest_one() {
    points("Regle x : a.", "D0102", "Regle", &["Règle"]);
    points("baréme x : a.", "D0102", "baréme", &["Barème"]);
    points("Conditon c : a.", "D0102", "Conditon", &["Condition"]);
    points(
        "Utilise autre chose.",
        "D0102",
        "Utilise",
        &["Module, Entité"],
    );
}

#[test]
fn text_outside_of_declarations() {
    points(
        "bonjour le monde.",
        "D0109",
        "bonjour le monde.",
        &["hors de toute déclaration"],
    );
    points("Condition c : a. b\n c.", "D0109", "b", &["--"]);
    assert!(told("-- rien\n\n-- que des commentaires").is_empty());
    assert!(told("").is_empty());
    assert!(told("\u{FEFF}Condition c : a.\r\nCondition d : b.\r\n").is_empty());
}

#[test]
fn a_missing_full_stop() {
    points(
        "Règle x, en €/mois : 3 €/mois -- note",
        "D0103",
        "s",
        &["point final"],
    );
    points(
        "Donnée x, oui ou non ; aide « fini. »",
        "D0103",
        "»",
        &["point final"],
    );
    assert_eq!(told("Condition c : a")[0].0, "D0103");
}

#[test]
fn marks_that_are_not_closed() {
    points(
        "Donnée x, oui ou non ; aide « abc.",
        "D0104",
        "«",
        &["jamais fermé"],
    );
    points(
        "Donnée x, oui ou non ; aide « abc « d ».",
        "D0104",
        "«",
        &["jamais fermé"],
    );
    points("Condition \"c : a.", "D0104", "\"", &["guillemets droits"]);
    points("Condition c [CASF : a.", "D0105", "[", &["jamais fermée"]);
    assert!(told("Donnée x, oui ou non ; aide « une [phrase. \" -- seule. ».").is_empty());
}

#[test]
fn values_that_do_not_exist() {
    points(
        "Règle x, date : 31/02/2026.",
        "D0106",
        "31/02/2026",
        &["28"],
    );
    points(
        "Règle x, date : 01/13/2026.",
        "D0106",
        "01/13/2026",
        &["01 à 12"],
    );
    points(
        "Règle x, date : 00/01/2026.",
        "D0106",
        "00/01/2026",
        &["31"],
    );
    points(
        "Situation « s » : a de 05/2026 à 17/2026 = 3.",
        "D0106",
        "17/2026",
        &["mois"],
    );
    points(
        "Règle x, en € : 12345678901234567890123456789 €.",
        "D0107",
        "12345678901234567890123456789",
        &["28"],
    );
    points(
        "Règle x, en € : 0,00000000000000000000000000001 €.",
        "D0107",
        "0,00000000000000000000000000001",
        &["28"],
    );
    points(
        "Donnée x, oui ou non ; report 99999999999 mois.",
        "D0107",
        "99999999999",
        &["trop grand"],
    );
    points("Condition c [] : a.", "D0112", "[]", &["vide"]);
    // The declaration is kept.
    assert_eq!(read("Règle x, date : 31/02/2026.").tree.items.len(), 1);
}

#[test]
fn reserved_and_linking_words_in_names() {
    points(
        "Règle aide pour enfants, en € : a.",
        "D0110",
        "pour",
        &["\"aide pour enfants\""],
    );
    points(
        "Règle total des ressources, en € : a.",
        "D0110",
        "total",
        &["\"total des ressources\""],
    );
    points(
        "Condition droit par un minimum social [s] : a.",
        "D0110",
        "minimum",
        &["\"droit par un minimum social\""],
    );
    points(
        "Donnée isolé depuis, oui ou non.",
        "D0110",
        "depuis",
        &["\"isolé depuis\""],
    );
    points(
        "Règle aide en nature de l'état, en € : a.",
        "D0110",
        "en",
        &["\"aide en nature de l'état\""],
    );
    points(
        "Exception à aide pour enfants « m » si a : b.",
        "D0110",
        "pour",
        &["\"aide pour enfants\""],
    );
    points(
        "Situation « s » : isolé depuis = 3.",
        "D0110",
        "depuis",
        &["\"isolé depuis\""],
    );
    points(
        "Prestation RSA : étapes : a, total de b ; dû : c.",
        "D0110",
        "total",
        &["\"total de b\""],
    );
    points(
        "Règle prime de, en € : a.",
        "D0114",
        "de",
        &["ne finit pas"],
    );
    points(
        "Règle la prime, en € : a.",
        "D0114",
        "la",
        &["ne commence pas"],
    );
    points(
        "Règle x, en € : a pour moi si b.",
        "D0101",
        "si",
        &["guillemets droits"],
    );
}

#[test]
fn unknown_fields_of_procedures() {
    points(
        "Démarche RSA : organsme : « CAF ».",
        "D0113",
        "organsme",
        &["organisme"],
    );
    points(
        "Démarche RSA : bidule : « CAF ».",
        "D0113",
        "bidule",
        &["pièces"],
    );
}

#[test]
fn hostile_nesting_is_refused() {
    let deep = |open: &str, close: &str, n: usize| {
        told(&format!(
            "Règle x, en € : {}a{}.",
            open.repeat(n),
            close.repeat(n)
        ))
    };
    for (open, close) in [
        ("(", ")"),
        ("non ", ""),
        ("si a alors b sinon ", ""),
        ("si ", " alors a sinon b"),
        ("décompte des b dont ", ""),
        ("minimum entre a et ", ""),
        ("maximum entre (", ") et a"),
        ("tous les b vérifient ", ""),
        ("à chaque mois de la p, ", ""),
        ("à un mois au moins de la p, ", ""),
        ("aucun des b dont (", ")"),
    ] {
        assert_eq!(deep(open, close, 20), [], "{open}");
        let many = deep(open, close, 5_000);
        assert_eq!((many.len(), many[0].0.as_str()), (1, "D0108"), "{open}");
    }
    let product = format!("Règle x, en € : {}a.", "a × ".repeat(5_000));
    assert_eq!(told(&product)[0].0, "D0108");
    let sum = format!("Règle x, en € : {}a.", "a + ".repeat(5_000));
    assert_eq!(told(&sum), []);
    let unclosed = "(".repeat(100_000);
    assert_eq!(told(&format!("Règle x, en € : {unclosed}."))[0].0, "D0108");
    assert_eq!(
        told(&format!("Situation « s » : {unclosed}."))[0].0,
        "D0101"
    );
}

#[test]
fn many_diagnostics_in_one_run() {
    let codes: Vec<String> =
        told("Regle a : b.\nCondition c : .\nCondition d\nCondition e : a.\nfin")
            .into_iter()
            .map(|d| d.0)
            .collect();
    assert_eq!(codes, ["D0102", "D0101", "D0101", "D0103", "D0109"]);
}
