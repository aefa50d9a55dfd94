#!/usr/bin/env python3
"""OpenFisca-France on the peer households, all of them in one vectorised simulation; times of the
processor, as JSON on the standard output.

    openfisca.py HOUSEHOLDS.jsonl[.gz] AAAA-MM RESULTS.csv [--copies N]

OpenFisca runs as the separate program that it is. This file only fills its inputs, whose names are those of its public
reference, from the fields of our situation format (tests/peer/README.md). Amounts received in past months are inputs: left
to guess them, OpenFisca takes defaults without a word.
"""

import argparse
import csv
import gzip
import json
import os
import resource
import statistics
import sys
import time

# One core, whatever numpy is linked with.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402
from openfisca_core.simulations import SimulationBuilder  # noqa: E402
from openfisca_france import FranceTaxBenefitSystem  # noqa: E402

# What both know, and the key of the peer files: (key, entity, variable, yearly). The birth grant needs the unborn child as a
# member, hence a second simulation, and is left out.
RESULTS = [
    ("rsa", "famille", "rsa", False),
    ("ppa", "famille", "ppa", False),
    ("css_gratuite", "famille", "cmu_c", False),
    ("css_participation", "famille", "css_participation_forfaitaire", False),
    ("aspa", "famille", "aspa", False),
    ("asi", "individu", "asi", False),
    ("aah", "individu", "aah", False),
    ("mva", "individu", "caah", False),
    ("ass", "individu", "ass", False),
    ("aide_logement", "famille", "aide_logement", False),
    ("af", "famille", "af", False),
    ("cf", "famille", "cf", False),
    ("asf", "famille", "asf", False),
    ("paje_base", "famille", "paje_base", False),
    ("aeeh", "famille", "aeeh", False),
    ("bourse_college", "famille", "bourse_college", False),
    ("bourse_lycee", "famille", "bourse_lycee", False),
    ("ars", "famille", "ars", True),
    ("cheque_energie", "menage", "cheque_energie", True),
]

# (nature, amount) of a dated line -> variable of a person.
LINES = {
    "salaire": {"net": "salaire_net", "imposable": "salaire_imposable", "brut": "salaire_de_base"},
    "chomage": {"net": "chomage_net", "imposable": "chomage_imposable", "brut": "chomage_brut"},
    "retraite": {"net": "retraite_nette", "imposable": "retraite_imposable", "brut": "retraite_brute"},
    "pension_invalidite": {"montant": "pensions_invalidite"},
    "pension_alimentaire_percue": {"montant": "pensions_alimentaires_percues"},
    "pension_alimentaire_versee": {"montant": "pensions_alimentaires_versees_individu"},
    "ij_maladie": {"montant": "indemnites_journalieres_maladie"},
    "ij_maternite": {"montant": "indemnites_journalieres_maternite"},
    "formation_professionnelle": {"montant": "revenus_stage_formation_pro"},
    "benefice_micro": {"montant": "rpns_auto_entrepreneur_benefice"},
    "rente_accident_travail": {"montant": "rente_accident_travail"},
    "prestation_compensatoire": {"montant": "prestation_compensatoire"},
    "gain_exceptionnel": {"montant": "gains_exceptionnels"},
}

# Right received -> entity, variable.
RECEIVED = {
    "rsa": ("famille", "rsa"),
    "aspa": ("famille", "aspa"),
    "aide_logement": ("famille", "aide_logement"),
    "af": ("famille", "af"),
    "cf": ("famille", "cf"),
    "asf": ("famille", "asf"),
    "paje_base": ("famille", "paje_base"),
    "prepare": ("famille", "paje_prepare"),
    "aah": ("individu", "aah"),
    "ass": ("individu", "ass"),
    "asi": ("individu", "asi"),
    "mva": ("individu", "caah"),
}

