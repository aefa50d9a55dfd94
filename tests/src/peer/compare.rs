//! Each figure of each household.

use droit_engine::law::Law;
use rayon::prelude::*;

use super::figure::{FIGURES, Figure, Right, number};
use super::household::{Household, households};
use super::laws::{Laws, Set, bit};

/// How a figure compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The law and OpenFisca agree.
    Equal,
    /// Each of these deviations is needed to find OpenFisca's figure.
    Explained(Set),
    /// No single deviation is needed: these, together, are enough.
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

/// Compares a file. Steps are explained too, which is longer, when `steps` says so.
#[must_use]
pub fn compare(laws: &Laws<'_>, month: &'static str, steps: bool) -> File {
    let all = laws.all();
    // Made beforehand, in parallel.
    let sets: Vec<Set> = (0..laws.deviations().len()).map(|i| all & !bit(i)).chain([0, all]).collect();
    sets.par_iter().for_each(|set| {
        laws.law(*set, month);
    });
    let households = households(&laws.program(all), month);
    let compared: Vec<Vec<Compared>> = households.par_iter().map(|household| one(laws, month, household, steps)).collect();
    File { month, households: households.len(), compared: compared.into_iter().flatten().collect() }
}

/// A figure and how many months before the right.
type At = (usize, u32);

fn values(law: &Law, household: &Household, asked: &[At]) -> Vec<Option<f64>> {
    let rules: Vec<_> = asked.iter().map(|(figure, months_before)| (FIGURES[*figure].rule, *months_before, None)).collect();
    law.rule_values(&household.situation, &rules).iter().map(|shown| number(shown.as_ref()?)).collect()
}

fn one(laws: &Laws<'_>, month: &str, household: &Household, steps: bool) -> Vec<Compared> {
    let all = laws.all();
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
    let deviating = values(&laws.law(all, month), household, &asked);
    let mut compared: Vec<Compared> = (0..asked.len())
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
        .collect();
    for right in [Right::Rsa, Right::Ppa, Right::Css] {
        explain(laws, month, household, right, steps, &mut compared);
    }
    compared
}

/// Finds which deviations explain the figures of a right that differ.
fn explain(laws: &Laws<'_>, month: &str, household: &Household, right: Right, steps: bool, compared: &mut [Compared]) {
    let mut different: Vec<&mut Compared> = compared
        .iter_mut()
        .filter(|c| matches!(c.status, Status::Explained(_)))
        .filter(|c| FIGURES[c.figure].right == right && (steps || !FIGURES[c.figure].step))
        .collect();
    if different.is_empty() {
        return;
    }
    let asked: Vec<At> = different.iter().map(|c| (c.figure, c.months_before)).collect();
    let all = laws.all();
    let mut found: Vec<Set> = vec![0; asked.len()];
    let moves = |set: Set, c: &Compared, ours: Option<f64>| set != 0 && !FIGURES[c.figure].agrees(ours, c.expected);
    for (i, deviation) in laws.deviations().iter().enumerate() {
        if !touches(&deviation.rights, right) {
            continue;
        }
        let without = values(&laws.law(all & !bit(i), month), household, &asked);
        for ((c, ours), set) in different.iter().zip(without).zip(&mut found) {
            if moves(bit(i), c, ours) {
                *set |= bit(i);
            }
        }
    }
    for (c, set) in different.iter_mut().zip(found) {
        c.status = if set == 0 { Status::Together(enough(laws, month, household, c, right)) } else { Status::Explained(set) };
    }
}

/// The complémentaire santé is free to whoever has the RSA: what moves one can move the other.
fn touches(rights: &[Right], right: Right) -> bool {
    rights.contains(&right) || right == Right::Css && rights.contains(&Right::Rsa)
}

/// Few deviations that find OpenFisca's figure together: all, less each one that is not needed.
fn enough(laws: &Laws<'_>, month: &str, household: &Household, c: &Compared, right: Right) -> Set {
    let figure: &Figure = &FIGURES[c.figure];
    let mut set = laws.all();
    let finds = |set: Set| {
        let ours = values(&laws.law(set, month), household, &[(c.figure, c.months_before)]);
        figure.agrees(ours[0], c.expected)
    };
    // At once those that do not touch the right.
    let others = laws.deviations().iter().enumerate().filter(|(_, d)| !touches(&d.rights, right));
    let others = others.fold(0, |set, (i, _)| set | bit(i));
    if finds(set & !others) {
        set &= !others;
    }
    for i in 0..laws.deviations().len() {
        if set & bit(i) != 0 && finds(set & !bit(i)) {
            set &= !bit(i);
        }
    }
    set
}
