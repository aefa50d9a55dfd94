//! The persons of a dossier, and whether they make a household.

use std::ops::RangeInclusive;

use droit_engine::calendar::Month;

use super::activity::Activity;
use super::look::Look;
use super::resources::Resources;
use super::tables::{Code, tables};
use super::tree::Node;
use super::{Dossier, fault};
use crate::input::reject::Fault;

const PERSON: &str = "Personne";
const FAMILY: &str = "DonneesAdministratives";
const BENEFIT: &str = "PrestationRSA";
const QUARTER: &str = "Ressources/GeneraliteRessourcesTrimestre";

/// Roles of the situation format.
pub(super) const CLAIMANT: &str = "demandeur";
pub(super) const SPOUSE: &str = "conjoint";
/// The person in charge of the file who does not claim the RSA.
const IN_CHARGE: &str = "responsable";

/// What a person is to a household.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Not one of it.
    Out,
    /// One of it, with a role.
    In(&'static str),
    /// The flow does not say.
    Unknown,
}

/// When the person was born, as the situation format writes it; `None`: not known well enough.
pub(super) type Birth = Option<String>;

/// A person of a dossier.
pub(super) struct Person<'n> {
    /// Its elements.
    pub(super) node: &'n Node,
    /// Its identifier in the situation: its rank, or the hash of its number.
    pub(super) id: String,
    pub(super) birth: Birth,
    /// Whole years at the first day of the month.
    pub(super) age: Option<i32>,
    /// To the RSA household.
    pub(super) rsa: Place,
    /// To the household of family benefits.
    pub(super) family: Place,
    /// Left out of the RSA by the département: with its resources, or without them.
    pub(super) excluded: Option<Code>,
    pub(super) activity: Activity,
    /// `None`: nothing was declared.
    pub(super) resources: Option<Resources>,
}

/// A dossier, read at the month where it is assessed.
pub(super) struct Composition<'n> {
    pub(super) month: Month,
    /// The month of the flow, when the resources do not reach it.
    pub(super) stale: bool,
    /// Those who are there, in the order of the flow.
    pub(super) persons: Vec<Person<'n>>,
    /// `None`: not known, or at odds with the persons.
    pub(super) couple: Option<&'static str>,
    /// Alone after a separation, for the claimant.
    pub(super) separated: Option<Month>,
    /// The dossier contradicts itself.
    pub(super) incoherent: bool,
}

