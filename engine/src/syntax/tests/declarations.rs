//! Every form of declaration.

use super::show::{literal, show, unit_text};
use super::{EVERYTHING, one, valid};
use crate::syntax::tree::{
    Arity, BenefitField, ConditionBody, Declaration, Expected, Fact, Holder, InputAttribute,
    Literal, Name, PeriodSpan, ProcedureValue, ScaleBody, ScaleKey, ScaleKind, StepKey, TypeExpr,
};

fn names(all: &[Name]) -> Vec<&str> {
    all.iter().map(|n| n.value.as_str()).collect()
}

#[test]
fn everything_is_read() {
    let all = valid(EVERYTHING);
    let starts = EVERYTHING
        .lines()
        .filter(|l| l.starts_with(char::is_uppercase))
        .count();
    assert_eq!(all.len(), starts);
}

#[test]
fn a_module_and_its_days() {
    let text = "Module « RSA » , abrégé R S A, vérifié le 23/11/2026, couvre du 01/01/2019 au 31/12/2026 .";
    let Declaration::Module(module) = one(text) else {
        panic!()
    };
    assert_eq!(module.title.value, "RSA");
    assert_eq!(module.short.unwrap().value, "R S A");
    assert_eq!(module.verified.unwrap().value.to_string(), "2026-11-23");
    assert_eq!(module.covers.unwrap().1.value.to_string(), "2026-12-31");
    let Declaration::Module(module) = one("Module « RSA ».") else {
        panic!()
    };
    assert!(module.short.is_none() && module.verified.is_none() && module.covers.is_none());
}

#[test]
fn an_entity_and_its_roles() {
    let text = "Entité foyer (une personne) : un demandeur, au plus une conjointe,
        des autres personnes à charge (une autre personne à charge) ; au plus 30 personnes.";
    let Declaration::Entity(entity) = one(text) else {
        panic!()
    };
    assert_eq!(
        (entity.name.value.as_str(), entity.singular.value.as_str()),
        ("foyer", "personne")
    );
    let roles: Vec<_> = entity
        .roles
        .iter()
        .map(|r| (r.arity, r.name.value.as_str(), r.singular.value.as_str()))
        .collect();
    assert_eq!(
        roles,
        [
            (Arity::One, "demandeur", "demandeur"),
            (Arity::AtMostOne, "conjointe", "conjointe"),
            (
                Arity::Many,
                "autres personnes à charge",
                "autre personne à charge"
            ),
        ]
    );
    assert_eq!(entity.at_most.unwrap().value, 30);
}

#[test]
fn groups_territories_and_periods() {
    let Declaration::Group(group) = one("Groupe x (un y) [s] : a, b et c dont d ou e.") else {
        panic!()
    };
    assert_eq!(names(&group.members), ["a", "b", "c"]);
    assert_eq!(group.singular.unwrap().value, "y");
    assert_eq!(group.citation.unwrap().articles, ["s"]);
    assert_eq!(show(&group.filter.unwrap()), "(<d> ou <e>)");
    let Declaration::Territory(name) = one("Territoire défini par territoire du logement.") else {
        panic!()
    };
    assert_eq!(name.value, "territoire du logement");
    let text =
        "Période référence [CASF R262-7] : depuis le 01/01/2019 : du 3e au 1er mois précédent ;
        depuis le 01/03/2025 : du 4e au 2e mois précédent.";
    let Declaration::Period(period) = one(text) else {
        panic!()
    };
    let spans: Vec<PeriodSpan> = period.versions.iter().map(|v| v.1).collect();
    assert_eq!(
        spans,
        [
            PeriodSpan::MonthsBefore(3, 1),
            PeriodSpan::MonthsBefore(4, 2)
        ]
    );
    assert!(period.versions[0].0.is_some());
    let Declaration::Period(period) = one("Période année N−2 : de l’année N−2.") else {
        panic!()
    };
    assert_eq!(period.name.value, "année N-2");
    assert_eq!(period.versions[0].1, PeriodSpan::Year(2));
}

