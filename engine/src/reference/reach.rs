//! The unknown inputs that each open value depends on, told once for all walks over the same values.
//!
//! Several rights read the same nodes, and the cases of one right leave most of them as they were: what an open node depends
//! on (`relevance.rs`) is found when a walk comes there first, from what the nodes that it reads depend on, and kept.

use super::relevance::{entered, input, standing};
use super::unknowns::{Numbers, Unknowns};
use super::values::View;
use crate::bits::{Bits, Marks, Places, place};
use crate::law::NodeId;

/// A node, for a person, whose value was first found open.
#[derive(Debug, Clone, Copy)]
struct Open {
    id: NodeId,
    person: usize,
    told: Told,
}

/// What is told of an open node.
#[derive(Debug, Clone, Copy)]
enum Told {
    Nothing,
    /// Where what is entered from it stands in a list.
    Entered(usize, usize),
    /// Where what it depends on stands among the sets.
    Set(usize),
}

/// A set of unknown inputs, by number: the words that hold some.
#[derive(Debug, Clone, Copy)]
struct Words {
    /// The place of the first word among all those of a set.
    first: usize,
    /// Where they stand in a list.
    start: usize,
    end: usize,
}

impl Words {
    /// The place that follows its last word.
    fn after(self) -> usize {
        self.first
            .saturating_add(self.end.saturating_sub(self.start))
    }
}

/// Sets that nothing has any more stay where they are; all are forgotten beyond so many words, 4 MB.
const MOST: usize = 500_000;

/// The open nodes that walks came to, and what they depend on.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach {
    /// The position of each in the list, by node and person.
    places: Places,
    open: Vec<Open>,
    pub(super) numbers: Numbers,
    /// A node that reads one open node only shares its set.
    sets: Vec<Words>,
    words: Vec<u64>,
    /// While something is told: positions in the list of open nodes.
    stops: Vec<usize>,
    stack: Vec<usize>,
}

impl Reach {
    /// Forgets everything: the values are others.
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.open.clear();
        self.sets.clear();
        self.words.clear();
        self.numbers.clear();
    }

    /// Forgets what some nodes depend on: they, or what they read, may be others.
    pub(super) fn forget(&mut self, nodes: &Bits) {
        if self.words.len() > MOST {
            self.clear();
        }
        for open in &mut self.open {
            if nodes.contains(open.id.index()) {
                open.told = Told::Nothing;
            }
        }
    }

    /// Adds the unknown inputs that an open node depends on. `seen`: the sets that were added before.
    pub(super) fn walk(
        &mut self,
        view: &View<'_>,
        (id, person, place): (NodeId, usize, usize),
        seen: &mut Marks,
        found: &mut Unknowns,
    ) {
        let index = self.index(id, person, place);
        if let Some(set) = self.set(index).or_else(|| self.tell(view, index))
            && seen.insert(set)
            && let Some(set) = self.sets.get(set)
        {
            let words = self.words.get(set.start..set.end);
            found.add_words(set.first, words.unwrap_or_default());
        }
    }

    fn set(&self, index: usize) -> Option<usize> {
        match self.open.get(index)?.told {
            Told::Set(set) => Some(set),
            Told::Nothing | Told::Entered(..) => None,
        }
    }

    /// The position of an open node.
    fn index(&mut self, id: NodeId, person: usize, place: usize) -> usize {
        if let Some(index) = self.places.get(place) {
            return index;
        }
        let index = self.open.len();
        self.places.put(place, index);
        self.open.push(Open {
            id,
            person,
            told: Told::Nothing,
        });
        index
    }

    /// Tells what an open node depends on, after what it reads: its set.
    fn tell(&mut self, view: &View<'_>, first: usize) -> Option<usize> {
        self.stops.clear();
        self.stack.push(first);
        while let Some(index) = self.stack.last().copied() {
            let open = *self.open.get(index)?;
            let told = match open.told {
                Told::Nothing => {
                    let (start, end) = self.enter(view, open);
                    Told::Entered(start, end)
                }
                Told::Entered(start, end) => Told::Set(self.union(view, open, (start, end))),
                Told::Set(_) => {
                    self.stack.pop();
                    continue;
                }
            };
            if let Some(open) = self.open.get_mut(index) {
                open.told = told;
            }
        }
        self.set(first)
    }

    /// What is entered from an open node, to be told before it.
    fn enter(&mut self, view: &View<'_>, open: Open) -> (usize, usize) {
        let start = self.stops.len();
        entered(view, open.id, open.person, |id, person| {
            if let Some((person, place)) = standing(view, id, person)
                && !view.is_settled(id, person)
            {
                let stop = self.index(id, person, place);
                self.stops.push(stop);
                if self.set(stop).is_none() {
                    self.stack.push(stop);
                }
            }
        });
        (start, self.stops.len())
    }

    /// The set of what an open node depends on: itself, when it is an input, else all that what is entered from it does.
    fn union(&mut self, view: &View<'_>, open: Open, (start, end): (usize, usize)) -> usize {
        let own = self.words.len();
        let (mut only, mut several) = (None, false);
        let (mut first, mut after) = (usize::MAX, 0);
        for stop in start..end {
            if let Some((set, words)) = self.stopped(stop) {
                several |= only.is_some_and(|one| one != set);
                only = Some(set);
                first = first.min(words.first);
                after = after.max(words.after());
            }
        }
        let Some(only) = only else {
            let Some(input) = input(view, open.id, open.person) else {
                return self.keep(0, own);
            };
            let (word, bit) = place(self.numbers.of(input, view.persons));
            self.words.push(bit);
            return self.keep(word, own);
        };
        if !several {
            return only;
        }
        let size = after.saturating_sub(first);
        self.words.resize(own.saturating_add(size), 0);
        for stop in start..end {
            let Some((_, words)) = self.stopped(stop) else {
                continue;
            };
            let mut at = own.saturating_add(words.first.saturating_sub(first));
            for other in words.start..words.end {
                let more = self.words.get(other).copied().unwrap_or(0);
                if let Some(mine) = self.words.get_mut(at) {
                    *mine |= more;
                }
                at = at.saturating_add(1);
            }
        }
        self.keep(first, own)
    }

    /// The set of what stands at a place of the list of what is entered.
    fn stopped(&self, stop: usize) -> Option<(usize, Words)> {
        let set = self.set(*self.stops.get(stop)?)?;
        Some((set, *self.sets.get(set)?))
    }

    /// Keeps the last words of the list as a set.
    fn keep(&mut self, first: usize, start: usize) -> usize {
        let end = self.words.len();
        self.sets.push(Words { first, start, end });
        self.sets.len().saturating_sub(1)
    }
}
