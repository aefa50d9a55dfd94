//! The fields of the situation format that a column may fill: the inputs of the program, and what stands around them.

use std::collections::{BTreeMap, BTreeSet};

use droit_engine::program::{Arity, FieldPath, Input, InputId, Program, Timing, Type};

use crate::render::words;

/// Every field, by the path that a mapping writes.
#[derive(Debug)]
pub(crate) struct Fields {
    by_path: BTreeMap<String, Field>,
    /// Codes of roles; whether many persons may hold them.
    pub(crate) roles: Vec<(String, bool)>,
    /// The role of the first person.
    pub(crate) head: String,
    /// Lists that the household has: its persons then have theirs in them.
    shared: BTreeSet<String>,
    /// The codes of each list that the household or each person holds, with their selectors.
    codes: BTreeMap<String, [Codes; 2]>,
}

/// Selectors and codes.
type Codes = Vec<(String, String)>;

/// A field that a column may fill.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// As a mapping writes it: `personnes.ressources.salaire.net`.
    pub(crate) path: String,
    /// Held by each person.
    pub(crate) each: bool,
    /// Where its value stands.
    pub(crate) place: Place,
    /// What it is.
    pub(crate) kind: Kind,
    /// Whether `aucun` is a value.
    pub(crate) optional: bool,
    /// When it is known.
    pub(crate) timing: Timing,
    /// For how many months a line still counts after its last one.
    pub(crate) carry: u32,
    /// The inputs that it tells.
    pub(crate) inputs: Vec<InputId>,
}

/// Where a value stands, from the household or from the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// Beside the situation: the month of the right.
    Period,
    /// Keys down to the value.
    Keys(Vec<String>),
    /// An amount of a dated line of a list (or its presence).
    Line {
        list: String,
        selector: String,
        code: String,
        amount: Option<String>,
    },
    /// A whole list: only whether it is known or empty can be said.
    List { list: String },
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number; for money, over which time.
    Number(Measure),
    /// Yes or no.
    YesNo,
    /// A day.
    Day,
    /// A month.
    Month,
    /// One of some codes.
    Choice(Vec<String>),
    /// A code of a table, of so many characters.
    Code(usize),
    /// An identifier.
    Text,
    /// Several fields at once: only `aucun` or `inconnu` can be said.
    Group,
}

/// What a number measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Euros a month.
    Monthly,
    /// Euros a year.
    Yearly,
    /// Euros.
    Euros,
    /// A share: 1 is 100 %.
    Share,
    /// Something else.
    Plain,
}

/// The prefix of what each person has.
pub(crate) const PERSONS: &str = "personnes";

impl Field {
    /// The list on a line of which it stands.
    pub(crate) fn list(&self) -> Option<&str> {
        match &self.place {
            Place::Line { list, .. } => Some(list),
            _ => None,
        }
    }
}

impl Fields {
    /// Of a program.
    pub(crate) fn new(program: &Program) -> Fields {
        let mut fields = Fields {
            by_path: BTreeMap::new(),
            roles: program
                .entity
                .roles
                .iter()
                .map(|r| (r.code.clone(), r.arity == Arity::Many))
                .collect(),
            head: program
                .entity
                .roles
                .iter()
                .find(|r| r.arity == Arity::One)
                .map(|r| r.code.clone())
                .unwrap_or_default(),
            shared: BTreeSet::new(),
            codes: BTreeMap::new(),
        };
        fields.around();
        for (position, input) in program.inputs.iter().enumerate() {
            fields.input(program, InputId::at(position), input);
        }
        fields.groups(program);
        let household = fields.all().filter(|field| !field.each);
        fields.shared = household
            .filter_map(|field| field.list().map(str::to_owned))
            .collect();
        fields.gather();
        fields
    }

    /// What a path names; `demandeur.naissance` and `enfant[2].naissance` name what one person has.
    pub(crate) fn find(&self, path: &str) -> Option<(&Field, Option<(String, usize)>)> {
        if let Some(field) = self.by_path.get(path) {
            return Some((field, None));
        }
        let (who, rest) = path.split_once('.')?;
        let (role, rank) = match who.split_once('[') {
            Some((role, rank)) => (role, rank.strip_suffix(']')?.parse().ok()?),
            None => (who, 1),
        };
        let (_, many) = self.roles.iter().find(|(code, _)| code == role)?;
        if rank == 0 || rank > 30 || (rank > 1 && !many) {
            return None;
        }
        let field = self.by_path.get(&format!("{PERSONS}.{rest}"))?;
        Some((field, Some((role.to_owned(), rank))))
    }

