//! What is compared, written in `tests/peer/figures/<right>.yaml`: amounts, and the steps that lead to them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use droit_engine::program::{Program, Type, Unit};
use droit_engine::reference::Shown;
use serde::Deserialize;
use serde_json::Value;

/// A right: a file of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    /// Name of the file, without its extension.
    pub id: String,
    /// A short name for tables.
    pub title: String,
}

/// Whose figure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Persons {
    /// Of each person: OpenFisca's figure is zero for a person that the file does not cite.
    #[serde(rename = "chacune")]
    Each,
    /// Of the persons that the file cites.
    #[serde(rename = "citees")]
    Cited,
}

/// A figure that both give.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Name in the files.
    pub key: String,
    /// The right it belongs to.
    pub right: usize,
    /// Name of the rule.
    pub rule: String,
    /// The file gives it for each month of the reference quarter, and not for the month of the right.
    pub past: bool,
    /// A step of a computation, not its result.
    pub step: bool,
    /// Whose; `None` for the household.
    pub persons: Option<Persons>,
    /// Months where OpenFisca is up to date; `None` for all.
    pub months: Option<Vec<String>>,
    /// Other keys, added.
    plus: Vec<String>,
    /// Other keys, taken away.
    minus: Vec<String>,
    /// Other keys: the largest counts.
    largest: Vec<String>,
    floor: Option<f64>,
    unit: Option<String>,
    /// How far apart both may be.
    tolerance: f64,
    /// What the value of the rule is multiplied by, to be in the unit of the key.
    scale: f64,
}

/// `oui` or `non`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
enum YesNo {
    #[default]
    #[serde(rename = "non")]
    No,
    #[serde(rename = "oui")]
    Yes,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    titre: String,
    mois: Option<Vec<String>>,
    motif: Option<String>,
    figures: Vec<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    cle: String,
    regle: String,
    #[serde(default)]
    etape: YesNo,
    #[serde(default)]
    passe: YesNo,
    personne: Option<Persons>,
    mois: Option<Vec<String>>,
    motif: Option<String>,
    #[serde(default)]
    plus: Vec<String>,
    #[serde(default)]
    moins: Vec<String>,
    #[serde(default)]
    plus_grand_avec: Vec<String>,
    plancher: Option<f64>,
    unite: Option<String>,
    #[serde(default)]
    exact: YesNo,
    tolerance: Option<f64>,
}

/// Every right and figure of a folder; results first within a right.
///
/// # Errors
///
/// A file that cannot be read, in words for the person who wrote it.
pub fn figures(folder: &Path) -> Result<(Vec<Right>, Vec<Figure>), String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{} : {e}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "yaml"));
    paths.sort();
    let (mut rights, mut figures) = (Vec::new(), Vec::new());
    for path in paths {
        let id = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).map_err(|e| format!("{} : {e}", path.display()))?;
        let file: File =
            serde_yaml::from_str(&text).map_err(|e| format!("figures/{id}.yaml : {e}"))?;
        let right = rights.len();
        rights.push(Right {
            title: file.titre.clone(),
            id: id.clone(),
        });
        let mut own = Vec::new();
        for written in &file.figures {
            own.push(
                figure(&file, written, right)
                    .map_err(|e| format!("figures/{id}.yaml, « {} » : {e}", written.cle))?,
            );
        }
        own.sort_by_key(|figure| figure.step);
        figures.append(&mut own);
    }
    Ok((rights, figures))
}

fn figure(file: &File, written: &Written, right: usize) -> Result<Figure, String> {
    let (months, reason) = match &written.mois {
        Some(months) => (Some(months.clone()), &written.motif),
        None => (file.mois.clone(), &file.motif),
    };
    if months.is_some() && reason.is_none() {
        return Err("« mois » sans « motif » : dites pourquoi ces mois seulement".to_owned());
    }
    let tolerance = match (written.exact, written.tolerance) {
        (YesNo::Yes, Some(_)) => return Err("« exact » ou « tolerance », pas les deux".to_owned()),
        // What the file rounds to.
        (YesNo::Yes, None) => 0.0005,
        (YesNo::No, Some(_)) if written.motif.is_none() => {
            return Err("« tolerance » sans « motif »".to_owned());
        }
        (YesNo::No, Some(tolerance)) => tolerance,
        // Half a cent, and the half thousandth to which the file rounds.
        (YesNo::No, None) => 0.0055,
    };
    Ok(Figure {
        key: written.cle.clone(),
        right,
        rule: written.regle.clone(),
        past: written.passe == YesNo::Yes,
        step: written.etape == YesNo::Yes,
        persons: written.personne,
        months,
        plus: written.plus.clone(),
        minus: written.moins.clone(),
        largest: written.plus_grand_avec.clone(),
        floor: written.plancher,
        unit: written.unite.clone(),
        tolerance,
        scale: 1.0,
    })
}

