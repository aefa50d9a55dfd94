//! Dossiers as situations: what sheet 08 says, case by case, on the made-up flows of `tests/fixtures/vrsb`.

use std::io::Cursor;
use std::sync::OnceLock;

use clap::Parser as _;
use droit_engine::situation::Situation;

use super::*;
use crate::args::{Arguments, Common};
use crate::input::Content;
use crate::rules::Rules;

const MONTHLY: &[u8] = include_bytes!("../../../../tests/fixtures/vrsb/valides/RSABEM_fictif.xml");

/// The rules of the program, compiled once for all the tests.
fn program() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let arguments = Arguments::parse_from(["droit", "lister"]);
        let common: &Common = &arguments.common;
        Rules::chosen(common).unwrap().compile().unwrap()
    })
}

/// What a flow gives: each dossier, and the remarks.
fn read(flow: &[u8]) -> (Vec<Result<Vec<Read<'static>>, Reject>>, Vec<String>) {
    read_with(flow, None, None)
}

fn read_with(
    flow: &[u8],
    month: Option<&str>,
    salt: Option<&str>,
) -> (Vec<Result<Vec<Read<'static>>, Reject>>, Vec<String>) {
    let notes = Arc::new(Notes::default());
    let context = Arc::new(Context {
        vocabulary: Vocabulary::new(program()),
        month: month.and_then(Month::parse),
        salt: salt.map(|salt| salt.as_bytes().to_vec()),
        notes: Arc::clone(&notes),
    });
    let mut flow = Flow::open(Box::new(Cursor::new(flow.to_vec())), context).unwrap();
    let mut dossiers = Vec::new();
    while let Some(raw) = flow.next().unwrap() {
        let Content::Vrsb(dossier) = raw.content else {
            panic!("a flow gives dossiers")
        };
        let reads = documents(raw.number, &dossier);
        // Whatever is written, the engine understands it.
        for read in reads.iter().flatten() {
            Situation::read(program(), &read.document).unwrap();
        }
        dossiers.push(reads);
    }
    (dossiers, notes.lines())
}

/// The monthly flow with only one of its dossiers, from 1, after some changes.
fn one(dossier: usize, changes: &[(&str, &str)]) -> Vec<u8> {
    let text: String = MONTHLY.iter().map(|b| char::from(*b)).collect();
    let mut parts = text.split("<InfosFoyerRSA>");
    let head = parts.next().unwrap();
    let body = parts.nth(dossier - 1).unwrap();
    let body = body.split("</InfosFoyerRSA>").next().unwrap();
    let mut flow = format!(
        "{head}<InfosFoyerRSA>{body}</InfosFoyerRSA><TransmissionFlux><NBTOTDOSRSATRANSM>1</NBTOTDOSRSATRANSM></TransmissionFlux></Racine>"
    );
    for (from, to) in changes {
        assert!(flow.contains(from), "{from}");
        flow = flow.replace(from, to);
    }
    flow.into_bytes()
}

/// The situations of one dossier, as JSON, and the remarks.
fn situations(flow: &[u8]) -> (Vec<serde_json::Value>, Vec<String>) {
    let (mut dossiers, notes) = read(flow);
    let reads = dossiers.remove(0).unwrap();
    let json = |read: &Read<'_>| serde_json::to_value(&read.document).unwrap();
    (reads.iter().map(json).collect(), notes)
}

/// The first situation of one dossier.
fn situation(dossier: usize, changes: &[(&str, &str)]) -> serde_json::Value {
    let (mut all, _) = situations(&one(dossier, changes));
    all.remove(0)["situation"].take()
}

/// The lines of a list about one code, with their keys in order.
fn lines(list: &serde_json::Value, code: &str) -> Vec<String> {
    let about = |line: &&serde_json::Value| line["nature"] == code || line["prestation"] == code;
    let list = list.as_array().unwrap().iter().filter(about);
    list.map(|line| {
        let entries = line.as_object().unwrap().iter();
        let entries = entries.filter(|(key, _)| *key != "nature" && *key != "prestation");
        let mut entries: Vec<String> = entries
            .map(|(key, value)| format!("{key}={}", value.to_string().trim_matches('"')))
            .collect();
        entries.sort();
        entries.join(" ")
    })
    .collect()
}

