//! Scales say what is written: each one is read by the engine at each of its bounds, in each territory, at each month,
//! and around each day on which it changes. What is expected comes from the tree of the rules, read line by line here.
//!
//! 1. *Bounds*: a key one step below each bound, at the bound, and one step above.
//! 2. *Months*: every month of the window, so both sides of each change, and the month before from each of them.
//! 3. *Days*: the day before each change, the day itself, and the day after.
//!
//! No scale is left out: a scale or a line of the window that nothing reads is a fault too.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use droit_engine::calendar::{Month, date};
use droit_engine::diagnostic::Diagnostic;
use droit_engine::exact::Exact;
use droit_engine::law::Law;
use droit_engine::program::{Program, RoleId};
use droit_engine::situation::{Given, Person, Range, Situation, Value};
use droit_engine::source::{Source, Sources, Span};
use droit_engine::syntax::parse;
use droit_engine::syntax::tree::{
    Declaration, Input, Literal, Scale, ScaleBody, ScaleKey, ScaleKind, ScaleLine, StepKey, Tree,
    TypeExpr, UnitExpr,
};
use droit_tests::{pages, rules};
use rayon::prelude::*;
use rust_decimal::Decimal;

/// The months of the window.
const YEARS: std::ops::RangeInclusive<i32> = 2019..=2026;

/// The units whose values are counted.
const COUNTED: &[&str] = &[
    "personne",
    "personnes",
    "an",
    "ans",
    "mois",
    "jour",
    "jours",
    "nombre",
];

// What is written.

fn has(unit: &UnitExpr, words: &[&str]) -> bool {
    unit.numerator
        .iter()
        .any(|atom| words.contains(&atom.as_str()))
}

/// A number as written: `12 %` is 0,12.
fn number(literal: &Literal) -> Decimal {
    match literal {
        Literal::Number {
            value,
            unit: Some(unit),
            ..
        } if has(unit, &["%"]) => value / Decimal::ONE_HUNDRED,
        Literal::Number { value, .. } => *value,
        other => panic!("{other:?} is no number"),
    }
}

/// The bounds that a line writes.
fn bounds(line: &ScaleLine) -> BTreeSet<Decimal> {
    let ScaleBody::Steps(steps) = &line.body else {
        return BTreeSet::new();
    };
    let ends = steps.iter().flat_map(|(step, _)| match step {
        StepKey::Exactly(a) | StepKey::AtLeast(a) | StepKey::LessThan(a) => vec![a],
        StepKey::Between(a, b) => vec![a, b],
    });
    ends.map(number).collect()
}

/// Whether a key falls in a step, once the steps before were tried. Of two bounds, the upper one belongs to the step
/// when the key is counted (persons, years), not when it is an amount.
fn covers(step: &StepKey, key: Decimal, counted: bool) -> bool {
    match step {
        StepKey::Exactly(a) => key == number(a),
        StepKey::AtLeast(a) => number(a) <= key,
        StepKey::LessThan(a) => key < number(a),
        StepKey::Between(a, b) => {
            number(a) <= key && (key < number(b) || counted && key == number(b))
        }
    }
}

/// What is written for a key.
fn value(scale: &Reader<'_>, line: &ScaleLine, key: Option<Decimal>) -> Decimal {
    let steps = match &line.body {
        ScaleBody::Nothing(_) => return Decimal::ZERO,
        ScaleBody::Value(literal) => return number(literal),
        ScaleBody::Steps(steps) => steps,
    };
    let key = key.expect("a scale by steps has a key");
    let step = |key| {
        let found = steps
            .iter()
            .find(|(step, _)| covers(step, key, scale.counted));
        found.map_or(Decimal::ZERO, |(_, value)| number(value))
    };
    match scale.tree.kind {
        ScaleKind::Step => step(key),
        ScaleKind::Cumulative => (1..)
            .map(Decimal::from)
            .take_while(|n| *n <= key)
            .map(step)
            .sum(),
        ScaleKind::Marginal => {
            let (mut from, mut sum) = (Decimal::ZERO, Decimal::ZERO);
            for (step, rate) in steps {
                let to = match step {
                    StepKey::LessThan(b) | StepKey::Between(_, b) => number(b).min(key),
                    StepKey::AtLeast(_) | StepKey::Exactly(_) => key,
                };
                if from < to {
                    sum += (to - from) * number(rate);
                    from = to;
                }
            }
            sum
        }
    }
}

