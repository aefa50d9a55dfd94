//! `droit verifier`, `formater`, `lister`, and folders of rules that cannot be used.

use droit_tests::cli::{Folder, rules};

fn folder(name: &str) -> Folder {
    Folder::new(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

#[test]
fn rules_that_are_right_are_counted() {
    let ran = folder("rules-right").droit(&["verifier"]);
    ran.answers(0, "1 fichier, 9 règles, 2 droits : aucune erreur\n");
}

#[test]
fn the_rules_of_the_program_are_used_without_any_folder() {
    let ran = folder("rules-embedded").run(&["lister", "droits", "--format", "json"], b"");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("\"identifiant\": \"rsa\""), "{}", ran.out);
}

#[test]
fn errors_show_the_lines_and_what_to_do() {
    let folder = folder("rules-wrong");
    folder.write(
        "pack/a.droit",
        "Règle a, en €/mois [loi L1] : montant de bse.\n",
    );
    let ran = folder.run(&["verifier", "pack", "--regles", &rules()], b"");
    assert_eq!(ran.code, 1);
    assert!(
        ran.out
            .contains("erreur[D0201] : « montant de bse » n'est déclaré nulle part"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("pack/a.droit:1:31"), "{}", ran.out);
    assert!(
        ran.out
            .contains("aide : vouliez-vous dire « montant de base » ?"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .ends_with("2 fichiers : 1 erreur, 1 avertissement\n"),
        "{}",
        ran.out
    );
}

#[test]
fn errors_are_given_as_json() {
    let folder = folder("rules-json");
    folder.write("a.droit", "Règle a, en €/mois : montant absent.\n");
    let ran = folder.run(&["verifier", "a.droit", "--format", "json"], b"");
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let found = answer["diagnostics"].as_array().unwrap();
    let unknown = found.iter().find(|d| d["code"] == "D0201").unwrap();
    assert_eq!(unknown["gravite"], "erreur");
    assert_eq!(unknown["places"][0]["fichier"], "a.droit");
    assert_eq!(
        (
            &unknown["places"][0]["ligne"],
            &unknown["places"][0]["colonne"]
        ),
        (&1.into(), &22.into())
    );
    let errors = found.iter().filter(|d| d["gravite"] == "erreur").count();
    assert_eq!(answer["erreurs"], errors);
}

#[test]
fn rules_in_a_circle_are_refused() {
    let folder = folder("rules-cycle");
    folder.write("pack/a.droit", "Règle a, en €/mois [loi L1] : b + 1 €/mois.\nRègle b, en €/mois [loi L1] : a + 1 €/mois.\n");
    let ran = folder.run(&["verifier", "pack", "--regles", &rules()], b"");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("a → b → a"), "{}", ran.out);
}

#[test]
fn a_publication_refuses_what_is_still_to_be_verified() {
    let ran = folder("rules-publication").droit(&["verifier", "--publication"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let place = format!("{}/essai.droit:23", rules());
    let expected = format!(
        "{place}  Barème montant de base  [À VÉRIFIER]\npublication refusée : 1 source « À VÉRIFIER »\n\n1 fichier, 9 règles, 2 droits : aucune erreur\n"
    );
    assert_eq!(ran.out, expected);
}

#[test]
fn a_folder_that_cannot_be_used_says_why() {
    let folder = folder("rules-folders");
    folder.write("vide/lisez-moi.txt", "rien");
    folder.write("latin/a.droit", b"-- premi\xe8re ligne\n");
    folder.write("a.txt", "rien");
    folder.write("s.yaml", "personnes: []");
    let says = |arguments: &[&str], message: &str| folder.run(arguments, b"").says(1, message);
    says(
        &["simuler", "s.yaml", "--regles", "absent"],
        "erreur : lecture de « absent » impossible : il n'existe pas\n",
    );
    says(
        &["simuler", "s.yaml", "--regles", "vide"],
        "erreur : le dossier « vide » ne contient aucun fichier .droit\naide : donnez un fichier ou un dossier de règles\n",
    );
    says(
        &["verifier", "latin"],
        "erreur : « latin/a.droit » n'est pas un texte en UTF-8 (ligne 1)\naide : enregistrez le fichier en UTF-8\n",
    );
    says(
        &["verifier", "a.txt"],
        "erreur : « a.txt » n'est pas un fichier de règles\naide : un fichier de règles finit par .droit, une table de codes par .csv, un fichier de cas par .cas.yaml\n",
    );
}

#[test]
fn rules_with_errors_evaluate_nothing() {
    let folder = folder("rules-unusable");
    folder.write("regles/a.droit", "Règle a, en €/mois : montant absent.\n");
    folder.write("s.yaml", "personnes: []");
    let ran = folder.run(&["simuler", "s.yaml", "--regles", "regles"], b"");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err
            .contains("erreur[D0201] : « montant absent » n'est déclaré nulle part"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .ends_with(" : les règles ne peuvent pas être utilisées\n"),
        "{}",
        ran.err
    );
}

#[test]
fn formatting_writes_only_what_changes() {
    let folder = folder("rules-format");
    folder.write(
        "regles/a.droit",
        "Barème   taux ,en %:depuis le 01/01/2020:1 %.\n",
    );
    let ran = folder.run(&["formater", "--verifier", "regles"], b"");
    ran.answers(
        1,
        "regles/a.droit n'est pas en forme\n1 fichier lu, 1 à mettre en forme\n",
    );
    folder
        .run(&["formater", "regles"], b"")
        .answers(0, "regles/a.droit\n1 fichier lu, 1 mis en forme\n");
    folder
        .run(&["formater", "regles"], b"")
        .answers(0, "1 fichier lu, 0 mis en forme\n");
    folder
        .run(&["formater", "--verifier", "regles"], b"")
        .answers(0, "1 fichier lu, 0 à mettre en forme\n");
    assert!(
        folder
            .read("regles/a.droit")
            .starts_with("Barème taux, en % :")
    );
    assert_eq!(folder.names(), ["regles"]);
    folder.run(&["formater"], b"").says(
        2,
        "erreur : il n'y a pas de dossier « rules » ici\naide : donnez les fichiers ou les dossiers à mettre en forme\n",
    );
}

#[test]
fn a_lowered_rule_can_be_read() {
    let folder = folder("rules-listing");
    let ran = folder.droit(&["lister", "--ir", "loyer compté"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.starts_with("règle loyer compté : €/mois\n"),
        "{}",
        ran.out
    );
    folder.droit(&["lister", "--ir", "aide"]).answers(
        0,
        "règle aide due : €/mois
  si droit à l'aide
  plafond de l'aide
    − ressources du foyer
    + 10 % × loyer compté
  plancher 0 €/mois
  arrondi au centime le plus proche
",
    );
    folder.droit(&["lister", "--ir", "loyer compter"]).says(
        2,
        "erreur : aucune règle ne s'appelle « loyer compter »\naide : vouliez-vous dire « loyer compté » ?\n",
    );
}

#[test]
fn parameters_are_listed_with_their_dates_and_sources() {
    let ran = folder("rules-parameters").droit(&["lister", "parametres"]);
    ran.answers(
        0,
        "montant de base, en €/mois  [arrêté du 02/01/2026]
    depuis le 01/01/2026 : 600,00 €/mois
    depuis le 01/07/2026 : 612,34 €/mois  [À VÉRIFIER]
part par enfant, en %/personne  [loi L2]
    depuis le 01/01/2026 : 30 %/personne
",
    );
}

#[test]
fn compiled_rules_answer_like_their_sources() {
    let folder = folder("rules-compiled");
    folder.write(
        "s.yaml",
        "personnes: [{id: p1, role: demandeur, naissance: 1990-01-01, ressources: []}]\nlogement: {statut: locataire}",
    );
    let written = folder.droit(&["compiler", "--sortie", "p.bin"]);
    assert_eq!((written.code, written.err.as_str()), (0, ""));
    assert!(
        written.out.starts_with("« p.bin » : 2 droits, "),
        "{}",
        written.out
    );
    for arguments in [
        &["simuler", "s.yaml", "--mois", "2026-09"][..],
        &["expliquer", "s.yaml", "aide", "--mois", "2026-09"],
        &["questions", "s.yaml", "--mois", "2026-09"],
        &["lister", "parametres"],
        &["lister", "--ir", "aide"],
    ] {
        let compiled = folder.run(&[arguments, &["--programme", "p.bin"]].concat(), b"");
        compiled.answers(0, &folder.droit(arguments).out);
    }
    let rules = folder.run(&["lister", "regles", "--programme", "p.bin"], b"");
    assert!(
        rules
            .out
            .starts_with("âge de chaque personne, règle, en ans\nnombre d'enfants"),
        "{}",
        rules.out
    );
}

#[test]
fn a_file_that_is_no_program_says_why() {
    let folder = folder("rules-no-program");
    folder.write("s.yaml", "personnes: []");
    folder.write("texte.bin", "Règle a : 1.");
    folder.write("vieux.bin", b"DROIT\xff\x00");
    let run = |arguments: &[&str]| folder.run(arguments, b"");
    let help = "aide : « droit compiler » écrit un programme à partir des règles\n";
    run(&["simuler", "s.yaml", "--programme", "texte.bin"]).says(
        1,
        &format!("erreur : « texte.bin » : ce fichier n'est pas un programme droit\n{help}"),
    );
    run(&["lister", "--programme", "absent.bin"]).says(
        1,
        "erreur : lecture de « absent.bin » impossible : il n'existe pas\n",
    );
    let old = run(&["lister", "--programme", "vieux.bin"]);
    assert!(
        old.err
            .contains("programme au format 255, ce moteur lit le format "),
        "{}",
        old.err
    );
    run(&["verifier", "--programme", "texte.bin"]).says(
        2,
        "erreur : « --programme » ne va pas avec « droit verifier », qui lit des règles\naide : donnez un fichier ou un dossier de règles\n",
    );
    folder
        .droit(&["compiler", "--sortie", "absent/p.bin"])
        .says(
            1,
            "erreur : écriture de « absent/p.bin » impossible : le dossier n'existe pas\n",
        );
}

#[test]
fn errors_of_writing_come_first_and_repeated_warnings_take_a_line_each() {
    let folder = folder("rules-order");
    let unused: String = (1..=5)
        .map(|n| format!("Barème b{n}, en % :\n  depuis le 01/01/2020 : 1 %.\n"))
        .collect();
    folder.write("regles/a.droit", unused);
    folder.write("regles/b.droit", "Règle r, en €/mois : montant absent.\n");
    folder.write(
        "regles/c.droit",
        "Barème montant absent, en :\n  1 €/mois.\n",
    );
    let ran = folder.run(&["verifier", "regles"], b"");
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let at = |part: &str| {
        ran.out
            .find(part)
            .unwrap_or_else(|| panic!("{part}\nin\n{}", ran.out))
    };
    let (writing, name) = (at("erreur[D0101]"), at("erreur[D0201]"));
    let (first, fourth) = (
        at("avertissement[D0501]"),
        at("« b4 » ne sert à rien  regles/a.droit:7\n"),
    );
    assert!(
        writing < name && name < first && first < fourth,
        "{}",
        ran.out
    );
}
