//! The syntax tree: what is written, before any name means anything.
//!
//! Shape: one [`Tree`] per file, one [`Item`] per declaration that could be read.

mod expressions;

pub use expressions::*;

pub use crate::program::{Arity, PeriodSpan};
use crate::source::{SourceId, Span, Spanned};

/// A file as read.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The file.
    pub source: SourceId,
    /// Its declarations, in order; those that could not be read are missing (a diagnostic tells of each).
    pub items: Vec<Item>,
}

/// One declaration.
#[derive(Debug, Clone)]
pub struct Item {
    /// From the keyword to the full stop.
    pub span: Span,
    /// What is declared.
    pub declaration: Declaration,
}

/// A phrase that names something, spaces normalised, as written (`montant forfaitaire du demandeur`).
pub type Name = Spanned<String>;

/// A text between « and », without them, trimmed.
pub type Text = Spanned<String>;

/// A legal reference between brackets, one string per article, split at commas and semicolons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The articles, without `À VÉRIFIER`.
    pub articles: Vec<String>,
    /// Whether `À VÉRIFIER` stands among them.
    pub unverified: bool,
    /// The brackets and what is between them.
    pub span: Span,
}

/// A date `jj/mm/aaaa` as written; that it exists is proved by the parser.
pub type DateLiteral = Spanned<chrono::NaiveDate>;

/// Any declaration of the language.
#[derive(Debug, Clone)]
pub enum Declaration {
    /// `Module « … », abrégé X, vérifié le …, couvre du … au ….`
    Module(Module),
    /// `Entité foyer (une personne) : un demandeur, au plus un conjoint, des enfants (un enfant).`
    Entity(Entity),
    /// `Groupe adultes (un adulte) : demandeur et conjoint dont ….`
    Group(Group),
    /// `Territoire défini par territoire du logement.`
    Territory(Name),
    /// `Période référence […] : depuis le … : du 4e au 2e mois précédent.`
    Period(Period),
    /// `Donnée …`
    Input(Input),
    /// `Barème …`
    Scale(Scale),
    /// `Règle …`
    Rule(Rule),
    /// `Condition …`
    Condition(Condition),
    /// `Exception à …`
    Exception(Exception),
    /// `Prestation …`
    Benefit(Benefit),
    /// `Démarche …`
    Procedure(Procedure),
    /// `Situation « … » : faits.`
    Base(Base),
    /// `Exemple « … » au … : faits ; alors attendus.`
    Example(Example),
}

/// The head of a file.
#[derive(Debug, Clone)]
pub struct Module {
    /// Title in words.
    pub title: Text,
    /// Short name.
    pub short: Option<Name>,
    /// Day of the last check against the texts.
    pub verified: Option<DateLiteral>,
    /// First and last day that the rules of the file cover.
    pub covers: Option<(DateLiteral, DateLiteral)>,
}

/// The household and the roles in it.
#[derive(Debug, Clone)]
pub struct Entity {
    /// `foyer`.
    pub name: Name,
    /// `personne`.
    pub singular: Name,
    /// The roles in order.
    pub roles: Vec<Role>,
    /// `au plus N personnes`.
    pub at_most: Option<Spanned<u32>>,
}

/// A role in the household.
#[derive(Debug, Clone)]
pub struct Role {
    /// How many.
    pub arity: Arity,
    /// `enfants` (or the singular itself for single roles).
    pub name: Name,
    /// `enfant`; its slug is the code of the role in situations.
    pub singular: Name,
}

/// Persons of some roles or groups that meet a condition.
#[derive(Debug, Clone)]
pub struct Group {
    /// `enfants à charge`.
    pub name: Name,
    /// `enfant à charge`.
    pub singular: Option<Name>,
    /// Source.
    pub citation: Option<Citation>,
    /// Roles or groups it is made of.
    pub members: Vec<Name>,
    /// `dont …`.
    pub filter: Option<Expr>,
}