/// The line in force at a day: the last one that names the place, or else the last one that names none.
fn line<'t>(scale: &'t Scale, day: NaiveDate, place: &str) -> Option<&'t ScaleLine> {
    // Sentences say « La Réunion » for the choice `Réunion`.
    let named = |line: &ScaleLine| {
        line.territories
            .iter()
            .any(|t| t.value == place || t.value.strip_prefix("La ") == Some(place))
    };
    let last = |wanted: &dyn Fn(&ScaleLine) -> bool| {
        let lines = scale.lines.iter();
        let begun = lines.filter(|line| line.since.value <= day && wanted(line));
        begun.max_by_key(|line| line.since.value)
    };
    last(&named).or_else(|| last(&|line| line.territories.is_empty()))
}

/// Whether nothing is written for a place, save on purpose for this very place.
fn silent(line: Option<&ScaleLine>) -> bool {
    line.is_none_or(|line| {
        line.territories.is_empty() && matches!(line.body, ScaleBody::Nothing(_))
    })
}

// What is read.

/// A scale, and how it is tried.
struct Reader<'t> {
    tree: &'t Scale,
    /// Its name, its unit and that of its key, as written.
    name: &'t str,
    unit: &'t str,
    key_unit: Option<&'t str>,
    /// Whether its key is counted, one person or one year after another; else it is an amount, one cent after another.
    counted: bool,
    /// The keys to try; one `None` when there is no key.
    keys: Vec<Option<Decimal>>,
    /// The days around its changes.
    days: BTreeSet<NaiveDate>,
}

impl<'t> Reader<'t> {
    fn new(tree: &'t Scale, written: &Written<'t>) -> Reader<'t> {
        let key = tree.key.as_ref().map(|key| match key {
            ScaleKey::Valued(unit) => unit,
            ScaleKey::Named(name) => written.unit_of(&name.value),
        });
        let counted = key.is_some_and(|unit| has(unit, COUNTED) && unit.denominator.is_empty());
        let step = if counted {
            Decimal::ONE
        } else {
            Decimal::new(1, 2)
        };
        let bounds: BTreeSet<Decimal> = tree.lines.iter().flat_map(bounds).collect();
        let around: BTreeSet<Decimal> = bounds
            .iter()
            .flat_map(|bound| [bound - step, *bound, bound + step])
            .collect();
        let days = tree.lines.iter().flat_map(|line| {
            let day = line.since.value;
            [day.pred_opt().unwrap(), day, day.succ_opt().unwrap()]
        });
        Reader {
            tree,
            name: written.text(tree.name.span),
            unit: written.text(tree.unit.span),
            key_unit: key.map(|unit| written.text(unit.span)),
            counted,
            keys: if key.is_some() {
                around.into_iter().map(Some).collect()
            } else {
                vec![None]
            },
            days: days.filter(|day| YEARS.contains(&day.year())).collect(),
        }
    }

    fn is_territorial(&self) -> bool {
        self.tree
            .lines
            .iter()
            .any(|line| !line.territories.is_empty())
    }

    /// The rules that read the scale, and the input that gives its key.
    fn rules(&self, n: usize) -> String {
        let Reader { name, unit, .. } = self;
        let (input, read) = match self.key_unit {
            Some(key) => (
                format!("Donnée clé {n}, en {key}, de −10 {key} à 1 000 000 {key}.\n"),
                format!("({name} pour clé {n})"),
            ),
            None => (String::new(), format!("({name})")),
        };
        let on_days: BTreeSet<String> = self.days.iter().map(|day| calendar(*day)).collect();
        let on_days: String = on_days
            .iter()
            .map(|day| {
                let rule = on_day(n, day);
                format!("Règle {rule}, en {unit} : {read} au {day} de l'année N.\n")
            })
            .collect();
        format!("{input}Règle lecture {n}, en {unit} : {read}.\n{on_days}")
    }
}

/// `01/04`
fn calendar(day: NaiveDate) -> String {
    day.format("%d/%m").to_string()
}

fn on_day(n: usize, day: &str) -> String {
    format!("lecture {n} du jour {}", day.replace('/', " "))
}

/// Rules as written.
struct Written<'t> {
    sources: &'t Sources,
    trees: &'t [Tree],
}

