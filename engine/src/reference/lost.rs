//! Months already lost: what was due since the conditions are met, and that no claim will bring back.

use std::sync::Arc;

use serde::Serialize;

use super::{Bounds, Verdict};
use crate::calendar::Month;
use crate::law::Law;
use crate::name::Name;
use crate::program::{InputId, Program, Rhythm};
use crate::situation::{Situation, Value};

/// No further back than this, months.
const DEEPEST: i32 = 60;

/// What a late claim loses of a right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Lost {
    /// Identifier of the right.
    pub benefit: Name,
    /// Months before the one of the right for which something was due and not received, and that are lost.
    pub months: u32,
    /// What they add up to, €.
    pub amount: Bounds,
    /// Months that a claim made at the month of the right still pays.
    pub recoverable_months: u32,
    /// What they add up to, €.
    pub recoverable: Bounds,
}

/// Since when the household has been as it is described, if an input tells it and its value is known.
fn since(program: &Program, situation: &Situation, month: Month) -> Option<Month> {
    let position = program.inputs.iter().position(|input| input.seniority)?;
    let id = InputId::at(position);
    let day = match situation.at(id, None, month, month) {
        Value::Known(range) if range.lo == range.hi => i32::try_from(range.lo).ok()?,
        _ => return None,
    };
    crate::calendar::date(day).map(Month::of)
}

/// What was due and not received each month since the household has been as it is, for monthly rights that are due at
/// the month of the right. Empty when the situation does not tell since when. Months that the rules do not cover are
/// left out: nothing is guessed.
pub(super) fn lost(program: &Arc<Program>, situation: &Situation, month: Month) -> Vec<Lost> {
    let Some(since) = since(program, situation, month) else {
        return Vec::new();
    };
    let back = month.since(since).clamp(0, DEEPEST);
    let mut found: Vec<Lost> = Vec::new();
    for months_before in 1..=back {
        let Ok(law) = Law::new(program.clone(), month.plus(months_before.saturating_neg())) else {
            continue;
        };
        for outcome in law.evaluate(situation).found.outcomes {
            let Some(gap) = outcome
                .gap
                .filter(|_| outcome.rhythm == Rhythm::Monthly)
                .filter(|_| matches!(outcome.verdict, Verdict::Certain | Verdict::Possible))
            else {
                continue;
            };
            let kept = program
                .benefit(&outcome.benefit)
                .and_then(|(_, b)| b.retroactivity)
                .and_then(|n| i32::try_from(n).ok())
                .unwrap_or(0);
            let place = match found.iter().position(|l| l.benefit == outcome.benefit) {
                Some(place) => place,
                None => {
                    found.push(Lost {
                        benefit: outcome.benefit.clone(),
                        months: 0,
                        amount: Bounds::ZERO,
                        recoverable_months: 0,
                        recoverable: Bounds::ZERO,
                    });
                    found.len().saturating_sub(1)
                }
            };
            let Some(lost) = found.get_mut(place) else {
                continue;
            };
            if months_before <= kept {
                lost.recoverable_months = lost.recoverable_months.saturating_add(1);
                lost.recoverable = lost.recoverable.plus(gap);
            } else {
                lost.months = lost.months.saturating_add(1);
                lost.amount = lost.amount.plus(gap);
            }
        }
    }
    found
}
