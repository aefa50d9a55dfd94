//! What a sentence and a program say alike: the language reads these words, the program keeps them.

use serde::Serialize;

/// How many persons may bear a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Arity {
    /// `un demandeur`: exactly one.
    One,
    /// `au plus un conjoint`.
    AtMostOne,
    /// `des enfants`.
    Many,
}

/// The months of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum PeriodSpan {
    /// `du 4e au 2e mois précédent`: (4, 2). `(first, last)`, first ≥ last.
    MonthsBefore(u32, u32),
    /// `de l'année N-2`: the twelve months of the calendar year `N - k`.
    Year(u32),
}

/// Comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Comparison {
    /// `=`, `est`
    Equal,
    /// `≠`, `n'est pas`
    NotEqual,
    /// `<`, `est moins de`
    Less,
    /// `≤`, `est au plus`
    AtMost,
    /// `>`, `est plus de`
    Greater,
    /// `≥`, `est au moins`
    AtLeast,
}

/// What is counted between two dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Elapsed {
    /// `années révolues entre A et B`
    Years,
    /// `mois révolus entre A et B`
    Months,
    /// `jours entre A et B`
    Days,
}

/// A date of the calendar relative to the observed month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum CalendarDate {
    /// `premier jour du mois`
    FirstOfMonth,
    /// `dernier jour du mois`
    LastOfMonth,
    /// `premier jour de l'année N-k`
    FirstOfYear(u32),
    /// `dernier jour de l'année N-k`
    LastOfYear(u32),
    /// `15/09 de l'année N-k`
    DayOfYear(DayOfYear),
}

/// `15/09 de l'année N-k`: a day of a year counted back from that of the observed month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct DayOfYear {
    /// 1 to 31; a day that every year has.
    pub day: u8,
    /// 1 to 12.
    pub month: u8,
    /// `k`.
    pub back: u32,
}

/// A year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Year {
    /// `de l'année N-k`: counted back from that of the month of the right.
    Before(u32),
    /// `de l'année observée`: that of the observed month.
    Observed,
}

/// Change of the observed month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Shift {
    /// `au mois précédent` (1), `au 4e mois précédent` (4): counted from the observed month.
    Before(u32),
    /// `au mois du droit`
    MonthOfRight,
    /// `de l'année N-2`: a yearly input of that year, or a rule observed at the end of that year.
    Year(Year),
    /// `au 01/04 de l'année N`: a scale as it stood that day.
    OnDay(DayOfYear),
}

/// Reduction over persons or months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Fold {
    /// `total`
    Sum,
    /// `maximum`
    Max,
    /// `minimum`
    Min,
    /// `moyenne` (over months only)
    Mean,
}

/// A quantifier over persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Quantifier {
    /// `au moins un des`
    Some,
    /// `aucun des`
    None,
    /// `tous les … vérifient`
    All,
}
