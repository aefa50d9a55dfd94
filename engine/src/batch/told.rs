//! The outcomes of some households: from columns where they are settled, from the reference where something that matters
//! is unknown. It starts from the columns, and computes again what its trials change.

use super::Batch;
use super::results::{RightColumns, Worlds};
use super::run::{Asked, Layer};
use crate::law::{BenefitAt, Law, NodeId, Possible, world};
use crate::reference::{
    Assumed, Ground, Grounds, Household, Known, Outcome, Scratch, assumed, bare, taken, tried,
};
use crate::situation::Situation;

/// A household, and the rights (their bits) that are asked for.
#[derive(Clone, Copy)]
struct Wanted<'s> {
    situation: &'s Situation,
    rights: u128,
}

/// What came out for a household.
#[derive(Default)]
struct Told {
    /// In the order of the rights of the law.
    outcomes: Vec<Option<Outcome>>,
    /// The rights (their bits) of which an assumption that the rules declare would say more.
    assumes: u128,
}

/// Where a household stands in its chunk.
struct Row<'s> {
    household: usize,
    /// Its first person, among those of the chunk.
    first: usize,
    known: Household<'s>,
}

impl Batch {
    /// The outcomes of some households, right by right. The reasons of a "no" are left empty; what is to be checked is
    /// that of any household ([`Batch::unverified`]).
    #[must_use]
    pub fn outcomes(&self, situations: &[&Situation]) -> Vec<Vec<Outcome>> {
        situations
            .chunks(super::CHUNK)
            .flat_map(|chunk| self.chunk(chunk))
            .collect()
    }

    fn chunk(&self, situations: &[&Situation]) -> Vec<Vec<Outcome>> {
        let wanted: Vec<Wanted<'_>> = situations
            .iter()
            .map(|situation| Wanted {
                situation,
                rights: u128::MAX,
            })
            .collect();
        let mut told = self.told(&wanted);
        self.probable(situations, &mut told);
        let complete = |told: Told| {
            let rights = told.outcomes.into_iter().zip(&self.unverified);
            rights
                .filter_map(|(outcome, unverified)| {
                    Some(Outcome {
                        unverified: unverified.clone(),
                        ..outcome?
                    })
                })
                .collect()
        };
        told.into_iter().map(complete).collect()
    }

    fn told(&self, wanted: &[Wanted<'_>]) -> Vec<Told> {
        let law = &*self.law;
        let mut frame = self.frame();
        let (mut household, mut first) = (0_usize, 0_usize);
        let mut rows: Vec<Option<Row<'_>>> = Vec::with_capacity(wanted.len());
        for Wanted { situation, .. } in wanted {
            if !self.push(&mut frame, situation) {
                rows.push(None);
                continue;
            }
            rows.push(Some(Row {
                household,
                first,
                known: Household::new(law, situation),
            }));
            household = household.saturating_add(1);
            first = first.saturating_add(situation.size());
        }
        let mut told: Vec<Told> = Vec::with_capacity(wanted.len());
        for (Wanted { situation, .. }, row) in wanted.iter().zip(&rows) {
            let outcomes = match row {
                Some(_) => Vec::with_capacity(law.benefits().len()),
                None => bare(law, situation).into_iter().map(Some).collect(),
            };
            told.push(Told {
                outcomes,
                assumes: 0,
            });
        }
        let asked = Asked {
            rights: wanted.iter().fold(0, |all, one| all | one.rights),
            tried: true,
        };
        let mut scratch = Scratch::default();
        let mut right = 0_usize;
        self.each(frame, asked, |at, worlds, columns| {
            let own = world(at.benefit);
            let place = law.benefits().iter().position(|b| b.benefit == at.benefit);
            right = place.unwrap_or(right);
            for ((told, row), wanted) in told.iter_mut().zip(&rows).zip(wanted) {
                let Some(row) = row.as_ref().filter(|_| wanted.rights & own != 0) else {
                    continue;
                };
                let (outcome, assumes) = self.one(at, worlds, &columns, row, &mut scratch);
                told.outcomes.resize(right, None);
                told.outcomes.push(outcome);
                if assumes {
                    told.assumes |= own;
                }
            }
        });
        told
    }

    /// The outcome of a right for a household; whether an assumption would say more.
    fn one(
        &self,
        at: &BenefitAt,
        worlds: Worlds<'_>,
        columns: &RightColumns,
        row: &Row<'_>,
        scratch: &mut Scratch,
    ) -> (Option<Outcome>, bool) {
        let place = (row.household, row.first, row.known.size());
        if let Some(outcome) = self.settled(columns, place) {
            return (Some(outcome), false);
        }
        let law = &*self.law;
        let of = |layer| Cell { law, layer, row };
        let (fixed, all) = (of(worlds.fixed), of(worlds.all));
        let (today, alone) = (of(worlds.today), of(worlds.alone));
        let grounds = Grounds {
            fixed: Ground::Kept(&fixed),
            all: Ground::Kept(&all),
            today: Ground::Kept(&today),
            alone: Some(Ground::Kept(&alone)),
        };
        match tried(&row.known, at, &grounds, scratch) {
            Some((outcome, assumes)) => (Some(outcome), assumes),
            None => (None, false),
        }
    }

    /// Adds the probable outcomes: those of the same households, with what the rules assume.
    fn probable(&self, situations: &[&Situation], told: &mut [Told]) {
        let program = self.law.program();
        let mut made: Vec<(usize, Situation, Vec<Assumed>)> = Vec::new();
        for (place, (situation, told)) in situations.iter().zip(told.iter()).enumerate() {
            if told.assumes != 0 {
                let (situation, all) = assumed(program, situation);
                made.push((place, situation, all));
            }
        }
        if made.is_empty() {
            return;
        }
        let rights = |place: usize| told.get(place).map_or(0, |told| told.assumes);
        let wanted: Vec<Wanted<'_>> = made
            .iter()
            .map(|(place, situation, _)| Wanted {
                situation,
                rights: rights(*place),
            })
            .collect();
        let results = self.told(&wanted);
        for ((place, _, all), result) in made.iter().zip(results) {
            let Some(told) = told.get_mut(*place) else {
                continue;
            };
            for (outcome, result) in told.outcomes.iter_mut().zip(result.outcomes) {
                let (Some(outcome), Some(result)) = (outcome, result) else {
                    continue;
                };
                let taken = taken(program, &outcome.missing, all);
                if !taken.is_empty() {
                    outcome.probable = Some(result.under(taken));
                }
            }
        }
    }
}

/// The values of a household in a world.
struct Cell<'l> {
    law: &'l Law,
    layer: &'l Layer<'l>,
    row: &'l Row<'l>,
}

impl Known for Cell<'_> {
    fn at(&self, id: NodeId, person: usize) -> Option<Possible> {
        let each = self.law.slots.get(id.index())?.each;
        let row = if each {
            self.row.first.saturating_add(person)
        } else {
            self.row.household
        };
        self.layer.get(id)?.at(row)
    }
}
