//! Lists of dated lines, from columns by month.
//!
//! In the format, a list that is given is complete: what it does not cite is nothing. A table seldom is: unless the
//! mapping says so, what no column tells is written as not known.

use std::borrow::Cow;
use std::collections::BTreeMap;

use droit_engine::calendar::Month;
use droit_engine::situation::Document;

use super::convert::Plan;
use super::fields::Place;
use super::layout::Months;
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
#[derive(Debug)]
pub(super) struct Lists<'a> {
    plan: &'a Plan,
    persons: usize,
    lines: Vec<Line<'a>>,
    /// Lists of which some column says something, and of whom.
    names: Vec<(Holder, &'a str)>,
    /// Lists that are said to be empty, or not known.
    told: BTreeMap<(Holder, &'a str), bool>,
}

/// What a cell says of the months of a line, by the rank of the line in the layout of the table.
#[derive(Debug)]
pub(super) struct Amount<'a> {
    /// Position of the column among those that are read.
    pub(super) place: usize,
    pub(super) line: usize,
    pub(super) months: Months,
    pub(super) column: &'a Column,
    pub(super) value: Told<'a>,
}

impl Amount<'_> {
    /// Whether a line that says no more is not there ([`Line::document`]).
    pub(super) fn is_nothing(&self) -> bool {
        match &self.column.field.place {
            Place::Line { amount: None, .. } => !matches!(
                self.value,
                Told::Unknown | Told::Known(Document::Bool(true))
            ),
            _ => self.value.is_zero() || self.value == Told::Nothing,
        }
    }
}

/// Whose line it is, its selector and its code.
type About<'a> = (Holder, &'a str, &'a str);

/// For how long a line carries, and the months that lines cover.
type Covered = (u32, Vec<(Month, Month)>);

/// A line.
#[derive(Debug)]
struct Line<'a> {
    holder: Holder,
    list: &'a str,
    selector: &'a str,
    code: &'a str,
    first: Option<Month>,
    last: Option<Month>,
    /// Keys of amounts, and what they are.
    amounts: Vec<(&'a str, Told<'a>)>,
    /// Whether it has amounts.
    dated: bool,
    /// Whether it is there, for what has no amount.
    present: Option<Told<'a>>,
    carry: u32,
    /// The next line of the same code and months.
    twin: Option<usize>,
}

impl<'a> Lists<'a> {
    pub(super) fn new(plan: &'a Plan) -> Lists<'a> {
        Lists {
            plan,
            persons: 0,
            lines: Vec::new(),
            names: Vec::new(),
            told: BTreeMap::new(),
        }
    }

    pub(super) fn new_person(&mut self) -> Holder {
        let holder = Holder::Person(self.persons);
        self.persons = self.persons.saturating_add(1);
        holder
    }

    /// The list is said to be empty.
    pub(super) fn none(&mut self, holder: Holder, list: &'a str) {
        self.told.insert((holder, list), true);
    }

    /// The list is said not to be known.
    pub(super) fn unknown(&mut self, holder: Holder, list: &'a str) {
        self.told.insert((holder, list), false);
    }

    /// Some column says something of a list of a holder, be it that there is nothing.
    pub(super) fn name(&mut self, holder: Holder, list: &'a str) {
        if !self.names.contains(&(holder, list)) {
            self.names.push((holder, list));
        }
    }

    /// What the columns say of the months of a holder, of which there are so many lines at most: the lines that are worth
    /// writing. Amounts of one line that several columns give stand together.
    pub(super) fn lines(&mut self, holder: Holder, amounts: Vec<Amount<'a>>, lines: usize) {
        let mut firsts: Vec<Option<usize>> = vec![None; lines];
        for amount in amounts {
            if let Some(first) = firsts.get_mut(amount.line) {
                self.line(holder, amount, first);
            }
        }
    }

    /// Adds an amount to the lines of the same code and months, of which the first is given.
    fn line(&mut self, holder: Holder, told: Amount<'a>, first: &mut Option<usize>) {
        let Place::Line {
            list,
            selector,
            code,
            amount,
        } = &told.column.field.place
        else {
            return;
        };
        let amount = amount.as_deref();
        let mut at = *first;
        let mut last = None;
        while let Some(place) = at {
            let Some(line) = self.lines.get_mut(place) else {
                break;
            };
            if let Some(amount) = amount.filter(|a| line.amounts.iter().all(|(key, _)| key != a)) {
                line.dated = true;
                line.amounts.push((amount, told.value));
                return;
            }
            (last, at) = (at, line.twin);
        }
        let next = self.lines.len();
        match last.and_then(|last| self.lines.get_mut(last)) {
            Some(line) => line.twin = Some(next),
            None => *first = Some(next),
        }
        self.lines.push(Line {
            holder,
            list,
            selector,
            code,
            first: told.months.0,
            last: told.months.1,
            carry: told.column.field.carry,
            present: amount.is_none().then(|| told.value.clone()),
            dated: amount.is_some(),
            amounts: amount.map(|key| (key, told.value)).into_iter().collect(),
            twin: None,
        });
    }

    /// The lists that a person gives: those that only persons have.
    pub(super) fn of(
        &mut self,
        holder: Holder,
        month: Option<Month>,
    ) -> Vec<(&'a str, Document<'a>)> {
        let fields = &self.plan.fields;
        let mut lists = Vec::new();
        for list in self.names(|h| h == holder) {
            if fields.is_shared(list) {
                continue;
            }
            match self.told.get(&(holder, list)) {
                Some(false) => continue,
                Some(true) => {
                    lists.push((list, Document::List(Vec::new())));
                    continue;
                }
                None => {}
            }
            let own = |line: &&mut Line<'_>| line.holder == holder && line.list == list;
            let mut lines: Vec<Document<'a>> = Vec::new();
            let mut codes: Vec<(&str, &str)> = Vec::new();
            for line in self.lines.iter_mut().filter(own) {
                codes.push((line.selector, line.code));
                lines.extend(line.document(month, None));
            }
            if !self.plan.is_complete(list) {
                for (selector, code) in fields.codes(list, true) {
                    if !codes.contains(&(selector.as_str(), code.as_str())) {
                        lines.push(Document::Map(unknown(selector, code)));
                    }
                }
                lines.extend(self.around(list, month, |h| h == holder, |_| None));
            }
            lists.push((list, Document::List(lines)));
        }
        lists
    }

    /// The lists of the household, with the lines of its persons in those that both have.
    pub(super) fn of_household(
        &mut self,
        ids: &[(Holder, String)],
        month: Option<Month>,
    ) -> Vec<(&'a str, Document<'a>)> {
        let fields = &self.plan.fields;
        let id = |holder: Holder| -> Option<Document<'a>> {
            match holder {
                Holder::Household => Some(Document::Null),
                Holder::Person(_) => ids
                    .iter()
                    .find(|(h, _)| *h == holder)
                    .map(|(_, id)| Document::Text(id.clone().into())),
            }
        };
        let mut lists = Vec::new();
        for list in self.names(|_| true) {
            if !fields.is_shared(list) {
                continue;
            }
            match self.told.get(&(Holder::Household, list)) {
                Some(false) => continue,
                Some(true) => {
                    lists.push((list, Document::List(Vec::new())));
                    continue;
                }
                None => {}
            }
            let mut lines = Vec::new();
            let mut codes: Vec<(&str, &str)> = Vec::new();
            for line in self.lines.iter_mut().filter(|l| l.list == list) {
                codes.push((line.selector, line.code));
                lines.extend(line.document(month, id(line.holder)));
            }
            if !self.plan.is_complete(list) {
                let both = [false, true].map(|each| fields.codes(list, each));
                let mut all: Vec<&(String, String)> = both.into_iter().flatten().collect();
                all.sort_unstable();
                all.dedup();
                for (selector, code) in all {
                    if !codes.contains(&(selector.as_str(), code.as_str())) {
                        lines.push(Document::Map(unknown(selector, code)));
                    }
                }
                lines.extend(self.around(list, month, |_| true, id));
            }
            lists.push((list, Document::List(lines)));
        }
        lists
    }

