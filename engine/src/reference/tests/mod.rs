//! Small laws written in the language, and random ones against a naive evaluator.

mod draw;
mod drawn;
mod explained;
mod laws;
mod naive;
mod plain;
mod random;
mod rights;
mod unknowns;

use crate::calendar::Month;
use crate::exact::Exact;
use crate::law::Law;
use crate::program::Program;
use crate::reference::{Bounds, Shown};
use crate::situation::{Document, Situation};
use crate::source::{Source, Sources};

/// What most laws of these tests start with.
const HEAD: &str = "
Entité foyer (une personne) : un demandeur, au plus un conjoint, des enfants (un enfant) ; au plus 8 personnes.
Groupe adultes (un adulte) : demandeur et conjoint.
Donnée naissance de chaque personne, date ; champ « naissance ».
Donnée salaire de chaque personne, en €/mois, de 0 €/mois à 100 000 €/mois ; mois par mois ; champ « salaire » ; question « Quel salaire pour {personne} ? » ; thème « Ressources ».
Donnée étudiant de chaque personne, oui ou non ; champ « etudiant » ; à défaut non « rarement étudiant » ; question « {personne} étudie ? » ; thème « Activité ».
Donnée terme de chaque personne, date, ou aucun ; champ « terme ».
Donnée logement, parmi locataire, propriétaire, hébergé ; champ « logement » ; question « Quel logement ? ».
Donnée loyer, en €/mois, de 0 €/mois à 10 000 €/mois ; champ « loyer ».
Donnée aide versée, en €/mois, de 0 €/mois à 10 000 €/mois ; champ « aide_versee ».
Donnée prime versée, en €/mois, de 0 €/mois à 10 000 €/mois ; champ « prime_versee ».
Donnée territoire du logement, parmi métropole, Mayotte ; champ « territoire ».
Territoire défini par territoire du logement.
Période référence : du 3e au 1er mois précédent.
Règle âge de chaque personne, en ans : années révolues entre naissance et premier jour du mois.
";

fn program(text: &str) -> Program {
    let sources = Sources::new([Source {
        name: "essai.droit".to_owned(),
        text: format!("{HEAD}{text}"),
    }]);
    crate::compile(&sources).unwrap_or_else(|diagnostics| {
        let errors: Vec<String> = diagnostics
            .iter()
            .filter(|d| d.is_error())
            .map(|d| {
                format!(
                    "{} {} : {}",
                    d.code,
                    d.message,
                    sources.text(d.labels[0].span)
                )
            })
            .collect();
        panic!("{}", errors.join("\n"))
    })
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn law(text: &str) -> Law {
    program(text)
        .at(month("2026-09"))
        .unwrap_or_else(|e| panic!("{e}"))
}

fn situation(law: &Law, json: &str) -> Situation {
    let document = Document::from_json(json).unwrap_or_else(|e| panic!("{json}: {e}"));
    Situation::read(law.program(), &document).unwrap_or_else(|e| panic!("{e:?}"))
}

/// A person alone, born in 1996, with other keys.
fn alone(law: &Law, person: &str, household: &str) -> Situation {
    let comma = |text: &str| {
        if text.is_empty() {
            String::new()
        } else {
            format!(", {text}")
        }
    };
    let json = format!(
        r#"{{"personnes": [{{"id": "p1", "role": "demandeur", "naissance": "1996-05-05"{}}}]{}}}"#,
        comma(person),
        comma(household)
    );
    situation(law, &json)
}

fn exact(cents: i128) -> Exact {
    Exact::new(cents, 100).unwrap()
}

fn between(min: i128, max: i128) -> Bounds {
    Bounds {
        min: exact(min),
        max: exact(max),
    }
}

fn only(cents: i128) -> Bounds {
    between(cents, cents)
}

fn value(law: &Law, situation: &Situation, rule: &str) -> Shown {
    law.rule_value(situation, rule, 0, None)
        .unwrap_or_else(|| panic!("{rule}"))
}
