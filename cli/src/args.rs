//! The command line, as its help presents it.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::{
    ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
};
use droit_engine::calendar::Month;

const TEMPLATE: &str =
    "{before-help}{about-with-newline}\nUsage : {usage}\n\n{all-args}{after-help}\n";

const CODES: &str = "Codes de sortie : 0 fait ; 1 règles ou données refusées, essais en échec ; \
2 ligne de commande incomprise ; 3 criblage fait, trop de rejets.";

/// Trouve les droits sociaux qu'un foyer n'a pas demandés, calcule leur montant et l'explique.
#[derive(Debug, Parser)]
#[command(name = "droit", version, after_help = CODES, disable_help_flag = true, disable_version_flag = true)]
#[command(
    disable_help_subcommand = true,
    subcommand_value_name = "COMMANDE",
    subcommand_help_heading = "Commandes "
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    #[command(flatten)]
    pub(crate) common: Common,

    /// Affiche la version
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// What every command understands.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Dossier de règles à la place de celles du programme (peut être répété : national, puis local)
    #[arg(long, global = true, value_name = "DOSSIER")]
    pub(crate) regles: Vec<PathBuf>,

    /// Programme écrit par « droit compiler », à la place des règles
    #[arg(long, global = true, value_name = "FICHIER", conflicts_with = "regles")]
    pub(crate) programme: Option<PathBuf>,

    /// Affiche cette aide
    #[arg(short = 'h', long = "help", alias = "aide", global = true, action = ArgAction::HelpShort)]
    help: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Vérifie des règles : toutes les erreurs de tous les fichiers
    #[command(name = "verifier")]
    Check(Check),
    /// Exécute les exemples des règles et leurs cas d'essai (*.cas.yaml)
    #[command(name = "tester")]
    Test(Test),
    /// Met en forme des fichiers de règles
    #[command(name = "formater")]
    Format(Format),
    /// Écrit le programme que donnent des règles : ce que chargent « --programme » et le navigateur
    #[command(name = "compiler")]
    Compile(Compile),
    /// Évalue les droits d'un foyer
    #[command(name = "simuler")]
    Simulate(Simulate),
    /// Déplie le calcul d'un droit, ou dit pourquoi il n'est pas ouvert
    #[command(name = "expliquer")]
    Explain(Explain),
    /// Donne les questions qui peuvent encore changer un résultat, la plus utile d'abord
    #[command(name = "questions")]
    Questions(Questions),
    /// Crible un fichier de foyers : les droits probablement non demandés
    #[command(name = "cribler")]
    Screen(Screen),
    /// Écrit les empreintes des foyers qui s'opposent à un criblage
    #[command(name = "empreinte")]
    Fingerprint(Fingerprint),
    /// Supprime les résultats de criblage dont la date de purge est atteinte
    #[command(name = "purger")]
    Purge(Purge),
    /// Compte le non-recours d'un fichier de foyers, par droit et par territoire
    #[command(name = "indicateurs")]
    Indicators(Indicators),
    /// Liste les droits, les données, les paramètres, les règles ou les territoires
    #[command(name = "lister")]
    List(List),
}

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// For people.
    #[value(name = "humain")]
    Human,
    /// For programs.
    #[value(name = "json")]
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Fichiers ou dossiers de règles [par défaut : le dossier « rules », sinon les règles du programme]
    #[arg(value_name = "RÈGLES")]
    pub(crate) rules: Vec<PathBuf>,

    /// Forme de la sortie : humain ou json
    #[arg(long, value_enum, default_value = "humain", value_name = "FORME")]
    pub(crate) format: Shape,

    /// Refuse tout ce qui porte « À VÉRIFIER »
    #[arg(long)]
    pub(crate) publication: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Fichiers ou dossiers de règles [par défaut : le dossier « rules », sinon les règles du programme]
    #[arg(value_name = "RÈGLES")]
    pub(crate) rules: Vec<PathBuf>,

    /// N'exécute que les cas dont le nom ou le fichier contient ce texte
    #[arg(long, value_name = "TEXTE")]
    pub(crate) nom: Option<String>,

    /// Recommence à chaque enregistrement d'un fichier
    #[arg(long)]
    pub(crate) suivre: bool,

    /// Donne aussi la liste des cas réussis et celle des règles qu'aucun cas n'atteint
    #[arg(long)]
    pub(crate) detail: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Format {
    /// Fichiers ou dossiers à mettre en forme [par défaut : le dossier « rules »]
    #[arg(value_name = "CHEMINS")]
    pub(crate) paths: Vec<PathBuf>,

    /// N'écrit rien : échoue si un fichier n'est pas en forme
    #[arg(long)]
    pub(crate) verifier: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Compile {
    /// Fichiers ou dossiers de règles [par défaut : le dossier « rules », sinon les règles du programme]
    #[arg(value_name = "RÈGLES")]
    pub(crate) rules: Vec<PathBuf>,

    /// Fichier à écrire [par défaut : droit.bin]
    #[arg(long, value_name = "FICHIER", default_value = "droit.bin")]
    pub(crate) sortie: PathBuf,
}

/// One household at one month.
#[derive(Debug, Args)]
pub(crate) struct Household {
    /// Fichier de la situation, en YAML ou en JSON (« - » : entrée standard)
    #[arg(value_name = "SITUATION", display_order = 1)]
    pub(crate) situation: PathBuf,
}

/// How an answer about one household is asked.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Mois du droit, AAAA-MM [par défaut : celui du fichier, sinon le mois en cours]
    #[arg(long, value_name = "MOIS", value_parser = month)]
    pub(crate) mois: Option<Month>,

    /// Forme de la sortie : humain ou json
    #[arg(long, value_enum, default_value = "humain", value_name = "FORME")]
    pub(crate) format: Shape,
}

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    #[command(flatten)]
    pub(crate) household: Household,
    #[command(flatten)]
    pub(crate) asked: Asked,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) household: Household,

    /// Identifiant du droit (« droit lister » les donne)
    #[arg(value_name = "DROIT", display_order = 2)]
    pub(crate) right: String,

    /// Niveaux du calcul à montrer [par défaut : tous]
    #[arg(long, value_name = "N", value_parser = depth)]
    pub(crate) profondeur: Option<usize>,

    #[command(flatten)]
    pub(crate) asked: Asked,
}

