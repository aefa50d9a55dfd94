//! What a situation says of each person.

use std::collections::BTreeMap;

use droit_engine::calendar::Month;
use droit_engine::situation::Document;

use super::dossier::{CLAIMANT, Person, SPOUSE};
use super::received;
use super::resources::{Counted, Profit, Resources};
use super::situation::{Case, map, month_text, number, text};
use super::tables::{View, tables};

const RESOURCES: &str = "ressources";

impl Case<'_> {
    pub(super) fn persons(&self, view: View) -> Document<'static> {
        let mut members: Vec<(&Person<'_>, &str)> = self.composition.members(view.family).collect();
        members.sort_by_key(|(_, role)| match *role {
            CLAIMANT => 0,
            SPOUSE => 1,
            _ => 2,
        });
        // Left out of the RSA without its resources, or with them: then they count as the claimant's.
        let kept: Vec<&Resources> = self
            .composition
            .persons
            .iter()
            .filter(|_| !view.family)
            .filter(|person| {
                person
                    .excluded
                    .is_some_and(|code| code.reading == "personne")
            })
            .filter_map(|person| person.resources.as_ref())
            .collect();
        let persons = members.into_iter().map(|(person, role)| {
            let extra: &[&Resources] = if role == CLAIMANT { &kept } else { &[] };
            self.person(person, role, view, extra)
        });
        Document::List(persons.collect())
    }

    fn person(
        &self,
        person: &Person<'_>,
        role: &'static str,
        view: View,
        extra: &[&Resources],
    ) -> Document<'static> {
        let adult = role == CLAIMANT || role == SPOUSE;
        let mut facts: Vec<(&str, Document<'static>)> =
            vec![("id", text(person.id.as_str())), ("role", text(role))];
        let mut say = |key: &'static str, value: Document<'static>| {
            if self.words.of_person(key) {
                facts.push((key, value));
            }
        };
        if let Some(birth) = &person.birth {
            say("naissance", text(birth.as_str()));
        }
        let activity = &person.activity;
        let told = self.conduct.activity.filter(|_| role == CLAIMANT);
        if let Some(status) = activity.status.or(told) {
            say("activite", text(status));
        }
        if let Some(since) = activity.since {
            say("activite_depuis", month_text(Month::of(since)));
            if let Some(before) = activity.before {
                say("activite_precedente", text(before));
            }
            if activity.status == Some("chomeur") {
                say("debut_chomage", text(since.to_string()));
            }
        }
        let mut marks = activity.marks.clone();
        marks.sort_unstable();
        marks.dedup();
        if role == CLAIMANT {
            marks.extend(&self.conduct.facts);
        }
        for (key, value) in marks.iter().filter_map(|mark| mark.split_once(':')) {
            say(key, Document::Bool(value == "oui"));
        }
        if role == CLAIMANT && self.young_worker() {
            say("rsa_jeune_actif", Document::Bool(true));
        }
        if adult {
            let man = self
                .look
                .code(person.node, "Identification/SEXE")
                .is_some_and(|code| code.reading == "homme");
            match self.term(person) {
                Some(term) => say("grossesse_terme", month_text(term)),
                None if man => say("grossesse_terme", Document::Null),
                None => {}
            }
            if view.stay
                && let Some((key, value)) = tables().setting("sejour_presume").split_once(':')
            {
                say(key, Document::Number(value.to_owned().into()));
            }
        }
        if role == "enfant" {
            if let Some(school) = person.age.and_then(|age| tables().school(age)) {
                say("scolarite", text(school));
            }
            // Why the other parent is away is known for those who have support only.
            say("debiteur_situation", text("inconnu"));
        }
        let known = person
            .resources
            .as_ref()
            .filter(|_| !self.conduct.no_resources);
        if let Some(resources) = known {
            let all: Vec<&Resources> = std::iter::once(resources)
                .chain(extra.iter().copied())
                .collect();
            say(RESOURCES, declared(&all, view.set_aside));
            if let Some(profit) = profit(&all) {
                let year = self.composition.month.year().saturating_sub(2);
                say(
                    "benefice_reel",
                    Document::Map(vec![(format!("{year:04}").into(), number(profit))]),
                );
            }
        }
        map(facts)
    }

    fn young_worker(&self) -> bool {
        let month = self.composition.month;
        let detail = self.node.at("PrestationRSA/DetailDroitRSA");
        self.conduct.open
            && detail.is_some_and(|detail| {
                received::current(self.look, detail, month).any(|line| {
                    self.look
                        .code(line, "NATPF")
                        .is_some_and(|code| code.detail == "jeune")
                })
            })
    }

    /// The month of a birth to come, when the flow tells of a pregnancy that goes on.
    pub(super) fn term(&self, person: &Person<'_>) -> Option<Month> {
        let block = person.node.at("Grossesse")?;
        if block.text("DFGRO").is_some() {
            return None;
        }
        let term = self
            .look
            .month(block, "DDGRO")?
            .plus(tables().number("grossesse_mois"));
        (term >= self.composition.month.plus(-1)).then_some(term)
    }
}

/// The list of resources of a person, and of those whose resources count as its own.
fn declared(all: &[&Resources], set_aside: bool) -> Document<'static> {
    let mut rows = Vec::new();
    let mut doubtful: BTreeMap<(&str, Month), Option<i64>> = BTreeMap::new();
    // A month is known when everybody told it.
    let known: Vec<Month> = all.first().map_or_else(Vec::new, |first| {
        let told = |month: &&Month| all.iter().all(|one| one.known.contains(month));
        first.known.iter().filter(told).copied().collect()
    });
    for span in received::others(&known) {
        let mut row = vec![("nature", text("inconnu"))];
        row.extend(received::dates(span));
        rows.push(map(row));
    }
    let amounts = all.iter().flat_map(|one| &one.amounts);
    for amount in amounts.filter(|amount| known.contains(&amount.month)) {
        match amount.counted(set_aside) {
            Counted::No => {}
            Counted::Yes => rows.push(row(amount.field, Some(amount.month), amount.cents)),
            Counted::Perhaps => {
                let sum = doubtful
                    .entry((amount.field, amount.month))
                    .or_insert(Some(0));
                *sum = sum.zip(amount.cents).map(|(a, b)| a.saturating_add(b));
            }
        }
    }
    // A line without months may be there or not, at any of them: the largest month bounds them all.
    let mut most: BTreeMap<&str, Option<i64>> = BTreeMap::new();
    for ((field, _), sum) in doubtful {
        let most = most.entry(field).or_insert(Some(0));
        *most = most.zip(sum).map(|(a, b)| a.max(b));
    }
    rows.extend(most.into_iter().map(|(field, most)| row(field, None, most)));
    Document::List(rows)
}

/// A line of the list: `retraite.net+imposable` gives two amounts.
fn row(field: &str, month: Option<Month>, cents: Option<i64>) -> Document<'static> {
    let (nature, keys) = field.split_once('.').unwrap_or((field, ""));
    let mut entries = vec![("nature", text(nature))];
    entries.extend(received::dates((month, month)));
    if let Some(cents) = cents {
        entries.extend(keys.split('+').map(|key| (key, number(cents))));
    }
    map(entries)
}

/// The sum of yearly profits, when all are known.
fn profit(all: &[&Resources]) -> Option<i64> {
    all.iter().try_fold(0_i64, |sum, one| match one.profit {
        Profit::Known(cents) => Some(sum.saturating_add(cents)),
        Profit::Unknown => None,
    })
}
