//! Each figure of each household.

use std::collections::BTreeSet;

use droit_engine::law::Law;
use droit_engine::reference::Claims;
use rayon::prelude::*;

use super::figure::Figure;
use super::laws::Laws;
use super::{Household, Persons, Set};

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

/// A figure, how many months before the right, and the position of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// Position in the figures compared.
    pub figure: usize,
    /// Months before the right.
    pub months_before: u32,
    /// Position in the household.
    pub person: Option<usize>,
}

/// A figure of a household.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The household.
    pub household: String,
    /// Which figure.
    pub at: At,
    /// Identifier of the person.
    pub person: Option<String>,
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
    pub month: String,
    /// How many households.
    pub households: usize,
    /// Every figure of every household.
    pub compared: Vec<Compared>,
}

/// Compares a file, and explains the results that differ. Steps that differ are only said to be found or not.
///
/// # Errors
///
/// Why the rules or a deviation do not compile.
pub fn compare(laws: &Laws<'_>, month: &str, only: Option<&str>) -> Result<File, String> {
    let all = laws.all();
    // Made beforehand, in parallel.
    let sets: Vec<Set> = all
        .iter()
        .map(|i| all.without(i))
        .chain([Set::NONE, all])
        .collect();
    sets.par_iter()
        .try_for_each(|set| laws.program(*set).map(|_| ()))?;
    let mut households = laws.households(month)?;
    households.retain(|household| only.is_none_or(|id| household.id == id));
    let mut compared: Vec<Vec<Compared>> = households.iter().map(|_| Vec::new()).collect();
    // Right by right: the laws of one are all that is kept.
    for right in 0..laws.peer.rights.len() {
        let of_one = |(compared, household): (&mut Vec<Compared>, &Household)| {
            let asking = Asking::of(laws, month, household, right);
            let mut own = asking.figures()?;
            asking.explain(&mut own)?;
            compared.append(&mut own);
            Ok::<_, String>(())
        };
        compared
            .par_iter_mut()
            .zip(&households)
            .try_for_each(of_one)?;
        laws.forget();
    }
    Ok(File {
        month: month.to_owned(),
        households: households.len(),
        compared: compared.into_iter().flatten().collect(),
    })
}

/// Tells which steps some deviations explain.
///
/// # Errors
///
/// Why the rules or a deviation do not compile.
pub fn explain_steps(laws: &Laws<'_>, file: &mut File, deviations: Set) -> Result<(), String> {
    let households = laws.households(&file.month)?;
    let month = file.month.as_str();
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
        if laws.peer.figures[compared.at.figure].step
            && matches!(compared.status, Status::Explained(_))
        {
            by_household[*position].push(compared);
        }
    }
    for right in 0..laws.peer.rights.len() {
        let of_one = |(compared, household): (&mut Vec<&mut Compared>, &Household)| {
            let asking = Asking::of(laws, month, household, right);
            let mut touched: Vec<&mut &mut Compared> = compared
                .iter_mut()
                .filter(|c| right == laws.peer.figures[c.at.figure].right)
                .collect();
            let asked: Vec<At> = touched.iter().map(|c| c.at).collect();
            let declared = |i: &usize| laws.peer.deviations[*i].rights.contains(&right);
            for i in deviations.iter().filter(declared) {
                let without = asking.values(laws.all().without(i), &asked)?;
                for (c, ours) in touched.iter_mut().zip(without) {
                    if let Status::Explained(set) = &mut c.status
                        && !laws.peer.figures[c.at.figure].agrees(ours, c.expected)
                    {
                        *set = set.with(i);
                    }
                }
            }
            Ok::<_, String>(())
        };
        by_household
            .par_iter_mut()
            .zip(&households)
            .try_for_each(of_one)?;
        laws.forget();
    }
    Ok(())
}

/// The deviations that move the result of a right that they do not declare, in one household out of so many.
///
/// # Errors
///
/// Why the rules or a deviation do not compile.
pub fn strays(
    laws: &Laws<'_>,
    month: &str,
    one_out_of: usize,
) -> Result<BTreeSet<(String, String)>, String> {
    let all = laws.all();
    let households = laws.households(month)?;
    let some: Vec<&Household> = households.iter().step_by(one_out_of).collect();
    let mut strays = BTreeSet::new();
    for right in 0..laws.peer.rights.len() {
        let of_one = |household: &&Household| {
            let mut strays = Vec::new();
            let asking = Asking::of(laws, month, household, right);
            let mut results: Vec<At> = asking.asked().into_iter().map(|(at, _)| at).collect();
            results.retain(|at| !laws.peer.figures[at.figure].step);
            let deviating = asking.values(all, &results)?;
            let others = laws.peer.deviations.iter().enumerate();
            for (i, deviation) in others.filter(|(_, d)| !d.rights.contains(&right)) {
                if asking.values(all.without(i), &results)? != deviating {
                    strays.push((deviation.id.clone(), laws.peer.rights[right].id.clone()));
                }
            }
            Ok(strays)
        };
        let own: Vec<Vec<_>> = some.par_iter().map(of_one).collect::<Result<_, String>>()?;
        strays.extend(own.into_iter().flatten());
        laws.forget();
    }
    Ok(strays)
}

fn values(law: &Law, figures: &[Figure], household: &Household, asked: &[At]) -> Vec<Option<f64>> {
    let rules: Vec<_> = asked
        .iter()
        .map(|at| {
            (
                figures[at.figure].rule.as_str(),
                at.months_before,
                at.person,
            )
        })
        .collect();
    law.rule_values_in(&household.situation, Claims::Nothing, &rules)
        .iter()
        .zip(asked)
        .map(|(shown, at)| figures[at.figure].number(shown.as_ref()?))
        .collect()
}