/// Months relative to the month of the right.
#[derive(Debug, Clone)]
pub struct Period {
    /// `référence`.
    pub name: Name,
    /// Source.
    pub citation: Option<Citation>,
    /// `lue au mois observé`: counted from the observed month, not from the month of the right.
    pub observed: bool,
    /// Dated versions (one undated version when the period never changed).
    pub versions: Vec<(Option<DateLiteral>, PeriodSpan)>,
}

/// Type as written.
#[derive(Debug, Clone)]
pub enum TypeExpr {
    /// `en €/mois`
    Quantity(UnitExpr),
    /// `oui ou non`
    YesNo,
    /// `date`
    Date,
    /// `mois` (a calendar month)
    Month,
    /// `parmi a, b, c`
    Choice(Vec<Name>),
    /// `parmi les valeurs de X`: the same choices as another declaration.
    ChoiceOf(Name),
}

/// `€/mois`: atoms over atoms, as written (`€`, `mois`, `an`, `ans`, `heures`, `%`, `personnes`, `nombre`).
#[derive(Debug, Clone)]
pub struct UnitExpr {
    /// What is above the bar.
    pub numerator: Vec<String>,
    /// What is below it.
    pub denominator: Vec<String>,
    /// Its place.
    pub span: Span,
}

/// Who holds a value.
#[derive(Debug, Clone)]
pub enum Holder {
    /// The household (nothing written, or `du foyer`).
    Household,
    /// `de chaque personne`, `de chaque enfant`: each person (with the singular as written).
    Each(Name),
}

/// A fact to be known about the household.
#[derive(Debug, Clone)]
pub struct Input {
    /// Name.
    pub name: Name,
    /// Who holds it.
    pub holder: Holder,
    /// Type.
    pub ty: TypeExpr,
    /// `ou aucun`.
    pub optional: bool,
    /// `de V à V`.
    pub bounds: Option<(Literal, Literal)>,
    /// Attributes in order.
    pub attributes: Vec<InputAttribute>,
    /// Source.
    pub citation: Option<Citation>,
}

/// An attribute of an input.
#[derive(Debug, Clone)]
pub enum InputAttribute {
    /// `champ « ressources[nature=salaire].net »`
    Field(Text),
    /// `question « … »`
    Question(Text),
    /// `aide « … »`
    Help(Text),
    /// `thème « … »`
    Theme(Text),
    /// `à défaut V « hypothèse »`: assumption for the probable result, never for bounds.
    Default(Literal, Option<Text>),
    /// `présumé V « motif »`: what absence from the data means by convention.
    Presumed(Literal, Text),
    /// `déduite de « logement.commune » par la table « communes », colonne « zone »`: what a code says of it, when
    /// nothing else does.
    Deduced {
        /// The field of the code.
        from: Text,
        /// The file of the table, without its extension.
        table: Text,
        /// The column; the last key of the field of the input when it is not written.
        column: Option<Text>,
    },
    /// `mois par mois`
    Monthly(Span),
    /// `année par année`
    Yearly(Span),
    /// `report 1 mois`: when no line covers the month of the right, the line that covers one of the N months before.
    CarryForward(Spanned<u32>),
    /// `indispensable`: unknown makes the rights that need it impossible to assess.
    Required(Span),
    /// `ancienneté`: since when the household has been as it is described.
    Seniority(Span),
}

/// A literal value.
#[derive(Debug, Clone)]
pub enum Literal {
    /// `651,69 €/mois`; the decimal as written (comma), without spaces.
    Number {
        /// Exact value.
        value: rust_decimal::Decimal,
        /// Unit, when written.
        unit: Option<UnitExpr>,
        /// Place.
        span: Span,
    },
    /// `01/04/2026`
    Date(DateLiteral),
    /// `oui`, `non`
    YesNo(Spanned<bool>),
    /// A word among choices, or `aucun`.
    Word(Name),
}

/// A dated, possibly territorial, parameter.
#[derive(Debug, Clone)]
pub struct Scale {
    /// Name.
    pub name: Name,
    /// Unit of the values.
    pub unit: UnitExpr,
    /// How the steps combine.
    pub kind: ScaleKind,
    /// `selon …`.
    pub key: Option<ScaleKey>,
    /// `lu au mois observé`: read at the observed month, not at the month of the right.
    pub observed: bool,
    /// Source for all lines.
    pub citation: Option<Citation>,
    /// Lines.
    pub lines: Vec<ScaleLine>,
}

