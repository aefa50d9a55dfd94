//! `droit simuler`, `expliquer`, `questions`: one household, and files that cannot be one.

use droit_tests::cli::Folder;

fn folder(name: &str) -> Folder {
    Folder::new(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

/// What `simuler` says of a situation that it refuses.
#[track_caller]
fn refuses(name: &str, situation: &str, message: &str) {
    let folder = folder(&format!("household-{name}"));
    folder.write("s.yaml", situation);
    folder
        .droit(&["simuler", "s.yaml", "--mois", "2026-03"])
        .says(1, message);
}

const COUNT: &str = "« s.yaml » : 1 erreur, la situation ne peut pas être évaluée\n";

#[test]
fn an_unknown_key_proposes_the_nearest() {
    refuses(
        "key",
        "personnes: [{id: p1, role: demandeur, naisance: 1990-01-01}]",
        &format!(
            "erreur[S010] : personnes[0].naisance : clé inconnue\naide : vouliez-vous dire « naissance » ?\n{COUNT}"
        ),
    );
}

#[test]
fn every_wrong_type_is_told() {
    refuses(
        "type",
        "personnes: [{id: p1, role: demandeur, naissance: 12}]\nlogement: {loyer: beaucoup}",
        "erreur[S011] : personnes[0].naissance : 12 n'est pas une date (attendu : AAAA-MM-JJ, ou AAAA-MM si le jour est inconnu)
erreur[S011] : logement.loyer : « beaucoup » n'est pas un nombre (attendu : un nombre de 0 à 5\u{a0}000 €/mois)
« s.yaml » : 2 erreurs, la situation ne peut pas être évaluée\n",
    );
}

#[test]
fn a_date_must_exist() {
    refuses(
        "date",
        "personnes: [{id: p1, role: demandeur, naissance: 1990-02-30}]",
        &format!(
            "erreur[S013] : personnes[0].naissance : « 1990-02-30 » n'est pas une date qui existe (attendu : AAAA-MM-JJ)\n{COUNT}"
        ),
    );
}

#[test]
fn an_amount_is_not_negative() {
    refuses(
        "negative",
        "personnes: [{id: p1, role: demandeur, ressources: [{nature: salaire, debut: 2026-01, net: -5}]}]",
        &format!(
            "erreur[S015] : personnes[0].ressources[0].net : -5 est hors des bornes (attendu : de 0 à 10\u{a0}000 €/mois)\n{COUNT}"
        ),
    );
}

#[test]
fn an_end_does_not_come_before_its_start() {
    refuses(
        "end",
        "personnes: [{id: p1, role: demandeur, ressources: [{nature: salaire, debut: 2026-03, fin: 2026-01, net: 5}]}]",
        &format!(
            "erreur[S018] : personnes[0].ressources[0].fin : la fin (2026-01) précède le début (2026-03)\n{COUNT}"
        ),
    );
}

#[test]
fn there_is_one_claimant() {
    refuses(
        "claimants",
        "personnes: [{id: p1, role: demandeur}, {id: p2, role: demandeur}]",
        &format!(
            "erreur[S023] : personnes[1].role : un deuxième demandeur : personnes[0] l'est déjà\n{COUNT}"
        ),
    );
}

#[test]
fn a_person_who_is_named_exists() {
    refuses(
        "person",
        "personnes: [{id: p1, role: demandeur}]\nprestations_percues: [{prestation: aide, personne: p9, debut: 2026-01, fin: null, montant: 5}]",
        &format!(
            "erreur[S025] : prestations_percues[0].personne : aucune personne ne s'appelle « p9 » (attendu : « p1 », ou null pour le foyer)\n{COUNT}"
        ),
    );
}

#[test]
fn a_month_must_exist() {
    refuses(
        "month",
        "personnes: [{id: p1, role: demandeur, ressources: [{nature: salaire, debut: 2026-13, net: 5}]}]",
        &format!(
            "erreur[S014] : personnes[0].ressources[0].debut : « 2026-13 » n'est pas un mois qui existe (attendu : AAAA-MM)\n{COUNT}"
        ),
    );
}

#[test]
fn a_word_is_one_of_the_choices() {
    refuses(
        "choice",
        "logement: {statut: loctaire}",
        &format!(
            "erreur[S017] : logement.statut : « loctaire » n'est pas une valeur connue (attendu : « locataire » ou « proprietaire »)\naide : vouliez-vous dire « locataire » ?\n{COUNT}"
        ),
    );
}

#[test]
fn a_file_that_is_no_situation_says_why() {
    refuses("empty", "", "erreur : « s.yaml » est vide\n");
    refuses(
        "yaml",
        "a: [1",
        "erreur : « s.yaml », ligne 2, colonne 1 : ce n'est pas du YAML : une virgule ou une fermeture est attendue ici\n",
    );
    refuses(
        "twice",
        "couple: a\ncouple: b",
        "erreur : « s.yaml », ligne 1, colonne 1 : la clé « couple » est écrite deux fois\n",
    );
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    refuses(
        "deep",
        &deep,
        "erreur : « s.yaml », ligne 1, colonne 41 : trop de niveaux imbriqués (plus de 40)\n",
    );
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let folder = folder("household-files");
    folder.write("latin.yaml", b"id: \xe9t\xe9");
    folder.write("tronque.json", "{\"personnes\": [");
    folder.write("plusieurs.jsonl", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
    let says = |file: &str, message: &str| folder.droit(&["simuler", file]).says(1, message);
    says(
        "absent.yaml",
        "erreur : lecture de « absent.yaml » impossible : il n'existe pas\n",
    );
    says(
        ".",
        "erreur : lecture de « . » impossible : c'est un dossier\n",
    );
    says(
        "latin.yaml",
        "erreur : « latin.yaml » n'est pas un texte en UTF-8 (ligne 1)\naide : enregistrez le fichier en UTF-8\n",
    );
    says(
        "tronque.json",
        "erreur : « tronque.json », ligne 1, colonne 15 : le texte s'arrête avant la fin : il manque une accolade, un crochet ou un guillemet\n",
    );
    says(
        "plusieurs.jsonl",
        "erreur : « plusieurs.jsonl », ligne 2, colonne 1 : ce n'est pas du JSON : il reste du texte après la fin du document\naide : un fichier de plusieurs foyers se lit par « droit cribler »\n",
    );
}

#[test]
fn a_yaml_number_is_kept_exactly_or_refused() {
    for (name, number) in [
        ("digits", "123456789.1234567891"),
        ("rounded", "390.00000000000000000001"),
        ("vanished", "1.5e-400"),
    ] {
        refuses(
            &format!("number-{name}"),
            &format!("logement: {{loyer: {number}}}"),
            &format!(
                "erreur : « s.yaml », ligne 1, colonne 19 : le nombre {number} ne peut pas être gardé exactement (15 chiffres au plus)\n"
            ),
        );
    }
    let folder = folder("household-number-kept");
    folder.write("s.yaml", "logement: {loyer: 3.9050e2}");
    let ran = folder.droit(&["simuler", "s.yaml", "--mois", "2026-03"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

/// A couple; the wages of one and the rent are not known.
const COUPLE: &str = "\
id: exemple
period: 2026-09
situation:
  personnes:
    - { id: p1, role: demandeur, naissance: 1990-01-15, ressources: [{ nature: salaire, debut: 2026-01, fin: null, net: 300.10 }] }
    - { id: p2, role: conjoint, naissance: 1992-03-01 }
  logement: { statut: locataire }
  prestations_percues: [{ prestation: aide, personne: null, debut: 2026-01, fin: 2026-08, montant: 50 }]
";

#[test]
fn a_household_gets_bounds_what_is_missing_and_what_is_probable() {
    let folder = folder("household-simulate");
    folder.write("s.yaml", COUPLE);
    let ran = folder.droit(&["simuler", "s.yaml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let (page, version) = ran.out.split_once("règles ").unwrap();
    assert_eq!(version.trim().len(), 12);
    assert_eq!(
        page,
        "\
Foyer exemple, septembre 2026 : demandeur, conjoint

Aide d'essai (aide) : ? possible
    dû            de 0,00 € à 812,24 € par mois
    perçu         50,00 € par mois
    écart         de 0,00 € à 762,24 € par mois
    gain net      de 0,00 € à 762,24 € par mois
    il manque     salaire net (conjoint), loyer
    probable      possible, de 0,00 € à 312,24 € par mois
                  en supposant loyer = 0 €/mois (logé sans loyer)
    à vérifier    1 source (« droit expliquer … aide » les liste)
    démarche      CAF ; en ligne ; effet : premier jour du mois de la demande

Carte d'essai (carte) : ? possible
    forme         gratuite ou payante ou non
    participation de 0,00 € à 8,00 € par mois
    il manque     salaire net (conjoint)
    démarche      mairie ; effet : le jour même

Dans quel ordre demander
    1.            Aide d'essai
    2.            Carte d'essai

Non demandé : de 0,00 € à 762,24 € par mois
Gain net de tout demander : de 0,00 € à 762,24 € par mois
"
    );
}

#[test]
fn a_received_line_without_a_person_is_the_household_s() {
    let folder = folder("household-received");
    folder.write("null.yaml", COUPLE);
    folder.write("sans.yaml", COUPLE.replace(" personne: null,", ""));
    let null = folder.droit(&["simuler", "null.yaml"]);
    let without = folder.droit(&["simuler", "sans.yaml"]);
    assert_ne!(folder.read("null.yaml"), folder.read("sans.yaml"));
    assert_eq!((without.code, without.err.as_str()), (0, ""));
    assert_eq!(without.out, null.out);
}

#[test]
fn a_household_is_given_as_json() {
    let folder = folder("household-json");
    folder.write("s.yaml", COUPLE);
    let ran = folder.droit(&["simuler", "s.yaml", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let start = r#"{"id":"exemple","mois":"2026-09","regles_version":""#;
    assert!(ran.out.starts_with(start), "{}", ran.out);
    let rights = r#""droits":{"aide":{"verdict":"possible","rythme":"mensuel","du":[0,812.24],"du_seul":[0,812.24],"percu":50,"ecart":[0,762.24],"gain_net":[0,762.24],"manque":["salaire net (conjoint)","loyer"],"#;
    assert!(ran.out.contains(rights), "{}", ran.out);
    let form = r#""carte":{"verdict":"possible","rythme":"mensuel","du":null,"du_seul":null,"percu":null,"ecart":null,"gain_net":null,"forme":["gratuite","payante","non"],"participation":[0,8],"manque":["salaire net (conjoint)"],"#;
    assert!(ran.out.contains(form), "{}", ran.out);
    serde_json::from_str::<serde_json::Value>(&ran.out).unwrap();
}

#[test]
fn a_month_outside_the_rules_is_an_error_that_names_them() {
    let folder = folder("household-outside");
    folder.write("s.yaml", COUPLE);
    let ran = folder.droit(&["simuler", "s.yaml", "--mois", "2025-12"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.starts_with(
            "erreur : aucun droit ne peut être évalué au mois 2025-12\n  Aide d'essai : "
        ),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("du 01/01/2026 au 31/12/2026"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .ends_with("aide : « --mois AAAA-MM » choisit un autre mois\n"),
        "{}",
        ran.err
    );
}

#[test]
fn a_household_of_nobody_is_told_what_comes_first() {
    let folder = folder("household-nobody");
    folder.write("s.yaml", "logement: {statut: locataire}");
    let missing = "la composition du foyer : décrivez dans « personnes » au moins le demandeur";
    let page = folder.droit(&["simuler", "s.yaml", "--mois", "2026-09"]);
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    let start = format!(
        "Foyer, septembre 2026 : composition inconnue\n\nAide d'essai (aide) : … non évaluable\n    il manque     {missing}\n\nCarte"
    );
    assert!(page.out.starts_with(&start), "{}", page.out);
    folder
        .droit(&["questions", "s.yaml", "--mois", "2026-09"])
        .answers(0, &format!("Il manque {missing}.\n"));
}

#[test]
fn questions_are_grouped_by_theme() {
    let folder = folder("household-questions");
    folder.write("s.yaml", COUPLE);
    folder.droit(&["questions", "s.yaml", "--droit", "carte"]).answers(
        0,
        "\
Ressources
  1. Quel salaire net cette personne (conjoint) a-t-elle reçu ?
     salaire net, conjoint ; un montant en €/mois ; en septembre 2026 ; champ « ressources[nature=salaire].net » ; pour aide, carte
",
    );
    let all = folder.droit(&["questions", "s.yaml"]);
    assert!(
        all.out
            .contains("\nLogement\n  2. Quel loyer payez-vous ?\n     Sans les charges.\n"),
        "{}",
        all.out
    );
    folder
        .droit(&["questions", "s.yaml", "--droit", "cartes"])
        .says(
            2,
            "erreur : aucun droit ne s'appelle « cartes »\naide : vouliez-vous dire « carte » ?\n",
        );
}

#[test]
fn a_calculation_is_unfolded_with_its_dates_and_articles() {
    let folder = folder("household-explain");
    folder.write("s.yaml", COUPLE);
    let ran = folder.droit(&["expliquer", "s.yaml", "aide"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for part in [
        "Aide d'essai (aide), septembre 2026 : possible\n",
        "├─ plafond de l'aide = 612,34 €/mois [loi L2]\n",
        "│  ├─ montant de base = 612,34 €/mois depuis le 01/07/2026 [arrêté du 02/01/2026 ; À VÉRIFIER]\n",
        "│  ├─ ✔ âge du demandeur est au moins 25 ans [loi L1 1°]\n",
        "salaire net (conjoint) = inconnu, de 0,00 €/mois à 10\u{a0}000,00 €/mois\n",
    ] {
        assert!(ran.out.contains(part), "{part}\nin\n{}", ran.out);
    }
}

#[test]
fn a_calculation_is_cut_where_asked() {
    let folder = folder("household-depth");
    folder.write("s.yaml", COUPLE);
    let ran = folder.droit(&["expliquer", "s.yaml", "aide", "--profondeur", "1"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("aide due = "), "{}", ran.out);
    assert!(!ran.out.contains("├─"), "{}", ran.out);
    folder
        .droit(&["expliquer", "s.yaml", "aide", "--profondeur", "0"])
        .says(
            2,
            "erreur : « 0 » ne convient pas à « --profondeur <N> »\naide : un nombre de 1 à 1000 est attendu\n",
        );
}

#[test]
fn a_no_names_the_condition_and_by_how_much_it_is_missed() {
    let folder = folder("household-no");
    folder.write(
        "s.json",
        r#"{"personnes":[{"id":"p1","role":"demandeur","naissance":"2004-05-05","ressources":[]}],"logement":{"statut":"locataire","loyer":300},"prestations_percues":[]}"#,
    );
    let ran = folder.droit(&["expliquer", "s.json", "aide", "--mois", "2026-09"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("Aide d'essai (aide), septembre 2026 : non\n\nPourquoi non\n  ✘ droit à l'aide : « âge du demandeur est au moins 25 ans » non remplie ("), "{}", ran.out);
    assert!(ran.out.contains("22 ans, à 3 ans près"), "{}", ran.out);
    assert!(ran.out.contains("[loi L1 1°]"), "{}", ran.out);
}
