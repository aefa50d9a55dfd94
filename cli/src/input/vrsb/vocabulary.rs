//! What the rules in use can be told: a key that they do not have is not written.

use std::collections::HashSet;

use droit_engine::program::{CodeTable, Program, Type};

/// The list of what is received.
pub(super) const RECEIVED: &str = "prestations_percues";
/// Where the département is told.
pub(super) const DEPARTMENT: &str = "logement.departement";

/// The words of a program.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    household: HashSet<String>,
    person: HashSet<String>,
    /// The benefits that may be received.
    pub(super) received: Vec<String>,
    /// The rights.
    pub(super) rights: Vec<String>,
    /// The communes, as ranges of codes; none when no table tells them.
    communes: Option<Vec<(u64, u64)>>,
    /// The départements.
    departments: Vec<String>,
}

impl Vocabulary {
    /// Of a program.
    pub(crate) fn new(program: &Program) -> Self {
        let mut words = Vocabulary {
            rights: program.benefits.iter().map(|b| b.id.to_string()).collect(),
            ..Vocabulary::default()
        };
        for input in &program.inputs {
            let keys = if input.each {
                &mut words.person
            } else {
                &mut words.household
            };
            if let Some(list) = &input.path.list {
                if list.list == RECEIVED && !words.received.contains(&list.code) {
                    words.received.push(list.code.clone());
                }
                keys.insert(list.list.clone());
                keys.insert(format!("{}.{}", list.list, list.code));
            } else {
                let path = input.path.keys.join(".");
                if path == DEPARTMENT
                    && let Type::Choice(id) = input.ty
                    && let Some(choice) = program.choices.get(id.index())
                {
                    words.departments.clone_from(&choice.codes);
                }
                keys.insert(path);
            }
            if let Some(deduced) = &input.deduced
                && words.communes.is_none()
            {
                words.communes = usize::try_from(deduced.table)
                    .ok()
                    .and_then(|table| program.tables.get(table))
                    .map(ranges);
            }
        }
        words
    }

    /// Whether something is asked of the household, by its dotted path.
    pub(super) fn of_household(&self, path: &str) -> bool {
        self.household.contains(path)
    }

    /// Whether something is asked of a person.
    pub(super) fn of_person(&self, path: &str) -> bool {
        self.person.contains(path)
    }

    /// Whether the rules know a département.
    pub(super) fn is_department(&self, code: &str) -> bool {
        self.departments.iter().any(|known| known == code)
    }

    /// Whether the rules know a commune.
    pub(super) fn is_commune(&self, code: &str) -> bool {
        let (Some(number), Some(ranges)) = (CodeTable::number(code), &self.communes) else {
            return false;
        };
        let at = ranges.partition_point(|(_, last)| *last < number);
        code.len() == 5 && ranges.get(at).is_some_and(|(first, _)| *first <= number)
    }
}

/// The codes of a table, as ranges.
fn ranges(table: &CodeTable) -> Vec<(u64, u64)> {
    let mut end = 0_u64;
    let ranges = table.ranges.iter().map(|(gap, more, _)| {
        let first = end.saturating_add(*gap);
        end = first.saturating_add(*more);
        (first, end)
    });
    ranges.collect()
}
