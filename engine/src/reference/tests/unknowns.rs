//! Bounds, cases, questions, assumptions.

use super::{alone, between, law, only, situation, value};
use crate::reference::{AnswerType, Shown, Verdict};
use crate::situation::{Given, Value};

#[test]
fn a_value_read_twice_is_the_same_twice() {
    let law = law(
        "Règle a, en €/mois : si étudiant du demandeur alors 100 €/mois sinon 0 €/mois.
         Règle b, en €/mois : si étudiant du demandeur alors 0 €/mois sinon 100 €/mois.
         Règle somme, en €/mois : a + b.
         Règle choisie, en €/mois : si logement est locataire alors 10 €/mois sinon si logement est propriétaire alors 20 €/mois sinon 30 €/mois.
         Règle double, en €/mois : choisie − (si logement est hébergé alors 30 €/mois sinon 10 €/mois).",
    );
    let situation = alone(&law, "", "");
    assert_eq!(
        value(&law, &situation, "somme").bounds(),
        Some(only(10_000))
    );
    assert!(law.rule_missing(&situation, "somme", None).is_empty());
    assert_eq!(
        value(&law, &situation, "double").bounds(),
        Some(between(0, 1_000))
    );
    assert_eq!(law.rule_missing(&situation, "double", None).len(), 1);
}

