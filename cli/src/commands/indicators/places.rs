//! Where a household lives: the tables of communes, and the territories that may be compared.
//!
//! A territory is a label and a filter. It never opens a right, and never justifies a screening.

use std::collections::{BTreeMap, HashMap};

const COMMUNES: &str = include_str!("../../../data/territoires/communes.csv");
const CODES: &str = include_str!("../../../data/territoires/codes.csv");
const GROUPINGS: &str = include_str!("../../../data/territoires/epci.csv");
const DEPARTMENTS: &str = include_str!("../../../data/territoires/departements.csv");
const EXPERIMENTS: &str = include_str!("../../../data/territoires/tznr.csv");

/// What `confiance` says of a territory whose communes are not known yet.
const INCOMPLETE: &str = "a_completer";

/// The smallest area that is counted apart: a part of an EPCI in a département, or one commune of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Area {
    /// Code of the département.
    pub(crate) department: &'static str,
    /// SIREN of the EPCI; empty outside any.
    pub(crate) grouping: &'static str,
    /// Code of the commune, for those that are counted apart.
    pub(crate) commune: Option<&'static str>,
}

/// A "territoire zéro non-recours".
#[derive(Debug, Clone)]
pub(crate) struct Experiment {
    pub(crate) name: &'static str,
    /// `commune`, `ca`, `departement`…
    pub(crate) kind: &'static str,
    /// Of the commune, of the EPCI or of the département; empty when it is not known yet.
    pub(crate) code: &'static str,
    pub(crate) department: &'static str,
    pub(crate) trust: &'static str,
    pub(crate) wave: &'static str,
}

impl Experiment {
    /// Whether its communes are known.
    pub(crate) fn is_complete(&self) -> bool {
        self.trust != INCOMPLETE && !self.code.is_empty()
    }
}

struct Commune {
    name: &'static str,
    grouping: &'static str,
}

/// The tables.
pub(crate) struct Places {
    communes: HashMap<&'static str, Commune>,
    former: HashMap<&'static str, &'static str>,
    groupings: BTreeMap<&'static str, &'static str>,
    departments: BTreeMap<&'static str, &'static str>,
    pub(crate) experiments: Vec<Experiment>,
    /// Communes counted apart.
    apart: Vec<&'static str>,
}

/// The lines of a table, without its header.
fn lines(text: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    text.lines().skip(1).map(|line| line.split(';'))
}

fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(text).filter_map(|mut cells| Some((cells.next()?, cells.next()?)))
}

impl Places {
    /// The tables of the program.
    pub(crate) fn new() -> Places {
        let communes = lines(COMMUNES).filter_map(|mut cells| {
            let (code, name, grouping) = (cells.next()?, cells.next()?, cells.next()?);
            Some((code, Commune { name, grouping }))
        });
        let experiments = lines(EXPERIMENTS).filter_map(|mut cells| {
            Some(Experiment {
                name: cells.next()?,
                kind: cells.next()?,
                code: cells.next()?,
                department: cells.next()?,
                trust: cells.nth(1)?,
                wave: cells.next()?,
            })
        });
        let mut places = Places {
            communes: communes.collect(),
            former: pairs(CODES).collect(),
            groupings: pairs(GROUPINGS).collect(),
            departments: pairs(DEPARTMENTS).collect(),
            experiments: experiments.collect(),
            apart: Vec::new(),
        };
        let codes: Vec<&'static str> = places.experiments.iter().map(|e| e.code).collect();
        for code in codes {
            places.count_apart(code);
        }
        places
    }

    /// Counts a commune apart from the others of its EPCI; other codes change nothing.
    pub(crate) fn count_apart(&mut self, code: &str) {
        if let Some((code, _)) = self.communes.get_key_value(code)
            && !self.apart.contains(code)
        {
            self.apart.push(code);
        }
    }

