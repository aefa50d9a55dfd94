//! What a household receives, as far as the flow says: the RSA, and what can be deduced from how it was calculated.
//! All the rest may be received or not.

use droit_engine::calendar::Month;
use droit_engine::situation::Document;

use super::conduct::Conduct;
use super::dossier::{Composition, Place, area};
use super::look::Look;
use super::resources::Resources;
use super::situation::{map, month_text, number, text};
use super::tables::tables;
use super::tree::Node;
use super::vocabulary::Vocabulary;

const DETAIL: &str = "PrestationRSA/DetailDroitRSA";
/// The benefits that the flow tells something of, as the situation format names them.
const RSA: &str = "rsa";
const SOLIDARITY: &str = "ass";
const HOUSING: &str = "aide_logement";
/// How far two roundings of one amount may be, in cents.
const NEAR: i64 = 5;

/// A line of the list: its months, and its amount in cents (`None`: not known).
struct Row {
    benefit: String,
    person: Option<String>,
    first: Option<Month>,
    last: Option<Month>,
    cents: Option<i64>,
}

/// Months, both ends open or not.
pub(super) type Span = (Option<Month>, Option<Month>);

/// The months that are not among some, as spans.
pub(super) fn others(months: &[Month]) -> Vec<Span> {
    let mut sorted = months.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut spans = Vec::new();
    let mut from: Option<Month> = None;
    for month in &sorted {
        if from.is_none_or(|from| from < *month) {
            spans.push((from, Some(month.plus(-1))));
        }
        from = Some(month.plus(1));
    }
    spans.push((from, None));
    spans
}

/// The months of a line, as the format writes them.
pub(super) fn dates((first, last): Span) -> Vec<(&'static str, Document<'static>)> {
    let mut dates = Vec::new();
    if let Some(first) = first {
        dates.push(("debut", month_text(first)));
    }
    match last {
        Some(last) => dates.push(("fin", month_text(last))),
        // Without any date a line may be there or not; with a first one it is there still.
        None if first.is_some() => dates.push(("fin", Document::Null)),
        None => {}
    }
    dates
}

/// The list of what is received.
pub(super) fn list(
    look: Look<'_>,
    words: &Vocabulary,
    dossier: &Node,
    composition: &Composition<'_>,
    conduct: &Conduct,
    family: bool,
) -> Document<'static> {
    let mut rows = Vec::new();
    for benefit in &words.received {
        match benefit.as_str() {
            RSA => rows.extend(rsa(look, dossier, conduct, composition.month)),
            SOLIDARITY => rows.extend(solidarity(composition, family)),
            HOUSING => rows.extend(housing(look, dossier, composition)),
            _ => rows.push(Row::perhaps(benefit)),
        }
    }
    Document::List(rows.into_iter().map(Row::document).collect())
}

impl Row {
    fn new(benefit: &str, (first, last): Span, cents: Option<i64>) -> Row {
        Row {
            benefit: benefit.to_owned(),
            person: None,
            first,
            last,
            cents,
        }
    }

    /// Received or not, by whoever may.
    fn perhaps(benefit: &str) -> Row {
        Row {
            person: Some("inconnu".to_owned()),
            ..Row::new(benefit, (None, None), None)
        }
    }

    fn document(self) -> Document<'static> {
        let mut entries = vec![("prestation", text(self.benefit))];
        entries.extend(self.person.map(|person| ("personne", text(person))));
        entries.extend(dates((self.first, self.last)));
        entries.extend(self.cents.map(|cents| ("montant", number(cents))));
        map(entries)
    }
}

/// A benefit known between two months, and not known outside.
fn known(benefit: &str, first: Month, last: Option<Month>, cents: i64) -> Vec<Row> {
    let mut rows = vec![
        Row::new(benefit, (None, Some(first.plus(-1))), None),
        Row::new(benefit, (Some(first), last), Some(cents)),
    ];
    if let Some(last) = last {
        rows.push(Row::new(benefit, (Some(last.plus(1)), None), None));
    }
    rows
}

/// The RSA: what is payable when it is open, nothing from the day when it was refused, suspended or closed.
fn rsa(look: Look<'_>, dossier: &Node, conduct: &Conduct, month: Month) -> Vec<Row> {
    let rows = if conduct.open {
        paid(look, dossier, month).map(|(first, last, cents)| known(RSA, first, last, cents))
    } else {
        conduct
            .state
            .and_then(|state| {
                let since = latest(look, dossier, state.detail)?;
                Some(match state.reading {
                    "nul" => since,
                    "nul_apres" => since.plus(1),
                    _ => return None,
                })
            })
            .map(|first| known(RSA, first, None, 0))
    };
    rows.unwrap_or_else(|| vec![Row::new(RSA, (None, None), None)])
}

