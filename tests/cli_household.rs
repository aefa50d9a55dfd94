//! `droit simuler`, `expliquer`, `questions`: one household, and files that cannot be one.

use droit_tests::cli::Folder;

fn folder(name: &str) -> Folder {
    Folder::new(env!("CARGO_BIN_EXE_droit"), env!("CARGO_TARGET_TMPDIR"), name)
}

/// What `simuler` says of a situation that it refuses.
#[track_caller]
fn refuses(name: &str, situation: &str, message: &str) {
    let folder = folder(&format!("household-{name}"));
    folder.write("s.yaml", situation);
    folder.droit(&["simuler", "s.yaml", "--mois", "2026-03"]).says(1, message);
}

const COUNT: &str = "« s.yaml » : 1 erreur, la situation ne peut pas être évaluée\n";

#[test]
fn an_unknown_key_proposes_the_nearest() {
    refuses(
        "key",
        "personnes: [{id: p1, role: demandeur, naisance: 1990-01-01}]",
        &format!("erreur[S010] : personnes[0].naisance : clé inconnue\naide : vouliez-vous dire « naissance » ?\n{COUNT}"),
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
        &format!("erreur[S013] : personnes[0].naissance : « 1990-02-30 » n'est pas une date qui existe (attendu : AAAA-MM-JJ)\n{COUNT}"),
    );
}

#[test]
fn an_amount_is_not_negative() {
    refuses(
        "negative",
        "personnes: [{id: p1, role: demandeur, ressources: [{nature: salaire, debut: 2026-01, net: -5}]}]",
        &format!("erreur[S015] : personnes[0].ressources[0].net : -5 est hors des bornes (attendu : de 0 à 10\u{a0}000 €/mois)\n{COUNT}"),
    );
}

#[test]
fn an_end_does_not_come_before_its_start() {
    refuses(
        "end",
        "personnes: [{id: p1, role: demandeur, ressources: [{nature: salaire, debut: 2026-03, fin: 2026-01, net: 5}]}]",
        &format!("erreur[S018] : personnes[0].ressources[0].fin : la fin (2026-01) précède le début (2026-03)\n{COUNT}"),
    );
}

#[test]
fn there_is_one_claimant() {
    refuses(
        "claimants",
        "personnes: [{id: p1, role: demandeur}, {id: p2, role: demandeur}]",
        &format!("erreur[S023] : personnes[1].role : un deuxième demandeur : personnes[0] l'est déjà\n{COUNT}"),
    );
}

#[test]
fn a_person_who_is_named_exists() {
    refuses(
        "person",
        "personnes: [{id: p1, role: demandeur}]\nprestations_percues: [{prestation: aide, personne: p9, debut: 2026-01, fin: null, montant: 5}]",
        &format!("erreur[S025] : prestations_percues[0].personne : aucune personne ne s'appelle « p9 » (attendu : « p1 », ou null pour le foyer)\n{COUNT}"),
    );
}

#[test]
fn a_month_must_exist() {
    refuses(
        "month",
        "personnes: [{id: p1, role: demandeur, ressources: [{nature: salaire, debut: 2026-13, net: 5}]}]",
        &format!("erreur[S014] : personnes[0].ressources[0].debut : « 2026-13 » n'est pas un mois qui existe (attendu : AAAA-MM)\n{COUNT}"),
    );
}

#[test]
fn a_word_is_one_of_the_choices() {
    refuses(
        "choice",
        "logement: {statut: loctaire}",
        &format!("erreur[S017] : logement.statut : « loctaire » n'est pas une valeur connue (attendu : « locataire » ou « proprietaire »)\naide : vouliez-vous dire « locataire » ?\n{COUNT}"),
    );
}

#[test]
fn a_file_that_is_no_situation_says_why() {
    refuses("empty", "", "erreur : « s.yaml » est vide\n");
    refuses("yaml", "a: [1", "erreur : « s.yaml », ligne 2, colonne 1 : ce n'est pas du YAML : une virgule ou une fermeture est attendue ici\n");
    refuses("twice", "couple: a\ncouple: b", "erreur : « s.yaml », ligne 1, colonne 1 : la clé « couple » est écrite deux fois\n");
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    refuses("deep", &deep, "erreur : « s.yaml », ligne 1, colonne 41 : trop de niveaux imbriqués (plus de 40)\n");
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let folder = folder("household-files");
    folder.write("latin.yaml", b"id: \xe9t\xe9");
    folder.write("tronque.json", "{\"personnes\": [");
    folder.write("plusieurs.jsonl", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
    let says = |file: &str, message: &str| folder.droit(&["simuler", file]).says(1, message);
    says("absent.yaml", "erreur : lecture de « absent.yaml » impossible : il n'existe pas\n");
    says(".", "erreur : lecture de « . » impossible : c'est un dossier\n");
    says("latin.yaml", "erreur : « latin.yaml » n'est pas un texte en UTF-8 (ligne 1)\naide : enregistrez le fichier en UTF-8\n");
    says(
        "tronque.json",
        "erreur : « tronque.json », ligne 1, colonne 15 : le texte s'arrête avant la fin : il manque une accolade, un crochet ou un guillemet\n",
    );
    says(
        "plusieurs.jsonl",
        "erreur : « plusieurs.jsonl », ligne 2, colonne 1 : ce n'est pas du JSON : il reste du texte après la fin du document\naide : un fichier de plusieurs foyers se lit par « droit cribler »\n",
    );
}
