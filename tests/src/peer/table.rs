//! The tables: on a terminal, and in `tests/peer/ecarts/LISEZMOI.md`.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::compare::{Compared, File, Status, compare, explain_steps};
use super::figure::{FIGURES, Right};
use super::laws::{Laws, Set, bit};
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

    /// The report of every file of households, steps included.
    #[must_use]
    pub fn of_all_files(laws: &Laws, deviations: &'d [Deviation]) -> Report<'d> {
        let files = MONTHS.iter().map(|month| compare(laws, month)).collect();
        let mut report = Report::new(deviations, files);
        let left = report.without_result();
        report
            .files
            .iter_mut()
            .for_each(|file| explain_steps(laws, file, left));
        report
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
        for compared in self.of(month).filter(|c| c.figure == figure) {
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
        for compared in self.of(None).filter(|c| which(c.figure)) {
            if let Status::Explained(set) | Status::Alone(set) | Status::Together(set) =
                compared.status
            {
                *sets.entry(&compared.household).or_default() |= set;
            }
        }
        (0..self.deviations.len())
            .map(|i| sets.values().filter(|set| **set & bit(i) != 0).count())
            .collect()
    }

    /// The deviations that explain no result: only steps, or nothing.
    #[must_use]
    pub fn without_result(&self) -> Set {
        let explains = self.explains(|i| !FIGURES[i].step);
        explains
            .iter()
            .enumerate()
            .filter(|(_, count)| **count == 0)
            .fold(0, |set, (i, _)| set | bit(i))
    }

    /// What is not explained, one line each.
    #[must_use]
    pub fn unexplained(&self) -> Vec<String> {
        self.of(None)
            .filter(|c| c.status == Status::Unexplained)
            .map(|c| self.line(c))
            .collect()
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
        let month = if FIGURES[c.figure].past {
            format!("@-{}", c.months_before)
        } else {
            String::new()
        };
        let figure = format!("{}{month}", FIGURES[c.figure].key);
        let how = match c.status {
            Status::Equal => "égal".to_owned(),
            Status::Explained(0) => "expliqué".to_owned(),
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
            "{} {figure:<34} loi {law:>12}  écarts {deviating:>12}  OpenFisca {:>12.4}  {how}",
            c.household, c.expected
        )
    }

    fn names(&self, set: Set) -> Vec<&'d str> {
        self.deviations
            .iter()
            .enumerate()
            .filter(|(i, _)| set & bit(*i) != 0)
            .map(|(_, d)| d.id.as_str())
            .collect()
    }

    /// By deviation: households whose RSA, prime d'activité, complémentaire santé, or steps only, it explains.
    fn columns(&self) -> [Vec<usize>; 4] {
        let of = |right: Right| self.explains(|i| FIGURES[i].right == right && !FIGURES[i].step);
        [
            of(Right::Rsa),
            of(Right::Ppa),
            of(Right::Css),
            self.explains(|i| FIGURES[i].step),
        ]
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
        writeln!(
            f,
            "{:<36}{:>9}{:>9}{:>9}{:>11}{:>13}",
            "", "comparés", "égaux", "", "expliqués", "inexpliqués"
        )?;
        for month in MONTHS.map(Some).into_iter().chain([None]) {
            writeln!(f, "\n{}", month.unwrap_or("tous les fichiers"))?;
            for (i, figure) in FIGURES.iter().enumerate() {
                let count = self.count(i, month);
                let share = share(count.equal, count.compared);
                let name = if figure.step {
                    format!("    {}", figure.key)
                } else {
                    format!("  {}", figure.key)
                };
                writeln!(
                    f,
                    "{name:<36}{:>9}{:>9}{share:>9}{:>11}{:>13}",
                    count.compared, count.equal, count.explained, count.unexplained
                )?;
            }
        }
        writeln!(
            f,
            "\n{:<36}{:>9}{:>9}{:>9}{:>9}",
            "foyers expliqués par", "rsa", "ppa", "css", "étapes"
        )?;
        let columns = self.columns();
        for (i, deviation) in self.deviations.iter().enumerate() {
            let [rsa, ppa, css, steps] = columns.each_ref().map(|c| {
                if c[i] == 0 {
                    String::new()
                } else {
                    c[i].to_string()
                }
            });
            writeln!(
                f,
                "  {:<34}{rsa:>9}{ppa:>9}{css:>9}{steps:>9}",
                deviation.id
            )?;
        }
        let several = self.several();
        writeln!(
            f,
            "\n{several} résultats n'ont besoin d'aucun écart en particulier : l'un ou l'autre y suffit."
        )
    }
}

/// The page `tests/peer/ecarts/LISEZMOI.md`: how to read it, the figures, the deviations.
#[must_use]
pub fn readme(report: &Report<'_>) -> String {
    let mut text = String::from(HEAD);
    text.push_str("\n## Résultats\n\n| | comparés | égaux à la loi | expliqués | inexpliqués |\n| --- | ---: | ---: | ---: | ---: |\n");
    for (i, figure) in FIGURES.iter().enumerate().filter(|(_, f)| !f.step) {
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
    let steps =
        FIGURES
            .iter()
            .enumerate()
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
    text.push_str("\n## Écarts\n\nLes nombres sont ceux des foyers dont l'écart change le résultat ; entre parenthèses, une étape seulement.\n\n");
    text.push_str("| écart | ce que fait OpenFisca | ce que dit la loi | foyers possibles | RSA | prime | C2S |\n");
    text.push_str("| --- | --- | --- | --- | ---: | ---: | ---: |\n");
    let [rsa, ppa, css, steps] = report.columns();
    for (i, d) in report.deviations.iter().enumerate() {
        let only_steps = rsa[i] + ppa[i] + css[i] == 0;
        let cell = |right: Right, count: usize| match (count, d.rights.contains(&right)) {
            (0, true) if only_steps => format!("({})", steps[i]),
            (0, _) => String::new(),
            _ => count.to_string(),
        };
        let _ = writeln!(
            text,
            "| [`{id}`]({id}.droit) | {} | {} | {} | {} | {} | {} |",
            d.openfisca,
            d.law,
            d.households,
            cell(Right::Rsa, rsa[i]),
            cell(Right::Ppa, ppa[i]),
            cell(Right::Css, css[i]),
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
Sans `--ecrire`, la commande montre le détail par fichier et par étape ; `--foyer s11-0000001` montre un foyer.

Lecture des fichiers : les prestations qui n'ont pas encore de règles ici (aide au logement, prestations familiales, ASPA, AAH, ASI,
ASS) sont reçues, au mois du droit, pour le montant qu'OpenFisca leur trouve. Deux écarts lisent aussi la base de ressources des
prestations familiales ([`lu-dans-les-fichiers.droit`](../lu-dans-les-fichiers.droit)).
";

const TAIL: &str = "
## Écarts connus, sans foyer dans ces fichiers

OpenFisca accorde la majoration à un parent isolé sans aucun titre de séjour, n'efface jamais une ASS interrompue, et compte à la
fois la grossesse et l'enfant né au mois du droit. Pour la C2S, il prend les pensions alimentaires des douze derniers mois et non
celles du dernier avis, oublie une rémunération de formation finie avant le dernier mois, laisse les déductions rendre les
ressources négatives et accorde la gratuité à des ressources égales au plafond. Aucun résultat de ces fichiers n'en dépend.
";
