//! The tables.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::compare::{File, Status};
use super::figure::{FIGURES, Right};
use super::laws::{Set, bit};
use super::{Deviation, MONTHS};

/// The comparison of all files.
#[derive(Debug)]
pub struct Report<'d> {
    deviations: &'d [Deviation],
    /// By month.
    pub files: Vec<File>,
}

/// How many figures compare how.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Compared.
    pub compared: usize,
    /// Equal under the law.
    pub equal: usize,
    /// Explained by deviations.
    pub explained: usize,
    /// Not explained.
    pub unexplained: usize,
}

impl<'d> Report<'d> {
    /// Of files.
    #[must_use]
    pub fn new(deviations: &'d [Deviation], files: Vec<File>) -> Report<'d> {
        Report { deviations, files }
    }

    /// The figures of a kind, in the files of a month or in all.
    #[must_use]
    pub fn count(&self, figure: usize, month: Option<&str>) -> Count {
        let mut count = Count::default();
        for file in self.files.iter().filter(|f| month.is_none_or(|m| m == f.month)) {
            for compared in file.compared.iter().filter(|c| c.figure == figure) {
                count.compared += 1;
                match compared.status {
                    Status::Equal => count.equal += 1,
                    Status::Explained(_) | Status::Together(_) => count.explained += 1,
                    Status::Unexplained => count.unexplained += 1,
                }
            }
        }
        count
    }

    /// In how many households each deviation explains a figure that `which` keeps.
    #[must_use]
    pub fn explains(&self, which: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut households = vec![0; self.deviations.len()];
        for file in &self.files {
            let mut sets: BTreeMap<&str, Set> = BTreeMap::new();
            for compared in file.compared.iter().filter(|c| which(c.figure)) {
                if let Status::Explained(set) | Status::Together(set) = compared.status {
                    *sets.entry(&compared.household).or_default() |= set;
                }
            }
            for set in sets.values() {
                for (i, count) in households.iter_mut().enumerate().filter(|(i, _)| set & bit(*i) != 0) {
                    let _ = i;
                    *count += 1;
                }
            }
        }
        households
    }

    /// What is not explained, one line each.
    #[must_use]
    pub fn unexplained(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for file in &self.files {
            for c in file.compared.iter().filter(|c| c.status == Status::Unexplained) {
                let month = if FIGURES[c.figure].past { format!("@-{}", c.months_before) } else { String::new() };
                lines.push(format!(
                    "{} {} {}{month} : loi {}, écarts appliqués {}, OpenFisca {}",
                    file.month,
                    c.household,
                    FIGURES[c.figure].key,
                    shown(c.law),
                    shown(c.deviating),
                    c.expected
                ));
            }
        }
        lines
    }

    /// The sets of deviations that are only found together, with the number of figures.
    #[must_use]
    pub fn together(&self) -> BTreeMap<Vec<&'d str>, usize> {
        let mut sets = BTreeMap::new();
        for c in self.files.iter().flat_map(|f| &f.compared) {
            if let Status::Together(set) = c.status {
                let names = self.deviations.iter().enumerate().filter(|(i, _)| set & bit(*i) != 0).map(|(_, d)| d.id.as_str());
                *sets.entry(names.collect()).or_default() += 1;
            }
        }
        sets
    }
}

fn shown(value: Option<f64>) -> String {
    value.map_or_else(|| "?".to_owned(), |v| format!("{v:.4}"))
}

fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return String::new();
    }
    let tenths = (part * 2000 + whole) / (whole * 2);
    format!("{},{} %", tenths / 10, tenths % 10)
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<34}{:>9}{:>9}{:>9}{:>11}{:>12}", "", "comparés", "égaux", "", "expliqués", "inexpliqués")?;
        for month in MONTHS.map(Some).into_iter().chain([None]) {
            writeln!(f, "\n{}", month.unwrap_or("tous les fichiers"))?;
            for (i, figure) in FIGURES.iter().enumerate() {
                let count = self.count(i, month);
                let share = share(count.equal, count.compared);
                let name = if figure.step { format!("  étape {}", figure.key) } else { format!("  {}", figure.key) };
                writeln!(
                    f,
                    "{name:<34}{:>9}{:>9}{share:>9}{:>11}{:>12}",
                    count.compared, count.equal, count.explained, count.unexplained
                )?;
            }
        }
        writeln!(f, "\n{:<34}{:>9}{:>9}{:>9}{:>9}", "expliqués par (foyers)", "rsa", "ppa", "css", "étapes")?;
        let of = |right: Right| self.explains(|i| FIGURES[i].right == right && !FIGURES[i].step);
        let columns = [of(Right::Rsa), of(Right::Ppa), of(Right::Css), self.explains(|i| FIGURES[i].step)];
        for (i, deviation) in self.deviations.iter().enumerate() {
            let [rsa, ppa, css, steps] = columns.each_ref().map(|c| c[i]);
            writeln!(f, "  {:<32}{rsa:>9}{ppa:>9}{css:>9}{steps:>9}", deviation.id)?;
        }
        let together = self.together();
        if !together.is_empty() {
            writeln!(f, "\nensemble seulement")?;
            for (names, count) in together {
                writeln!(f, "  {count:>5} {}", names.join(" + "))?;
            }
        }
        Ok(())
    }
}

/// The page `tests/peer/ecarts/LISEZMOI.md`.
#[must_use]
pub fn readme(report: &Report<'_>) -> String {
    let mut text = String::from(HEAD);
    let of = |right: Right| report.explains(|i| FIGURES[i].right == right && !FIGURES[i].step);
    let columns = [of(Right::Rsa), of(Right::Ppa), of(Right::Css)];
    text.push_str("| écart | ce que fait OpenFisca | ce que dit la loi | quels foyers | RSA | prime | C2S |\n");
    text.push_str("| --- | --- | --- | --- | ---: | ---: | ---: |\n");
    for (i, d) in report.deviations.iter().enumerate() {
        let [rsa, ppa, css] = columns.each_ref().map(|c| if c[i] == 0 { String::new() } else { c[i].to_string() });
        let _ = writeln!(
            text,
            "| [`{id}`]({id}.droit) | {} | {} | {} | {rsa} | {ppa} | {css} |",
            d.openfisca,
            d.law,
            d.households,
            id = d.id
        );
    }
    text
}

const HEAD: &str = "# Là où OpenFisca s'écarte de la loi

";
