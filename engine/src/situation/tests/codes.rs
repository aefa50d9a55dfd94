//! Inputs deduced from a code.

use crate::program::Program;
use crate::situation::{Document, Situation};
use crate::source::{Source, Sources};

const RULES: &str = "
Entité foyer (une personne) : un demandeur ; au plus 8 personnes.
Donnée zone, en nombre, de 1 à 3 ; champ « logement.zone » ; déduite de « logement.commune » par la table « communes ».
Donnée pays, parmi métropole, Guadeloupe, Corse ; champ « logement.pays » ;
  déduite de « logement.commune » par la table « communes ».
Donnée lieu de naissance de chaque personne, parmi métropole, Guadeloupe, Corse ; champ « lieu » ;
  déduite de « commune_de_naissance » par la table « communes », colonne « pays ».
";

const TABLE: &str = "\
code;pays;zone;voie
77*;metropole;1|2|3;code inconnu
77001-77003 77010;;3;commune
77316;;1|2;commune à deux zones
2A*;corse;2;code inconnu
971*;guadeloupe;2;code inconnu
75000;-;-;code postal
975*;-;-;ailleurs
";

fn program() -> Program {
    let source = |name: &str, text: &str| Source {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let sources = Sources::new([
        source("a/communes.csv", TABLE),
        source("regles.droit", RULES),
    ]);
    crate::compile(&sources).unwrap_or_else(|found| panic!("{found:#?}"))
}

fn read(program: &Program, json: &str) -> Result<Situation, Vec<String>> {
    let document = Document::from_json(json).unwrap();
    Situation::read(program, &document)
        .map_err(|errors| errors.iter().map(|e| format!("{} {e}", e.code)).collect())
}

/// How the zone and the country are known.
fn told(program: &Program, logement: &str) -> Vec<Option<String>> {
    let situation = read(program, &format!("{{\"logement\": {{{logement}}}}}")).unwrap();
    ["zone", "pays"]
        .map(|name| {
            let (id, _) = program.input(name).unwrap();
            situation.deduced(id, None).map(str::to_owned)
        })
        .into()
}

#[test]
fn a_code_tells_what_the_situation_does_not() {
    let program = program();
    let how = |text: &str| Some(text.to_owned());
    assert_eq!(
        told(&program, r#""commune": " 77002 ""#),
        [
            how("3, d'après logement.commune 77002 (commune)"),
            how("metropole, d'après logement.commune 77002 (commune)")
        ]
    );
    assert_eq!(
        told(&program, r#""commune": "2a123""#),
        [
            how("2, d'après logement.commune 2A123 (code inconnu)"),
            how("corse, d'après logement.commune 2A123 (code inconnu)")
        ]
    );
    assert_eq!(
        told(&program, r#""commune": 77316, "pays": "metropole""#),
        [
            how("1 ou 2, d'après logement.commune 77316 (commune à deux zones)"),
            None
        ]
    );
    assert_eq!(told(&program, r#""commune": null"#), [None, None]);
    assert_eq!(told(&program, r#""zone": 2"#), [None, None]);

    let situation = read(&program, r#"{"logement": {"commune": "77004"}}"#).unwrap();
    let zone = situation.given(program.input("zone").unwrap().0, None);
    // A number keeps four decimals.
    let range = super::super::Range {
        lo: 10_000,
        hi: 30_000,
    };
    assert_eq!(
        zone,
        &super::super::Given::Always(super::super::Value::Known(range))
    );
}

#[test]
fn of_each_person() {
    let program = program();
    let json =
        r#"{"personnes": [{"id": "p1", "role": "demandeur", "commune_de_naissance": "97101"}]}"#;
    let situation = read(&program, json).unwrap();
    let (id, _) = program.input("lieu de naissance").unwrap();
    assert_eq!(
        situation.deduced(id, Some(0)),
        Some("guadeloupe, d'après personnes[0].commune_de_naissance 97101 (code inconnu)")
    );
}

#[test]
fn codes_that_say_nothing_right() {
    let program = program();
    let wrong =
        |logement: &str| read(&program, &format!("{{\"logement\": {{{logement}}}}}")).unwrap_err();
    for code in ["7700", "770011", "88001", "77é01", ""] {
        let found = wrong(&format!("\"commune\": \"{code}\""));
        assert_eq!(found.len(), 1, "{code}: {found:?}");
        assert!(found[0].starts_with("S031 "), "{found:?}");
    }
    assert!(wrong(r#""commune": "97501""#)[0].contains("est hors du champ des règles : ailleurs"));
    assert!(wrong(r#""commune": "75000""#)[0].contains("code postal"));
    let found = wrong(r#""commune": "77316", "zone": 3, "pays": "guadeloupe""#);
    assert_eq!(found.len(), 2);
    assert!(found[0].starts_with(
        "S033 logement.commune : « 77316 » donne 1 ou 2 pour « zone », et logement.zone dit 3"
    ));
    assert!(wrong(r#""commune": true"#)[0].starts_with("S011 "));
}

#[test]
fn a_table_survives_the_binary_form() {
    let program = program();
    let bytes = program.to_bytes();
    assert_eq!(Program::from_bytes(&bytes), Ok(program));
}

#[test]
fn a_forged_program_is_read_or_refused() {
    use crate::program::{Reader, Writer};

    let bytes = Writer::bytes(&program());
    let mut seed = 1_u64;
    for _ in 0..20_000 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut forged = bytes.clone();
        let at = usize::try_from(seed >> 33).unwrap() % forged.len();
        forged[at] = seed.to_be_bytes()[4];
        // No panic, and no more memory than what was written tells.
        let _ = Reader::value::<Program>(&forged);
    }
}