WEALTH = {
    "livret_a": "livret_a",
    "epargne_non_imposable": "epargne_revenus_non_imposables",
    "epargne_imposable": "epargne_revenus_imposables",
    "immobilier_loue": "valeur_patrimoine_loue",
    "immobilier_non_loue": "valeur_immo_non_loue",
    "terrains_non_loues": "valeur_terrains_non_loues",
    "valeur_locative_immobilier_non_loue": "valeur_locative_immo_non_loue",
    "valeur_locative_terrains_non_loues": "valeur_locative_terrains_non_loues",
}

ACTIVITIES = {"salarie": "actif", "independant": "actif"}
NATIONALITIES = {"france": "FR", "ue_eee": "DE", "suisse": "CH", "hors_ue": "DZ"}
SCHOOLS = {None: "inconnue", "superieur": "enseignement_superieur"}
HOMES = {
    "locataire_social": "locataire_hlm",
    "foyer": "locataire_foyer",
    "crous": "locataire_meuble",
    "accedant": "primo_accedant",
    "heberge_gratuit": "loge_gratuitement",
}
PARENTS = ("demandeur", "conjoint")
NEVER = "9999-12-31"


class Months:
    """From January two years before to December of the year of the right, by rank."""

    def __init__(self, month):
        self.year = int(month[:4])
        self.first = (self.year - 2) * 12
        self.names = [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(self.first, self.first + 36)]
        self.right = self.rank(month)
        self.years = [self.year - 2, self.year - 1, self.year]

    def rank(self, text):
        return int(text[:4]) * 12 + int(text[5:7]) - 1 - self.first

    def span(self, line):
        """The ranks that a line covers, cut to the months that are kept."""
        end = self.rank(line["fin"]) if line.get("fin") else 35
        return max(0, self.rank(line["debut"])), min(35, end) + 1


def household_value(home):
    """Inputs of a household that hold at every month."""
    loan = home.get("pret")
    return {
        ("menage", "statut_occupation_logement"): HOMES.get(home["statut"], home["statut"]),
        ("menage", "logement_crous"): home["statut"] == "crous",
        ("menage", "loyer"): home.get("loyer") or 0,
        ("menage", "charges_locatives"): home.get("charges") or 0,
        ("menage", "logement_conventionne"): bool(home.get("conventionne")),
        ("menage", "coloc"): bool(home.get("colocation")),
        ("menage", "logement_chambre"): bool(home.get("chambre")),
        ("menage", "participation_frais"): bool(home.get("participation_frais")),
        ("menage", "depcom"): home["commune"],
        ("menage", "etat_logement"): "non_renseigne"
        if not loan
        else "acquisition_sans_amelioration_logement_existant"
        if loan.get("ancien")
        else "construction_acquisition_logement_neuf",
        ("famille", "proprietaire_proche_famille"): bool(home.get("proprietaire_parent")),
    }


def person_value(person, situation):
    """Inputs of a person that hold at every month."""
    rate = person.get("taux_incapacite") or 0
    grant = person.get("bourse_sup_echelon")
    school = person.get("scolarite")
    couple = situation["couple"]
    married = person["role"] in PARENTS and couple in ("marie", "pacse")
    return {
        "nationalite": NATIONALITIES[person["nationalite"]],
        "duree_possession_titre_sejour": person.get("titre_sejour_annees") or 0,
        "taux_incapacite": rate,
        "handicap": rate >= 0.5,
        "invalidite": rate >= 0.8,
        "aah_restriction_substantielle_durable_acces_emploi": bool(person.get("rsdae")),
        "inapte_travail": bool(person.get("inapte_travail")),
        "aeeh_niveau_handicap": person.get("complement_aeeh") or 0,
        "scolarite": SCHOOLS.get(school, school),
        "bourse_criteres_sociaux_echelon": -1 if grant is None else grant,
        "garde_alternee": bool(person.get("garde_alternee")),
        "habite_chez_parents": bool(person.get("habite_chez_parents")),
        "salarie_regime_alsace_moselle": bool(person.get("regime_alsace_moselle")),
        "type_conges": "conge_parental" if person.get("conge_parental") else "non_renseigne",
        "rsa_jeune_condition_heures_travail_remplie": bool(person.get("rsa_jeune_actif")),
        "ass_precondition_remplie": bool(person.get("ass_condition_activite")),
        "statut_marital": couple if married else "celibataire",
    }


