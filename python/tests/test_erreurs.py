"""Ce qui ne va pas : une exception avec le message du programme, ou une ligne de rejet ; jamais un arrêt de Python."""

import pyarrow as pa
import pytest

import droit
from conftest import MOIS, decoupe, octets


def dit(fini):
    """Ce que le programme a dit, comme le paquet le dit."""
    return fini.stderr.replace("« m.parquet »", "« lot »").replace("erreur : ", "").strip()


def avec(lot, **colonnes):
    for nom, valeurs in colonnes.items():
        lot = lot.append_column(nom, valeurs)
    return lot


def refus(appel, *arguments, **options):
    with pytest.raises(droit.Erreur) as erreur:
        appel(*arguments, **options)
    assert isinstance(erreur.value, ValueError)
    return str(erreur.value)


def test_une_colonne_inconnue(regles, lot, programme):
    for nom in ("nom_de_famille", "logment"):
        faux = avec(lot, **{nom: pa.array(["x"] * lot.num_rows)})
        _, _, fini = programme.crible(faux)
        assert fini.returncode == 1
        message = refus(regles.evaluer, faux, mois=MOIS)
        assert f"« {nom} »" in message and "\naide : " in message
        assert message == dit(fini)


def test_sans_personnes(regles, lot, programme):
    faux = lot.select(["id"])
    _, _, fini = programme.crible(faux)
    message = refus(regles.evaluer, faux, mois=MOIS)
    assert "« personnes »" in message and message == dit(fini)


@pytest.mark.parametrize(
    ("correspondance", "attendu"),
    [
        ("foyer: D\ncolonnes: {D: ignorer, R: personnes.role, N: personnes.naissanse}\n", "aucun champ"),
        ("foyer: D\ncolonnes: {R: personnes.role, X: personnes.naissance}\n", "n'a pas de colonne « X »"),
        ("foyer: D\ncolonnes:\n  R: personnes.role\n  N: logement.loyer\n", "de type Date32, ne peut pas remplir"),
        ("foyer: D\ncolonnes:\n  R: {champ: personnes.ressources.salaire}\n  Z: z\ncomplt: []\n", "clé inconnue"),
        ("foyer: [\n", ""),
        ("", "est vide"),
    ],
)
def test_une_correspondance_qui_ne_va_pas(regles, programme, correspondance, attendu):
    lot = pa.RecordBatch.from_pydict(
        {"D": ["1"], "R": ["demandeur"], "N": pa.array([0], pa.date32())},
    )
    chemin = programme.dossier / "c.yaml"
    chemin.write_text(correspondance, encoding="utf-8")
    _, _, fini = programme.crible(lot, "--correspondance", str(chemin))
    assert fini.returncode == 1
    message = refus(regles.evaluer, lot, mois=MOIS, correspondance=chemin)
    assert attendu in message and message == dit(fini)


def test_un_dictionnaire_qui_ne_va_pas_n_a_pas_de_lignes(regles, personnes):
    message = refus(regles.evaluer, personnes, mois=MOIS, correspondance={"foyer": "N° dossier", "colones": {}})
    assert "« colones »" in message and ", ligne" not in message


def test_le_mois(regles, lot, programme):
    assert refus(regles.evaluer, lot, mois="septembre") == "un mois s'écrit AAAA-MM, par exemple 2026-09"
    _, _, fini = programme.crible(lot, mois="1990-01")
    assert refus(regles.evaluer, lot, mois="1990-01") == dit(fini)


def test_ce_qui_n_est_pas_un_lot(regles):
    for rien in ([], "m.parquet", None, 3, {"id": ["a"]}):
        with pytest.raises(TypeError, match="attendu : un lot de colonnes Arrow"):
            regles.evaluer(rien, mois=MOIS)
    with pytest.raises(TypeError, match="attendu : des lots"):
        regles.evaluer_flux(3, mois=MOIS)
    with pytest.raises(TypeError, match="une correspondance est"):
        droit.correspondance(3)
    with pytest.raises(droit.Erreur, match="struct|Struct|lot"):
        regles.evaluer(pa.array([1, 2]), mois=MOIS)


def test_des_regles_qui_ne_vont_pas(tmp_path):
    with pytest.raises(droit.Erreur, match="programme"):
        droit.Regles(programme=b"rien")
    with pytest.raises(FileNotFoundError):
        droit.Regles(programme=tmp_path / "absent.bin")
    with pytest.raises(droit.Erreur, match="il n'existe pas"):
        droit.Regles(tmp_path / "absent")
    with pytest.raises(droit.Erreur, match="ne contient aucun fichier .droit"):
        droit.Regles(tmp_path)
    with pytest.raises(TypeError, match="pas les deux"):
        droit.Regles(tmp_path, programme=b"")
    (tmp_path / "faux.droit").write_text("barème rien du tout", encoding="utf-8")
    with pytest.raises(droit.Erreur) as erreur:
        droit.Regles(tmp_path)
    message = str(erreur.value)
    assert "les règles ne peuvent pas être utilisées" in message and "faux.droit" in message
    assert "\x1b" not in message


