//! `droit indicateurs`: the manifest, those who object, the log, the purge, and what a count that cannot end leaves.

use droit_tests::cli::{Folder, MANIFEST, Ran, gzip};
use droit_tests::indicators::{rows, small};
use sha2::{Digest as _, Sha256};

fn folder(name: &str) -> Folder {
    Folder::with_manifest(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

fn indicators(folder: &Folder, arguments: &[&str]) -> Ran {
    let manifest = ["--manifeste", "manifeste.yaml"];
    folder.droit(&[&["indicateurs"], arguments, &manifest].concat())
}

#[test]
fn a_manifest_may_say_that_households_are_made_up() {
    let folder = folder("indicators-manifest");
    small(&folder, 12);
    let run = |said: &str| {
        folder.write(
            "manifeste.yaml",
            format!("{MANIFEST}donnees_synthetiques: {said}\n"),
        );
        indicators(&folder, &["m.jsonl", "--sortie", "s", "--silencieux"])
    };
    run("oui").says(0, "");
    let is_said = || {
        let page = folder.read("s/indicateurs.html");
        let log = folder.read("s/indicateurs.journal.yaml");
        (
            page.contains("class=\"synthetic\""),
            log.contains("donnees_synthetiques: true"),
        )
    };
    assert_eq!(is_said(), (true, true));
    run("non").says(0, "");
    assert_eq!(is_said(), (false, false));
    let ran = run("peut-être");
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .contains("  ligne 7 : « donnees_synthetiques » doit être oui ou non\n"),
        "{}",
        ran.err
    );
}

#[test]
fn nothing_is_counted_without_a_manifest_in_force() {
    let folder = folder("indicators-no-manifest");
    small(&folder, 12);
    let ran = folder.droit(&["indicateurs", "m.jsonl", "--sortie", "s"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--manifeste"), "{}", ran.err);
    let refused = |manifest: &str, why: &str| {
        folder.write("manifeste.yaml", manifest);
        let ran = indicators(&folder, &["m.jsonl", "--sortie", "s"]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
        assert!(ran.err.contains(why), "{}", ran.err);
    };
    refused(
        &MANIFEST.replace("non-recours", "controle"),
        "n'est pas une finalité permise",
    );
    refused(
        &MANIFEST.replace("2999-12-31", "2020-01-01"),
        "la date de purge",
    );
    refused(
        &MANIFEST.replace("autorite:", "autorité:"),
        "clé inconnue « autorité »",
    );
    refused("", "manifeste");
    assert_eq!(folder.names(), ["m.jsonl", "manifeste.yaml"]);
}

#[test]
fn those_who_object_are_in_no_figure() {
    let folder = folder("indicators-opposed");
    small(&folder, 30);
    // The print of a household that objects does not depend on what else its line holds.
    let more = "{\"id\":\"x1\",\"period\":\"2026-03\",\"situation\":{\"nom\":\"SECRET\"}}\n";
    folder.write("m.jsonl", folder.read("m.jsonl") + more);
    let prints = folder.run(
        &["empreinte", "--manifeste", "manifeste.yaml"],
        b"m3\nm17\nx1\nabsent\n",
    );
    folder.write("oppositions.txt", &prints.out);
    let run = |out: &str, more: &[&str]| {
        let arguments = ["m.jsonl", "--sortie", out];
        indicators(&folder, &[&arguments[..], more].concat())
    };
    let opposed = ["--oppositions", "oppositions.txt"];
    let ran = run("avec", &opposed);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err
            .starts_with("28 foyers comptés, 0 ligne rejetée, 3 foyers opposés\n"),
        "{}",
        ran.err
    );
    // What comes out is what comes out of a file that they were never in.
    let lines = folder.read("m.jsonl");
    let others = lines.lines().filter(|line| {
        !["\"m3\"", "\"m17\"", "\"x1\""]
            .iter()
            .any(|id| line.contains(id))
    });
    let others: String = others.map(|line| format!("{line}\n")).collect();
    folder.write("m.jsonl", others);
    run("sans", &["--silencieux"]).says(0, "");
    for name in ["indicateurs.csv", "indicateurs.html"] {
        let read = |out: &str| folder.read(&format!("{out}/{name}"));
        assert_eq!(read("avec"), read("sans"), "{name}");
    }
    let log = folder.read("avec/indicateurs.journal.yaml");
    for told in ["opposes: 3", "lus: 31", "evalues: 28", "empreintes: 4"] {
        assert!(log.contains(told), "{told}: {log}");
    }
    assert!(!log.contains("SECRET") && !log.contains("un sel"), "{log}");
    // Nobody is left to count.
    folder.write("m.jsonl", "{\"id\":\"m3\"}\n");
    let ran = run("personne", &opposed);
    assert!(
        ran.err
            .starts_with("erreur : aucun foyer à compter (0 ligne rejetée, 1 foyer opposé)\n"),
        "{}",
        ran.err
    );
    assert_eq!(ran.code, 1);
}

#[test]
fn what_is_written_is_logged_and_purged() {
    let folder = folder("indicators-log");
    small(&folder, 12);
    folder.write("r.jsonl", "{\"id\":\n");
    let arguments = ["m.jsonl", "r.jsonl", "--sortie", "s", "--silencieux"];
    indicators(&folder, &arguments).says(3, "");
    let log = folder.read("s/indicateurs.journal.yaml");
    let digest = |path: &str| {
        let digest = Sha256::digest(folder.bytes(path));
        digest
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    for file in [
        "m.jsonl",
        "r.jsonl",
        "manifeste.yaml",
        "s/indicateurs.csv",
        "s/indicateurs.html",
        "s/rejets.csv",
    ] {
        assert!(log.contains(&digest(file)), "{file}: {log}");
    }
    for told in [
        "purge_le: 2999-12-31",
        "rejetes: 1",
        "options: indicateurs --seuil 11",
    ] {
        assert!(log.contains(told), "{told}: {log}");
    }
    assert!(folder.read("s/indicateurs.html").contains("31/12/2999"));
    let csv = folder.read("s/indicateurs.csv");
    assert!(rows(&csv).iter().all(|row| row["purge_le"] == "2999-12-31"));
    // Its day comes.
    folder.write(
        "s/indicateurs.journal.yaml",
        log.replace("2999-12-31", "2020-01-01"),
    );
    let ran = folder.run(&["purger", "s"], b"");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let names: Vec<String> = folder.names_in("s");
    assert_eq!(names, ["indicateurs.journal.yaml"]);
}

#[test]
fn a_count_that_cannot_end_leaves_nothing() {
    let folder = folder("indicators-broken");
    small(&folder, 2000);
    let whole = gzip(&folder.bytes("m.jsonl"));
    folder.write("m.jsonl.gz", &whole[..whole.len() / 2]);
    folder.write("r.jsonl", "{\"id\":\n");
    let ran = indicators(&folder, &["r.jsonl", "m.jsonl.gz", "--sortie", "s"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .contains("erreur : lecture de « m.jsonl.gz » interrompue"),
        "{}",
        ran.err
    );
    assert!(
        folder.names_in("s").is_empty(),
        "{:?}",
        folder.names_in("s")
    );
    // Nothing but rejects: they are kept, and known to a log of their own.
    let ran = indicators(&folder, &["r.jsonl", "--sortie", "s"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .starts_with("erreur : aucun foyer à compter (1 ligne rejetée)\n"),
        "{}",
        ran.err
    );
    assert_eq!(
        folder.names_in("s"),
        ["rejets.csv", "rejets.csv.journal.yaml"]
    );
}
