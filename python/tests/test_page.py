"""Les exemples de docs/plateforme.md : chacun est exécuté, dans l'ordre de la page, dans un dossier qui a ses données."""

import re
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import droit
from conftest import EXEMPLES, MOIS, RACINE

PAGE = (RACINE / "docs" / "plateforme.md").read_text(encoding="utf-8")
EXEMPLES_DE_LA_PAGE = [
    (titre.strip(), code)
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    for titre, corps in [section.split("\n", 1)]
    for code in ["\n".join(re.findall(r"^```python\n(.*?)^```$", corps, re.MULTILINE | re.DOTALL))]
    if code
]


def test_la_page_a_des_exemples():
    titres = [titre for titre, _ in EXEMPLES_DE_LA_PAGE]
    assert {"DuckDB", "Polars", "Apache Spark"} <= set(titres)


@pytest.mark.parametrize(
    ("titre", "code"),
    [
        pytest.param(titre, code, id=titre, marks=[pytest.mark.spark] if titre == "Apache Spark" else [])
        for titre, code in EXEMPLES_DE_LA_PAGE
    ],
)
def test_un_exemple(titre, code, lot, personnes, tmp_path, programme):
    lot = lot.slice(0, 60)
    attendu, _, _ = programme.crible(lot)
    (tmp_path / "s.parquet").unlink()
    (tmp_path / "m.parquet").unlink()
    pq.write_table(pa.table(lot), tmp_path / "menages.parquet", row_group_size=25)
    pq.write_table(pa.table(personnes), tmp_path / "personnes.parquet")
    (tmp_path / "correspondance.yaml").write_bytes((EXEMPLES / "correspondance.yaml").read_bytes())
    # Un processus à part : la JVM de Spark garde le dossier où elle a démarré.
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    ecrit = tmp_path / "droits.parquet"
    if titre == "Apache Spark":
        # Un dossier, dont les fichiers viennent dans un ordre qui n'est pas celui des foyers.
        ordre = [("menage_id", "ascending"), ("droit", "ascending")]
        rendu = pq.read_table(ecrit).cast(droit.schema()).sort_by(ordre)
        assert rendu.equals(attendu.sort_by(ordre))
    elif "droits.parquet" in code:
        rendu = pq.read_table(ecrit)
        assert rendu.cast(droit.schema()).equals(attendu)
    assert MOIS in code or "mois" not in code
