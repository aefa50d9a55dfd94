//! The tables: on a terminal, and in `tests/peer/ecarts/LISEZMOI.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use super::compare::{Compared, File, Status, compare, explain_steps};
use super::{Laws, Peer, Right, Set};

/// The comparison of the files chosen.
#[derive(Debug)]
pub struct Report<'p> {
    peer: &'p Peer,
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

impl<'p> Report<'p> {
    /// The results of every file of households, and whether steps are found.
    ///
    /// # Errors
    ///
    /// Why the rules or a deviation do not compile.
    pub fn of_files(laws: &Laws<'p>) -> Result<Report<'p>, String> {
        Report::of_household(laws, None)
    }

    /// The same, of one household alone.
    ///
    /// # Errors
    ///
    /// As [`Report::of_files`].
    pub fn of_household(laws: &Laws<'p>, only: Option<&str>) -> Result<Report<'p>, String> {
        let months = laws.peer.months.iter();
        Ok(Report {
            peer: laws.peer,
            files: months
                .map(|month| compare(laws, month, only))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Looks for the steps that are explained by deviations that explain no result.
    ///
    /// # Errors
    ///
    /// As [`Report::of_files`].
    pub fn with_steps(mut self, laws: &Laws<'p>) -> Result<Report<'p>, String> {
        let left = self.without_result();
        if !left.is_empty() {
            for file in &mut self.files {
                explain_steps(laws, file, left)?;
            }
        }
        Ok(self)
    }

    fn of(&self, month: Option<&str>) -> impl Iterator<Item = &Compared> {
        self.files
            .iter()
            .filter(move |f| month.is_none_or(|m| m == f.month))
            .flat_map(|f| &f.compared)
    }

    /// The figures of a kind, in the files of a month or in all.
    #[must_use]
    pub fn count(&self, figure: usize, month: Option<&str>) -> Count {
        let mut count = Count::default();
        for compared in self.of(month).filter(|c| c.at.figure == figure) {
            count.compared += 1;
            match compared.status {
                Status::Equal => count.equal += 1,
                Status::Explained(_) | Status::Alone(_) | Status::Together(_) => {
                    count.explained += 1
                }
                Status::Unexplained => count.unexplained += 1,
            }
        }
        count
    }

    /// In how many households each deviation explains one of the figures that `which` keeps.
    #[must_use]
    pub fn explains(&self, which: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut sets: BTreeMap<&str, Set> = BTreeMap::new();
        for compared in self.of(None).filter(|c| which(c.at.figure)) {
            if let Status::Explained(set) | Status::Alone(set) | Status::Together(set) =
                compared.status
            {
                let known = sets.entry(&compared.household).or_default();
                *known = known.and(set);
            }
        }
        (0..self.peer.deviations.len())
            .map(|i| sets.values().filter(|set| set.has(i)).count())
            .collect()
    }

    /// The deviations that explain no result: only steps, or nothing.
    #[must_use]
    pub fn without_result(&self) -> Set {
        let explains = self.explains(|i| !self.peer.figures[i].step);
        let counts = explains.iter().enumerate();
        counts
            .filter(|(_, count)| **count == 0)
            .map(|(i, _)| i)
            .collect()
    }

    /// What is not explained, one line each.
    #[must_use]
    pub fn unexplained(&self) -> Vec<String> {
        self.of(None)
            .filter(|c| c.status == Status::Unexplained)
            .map(|c| self.line(c))
            .collect()
    }

    /// So many figures that are not explained, for each right: results first, and one household only once.
    #[must_use]
    pub fn some_unexplained(&self, most: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for right in self.rights() {
            let figure = |c: &Compared| &self.peer.figures[c.at.figure];
            let mut found: Vec<&Compared> = self
                .of(None)
                .filter(|c| c.status == Status::Unexplained && figure(c).right == right)
                .collect();
            found.sort_by_key(|c| c.at.figure);
            let mut seen = BTreeSet::new();
            found.retain(|c| seen.insert((c.household.as_str(), figure(c).step)));
            let title = &self.peer.rights[right].title;
            if most > 0 && !found.is_empty() {
                lines.push(format!("\n{title} : {} chiffres inexpliqués", found.len()));
            }
            lines.extend(found.into_iter().take(most).map(|c| self.line(c)));
        }
        lines
    }

    /// Every figure of a household, one line each.
    #[must_use]
    pub fn household(&self, id: &str) -> Vec<String> {
        self.of(None)
            .filter(|c| c.household == id)
            .map(|c| self.line(c))
            .collect()
    }

    fn line(&self, c: &Compared) -> String {
        let figure = &self.peer.figures[c.at.figure];
        let mut name = figure.key.clone();
        if figure.past {
            let _ = write!(name, "@-{}", c.at.months_before);
        }
        if let Some(person) = &c.person {
            let _ = write!(name, ".{person}");
        }
        let how = match c.status {
            Status::Equal => "égal".to_owned(),
            Status::Explained(set) if set.is_empty() => "expliqué".to_owned(),
            Status::Explained(set) => format!("expliqué par {}", self.names(set).join(", ")),
            Status::Alone(set) => format!("expliqué par chacun de {}", self.names(set).join(", ")),
            Status::Together(set) => {
                format!("expliqué ensemble par {}", self.names(set).join(", "))
            }
            Status::Unexplained => "inexpliqué".to_owned(),
        };
        let [law, deviating] =
            [c.law, c.deviating].map(|v| v.map_or_else(|| "?".to_owned(), |v| format!("{v:.4}")));
        format!(
            "{} {name:<34} loi {law:>12}  écarts {deviating:>12}  OpenFisca {:>12.4}  {how}",
            c.household, c.expected
        )
    }

    fn names(&self, set: Set) -> Vec<&'p str> {
        let named = |i: usize| self.peer.deviations.get(i).map(|d| d.id.as_str());
        set.iter().filter_map(named).collect()
    }

    /// The figures compared of a right.
    fn figures(&self, right: usize) -> impl Iterator<Item = usize> {
        let all = self.peer.figures.iter().enumerate();
        all.filter(move |(_, figure)| figure.right == right)
            .map(|(i, _)| i)
    }

    /// The rights compared.
    fn rights(&self) -> impl Iterator<Item = usize> {
        (0..self.peer.rights.len()).filter(|right| self.figures(*right).next().is_some())
    }

    /// By deviation: the rights whose result it explains, in how many households; then those of whose steps only.
    fn columns(&self) -> Vec<Vec<(String, usize)>> {
        let mut columns = vec![Vec::new(); self.peer.deviations.len()];
        let mut add = |name: &str, counts: Vec<usize>| {
            for (column, count) in columns.iter_mut().zip(counts) {
                if count > 0 {
                    column.push((name.to_owned(), count));
                }
            }
        };
        for right in self.rights() {
            let title = &self.peer.rights[right].title;
            add(
                title,
                self.explains(|i| {
                    let figure = &self.peer.figures[i];
                    figure.right == right && !figure.step
                }),
            );
        }
        add("étapes", self.explains(|i| self.peer.figures[i].step));
        for column in &mut columns {
            if column.len() > 1 {
                column.retain(|(name, _)| name != "étapes");
            }
        }
        columns
    }

    /// The figures that need no deviation in particular.
    fn several(&self) -> usize {
        self.of(None)
            .filter(|c| matches!(c.status, Status::Alone(_) | Status::Together(_)))
            .count()
    }
}

/// `93,1 %`
fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return String::new();
    }
    let tenths = (part * 2000 + whole) / (whole * 2);
    format!("{},{} %", tenths / 10, tenths % 10)
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let months: Vec<&str> = self.files.iter().map(|file| file.month.as_str()).collect();
        write!(
            f,
            "{:<38}{:>9}{:>18}{:>11}{:>13}",
            "", "comparés", "égaux à la loi", "expliqués", "inexpliqués"
        )?;
        if months.len() > 1 {
            write!(f, "   dont")?;
            for month in &months {
                write!(f, "{month:>9}")?;
            }
        }
        writeln!(f)?;
        for right in self.rights() {
            let Right { id, title } = &self.peer.rights[right];
            writeln!(f, "\n{title} ({id})")?;
            for i in self.figures(right) {
                let figure = &self.peer.figures[i];
                let count = self.count(i, None);
                let share = share(count.equal, count.compared);
                let name = format!("{}{}", if figure.step { "    " } else { "  " }, figure.key);
                write!(
                    f,
                    "{name:<38}{:>9}{:>9}{share:>9}{:>11}{:>13}",
                    count.compared, count.equal, count.explained, count.unexplained
                )?;
                if months.len() > 1 {
                    write!(f, "       ")?;
                    for month in &months {
                        let count = self.count(i, Some(month));
                        let cell = match (count.compared, count.unexplained) {
                            (0, _) => String::new(),
                            (_, 0) => "·".to_owned(),
                            (_, unexplained) => unexplained.to_string(),
                        };
                        write!(f, "{cell:>9}")?;
                    }
                }
                writeln!(f)?;
            }
        }
        if self.peer.deviations.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nfoyers expliqués par")?;
        for (deviation, column) in self.peer.deviations.iter().zip(self.columns()) {
            writeln!(f, "  {:<38} {}", deviation.id, listed(&column))?;
        }
        let several = self.several();
        writeln!(
            f,
            "\n{several} résultats n'ont besoin d'aucun écart en particulier : l'un ou l'autre y suffit."
        )
    }
}

/// `RSA 26, prime 11`
fn listed(column: &[(String, usize)]) -> String {
    if column.is_empty() {
        return "aucun".to_owned();
    }
    let cells = column.iter().map(|(name, count)| format!("{name} {count}"));
    cells.collect::<Vec<_>>().join(", ")
}

/// The page `tests/peer/ecarts/LISEZMOI.md`: how to read it, the figures, the deviations.
#[must_use]
pub fn readme(report: &Report<'_>) -> String {
    let mut text = String::from(HEAD);
    text.push_str("\n## Résultats\n\n| | comparés | égaux à la loi | expliqués | inexpliqués |\n| --- | ---: | ---: | ---: | ---: |\n");
    let figures = || report.peer.figures.iter().enumerate();
    for (i, figure) in figures().filter(|(_, f)| !f.step) {
        let Count {
            compared,
            equal,
            explained,
            unexplained,
        } = report.count(i, None);
        let share = share(equal, compared);
        let _ = writeln!(
            text,
            "| `{}` | {compared} | {equal} ({share}) | {explained} | {unexplained} |",
            figure.key
        );
    }
    let steps = figures()
        .filter(|(_, f)| f.step)
        .fold(Count::default(), |sum, (i, _)| {
            let count = report.count(i, None);
            Count {
                compared: sum.compared + count.compared,
                equal: sum.equal + count.equal,
                explained: sum.explained + count.explained,
                unexplained: sum.unexplained + count.unexplained,
            }
        });
    let Count {
        compared,
        equal,
        explained,
        unexplained,
    } = steps;
    let share = share(equal, compared);
    let _ = writeln!(
        text,
        "| étapes du calcul | {compared} | {equal} ({share}) | {explained} | {unexplained} |"
    );
    text.push_str("\n## Écarts\n\nLes nombres sont ceux des foyers dont l'écart change le résultat, droit par droit ; « étapes » : une étape du calcul seulement.\n\n");
    text.push_str(
        "| écart | ce que fait OpenFisca | ce que dit la loi | foyers possibles | foyers |\n",
    );
    text.push_str("| --- | --- | --- | --- | --- |\n");
    for (d, column) in report.peer.deviations.iter().zip(report.columns()) {
        let _ = writeln!(
            text,
            "| [`{id}`]({id}.droit) | {} | {} | {} | {} |",
            d.openfisca,
            d.law,
            d.households,
            listed(&column),
            id = d.id
        );
    }
    text.push_str(TAIL);
    text
}

const HEAD: &str = "# Là où OpenFisca s'écarte de la loi

La loi décide ; OpenFisca-France est le pair auquel on la compare. Chaque fichier de ce dossier est un écart nommé : une petite
réforme qui remplace une étape de nos règles par la variante d'OpenFisca. Avec tous les écarts, le moteur doit retrouver le chiffre
d'OpenFisca au demi-centime, étapes comprises, pour tous les foyers : ce qui n'est pas retrouvé est inexpliqué, et le test échoue.
Un écart explique une différence quand, lui seul retiré, le chiffre d'OpenFisca n'est plus retrouvé. Quand aucun n'est indispensable,
l'expliquent ceux qui suffisent seuls, à défaut un petit groupe qui suffit.

Cette page est écrite par `cargo run --release -p droit-tests --bin pairs -- --ecrire`, et un test vérifie qu'elle est à jour.
Sans `--ecrire`, la commande montre le détail par droit, par étape et par fichier ; `--droit rsa,ppa` n'en compare que certains,
`--inexpliques 20` montre des foyers, `--foyer s11-0000001` en montre un.

Lecture des fichiers : chaque droit est comparé seul. Les autres sont reçus, au mois du droit, pour le montant qu'OpenFisca leur
trouve ([`recus.yaml`](../recus.yaml)), et rien de plus n'est demandé. Quelques écarts lisent aussi des étapes qu'OpenFisca calcule
([`lu-dans-les-fichiers.droit`](../lu-dans-les-fichiers.droit)). Ce qui est comparé, et à quelle règle : [`figures`](../figures).
";

const TAIL: &str = "
## Écarts connus, sans foyer dans ces fichiers

OpenFisca accorde la majoration à un parent isolé sans aucun titre de séjour, n'efface jamais une ASS interrompue, et compte à la
fois la grossesse et l'enfant né au mois du droit. Pour la C2S, il prend les pensions alimentaires des douze derniers mois et non
celles du dernier avis, oublie une rémunération de formation finie avant le dernier mois, laisse les déductions rendre les
ressources négatives et accorde la gratuité à des ressources égales au plafond. Aucun résultat de ces fichiers n'en dépend.
";
