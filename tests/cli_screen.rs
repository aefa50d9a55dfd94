//! `droit cribler`: files of households.

use droit_tests::cli::{Folder, MANIFEST, rules};

fn folder(name: &str) -> Folder {
    Folder::new(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

/// Households that a small file may hold, wrong ones among them.
fn households() -> Vec<u8> {
    let mut file = Vec::new();
    let mut line = |bytes: &[u8]| {
        file.extend_from_slice(bytes);
        file.push(b'\n');
    };
    line(br#"{"id":"m1","situation":{"personnes":[{"id":"p1","role":"demandeur","naissance":"1990-05-01","ressources":[]}],"logement":{"statut":"proprietaire"},"prestations_percues":[]}}"#);
    line(b"");
    line(br#"{"id":"m2","situation":{"personnes":["#);
    line(b"{\"id\":\"m3\xff\"}");
    line(format!("{{\"id\":\"m4\",\"x\":\"{}\"}}", "a".repeat(10_000_000)).as_bytes());
    line("[".repeat(100_000).as_bytes());
    line(br#"{"id":"=m5","situation":{"personnes":[{"id":"p1","role":"demandeur","naisance":"1990"},{"id":"p1","role":"demandeur"}]}}"#);
    line(br#"{"id":"m6","period":"1990-01","situation":{"personnes":[{"id":"p1","role":"demandeur"}]}}"#);
    file
}

const REJECTS: &str = "\u{feff}ligne;id;champ;valeur;motif\r
3;;;;le texte s'arrête avant la fin : il manque une accolade, un crochet ou un guillemet (colonne 37)\r
4;;;;cette ligne n'est pas en UTF-8 (colonne 10)\r
5;;;;ligne trop longue : 10\u{a0}000\u{a0}018 octets, 4\u{a0}194\u{a0}304 au plus\r
6;;;;trop de niveaux imbriqués (plus de 40) (colonne 41)\r
7;'=m5;personnes[1].id;p1;l'identifiant « p1 » sert déjà à personnes[0]\r
7;'=m5;personnes[1].role;demandeur;un deuxième demandeur : personnes[0] l'est déjà\r
7;'=m5;personnes[0].naisance;naisance;\"clé inconnue ; vouliez-vous dire « naissance » ?\"\r
";

#[test]
fn a_line_that_cannot_be_read_is_rejected_and_the_others_are_evaluated() {
    let folder = folder("screen-rejects");
    folder.write("m.jsonl", households());
    folder.write("manifeste.yaml", MANIFEST);
    let ran = folder.droit(&[
        "cribler",
        "m.jsonl",
        "--mois",
        "2026-03",
        "--tout",
        "--format",
        "jsonl",
        "--sortie",
        "s.jsonl",
        "--manifeste",
        "manifeste.yaml",
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert_eq!(folder.read("s.jsonl.rejets.csv"), REJECTS);
    let ids: Vec<String> = folder
        .read("s.jsonl")
        .lines()
        .map(|l| l.chars().take(11).collect())
        .collect();
    assert_eq!(ids, [r#"{"id":"m1","#, r#"{"id":"m6","#]);
    assert_eq!(
        folder.names(),
        [
            "m.jsonl",
            "manifeste.yaml",
            "s.jsonl",
            "s.jsonl.journal.yaml",
            "s.jsonl.rejets.csv"
        ]
    );
    assert!(
        ran.err
            .starts_with("2 foyers évalués, 5 lignes rejetées, en "),
        "{}",
        ran.err
    );
    assert!(
        ran.err.ends_with("rejets : voir « s.jsonl.rejets.csv »\n"),
        "{}",
        ran.err
    );
}

#[test]
fn rejects_are_tolerated_up_to_a_threshold() {
    let folder = folder("screen-threshold");
    folder.write("m.jsonl", households());
    let code = |threshold| {
        folder
            .droit(&[
                "cribler",
                "m.jsonl",
                "--mois",
                "2026-03",
                "--silencieux",
                "--seuil-rejets",
                threshold,
            ])
            .code
    };
    assert_eq!(code("71,42"), 3);
    assert_eq!(code("71,43"), 0);
}

#[test]
fn the_month_is_needed_and_must_be_covered() {
    let folder = folder("screen-month");
    folder.write("m.jsonl", households());
    let ran = folder.droit(&["cribler", "m.jsonl", "--rejets", "r.csv", "--silencieux"]);
    assert_eq!(ran.code, 1);
    let rejects = folder.read("r.csv");
    assert!(
        rejects
            .contains("1;m1;period;;mois absent : donnez « period » sur la ligne, ou --mois\r\n"),
        "{rejects}"
    );
    assert!(
        rejects.contains("8;m6;period;1990-01;aucun droit ne peut être évalué au mois 1990-01"),
        "{rejects}"
    );
    let ran = folder.droit(&["cribler", "m.jsonl", "--mois", "1990-01"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err
            .starts_with("erreur : aucun droit ne peut être évalué au mois 1990-01\n"),
        "{}",
        ran.err
    );
}

#[test]
fn an_input_without_household_is_an_error_and_nothing_is_written() {
    let folder = folder("screen-nothing");
    folder.write("vide.jsonl", "\n\n");
    folder.write("manifeste.yaml", MANIFEST);
    let kept = ["--sortie", "s.csv", "--manifeste", "manifeste.yaml"];
    folder.write("rien.jsonl", "");
    folder
        .droit(&[&["cribler", "rien.jsonl"], &kept[..]].concat())
        .says(1, "erreur : « rien.jsonl » ne contient aucun foyer\n");
    folder.write("photo.png", b"\x89PNG\r\n\x1a\n\0\0");
    folder
        .droit(&[&["cribler", "vide.jsonl"], &kept[..]].concat())
        .says(1, "erreur : « vide.jsonl » ne contient aucun foyer\n");
    let ran = folder.droit(&[&["cribler", "photo.png"], &kept[..]].concat());
    ran.says(
        1,
        "rejets : voir « s.csv.rejets.csv »
erreur : « photo.png » : aucun foyer lisible, 3 lignes rejetées
aide : chaque ligne doit être un foyer en JSON, entier sur cette ligne\n",
    );
    assert_eq!(
        folder.names(),
        [
            "manifeste.yaml",
            "photo.png",
            "rien.jsonl",
            "s.csv.rejets.csv",
            "s.csv.rejets.csv.journal.yaml",
            "vide.jsonl"
        ]
    );
    folder.droit(&["cribler", "absent.jsonl"]).says(
        1,
        "erreur : lecture de « absent.jsonl » impossible : il n'existe pas\n",
    );
    folder.droit(&["cribler", "."]).says(
        1,
        "erreur : lecture de « . » impossible : c'est un dossier\n",
    );
}

#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    let folder = folder("screen-output");
    folder.write("m.jsonl", households());
    let says = |arguments: &[&str], code, message: &str| {
        folder
            .droit(
                &[
                    &["cribler", "m.jsonl", "--mois", "2026-03"][..],
                    &["--manifeste", "manifeste.yaml"],
                    arguments,
                ]
                .concat(),
            )
            .says(code, message);
    };
    folder.write("manifeste.yaml", MANIFEST);
    says(
        &["--sortie", "absent/s.csv"],
        1,
        "erreur : écriture de « absent/s.csv » impossible : le dossier n'existe pas\n",
    );
    says(
        &["--sortie", "m.jsonl"],
        2,
        "erreur : la sortie et l'entrée sont le même fichier\n",
    );
    says(
        &["--rejets", "m.jsonl"],
        2,
        "erreur : les rejets et l'entrée sont le même fichier\n",
    );
    says(
        &["--sortie", "manifeste.yaml"],
        2,
        "erreur : un fichier écrit et un fichier lu sont le même fichier\n",
    );
    assert_eq!(folder.names(), ["m.jsonl", "manifeste.yaml"]);
    #[cfg(target_os = "linux")]
    says(
        &["--sortie", "/dev/full"],
        1,
        "erreur : écriture de « /dev/full » impossible : le disque est plein\n",
    );
}

#[test]
fn a_compressed_input_is_known_by_its_content() {
    use std::io::Write as _;

    let folder = folder("screen-gzip");
    let mut compressed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    compressed.write_all(&households()).unwrap();
    let bytes = compressed.finish().unwrap();
    let arguments = [
        "cribler",
        "-",
        "--mois",
        "2026-03",
        "--tout",
        "--format",
        "jsonl",
        "--silencieux",
        "--regles",
        &rules(),
    ];
    let plain = folder.run(&arguments, &households());
    let ran = folder.run(&arguments, &bytes);
    assert_eq!(ran.code, 3);
    assert_eq!(ran.out, plain.out);
    assert_eq!(ran.out.lines().count(), 2);

    let half = folder.run(&arguments, bytes.get(..bytes.len() / 2).unwrap());
    assert_eq!(half.code, 1);
    assert_eq!(
        half.err,
        "erreur : lecture de l'entrée standard interrompue : le fichier est tronqué\n"
    );
}

/// A household with wages, whose birth month may be all that is known of its age.
fn household(n: u32) -> String {
    let wages = n * 37 % 1500;
    let age = if n.is_multiple_of(3) {
        ""
    } else {
        "\"naissance\":\"1990-05-01\","
    };
    format!(
        "{{\"id\":\"m{n}\",\"situation\":{{\"personnes\":[{{\"id\":\"p1\",\"role\":\"demandeur\",{age}\"ressources\":[{{\"nature\":\"salaire\",\"debut\":\"2026-01\",\"fin\":null,\"net\":{wages}.05}}]}}],\"logement\":{{\"statut\":\"proprietaire\"}},\"prestations_percues\":[{{\"prestation\":\"aide\",\"personne\":null,\"debut\":\"2026-01\",\"fin\":null,\"montant\":{}}}]}}}}\n",
        n % 2 * 100
    )
}

#[test]
fn the_csv_form_is_that_of_french_spreadsheets() {
    let folder = folder("screen-csv");
    folder.write(
        "m.jsonl",
        (1..=4)
            .map(household)
            .collect::<String>()
            .replace("m2", "=m2"),
    );
    let ran = folder.droit(&["cribler", "m.jsonl", "--mois", "2026-03", "--silencieux"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let mut lines = ran.out.split("\r\n");
    let header = "\u{feff}menage_id;droit;verdict;rythme;du_min;du_max;percu;ecart_min;ecart_max;gain_net_min;gain_net_max;nature;donnees_manquantes;motifs;regles_version;mois";
    assert_eq!(lines.next().unwrap(), header);
    let version = ran.out.split(';').rev().nth(1).unwrap().to_owned();
    let rows: Vec<&str> = lines.collect();
    let expected = [
        "m1;aide;certain;mensuel;562,95;562,95;100,00;462,95;462,95;462,95;462,95;partiel;;;VERSION;2026-03",
        "m1;carte;certain;mensuel;;;;;;;;total;;forme : gratuite, participation 0,00 € par mois;VERSION;2026-03",
        "'=m2;aide;certain;mensuel;525,95;525,95;0,00;525,95;525,95;525,95;525,95;total;;;VERSION;2026-03",
        "'=m2;carte;certain;mensuel;;;;;;;;total;;forme : gratuite, participation 0,00 € par mois;VERSION;2026-03",
        "m3;aide;possible;mensuel;0,00;488,95;100,00;0,00;388,95;0,00;388,95;partiel;naissance (demandeur);;VERSION;2026-03",
        "m3;carte;certain;mensuel;;;;;;;;total;;forme : gratuite, participation 0,00 € par mois;VERSION;2026-03",
        "m4;aide;certain;mensuel;451,95;451,95;0,00;451,95;451,95;451,95;451,95;total;;;VERSION;2026-03",
        "m4;carte;certain;mensuel;;;;;;;;total;;forme : gratuite, participation 0,00 € par mois;VERSION;2026-03",
        "",
    ]
    .map(|row| row.replace("VERSION", &version));
    assert_eq!(rows, expected);
}

#[test]
fn the_whole_answer_keeps_every_household_in_order() {
    let folder = folder("screen-all");
    folder.write("m.jsonl", household(2) + &household(3));
    let ran = folder.droit(&[
        "cribler",
        "m.jsonl",
        "--mois",
        "2026-03",
        "--tout",
        "--etapes",
        "--format",
        "jsonl",
        "--silencieux",
    ]);
    ran.answers(
        0,
        r#"{"id":"m2","mois":"2026-03","droits":{"aide":{"verdict":"certain","rythme":"mensuel","du":[525.95,525.95],"du_seul":[525.95,525.95],"percu":0,"ecart":[525.95,525.95],"gain_net":[525.95,525.95],"manque":[]},"carte":{"verdict":"certain","rythme":"mensuel","du":null,"du_seul":null,"percu":null,"ecart":null,"gain_net":null,"forme":"gratuite","participation":0,"manque":[]}},"etapes":{"âge.p1":35,"ressources du foyer":74.05,"droit à l'aide":true,"nombre d'enfants":0,"plafond de l'aide":600,"loyer compté":0,"aide due":525.95,"forme de la carte":"gratuite","prix de la carte":0}}
{"id":"m3","mois":"2026-03","droits":{"aide":{"verdict":"possible","rythme":"mensuel","du":[0,488.95],"du_seul":[0,488.95],"percu":100,"ecart":[0,388.95],"gain_net":[0,388.95],"manque":["naissance (demandeur)"]},"carte":{"verdict":"certain","rythme":"mensuel","du":null,"du_seul":null,"percu":null,"ecart":null,"gain_net":null,"forme":"gratuite","participation":0,"manque":[]}},"etapes":{"âge.p1":[-1,100],"ressources du foyer":111.05,"droit à l'aide":[false,true],"nombre d'enfants":0,"plafond de l'aide":600,"loyer compté":0,"aide due":[0,488.95],"forme de la carte":"gratuite","prix de la carte":0}}
"#,
    );
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = folder("screen-threads");
    folder.write("m.jsonl", (0..2_000).map(household).collect::<String>());
    let with = |threads| {
        let ran = folder.droit(&[
            "cribler",
            "m.jsonl",
            "--mois",
            "2026-03",
            "--silencieux",
            "--tout",
            "--format",
            "jsonl",
            "--fils",
            threads,
        ]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        ran.out
    };
    let one = with("1");
    assert_eq!(one.lines().count(), 2_000);
    assert!(
        one.lines()
            .enumerate()
            .all(|(n, line)| line.starts_with(&format!("{{\"id\":\"m{n}\",")))
    );
    assert_eq!(one, with("2"));
    assert_eq!(one, with("7"));
}

#[test]
fn a_summary_tells_what_is_unclaimed() {
    let folder = folder("screen-summary");
    folder.write("manifeste.yaml", MANIFEST);
    folder.write("m.jsonl", (1..=4).map(household).collect::<String>());
    let ran = folder.droit(&[
        "cribler",
        "m.jsonl",
        "--mois",
        "2026-03",
        "--sortie",
        "s.csv",
        "--manifeste",
        "manifeste.yaml",
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    let (_, table) = ran.err.split_once('\n').unwrap();
    assert_eq!(
        table,
        "\
droit  certain  possible  perçu  non  non évaluable                          non demandé
aide         3         1      0    0              0  de 1\u{a0}440,85 € à 1\u{a0}829,80 € par mois
carte        4         0      0    0              0                                    –
non demandé, tous droits : de 1\u{a0}440,85 € à 1\u{a0}829,80 € par mois
"
    );
    assert_eq!(
        folder.names(),
        ["m.jsonl", "manifeste.yaml", "s.csv", "s.csv.journal.yaml"]
    );
}

#[test]
fn the_jsonl_form_has_the_same_fields() {
    let folder = folder("screen-jsonl");
    folder.write("m.jsonl", household(3));
    let ran = folder.droit(&[
        "cribler",
        "m.jsonl",
        "--mois",
        "2026-03",
        "--silencieux",
        "--format",
        "jsonl",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let expected = [
        r#"{"menage_id":"m3","droit":"aide","mois":"2026-03","verdict":"possible","rythme":"mensuel","du":[0,488.95],"du_seul":[0,488.95],"percu":100,"ecart":[0,388.95],"gain_net":[0,388.95],"manque":["naissance (demandeur)"],"nature":"partiel","motifs":"","regles_version":""#,
        r#"{"menage_id":"m3","droit":"carte","mois":"2026-03","verdict":"certain","rythme":"mensuel","du":null,"du_seul":null,"percu":null,"ecart":null,"gain_net":null,"forme":"gratuite","participation":0,"manque":[],"nature":"total","motifs":"forme : gratuite, participation 0,00 € par mois","regles_version":""#,
    ];
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 2);
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.starts_with(expected), "{line}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::io::Read as _;
    use std::process::{Command, Stdio};

    let folder = folder("screen-pipe");
    folder.write("m.jsonl", (0..5_000).map(household).collect::<String>());
    let mut child = Command::new(env!("CARGO_BIN_EXE_droit"))
        .args([
            "cribler",
            "-",
            "--mois",
            "2026-03",
            "--silencieux",
            "--regles",
            &rules(),
        ])
        .stdin(
            std::fs::File::open(format!(
                "{}/screen-pipe/m.jsonl",
                env!("CARGO_TARGET_TMPDIR")
            ))
            .unwrap(),
        )
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 9];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(
        (
            ended.status.code(),
            String::from_utf8(ended.stderr).unwrap().as_str()
        ),
        (Some(0), "")
    );
}
