//! `droit cribler`: tables of every form give what the same households give in JSON.

use std::collections::BTreeSet;

use droit_tests::cli::{Folder, Ran};
use droit_tests::tables::{COMPLETE, Column, HOUSEHOLDS, Table, joined, nested, one, tables, two};
use droit_tests::zip::{Cell, ods, xlsx};

/// What a run that leaves a file says of itself.
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../exemples/manifeste.yaml");

fn folder(name: &str) -> Folder {
    Folder::new(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

const ASKED: [&str; 6] = [
    "--mois",
    "2026-09",
    "--tout",
    "--format",
    "jsonl",
    "--silencieux",
];

#[track_caller]
fn same(folder: &Folder, arguments: &[&str], expected: &Ran) {
    let ran = folder.run(&[&["cribler"], arguments, &ASKED].concat(), b"");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
    assert_eq!(ran.out.lines().count(), HOUSEHOLDS);
    for (a, b) in ran.out.lines().zip(expected.out.lines()) {
        assert_eq!(a, b, "{arguments:?}");
    }
}

#[test]
fn every_form_gives_the_bytes_of_the_households_in_json() {
    let folder = folder("input-forms");
    let (json, households, persons) = tables();
    let table = joined(&households, &persons);
    folder.write("m.jsonl", &json);
    folder.write("un.yaml", one(&table));
    folder.write("deux.yaml", two(&households, &persons));
    let expected = folder.run(&[&["cribler", "m.jsonl"], &ASKED[..]].concat(), b"");
    assert_eq!((expected.code, expected.err.as_str()), (0, ""));

    folder.write("un.csv", format!("\u{feff}{}", table.csv(';')));
    same(
        &folder,
        &["un.csv", "--correspondance", "un.yaml"],
        &expected,
    );
    let ansi: Vec<u8> = table
        .csv('\t')
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    folder.write("ansi.txt", ansi);
    same(
        &folder,
        &["ansi.txt", "--correspondance", "un.yaml"],
        &expected,
    );
    folder.write("h.csv", households.csv(';'));
    folder.write("p.csv", persons.csv(';'));
    same(
        &folder,
        &[
            "h.csv",
            "--personnes",
            "p.csv",
            "--correspondance",
            "deux.yaml",
        ],
        &expected,
    );
    // A spreadsheet by its content, whatever its name.
    folder.write("classeur.bin", xlsx(&[("Feuille", &table.all())]));
    same(
        &folder,
        &["classeur.bin", "--correspondance", "un.yaml"],
        &expected,
    );
    folder.write("un.ods", ods("Feuille", &table.all()));
    same(
        &folder,
        &["un.ods", "--correspondance", "un.yaml"],
        &expected,
    );
    folder.write("un.parquet", table.parquet());
    same(
        &folder,
        &["un.parquet", "--correspondance", "un.yaml"],
        &expected,
    );
}

/// A mapping on the small rules of the tests.
const SMALL: &str = "\
foyer: Dossier
colonnes:
  Lien: personnes.role
  Né le: personnes.naissance
  Salaire: { champ: personnes.ressources.salaire, mois: M-0 à M }
  Logement: { champ: logement.statut, codes: { L: locataire, P: proprietaire } }
  Loyer: logement.loyer
  Aide: { champ: prestations_percues.aide, mois: M-1, vide: zero }
  Carte: { champ: prestations_percues.carte, vide: non }
";

#[test]
fn what_cannot_be_read_goes_to_the_rejects_and_the_rest_is_evaluated() {
    let folder = folder("input-rejects");
    folder.write("c.yaml", SMALL.replace("M-0 à M", "tous"));
    folder.write(
        "m.csv",
        "Dossier;Lien;Né le;Salaire;Logement;Loyer;Aide;Carte\n\
         a;demandeur;05/05/1996;0;L;500,00;;\n\
         b;demandeur;05/05/1996;12x;L;;;\n\
         c;demandeur;31/02/1996;0;L;;;\n\
         d;demandeur;05/05/1996;0;Q;;;peut-être\n\
         e;demandeur;05/05/1996\n\
         ;demandeur;05/05/1996;0;L;;;\n\
         f;demandeur;05/05/1996;\"0;L;;;\n\
         a;enfant;01/01/2020;0;;;;\n\
         g;demandeur;05/05/1996;0;L;500;;\n\
         g;enfant;01/01/2020;0;L;600;;\n\
         h;enfant;01/01/2020;0;P;;;\n\
         h;DEMANDEUR;1996-05-05;0;P;;0;oui\n\
         ;;;;;;;\n",
    );
    let ran = folder.droit(&[
        "cribler",
        "m.csv",
        "--correspondance",
        "c.yaml",
        "--mois",
        "2026-03",
        "--sortie",
        "s.csv",
        "--manifeste",
        MANIFEST,
        "--silencieux",
        "--tout",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (3, ""));
    let rejects = folder.read("s.csv.rejets.csv");
    let expected = "\u{feff}ligne;id;champ;valeur;motif\r
3;b;Salaire;12x;ligne 3 : ce n'est pas un nombre\r
4;c;Né le;31/02/1996;\"ligne 4 : ce n'est pas une date (attendu : jj/mm/aaaa, ou aaaa-mm-jj)\"\r
5;d;Logement;Q;ligne 5 : cette valeur n'a pas de code : « codes » dit ce qu'elle signifie\r
5;d;Carte;peut-être;ligne 5 : ni oui ni non : « codes » dit ce que cette valeur signifie\r
6;e;;;\"ligne 6 : cette ligne a 3 cellules, l'en-tête en a 8\"\r
7;;Dossier;;la clé du foyer est vide\r
8;;Dossier;;un guillemet n'est pas refermé\r
9;a;Dossier;a;\"ce foyer est déjà plus haut dans le fichier : ses lignes doivent se suivre, triez le fichier\"\r
10;g;Loyer;600;\"ligne 11 : une autre valeur que celle de la ligne 10 du même foyer, « 500 »\"\r
";
    let plain = |text: &str| text.replace('"', "");
    assert_eq!(plain(&rejects), plain(expected));
    let out = folder.read("s.csv");
    let ids: BTreeSet<&str> = out
        .lines()
        .skip(1)
        .filter_map(|l| l.split(';').next())
        .collect();
    assert_eq!(ids.into_iter().collect::<Vec<_>>(), ["a", "h"]);
    // 600 € and a tenth of a rent of 500 €: the columns are read.
    assert!(
        out.contains("\r\na;aide;certain;mensuel;650,00;650,00;0,00;"),
        "{out}"
    );
}

#[test]
fn what_the_engine_refuses_is_told_by_the_names_of_the_columns() {
    let folder = folder("input-names");
    folder.write("c.yaml", SMALL.replace("M-0 à M", "M"));
    folder.write(
        "m.csv",
        "Dossier;Lien;Né le;Salaire;Logement;Loyer;Aide;Carte\n\
         a;demandeur;05/05/1900;0;L;;;\n\
         b;demandeur;05/05/1996;10000,01;L;;;\n\
         c;demandeur;05/05/1996;0;L;5000,001;20000;\n\
         d;enfant;05/05/1996;0;L;;;\n",
    );
    let ran = folder.droit(&[
        "cribler",
        "m.csv",
        "--correspondance",
        "c.yaml",
        "--mois",
        "2026-03",
        "--rejets",
        "r.csv",
        "--silencieux",
    ]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let rejects = folder.read("r.csv");
    let fields: Vec<(&str, &str)> = rejects
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split(';').skip(1);
            (cells.next().unwrap(), cells.next().unwrap())
        })
        .collect();
    assert_eq!(
        fields,
        [
            ("a", "Né le"),
            ("b", "Salaire"),
            ("c", "Loyer"),
            ("c", "Aide"),
            // Nobody claims: the first person should.
            ("d", "Lien"),
        ],
        "{rejects}"
    );
    // Columns by month, and persons on the row of their household.
    folder.write(
        "n.yaml",
        "foyer: N\ncolonnes:\n  ne_1: demandeur.naissance\n  ne_2: conjoint.naissance\n  \
         s_m*: { champ: conjoint.ressources.salaire, mois: M-* }\n",
    );
    folder.write(
        "n.csv",
        "N;ne_1;ne_2;s_m1;s_m2\n1;1990-01-01;1990-01-01;0;-3\n2;1990-01-01;1900-01-01;20000;0\n",
    );
    let ran = folder.droit(&[
        "cribler",
        "n.csv",
        "--correspondance",
        "n.yaml",
        "--mois",
        "2026-03",
        "--silencieux",
    ]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for told in [
        "ligne 2 (1) : s_m2 : ",
        "ligne 3 (2) : ne_2 : ",
        " ; s_m1 : ",
    ] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
    assert!(!ran.err.contains("personnes["), "{}", ran.err);
}

#[test]
fn a_file_that_is_wholly_wrong_is_an_error_and_nothing_is_written() {
    let folder = folder("input-wrong");
    folder.write("c.yaml", SMALL.replace("M-0 à M", "tous"));
    folder.write("vide.csv", "");
    folder.write("sans-cle.csv", "Dosier;Lien\na;demandeur\n");
    folder.write("utf16.csv", b"\xFF\xFEa\0;\0b\0");
    folder.write("photo.csv", b"\x89PNG\r\n\x1a\n\0\0");
    folder.write("casse.xlsx", b"PK\x03\x04 nothing of a workbook");
    folder.write("casse.parquet", b"PAR1 nothing of a footer");
    folder.write(
        "tronque.xlsx",
        &xlsx(&[("F", &[vec![Cell::Text("Dossier".to_owned())]])])[..300],
    );
    for (file, message) in [
        ("vide.csv", "n'a pas de ligne d'en-tête"),
        (
            "sans-cle.csv",
            "le fichier n'a pas de colonne « Dossier »\naide : vouliez-vous dire « Dosier » ?",
        ),
        ("utf16.csv", "est en UTF-16"),
        (
            "photo.csv",
            "n'est ni un CSV, ni un tableur, ni un fichier Parquet",
        ),
        ("casse.xlsx", "ne se lit pas : ce n'est pas un classeur"),
        ("tronque.xlsx", "ne se lit pas : ce n'est pas un classeur"),
        ("casse.parquet", "n'est pas un fichier Parquet lisible"),
        ("absent.csv", "il n'existe pas"),
    ] {
        let ran = folder.droit(&[
            "cribler",
            file,
            "--correspondance",
            "c.yaml",
            "--mois",
            "2026-03",
            "--sortie",
            "s.csv",
            "--manifeste",
            MANIFEST,
            "--silencieux",
        ]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{file}");
        assert!(ran.err.contains(message), "{file}: {}", ran.err);
    }
    assert!(!folder.names().iter().any(|n| n.starts_with("s.csv")));
    // The mapping is not written over.
    let ran = folder.droit(&[
        "cribler",
        "sans-cle.csv",
        "--correspondance",
        "c.yaml",
        "--sortie",
        "c.yaml",
        "--manifeste",
        MANIFEST,
        "--mois",
        "2026-03",
    ]);
    assert_ne!((ran.code, ran.err.as_str()), (0, ""));
    assert!(folder.read("c.yaml").starts_with("foyer"));
    let ran = folder.droit(&["cribler", "sans-cle.csv", "--mois", "2026-03"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("« --correspondance FICHIER » le dit"),
        "{}",
        ran.err
    );
}

#[test]
fn a_mapping_tells_all_of_its_errors_with_their_lines() {
    let folder = folder("input-mapping");
    folder.write("m.csv", "Dossier;Lien;Loyer;Salaire\na;demandeur;1;2\n");
    folder.write(
        "c.yaml",
        "foyer: Dossier\ncolonnes:\n  Lien: personnes.rôle\n  Loyer:\n    champ: loyer\n    unité: euros\n  \
         Salaire:\n    champ: personnes.ressources.salaire\ncomplet: [ressources]\nfichié: {}\n",
    );
    let ran = folder.droit(&[
        "cribler",
        "m.csv",
        "--correspondance",
        "c.yaml",
        "--mois",
        "2026-03",
    ]);
    ran.says(
        1,
        "erreur : « c.yaml », ligne 10 : clé inconnue « fichié »
aide : vouliez-vous dire « fichier » ?
erreur : « c.yaml », ligne 3 : colonne « Lien » : aucun champ ne s'appelle « personnes.rôle »
aide : vouliez-vous dire « personnes.role » ?
erreur : « c.yaml », ligne 6 : clé inconnue « unité »
aide : vouliez-vous dire « unite » ?
erreur : « c.yaml », ligne 4 : colonne « Loyer » : aucun champ ne s'appelle « loyer »
aide : vouliez-vous dire « logement.loyer » ?
erreur : « c.yaml », ligne 7 : colonne « Salaire » : il manque « mois » : M-1 (le mois avant celui du droit), M-12 à M-1, 2026-08, ou « tous » si le montant ne change pas
erreur : « c.yaml », ligne 9 : « complet » : « ressources » n'est pas une liste
aide : attendu : personnes.ressources ou prestations_percues
« c.yaml » : 6 erreurs, la correspondance ne peut pas être utilisée
",
    );
}

#[test]
fn two_files_are_read_in_step() {
    let folder = folder("input-two");
    let (main, persons) = SMALL.split_once("  Lien").unwrap();
    let persons = format!("  Lien{persons}").replace("M-0 à M", "tous");
    let of = |names: &[&str], indent: &str| -> String {
        let chosen = persons
            .lines()
            .filter(|l| names.iter().any(|n| l.trim_start().starts_with(n)));
        chosen.map(|l| format!("{indent}{l}\n")).collect()
    };
    let household = of(&["Logement", "Loyer", "Aide", "Carte"], "");
    let person = of(&["Lien", "Né le", "Salaire"], "  ");
    folder.write(
        "c.yaml",
        format!("{main}{household}personnes:\n  foyer: Id\n  colonnes:\n{person}"),
    );
    folder.write(
        "h.csv",
        "Dossier,Logement,Loyer,Aide,Carte\na,L,500,,\nb,P,,,\nc,P,,,\nd,P,,,\n",
    );
    // A household out of place, one without anybody, somebody without household.
    folder.write(
        "p.csv",
        "Id|Lien|Né le|Salaire\nb|demandeur|05/05/1996|0\na|demandeur|05/05/1996|0\na|enfant|01/01/2020|0\n\
         d|demandeur|05/05/1996|0\nz|demandeur|05/05/1996|0\n",
    );
    let arguments = [
        "cribler",
        "h.csv",
        "--personnes",
        "p.csv",
        "--correspondance",
        "c.yaml",
        "--mois",
        "2026-03",
        "--tout",
        "--format",
        "jsonl",
        "--rejets",
        "r.csv",
        "--silencieux",
    ];
    let ran = folder.droit(&arguments);
    assert_eq!((ran.code, ran.err.as_str()), (3, ""));
    let ids: Vec<String> = ran
        .out
        .lines()
        .map(|l| l.chars().take(10).collect())
        .collect();
    assert_eq!(ids, [r#"{"id":"a","#, r#"{"id":"b","#, r#"{"id":"d","#]);
    assert!(ran.out.starts_with(r#"{"id":"a","mois":"2026-03","droits":{"aide":{"verdict":"certain","rythme":"mensuel","du":[830,830]"#), "{}", ran.out);
    assert_eq!(
        folder.read("r.csv").replace('"', ""),
        "\u{feff}ligne;id;champ;valeur;motif\r
4;c;Dossier;c;aucune personne de ce foyer dans le fichier des personnes\r
6;z;Id;z;aucune ligne de ce foyer dans le fichier des foyers, ou pas au même endroit\r
"
    );
    folder.droit(&["cribler", "h.csv", "--correspondance", "c.yaml", "--mois", "2026-03"]).says(
        2,
        "erreur : la correspondance a une partie « personnes » : « --personnes FICHIER » donne leur fichier\n",
    );
}

#[test]
fn nested_parquet_is_read_as_it_is_or_through_a_mapping() {
    let folder = folder("input-nested");
    // Born on 5 May 1996 (9621 days after 1970), one child of 2020; wages of 100.10 € in February and March.
    let persons = "optional group personnes (LIST) { repeated group list { optional group element {
        optional binary role (UTF8); optional int32 naissance (DATE);";
    let head = || {
        vec![
            Column::Text(vec!["a", "b"], vec![1, 1], vec![0, 0]),
            Column::Text(vec!["proprietaire"], vec![2, 1], vec![0, 0]),
            Column::Text(
                vec!["demandeur", "enfant", "demandeur"],
                vec![4, 4, 4],
                vec![0, 1, 0],
            ),
            Column::Day(vec![9621, 18262], vec![4, 4, 3], vec![0, 1, 0]),
        ]
    };
    let logement = "optional group logement { optional binary statut (UTF8); }";
    let schema = format!(
        "message m {{ optional binary id (UTF8); {logement} {persons}
         optional group ressources (LIST) {{ repeated group list {{ optional group element {{
         optional binary nature (UTF8); optional binary debut (UTF8); optional binary fin (UTF8); optional double net;
         }} }} }} }} }} }} }}"
    );
    // The first person has a line, the second an empty list, the third none.
    let text = |value: &'static str| Column::Text(vec![value], vec![7, 4, 3], vec![0, 1, 0]);
    let mut columns = head();
    columns.extend([
        text("salaire"),
        text("2026-01"),
        Column::Text(vec![], vec![6, 4, 3], vec![0, 1, 0]),
        Column::Float(vec![100.1], vec![7, 4, 3], vec![0, 1, 0]),
    ]);
    folder.write("format.parquet", nested(&schema, columns));
    let asked = [
        "--mois",
        "2026-03",
        "--tout",
        "--format",
        "jsonl",
        "--silencieux",
    ];
    let json = r#"{"id":"a","situation":{"logement":{"statut":"proprietaire"},"personnes":[{"role":"demandeur","naissance":"1996-05-05","ressources":[{"nature":"salaire","debut":"2026-01","fin":null,"net":100.10}]},{"role":"enfant","naissance":"2020-01-01","ressources":[]}]}}
{"id":"b","situation":{"personnes":[{"role":"demandeur"}]}}
"#;
    folder.write("m.jsonl", json);
    let expected = folder.droit(&[&["cribler", "m.jsonl"], &asked[..]].concat());
    let ran = folder.droit(&[&["cribler", "format.parquet"], &asked[..]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out, expected.out);

    // The same through a mapping: wages are two numbers, one for each month.
    let schema = format!(
        "message m {{ optional binary id (UTF8); {logement} {persons}
         optional group salaires (LIST) {{ repeated group list {{ optional double element; }} }} }} }} }} }}"
    );
    let mut columns = head();
    columns.push(Column::Float(
        vec![100.1, 100.1, 0.0, 0.0],
        vec![6, 6, 6, 6, 3],
        vec![0, 2, 1, 2, 0],
    ));
    folder.write("liste.parquet", nested(&schema, columns));
    folder.write(
        "c.yaml",
        "foyer: id\ncolonnes:\n  logement.statut: logement.statut\ncomplet: [personnes.ressources]\npersonnes:\n  \
         foyer: id\n  liste: personnes\n  colonnes:\n    role: personnes.role\n    naissance: personnes.naissance\n    \
         salaires: { champ: personnes.ressources.salaire, mois: M-1 à M }\n",
    );
    let mapped = ["cribler", "liste.parquet", "--correspondance", "c.yaml"];
    let ran = folder.droit(&[&mapped[..], &asked[..]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(ran.out, expected.out);

    // A column whose type cannot fill its field.
    let mapping = folder.read("c.yaml");
    let (before, _) = mapping.split_once("    naissance").unwrap();
    folder.write(
        "faux.yaml",
        format!("{before}    naissance: {{ champ: personnes.ressources.salaire, mois: M }}\n"),
    );
    let ran = folder.droit(&[
        "cribler",
        "liste.parquet",
        "--correspondance",
        "faux.yaml",
        "--mois",
        "2026-03",
        "--sortie",
        "s.csv",
        "--manifeste",
        MANIFEST,
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let message = "ligne 10 : la colonne « naissance », de type Date32, ne peut pas remplir « personnes.ressources.salaire »";
    assert!(ran.err.contains(message), "{}", ran.err);
    assert!(!folder.names().contains(&"s.csv".to_owned()));

    // A column that is not of the format.
    let schema =
        format!("message m {{ optional binary nom (UTF8); {logement} {persons} }} }} }} }}");
    folder.write("autre.parquet", nested(&schema, head()));
    folder
        .droit(&["cribler", "autre.parquet", "--mois", "2026-03"])
        .says(
            1,
            "erreur : « autre.parquet » : la colonne « nom » n'est pas du format de situation
aide : « --correspondance FICHIER » ne lit que les colonnes qu'elle nomme
",
        );
}

#[test]
fn a_broken_page_keeps_what_was_read_before_it() {
    let folder = folder("input-broken");
    let mut table = Table::with_rows(3000);
    table.hidden(
        "Dossier",
        (0..3000).map(|n| Cell::Text(format!("dossier-{n}"))),
    );
    table.column(
        "role",
        "personnes.role",
        (0..3000).map(|_| Cell::Text("demandeur".to_owned())),
    );
    folder.write("c.yaml", one(&table).replace(COMPLETE, ""));
    let mut bytes = table.parquet();
    let at = bytes
        .windows(12)
        .position(|w| w == b"dossier-2500")
        .unwrap();
    bytes[at - 4..at].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0x7F]);
    folder.write("m.parquet", bytes);
    let ran = folder.droit(&[
        "cribler",
        "m.parquet",
        "--correspondance",
        "c.yaml",
        "--mois",
        "2026-03",
        "--sortie",
        "s.csv",
        "--manifeste",
        MANIFEST,
        "--silencieux",
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err.contains(
            "lecture de « m.parquet » interrompue : une page du fichier Parquet est abîmée"
        ),
        "{}",
        ran.err
    );
}

#[test]
fn the_example_table_and_its_draft_can_be_used() {
    let folder = folder("input-example");
    for name in ["menages.csv", "correspondance.yaml"] {
        let path = droit_tests::root().join("exemples").join(name);
        folder.write(name, std::fs::read(path).unwrap());
    }
    let asked = [
        "cribler",
        "menages.csv",
        "--correspondance",
        "correspondance.yaml",
        "--mois",
        "2026-09",
    ];
    let ran = folder.run(&[&asked[..], &["--silencieux"]].concat(), b"");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let told = folder.run(&[&asked[..], &["--colonnes"]].concat(), b"");
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    for part in [
        "12 colonnes lues ; non lues : Nom, Prénom\n",
        "d'après les 6 premiers foyers",
        "colonnes qui aideraient le plus",
    ] {
        assert!(told.out.contains(part), "{}", told.out);
    }
    let draft = folder.run(&["cribler", "--modele-correspondance", "menages.csv"], b"");
    assert_eq!((draft.code, draft.err.as_str()), (0, ""));
    for part in [
        "foyer: \"N° dossier\"\n",
        "  Lien: personnes.role\n",
        "  Date de naissance: personnes.naissance\n",
        "  Loyer: logement.loyer\n",
        "  Code commune: logement.commune\n",
        "    champ: personnes.ressources.salaire.net\n",
        "ne sont jamais lues :\n#  Nom\n#  Prénom\n",
    ] {
        assert!(draft.out.contains(part), "{part}: {}", draft.out);
    }
    folder.write("modele.yaml", &draft.out);
    let ran = folder.run(
        &[
            "cribler",
            "menages.csv",
            "--correspondance",
            "modele.yaml",
            "--mois",
            "2026-09",
            "--colonnes",
        ],
        b"",
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}
