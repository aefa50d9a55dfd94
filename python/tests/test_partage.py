"""Plusieurs fils, plusieurs processus : ce que font Spark et les notebooks."""

import multiprocessing
import pickle
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

import droit
from conftest import EXEMPLES, MOIS, decoupe, octets, reunis


@pytest.fixture(scope="module")
def lot(lot):
    """Moins de foyers : ce qui compte ici est où ils sont évalués."""
    return lot.slice(0, 40)


def test_les_regles_se_copient(regles, lot):
    copie = pickle.loads(pickle.dumps(regles))
    assert copie.version == regles.version
    assert octets(copie.evaluer(lot, mois=MOIS)) == octets(regles.evaluer(lot, mois=MOIS))


def test_une_correspondance_se_copie(regles, personnes):
    source = droit.correspondance(EXEMPLES / "correspondance.yaml")
    copie = pickle.loads(pickle.dumps(source))
    attendu = regles.evaluer(personnes, mois=MOIS, correspondance=source)
    assert octets(regles.evaluer(personnes, mois=MOIS, correspondance=copie)) == octets(attendu)


def _dans_un_autre_processus(criblage, lot, tuyau):
    tuyau.send([octets(rendu) for rendu in criblage([lot])])


def test_un_criblage_part_dans_un_autre_processus(regles, lot):
    criblage = droit.Criblage(regles, mois=MOIS)
    ici, la_bas = multiprocessing.Pipe()
    contexte = multiprocessing.get_context("spawn")
    autre = contexte.Process(target=_dans_un_autre_processus, args=(criblage, lot, la_bas))
    autre.start()
    assert ici.poll(120), "l'autre processus ne répond pas"
    rendus = ici.recv()
    autre.join()
    assert rendus == [octets(rendu) for rendu in criblage([lot])]


def test_un_objet_sert_dans_plusieurs_fils(regles, lot):
    morceaux = decoupe(lot, 9)
    with ThreadPoolExecutor(4) as fils:
        rendus = list(fils.map(lambda morceau: regles.evaluer(morceau, mois=MOIS), morceaux * 3))
    attendu = octets(regles.evaluer(lot, mois=MOIS))
    for tour in range(3):
        debut = tour * len(morceaux)
        assert octets(reunis(rendus[debut : debut + len(morceaux)])) == attendu


def test_un_flux_partage_donne_chaque_foyer_une_fois(regles, lot):
    # Chaque appel prend 512 foyers au plus.
    flux = regles.evaluer_flux(iter(decoupe(pa.concat_batches([lot] * 14), 50)), mois=MOIS)
    with ThreadPoolExecutor(4) as fils:
        listes = list(fils.map(lambda _: list(flux), range(4)))
    lignes = sum(droits.num_rows for liste in listes for droits, _ in liste)
    assert lignes == 14 * regles.evaluer(lot, mois=MOIS).num_rows


def test_python_tourne_pendant_le_calcul(regles, lot):
    """Sans quoi les autres fils de l'interpréteur n'avanceraient pas du tout."""
    gros = pa.concat_batches([lot] * 3)
    fini = threading.Event()
    tours = 0

    def compte():
        nonlocal tours
        while not fini.is_set():
            tours += 1
            time.sleep(0.001)

    autre = threading.Thread(target=compte)
    autre.start()
    regles.evaluer(gros, mois=MOIS)
    avant_la_fin = tours
    fini.set()
    autre.join()
    assert avant_la_fin > 5


def test_les_trois_sorties_d_un_criblage(regles, lot):
    mauvais = pa.RecordBatch.from_pylist([{"id": "a", "personnes": [{"role": "voisin"}]}])
    droits, rejets, ensemble = (
        droit.Criblage(regles, mois=MOIS, sortie=sortie) for sortie in ("droits", "rejets", "ensemble")
    )
    assert "menage_id string, " in droits.schema and "du_min decimal(18,2), " in droits.schema
    assert rejets.schema == "ligne bigint, id string, champ string, valeur string, motif string"
    assert list(rejets([lot])) == [] and list(droits([mauvais])) == []
    [rejet] = rejets([mauvais])
    assert rejet.schema == droit.schema_rejets()
    [tout] = ensemble([mauvais])
    assert tout.column("droit").null_count == 1
    assert tout.column("rejet").to_pylist() == rejet.to_pylist()
    [tout] = ensemble([lot])
    attendu = regles.evaluer(lot, mois=MOIS)
    assert pa.RecordBatch.from_struct_array(tout.column("droit")).to_pylist() == attendu.to_pylist()
