//! Each figure of each household.

use std::collections::BTreeSet;

use droit_engine::law::Law;
use rayon::prelude::*;

use super::figure::{FIGURES, Right, number};
use super::household::{Household, households};
use super::laws::{Laws, Set, bit};

/// How a figure compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The law and OpenFisca agree.
    Equal,
    /// Each of these deviations is needed to find OpenFisca's figure (those that were tried, for a step).
    Explained(Set),
    /// None is needed, but each of these, alone, finds OpenFisca's figure.
    Alone(Set),
    /// None is needed and none is enough, but these, together, are.
    Together(Set),
    /// OpenFisca's figure is not found.
    Unexplained,
}

/// A figure of a household.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The household.
    pub household: String,
    /// Position in [`FIGURES`].
    pub figure: usize,
    /// Months before the right.
    pub months_before: u32,
    /// Under the law.
    pub law: Option<f64>,
    /// With all deviations.
    pub deviating: Option<f64>,
    /// What OpenFisca computes.
    pub expected: f64,
    /// How they compare.
    pub status: Status,
}

/// The figures of a file.
#[derive(Debug, Clone)]
pub struct File {
    /// Month of the file.
    pub month: &'static str,
    /// How many households.
    pub households: usize,
    /// Every figure of every household.
    pub compared: Vec<Compared>,
}

/// Compares a file, and explains the results that differ. Steps that differ are only said to be found or not.
#[must_use]
pub fn compare(laws: &Laws<'_>, month: &'static str) -> File {
    let all = laws.all();
    // Made beforehand, in parallel.
    let sets: Vec<Set> = (0..laws.deviations().len())
        .map(|i| all & !bit(i))
        .chain([0, all])
        .collect();
    sets.par_iter().for_each(|set| {
        laws.law(*set, month);
    });
    let households = households(&laws.program(all), month);
    let one = |household: &Household| {
        let mut compared = figures(laws, month, household);
        for right in Right::ALL {
            explain(laws, month, household, right, &mut compared);
        }
        compared
    };
    let compared: Vec<Vec<Compared>> = households.par_iter().map(one).collect();
    File {
        month,
        households: households.len(),
        compared: compared.into_iter().flatten().collect(),
    }
}

/// Tells which steps some deviations explain.
pub fn explain_steps(laws: &Laws<'_>, file: &mut File, deviations: Set) {
    let households = households(&laws.program(laws.all()), file.month);
    let mut by_household: Vec<Vec<&mut Compared>> = households.iter().map(|_| Vec::new()).collect();
    let mut positions = households.iter().enumerate().peekable();
    for compared in &mut file.compared {
        // Both are in the order of the file.
        while positions
            .peek()
            .is_some_and(|(_, household)| household.id != compared.household)
        {
            positions.next();
        }
        let Some((position, _)) = positions.peek() else {
            break;
        };
        if FIGURES[compared.figure].step && matches!(compared.status, Status::Explained(_)) {
            by_household[*position].push(compared);
        }
    }
    by_household
        .par_iter_mut()
        .zip(&households)
        .for_each(|(compared, household)| {
            for (i, deviation) in laws
                .deviations()
                .iter()
                .enumerate()
                .filter(|(i, _)| deviations & bit(*i) != 0)
            {
                let mut touched: Vec<&mut &mut Compared> = compared
                    .iter_mut()
                    .filter(|c| deviation.rights.contains(&FIGURES[c.figure].right))
                    .collect();
                let asked: Vec<At> = touched
                    .iter()
                    .map(|c| (c.figure, c.months_before))
                    .collect();
                let without = values(
                    &laws.law(laws.all() & !bit(i), file.month),
                    household,
                    &asked,
                );
                for (c, ours) in touched.iter_mut().zip(without) {
                    if let Status::Explained(set) = &mut c.status
                        && !FIGURES[c.figure].agrees(ours, c.expected)
                    {
                        *set |= bit(i);
                    }
                }
            }
        });
}

/// A figure and how many months before the right.
type At = (usize, u32);

fn values(law: &Law, household: &Household, asked: &[At]) -> Vec<Option<f64>> {
    if asked.is_empty() {
        return Vec::new();
    }
    let rules: Vec<_> = asked
        .iter()
        .map(|(figure, months_before)| (FIGURES[*figure].rule, *months_before, None))
        .collect();
    law.rule_values(&household.situation, &rules)
        .iter()
        .map(|shown| number(shown.as_ref()?))
        .collect()
}

