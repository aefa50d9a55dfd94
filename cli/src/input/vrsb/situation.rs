//! A dossier as situations: one for each way in which rights look at it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use droit_engine::calendar::Month;
use droit_engine::situation::Document;

use super::conduct::Conduct;
use super::dossier::{Composition, Person, area};
use super::look::Look;
use super::notes::Remarks;
use super::received;
use super::resources::Resources;
use super::tables::{View, When, tables};
use super::tree::Node;
use super::value::euros;
use super::vocabulary::{DEPARTMENT, RECEIVED, Vocabulary};
use super::{Dossier, Fault, Read};

/// The right that the flow pays, and the one whose payment it shows for a child.
const RSA: &str = "rsa";
const CHILD_SUPPORT: &str = "asf";

/// A dossier, understood.
pub(super) struct Case<'n> {
    pub(super) look: Look<'n>,
    pub(super) words: &'n Vocabulary,
    pub(super) node: &'n Node,
    pub(super) composition: Composition<'n>,
    pub(super) conduct: Conduct,
}

/// The situations of a dossier; none when nothing must be said of it.
///
/// # Errors
///
/// What makes it unusable.
pub(super) fn documents(key: &str, dossier: &Dossier) -> Result<Vec<Read<'static>>, Vec<Fault>> {
    let remarks = Remarks::default();
    let read = read(key, dossier, Look { notes: &remarks });
    remarks.count(&dossier.context.notes);
    read
}

