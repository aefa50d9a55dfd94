//! The program: checked rules, without any syntax.
//!
//! In: the checked model. Out: what [`crate::law`] folds at a month, what the browser loads (`binary`) and what a
//! person can read (`listing`). Invariant: every index is in range and every expression has the type that it says.

mod binary;
mod codes;
mod listing;
mod shared;
mod unit;

use serde::{Deserialize, Serialize};

pub use binary::{FORMAT_VERSION, LoadError};
pub use codes::{Cell, CodeTable, Codes, NOTE, Told};
pub use unit::Unit;

use crate::exact::{Exact, Rounding};
use crate::source::Span;
pub use shared::{
    Arity, CalendarDate, Comparison, DayOfYear, Elapsed, Fold, PeriodSpan, Quantifier, Shift, Year,
};

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);
        impl $name {
            /// As a position in a list.
            #[must_use]
            pub fn index(self) -> usize {
                usize::try_from(self.0).unwrap_or(usize::MAX)
            }
            /// From a position in a list.
            #[must_use]
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }
        }
    };
}

index!(/** An input. */ InputId);
index!(/** A rule or a condition. */ RuleId);
index!(/** A scale. */ ScaleId);
index!(/** A group of persons. */ GroupId);
index!(/** A period. */ PeriodId);
index!(/** A set of choices. */ ChoiceId);
index!(/** A role. */ RoleId);
index!(/** A right. */ BenefitId);

/// Everything the rules say.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Program {
    /// Modules, with the dates they cover.
    pub modules: Vec<Module>,
    /// The household.
    pub entity: Entity,
    /// Groups of persons.
    pub groups: Vec<Group>,
    /// Sets of choices.
    pub choices: Vec<Choices>,
    /// Inputs.
    pub inputs: Vec<Input>,
    /// Scales.
    pub scales: Vec<Scale>,
    /// Periods.
    pub periods: Vec<Period>,
    /// Rules and conditions.
    pub rules: Vec<Rule>,
    /// Rights.
    pub benefits: Vec<Benefit>,
    /// What tells the territory of the household: a household choice.
    pub territory: Option<Expr>,
    /// Tables of codes.
    pub tables: Vec<CodeTable>,
}

/// The head of a file of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// Title.
    pub title: String,
    /// Short name.
    pub short: Option<String>,
    /// File.
    pub file: String,
    /// Days covered (counts of days), if the file says.
    pub covers: Option<(i32, i32)>,
    /// Day of the last check against the texts.
    pub verified: Option<i32>,
}

/// A legal reference.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Citation {
    /// The articles.
    pub articles: Vec<String>,
    /// `À VÉRIFIER`
    pub unverified: bool,
}

/// The household and its roles.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Entity {
    /// `foyer`
    pub name: String,
    /// `personne`
    pub singular: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Largest number of persons.
    pub at_most: u32,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// `enfants`
    pub name: String,
    /// `enfant`
    pub singular: String,
    /// Code in situations.
    pub code: String,
    /// How many.
    pub arity: Arity,
}

/// Persons of some roles or groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// `enfants à charge`
    pub name: String,
    /// `enfant à charge`
    pub singular: Option<String>,
    /// Source.
    pub citation: Citation,
    /// What it is made of.
    pub members: Vec<Members>,
    /// `dont …`, per person.
    pub filter: Option<Expr>,
}

/// A role or a group, as a set of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Members {
    /// Persons of a role.
    Role(RoleId),
    /// Members of a group.
    Group(GroupId),
    /// Every person.
    Everyone,
}

/// Words among which a value is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// As written.
    pub names: Vec<String>,
    /// As in situations.
    pub codes: Vec<String>,
}

/// Type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Type {
    /// A number with its unit.
    Number(Unit),
    /// Yes or no.
    YesNo,
    /// A day.
    Date,
    /// One of some words.
    Choice(ChoiceId),
}

/// A known value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Constant {
    /// A number.
    Number(Exact),
    /// Yes or no.
    YesNo(bool),
    /// Count of days.
    Date(i32),
    /// Position among the choices.
    Choice(u8),
    /// `aucun` (optional inputs only).
    Nothing,
}

/// When an input is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Timing {
    /// Always the same.
    Once,
    /// Month by month.
    Monthly,
    /// Year by year.
    Yearly,
}

