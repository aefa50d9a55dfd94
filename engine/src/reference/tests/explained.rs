//! Explanations: steps, reasons of a "no", what is to be checked.

use super::{alone, law, only, situation};
use crate::reference::{Reason, Shown, Step, StepKind, Verdict};

const LAW: &str = "
Barème base, en €/mois [décret] : depuis le 01/04/2025 : 600 €/mois [décret 2025] ; depuis le 01/04/2026 : 650 €/mois [décret 2026] ;
  à Mayotte, depuis le 01/04/2026 : 300 €/mois [À VÉRIFIER].
Condition adulte assez âgé [C L1] : au moins un des adultes dont âge est au moins 25 ans.
Condition droit [C L2] : chacune de ces conditions :
  - adulte assez âgé ;
  - aucun des adultes dont étudiant = oui [C L3, À VÉRIFIER] ;
  - logement est parmi locataire, hébergé « être locataire ou hébergé ».
Règle ressources, en €/mois [C R1] : total du salaire de chaque adulte.
Règle dû, en €/mois, si droit [C L4] : base − ressources, plancher 0 €/mois, nul si moins de 6 €/mois.
Exception à dû [C L5] « hébergement » si logement est hébergé : 100 €/mois.
Prestation prime [C L4] : identifiant « prime » ; titre « Prime » ; dû : dû ; perçu : prime versée ; condition : droit ; étapes : ressources.
";

fn find<'s, 'a>(step: &'s Step<'a>, name: &str) -> Option<&'s Step<'a>> {
    if step.name == name && !step.repeated {
        return Some(step);
    }
    let lines = step.lines.iter().flat_map(|line| &line.children);
    step.children
        .iter()
        .chain(lines)
        .find_map(|child| find(child, name))
}

#[test]
fn steps() {
    let law = law(LAW);
    let situation = alone(
        &law,
        r#""salaire": 200, "etudiant": false"#,
        r#""logement": "locataire", "prime_versee": 0, "territoire": "metropole""#,
    );
    let evaluation = law.evaluate(&situation);
    let explanation = evaluation.explain("prime").unwrap();
    assert_eq!(explanation.verdict, Verdict::Certain);
    assert_eq!(explanation.highlights[0].value, Shown::Number(only(20_000)));
    let due = explanation.due.unwrap();
    assert_eq!(
        (due.value.clone(), due.articles.as_slice()),
        (Shown::Number(only(45_000)), ["C L4"].as_slice())
    );
    assert_eq!(due.exception, None);
    let base = find(&due, "base").unwrap();
    assert_eq!(
        (base.kind, base.since.unwrap().to_string()),
        (StepKind::Scale, "2026-04-01".to_owned())
    );
    assert_eq!(base.articles, ["décret", "décret 2026"]);
    let salary = find(&due, "salaire").unwrap();
    assert_eq!((salary.kind, salary.person), (StepKind::Input, Some(0)));
    let condition = explanation.condition.unwrap();
    assert!(condition.repeated || condition.lines.iter().all(|line| line.met == Some(true)));
    // The line of Mayotte is not used here, the one about students is.
    let unverified: Vec<&str> = explanation
        .unverified
        .iter()
        .map(|u| u.name.as_str())
        .collect();
    assert_eq!(unverified, ["droit"]);
}

#[test]
fn an_exception_applies() {
    let law = law(LAW);
    let situation = alone(
        &law,
        r#""salaire": 200, "etudiant": false"#,
        r#""logement": "heberge", "prime_versee": 0"#,
    );
    let evaluation = law.evaluate(&situation);
    let due = evaluation.explain("prime").unwrap().due.unwrap();
    assert_eq!(due.exception, Some("hébergement"));
    assert_eq!(due.value, Shown::Number(only(10_000)));
    assert_eq!(due.articles, ["C L4", "C L5"]);
    assert!(find(&due, "ressources").is_none());
}