/// How the steps of a scale combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScaleKind {
    /// One value, or the value of the step that contains the key.
    Step,
    /// `cumulé`: the sum of the steps up to the key (1 → 100 %, 2 → 50 %…).
    Cumulative,
    /// `par tranche`: each part of the key at the rate of its bracket.
    Marginal,
}

/// What a scale is looked up by.
#[derive(Debug, Clone)]
pub enum ScaleKey {
    /// `selon taille du foyer`: a declared name; read alone, the scale is looked up by it.
    Named(Name),
    /// `selon une valeur en €/an`.
    Valued(UnitExpr),
}

/// One dated line of a scale.
#[derive(Debug, Clone)]
pub struct ScaleLine {
    /// `à Mayotte,` `en Guadeloupe, Martinique,`: words of the territory enumeration; empty = everywhere else.
    pub territories: Vec<Name>,
    /// `depuis le`.
    pub since: DateLiteral,
    /// `néant` : the scale does not exist from that date on; else one value or steps.
    pub body: ScaleBody,
    /// Source.
    pub citation: Option<Citation>,
}

/// Content of a line.
#[derive(Debug, Clone)]
pub enum ScaleBody {
    /// A single value.
    Value(Literal),
    /// Steps.
    Steps(Vec<(StepKey, Literal)>),
    /// `néant`.
    Nothing(Span),
}

/// The part of the key that a step covers.
#[derive(Debug, Clone)]
pub enum StepKey {
    /// `2 →`: exactly (whole numbers).
    Exactly(Literal),
    /// `3 et plus →`.
    AtLeast(Literal),
    /// `moins de 30 ans →`.
    LessThan(Literal),
    /// `de 30 à 49 ans →` (whole numbers: both included; amounts: upper bound excluded).
    Between(Literal, Literal),
}

/// A named computation.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Name.
    pub name: Name,
    /// Who holds it.
    pub holder: Holder,
    /// Type.
    pub ty: TypeExpr,
    /// `si X`: nothing due when X is not met.
    pub guard: Option<Expr>,
    /// Source.
    pub citation: Option<Citation>,
    /// Dated bodies; one undated body when it never changed.
    pub versions: Vec<Version>,
}

/// A body from a date on.
#[derive(Debug, Clone)]
pub struct Version {
    /// `depuis le`.
    pub since: Option<DateLiteral>,
    /// The body.
    pub body: Expr,
    /// Source of this version.
    pub citation: Option<Citation>,
}

/// A named condition.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Name.
    pub name: Name,
    /// Who holds it.
    pub holder: Holder,
    /// Source.
    pub citation: Option<Citation>,
    /// Dated bodies.
    pub versions: Vec<(Option<DateLiteral>, ConditionBody)>,
}

/// The body of a condition.
#[derive(Debug, Clone)]
pub enum ConditionBody {
    /// A single expression.
    Expr(Expr),
    /// `chacune de ces conditions :` (true) or `une de ces conditions :` (false).
    Lines {
        /// Whether all must hold.
        all: bool,
        /// The lines.
        lines: Vec<ConditionLine>,
    },
}

/// One line of a list of conditions.
#[derive(Debug, Clone)]
pub struct ConditionLine {
    /// The line without dash, from date to source.
    pub span: Span,
    /// `depuis le D :` the line counts only from that date on.
    pub since: Option<DateLiteral>,
    /// What must hold.
    pub expr: Expr,
    /// `sauf si …`.
    pub unless: Option<Expr>,
    /// `« … »`: words shown instead of the expression.
    pub label: Option<Text>,
    /// Source.
    pub citation: Option<Citation>,
}

/// Another value when a condition is met.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The rule it departs from.
    pub target: Name,
    /// Source.
    pub citation: Option<Citation>,
    /// Motive.
    pub motive: Text,
    /// `à défaut de « motif »`: the exceptions that go before this one.
    pub after: Vec<Text>,
    /// When.
    pub condition: Expr,
    /// Dated bodies.
    pub versions: Vec<Version>,
}

