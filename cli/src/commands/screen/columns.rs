//! What the columns of a file allow: the rights that can be decided, and the columns that would help the most. Told from
//! its first households, evaluated with what the file says of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use droit_engine::program::Program;
use droit_engine::reference::Verdict;
use droit_engine::situation::Situation;

use crate::amounts::plural;
use crate::args::Screen;
use crate::exit::{Exit, Failure, Outcome};
use crate::input::table::fields::{Fields, Kind};
use crate::input::table::{draft, header_and_sample};
use crate::input::{Asked, Input, Plan, Raw};
use crate::laws::Laws;
use crate::out;
use crate::render::paint::Paint;

/// The households that are looked at.
const SAMPLE: usize = 60;

/// The rows that a draft looks at.
const ROWS: usize = 500;

/// The missing columns that are told.
const TOLD: usize = 12;

/// Writes a first mapping.
pub(super) fn draft(args: &Screen, program: &Program) -> Outcome<Exit> {
    let [input] = args.inputs.as_slice() else {
        return Err(Failure::usage(
            "« --modele-correspondance » regarde un seul fichier",
        ));
    };
    let (header, sample) = header_and_sample(input, ROWS)?;
    let name = input
        .file_name()
        .map_or_else(|| "-".into(), |n| n.to_string_lossy());
    let text = draft::draft(&name, &Fields::new(program), &header, &sample);
    match &args.sortie {
        None => out::print(&text)?,
        Some(path) if path.exists() => {
            return Err(
                Failure::usage(format!("« {} » existe déjà", path.display())).help(
                    "une correspondance relue à la main ne se remplace pas : donnez un autre nom",
                ),
            );
        }
        Some(path) => std::fs::write(path, text).map_err(|e| {
            Failure::io(format!("écriture de « {} » impossible", path.display()), &e)
        })?,
    }
    Ok(Exit::Done)
}

/// The lines of a list that no column gives.
const OTHERS: &str = " (les autres lignes ; « complet » si le fichier les donne toutes)";

/// What is open for a right, over the households that are looked at.
#[derive(Default)]
struct Right {
    seen: usize,
    decided: usize,
}

/// What a missing input would decide.
#[derive(Default)]
struct Missing {
    /// Rights that it alone leaves open for some household.
    alone: BTreeSet<usize>,
    /// Rights that it leaves open with others.
    with_others: BTreeSet<usize>,
    /// Households and rights.
    times: usize,
}

/// What the columns of an input allow.
pub(super) fn report(asked: &Asked<'_>, input: &mut Input, laws: &Laws, paint: Paint) -> String {
    let program = laws.program();
    let sample = input.sample(SAMPLE);
    let mut text = String::new();
    if let Some(plan) = &input.plan {
        read(&mut text, plan);
    }
    let fields = Fields::new(program);
    let told = input
        .plan
        .as_ref()
        .map(|p| told(&fields, p))
        .unwrap_or_default();
    // In a table, the lines that no column gives are told together: the file gives them all, or not.
    let together = input.plan.is_some();
    let mut rights: Vec<Right> = program.benefits.iter().map(|_| Right::default()).collect();
    let mut missing: BTreeMap<String, Missing> = BTreeMap::new();
    let (mut households, mut nobody) = (0_usize, 0_usize);
    for raw in sample {
        look(raw, asked, laws, &mut |situation, evaluation| {
            households = households.saturating_add(1);
            if situation.persons().is_none() {
                nobody = nobody.saturating_add(1);
            }
            for outcome in evaluation.outcomes() {
                let Some((id, _)) = program.benefit(&outcome.benefit) else {
                    continue;
                };
                let open = matches!(outcome.verdict, Verdict::Possible | Verdict::NotAssessable);
                if let Some(right) = rights.get_mut(id.index()) {
                    right.seen = right.seen.saturating_add(1);
                    right.decided = right.decided.saturating_add(usize::from(!open));
                }
                if !open {
                    continue;
                }
                let names: BTreeSet<&str> =
                    outcome.missing.iter().map(|m| m.input.as_str()).collect();
                let paths: BTreeSet<String> = names
                    .into_iter()
                    .filter_map(|name| program.inputs.iter().position(|i| i.name == name))
                    .filter(|input| !told.contains(input))
                    .filter_map(|input| path(&fields, input, together))
                    .collect();
                let alone = paths.len() == 1;
                for path in paths {
                    let entry = missing.entry(path).or_default();
                    entry.times = entry.times.saturating_add(1);
                    if alone {
                        entry.alone.insert(id.index());
                    } else {
                        entry.with_others.insert(id.index());
                    }
                }
            }
        });
    }
    if households == 0 {
        text.push_str("aucun des premiers foyers ne peut être lu : voir les rejets\n");
        return text;
    }
    let count = u64::try_from(households).unwrap_or(u64::MAX);
    let of = if households == 1 {
        "d'après le premier foyer".to_owned()
    } else {
        format!("d'après les {count} premiers foyers")
    };
    let _ = writeln!(
        text,
        "{}",
        paint.bold(&format!(
            "droits que ces colonnes permettent de trancher, {of} :"
        ))
    );
    if nobody > 0 {
        let _ = writeln!(
            text,
            "  {} sans rôle connu pour chaque personne (« personnes.role ») : aucun droit n'y est évaluable",
            plural(u64::try_from(nobody).unwrap_or(u64::MAX), "foyer", "foyers")
        );
    }
    decided(&mut text, program, &rights);
    helpful(&mut text, program, &missing, paint);
    text
}

