//! The keys that a situation may have: they are the paths of the inputs.

use crate::nearest::nearest;
use crate::program::{Input, InputId, Program};
use crate::sorted::Map;

/// Keys of the format that rules may not read, by their path from the household.
const NOT_READ: [&[&str]; 2] = [&["trimestre_reference"], &["logement", "commune"]];

/// Every key, of the household and of a person.
pub(super) struct Schema<'p> {
    pub(super) household: Level<'p>,
    pub(super) person: Level<'p>,
    pub(super) lists: Vec<ListSchema<'p>>,
}

/// The keys of a map.
#[derive(Default)]
pub(super) struct Level<'p> {
    pub(super) entries: Map<&'p str, Entry<'p>>,
}

/// What a key holds.
#[derive(Default)]
pub(super) struct Entry<'p> {
    /// The inputs whose value stands there.
    pub(super) inputs: Vec<InputId>,
    /// The inputs deduced from the code that stands there.
    pub(super) coded: Vec<InputId>,
    /// The keys below.
    pub(super) below: Level<'p>,
    /// A list of dated lines.
    pub(super) list: Option<usize>,
}

/// A list of dated lines.
pub(super) struct ListSchema<'p> {
    /// `ressources`
    pub(super) name: &'p str,
    /// `nature`
    pub(super) selector: &'p str,
    /// What each code is.
    pub(super) codes: Map<&'p str, ListCode<'p>>,
    /// Every key of an amount.
    pub(super) amounts: Vec<&'p str>,
    /// Every input, code after code.
    pub(super) inputs: Vec<ListInput<'p>>,
}

/// A code of the lines of a list.
#[derive(Default)]
pub(super) struct ListCode<'p> {
    pub(super) name: &'p str,
    /// The inputs that its lines tell.
    pub(super) inputs: Vec<InputId>,
    /// The keys of their amounts.
    pub(super) amounts: Vec<&'p str>,
    /// Whether some input is held by each person, and whether some is held by the household.
    pub(super) each: bool,
    pub(super) household: bool,
}

/// An input told by the lines of a list.
pub(super) struct ListInput<'p> {
    pub(super) id: InputId,
    pub(super) input: &'p Input,
    /// The code of its lines, and its rank in the list.
    pub(super) code: &'p str,
    pub(super) rank: usize,
    /// The key of its amount; `None` when a line only says that it is there.
    pub(super) amount: Option<&'p str>,
    /// Whether some input of the code is held by each person and some by the household.
    pub(super) mixed: bool,
}

impl<'p> Schema<'p> {
    pub(super) fn new(program: &'p Program) -> Schema<'p> {
        let mut schema = Schema {
            household: Level::default(),
            person: Level::default(),
            lists: Vec::new(),
        };
        for (position, input) in program.inputs.iter().enumerate() {
            let id = InputId::at(position);
            if let Some(deduced) = &input.deduced {
                let level = if input.each {
                    &mut schema.person
                } else {
                    &mut schema.household
                };
                if let Some(entry) = level.reach(deduced.from.iter().map(String::as_str)) {
                    entry.coded.push(id);
                }
            }
            let Some(path) = &input.path.list else {
                let level = if input.each {
                    &mut schema.person
                } else {
                    &mut schema.household
                };
                if let Some(entry) = level.reach(input.path.keys.iter().map(String::as_str)) {
                    entry.inputs.push(id);
                }
                continue;
            };
            let known = schema.lists.iter().position(|list| list.name == path.list);
            let index = known.unwrap_or(schema.lists.len());
            if known.is_none() {
                schema.lists.push(ListSchema {
                    name: &path.list,
                    selector: &path.selector,
                    codes: Map::default(),
                    amounts: Vec::new(),
                    inputs: Vec::new(),
                });
            }
            schema.household.entries.entry(&path.list).list = Some(index);
            if input.each {
                schema.person.entries.entry(&path.list).list = Some(index);
            }
            if let Some(list) = schema.lists.get_mut(index)
                && list.selector == path.selector
            {
                let amount = path.amount.as_deref();
                let code = list.codes.entry(&path.code);
                code.name = &path.code;
                code.inputs.push(id);
                code.each |= input.each;
                code.household |= !input.each;
                code.amounts
                    .extend(amount.filter(|a| !code.amounts.contains(a)));
                list.amounts
                    .extend(amount.filter(|a| !list.amounts.contains(a)));
            }
        }
        for list in &mut schema.lists {
            list.inputs = list.told(program);
        }
        for path in NOT_READ {
            let (last, parents) = path
                .split_last()
                .map_or(("", path), |(last, parents)| (*last, parents));
            let mut level = Some(&mut schema.household);
            for key in parents {
                level = level
                    .and_then(|l| l.entries.get_mut(key))
                    .map(|entry| &mut entry.below);
            }
            if let Some(level) = level {
                level.entries.entry(last);
            }
        }
        schema
    }

    /// What to do about a key that does not exist here: the nearest one, or the place where it goes.
    pub(super) fn advice(&self, key: &str, level: &Level<'_>, more: &[&str]) -> Option<String> {
        let here = level.entries.keys().copied().chain(more.iter().copied());
        // A word that exists as it is elsewhere is misplaced rather than misspelt.
        if let Some(place) = self
            .household
            .find(key, "")
            .or_else(|| self.person.find(key, "personnes[…]."))
        {
            return Some(format!("cette clé s'écrit à cette place : {place}"));
        }
        nearest(key, here).map(|word| format!("vouliez-vous dire « {word} » ?"))
    }
}

impl<'p> ListSchema<'p> {
    /// A code, by its rank.
    pub(super) fn code(&self, rank: usize) -> Option<&ListCode<'p>> {
        self.codes.at(rank)
    }

    /// Every input, code after code.
    fn told(&self, program: &'p Program) -> Vec<ListInput<'p>> {
        let mut told = Vec::new();
        for (rank, (name, code)) in self.codes.iter().enumerate() {
            let inputs = code.inputs.iter();
            let inputs = inputs.filter_map(|id| Some((*id, program.inputs.get(id.index())?)));
            told.extend(inputs.map(|(id, input)| ListInput {
                id,
                input,
                code: name,
                rank,
                amount: input.path.list.as_ref().and_then(|l| l.amount.as_deref()),
                mixed: code.each && code.household,
            }));
        }
        told
    }
}

impl<'p> Level<'p> {
    fn reach(&mut self, mut keys: impl Iterator<Item = &'p str>) -> Option<&mut Entry<'p>> {
        let mut entry = self.entries.entry(keys.next()?);
        for key in keys {
            entry = entry.below.entries.entry(key);
        }
        Some(entry)
    }

    /// The path of a key, anywhere below.
    fn find(&self, key: &str, prefix: &str) -> Option<String> {
        self.entries.iter().find_map(|(name, entry)| {
            let path = format!("{prefix}{name}");
            if *name == key {
                Some(path)
            } else {
                entry.below.find(key, &format!("{path}."))
            }
        })
    }
}

impl Entry<'_> {
    /// Every input that stands there or below.
    pub(super) fn all_inputs(&self) -> Vec<InputId> {
        let mut all = self.inputs.clone();
        for below in self.below.entries.values() {
            all.extend(below.all_inputs());
        }
        all
    }
}
