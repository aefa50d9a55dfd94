//! The outcomes of some households: from columns where they are settled, from the reference where something that matters
//! is unknown. It starts from the columns, and computes again what its trials change.

use super::Batch;
use super::results::{RightColumns, Worlds};
use super::run::{Asked, Layer};
use crate::law::{BenefitAt, Law, NodeId, Possible};
use crate::reference::{Ground, Grounds, Household, Known, Outcome, Scratch, tried};
use crate::situation::Situation;

/// Where a household stands in its chunk.
struct Row<'s> {
    household: usize,
    /// Its first person, among those of the chunk.
    first: usize,
    known: Household<'s>,
}

impl Batch {
    /// The outcomes of some households, right by right. What is to be checked is told for any household
    /// ([`Batch::unverified`]).
    #[must_use]
    pub fn outcomes(&self, situations: &[&Situation]) -> Vec<Vec<Outcome>> {
        situations
            .chunks(super::CHUNK)
            .flat_map(|chunk| self.chunk(chunk))
            .collect()
    }

    fn chunk(&self, situations: &[&Situation]) -> Vec<Vec<Outcome>> {
        let law = &*self.law;
        let mut frame = self.frame();
        let mut rows: Vec<Option<Row<'_>>> = Vec::with_capacity(situations.len());
        let mut told: Vec<Vec<Outcome>> = Vec::with_capacity(situations.len());
        for situation in situations {
            let (household, first) = (frame.len(), frame.persons.roles.len());
            if !self.push(&mut frame, situation) {
                rows.push(None);
                told.push(law.evaluate(situation).outcomes().to_vec());
                continue;
            }
            rows.push(Some(Row {
                household,
                first,
                known: Household::new(law, situation),
            }));
            told.push(Vec::with_capacity(law.benefits().len()));
        }
        let mut scratch = Scratch::default();
        self.each(frame, Asked::Tried, |at, worlds, columns| {
            for (told, row) in told.iter_mut().zip(&rows) {
                let Some(row) = row else { continue };
                told.extend(self.one(at, worlds, &columns, row, &mut scratch));
            }
        });
        told
    }

    /// The outcome of a right for a household.
    fn one(
        &self,
        at: &BenefitAt,
        worlds: Worlds<'_>,
        columns: &RightColumns,
        row: &Row<'_>,
        scratch: &mut Scratch,
    ) -> Option<Outcome> {
        let place = (row.household, row.first, row.known.size());
        if let Some(outcome) = self.settled(columns, place) {
            return Some(outcome);
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
        tried(&row.known, at, grounds, scratch)
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
