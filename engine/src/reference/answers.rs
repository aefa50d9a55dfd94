//! How much an answer would settle, tried on a few possible answers.

use super::changed::{ALL, Inside, bit};
use super::laid::{Scratch, Worlds};
use super::split::Base;
use super::values::{Household, View};
use super::worlds::World;
use crate::law::{BenefitAt, Extent, InputAt, Kind, NodeId, Possible, Time, world};
use crate::program::{Input, InputId, Type};
use crate::situation::Value;
use crate::sorted::Set;

/// An undecided verdict counts as much as this width, in hundredths.
const UNDECIDED: i128 = 10_000;

/// What remains open for a right: the width of its gap, in hundredths, and whether its verdict is undecided.
fn benefit_width(view: View<'_>, at: &BenefitAt) -> i128 {
    let gap = at.gap.and_then(|id| {
        view.law
            .node(id)
            .map(|n| (view.at(id, 0).ends(), n.kind.den()))
    });
    let width = gap.map_or(0, |((lo, hi), den)| {
        let width = hi.saturating_sub(lo).saturating_mul(100);
        width.checked_div(den).unwrap_or(0)
    });
    let open = |id: NodeId| {
        if view.is_settled(id, 0) { 0 } else { UNDECIDED }
    };
    width
        .saturating_add(open(at.unclaimed))
        .saturating_add(open(at.owed))
}

fn total(widths: impl Iterator<Item = i128>) -> i128 {
    widths.fold(0, i128::saturating_add)
}

/// Answers to try, all over the same values.
pub(super) struct Trial<'t> {
    household: &'t Household<'t>,
    worlds: Worlds<'t>,
    /// The rights that something is open for: no answer opens another.
    open: Vec<&'t BenefitAt>,
    /// Theirs: [`crate::law::Node::needed`].
    needed: u128,
    /// What remains open for them.
    pub(super) width: i128,
}

impl<'t> Trial<'t> {
    pub(super) fn new(
        household: &'t Household<'t>,
        base: &'t Base,
        scratch: &'t mut Scratch,
    ) -> Trial<'t> {
        let view = household.view(&base.fixed, &base.all);
        let widths = household.law.benefits.iter();
        let widths = widths.map(|at| (at, benefit_width(view, at)));
        let open: Vec<(&BenefitAt, i128)> = widths.filter(|(_, width)| *width > 0).collect();
        Trial {
            household,
            worlds: scratch.room.over(household.law, &base.grounds()),
            width: total(open.iter().map(|(_, width)| *width)),
            needed: open.iter().fold(0, |all, (at, _)| all | world(at.benefit)),
            open: open.into_iter().map(|(at, _)| at).collect(),
        }
    }

    /// What remains open for all rights, on average over a few answers to what is asked at once: a question, or the lines
    /// of a list, where the first answers vary and the others are what most lines are, absent.
    pub(super) fn sampled(&mut self, asked: &[Tried<'_>]) -> i128 {
        let mut asked = asked.iter().map(|tried| {
            let leaves = self.leaves(tried);
            let samples = samples(self.household, tried.input, &leaves);
            (tried.person, leaves, samples)
        });
        let Some((person, leaves, samples)) = asked.next() else {
            return self.width;
        };
        let others: Vec<_> = asked.collect();
        for (person, leaves, samples) in others {
            if let Some(first) = samples.first() {
                self.put(&leaves, person, *first);
            }
        }
        let (mut sum, mut weights) = (0_i128, 0_i128);
        for sample in samples {
            self.put(&leaves, person, sample);
            let open = self.open();
            sum = sum.saturating_add(open.saturating_mul(sample.weight));
            weights = weights.saturating_add(sample.weight);
        }
        self.worlds.fixed.clear();
        self.worlds.all.clear();
        sum.checked_div(weights).unwrap_or(0)
    }

    fn leaves(&self, tried: &Tried<'_>) -> Vec<InputAt> {
        let law = self.household.law;
        let times = tried.times.iter();
        times
            .filter_map(|time| law.input_at(tried.input, *time))
            .collect()
    }

    /// Gives an answer.
    fn put(&mut self, leaves: &[InputAt], person: Option<usize>, sample: Sample) {
        let household = self.household;
        let Worlds { fixed, changed, .. } = &mut self.worlds;
        for leaf in leaves {
            for (id, possible) in [(leaf.value, sample.value), (leaf.present, sample.present)] {
                if let Some(id) = id
                    && household.put(id, person.unwrap_or(0), possible, fixed)
                {
                    changed.mark(household.law, id, person.map_or(ALL, bit));
                }
            }
        }
    }

    /// What remains open for all rights after the answers given.
    fn open(&mut self) -> i128 {
        let household = self.household;
        let Worlds {
            fixed,
            all,
            changed,
            ..
        } = &mut self.worlds;
        household.again(
            changed,
            Inside::Rights(self.needed),
            fixed,
            &mut [(World::ALL, &mut *all, None)],
        );
        let view = household.view(fixed.values(), all.values());
        total(self.open.iter().map(|at| benefit_width(view, at)))
    }
}

