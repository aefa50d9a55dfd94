//! The table of a month: one row per territory, right and type of household.

use std::collections::BTreeMap;

use droit_engine::calendar::Month;

use super::counts::{Local, Money, Tally};
use super::degrees::{self, Counts, Shown, is_by_type};
use super::figures::{Entitled, Figures, Nature, Unclaimed};
use super::kinds::Kinds;
use super::places::{Area, Level, Places};
use super::secrecy::{Cells, Degree, Rule, Tree};
use super::seen::States;

/// A territory that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Territory {
    pub(crate) level: Level,
    pub(crate) code: String,
    pub(crate) name: String,
    /// What to know about it; most often nothing.
    pub(crate) note: &'static str,
    /// The households screened there; `None`: hidden.
    pub(crate) screened: Option<u64>,
    /// Whether anybody was screened there.
    pub(crate) is_empty: bool,
    /// The rows of the tree that make it.
    rows: Vec<usize>,
}

/// A row of the table.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Position of the territory.
    pub(crate) territory: usize,
    /// The types of households it is about; empty: all of them.
    pub(crate) kinds: Vec<usize>,
    pub(crate) figures: Figures,
}

/// The rows of a right.
#[derive(Debug, Clone)]
pub(crate) struct OfRight {
    /// Position of the right in the program.
    pub(crate) benefit: usize,
    pub(crate) rows: Vec<Row>,
}

/// The table of a month.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) month: Month,
    pub(crate) territories: Vec<Territory>,
    pub(crate) rights: Vec<OfRight>,
}

/// A row of the tree: what it is, and what was counted there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Whole,
    Department(&'static str),
    /// The part of an EPCI in a département.
    Part(&'static str, &'static str),
    Leaf(Option<Area>),
}

const INCOMPLETE: &str = "périmètre à compléter : ses communes ne sont pas connues du programme";
const PRESS: &str = "périmètre d'après la presse, à vérifier dans l'arrêté";
const NOT_TOLD: &str = "foyers sans code de commune, ou dont le code n'existe pas";

impl Table {
    /// The table of what was counted at a month; `chosen`: the codes or names of the territories that are wanted, all of
    /// them when it is empty.
    pub(crate) fn new(
        month: Month,
        areas: &BTreeMap<Option<Area>, Local>,
        places: &Places,
        kinds: &Kinds,
        chosen: &[String],
        rule: &Rule,
    ) -> Table {
        let (tree, found, locals) = grow(areas);
        let cells: Vec<Cells<()>> = locals
            .iter()
            .map(|local| Cells::from([((), local.households)]))
            .collect();
        let households = rule.shown(
            &tree,
            &Degree {
                before: &vec![true; tree.len()],
                cells: &cells,
                within: &BTreeMap::new(),
            },
        );
        let territories = territories(&found, &locals, &households, places, chosen);
        let benefits = locals
            .first()
            .map(|l| l.rights.keys())
            .into_iter()
            .flatten();
        let rights = benefits
            .map(|benefit| {
                let none = Tally::default();
                let tallies: Vec<&Tally> = locals
                    .iter()
                    .map(|local| local.rights.get(benefit).unwrap_or(&none))
                    .collect();
                let counts: Vec<Counts> = locals
                    .iter()
                    .zip(&tallies)
                    .map(|(local, tally)| complete(local.households, &tally.counts))
                    .collect();
                let shown = degrees::shown(&tree, &households, &counts, kinds.0.len(), rule);
                let mut rows = Vec::new();
                for (position, territory) in territories.iter().enumerate() {
                    let of = Sum::of(territory, &counts, &tallies);
                    rows.extend(of.rows(position, territory, &shown));
                }
                OfRight {
                    benefit: *benefit,
                    rows,
                }
            })
            .collect();
        Table {
            month,
            territories,
            rights,
        }
    }
}

impl Table {
    /// Whether the number of its households is shown.
    pub(crate) fn is_shown(&self) -> bool {
        self.territories
            .first()
            .is_some_and(|whole| whole.screened.is_some())
    }
}

