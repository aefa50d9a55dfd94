//! What a person declared for a quarter: four states that must not be mistaken for one another.
//!
//! No block: unknown. Nothing declared (`TOPRESSNUL`, `000`): zero. A month without some nature: zero of it. A month
//! that is not there: unknown. Months out of the quarter are always unknown.

use std::collections::BTreeMap;

use droit_engine::calendar::Month;

use super::activity::Activity;
use super::dossier::quarter;
use super::look::Look;
use super::tables::Code;
use super::tree::Node;

const TOP: &str = "Ressources/GeneraliteRessourcesTrimestre/TOPRESSNUL";
const ESTIMATE: &str = "AvisPCGPersonne/ConditionETI";
/// Months of a quarter.
const QUARTER: usize = 3;

/// An amount of a month.
pub(super) struct Amount {
    pub(super) month: Month,
    /// `salaire.net`, `retraite.net+imposable`.
    pub(super) field: &'static str,
    /// In cents; `None`: there is one, not known.
    pub(super) cents: Option<i64>,
    /// What the caisse does with it for the RSA.
    set_aside: Option<Code>,
    /// It may count or not.
    doubtful: bool,
}

/// How an amount counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    Yes,
    No,
    Perhaps,
}

/// A yearly profit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Profit {
    Unknown,
    /// In cents by year.
    Known(i64),
}

/// The resources of a person.
pub(super) struct Resources {
    /// Months whose resources are all known.
    pub(super) known: Vec<Month>,
    pub(super) amounts: Vec<Amount>,
    /// Unemployment benefit that is solidarity benefit, by month.
    pub(super) solidarity: BTreeMap<Month, Option<i64>>,
    pub(super) profit: Profit,
    /// Yearly income of property, by key of the situation, in cents.
    pub(super) property: BTreeMap<&'static str, i64>,
    /// Sum of the quarter, in cents; `None` when it is not known.
    pub(super) total: Option<i64>,
}

/// What is gathered month by month.
#[derive(Default)]
struct Gathered {
    known: Vec<Month>,
    amounts: Vec<Amount>,
    solidarity: BTreeMap<Month, Option<i64>>,
    /// Monthly profits, in cents.
    profit: i64,
    profit_seen: bool,
    profit_unknown: bool,
    property: BTreeMap<&'static str, i64>,
    total: Option<i64>,
}

impl Resources {
    /// Reads the resources of a person; `None`: unknown.
    pub(super) fn read(
        look: Look<'_>,
        person: &Node,
        activity: &Activity,
        month: Month,
    ) -> Option<Resources> {
        let block = person.at("Ressources")?;
        let mut all = Gathered {
            total: Some(0),
            ..Gathered::default()
        };
        let mut months = block.all("RessourcesMensuelles").peekable();
        if months.peek().is_none() {
            // Nothing for the whole quarter, when the person says so.
            if look.flag(person, TOP) == Some(true)
                && let Some(quarter) = quarter(look, person)
            {
                let (mut at, last) = quarter.into_inner();
                while at <= last {
                    all.known.push(at);
                    at = at.plus(1);
                }
            }
        }
        for declared in months {
            let at = look.month(declared, "GeneraliteRessourcesMensuelles/MOISRESS");
            if let Some(at) = at.filter(|at| !all.known.contains(at)) {
                all.month(look, declared, at, activity);
            }
        }
        let whole = all.known.len() == QUARTER;
        let monthly = estimate(look, person, month);
        let micro = activity.had("micro", month);
        let profit = match monthly {
            Some(cents) => Profit::Known(cents.saturating_mul(12)),
            None if all.profit_unknown || !whole => Profit::Unknown,
            // The profit is in the amounts, month by month.
            None if micro || !all.profit_seen => Profit::Known(0),
            None => Profit::Known(all.profit.saturating_mul(4)),
        };
        if !micro || monthly.is_some() {
            all.amounts
                .retain(|amount| amount.field != MICRO || amount.cents.is_none());
        }
        let property = all
            .property
            .into_iter()
            .filter(|(_, cents)| whole && *cents > 0)
            .map(|(key, cents)| (key, cents.saturating_mul(4)))
            .collect();
        Some(Resources {
            total: all.total.filter(|_| whole),
            known: all.known,
            amounts: all.amounts,
            solidarity: all.solidarity,
            profit,
            property,
        })
    }

