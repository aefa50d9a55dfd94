//! Outcomes: due, received, gap, worlds, net gain, forms, verdicts.

use super::{alone, between, law, only, situation};
use crate::law::Law;
use crate::reference::{Claims, Outcome, Shown, Verdict};

/// A minimum income that counts a housing benefit: claiming the benefit lowers the income.
const TWO: &str = "
Règle aide due, en €/mois : si logement est locataire alors 280 €/mois sinon 0 €/mois.
Règle revenu dû, en €/mois : 650 €/mois − salaire du demandeur − montant retenu au titre de l'aide, plancher 0 €/mois, nul si moins de 6 €/mois.
Prestation aide : identifiant « aide » ; titre « Aide au logement » ; dû : aide due ; perçu : aide versée.
Prestation revenu social : identifiant « minimum » ; titre « Minimum » ; dû : revenu dû ; perçu : prime versée.
";

#[test]
fn claims_interact() {
    let law = law(TWO);
    let known = |received: &str| {
        alone(
            &law,
            r#""salaire": 0"#,
            &format!(r#""logement": "locataire", {received}"#),
        )
    };
    // Nothing is received.
    let situation = known(r#""aide_versee": 0, "prime_versee": 0"#);
    let evaluation = law.evaluate(&situation);
    let (aide, minimum) = (
        evaluation.outcome("aide").unwrap(),
        evaluation.outcome("minimum").unwrap(),
    );
    assert_eq!(
        (aide.due, aide.gap, aide.gain_net),
        (Some(only(28_000)), Some(only(28_000)), Some(only(28_000)))
    );
    assert_eq!(
        (minimum.due, minimum.due_alone),
        (Some(only(37_000)), Some(only(65_000)))
    );
    assert_eq!(
        (minimum.gap, minimum.gain_net),
        (Some(only(37_000)), Some(only(65_000)))
    );
    assert_eq!(
        (aide.verdict, minimum.verdict),
        (Verdict::Certain, Verdict::Certain)
    );
    // The minimum is received: claiming the benefit takes as much back.
    let situation = known(r#""aide_versee": 0, "prime_versee": 650"#);
    let evaluation = law.evaluate(&situation);
    let (aide, minimum) = (
        evaluation.outcome("aide").unwrap(),
        evaluation.outcome("minimum").unwrap(),
    );
    assert_eq!(
        (aide.gap, aide.gain_net),
        (Some(only(28_000)), Some(only(0)))
    );
    // Received more than due: no gap, and never a negative one.
    assert_eq!(
        (minimum.due, minimum.received, minimum.gap),
        (Some(only(37_000)), Some(only(65_000)), Some(only(0)))
    );
    assert_eq!(minimum.verdict, Verdict::Received);
    assert_eq!(minimum.is_received, Some(true));
    // Partial.
    let situation = known(r#""aide_versee": 100, "prime_versee": 370"#);
    let evaluation = law.evaluate(&situation);
    let aide = evaluation.outcome("aide").unwrap();
    assert_eq!(
        (aide.gap, aide.gain_net),
        (Some(only(18_000)), Some(only(0)))
    );
}

#[test]
fn what_is_received_is_unknown() {
    let law = law(TWO);
    let situation = alone(
        &law,
        r#""salaire": 0"#,
        r#""logement": "locataire", "aide_versee": 0"#,
    );
    let evaluation = law.evaluate(&situation);
    let minimum = evaluation.outcome("minimum").unwrap();
    assert_eq!(
        (minimum.due, minimum.gap),
        (Some(only(37_000)), Some(between(0, 37_000)))
    );
    assert_eq!(
        (minimum.verdict, minimum.is_received),
        (Verdict::Possible, None)
    );
    let names: Vec<&str> = minimum.missing.iter().map(|m| m.input.as_str()).collect();
    assert_eq!(names, ["prime versée"]);
    // What claiming the benefit alone takes back is not known either.
    let aide = evaluation.outcome("aide").unwrap();
    assert_eq!(
        (aide.verdict, aide.gain_net),
        (Verdict::Certain, Some(between(0, 28_000)))
    );
}

#[test]
fn a_right_with_a_form() {
    let law = law(
        "Donnée carte, oui ou non ; champ « carte ».
         Règle forme de la carte, parmi gratuite, payante, aucune carte :
           si salaire du demandeur < 500 €/mois alors gratuite
           sinon si salaire du demandeur < 1 000 €/mois alors payante sinon aucune carte.
         Règle prix de la carte, en €/mois : si forme de la carte est payante alors 12 €/mois sinon 0 €/mois.
         Prestation carte de soins : identifiant « carte » ; titre « Carte » ; forme : forme de la carte ; participation : prix de la carte ; perçu : carte.",
    );
    let outcome = |person: &str, household: &str| -> Outcome {
        law.evaluate(&alone(&law, person, household))
            .outcome("carte")
            .unwrap()
            .clone()
    };
    let low = outcome(r#""salaire": 100"#, r#""carte": false"#);
    assert_eq!(
        (low.verdict, low.due, low.gap),
        (Verdict::Certain, None, None)
    );
    assert_eq!(
        (low.form.unwrap(), low.contribution),
        (vec!["gratuite".to_owned()], Some(only(0)))
    );
    assert_eq!(
        outcome(r#""salaire": 100"#, r#""carte": true"#).verdict,
        Verdict::Received
    );
    assert_eq!(outcome(r#""salaire": 2000"#, "").verdict, Verdict::No);
    let some = outcome("", r#""carte": false"#);
    assert_eq!(
        (some.verdict, some.contribution),
        (Verdict::Possible, Some(between(0, 1_200)))
    );
    assert_eq!(some.form.unwrap(), ["gratuite", "payante", "aucune_carte"]);
}

#[test]
fn without_persons_nothing_can_be_said() {
    let law = law(TWO);
    let situation = situation(&law, r#"{"logement": "locataire"}"#);
    let evaluation = law.evaluate(&situation);
    assert!(!evaluation.composition_known());
    for outcome in evaluation.outcomes() {
        assert_eq!(outcome.verdict, Verdict::NotAssessable);
        assert_eq!(outcome.due.unwrap().min, crate::exact::Exact::ZERO);
        assert!(evaluation.explain(&outcome.benefit).is_some());
    }
    assert!(law.questions(&situation).is_empty());
    assert_eq!(law.rule_value(&situation, "aide due", 0, None), None);
}

#[test]
fn something_indispensable() {
    let law = law(
        "Donnée couple, parmi seul, marié ; champ « couple » ; indispensable.
         Règle dû, en €/mois : si étudiant du demandeur alors 0 €/mois sinon si couple est seul alors 100 €/mois sinon 80 €/mois.
         Prestation prime : identifiant « prime » ; titre « Prime » ; dû : dû ; perçu : prime versée.",
    );
    let verdict = |person: &str| {
        let situation = alone(&law, person, r#""prime_versee": 0"#);
        law.evaluate(&situation).outcome("prime").unwrap().verdict
    };
    assert_eq!(verdict(r#""etudiant": false"#), Verdict::NotAssessable);
    // It does not matter here.
    assert_eq!(verdict(r#""etudiant": true"#), Verdict::No);
}

#[test]
fn rules_in_the_world_of_some_claims() {
    let law = law(
        "Règle aide due, en €/mois : 300 €/mois.
         Prestation aide : identifiant « aide » ; titre « Aide » ; dû : aide due ; perçu : aide versée.
         Règle prime due, en €/mois : 500 €/mois − montant retenu au titre de l'aide.
         Prestation prime : identifiant « prime » ; titre « Prime » ; dû : prime due ; perçu : prime versée.",
    );
    let situation = alone(&law, "", r#""aide_versee": 100, "prime_versee": 0"#);
    let asked = [("prime due", 0, None)];
    let claiming = |law: &Law, claims| {
        let mut values = law.rule_values_in(&situation, claims, &asked);
        values.pop().unwrap()
    };
    let amount = |cents| Some(Shown::Number(only(cents)));
    let part = Law::of_rules(law.program.clone(), law.month, &[("prime due", 0)]);
    for law in [&law, &part] {
        assert_eq!(claiming(law, Claims::Nothing), amount(40_000));
        assert_eq!(claiming(law, Claims::Everything), amount(20_000));
    }
    assert!(part.benefits().is_empty());
    assert_eq!(
        part.rule_value(&situation, "aide due", 0, None),
        amount(30_000)
    );
    let none = Law::of_rules(law.program.clone(), law.month, &[("rien", 0)]);
    assert!(none.nodes().is_empty());
}