/// Households of which a right was not told cannot be assessed for it: every right has the same households.
fn complete(households: u64, counts: &Counts) -> Counts {
    let told = counts.values().fold(0_u64, |t, n| t.saturating_add(*n));
    let mut counts = counts.clone();
    let rest = households.saturating_sub(told);
    if rest > 0 {
        let unseen = counts.entry((usize::MAX, States::UNSEEN)).or_default();
        *unseen = unseen.saturating_add(rest);
    }
    counts
}

/// The tree of places, and what was counted in each.
fn grow(areas: &BTreeMap<Option<Area>, Local>) -> (Tree, Vec<Place>, Vec<Local>) {
    let mut tree = Tree::default();
    let mut found: Vec<Place> = Vec::new();
    let mut locals: Vec<Local> = Vec::new();
    let mut known: BTreeMap<Place, usize> = BTreeMap::new();
    for (area, local) in areas {
        let path = match area {
            Some(at) => vec![
                Place::Whole,
                Place::Department(at.department),
                Place::Part(at.department, at.grouping),
                Place::Leaf(*area),
            ],
            None => vec![Place::Whole, Place::Leaf(None)],
        };
        let mut parent = None;
        for place in path {
            let row = *known.entry(place).or_insert_with(|| {
                found.push(place);
                locals.push(Local::default());
                tree.push(parent)
            });
            if let Some(sum) = locals.get_mut(row) {
                sum.merge(local);
            }
            parent = Some(row);
        }
    }
    (tree, found, locals)
}