/// Where an input stands in a situation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FieldPath {
    /// Keys from the household (or the person) to the value.
    pub keys: Vec<String>,
    /// `ressources[nature=salaire]`: the last key but one is a list of dated lines, selected by a key.
    pub list: Option<ListPath>,
}

/// A list of dated lines.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListPath {
    /// `ressources`
    pub list: String,
    /// `nature`
    pub selector: String,
    /// `salaire`
    pub code: String,
    /// `net`; `None` when only the presence of a line counts.
    pub amount: Option<String>,
}

/// An input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Name.
    pub name: String,
    /// Held by each person (else by the household).
    pub each: bool,
    /// Type.
    pub ty: Type,
    /// Unit as written, for people.
    pub unit: String,
    /// May hold nothing (`aucun`).
    pub optional: bool,
    /// A calendar month (`AAAA-MM`), kept as its first day.
    pub month: bool,
    /// Smallest and largest number.
    pub bounds: (Exact, Exact),
    /// Values are whole numbers of `1/den`.
    pub den: i128,
    /// When.
    pub timing: Timing,
    /// Lines of so many months before still count at the month of the right.
    pub carry: u32,
    /// Where.
    pub path: FieldPath,
    /// Question.
    pub question: Option<String>,
    /// Help.
    pub help: Option<String>,
    /// Theme.
    pub theme: Option<String>,
    /// Assumption, shown, never mixed into bounds.
    pub default: Option<(Constant, Option<String>)>,
    /// What absence means by convention.
    pub presumed: Option<(Constant, String)>,
    /// What tells it when the situation does not.
    pub deduced: Option<Deduced>,
    /// Without it the rights that need it cannot be assessed.
    pub required: bool,
    /// `ancienneté`: since when the household has been as it is described.
    pub seniority: bool,
    /// Source.
    pub citation: Citation,
}

/// How an input is deduced from a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deduced {
    /// The field of the code: keys from the household (or the person).
    pub from: Vec<String>,
    /// Position in [`Program::tables`].
    pub table: u32,
    /// Column of the table.
    pub column: u32,
}

/// How the steps of a scale combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ScaleKind {
    /// The value of the step.
    Step,
    /// The sum of the steps up to the key.
    Cumulative,
    /// Each part of the key at the rate of its bracket.
    Marginal,
}

/// A dated, possibly territorial, parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Name.
    pub name: String,
    /// Unit of the values.
    pub unit: Unit,
    /// Unit as written, for people.
    pub unit_text: String,
    /// How steps combine.
    pub kind: ScaleKind,
    /// Unit of the key; `None` for a single value.
    pub key: Option<Unit>,
    /// Read at the observed month.
    pub observed: bool,
    /// Source.
    pub citation: Citation,
    /// Lines, sorted by date.
    pub lines: Vec<ScaleLine>,
    /// Its module.
    pub module: u32,
}

/// One line of a scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScaleLine {
    /// Territories (bits of the territory choices); 0 = everywhere else.
    pub territories: u128,
    /// First day.
    pub since: i32,
    /// `(lower bound of the key, value)`; a single value has one step without bound. Empty = `néant`.
    pub steps: Vec<(Option<Exact>, Exact)>,
    /// Source.
    pub citation: Citation,
}

/// Months relative to the month of the right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Name.
    pub name: String,
    /// Counted from the observed month, not from the month of the right.
    pub observed: bool,
    /// Versions by first day.
    pub versions: Vec<(Option<i32>, PeriodSpan)>,
    /// Source.
    pub citation: Citation,
}

/// A rule or a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Name.
    pub name: String,
    /// Held by each person.
    pub each: bool,
    /// Type.
    pub ty: Type,
    /// Unit as written, for people.
    pub unit: String,
    /// Declared with `Condition`.
    pub is_condition: bool,
    /// Nothing when not met.
    pub guard: Option<Expr>,
    /// Source.
    pub citation: Citation,
    /// Bodies by first day, oldest first.
    pub versions: Vec<Version>,
    /// Exceptions in order of priority.
    pub exceptions: Vec<Exception>,
    /// Its module.
    pub module: u32,
    /// Where it stands in the sources; nowhere in a program that was read back, which comes without them.
    #[serde(skip)]
    pub span: Span,
}

