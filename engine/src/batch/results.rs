//! What comes out of a chunk, right by right.

use super::column::{Cells, Column};
use super::compute::OUI;
use super::persons::Persons;
use super::run::Layer;
use crate::exact::{Exact, lcm};
use crate::law::{BenefitAt, Kind, Law, NodeId, Possible, world};
use crate::program::BenefitId;
use crate::reference::Verdict;

/// Numerators over one denominator, one for each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amounts {
    /// The denominator, positive.
    pub den: i128,
    values: Column<i128>,
}

impl Amounts {
    /// The numerator of a row; `None` when there is no such row.
    #[must_use]
    pub fn at(&self, row: usize) -> Option<i128> {
        self.values.at(row)
    }

    /// The exact amount of a row.
    #[must_use]
    pub fn exact(&self, row: usize) -> Option<Exact> {
        Exact::new(self.at(row)?, self.den)
    }
}

/// What comes out for a right in every household of a chunk.
///
/// A row where something that matters is not known has no verdict: the reference tells ([`Law::evaluate`]).
#[derive(Debug, Clone)]
pub struct RightColumns {
    /// Which right.
    pub benefit: BenefitId,
    /// What can be said, household by household; `None` where the reference must be asked.
    pub verdicts: Vec<Option<Verdict>>,
    /// Amount due when every right is claimed; `None` for a right with a form.
    pub due: Option<Amounts>,
    /// Amount due if this right alone were claimed.
    pub due_alone: Option<Amounts>,
    /// Amount received, when it is an amount.
    pub received: Option<Amounts>,
    /// What is due and not received.
    pub gap: Option<Amounts>,
    /// What claiming it alone adds, €/mois.
    pub gain: Option<Amounts>,
    /// What the household pays for it.
    pub contribution: Option<Amounts>,
    /// The form, by position; 0 is none.
    pub form: Option<Vec<u128>>,
    /// Whether something is received.
    pub held: Vec<bool>,
    /// What each person has, one row for each person, for a right of each person.
    pub persons: Option<PersonalColumns>,
}

/// What each person has of a right.
#[derive(Debug, Clone)]
pub struct PersonalColumns {
    /// Amount due.
    pub due: Amounts,
    /// Amount received, when it is an amount.
    pub received: Option<Amounts>,
    /// What is due and not received.
    pub gap: Amounts,
}

/// The worlds that a right is read in.
#[derive(Clone, Copy)]
pub(super) struct Worlds<'w> {
    /// What no claim changes.
    pub(super) fixed: &'w Layer<'w>,
    /// Everything is claimed.
    pub(super) all: &'w Layer<'w>,
    /// Nothing more than what is received.
    pub(super) today: &'w Layer<'w>,
    /// This right alone is claimed.
    pub(super) alone: &'w Layer<'w>,
}

/// Households that are not settled, as they are found.
struct Open<'p> {
    rows: Vec<bool>,
    persons: &'p Persons,
}

impl Open<'_> {
    /// Those whose own value is open.
    fn mark(&mut self, cells: &Cells) {
        let mut found = None;
        cells.mark_open(&mut found, self.rows.len());
        for (open, more) in self.rows.iter_mut().zip(found.unwrap_or_default()) {
            *open |= more;
        }
    }

    /// Those where the value of some person is open.
    fn mark_persons(&mut self, cells: &Cells) {
        let mut found = None;
        cells.mark_open(&mut found, self.persons.roles.len());
        let Some(found) = found else { return };
        for (open, rows) in self.rows.iter_mut().zip(self.persons.rows()) {
            *open |= found.get(rows).unwrap_or_default().contains(&true);
        }
    }
}

/// Numerators of a column.
fn amounts(law: &Law, layer: &Layer<'_>, id: NodeId) -> Option<Amounts> {
    let Kind::Number { den } = law.node(id)?.kind else {
        return None;
    };
    let values = match layer.get(id)? {
        Cells::Number(span) => span.lo.map(i128::from),
        Cells::Wide(span) => span.lo.clone(),
        Cells::Set(_) | Cells::Choice(_) => return None,
    };
    Some(Amounts { den, values })
}

/// A right over a chunk.
pub(super) fn right(
    law: &Law,
    at: &BenefitAt,
    worlds: Worlds<'_>,
    persons: &Persons,
) -> Option<RightColumns> {
    let households = persons.sizes.len();
    let mut open = Open {
        rows: vec![false; households],
        persons,
    };
    for id in at.results() {
        open.mark(worlds.all.get(id)?);
    }
    for id in [at.due, at.gap].into_iter().flatten() {
        open.mark(worlds.alone.get(id)?);
    }
    if let Some(persons) = at.persons {
        let own = [Some(persons.due), Some(persons.gap), persons.received];
        for id in own.into_iter().flatten() {
            open.mark_persons(worlds.all.get(id)?);
        }
    }
    let gain = match at.gap {
        Some(gap) => Some(gains(law, at, gap, worlds, &mut open)?),
        None => None,
    };
    let flag = |id: NodeId| match worlds.all.get(id)? {
        Cells::Set(set) => Some(set),
        _ => None,
    };
    let (owed, held, unclaimed) = (flag(at.owed)?, flag(at.held)?, flag(at.unclaimed)?);
    let holds = |set: &Column<u8>, row: usize| set.at(row) == Some(OUI);
    let verdicts = open.rows.iter().enumerate().map(|(row, open)| {
        if *open {
            None
        } else if holds(unclaimed, row) {
            Some(Verdict::Certain)
        } else if holds(owed, row) {
            Some(Verdict::Received)
        } else {
            Some(Verdict::No)
        }
    });
    let amount = |id: Option<NodeId>| id.and_then(|id| amounts(law, worlds.all, id));
    let form = at.form.and_then(|id| {
        let cells = worlds.all.get(id)?;
        let one = |row| cells.at(row).map_or(0, Possible::bits);
        Some((0..households).map(one).collect())
    });
    let persons = at.persons.and_then(|own| {
        Some(PersonalColumns {
            due: amounts(law, worlds.all, own.due)?,
            received: own.received.and_then(|id| amounts(law, worlds.all, id)),
            gap: amounts(law, worlds.all, own.gap)?,
        })
    });
    Some(RightColumns {
        benefit: at.benefit,
        verdicts: verdicts.collect(),
        due: amount(at.due),
        due_alone: at.due.and_then(|id| amounts(law, worlds.alone, id)),
        received: amount(at.received),
        gap: amount(at.gap),
        gain,
        contribution: amount(at.contribution),
        form,
        held: (0..households).map(|row| holds(held, row)).collect(),
        persons,
    })
}