#[test]
fn an_input_with_every_attribute() {
    let text = "Donnée salaire net de chaque enfant à charge, en €/mois, ou aucun, de −3 €/mois à 1 000 €/mois [a] ;
        mois par mois ; année par année ; report 2 mois ; indispensable ; champ « x[y=z].t » ; question « Q ? » ;
        aide « un.
          deux. » ; thème « T » ; à défaut 0 €/mois « h » ; à défaut non ; présumé aucun « p » [b ; À VÉRIFIER].";
    let Declaration::Input(input) = one(text) else {
        panic!()
    };
    assert_eq!(input.name.value, "salaire net");
    assert!(matches!(&input.holder, Holder::Each(n) if n.value == "enfant à charge"));
    assert!(matches!(&input.ty, TypeExpr::Quantity(u) if unit_text(u) == "€/mois"));
    assert!(input.optional);
    let (low, high) = input.bounds.unwrap();
    assert_eq!(
        (literal(&low).as_str(), literal(&high).as_str()),
        ("-3 €/mois", "1000 €/mois")
    );
    let citation = input.citation.unwrap();
    assert_eq!(
        (citation.articles, citation.unverified),
        (vec!["a".to_owned(), "b".to_owned()], true)
    );
    assert_eq!(input.attributes.len(), 11);
    let help = input.attributes.iter().find_map(|a| match a {
        InputAttribute::Help(text) => Some(text.value.as_str()),
        _ => None,
    });
    assert_eq!(help, Some("un. deux."));
    assert!(matches!(&input.attributes[2], InputAttribute::CarryForward(n) if n.value == 2));
    assert!(matches!(&input.attributes[8], InputAttribute::Default(_, Some(h)) if h.value == "h"));
    assert!(matches!(
        &input.attributes[9],
        InputAttribute::Default(Literal::YesNo(_), None)
    ));
    assert!(
        matches!(&input.attributes[10], InputAttribute::Presumed(Literal::Word(w), _) if w.value == "aucun")
    );
}

#[test]
fn types_of_inputs() {
    let ty = |text: &str| match one(&format!("Donnée x, {text}.")) {
        Declaration::Input(input) => (input.ty, input.optional, input.bounds.is_some()),
        other => panic!("{other:?}"),
    };
    assert!(matches!(ty("oui ou non"), (TypeExpr::YesNo, false, false)));
    assert!(matches!(
        ty("oui ou non, ou aucun"),
        (TypeExpr::YesNo, true, false)
    ));
    assert!(matches!(
        ty("date, ou aucun, de 01/01/1960 à 31/12/2027"),
        (TypeExpr::Date, true, true)
    ));
    assert!(matches!(
        ty("mois, ou aucun"),
        (TypeExpr::Month, true, false)
    ));
    assert!(
        matches!(ty("parmi les valeurs de couple"), (TypeExpr::ChoiceOf(n), ..) if n.value == "couple")
    );
    assert!(matches!(
        ty("en ans, de 0 à 120"),
        (TypeExpr::Quantity(_), false, true)
    ));
    let (TypeExpr::Choice(choices), true, _) =
        ty("parmi \"aucun\", \"2A\", aucun couple, non accordée, ou aucun")
    else {
        panic!()
    };
    assert_eq!(
        names(&choices),
        ["aucun", "2A", "aucun couple", "non accordée"]
    );
}

#[test]
fn scales_and_their_lines() {
    let text = "Barème x, en %, cumulé, lu au mois observé, selon taille du foyer [s] :
        depuis le 01/06/2009 : 1 → 100 %, 2 -> 50 %, 3 et plus → −30 % [a] ;
        à Mayotte, depuis le 01/06/2010 : néant ;
        en Guadeloupe, Martinique et à La Réunion, depuis le 01/06/2011 : 3 % ;
        pour la métropole, depuis le 01/06/2012 : moins de 30 → 8 %, de 30 à 49 ans → 14 %, zone 2 → 3 %, oui → 2 %.";
    let Declaration::Scale(scale) = one(text) else {
        panic!()
    };
    assert_eq!(scale.kind, ScaleKind::Cumulative);
    assert!(scale.observed);
    assert!(matches!(&scale.key, Some(ScaleKey::Named(n)) if n.value == "taille du foyer"));
    assert_eq!(scale.citation.unwrap().articles, ["s"]);
    let territories: Vec<Vec<&str>> = scale.lines.iter().map(|l| names(&l.territories)).collect();
    assert_eq!(
        territories,
        [
            vec![],
            vec!["Mayotte"],
            vec!["Guadeloupe", "Martinique", "La Réunion"],
            vec!["métropole"]
        ]
    );
    let ScaleBody::Steps(steps) = &scale.lines[0].body else {
        panic!()
    };
    assert!(matches!(&steps[1].0, StepKey::Exactly(l) if literal(l) == "2"));
    assert!(matches!(&steps[2].0, StepKey::AtLeast(l) if literal(l) == "3"));
    assert_eq!(literal(&steps[2].1), "-30 %");
    assert_eq!(scale.lines[0].citation.as_ref().unwrap().articles, ["a"]);
    assert!(matches!(scale.lines[1].body, ScaleBody::Nothing(_)));
    assert!(matches!(&scale.lines[2].body, ScaleBody::Value(l) if literal(l) == "3 %"));
    let ScaleBody::Steps(steps) = &scale.lines[3].body else {
        panic!()
    };
    assert!(matches!(&steps[0].0, StepKey::LessThan(l) if literal(l) == "30"));
    assert!(
        matches!(&steps[1].0, StepKey::Between(a, b) if literal(a) == "30" && literal(b) == "49 ans")
    );
    assert!(matches!(&steps[2].0, StepKey::Exactly(l) if literal(l) == "'zone 2'"));
    assert!(matches!(&steps[3].0, StepKey::Exactly(l) if literal(l) == "oui"));
    let Declaration::Scale(scale) = one(
        "Barème x, en €/an, par tranche, selon une valeur en €/an : depuis le 01/06/2009 : 3 €/an.",
    ) else {
        panic!()
    };
    assert_eq!(scale.kind, ScaleKind::Marginal);
    assert!(matches!(&scale.key, Some(ScaleKey::Valued(u)) if unit_text(u) == "€/an"));
}