def is_tax_dependant(person, year):
    if not person.get("a_charge_fiscale"):
        return False
    birth = person["naissance"]
    age = year - int(birth[:4]) - (birth[5:] > "01-01")
    return person["role"] in PARENTS or age < 18 or (person.get("taux_incapacite") or 0) >= 0.5


class Population:
    """Who is in which entity."""

    def __init__(self, situations):
        self.persons, self.home, self.tax, self.tax_role = [], [], [], []
        self.first, self.head_tax, self.tax_count = [], [], 0
        for rank, situation in enumerate(situations):
            self.first.append(len(self.persons))
            own = self.new_tax()
            self.head_tax.append(own)
            joint = situation["couple"] in ("marie", "pacse")
            for person in situation["personnes"]:
                role = person["role"]
                if role == "demandeur":
                    place = own, "declarant_principal"
                elif role == "conjoint" and joint:
                    place = own, "conjoint"
                elif role != "conjoint" and person.get("a_charge_fiscale"):
                    place = own, "personne_a_charge"
                else:
                    place = self.new_tax(), "declarant_principal"
                self.persons.append(person)
                self.home.append(rank)
                self.tax.append(place[0])
                self.tax_role.append(place[1])
        self.count = {
            "individu": len(self.persons),
            "famille": len(situations),
            "menage": len(situations),
            "foyer_fiscal": self.tax_count,
        }

    def new_tax(self):
        self.tax_count += 1
        return self.tax_count - 1

    def builder(self, system):
        builder = SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("individu", np.arange(len(self.persons)))
        roles = [person["role"] for person in self.persons]
        family = [role if role in PARENTS else "enfant" for role in roles]
        words = {"demandeur": "personne_de_reference", "conjoint": "conjoint", "enfant": "enfant"}
        lodging = [words.get(role, "autre") for role in roles]
        for entity, of, own in (
            ("famille", self.home, family),
            ("menage", self.home, lodging),
            ("foyer_fiscal", self.tax, self.tax_role),
        ):
            declared = builder.declare_entity(entity, np.arange(self.count[entity]))
            builder.join_with_persons(declared, np.array(of), roles=own)
        return builder.build(system)


