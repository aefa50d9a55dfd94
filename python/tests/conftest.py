"""Ce que les tests partagent : les foyers d'exemple en colonnes, et le programme `droit`, à qui tout est comparé."""

import csv
import json
import os
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import droit

RACINE = Path(__file__).resolve().parents[2]
EXEMPLES = RACINE / "exemples"
MOIS = "2026-09"


@pytest.fixture(scope="session")
def regles():
    return droit.Regles()


def _connu(valeur):
    """Ce qu'une colonne peut tenir : « inconnu », à la place d'un nombre, y est une valeur nulle."""
    if isinstance(valeur, dict):
        return {cle: _connu(dedans) for cle, dedans in valeur.items() if dedans != "inconnu"}
    return [_connu(dedans) for dedans in valeur] if isinstance(valeur, list) else valeur


@pytest.fixture(scope="session")
def lot():
    """Les foyers d'exemple, un par ligne, les personnes dans une liste."""
    with open(EXEMPLES / "menages.jsonl", encoding="utf-8") as fichier:
        foyers = [_connu(json.loads(ligne)) for ligne in fichier]
    lignes = [{"id": foyer["id"], "period": foyer["period"], **foyer["situation"]} for foyer in foyers]
    colonnes = list(dict.fromkeys(nom for ligne in lignes for nom in ligne))
    return pa.RecordBatch.from_pydict({nom: [ligne.get(nom) for ligne in lignes] for nom in colonnes})


@pytest.fixture(scope="session")
def personnes():
    """Un tableau à plat, une ligne par personne, qui ne se lit qu'avec une correspondance."""
    with open(EXEMPLES / "menages.csv", encoding="utf-8-sig", newline="") as fichier:
        lignes = list(csv.DictReader(fichier, delimiter=";"))
    return pa.RecordBatch.from_pylist(lignes)


class Programme:
    """Le programme `droit`, dans un dossier vide."""

    def __init__(self, dossier):
        self.dossier = dossier

    def lance(self, *arguments):
        return subprocess.run(
            [os.environ["DROIT"], *arguments], cwd=self.dossier, capture_output=True, text=True, check=False
        )

    def crible(self, donnees, *arguments, mois=MOIS):
        """Les lignes et les rejets d'un criblage Parquet → Parquet, et ce que le programme a dit."""
        pq.write_table(pa.table(donnees), self.dossier / "m.parquet")
        mois = () if mois is None else ("--mois", mois)
        fini = self.lance(
            *("cribler", "m.parquet", *mois, "--format", "parquet", "--sortie", "s.parquet"),
            *("--manifeste", str(EXEMPLES / "manifeste.yaml"), "--silencieux", *arguments),
        )
        sortie, rejets = self.dossier / "s.parquet", self.dossier / "s.parquet.rejets.csv"
        lignes = pq.read_table(sortie) if sortie.exists() else None
        refuses = []
        if rejets.exists():
            with open(rejets, encoding="utf-8-sig", newline="") as fichier:
                refuses = list(csv.DictReader(fichier, delimiter=";"))
        return lignes, refuses, fini


@pytest.fixture
def programme(tmp_path):
    return Programme(tmp_path)


def octets(table):
    """Une table comme Parquet l'écrit, sans les métadonnées du fichier d'où elle vient : deux tables qui ont les mêmes
    colonnes, les mêmes types et les mêmes valeurs donnent les mêmes octets."""
    table = pa.table(table).replace_schema_metadata(None).combine_chunks()
    tampon = pa.BufferOutputStream()
    pq.write_table(table, tampon)
    return tampon.getvalue().to_pybytes()


def reunis(lots):
    """Des lots du résultat en une table."""
    return pa.Table.from_batches(lots, schema=droit.schema())


def decoupe(lot, taille):
    """Un lot en petits lots."""
    return [lot.slice(debut, taille) for debut in range(0, lot.num_rows, taille)]
