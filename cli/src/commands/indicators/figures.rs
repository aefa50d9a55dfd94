//! Figures of a row, from households by what they may be. Bounds everywhere: each household counts where it may.

use super::counts::Money;
use super::degrees::Classes;
use super::secrecy::Cells;
use super::seen::States;

/// Bounds of a number of households.
pub(crate) type Bounds = (u64, u64);

/// Households that are entitled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entitled {
    /// Of those whose right could be assessed; nothing for a type of households.
    pub(crate) assessed: Option<u64>,
    pub(crate) share: Option<Bounds>,
    pub(crate) entitled: Option<Bounds>,
}

/// A number of households, and its share in those that are entitled, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rated {
    pub(crate) count: Bounds,
    pub(crate) rate: Option<Bounds>,
}

/// What is not claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unclaimed {
    pub(crate) receiving: Bounds,
    pub(crate) unclaimed: Rated,
    /// The total, in hundredths.
    pub(crate) euros: Amount,
    /// The median amount, of households that have something to claim for sure.
    pub(crate) median: Amount,
}

/// Bounds of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    Known(i128, i128),
    /// No amount: the right is none, or nobody has something to claim for sure.
    None,
    /// Hidden by statistical secrecy.
    Hidden,
}

impl Amount {
    fn of(bounds: Option<(i128, i128)>, may: bool) -> Amount {
        match bounds {
            None => Amount::None,
            Some(_) if !may => Amount::Hidden,
            Some((low, high)) => Amount::Known(low, high),
        }
    }
}

/// All of it or a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nature {
    pub(crate) total: Rated,
    pub(crate) partial: Rated,
}

/// The figures of a row; `None`: hidden by statistical secrecy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Figures {
    pub(crate) screened: Option<u64>,
    pub(crate) entitled: Option<Entitled>,
    pub(crate) unclaimed: Option<Unclaimed>,
    pub(crate) nature: Option<Nature>,
}

/// Households that could be assessed.
fn assessed(cells: &Cells<States>) -> impl Iterator<Item = (States, u64)> + '_ {
    cells
        .iter()
        .filter(|(states, _)| **states != States::UNSEEN)
        .map(|(states, n)| (*states, *n))
}

/// How many are in `among` for sure, and how many may be.
fn bounds(cells: &Cells<States>, among: States) -> Bounds {
    assessed(cells).fold((0, 0), |(low, high), (states, n)| {
        (
            low.saturating_add(if states.within(among) { n } else { 0 }),
            high.saturating_add(if states.meets(among) { n } else { 0 }),
        )
    })
}

/// Bounds of `part` for a whole, in thousandths, rounded outwards; nothing without a whole.
fn share((part_low, whole_low): Bounds, (part_high, whole_high): Bounds) -> Option<Bounds> {
    let thousandths = |part: u64| u128::from(part).saturating_mul(1000);
    let low = thousandths(part_low).checked_div(u128::from(whole_low));
    let high = (whole_high > 0).then(|| thousandths(part_high).div_ceil(u128::from(whole_high)));
    let number = |n: u128| u64::try_from(n).unwrap_or(u64::MAX);
    // Nobody in the denominator of one end: that end says nothing, and the other one holds alone.
    match (low, high) {
        (None, None) => None,
        (low, high) => Some((number(low.unwrap_or(0)), number(high.unwrap_or(1000)))),
    }
}

/// A number and its share in those who are entitled: both depend on what each household may be, at the same time.
fn rated(cells: &Cells<States>, among: States) -> Rated {
    let others = States::ENTITLED.without(among);
    let (mut low, mut high) = ((0_u64, 0_u64), (0_u64, 0_u64));
    let count = |ends: &mut Bounds, part: bool, n: u64| {
        ends.0 = ends.0.saturating_add(if part { n } else { 0 });
        ends.1 = ends.1.saturating_add(n);
    };
    for (states, n) in assessed(cells) {
        // The least share: entitled and elsewhere if it may be, else out of the count, else in.
        if states.meets(others) {
            count(&mut low, false, n);
        } else if !states.meets(States::OUT) {
            count(&mut low, true, n);
        }
        if states.meets(among) {
            count(&mut high, true, n);
        } else if !states.meets(States::OUT) {
            count(&mut high, false, n);
        }
    }
    Rated {
        count: bounds(cells, among),
        rate: share(low, high),
    }
}

impl Entitled {
    pub(crate) fn of(cells: &Cells<States>) -> Entitled {
        let count = |keep: fn(States) -> bool| {
            let kept = cells.iter().filter(|(states, _)| keep(**states));
            kept.fold(0_u64, |t, (_, n)| t.saturating_add(*n))
        };
        let (all, assessed) = (count(|_| true), count(|s| s != States::UNSEEN));
        Entitled {
            assessed: Some(assessed),
            share: share((assessed, all), (assessed, all)),
            entitled: (assessed > 0).then(|| bounds(cells, States::ENTITLED)),
        }
    }
}

impl Unclaimed {
    /// Amounts are shown when the classes tell those who have something to claim, or may have, from the others: else an
    /// amount could be that of fewer households than any count that is shown.
    pub(crate) fn of(cells: &Cells<States>, money: Option<&Money>, classes: &Classes) -> Unclaimed {
        let told = classes.tell(|states| states.meets(States::UNCLAIMED))
            && classes.tell(|states| states.within(States::UNCLAIMED));
        Unclaimed {
            receiving: bounds(cells, States::RECEIVING),
            unclaimed: rated(cells, States::UNCLAIMED),
            euros: Amount::of(money.map(|m| m.total), told),
            median: Amount::of(money.and_then(Money::median), told),
        }
    }
}

impl Nature {
    pub(crate) fn of(cells: &Cells<States>) -> Nature {
        Nature {
            total: rated(cells, States::TOTAL),
            partial: rated(cells, States::PARTIAL),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(of: &[(u8, u64)]) -> Cells<States> {
        of.iter().map(|(states, n)| (States(*states), *n)).collect()
    }

    #[test]
    fn a_household_that_is_known_counts_once() {
        let cells = cells(&[(1, 50), (2, 30), (4, 15), (8, 5), (31, 20)]);
        let entitled = Entitled::of(&cells);
        assert_eq!(
            (entitled.assessed, entitled.share),
            (Some(100), Some((833, 834)))
        );
        assert_eq!(entitled.entitled, Some((50, 50)));
        let unclaimed = Unclaimed::of(&cells, None, &Classes::default());
        assert_eq!(unclaimed.receiving, (35, 35));
        assert_eq!(unclaimed.unclaimed.count, (20, 20));
        assert_eq!(unclaimed.unclaimed.rate, Some((400, 400)));
        assert_eq!(Nature::of(&cells).partial.rate, Some((100, 100)));
    }

    #[test]
    fn a_rate_takes_each_household_where_it_may_be() {
        // Not entitled, or entitled and without anything.
        let rate = |of: &[(u8, u64)]| rated(&cells(of), States::UNCLAIMED).rate;
        assert_eq!(rate(&[(5, 10)]), Some((0, 1000)));
        assert_eq!(rate(&[(5, 10), (4, 10), (2, 20)]), Some((333, 500)));
        assert_eq!(rate(&[(15, 10), (4, 10)]), Some((500, 1000)));
        assert_eq!(rate(&[(3, 10), (4, 10)]), Some((500, 1000)));
        assert_eq!(rate(&[(1, 10)]), None);
        assert_eq!(rate(&[]), None);
    }
}
