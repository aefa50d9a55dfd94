//! Runs of `droit cribler` that are interrupted, refused or broken: nothing is lost, and what ends is what would have come
//! out in one go.

#![expect(
    clippy::unwrap_used,
    reason = "the helpers of these tests fail as the tests do"
)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use droit_tests::cli::{Folder, MANIFEST, Ran, rules};

fn folder(name: &str) -> Folder {
    Folder::with_manifest(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

/// A household, or one line in a hundred that is none.
fn line(n: u32) -> String {
    if n % 100 == 57 {
        return format!("{{\"id\":\"m{n}\",\"situation\":{{\"personnes\":[{{\"role\":{n}}}]}}}}\n");
    }
    let wages = n * 37 % 1500;
    let age = if n.is_multiple_of(3) {
        ""
    } else {
        "\"naissance\":\"1990-05-01\","
    };
    format!(
        "{{\"id\":\"m{n}\",\"situation\":{{\"personnes\":[{{\"id\":\"p1\",\"role\":\"demandeur\",{age}\"ressources\":[{{\"nature\":\"salaire\",\"debut\":\"2026-01\",\"fin\":null,\"net\":{wages}.05}}]}}],\"logement\":{{\"statut\":\"proprietaire\"}},\"prestations_percues\":[]}}}}\n"
    )
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Two files, one of them compressed.
fn inputs(folder: &Folder) {
    folder.write("a.jsonl", (0..1500).map(line).collect::<String>());
    folder.write(
        "b.jsonl.gz",
        gzip(&(1500..2600).map(line).collect::<String>()),
    );
}

fn arguments(format: &str) -> Vec<String> {
    [
        "cribler",
        "a.jsonl",
        "b.jsonl.gz",
        "--mois",
        "2026-03",
        "--silencieux",
        "--seuil-rejets",
        "5",
        "--manifeste",
        "manifeste.yaml",
        "--sortie",
        "s",
        "--groupe",
        "300",
        "--cadence",
        "0",
        "--format",
        format,
        "--regles",
        &rules(),
    ]
    .map(str::to_owned)
    .to_vec()
}

fn run(folder: &Folder, format: &str, more: &[&str]) -> Ran {
    let mut all = arguments(format);
    all.extend(more.iter().map(|m| (*m).to_owned()));
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    folder.run(&all, b"")
}

fn start(folder: &Path, format: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_droit"))
        .args(arguments(format))
        .arg("--reprendre")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The output and the rejects.
fn written(folder: &Folder) -> (Vec<u8>, Vec<u8>) {
    (folder.bytes("s"), folder.bytes("s.rejets.csv"))
}

/// Removes what a run wrote.
fn clear(folder: &Folder) {
    for name in folder.names() {
        if name.starts_with("s") {
            fs::remove_file(folder.path(&name)).unwrap();
        }
    }
}

/// The counts of the log: the same too.
fn counts(folder: &Folder) -> String {
    let log = folder.read("s.journal.yaml");
    let (_, counts) = log.split_once("sorties:").unwrap();
    counts.to_owned()
}

/// A generator of numbers that gives the same ones every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }
}

/// Kills runs at random moments, and goes on until each has ended; then compares.
fn killed(format: &str, seed: u64) {
    let folder = folder(&format!("resume-{format}"));
    inputs(&folder);
    let begun = Instant::now();
    let ran = run(&folder, format, &["--fils", "2"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let whole = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let (expected, log) = (written(&folder), counts(&folder));
    let names = folder.names();
    clear(&folder);
    let path: PathBuf = folder.path("");
    let mut numbers = Numbers(seed);
    let (mut kills, mut ends, mut resumed) = (0, 0, 0);
    // The first start reads everything, the following ones less and less: a run ends in a few starts.
    while kills < 50 || ends == 0 {
        if folder.path("s.reprise").exists() {
            resumed += 1;
        }
        let mut child = start(&path, format);
        // What looks finished is whole, at any moment.
        std::thread::sleep(Duration::from_micros(numbers.below(whole)));
        let ended = child.try_wait().unwrap();
        if ended.is_none() {
            child.kill().unwrap();
        }
        let status = child.wait_with_output().unwrap();
        if folder.path("s").exists() {
            assert!(folder.bytes("s") == expected.0, "{format}: half a file");
        }
        match status.status.code() {
            None => kills += 1,
            Some(code) => {
                let said = String::from_utf8(status.stderr).unwrap();
                assert_eq!((code, said.as_str()), (0, ""));
                assert!(
                    written(&folder) == expected,
                    "{format}, after {kills} kills"
                );
                assert_eq!(counts(&folder), log);
                assert_eq!(folder.names(), names);
                ends += 1;
                clear(&folder);
            }
        }
    }
    assert!(
        resumed > 10,
        "{resumed} runs of {kills} went on from a checkpoint"
    );
}

#[test]
fn a_run_killed_at_any_moment_and_resumed_gives_the_same_csv() {
    killed("csv", 1);
}

#[test]
fn a_run_killed_at_any_moment_and_resumed_gives_the_same_jsonl() {
    killed("jsonl", 2);
}

#[test]
fn a_run_killed_at_any_moment_and_resumed_gives_the_same_parquet() {
    killed("parquet", 3);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_in_every_form() {
    let folder = folder("resume-threads");
    inputs(&folder);
    for format in ["csv", "csv-rfc4180", "jsonl", "parquet"] {
        let with = |threads| {
            assert_eq!(run(&folder, format, &["--fils", threads]).code, 0);
            written(&folder)
        };
        let one = with("1");
        assert!(one == with("2") && one == with("7"), "{format}");
    }
}

/// Leaves a run in the middle: the second file is cut.
fn interrupted(folder: &Folder) -> Vec<u8> {
    inputs(folder);
    let whole = folder.bytes("b.jsonl.gz");
    folder.write("b.jsonl.gz", whole.get(..whole.len() / 2).unwrap());
    let ran = run(folder, "csv", &[]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_eq!(
        ran.err,
        "erreur : lecture de « b.jsonl.gz » interrompue : le fichier est tronqué\n\
         aide : ce qui a été écrit est dans « s.partiel » ; « --reprendre » continue, une fois la cause levée\n"
    );
    whole
}

#[test]
fn a_file_that_breaks_in_the_middle_loses_nothing() {
    let folder = folder("resume-broken");
    let whole = interrupted(&folder);
    assert_eq!(
        folder.names(),
        [
            "a.jsonl",
            "b.jsonl.gz",
            "manifeste.yaml",
            "s.partiel",
            "s.rejets.csv.partiel",
            "s.reprise"
        ]
    );
    let written = folder.read("s.partiel");
    assert!(written.contains("\r\nm1460;") && written.contains("\r\nm1501;"));
    // Still broken: the same answer. Mended: it is another input.
    assert_eq!(run(&folder, "csv", &["--reprendre"]).code, 1);
    assert_eq!(folder.read("s.partiel"), written);
    folder.write("b.jsonl.gz", whole);
    run(&folder, "csv", &["--reprendre"]).says(
        1,
        "erreur : reprise impossible : l'entrée « b.jsonl.gz » : ce n'est plus le criblage qui a été interrompu\n\
         aide : sans « --reprendre », le criblage recommence du début\n",
    );
    assert_eq!(run(&folder, "csv", &[]).code, 0);
    let done = folder.read("s");
    assert!(done.starts_with(&written) && done.contains("\r\nm259"));
    let rejects = folder.read("s.rejets.csv");
    assert!(
        rejects.starts_with("\u{feff}fichier;ligne;id;"),
        "{rejects}"
    );
    assert!(
        rejects.contains("\r\na.jsonl;58;m57;") && rejects.contains("\r\nb.jsonl.gz;58;m1557;")
    );
    assert_eq!(rejects.lines().count(), 27);
}

/// The last moment at which a run can be stopped: all is written, one name is missing.
#[test]
fn a_run_stopped_before_its_log_is_finished_by_giving_names() {
    let folder = folder("resume-names");
    inputs(&folder);
    for format in ["csv", "parquet"] {
        clear(&folder);
        assert_eq!(run(&folder, format, &[]).code, 0);
        let (expected, log) = (written(&folder), counts(&folder));
        clear(&folder);
        fs::create_dir(folder.path("s.journal.yaml")).unwrap();
        let ran = run(&folder, format, &[]);
        assert_eq!(ran.code, 1);
        assert!(
            ran.err
                .starts_with("erreur : écriture de « s.journal.yaml » impossible"),
            "{}",
            ran.err
        );
        assert!(written(&folder) == expected);
        fs::remove_dir(folder.path("s.journal.yaml")).unwrap();
        run(&folder, format, &["--reprendre"]).answers(0, "");
        assert!(written(&folder) == expected);
        assert_eq!(counts(&folder), log);
        assert!(
            !folder
                .names()
                .iter()
                .any(|n| n.ends_with(".partiel") || n.ends_with(".reprise"))
        );
    }
}

#[test]
fn a_call_list_interrupted_starts_again_and_is_the_same() {
    let folder = folder("resume-rank");
    inputs(&folder);
    let ranked = ["--tri", "gain", "--limite", "40"];
    assert_eq!(run(&folder, "csv", &ranked).code, 0);
    let expected = written(&folder);
    clear(&folder);
    let mut numbers = Numbers(4);
    for _ in 0..5 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_droit"))
            .args(arguments("csv"))
            .args(ranked)
            .current_dir(folder.path(""))
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(numbers.below(400)));
        child.kill().unwrap();
        let _ = child.wait().unwrap();
    }
    assert_eq!(
        run(&folder, "csv", &[&ranked[..], &["--reprendre"]].concat()).code,
        0
    );
    assert!(written(&folder) == expected);
}

#[test]
fn a_run_is_not_resumed_when_something_changed() {
    let folder = folder("resume-changed");
    let _ = interrupted(&folder);
    let refused = |format: &str, more: &[&str], what: &str| {
        let ran = run(&folder, format, &[&["--reprendre"], more].concat());
        assert_eq!(ran.code, 1);
        let expected = format!("erreur : reprise impossible : {what}");
        assert!(ran.err.starts_with(&expected), "{}", ran.err);
    };
    refused(
        "jsonl",
        &[],
        "les options (« --mois 2026-03 --format csv », puis ",
    );
    refused("csv", &["--tout"], "les options");
    let partial = folder.read("s.partiel");
    folder.write("s.partiel", partial.replace("m3;", "m4;"));
    run(&folder, "csv", &["--reprendre"]).says(
        1,
        "erreur : « s.partiel » n'est plus ce que le criblage interrompu avait écrit\n\
         aide : sans « --reprendre », le criblage recommence du début\n",
    );
    folder.write("manifeste.yaml", MANIFEST.replace("2999", "2998"));
    refused("csv", &[], "le manifeste");
    folder.write("s.reprise", "{}");
    assert_eq!(run(&folder, "csv", &["--reprendre"]).code, 1);
}

#[test]
fn two_runs_do_not_write_the_same_file() {
    let folder = folder("resume-lock");
    inputs(&folder);
    let partial = fs::File::create(folder.path("s.partiel")).unwrap();
    partial.lock().unwrap();
    run(&folder, "csv", &[]).says(1, "erreur : un autre criblage écrit déjà « s »\n");
}

#[test]
fn a_file_that_cannot_be_opened_is_told_before_anything_is_written() {
    let folder = folder("resume-absent");
    inputs(&folder);
    fs::remove_file(folder.path("b.jsonl.gz")).unwrap();
    run(&folder, "csv", &[]).says(
        1,
        "erreur : lecture de « b.jsonl.gz » impossible : il n'existe pas\n",
    );
    assert_eq!(folder.names(), ["a.jsonl", "manifeste.yaml"]);
    run(&folder, "csv", &["a.jsonl"]).says(2, "erreur : deux entrées sont le même fichier\n");
}

/// A disk that fills up, as a limit on the size of files does it.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_a_run_that_goes_on_once_there_is_room() {
    let folder = folder("resume-full");
    inputs(&folder);
    for format in ["csv", "parquet"] {
        clear(&folder);
        assert_eq!(run(&folder, format, &[]).code, 0);
        let expected = written(&folder);
        clear(&folder);
        // In blocks of 512 bytes; the signal is ignored, so that writing fails.
        let limited = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 40; exec \"$0\" \"$@\""])
            .arg(env!("CARGO_BIN_EXE_droit"))
            .args(arguments(format))
            .current_dir(folder.path(""))
            .output()
            .unwrap();
        let said = String::from_utf8(limited.stderr).unwrap();
        assert_eq!(limited.status.code(), Some(1), "{said}");
        assert!(
            said.contains("impossible : le fichier dépasse la taille permise\n"),
            "{said}"
        );
        assert!(!folder.names().contains(&"s".to_owned()));
        assert_eq!(run(&folder, format, &["--reprendre"]).code, 0);
        assert!(written(&folder) == expected, "{format}");
    }
}

/// A purge also finds what an interrupted run left.
#[test]
fn what_an_interrupted_run_left_is_purged() {
    let folder = folder("resume-purge");
    let _ = interrupted(&folder);
    assert_eq!(folder.run(&["purger", "."], b"").code, 0);
    assert!(folder.names().contains(&"s.partiel".to_owned()));
    let checkpoint = folder
        .read("s.reprise")
        .replace("\"purge_le\":\"2999", "\"purge_le\":\"2020");
    folder.write("s.reprise", checkpoint);
    let ran = folder.run(&["purger", "."], b"");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(folder.names(), ["a.jsonl", "b.jsonl.gz", "manifeste.yaml"]);
}
