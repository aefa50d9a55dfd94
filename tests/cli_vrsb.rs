//! `droit cribler` on the flow VRSB0801, from file to file: see `docs/flux-vrsb0801.md`.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a panic is how a test, or what helps it, says that it failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;

use droit_tests::cli::{Folder, Ran};
use droit_tests::{root, vrsb};

/// What a run that leaves a file says of itself.
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../exemples/manifeste.yaml");

fn folder(name: &str) -> Folder {
    Folder::new(
        env!("CARGO_BIN_EXE_droit"),
        env!("CARGO_TARGET_TMPDIR"),
        name,
    )
}

/// The rules of the program, compiled once: each run would do it again.
fn program() -> &'static [u8] {
    static PROGRAM: OnceLock<Vec<u8>> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let folder = folder("vrsb-program");
        let ran = folder.run(&["compiler", "--regles", rules().as_str()], b"");
        assert_eq!(ran.code, 0, "{}", ran.err);
        fs::read(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("vrsb-program/droit.bin"))
            .unwrap()
    })
}

fn rules() -> String {
    root().join("rules").to_str().unwrap().to_owned()
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(root().join("tests/fixtures/vrsb").join(name)).unwrap()
}

/// Runs `cribler` on a flow, all rights told.
fn screen(folder: &Folder, flow: &[u8], arguments: &[&str]) -> Ran {
    folder.write("droit.bin", program());
    folder.write("flux.xml", flow);
    let fixed = [
        "cribler",
        "flux.xml",
        "--programme",
        "droit.bin",
        "--tout",
        "--format",
        "jsonl",
        "--sortie",
        "s.jsonl",
        "--manifeste",
        MANIFEST,
        "--silencieux",
    ];
    folder.run(&[&fixed[..], arguments].concat(), b"")
}

/// What a run left: the households of the output, the rejects without their header.
fn left(folder: &Folder) -> (Vec<String>, Vec<String>) {
    let names = folder.names();
    let lines = |name: &str| -> Vec<String> {
        if !names.contains(&name.to_owned()) {
            return Vec::new();
        }
        folder.read(name).lines().map(str::to_owned).collect()
    };
    let mut households: Vec<String> = [lines("s.jsonl"), lines("s.jsonl.partiel")]
        .concat()
        .iter()
        .map(|line| line.split('"').nth(3).unwrap().to_owned())
        .collect();
    households.dedup();
    let rejects = lines("s.jsonl.rejets.csv").into_iter().skip(1).collect();
    (households, rejects)
}

/// What is expected of a fixture.
struct Expected {
    file: &'static str,
    code: i32,
    households: usize,
    /// What is said, line by line.
    says: &'static str,
    rejects: &'static [&'static str],
}

const fn fine(file: &'static str, households: usize, says: &'static str) -> Expected {
    Expected {
        file,
        code: 0,
        households,
        says,
        rejects: &[],
    }
}

const REFUSED: &str =
    "aide : « droit cribler » lit le flux mensuel ou quotidien RSABEM, RSABEI, MSABEM ou MSABEI\n";

