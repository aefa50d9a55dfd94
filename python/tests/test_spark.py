"""Apache Spark, sur cette machine : plusieurs partitions, les mêmes lignes que le programme."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import droit
from conftest import EXEMPLES, MOIS

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .appName("droit")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "5")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def lot(lot):
    """Moins de foyers : ce qui compte ici est où ils sont évalués."""
    return lot.slice(0, 60)


def lignes(tableau):
    """Les lignes d'un DataFrame dans l'ordre de ses partitions, avec les types du programme."""
    table = tableau.toArrow()
    assert table.schema.names == droit.schema().names
    return table.cast(droit.schema())


def test_les_memes_lignes_sur_plusieurs_partitions(spark, regles, lot, programme):
    attendu, _, _ = programme.crible(lot)
    dossier = programme.dossier / "foyers"
    dossier.mkdir()
    # Un fichier par tranche : autant de partitions, dont l'ordre est celui des noms.
    for rang, debut in enumerate(range(0, lot.num_rows, 25)):
        pq.write_table(pa.table(lot.slice(debut, 25)), dossier / f"{rang:03}.parquet")
    criblage = droit.Criblage(regles, mois=MOIS)
    foyers = spark.read.option("recursiveFileLookup", "true").parquet(str(dossier))
    foyers = foyers.repartitionByRange(5, "id").sortWithinPartitions("id")
    assert foyers.rdd.getNumPartitions() == 5
    rendu = lignes(foyers.mapInArrow(criblage, criblage.schema))
    assert rendu.equals(attendu)


def test_une_table_a_plat_repartie_par_foyer(spark, regles, personnes, programme):
    correspondance = EXEMPLES / "correspondance.yaml"
    attendu, _, _ = programme.crible(personnes, "--correspondance", str(correspondance))
    criblage = droit.Criblage(regles, mois=MOIS, correspondance=correspondance)
    # Un point dans le nom d'une colonne arrête `mapInArrow` ; la correspondance retrouve les noms sans leurs signes.
    sans_point = personnes.rename_columns([nom.replace(".", "") for nom in personnes.schema.names])
    sans_point = sans_point.append_column("rang", pa.array(range(personnes.num_rows)))
    tableau = spark.createDataFrame(pa.table(sans_point))
    reparti = tableau.repartition(3, "`N° dossier`").sortWithinPartitions("rang")
    rendu = lignes(reparti.mapInArrow(criblage, criblage.schema))
    ordre = [("menage_id", "ascending"), ("droit", "ascending")]
    assert rendu.sort_by(ordre).equals(attendu.sort_by(ordre))


def test_les_rejets_et_l_ensemble(spark, regles, lot):
    mauvais = "create or replace temporary view m as select 'faux' id, array(named_struct('role', 'voisin')) personnes"
    spark.sql(mauvais + " union all select 'bon', array(named_struct('role', 'demandeur'))")
    tableau = spark.table("m").coalesce(1)
    rejets = droit.Criblage(regles, mois=MOIS, sortie="rejets")
    ensemble = droit.Criblage(regles, mois=MOIS, sortie="ensemble")
    [rejet] = tableau.mapInArrow(rejets, rejets.schema).collect()
    assert (rejet["id"], rejet["champ"]) == ("faux", "personnes[0].role")
    tout = tableau.mapInArrow(ensemble, ensemble.schema).persist()
    [autre] = tout.where("rejet is not null").select("rejet.*").collect()
    assert autre == rejet
    droits = tout.where("droit is not null").select("droit.*")
    assert droits.count() > 0 and {ligne["menage_id"] for ligne in droits.collect()} == {"bon"}


def test_les_foyers_sans_identifiant_se_distinguent(spark, regles, lot):
    sans = lot.select([nom for nom in lot.schema.names if nom != "id"])
    tableau = spark.createDataFrame(pa.table(sans)).repartition(4)
    criblage = droit.Criblage(regles, mois=MOIS)
    noms = {ligne["menage_id"] for ligne in tableau.mapInArrow(criblage, criblage.schema).select("menage_id").collect()}
    assert {nom.split("-ligne-")[0] for nom in noms} == {f"partition-{rang}" for rang in range(4)}


def test_une_colonne_inconnue_arrete_le_travail(spark, regles, lot):
    from pyspark.errors import PythonException

    tableau = spark.createDataFrame(pa.table(lot)).selectExpr("*", "'x' as nom")
    criblage = droit.Criblage(regles, mois=MOIS)
    with pytest.raises(PythonException, match="la colonne « nom » n'est pas du format de situation"):
        tableau.mapInArrow(criblage, criblage.schema).collect()
