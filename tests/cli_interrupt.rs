//! Ctrl-C, as a terminal sends it: what was written stays, what is said is true, and `--reprendre` ends the work.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of these tests fail as the tests do"
)]

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use droit_tests::cli::{Folder, Ran, rules};
use droit_tests::indicators::small;

/// Enough for a run to be caught in the middle, on any machine.
const HOUSEHOLDS: usize = 60_000;

fn folder(name: &str) -> Folder {
    Folder::with_manifest(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

/// Starts a run; interrupts it once `ready`, unless it ends before.
fn interrupted(folder: &Folder, arguments: &[&str], ready: impl Fn() -> bool) -> Ran {
    signalled(folder, arguments, "INT", ready)
}

/// The same, by any signal. Its standard input stays open until then.
fn signalled(folder: &Folder, arguments: &[&str], name: &str, ready: impl Fn() -> bool) -> Ran {
    let child = Command::new(env!("CARGO_BIN_EXE_droit"))
        .args(arguments)
        .args(["--manifeste", "manifeste.yaml", "--regles", &rules()])
        .current_dir(folder.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while !ready() && started.elapsed() < Duration::from_mins(2) {
        std::thread::sleep(Duration::from_millis(2));
    }
    signal(&child, name);
    let ran = child.wait_with_output().unwrap();
    Ran {
        code: ran.status.code().unwrap_or(-1),
        out: String::from_utf8(ran.stdout).unwrap(),
        err: String::from_utf8(ran.stderr).unwrap(),
    }
}

fn signal(child: &Child, name: &str) {
    let kill = format!("kill -{name} {}", child.id());
    assert!(
        Command::new("sh")
            .args(["-c", &kill])
            .status()
            .unwrap()
            .success()
    );
}

/// So many bytes are written.
fn holds(folder: &Folder, name: &str, bytes: u64) -> bool {
    std::fs::metadata(folder.path(name)).is_ok_and(|meta| meta.len() > bytes)
}

#[test]
fn a_screening_interrupted_says_what_stays_and_goes_on() {
    let folder = folder("interrupt-screen");
    small(&folder, HOUSEHOLDS);
    let arguments = ["cribler", "m.jsonl", "--sortie", "s.csv"];
    let ran = interrupted(&folder, &arguments, || {
        holds(&folder, "s.csv.partiel", 100_000)
    });
    assert_eq!(ran.code, 130, "{}", ran.err);
    assert_eq!(ran.out, "");
    let told = "erreur : interrompu\naide : ce qui a été écrit est dans « s.csv.partiel » ; la même commande avec « --reprendre » continue\n";
    assert!(ran.err.ends_with(told), "{}", ran.err);
    // Nothing looks finished.
    assert_eq!(
        folder.names(),
        [
            "m.jsonl",
            "manifeste.yaml",
            "s.csv.partiel",
            "s.csv.reprise"
        ]
    );
    let more = ["--manifeste", "manifeste.yaml"];
    let resumed = folder.droit(&[&arguments[..], &more, &["--reprendre", "--silencieux"]].concat());
    resumed.says(0, "");
    let in_two = folder.bytes("s.csv");
    folder
        .droit(&[&arguments[..], &more, &["--silencieux"]].concat())
        .says(0, "");
    assert!(folder.bytes("s.csv") == in_two);
}

#[test]
fn a_call_list_interrupted_says_that_it_starts_again() {
    let folder = folder("interrupt-rank");
    small(&folder, HOUSEHOLDS);
    let ran = interrupted(
        &folder,
        &[
            "cribler", "m.jsonl", "--sortie", "s.csv", "--tri", "gain", "--limite", "9",
        ],
        // The header is written with the first block.
        || holds(&folder, "s.csv.partiel", 0) || folder.path("s.csv.partiel").exists(),
    );
    if ran.code == 130 {
        assert!(
            ran.err
                .ends_with("aide : la même commande recommence du début\n"),
            "{}",
            ran.err
        );
    } else {
        // Caught before the first household: the system ended it.
        assert_eq!((ran.code, ran.err.as_str()), (-1, ""));
    }
    assert!(!folder.path("s.csv").exists());
}

#[test]
fn a_count_interrupted_leaves_nothing() {
    let folder = folder("interrupt-count");
    small(&folder, HOUSEHOLDS);
    let lines = format!("{{\n{}", folder.read("m.jsonl"));
    folder.write("m.jsonl", lines);
    let ran = interrupted(
        &folder,
        &["indicateurs", "m.jsonl", "--sortie", "s"],
        || folder.path("s/rejets.csv.partiel").exists(),
    );
    assert_eq!(ran.code, 130, "{}", ran.err);
    let told = "erreur : interrompu\naide : rien n'est écrit : relancez la même commande\n";
    assert!(ran.err.ends_with(told), "{}", ran.err);
    assert!(
        folder.names_in("s").is_empty(),
        "{:?}",
        folder.names_in("s")
    );
}

#[test]
fn a_run_that_leaves_no_file_stops_at_once() {
    let folder = folder("interrupt-standard");
    let ignored = Command::new("sh").args(["-c", "kill -INT $$"]).status();
    // A shell that runs the tests in the background has them, and what they start, ignore Ctrl-C.
    let signals = if ignored.unwrap().success() {
        &["TERM"][..]
    } else {
        &["INT", "TERM"]
    };
    for name in signals {
        // It cannot end before the signal: what it reads does not.
        let ran = signalled(&folder, &["cribler", "-", "--silencieux"], name, || {
            std::thread::sleep(Duration::from_millis(50));
            true
        });
        // The signal ended it: there is no code, and nothing is said.
        assert_eq!((ran.code, ran.err.as_str()), (-1, ""), "{name}");
    }
}