fn expected() -> Vec<Expected> {
    vec![
        fine("valides/MSABEI_fictif.xml", 1, "remarque : à accompagner : non-réception : demande incomplète\n"),
        fine("valides/MSABEM_fictif.xml", 1, ""),
        fine("valides/RSABEI_fictif.xml", 1, ""),
        // The twelfth moved to another caisse: nothing is told of it.
        fine("valides/RSABEM_fictif.xml", 11, "remarque : dossier non signalé : mutation : chercher le dossier repris
remarque : à accompagner : droit vieillesse non demandé : retraite et ASPA
remarque : à accompagner : non-réception : demande incomplète
remarque : à accompagner : non-réception : déclaration trimestrielle non fournie
remarque : à accompagner : recalcul et prime d'activité à proposer
remarque : à accompagner : rupture possible : quatre mois sans droit, à recalculer
remarque : à vérifier : aucune aide au logement comptée, domicile fixe
"),
        Expected { file: "valides/vide.xml", code: 1, households: 0, says: "erreur : « flux.xml » ne contient aucun foyer\n", rejects: &[] },
        Expected { file: "malformes/m01_dossier_tronc_seul.xml", code: 3, households: 1, says: "", rejects: &[
            "12;CAF-990-990003000000000-99000000030;;;dossier réduit à son identification : ni personne, ni situation, ni prestation"] },
        Expected { file: "malformes/m02_sans_donnees_ni_prestation.xml", code: 1, households: 0, says: "rejets : voir « s.jsonl.rejets.csv »
erreur : « flux.xml » : aucun foyer lisible, 1 ligne rejetée
aide : voyez le fichier des rejets : chaque dossier y a sa cause
", rejects: &[
            "12;CAF-990-990003100000000-99000000031;DonneesAdministratives;;ce bloc obligatoire manque",
            "12;CAF-990-990003100000000-99000000031;PrestationRSA;;ce bloc obligatoire manque"] },
        fine("malformes/m03_compteur_faux.xml", 2, "remarque : le flux annonce 1 dossier, le fichier en a 2
remarque : à vérifier : aucune aide au logement comptée, domicile fixe
"),
        Expected { file: "malformes/m04_sans_demandeur.xml", code: 1, households: 0, says: "rejets : voir « s.jsonl.rejets.csv »
erreur : « flux.xml » : aucun foyer lisible, 1 ligne rejetée
aide : voyez le fichier des rejets : chaque dossier y a sa cause
", rejects: &[
            "12;CAF-990-990003300000000-99000000033;Personne;;sans demandeur",
            "12;CAF-990-990003300000000-99000000033;Personne;;plusieurs conjoints"] },
        fine("malformes/m05_numdem_double.xml", 2, "remarque : même NUMDEMRSA pour deux dossiers : traités séparément\n"),
        fine("malformes/m06_codes_espaces.xml", 1, "remarque : code MOTISUSVERSRSA « 6 » lu « 06 »
remarque : à accompagner : non-réception : déclaration trimestrielle non fournie
"),
        fine("malformes/m07_codes_inconnus.xml", 1, "remarque : code ACT « ZZZ » inconnu : la donnée est tenue pour inconnue
remarque : code ETATDOSRSA « 9 » inconnu : la donnée est tenue pour inconnue
remarque : code NATRESS « X99 » inconnu : la donnée est tenue pour inconnue
remarque : code SITFAM « XXX » inconnu : la donnée est tenue pour inconnue
"),
        fine("malformes/m08_sans_nir_ni_top.xml", 1, ""),
        fine("malformes/m09_utf8_declare_1252.xml", 1, "remarque : le fichier se dit en windows-1252 mais il est en UTF-8 : lu en UTF-8\n"),
        fine("malformes/m10_1252_sans_declaration.xml", 1, "remarque : le fichier n'est pas en UTF-8 : lu en windows-1252\n"),
        Expected { file: "malformes/m11_tronque.xml", code: 1, households: 2, says: "remarque : à vérifier : aucune aide au logement comptée, domicile fixe
erreur : lecture de « flux.xml » interrompue : le fichier est tronqué
aide : ce qui a été écrit est dans « s.jsonl.partiel » ; « --reprendre » continue, une fois la cause levée
", rejects: &[] },
        fine("malformes/m12_un_seul_role.xml", 1, ""),
        fine("malformes/m13_trimestre_ancien.xml", 1, "remarque : ressources périmées : non évaluable au mois du flux, évalué au premier mois qu'elles couvrent\n"),
        fine("malformes/m14_montant_virgule.xml", 1, "remarque : montant MTNATRESSMEN à virgule : accepté
remarque : montant MTRESSMENRSA à virgule : accepté
remarque : à vérifier : aucune aide au logement comptée, domicile fixe
"),
        fine("malformes/m15_date_fr.xml", 1, "remarque : date DTNAI au format jj/mm/aaaa : acceptée\n"),
        Expected { file: "malformes/m16_autre_flux.xml", code: 1, households: 0, says: "erreur : « flux.xml » ne peut pas être lu : c'est le flux instruction (VIRS) ; seul le flux RSA bénéficiaires VRSB0801 est lu
aide : « droit cribler » lit le flux mensuel ou quotidien RSABEM, RSABEI, MSABEM ou MSABEI
", rejects: &[] },
        fine("malformes/m17_personne_sortie.xml", 1, ""),
        fine("malformes/m18_bom_utf8.xml", 1, ""),
    ]
}

#[test]
fn each_made_up_flow_gives_what_the_sheet_says() {
    let expected = expected();
    // None is forgotten.
    let listed: BTreeSet<String> = String::from_utf8(fixture("fixtures.csv"))
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| line.split(';').next().unwrap().to_owned())
        .collect();
    let tested: BTreeSet<String> = expected.iter().map(|e| e.file.to_owned()).collect();
    assert_eq!(tested, listed);
    for one in expected {
        let folder = folder("vrsb-fixture");
        let flow = fixture(one.file);
        let ran = screen(&folder, &flow, &[]);
        let (households, rejects) = left(&folder);
        assert_eq!(
            (ran.code, ran.err.as_str(), households.len(), rejects),
            (
                one.code,
                one.says,
                one.households,
                one.rejects
                    .iter()
                    .map(|r| (*r).to_owned())
                    .collect::<Vec<_>>()
            ),
            "{}",
            one.file
        );
        assert!(ran.out.is_empty(), "{}", one.file);
        scan(&folder, &ran, &identities(&flow), one.file);
    }
}

/// Every text of a flow that tells who somebody is.
fn identities(flow: &[u8]) -> BTreeSet<String> {
    let text: String = flow.iter().map(|b| char::from(*b)).collect();
    let mut found = BTreeSet::new();
    for tag in [
        "NIR",
        "NOM",
        "NOMNAI",
        "PRENOM",
        "NOMCOMNAI",
        "NOMVOIE",
        "COMPLADR",
        "COMPLIDEADR",
        "LIEUDIST",
        "NOMCOM",
        "LIBLIG6ADR",
        "NOMTIE",
    ] {
        for part in text.split(&format!("<{tag}>")).skip(1) {
            let value = part.split('<').next().unwrap().trim();
            if !value.is_empty() {
                found.insert(value.to_owned());
            }
        }
    }
    found
}

/// No file and no message holds any of them.
#[track_caller]
fn scan(folder: &Folder, ran: &Ran, identities: &BTreeSet<String>, what: &str) {
    let mut written = vec![ran.out.clone(), ran.err.clone()];
    for name in folder.names() {
        if name.starts_with("s.") {
            written.push(folder.read(&name));
        }
    }
    for text in &written {
        for identity in identities {
            assert!(!text.contains(identity.as_str()), "{what}: {identity}");
        }
    }
}

#[test]
fn nobody_is_told_even_by_a_file_that_puts_names_anywhere() {
    let folder = folder("vrsb-identity");
    let flow = String::from_utf8(fixture("malformes/m15_date_fr.xml")).unwrap();
    let mut identities = identities(flow.as_bytes());
    identities.insert("DURAND".to_owned());
    for (from, to) in [
        ("<ACT>SAC", "<ACT>DURAND"),
        ("<SITFAM>CEL", "<SITFAM>9000000000001"),
        ("<DDACT>2024-02-01", "<DDACT>TEST001"),
        ("<DTNAI>12/04/1985", "<DTNAI>9000000000001"),
        ("<MTRSAVERS>0000573.49", "<MTRSAVERS>9000000000001"),
        ("<MATRICULE>990000100000000", "<MATRICULE>DURAND ANNE"),
        ("<NUMCOM>38185", "<NUMCOM>DURAND"),
        ("<NATFLUX>D", "<NATFLUX>DURAND"),
        ("</ACT>", "</DURAND>"),
    ] {
        let changed = flow.replace(from, to);
        assert_ne!(changed, flow, "{from}");
        let ran = screen(&folder, changed.as_bytes(), &[]);
        scan(&folder, &ran, &identities, from);
    }
}

#[test]
fn a_daily_flow_replaces_what_is_older() {
    let folder = folder("vrsb-daily");
    let monthly = fixture("valides/RSABEM_fictif.xml");
    let daily = String::from_utf8(fixture("valides/RSABEI_fictif.xml")).unwrap();
    let rsa = |folder: &Folder| {
        let output = folder.read("s.jsonl");
        let line = output
            .lines()
            .find(|line| line.contains("99000000002\"") && line.contains("\"rsa\":"))
            .unwrap()
            .to_owned();
        line.split("\"rsa\":")
            .nth(1)
            .unwrap()
            .split("\"manque\"")
            .next()
            .unwrap()
            .to_owned()
    };
    let alone = screen(&folder, &monthly, &[]);
    assert_eq!(alone.code, 0, "{}", alone.err);
    let before = rsa(&folder);
    // Made at the same moment: not more recent.
    folder.write("jour.xml", &daily);
    let ran = screen(&folder, &monthly, &["--quotidien", "jour.xml"]);
    assert!(
        ran.err
            .contains("remarque : dossier d'un flux quotidien ignoré : il n'est pas plus récent\n"),
        "{}",
        ran.err
    );
    assert_eq!(rsa(&folder), before);
    // Made the day after.
    folder.write(
        "jour.xml",
        daily.replace("<DTCREAFLUX>2026-05-05", "<DTCREAFLUX>2026-05-06"),
    );
    let ran = screen(&folder, &monthly, &["--quotidien", "jour.xml"]);
    assert!(
        ran.err
            .contains("remarque : dossier remplacé par celui d'un flux quotidien plus récent\n"),
        "{}",
        ran.err
    );
    assert_ne!(rsa(&folder), before);
    assert_eq!(left(&folder).0.len(), 11);
    // A dossier that the monthly flow does not have.
    folder.write(
        "jour.xml",
        daily
            .replace("05-05", "05-06")
            .replace("99000000002", "99000000099"),
    );
    let ran = screen(&folder, &monthly, &["--quotidien", "jour.xml"]);
    assert!(
        ran.err
            .contains("remarque : dossier nouveau, d'un flux quotidien plus récent\n"),
        "{}",
        ran.err
    );
    assert_eq!(left(&folder).0.len(), 12);
    // A monthly flow is no daily one.
    folder.write("mois.xml", &monthly);
    let ran = screen(&folder, &monthly, &["--quotidien", "mois.xml"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .starts_with("erreur : « mois.xml » n'est pas un flux quotidien"),
        "{}",
        ran.err
    );
}

#[test]
fn another_flow_is_named_and_nothing_is_written() {
    let daily = String::from_utf8(fixture("valides/RSABEI_fictif.xml")).unwrap();
    for (from, to, name) in [
        ("<NATFLUX>D", "<NATFLUX>F", "c'est le flux financier (VRSF)"),
        (
            "<NATFLUX>D",
            "<NATFLUX>R",
            "c'est le flux de nouveau recueil",
        ),
        (
            "<NATFLUX>D",
            "<VERSIONFLUX>0301</VERSIONFLUX><NATFLUX>D",
            "c'est la refonte VRSD0101 ou VRSD0301",
        ),
        (
            "<DossierCAF>",
            "<DossierCafMsa>",
            "c'est la refonte VRSD0101 ou VRSD0301",
        ),
        (
            "<NATFLUX>D",
            "<NATFLUX>",
            "c'est un flux de nature inconnue",
        ),
        (
            "<TYPEFLUX>I",
            "<TYPEFLUX>X",
            "le type du flux (TYPEFLUX) est inconnu",
        ),
        (
            "<DTREF>2026-04-14",
            "<DTREF>hier",
            "la date de référence du flux (DTREF)",
        ),
        ("<Racine ", "<Rapport ", "la racine est « Rapport »"),
        (
            "<Racine ",
            "<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;\">]>\n<Racine ",
            "une DTD n'est pas admise",
        ),
    ] {
        let folder = folder("vrsb-other");
        let ran = screen(&folder, daily.replacen(from, to, 1).as_bytes(), &[]);
        let start = format!("erreur : « flux.xml » ne peut pas être lu : {name}");
        assert_eq!(ran.code, 1, "{name}");
        assert!(ran.err.starts_with(&start), "{}", ran.err);
        assert!(ran.err.ends_with(REFUSED), "{}", ran.err);
        assert_eq!(folder.names(), ["droit.bin", "flux.xml"], "{name}");
    }
    let folder = folder("vrsb-other");
    let ran = screen(&folder, b"\xFF\xFE<\0R\0", &[]);
    assert!(
        ran.err.starts_with("erreur : « flux.xml » est en UTF-16"),
        "{}",
        ran.err
    );
}

#[test]
fn bad_xml_costs_a_dossier_or_ends_the_reading_and_never_more() {
    let flow = String::from_utf8(fixture("malformes/m03_compteur_faux.xml")).unwrap();
    let run = |changed: &str| {
        let folder = folder("vrsb-bad");
        let ran = screen(&folder, changed.as_bytes(), &[]);
        let (households, rejects) = left(&folder);
        (ran.code, households.len(), rejects, ran.err)
    };
    // Tags that do not match, a dossier that is not closed, one that comes twice.
    let (code, households, rejects, _) = run(&flow.replacen("</SITFAM>", "</SITUATION>", 1));
    assert_eq!((code, households, rejects.len()), (3, 1, 1));
    assert!(
        rejects[0].contains(";balises qui ne se correspondent pas, ligne "),
        "{rejects:?}"
    );
    let (code, households, rejects, _) = run(&flow.replacen("</InfosFoyerRSA>", "", 1));
    assert_eq!((code, households, rejects.len()), (3, 1, 1));
    assert!(
        rejects[0].ends_with("la balise « InfosFoyerRSA » n'est pas fermée"),
        "{rejects:?}"
    );
    let (code, households, rejects, _) = run(&flow
        .replace("990000200000000", "990000100000000")
        .replace("99000000002", "99000000001"));
    assert_eq!((code, households), (3, 1));
    assert!(
        rejects[0].ends_with(";dossier déjà lu dans ce flux"),
        "{rejects:?}"
    );
    // What is no XML, too deep or too long.
    let deep = format!("<NOM>{}", "<a>".repeat(100_000));
    let long = format!("<NOM>{}", "a".repeat(3_000_000));
    let many = format!("<NOM>{}", "&amp;".repeat(300_000));
    for (to, says) in [
        ("<NOM><!x>", "XML mal formé"),
        (deep.as_str(), "plus de 32 niveaux de balises"),
        (
            long.as_str(),
            "un texte ou une balise dépasse la taille admise",
        ),
    ] {
        let second = flow.rfind("<NOM>").unwrap();
        let changed = format!("{}{to}{}", &flow[..second], &flow[second + 5..]);
        let (code, households, _, err) = run(&changed);
        assert_eq!(code, 1, "{says}: {err}");
        assert!(err.contains(says), "{err}");
        assert!(households <= 1);
    }
    // Names are skipped, whatever they hold.
    assert_eq!(run(&flow.replacen("<NOM>", &many, 1)).0, 0);
    assert_eq!(run(&flow.replacen("<SITFAM>", "<SITFAM>&bombe;", 1)).0, 0);
    // Every way of cutting a file ends with an answer.
    for at in (0..flow.len()).step_by(flow.len() / 23) {
        let (code, ..) = run(&flow[..at]);
        assert_eq!(code, 1, "{at}");
    }
}

#[test]
fn a_compressed_flow_is_known_by_its_content() {
    use std::io::Write as _;
    let flow = fixture("valides/RSABEM_fictif.xml");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(&flow).unwrap();
    let (plain, compressed) = (folder("vrsb-plain"), folder("vrsb-gz"));
    let ran = screen(&plain, &flow, &[]);
    assert_eq!(screen(&compressed, &gz.finish().unwrap(), &[]).err, ran.err);
    assert_eq!(plain.read("s.jsonl"), compressed.read("s.jsonl"));
}

#[test]
fn a_large_flow_gives_the_same_bytes_on_any_number_of_threads() {
    let mut flow = Vec::new();
    vrsb::write(&mut flow, 40, 7).unwrap();
    let run = |threads: &str| {
        let folder = folder(&format!("vrsb-large-{threads}"));
        let ran = screen(&folder, &flow, &["--fils", threads]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(left(&folder).0.len(), 40);
        folder.read("s.jsonl")
    };
    assert!(run("1") == run("3"), "the outputs differ");
}

#[test]
fn numbers_are_hashed_with_a_secret_that_is_long_enough() {
    let flow = fixture("valides/RSABEM_fictif.xml");
    let folder = folder("vrsb-hash");
    folder.write("sel", "court");
    let ran = screen(&folder, &flow, &["--sel-nir", "sel"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .starts_with("erreur : le secret de « sel » est trop court"),
        "{}",
        ran.err
    );
    folder.write("sel", "un secret de plus de seize caractères\n");
    let ran = screen(&folder, &flow, &["--sel-nir", "sel"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    scan(&folder, &ran, &identities(&flow), "hash");
    folder.write("m.jsonl", "{}");
    let ran = folder.run(
        &[
            "cribler",
            "m.jsonl",
            "--sel-nir",
            "sel",
            "--programme",
            "droit.bin",
        ],
        b"",
    );
    assert_eq!(ran.code, 2, "{}", ran.err);
}
