"""Le paquet rend ce que le programme écrit : mêmes colonnes, mêmes lignes, même ordre."""

import json

import pyarrow as pa
import pytest

import droit
from conftest import EXEMPLES, MOIS, RACINE, decoupe, octets, reunis

CORRESPONDANCE = EXEMPLES / "correspondance.yaml"


def test_colonnes_du_format(regles, lot, programme):
    attendu, rejets, fini = programme.crible(lot)
    assert (fini.returncode, rejets) == (0, []), fini.stderr
    rendu = regles.evaluer(lot, mois=MOIS)
    assert rendu.num_rows > 100
    assert rendu.schema == attendu.schema.remove_metadata() == droit.schema()
    assert octets(rendu) == octets(attendu)


def test_tous_les_droits(regles, lot, programme):
    lot = lot.slice(0, 10)
    attendu, _, _ = programme.crible(lot, "--tout")
    rendu = regles.evaluer(lot, mois=MOIS, tout=True)
    assert rendu.num_rows == 10 * len(regles.droits())
    assert octets(rendu) == octets(attendu)


def test_mois_de_chaque_foyer(regles, lot, programme):
    lot = lot.slice(0, 40)
    attendu, _, _ = programme.crible(lot, mois=None)
    assert octets(regles.evaluer(lot)) == octets(attendu)


def test_le_nombre_de_fils_ne_change_rien(regles, lot):
    # Plus que les 512 foyers qu'un fil prend à la fois.
    lot = pa.concat_batches([lot.slice(0, 40)] * 14)
    assert octets(regles.evaluer(lot, mois=MOIS, fils=3)) == octets(regles.evaluer(lot, mois=MOIS))


@pytest.mark.parametrize("taille", [1, 7])
def test_des_lots_de_toute_taille(regles, lot, taille):
    lot = lot.slice(20, 40)
    paires = list(regles.evaluer_flux(iter(decoupe(lot, taille)), mois=MOIS))
    assert all(rejets.num_rows == 0 for _, rejets in paires)
    assert octets(reunis([lignes for lignes, _ in paires])) == octets(regles.evaluer(lot, mois=MOIS))


def test_une_correspondance(regles, personnes, programme):
    attendu, rejets, fini = programme.crible(personnes, "--correspondance", str(CORRESPONDANCE))
    assert (fini.returncode, rejets) == (0, []), fini.stderr
    assert attendu.num_rows > 0
    for source in (CORRESPONDANCE, str(CORRESPONDANCE), droit.correspondance(CORRESPONDANCE)):
        assert octets(regles.evaluer(personnes, mois=MOIS, correspondance=source)) == octets(attendu)


@pytest.mark.parametrize("taille", [1, 2, 3])
def test_un_foyer_a_cheval_sur_deux_lots_est_lu_en_entier(regles, personnes, taille):
    entier = regles.evaluer(personnes, mois=MOIS, correspondance=CORRESPONDANCE)
    flux = regles.evaluer_flux(decoupe(personnes, taille), mois=MOIS, correspondance=CORRESPONDANCE)
    assert octets(reunis([lignes for lignes, _ in flux])) == octets(entier)


def test_personnes_en_liste_avec_une_correspondance(regles, programme):
    lot = pa.RecordBatch.from_pylist(
        [
            {"dossier": "A", "loyer": 430.5, "gens": [{"lien": "demandeur", "ne": "1990-02-01"}]},
            {"dossier": "B", "loyer": None, "gens": [{"lien": "demandeur", "ne": "1950-12-31"}]},
        ]
    )
    correspondance = {
        "foyer": "dossier",
        "colonnes": {"loyer": "logement.loyer"},
        "complet": ["personnes.ressources", "prestations_percues"],
        "personnes": {
            "foyer": "dossier",
            "liste": "gens",
            "colonnes": {"lien": "personnes.role", "ne": "personnes.naissance"},
        },
    }
    # Un dictionnaire s'écrit en JSON, qui est aussi du YAML : le programme lit le même.
    (programme.dossier / "c.yaml").write_text(json.dumps(correspondance), encoding="utf-8")
    attendu, rejets, fini = programme.crible(lot, "--correspondance", "c.yaml", "--tout")
    assert rejets == [], fini.stderr
    rendu = regles.evaluer(lot, mois=MOIS, correspondance=correspondance, tout=True)
    assert octets(rendu) == octets(attendu)


def test_un_lot_vide(regles, lot):
    rendu, rejets = regles.evaluer_avec_rejets(lot.slice(0, 0), mois=MOIS)
    assert (rendu.num_rows, rejets.num_rows) == (0, 0)
    assert (rendu.schema, rejets.schema) == (droit.schema(), droit.schema_rejets())
    assert list(regles.evaluer_flux(iter([]), mois=MOIS)) == []


def test_un_foyer_sans_identifiant_porte_le_prefixe(regles, lot):
    sans = lot.select([nom for nom in lot.schema.names if nom != "id"]).slice(0, 30)
    noms = set(regles.evaluer(sans, mois=MOIS, prefixe="fichier-2-").column("menage_id").to_pylist())
    assert noms and all(nom.startswith("fichier-2-ligne-") for nom in noms)


def test_des_regles_d_un_dossier_et_d_un_programme(regles, lot, programme, tmp_path):
    dossier = droit.Regles(RACINE / "rules")
    assert dossier.version == regles.version
    assert droit.Regles(programme=regles.programme).version == regles.version
    fini = programme.lance("compiler", str(RACINE / "rules"), "--sortie", "d.bin")
    assert fini.returncode == 0, fini.stderr
    assert (tmp_path / "d.bin").read_bytes() == regles.programme
    depuis = droit.Regles(programme=tmp_path / "d.bin")
    lot = lot.slice(0, 20)
    assert octets(depuis.evaluer(lot, mois=MOIS)) == octets(regles.evaluer(lot, mois=MOIS))


def test_les_droits(regles):
    droits = {d["id"]: d for d in regles.droits()}
    assert droits["rsa"]["rythme"] == "mensuel" and droits["rsa"]["nom"]
    assert len(regles.version) == 12


def test_une_premiere_correspondance(regles, personnes, programme):
    modele = regles.modele_correspondance(personnes)
    assert "foyer: " in modele and "Nom:" not in modele.split("colonnes:")[1].split("ignorer")[0]
    (programme.dossier / "c.yaml").write_text(modele, encoding="utf-8")
    droit.correspondance(programme.dossier / "c.yaml")
