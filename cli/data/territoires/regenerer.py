#!/usr/bin/env python3
"""Écrit les tables de ce dossier (voir LISEZMOI.md).

Usage : regenerer.py PAQUET ANCIENS SORTIE
  PAQUET   dossier « data » du paquet npm @etalab/decoupage-administratif
  ANCIENS  communes-anciens-codes.csv de la fiche 09 (ancien_code;commune_insee;…)
"""
import csv, json, pathlib, sys

package, former, out = map(pathlib.Path, sys.argv[1:])
load = lambda name: json.loads((package / name).read_text(encoding="utf-8"))
clean = lambda name: name.replace('"', "'")


def write(name, header, rows):
    text = "\n".join(";".join(row) for row in [header, *sorted(rows)]) + "\n"
    (out / name).write_text(text, encoding="utf-8", newline="\n")


epci = load("epci.json")
of = {}
for group in epci:
    for member in group["membres"]:
        assert member["code"] not in of, member
        of[member["code"]] = group["code"]
communes, codes = [], []
for commune in load("communes.json"):
    kind = commune["type"]
    if kind == "commune-actuelle":
        communes.append((commune["code"], clean(commune["nom"]), of.pop(commune["code"], "")))
    elif kind == "arrondissement-municipal":
        codes.append((commune["code"], commune["commune"]))
assert not of, of
current = {code for code, _, _ in communes}
with former.open(encoding="utf-8") as file:
    for row in csv.DictReader(file, delimiter=";"):
        if row["ancien_code"] not in current:
            codes.append((row["ancien_code"], row["commune_insee"]))
assert len({old for old, _ in codes}) == len(codes)
places = [(d["code"], d["nom"]) for d in load("departements.json")]
places += sorted({(c["collectivite"]["code"], c["collectivite"]["nom"]) for c in load("communes.json") if "collectivite" in c})
for rows in (communes, codes, places, [(g["code"], clean(g["nom"])) for g in epci]):
    assert not any(";" in cell or '"' in cell for row in rows for cell in row)
write("communes.csv", ("code", "nom", "epci"), communes)
write("codes.csv", ("code", "commune"), codes)
write("epci.csv", ("siren", "nom"), [(g["code"], clean(g["nom"])) for g in epci])
write("departements.csv", ("code", "nom"), places)
unknown = {new for _, new in codes} - current
assert not unknown, unknown