#[derive(Debug, Args)]
pub(crate) struct Questions {
    #[command(flatten)]
    pub(crate) household: Household,

    /// Ne garde que les questions utiles à ce droit
    #[arg(long = "droit", value_name = "DROIT")]
    pub(crate) right: Option<String>,

    #[command(flatten)]
    pub(crate) asked: Asked,
}

/// A form of the file that `cribler` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Table {
    /// For French spreadsheets.
    #[value(name = "csv")]
    Csv,
    /// For programs.
    #[value(name = "csv-rfc4180")]
    CsvRfc4180,
    /// One object per line.
    #[value(name = "jsonl")]
    Jsonl,
    /// Typed columns.
    #[value(name = "parquet")]
    Parquet,
}

/// An order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Order {
    /// By what claiming brings for sure, the largest first.
    #[value(name = "gain")]
    Gain,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Screen {
    /// Foyers : JSON (un par ligne), CSV, XLSX, ODS, Parquet, ou flux VRSB0801 de la Caf ou de la MSA ; peuvent être compressés (.gz) ; « - » : entrée standard
    #[arg(value_name = "ENTRÉE", required = true)]
    pub(crate) inputs: Vec<PathBuf>,

    /// Ce que sont les colonnes d'un tableau (CSV, XLSX, ODS, Parquet), en YAML
    #[arg(long, value_name = "FICHIER")]
    pub(crate) correspondance: Option<PathBuf>,

    /// Deuxième tableau, une ligne par personne, quand l'entrée a une ligne par foyer
    #[arg(long, value_name = "FICHIER", requires = "correspondance")]
    pub(crate) personnes: Option<PathBuf>,

    /// Écrit une première correspondance d'après l'en-tête et les premières lignes de l'entrée, et s'arrête
    #[arg(long, conflicts_with_all = ["correspondance", "colonnes"])]
    pub(crate) modele_correspondance: bool,

    /// Dit quels droits ces colonnes permettent d'évaluer et lesquelles manquent le plus, et s'arrête
    #[arg(long)]
    pub(crate) colonnes: bool,

    /// Mois du droit, AAAA-MM [par défaut : le « period » de chaque foyer]
    #[arg(long, value_name = "MOIS", value_parser = month)]
    pub(crate) mois: Option<Month>,

    /// Flux quotidien dont les dossiers plus récents remplacent ceux du flux mensuel (peut être répété)
    #[arg(long, value_name = "FLUX")]
    pub(crate) quotidien: Vec<PathBuf>,

    /// Fichier d'un secret : les personnes du flux gardent l'empreinte de leur NIR [par défaut : rien n'en reste]
    #[arg(long, value_name = "FICHIER")]
    pub(crate) sel_nir: Option<PathBuf>,

    /// Fichier à écrire [par défaut : sortie standard]
    #[arg(long, value_name = "FICHIER")]
    pub(crate) sortie: Option<PathBuf>,

    /// Forme : csv (tableur français), csv-rfc4180, jsonl ou parquet
    #[arg(long, value_enum, default_value = "csv", value_name = "FORME")]
    pub(crate) format: Table,

    /// Manifeste du criblage, en YAML (obligatoire avec --sortie) : finalité, autorité, base légale, sources, date de purge
    #[arg(long, value_name = "FICHIER")]
    pub(crate) manifeste: Option<PathBuf>,

    /// Empreintes des foyers qui s'opposent au traitement, une par ligne (« droit empreinte » les écrit)
    #[arg(long, value_name = "FICHIER", requires = "manifeste")]
    pub(crate) oppositions: Option<PathBuf>,

    /// Continue un criblage interrompu, mêmes arguments : le résultat est le même qu'en une fois
    #[arg(long, requires = "sortie")]
    pub(crate) reprendre: bool,

    /// Liste d'appels : gain (le plus grand gain certain d'abord), avec --limite
    #[arg(
        long,
        value_enum,
        value_name = "ORDRE",
        requires = "limite",
        conflicts_with = "tout"
    )]
    pub(crate) tri: Option<Order>,

    /// Nombre de lignes de la liste d'appels
    #[arg(long, value_name = "N", requires = "tri", value_parser = limit)]
    pub(crate) limite: Option<usize>,

    /// Montre le calcul de tous les droits du foyer qui a cet identifiant, et n'écrit rien d'autre
    #[arg(long, value_name = "ID", conflicts_with_all = ["sortie", "tri", "tout", "rejets"])]
    pub(crate) expliquer: Option<String>,

    /// Tous les droits de tous les foyers, et non les seuls droits à signaler
    #[arg(long)]
    pub(crate) tout: bool,

    /// Ajoute les étapes du calcul (avec --tout --format jsonl)
    #[arg(long, requires = "tout")]
    pub(crate) etapes: bool,

    /// Fichier des lignes rejetées [par défaut, avec --sortie : FICHIER.rejets.csv]
    #[arg(long, value_name = "FICHIER")]
    pub(crate) rejets: Option<PathBuf>,

    /// Ni barre de progression ni résumé
    #[arg(long)]
    pub(crate) silencieux: bool,

    /// Part de lignes rejetées tolérée, en % [par défaut : 0] ; au-delà, le code de sortie est 3
    #[arg(long, value_name = "POURCENT", default_value = "0", value_parser = percentage)]
    pub(crate) seuil_rejets: u32,

    /// Nombre de fils d'exécution [par défaut : un par cœur]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(crate) fils: Option<usize>,

    /// Millisecondes entre deux points de reprise
    #[arg(long, value_name = "MS", default_value = "2000", hide = true)]
    pub(crate) cadence: u64,

    /// Lignes d'un groupe Parquet : quelques mégaoctets en mémoire
    #[arg(long, value_name = "N", default_value = "65536", hide = true)]
    pub(crate) groupe: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Purge {
    /// Journaux de criblage (*.journal.yaml), ou dossiers qui en contiennent
    #[arg(value_name = "JOURNAL|DOSSIER", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// Dit ce qui serait supprimé, sans rien toucher
    #[arg(long)]
    pub(crate) essai: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Fingerprint {
    /// Identifiants de foyers, un par ligne [par défaut : entrée standard]
    #[arg(value_name = "FICHIER", default_value = "-")]
    pub(crate) ids: PathBuf,

    /// Manifeste dont la clé « sel » sert aux empreintes
    #[arg(long, value_name = "FICHIER")]
    pub(crate) manifeste: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Indicators {
    /// Foyers, comme pour « droit cribler » ; plusieurs fichiers se comptent ensemble
    #[arg(value_name = "ENTRÉE", required = true)]
    pub(crate) inputs: Vec<PathBuf>,

    /// Dossier où écrire indicateurs.csv et indicateurs.html
    #[arg(long, value_name = "DOSSIER")]
    pub(crate) sortie: PathBuf,

    /// Mois du droit, AAAA-MM [par défaut : le « period » de chaque foyer]
    #[arg(long, value_name = "MOIS", value_parser = month)]
    pub(crate) mois: Option<Month>,

    /// Territoires à montrer, séparés par des virgules : nom d'un territoire zéro non-recours, code de département, SIREN d'EPCI, code de commune [par défaut : tous]
    #[arg(long, value_name = "TERRITOIRES", value_delimiter = ',')]
    pub(crate) territoires: Vec<String>,

    /// Nombre de foyers en dessous duquel une case est masquée, 11 au moins [par défaut : 11]
    #[arg(long, value_name = "N", default_value = "11", value_parser = secrecy)]
    pub(crate) seuil: u64,

    /// Manifeste du traitement, en YAML : finalité, autorité, base légale, sources, date de purge ; « donnees_synthetiques: oui » y vaut l'option du même nom
    #[arg(long, value_name = "FICHIER")]
    pub(crate) manifeste: PathBuf,

    /// Empreintes des foyers qui s'opposent au traitement, une par ligne (« droit empreinte » les écrit)
    #[arg(long, value_name = "FICHIER")]
    pub(crate) oppositions: Option<PathBuf>,

    /// Les foyers sont inventés : chaque page le dit
    #[arg(long)]
    pub(crate) donnees_synthetiques: bool,

    /// Ni barre de progression ni résumé
    #[arg(long)]
    pub(crate) silencieux: bool,

    /// Part de lignes rejetées tolérée, en % [par défaut : 0] ; au-delà, le code de sortie est 3
    #[arg(long, value_name = "POURCENT", default_value = "0", value_parser = percentage)]
    pub(crate) seuil_rejets: u32,

    /// Nombre de fils d'exécution [par défaut : un par cœur]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(crate) fils: Option<usize>,
}

/// What `lister` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Catalogue {
    /// Rights.
    #[value(name = "droits")]
    Rights,
    /// Inputs.
    #[value(name = "donnees", alias = "données")]
    Inputs,
    /// Parameters.
    #[value(name = "parametres", alias = "paramètres")]
    Parameters,
    /// Rules.
    #[value(name = "regles", alias = "règles")]
    Rules,
    /// Where and when each right is covered, and how it is tested.
    #[value(name = "couverture")]
    Coverage,
    /// Territories that indicators may compare.
    #[value(name = "territoires")]
    Territories,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Quoi : droits, donnees, parametres, regles, couverture ou territoires
    #[arg(value_enum, default_value = "droits", value_name = "QUOI")]
    pub(crate) what: Catalogue,

    /// Affiche la règle de ce nom telle que le moteur la calcule
    #[arg(long, value_name = "NOM")]
    pub(crate) ir: Option<String>,

    /// Forme de la sortie : humain ou json
    #[arg(long, value_enum, default_value = "humain", value_name = "FORME")]
    pub(crate) format: Shape,
}

pub(crate) fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| "un mois s'écrit AAAA-MM, par exemple 2026-09".to_owned())
}

