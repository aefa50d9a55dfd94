//! One line in, what to count out: what each worker does.

use std::panic::{AssertUnwindSafe, catch_unwind};

use droit_engine::calendar::Month;
use droit_engine::situation::{Document, Situation};

use super::counts::Household;
use super::kinds::Kinds;
use super::places::{Area, Places};
use super::seen::Right;
use crate::commands::screen::evaluate::{fault, identifier};
use crate::input::reject::{Fault, Reject};
use crate::input::{Raw, Read};
use crate::laws::Laws;

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
}

impl Plan {
    /// Evaluates some households.
    pub(crate) fn block(&self, block: Vec<Raw>) -> Vec<Result<Household, Reject>> {
        block.into_iter().map(|raw| self.raw(raw)).collect()
    }

    /// A household of the file; when it makes several situations, each tells of its own rights.
    fn raw(&self, raw: Raw) -> Result<Household, Reject> {
        let number = raw.number;
        let nothing = || Reject {
            line: number,
            id: None,
            faults: vec![of_line("aucune situation sur cette ligne")],
        };
        let mut whole: Option<Household> = None;
        for mut read in raw.read()? {
            self.forget_unknown(&mut read.document);
            let household = self.read(&read, number)?;
            match &mut whole {
                None => whole = Some(household),
                Some(whole) => whole.rights.extend(household.rights),
            }
        }
        let mut whole = whole.ok_or_else(nothing)?;
        whole.rights.sort_by_key(|right| right.benefit);
        whole.rights.dedup_by_key(|right| right.benefit);
        Ok(whole)
    }

    fn read(&self, read: &Read, number: u64) -> Result<Household, Reject> {
        let reject = |faults| Reject {
            line: number,
            id: identifier(&read.document),
            faults,
        };
        // A fault of the engine costs one household, not the run.
        match catch_unwind(AssertUnwindSafe(|| self.situation(read))) {
            Ok(done) => done.map_err(reject),
            Err(_) => Err(reject(vec![of_line(
                "faute interne du moteur : merci de la signaler, avec cette ligne",
            )])),
        }
    }

    fn situation(&self, read: &Read) -> Result<Household, Vec<Fault>> {
        let program = self.laws.program();
        let situation = Situation::read(program, &read.document)
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
        let law = self.laws.at(month);
        let law = match &*law {
            Ok(law) => law,
            Err(error) => {
                let text = error.to_string();
                let words: Vec<&str> = text.split_whitespace().collect();
                return Err(about_month(words.join(" ")));
            }
        };
        let evaluation = law.evaluate(&situation);
        let told = |benefit: &String| read.rights.as_ref().is_none_or(|all| all.contains(benefit));
        let outcomes = evaluation.outcomes().iter();
        Ok(Household {
            month,
            area: self.area(&read.document),
            kind: self.kinds.of(program, &situation, &read.document),
            rights: outcomes
                .filter(|outcome| told(&outcome.benefit))
                .filter_map(|outcome| Right::of(program, outcome))
                .collect(),
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
            home.insert(COMMUNE, Document::Text(UNKNOWN.to_owned()));
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

/// A fault of a whole line.
fn of_line(reason: &str) -> Fault {
    Fault {
        field: String::new(),
        value: String::new(),
        reason: reason.to_owned(),
    }
}