#[test]
fn questions_that_cannot_matter_are_not_asked() {
    let law = law(
        "Condition droit : chacune de ces conditions : - âge du demandeur est au moins 25 ans ; - non (étudiant du demandeur).
         Règle dû, en €/mois, si droit : 600 €/mois − salaire du demandeur, plancher 0 €/mois.
         Prestation prime : identifiant « prime » ; titre « Prime » ; dû : dû ; perçu : prime versée ; condition : droit.",
    );
    let names = |birth: &str, rest: &str| -> Vec<String> {
        let json = format!(
            r#"{{"personnes": [{{"id": "p1", "role": "demandeur"{birth}{rest}}}], "prime_versee": 0}}"#
        );
        law.questions(&situation(&law, &json))
            .into_iter()
            .map(|q| q.input.to_string())
            .collect()
    };
    let young = r#", "naissance": "2004-05-05""#;
    let old = r#", "naissance": "1996-05-05""#;
    assert!(names(young, "").is_empty());
    assert_eq!(names(old, r#", "etudiant": false"#), ["salaire"]);
    assert!(names(old, r#", "etudiant": true"#).is_empty());
    let mut all = names("", "");
    all.sort();
    assert_eq!(all, ["naissance", "salaire", "étudiant"]);
    // A large salary decides alone.
    assert!(names("", r#", "salaire": 700"#).is_empty());
}

/// One line of two says nothing for as long as the other is unknown; the list as a whole settles most.
#[test]
fn the_lines_of_a_list_are_tried_together() {
    let law = law(
        "Donnée pension, en €/mois, de 0 €/mois à 1 000 €/mois ; mois par mois ; champ « ressources[nature=pension].montant ».
         Donnée rente, en €/mois, de 0 €/mois à 1 000 €/mois ; mois par mois ; champ « ressources[nature=rente].montant ».
         Condition modeste : pension + rente est au plus 100 €/mois.
         Règle dû, en €/mois : (si modeste alors 600 €/mois sinon 0 €/mois) + (si loyer est au plus 5 000 €/mois alors 300 €/mois sinon 0 €/mois).
         Prestation prime : identifiant « prime » ; titre « Prime » ; dû : dû ; perçu : prime versée.",
    );
    let asked = |rest: &str| -> Vec<String> {
        let situation = alone(&law, "", &format!(r#""prime_versee": 0{rest}"#));
        let questions = law.questions(&situation).into_iter();
        questions.map(|q| q.input.to_string()).collect()
    };
    assert_eq!(asked(""), ["pension", "rente", "loyer"]);
    assert_eq!(asked(r#", "ressources": []"#), ["loyer"]);
    let one = r#", "ressources": [{"nature": "pension", "debut": "2026-01", "fin": "2026-12", "montant": 700}]"#;
    assert_eq!(asked(one), ["loyer"]);
}

#[test]
fn a_question_says_what_an_answer_looks_like() {
    let law = law(
        "Règle dû, en €/mois : (moyenne du salaire du demandeur sur la référence) × 10 % + (si logement est locataire alors 10 €/mois sinon 0 €/mois).
         Prestation prime : identifiant « prime » ; titre « Prime » ; dû : dû ; perçu : prime versée.",
    );
    let situation = alone(&law, "", r#""prime_versee": 0"#);
    let questions = law.questions(&situation);
    let salary = questions.iter().find(|q| q.input == "salaire").unwrap();
    assert_eq!(
        salary.text,
        "Quel salaire pour cette personne (demandeur) ?"
    );
    assert_eq!(salary.periods, ["2026-06", "2026-07", "2026-08"]);
    assert_eq!(
        (salary.answer, salary.dated, salary.person),
        (AnswerType::Number, true, Some(0))
    );
    assert_eq!(salary.benefits, ["prime"]);
    let home = questions.iter().find(|q| q.input == "logement").unwrap();
    assert_eq!(home.answer, AnswerType::Choice);
    assert_eq!(
        home.choices[1],
        ("proprietaire".to_owned(), "propriétaire".to_owned())
    );
    // 10 % of a large unknown: the salary settles more.
    assert_eq!(questions[0].input, "salaire");
}

#[test]
fn assumptions_are_shown_beside() {
    let law = law(
        "Règle dû, en €/mois : si étudiant du demandeur alors 0 €/mois sinon 100 €/mois.
         Prestation prime : identifiant « prime » ; titre « Prime » ; dû : dû ; perçu : prime versée.",
    );
    let situation = alone(&law, "", r#""prime_versee": 0"#);
    let evaluation = law.evaluate(&situation);
    let outcome = evaluation.outcome("prime").unwrap();
    assert_eq!(
        (outcome.verdict, outcome.due),
        (Verdict::Possible, Some(between(0, 10_000)))
    );
    let [probable] = evaluation.probable().try_into().unwrap();
    assert_eq!(probable.benefit, "prime");
    assert_eq!(
        (probable.verdict, probable.due),
        (Verdict::Certain, Some(only(10_000)))
    );
    assert_eq!(probable.assumptions.len(), 1);
    assert_eq!(probable.assumptions[0].value, "non");
    assert_eq!(
        probable.assumptions[0].text.as_deref(),
        Some("rarement étudiant")
    );
    let known = alone(&law, r#""etudiant": true"#, "");
    assert!(law.evaluate(&known).probable().is_empty());
}

#[test]
fn ranges_and_partial_choices() {
    let law = law(
        "Règle reste, en €/mois : loyer − (loyer × 50 %, plafonné à 100 €/mois).
         Condition hors propriété : logement n'est pas propriétaire.",
    );
    let mut situation = alone(&law, "", "");
    let (id, input) = law.program().input("loyer").unwrap();
    let cents = |n: i128| n * input.den;
    situation.set(
        id,
        None,
        Given::Always(Value::Known(crate::situation::Range {
            lo: cents(300),
            hi: cents(400),
        })),
    );
    assert_eq!(
        value(&law, &situation, "reste").bounds(),
        Some(between(20_000, 30_000))
    );
    let (home, _) = law.program().input("logement").unwrap();
    situation.set(home, None, Given::Always(Value::Choices(0b101)));
    assert_eq!(
        value(&law, &situation, "hors propriété"),
        Shown::YesNo { value: Some(true) }
    );
    situation.set(home, None, Given::Always(Value::Choices(0b011)));
    assert_eq!(
        value(&law, &situation, "hors propriété"),
        Shown::YesNo { value: None }
    );
}