impl<'n> Composition<'n> {
    /// Reads the persons of a dossier.
    ///
    /// # Errors
    ///
    /// What makes the dossier unusable.
    pub(super) fn read(look: Look<'_>, dossier: &'n Dossier) -> Result<Self, Vec<Fault>> {
        let node = &dossier.node;
        complete(node)?;
        let (month, stale) = month(look, dossier);
        let mut faults = Vec::new();
        let mut persons = Vec::new();
        for (rank, person) in (1_usize..).zip(node.all(PERSON)) {
            match read(look, person, rank, month) {
                Ok(person) => persons.extend(person),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        distinct(&mut persons);
        stand_in(&mut persons);
        claimants(&persons)?;
        let situation = node.at("DonneesAdministratives/SituationFamille");
        let family = situation.and_then(|node| look.code(node, "SITFAM"));
        let in_couple = family.map(|code| code.reading != "aucun");
        let spouse = persons.iter().any(Person::is_spouse);
        let dependants = dependants(look, node, dossier.head.month);
        let incoherent = in_couple.is_some_and(|yes| yes != spouse) || dependants == Some(false);
        let separated = family
            .filter(|code| code.detail == "separation")
            .and(situation)
            .and_then(|node| look.month(node, "DDSITFAM"));
        Ok(Composition {
            month,
            stale,
            couple: family.map(|code| code.reading).filter(|_| !incoherent),
            separated,
            incoherent,
            persons,
        })
    }

    /// Whether the resources that were declared reach all the months of the quarter, for each of some persons.
    pub(super) fn members(
        &self,
        family: bool,
    ) -> impl Iterator<Item = (&Person<'n>, &'static str)> {
        self.persons
            .iter()
            .filter_map(move |person| match person.place(family) {
                Place::In(role) => Some((person, role)),
                Place::Out | Place::Unknown => None,
            })
    }

    /// Whether the persons of a household are known.
    pub(super) fn is_known(&self, family: bool) -> bool {
        let claimants = self
            .members(family)
            .filter(|(_, role)| *role == CLAIMANT)
            .count();
        let spouses = self
            .members(family)
            .filter(|(_, role)| *role == SPOUSE)
            .count();
        claimants == 1
            && spouses <= 1
            && self
                .persons
                .iter()
                .all(|person| person.place(family) != Place::Unknown)
    }

    /// Whether both households are made of the same persons.
    pub(super) fn is_one(&self) -> bool {
        self.persons
            .iter()
            .all(|person| person.place(true) == person.place(false))
    }
}

impl Person<'_> {
    /// What it is to a household.
    pub(super) fn place(&self, family: bool) -> Place {
        if family {
            self.family
        } else if self.excluded.is_some() && self.rsa != Place::In(CLAIMANT) {
            Place::Out
        } else {
            self.rsa
        }
    }

    /// Left out of the RSA, it is still the spouse.
    fn is_spouse(&self) -> bool {
        match self.rsa {
            Place::Unknown => self.family == Place::In(SPOUSE),
            place => place == Place::In(SPOUSE),
        }
    }
}

/// Whether the blocks that make a dossier are there.
fn complete(node: &Node) -> Result<(), Vec<Fault>> {
    let missing: Vec<&str> = [PERSON, FAMILY, BENEFIT]
        .into_iter()
        .filter(|name| node.at(name).is_none())
        .collect();
    match missing.as_slice() {
        [] => Ok(()),
        [_, _, _] => Err(vec![fault(
            "",
            "",
            "dossier réduit à son identification : ni personne, ni situation, ni prestation",
        )]),
        _ => Err(missing
            .into_iter()
            .map(|name| fault(name, "", "ce bloc obligatoire manque"))
            .collect()),
    }
}

/// The month to assess: that of the flow when the resources open it, else the first month that they open.
fn month(look: Look<'_>, dossier: &Dossier) -> (Month, bool) {
    let node = &dossier.node;
    let flow = dossier.head.month;
    let last = node
        .all(PERSON)
        .filter(|person| is_there(look, person, flow))
        .filter_map(|person| person.at(QUARTER))
        .filter_map(|quarter| look.month(quarter, "DFRESS"))
        .max();
    let wanted = dossier.context.month.unwrap_or(flow);
    let Some(last) = last else {
        return (wanted, false);
    };
    let body = node
        .text("IdentificationRSA/Organisme/FONORG")
        .unwrap_or_default();
    let opened = tables().first_month(body, &area(node), last);
    let covered = (opened..=opened.plus(2)).contains(&wanted);
    match dossier.context.month {
        Some(month) => (month, !covered),
        None if covered => (flow, false),
        None => (opened, true),
    }
}

/// The département as the Insee writes it: `038` is 38, `974` is 974.
pub(super) fn area(dossier: &Node) -> String {
    let text = dossier
        .text("IdentificationRSA/Partenaire/IDEPARTE")
        .unwrap_or_default();
    match text.strip_prefix('0') {
        Some(rest) if text.len() == 3 => rest.to_owned(),
        _ => text.to_owned(),
    }
}

fn is_there(look: Look<'_>, person: &Node, month: Month) -> bool {
    person.text("DossierCAF/DFRATDOS").is_none()
        || look
            .month(person, "DossierCAF/DFRATDOS")
            .is_none_or(|left| left >= month)
}

/// A person; `None` when it is not there at the month.
fn read<'n>(
    look: Look<'_>,
    node: &'n Node,
    rank: usize,
    month: Month,
) -> Result<Option<Person<'n>>, Fault> {
    if !is_there(look, node, month) {
        return Ok(None);
    }
    let activity = Activity::read(look, node, month);
    if activity.excluded {
        return Ok(None);
    }
    let Some(born) = look.date(node, "Identification/DTNAI") else {
        let value = node
            .at("Identification/DTNAI")
            .map_or_else(String::new, Node::shown);
        return Err(fault(
            format!("{PERSON}[{rank}]/Identification/DTNAI"),
            value,
            "la date de naissance manque ou est illisible",
        ));
    };
    let precision = look.code(node, "Identification/TYPEDTNAI");
    let birth = match precision.map_or("jour", |code| code.reading) {
        "mois" => Month::of(born).to_string(),
        "annee" => Month::of(born).year().to_string(),
        _ => born.to_string(),
    };
    let first_day = droit_engine::calendar::date(month.first_day());
    let age = first_day.map(|day| {
        let (from, to) = (
            droit_engine::calendar::days(born),
            droit_engine::calendar::days(day),
        );
        droit_engine::calendar::years_between(from, to)
    });
    let left_out = node
        .at("AvisPCGPersonne")
        .into_iter()
        .flat_map(|opinion| opinion.all("ExclueRSA"))
        .filter(|one| look.covers(one, "DDEXCL", "DFEXCL", month))
        .find_map(|one| look.code(one, "EXCL"));
    let hash = node.text("Identification/NIR").map(str::to_owned);
    Ok(Some(Person {
        node,
        id: hash.unwrap_or_else(|| format!("p{rank}")),
        birth: Some(birth),
        age,
        rsa: place(look, node, "rsa"),
        family: place(look, node, "pf"),
        excluded: left_out,
        resources: Resources::read(look, node, &activity, month),
        activity,
    }))
}