fn rights<'r>(read: &'r Read<'_>) -> &'r [String] {
    read.rights.as_deref().unwrap_or_default()
}

#[test]
fn four_states_of_resources_are_told_apart() {
    // No block: unknown.
    let clos = situation(5, &[]);
    assert!(clos["personnes"][0].get("ressources").is_none());
    // Nothing declared for the quarter: zero, and unknown outside.
    let seul = situation(1, &[]);
    let own = &seul["personnes"][0]["ressources"];
    assert_eq!(
        lines(own, "inconnu"),
        ["fin=2025-10", "debut=2026-02 fin=null"]
    );
    assert_eq!(own.as_array().unwrap().len(), 2);
    assert_eq!(
        seul["personnes"][0]["benefice_reel"]["2024"].to_string(),
        "0.00"
    );
    // A month with a nature: the others are zero.
    let mono = situation(2, &[]);
    let own = &mono["personnes"][0]["ressources"];
    assert_eq!(
        lines(own, "salaire"),
        ["2025-11", "2025-12", "2026-01"].map(|m| format!("debut={m} fin={m} net=412.00"))
    );
    // A month that is not there: unknown.
    let gap = situation(2, &[("<MOISRESS>2025-12-01", "<MOISRESS>2025-11-01")]);
    assert_eq!(
        lines(&gap["personnes"][0]["ressources"], "inconnu"),
        [
            "fin=2025-10",
            "debut=2025-12 fin=2025-12",
            "debut=2026-02 fin=null"
        ]
    );
    assert!(gap["personnes"][0].get("benefice_reel").is_none());
}

#[test]
fn natures_are_read_as_the_table_says() {
    let of = |nature: &str| {
        let situation = situation(2, &[("<NATRESS>001", &format!("<NATRESS>{nature}"))]);
        situation["personnes"][0].clone()
    };
    let first = |person: &serde_json::Value, nature| {
        lines(&person["ressources"], nature)
            .first()
            .cloned()
            .unwrap_or_default()
    };
    assert_eq!(
        first(&of("022"), "retraite"),
        "debut=2025-11 fin=2025-11 imposable=412.00 net=412.00"
    );
    assert_eq!(
        first(&of("021"), "pension_invalidite"),
        "debut=2025-11 fin=2025-11 montant=412.00"
    );
    assert_eq!(
        first(&of("010"), "chomage"),
        "debut=2025-11 fin=2025-11 net=412.00"
    );
    // Sickness or maternity: each may be all of it, or nothing.
    let ij = of("011");
    assert_eq!(lines(&ij["ressources"], "ij_maladie"), ["montant=412.00"]);
    assert_eq!(lines(&ij["ressources"], "ij_maternite"), ["montant=412.00"]);
    // Counted or not.
    assert_eq!(
        lines(&of("203")["ressources"], "autre_ressource"),
        ["montant=412.00"]
    );
    // Numbers and rates are never euros.
    for nature in ["207", "213", "216", "403", "408", "042", "044"] {
        assert_eq!(
            of(nature)["ressources"].as_array().unwrap().len(),
            2,
            "{nature}"
        );
    }
    // Erased, refused, out of the table: the month is unknown, never zero.
    for nature in ["888", "999", "X99"] {
        let person = of(nature);
        assert_eq!(
            person["ressources"].as_array().unwrap().len(),
            1,
            "{nature}"
        );
        assert_eq!(lines(&person["ressources"], "inconnu"), [""], "{nature}");
    }
    // A profit whose regime is not known is the yearly one; that of a micro-business is monthly.
    assert_eq!(of("030")["benefice_reel"]["2024"].to_string(), "4944.00");
    assert!(of("100").get("benefice_reel").is_none());
    let micro = situation(
        2,
        &[("<NATRESS>001", "<NATRESS>205"), ("<ACT>SAL", "<ACT>AEN")],
    );
    let micro = &micro["personnes"][0];
    assert_eq!(
        first(micro, "benefice_micro"),
        "debut=2025-11 fin=2025-11 montant=412.00"
    );
    assert_eq!(micro["benefice_reel"]["2024"].to_string(), "0.00");
}