def test_un_programme_abime_n_arrete_rien(regles):
    octets_ = regles.programme
    for place in range(0, len(octets_), max(1, len(octets_) // 20)):
        abime = octets_[:place] + bytes([octets_[place] ^ 0x5A]) + octets_[place + 1 :]
        try:
            droit.Regles(programme=abime)
        except (droit.Erreur, RuntimeError):
            pass


def test_les_rejets_sont_ceux_du_programme(regles, programme):
    personne = {"role": "demandeur", "naissance": "1990-02-01"}
    lot = pa.RecordBatch.from_pylist(
        [
            {"id": "bon", "period": MOIS, "personnes": [personne]},
            {"id": "date", "period": MOIS, "personnes": [personne | {"naissance": "1990-02-31"}]},
            {"id": "=role", "period": MOIS, "personnes": [personne | {"role": "voisin"}]},
            {"id": None, "period": "2026-13", "personnes": [personne]},
            {"id": "deux fautes", "period": MOIS, "personnes": [{"role": "x", "naissance": "y"}]},
        ]
    )
    lignes, rejets, fini = programme.crible(lot, mois=None)
    assert fini.returncode == 3
    rendu, refuses = regles.evaluer_avec_rejets(lot)
    assert octets(rendu) == octets(lignes)
    assert refuses.schema == droit.schema_rejets()
    assert len(rejets) >= 4
    # Le fichier du programme s'ouvre dans un tableur : les textes qui y seraient une formule y ont une apostrophe.
    en_tableur = lambda texte: f"'{texte}" if texte.startswith(("=", "+", "-", "@")) else texte  # noqa: E731
    attendus = [
        {nom: en_tableur("" if valeur is None else str(valeur)) for nom, valeur in rejet.items()}
        for rejet in refuses.to_pylist()
    ]
    assert attendus == rejets


def test_des_rejets_ignores_avertissent(regles):
    lot = pa.RecordBatch.from_pylist([{"id": "a", "personnes": [{"role": "voisin"}]}])
    with pytest.warns(droit.RejetsIgnores, match="evaluer_avec_rejets"):
        regles.evaluer(lot, mois=MOIS)


def test_une_exception_de_l_iterateur_traverse(regles, lot):
    def lots():
        yield lot.slice(0, 10)
        raise OSError("le disque est parti")

    flux = regles.evaluer_flux(lots(), mois=MOIS)
    with pytest.raises(OSError, match="le disque est parti"):
        list(flux)
    assert list(flux) == []


def test_des_lots_de_colonnes_differentes(regles, lot):
    autre = lot.select([n for n in lot.schema.names if n != "period"])
    with pytest.raises(droit.Erreur, match="mêmes colonnes que le premier"):
        list(regles.evaluer_flux([lot, autre], mois=MOIS))


def test_des_colonnes_que_rien_ne_lit(regles):
    """Un type que le format ne connaît pas est un rejet, avec la place."""
    lot = pa.RecordBatch.from_pydict(
        {"id": ["a"], "personnes": pa.array([[{"role": b"\xff\xfe"}]])},
    )
    _, rejets = regles.evaluer_avec_rejets(lot, mois=MOIS)
    assert rejets.to_pylist()[0]["motif"] == "ce type de colonne ne se lit pas"


@pytest.mark.parametrize("profondeur", [10, 200, 5000])
def test_des_colonnes_tres_profondes(regles, profondeur):
    """Arrow descend dans les colonnes par appels imbriqués : sans limite, la pile finit et Python s'arrête."""
    genre = pa.string()
    for _ in range(profondeur):
        genre = pa.struct([("a", genre)])
    lot = pa.record_batch([pa.array(["a"]), pa.nulls(1, genre)], names=["id", "personnes"])
    if profondeur > 32:
        assert "plus de 32 niveaux" in refus(regles.evaluer_avec_rejets, lot, mois=MOIS)
    else:
        _, rejets = regles.evaluer_avec_rejets(lot, mois=MOIS, tout=True)
        assert rejets.num_rows == 0


def test_une_colonne_vide_partout_est_inconnue(regles, lot):
    """Ce qu'on infère d'un JSON dont un champ est toujours nul."""
    lot = pa.RecordBatch.from_pylist(
        [{"id": "a", "logement": {"loyer": None}, "personnes": [{"role": "demandeur", "naissance": None}]}]
    )
    assert lot.schema.field("logement").type.field(0).type == pa.null()
    rendu, rejets = regles.evaluer_avec_rejets(lot, mois=MOIS)
    assert rejets.num_rows == 0 and rendu.num_rows > 0


def test_du_texte_qui_n_est_pas_de_l_utf8(regles):
    texte = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")])
    personnes = pa.array([[{"role": "demandeur"}]])
    lot = pa.record_batch([texte, personnes], names=["id", "personnes"])
    assert "ne se lisent pas" in refus(regles.evaluer, lot, mois=MOIS)


def test_decoupe_ne_perd_rien(lot):
    assert sum(morceau.num_rows for morceau in decoupe(lot, 7)) == lot.num_rows