#[test]
fn rules_and_their_versions() {
    let text = "Règle x de chaque personne, en €/mois, si a est parmi b, c [s1, s2] :
        depuis le 01/01/2019 : A [v1], plancher 0 [t1] ; depuis le 01/03/2025 : B [v2].";
    let Declaration::Rule(rule) = one(text) else {
        panic!()
    };
    assert!(matches!(&rule.holder, Holder::Each(n) if n.value == "personne"));
    assert_eq!(show(&rule.guard.unwrap()), "(<a> parmi b|c)");
    assert_eq!(rule.citation.unwrap().articles, ["s1", "s2"]);
    let shown: Vec<String> = rule.versions.iter().map(|v| show(&v.body)).collect();
    assert_eq!(shown, ["(<A> | plancher 0 [t1])", "<B>"]);
    let cited: Vec<_> = rule
        .versions
        .iter()
        .map(|v| v.citation.as_ref().unwrap().articles.clone())
        .collect();
    assert_eq!(cited, [["v1"], ["v2"]]);
    let Declaration::Rule(rule) = one("Règle f, parmi gratuite, non accordée : a.") else {
        panic!()
    };
    assert!(matches!(&rule.ty, TypeExpr::Choice(c) if names(c) == ["gratuite", "non accordée"]));
    assert!(rule.versions[0].since.is_none());
}

#[test]
fn conditions_in_lists_and_alone() {
    let text = "Condition x de chaque adulte [s] : depuis le 01/01/2019 : a ou b ;
        depuis le 01/01/2020 : une de ces conditions : - c ; - depuis le 01/07/2025 : d sauf si e « f » [g].";
    let Declaration::Condition(condition) = one(text) else {
        panic!()
    };
    assert!(
        matches!(&condition.versions[0].1, ConditionBody::Expr(e) if show(e) == "(<a> ou <b>)")
    );
    let (Some(since), ConditionBody::Lines { all: false, lines }) = &condition.versions[1] else {
        panic!()
    };
    assert_eq!(since.value.to_string(), "2020-01-01");
    assert_eq!(lines.len(), 2);
    assert!(lines[1].since.is_some());
    assert_eq!(show(lines[1].unless.as_ref().unwrap()), "<e>");
    assert_eq!(lines[1].label.as_ref().unwrap().value, "f");
    assert_eq!(lines[1].citation.as_ref().unwrap().articles, ["g"]);
    let Declaration::Condition(condition) = one("Condition x : a sauf si b « c » [d].") else {
        panic!()
    };
    assert!(
        matches!(&condition.versions[0].1, ConditionBody::Lines { all: true, lines } if lines.len() == 1)
    );
}

#[test]
fn exceptions_with_an_order() {
    let text = "Exception à forfait [R262-10] « m », à défaut de « n », « o » et « p », si a : depuis le 01/01/2019 : b.";
    let Declaration::Exception(exception) = one(text) else {
        panic!()
    };
    assert_eq!(
        (
            exception.target.value.as_str(),
            exception.motive.value.as_str()
        ),
        ("forfait", "m")
    );
    assert_eq!(names(&exception.after), ["n", "o", "p"]);
    assert_eq!(show(&exception.condition), "<a>");
    assert!(exception.versions[0].since.is_some());
    let Declaration::Exception(exception) = one("Exception à forfait « m » si a : b.") else {
        panic!()
    };
    assert!(exception.after.is_empty() && exception.citation.is_none());
}