#[test]
fn the_sentinel_is_unknown_and_never_an_amount() {
    let case = situation(2, &[("0000412.00", "0999999.00")]);
    assert_eq!(
        lines(&case["personnes"][0]["ressources"], "salaire"),
        ["2025-11", "2025-12", "2026-01"].map(|m| format!("debut={m} fin={m}"))
    );
    let (_, notes) = situations(&one(4, &[]));
    assert_eq!(
        notes,
        ["à accompagner : non-réception : déclaration trimestrielle non fournie"]
    );
}

#[test]
fn solidarity_benefit_is_told_from_unemployment_benefit() {
    let case = situation(
        2,
        &[("<NATRESS>001", "<NATRESS>010"), ("<ACT>SAL", "<ACT>ASS")],
    );
    let person = &case["personnes"][0];
    assert!(lines(&person["ressources"], "chomage").is_empty());
    assert_eq!(person["ass_condition_activite"], true);
    let own = lines(&case["prestations_percues"], "ass");
    assert!(
        own.contains(&"debut=2025-12 fin=2025-12 montant=412.00 personne=p1".to_owned()),
        "{own:?}"
    );
    // Declared, and nothing of it: none in the quarter.
    let none = lines(&situation(1, &[])["prestations_percues"], "ass");
    assert_eq!(
        none,
        [
            "fin=2025-10 personne=p1",
            "debut=2026-02 fin=null personne=p1"
        ]
    );
}

#[test]
fn what_the_rsa_pays_is_known_from_its_state() {
    let rsa = |dossier, changes: &[(&str, &str)]| {
        lines(&situation(dossier, changes)["prestations_percues"], "rsa")
    };
    // Open: not before its amount was fixed, not after the last month payable.
    assert_eq!(
        rsa(1, &[]),
        [
            "fin=2026-02",
            "debut=2026-03 fin=2026-04 montant=573.49",
            "debut=2026-05 fin=null"
        ]
    );
    // No line: the total, when the calculation covers the month.
    assert_eq!(
        rsa(1, &[("<NATPF>RSD", "<NATPF>RSB")]),
        [
            "fin=2026-02",
            "debut=2026-03 fin=2026-04 montant=573.49",
            "debut=2026-05 fin=null"
        ]
    );
    assert_eq!(
        rsa(
            1,
            &[
                ("<MTRSAVERS>0000573.49", "<MTRSAVERS>"),
                ("<MTTOTDRORSA>0000573.49", "<MTTOTDRORSA>0999999.00")
            ]
        ),
        [""]
    );
    // Suspended, refused, closed: nothing from then on, and unknown before.
    let none = |since: &str, before: &str| {
        vec![
            format!("fin={before}"),
            format!("debut={since} fin=null montant=0.00"),
        ]
    };
    assert_eq!(rsa(3, &[]), none("2026-02", "2026-01"));
    assert_eq!(rsa(6, &[]), none("2026-04", "2026-03"));
    assert_eq!(rsa(5, &[]), none("2026-04", "2026-03"));
    assert_eq!(
        rsa(5, &[("<DTCLORSA>2026-03-31", "<DTCLORSA>2026-04-15")]),
        none("2026-05", "2026-04")
    );
    // Not a state.
    assert_eq!(rsa(1, &[("<ETATDOSRSA>2", "<ETATDOSRSA>Z")]), [""]);
    // All the others may be received or not, by anyone.
    assert_eq!(
        lines(&situation(1, &[])["prestations_percues"], "ppa"),
        ["personne=inconnu"]
    );
}

