//! Versions, scales, lines, exceptions, months, persons.

use super::{alone, between, exact, law, month, only, program, situation, value};
use crate::law::Cause;
use crate::reference::{Bounds, Shown};

fn number(shown: &Shown) -> Bounds {
    shown.bounds().unwrap_or_else(|| panic!("{shown:?}"))
}

fn yes(shown: &Shown) -> Option<bool> {
    match shown {
        Shown::YesNo { value } => *value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_month_of_the_right_chooses_versions_and_values() {
    let program = program(
        "Barème base, en €/mois : depuis le 01/04/2025 : 100 €/mois ; depuis le 01/04/2026 : 110 €/mois ; à Mayotte, depuis le 01/01/2026 : 50 €/mois.
         Règle montant, en €/mois : depuis le 01/01/2025 : base ; depuis le 01/09/2026 : base × 2.",
    );
    let at = |m: &str, json: &str| {
        let law = program.at(month(m)).unwrap();
        let situation = alone(&law, "", json);
        number(&value(&law, &situation, "montant"))
    };
    let metropole = r#""territoire": "metropole""#;
    assert_eq!(at("2025-12", metropole), only(10_000));
    assert_eq!(at("2026-04", metropole), only(11_000));
    assert_eq!(at("2026-09", metropole), only(22_000));
    assert_eq!(at("2025-12", r#""territoire": "mayotte""#), only(10_000));
    assert_eq!(at("2026-09", r#""territoire": "mayotte""#), only(10_000));
    assert_eq!(at("2026-09", ""), between(10_000, 22_000));
}

#[test]
fn a_value_that_is_not_in_force_is_named() {
    let program = program(
        "Barème base, en €/mois : depuis le 01/04/2025 : 100 €/mois.
         Règle montant, en €/mois : base. Règle autre, en €/mois : 3 €/mois.
         Prestation aide : identifiant « aide » ; titre « Aide » ; dû : montant ; perçu : aide versée.
         Prestation prime : identifiant « prime » ; titre « Prime » ; dû : autre ; perçu : prime versée ; depuis le 01/01/2025.",
    );
    let law = program.at(month("2025-03")).unwrap();
    assert_eq!(law.benefits().len(), 1);
    let cause = &law.unavailable()[0].cause;
    assert!(matches!(cause, Cause::Scale { scale, .. } if scale == "base"));
    assert_eq!(
        cause.to_string(),
        "le barème « base » n'a pas de valeur au 01/03/2025 (valeurs depuis le 01/04/2025)"
    );
    assert_eq!(law.refused("montant"), Some(cause));
    assert_eq!(law.refused("autre"), None);
    let none = program.at(month("2024-12")).unwrap_err();
    assert_eq!(none.rights.len(), 2);
    assert!(
        none.to_string()
            .contains("Prime : ce droit n'existe que depuis le 01/01/2025"),
        "{none}"
    );
}

#[test]
fn scales_by_key() {
    let law = law(
        "Règle taille, en personnes : décompte des personnes.
         Barème parts, en %, cumulé, selon taille : depuis le 01/01/2020 : moins de 1 personne → 0 %, 1 personne → 100 %, 2 personnes → 50 %, 3 personnes et plus → 30 %.
         Barème impôt, en €/mois, par tranche, selon une valeur en €/mois : depuis le 01/01/2020 : moins de 1 000 → 0 %, de 1 000 à 2 000 → 10 %, 2 000 et plus → 20 %.
         Règle revenu, en €/mois : total du salaire de chaque personne.
         Règle coefficient, en % : parts pour taille.
         Règle prélèvement, en €/mois : impôt pour revenu.",
    );
    let json = |n: usize, salary: &str| {
        let children: Vec<String> = (1..n)
            .map(|i| format!(r#"{{"id": "e{i}", "role": "enfant", "salaire": 0}}"#))
            .collect();
        let comma = if children.is_empty() { "" } else { ", " };
        format!(
            r#"{{"personnes": [{{"id": "p1", "role": "demandeur"{salary}}}{comma}{}]}}"#,
            children.join(", ")
        )
    };
    let coefficient = |n| number(&value(&law, &situation(&law, &json(n, "")), "coefficient"));
    assert_eq!(
        [1, 2, 3, 4].map(coefficient),
        [only(100), only(150), only(180), only(210)]
    );
    let tax = |salary: &str| {
        number(&value(
            &law,
            &situation(&law, &json(2, salary)),
            "prélèvement",
        ))
    };
    assert_eq!(tax(r#", "salaire": 2500.50"#), only(20_010));
    assert_eq!(tax(r#", "salaire": 1000"#), only(0));
    assert_eq!(tax(""), between(0, 1_970_000));
}

#[test]
fn lines_exceptions_and_guards() {
    let law = law(
        "Condition droit : chacune de ces conditions :
           - âge du demandeur est au moins 25 ans sauf si étudiant du demandeur ;
           - depuis le 01/10/2026 : loyer > 0 €/mois ;
           - non (logement est propriétaire).
         Règle montant, en €/mois, si droit : 500 €/mois.
         Exception à montant « hébergé » si logement est hébergé : 200 €/mois.
         Exception à montant « étudiant », à défaut de « hébergé », si étudiant du demandeur : 300 €/mois.",
    );
    let amount = |birth: &str, rest: &str, home: &str| {
        let json = format!(
            r#"{{"personnes": [{{"id": "p1", "role": "demandeur", "naissance": "{birth}"{rest}}}], "logement": "{home}"}}"#
        );
        number(&value(&law, &situation(&law, &json), "montant"))
    };
    assert_eq!(
        amount("1996-05-05", r#", "etudiant": false"#, "locataire"),
        only(50_000)
    );
    assert_eq!(
        amount(
            "1996-05-05",
            r#", "etudiant": true"#,
            "hebergé".replace('é', "e").as_str()
        ),
        only(20_000)
    );
    assert_eq!(
        amount("1996-05-05", r#", "etudiant": true"#, "locataire"),
        only(30_000)
    );
    assert_eq!(
        amount("2004-05-05", r#", "etudiant": true"#, "locataire"),
        only(30_000)
    );
    assert_eq!(
        amount("2004-05-05", r#", "etudiant": false"#, "locataire"),
        only(0)
    );
    assert_eq!(
        amount("1996-05-05", r#", "etudiant": false"#, "proprietaire"),
        only(0)
    );
    // Student or not: 300 € or nothing.
    assert_eq!(amount("2004-05-05", "", "locataire"), between(0, 30_000));
}

#[test]
fn months_before() {
    let law = law(
        "Règle trimestre, en €/mois : moyenne du salaire du demandeur sur la référence.
         Règle dernier, en €/mois : salaire du demandeur au mois précédent.
         Règle avant, en €/mois : dernier au 2e mois précédent.
         Règle présent, en €/mois : (salaire du demandeur au mois du droit) au 5e mois précédent.
         Condition toujours : à chaque mois de la référence, salaire du demandeur > 0 €/mois.
         Règle début, en ans : âge du demandeur au 4e mois précédent.",
    );
    let situation = alone(
        &law,
        r#""salaire": {"2026-05": 7, "2026-06": 100, "2026-07": 200, "2026-08": 300, "2026-09": 900}"#,
        "",
    );
    let amount = |rule: &str| number(&value(&law, &situation, rule));
    assert_eq!(amount("trimestre"), only(20_000));
    assert_eq!(amount("dernier"), only(30_000));
    assert_eq!(amount("avant"), only(10_000));
    assert_eq!(amount("présent"), only(90_000));
    assert_eq!(yes(&value(&law, &situation, "toujours")), Some(true));
    assert_eq!(amount("début"), only(2_900));
    // The same rules at other months, on demand.
    let earlier = law.rule_value(&situation, "dernier", 3, None).unwrap();
    assert_eq!(number(&earlier), only(700));
    assert_eq!(law.rule_value(&situation, "âge", 0, None), None);
    assert_eq!(
        number(&law.rule_value(&situation, "âge", 0, Some(0)).unwrap()),
        only(3_000)
    );
}

#[test]
fn persons() {
    let law = law(
        "Règle gains, en €/mois : total du salaire de chaque adulte dont non étudiant.
         Règle plus haut, en €/mois : maximum du salaire de chaque enfant, à défaut 7 €/mois.
         Règle place du salaire de chaque personne, en personnes : rang décroissant du salaire parmi les personnes.
         Règle part du partenaire, en €/mois : salaire du conjoint.
         Condition partenaire né avant : naissance du conjoint < naissance du demandeur.
         Condition adultes majeurs : tous les adultes vérifient âge est au moins 18 ans.
         Condition adulte isolé de chaque personne : fait partie des adultes et décompte des adultes = 1 personne.
         Règle isolés, en personnes : décompte des personnes dont adulte isolé.",
    );
    let couple = situation(
        &law,
        r#"{"personnes": [
            {"id": "a", "role": "demandeur", "naissance": "1996-05-05", "salaire": 100, "etudiant": false},
            {"id": "b", "role": "conjoint", "naissance": "1990-01-01", "salaire": 250, "etudiant": true},
            {"id": "c", "role": "enfant", "naissance": "2015-01-01", "salaire": 100}]}"#,
    );
    let amount = |rule: &str| number(&value(&law, &couple, rule));
    assert_eq!(amount("gains"), only(10_000));
    assert_eq!(amount("plus haut"), only(10_000));
    assert_eq!(amount("part du partenaire"), only(25_000));
    assert_eq!(
        yes(&value(&law, &couple, "partenaire né avant")),
        Some(true)
    );
    assert_eq!(yes(&value(&law, &couple, "adultes majeurs")), Some(true));
    assert_eq!(amount("isolés"), only(0));
    let rank = |p| {
        number(
            &law.rule_value(&couple, "place du salaire", 0, Some(p))
                .unwrap(),
        )
    };
    assert_eq!([0, 1, 2].map(rank), [only(200), only(100), only(300)]);
    let single = alone(&law, r#""salaire": 100, "etudiant": true"#, "");
    let amount = |rule: &str| number(&value(&law, &single, rule));
    assert_eq!(
        (
            amount("gains"),
            amount("plus haut"),
            amount("part du partenaire"),
            amount("isolés")
        ),
        (only(0), only(700), only(0), only(100))
    );
    assert_eq!(
        yes(&value(&law, &single, "partenaire né avant")),
        Some(false)
    );
}

#[test]
fn what_is_absent() {
    let law = law(
        "Règle attente de chaque personne, en mois : mois révolus entre premier jour du mois et terme.
         Condition bientôt : terme du demandeur est moins de 01/01/2027.
         Condition grossesse absente : terme du demandeur est aucun.
         Condition courte : attente du demandeur est au plus 2 mois.
         Règle somme, en mois : total de attente de chaque personne.",
    );
    let tell = |person: &str| {
        let situation = alone(&law, person, "");
        let conditions = ["bientôt", "grossesse absente", "courte"]
            .map(|rule| yes(&value(&law, &situation, rule)));
        (conditions, number(&value(&law, &situation, "somme")))
    };
    assert_eq!(
        tell(r#""terme": "2026-11-15""#),
        ([Some(true), Some(false), Some(true)], only(200))
    );
    assert_eq!(
        tell(r#""terme": null"#),
        ([Some(false), Some(true), Some(false)], only(0))
    );
    assert_eq!(tell("").0, [None, None, None]);
}

#[test]
fn exact_to_the_last_step() {
    let law = law("Règle tiers, en €/mois : loyer / 3.
         Règle entier, en €/mois : tiers × 3.
         Règle centimes du tiers, en €/mois : tiers, arrondi au centime le plus proche.");
    let situation = alone(&law, "", r#""loyer": 100"#);
    assert_eq!(number(&value(&law, &situation, "entier")), only(10_000));
    assert_eq!(
        number(&value(&law, &situation, "centimes du tiers")),
        only(3_333)
    );
    let third = number(&value(&law, &situation, "tiers"));
    assert_eq!(
        third.min,
        exact(10_000)
            .times(crate::exact::Exact::new(1, 3).unwrap())
            .unwrap()
    );
}