    fn names(&self, test: impl Fn(Holder) -> bool) -> Vec<&'a str> {
        let named = self.names.iter().copied();
        let mut names: Vec<&str> = named
            .chain(self.told.keys().copied())
            .filter(|(holder, _)| test(*holder))
            .map(|(_, list)| list)
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The months before, between and after those that columns give: their amounts are not known. Nothing for what
    /// has no amount: a right that is held is told at every month.
    fn around(
        &self,
        list: &str,
        right: Option<Month>,
        test: impl Fn(Holder) -> bool,
        person: impl Fn(Holder) -> Option<Document<'a>>,
    ) -> Vec<Document<'a>> {
        let mut spans: BTreeMap<About<'a>, Covered> = BTreeMap::new();
        let dated = self
            .lines
            .iter()
            .filter(|l| l.list == list && test(l.holder) && l.dated);
        for line in dated {
            if let (Some(first), Some(last)) = (line.first, line.last) {
                spans
                    .entry((line.holder, line.selector, line.code))
                    .or_insert((line.carry, Vec::new()))
                    .1
                    .push((first, last));
            }
        }
        let mut lines = Vec::new();
        for ((holder, selector, code), (carry, mut months)) in spans {
            months.sort();
            let mut push = |first: Option<Month>, last: Option<Month>| {
                let mut line = unknown(selector, code);
                line.extend(person(holder).map(|p| ("personne".into(), p)));
                line.extend(first.map(|m| ("debut".into(), text(m))));
                line.extend(last.map(|m| ("fin".into(), text(m))));
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

impl<'a> Line<'a> {
    /// The line as the format writes it, with what it holds; none when there is nothing to say.
    fn document(
        &mut self,
        right: Option<Month>,
        person: Option<Document<'a>>,
    ) -> Option<Document<'a>> {
        let mut line = unknown(self.selector, self.code);
        line.extend(person.map(|person| ("personne".into(), person)));
        match &self.present {
            Some(Told::Known(Document::Bool(true))) => {}
            // Maybe: a line without months.
            Some(Told::Unknown) => return Some(Document::Map(line)),
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
        // What holds at every month began before any that counts.
        let first = self
            .first
            .map_or_else(|| Document::Text("1900-01".into()), text);
        line.push(("debut".into(), first));
        // What is received at the month of the right still is.
        let last = self
            .last
            .filter(|last| right.is_none_or(|right| *last < right));
        line.push(("fin".into(), last.map_or(Document::Null, text)));
        let amounts = std::mem::take(&mut self.amounts).into_iter();
        line.extend(amounts.map(|(key, value)| (Cow::Borrowed(key), value.document())));
        Some(Document::Map(line))
    }
}

/// A line of a code of which nothing is known.
fn unknown<'a>(selector: &'a str, code: &'a str) -> Vec<(Cow<'a, str>, Document<'a>)> {
    let mut line = Vec::with_capacity(8);
    line.push((Cow::Borrowed(selector), Document::Text(code.into())));
    line
}

fn text(month: Month) -> Document<'static> {
    Document::Text(month.to_string().into())
}