#[test]
fn the_housing_benefit_is_deduced_when_it_is_below_the_flat_rate() {
    let housing = |changes: &[(&str, &str)]| {
        lines(
            &situation(7, changes)["prestations_percues"],
            "aide_logement",
        )
    };
    let known = |amount: &str| {
        vec![
            "fin=2026-02".to_owned(),
            format!("debut=2026-03 fin=2026-04 montant={amount}"),
            "debut=2026-05 fin=null".to_owned(),
        ]
    };
    assert_eq!(housing(&[]), known("41.15"));
    assert_eq!(housing(&[("0000041.15", "0000000.00")]), known("0.00"));
    // The flat rate itself, of this month or of the one when it was calculated, or more: unknown.
    for amount in ["0000078.20", "0000077.58", "0000078.00", "0000156.41"] {
        assert_eq!(housing(&[("0000041.15", amount)]), [""], "{amount}");
    }
    assert_eq!(housing(&[("<MTALRSA>0000041.15</MTALRSA>", "")]), [""]);
    let (_, notes) = situations(&one(7, &[("0000041.15", "0000000.00")]));
    assert_eq!(
        notes,
        ["à vérifier : aucune aide au logement comptée, domicile fixe"]
    );
}

#[test]
fn the_month_is_that_of_the_flow_or_the_first_that_the_quarter_opens() {
    let period = |flow: &[u8], month| {
        let (dossiers, notes) = read_with(flow, month, None);
        let document = &dossiers[0].as_ref().unwrap()[0].document;
        let period = document.get("period").unwrap().text().unwrap().to_owned();
        (
            period,
            notes
                .iter()
                .any(|note| note.starts_with("ressources périmées")),
        )
    };
    assert_eq!(period(&one(1, &[]), None), ("2026-04".to_owned(), false));
    let old = one(
        1,
        &[("2025-11-01", "2025-08-01"), ("2026-01-31", "2025-10-31")],
    );
    assert_eq!(period(&old, None), ("2025-12".to_owned(), true));
    assert_eq!(period(&old, Some("2026-02")), ("2026-02".to_owned(), false));
    let msa = one(
        1,
        &[
            ("<FONORG>CAF", "<FONORG>MSA"),
            ("2025-11-01", "2025-03-01"),
            ("2026-01-31", "2025-05-31"),
        ],
    );
    assert_eq!(period(&msa, None), ("2025-06".to_owned(), true));
}

#[test]
fn a_household_that_contradicts_itself_has_no_known_couple() {
    let couple =
        |dossier, changes: &[(&str, &str)]| situation(dossier, changes).get("couple").cloned();
    assert_eq!(couple(3, &[]), Some("marie".into()));
    assert_eq!(couple(1, &[("<SITFAM>CEL", "<SITFAM>VIM")]), None);
    assert_eq!(couple(3, &[("<SITFAM>MAR", "<SITFAM>CEL")]), None);
    assert_eq!(couple(1, &[("<SITFAM>CEL", "<SITFAM>XXX")]), None);
    assert_eq!(couple(3, &[("<NBENFAUTCHA>2", "<NBENFAUTCHA>3")]), None);
    let (_, notes) = situations(&one(3, &[("<NBENFAUTCHA>2", "<NBENFAUTCHA>3")]));
    assert!(
        notes.contains(&"composition incohérente : aucun verdict certain".to_owned()),
        "{notes:?}"
    );
}

#[test]
fn a_separation_makes_alone_for_eighteen_months_with_a_child() {
    let alone = |dossier, changes: &[(&str, &str)]| {
        situation(dossier, changes).get("isolement_recent").cloned()
    };
    assert_eq!(alone(2, &[]), Some(true.into()));
    assert_eq!(
        alone(2, &[("2025-09-15", "2024-10-15")]),
        Some(false.into())
    ); // eighteen months ago
    assert_eq!(alone(1, &[]), None); // unmarried: the date is that of birth
    assert_eq!(alone(10, &[]), Some(true.into())); // the caisse pays the increase
    assert_eq!(alone(11, &[]), Some(false.into()));
    assert_eq!(
        alone(10, &[("<NATPF>RSI", "<NATPF>RSD")]),
        Some(true.into())
    ); // pregnant
}

