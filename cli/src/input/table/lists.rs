//! Lists of dated lines, from columns by month.
//!
//! In the format, a list that is given is complete: what it does not cite is nothing. A table seldom is: unless the
//! mapping says so, what no column tells is written as not known.

use std::collections::BTreeMap;

use droit_engine::calendar::Month;
use droit_engine::situation::Document;

use super::fields::{Fields, Place};
use super::mapping::Column;
use super::value::Told;

/// Who holds a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holder {
    Household,
    /// A person, in the order of the rows.
    Person(usize),
}

/// The lines of a household.
#[derive(Debug, Default)]
pub(super) struct Lists {
    persons: usize,
    lines: Vec<Line>,
    /// Lists that are said to be empty, or not known.
    told: BTreeMap<(Holder, String), bool>,
}

/// Whose line it is, its selector and its code.
type About<'a> = (Holder, &'a str, &'a str);

/// For how long a line carries, and the months that lines cover.
type Covered = (u32, Vec<(Month, Month)>);

/// A line.
#[derive(Debug)]
struct Line {
    holder: Holder,
    list: String,
    selector: String,
    code: String,
    first: Option<Month>,
    last: Option<Month>,
    /// Keys of amounts, and what they are.
    amounts: Vec<(String, Told)>,
    /// Whether it is there, for what has no amount.
    present: Option<Told>,
    carry: u32,
}

impl Lists {
    pub(super) fn new_person(&mut self) -> Holder {
        let holder = Holder::Person(self.persons);
        self.persons = self.persons.saturating_add(1);
        holder
    }

    /// The list is said to be empty.
    pub(super) fn none(&mut self, holder: &Holder, list: &str) {
        self.told.insert((*holder, list.to_owned()), true);
    }

    /// The list is said not to be known.
    pub(super) fn unknown(&mut self, holder: &Holder, list: &str) {
        self.told.insert((*holder, list.to_owned()), false);
    }

    /// What a column says of some months. Amounts of one line that several columns give stand together.
    pub(super) fn line(
        &mut self,
        holder: &Holder,
        column: &Column,
        (first, last): (Option<Month>, Option<Month>),
        value: Told,
    ) {
        let Place::Line {
            list,
            selector,
            code,
            amount,
        } = &column.field.place
        else {
            return;
        };
        let known = self.lines.iter_mut().find(|line| {
            (line.holder, line.first, line.last) == (*holder, first, last)
                && (&line.list, &line.code) == (list, code)
                && amount
                    .as_ref()
                    .is_some_and(|a| line.amounts.iter().all(|(key, _)| key != a))
        });
        match (known, amount) {
            (Some(line), Some(amount)) => line.amounts.push((amount.clone(), value)),
            (_, amount) => self.lines.push(Line {
                holder: *holder,
                list: list.clone(),
                selector: selector.clone(),
                code: code.clone(),
                first,
                last,
                carry: column.field.carry,
                present: amount.is_none().then(|| value.clone()),
                amounts: amount.iter().map(|a| (a.clone(), value.clone())).collect(),
            }),
        }
    }

    /// The lists that a person gives: those that only persons have.
    pub(super) fn of(
        &self,
        holder: &Holder,
        fields: &Fields,
        complete: &[(String, bool)],
        month: Option<Month>,
    ) -> Vec<(String, Document)> {
        let mut lists = Vec::new();
        for list in self.names(|h| h == holder) {
            if is_shared(fields, &list) {
                continue;
            }
            let all = complete.contains(&(list.clone(), true));
            match self.told.get(&(*holder, list.clone())) {
                Some(false) => continue,
                Some(true) => {
                    lists.push((list, Document::List(Vec::new())));
                    continue;
                }
                None => {}
            }
            let own = |line: &&Line| line.holder == *holder && line.list == list;
            let mut lines: Vec<Document> = Vec::new();
            let mut codes: Vec<(&str, &str)> = Vec::new();
            for line in self.lines.iter().filter(own) {
                codes.push((&line.selector, &line.code));
                lines.extend(line.documents(month, None));
            }
            if !all {
                for (selector, code) in fields.codes(&list, true) {
                    if !codes.contains(&(selector, code)) {
                        lines.push(unknown(selector, code));
                    }
                }
                lines.extend(self.around(&list, month, |h| h == holder, |_| None));
            }
            lists.push((list, Document::List(lines)));
        }
        lists
    }

