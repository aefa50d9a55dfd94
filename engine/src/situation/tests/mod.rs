//! Tests of this stage, on a small program built by hand.

mod bad;
mod codes;
mod good;
mod never_panics;
mod series;
mod texts;

use super::{Document, Reader, Situation};
use crate::calendar::Month;
use crate::exact::Exact;
use crate::program::{
    Arity, ChoiceId, Choices, Citation, Constant, Entity, FieldPath, Input, InputId, ListPath,
    Program, Role, Timing, Type, Unit,
};

fn blank(name: &str, each: bool, ty: Type, path: &str) -> Input {
    Input {
        name: name.into(),
        each,
        ty,
        unit: String::new(),
        optional: false,
        month: false,
        bounds: (Exact::ZERO, Exact::ZERO),
        den: 1,
        timing: Timing::Once,
        carry: 0,
        path: FieldPath {
            keys: path.split('.').map(str::to_owned).collect(),
            list: None,
        },
        question: None,
        help: None,
        theme: None,
        default: None,
        presumed: None,
        deduced: None,
        required: false,
        seniority: false,
        citation: Citation::default(),
    }
}

fn euros(name: &str, each: bool, path: &str, low: i128, high: i128) -> Input {
    Input {
        unit: "€/mois".to_owned(),
        bounds: (Exact::whole(low), Exact::whole(high)),
        den: 10_000,
        ..blank(name, each, Type::Number(Unit::EURO_PER_MONTH), path)
    }
}

fn listed(
    input: Input,
    list: &str,
    selector: &str,
    code: &str,
    amount: Option<&str>,
    carry: u32,
) -> Input {
    let path = ListPath {
        list: list.to_owned(),
        selector: selector.to_owned(),
        code: code.to_owned(),
        amount: amount.map(str::to_owned),
    };
    let path = FieldPath {
        keys: vec![list.to_owned()],
        list: Some(path),
    };
    Input {
        timing: Timing::Monthly,
        carry,
        path,
        ..input
    }
}

fn choices(names: &[&str]) -> Choices {
    let words: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
    Choices {
        names: words.clone(),
        codes: words,
    }
}

/// A household with a bit of everything.
fn program() -> Program {
    let role = |name: &str, code: &str, arity| Role {
        name: name.to_owned(),
        singular: name.to_owned(),
        code: code.to_owned(),
        arity,
    };
    let number = Type::Number(Unit::NUMBER);
    let optional = |input: Input| Input {
        optional: true,
        ..input
    };
    let paid = |code: &str, each| {
        listed(
            euros(&format!("{code} {each}"), each, "", 0, 100_000),
            "prestations_percues",
            "prestation",
            code,
            Some("montant"),
            1,
        )
    };
    let wage = |amount: &str| {
        listed(
            euros(&format!("salaire {amount}"), true, "", 0, 1_000_000),
            "ressources",
            "nature",
            "salaire",
            Some(amount),
            0,
        )
    };
    let rate = Input {
        unit: "%".to_owned(),
        bounds: (Exact::ZERO, Exact::ONE),
        den: 1_000_000,
        ..blank("taux", true, number, "taux_incapacite")
    };
    let level = Input {
        unit: "nombre".to_owned(),
        bounds: (Exact::whole(-1), Exact::whole(7)),
        ..blank("échelon", true, number, "bourse_sup_echelon")
    };
    let profit = Input {
        timing: Timing::Yearly,
        unit: "€/an".to_owned(),
        ..euros("bénéfice", true, "benefice_reel", -1_000_000, 1_000_000)
    };
    Program {
        entity: Entity {
            name: "foyer".to_owned(),
            singular: "personne".to_owned(),
            roles: vec![
                role("demandeur", "demandeur", Arity::One),
                role("conjoint", "conjoint", Arity::AtMostOne),
                role("enfant", "enfant", Arity::Many),
            ],
            at_most: 4,
        },
        choices: vec![
            choices(&["aucun", "marie", "pacse", "concubin"]),
            choices(&["maternelle", "college", "lycee"]),
            choices(&["01", "2A", "75"]),
        ],
        inputs: vec![
            blank("couple", false, Type::Choice(ChoiceId(0)), "couple"),
            blank("isolement", false, Type::YesNo, "isolement_recent"),
            blank("naissance", true, Type::Date, "naissance"),
            optional(Input {
                month: true,
                ..blank("terme", true, Type::Date, "grossesse_terme")
            }),
            optional(blank(
                "scolarité",
                true,
                Type::Choice(ChoiceId(1)),
                "scolarite",
            )),
            rate,
            level,
            euros("loyer", false, "logement.loyer", 0, 1_000_000),
            blank(
                "département",
                false,
                Type::Choice(ChoiceId(2)),
                "logement.departement",
            ),
            optional(Input {
                bounds: (Exact::whole(715_510), Exact::whole(740_347)),
                ..blank("date du prêt", false, Type::Date, "logement.pret.date")
            }),
            optional(blank(
                "prêt ancien",
                false,
                Type::YesNo,
                "logement.pret.ancien",
            )),
            wage("net"),
            wage("brut"),
            listed(
                euros("chômage", true, "", 0, 1_000_000),
                "ressources",
                "nature",
                "chomage",
                Some("net"),
                0,
            ),
            listed(
                euros("pension", true, "", 0, 1_000_000),
                "ressources",
                "nature",
                "pension",
                Some("montant"),
                0,
            ),
            profit,
            paid("rsa", false),
            paid("rsa", true),
            paid("aah", true),
            paid("af", false),
            listed(
                blank("css", false, Type::YesNo, ""),
                "prestations_percues",
                "prestation",
                "css",
                None,
                1,
            ),
            Input {
                presumed: Some((Constant::YesNo(false), "convention".to_owned())),
                ..blank("stage", true, Type::YesNo, "stage")
            },
            Input {
                timing: Timing::Monthly,
                ..euros("gains", true, "gains", 0, 1_000)
            },
        ],
        ..Program::default()
    }
}

fn id(program: &Program, name: &str) -> InputId {
    program.input(name).expect(name).0
}

fn month(text: &str) -> Month {
    Month::parse(text).expect(text)
}

/// One person, and something more about the household and about it.
fn json(household: &str, person: &str) -> String {
    format!(r#"{{"personnes": [{{"id": "p1", "role": "demandeur"{person}}}]{household}}}"#)
}

fn read(program: &Program, text: &str) -> Situation {
    let document = Document::from_json(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    Reader::new(program)
        .read(&document)
        .unwrap_or_else(|errors| {
            let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("{text}:\n{}", all.join("\n"))
        })
}