#[test]
fn persons_are_told_as_far_as_the_flow_does() {
    let sdf = situation(8, &[]);
    assert_eq!(sdf["personnes"][0]["naissance"], "1968");
    assert_eq!(sdf["logement"]["statut"], "sans_domicile");
    assert_eq!(
        sdf["personnes"][0]["grossesse_terme"],
        serde_json::Value::Null
    );
    assert_eq!(
        situation(1, &[("<TYPEDTNAI>N", "<TYPEDTNAI>J")])["personnes"][0]["naissance"],
        "1985-04"
    );
    let seul = situation(1, &[]);
    let person = &seul["personnes"][0];
    // Nothing is said of a pregnancy: not known, and not « none ».
    assert!(person.get("grossesse_terme").is_none());
    assert_eq!(person["activite"], "inactif");
    assert_eq!(person["activite_depuis"], "2024-02");
    assert_eq!(
        situation(10, &[])["personnes"][0]["grossesse_terme"],
        "2026-09"
    );
    let couple = situation(3, &[]);
    assert_eq!(couple["personnes"][1]["debut_chomage"], "2025-11-03");
    assert_eq!(couple["personnes"][2]["scolarite"], "college");
    assert_eq!(couple["personnes"][3]["scolarite"], "primaire");
    assert_eq!(couple["logement"]["commune"], "38185");
    // A commune that is not sure gives its département only.
    let place = situation(1, &[("<ETATADR>CO", "<ETATADR>VC")]);
    assert_eq!(
        place["logement"],
        serde_json::json!({"departement": "38", "territoire": "metropole"})
    );
}

#[test]
fn several_activities_have_one_status() {
    let second = "<ACT>SAC</ACT>\n<DDACT>2024-02-01</DDACT>\n</Activite>";
    let with = |code: &str, from: &str, to: &str| {
        let block =
            format!("{second}<Activite><ACT>{code}</ACT><DDACT>{from}</DDACT>{to}</Activite>");
        situation(1, &[(second, &block)])["personnes"][0].clone()
    };
    assert_eq!(with("ETU", "2025-01-01", "")["activite"], "etudiant");
    assert_eq!(
        with("SAL", "2025-01-01", "<DFACT>2025-03-31</DFACT>")["activite"],
        "inactif"
    );
    // One block after the other of the same status: the first one dates it; what came before is the previous status.
    assert_eq!(
        with("CSS", "2023-05-01", "<DFACT>2024-01-31</DFACT>")["activite_depuis"],
        "2023-05"
    );
    assert_eq!(
        with("SAL", "2023-05-01", "<DFACT>2024-01-31</DFACT>")["activite_precedente"],
        "salarie"
    );
    assert_eq!(with("CAC", "2025-01-01", "")["conge_parental"], true);
}

#[test]
fn the_two_households_are_two_situations_when_they_differ() {
    let child = "<NATPREST>RSA</NATPREST>\n<ROLEPERS>ENF</ROLEPERS>\n<TOPCHAPERS>1</TOPCHAPERS>";
    let out = child.replace("<TOPCHAPERS>1", "<TOPCHAPERS>0");
    let flow = one(2, &[(child, &out), ("<NBENFAUTCHA>1", "<NBENFAUTCHA>0")]);
    let (dossiers, _) = read(&flow);
    let reads = dossiers[0].as_ref().unwrap();
    let size = |right: &str| {
        let read = reads
            .iter()
            .find(|r| rights(r).contains(&right.to_owned()))
            .unwrap();
        let situation = read.document.get("situation").unwrap();
        situation.get("personnes").unwrap().items().len()
    };
    assert_eq!(
        (size("rsa"), size("ppa"), size("af"), size("aide_logement")),
        (1, 1, 2, 2)
    );
    let mut told: Vec<&String> = reads.iter().flat_map(rights).collect();
    told.sort();
    let all = told.len();
    told.dedup();
    let worth = |right: &&droit_engine::program::Benefit| {
        tables::tables().right(&right.id).1 == tables::When::Always
    };
    let expected = program().benefits.iter().filter(worth).count();
    assert_eq!((told.len(), all), (expected, expected));
}

