//! What the law asks of whoever screens households: manifest, oppositions, log, purge, and the forms of the output.

use droit_tests::cli::{Folder, MANIFEST, Ran};

fn folder(name: &str) -> Folder {
    Folder::with_manifest(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

/// A household of one person: her monthly wages, and what she receives of the aid.
fn household(id: &str, wages: u32, received: u32) -> String {
    format!(
        "{{\"id\":\"{id}\",\"situation\":{{\"personnes\":[{{\"id\":\"p1\",\"role\":\"demandeur\",\"naissance\":\"1990-05-01\",\"ressources\":[{{\"nature\":\"salaire\",\"debut\":\"2026-01\",\"fin\":null,\"net\":{wages}}}]}}],\"logement\":{{\"statut\":\"proprietaire\"}},\"prestations_percues\":[{{\"prestation\":\"aide\",\"personne\":null,\"debut\":\"2026-01\",\"fin\":null,\"montant\":{received}}}]}}}}\n"
    )
}

const BASE: [&str; 5] = ["cribler", "m.jsonl", "--mois", "2026-03", "--silencieux"];
const KEPT: [&str; 4] = ["--sortie", "s.csv", "--manifeste", "manifeste.yaml"];

fn screen(folder: &Folder, arguments: &[&str]) -> Ran {
    folder.droit(&[&BASE, arguments].concat())
}

#[test]
fn a_file_is_not_written_without_a_manifest() {
    let folder = folder("control-manifest");
    folder.write("m.jsonl", household("a", 0, 0));
    screen(&folder, &["--sortie", "s.csv"]).says(
        2,
        "erreur : « s.csv » serait écrit sans manifeste : il manque « --manifeste FICHIER »\n\
         aide : le modèle est « exemples/manifeste.yaml » ; docs/criblage.md l'explique\n",
    );
    let refused = |text: &str, why: &str| {
        folder.write("x.yaml", text);
        screen(&folder, &["--sortie", "s.csv", "--manifeste", "x.yaml"]).says(
            1,
            &format!(
                "erreur : « x.yaml » ne peut pas servir de manifeste\n{why}\n\
                 aide : le modèle est « exemples/manifeste.yaml » ; docs/criblage.md l'explique\n"
            ),
        );
    };
    refused(
        &MANIFEST.replace("non-recours", "contrôle"),
        "  ligne 1 : « contrôle » n'est pas une finalité permise (CRPA, art. L. 114-8) : « non-recours » seulement",
    );
    refused(
        &MANIFEST.replace("sources:", "source:"),
        "  ligne 4 : clé inconnue « source » (attendu : finalite, autorite, base_legale, sources, purge_le, sel, donnees_synthetiques)\n  « sources » doit être la liste des sources de données, en texte",
    );
    folder.write("x.yaml", MANIFEST.replace("2999", "2020"));
    screen(&folder, &["--sortie", "s.csv", "--manifeste", "x.yaml"]).says(
        1,
        "erreur : la date de purge de « x.yaml » est passée : 2020-12-31\n",
    );
    assert_eq!(folder.names(), ["m.jsonl", "manifeste.yaml", "x.yaml"]);
}

#[test]
fn the_example_of_manifest_can_be_used() {
    let folder = folder("control-example");
    folder.write("m.jsonl", household("a", 0, 0));
    let example = droit_tests::root().join("exemples/manifeste.yaml");
    let ran = screen(
        &folder,
        &[
            "--sortie",
            "s.csv",
            "--manifeste",
            example.to_str().unwrap(),
        ],
    );
    ran.answers(0, "");
}

#[test]
fn the_log_tells_what_was_done_and_the_output_when_it_must_go() {
    let folder = folder("control-log");
    folder.write("m.jsonl", household("a", 0, 0) + "{\n");
    let ran = screen(&folder, &KEPT);
    ran.answers(3, "");
    let output = folder.read("s.csv");
    let mut lines = output.lines();
    assert!(lines.next().unwrap().ends_with(";mois;purge_le"));
    assert!(lines.all(|line| line.ends_with(";2026-03;2999-12-31")));
    let log = folder.read("s.csv.journal.yaml");
    for said in [
        "journal: 1\n",
        "mois: 2026-03\n",
        "options: --mois 2026-03 --format csv\n",
        "  finalite: non-recours\n",
        "  autorite: Département d'essai\n",
        "  base_legale: CRPA, art. L. 114-8\n",
        "  - foyers inventés\n",
        "- fichier: m.jsonl\n",
        "- fichier: s.csv\n",
        "- fichier: s.csv.rejets.csv\n",
        "  lus: 2\n  evalues: 1\n  rejetes: 1\n  opposes: 0\n  lignes: 2\n",
        "purge_le: 2999-12-31\n",
    ] {
        assert!(log.contains(said), "{said}\n{log}");
    }
    assert!(!log.contains("un sel"), "{log}");
    for file in ["m.jsonl", "s.csv", "s.csv.rejets.csv", "manifeste.yaml"] {
        let sum = sha256(&folder.bytes(file));
        assert!(log.contains(&sum), "{file}\n{log}");
    }
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

#[test]
fn those_who_object_are_counted_and_nothing_else_is_known_of_them() {
    let folder = folder("control-oppositions");
    let broken = "{\"id\":\"secret-2\",\"situation\":{\"personnes\":12,,,\n";
    let unknown = "{\"situation\":{\"personnes\":[{\"nom\":\"Durand\"}]},\"id\":\"secret-3\"}\n";
    folder.write(
        "m.jsonl",
        household("a", 0, 0) + &household("secret-1", 0, 0) + broken + unknown,
    );
    let prints = folder.run(
        &["empreinte", "--manifeste", "manifeste.yaml"],
        b"secret-1\nsecret-2\nsecret-3\nabsent\n",
    );
    assert_eq!((prints.code, prints.out.lines().count()), (0, 4));
    let expected = sha256(b"un sel qui ne sert qu'aux essaissecret-1");
    assert_eq!(prints.out.lines().next(), Some(expected.as_str()));
    folder.write("o.txt", format!("# reçues en mars\n\n{}", prints.out));
    let ran = folder.droit(
        &[
            &[
                "cribler",
                "m.jsonl",
                "--mois",
                "2026-03",
                "--oppositions",
                "o.txt",
            ],
            &KEPT[..],
        ]
        .concat(),
    );
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(
        ran.err
            .starts_with("1 foyer évalué, 0 ligne rejetée, 3 foyers opposés, en "),
        "{}",
        ran.err
    );
    for name in folder.names() {
        if name.starts_with("s.csv") {
            let text = folder.read(&name);
            assert!(
                !text.contains("secret") && !text.contains("Durand"),
                "{text}"
            );
        }
    }
    assert!(folder.read("s.csv.journal.yaml").contains("  opposes: 3\n"));
    let explained = screen(
        &folder,
        &[
            "--manifeste",
            "manifeste.yaml",
            "--oppositions",
            "o.txt",
            "--expliquer",
            "secret-1",
        ],
    );
    explained.says(
        1,
        "erreur : le foyer « secret-1 » s'oppose au traitement : rien n'est calculé\n",
    );
    folder.write("o.txt", "secret-1\n");
    screen(&folder, &[&KEPT[..], &["--oppositions", "o.txt"]].concat()).says(
        1,
        "erreur : « o.txt », ligne 1 : une empreinte est faite de 64 chiffres hexadécimaux\n\
         aide : « droit empreinte » les écrit à partir des identifiants\n",
    );
}

#[test]
fn a_purge_removes_what_is_past_its_date_and_still_what_it_was() {
    let folder = folder("control-purge");
    folder.write("m.jsonl", household("a", 0, 0) + "{\n");
    let ran = screen(&folder, &KEPT);
    ran.answers(3, "");
    folder.run(&["purger", "."], b"").says(
        0,
        "0 fichier supprimé, 0 fichier laissé en place, 1 criblage pas encore à purger\n",
    );
    // The date comes.
    let log = folder
        .read("s.csv.journal.yaml")
        .replace("purge_le: 2999", "purge_le: 2020");
    folder.write("s.csv.journal.yaml", &log);
    let rejects = folder.read("s.csv.rejets.csv");
    folder.write("s.csv.rejets.csv", format!("{rejects}annoté"));
    let dry = folder.run(&["purger", "--essai", "s.csv.journal.yaml"], b"");
    assert_eq!(dry.code, 1);
    assert_eq!(
        dry.out,
        "s.csv : à supprimer (purge le 2020-12-31)\n\
         s.csv.rejets.csv : modifié depuis le criblage, laissé en place (purge le 2020-12-31)\n"
    );
    assert!(folder.names().contains(&"s.csv".to_owned()));
    assert_eq!(folder.read("s.csv.journal.yaml"), log);
    let done = folder.run(&["purger", "."], b"");
    assert_eq!(done.code, 1);
    assert!(!folder.names().contains(&"s.csv".to_owned()));
    let told = folder.read("s.csv.journal.yaml");
    let (before, after) = told.split_once("---\n").unwrap();
    assert_eq!(before, log);
    assert!(
        after.ends_with("- fichier: s.csv\n  resultat: supprimé\n- fichier: s.csv.rejets.csv\n  resultat: modifié depuis, laissé en place\n"),
        "{after}"
    );
    // What was annotated is put back: the next purge removes it, and the one after has nothing to do.
    folder.write("s.csv.rejets.csv", rejects);
    assert_eq!(folder.run(&["purger", "."], b"").code, 0);
    let told = folder.read("s.csv.journal.yaml");
    assert_eq!(folder.run(&["purger", "."], b"").code, 0);
    assert_eq!(folder.read("s.csv.journal.yaml"), told);
    assert_eq!(
        folder.names(),
        ["m.jsonl", "manifeste.yaml", "s.csv.journal.yaml"]
    );
}

/// However much is received, and whatever the form, what is written never says that it is too much.
#[test]
fn a_negative_gap_is_never_written() {
    let folder = folder("control-negative");
    let households: String = (0..60_u32)
        .map(|n| household(&format!("m{n}"), n * 41 % 2500, n * 97 % 1500))
        .collect();
    folder.write("m.jsonl", households);
    for all in [&[][..], &["--tout"]] {
        let csv = screen(&folder, &[&["--format", "csv-rfc4180"], all].concat());
        assert_eq!(csv.code, 0);
        let mut rows = csv.out.lines();
        let columns: Vec<&str> = rows.next().unwrap().split(',').collect();
        let gaps: Vec<usize> = ["ecart_min", "ecart_max"]
            .iter()
            .map(|name| columns.iter().position(|c| c == name).unwrap())
            .collect();
        let mut seen = 0;
        for row in rows {
            let cells: Vec<&str> = row.split(',').collect();
            for gap in &gaps {
                assert!(!cells.get(*gap).unwrap().starts_with('-'), "{row}");
            }
            seen += 1;
        }
        assert!(seen > 20);
        let jsonl = screen(&folder, &[&["--format", "jsonl"], all].concat());
        assert!(jsonl.out.contains("\"ecart\":[") && !jsonl.out.contains("\"ecart\":[-"));
    }
    // And one who receives more than her due is not in the list.
    folder.write("m.jsonl", household("trop", 500, 400));
    let ran = screen(&folder, &[]);
    assert!(!ran.out.contains("aide"), "{}", ran.out);
}

/// Whatever a file says of who people are, none of it comes out: not in the output, not in the rejects, not in the log.
#[test]
fn an_identity_is_never_written() {
    let folder = folder("control-identity");
    let good = household("a", 0, 0);
    let with = |field: &str| good.replace("\"role\"", &format!("{field},\"role\""));
    folder.write(
        "m.jsonl",
        [
            good.clone(),
            with("\"nom\":\"DURAND\""),
            with("\"nir\":\"2900575056001\""),
            with("\"NOM\":{\"usage\":\"DURAND\"}"),
            good.replace("\"situation\"", "\"nom\":\"DURAND\",\"situation\""),
            good.replace("\"logement\"", "\"adresse\":\"3 rue DURAND\",\"logement\""),
        ]
        .concat(),
    );
    for (format, all) in [("csv", false), ("jsonl", true), ("csv-rfc4180", true)] {
        let mut arguments = vec!["--format", format];
        if all {
            arguments.push("--tout");
        }
        arguments.extend(KEPT);
        assert_eq!(screen(&folder, &arguments).code, 3);
        for name in ["s.csv", "s.csv.rejets.csv", "s.csv.journal.yaml"] {
            let text = folder.read(name);
            assert!(
                !text.contains("DURAND") && !text.contains("2900575056001"),
                "{name}\n{text}"
            );
        }
        assert_eq!(folder.read("s.csv.rejets.csv").lines().count(), 6);
    }
    let header = folder.read("s.csv");
    assert_eq!(
        header.lines().next().unwrap(),
        "menage_id,droit,verdict,rythme,du_min,du_max,percu,ecart_min,ecart_max,gain_net_min,gain_net_max,nature,donnees_manquantes,motifs,regles_version,mois,purge_le"
    );
}

#[test]
fn the_rfc_4180_form_is_for_programs() {
    let folder = folder("control-rfc");
    folder.write("m.jsonl", household("=a,\\\"b\\\"", 37, 100));
    let ran = screen(&folder, &["--format", "csv-rfc4180"]);
    assert_eq!(ran.code, 0);
    let lines: Vec<&str> = ran.out.split("\r\n").collect();
    assert_eq!(lines.len(), 4, "{}", ran.out);
    assert!(
        lines.get(1).unwrap().starts_with(
            "\"=a,\"\"b\"\"\",aide,certain,mensuel,563.00,563.00,100.00,463.00,463.00,463.00,463.00,partiel,,,"
        ),
        "{}",
        ran.out
    );
}

#[test]
fn the_call_list_gives_the_largest_sure_gains_first() {
    let folder = folder("control-rank");
    let wages = [550, 300, 0, 300, 599, 100];
    let households: String = wages
        .iter()
        .enumerate()
        .map(|(n, w)| household(&format!("m{n}"), *w, 0))
        .collect();
    folder.write("m.jsonl", households);
    for threads in ["1", "2", "7"] {
        let ran = screen(
            &folder,
            &["--tri", "gain", "--limite", "5", "--fils", threads],
        );
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let found: Vec<String> = ran
            .out
            .lines()
            .skip(1)
            .map(|l| l.split(';').take(2).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(
            found,
            ["m2 aide", "m5 aide", "m1 aide", "m3 aide", "m0 aide"]
        );
    }
    let code = |arguments: &[&str]| screen(&folder, arguments).code;
    assert_eq!(code(&["--tri", "gain"]), 2);
    assert_eq!(code(&["--limite", "5"]), 2);
    assert_eq!(code(&["--tri", "gain", "--limite", "0"]), 2);
    assert_eq!(code(&["--tri", "gain", "--limite", "5", "--tout"]), 2);
}

#[test]
fn one_household_of_the_file_is_explained() {
    let folder = folder("control-explain");
    folder.write(
        "m.jsonl",
        household("a", 0, 0) + &household("b", 100, 0) + "{\n",
    );
    let ran = screen(&folder, &["--expliquer", "b"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(
        ran.out
            .starts_with("Foyer b\n\nAide d'essai (aide), mars 2026 : certain\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("Carte d'essai (carte)"), "{}", ran.out);
    screen(&folder, &["--expliquer", "c"]).says(1, "erreur : aucun foyer « c » dans « m.jsonl »\n");
}

#[test]
fn the_parquet_form_has_typed_columns_and_says_when_it_must_go() {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};

    let folder = folder("control-parquet");
    folder.write(
        "m.jsonl",
        household("a", 37, 100) + &household("b", 5000, 0),
    );
    screen(&folder, &["--format", "parquet"]).says(
        2,
        "erreur : « --format parquet » écrit un fichier : il manque « --sortie FICHIER »\n",
    );
    let ran = screen(
        &folder,
        &[
            "--format",
            "parquet",
            "--sortie",
            "s.parquet",
            "--manifeste",
            "manifeste.yaml",
        ],
    );
    ran.answers(0, "");
    let file = std::fs::File::open(folder.path("s.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let meta = reader.metadata().file_metadata();
    let said = meta.key_value_metadata().unwrap();
    let purge = said.iter().find(|kv| kv.key == "purge_le").unwrap();
    assert_eq!(purge.value.as_deref(), Some("2999-12-31"));
    let rows: Vec<String> = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap().to_string())
        .collect();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        rows.first().unwrap().contains("menage_id: \"a\", droit: \"aide\", verdict: \"certain\", rythme: \"mensuel\", du_min: 563.00, du_max: 563.00, percu: 100.00, ecart_min: 463.00,"),
        "{rows:?}"
    );
    for group in reader.metadata().row_groups() {
        for column in group.columns() {
            let amount = column.column_path().string().starts_with("du_");
            assert!(!(amount && column.dictionary_page_offset().is_some()));
        }
    }
    assert_eq!(
        folder.names(),
        [
            "m.jsonl",
            "manifeste.yaml",
            "s.parquet",
            "s.parquet.journal.yaml"
        ]
    );
}
