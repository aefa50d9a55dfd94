//! What a run counts: for each month, each area and each right. Memory depends on how many areas there are, not on how
//! many households.

use std::collections::BTreeMap;

use droit_engine::calendar::Month;

use super::degrees::Counts;
use super::median::Histogram;
use super::places::Area;
use super::seen::{Right, States};

/// What is due and not received by households of one type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Money {
    /// The total, in hundredths: its bounds.
    pub(crate) total: (i128, i128),
    /// The amount of each household that has something to claim for sure: its bounds.
    low: Histogram,
    high: Histogram,
}

impl Money {
    fn add(&mut self, states: States, (low, high): (i128, i128)) {
        self.total.0 = self.total.0.saturating_add(low);
        self.total.1 = self.total.1.saturating_add(high);
        if states.within(States::UNCLAIMED) {
            self.low.add(low);
            self.high.add(high);
        }
    }

    pub(crate) fn merge(&mut self, other: &Money) {
        self.total.0 = self.total.0.saturating_add(other.total.0);
        self.total.1 = self.total.1.saturating_add(other.total.1);
        self.low.merge(&other.low);
        self.high.merge(&other.high);
    }

    /// The bounds of the median amount of the households that have something to claim for sure.
    pub(crate) fn median(&self) -> Option<(i128, i128)> {
        Some((self.low.median()?.0, self.high.median()?.1))
    }
}

/// One right in one area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Households by type and states.
    pub(crate) counts: Counts,
    /// What they do not receive, by type; nothing for a right that is no amount.
    pub(crate) money: BTreeMap<usize, Money>,
}

impl Tally {
    fn merge(&mut self, other: &Tally) {
        super::secrecy::add(&mut self.counts, &other.counts);
        for (kind, money) in &other.money {
            self.money.entry(*kind).or_default().merge(money);
        }
    }
}

/// One area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Local {
    pub(crate) households: u64,
    /// By position of the right in the program.
    pub(crate) rights: BTreeMap<usize, Tally>,
}

impl Local {
    /// Adds what another area counted.
    pub(crate) fn merge(&mut self, other: &Local) {
        self.households = self.households.saturating_add(other.households);
        for (benefit, tally) in &other.rights {
            self.rights.entry(*benefit).or_default().merge(tally);
        }
    }
}

/// A household evaluated.
#[derive(Debug, Clone)]
pub(crate) struct Household {
    pub(crate) month: Month,
    /// Where; `None` when no commune bears the code that was given, or none was given.
    pub(crate) area: Option<Area>,
    /// Position of its type.
    pub(crate) kind: usize,
    pub(crate) rights: Vec<Right>,
}

/// Everything that a run counts.
#[derive(Debug, Default)]
pub(crate) struct Tallies {
    pub(crate) months: BTreeMap<Month, BTreeMap<Option<Area>, Local>>,
    pub(crate) households: u64,
}

impl Tallies {
    /// Counts a household.
    pub(crate) fn add(&mut self, household: &Household) {
        self.households = self.households.saturating_add(1);
        let areas = self.months.entry(household.month).or_default();
        let local = areas.entry(household.area).or_default();
        local.households = local.households.saturating_add(1);
        for right in &household.rights {
            let tally = local.rights.entry(right.benefit).or_default();
            let count = tally
                .counts
                .entry((household.kind, right.states))
                .or_default();
            *count = count.saturating_add(1);
            if let Some(gap) = right.gap {
                tally
                    .money
                    .entry(household.kind)
                    .or_default()
                    .add(right.states, gap);
            }
        }
    }
}
