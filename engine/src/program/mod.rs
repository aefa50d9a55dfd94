//! The program: checked rules, without any syntax.
//!
//! In: the checked model. Out: what [`crate::law`] folds at a month, what the browser loads (`binary`) and what a
//! person can read (`listing`). Invariant: every index is in range and every expression has the type that it says.

mod benefit;
mod binary;
mod codes;
mod columns;
mod expr;
mod input;
mod listing;
mod shared;
mod stored;
mod unit;
mod words;

use serde::{Deserialize, Serialize};

pub use benefit::{Benefit, ProcedureField, Received, Rhythm};
pub use binary::{FORMAT_VERSION, LoadError};
pub use codes::{Cell, CodeTable, Codes, NOTE, Told};
pub(crate) use columns::{Reader, Writer};
pub use expr::{Expr, ExprKind, Who};
pub use input::{Deduced, FieldPath, Input, ListPath, Timing};
pub(crate) use stored::{Column, Stored};
pub use unit::Unit;
pub use words::Words;
#[cfg(feature = "compiler")]
pub(crate) use words::abridge;

use crate::exact::Exact;
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
        impl Stored for $name {
            fn write(&self, to: &mut Writer) {
                let outer = to.enter(Column::$name);
                to.near(self.0);
                to.leave(outer);
            }
            fn read(from: &mut Reader<'_>) -> Self {
                let outer = from.enter(Column::$name);
                let index = Self(from.near());
                from.leave(outer);
                index
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
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Citation {
    /// The articles.
    pub articles: Vec<String>,
    /// `À VÉRIFIER`
    pub unverified: bool,
}

/// The household and its roles.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Members {
    /// Persons of a role.
    Role(RoleId),
    /// Members of a group.
    Group(GroupId),
    /// Every person.
    Everyone,
}

/// Words among which a value is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// How the steps of a scale combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum ScaleKind {
    /// The value of the step.
    Step,
    /// The sum of the steps up to the key.
    Cumulative,
    /// Each part of the key at the rate of its bracket.
    Marginal,
}

/// A dated, possibly territorial, parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Version {
    /// First day.
    pub since: Option<i32>,
    /// Body.
    pub body: Body,
    /// Text of the body as written, spaces normalised; none for a list of conditions.
    pub text: Words,
    /// Source.
    pub citation: Citation,
}

/// The body of a rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Counts only from that day on.
    pub since: Option<i32>,
    /// What must hold.
    pub expr: Expr,
    /// Except when.
    pub unless: Option<Expr>,
    /// Words for people: the label, or the line as written ([`Program::line_words`]).
    pub text: Words,
    /// Source.
    pub citation: Citation,
}

/// Another value when a condition is met.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exception {
    /// Motive.
    pub motive: String,
    /// When.
    pub condition: Expr,
    /// Bodies.
    pub versions: Vec<Version>,
    /// Source.
    pub citation: Citation,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