    /// Every path.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.by_path.keys().map(String::as_str)
    }

    /// Every field.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Field> {
        self.by_path.values()
    }

    /// Whether the household has a list.
    pub(crate) fn is_shared(&self, list: &str) -> bool {
        self.shared.contains(list)
    }

    /// The codes of a list that the household or each person holds, with their selector.
    pub(crate) fn codes(&self, list: &str, each: bool) -> &[(String, String)] {
        let [household, person] = match self.codes.get(list) {
            Some(codes) => codes,
            None => return &[],
        };
        if each { person } else { household }
    }

    /// Gathers the codes of the lists.
    fn gather(&mut self) {
        for field in self.by_path.values() {
            let Place::Line {
                list,
                selector,
                code,
                ..
            } = &field.place
            else {
                continue;
            };
            let [household, person] = self.codes.entry(list.clone()).or_default();
            let codes = if field.each { person } else { household };
            let pair = (selector.clone(), code.clone());
            if codes.last() != Some(&pair) {
                codes.push(pair);
            }
        }
    }

    fn add(&mut self, field: Field) {
        match self.by_path.get_mut(&field.path) {
            Some(known) => known.inputs.extend(field.inputs),
            None => {
                self.by_path.insert(field.path.clone(), field);
            }
        }
    }

    fn around(&mut self) {
        let roles = self.roles.iter().map(|(code, _)| code.clone()).collect();
        let simple = |path: &str, each, place, kind| Field {
            path: path.to_owned(),
            each,
            place,
            kind,
            optional: false,
            timing: Timing::Once,
            carry: 0,
            inputs: Vec::new(),
        };
        let key = |key: &str| Place::Keys(vec![key.to_owned()]);
        self.add(simple("period", false, Place::Period, Kind::Month));
        self.add(simple("personnes.id", true, key("id"), Kind::Text));
        self.add(simple(
            "personnes.role",
            true,
            key("role"),
            Kind::Choice(roles),
        ));
    }

    fn input(&mut self, program: &Program, id: InputId, input: &Input) {
        let prefix = if input.each { "personnes." } else { "" };
        let mut field = Field {
            path: String::new(),
            each: input.each,
            place: Place::Keys(input.path.keys.clone()),
            kind: kind(program, input),
            optional: input.optional,
            timing: input.timing,
            carry: input.carry,
            inputs: vec![id],
        };
        if let Some(deduced) = &input.deduced {
            let length = usize::try_from(deduced.table)
                .ok()
                .and_then(|t| program.tables.get(t))
                .map_or(0, |t| usize::try_from(t.length).unwrap_or(0));
            self.add(Field {
                path: format!("{prefix}{}", deduced.from.join(".")),
                place: Place::Keys(deduced.from.clone()),
                kind: Kind::Code(length),
                optional: false,
                timing: Timing::Once,
                ..field.clone()
            });
        }
        field.path = format!("{prefix}{}", dotted(&input.path));
        if let Some(line) = &input.path.list {
            field.place = Place::Line {
                list: line.list.clone(),
                selector: line.selector.clone(),
                code: line.code.clone(),
                amount: line.amount.clone(),
            };
            // `prestations_percues.rsa`, when there is one amount only.
            let amounts = program.inputs.iter().filter(|other| {
                other.each == input.each
                    && other
                        .path
                        .list
                        .as_ref()
                        .is_some_and(|l| (&l.list, &l.code) == (&line.list, &line.code))
            });
            if amounts.count() == 1 {
                field.path = format!("{prefix}{}.{}", line.list, line.code);
            }
            self.add(Field {
                path: format!("{prefix}{}", line.list),
                place: Place::List {
                    list: line.list.clone(),
                },
                kind: Kind::Group,
                optional: true,
                timing: Timing::Once,
                ..field.clone()
            });
        }
        self.add(field);
    }

    /// Maps whose fields may all hold nothing: `logement.pret`.
    fn groups(&mut self, program: &Program) {
        let mut groups: BTreeMap<(bool, Vec<String>), (bool, Vec<InputId>)> = BTreeMap::new();
        for (position, input) in program.inputs.iter().enumerate() {
            if input.path.list.is_some() {
                continue;
            }
            for end in 1..input.path.keys.len() {
                let keys = input.path.keys.get(..end).unwrap_or_default().to_vec();
                let group = groups
                    .entry((input.each, keys))
                    .or_insert((true, Vec::new()));
                group.0 &= input.optional;
                group.1.push(InputId::at(position));
            }
        }
        for ((each, keys), (optional, inputs)) in groups {
            if optional {
                let prefix = if each { "personnes." } else { "" };
                self.add(Field {
                    path: format!("{prefix}{}", keys.join(".")),
                    each,
                    place: Place::Keys(keys),
                    kind: Kind::Group,
                    optional: true,
                    timing: Timing::Once,
                    carry: 0,
                    inputs,
                });
            }
        }
    }
}

/// `ressources.salaire.net`
fn dotted(path: &FieldPath) -> String {
    path.list.as_ref().map_or_else(
        || words::path(path),
        |l| {
            let amount = l
                .amount
                .as_ref()
                .map(|a| format!(".{a}"))
                .unwrap_or_default();
            format!("{}.{}{amount}", l.list, l.code)
        },
    )
}

fn kind(program: &Program, input: &Input) -> Kind {
    match input.ty {
        Type::Number(_) => Kind::Number(match input.unit.as_str() {
            "€/mois" => Measure::Monthly,
            "€/an" => Measure::Yearly,
            "€" => Measure::Euros,
            "%" => Measure::Share,
            _ => Measure::Plain,
        }),
        Type::YesNo => Kind::YesNo,
        Type::Date if input.month => Kind::Month,
        Type::Date => Kind::Day,
        Type::Choice(id) => Kind::Choice(
            program
                .choices
                .get(id.index())
                .map(|c| c.codes.clone())
                .unwrap_or_default(),
        ),
    }
}
