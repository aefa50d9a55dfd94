//! The tables that tell what a flow says: data, beside this crate's source, never code.

use std::collections::HashMap;
use std::sync::OnceLock;

use droit_engine::calendar::Month;

const ELEMENTS: &str = include_str!("../../../data/vrsb0801/elements.csv");
const CODES: &str = include_str!("../../../data/vrsb0801/codes.csv");
const RIGHTS: &str = include_str!("../../../data/vrsb0801/droits.csv");
const DELAYS: &str = include_str!("../../../data/vrsb0801/decalages.csv");
const FLAT_RATES: &str = include_str!("../../../data/vrsb0801/forfaits.csv");
const SCHOOLS: &str = include_str!("../../../data/vrsb0801/scolarite.csv");
const SETTINGS: &str = include_str!("../../../data/vrsb0801/reglages.csv");
const OTHERS: &str = include_str!("../../../data/vrsb0801/refus.csv");

/// What an element holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Other elements.
    Block,
    /// A code, padded or not.
    Code,
    /// A date.
    Date,
    /// An amount in euros.
    Amount,
    /// A key or a number, kept as text.
    Key,
    /// The number of a person: hashed at once, or dropped.
    Person,
}

/// An element that is read; those that no line lists are skipped with all they hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element {
    /// Its own name.
    pub(super) name: &'static str,
    /// What it holds.
    pub(super) form: Form,
}

/// What a code means here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code {
    /// How it is read.
    pub(super) reading: &'static str,
    /// What more is needed to read it so.
    pub(super) detail: &'static str,
}

/// How a right looks at a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct View {
    /// The household of family benefits, else that of the RSA.
    pub(super) family: bool,
    /// An RSA that is paid proves that the condition of residence is met.
    pub(super) stay: bool,
    /// Resources that the caisse sets aside are set aside.
    pub(super) set_aside: bool,
}

/// When a right is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Always.
    Always,
    /// When the flow has a clue of it.
    Clue,
    /// Never: the flow says nothing of what it depends on.
    Never,
}

/// All the tables.
pub(super) struct Tables {
    elements: HashMap<&'static str, Element>,
    codes: HashMap<(&'static str, &'static str), Code>,
    rights: Vec<(&'static str, View, When)>,
    delays: Vec<(&'static str, &'static str, Month, i32)>,
    flat_rates: Vec<(Month, [i64; 3])>,
    schools: Vec<(i32, i32, &'static str)>,
    settings: HashMap<&'static str, &'static str>,
    others: HashMap<&'static str, &'static str>,
}

/// The lines of a table without its header: no cell holds a separator.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().skip(1).map(|line| {
        let mut cells = line.split(';');
        std::array::from_fn(|_| cells.next().unwrap_or_default().trim_matches('"'))
    })
}

/// The tables, read once.
pub(super) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| Tables {
        elements: rows(ELEMENTS)
            .map(|[path, form]| {
                let name = path.rsplit('/').next().unwrap_or(path);
                let form = match form {
                    "code" => Form::Code,
                    "date" => Form::Date,
                    "montant" => Form::Amount,
                    "nir" => Form::Person,
                    "bloc" => Form::Block,
                    _ => Form::Key,
                };
                (path, Element { name, form })
            })
            .collect(),
        codes: rows(CODES)
            .map(|[field, code, _, reading, detail]| ((field, code), Code { reading, detail }))
            .collect(),
        rights: rows(RIGHTS)
            .map(|[right, household, stay, set_aside, when]| {
                let view = View {
                    family: household == "pf",
                    stay: stay == "oui",
                    set_aside: set_aside == "oui",
                };
                let when = match when {
                    "indice" => When::Clue,
                    "jamais" => When::Never,
                    _ => When::Always,
                };
                (right, view, when)
            })
            .collect(),
        delays: rows(DELAYS)
            .filter_map(|[body, area, since, months]| {
                Some((body, area, Month::parse(since)?, months.parse().ok()?))
            })
            .collect(),
        flat_rates: rows(FLAT_RATES)
            .filter_map(|[since, one, two, three]| {
                let cents = |text: &str| text.replace(',', "").parse().ok();
                Some((
                    Month::parse(since)?,
                    [cents(one)?, cents(two)?, cents(three)?],
                ))
            })
            .collect(),
        schools: rows(SCHOOLS)
            .filter_map(|[from, to, level]| Some((from.parse().ok()?, to.parse().ok()?, level)))
            .collect(),
        settings: rows(SETTINGS).map(|[key, value]| (key, value)).collect(),
        others: rows(OTHERS)
            .map(|[element, flow]| (element, flow))
            .collect(),
    })
}

impl Tables {
    /// An element by its path.
    pub(super) fn element(&self, path: &str) -> Option<Element> {
        self.elements.get(path).copied()
    }

