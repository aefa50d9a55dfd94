//! `droit tester`: examples and cases, those that fail above all.

use droit_tests::cli::{Folder, rules};

fn folder(name: &str) -> Folder {
    Folder::new(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

#[test]
fn examples_and_cases_that_succeed_are_counted() {
    folder("cases-right")
        .droit(&["tester"])
        .answers(0, "4 cas : 4 réussis, 0 en échec\n");
}

#[test]
fn cases_are_chosen_by_their_name() {
    let folder = folder("cases-names");
    folder
        .droit(&["tester", "--nom", "couple"])
        .answers(0, "2 cas : 2 réussis, 0 en échec\n");
    folder
        .droit(&["tester", "--nom", "veuf"])
        .says(1, "erreur : aucun cas ne contient « veuf »\n");
}

#[test]
fn a_failure_shows_the_first_step_that_differs() {
    let folder = folder("cases-failure");
    folder.write(
        "pack/faux.cas.yaml",
        "cas:
  - nom: couple, un salaire
    source: loi L4
    mois: 2026-03
    situation:
      personnes: [{ id: p1, role: demandeur, naissance: 1990-01-15, ressources: [{ nature: salaire, debut: 2026-01, fin: null, net: 200 }] }]
      logement: { statut: locataire, loyer: 0 }
      prestations_percues: []
    attendu: { aide: 500, ressources du foyer: 100, plafond de l'aide: 600, verdict.aide: certain }
",
    );
    folder.write("pack/a.droit", "Module « Cas faux ».\n");
    let ran = folder.run(
        &["tester", "--nom", "faux.cas", "--regles", &rules(), "pack"],
        b"",
    );
    ran.answers(
        1,
        "\
✘ « couple, un salaire » pack/faux.cas.yaml:2 mars 2026 [loi L4]
    aide                 attendu 500,00 €/mois, trouvé 400,00 €/mois
    ressources du foyer  attendu 100,00 €/mois, trouvé 200,00 €/mois  ← première étape qui diffère
    plafond de l'aide    attendu 600,00 €/mois, trouvé 600,00 €/mois
    verdict de aide      attendu certain, trouvé certain
      ressources du foyer = 200,00 €/mois [loi L3]
      │ total des salaire net de chaque adulte
      └─ salaire net (demandeur) = 200,00 €/mois
1 cas : 0 réussi, 1 en échec
",
    );
}

#[test]
fn a_case_that_cannot_be_run_says_why() {
    let folder = folder("cases-broken");
    folder.write("pack/a.droit", "Module « Cas faux ».\n");
    folder.write(
        "pack/faux.cas.yaml",
        "situations: { seule: { personnes: [{ id: p1, role: demandeur }] } }
cas:
  - { nom: sans mois, attendu: { aide: 0 } }
  - { nom: base inconnue, mois: 2026-03, comme: couple, attendu: { aide: 0 } }
  - { nom: clé inconnue, mois: 2026-03, atendu: { aide: 0 } }
  - { nom: droit inconnu, mois: 2026-03, comme: seule, attendu: { aides: 0, verdict.aide: peut-être } }
  - { nom: situation fausse, mois: 2026-03, situation: { personnes: [{ id: p1, role: chef }] }, attendu: { aide: 0 } }
  - { nom: hors période, mois: 2020-03, comme: seule, attendu: { aide: 0 } }
",
    );
    folder.write("pack/autre.cas.yaml", "cas: [\n");
    let ran = folder.run(
        &["tester", "--nom", "pack/", "--regles", &rules(), "pack"],
        b"",
    );
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    for part in [
        "✘ « sans mois » pack/faux.cas.yaml:3\n    il manque « mois »\n",
        "✘ « base inconnue » pack/faux.cas.yaml:4\n    « comme » : aucune situation ne s'appelle « couple »\n",
        "✘ « clé inconnue » pack/faux.cas.yaml:5\n    clé inconnue « atendu » (attendu : nom, source, mois, comme, situation, attendu, note)\n",
        "    attendu « aides » : ni droit ni règle « aides »\n    attendu « verdict.aide » : « peut_etre » n'est pas un verdict (attendu : certain, possible, percu, non, non_evaluable)\n",
        "✘ « situation fausse » pack/faux.cas.yaml:7\n",
        "✘ « hors période » pack/faux.cas.yaml:8 mars 2020\n    aucun droit ne peut être évalué au mois 2020-03\n",
        "✘ « fichier de cas » pack/autre.cas.yaml:",
        "7 cas : 0 réussi, 7 en échec\n",
    ] {
        assert!(ran.out.contains(part), "{part}\nin\n{}", ran.out);
    }
}