impl<'t> Written<'t> {
    fn text(&self, span: Span) -> &'t str {
        self.sources.text(span)
    }

    fn declarations(&self) -> impl Iterator<Item = &'t Declaration> + use<'t> {
        let items = self.trees.iter().flat_map(|tree| &tree.items);
        items.map(|item| &item.declaration)
    }

    fn scales(&self) -> Vec<Reader<'t>> {
        self.declarations()
            .filter_map(|declaration| match declaration {
                Declaration::Scale(scale) => Some(Reader::new(scale, self)),
                _ => None,
            })
            .collect()
    }

    fn unit_of(&self, name: &str) -> &'t UnitExpr {
        self.declarations()
            .find_map(|declaration| match declaration {
                Declaration::Input(input) if input.name.value == name => Some(&input.ty),
                Declaration::Rule(rule) if rule.name.value == name => Some(&rule.ty),
                _ => None,
            })
            .and_then(|ty| match ty {
                TypeExpr::Quantity(unit) => Some(unit),
                _ => None,
            })
            .unwrap_or_else(|| panic!("« {name} » has no unit"))
    }

    /// The input that tells the territory.
    fn territory(&self) -> Option<&'t Input> {
        let name = self
            .declarations()
            .find_map(|declaration| match declaration {
                Declaration::Territory(name) => Some(&name.value),
                _ => None,
            })?;
        self.declarations()
            .find_map(|declaration| match declaration {
                Declaration::Input(input) if input.name.value == *name => Some(input),
                _ => None,
            })
    }

    /// The territories; a single one without a name when there are none.
    fn places(&self) -> Vec<&'t str> {
        match self.territory().map(|input| &input.ty) {
            Some(TypeExpr::Choice(names)) => names.iter().map(|n| n.value.as_str()).collect(),
            _ => vec![""],
        }
    }
}

/// One reading: a rule, at the month or at the one before, and the day at which it must read its scale.
struct Reading {
    scale: usize,
    rule: String,
    before: u32,
    day: NaiveDate,
}

fn first_day(month: Month) -> NaiveDate {
    date(month.first_day()).unwrap()
}

