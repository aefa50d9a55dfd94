//! What the binary form of a program is made of: each type, its fields in order, its variants with their numbers.
//!
//! No derived reader of serde: with one failure possible at each field, forty of them weighed eight kilobytes more in the
//! page, packed. Here reading always gives a value. After a fault everything reads as zero, which ends every list and
//! every tree, and the fault is told at the end.

use super::*;
use crate::exact::Rounding;
use crate::name::Name;
use crate::source::Span;

/// A value that a program may hold.
pub(crate) trait Stored: Sized {
    /// Writes it.
    fn write(&self, to: &mut Writer);
    /// Reads what [`Stored::write`] wrote.
    fn read(from: &mut Reader<'_>) -> Self;
}

macro_rules! stored {
    ($($kind:ident $name:ident { $($content:tt)* })*) => {
        /// What has columns of its own. The first ones keep their fields for themselves, and say what they write.
        #[derive(Clone, Copy)]
        pub(crate) enum Column {
            Numerator, Denominator, Unit,
            InputId, RuleId, ScaleId, GroupId, PeriodId, ChoiceId, RoleId, BenefitId,
            $($name),*
        }
        pub(super) const COLUMNS: usize = [Column::BenefitId, $(Column::$name),*].len() + Column::BenefitId as usize;
        $(stored!(@$kind $name { $($content)* });)*
    };
    (@struct $name:ident { $($field:ident),* $(,)? }) => {
        impl Stored for $name {
            fn write(&self, to: &mut Writer) {
                let Self { $($field),* } = self;
                let outer = to.enter(Column::$name);
                $($field.write(to);)*
                to.leave(outer);
            }
            fn read(from: &mut Reader<'_>) -> Self {
                let outer = from.enter(Column::$name);
                let value = Self { $($field: from.read()),* };
                from.leave(outer);
                value
            }
        }
    };
    (@enum $name:ident { $($number:literal $variant:ident $(($($item:ident),*))? $([$($field:ident),*])?),* $(,)? }) => {
        impl Stored for $name {
            fn write(&self, to: &mut Writer) {
                let outer = to.enter(Column::$name);
                match self {
                    $(Self::$variant $(($($item),*))? $({$($field),*})? => {
                        to.number($number);
                        $($($item.write(to);)*)? $($($field.write(to);)*)?
                    })*
                }
                to.leave(outer);
            }
            fn read(from: &mut Reader<'_>) -> Self {
                let outer = from.enter(Column::$name);
                let value = match from.small() {
                    $($number => {
                        $($(let $item = from.read();)*)? $($(let $field = from.read();)*)?
                        Self::$variant $(($($item),*))? $({$($field),*})?
                    })*
                    _ => {
                        from.fail();
                        from.read()
                    }
                };
                from.leave(outer);
                value
            }
        }
    };
}

stored! {
    struct Program { modules, entity, groups, choices, inputs, scales, periods, rules, benefits, territory, tables }
    struct Module { title, short, file, covers, verified }
    struct Citation { articles, unverified }
    struct Entity { name, singular, roles, at_most }
    struct Role { name, singular, code, arity }
    enum Arity { 0 One, 1 AtMostOne, 2 Many }
    struct Group { name, singular, citation, members, filter }
    enum Members { 0 Role(role), 1 Group(group), 2 Everyone }
    struct Choices { names, codes }
    enum Type { 0 Number(unit), 1 YesNo, 2 Date, 3 Choice(choices) }
    enum Constant { 0 Number(number), 1 YesNo(yes), 2 Date(day), 3 Choice(position), 4 Nothing }
    enum ScaleKind { 0 Step, 1 Cumulative, 2 Marginal }
    struct Scale { name, unit, unit_text, kind, key, observed, citation, lines, module }
    struct ScaleLine { territories, since, steps, citation }
    struct Period { name, observed, versions, citation }
    enum PeriodSpan { 0 MonthsBefore(first, last), 1 Year(back) }
    struct Rule { name, each, ty, unit, is_condition, guard, citation, versions, exceptions, module, span }
    struct Version { since, body, text, citation }
    enum Body { 0 Expr(expr), 1 Lines[all, lines] }
    struct Line { since, expr, unless, text, citation }
    struct Exception { motive, condition, versions, citation }
    struct Benefit {
        name, id, title, each, rhythm, due, received, condition, form, contribution, steps, since, citation, procedure,
        automatic, retroactivity,
    }
    enum Rhythm { 0 Monthly, 1 Yearly, 2 Once }
    enum Received { 0 Rule(rule), 1 Input(input) }
    struct ProcedureField { key, values, citation }
    struct CodeTable { name, length, columns, lines, prefixes, ranges }
    enum Cell { 0 Silent, 1 Outside, 2 Among(words) }
    struct Input {
        name, each, ty, unit, optional, month, bounds, den, timing, carry, path, question, help, theme, default, presumed,
        deduced, required, seniority, citation,
    }
    enum Timing { 0 Once, 1 Monthly, 2 Yearly }
    struct FieldPath { keys, list }
    struct ListPath { list, selector, code, amount }
    struct Deduced { from, table, column }
    struct Expr { ty, kind }
    enum ExprKind {
        0 Constant(constant),
        1 Input(input, who),
        2 InputOfYear(input, who, year),
        3 Rule(rule, who),
        4 Scale(scale, key),
        5 Retained(benefit),
        6 Or(items),
        7 And(items),
        8 Not(of),
        9 Compare(left, how, right),
        10 Among(of, choices),
        11 IsNone(of),
        12 MemberOf(members),
        13 Sum(terms),
        14 Mul(left, right),
        15 Div(left, right),
        16 If(condition, then, otherwise),
        17 Extremum[max, items],
        18 Count(members, filter),
        19 OverPersons[fold, value, group, filter, default],
        20 Quantified(quantifier, members, condition),
        21 Rank[value, group, descending],
        22 OverMonths[fold, value, period],
        23 QuantifiedMonths[all, period, condition],
        24 Shifted(of, shift),
        25 Elapsed(unit, since, until),
        26 Calendar(date),
        27 MonthNumber,
        28 Floor(of, floor),
        29 Cap(of, cap),
        30 ZeroBelow(of, least),
        31 Round[value, den, mode],
        32 Scaled(of, factor),
    }
    enum Who { 0 Here, 1 Role(role) }
    enum Year { 0 Before(back), 1 Observed }
    enum Shift { 0 Before(months), 1 MonthOfRight, 2 Year(year), 3 OnDay(day) }
    struct DayOfYear { day, month, back }
    enum CalendarDate { 0 FirstOfMonth, 1 LastOfMonth, 2 FirstOfYear(back), 3 LastOfYear(back), 4 DayOfYear(day) }
    enum Comparison { 0 Equal, 1 NotEqual, 2 Less, 3 AtMost, 4 Greater, 5 AtLeast }
    enum Elapsed { 0 Years, 1 Months, 2 Days }
    enum Fold { 0 Sum, 1 Max, 2 Min, 3 Mean }
    enum Quantifier { 0 Some, 1 None, 2 All }
    enum Rounding { 0 Down, 1 Up, 2 Nearest, 3 Truncate }
}

/// Numbers, whole and not negative.
macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Stored for $number {
            fn write(&self, to: &mut Writer) {
                to.number((*self).into());
            }
            fn read(from: &mut Reader<'_>) -> Self {
                let number = Self::try_from(from.number());
                number.unwrap_or_else(|_| from.refused())
            }
        })*
    };
}