#[test]
fn a_spouse_left_out_of_the_rsa_is_still_the_spouse() {
    let second = "<ACT>ABA</ACT>\n<DDACT>2025-11-03</DDACT>\n</Activite>";
    let left_out = |how: &str| {
        let block = format!(
            "{second}<AvisPCGPersonne><ExclueRSA><EXCL>{how}</EXCL><DDEXCL>2026-01-01</DDEXCL></ExclueRSA></AvisPCGPersonne>"
        );
        let (all, _) = situations(&one(3, &[(second, &block)]));
        let sizes: Vec<usize> = all
            .iter()
            .map(|s| s["situation"]["personnes"].as_array().unwrap().len())
            .collect();
        let rsa = all
            .iter()
            .find(|s| s["situation"]["personnes"].as_array().unwrap().len() == 3)
            .unwrap();
        assert_eq!(rsa["situation"]["couple"], "marie");
        (
            sizes.len(),
            lines(&rsa["situation"]["personnes"][0]["ressources"], "chomage").len(),
        )
    };
    assert_eq!(left_out("T"), (2, 0));
    assert_eq!(left_out("P"), (2, 3));
}

#[test]
fn an_open_rsa_proves_the_condition_of_residence_of_some_rights_only() {
    let (dossiers, _) = read(&one(1, &[]));
    let reads = dossiers[0].as_ref().unwrap();
    assert_eq!(reads.len(), 2);
    for read in reads {
        let person = &read
            .document
            .get("situation")
            .unwrap()
            .get("personnes")
            .unwrap()
            .items()[0];
        let presumed = person.get("titre_sejour_annees").is_some();
        let has = |right: &str| rights(read).contains(&right.to_owned());
        assert_eq!((has("rsa"), has("ppa")), (presumed, presumed));
        assert_eq!((has("aspa"), has("css")), (!presumed, !presumed));
        assert!(person.get("nationalite").is_none());
    }
    // Suspended: nothing is proved.
    assert_eq!(read(&one(4, &[])).0[0].as_ref().unwrap().len(), 1);
}

#[test]
fn what_is_set_aside_for_the_rsa_is_kept_for_the_others() {
    let (dossiers, _) = read(&one(11, &[]));
    let reads = dossiers[0].as_ref().unwrap();
    let sickness = |right: &str| {
        let read = reads
            .iter()
            .find(|r| rights(r).contains(&right.to_owned()))
            .unwrap();
        let json = serde_json::to_value(&read.document).unwrap();
        lines(
            &json["situation"]["personnes"][0]["ressources"],
            "ij_maladie",
        )
        .len()
    };
    assert_eq!(
        (sickness("rsa"), sickness("ppa"), sickness("af")),
        (0, 1, 1)
    );
    // Support is paid for the child, or asked: nothing to claim.
    assert!(
        reads
            .iter()
            .all(|read| !rights(read).contains(&"asf".to_owned()))
    );
}

