//! The canonical layout.

use super::{EVERYTHING, read, without_spans};
use crate::syntax::format;

/// Formats, and checks what holds for every text: the same tree, and the same text once formatted again.
#[track_caller]
pub(super) fn formatted(text: &str) -> String {
    assert!(
        crate::syntax::print::canonical(text).is_some(),
        "left as it is:\n{text}"
    );
    let once = format(text).unwrap_or_else(|d| panic!("{text}\n{d:#?}"));
    assert_eq!(
        format(&once).as_deref(),
        Ok(once.as_str()),
        "formatted twice"
    );
    assert_eq!(
        without_spans(&read(text)),
        without_spans(&read(&once)),
        "the same tree:\n{text}\n{once}"
    );
    once
}

#[track_caller]
fn lays_out(text: &str, expected: &str) {
    assert_eq!(formatted(text), expected);
}

#[test]
fn the_fixture_is_canonical() {
    assert_eq!(formatted(EVERYTHING), EVERYTHING);
}

#[test]
fn any_layout_gives_the_same_text() {
    let squeezed: String = EVERYTHING
        .lines()
        .filter(|l| !l.contains("--"))
        .collect::<Vec<_>>()
        .join(" ");
    let spread: String = EVERYTHING
        .lines()
        .filter(|l| !l.contains("--"))
        .map(|l| {
            if l.starts_with("Condition") || l.contains('"') {
                l.to_owned()
            } else {
                l.replace(" : ", "\n\t:\n ")
            }
        })
        .collect::<Vec<_>>()
        .join("\n\n\n");
    let canonical = formatted(&squeezed);
    assert_eq!(
        formatted(&spread).replace("\n\n", "\n"),
        canonical.replace("\n\n", "\n")
    );
    assert_eq!(formatted(&EVERYTHING.replace('\n', "\r\n")), EVERYTHING);
    assert_eq!(
        formatted(&format!("\u{FEFF}\n\n{EVERYTHING}\n\n")),
        EVERYTHING
    );
}

#[test]
fn signs_are_canonical() {
    lays_out(
        "Règle x,en €/mois[CASF L1,L2;À VÉRIFIER]:1234567,50€/mois*a-−3 €/mois/(b+c)>=1000.",
        "Règle x, en €/mois [CASF L1, L2 ; À VÉRIFIER] : 1 234 567,50 €/mois × a − −3 €/mois / (b + c) ≥ 1 000.\n",
    );
    lays_out(
        "Règle x, en ans : l’âge\n d’un -- a\n enfant N−2 . ",
        "Règle x, en ans : l'âge d'un enfant N-2.  -- a\n",
    );
}

#[test]
fn long_declarations_take_several_lines() {
    let name = |n: usize| format!("un{} nom bien long", "e".repeat(n));
    let (a, b, c) = (name(20), name(25), name(28));
    lays_out(
        &format!("Règle x, en € : {a} + {b} × {c}, plancher 0 €."),
        &format!("Règle x, en € :\n  {a}\n  + {b} × {c},\n  plancher 0 €.\n"),
    );
    lays_out(
        &format!("Règle x, en € : si {a} alors {b} sinon si {b} alors {c} sinon 0 €."),
        &format!("Règle x, en € :\n  si {a} alors {b}\n  sinon si {b} alors {c}\n  sinon 0 €.\n"),
    );
    lays_out(
        &format!("Règle x, en € : {a} × ({a} + {b} + {c})."),
        &format!("Règle x, en € :\n  {a}\n  × ({a}\n      + {b}\n      + {c}).\n"),
    );
    lays_out(
        &format!("Règle x, oui ou non : au moins un des {a} dont {b} et {a} est au moins 3."),
        &format!(
            "Règle x, oui ou non :\n  au moins un des {a}\n    dont {b} et {a} est au moins 3.\n"
        ),
    );
    let text = "mot ".repeat(40);
    let formatted = formatted(&format!("Donnée x, oui ou non ; aide « {text} »."));
    assert!(
        formatted.lines().all(|l| l.chars().count() <= 110),
        "{formatted}"
    );
}

#[test]
fn blank_lines_are_canonical() {
    lays_out(
        "Donnée a, date.\nDonnée b, date.\n\n\n\nDonnée c, date. Donnée d, date.",
        "Donnée a, date.\nDonnée b, date.\n\nDonnée c, date.\nDonnée d, date.\n",
    );
    lays_out(
        "Donnée a, date.\nCondition c : une de ces conditions : - a ; - b.\nDonnée b, date.",
        "Donnée a, date.\n\nCondition c :\n  une de ces conditions :\n  - a ;\n  - b.\n\nDonnée b, date.\n",
    );
    lays_out("", "");
    lays_out("\n\n", "");
    lays_out("-- seul", "-- seul\n");
}

#[test]
fn comments_stay_where_they_were() {
    let text = "
-- tête

  -- attaché
Donnée a, date.-- fin de ligne
-- libre

-- avant
Règle b, en € : -- ici
  a -- un
  -- entre
  + (b -- dedans
  ) , -- après
  plancher 0 €
  -- avant le point
  . -- après le point
-- dernier";
    lays_out(
        text,
        "-- tête

-- attaché
Donnée a, date.  -- fin de ligne
-- libre

-- avant
Règle b, en € :  -- ici
  a  -- un
    -- entre
  + (b),  -- dedans
  -- après
  plancher 0 €.

-- avant le point
-- après le point
-- dernier
",
    );
}

#[test]
fn errors_are_returned() {
    let diagnostics = format("Règle x.").unwrap_err();
    assert_eq!(diagnostics[0].code, "D0101");
}

#[test]
fn quotes_are_kept() {
    lays_out(
        "Règle \"aide  pour enfants’\", en € : \"aide  pour enfants’\" du demandeur.",
        "Règle \"aide  pour enfants’\", en € : \"aide  pour enfants’\" du demandeur.\n",
    );
}
