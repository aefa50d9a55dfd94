//! What a run found, right by right.

use std::fmt::Write as _;
use std::time::Duration;

use droit_engine::program::{Program, Rhythm};
use droit_engine::reference::Verdict;

use serde::{Deserialize, Serialize};

use super::evaluate::Seen;
use crate::amounts::{self, count, plural};
use crate::control::journal;
use crate::render::paint::Paint;
use crate::render::values;

/// Counts of one right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    certain: u64,
    possible: u64,
    received: u64,
    no: u64,
    not_assessable: u64,
    /// Due and not received, in hundredths, in the rhythm of the right.
    gap: (i128, i128),
}

/// Counts of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Summary {
    rights: Vec<Counts>,
}

impl Summary {
    /// Of a program.
    pub(crate) fn new(program: &Program) -> Self {
        Self {
            rights: vec![Counts::default(); program.benefits.len()],
        }
    }

    /// Counts a household.
    pub(crate) fn add(&mut self, seen: &[Seen]) {
        for right in seen {
            let Some(counts) = self.rights.get_mut(right.benefit) else {
                continue;
            };
            let counter = match right.verdict {
                Verdict::Certain => &mut counts.certain,
                Verdict::Possible => &mut counts.possible,
                Verdict::Received => &mut counts.received,
                Verdict::No => &mut counts.no,
                Verdict::NotAssessable => &mut counts.not_assessable,
            };
            *counter = counter.saturating_add(1);
            if let Some((low, high)) = right.gap {
                counts.gap = (
                    counts.gap.0.saturating_add(low),
                    counts.gap.1.saturating_add(high),
                );
            }
        }
    }

    /// The table, with the time it took.
    pub(crate) fn text(
        &self,
        program: &Program,
        run: &journal::Counts,
        elapsed: Duration,
        paint: Paint,
    ) -> String {
        let mut text = String::new();
        let rate = rate(run.evalues.saturating_add(run.rejetes), elapsed);
        let households = plural(run.evalues, "foyer évalué", "foyers évalués");
        let rejected = plural(run.rejetes, "ligne rejetée", "lignes rejetées");
        let rejected = if run.rejetes > 0 {
            paint.red(&rejected)
        } else {
            rejected
        };
        let opposed = if run.opposes > 0 {
            let opposed = plural(run.opposes, "foyer opposé", "foyers opposés");
            format!(", {opposed}")
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "{households}, {rejected}{opposed}, en {} ({rate})",
            seconds(elapsed)
        );
        let mut rows = vec![
            [
                "droit",
                "certain",
                "possible",
                "perçu",
                "non",
                "non évaluable",
                "non demandé",
            ]
            .map(str::to_owned),
        ];
        for (benefit, counts) in program.benefits.iter().zip(&self.rights) {
            let gap = if counts.gap.1 == 0 {
                "–".to_owned()
            } else {
                let words = values::rhythm_words(benefit.rhythm);
                format!("{} {words}", amounts::euros_between(counts.gap))
            };
            rows.push([
                benefit.id.to_string(),
                count(counts.certain),
                count(counts.possible),
                count(counts.received),
                count(counts.no),
                count(counts.not_assessable),
                gap,
            ]);
        }
        text.push_str(&aligned(&rows, paint));
        let totals: Vec<String> = Rhythm::ALL
            .into_iter()
            .filter_map(|rhythm| {
                let total = program
                    .benefits
                    .iter()
                    .zip(&self.rights)
                    .filter(|(benefit, _)| benefit.rhythm == rhythm)
                    .fold((0_i128, 0_i128), |t, (_, c)| {
                        (t.0.saturating_add(c.gap.0), t.1.saturating_add(c.gap.1))
                    });
                let words = values::rhythm_words(rhythm);
                (rhythm == Rhythm::Monthly || total.1 > 0)
                    .then(|| format!("{} {words}", amounts::euros_between(total)))
            })
            .collect();
        let totals = format!("non demandé, tous droits : {}", totals.join(", "));
        let _ = writeln!(text, "{}", paint.bold(&totals));
        text
    }
}

/// Columns aligned, the first to the left, the others to the right, the head in bold.
fn aligned<const N: usize>(rows: &[[String; N]], paint: Paint) -> String {
    let mut widths = [0_usize; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for (i, row) in rows.iter().enumerate() {
        let mut cells = row.iter().zip(widths);
        let mut line = cells
            .next()
            .map(|(cell, width)| format!("{cell:<width$}"))
            .unwrap_or_default();
        for (cell, width) in cells {
            let _ = write!(line, "  {cell:>width$}");
        }
        let _ = writeln!(text, "{}", if i == 0 { paint.bold(&line) } else { line });
    }
    text
}

fn seconds(elapsed: Duration) -> String {
    let tenths = elapsed.as_millis().checked_div(100).unwrap_or(0);
    format!(
        "{},{} s",
        tenths.checked_div(10).unwrap_or(0),
        tenths.checked_rem(10).unwrap_or(0)
    )
}

/// Households per second.
fn rate(households: u64, elapsed: Duration) -> String {
    let per_second = u128::from(households)
        .saturating_mul(1000)
        .checked_div(elapsed.as_millis().max(1))
        .unwrap_or(0);
    format!(
        "{} foyers/s",
        count(u64::try_from(per_second).unwrap_or(u64::MAX))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = [
            ["droit", "n"].map(str::to_owned),
            ["rsa", "1 234"].map(str::to_owned),
        ];
        assert_eq!(aligned(&rows, Paint::PLAIN), "droit      n\nrsa    1 234\n");
        assert_eq!(seconds(Duration::from_millis(1_250)), "1,2 s");
        assert_eq!(
            rate(3_000, Duration::from_millis(500)),
            "6\u{a0}000 foyers/s"
        );
    }
}