numbers!(u8, u32, u64, u128);

/// Numbers of either sign: the sign is the last bit, so that small ones stay short.
macro_rules! signed {
    ($($number:ty),*) => {
        $(impl Stored for $number {
            fn write(&self, to: &mut Writer) {
                let number = i128::from(*self);
                to.number((number << 1 ^ number >> 127).cast_unsigned());
            }
            fn read(from: &mut Reader<'_>) -> Self {
                let number = from.number();
                let number = (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
                Self::try_from(number).unwrap_or_else(|_| from.refused())
            }
        })*
    };
}

signed!(i8, i32, i128);

impl Stored for bool {
    fn write(&self, to: &mut Writer) {
        to.number((*self).into());
    }
    fn read(from: &mut Reader<'_>) -> Self {
        from.small() != 0
    }
}

impl Stored for String {
    fn write(&self, to: &mut Writer) {
        to.text(self);
    }
    fn read(from: &mut Reader<'_>) -> Self {
        from.text()
    }
}

impl Stored for Name {
    fn write(&self, to: &mut Writer) {
        to.text(self);
    }
    fn read(from: &mut Reader<'_>) -> Self {
        from.text().into()
    }
}

impl<T: Stored> Stored for Option<T> {
    fn write(&self, to: &mut Writer) {
        self.is_some().write(to);
        if let Some(value) = self {
            value.write(to);
        }
    }
    fn read(from: &mut Reader<'_>) -> Self {
        bool::read(from).then(|| from.read())
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn write(&self, to: &mut Writer) {
        to.number(u128::try_from(self.len()).unwrap_or_default());
        for item in self {
            item.write(to);
        }
    }
    fn read(from: &mut Reader<'_>) -> Self {
        // No memory is taken for what a number says: items come one by one, until there are none.
        let mut items = Vec::new();
        for _ in 0..from.number() {
            if from.failed {
                break;
            }
            items.push(from.read());
        }
        items
    }
}

impl<T: Stored> Stored for Box<T> {
    fn write(&self, to: &mut Writer) {
        T::write(self, to);
    }
    fn read(from: &mut Reader<'_>) -> Self {
        Box::new(from.read())
    }
}

impl<A: Stored, B: Stored> Stored for (A, B) {
    fn write(&self, to: &mut Writer) {
        self.0.write(to);
        self.1.write(to);
    }
    fn read(from: &mut Reader<'_>) -> Self {
        (from.read(), from.read())
    }
}

/// Triples are three lists: those of a table of codes are thousands of numbers, and each place has its own sizes.
impl<A: Stored, B: Stored, C: Stored> Stored for Vec<(A, B, C)> {
    fn write(&self, to: &mut Writer) {
        let count = u128::try_from(self.len()).unwrap_or_default();
        to.number(count);
        self.iter().for_each(|(a, ..)| a.write(to));
        to.number(count);
        self.iter().for_each(|(_, b, _)| b.write(to));
        to.number(count);
        self.iter().for_each(|(.., c)| c.write(to));
    }
    fn read(from: &mut Reader<'_>) -> Self {
        let (a, b, c) = (Vec::read(from), Vec::read(from), Vec::read(from));
        if a.len() != b.len() || a.len() != c.len() {
            from.fail();
        }
        let pairs = a.into_iter().zip(b).zip(c);
        pairs.map(|((a, b), c)| (a, b, c)).collect()
    }
}

/// Places in the sources are not kept: a program is read back without them.
impl Stored for Span {
    fn write(&self, _: &mut Writer) {}
    fn read(_: &mut Reader<'_>) -> Self {
        Span::default()
    }
}