/// The readings of a month; those at a day of the year stand in December.
fn readings(scales: &[Reader<'_>], month: Month) -> Vec<Reading> {
    let mut readings = Vec::new();
    for (n, scale) in scales.iter().enumerate() {
        for before in [0, 1] {
            let read_at = if scale.tree.observed && before == 1 {
                month.plus(-1)
            } else {
                month
            };
            readings.push(Reading {
                scale: n,
                rule: format!("lecture {n}"),
                before,
                day: first_day(read_at),
            });
        }
        let of_year = |day: &&NaiveDate| month.number() == 12 && day.year() == month.year();
        readings.extend(scale.days.iter().filter(of_year).map(|day| Reading {
            scale: n,
            rule: on_day(n, &calendar(*day)),
            before: 0,
            day: *day,
        }));
    }
    readings
}

/// What was read, and what was not read as written.
#[derive(Default)]
struct Report {
    readings: usize,
    /// The lines that were read, by their place.
    lines: HashSet<Span>,
    faults: Vec<String>,
    /// Once all is read: how much was.
    summary: String,
}

impl Report {
    fn and(mut self, other: Report) -> Report {
        self.readings += other.readings;
        self.lines.extend(other.lines);
        self.faults.extend(other.faults);
        self
    }
}

/// All the readings of a month, in every territory and for every key.
fn read_month(
    program: &Arc<Program>,
    written: &Written<'_>,
    scales: &[Reader<'_>],
    month: Month,
) -> Report {
    let readings = readings(scales, month);
    let asked: Vec<(&str, u32)> = readings
        .iter()
        .map(|reading| (reading.rule.as_str(), reading.before))
        .collect();
    let law = Law::of_rules(Arc::clone(program), month, &asked);
    let places = written.places();
    let territory = written
        .territory()
        .and_then(|input| program.input(&input.name.value));
    let mut situation = Situation::empty(program);
    situation.set_persons(vec![Person {
        id: "demandeur".to_owned(),
        role: RoleId::at(0),
    }]);
    let most_keys = scales.iter().map(|s| s.keys.len()).max().unwrap_or(0);
    let mut report = Report::default();
    for (position, place) in places.iter().enumerate() {
        if let Some((id, _)) = territory {
            situation.set(id, None, Given::Always(Value::Choices(1 << position)));
        }
        for turn in 0..most_keys {
            let tried = |scale: &Reader<'_>| {
                turn < scale.keys.len() && (position == 0 || scale.is_territorial())
            };
            for (n, scale) in scales.iter().enumerate().filter(|(_, s)| tried(s)) {
                if let Some(key) = scale.keys[turn] {
                    let (id, input) = program.input(&format!("clé {n}")).unwrap();
                    let key = Exact::from_decimal(key).and_then(|key| key.over(input.den));
                    let only = Range::only(key.expect("a key that fits its input"));
                    situation.set(id, None, Given::Always(Value::Known(only)));
                }
            }
            let now: Vec<&Reading> = readings
                .iter()
                .filter(|reading| tried(&scales[reading.scale]))
                .collect();
            let asked: Vec<(&str, u32, Option<usize>)> = now
                .iter()
                .map(|reading| (reading.rule.as_str(), reading.before, None))
                .collect();
            for (reading, found) in now.iter().zip(law.rule_values(&situation, &asked)) {
                let scale = &scales[reading.scale];
                let key = scale.keys[turn];
                let in_force = |place: &str| line(scale.tree, reading.day, place);
                // Where nothing is said in one place, the rule has no value anywhere.
                let missing = places.iter().any(|place| silent(in_force(place)));
                let expected = in_force(place).and_then(|line| {
                    // That a line says « néant » is read too: the rule must have no value.
                    if !missing || matches!(line.body, ScaleBody::Nothing(_)) {
                        report.lines.insert(line.since.span);
                    }
                    (!missing).then(|| value(scale, line, key))
                });
                let expected = expected.map(|value| Exact::from_decimal(value).unwrap());
                let found = found.map(|shown| shown.bounds().unwrap());
                report.readings += 1;
                if found.map(|b| (b.min, b.max)) != expected.map(|e| (e, e)) {
                    report.faults.push(format!(
                        "« {} », {place}, {key:?}, {} in {month}: {found:?}, and {expected:?} is written",
                        scale.name, reading.day
                    ));
                }
            }
        }
    }
    report
}

/// What is written in some rules, against what the engine reads in others: the same ones, save to prove that a
/// difference is seen.
fn compare(sources: &Sources, compiled: &Sources) -> Report {
    let trees: Vec<Tree> = sources
        .iter()
        .map(|(id, source)| parse(id, source).tree)
        .collect();
    let written = Written {
        sources,
        trees: &trees,
    };
    let scales = written.scales();
    let probes: String = scales
        .iter()
        .enumerate()
        .map(|(n, scale)| scale.rules(n))
        .collect();
    let files = compiled.all().map(|(_, source)| source.clone());
    let program = droit_engine::compile(&Sources::new(files.chain([Source {
        name: "lectures.droit".to_owned(),
        text: probes,
    }])));
    let program = program.unwrap_or_else(|mut wrong| {
        wrong.retain(Diagnostic::is_error);
        panic!("the readings do not compile: {wrong:#?}");
    });
    let program = Arc::new(program);
    assert_eq!(
        scales.len(),
        program.scales.len(),
        "the scales that are read, and those of the program"
    );
    let months: Vec<Month> = YEARS
        .flat_map(|year| (1..=12).filter_map(move |n| Month::new(year, n)))
        .collect();
    let mut report = months
        .into_par_iter()
        .map(|month| read_month(&program, &written, &scales, month))
        .reduce(Report::default, Report::and);
    for scale in &scales {
        let lines = &scale.tree.lines;
        let read = |line: &ScaleLine| report.lines.contains(&line.since.span);
        let outside = |line: &ScaleLine| !YEARS.contains(&line.since.value.year());
        if !lines.iter().any(read) || !lines.iter().all(|line| read(line) || outside(line)) {
            let fault = format!("« {} » has lines that are never read", scale.name);
            report.faults.push(fault);
        }
    }
    let count = |of: fn(&Reader<'_>) -> usize| scales.iter().map(of).sum::<usize>();
    report.summary = format!(
        "{} scales, {} of them by steps; {} versions, {} bounds, {} days around changes; {} readings",
        scales.len(),
        count(|scale| usize::from(scale.key_unit.is_some())),
        report.lines.len(),
        count(|scale| scale.tree.lines.iter().map(|line| bounds(line).len()).sum()),
        count(|scale| scale.days.len()),
        report.readings
    );
    report
}

#[test]
fn every_scale_is_read_as_it_is_written() {
    let sources = rules::national_sources();
    let report = compare(&sources, &sources);
    println!("{}", report.summary);
    let faults = &report.faults;
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults[..faults.len().min(20)].join("\n")
    );
}

/// A scale of each kind, and of each way to change.
const EVERY_KIND: &str = "
Donnée territoire du logement, parmi métropole, Guadeloupe, Réunion, Mayotte.
Territoire défini par territoire du logement.
Règle taille du foyer, en personnes : décompte des adultes.
Barème base, en €/mois :
  depuis le 01/01/2018 : 500 €/mois ;
  depuis le 01/04/2021 : 510,50 €/mois ;
  à Mayotte, depuis le 01/01/2022 : 250 €/mois ;
  à La Réunion, depuis le 01/01/2022 : 480 €/mois ;
  à La Réunion, depuis le 01/01/2024 : néant.
Barème aide ancienne, en € : depuis le 01/01/2018 : 30 € ; depuis le 01/07/2020 : néant.
Barème salaire horaire, en €/heure, lu au mois observé :
  depuis le 01/01/2018 : 10 €/heure ; depuis le 15/05/2022 : 11 €/heure.
Barème tarif, en €/mois, selon une valeur en ans :
  depuis le 01/01/2019 : moins de 30 → 8 €/mois, de 30 à 49 → 14 €/mois, 50 et plus → 21 €/mois.
Barème abattement, en €/an, selon une valeur en €/an :
  depuis le 01/01/2019 : moins de 14 900,01 → 2 376 €/an, de 14 900,01 à 24 000 → 1 188 €/an, 24 000 et plus → 0 €/an.
Barème taux, en %, selon taille du foyer : depuis le 01/01/2019 : moins de 2 → 12 %, 2 → 16 %, 3 et plus → 16,5 %.
Barème coefficient, en %, cumulé, selon une valeur en personnes :
  depuis le 01/01/2019 : moins de 2 → 100 %, 2 → 50 %, 3 et plus → 30 % ;
  depuis le 01/01/2025 : moins de 2 → 100 %, 2 → 60 %, 3 et plus → 30 %.
Barème impôt, en €/an, par tranche, selon une valeur en €/an :
  depuis le 01/01/2019 : moins de 10 000 → 0 %, de 10 000 à 20 000 → 10 %, 20 000 et plus → 20 %.
";

/// Compares [`EVERY_KIND`] with what it becomes once some words are replaced by others.
fn replaced(from: &str, to: &str) -> Report {
    assert!(EVERY_KIND.contains(from), "« {from} » is not there");
    let rules = |text: String| {
        Sources::new([Source {
            name: "baremes.droit".to_owned(),
            text: format!("{}{text}", *pages::HOUSEHOLD),
        }])
    };
    compare(
        &rules(EVERY_KIND.to_owned()),
        &rules(EVERY_KIND.replace(from, to)),
    )
}

#[test]
fn a_scale_of_each_kind_is_read_as_it_is_written() {
    let faults = replaced("base", "base").faults;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The comparison can fail: whatever is shifted by one step, one day or one place is seen.
#[test]
fn what_is_read_otherwise_is_seen() {
    for (from, to) in [
        // A value.
        ("510,50", "510,51"),
        ("2 → 60 %", "2 → 61 %"),
        ("20 000 → 10 %", "20 000 → 11 %"),
        // A bound: one year, one person, one cent.
        (
            "moins de 30 → 8 €/mois, de 30",
            "moins de 31 → 8 €/mois, de 31",
        ),
        ("49 → 14 €/mois, 50 et plus", "48 → 14 €/mois, 49 et plus"),
        (
            "moins de 2 → 12 %, 2 → 16 %, 3",
            "moins de 3 → 12 %, 3 → 16 %, 4",
        ),
        ("3 et plus → 30 %", "3 → 30 %, 4 et plus → 31 %"),
        ("14 900,01", "14 900,02"),
        ("24 000", "23 999,99"),
        ("20 000", "20 000,01"),
        // A date: one month, one day.
        ("01/04/2021", "01/05/2021"),
        ("01/04/2021", "02/04/2021"),
        ("15/05/2022", "16/05/2022"),
        ("01/07/2020", "01/08/2020"),
        // The month at which it is read.
        (", lu au mois observé", ""),
        // How the steps combine.
        ("cumulé, ", ""),
        // A territory.
        ("à Mayotte", "en Guadeloupe"),
        ("01/01/2024 : néant", "01/01/2024 : 1 €/mois"),
        ("01/07/2020 : néant", "01/07/2020 : 0 €"),
    ] {
        let faults = replaced(from, to).faults;
        assert!(!faults.is_empty(), "« {to} » for « {from} » is not seen");
    }
}