/// A percentage, in hundredths of a percent.
fn percentage(text: &str) -> Result<u32, String> {
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let value = (!whole.is_empty() && decimals.len() <= 2 && digits(whole) && digits(decimals))
        .then(|| format!("{whole}{decimals:0<2}").parse::<u32>().ok())
        .flatten();
    value
        .filter(|v| *v <= 10_000)
        .ok_or_else(|| "une part va de 0 à 100, avec deux décimales au plus".to_owned())
}

/// A threshold of statistical secrecy: never below 11 households.
fn secrecy(text: &str) -> Result<u64, String> {
    text.parse()
        .ok()
        .filter(|n| (11..=1_000_000).contains(n))
        .ok_or_else(|| "le secret statistique demande un seuil de 11 foyers au moins".to_owned())
}

fn threads(text: &str) -> Result<usize, String> {
    within(text, 1..=1024)
}

/// Rows of a call list: what holds in memory.
fn limit(text: &str) -> Result<usize, String> {
    within(text, 1..=500_000)
}

fn depth(text: &str) -> Result<usize, String> {
    within(text, 1..=1000)
}

/// A number in a range.
fn within(text: &str, range: RangeInclusive<usize>) -> Result<usize, String> {
    let found = text.parse().ok().filter(|n| range.contains(n));
    found.ok_or_else(|| {
        format!(
            "un nombre de {} à {} est attendu",
            range.start(),
            range.end()
        )
    })
}

/// The command line of clap, with headings in French at every level.
fn command() -> clap::Command {
    fn french(command: clap::Command) -> clap::Command {
        command
            .help_template(TEMPLATE)
            .mut_args(|arg| {
                let heading = if arg.is_positional() {
                    "Arguments "
                } else {
                    "Options "
                };
                let takes_value = arg.get_action().takes_values();
                arg.help_heading(heading)
                    .hide_possible_values(takes_value)
                    .hide_default_value(takes_value)
            })
            .mut_subcommands(french)
    }
    french(Arguments::command())
}

impl Arguments {
    /// Reads the arguments of the process.
    pub(crate) fn read() -> Result<Arguments, clap::Error> {
        Arguments::from_arg_matches(&command().try_get_matches()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn percentages_are_exact() {
        assert_eq!(percentage("0"), Ok(0));
        assert_eq!(percentage("2,5"), Ok(250));
        assert_eq!(percentage("0.01"), Ok(1));
        assert_eq!(percentage("100"), Ok(10_000));
        for wrong in ["", "-1", "100,01", "1,234", "abc", "1e3"] {
            assert!(percentage(wrong).is_err(), "{wrong}");
        }
    }
}