#[test]
fn each_no_names_what_failed() {
    let law = law(LAW);
    let json = r#"{"personnes": [
        {"id": "a", "role": "demandeur", "naissance": "2004-05-05", "etudiant": true},
        {"id": "b", "role": "conjoint", "naissance": "2003-05-05", "etudiant": false},
        {"id": "c", "role": "enfant", "naissance": "2025-05-05"}], "logement": "proprietaire"}"#;
    let situation = situation(&law, json);
    let evaluation = law.evaluate(&situation);
    let outcome = evaluation.outcome("prime").unwrap();
    assert_eq!(outcome.verdict, Verdict::No);
    let reasons = evaluation.reasons("prime");
    let texts: Vec<(&str, Vec<Option<usize>>)> = reasons
        .iter()
        .map(|reason| match reason {
            Reason::Condition {
                text, missed, met, ..
            } => {
                assert_eq!(*met, Some(false));
                (text.as_str(), missed.iter().map(|m| m.person).collect())
            }
            Reason::Amount { .. } => panic!(),
        })
        .collect();
    assert_eq!(
        texts,
        [
            (
                "au moins un des adultes dont âge est au moins 25 ans",
                vec![Some(0), Some(1)]
            ),
            ("aucun des adultes dont étudiant = oui", vec![Some(0)]),
            ("être locataire ou hébergé", vec![None]),
        ]
    );
    let Reason::Condition {
        missed, articles, ..
    } = &reasons[0]
    else {
        panic!()
    };
    assert_eq!(articles, &["C L1"]);
    assert_eq!(missed[0].value, Shown::Number(only(2_200)));
    assert_eq!(missed[0].threshold, Shown::Number(only(2_500)));
    assert_eq!(missed[0].short_by, Some(only(300)));
    let Reason::Condition { missed, .. } = &reasons[2] else {
        panic!()
    };
    assert!(
        matches!(&missed[0].threshold, Shown::Choice { codes, .. } if codes == &["locataire", "heberge"])
    );
}

#[test]
fn what_a_named_condition_missed() {
    let law = law(
        "Condition majeur de chaque personne : âge est au moins 25 ans.
         Condition libre de chaque personne : une de ces conditions : - non (étudiant) ; - salaire > 1 000 €/mois.
         Condition droit : chacune de ces conditions :
           - au moins un des adultes dont majeur ;
           - tous les adultes vérifient libre ;
           - aucun des enfants dont majeur.
         Règle dû, en €/mois, si droit : 10 €/mois.
         Prestation prime : identifiant « prime » ; titre « Prime » ; dû : dû ; perçu : prime versée.",
    );
    let json = r#"{"personnes": [
        {"id": "a", "role": "demandeur", "naissance": "2004-05-05", "etudiant": true, "salaire": 400},
        {"id": "c", "role": "enfant", "naissance": "2025-05-05"},
        {"id": "d", "role": "enfant", "naissance": "1999-05-05"}]}"#;
    let situation = situation(&law, json);
    let evaluation = law.evaluate(&situation);
    let reasons = evaluation.reasons("prime");
    let missed: Vec<Vec<(&str, Option<usize>)>> = reasons
        .iter()
        .map(|reason| match reason {
            Reason::Condition { missed, .. } => {
                missed.iter().map(|m| (m.text.as_str(), m.person)).collect()
            }
            Reason::Amount { .. } => panic!(),
        })
        .collect();
    assert_eq!(
        missed,
        [
            vec![("âge ≥ 25 ans", Some(0))],
            vec![("étudiant", Some(0)), ("salaire > 1000 €/mois", Some(0))],
            vec![("âge ≥ 25 ans", Some(2))],
        ]
    );
}

#[test]
fn the_amount_comes_to_nothing() {
    let law = law(LAW);
    let reasons = |salary: &str| {
        let person = format!(r#""salaire": {salary}, "etudiant": false"#);
        let situation = alone(
            &law,
            &person,
            r#""logement": "locataire", "territoire": "metropole""#,
        );
        let evaluation = law.evaluate(&situation);
        evaluation.reasons("prime")
    };
    let large = reasons("700");
    let [Reason::Amount { rule, limits, .. }] = large.as_slice() else {
        panic!()
    };
    assert_eq!(rule, "dû");
    assert_eq!((limits[0].before, limits[0].limit), (only(-5_000), only(0)));
    let small = reasons("646");
    let [Reason::Amount { limits, .. }] = small.as_slice() else {
        panic!()
    };
    assert_eq!((limits[0].before, limits[0].limit), (only(400), only(600)));
}

#[test]
fn everything_is_plain_data() {
    let law = law(LAW);
    let situation = alone(&law, "", "");
    let evaluation = law.evaluate(&situation);
    let json = serde_json::to_value(evaluation.outcomes()).unwrap();
    assert_eq!(json[0]["verdict"], "possible");
    assert_eq!(json[0]["due"]["max"], "650");
    let explanation = serde_json::to_value(evaluation.explain("prime").unwrap()).unwrap();
    assert_eq!(explanation["due"]["kind"], "regle");
    assert_eq!(explanation["due"]["value"]["type"], "nombre");
    serde_json::to_string(&law.questions(&situation)).unwrap();
}