/// A body from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// First day.
    pub since: Option<i32>,
    /// Body.
    pub body: Body,
    /// Text of the body as written, spaces normalised.
    pub text: String,
    /// Source.
    pub citation: Citation,
}

/// The body of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// A computation.
    Expr(Expr),
    /// A list of conditions.
    Lines {
        /// All must hold; else one is enough.
        all: bool,
        /// The lines.
        lines: Vec<Line>,
    },
}

/// A line of a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Counts only from that day on.
    pub since: Option<i32>,
    /// What must hold.
    pub expr: Expr,
    /// Except when.
    pub unless: Option<Expr>,
    /// Words for people: the label, or the line as written.
    pub text: String,
    /// Source.
    pub citation: Citation,
}

/// Another value when a condition is met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exception {
    /// Motive.
    pub motive: String,
    /// When.
    pub condition: Expr,
    /// Text of the condition as written.
    pub text: String,
    /// Bodies.
    pub versions: Vec<Version>,
    /// Source.
    pub citation: Citation,
}

/// A right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Benefit {
    /// `RSA`
    pub name: String,
    /// `rsa`
    pub id: String,
    /// Full title.
    pub title: String,
    /// Held by each person: what is due to the household is the total.
    pub each: bool,
    /// What its amounts are per.
    pub rhythm: Rhythm,
    /// The rule of the amount due, in the unit of [`Rhythm`].
    pub due: Option<RuleId>,
    /// What is received: a rule or an input.
    pub received: Option<Received>,
    /// The condition that explains a "no".
    pub condition: Option<RuleId>,
    /// The rule with choices, for a right that is no amount; the last choice means "no right".
    pub form: Option<RuleId>,
    /// What the household pays, €/mois.
    pub contribution: Option<RuleId>,
    /// Intermediate steps to show.
    pub steps: Vec<RuleId>,
    /// First day of the right.
    pub since: Option<i32>,
    /// Source.
    pub citation: Citation,
    /// How to claim.
    pub procedure: Vec<ProcedureField>,
    /// `automatique : oui`: paid without a claim once what it depends on is.
    pub automatic: bool,
    /// `rétroactivité : 24 mois`: months before the claim that are still paid; `None` when the procedure does not say.
    pub retroactivity: Option<u32>,
}

/// What the amounts of a right are per: its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// €/mois
    #[serde(rename = "mensuel")]
    Monthly,
    /// €/an: once a year, or by the school year
    #[serde(rename = "annuel")]
    Yearly,
    /// €: paid once
    #[serde(rename = "unique")]
    Once,
}

impl Rhythm {
    /// All of them.
    pub const ALL: [Rhythm; 3] = [Rhythm::Monthly, Rhythm::Yearly, Rhythm::Once];

    /// The unit of the amounts.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Rhythm::Monthly => Unit::EURO_PER_MONTH,
            Rhythm::Yearly => Unit::EURO_PER_YEAR,
            Rhythm::Once => Unit::EURO,
        }
    }

    /// The rhythm of a unit; `None` for what is no amount of a right.
    #[must_use]
    pub fn of(unit: Unit) -> Option<Rhythm> {
        Rhythm::ALL.into_iter().find(|rhythm| rhythm.unit() == unit)
    }

    /// Over how many months an amount is spread where amounts of several rhythms are added up.
    #[must_use]
    pub const fn months(self) -> i128 {
        match self {
            Rhythm::Monthly => 1,
            Rhythm::Yearly | Rhythm::Once => 12,
        }
    }

    /// The word in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Rhythm::Monthly => "mensuel",
            Rhythm::Yearly => "annuel",
            Rhythm::Once => "unique",
        }
    }
}

/// What tells the amount received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Received {
    /// A rule.
    Rule(RuleId),
    /// An input.
    Input(InputId),
}

/// `clé : valeurs [source]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcedureField {
    /// Key.
    pub key: String,
    /// Values as text.
    pub values: Vec<String>,
    /// Source.
    pub citation: Citation,
}

/// Whose value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Who {
    /// The household, or the person at hand.
    Here,
    /// The person of a role (nothing when there is none).
    Role(RoleId),
}