def simulation(system, situations, month):
    """A simulation with its inputs."""
    months = Months(month)
    people = Population(situations)
    made = people.builder(system)
    made.max_spiral_loops = 1

    def array(variable, values):
        known = system.get_variable(variable)
        if known.value_type.__name__ == "Enum":
            ranks = {item.name: item.index for item in known.possible_values}
            return known.possible_values.encode(np.array([ranks[value] for value in values]))
        if known.value_type.__name__ == "date":
            return np.array(values, dtype="datetime64[D]")
        return np.array(values, dtype=known.dtype)

    def every_month(variable, values):
        filled = array(variable, values)
        for name in months.names:
            made.set_input(variable, name, filled)

    def once(variable, values):
        made.set_input(variable, "ETERNITY", array(variable, values))

    def by_year(variable, matrix):
        for year, column in zip(months.years, np.transpose(matrix)):
            made.set_input(variable, str(year), array(variable, column))

    # What holds at every month.
    of = [situations[rank] for rank in people.home]
    values = [person_value(person, situation) for person, situation in zip(people.persons, of)]
    for variable in values[0]:
        every_month(variable, [value[variable] for value in values])
    values = [household_value(situation["logement"]) for situation in situations]
    for _, variable in values[0]:
        key = next(key for key in values[0] if key[1] == variable)
        every_month(variable, [value[key] for value in values])
    for field, variable in WEALTH.items():
        every_month(
            variable,
            [
                situation["patrimoine"].get(field, 0) if person["role"] == "demandeur" else 0
                for person, situation in zip(people.persons, of)
            ],
        )
    every_month(
        "departement_experimentation_rsa",
        [s.get("trimestre_reference", "M-1") == "M-2" for s in situations],
    )
    every_month("rsa_isolement_recent", [bool(s.get("isolement_recent")) for s in situations])
    for variable, word in (("ass_mat", "assistante_maternelle"), ("gar_dom", "domicile")):
        every_month(variable, [s.get("garde_jeune_enfant") == word for s in situations])

    # Days.
    once("date_naissance", [person["naissance"] for person in people.persons])
    once("date_debut_chomage", [person.get("debut_chomage") or NEVER for person in people.persons])
    loans = [s["logement"].get("pret") or {} for s in situations]
    once("aide_logement_date_pret", [loan.get("date") or NEVER for loan in loans])
    once("aide_logement_est_pret_conventionne", [bool(loan.get("conventionne")) for loan in loans])

    # Month by month.
    activity = np.empty((36, len(people.persons)), dtype=object)
    pregnant = np.zeros((36, len(people.persons)), dtype=bool)
    for rank, person in enumerate(people.persons):
        now = person["activite"]
        activity[:, rank] = ACTIVITIES.get(now, now)
        if person.get("activite_depuis"):
            before = person.get("activite_precedente") or "salarie"
            activity[: max(0, months.rank(person["activite_depuis"])), rank] = ACTIVITIES.get(before, before)
        if person.get("grossesse_terme"):
            due = months.rank(person["grossesse_terme"])
            pregnant[max(0, due - 7) : max(0, due + 1), rank] = True
    flows = {v: np.zeros((36, len(people.persons)), np.float32) for vs in LINES.values() for v in vs.values()}
    for rank, person in enumerate(people.persons):
        for line in person.get("ressources", ()):
            start, end = months.span(line)
            for amount, variable in LINES[line["nature"]].items():
                flows[variable][start:end, rank] += line[amount]
    for variable, matrix in {"enceinte": pregnant, **flows}.items():
        for name, row in zip(months.names, matrix):
            made.set_input(variable, name, row)
    for name, row in zip(months.names, activity):
        made.set_input("activite", name, array("activite", row))

    # Rights received in the months before.
    received = {key: np.zeros((36, people.count[entity]), np.float32) for key, (entity, _) in RECEIVED.items()}
    for rank, situation in enumerate(situations):
        for line in situation.get("prestations_percues", ()):
            key = line["prestation"]
            start, end = months.span(line)
            row = rank
            if RECEIVED[key][0] == "individu":
                ids = [person["id"] for person in situation["personnes"]]
                row = people.first[rank] + ids.index(line["personne"])
            received[key][start:end, row] += line["montant"]
    for key, (_, variable) in RECEIVED.items():
        for rank, name in enumerate(months.names):
            if rank < months.right:
                made.set_input(variable, name, received[key][rank])
            elif key == "prepare":
                # OpenFisca has no formula for it: what was received the month before goes on.
                made.set_input(variable, name, received[key][months.right - 1])

    # Year by year.
    profit = np.zeros((len(people.persons), 3), np.float32)
    for rank, person in enumerate(people.persons):
        for place, year in enumerate(months.years):
            profit[rank, place] = (person.get("benefice_reel") or {}).get(str(year), 0)
    by_year("rpns_autres_revenus", profit)
    yearly = lambda variable: flows[variable].reshape(3, 12, -1).sum(axis=1).T  # noqa: E731
    by_year("rpns_imposables", profit + yearly("rpns_auto_entrepreneur_benefice"))
    paid = np.zeros((people.tax_count, 3), np.float64)
    np.add.at(paid, people.tax, yearly("pensions_alimentaires_versees_individu"))
    by_year("f6gu", np.trunc(paid + 1e-3))
    for variable, field in (("f2tr", "revenus_capitaux_annuels"), ("f4ba", "revenus_fonciers_annuels")):
        amounts = np.zeros((people.tax_count, 3))
        for rank, situation in enumerate(situations):
            amounts[people.head_tax[rank]] = int(situation["patrimoine"].get(field, 0))
        by_year(variable, amounts)
    made.set_input(
        "enfant_a_charge",
        str(months.year),
        np.array([is_tax_dependant(person, months.year) for person in people.persons]),
    )
    return made, people