    /// A code of a field.
    pub(super) fn code(&self, field: &'static str, code: &str) -> Option<Code> {
        // A key of the map lives as long as the program; what is looked for does not.
        let known: &HashMap<(&str, &str), Code> = &self.codes;
        known.get(&(field, code)).copied()
    }

    /// How a right looks at a household, and when it is told of.
    pub(super) fn right(&self, right: &str) -> (View, When) {
        let line = |name: &str| self.rights.iter().find(|(right, ..)| *right == name);
        line(right)
            .or_else(|| line("*"))
            .map_or((View::FAMILY, When::Always), |(_, view, when)| {
                (*view, *when)
            })
    }

    /// How many months after the end of a quarter the right begins that it opens.
    pub(super) fn first_month(&self, body: &str, area: &str, quarter_end: Month) -> Month {
        let concerned = |name: &str, wanted: &str| name == "*" || name == wanted;
        self.delays
            .iter()
            .filter(|(b, a, ..)| concerned(b, body) && concerned(a, area))
            .map(|(_, _, since, months)| (*since, quarter_end.plus(*months)))
            .find(|(since, month)| month >= since)
            .map_or(quarter_end.plus(1), |(_, month)| month)
    }

    /// The flat rate for housing of so many persons, in cents.
    pub(super) fn flat_rate(&self, month: Month, persons: usize) -> Option<i64> {
        let (_, rates) = self
            .flat_rates
            .iter()
            .rev()
            .find(|(since, _)| *since <= month)?;
        rates.get(persons.checked_sub(1)?.min(2)).copied()
    }

    /// The school of a child of this age.
    pub(super) fn school(&self, age: i32) -> Option<&'static str> {
        self.schools
            .iter()
            .find(|(from, to, _)| (*from..=*to).contains(&age))
            .map(|(.., level)| *level)
    }

    /// A setting; empty when there is none.
    pub(super) fn setting(&self, key: &str) -> &'static str {
        self.settings.get(key).copied().unwrap_or_default()
    }

    /// A setting that is a number.
    pub(super) fn number(&self, key: &str) -> i32 {
        self.setting(key).parse().unwrap_or(0)
    }

    /// The flow that has such an element, when it is another one.
    pub(super) fn other_flow(&self, element: &str) -> Option<&'static str> {
        self.others.get(element).copied()
    }
}

impl View {
    /// The household of family benefits, nothing presumed.
    pub(super) const FAMILY: View = View {
        family: true,
        stay: false,
        set_aside: false,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn every_line_of_the_tables_is_read() {
        let tables = tables();
        assert_eq!(tables.elements.len(), ELEMENTS.lines().count() - 1);
        assert_eq!(tables.codes.len(), CODES.lines().count() - 1);
        assert_eq!(tables.delays.len(), DELAYS.lines().count() - 1);
        assert_eq!(tables.flat_rates.len(), FLAT_RATES.lines().count() - 1);
        assert_eq!(tables.schools.len(), SCHOOLS.lines().count() - 1);
        let code = tables.code("NATRESS", "022").unwrap();
        assert_eq!(
            (code.reading, code.detail),
            ("ressource", "retraite.net+imposable")
        );
    }

    #[test]
    fn what_must_not_be_read_is_in_no_table() {
        for word in [
            "Controle",
            "Liberalite",
            "Evenement",
            "NATFINGRO",
            "NOM",
            "PRENOM",
            "VOIE",
            "Rattachement",
            "TIERS",
            "COMM",
        ] {
            let found = ELEMENTS.lines().find(|line| {
                let path = line.split(';').next().unwrap_or_default();
                path.split('/').any(|name| {
                    name.contains(word) && name != "NUMCOM" && !name.contains("TroncCommun")
                })
            });
            assert_eq!(found, None, "{word}");
        }
    }

    #[test]
    fn a_quarter_opens_three_months_of_right() {
        let first = |body, area, end| tables().first_month(body, area, month(end)).to_string();
        assert_eq!(first("CAF", "38", "2026-01"), "2026-03");
        assert_eq!(first("CAF", "38", "2025-01"), "2025-03");
        assert_eq!(first("CAF", "38", "2024-12"), "2025-01");
        assert_eq!(first("CAF", "34", "2024-08"), "2024-10");
        assert_eq!(first("CAF", "38", "2021-10"), "2021-11");
        assert_eq!(first("MSA", "38", "2025-03"), "2025-04");
        assert_eq!(first("MSA", "38", "2026-01"), "2026-03");
    }

    #[test]
    fn the_flat_rate_is_that_of_the_month() {
        let rate = |at, persons| tables().flat_rate(month(at), persons);
        assert_eq!(rate("2026-04", 1), Some(7820));
        assert_eq!(rate("2026-03", 2), Some(15516));
        assert_eq!(rate("2026-04", 7), Some(19355));
        assert_eq!(rate("2026-04", 0), None);
        assert_eq!(rate("2018-01", 1), None);
    }
}
