//! What the state of a dossier, and the reasons for it, allow to be said.

use droit_engine::calendar::Month;

use super::look::Look;
use super::tables::Code;
use super::tree::Node;

const STATE: &str = "PrestationRSA/SituationDossierRSA";
const AMOUNTS: &str = "PrestationRSA/DetailDroitRSA/MontantsCalculDroitRSA";
const REDUCTIONS: &str = "PrestationRSA/DetailDroitRSA/AvisPCGDroitRSA";

/// The reasons that go with a state: its block, and the field in it.
const REASONS: [(&str, &str); 5] = [
    ("Refus", "MOTIREFURSA"),
    ("SuspensionDroit", "MOTISUSDRORSA"),
    ("SuspensionVersement", "MOTISUSVERSRSA"),
    ("FinDroit", "MOTICLORSA"),
    ("FinDroitMoisAnterieur", "MOTICLORSA"),
];

/// What a dossier allows to be said.
#[derive(Default)]
pub(super) struct Conduct {
    /// The state, when it is known.
    pub(super) state: Option<Code>,
    /// The RSA is paid, whatever the state says.
    pub(super) open: bool,
    /// Nothing is said of the household.
    pub(super) silence: Option<&'static str>,
    /// Nothing is said of the rights of the RSA household.
    pub(super) not_assessable: Option<&'static str>,
    /// Nothing is said of the RSA: what is paid cannot be compared.
    pub(super) not_comparable: Option<&'static str>,
    /// What it says of the claimant: `rsa_jeune_actif:non`.
    pub(super) facts: Vec<&'static str>,
    /// The activity that it says of the claimant.
    pub(super) activity: Option<&'static str>,
    /// Rights that are received.
    pub(super) received: Vec<&'static str>,
    /// Resources are not known, whatever was declared.
    pub(super) no_resources: bool,
    /// The dossier waits for a decision, or was refused or closed for these reasons.
    pub(super) signals: Vec<&'static str>,
}

impl Conduct {
    /// Reads the state of a dossier.
    pub(super) fn read(look: Look<'_>, dossier: &Node, month: Month) -> Conduct {
        let mut conduct = Conduct::default();
        let Some(situation) = dossier.at(STATE) else {
            return conduct;
        };
        conduct.state = look.code(situation, "EtatDossierRSA/ETATDOSRSA");
        let block = conduct.state.map_or("", |state| block(state.detail));
        for (name, field) in REASONS {
            for reason in situation
                .all(name)
                .filter_map(|node| look.code(node, field))
            {
                // A death or an inquiry is heeded whenever it was written; the rest, while it lasts.
                if name == block || reason.reading == "silence" {
                    conduct.heed(reason);
                }
            }
        }
        conduct.open |= conduct
            .state
            .is_some_and(|state| state.reading == "montant");
        conduct.compare(look, dossier, month);
        conduct
    }

    fn heed(&mut self, reason: Code) {
        match reason.reading {
            "silence" => self.silence = self.silence.or(Some(reason.detail)),
            "non_evaluable" => self.not_assessable = Some(reason.detail),
            "ecart" => self.not_comparable = Some(reason.detail),
            "ouvert" => {
                self.open = true;
                self.not_comparable = Some(reason.detail);
            }
            "fait" => self.facts.push(reason.detail),
            "activite" => self.activity = Some(reason.detail),
            "percu" => self.received.push(reason.detail),
            "ressources_inconnues" => self.no_resources = true,
            "signal" => self.signals.push(reason.detail),
            _ => {}
        }
    }

    /// What makes the amount that is paid differ from the amount that is due.
    fn compare(&mut self, look: Look<'_>, dossier: &Node, month: Month) {
        let positive = |node: &Node, path| look.amount(node, path).is_some_and(|cents| cents > 0);
        if let Some(amounts) = dossier.at(AMOUNTS) {
            let reductions = [
                ("MTREDCGRSA", "réduction décidée par le département"),
                ("MTREDHOSRSA", "réduction pour hospitalisation"),
                ("MTSANOBLALIMRSA", "sanction sur une créance alimentaire"),
                ("MTCUMINTEGRSA", "cumul intégral"),
                ("MTPENTRSA", "RSA activité"),
            ];
            for (name, why) in reductions {
                if positive(amounts, name) {
                    self.not_comparable = Some(why);
                }
            }
        }
        let reduced = dossier.at(REDUCTIONS).is_some_and(|node| {
            node.all("ReductionRSA")
                .any(|one| look.covers(one, "DDREDRSA", "DFREDRSA", month))
        });
        if reduced {
            self.not_comparable = Some("réduction décidée par le département");
        }
        for person in dossier.all("Personne") {
            let waived = person.at("AvisPCGPersonne").is_some_and(|node| {
                node.all("Derogation").any(|one| {
                    look.code(one, "AVISDERO")
                        .is_some_and(|code| code.reading == "accordee")
                        && look.covers(one, "DDAVISDERO", "DFAVISDERO", month)
                })
            });
            if waived {
                self.not_comparable = Some("dérogation accordée par le département");
            }
            let claims = person
                .at("PensionAlimentaire")
                .into_iter()
                .flat_map(|node| node.all("CreanceAlimentaire"))
                .filter(|one| look.covers(one, "DDCREALIM", "DFCREALIM", month));
            for code in claims.filter_map(|one| look.code(one, "ETATCREALIM")) {
                match code.reading {
                    "sanction" => self.not_comparable = Some(code.detail),
                    "signal" => self.signals.push(code.detail),
                    _ => {}
                }
            }
        }
    }
}

/// The block of a state: the last but one name of the path of its date.
fn block(path: &str) -> &str {
    path.rsplit('/').nth(1).unwrap_or_default()
}
