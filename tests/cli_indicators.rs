//! `droit indicateurs`: counts, secrecy, and the page.

use std::sync::OnceLock;

use droit_tests::cli::{Folder, Ran};
use droit_tests::indicators::{COLUMNS, Naive, Row, cents, found, lives, rows, small};
use droit_tests::population::{Place, population};
use serde_json::Value;

const HOUSEHOLDS: usize = 600;
const K: u64 = 11;

fn folder(name: &str) -> Folder {
    Folder::with_manifest(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

/// One run on the population, for all tests: the file, where each household lives, and what came out.
struct Run {
    places: Vec<Place>,
    screened: String,
    csv: String,
    page: String,
    err: String,
}

fn run() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = folder("indicators-run");
        let (file, places) = population(HOUSEHOLDS);
        // A code that does not exist is a fault for the screening, and a territory that is not known for indicators.
        folder.write("c.jsonl", file.replace(r#""99999""#, r#""inconnu""#));
        folder.write("f.jsonl", file);
        let ran = folder.run(
            &[
                "indicateurs",
                "f.jsonl",
                "--sortie",
                "s",
                "--manifeste",
                "manifeste.yaml",
                "--donnees-synthetiques",
                "--fils",
                "2",
            ],
            b"",
        );
        assert_eq!(ran.code, 0, "{}", ran.err);
        let screened = folder.run(
            &[
                "cribler",
                "c.jsonl",
                "--tout",
                "--format",
                "jsonl",
                "--silencieux",
            ],
            b"",
        );
        assert_eq!(screened.code, 0, "{}", screened.err);
        Run {
            places,
            screened: screened.out,
            csv: folder.read("s/indicateurs.csv"),
            page: folder.read("s/indicateurs.html"),
            err: ran.err,
        }
    })
}

#[test]
fn figures_are_those_of_a_naive_count_of_the_screening() {
    let run = run();
    let households: Vec<Value> = run
        .screened
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (mut exact, mut wide, mut hidden) = (0, 0, 0);
    for row in rows(&run.csv)
        .iter()
        .filter(|row| row["type_menage"] == "tous")
    {
        let mut naive = Naive::default();
        let mut is_amount = true;
        for (household, place) in households.iter().zip(&run.places) {
            if lives(place, row) {
                let right = &household["droits"][&row["droit"]];
                is_amount &= !right["du"].is_null() || right["verdict"] == "non_evaluable";
                naive.add(right);
            }
        }
        let what = format!("{} {} {}", row["niveau"], row["territoire"], row["droit"]);
        if naive.households < K {
            assert_eq!(row["cribles"], "s", "{what}");
        } else if row["cribles"] != "s" {
            assert_eq!(row["cribles"], naive.households.to_string(), "{what}");
        }
        if !is_amount || row["evaluables"] == "s" {
            hidden += usize::from(is_amount);
            continue;
        }
        let number = |column: &str| {
            row[column]
                .parse::<u64>()
                .unwrap_or_else(|_| panic!("{what} {column}"))
        };
        // A class too small joins another: fewer are told apart, and bounds are wider.
        if number("evaluables") != naive.assessed {
            continue;
        }
        let mut check = |column: &str, (low, high): (u64, u64)| {
            let shown = (
                number(&format!("{column}_min")),
                number(&format!("{column}_max")),
            );
            assert!(
                shown.0 <= low && high <= shown.1,
                "{what} {column} {shown:?} {low} {high}"
            );
            if shown == (low, high) {
                exact += 1;
            } else {
                wide += 1;
            }
        };
        if naive.assessed > 0 {
            check("eligibles", naive.entitled);
        }
        if row["non_recours_min"] != "s" {
            check("non_recours", naive.unclaimed);
        }
        for (column, value) in [("min", naive.euros.0), ("max", naive.euros.1)] {
            let cell = &row[&format!("euros_non_demandes_{column}")];
            if cell != "s" && (!cell.is_empty() || value > 0) {
                assert_eq!(cents(cell), value, "{what}");
            }
        }
        let medians = [
            ("min", naive.median(|g| g.0)),
            ("max", naive.median(|g| g.1)),
        ];
        for (column, value) in medians {
            let cell = &row[&format!("ecart_median_{column}")];
            if cell != "s" {
                assert_eq!((!cell.is_empty()).then(|| cents(cell)), value, "{what}");
            }
        }
    }
    assert!(
        exact > 100 && hidden > 50,
        "{exact} exact, {wide} wide, {hidden} hidden"
    );
}

#[test]
fn what_is_shown_holds_no_small_count_and_no_negative_amount() {
    for row in rows(&run().csv) {
        for (column, cell) in &row {
            assert!(!cell.starts_with('-'), "{column} {row:?}");
        }
        let counts = ["cribles", "evaluables"];
        let bounds = [
            "eligibles",
            "percevant",
            "non_recours",
            "non_recours_total",
            "non_recours_partiel",
        ];
        for column in counts {
            if let Ok(n) = row[column].parse::<u64>() {
                assert!(n == 0 || n >= K, "{column} {row:?}");
            }
        }
        for column in bounds {
            let end = |end: &str| row[&format!("{column}_{end}")].parse::<u64>().ok();
            if let (Some(low), Some(high)) = (end("min"), end("max")) {
                // The two ends, and what is between them.
                for n in [low, high, high - low] {
                    assert!(n == 0 || n >= K, "{column} {row:?}");
                }
            }
        }
    }
}

#[test]
fn nobody_finds_a_small_count_in_the_file() {
    let run = run();
    let all = rows(&run.csv);
    let mut hidden = 0;
    for right in ["rsa", "ppa", "aide_logement", "css"] {
        let of = all
            .iter()
            .filter(|row| row["droit"] == right && row["type_menage"] == "tous");
        let of: Vec<&Row> = of.collect();
        assert!(of.len() > 5, "{right}");
        for (what, low, high) in found(&of, &run.places) {
            hidden += 1;
            let k = i128::from(K);
            // Zero is no secret, and neither is what is known to be large.
            let kept = high.is_none_or(|high| high == 0 || low >= k || high - low >= k);
            assert!(kept, "{right} {what}: from {low} to {high:?}");
        }
    }
    assert!(hidden > 20, "{hidden}");
}

#[test]
fn the_page_stands_alone_and_says_what_it_is() {
    let page = &run().page;
    for absent in [
        "<script", "http:", "https:", "@import", "url(", "src=", "−", "NaN",
    ] {
        assert!(!page.contains(absent), "{absent}");
    }
    for present in [
        "<html lang=\"fr\">",
        "<title>Indicateurs de non-recours, septembre 2026</title>",
        "<p class=\"synthetic\" role=\"note\"><strong>Données synthétiques</strong>",
        "Lille (59350)",
        "Territoire inconnu",
        "Paris (75056)",
        "seuil de 11 foyers",
        "<svg role=\"img\"",
        "<desc>",
        "masqué",
    ] {
        assert!(page.contains(present), "{present}");
    }
    // Opened once, closed once, and each link has its target.
    for tag in [
        "section", "article", "table", "figure", "svg", "ul", "div", "tr", "p",
    ] {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    for link in page.split("href=\"#").skip(1) {
        let target = link.split('"').next().unwrap();
        assert_eq!(
            page.matches(&format!("id=\"{target}\"")).count(),
            1,
            "{target}"
        );
    }
    assert!(run().csv.contains(";synthétiques;"));
    assert!(
        run()
            .err
            .starts_with("600 foyers comptés, 0 ligne rejetée\n"),
        "{}",
        run().err
    );
}

fn indicators(folder: &Folder, arguments: &[&str]) -> Ran {
    let manifest = ["--manifeste", "manifeste.yaml"];
    folder.droit(&[&["indicateurs"], arguments, &manifest].concat())
}

#[test]
fn the_same_bytes_come_out_for_any_number_of_threads() {
    let folder = folder("indicators-threads");
    let (file, _) = population(150);
    folder.write("f.jsonl", file);
    let out = |threads: &str| {
        let ran = folder.run(
            &[
                "indicateurs",
                "f.jsonl",
                "--sortie",
                threads,
                "--manifeste",
                "manifeste.yaml",
                "--fils",
                threads,
                "--silencieux",
            ],
            b"",
        );
        ran.says(0, "");
        ["csv", "html"].map(|end| folder.read(&format!("{threads}/indicateurs.{end}")))
    };
    assert_eq!(out("1"), out("4"));
}

#[test]
fn what_is_asked_for_wrongly_is_said() {
    let folder = folder("indicators-usage");
    small(&folder, 12);
    let says = |arguments: &[&str], code, message: &str| {
        let ran = indicators(&folder, arguments);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{}", ran.err);
        assert!(ran.err.starts_with(message), "{}", ran.err);
    };
    says(&["m.jsonl"], 2, "erreur : ");
    says(&["--sortie", "s"], 2, "erreur : ");
    says(
        &["m.jsonl", "--sortie", "s", "--seuil", "10"],
        2,
        "erreur : ",
    );
    says(
        &["m.jsonl", "m.jsonl", "--sortie", "s"],
        2,
        "erreur : « m.jsonl » est donné deux fois\n",
    );
    says(
        &["m.jsonl", "--sortie", "s", "--territoires", "Lile"],
        2,
        "erreur : aucun territoire ne s'appelle « Lile »\naide : vouliez-vous dire « Lille » ?\n",
    );
    says(
        &["absent.jsonl", "--sortie", "s"],
        1,
        "erreur : lecture de « absent.jsonl » impossible : il n'existe pas\n",
    );
    says(
        &["m.jsonl", "--sortie", "s", "--mois", "1990-01"],
        1,
        "erreur : ",
    );
    assert_eq!(folder.names(), ["m.jsonl", "manifeste.yaml"]);
    folder.write("vide.jsonl", "\n");
    says(
        &["vide.jsonl", "--sortie", "s"],
        1,
        "erreur : aucun foyer à compter (0 ligne rejetée)\n",
    );
    says(
        &["m.jsonl", "--sortie", "m.jsonl"],
        1,
        "erreur : création du dossier « m.jsonl » impossible",
    );
    says(
        &["-", "--sortie", "s"],
        2,
        "erreur : l'entrée standard ne va pas ici : le journal ne pourrait en garder l'empreinte\n",
    );
    folder.write("s/indicateurs.csv", "x");
    says(
        &["s/indicateurs.csv", "--sortie", "s"],
        2,
        "erreur : « s/indicateurs.csv » serait remplacé par la sortie\n",
    );
}

#[test]
fn rejected_lines_are_kept_and_tolerated_up_to_a_threshold() {
    let folder = folder("indicators-rejects");
    small(&folder, 12);
    folder.write(
        "r.jsonl",
        "{\"id\":\n{\"id\":\"x\",\"period\":\"1990-01\",\"situation\":{}}\n",
    );
    let ran = indicators(
        &folder,
        &["m.jsonl", "r.jsonl", "--sortie", "s", "--silencieux"],
    );
    ran.says(3, "");
    let rejects = folder.read("s/rejets.csv");
    assert_eq!(rejects.lines().count(), 3);
    assert!(
        rejects
            .lines()
            .skip(1)
            .all(|line| line.starts_with("r.jsonl;"))
    );
    let ran = indicators(
        &folder,
        &[
            "m.jsonl",
            "r.jsonl",
            "--sortie",
            "s",
            "--silencieux",
            "--seuil-rejets",
            "15",
        ],
    );
    ran.says(0, "");
    let csv = folder.read("s/indicateurs.csv");
    let all = rows(&csv);
    let whole = all
        .iter()
        .find(|row| row["niveau"] == "ensemble" && row["droit"] == "aide")
        .unwrap();
    let cells = [
        "cribles",
        "eligibles_min",
        "non_recours_total_max",
        "taux_total_pct_min",
        "euros_non_demandes_max",
        "ecart_median_min",
        "donnees",
    ];
    assert_eq!(
        cells.map(|column| whole[column].as_str()),
        ["12", "12", "12", "100,0", "7200,00", "600,00", "réelles"]
    );
}

#[test]
fn below_the_threshold_nothing_is_shown() {
    let folder = folder("indicators-secrecy");
    small(&folder, 10);
    indicators(&folder, &["m.jsonl", "--sortie", "s", "--silencieux"]).says(0, "");
    for row in rows(&folder.read("s/indicateurs.csv")) {
        for column in COLUMNS
            .iter()
            .chain(&["euros_non_demandes_min", "ecart_median_max"])
        {
            assert_eq!(row[*column], "s", "{row:?}");
        }
    }
    let page = folder.read("s/indicateurs.html");
    assert!(page.contains("Effectifs trop faibles pour être montrés (2)"));
    assert!(page.contains("nombre de foyers masqué"));
    assert!(!page.contains("class=\"synthetic\""));
}

#[test]
fn territories_are_listed_and_chosen() {
    let folder = folder("indicators-territories");
    let listed = folder.droit(&["lister", "territoires"]);
    assert_eq!((listed.code, listed.out.lines().count()), (0, 39));
    assert_eq!(listed.out.matches("périmètre à compléter").count(), 4);
    let json = folder.droit(&["lister", "territoires", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json[0]["code"], "200069110");
    small(&folder, 30);
    let chosen = "Lille,CC du Lot (nom à compléter),59512,35";
    indicators(
        &folder,
        &[
            "m.jsonl",
            "--sortie",
            "s",
            "--silencieux",
            "--territoires",
            chosen,
        ],
    )
    .says(0, "");
    let csv = folder.read("s/indicateurs.csv");
    let shown: Vec<(String, String, String)> = rows(&csv)
        .iter()
        .filter(|row| row["droit"] == "aide" && row["type_menage"] == "tous")
        .map(|row| {
            (
                row["niveau"].clone(),
                row["territoire"].clone(),
                row["cribles"].clone(),
            )
        })
        .collect();
    let expected = [
        ("ensemble", "Ensemble", "30"),
        ("tznr", "CC du Lot (nom à compléter)", "0"),
        ("tznr", "Lille", "30"),
        ("departement", "Ille-et-Vilaine", "0"),
        ("commune", "Roubaix", "0"),
    ];
    let mut shown: Vec<(&str, &str, &str)> = shown
        .iter()
        .map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()))
        .collect();
    shown.sort_by_key(|(level, ..)| {
        ["ensemble", "tznr", "departement", "commune"]
            .iter()
            .position(|l| l == level)
    });
    assert_eq!(shown, expected);
    assert!(csv.contains("périmètre à compléter"));
}
