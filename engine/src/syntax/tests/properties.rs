//! What holds for any text, with fixed seeds.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::layout::formatted;
use super::{EVERYTHING, read};
use crate::syntax::format;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(20_261_123),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Pieces that matter to the grammar.
const PIECES: [&str; 44] = [
    " ",
    "\n",
    "-- c\n",
    ".",
    " . ",
    ";",
    ":",
    ",",
    "(",
    ")",
    "[",
    "]",
    "«",
    "»",
    "\"",
    "-",
    "−",
    "→",
    "×",
    "/",
    "=",
    "≥",
    "é",
    "’",
    "1",
    "12,5",
    "01/13/2026",
    "Règle ",
    "\nCondition ",
    " si ",
    " non ",
    " et ",
    " dont ",
    " de ",
    " la ",
    " de l'année N-2",
    " au mois précédent",
    " aucun ",
    " parmi ",
    "€/mois",
    "N",
    "\u{202F}",
    "\u{FEFF}",
    "𝄞",
];

/// A few declarations of the fixture, with some pieces cut, doubled or put in.
fn mutated() -> impl Strategy<Value = String> {
    let declarations: Vec<String> = EVERYTHING.split("\n\n").map(str::to_owned).collect();
    let edits = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            0_usize..12,
            0_usize..3,
            prop::sample::select(&PIECES[..]),
        ),
        1..6,
    );
    (prop::sample::subsequence(declarations, 1..4), edits).prop_map(|(declarations, edits)| {
        let mut letters: Vec<char> = declarations.join("\n").chars().collect();
        for (at, length, kind, piece) in edits {
            let start = at.index(letters.len().max(1)).min(letters.len());
            let end = (start + length).min(letters.len());
            let put: Vec<char> = match kind {
                0 => Vec::new(),
                1 => letters[start..end]
                    .iter()
                    .chain(&letters[start..end])
                    .copied()
                    .collect(),
                _ => piece.chars().collect(),
            };
            letters.splice(start..end, put);
        }
        letters.into_iter().collect()
    })
}

/// The tokens of an expression.
fn expression() -> impl Strategy<Value = Vec<String>> {
    let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect::<Vec<String>>();
    let leaf = prop_oneof![prop::sample::select(vec![
        words(&["montant de base"]),
        words(&["l'aide au logement du demandeur"]),
        words(&["1 823,03 €/mois"]),
        words(&["−3 %"]),
        words(&["01/04/2026"]),
        words(&["oui"]),
        words(&["ressources", "au mois précédent"]),
        words(&["\"aide pour enfants\""]),
        words(&["premier jour", "du mois"]),
        words(&["fait partie", "des", "adultes"]),
        words(&["barème", "pour", "3 personnes"]),
        words(&["décompte", "des", "enfants"]),
        words(&["montant retenu au titre", "du", "RSA"]),
    ]),];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let around = |before: &'static [&'static str], after: &'static [&'static str]| {
            move |e: Vec<String>| {
                before
                    .iter()
                    .map(|w| (*w).to_owned())
                    .chain(e)
                    .chain(after.iter().map(|w| (*w).to_owned()))
                    .collect()
            }
        };
        let signs = vec![
            "+",
            "−",
            "-",
            "×",
            "*",
            "/",
            "et",
            "ou",
            "≥",
            "est au moins",
            "n'est pas",
        ];
        prop_oneof![
            (inner.clone(), prop::sample::select(signs), inner.clone()).prop_map(|(a, sign, b)| {
                let open = ["(".to_owned()];
                let close = [")".to_owned()];
                let sign = [sign.to_owned()];
                open.iter()
                    .chain(&a)
                    .chain(&close)
                    .chain(&sign)
                    .chain(&open)
                    .chain(&b)
                    .chain(&close)
                    .cloned()
                    .collect()
            }),
            inner.clone().prop_map(around(&["("], &[")"])),
            inner.clone().prop_map(around(&["non", "("], &[")"])),
            inner.clone().prop_map(around(
                &["(", "a", "+", "("],
                &[
                    ")",
                    ",",
                    "plancher",
                    "0 €/mois",
                    "[s]",
                    ",",
                    "arrondi",
                    "au centime",
                    ")"
                ]
            )),
            inner.clone().prop_map(around(
                &["total", "de", "("],
                &[")", "de chaque", "membre", "dont", "étudiant"]
            )),
            inner.clone().prop_map(around(
                &["maximum", "de", "x", "de chaque", "membre", "dont", "("],
                &[")", ",", "à défaut", "0"]
            )),
            inner.clone().prop_map(around(
                &["au moins un", "des", "adultes", "dont", "("],
                &[")"]
            )),
            inner.clone().prop_map(around(
                &["moyenne", "de", "("],
                &[")", "sur", "la", "référence"]
            )),
            inner.clone().prop_map(around(
                &["à chaque mois", "de la", "référence", ",", "("],
                &[")"]
            )),
            inner
                .clone()
                .prop_map(around(&["barème", "pour", "("], &[")"])),
            inner.clone().prop_map(around(
                &["(", "a", "est", "parmi", "b", ",", "c", "et", "("],
                &[")", ")"]
            )),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| {
                let word = |w: &str| vec![w.to_owned()];
                [
                    word("("),
                    word("si"),
                    a,
                    word("alors"),
                    b,
                    word("sinon"),
                    c,
                    word(")"),
                ]
                .concat()
            }),
        ]
    })
}

/// Tokens joined by blanks and comments.
fn spaced(tokens: &[String], gaps: &[usize]) -> String {
    let mut out = String::new();
    for (i, token) in tokens.iter().enumerate() {
        out.push_str(token);
        out.push_str(match gaps.get(i).copied().unwrap_or(0) {
            0..=5 => " ",
            6 => "\n  ",
            7 => "\u{A0}\t",
            8 => " -- un mot\n",
            _ => "\n -- deux\n  -- trois \n",
        });
    }
    out
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn no_mutation_panics(text in mutated()) {
        let parsed = read(&text);
        for diagnostic in &parsed.diagnostics {
            let span = diagnostic.span().unwrap();
            prop_assert!(span.start <= span.end && text.get(usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap()).is_some());
        }
        match format(&text) {
            Ok(once) => {
                prop_assert_eq!(format(&once), Ok(once.clone()));
                prop_assert!(crate::syntax::print::canonical(&text).is_some(), "left as it is: {}", text);
                prop_assert_eq!(super::without_spans(&read(&text)), super::without_spans(&read(&once)));
            }
            Err(diagnostics) => prop_assert_eq!(diagnostics, parsed.diagnostics),
        }
    }

    #[test]
    fn no_text_panics(text in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)) {
        let text = text.concat();
        drop(read(&text));
        drop(format(&text));
        drop(read(&format!("Règle x, en € : {text}.")));
    }

    #[test]
    fn expressions_are_laid_out(tokens in expression(), gaps in prop::collection::vec(0_usize..10, 0..80)) {
        formatted(&format!("Règle x, en €/mois, si {} [s] : {}.", spaced(&tokens, &gaps), spaced(&tokens, &[])));
        formatted(&format!("Règle x, en €/mois : {}.", spaced(&tokens, &[])));
        formatted(&format!("Condition c : chacune de ces conditions : - {} sauf si {} « l » [s] ; - b.", spaced(&tokens, &gaps), spaced(&tokens, &[])));
        formatted(&format!("Groupe g : a et b dont {}.", spaced(&tokens, &gaps)));
    }
}