/// Evaluates a household, when it can be.
fn look(
    raw: Raw,
    asked: &Asked<'_>,
    laws: &Laws,
    see: &mut impl FnMut(&Situation, &droit_engine::reference::Evaluation<'_>),
) {
    for read in raw.read().unwrap_or_default() {
        let Ok(situation) = Situation::read(laws.program(), &read.document) else {
            continue;
        };
        let Some(month) = asked.month.or(situation.month) else {
            continue;
        };
        if let Ok(law) = &*laws.at(month) {
            see(&situation, &law.evaluate(&situation));
        }
    }
}

/// The columns that are read, and those that are not.
fn read(text: &mut String, plan: &Plan) {
    let tables = || std::iter::once(&plan.main).chain(&plan.persons);
    let count = tables()
        .map(|t| t.columns.len())
        .fold(0, usize::saturating_add);
    let _ = write!(
        text,
        "{}",
        plural(
            u64::try_from(count).unwrap_or(u64::MAX),
            "colonne lue",
            "colonnes lues"
        )
    );
    let unmapped: Vec<&str> = tables()
        .flat_map(|t| &t.unmapped)
        .map(String::as_str)
        .collect();
    if unmapped.is_empty() {
        text.push('\n');
    } else {
        let _ = writeln!(text, " ; non lues : {}", unmapped.join(", "));
    }
}

/// Positions of the inputs that the columns tell.
fn told(fields: &Fields, plan: &Plan) -> BTreeSet<usize> {
    let columns = plan
        .main
        .columns
        .iter()
        .chain(plan.persons.iter().flat_map(|t| &t.columns));
    let mut told: BTreeSet<usize> = columns
        .flat_map(|(_, column)| &column.field.inputs)
        .map(|id| id.index())
        .collect();
    for (list, each) in &plan.complete {
        let of_list = fields
            .all()
            .filter(|f| f.list() == Some(list) && (f.each || !each));
        told.extend(of_list.flat_map(|f| &f.inputs).map(|id| id.index()));
    }
    told
}

/// The field that tells an input: the code that it is deduced from, when there is one; for a line of a list, the list
/// when its lines are told together.
fn path(fields: &Fields, input: usize, together: bool) -> Option<String> {
    let tells = |kind: &Kind| !matches!(kind, Kind::Group);
    let mut found = fields
        .all()
        .filter(|f| tells(&f.kind) && f.inputs.iter().any(|id| id.index() == input));
    let first = found.next()?;
    if together && let Some(list) = first.list() {
        let shared = fields.all().any(|f| !f.each && f.list() == Some(list));
        let prefix = if shared { "" } else { "personnes." };
        return Some(format!("{prefix}{list}{OTHERS}"));
    }
    let code = std::iter::once(first)
        .chain(found)
        .find(|f| matches!(f.kind, Kind::Code(_)));
    Some(code.unwrap_or(first).path.clone())
}

fn decided(text: &mut String, program: &Program, rights: &[Right]) {
    let (mut always, mut some, mut never) = (Vec::new(), Vec::new(), Vec::new());
    for (benefit, right) in program.benefits.iter().zip(rights) {
        if right.seen == 0 {
            continue;
        }
        let share = right
            .decided
            .saturating_mul(100)
            .checked_div(right.seen)
            .unwrap_or(0);
        if right.decided == right.seen {
            always.push(benefit.id.to_string());
        } else if right.decided == 0 {
            never.push(benefit.id.to_string());
        } else {
            some.push((share, benefit.id.as_str()));
        }
    }
    some.sort_by(|a, b| b.cmp(a));
    let some: Vec<String> = some
        .into_iter()
        .map(|(share, id)| format!("{id} ({share} %)"))
        .collect();
    for (label, list) in [
        ("pour tous    ", always),
        ("pour certains", some),
        ("pour aucun   ", never),
    ] {
        if !list.is_empty() {
            let _ = writeln!(text, "  {label} : {}", list.join(", "));
        }
    }
}

fn helpful(
    text: &mut String,
    program: &Program,
    missing: &BTreeMap<String, Missing>,
    paint: Paint,
) {
    let mut columns: Vec<(&String, &Missing)> = missing.iter().collect();
    columns.sort_by_key(|(path, m)| {
        let rights = m.alone.union(&m.with_others).count();
        (
            std::cmp::Reverse((m.alone.len(), rights, m.times)),
            path.as_str(),
        )
    });
    if columns.is_empty() {
        return;
    }
    let _ = writeln!(text, "{}", paint.bold("colonnes qui aideraient le plus :"));
    let names = |rights: &BTreeSet<usize>| -> String {
        let ids = rights.iter().filter_map(|i| program.benefits.get(*i));
        let ids: Vec<&str> = ids.map(|b| b.id.as_str()).collect();
        match ids.get(..6) {
            Some(first) if ids.len() > 6 => format!("{}…", first.join(", ")),
            _ => ids.join(", "),
        }
    };
    let count = |n: usize| plural(u64::try_from(n).unwrap_or(u64::MAX), "droit", "droits");
    for (path, m) in columns.iter().take(TOLD) {
        let others: BTreeSet<usize> = m.with_others.difference(&m.alone).copied().collect();
        let mut parts = Vec::new();
        if !m.alone.is_empty() {
            parts.push(format!(
                "tranche à elle seule {} ({})",
                count(m.alone.len()),
                names(&m.alone)
            ));
        }
        if !others.is_empty() {
            parts.push(format!(
                "avec d'autres {} ({})",
                count(others.len()),
                names(&others)
            ));
        }
        let _ = writeln!(text, "  {path} : {}", parts.join(" ; "));
    }
    let more = columns.len().saturating_sub(TOLD);
    if more > 0 {
        let _ = writeln!(
            text,
            "  et {}",
            plural(u64::try_from(more).unwrap_or(u64::MAX), "autre", "autres")
        );
    }
}
