"""Ce que prend `DataFrame.mapInArrow` : une fonction qui évalue les lots d'une partition, et le schéma de ce qu'elle rend.

Rien d'ici n'importe Spark à l'avance : la fonction s'exécute aussi sans lui, et les tests la lisent comme un itérateur.
"""

import pyarrow as pa

from ._droit import Regles, correspondance as _correspondance, schema, schema_rejets

_SORTIES = ("droits", "rejets", "ensemble")


class Criblage:
    """Évalue les lots d'une partition, dans l'ordre : `foyers.mapInArrow(criblage, criblage.schema)`.

    `sortie` dit ce qui est rendu : `"droits"`, les lignes de `droit cribler` ; `"rejets"`, les foyers qui n'ont pas pu être
    évalués ; `"ensemble"`, les deux en une seule lecture, dans deux colonnes `droit` et `rejet` dont une seule est remplie.

    Les règles et la correspondance partent avec la fonction : tous les nœuds appliquent celles du programme principal.
    """

    def __init__(self, regles=None, *, mois=None, correspondance=None, tout=False, sortie="droits"):
        if sortie not in _SORTIES:
            raise ValueError(f"sortie : « {sortie} » n'est pas connue (attendu : {', '.join(_SORTIES)})")
        if isinstance(correspondance, (str, dict)) or hasattr(correspondance, "__fspath__"):
            # Lue ici, sur la machine qui a le fichier.
            correspondance = _correspondance(correspondance)
        self._regles = Regles() if regles is None else regles
        self._options = {"mois": mois, "correspondance": correspondance, "tout": tout}
        self._sortie = sortie

    @property
    def schema(self):
        """Le schéma du résultat, comme Spark l'écrit (`menage_id string, …`)."""
        droits, rejets = _ddl(schema()), _ddl(schema_rejets())
        return {
            "droits": droits,
            "rejets": rejets,
            "ensemble": f"droit struct<{droits}>, rejet struct<{rejets}>",
        }[self._sortie]

    def __call__(self, lots):
        """Les lots du résultat, pour ceux d'une partition."""
        for droits, rejets in self._regles.evaluer_flux(lots, prefixe=_partition(), **self._options):
            if self._sortie == "droits":
                lot = droits
            elif self._sortie == "rejets":
                lot = rejets
            else:
                lot = _ensemble(droits, rejets)
            if lot.num_rows:
                yield lot


def _partition():
    """Ce qui distingue « ligne-12 » d'une partition à l'autre, pour les foyers sans identifiant."""
    try:
        from pyspark import TaskContext
    except ImportError:
        return ""
    tache = TaskContext.get()
    return "" if tache is None else f"partition-{tache.partitionId()}-"


def _ensemble(droits, rejets):
    colonnes = []
    for lot, avant, apres in ((droits, 0, rejets.num_rows), (rejets, droits.num_rows, 0)):
        rempli = lot.to_struct_array()
        vide = lambda n: pa.nulls(n, rempli.type)  # noqa: E731
        colonnes.append(pa.concat_arrays([vide(avant), rempli, vide(apres)]))
    return pa.record_batch(colonnes, names=["droit", "rejet"])


def _ddl(schema):
    return ", ".join(f"{colonne.name} {_type(colonne.type)}" for colonne in schema)


def _type(genre):
    """Un type Arrow, comme Spark l'écrit : seulement ceux que les deux schémas emploient."""
    if pa.types.is_string(genre):
        return "string"
    if pa.types.is_int64(genre):
        return "bigint"
    if pa.types.is_decimal128(genre):
        return f"decimal({genre.precision},{genre.scale})"
    if pa.types.is_list(genre):
        return f"array<{_type(genre.value_type)}>"
    raise TypeError(f"aucun type de Spark n'est prévu pour {genre}")