/// The figures of a right for a household of a month, under laws.
struct Asking<'a> {
    laws: &'a Laws<'a>,
    month: &'a str,
    household: &'a Household,
    right: usize,
}

impl<'a> Asking<'a> {
    fn of(
        laws: &'a Laws<'a>,
        month: &'a str,
        household: &'a Household,
        right: usize,
    ) -> Asking<'a> {
        Asking {
            laws,
            month,
            household,
            right,
        }
    }

    fn values(&self, set: Set, asked: &[At]) -> Result<Vec<Option<f64>>, String> {
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let law = self.laws.law(set, self.month, self.right)?;
        Ok(values(&law, &self.laws.peer.figures, self.household, asked))
    }

    /// What the file gives of the figures compared.
    fn asked(&self) -> Vec<(At, f64)> {
        let Household {
            persons, expected, ..
        } = self.household;
        let mut asked = Vec::new();
        let figures = self.laws.peer.figures.iter().enumerate();
        for (i, figure) in figures.filter(|(_, f)| f.right == self.right && f.holds_in(self.month))
        {
            let whose: Vec<Option<usize>> = match figure.persons {
                None => vec![None],
                Some(Persons::Each | Persons::Cited) => (0..persons.len()).map(Some).collect(),
            };
            for months_before in figure.observed() {
                for person in &whose {
                    let id = person.and_then(|p| persons.get(p)).map(String::as_str);
                    if let Some(value) = figure.expected(expected, months_before, id) {
                        let at = At {
                            figure: i,
                            months_before,
                            person: *person,
                        };
                        asked.push((at, value));
                    }
                }
            }
        }
        asked
    }

    /// Every figure, under the law and with all deviations.
    fn figures(&self) -> Result<Vec<Compared>, String> {
        let (asked, expected): (Vec<At>, Vec<f64>) = self.asked().into_iter().unzip();
        let law = self.values(Set::NONE, &asked)?;
        let deviating = self.values(self.laws.all(), &asked)?;
        let one = |i: usize| {
            let at = asked[i];
            let agrees = |ours| self.laws.peer.figures[at.figure].agrees(ours, expected[i]);
            let status = match (agrees(law[i]), agrees(deviating[i])) {
                (_, false) => Status::Unexplained,
                (true, true) => Status::Equal,
                (false, true) => Status::Explained(Set::NONE),
            };
            Compared {
                household: self.household.id.clone(),
                at,
                person: at.person.map(|p| self.household.persons[p].clone()),
                law: law[i],
                deviating: deviating[i],
                expected: expected[i],
                status,
            }
        };
        Ok((0..asked.len()).map(one).collect())
    }

    /// The deviations that declare the right.
    fn touching(&self) -> Vec<usize> {
        let all = self.laws.peer.deviations.iter().enumerate();
        all.filter(|(_, d)| d.rights.contains(&self.right))
            .map(|(i, _)| i)
            .collect()
    }

    /// Finds which deviations explain the results that differ.
    fn explain(&self, compared: &mut [Compared]) -> Result<(), String> {
        let figures = &self.laws.peer.figures;
        let mut different: Vec<&mut Compared> = compared
            .iter_mut()
            .filter(|c| !figures[c.at.figure].step)
            .filter(|c| matches!(c.status, Status::Explained(_)))
            .collect();
        if different.is_empty() {
            return Ok(());
        }
        let asked: Vec<At> = different.iter().map(|c| c.at).collect();
        let mut found: Vec<Set> = vec![Set::NONE; asked.len()];
        for i in self.touching() {
            let without = self.values(self.laws.all().without(i), &asked)?;
            for ((c, ours), set) in different.iter().zip(without).zip(&mut found) {
                if !figures[c.at.figure].agrees(ours, c.expected) {
                    *set = set.with(i);
                }
            }
        }
        for (c, set) in different.iter_mut().zip(found) {
            c.status = if set.is_empty() {
                self.enough(c)?
            } else {
                Status::Explained(set)
            };
        }
        Ok(())
    }

    /// Few deviations that find OpenFisca's figure: one alone, else all those that count here, less each one that is
    /// not needed.
    fn enough(&self, c: &Compared) -> Result<Status, String> {
        let finds = |set: Set| -> Result<bool, String> {
            let ours = self.values(set, &[c.at])?;
            Ok(self.laws.peer.figures[c.at.figure].agrees(ours[0], c.expected))
        };
        let candidates = self.touching();
        let mut alone = Set::NONE;
        for i in &candidates {
            if finds(Set::one(*i))? {
                alone = alone.with(*i);
            }
        }
        if !alone.is_empty() {
            return Ok(Status::Alone(alone));
        }
        // Those that move a result or a step, when they are enough: other sets need laws of their own.
        let figures: Vec<At> = self.asked().into_iter().map(|(at, _)| at).collect();
        let law = self.values(Set::NONE, &figures)?;
        let mut counting = Vec::new();
        for i in &candidates {
            if self.values(Set::one(*i), &figures)? != law {
                counting.push(*i);
            }
        }
        let start = if finds(counting.iter().copied().collect())? {
            counting
        } else {
            candidates
        };
        let mut set: Set = start.iter().copied().collect();
        for i in start {
            if finds(set.without(i))? {
                set = set.without(i);
            }
        }
        Ok(Status::Together(set))
    }
}