/// What a person is to the household of a benefit.
fn place(look: Look<'_>, person: &Node, benefit: &str) -> Place {
    let block = person.all("Prestations").find(|block| {
        look.code(block, "NATPREST")
            .is_some_and(|code| code.reading == benefit)
    });
    let Some(block) = block else {
        return Place::Unknown;
    };
    let Some(role) = look.code(block, "ROLEPERS") else {
        return Place::Unknown;
    };
    match (role.reading, look.flag(block, "TOPCHAPERS")) {
        (CLAIMANT | SPOUSE, _) | (_, Some(true)) if role.reading != IN_CHARGE => {
            Place::In(role.reading)
        }
        (IN_CHARGE, _) if benefit == "pf" => Place::In(IN_CHARGE),
        (IN_CHARGE, _) | (_, Some(false)) => Place::Out,
        _ => Place::Unknown,
    }
}

/// For family benefits the person in charge of the file claims, when nobody else does.
fn stand_in(persons: &mut [Person<'_>]) {
    let claimed = persons.iter().any(|p| p.family == Place::In(CLAIMANT));
    for person in persons {
        if person.family == Place::In(IN_CHARGE) {
            person.family = if claimed {
                Place::Out
            } else {
                Place::In(CLAIMANT)
            };
        }
    }
}

/// Two persons of a dossier never have the same identifier.
fn distinct(persons: &mut [Person<'_>]) {
    let mut seen = std::collections::HashSet::new();
    for (rank, person) in (1_usize..).zip(persons) {
        if !seen.insert(person.id.clone()) {
            person.id = format!("p{rank}");
        }
    }
}

/// One claimant and at most one spouse, when roles are known.
fn claimants(persons: &[Person<'_>]) -> Result<(), Vec<Fault>> {
    let count = |role| persons.iter().filter(|p| p.rsa == Place::In(role)).count();
    let unknown = persons.iter().any(|p| p.rsa == Place::Unknown);
    let mut faults = Vec::new();
    let mut say = |reason: &str| faults.push(fault(PERSON, "", reason));
    match count(CLAIMANT) {
        0 if !unknown => say("sans demandeur"),
        0 | 1 => {}
        _ => say("plusieurs demandeurs"),
    }
    if count(SPOUSE) > 1 {
        say("plusieurs conjoints");
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

/// Whether those in charge are as many as the dossier says; `None` when it does not say.
fn dependants(look: Look<'_>, node: &Node, month: Month) -> Option<bool> {
    let told: usize = node
        .text("PrestationRSA/DetailDroitRSA/TroncCommunDroitRSA/NBENFAUTCHA")?
        .parse()
        .ok()?;
    let counted = node
        .all(PERSON)
        .filter(|person| is_there(look, person, month))
        .map(|person| place(look, person, "rsa"))
        .filter(|place| matches!(place, Place::In(role) if *role != CLAIMANT && *role != SPOUSE));
    Some(counted.count() == told)
}

/// The months of a quarter.
pub(super) fn quarter(look: Look<'_>, person: &Node) -> Option<RangeInclusive<Month>> {
    let quarter = person.at(QUARTER)?;
    let (first, last) = (
        look.month(quarter, "DDRESS")?,
        look.month(quarter, "DFRESS")?,
    );
    // Three months, or fewer; more would be no quarter.
    (first <= last && last.since(first) <= 2).then_some(first..=last)
}