    /// The lists of the household, with the lines of its persons in those that both have.
    pub(super) fn of_household(
        &self,
        ids: &[(Holder, String)],
        fields: &Fields,
        complete: &[(String, bool)],
        month: Option<Month>,
    ) -> Vec<(String, Document)> {
        let id = |holder: &Holder| match holder {
            Holder::Household => Some(Document::Null),
            Holder::Person(_) => ids
                .iter()
                .find(|(h, _)| h == holder)
                .map(|(_, id)| Document::Text(id.clone())),
        };
        let mut lists = Vec::new();
        for list in self.names(|_| true) {
            if !is_shared(fields, &list) {
                continue;
            }
            match self.told.get(&(Holder::Household, list.clone())) {
                Some(false) => continue,
                Some(true) => {
                    lists.push((list, Document::List(Vec::new())));
                    continue;
                }
                None => {}
            }
            let mut lines = Vec::new();
            let mut codes: Vec<(&str, &str)> = Vec::new();
            for line in self.lines.iter().filter(|l| l.list == list) {
                codes.push((&line.selector, &line.code));
                lines.extend(line.documents(month, id(&line.holder)));
            }
            if !complete.iter().any(|(l, _)| *l == list) {
                let mut all = fields.codes(&list, false);
                all.extend(fields.codes(&list, true));
                all.sort_unstable();
                all.dedup();
                for (selector, code) in all {
                    if !codes.contains(&(selector, code)) {
                        lines.push(unknown(selector, code));
                    }
                }
                lines.extend(self.around(&list, month, |_| true, id));
            }
            lists.push((list, Document::List(lines)));
        }
        lists
    }

    fn names(&self, test: impl Fn(&Holder) -> bool) -> Vec<String> {
        let lines = self.lines.iter().map(|l| (&l.holder, &l.list));
        let told = self.told.keys().map(|(h, l)| (h, l));
        let mut names: Vec<String> = lines
            .chain(told)
            .filter(|(h, _)| test(h))
            .map(|(_, l)| l.clone())
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// The months before, between and after those that columns give: their amounts are not known. Nothing for what
    /// has no amount: a right that is held is told at every month.
    fn around(
        &self,
        list: &str,
        right: Option<Month>,
        test: impl Fn(&Holder) -> bool,
        person: impl Fn(&Holder) -> Option<Document>,
    ) -> Vec<Document> {
        let mut spans: BTreeMap<About<'_>, Covered> = BTreeMap::new();
        let dated = self
            .lines
            .iter()
            .filter(|l| l.list == list && test(&l.holder) && !l.amounts.is_empty());
        for line in dated {
            if let (Some(first), Some(last)) = (line.first, line.last) {
                spans
                    .entry((line.holder, &line.selector, &line.code))
                    .or_insert((line.carry, Vec::new()))
                    .1
                    .push((first, last));
            }
        }
        let mut lines = Vec::new();
        for ((holder, selector, code), (carry, mut months)) in spans {
            months.sort();
            let mut push = |first: Option<Month>, last: Option<Month>| {
                let mut line = vec![(selector.to_owned(), Document::Text(code.to_owned()))];
                line.extend(person(&holder).map(|p| ("personne".to_owned(), p)));
                line.extend(first.map(|m| ("debut".to_owned(), text(m))));
                line.extend(last.map(|m| ("fin".to_owned(), text(m))));
                lines.push(Document::Map(line));
            };
            let mut covered: Option<Month> = None;
            for (first, last) in months {
                let before = first.plus(-1);
                match covered {
                    None => push(None, Some(before)),
                    Some(end) if end < before => push(Some(end.plus(1)), Some(before)),
                    Some(_) => {}
                }
                covered = Some(covered.map_or(last, |end| end.max(last)));
            }
            // The last known amount still counts for some months, when the input says so; that of the month of the
            // right still is (see `Line::documents`).
            let carry = i32::try_from(carry).unwrap_or(0);
            if let Some(end) = covered.filter(|end| right.is_none_or(|right| *end < right)) {
                push(Some(end.plus(1).plus(carry)), None);
            }
        }
        lines
    }
}

impl Line {
    /// The line as the format writes it; none when there is nothing to say.
    fn documents(&self, right: Option<Month>, person: Option<Document>) -> Option<Document> {
        match &self.present {
            Some(Told::Known(Document::Bool(true))) => {}
            // Maybe: a line without months.
            Some(Told::Unknown) => return Some(self.head(person)),
            Some(_) => return None,
            // Nothing of it was received.
            None if self
                .amounts
                .iter()
                .all(|(_, value)| value.is_zero() || *value == Told::Nothing) =>
            {
                return None;
            }
            None => {}
        }
        let mut line = self.head(person);
        // What holds at every month began before any that counts.
        let first = self
            .first
            .map_or_else(|| "1900-01".to_owned(), |m| m.to_string());
        line.insert("debut", Document::Text(first));
        // What is received at the month of the right still is.
        let last = self
            .last
            .filter(|last| right.is_none_or(|right| *last < right));
        line.insert("fin", last.map_or(Document::Null, text));
        for (key, value) in &self.amounts {
            line.insert(key, value.clone().document());
        }
        Some(line)
    }

    fn head(&self, person: Option<Document>) -> Document {
        let mut line = Document::Map(vec![(
            self.selector.clone(),
            Document::Text(self.code.clone()),
        )]);
        if let Some(person) = person {
            line.insert("personne", person);
        }
        line
    }
}

/// Whether the household has a list: its persons then have theirs in it.
fn is_shared(fields: &Fields, list: &str) -> bool {
    !fields.codes(list, false).is_empty()
}

/// A code of which nothing is known.
fn unknown(selector: &str, code: &str) -> Document {
    Document::Map(vec![(selector.to_owned(), Document::Text(code.to_owned()))])
}

fn text(month: Month) -> Document {
    Document::Text(month.to_string())
}
