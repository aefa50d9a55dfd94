//! The outcome of a right for one household of a chunk, as the reference would tell it.

use std::sync::Arc;

use super::open::Open;
use super::results::{Amounts, RightColumns};
use super::{Batch, Results};
use crate::law::world;
use crate::program::{Benefit, Type};
use crate::reference::{Bounds, Outcome, Personal, Unverified, positions};
use crate::situation::Situation;

impl Batch {
    /// What the rights of the law rest on, in any household, and that is marked to be checked; in the order of
    /// [`Results::rights`].
    #[must_use]
    pub fn unverified(&self) -> &[Arc<[Unverified]>] {
        &self.unverified
    }

    /// The outcomes of some households, right by right: from columns where they are settled, from the reference where
    /// something that matters is unknown. The reasons of a "no" are left empty; what is to be checked is that of any
    /// household ([`Batch::unverified`]).
    #[must_use]
    pub fn outcomes(&self, situations: &[&Situation]) -> Vec<Vec<Outcome>> {
        situations
            .chunks(super::CHUNK)
            .flat_map(|chunk| self.chunk(chunk))
            .collect()
    }

    fn chunk(&self, situations: &[&Situation]) -> Vec<Vec<Outcome>> {
        let mut frame = self.frame();
        let kept: Vec<bool> = situations
            .iter()
            .map(|situation| self.push(&mut frame, situation))
            .collect();
        let results = self.evaluate(frame);
        let (mut household, mut first) = (0_usize, 0_usize);
        let mut settled = Vec::with_capacity(situations.len());
        for (situation, kept) in situations.iter().zip(kept) {
            let persons = situation.size();
            let row = kept.then_some((household, first, persons));
            if kept {
                household = household.saturating_add(1);
                first = first.saturating_add(persons);
            }
            let rights = 0..self.law.benefits().len();
            let one = |right| row.and_then(|row| self.outcome(&results, right, row));
            settled.push(rights.map(one).collect::<Vec<Option<Outcome>>>());
        }
        let open: Vec<Open<'_>> = situations
            .iter()
            .zip(&settled)
            .map(|(situation, outcomes)| Open {
                situation,
                rights: self.left_open(outcomes),
            })
            .collect();
        settled
            .into_iter()
            .zip(self.parts.outcomes(&open))
            .map(|(settled, others)| self.together(settled, &others))
            .collect()
    }

    /// The rights (their bits) without an outcome.
    fn left_open(&self, outcomes: &[Option<Outcome>]) -> u128 {
        let benefits = self.law.benefits().iter().zip(outcomes);
        benefits
            .filter(|(_, outcome)| outcome.is_none())
            .fold(0, |rights, (at, _)| rights | world(at.benefit))
    }

    /// The outcomes of a household, those that columns left open taken elsewhere.
    fn together(&self, settled: Vec<Option<Outcome>>, others: &[Outcome]) -> Vec<Outcome> {
        let other = |right: usize| {
            let at = self.law.benefits().get(right)?;
            let benefit = self.law.program().benefits.get(at.benefit.index())?;
            others.iter().find(|o| o.benefit == benefit.id).cloned()
        };
        settled
            .into_iter()
            .enumerate()
            .filter_map(|(right, outcome)| {
                let mut outcome = outcome.or_else(|| other(right))?;
                outcome.unverified = self.unverified.get(right).cloned().unwrap_or_default();
                Some(outcome)
            })
            .collect()
    }

    /// The outcome of a right (its position in [`Results::rights`]) for a household, whose first person stands at
    /// `first` among those of the chunk. `None` where the reference must be asked.
    ///
    /// The reasons of a "no" are not sought, and what is to be checked is that of any household
    /// ([`Batch::unverified`]): both are left empty.
    #[must_use]
    pub fn outcome(
        &self,
        results: &Results,
        right: usize,
        (household, first, persons): (usize, usize, usize),
    ) -> Option<Outcome> {
        let columns = results.rights.get(right)?;
        let verdict = (*columns.verdicts.get(household)?)?;
        let program = self.law.program();
        let benefit = program.benefits.get(columns.benefit.index())?;
        let amount = |amounts: &Option<Amounts>| bounds(amounts.as_ref()?, household);
        Some(Outcome {
            benefit: benefit.id.clone(),
            name: benefit.name.clone(),
            title: benefit.title.clone(),
            rhythm: benefit.rhythm,
            verdict,
            due: amount(&columns.due),
            due_alone: amount(&columns.due_alone),
            received: amount(&columns.received),
            is_received: columns.held.get(household).copied(),
            gap: amount(&columns.gap),
            gain_net: amount(&columns.gain),
            form: self.form(benefit, columns, household),
            contribution: amount(&columns.contribution),
            persons: (0..persons)
                .filter_map(|person| personal(columns, person, first.saturating_add(person)))
                .collect(),
            missing: Vec::new(),
            reasons: Vec::new(),
            unverified: Arc::default(),
            probable: None,
        })
    }

    fn form(
        &self,
        benefit: &Benefit,
        columns: &RightColumns,
        household: usize,
    ) -> Option<Vec<String>> {
        let bits = *columns.form.as_ref()?.get(household)?;
        let program = self.law.program();
        let rule = program.rules.get(benefit.form?.index())?;
        let Type::Choice(choice) = rule.ty else {
            return Some(Vec::new());
        };
        let codes = program
            .choices
            .get(choice.index())
            .map(|c| c.codes.as_slice());
        Some(positions(bits, codes.unwrap_or_default()))
    }
}

fn bounds(amounts: &Amounts, row: usize) -> Option<Bounds> {
    let exact = amounts.exact(row)?;
    Some(Bounds {
        min: exact,
        max: exact,
    })
}

fn personal(columns: &RightColumns, person: usize, row: usize) -> Option<Personal> {
    let own = columns.persons.as_ref()?;
    Some(Personal {
        person,
        due: bounds(&own.due, row)?,
        received: own
            .received
            .as_ref()
            .and_then(|amounts| bounds(amounts, row)),
        gap: bounds(&own.gap, row)?,
    })
}
