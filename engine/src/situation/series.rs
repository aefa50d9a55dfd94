//! Values that change from month to month.

use super::{NO, Range, Value, YES};
use crate::calendar::Month;
use crate::sorted::{sort, sort_by_key};

/// Values by month. Lines are sorted and disjoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    lines: Vec<Line>,
    /// At the months that no line covers.
    elsewhere: Value,
    /// Lines of so many months before still count at the month of the right.
    carry: u32,
}

/// The value of some months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// First month; `None`: since ever.
    pub from: Option<Month>,
    /// Last month; `None`: still.
    pub to: Option<Month>,
    /// The value; for a line that is not certain, it also covers the case where there is none.
    pub value: Value,
    /// Whether there is such a line for sure (`false`: a line whose first or last month is unknown).
    pub certain: bool,
}

impl Line {
    /// A line that is there for sure.
    #[must_use]
    pub const fn new(from: Option<Month>, to: Option<Month>, value: Value) -> Line {
        Line {
            from,
            to,
            value,
            certain: true,
        }
    }

    /// Whether it covers a month.
    #[must_use]
    pub fn covers(&self, month: Month) -> bool {
        self.from.is_none_or(|from| from <= month) && self.to.is_none_or(|to| month <= to)
    }
}

impl Series {
    /// The same value at every month, to be changed by [`Series::put`].
    #[must_use]
    pub const fn new(elsewhere: Value, carry: u32) -> Series {
        Series {
            lines: Vec::new(),
            elsewhere,
            carry,
        }
    }

    /// The lines, sorted and disjoint.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The value of the months that no line covers.
    #[must_use]
    pub fn elsewhere(&self) -> Value {
        self.elsewhere
    }

    /// The value at `observed`. At the month of the right only, when no line covers it, the one of the nearest month
    /// before that a line covers, as far back as the input carries.
    #[must_use]
    pub fn at(&self, observed: Month, right: Month) -> Value {
        let (mut value, mut certain) = self.covering(observed);
        if observed != right || self.elsewhere == Value::Unknown {
            return value;
        }
        let mut carried: Option<Value> = None;
        for back in 1..=self.carry {
            if certain == Some(true) {
                break;
            }
            let Ok(back) = i32::try_from(back) else { break };
            let (earlier, covered) = self.covering(observed.plus(back.saturating_neg()));
            if covered.is_some() {
                // A line that may be there: either its value, or what comes before it.
                let seen = certain.is_some() || carried.is_some();
                value = if seen { value.hull(earlier) } else { earlier };
                carried = Some(earlier);
                certain = covered;
            }
        }
        value
    }

    /// The value of the lines that cover a month, and whether one is there (`None`: no; `Some(false)`: maybe).
    pub(super) fn covering(&self, month: Month) -> (Value, Option<bool>) {
        match self.lines.iter().find(|line| line.covers(month)) {
            Some(line) => (line.value, Some(line.certain)),
            None => (self.elsewhere, None),
        }
    }

    /// Sets the value of some months, in place of what they were.
    pub fn put(&mut self, line: Line) {
        let mut lines = Vec::with_capacity(self.lines.len().saturating_add(2));
        for old in &self.lines {
            lines.extend(before(old, line.from));
            lines.extend(after(old, line.to));
        }
        lines.push(line);
        sort_by_key(&mut lines, |l| l.from);
        self.lines = lines;
    }

    /// Lines that add up where they overlap.
    #[must_use]
    pub(super) fn sum(lines: &[Line], elsewhere: Value, carry: u32) -> Series {
        // One after the other, as most are: nothing overlaps.
        let follow = |pair: &[Line]| match pair {
            [a, b] => a.to.is_some() && a.to < b.from,
            _ => true,
        };
        let is_one_span =
            |line: &Line| line.from.is_none() || line.to.is_none() || line.from <= line.to;
        if lines.windows(2).all(follow) && lines.iter().all(is_one_span) {
            return Series {
                lines: lines.to_vec(),
                elsewhere,
                carry,
            };
        }
        // The months where the set of covering lines changes.
        let mut cuts: Vec<Option<Month>> = Vec::new();
        for line in lines {
            cuts.push(line.from);
            cuts.extend(line.to.map(|to| Some(to.plus(1))));
        }
        sort(&mut cuts);
        cuts.dedup();
        let mut sum = Vec::with_capacity(cuts.len());
        let ends = cuts
            .iter()
            .skip(1)
            .map(|next| next.map(|n| n.plus(-1)))
            .chain([None]);
        for (from, to) in cuts.iter().copied().zip(ends) {
            let covering = lines.iter().filter(|l| match from {
                Some(month) => l.covers(month),
                None => l.from.is_none(),
            });
            let mut total: Option<Line> = None;
            for line in covering {
                total = Some(match total {
                    None => Line { from, to, ..*line },
                    Some(so_far) => Line {
                        from,
                        to,
                        value: added(so_far.value, line.value),
                        certain: so_far.certain || line.certain,
                    },
                });
            }
            sum.extend(total);
        }
        Series {
            lines: sum,
            elsewhere,
            carry,
        }
    }

    /// Changes every value.
    pub(super) fn map(mut self, change: impl Fn(Value) -> Value) -> Series {
        for line in &mut self.lines {
            line.value = change(line.value);
        }
        self
    }
}

/// The sum of two lines: of amounts, or of presences (yes when one of them is).
fn added(a: Value, b: Value) -> Value {
    match (a, b) {
        (Value::Known(a), Value::Known(b)) => Value::Known(a.plus(b)),
        (Value::Choices(a), Value::Choices(b)) => {
            let yes = (a | b) & YES;
            let no = a & b & NO;
            Value::Choices(yes | no)
        }
        _ => Value::Unknown,
    }
}

/// The part of a line before a month.
fn before(line: &Line, month: Option<Month>) -> Option<Line> {
    let last = month?.plus(-1);
    line.from.is_none_or(|from| from <= last).then(|| Line {
        to: Some(line.to.map_or(last, |to| to.min(last))),
        ..*line
    })
}

/// The part of a line after a month.
fn after(line: &Line, month: Option<Month>) -> Option<Line> {
    let first = month?.plus(1);
    line.to.is_none_or(|to| first <= to).then(|| Line {
        from: Some(line.from.map_or(first, |from| from.max(first))),
        ..*line
    })
}

/// What a line that may not be there is worth.
pub(super) fn perhaps(value: Value) -> Value {
    match value {
        Value::Known(range) => Value::Known(range.hull(Range::only(0))),
        Value::Choices(set) => Value::Choices(set | NO),
        other => other,
    }
}