/// The territories, in the order in which they are shown.
fn territories(
    found: &[Place],
    locals: &[Local],
    households: &[bool],
    places: &Places,
    chosen: &[String],
) -> Vec<Territory> {
    let rows = |wanted: &dyn Fn(&Place) -> bool| -> Vec<usize> {
        let all = found.iter().enumerate();
        all.filter(|(_, place)| wanted(place))
            .map(|(i, _)| i)
            .collect()
    };
    let territory = |level, code: &str, name: &str, note, rows: Vec<usize>| {
        let hidden = rows
            .iter()
            .any(|r| !households.get(*r).copied().unwrap_or(false));
        let sum = rows.iter().filter_map(|r| locals.get(*r));
        let sum = sum.fold(0_u64, |t, local| t.saturating_add(local.households));
        Territory {
            level,
            code: code.to_owned(),
            name: name.to_owned(),
            note,
            screened: (!hidden).then_some(sum),
            is_empty: rows.is_empty(),
            rows,
        }
    };
    let of_code = |level, code: &str| match level {
        Level::Department => rows(&|p| matches!(p, Place::Department(d) if *d == code)),
        Level::Grouping => rows(&|p| matches!(p, Place::Part(_, g) if *g == code)),
        _ => rows(&|p| matches!(p, Place::Leaf(Some(a)) if a.commune == Some(code))),
    };
    let wanted = |names: [&str; 2]| chosen.iter().any(|c| names.contains(&c.as_str()));
    let mut all = vec![territory(
        Level::Whole,
        "",
        "Ensemble",
        "",
        rows(&|p| *p == Place::Whole),
    )];
    for experiment in &places.experiments {
        let level = places
            .named(experiment.code)
            .map_or(Level::Commune, |(level, _, _)| level);
        let rows = if experiment.is_complete() {
            of_code(level, experiment.code)
        } else {
            Vec::new()
        };
        let note = match experiment.trust {
            "presse" => PRESS,
            _ if experiment.is_complete() => "",
            _ => INCOMPLETE,
        };
        if wanted([experiment.name, experiment.code]) || (chosen.is_empty() && !rows.is_empty()) {
            all.push(territory(
                Level::Experiment,
                experiment.code,
                experiment.name,
                note,
                rows,
            ));
        }
    }
    let mut codes: Vec<(Level, &'static str)> = found
        .iter()
        .filter_map(|place| match place {
            Place::Department(code) => Some((Level::Department, *code)),
            Place::Part(_, code) if !code.is_empty() => Some((Level::Grouping, *code)),
            Place::Leaf(Some(area)) => Some((Level::Commune, area.commune?)),
            _ => None,
        })
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let asked = chosen.iter().filter_map(|code| places.named(code));
    for (level, code, _) in asked {
        if !codes.contains(&(level, code)) {
            codes.push((level, code));
        }
    }
    for (level, code) in codes {
        let name = places.named(code).map_or(code, |(_, _, name)| name);
        let is_experiment = all
            .iter()
            .any(|t| t.level == Level::Experiment && t.code == code);
        // A commune is counted apart because it was chosen, or as a "territoire zéro non-recours": then it is there.
        let kept = if level == Level::Commune || !chosen.is_empty() {
            wanted([code, name]) && !is_experiment
        } else {
            true
        };
        if kept {
            all.push(territory(level, code, name, "", of_code(level, code)));
        }
    }
    let unknown = rows(&|p| *p == Place::Leaf(None));
    if !unknown.is_empty() {
        all.push(territory(
            Level::Unknown,
            "",
            "Territoire inconnu",
            NOT_TOLD,
            unknown,
        ));
    }
    all
}

/// What was counted in a territory.
struct Sum {
    counts: Counts,
    money: BTreeMap<usize, Money>,
}

impl Sum {
    fn of(territory: &Territory, counts: &[Counts], tallies: &[&Tally]) -> Sum {
        let mut sum = Sum {
            counts: Counts::new(),
            money: BTreeMap::new(),
        };
        for row in &territory.rows {
            if let (Some(counts), Some(tally)) = (counts.get(*row), tallies.get(*row)) {
                super::secrecy::add(&mut sum.counts, counts);
                for (kind, money) in &tally.money {
                    sum.money.entry(*kind).or_default().merge(money);
                }
            }
        }
        sum
    }

    /// What is due and not received by some types of households; nothing when the right is no amount.
    fn money(&self, kinds: &[usize]) -> Option<Money> {
        let mut kept = self
            .money
            .iter()
            .filter(|(kind, _)| kinds.is_empty() || kinds.contains(kind))
            .map(|(_, money)| money);
        let mut sum = kept.next()?.clone();
        kept.for_each(|money| sum.merge(money));
        Some(sum)
    }

    /// The row of all households, then those of types.
    fn rows(&self, position: usize, territory: &Territory, shown: &Shown) -> Vec<Row> {
        let is = |flags: &[bool]| {
            let mut rows = territory.rows.iter();
            !territory.is_empty && rows.all(|r| flags.get(*r).copied().unwrap_or(false))
        };
        let mut figures = Figures {
            screened: territory.screened,
            ..Figures::default()
        };
        // Each figure comes from the finest classes that are shown: those are the ones that are protected.
        if is(&shown.entitled) {
            let mut cells = shown.entitled_classes.count(&self.counts);
            if is(&shown.unclaimed) {
                cells = shown.unclaimed_classes.count(&self.counts);
                if is(&shown.nature) {
                    cells = shown.nature_classes.count(&self.counts);
                    figures.nature = Some(Nature::of(&cells));
                }
                let money = self.money(&[]);
                figures.unclaimed = Some(Unclaimed::of(
                    &cells,
                    money.as_ref(),
                    &shown.unclaimed_classes,
                ));
            }
            figures.entitled = Some(Entitled::of(&cells));
        }
        let mut rows = vec![Row {
            territory: position,
            kinds: Vec::new(),
            figures,
        }];
        if is(&shown.types) {
            for kinds in &shown.groups {
                let own = |key: &&(usize, States)| kinds.contains(&key.0);
                let counts: Counts = self
                    .counts
                    .iter()
                    .filter(|(key, _)| own(key))
                    .map(|(key, n)| (*key, *n))
                    .collect();
                let mut cells = shown.unclaimed_classes.count(&counts);
                cells.retain(|states, _| is_by_type(Some(*states)));
                let money = self.money(kinds);
                let unclaimed = Unclaimed::of(&cells, money.as_ref(), &shown.unclaimed_classes);
                let entitled = Entitled::of(&cells).entitled;
                rows.push(Row {
                    territory: position,
                    kinds: kinds.clone(),
                    figures: Figures {
                        screened: None,
                        entitled: Some(Entitled {
                            assessed: None,
                            share: None,
                            entitled: Some(entitled.unwrap_or((0, 0))),
                        }),
                        unclaimed: Some(unclaimed),
                        nature: None,
                    },
                });
            }
        }
        rows
    }
}
