//! Every form of expression.

use super::show::show;
use super::{one, read};
use crate::source::{Source, SourceId, Sources};
use crate::syntax::tree::{ConditionBody, Declaration};

/// The body of a rule, shown.
fn body(text: &str) -> String {
    match one(&format!("Règle x, en €/mois : {text}.")) {
        Declaration::Rule(mut rule) => show(&rule.versions.remove(0).body),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn reads(text: &str, expected: &str) {
    assert_eq!(body(text), expected, "{text}");
}

#[test]
fn operators_bind_in_order() {
    reads("a ou b et non c", "(<a> ou (<b> et (non <c>)))");
    reads("non non a", "(non (non <a>))");
    reads("a + b × c − d / e", "(+ <a> + (<b> × <c>) - (<d> / <e>))");
    reads("a - b * c", "(+ <a> - (<b> × <c>))");
    reads("(a + b) × c", "((+ <a> + <b>) × <c>)");
    reads("a × b / c × d", "(((<a> × <b>) / <c>) × <d>)");
    reads("a + b ≥ c", "((+ <a> + <b>) AtLeast <c>)");
    reads("non a = b", "(non (<a> Equal <b>))");
    reads("(((a)))", "<a>");
}

#[test]
fn comparisons_have_signs_and_words() {
    for (text, kind) in [
        ("=", "Equal"),
        ("≠", "NotEqual"),
        ("!=", "NotEqual"),
        ("<", "Less"),
        ("≤", "AtMost"),
        ("<=", "AtMost"),
        (">", "Greater"),
        ("≥", "AtLeast"),
        (">=", "AtLeast"),
        ("est", "Equal"),
        ("n'est pas", "NotEqual"),
        ("n’est pas", "NotEqual"),
        ("est au moins", "AtLeast"),
        ("est au plus", "AtMost"),
        ("est moins de", "Less"),
        ("est plus de", "Greater"),
        ("sont au moins", "AtLeast"),
        ("ne sont pas", "NotEqual"),
    ] {
        reads(&format!("a {text} b"), &format!("(<a> {kind} <b>)"));
    }
    reads("a est parmi b, c d, \"aucun\"", "(<a> parmi b|c d|aucun)");
    reads(
        "a n'est pas parmi b, c et d",
        "((<a> non-parmi b|c) et <d>)",
    );
    reads(
        "a est parmi b, c, plancher 0",
        "((<a> parmi b|c) | plancher 0)",
    );
    reads(
        "a est parmi non accordée, aucun couple",
        "(<a> parmi non accordée|aucun couple)",
    );
    reads("a est aucun", "(<a> aucun)");
    reads("a n'est pas aucune et b", "((<a> non-aucun) et <b>)");
    reads("a est aucun couple", "(<a> Equal <aucun couple>)");
    reads("a est \"aucun\"", "(<a> Equal <aucun>)");
    reads("a est non accordée", "(<a> Equal <non accordée>)");
    reads("a = non et b = oui", "((<a> Equal non) et (<b> Equal oui))");
    reads("fait partie des adultes", "(membre false <adultes>)");
    reads(
        "a et ne fait pas partie des adultes",
        "(<a> et (membre true <adultes>))",
    );
}

#[test]
fn literals_are_exact() {
    reads("1 823,03 €/mois", "1823.03 €/mois");
    reads("1\u{202F}000\u{A0}000 €/an", "1000000 €/an");
    reads("0,5985", "0.5985");
    reads("25 ans", "25 ans");
    reads("59 heures/mois × tarif", "(59 heures/mois × <tarif>)");
    reads("12 % × a", "(12 % × <a>)");
    reads("42,804 %/personne × n", "(42.804 %/personne × <n>)");
    reads("−1 000 €/an", "-1000 €/an");
    reads("a − −3", "(+ <a> - -3)");
    reads("01/04/2026", "2026-04-01");
    reads("05/2026", "2026-05-01");
    reads("oui", "oui");
    reads("non", "non");
    reads(
        "9999999999999999999999999999",
        "9999999999999999999999999999",
    );
}

#[test]
fn phrases_are_greedy() {
    reads(
        "montant de base du demandeur",
        "<montant de base du demandeur>",
    );
    reads("montant\n  de\u{A0}base", "<montant de base>");
    reads("montant -- un mot\n de base", "<montant de base>");
    reads("l’aide au logement", "<l'aide au logement>");
    reads("la prime × le taux", "(<la prime> × <le taux>)");
    reads("durée d’isolement", "<durée d'isolement>");
    reads("enfants de moins de 3 ans", "<enfants de moins de 3 ans>");
    reads("zone 2 bis", "<zone 2 bis>");
    reads(
        "\"aide pour enfants\" du demandeur",
        "<aide pour enfants du demandeur>",
    );
    reads("porte-monnaie + en-tête", "(+ <porte-monnaie> + <en-tête>)");
    reads("Œuvre ÿ", "<Œuvre ÿ>");
    reads("estimation × sinécure", "(<estimation> × <sinécure>)");
}

#[test]
fn months_may_shift() {
    reads("a au mois précédent", "(<a> @Before(1))");
    reads(
        "a du demandeur au 4e mois précédent",
        "(<a du demandeur> @Before(4))",
    );
    reads("(a + b) au mois du droit", "((+ <a> + <b>) @MonthOfRight)");
    reads(
        "bénéfice réel de l'année N-2",
        "(<bénéfice réel> @Year(Before(2)))",
    );
    reads(
        "bénéfice réel de l’année N−2",
        "(<bénéfice réel> @Year(Before(2)))",
    );
    reads("bénéfice de l'année N", "(<bénéfice> @Year(Before(0)))");
    reads(
        "bénéfice du demandeur de l'année observée",
        "(<bénéfice du demandeur> @Year(Observed))",
    );
    reads(
        "(part pour 2 personnes) au 31/12 de l'année N-2",
        "((part pour 2 personnes) @OnDay(DayOfYear { day: 31, month: 12, back: 2 }))",
    );
    reads(
        "naissance < 15/09 de l'année N",
        "(<naissance> Less DayOfYear(DayOfYear { day: 15, month: 9, back: 0 }))",
    );
    reads("a au mois d'avant", "<a au mois d'avant>");
    reads("premier jour du mois", "FirstOfMonth");
    reads(
        "dernier jour du mois au mois précédent",
        "(LastOfMonth @Before(1))",
    );
    reads("premier jour de l'année N", "FirstOfYear(0)");
    reads("dernier jour de l'année N-1", "LastOfYear(1)");
    reads("premier jour ouvré", "<premier jour ouvré>");
    reads("numéro du mois = 7", "(numéro Equal 7)");
    reads(
        "montant retenu au titre de la prime d'activité",
        "(retenu <prime d'activité>)",
    );
    reads(
        "montant retenu au titre du RSA au mois précédent",
        "((retenu <RSA>) @Before(1))",
    );
}

#[test]
fn persons_are_counted_and_folded() {
    reads("décompte des enfants", "(décompte <enfants>)");
    reads(
        "décompte des enfants dont âge est moins de 3 ans et a",
        "(décompte <enfants> dont ((<âge> Less 3 ans) et <a>))",
    );
    reads("décompte des enfants + 1", "(+ (décompte <enfants>) + 1)");
    reads(
        "total des ressources de chaque membre",
        "(Sum <ressources> chaque <membre>)",
    );
    reads(
        "total d'allocations de chaque membre dont a",
        "(Sum <allocations> chaque <membre> dont <a>)",
    );
    reads(
        "total de (a × b) de chaque membre",
        "(Sum (<a> × <b>) chaque <membre>)",
    );
    reads(
        "total des ressources au mois précédent de chaque membre",
        "(Sum (<ressources> @Before(1)) chaque <membre>)",
    );
    reads(
        "maximum de l'âge de chaque enfant dont a, à défaut 0 ans",
        "(Max <âge> chaque <enfant> dont <a> défaut 0 ans)",
    );
    reads(
        "au moins un des adultes dont a et b",
        "(Some <adultes> (<a> et <b>))",
    );
    reads(
        "au moins une des personnes dont a ou b",
        "((Some <personnes> <a>) ou <b>)",
    );
    reads("aucun des adultes dont a", "(None <adultes> <a>)");
    reads("tous les adultes vérifient a", "(All <adultes> <a>)");
    reads(
        "toutes les personnes vérifient (a ou b)",
        "(All <personnes> (<a> ou <b>))",
    );
    reads(
        "rang décroissant de la naissance parmi les enfants",
        "(rang true <naissance> <enfants>)",
    );
    reads(
        "rang croissant de l'âge parmi les enfants ≤ 2",
        "((rang false <âge> <enfants>) AtMost 2)",
    );
}

#[test]
fn months_are_folded() {
    reads(
        "moyenne de ressources sur la référence",
        "(Mean <ressources> sur <référence>)",
    );
    reads(
        "total du (a + b) sur l'année N-2",
        "(Sum (+ <a> + <b>) sur <année N-2>)",
    );
    reads(
        "maximum des ressources sur les mois passés",
        "(Max <ressources> sur <mois passés>)",
    );
    reads(
        "à chaque mois de la référence, a et b",
        "(mois true <référence> (<a> et <b>))",
    );
    reads(
        "à un mois au moins de la référence, a",
        "(mois false <référence> <a>)",
    );
    reads(
        "années révolues entre naissance et premier jour du mois",
        "(Years <naissance> FirstOfMonth)",
    );
    reads(
        "mois révolus entre a et b ≥ 3 mois",
        "((Months <a> <b>) AtLeast 3 mois)",
    );
    reads("jours entre a et b", "(Days <a> <b>)");
    reads("jours vécus", "<jours vécus>");
}

#[test]
fn choices_and_scales() {
    reads("si a alors b sinon c", "(si <a> alors <b> sinon <c>)");
    reads(
        "si a alors b sinon si c alors d sinon e",
        "(si <a> alors <b> sinon (si <c> alors <d> sinon <e>))",
    );
    reads(
        "1 + si a alors b sinon c + d",
        "(+ 1 + (si <a> alors <b> sinon (+ <c> + <d>)))",
    );
    reads("minimum entre a et b", "Min(<a> , <b>)");
    reads(
        "maximum entre a et b + 1 et c",
        "Max(<a> , (+ <b> + 1) , <c>)",
    );
    reads("barème pour 3 personnes", "(barème pour 3 personnes)");
    reads(
        "le barème du foyer pour taille du foyer",
        "(barème du foyer pour <taille du foyer>)",
    );
    reads(
        "barème pour (minimum entre a et 3) × b",
        "((barème pour Min(<a> , 3)) × <b>)",
    );
}

#[test]
fn transformations_apply_in_order() {
    reads(
        "a, plancher 0 €/mois, nul si moins de 6 €/mois [CASF R262-39], arrondi au centime le plus proche",
        "(<a> | plancher 0 €/mois | nul 6 €/mois [CASF R262-39] | Cent Nearest)",
    );
    reads("a, plafonnée à b + c", "(<a> | plafond (+ <b> + <c>))");
    reads("a, arrondis à l'euro", "(<a> | Unit Nearest)");
    reads("a, arrondie à l'unité inférieur", "(<a> | Unit Down)");
    reads("a, arrondi au centime supérieur", "(<a> | Cent Up)");
    reads("a, tronqué au centime", "(<a> | Cent Truncate)");
    reads("a, ramené au mois", "(<a> | /mois)");
    reads("a, ramenées à l'année", "(<a> | /an)");
    reads(
        "(a / b, arrondi au centime) × c",
        "(((<a> / <b>) | Cent Nearest) × <c>)",
    );
    reads(
        "si a alors b sinon c, plancher 0",
        "((si <a> alors <b> sinon <c>) | plancher 0)",
    );
}

#[test]
fn places_cover_the_words() {
    let text = "Condition c : chacune de ces conditions :\n - a + b   -- note\n ; - depuis le 01/07/2025 : (c) sauf si d « l » [s] ; - total des x de chaque m  .\n";
    let sources = Sources::new([Source {
        name: String::new(),
        text: text.to_owned(),
    }]);
    let parsed = read(text);
    assert!(parsed.diagnostics.is_empty());
    let item = &parsed.tree.items[0];
    assert_eq!(sources.text(item.span), text.trim_end());
    let Declaration::Condition(condition) = &item.declaration else {
        panic!()
    };
    let ConditionBody::Lines { all: true, lines } = &condition.versions[0].1 else {
        panic!()
    };
    let words: Vec<&str> = lines.iter().map(|l| sources.text(l.span)).collect();
    assert_eq!(
        words,
        [
            "a + b",
            "depuis le 01/07/2025 : (c) sauf si d « l » [s]",
            "total des x de chaque m"
        ]
    );
    let words: Vec<&str> = lines.iter().map(|l| sources.text(l.expr.span)).collect();
    assert_eq!(words, ["a + b", "(c)", "total des x de chaque m"]);
    assert_eq!(SourceId(0), item.span.source);
}