/// A question whose answers are tried.
#[derive(Clone, Copy)]
pub(super) struct Tried<'t> {
    pub(super) input: InputId,
    pub(super) person: Option<usize>,
    /// The times that count.
    pub(super) times: &'t Set<Time>,
}

/// A possible answer.
#[derive(Debug, Clone, Copy)]
struct Sample {
    value: Possible,
    present: Possible,
    /// How often, roughly.
    weight: i128,
}

/// The answer that the rules assume is this many times as frequent as another one.
const ASSUMED: i128 = 6;

/// Of the many kinds of lines that a list may hold, most are absent.
const ABSENT: i128 = 9;

fn samples(household: &Household<'_>, input: InputId, leaves: &[InputAt]) -> Vec<Sample> {
    let law = household.law;
    let Some(written) = law.program.inputs.get(input.index()) else {
        return Vec::new();
    };
    let node = leaves
        .iter()
        .find_map(|leaf| leaf.value)
        .and_then(|id| law.node(id));
    let range = node.map_or(Possible::MAYBE, |n| n.range);
    let nothing = match node.map(|n| n.kind) {
        Some(Kind::Number { .. }) => Possible::ZERO,
        Some(Kind::Choice) => Possible::set(0),
        _ => Possible::NO,
    };
    let there = |value: Possible| Sample {
        value,
        present: Possible::YES,
        weight: 1,
    };
    let absent = Sample {
        value: nothing,
        present: Possible::NO,
        weight: 1,
    };
    let mut found: Vec<Sample> = if written.optional {
        vec![absent]
    } else {
        Vec::new()
    };
    match range.extent() {
        Extent::Set(bits) => {
            let mut left = bits;
            while left != 0 {
                let position = 1_u128.checked_shl(left.trailing_zeros()).unwrap_or(0);
                left &= !position;
                found.push(there(Possible::set(position)));
            }
        }
        Extent::Number { lo, hi } => found.extend(numbers(written, lo, hi).map(there)),
    }
    if written.path.list.is_some()
        && let Some(first) = found.first_mut()
    {
        first.weight = ABSENT;
    }
    let assumed =
        written
            .default
            .as_ref()
            .map(|(constant, _)| match Value::of(*constant, written.den) {
                Value::Known(range) => there(Possible::number(range.lo, range.hi)),
                Value::Choices(bits) => there(Possible::set(bits)),
                Value::Nothing | Value::Unknown => absent,
            });
    if let Some(assumed) = assumed {
        match found
            .iter_mut()
            .find(|s| s.value == assumed.value && s.present == assumed.present)
        {
            Some(same) => same.weight = ASSUMED,
            None => found.push(Sample {
                weight: ASSUMED,
                ..assumed
            }),
        }
    }
    found
}

/// A few numbers, the smallest first. Amounts are more often small than large; days and small numbers are spread evenly.
fn numbers(input: &Input, lo: i128, hi: i128) -> impl Iterator<Item = Possible> + use<> {
    let width = hi.saturating_sub(lo);
    let large = matches!(input.ty, Type::Number(_))
        && width.checked_div(input.den.max(1)).unwrap_or(0) > 10_000;
    let parts = if large {
        [(0, 1), (1, 1_000), (1, 300)]
    } else {
        [(1, 6), (1, 2), (5, 6)]
    };
    let from = if large { lo.max(0) } else { lo };
    parts.into_iter().map(move |(num, den): (i128, i128)| {
        let step = width.saturating_mul(num).checked_div(den).unwrap_or(0);
        Possible::only(from.saturating_add(step).min(hi))
    })
}