/// A typed expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expr {
    /// Its type.
    pub ty: Type,
    /// What.
    pub kind: ExprKind,
}

/// Expressions. Names are indices, units are checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "each variant is the construct of the same name in the syntax tree"
)]
pub enum ExprKind {
    Constant(Constant),
    Input(InputId, Who),
    /// A yearly input of a year.
    InputOfYear(InputId, Who, Year),
    Rule(RuleId, Who),
    Scale(ScaleId, Option<Box<Expr>>),
    Retained(BenefitId),
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Not(Box<Expr>),
    Compare(Box<Expr>, Comparison, Box<Expr>),
    Among(Box<Expr>, u128),
    IsNone(Box<Expr>),
    MemberOf(Members),
    Sum(Vec<(bool, Expr)>),
    Mul(Box<Expr>, Box<Expr>),
    Div(Box<Expr>, Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    Extremum {
        max: bool,
        items: Vec<Expr>,
    },
    Count(Members, Option<Box<Expr>>),
    OverPersons {
        fold: Fold,
        value: Box<Expr>,
        group: Members,
        filter: Option<Box<Expr>>,
        default: Option<Box<Expr>>,
    },
    Quantified(Quantifier, Members, Box<Expr>),
    Rank {
        value: Box<Expr>,
        group: Members,
        descending: bool,
    },
    OverMonths {
        fold: Fold,
        value: Box<Expr>,
        period: PeriodId,
    },
    QuantifiedMonths {
        all: bool,
        period: PeriodId,
        condition: Box<Expr>,
    },
    Shifted(Box<Expr>, Shift),
    Elapsed(Elapsed, Box<Expr>, Box<Expr>),
    Calendar(CalendarDate),
    MonthNumber,
    Floor(Box<Expr>, Box<Expr>),
    Cap(Box<Expr>, Box<Expr>),
    ZeroBelow(Box<Expr>, Box<Expr>),
    /// Rounds to a whole number of `1/den`.
    Round {
        value: Box<Expr>,
        den: i128,
        mode: Rounding,
    },
    /// Multiplies by a constant: the explicit conversions of units.
    Scaled(Box<Expr>, Exact),
}

/// Lower case, accents folded, everything else `_`: the code of a word in situations.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().map(crate::letters::lower) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'à' | 'â' | 'ä' => out.push('a'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'î' | 'ï' => out.push('i'),
            'ô' | 'ö' => out.push('o'),
            'ù' | 'û' | 'ü' => out.push('u'),
            'ç' => out.push('c'),
            'œ' => out.push_str("oe"),
            _ if out.ends_with('_') || out.is_empty() => {}
            _ => out.push('_'),
        }
    }
    while out.ends_with('_') {
        out.pop();
    }
    out
}

impl Program {
    /// Codes and names of the choices of a type; empty for what is no choice.
    #[must_use]
    pub fn choices_of(&self, ty: Type) -> Vec<(String, String)> {
        let choices = match ty {
            Type::Choice(choice) => self.choices.get(choice.index()),
            _ => None,
        };
        let pairs = choices.map(|c| c.codes.iter().cloned().zip(c.names.iter().cloned()));
        pairs.into_iter().flatten().collect()
    }

    /// A right by its identifier.
    #[must_use]
    pub fn benefit(&self, id: &str) -> Option<(BenefitId, &Benefit)> {
        self.benefits
            .iter()
            .enumerate()
            .find(|(_, b)| b.id == id)
            .map(|(i, b)| (BenefitId::at(i), b))
    }

    /// A rule by its name.
    #[must_use]
    pub fn rule(&self, name: &str) -> Option<(RuleId, &Rule)> {
        self.rules
            .iter()
            .enumerate()
            .find(|(_, r)| r.name == name)
            .map(|(i, r)| (RuleId::at(i), r))
    }

    /// An input by its name.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<(InputId, &Input)> {
        self.inputs
            .iter()
            .enumerate()
            .find(|(_, r)| r.name == name)
            .map(|(i, r)| (InputId::at(i), r))
    }
}

/// Anything that has a name and a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Symbolic {
    /// An input.
    Input(InputId),
    /// A rule.
    Rule(RuleId),
    /// A scale.
    Scale(ScaleId),
    /// A period.
    Period(PeriodId),
}