    /// The commune of today that a code stands for: old codes, associated communes and arrondissements are resolved.
    pub(crate) fn commune(&self, code: &str) -> Option<&'static str> {
        let code = code.trim().to_ascii_uppercase();
        let code = self.former.get(code.as_str()).copied().unwrap_or(&code);
        self.communes.get_key_value(code).map(|(code, _)| *code)
    }

    /// The area of a commune, by any of its codes; `None` when no commune bears it.
    pub(crate) fn area(&self, code: &str) -> Option<Area> {
        let commune = self.commune(code)?;
        Some(Area {
            department: self.department_of(commune)?,
            grouping: self.communes.get(commune)?.grouping,
            commune: self.apart.contains(&commune).then_some(commune),
        })
    }

    /// The département whose code starts the code of a commune.
    fn department_of(&self, commune: &str) -> Option<&'static str> {
        [2, 3].into_iter().find_map(|length| {
            let start = commune.get(..length)?;
            self.departments.get_key_value(start).map(|(code, _)| *code)
        })
    }

    /// What bears a code: `departement`, `epci` or `commune`, and its name.
    pub(crate) fn named(&self, code: &str) -> Option<(Level, &'static str, &'static str)> {
        let department = self.departments.get_key_value(code);
        let grouping = self.groupings.get_key_value(code);
        department
            .map(|(code, name)| (Level::Department, *code, *name))
            .or_else(|| grouping.map(|(code, name)| (Level::Grouping, *code, *name)))
            .or_else(|| {
                let code = self.commune(code)?;
                let commune = self.communes.get(code)?;
                Some((Level::Commune, code, commune.name))
            })
    }
}

/// A kind of territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// All households.
    Whole,
    /// A "territoire zéro non-recours".
    Experiment,
    Department,
    Grouping,
    Commune,
    /// Households whose commune is unknown.
    Unknown,
}

impl Level {
    /// The word in files.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Level::Whole => "ensemble",
            Level::Experiment => "tznr",
            Level::Department => "departement",
            Level::Grouping => "epci",
            Level::Commune => "commune",
            Level::Unknown => "inconnu",
        }
    }

    /// For people, in the plural.
    pub(crate) const fn heading(self) -> &'static str {
        match self {
            Level::Whole => "Ensemble",
            Level::Experiment => "Territoires zéro non-recours",
            Level::Department => "Départements",
            Level::Grouping => "Intercommunalités",
            Level::Commune => "Communes",
            Level::Unknown => "Territoire inconnu",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_yesterday_and_of_arrondissements_are_resolved() {
        let places = Places::new();
        assert_eq!(places.commune(" 75101"), Some("75056"));
        assert_eq!(places.commune("69381"), Some("69123"));
        assert_eq!(places.commune("01003"), Some("01165"));
        assert_eq!(places.commune("2a004"), Some("2A004"));
        for unknown in ["", "75000", "é", "2A", "99999", "750560"] {
            assert_eq!(places.area(unknown), None, "{unknown}");
        }
        let lille = places.area("59350").unwrap();
        assert_eq!(
            (lille.department, lille.grouping, lille.commune),
            ("59", "200093201", Some("59350"))
        );
        assert_eq!(places.area("97801").unwrap().department, "978");
        assert_eq!(places.area("97415").unwrap().department, "974");
    }

    #[test]
    fn each_commune_has_one_place_and_experiments_have_the_communes_of_the_sheet() {
        let places = Places::new();
        let count = |name: &str| {
            let experiment = places.experiments.iter().find(|e| e.name == name).unwrap();
            let within = |code: &&&str| {
                let area = places.area(code).unwrap();
                [area.department, area.grouping].contains(&experiment.code)
                    || **code == experiment.code
            };
            places.communes.keys().filter(within).count()
        };
        for (name, expected) in [
            ("Gironde", 534),
            ("Haute-Garonne", 586),
            ("Meurthe-et-Moselle", 591),
            ("Pyrénées-Atlantiques", 545),
            ("Seine-Saint-Denis", 39),
            ("Guadeloupe", 32),
            ("Martinique", 34),
            ("Métropole de Lyon", 58),
            ("Dijon Métropole", 23),
            ("CU d'Arras", 46),
            ("CA du Pays Ajaccien", 10),
            ("CA Redon Agglomération", 31),
            ("CA de Blois Agglopolys", 43),
            ("CA du Grand Chambéry", 38),
            ("CC du Pays de La Châtaigneraie", 14),
            ("CC Astarac Arros en Gascogne", 37),
            ("Paris", 1),
        ] {
            assert_eq!(count(name), expected, "{name}");
        }
        assert_eq!(places.experiments.len(), 39);
        assert_eq!(
            places
                .experiments
                .iter()
                .filter(|e| !e.is_complete())
                .count(),
            4
        );
        assert_eq!(
            (places.communes.len(), places.former.len()),
            (34_969, 4_285)
        );
    }
}