/// A right: what it is called, which rule gives the amount, which input tells what is received.
#[derive(Debug, Clone)]
pub struct Benefit {
    /// `RSA`.
    pub name: Name,
    /// Who holds it.
    pub holder: Holder,
    /// Source.
    pub citation: Option<Citation>,
    /// Fields in order.
    pub fields: Vec<BenefitField>,
}

/// A field of a right.
#[derive(Debug, Clone)]
pub enum BenefitField {
    /// `identifiant « rsa »`
    Identifier(Text),
    /// `titre « … »`
    Title(Text),
    /// `dû : NAME`: a household rule in €/mois.
    Due(Name),
    /// `perçu : NAME`: a household rule or input in €/mois.
    Received(Name),
    /// `condition : NAME`: the condition that explains a "no".
    Condition(Name),
    /// `forme : NAME`: a rule with choices, for a right that is no amount; the last choice means "no right".
    Form(Name),
    /// `participation : NAME`: what the household pays, €/mois.
    Contribution(Name),
    /// `étapes : NAME, NAME`: rules shown as intermediate steps.
    Steps(Vec<Name>),
    /// `depuis le D`: the right exists from that day on.
    Since(DateLiteral),
}

/// How to claim.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// The right.
    pub name: Name,
    /// `clé : valeurs [source]`, in order.
    pub fields: Vec<ProcedureField>,
}

/// A field of a procedure.
#[derive(Debug, Clone)]
pub struct ProcedureField {
    /// `organisme`, `demande`, `formulaire`, `pièces`, `effet`, `rétroactivité`, `suivi`, `ouvre`, `exclut`, `automatique`, `délai`, `recours`, `information`.
    pub key: Name,
    /// Texts or one literal.
    pub values: Vec<ProcedureValue>,
    /// Source.
    pub citation: Option<Citation>,
}

/// A value in a procedure.
#[derive(Debug, Clone)]
pub enum ProcedureValue {
    /// `« CAF »`
    Text(Text),
    /// `0 mois`, `oui`
    Literal(Literal),
}

/// Facts that several examples share.
#[derive(Debug, Clone)]
pub struct Base {
    /// `« seule, 30 ans »`
    pub title: Text,
    /// `comme « … »`
    pub like: Option<Text>,
    /// Facts.
    pub facts: Vec<Fact>,
}

/// A worked example, run by `droit tester`.
#[derive(Debug, Clone)]
pub struct Example {
    /// Title.
    pub title: Text,
    /// Day of the evaluation (its month counts).
    pub at: DateLiteral,
    /// `comme « … »`
    pub like: Option<Text>,
    /// Source.
    pub citation: Option<Citation>,
    /// Facts.
    pub facts: Vec<Fact>,
    /// Expectations.
    pub expected: Vec<Expected>,
}

/// Year and month as written.
pub type YearMonth = (i32, u32);

/// One fact of an example.
#[derive(Debug, Clone)]
pub enum Fact {
    /// `naissance du demandeur = 05/05/1990`, with `de 05/2026 à 07/2026` for months.
    Set {
        /// Input and role as written.
        name: Name,
        /// Months (year, month) covered; `None` = always.
        months: Option<Spanned<(YearMonth, YearMonth)>>,
        /// Value.
        value: Literal,
    },
    /// `X inconnu`
    Unknown(Name),
    /// `des enfants : (naissance = …, …), (…)`: persons of a role with their facts.
    Members(Name, Vec<Vec<Fact>>),
    /// `le reste à défaut`: lists not cited are empty, inputs not cited take their declared assumption.
    RestByDefault(Span),
}

/// One expectation of an example.
#[derive(Debug, Clone)]
pub enum Expected {
    /// `X = V`
    Equals(Name, Literal),
    /// `X entre V et V`
    Between(Name, Literal, Literal),
    /// `demander X`
    Ask(Name),
    /// `ne rien demander`
    AskNothing(Span),
    /// `verdict de X = mot`
    Verdict(Name, Name),
}
