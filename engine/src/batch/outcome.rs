//! The outcome of a right for one household of a chunk, as the reference would tell it.

use super::results::{Amounts, RightColumns};
use super::{Batch, Results};
use crate::program::{Benefit, Type};
use crate::reference::{Bounds, Outcome, Personal, Unverified, positions};

impl Batch {
    /// What a right (its identifier) may rest on, in any household, and that is marked to be checked; empty when there is
    /// no such right in force.
    #[must_use]
    pub fn unverified(&self, benefit: &str) -> &[Unverified] {
        let law = &*self.law;
        let found = law.program().benefit(benefit).and_then(|(id, _)| {
            let right = law.benefits().iter().position(|at| at.benefit == id)?;
            self.unverified.get(right)
        });
        found.map_or(&[], Vec::as_slice)
    }

    /// The outcome of a right (its position in [`Results::rights`]) for a household, whose first person stands at
    /// `first` among those of the chunk. `None` where the reference must be asked.
    #[must_use]
    pub fn outcome(
        &self,
        results: &Results,
        right: usize,
        place: (usize, usize, usize),
    ) -> Option<Outcome> {
        self.settled(results.rights.get(right)?, place)
    }

    /// The outcome of a right for a household; `None` where it is open.
    pub(super) fn settled(
        &self,
        columns: &RightColumns,
        (household, first, persons): (usize, usize, usize),
    ) -> Option<Outcome> {
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
