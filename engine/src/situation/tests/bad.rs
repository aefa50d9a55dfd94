//! Bad documents and the whole messages they get.

use super::{json, program};
use crate::situation::{Document, Situation};

fn errors(text: &str) -> String {
    let document = Document::from_json(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    match Situation::read(&program(), &document) {
        Ok(_) => "—".to_owned(),
        Err(errors) => errors
            .iter()
            .map(|e| format!("{} {e}", e.code))
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

#[track_caller]
fn all(cases: &[(String, &str)]) {
    for (text, message) in cases {
        assert_eq!(errors(text), *message, "{text}");
    }
}

fn household(text: &str) -> String {
    json(&format!(", {text}"), "")
}

fn person(text: &str) -> String {
    json("", &format!(", {text}"))
}

fn persons(text: &str) -> String {
    format!(r#"{{"personnes": {text}}}"#)
}

#[test]
fn values() {
    all(&[
        (
            person(r#""naissance": "2026-02-30""#),
            "S013 personnes[0].naissance : « 2026-02-30 » n'est pas une date qui existe (attendu : AAAA-MM-JJ)",
        ),
        (
            person(r#""naissance": "2026-13""#),
            "S013 personnes[0].naissance : « 2026-13 » n'est pas une date qui existe (attendu : AAAA-MM-JJ)",
        ),
        (
            person(r#""naissance": "05/05/1996""#),
            "S013 personnes[0].naissance : « 05/05/1996 » n'est pas une date (attendu : AAAA-MM-JJ, ou AAAA-MM si le jour est inconnu) ; écrivez 1996-05-05",
        ),
        (
            person(r#""naissance": 1996"#),
            "S011 personnes[0].naissance : 1996 n'est pas une date (attendu : AAAA-MM-JJ, ou AAAA-MM si le jour est inconnu)",
        ),
        (
            person(r#""naissance": "1850-01-01""#),
            "S015 personnes[0].naissance : « 1850-01-01 » est hors des bornes (attendu : de 1900-01-01 à 2100-12-31)",
        ),
        (
            person(r#""naissance": null"#),
            "S012 personnes[0].naissance : null n'est pas admis ici (attendu : AAAA-MM-JJ, ou AAAA-MM si le jour est inconnu) ; si vous ne savez pas, retirez la clé ou écrivez \"inconnu\"",
        ),
        (
            person(r#""grossesse_terme": "2026-05-12""#),
            "S014 personnes[0].grossesse_terme : « 2026-05-12 » n'est pas un mois (attendu : AAAA-MM) ; écrivez 2026-05",
        ),
        (
            person(r#""grossesse_terme": "2026-00""#),
            "S014 personnes[0].grossesse_terme : « 2026-00 » n'est pas un mois qui existe (attendu : AAAA-MM)",
        ),
        (
            person(r#""scolarite": "colege""#),
            "S017 personnes[0].scolarite : « colege » n'est pas une valeur connue (attendu : « maternelle », « college » ou « lycee », ou null) ; vouliez-vous dire « college » ?",
        ),
        (
            person(r#""scolarite": true"#),
            "S011 personnes[0].scolarite : true n'est pas un texte (attendu : « maternelle », « college » ou « lycee », ou null)",
        ),
        (
            person(r#""taux_incapacite": 80"#),
            "S015 personnes[0].taux_incapacite : 80 est hors des bornes (attendu : de 0 à 1, soit de 0 % à 100 %)",
        ),
        (
            person(r#""bourse_sup_echelon": 2.5"#),
            "S016 personnes[0].bourse_sup_echelon : 2.5 a trop de décimales (attendu : un nombre entier)",
        ),
        (
            person(r#""bourse_sup_echelon": -2"#),
            "S015 personnes[0].bourse_sup_echelon : -2 est hors des bornes (attendu : de −1 à 7)",
        ),
        (
            household(r#""logement": {"loyer": 2000000}"#),
            "S015 logement.loyer : 2000000 est hors des bornes (attendu : de 0 à 1\u{a0}000\u{a0}000 €/mois)",
        ),
        (
            household(r#""logement": {"loyer": 1e400}"#),
            "S015 logement.loyer : 1e+400 est hors des bornes (attendu : de 0 à 1\u{a0}000\u{a0}000 €/mois)",
        ),
        (
            household(r#""logement": {"loyer": 500.123456}"#),
            "S016 logement.loyer : 500.123456 a trop de décimales (attendu : 4 décimales au plus)",
        ),
        (
            household(r#""logement": {"loyer": "500,50"}"#),
            "S011 logement.loyer : « 500,50 » n'est pas un nombre (attendu : un nombre de 0 à 1\u{a0}000\u{a0}000 €/mois) ; écrivez 500.50, sans guillemets",
        ),
        (
            household(r#""logement": {"loyer": []}"#),
            "S011 logement.loyer : une liste n'est pas un nombre (attendu : un nombre de 0 à 1\u{a0}000\u{a0}000 €/mois)",
        ),
        (
            household(r#""logement": {"loyer": {}}"#),
            "S011 logement.loyer : un objet n'est pas un nombre (attendu : un nombre de 0 à 1\u{a0}000\u{a0}000 €/mois)",
        ),
        (
            household(r#""isolement_recent": 1"#),
            "S011 isolement_recent : 1 n'est pas oui ou non (attendu : true ou false)",
        ),
        (
            household(
                r#""isolement_recent": "une réponse si longue qu'elle ne tient pas sur la ligne""#,
            ),
            "S011 isolement_recent : « une réponse si longue qu'elle ne tient … » n'est pas oui ou non (attendu : true ou false)",
        ),
        (
            household(r#""couple": null"#),
            "S012 couple : null n'est pas admis ici (attendu : « aucun », « marie », « pacse » ou « concubin ») ; si vous ne savez pas, retirez la clé ou écrivez \"inconnu\"",
        ),
        (
            household(r#""logement": {"departement": "76"}"#),
            "S017 logement.departement : « 76 » n'est pas une valeur connue (attendu : « 01 », « 2A » ou « 75 ») ; vouliez-vous dire « 75 » ?",
        ),
    ]);
}

#[test]
fn keys_and_containers() {
    all(&[
        (
            person(r#""naisance": "1990-01-01""#),
            "S010 personnes[0].naisance : clé inconnue ; vouliez-vous dire « naissance » ?",
        ),
        (
            person(r#""xyz": 1"#),
            "S010 personnes[0].xyz : clé inconnue",
        ),
        (
            household(r#""loyer": 500"#),
            "S010 loyer : clé inconnue ; cette clé s'écrit à cette place : logement.loyer",
        ),
        (
            household(r#""naissance": "1990-01""#),
            "S010 naissance : clé inconnue ; cette clé s'écrit à cette place : personnes[…].naissance",
        ),
        (
            household(r#""period": "2026-09""#),
            "S010 period : clé inconnue ; cette clé s'écrit à côté de « situation »",
        ),
        (
            r#"{"situation": {}, "couple": "marie"}"#.to_owned(),
            "S010 couple : clé inconnue (attendu : « id », « period », « situation » ou « expected ») ; cette clé s'écrit dans « situation »",
        ),
        (
            r#"{"situation": {}, "periode": "2026-09"}"#.to_owned(),
            "S010 periode : clé inconnue (attendu : « id », « period », « situation » ou « expected ») ; vouliez-vous dire « period » ?",
        ),
        (
            r#"{"situation": {}, "period": "2026-9"}"#.to_owned(),
            "S014 period : « 2026-9 » n'est pas un mois (attendu : AAAA-MM)",
        ),
        (
            r#"{"situation": {}, "period": 202609}"#.to_owned(),
            "S011 period : 202609 n'est pas un mois (attendu : AAAA-MM)",
        ),
        (
            r#"{"situation": {}, "id": []}"#.to_owned(),
            "S011 id : une liste n'est pas un identifiant (attendu : un texte)",
        ),
        (
            r#"{"situation": null}"#.to_owned(),
            "S011 null n'est pas une situation (attendu : un objet avec ses clés)",
        ),
        (
            "[]".to_owned(),
            "S011 une liste n'est pas une situation (attendu : un objet avec ses clés)",
        ),
        (
            household(r#""logement": []"#),
            "S011 logement : une liste n'est pas un objet (attendu : un objet avec ses clés)",
        ),
        (
            household(r#""logement": null"#),
            "S012 logement : null n'est pas admis ici (attendu : un objet avec ses clés) ; si vous ne savez pas, retirez la clé ou écrivez \"inconnu\"",
        ),
        (
            person(r#""benefice_reel": 12000"#),
            "S011 personnes[0].benefice_reel : 12000 n'est pas un relevé par année (attendu : { \"AAAA\": montant })",
        ),
        (
            person(r#""benefice_reel": {"24": 1}"#),
            "S019 personnes[0].benefice_reel.24 : « 24 » n'est pas une année (attendu : AAAA)",
        ),
        (
            person(r#""benefice_reel": {"2024": "beaucoup"}"#),
            "S011 personnes[0].benefice_reel.2024 : « beaucoup » n'est pas un nombre (attendu : un nombre de −1\u{a0}000\u{a0}000 à 1\u{a0}000\u{a0}000 €/an)",
        ),
        (
            person(r#""gains": {"2026": 1}"#),
            "S014 personnes[0].gains.2026 : « 2026 » n'est pas un mois (attendu : AAAA-MM)",
        ),
    ]);
}

#[test]
fn composition() {
    all(&[
        (
            persons("[]"),
            "S020 personnes : la liste est vide (attendu : une personne au moins)",
        ),
        (
            persons("{}"),
            "S011 personnes : un objet n'est pas une liste (attendu : une liste de personnes)",
        ),
        (
            persons("null"),
            "S012 personnes : null n'est pas admis ici (attendu : une liste de personnes) ; si vous ne savez pas, retirez la clé ou écrivez \"inconnu\"",
        ),
        (
            persons("[1]"),
            "S011 personnes[0] : 1 n'est pas une personne (attendu : un objet avec ses clés)",
        ),
        (
            persons("[{},{},{},{},{}]"),
            "S021 personnes : 5 personnes, c'est trop (attendu : 4 au plus)",
        ),
        (
            persons(r#"[{"role":"enfant"}]"#),
            "S022 personnes[0].role : la première personne est toujours le demandeur, pas « enfant » (attendu : « demandeur »)",
        ),
        (
            persons(r#"[{"role":"demandeur"},{"role":"demandeur"}]"#),
            "S023 personnes[1].role : un deuxième demandeur : personnes[0] l'est déjà",
        ),
        (
            persons(
                r#"[{"role":"demandeur"},{"role":"conjoint"},{"role":"enfant"},{"role":"conjoint"}]"#,
            ),
            "S023 personnes[3].role : un deuxième conjoint : personnes[1] l'est déjà",
        ),
        (
            persons(r#"[{"role":"demandeur"},{"role":"enfan"}]"#),
            "S017 personnes[1].role : « enfan » n'est pas une valeur connue (attendu : « demandeur », « conjoint » ou « enfant ») ; vouliez-vous dire « enfant » ?",
        ),
        (
            persons(r#"[{"role":null}]"#),
            "S012 personnes[0].role : null n'est pas admis ici (attendu : « demandeur », « conjoint » ou « enfant ») ; si vous ne savez pas, retirez la clé ou écrivez \"inconnu\"",
        ),
        (
            persons(r#"[{"role":3}]"#),
            "S011 personnes[0].role : 3 n'est pas un texte (attendu : « demandeur », « conjoint » ou « enfant »)",
        ),
        (
            persons(r#"[{"id":"a","role":"demandeur"},{"id":"a","role":"enfant"}]"#),
            "S024 personnes[1].id : l'identifiant « a » sert déjà à personnes[0]",
        ),
        (
            persons(r#"[{"id":"","role":"demandeur"}]"#),
            "S011 personnes[0].id : «  » n'est pas un identifiant (attendu : un texte)",
        ),
    ]);
}

#[test]
fn lists() {
    let resources = |text: &str| person(&format!(r#""ressources": {text}"#));
    let paid = |text: &str| household(&format!(r#""prestations_percues": {text}"#));
    all(&[
        (
            resources("null"),
            "S012 personnes[0].ressources : null n'est pas admis ici (attendu : une liste, vide s'il n'y en a pas) ; si vous ne savez pas, retirez la clé ou écrivez \"inconnu\"",
        ),
        (
            resources("{}"),
            "S011 personnes[0].ressources : un objet n'est pas une liste (attendu : une liste de lignes)",
        ),
        (
            resources("[5]"),
            "S011 personnes[0].ressources[0] : 5 n'est pas une ligne (attendu : { nature, debut, fin, net, brut, montant })",
        ),
        (
            resources(r#"[{"nature":"salaires"}]"#),
            "S017 personnes[0].ressources[0].nature : « salaires » n'est pas une valeur connue (attendu : « chomage », « pension » ou « salaire ») ; vouliez-vous dire « salaire » ?",
        ),
        (
            resources(r#"[{"nature":null}]"#),
            "S012 personnes[0].ressources[0].nature : null n'est pas admis ici (attendu : « chomage », « pension » ou « salaire ») ; si vous ne savez pas, retirez la clé ou écrivez \"inconnu\"",
        ),
        (
            resources(
                r#"[{"nature":"salaire","debut":"2026-05","fin":"2026-04","net":1,"brut":1}]"#,
            ),
            "S018 personnes[0].ressources[0].fin : la fin (2026-04) précède le début (2026-05)",
        ),
        (
            resources(
                r#"[{"nature":"salaire","debut":null,"fin":"2026-13","net":null,"brut":-5}]"#,
            ),
            "S012 personnes[0].ressources[0].debut : null n'est pas admis ici (attendu : AAAA-MM) ; si vous ne savez pas, retirez la clé ou écrivez \"inconnu\"\n\
          S014 personnes[0].ressources[0].fin : « 2026-13 » n'est pas un mois qui existe (attendu : AAAA-MM)\n\
          S012 personnes[0].ressources[0].net : null n'est pas admis ici (attendu : un nombre de 0 à 1\u{a0}000\u{a0}000 €/mois) ; si vous ne savez pas, retirez la clé ou écrivez \"inconnu\"\n\
          S015 personnes[0].ressources[0].brut : -5 est hors des bornes (attendu : de 0 à 1\u{a0}000\u{a0}000 €/mois)",
        ),
        (
            resources(r#"[{"nature":"pension","debut":"2026-05","fin":null,"net":1}]"#),
            "S028 personnes[0].ressources[0].net : « net » ne se donne pas pour « pension » (attendu : « montant »)",
        ),
        (
            resources(r#"[{"nature":"pension","debut":"2026-05","fin":null,"montan":1}]"#),
            "S010 personnes[0].ressources[0].montan : clé inconnue (attendu : { nature, debut, fin, montant }) ; vouliez-vous dire « montant » ?",
        ),
        (
            resources(
                r#"[{"nature":"pension","debut":"2026-01","fin":null,"montant":900000},{"nature":"pension","debut":"2026-03","fin":null,"montant":900000}]"#,
            ),
            "S029 personnes[0].ressources : les lignes « pension » de 2026-03 font ensemble un total hors des bornes (attendu : de 0 à 1\u{a0}000\u{a0}000 €/mois)",
        ),
        (
            paid(
                r#"[{"prestation":"rsa","personne":"p9","debut":"2026-05","fin":null,"montant":1}]"#,
            ),
            "S025 prestations_percues[0].personne : aucune personne ne s'appelle « p9 » (attendu : « p1 », ou null pour le foyer)",
        ),
        (
            paid(
                r#"[{"prestation":"aah","personne":null,"debut":"2026-05","fin":null,"montant":1}]"#,
            ),
            "S027 prestations_percues[0].personne : « aah » est d'une personne : dites laquelle (attendu : l'identifiant d'une personne)",
        ),
        (
            paid(
                r#"[{"prestation":"rsa","personne":null,"debut":"2026-05","fin":null,"montant":"1"}]"#,
            ),
            "S011 prestations_percues[0].montant : « 1 » n'est pas un nombre (attendu : un nombre de 0 à 100\u{a0}000 €/mois) ; écrivez 1, sans guillemets",
        ),
        (
            paid(
                r#"[{"prestation":"css","personne":null,"debut":"2026-05","fin":null,"montant":true}]"#,
            ),
            "S011 prestations_percues[0].montant : true n'est pas un nombre (attendu : un nombre)",
        ),
        (
            person(
                r#""prestations_percues": [{"prestation":"af","debut":"2026-05","fin":null,"montant":1}]"#,
            ),
            "S028 personnes[0].prestations_percues[0].prestation : « af » est du foyer, pas d'une personne ; cette ligne s'écrit dans la liste « prestations_percues » du foyer",
        ),
        (
            json(
                r#", "prestations_percues": [{"prestation":"aah","personne":"p1","debut":"2026-05","fin":null,"montant":1}]"#,
                r#", "prestations_percues": []"#,
            ),
            "S026 prestations_percues[0].personne : personnes[0] donne déjà sa propre liste « prestations_percues » ; écrivez la ligne dans une seule des deux",
        ),
    ]);
    let many = vec!["{}"; 5_001].join(",");
    assert_eq!(
        errors(&resources(&format!("[{many}]"))),
        "S030 personnes[0].ressources : 5001 lignes, c'est trop (attendu : 5000 au plus)"
    );
}

#[test]
fn every_error_is_told() {
    let text = r#"{"coupl": "marie", "isolement_recent": "peut-être", "personnes": [
        {"id": "p1", "role": "demandeur", "naissance": "1990-02-31", "stage": 2},
        {"id": "p1", "role": "conjoint", "scolarite": "fac"}]}"#;
    let told = errors(text);
    let codes: Vec<&str> = told
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(
        codes,
        ["S024", "S013", "S011", "S017", "S010", "S011"],
        "{told}"
    );
}
