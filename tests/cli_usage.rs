//! The command line itself: help, refusals, exit codes.

use droit_tests::cli::Folder;

fn folder(name: &str) -> Folder {
    Folder::new(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

#[test]
fn the_help_is_in_french_and_lists_every_command() {
    let help = folder("usage-help").run(&["--help"], b"");
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    for word in [
        "Usage :",
        "Commandes :",
        "verifier",
        "tester",
        "formater",
        "compiler",
        "simuler",
        "expliquer",
        "questions",
        "cribler",
        "empreinte",
        "purger",
        "lister",
    ] {
        assert!(help.out.contains(word), "{word}");
    }
    for english in ["Print", "Commands", "possible values", "default"] {
        assert!(!help.out.contains(english), "{english}");
    }
}

#[test]
fn every_command_has_a_help() {
    let folder = folder("usage-helps");
    for command in [
        "verifier",
        "tester",
        "formater",
        "compiler",
        "simuler",
        "expliquer",
        "questions",
        "cribler",
        "empreinte",
        "purger",
        "lister",
    ] {
        let help = folder.run(&[command, "--help"], b"");
        assert_eq!((help.code, help.err.as_str()), (0, ""), "{command}");
        assert!(
            help.out.contains(&format!("Usage : droit {command}")),
            "{}",
            help.out
        );
        for english in ["Print", "[default", "[possible", "[aliases"] {
            assert!(!help.out.contains(english), "{command}: {english}");
        }
    }
}

#[test]
fn arguments_are_listed_in_their_order() {
    let help = folder("usage-order").run(&["expliquer", "--help"], b"");
    let (situation, right) = (
        help.out.find("  <SITUATION>").unwrap(),
        help.out.find("  <DROIT>").unwrap(),
    );
    assert!(situation < right, "{}", help.out);
}

#[test]
fn a_command_line_that_is_not_understood_says_why() {
    let folder = folder("usage-refusals");
    let says = |arguments: &[&str], message: &str| folder.run(arguments, b"").says(2, message);
    says(
        &[],
        "erreur : il manque une commande\naide : « droit --help » les liste\n",
    );
    says(
        &["verifie"],
        "erreur : la commande « verifie » n'existe pas\naide : vouliez-vous dire « verifier » ?\n",
    );
    says(
        &["verifier", "--forma", "json"],
        "erreur : l'argument « --forma » n'existe pas ici\naide : vouliez-vous dire « --format » ?\n",
    );
    says(
        &["verifier", "--format", "xml"],
        "erreur : « xml » ne convient pas à « --format <FORME> »\naide : valeurs possibles : humain, json\n",
    );
    says(
        &["cribler", "x.jsonl", "--mois", "2026-13"],
        "erreur : « 2026-13 » ne convient pas à « --mois <MOIS> »\naide : un mois s'écrit AAAA-MM, par exemple 2026-09\n",
    );
    says(
        &["cribler"],
        "erreur : il manque <ENTRÉE>\naide : « droit --help » ou « droit COMMANDE --help » donne les options\n",
    );
    says(
        &["cribler", "x.jsonl", "--seuil-rejets", "101"],
        "erreur : « 101 » ne convient pas à « --seuil-rejets <POURCENT> »\naide : une part va de 0 à 100, avec deux décimales au plus\n",
    );
    says(
        &["cribler", "x.jsonl", "--tout", "--etapes"],
        "erreur : « --etapes » ne va qu'avec « --tout --format jsonl »\n",
    );
}