#[test]
fn benefits_and_procedures() {
    let text = "Prestation RSA [s] : identifiant « rsa » ; titre « T » ; dû : a ; perçu : b ; condition : c ; forme : d ;
        participation : e ; étapes : f, g ; depuis le 01/06/2009.";
    let Declaration::Benefit(benefit) = one(text) else {
        panic!()
    };
    assert_eq!(benefit.fields.len(), 9);
    assert!(matches!(&benefit.fields[2], BenefitField::Due(n) if n.value == "a"));
    assert!(matches!(&benefit.fields[7], BenefitField::Steps(n) if names(n) == ["f", "g"]));
    let text = "Démarche RSA : organisme : « CAF », « MSA » [s] ; rétroactivité : 0 mois ; automatique : non.";
    let Declaration::Procedure(procedure) = one(text) else {
        panic!()
    };
    let keys: Vec<&str> = procedure
        .fields
        .iter()
        .map(|f| f.key.value.as_str())
        .collect();
    assert_eq!(keys, ["organisme", "rétroactivité", "automatique"]);
    assert_eq!(procedure.fields[0].values.len(), 2);
    assert!(procedure.fields[0].citation.is_some());
    assert!(
        matches!(&procedure.fields[1].values[0], ProcedureValue::Literal(l) if literal(l) == "0 mois")
    );
}

#[test]
fn situations_and_examples() {
    let text = "Exemple « R1 » au 01/09/2026, comme « s » [fiche] : salaire de 05/2026 à 07/2026 = 500 €/mois ; x inconnue ;
        y en 05/2026 = 3 ; z en 2024 = 4 ; des enfants : (a = 01/02/2020, b inconnu), () ; un conjoint : (c = marié) ;
        le reste à défaut ;
        alors A = 651,69 €/mois et verdict de RSA = non évaluable et demander X du demandeur et ne rien demander
        et B entre 1 et 2.";
    let Declaration::Example(example) = one(text) else {
        panic!()
    };
    assert_eq!(
        (
            example.title.value.as_str(),
            example.like.unwrap().value.as_str()
        ),
        ("R1", "s")
    );
    assert!(example.citation.is_some());
    let months = example.facts.iter().filter_map(|f| match f {
        Fact::Set { months, .. } => Some(months.as_ref().unwrap().value),
        _ => None,
    });
    let months: Vec<_> = months.collect();
    assert_eq!(
        months,
        [
            ((2026, 5), (2026, 7)),
            ((2026, 5), (2026, 5)),
            ((2024, 1), (2024, 12))
        ]
    );
    assert!(matches!(&example.facts[1], Fact::Unknown(n) if n.value == "x"));
    let Fact::Members(role, members) = &example.facts[4] else {
        panic!()
    };
    assert_eq!(
        (
            role.value.as_str(),
            members.len(),
            members[0].len(),
            members[1].len()
        ),
        ("enfants", 2, 2, 0)
    );
    assert!(matches!(&example.facts[5], Fact::Members(n, _) if n.value == "conjoint"));
    assert!(matches!(example.facts[6], Fact::RestByDefault(_)));
    assert!(
        matches!(&example.expected[1], Expected::Verdict(a, b) if a.value == "RSA" && b.value == "non évaluable")
    );
    assert!(matches!(&example.expected[2], Expected::Ask(n) if n.value == "X du demandeur"));
    assert!(matches!(&example.expected[3], Expected::AskNothing(_)));
    assert!(matches!(&example.expected[4], Expected::Between(..)));
    let Declaration::Base(base) =
        one("Situation « s », comme « t » : a = non accordée ; b = non ; c = aucun.")
    else {
        panic!()
    };
    let values = base.facts.iter().filter_map(|f| match f {
        Fact::Set { value, .. } => Some(literal(value)),
        _ => None,
    });
    let values: Vec<String> = values.collect();
    assert_eq!(values, ["'non accordée'", "non", "'aucun'"]);
    assert!(
        matches!(one("Exemple « e » au 01/09/2026 : alors a = 1."), Declaration::Example(e) if e.facts.is_empty())
    );
}

#[test]
fn sources_are_split() {
    let Declaration::Condition(condition) =
        one("Condition c [CASF L262-2,R262-1 ;\n  À VÉRIFIER ; art. 3 d’ici] : a.")
    else {
        panic!()
    };
    let citation = condition.citation.unwrap();
    assert_eq!(citation.articles, ["CASF L262-2", "R262-1", "art. 3 d'ici"]);
    assert!(citation.unverified);
}
