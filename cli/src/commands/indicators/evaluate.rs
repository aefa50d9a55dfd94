//! Lines in, what to count out: what each worker does.

use std::sync::Arc;

use droit_engine::calendar::Month;
use droit_engine::reference::Outcome;
use droit_engine::situation::{Document, Reader, Situation};

use super::counts::Household;
use super::kinds::Kinds;
use super::places::{Area, Places};
use super::seen::Right;
use crate::commands::screen::evaluate::{fault, identifier};
use crate::control::opposition::Oppositions;
use crate::input::reject::{Fault, Reject};
use crate::input::{Raw, Read};
use crate::laws::Laws;
use crate::together::{self, guarded, internal};

/// The field of a situation that holds the code of the commune, and what it says when it is not known.
const HOME: &str = "logement";
const COMMUNE: &str = "commune";
const UNKNOWN: &str = "inconnu";

/// What is counted, and how.
pub(crate) struct Plan {
    pub(crate) laws: Laws,
    /// The month of every household, else the `period` of each.
    pub(crate) month: Option<Month>,
    pub(crate) places: Places,
    pub(crate) kinds: Kinds,
    /// Those who object.
    pub(crate) oppositions: Option<Oppositions>,
}

/// Some households evaluated.
#[derive(Default)]
pub(crate) struct Block {
    pub(crate) done: Vec<Household>,
    pub(crate) rejects: Vec<Reject>,
    /// How many object: nothing else is known of them.
    pub(crate) opposed: u64,
}

/// A household ready to be evaluated.
struct Ready {
    line: u64,
    id: Option<String>,
    /// It, as its rights look at it: once, or several times, each for its own rights.
    views: Vec<View>,
}

struct View {
    month: Month,
    area: Option<Area>,
    kind: usize,
    /// The rights that its document tells of; `None`: all.
    rights: Option<Arc<[String]>>,
    situation: Situation,
}

impl Plan {
    /// Evaluates some households.
    pub(crate) fn block(&self, raws: Vec<Raw>) -> Block {
        let reader = Reader::new(self.laws.program());
        let mut block = Block::default();
        let mut all: Vec<Ready> = Vec::with_capacity(raws.len());
        for raw in raws {
            // Before anything else is read of the household.
            if self.is_opposed(&raw) {
                block.opposed = block.opposed.saturating_add(1);
                continue;
            }
            match self.ready(&reader, &raw) {
                // A dossier of which nothing is to be told has no situation: it is no fault.
                Ok(ready) if ready.views.is_empty() => {}
                Ok(ready) => all.push(ready),
                Err(reject) => block.rejects.push(reject),
            }
        }
        let views = all.iter().flat_map(|ready| &ready.views);
        let views: Vec<_> = views.map(|view| (view.month, &view.situation)).collect();
        let mut outcomes = together::outcomes(&self.laws, &views).into_iter();
        for ready in &all {
            let own: Vec<_> = outcomes.by_ref().take(ready.views.len()).collect();
            match guarded(|| self.household(ready, own)).flatten() {
                Some(household) => block.done.push(household),
                None => block.rejects.push(Reject {
                    line: ready.line,
                    id: ready.id.clone(),
                    faults: internal(),
                }),
            }
        }
        block
    }

    fn is_opposed(&self, raw: &Raw) -> bool {
        self.oppositions
            .as_ref()
            .is_some_and(|oppositions| raw.identifier().is_some_and(|id| oppositions.contains(&id)))
    }

    /// A household of the file.
    fn ready(&self, reader: &Reader<'_>, raw: &Raw) -> Result<Ready, Reject> {
        let line = raw.number;
        let (mut id, mut views) = (None, Vec::new());
        for mut read in raw.read()? {
            self.forget_unknown(&mut read.document);
            id = id.or_else(|| identifier(&read.document));
            let made = guarded(|| self.view(reader, read)).unwrap_or_else(|| Err(internal()));
            let refused = |faults| Reject {
                line,
                id: id.clone(),
                faults,
            };
            views.push(made.map_err(refused)?);
        }
        Ok(Ready { line, id, views })
    }

    fn view(&self, reader: &Reader<'_>, read: Read<'_>) -> Result<View, Vec<Fault>> {
        let situation = reader
            .read(&read.document)
            .map_err(|errors| errors.into_iter().map(fault).collect::<Vec<_>>())?;
        let about_month = |reason: String| {
            vec![Fault {
                field: "period".to_owned(),
                value: situation.month.map(|m| m.to_string()).unwrap_or_default(),
                reason,
            }]
        };
        let month = self.month.or(situation.month).ok_or_else(|| {
            about_month("mois absent : donnez « period » sur la ligne, ou --mois".to_owned())
        })?;
        if let Err(error) = &*self.laws.at(month) {
            let text = error.to_string();
            let words: Vec<&str> = text.split_whitespace().collect();
            return Err(about_month(words.join(" ")));
        }
        Ok(View {
            month,
            area: self.area(&read.document),
            kind: self
                .kinds
                .of(self.laws.program(), &situation, &read.document),
            rights: read.rights,
            situation,
        })
    }

    /// What to count of a household: where and when it lives as its first view tells, and the rights of all.
    fn household(&self, ready: &Ready, outcomes: Vec<Option<Vec<Outcome>>>) -> Option<Household> {
        let program = self.laws.program();
        let first = ready.views.first()?;
        let mut rights: Vec<Right> = Vec::new();
        for (view, outcomes) in ready.views.iter().zip(outcomes) {
            let outcomes = match outcomes {
                Some(outcomes) => outcomes,
                None => match &*self.laws.at(view.month) {
                    Ok(law) => law.evaluate(&view.situation).outcomes().to_vec(),
                    Err(_) => return None,
                },
            };
            let told = |outcome: &&Outcome| {
                let rights = view.rights.as_ref();
                rights.is_none_or(|rights| rights.iter().any(|id| outcome.benefit == *id))
            };
            let own = outcomes.iter().filter(told);
            rights.extend(own.filter_map(|outcome| Right::of(program, outcome)));
        }
        rights.sort_by_key(|right| right.benefit);
        rights.dedup_by_key(|right| right.benefit);
        Some(Household {
            month: first.month,
            area: first.area,
            kind: first.kind,
            rights,
        })
    }

    /// A code that no commune bears says nothing: the household is counted, in no territory.
    fn forget_unknown(&self, document: &mut Document) {
        if self.area(document).is_some() {
            return;
        }
        let situation = match document.get("situation") {
            Some(_) => document.get_mut("situation"),
            None => Some(document),
        };
        if let Some(home) = situation.and_then(|s| s.get_mut(HOME))
            && matches!(
                home.get(COMMUNE),
                Some(Document::Text(_) | Document::Number(_))
            )
        {
            home.insert(COMMUNE, Document::Text(UNKNOWN.into()));
        }
    }

    /// Where the household lives.
    fn area(&self, document: &Document) -> Option<Area> {
        let situation = document.get("situation").unwrap_or(document);
        match situation.get(HOME)?.get(COMMUNE)? {
            Document::Text(code) | Document::Number(code) => self.places.area(code),
            _ => None,
        }
    }
}