impl Figure {
    /// Finds its rule in the program.
    ///
    /// # Errors
    ///
    /// No such rule, or one of another kind, in words for the person who wrote the figure.
    pub(super) fn bind(&mut self, program: &Program) -> Result<(), String> {
        let Some((_, rule)) = program.rule(&self.rule) else {
            let near = nearest(program, &self.rule);
            let help = near.map_or(String::new(), |near| format!(" ; peut-être « {near} »"));
            return Err(format!("aucune règle ne s'appelle « {} »{help}", self.rule));
        };
        match (rule.each, self.persons) {
            (true, None) => {
                return Err(format!(
                    "« {} » est une règle de chaque personne : écrivez « personne: chacune » ou « personne: citees »",
                    self.rule
                ));
            }
            (false, Some(_)) => {
                return Err(format!(
                    "« {} » est une règle du foyer : enlevez « personne »",
                    self.rule
                ));
            }
            _ => {}
        }
        if !matches!(rule.ty, Type::Number(_) | Type::YesNo) {
            return Err(format!(
                "« {} » n'est ni un nombre, ni oui ou non",
                self.rule
            ));
        }
        if let Some(unit) = &self.unit {
            self.scale = match (rule.ty, unit.as_str()) {
                (Type::Number(Unit::EURO_PER_MONTH), "€/an") => 12.0,
                (Type::Number(Unit::EURO_PER_YEAR), "€/mois") => 1.0 / 12.0,
                _ if *unit == rule.unit => 1.0,
                _ => {
                    return Err(format!(
                        "la clé est en {unit}, mais « {} » est en {}",
                        self.rule, rule.unit
                    ));
                }
            };
        }
        Ok(())
    }

    /// Whether it is compared in the file of a month.
    #[must_use]
    pub fn holds_in(&self, month: &str) -> bool {
        self.months
            .as_ref()
            .is_none_or(|months| months.iter().any(|m| m == month))
    }

    /// The months before the right that it is read at.
    pub(super) fn observed(&self) -> impl Iterator<Item = u32> + use<> {
        if self.past { 1..=4 } else { 0..=0 }
    }

    /// What the file gives, at so many months before the right, for a person.
    #[must_use]
    pub fn expected(
        &self,
        expected: &Value,
        months_before: u32,
        person: Option<&str>,
    ) -> Option<f64> {
        let past = if self.past {
            format!("@-{months_before}")
        } else {
            String::new()
        };
        let read = |key: &String| {
            let key = format!("{key}{past}");
            let cited = person.map_or_else(
                || expected.get(&key),
                |person| expected.get(format!("{key}.{person}")),
            );
            match cited {
                Some(Value::Bool(yes)) => Some(f64::from(u8::from(*yes))),
                Some(other) => other.as_f64(),
                None if self.persons == Some(Persons::Each) => {
                    let own = format!("{key}.");
                    let of_persons = |map: &serde_json::Map<String, Value>| {
                        map.keys().any(|other| other.starts_with(&own))
                    };
                    expected.as_object().is_some_and(of_persons).then_some(0.0)
                }
                None => None,
            }
        };
        let mut value = read(&self.key)?;
        for key in &self.plus {
            value += read(key)?;
        }
        for key in &self.minus {
            value -= read(key)?;
        }
        for key in &self.largest {
            value = value.max(read(key)?);
        }
        Some(self.floor.map_or(value, |floor| value.max(floor)))
    }

    /// Steps add up larger amounts, in numbers of 32 bits: a millionth more.
    fn tolerance(&self, expected: f64) -> f64 {
        let share = if self.step { 1e-6 } else { 0.0 };
        self.tolerance + expected.abs() * share
    }

    /// Whether both agree.
    #[must_use]
    pub fn agrees(&self, ours: Option<f64>, expected: f64) -> bool {
        ours.is_some_and(|ours| (ours - expected).abs() <= self.tolerance(expected))
    }

    /// A settled value as a number, in the unit of the key: 1 for yes, 0 for no.
    #[must_use]
    pub(super) fn number(&self, shown: &Shown) -> Option<f64> {
        match shown {
            Shown::Number(bounds) if bounds.is_exact() => {
                let value: f64 = bounds.min.decimal(0, 9).parse().ok()?;
                Some(value * self.scale)
            }
            Shown::YesNo { value } => value.map(|yes| f64::from(u8::from(yes))),
            _ => None,
        }
    }
}

/// The rule that shares the most words with a name.
fn nearest<'p>(program: &'p Program, name: &str) -> Option<&'p str> {
    let words = |text: &str| -> Vec<String> {
        text.split([' ', '\'', '’'])
            .filter(|word| word.chars().count() > 2)
            .map(str::to_lowercase)
            .collect()
    };
    let wanted = words(name);
    let mut scores: BTreeMap<(usize, usize), &str> = BTreeMap::new();
    for rule in &program.rules {
        let own = words(&rule.name);
        let common = own.iter().filter(|word| wanted.contains(word)).count();
        if common > 0 {
            scores
                .entry((common, usize::MAX - own.len()))
                .or_insert(&rule.name);
        }
    }
    scores.last_key_value().map(|(_, name)| *name)
}
