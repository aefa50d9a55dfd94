//! What a person does: the blocks of activity, and the one status that a situation has.

use chrono::NaiveDate;
use droit_engine::calendar::Month;

use super::look::Look;
use super::tables::Code;
use super::tree::Node;

/// The status that wins when several blocks are current, first to last.
const ORDER: [&str; 6] = [
    "etudiant",
    "retraite",
    "independant",
    "salarie",
    "chomeur",
    "inactif",
];

/// A block of activity.
struct Spell {
    code: Code,
    from: NaiveDate,
    to: Option<NaiveDate>,
}

/// What is known of the activity of a person at a month.
#[derive(Default)]
pub(super) struct Activity {
    /// The status, when one is known.
    pub(super) status: Option<&'static str>,
    /// Since when.
    pub(super) since: Option<NaiveDate>,
    /// The status just before.
    pub(super) before: Option<&'static str>,
    /// What the current blocks say besides: `conge_parental:oui`, `micro`.
    pub(super) marks: Vec<&'static str>,
    /// Months of the blocks that bear a mark.
    marked: Vec<(&'static str, NaiveDate, Option<NaiveDate>)>,
    /// No person at all.
    pub(super) excluded: bool,
}

impl Activity {
    /// Reads the blocks of a person.
    pub(super) fn read(look: Look<'_>, person: &Node, month: Month) -> Activity {
        let spells: Vec<Spell> = person
            .all("Activite")
            .filter_map(|block| {
                Some(Spell {
                    code: look.code(block, "ACT")?,
                    from: look.date(block, "DDACT")?,
                    to: look.date(block, "DFACT"),
                })
            })
            .collect();
        let current: Vec<&Spell> = spells.iter().filter(|s| s.covers(month)).collect();
        let status = ORDER
            .into_iter()
            .find(|status| current.iter().any(|s| s.code.reading == *status));
        let since = status.and_then(|status| began(&spells, status, month));
        let before = since.and_then(|since| since.pred_opt()).and_then(|day| {
            let then = |s: &&Spell| s.from <= day && s.to.is_none_or(|to| day <= to);
            ORDER.into_iter().find(|status| {
                spells
                    .iter()
                    .filter(then)
                    .any(|s| s.code.reading == *status)
            })
        });
        let marks = |spell: &Spell| spell.code.detail.split(',').filter(|mark| !mark.is_empty());
        Activity {
            status,
            since,
            before,
            marks: current.iter().flat_map(|spell| marks(spell)).collect(),
            marked: spells
                .iter()
                .flat_map(|s| marks(s).map(|mark| (mark, s.from, s.to)))
                .collect(),
            excluded: current.iter().any(|s| s.code.reading == "exclure"),
        }
    }

    /// Whether a block with a mark covers a month.
    pub(super) fn had(&self, mark: &str, month: Month) -> bool {
        self.marked
            .iter()
            .any(|(name, from, to)| *name == mark && covers(*from, *to, month))
    }
}

impl Spell {
    fn covers(&self, month: Month) -> bool {
        covers(self.from, self.to, month)
    }
}

fn covers(from: NaiveDate, to: Option<NaiveDate>, month: Month) -> bool {
    Month::of(from) <= month && to.is_none_or(|to| month <= Month::of(to))
}

/// The first day of the unbroken run of blocks of a status that reaches a month.
fn began(spells: &[Spell], status: &str, month: Month) -> Option<NaiveDate> {
    let same = |s: &&Spell| s.code.reading == status;
    let mut first = spells
        .iter()
        .filter(same)
        .filter(|s| s.covers(month))
        .map(|s| s.from)
        .min()?;
    // Each pass goes back over one block at least.
    for _ in spells {
        let day_before = first.pred_opt()?;
        let reaches = |s: &&Spell| s.from < first && s.to.is_some_and(|to| to >= day_before);
        match spells
            .iter()
            .filter(same)
            .filter(reaches)
            .map(|s| s.from)
            .min()
        {
            Some(earlier) => first = earlier,
            None => break,
        }
    }
    Some(first)
}