/// What is payable at a month: first and last months, and the amount.
fn paid(look: Look<'_>, dossier: &Node, month: Month) -> Option<(Month, Option<Month>, i64)> {
    let detail = dossier.at(DETAIL)?;
    let amounts = detail.at("MontantsCalculDroitRSA");
    let calculated = amounts.and_then(|node| look.month(node, "DDELECAL"));
    let lines: Vec<&Node> = current(look, detail, month)
        .filter(|line| {
            look.code(line, "NATPF")
                .is_some_and(|code| code.reading == "socle")
        })
        .collect();
    let sum = lines
        .iter()
        .map(|line| look.amount(line, "MTRSAVERS").filter(|cents| *cents >= 0))
        .try_fold(0_i64, |sum, cents| Some(sum.saturating_add(cents?)))
        .filter(|_| !lines.is_empty());
    let Some(cents) = sum else {
        let amounts = amounts?;
        look.covers(amounts, "DDELECAL", "DFELECAL", month)
            .then_some(())?;
        let total = look.amount(amounts, "MTTOTDRORSA").filter(|c| *c >= 0)?;
        return Some((calculated?, Some(month), total));
    };
    let first = lines
        .iter()
        .filter_map(|line| look.month(line, "DDNATDRO"))
        .chain(calculated)
        .max()?;
    let last = lines
        .iter()
        .filter_map(|line| {
            look.month(line, "DTDERRSAVERS")
                .or_else(|| look.month(line, "DFNATDRO"))
        })
        .max();
    last.is_none_or(|last| first <= last)
        .then_some((first, last, cents))
}

/// The lines of the right that cover a month.
pub(super) fn current<'n>(
    look: Look<'n>,
    detail: &'n Node,
    month: Month,
) -> impl Iterator<Item = &'n Node> {
    detail
        .all("DetailCalculDroitRSA")
        .filter(move |line| look.covers(line, "DDNATDRO", "DFNATDRO", month))
}

/// The latest month at a path whose last block may be repeated.
fn latest(look: Look<'_>, dossier: &Node, path: &str) -> Option<Month> {
    let (block, field) = path.rsplit_once('/')?;
    let (parent, name) = block.rsplit_once('/')?;
    dossier
        .at(parent)?
        .all(name)
        .filter_map(|node| look.month(node, field))
        .max()
}

/// The solidarity allowance of each person: known in the months that were declared.
fn solidarity(composition: &Composition<'_>, family: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for (person, _) in composition.members(family) {
        let own = |span, cents| Row {
            person: Some(person.id.clone()),
            ..Row::new(SOLIDARITY, span, cents)
        };
        let known: &[Month] = person
            .resources
            .as_ref()
            .map_or(&[], |resources: &Resources| &resources.known);
        rows.extend(others(known).into_iter().map(|span| own(span, None)));
        let told = person.resources.iter().flat_map(|r| &r.solidarity);
        for (month, cents) in told.filter(|(month, _)| known.contains(month)) {
            rows.push(own((Some(*month), Some(*month)), *cents));
        }
    }
    rows
}

/// The housing benefit, from the flat rate that was kept: below the rate of the household it is the benefit itself.
fn housing(look: Look<'_>, dossier: &Node, composition: &Composition<'_>) -> Vec<Row> {
    let known = deduced_housing(look, dossier, composition)
        .map(|(first, last, cents)| known(HOUSING, first, Some(last), cents));
    known.unwrap_or_else(|| vec![Row::new(HOUSING, (None, None), None)])
}

fn deduced_housing(
    look: Look<'_>,
    dossier: &Node,
    composition: &Composition<'_>,
) -> Option<(Month, Month, i64)> {
    let detail = dossier.at(DETAIL)?;
    let amounts = detail.at("MontantsCalculDroitRSA")?;
    let kept = look
        .amount(amounts, "MTALRSA")
        .filter(|cents| *cents >= 0)?;
    let first = look.month(amounts, "DDELECAL")?;
    let month = composition.month;
    look.covers(amounts, "DDELECAL", "DFELECAL", month)
        .then_some(())?;
    if kept == 0 {
        let homeless = look.flag(detail, "TroncCommunDroitRSA/TOPSANSDOMFIXE");
        if homeless == Some(false) {
            look.notes
                .add("à vérifier : aucune aide au logement comptée, domicile fixe");
        }
        return Some((first, month, 0));
    }
    let unknown = composition.persons.iter().any(|p| p.rsa == Place::Unknown);
    let outside = tables()
        .setting("forfait_inconnu")
        .split(',')
        .any(|area_code| area_code == area(dossier));
    if unknown || outside {
        return None;
    }
    let persons = composition.members(false).count();
    let rates = [first, month].map(|at| tables().flat_rate(at, persons));
    let rates: Option<Vec<i64>> = rates.into_iter().collect();
    let (low, high) = {
        let rates = rates?;
        (*rates.iter().min()?, *rates.iter().max()?)
    };
    if kept < low.saturating_sub(NEAR) {
        return Some((first, month, kept));
    }
    if kept > high.saturating_add(NEAR) {
        look.notes
            .add("forfait logement (MTALRSA) d'une autre composition : aide au logement inconnue");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn other_months_are_the_complement() {
        let shown = |months: &[&str]| {
            let months: Vec<Month> = months.iter().map(|m| month(m)).collect();
            let end = |m: Option<Month>| m.map_or("…".to_owned(), |m| m.to_string());
            others(&months)
                .into_iter()
                .map(|(a, b)| format!("{}/{}", end(a), end(b)))
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(&[]), ["…/…"]);
        assert_eq!(
            shown(&["2026-01", "2025-11"]),
            ["…/2025-10", "2025-12/2025-12", "2026-02/…"]
        );
        assert_eq!(
            shown(&["2025-11", "2025-12", "2026-01"]),
            ["…/2025-10", "2026-02/…"]
        );
    }
}