/// Another right whose amount changes when one is claimed.
struct Counted<'w> {
    opened: bool,
    held: &'w Cells,
    before: Part,
    after: Part,
    gap: Option<Part>,
    paid: Option<Part>,
}

/// Amounts, so much for each of so many months.
struct Part {
    amounts: Amounts,
    months: i128,
    /// What makes their numerators those of a common denominator.
    times: i128,
}

impl Part {
    fn new(amounts: Amounts, months: i128) -> Part {
        Part {
            amounts,
            months,
            times: 1,
        }
    }

    /// The denominator, by month.
    fn den(&self) -> Option<i128> {
        self.amounts.den.checked_mul(self.months)
    }

    /// Takes a multiple of its denominator.
    fn align(&mut self, den: i128) -> Option<()> {
        self.times = den.checked_div(self.den()?)?;
        Some(())
    }

    /// The numerator of a row over the common denominator.
    fn at(&self, row: usize) -> Option<i128> {
        self.amounts.at(row)?.checked_mul(self.times)
    }
}

impl Counted<'_> {
    fn parts(&mut self) -> impl Iterator<Item = &mut Part> {
        let optional = self.gap.iter_mut().chain(&mut self.paid);
        [&mut self.before, &mut self.after]
            .into_iter()
            .chain(optional)
    }
}

/// What claiming a right alone adds by month: as the reference measures it, on settled rows.
fn gains(
    law: &Law,
    at: &BenefitAt,
    gap: NodeId,
    worlds: Worlds<'_>,
    open: &mut Open<'_>,
) -> Option<Amounts> {
    let mut own = Part::new(amounts(law, worlds.alone, gap)?, law.months(at.benefit));
    let mut counted: Vec<Counted<'_>> = Vec::new();
    for other in law.benefits().iter().filter(|b| b.benefit != at.benefit) {
        let reads = |id: &NodeId| {
            law.node(*id)
                .is_some_and(|n| n.worlds & at.claimed_with != 0)
        };
        let Some(due) = other.due.filter(reads) else {
            continue;
        };
        let opened = at.claimed_with & world(other.benefit) != 0;
        open.mark(worlds.today.get(other.held)?);
        open.mark(worlds.today.get(due)?);
        open.mark(worlds.alone.get(due)?);
        let (mut left, mut paid) = (None, None);
        if opened {
            if let Some(id) = other.gap {
                open.mark(worlds.alone.get(id)?);
                left = amounts(law, worlds.alone, id);
            }
            if let Some(id) = other.received {
                open.mark(worlds.today.get(id)?);
                paid = amounts(law, worlds.today, id);
            }
        }
        let part = |amounts| Part::new(amounts, law.months(other.benefit));
        counted.push(Counted {
            opened,
            held: worlds.today.get(other.held)?,
            before: part(amounts(law, worlds.today, due)?),
            after: part(amounts(law, worlds.alone, due)?),
            gap: left.map(part),
            paid: paid.map(part),
        });
    }
    let mut den = own.den()?;
    for part in counted.iter_mut().flat_map(Counted::parts) {
        den = lcm(den, part.den()?)?;
    }
    own.align(den)?;
    for part in counted.iter_mut().flat_map(Counted::parts) {
        part.align(den)?;
    }
    let row = |row: usize| -> Option<i128> {
        let mut total = own.at(row)?;
        if total == 0 {
            return Some(0);
        }
        for other in &counted {
            let held = other.held.at(row)?.holds();
            let (before, after) = (other.before.at(row)?, other.after.at(row)?);
            let change = if other.opened {
                let gap = match &other.gap {
                    Some(gap) => gap.at(row)?,
                    None => 0,
                };
                if held {
                    let paid = match &other.paid {
                        Some(paid) => paid.at(row)?.min(before),
                        None => before,
                    };
                    // What is not received cannot be lost.
                    gap.checked_add(after.checked_sub(paid)?.min(0))?
                } else {
                    gap
                }
            } else if held {
                after.checked_sub(before)?
            } else {
                0
            };
            total = total.checked_add(change)?;
        }
        Some(total)
    };
    let rows = open.rows.len();
    let mut values = Vec::with_capacity(rows);
    for i in 0..rows {
        let settled = !open.rows.get(i).copied().unwrap_or(true);
        values.push(match row(i) {
            Some(gain) if settled => gain,
            Some(_) => 0,
            None => {
                // Too large for integers: the reference tells.
                if let Some(open) = open.rows.get_mut(i) {
                    *open = true;
                }
                0
            }
        });
    }
    Some(Amounts {
        den,
        values: Column::Each(values),
    })
}