#[test]
fn some_dossiers_are_not_to_be_told_of() {
    let note = |dossier, changes: &[(&str, &str)]| {
        let (all, notes) = situations(&one(dossier, changes));
        assert!(all.is_empty());
        notes
    };
    let silent = |why: &str| [format!("dossier non signalé : {why}")];
    assert_eq!(
        note(12, &[]),
        silent("mutation : chercher le dossier repris")
    );
    assert_eq!(
        note(12, &[("<MOTICLORSA>MUT", "<MOTICLORSA>RFD")]),
        silent("domicile hors de France : hors champ")
    );
    assert_eq!(
        note(4, &[("<MOTISUSVERSRSA>06", "<MOTISUSVERSRSA>85")]),
        silent("plus d'allocataire : ne pas contacter")
    );
    assert_eq!(
        note(6, &[("<MOTIREFURSA>DSD", "<MOTIREFURSA>PCG")]),
        silent("décision du département : lecture humaine d'abord")
    );
}

#[test]
fn a_payment_that_was_cut_is_not_compared() {
    let told = |dossier, changes: &[(&str, &str)]| {
        let (dossiers, _) = read(&one(dossier, changes));
        let reads = dossiers[0].as_ref().unwrap();
        let has = |right: &str| {
            reads
                .iter()
                .any(|r| r.rights.is_none() || rights(r).contains(&right.to_owned()))
        };
        (has("rsa"), has("ppa"), has("af"))
    };
    assert_eq!(told(1, &[]), (true, true, true));
    let reduced = "<MTREDCGRSA>0000100.00</MTREDCGRSA><MTTOTDRORSA>";
    assert_eq!(told(1, &[("<MTTOTDRORSA>", reduced)]), (false, true, true));
    assert_eq!(
        told(3, &[("<MOTISUSVERSRSA>01", "<MOTISUSVERSRSA>CG")]),
        (false, true, true)
    );
    assert_eq!(
        told(3, &[("<MOTISUSVERSRSA>01", "<MOTISUSVERSRSA>05")]),
        (false, true, true)
    );
    assert_eq!(
        told(3, &[("<MOTISUSVERSRSA>01", "<MOTISUSVERSRSA>04")]),
        (false, false, true)
    );
}

#[test]
fn some_rights_are_told_of_on_a_clue_only() {
    let told = |dossier, changes: &[(&str, &str)]| {
        let (dossiers, _) = read(&one(dossier, changes));
        let all = dossiers[0].as_ref().unwrap().iter().flat_map(rights);
        let all: Vec<String> = all.cloned().collect();
        ["aah", "asi", "ass", "cheque_energie", "rsa"].map(|right| all.contains(&right.to_owned()))
    };
    assert_eq!(told(1, &[]), [false, false, false, false, true]);
    // An invalid person, with a pension.
    assert_eq!(told(7, &[]), [true, true, false, false, true]);
    let with = |code: &str| told(1, &[("<ACT>SAC", code)]);
    assert_eq!(with("<ACT>CAT"), [true, false, false, false, true]);
    assert_eq!(with("<ACT>CNI"), [false, false, true, false, true]);
}

#[test]
fn numbers_of_persons_are_dropped_or_hashed() {
    let ids = |salt| {
        let (dossiers, _) = read_with(MONTHLY, None, salt);
        let reads = dossiers[1].as_ref().unwrap();
        let persons = reads[0]
            .document
            .get("situation")
            .unwrap()
            .get("personnes")
            .unwrap();
        persons
            .items()
            .iter()
            .map(|p| p.get("id").unwrap().text().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(None), ["p1", "p2"]);
    let (one, other) = (
        ids(Some("seize caractères")),
        ids(Some("autre secret, long")),
    );
    assert!(one.iter().all(|id| id.len() == 64));
    assert_ne!(one, other);
}

#[test]
fn the_same_person_in_two_dossiers_is_told() {
    let text: String = MONTHLY.iter().map(|b| char::from(*b)).collect();
    let twice = text.replace("9000000000009", "9000000000001");
    let (_, notes) = read(twice.as_bytes());
    assert!(
        notes
            .iter()
            .any(|note| note.starts_with("même personne dans deux dossiers")),
        "{notes:?}"
    );
    let (_, notes) = read(MONTHLY);
    assert!(
        !notes.iter().any(|note| note.starts_with("même personne")),
        "{notes:?}"
    );
}