fn read(key: &str, dossier: &Dossier, look: Look<'_>) -> Result<Vec<Read<'static>>, Vec<Fault>> {
    let composition = Composition::read(look, dossier)?;
    let conduct = Conduct::read(look, &dossier.node, composition.month);
    let case = Case {
        look,
        words: &dossier.context.vocabulary,
        node: &dossier.node,
        composition,
        conduct,
    };
    if case.is_silent() {
        return Ok(Vec::new());
    }
    case.remarks();
    let reads = case.views().into_iter().map(|(view, rights)| {
        let all = rights.len() == case.words.rights.len();
        Read {
            document: map([
                ("id", text(key)),
                ("period", month_text(case.composition.month)),
                ("situation", case.situation(view)),
            ]),
            rights: (!all).then(|| rights.into()),
            plan: None,
        }
    });
    Ok(reads.collect())
}

impl Case<'_> {
    /// Whether nothing must be said of the household.
    fn is_silent(&self) -> bool {
        let address = self.address();
        let abroad = address.is_some_and(|address| {
            self.look
                .code(address, "TroncCommunAdresse/PAYS")
                .is_some_and(|code| code.reading == "hors")
        });
        let why = match (self.conduct.silence, abroad) {
            (Some(why), _) => why,
            (None, true) => "domicile hors de France : hors champ",
            (None, false) => return false,
        };
        self.look.notes.add(format!("dossier non signalé : {why}"));
        true
    }

    /// What is worth telling to those who read the run.
    fn remarks(&self) {
        let notes = self.look.notes;
        if self.composition.stale {
            notes.add(
                "ressources périmées : non évaluable au mois du flux, évalué au premier mois qu'elles couvrent",
            );
        }
        if self.composition.incoherent {
            notes.add("composition incohérente : aucun verdict certain");
        }
        if let Some(why) = self.conduct.not_assessable {
            notes.add(format!("RSA et prime d'activité non évaluables : {why}"));
        }
        if let Some(why) = self.conduct.not_comparable {
            notes.add(format!("RSA non comparable à ce qui est versé : {why}"));
        }
        for signal in &self.conduct.signals {
            notes.add(format!("à accompagner : {signal}"));
        }
        self.family_benefits();
        self.means();
    }

    /// Family benefits that were not counted, where they should be.
    fn family_benefits(&self) {
        let counted = self
            .node
            .at("PrestationRSA/DetailDroitRSA/MontantsCalculDroitRSA")
            .and_then(|node| self.look.amount(node, "MTPFRSA"));
        let limit = tables().number("enfant_pf_ans");
        let children = self
            .composition
            .members(true)
            .filter(|(person, role)| *role == "enfant" && person.age.is_some_and(|a| a < limit));
        if counted == Some(0) && children.count() >= 2 {
            self.look
                .notes
                .add("à vérifier : aucune prestation familiale comptée, deux enfants ou plus");
        }
    }

    /// The resources that the caisse kept, when they are not those that were declared.
    fn means(&self) {
        let kept = self
            .node
            .at("PrestationRSA/DetailDroitRSA/MontantsCalculDroitRSA")
            .and_then(|node| self.look.amount(node, "MTRESSMENRSA"));
        let declared = self
            .composition
            .members(false)
            .map(|(person, _)| person.resources.as_ref().and_then(|r| r.total))
            .try_fold(0_i64, |sum, total| Some(sum.saturating_add(total?)));
        if let (Some(kept), Some(declared)) = (kept, declared)
            && kept.saturating_mul(3).abs_diff(declared) > 15
        {
            self.look
                .notes
                .add("ressources retenues (MTRESSMENRSA) différentes des ressources déclarées");
        }
    }

    /// The ways in which rights look at this dossier, with the rights of each.
    fn views(&self) -> Vec<(View, Vec<String>)> {
        let one = self.composition.is_one();
        let paid = self
            .conduct
            .state
            .is_some_and(|state| state.reading == "montant");
        let set_aside = self
            .composition
            .persons
            .iter()
            .filter_map(|person| person.resources.as_ref())
            .any(Resources::sets_aside);
        let mut views: Vec<(View, Vec<String>)> = Vec::new();
        for right in &self.words.rights {
            let (view, when) = tables().right(right);
            let worth = match when {
                When::Always => true,
                When::Clue => self.has_clue(right),
                When::Never => false,
            };
            if !worth || !self.is_told(right, view) {
                continue;
            }
            // What makes no difference for this dossier makes no other situation.
            let view = View {
                family: view.family || one,
                stay: view.stay && paid,
                set_aside: view.set_aside && set_aside,
            };
            match views.iter_mut().find(|(other, _)| *other == view) {
                Some((_, rights)) => rights.push(right.clone()),
                None => views.push((view, vec![right.clone()])),
            }
        }
        views
    }

    /// Whether an activity, or a resource, hints at a right.
    fn has_clue(&self, right: &str) -> bool {
        let clue = |mark: &&str| mark.strip_prefix("indice-") == Some(right);
        let resources = tables().setting("indice_ressource").split(',');
        let fields: Vec<&str> = resources
            .filter_map(|pair| pair.split_once(':'))
            .filter(|(_, hinted)| *hinted == right)
            .map(|(field, _)| field)
            .collect();
        self.composition.persons.iter().any(|person| {
            let amounts = person.resources.iter().flat_map(|r| &r.amounts);
            person.activity.marks.iter().any(clue)
                || amounts
                    .into_iter()
                    .any(|amount| fields.contains(&amount.field))
        })
    }

    fn is_told(&self, right: &str, view: View) -> bool {
        let refused = self.conduct.not_assessable.is_some() && !view.family;
        let not_comparable = self.conduct.not_comparable.is_some() && right == RSA;
        let supported =
            right == CHILD_SUPPORT && self.composition.persons.iter().any(|p| self.supports(p));
        !refused && !not_comparable && !supported && !self.conduct.received.contains(&right)
    }

    /// Whether support is paid for a child, or asked.
    fn supports(&self, person: &Person<'_>) -> bool {
        let month = self.composition.month;
        person.node.at("PensionAlimentaire").is_some_and(|node| {
            node.all("Asf").any(|one| {
                self.look.covers(one, "DDASF", "DFASF", month)
                    && self
                        .look
                        .code(one, "SITASF")
                        .is_some_and(|code| code.reading == "ouverte")
            })
        })
    }

    fn situation(&self, view: View) -> Document<'static> {
        let mut situation = Vec::new();
        let composition = &self.composition;
        if composition.is_known(view.family) {
            if let Some(couple) = composition.couple {
                situation.push(("couple", text(couple)));
            }
            if let Some(recent) = self.recently_alone()
                && self.words.of_household("isolement_recent")
            {
                situation.push(("isolement_recent", Document::Bool(recent)));
            }
            situation.push(("personnes", self.persons(view)));
            if !self.words.received.is_empty() {
                let list = received::list(
                    self.look,
                    self.words,
                    self.node,
                    composition,
                    &self.conduct,
                    view.family,
                );
                situation.push((RECEIVED, list));
            }
        }
        situation.extend(self.dwelling().map(|d| ("logement", d)));
        situation.extend(self.property(view).map(|d| ("patrimoine", d)));
        map(situation)
    }

    /// Whether the claimant has been alone for a short while, with a child.
    fn recently_alone(&self) -> Option<bool> {
        let month = self.composition.month;
        let increased = self
            .node
            .at("PrestationRSA/DetailDroitRSA")
            .is_some_and(|detail| {
                received::current(self.look, detail, month).any(|line| {
                    self.look
                        .code(line, "NATPF")
                        .is_some_and(|code| code.detail == "isolement")
                })
            });
        if increased && self.conduct.open {
            return Some(true);
        }
        let since = self.composition.separated?;
        let children = || {
            self.composition
                .members(true)
                .filter(|(_, role)| *role == "enfant")
        };
        let expecting = self
            .composition
            .members(true)
            .any(|(person, _)| self.term(person).is_some());
        let recent = month.since(since) < tables().number("isolement_mois");
        let young = tables().number("enfant_jeune_ans");
        if recent {
            return (expecting || children().count() > 0).then_some(true);
        }
        let grown = |(person, _): (&Person<'_>, _)| person.age.is_some_and(|age| age >= young);
        children().all(grown).then_some(false)
    }

    fn address(&self) -> Option<&Node> {
        self.node
            .at("DonneesAdministratives")?
            .all("Adresse")
            .find(|one| {
                self.look
                    .code(one, "TroncCommunAdresse/RGADR")
                    .is_some_and(|code| code.reading == "actuelle")
            })
    }

    fn dwelling(&self) -> Option<Document<'static>> {
        let mut dwelling = Vec::new();
        let homeless = self
            .node
            .at("PrestationRSA/DetailDroitRSA/TroncCommunDroitRSA")
            .and_then(|node| self.look.flag(node, "TOPSANSDOMFIXE"));
        if homeless == Some(true) && self.words.of_household("logement.statut") {
            dwelling.push(("statut", text("sans_domicile")));
        }
        let address = self.address();
        let commune = address
            .and_then(|one| one.text("AdresseDetailleeFrance/NUMCOM"))
            .map(str::to_ascii_uppercase);
        let sure = address
            .and_then(|one| self.look.code(one, "TroncCommunAdresse/ETATADR"))
            .is_none_or(|code| code.reading == "sure");
        match commune.filter(|code| sure && self.words.is_commune(code)) {
            Some(code) => dwelling.push(("commune", text(code))),
            None => {
                let code = area(self.node);
                let territory = tables()
                    .setting("territoires")
                    .split(',')
                    .filter_map(|pair| pair.split_once(':'))
                    .find(|(area, _)| *area == code || *area == "*")
                    .map(|(_, territory)| territory);
                if self.words.of_household(DEPARTMENT) && self.words.is_department(&code) {
                    dwelling.push(("departement", text(code)));
                    if self.words.of_household("logement.territoire") {
                        dwelling.extend(territory.map(|t| ("territoire", text(t))));
                    }
                }
            }
        }
        (!dwelling.is_empty()).then(|| map(dwelling))
    }

    /// Yearly income of property, estimated from a quarter.
    fn property(&self, view: View) -> Option<Document<'static>> {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for (person, _) in self.composition.members(view.family) {
            for (path, cents) in person.resources.iter().flat_map(|r| &r.property) {
                let sum = sums.entry(*path).or_default();
                *sum = sum.saturating_add(*cents);
            }
        }
        let entries: Vec<(&str, Document<'static>)> = sums
            .into_iter()
            .filter(|(path, _)| self.words.of_household(path))
            .filter_map(|(path, cents)| Some((path.split_once('.')?.1, number(cents))))
            .collect();
        (!entries.is_empty()).then(|| map(entries))
    }
}

pub(super) fn text(text: impl Into<String>) -> Document<'static> {
    Document::Text(text.into().into())
}

pub(super) fn number(cents: i64) -> Document<'static> {
    Document::Number(euros(cents).into())
}

pub(super) fn month_text(month: Month) -> Document<'static> {
    Document::Text(month.to_string().into())
}

pub(super) fn map<'k>(
    entries: impl IntoIterator<Item = (&'k str, Document<'static>)>,
) -> Document<'static> {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (Cow::Owned(key.to_owned()), value));
    Document::Map(entries.collect())
}