/// Every figure of a household, under the law and with all deviations.
fn figures(laws: &Laws<'_>, month: &str, household: &Household) -> Vec<Compared> {
    let mut asked: Vec<At> = Vec::new();
    let mut expected = Vec::new();
    for (i, figure) in FIGURES.iter().enumerate() {
        for months_before in if figure.past { 1..=4 } else { 0..=0 } {
            if let Some(value) = figure.expected(&household.expected, months_before) {
                asked.push((i, months_before));
                expected.push(value);
            }
        }
    }
    let law = values(&laws.law(0, month), household, &asked);
    let deviating = values(&laws.law(laws.all(), month), household, &asked);
    (0..asked.len())
        .map(|i| {
            let (figure, months_before) = asked[i];
            let agrees = |ours| FIGURES[figure].agrees(ours, expected[i]);
            let status = match (agrees(law[i]), agrees(deviating[i])) {
                (_, false) => Status::Unexplained,
                (true, true) => Status::Equal,
                (false, true) => Status::Explained(0),
            };
            Compared {
                household: household.id.clone(),
                figure,
                months_before,
                law: law[i],
                deviating: deviating[i],
                expected: expected[i],
                status,
            }
        })
        .collect()
}

/// Finds which deviations explain the results of a right that differ.
fn explain(
    laws: &Laws<'_>,
    month: &str,
    household: &Household,
    right: Right,
    compared: &mut [Compared],
) {
    let mut different: Vec<&mut Compared> = compared
        .iter_mut()
        .filter(|c| FIGURES[c.figure].right == right && !FIGURES[c.figure].step)
        .filter(|c| matches!(c.status, Status::Explained(_)))
        .collect();
    if different.is_empty() {
        return;
    }
    let asked: Vec<At> = different
        .iter()
        .map(|c| (c.figure, c.months_before))
        .collect();
    let mut found: Vec<Set> = vec![0; asked.len()];
    for (i, _) in laws
        .deviations()
        .iter()
        .enumerate()
        .filter(|(_, d)| touches(&d.rights, right))
    {
        let without = values(&laws.law(laws.all() & !bit(i), month), household, &asked);
        for ((c, ours), set) in different.iter().zip(without).zip(&mut found) {
            if !FIGURES[c.figure].agrees(ours, c.expected) {
                *set |= bit(i);
            }
        }
    }
    for (c, set) in different.iter_mut().zip(found) {
        c.status = if set == 0 {
            enough(laws, month, household, c, right)
        } else {
            Status::Explained(set)
        };
    }
}

/// Whether a deviation that declares some rights can move another. The RSA opens the complémentaire santé.
fn touches(rights: &[Right], right: Right) -> bool {
    rights.contains(&right) || right == Right::Css && rights.contains(&Right::Rsa)
}

/// The deviations that move the result of a right that they do not declare, in one household out of so many.
#[must_use]
pub fn strays(laws: &Laws<'_>, month: &str, one_out_of: usize) -> BTreeSet<(String, &'static str)> {
    let all = laws.all();
    let results: Vec<At> = (0..FIGURES.len())
        .filter(|i| !FIGURES[*i].step)
        .map(|i| (i, 0))
        .collect();
    let mut strays = BTreeSet::new();
    for household in households(&laws.program(all), month)
        .iter()
        .step_by(one_out_of)
    {
        let deviating = values(&laws.law(all, month), household, &results);
        for (i, deviation) in laws.deviations().iter().enumerate() {
            let without = values(&laws.law(all & !bit(i), month), household, &results);
            for ((figure, _), _) in results
                .iter()
                .zip(deviating.iter().zip(without))
                .filter(|(_, (a, b))| *a != b)
            {
                let right = FIGURES[*figure].right;
                if !touches(&deviation.rights, right) {
                    strays.insert((deviation.id.clone(), right.id()));
                }
            }
        }
    }
    strays
}

/// Few deviations that find OpenFisca's figure: one alone, else all those that count here, less each one that is not
/// needed.
fn enough(
    laws: &Laws<'_>,
    month: &str,
    household: &Household,
    c: &Compared,
    right: Right,
) -> Status {
    let finds = |set: Set| {
        let ours = values(
            &laws.law(set, month),
            household,
            &[(c.figure, c.months_before)],
        );
        FIGURES[c.figure].agrees(ours[0], c.expected)
    };
    let touching = laws
        .deviations()
        .iter()
        .enumerate()
        .filter(|(_, d)| touches(&d.rights, right));
    let candidates: Vec<usize> = touching.map(|(i, _)| i).collect();
    let alone = candidates
        .iter()
        .filter(|i| finds(bit(**i)))
        .fold(0, |set, i| set | bit(*i));
    if alone != 0 {
        return Status::Alone(alone);
    }
    // Those that move a result or a step of this household, when they are enough: other sets need laws of their own.
    let figures: Vec<At> = (0..FIGURES.len())
        .filter(|i| !FIGURES[*i].past)
        .map(|i| (i, 0))
        .collect();
    let under = |set: Set| values(&laws.law(set, month), household, &figures);
    let law = under(0);
    let counting: Vec<usize> = candidates
        .iter()
        .copied()
        .filter(|i| under(bit(*i)) != law)
        .collect();
    let together = |of: &[usize]| of.iter().fold(0, |set, i| set | bit(*i));
    let start = if finds(together(&counting)) {
        counting
    } else {
        candidates
    };
    let mut set = together(&start);
    for i in start {
        if finds(set & !bit(i)) {
            set &= !bit(i);
        }
    }
    Status::Together(set)
}