    /// Whether some amount is set aside for the RSA.
    pub(super) fn sets_aside(&self) -> bool {
        self.amounts.iter().any(|amount| amount.set_aside.is_some())
    }
}

/// The profit of those whose profit is told month by month.
const MICRO: &str = "benefice_micro.montant";

impl Gathered {
    fn month(&mut self, look: Look<'_>, declared: &Node, at: Month, activity: &Activity) {
        let mut known = true;
        for detail in declared.all("DetailRessourcesMensuelles") {
            let Some(code) = look.code(detail, "NATRESS") else {
                known = false;
                continue;
            };
            let cents = look
                .amount(detail, "MTNATRESSMEN")
                .filter(|cents| *cents >= 0);
            let set_aside = look.code(detail, "ABANEU");
            if cents == Some(0) && !matches!(code.reading, "inconnu" | "benefice_inconnu") {
                continue;
            }
            self.detail(look, at, code, cents, set_aside, activity);
            known &= code.reading != "inconnu";
        }
        if known {
            self.known.push(at);
        } else {
            self.total = None;
        }
    }

    fn detail(
        &mut self,
        look: Look<'_>,
        month: Month,
        code: Code,
        cents: Option<i64>,
        set_aside: Option<Code>,
        activity: &Activity,
    ) {
        let amount = |field: &'static str, cents, doubtful| Amount {
            month,
            field,
            cents,
            set_aside,
            doubtful,
        };
        let counts = !matches!(code.reading, "zero" | "ignoree" | "patrimoine_inconnu");
        if counts {
            let sum = self.total.zip(cents).map(|(sum, c)| sum.saturating_add(c));
            self.total = sum.filter(|_| set_aside.is_none());
        }
        match code.reading {
            "ressource" => self.amounts.push(amount(code.detail, cents, false)),
            "incertaine" => self.amounts.push(amount(code.detail, cents, true)),
            "ij" => {
                for field in code.detail.split('+') {
                    self.amounts.push(amount(field, cents, true));
                }
            }
            "chomage" if activity.had("ass", month) => {
                let sum = self.solidarity.entry(month).or_insert(Some(0));
                *sum = sum.zip(cents).map(|(sum, c)| sum.saturating_add(c));
            }
            "chomage" => self.amounts.push(amount(code.detail, cents, false)),
            "benefice" => {
                self.profit_seen = true;
                match cents {
                    Some(cents) => self.profit = self.profit.saturating_add(cents),
                    None => self.profit_unknown = true,
                }
                self.amounts.push(amount(code.detail, cents, false));
            }
            "benefice_inconnu" => {
                self.profit_unknown = true;
                self.amounts.push(amount(code.detail, None, false));
            }
            "patrimoine" => {
                let sum = self.property.entry(code.detail).or_default();
                *sum = sum.saturating_add(cents.unwrap_or(0));
            }
            "patrimoine_inconnu" => look
                .notes
                .add("argent placé (044) : capital ou revenu, laissé inconnu"),
            _ => {}
        }
    }
}

impl Amount {
    /// How it counts, where what is set aside is set aside or not.
    pub(super) fn counted(&self, set_aside: bool) -> Counted {
        match self
            .set_aside
            .filter(|_| set_aside)
            .map(|code| code.reading)
        {
            Some("ecartee") => Counted::No,
            Some(_) => Counted::Perhaps,
            None if self.doubtful => Counted::Perhaps,
            None => Counted::Yes,
        }
    }
}

/// The monthly profit that the département decided, when it holds at the month.
fn estimate(look: Look<'_>, person: &Node, month: Month) -> Option<i64> {
    let opinion = person.at(ESTIMATE)?;
    let since = look.month(opinion, "DTEVARESSNONSAL")?;
    (since <= month).then_some(())?;
    look.amount(opinion, "MTEVARESSNONSAL")
        .filter(|cents| *cents >= 0)
}