def compute(made, month):
    return {
        key: made.calculate(variable, month[:4] if yearly else month)
        for key, _, variable, yearly in RESULTS
    }


def agreement(lines, people, results):
    """How many figures are those of the peer files, to half a cent: the inputs were filled as they were then."""
    compared = equal = 0
    for rank, line in enumerate(lines):
        for key, entity, _, _ in RESULTS:
            if entity == "individu":
                for place, person in enumerate(line["situation"]["personnes"]):
                    expected = line["expected"].get(f"{key}.{person['id']}")
                    found = results[key][people.first[rank] + place]
                    compared += 1
                    equal += abs(float(found) - float(expected or 0)) <= 0.006
            else:
                compared += 1
                equal += abs(float(results[key][rank]) - float(line["expected"].get(key) or 0)) <= 0.006
    return compared, equal


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("households")
    parser.add_argument("month")
    parser.add_argument("output")
    parser.add_argument("--copies", type=int, default=1)
    asked = parser.parse_args()
    started = time.process_time()
    system = FranceTaxBenefitSystem()
    ready = time.process_time()

    opening = gzip.open if asked.households.endswith(".gz") else open

    def whole():
        """File to file; how long each part took."""
        times = [time.process_time()]
        with opening(asked.households, "rt", encoding="utf-8") as file:
            lines = [json.loads(line) for line in file] * asked.copies
        times.append(time.process_time())
        made, people = simulation(system, [line["situation"] for line in lines], asked.month)
        times.append(time.process_time())
        results = compute(made, asked.month)
        times.append(time.process_time())
        with open(asked.output, "w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(["id", "droit", "rang", "montant"])
            for key, entity, _, _ in RESULTS:
                amounts = results[key].tolist()
                owners = people.home if entity == "individu" else range(len(lines))
                out.writerows(
                    (lines[owner]["id"], key, rank, round(amount, 2))
                    for rank, (owner, amount) in enumerate(zip(owners, amounts))
                    if amount
                )
        times.append(time.process_time())
        return lines, people, results, [end - start for start, end in zip(times, times[1:])]

    # The first run reads the parameters of each month: it is not counted against OpenFisca.
    lines, people, results, cold = whole()
    compared, equal = agreement(lines, people, results)
    warm = [whole()[3] for _ in range(3)]
    parts = [statistics.median(run[part] for run in warm) for part in range(4)]
    whole_time = statistics.median(sum(run) for run in warm)

    one = []
    for line in lines[:12]:
        start = time.process_time()
        made, _ = simulation(system, [line["situation"]], asked.month)
        filled = time.process_time()
        compute(made, asked.month)
        one.append((time.process_time() - filled, time.process_time() - start))
    json.dump(
        {
            "households": len(lines),
            "load_seconds": ready - started,
            "first_run_seconds": sum(cold),
            "compute_seconds": parts[2],
            "file_to_file_seconds": whole_time,
            "one_compute_seconds": statistics.median(pair[0] for pair in one),
            "one_whole_seconds": statistics.median(pair[1] for pair in one),
            "memory_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            "compared": compared,
            "equal": equal,
        },
        sys.stdout,
    )
    print()


if __name__ == "__main__":
    main()
