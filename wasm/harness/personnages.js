// Six households, each described in full as a person would answer: made up, at the month of `MOIS`.

export const MOIS = "2026-09";

/** A person without anything particular. */
function person(id, role, naissance, activite, more = {}) {
  return {
    id, role, naissance, activite, activite_depuis: null, activite_precedente: null, nationalite: "france",
    titre_sejour_annees: 0, taux_incapacite: 0, rsdae: false, inapte_travail: false, complement_aeeh: 0, grossesse_terme: null,
    scolarite: null, bourse_sup_echelon: -1, garde_alternee: false, a_charge_fiscale: role === "enfant",
    habite_chez_parents: false, regime_alsace_moselle: false, conge_parental: false, rsa_jeune_actif: false,
    ass_condition_activite: false, debut_chomage: null, ressources: [], benefice_reel: {}, ...more,
  };
}

const child = (id, naissance, more) => person(id, "enfant", naissance, "inactif", more);

/** A kind of income, the same every month. */
const income = (nature, net) => ({ nature, debut: "2023-01", fin: null, net, imposable: net, brut: Math.round(net * 125) / 100 });

const NO_WEALTH = {
  livret_a: 0, epargne_non_imposable: 0, epargne_imposable: 0, immobilier_loue: 0, immobilier_non_loue: 0, terrains_non_loues: 0,
  valeur_locative_immobilier_non_loue: 0, valeur_locative_terrains_non_loues: 0, revenus_capitaux_annuels: 0,
  revenus_fonciers_annuels: 0,
};

function home(statut, loyer, more = {}) {
  return {
    statut, loyer, charges: 0, conventionne: statut === "locataire_social", colocation: false, chambre: false,
    proprietaire_parent: false, participation_frais: false, commune: "59350", departement: "59", zone: 2, territoire: "metropole",
    pret: null, ...more,
  };
}

function household(couple, personnes, logement, more = {}) {
  return {
    couple, isolement_recent: false, personnes, logement, patrimoine: { ...NO_WEALTH, livret_a: 1500 },
    garde_jeune_enfant: null, prestations_percues: [], ...more,
  };
}

export const PERSONNAGES = {
  "retraitée propriétaire seule": household("aucun", [
    person("p1", "demandeur", "1952-03-11", "retraite", { ressources: [income("retraite", 820)] }),
  ], home("proprietaire", 0)),
  "locataire seul sans emploi": household("aucun", [
    person("p1", "demandeur", "1984-06-02", "chomeur", { debut_chomage: "2025-02-01", ressources: [income("chomage", 640)] }),
  ], home("locataire_vide", 430)),
  "mère seule avec un enfant": household("aucun", [
    person("p1", "demandeur", "1996-11-20", "salarie", { ressources: [income("salaire", 890)] }),
    child("e1", "2021-04-09", { scolarite: "maternelle" }),
  ], home("locataire_social", 410)),
  "étudiant": household("aucun", [
    person("p1", "demandeur", "2005-01-15", "etudiant", { scolarite: "superieur" }),
  ], home("crous", 280)),
  "couple avec deux enfants": household("marie", [
    person("p1", "demandeur", "1988-02-14", "salarie", { ressources: [income("salaire", 1350)] }),
    person("p2", "conjoint", "1990-09-30", "inactif"),
    child("e1", "2016-05-05", { scolarite: "primaire" }),
    child("e2", "2019-12-01", { scolarite: "primaire" }),
  ], home("locataire_vide", 640)),
  "couple avec quatre enfants, dont un handicapé": household("pacse", [
    person("p1", "demandeur", "1983-07-07", "salarie", { ressources: [income("salaire", 1600)] }),
    person("p2", "conjoint", "1985-10-10", "inactif"),
    child("e1", "2010-03-03", { scolarite: "lycee" }),
    child("e2", "2013-08-08", { scolarite: "college" }),
    child("e3", "2017-01-20", { scolarite: "primaire", taux_incapacite: 0.8, complement_aeeh: 2 }),
    child("e4", "2022-06-15", { scolarite: "maternelle" }),
  ], home("locataire_social", 620)),
};
