//! Other months than the one at hand, and days of the calendar.

use super::lower::{Lower, Lowered};
use super::{Cause, NodeId};
use crate::calendar::Month;
use crate::exact::Exact;
use crate::program::{
    CalendarDate, DayOfYear, Expr, ExprKind, Fold, PeriodId, PeriodSpan, Shift, Year,
};

impl Lower<'_> {
    pub(super) fn shifted(
        &mut self,
        inner: &Expr,
        shift: Shift,
        at: Month,
    ) -> Result<Lowered, Cause> {
        match shift {
            Shift::Before(months) => {
                let back = i32::try_from(months).unwrap_or(i32::MAX);
                self.expr(inner, at.plus(back.saturating_neg()))
            }
            Shift::MonthOfRight => self.expr(inner, self.month),
            Shift::Year(year) => {
                let year = self.year(year, at);
                let december = Month::new(year, 12).unwrap_or(at);
                self.expr(inner, december)
            }
            Shift::OnDay(day) => match &inner.kind {
                ExprKind::Scale(id, key) => {
                    self.read_scale(*id, key.as_deref(), at, Some(day_of_year(day, at)))
                }
                _ => self.internal("jour d'autre chose qu'un barème"),
            },
        }
    }

    /// Which year is meant at an observed month.
    pub(super) fn year(&self, year: Year, at: Month) -> i32 {
        match year {
            Year::Observed => at.year(),
            Year::Before(back) => self
                .month
                .year()
                .saturating_sub(i32::try_from(back).unwrap_or(i32::MAX)),
        }
    }

    pub(super) fn over_months(
        &mut self,
        fold: Fold,
        value: &Expr,
        period: PeriodId,
        at: Month,
    ) -> Result<Lowered, Cause> {
        let mut nodes = Vec::new();
        for month in self.months(period, at)? {
            nodes.push(self.expr(value, month)?.node);
        }
        let count = i128::try_from(nodes.len()).unwrap_or(1);
        let made = match fold {
            Fold::Max | Fold::Min => self.graph.extremum(fold == Fold::Max, &nodes),
            Fold::Sum | Fold::Mean => {
                let divisor = if fold == Fold::Mean { count } else { 1 };
                let Some(factor) = Exact::new(1, divisor) else {
                    return self.internal("période vide");
                };
                let terms: Vec<(NodeId, Exact)> =
                    nodes.into_iter().map(|id| (id, factor)).collect();
                self.graph.linear(&terms, Exact::ZERO)
            }
        };
        self.made(made).map(Lowered::of)
    }

    /// The months of a period, in order.
    pub(super) fn months(&mut self, id: PeriodId, at: Month) -> Result<Vec<Month>, Cause> {
        let program = self.program;
        let Some(period) = program.periods.get(id.index()) else {
            return self.internal("période inconnue");
        };
        let day = self.month.first_day();
        let version = period
            .versions
            .iter()
            .rev()
            .find(|(since, _)| since.is_none_or(|s| s <= day));
        let Some((_, span)) = version else {
            return Err(Cause::Period {
                period: period.name.clone(),
            });
        };
        let back = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        let from = if period.observed { at } else { self.month };
        Ok(match span {
            PeriodSpan::MonthsBefore(first, last) => (*last..=*first)
                .rev()
                .map(|n| from.plus(back(n).saturating_neg()))
                .collect(),
            PeriodSpan::Year(years) => {
                let year = from.year().saturating_sub(back(*years));
                (1..=12)
                    .filter_map(|month| Month::new(year, month))
                    .collect()
            }
        })
    }
}

/// A day of the calendar at an observed month.
pub(super) fn calendar(day: CalendarDate, at: Month) -> i32 {
    let year = |back: u32| {
        at.year()
            .saturating_sub(i32::try_from(back).unwrap_or(i32::MAX))
    };
    match day {
        CalendarDate::FirstOfMonth => at.first_day(),
        CalendarDate::LastOfMonth => at.last_day(),
        CalendarDate::FirstOfYear(back) => Month::new(year(back), 1).map_or(0, Month::first_day),
        CalendarDate::LastOfYear(back) => Month::new(year(back), 12).map_or(0, Month::last_day),
        CalendarDate::DayOfYear(day) => day_of_year(day, at),
    }
}

/// `15/09 de l'année N-k`, counted from the year of an observed month.
fn day_of_year(day: DayOfYear, at: Month) -> i32 {
    let back = i32::try_from(day.back).unwrap_or(i32::MAX);
    let month = Month::new(at.year().saturating_sub(back), day.month.into());
    month.map_or(0, |month| {
        month
            .first_day()
            .saturating_add(i32::from(day.day).saturating_sub(1))
    })
}
