//! How a program is laid out in bytes: one column for each field.
//!
//! Values of one kind stand together, and gzip sees how alike they are: a program is a fifth lighter than written value
//! after value. Reading follows the same path as writing, so that nothing tells columns apart but this path.

use super::{
    Arity, Benefit, BenefitId, Body, CalendarDate, Cell, ChoiceId, Choices, Citation, CodeTable,
    Comparison, Constant, DayOfYear, Deduced, Elapsed, Entity, Exception, Expr, ExprKind,
    FieldPath, Fold, Group, GroupId, Input, InputId, Line, ListPath, Members, Module, Period,
    PeriodId, PeriodSpan, ProcedureField, Program, Quantifier, Received, Rhythm, Role, RoleId,
    Rule, RuleId, Scale, ScaleId, ScaleKind, ScaleLine, Shift, Timing, Type, Unit, Version, Who,
    Year,
};
use crate::exact::{Exact, Rounding};
use crate::source::{SourceId, Span};

/// The columns that fields use; those beside come after.
const FIELDS: usize = 256;
/// A field has its column, and some beside: a pair takes two, each of its fractions another.
const COLUMNS: usize = 4 * FIELDS;
/// The deepest expression: the syntax refuses what is nested deeper long before.
const DEEPEST: u32 = 1000;
/// Ends a text: no byte of UTF-8.
const END: u8 = 0xff;

/// A program as it is written.
pub(super) struct Writer {
    columns: Vec<Vec<u8>>,
    column: usize,
}

/// A program as it is read; `None` is a damaged one.
pub(super) struct Reader<'b> {
    columns: Vec<&'b [u8]>,
    column: usize,
    depth: u32,
}

/// What a program is made of.
trait Binary: Sized {
    fn write(&self, out: &mut Writer);
    fn read(from: &mut Reader<'_>) -> Option<Self>;
}

/// The bytes of a program: the lengths of the columns, then the columns.
pub(super) fn write(program: &Program) -> Vec<u8> {
    let mut out = Writer {
        columns: vec![Vec::new(); COLUMNS],
        column: 0,
    };
    program.write(&mut out);
    let mut bytes = Vec::new();
    for column in &out.columns {
        put(&mut bytes, u128::try_from(column.len()).unwrap_or(0));
    }
    bytes.extend(out.columns.iter().flatten());
    bytes
}

/// The program of some bytes: all of them.
pub(super) fn read(mut bytes: &[u8]) -> Option<Program> {
    let mut lengths = Vec::with_capacity(COLUMNS);
    for _ in 0..COLUMNS {
        lengths.push(usize::try_from(take(&mut bytes)?).ok()?);
    }
    let mut from = Reader {
        columns: Vec::with_capacity(COLUMNS),
        column: 0,
        depth: 0,
    };
    for length in lengths {
        let (column, rest) = bytes.split_at_checked(length)?;
        from.columns.push(column);
        bytes = rest;
    }
    let program = Program::read(&mut from)?;
    let left = from.columns.iter().any(|column| !column.is_empty());
    (bytes.is_empty() && !left).then_some(program)
}

/// Seven bits by byte, the lowest first.
fn put(bytes: &mut Vec<u8>, mut value: u128) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or(0);
        value >>= 7;
        if value == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}

fn take(bytes: &mut &[u8]) -> Option<u128> {
    let mut value = 0_u128;
    let mut shift = 0;
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        if shift == 0 && *byte < 0x80 {
            return Some(u128::from(*byte));
        }
        value |= u128::from(*byte & 0x7f).checked_shl(shift)?;
        if *byte < 0x80 {
            return Some(value);
        }
        shift = shift.saturating_add(7);
    }
}

impl Writer {
    fn number(&mut self, value: u128) {
        if let Some(column) = self.columns.get_mut(self.column) {
            put(column, value);
        }
    }

    /// What follows stands in this column; that of the next field.
    fn field(&mut self, column: usize) -> usize {
        self.column = column;
        column.saturating_add(1)
    }
}

impl Reader<'_> {
    fn number(&mut self) -> Option<u128> {
        take(self.columns.get_mut(self.column)?)
    }

    fn field(&mut self, column: usize) -> usize {
        self.column = column;
        column.saturating_add(1)
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth = self.depth.checked_add(1).filter(|d| *d < DEEPEST)?;
        let value = read(self)?;
        self.depth = self.depth.saturating_sub(1);
        Some(value)
    }

    fn text(&mut self) -> Option<String> {
        let column = self.columns.get_mut(self.column)?;
        let end = column.iter().position(|byte| *byte == END)?;
        let (text, rest) = column.split_at_checked(end)?;
        *column = rest.get(1..)?;
        String::from_utf8(text.to_vec()).ok()
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Binary for $number {
            fn write(&self, out: &mut Writer) {
                out.number(u128::from(*self));
            }
            fn read(from: &mut Reader<'_>) -> Option<$number> {
                <$number>::try_from(from.number()?).ok()
            }
        }
    )+};
}

numbers!(u8, u32, u64, u128);

impl Binary for bool {
    fn write(&self, out: &mut Writer) {
        out.number(u128::from(*self));
    }

    fn read(from: &mut Reader<'_>) -> Option<bool> {
        Some(from.number()? != 0)
    }
}

impl Binary for i128 {
    /// Small numbers of both signs are short.
    fn write(&self, out: &mut Writer) {
        out.number(self.wrapping_shl(1).cast_unsigned() ^ (self >> 127).cast_unsigned());
    }

    fn read(from: &mut Reader<'_>) -> Option<i128> {
        let value = from.number()?;
        Some((value >> 1).cast_signed() ^ (value & 1).cast_signed().wrapping_neg())
    }
}

impl Binary for i32 {
    fn write(&self, out: &mut Writer) {
        i128::from(*self).write(out);
    }

    fn read(from: &mut Reader<'_>) -> Option<i32> {
        i32::try_from(i128::read(from)?).ok()
    }
}

impl Binary for String {
    fn write(&self, out: &mut Writer) {
        if let Some(column) = out.columns.get_mut(out.column) {
            column.extend(self.as_bytes());
            column.push(END);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<String> {
        from.text()
    }
}

impl<T: Binary> Binary for Box<T> {
    fn write(&self, out: &mut Writer) {
        T::write(self, out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Box<T>> {
        from.deeper(T::read).map(Box::new)
    }
}

impl<T: Binary> Binary for Option<T> {
    fn write(&self, out: &mut Writer) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Option<T>> {
        Some(if bool::read(from)? {
            Some(T::read(from)?)
        } else {
            None
        })
    }
}

impl<T: Binary> Binary for Vec<T> {
    fn write(&self, out: &mut Writer) {
        let column = out.column;
        out.number(u128::try_from(self.len()).unwrap_or(0));
        for item in self {
            out.column = column;
            item.write(out);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Vec<T>> {
        let column = from.column;
        let mut items = Vec::new();
        for _ in 0..from.number()? {
            from.column = column;
            items.push(from.deeper(T::read)?);
        }
        Some(items)
    }
}

impl<A: Binary, B: Binary> Binary for (A, B) {
    fn write(&self, out: &mut Writer) {
        let column = out.column;
        self.0.write(out);
        out.column = column.saturating_add(FIELDS);
        self.1.write(out);
    }

    fn read(from: &mut Reader<'_>) -> Option<(A, B)> {
        let column = from.column;
        let first = A::read(from)?;
        from.column = column.saturating_add(FIELDS);
        Some((first, B::read(from)?))
    }
}

impl Binary for (u64, u64, u32) {
    fn write(&self, out: &mut Writer) {
        let column = out.column;
        (self.0, self.1).write(out);
        out.column = column.saturating_add(2 * FIELDS);
        self.2.write(out);
    }

    fn read(from: &mut Reader<'_>) -> Option<(u64, u64, u32)> {
        let column = from.column;
        let (first, second) = Binary::read(from)?;
        from.column = column.saturating_add(2 * FIELDS);
        Some((first, second, u32::read(from)?))
    }
}

impl Binary for Exact {
    fn write(&self, out: &mut Writer) {
        let column = out.column;
        self.num().write(out);
        out.column = column.saturating_add(2 * FIELDS);
        self.den().write(out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Exact> {
        let column = from.column;
        let num = i128::read(from)?;
        from.column = column.saturating_add(2 * FIELDS);
        Exact::new(num, i128::read(from)?)
    }
}

impl Binary for Unit {
    fn write(&self, out: &mut Writer) {
        self.packed().write(out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Unit> {
        u64::read(from).map(Unit::unpacked)
    }
}

/// The length rather than the end: it is short.
impl Binary for Span {
    fn write(&self, out: &mut Writer) {
        let length = self.end.wrapping_sub(self.start);
        (u64::from(self.source.0), u64::from(self.start), length).write(out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Span> {
        let (source, start, length) = <(u64, u64, u32)>::read(from)?;
        let start = u32::try_from(start).ok()?;
        Some(Span {
            source: SourceId(u32::try_from(source).ok()?),
            start,
            end: start.wrapping_add(length),
        })
    }
}

macro_rules! indices {
    ($($index:ident),+) => {$(
        impl Binary for $index {
            fn write(&self, out: &mut Writer) {
                self.0.write(out);
            }
            fn read(from: &mut Reader<'_>) -> Option<$index> {
                u32::read(from).map($index)
            }
        }
    )+};
}

indices!(
    InputId, RuleId, ScaleId, GroupId, PeriodId, ChoiceId, RoleId, BenefitId
);

/// Fields in order, from a first column on.
macro_rules! record {
    ($first:literal $name:ident { $($field:ident),+ }) => {
        impl Binary for $name {
            fn write(&self, out: &mut Writer) {
                let column = $first;
                $(
                    let column = out.field(column);
                    self.$field.write(out);
                )+
                let _ = column;
            }
            fn read(from: &mut Reader<'_>) -> Option<$name> {
                let column = $first;
                $(
                    let column = from.field(column);
                    let $field = Binary::read(from)?;
                )+
                let _ = column;
                Some($name { $($field),+ })
            }
        }
    };
}

/// Variants in order: which one in the column at hand, what each holds in columns after a first one.
macro_rules! choice {
    ($first:literal $name:ident { $(
        $variant:ident $(($($item:ident),+))? $({$($field:ident),+})?
    ),+ }) => {
        const _: () = {
            enum Tag {
                $($variant),+
            }
            impl Binary for $name {
                fn write(&self, out: &mut Writer) {
                    match self {$(
                        $name::$variant $(($($item),+))? $({$($field),+})? => {
                            (Tag::$variant as u8).write(out);
                            let column = $first + Tag::$variant as usize;
                            $($(
                                let column = out.field(column);
                                $item.write(out);
                            )+)?
                            $($(
                                let column = out.field(column);
                                $field.write(out);
                            )+)?
                            let _: usize = column;
                        }
                    )+}
                }
                fn read(from: &mut Reader<'_>) -> Option<$name> {
                    let tag = u8::read(from)?;
                    $(
                        if tag == Tag::$variant as u8 {
                            let column = $first + Tag::$variant as usize;
                            $($(
                                let column = from.field(column);
                                let $item = Binary::read(from)?;
                            )+)?
                            $($(
                                let column = from.field(column);
                                let $field = Binary::read(from)?;
                            )+)?
                            let _: usize = column;
                            return Some($name::$variant $(($($item),+))? $({$($field),+})?);
                        }
                    )+
                    None
                }
            }
        };
    };
}

// What the widget shows stands first, then the rules: their texts, then their expressions.
record!(0 Program {
    modules, entity, groups, choices, inputs, scales, periods, rules, benefits, territory, tables
});
record!(11 Module { title, short, file, covers, verified });
record!(16 Citation { articles, unverified });
record!(18 Entity { name, singular, roles, at_most });
record!(22 Role { name, singular, code, arity });
record!(26 Group { name, singular, citation, members, filter });
record!(31 Choices { names, codes });
record!(33 FieldPath { keys, list });
record!(35 ListPath { list, selector, code, amount });
record!(39 Input {
    name, each, ty, unit, optional, month, bounds, den, timing, carry, path, question, help, theme,
    default, presumed, deduced, required, seniority, citation
});
record!(59 Deduced { from, table, column });
record!(62 Scale { name, unit, unit_text, kind, key, observed, citation, lines, module });
record!(71 ScaleLine { territories, since, steps, citation });
record!(75 Period { name, observed, versions, citation });
record!(79 Rule {
    name, each, ty, unit, is_condition, guard, citation, versions, exceptions, module, span
});
record!(90 Version { since, body, text, citation });
record!(94 Line { since, expr, unless, text, citation });
record!(99 Exception { motive, condition, text, versions, citation });
record!(104 Benefit {
    name, id, title, each, rhythm, due, received, condition, form, contribution, steps, since,
    citation, procedure, automatic, retroactivity
});
record!(120 ProcedureField { key, values, citation });
record!(123 CodeTable { name, length, columns, lines, prefixes, ranges });
record!(129 DayOfYear { day, month, back });
record!(132 Expr { ty, kind });

choice!(134 Arity { One, AtMostOne, Many });
choice!(134 Timing { Once, Monthly, Yearly });
choice!(134 ScaleKind { Step, Cumulative, Marginal });
choice!(134 Rhythm { Monthly, Yearly, Once });
choice!(134 Comparison { Equal, NotEqual, Less, AtMost, Greater, AtLeast });
choice!(134 Elapsed { Years, Months, Days });
choice!(134 Fold { Sum, Max, Min, Mean });
choice!(134 Quantifier { Some, None, All });
choice!(134 Rounding { Down, Up, Nearest, Truncate });
choice!(134 Members { Role(id), Group(id), Everyone });
choice!(136 Type { Number(unit), YesNo, Date, Choice(id) });
choice!(140 Constant { Number(value), YesNo(value), Date(day), Choice(position), Nothing });
choice!(145 PeriodSpan { MonthsBefore(first, last), Year(back) });
choice!(147 CalendarDate { FirstOfMonth, LastOfMonth, FirstOfYear(back), LastOfYear(back), DayOfYear(day) });
choice!(152 Year { Before(back), Observed });
choice!(154 Shift { Before(months), MonthOfRight, Year(year), OnDay(day) });
choice!(158 Body { Expr(expr), Lines { all, lines } });
choice!(161 Received { Rule(id), Input(id) });
choice!(163 Who { Here, Role(id) });
choice!(165 Cell { Silent, Outside, Among(words) });
choice!(168 ExprKind {
    Constant(value), Input(id, who), InputOfYear(id, who, year), Rule(id, who), Scale(id, key),
    Retained(id), Or(items), And(items), Not(inner), Compare(left, how, right), Among(inner, set),
    IsNone(inner), MemberOf(members), Sum(terms), Mul(left, right), Div(left, right),
    If(condition, then, other), Extremum { max, items }, Count(members, filter),
    OverPersons { fold, value, group, filter, default }, Quantified(how, members, condition),
    Rank { value, group, descending }, OverMonths { fold, value, period },
    QuantifiedMonths { all, period, condition }, Shifted(inner, shift), Elapsed(what, since, until),
    Calendar(date), MonthNumber, Floor(inner, bound), Cap(inner, bound), ZeroBelow(inner, bound),
    Round { value, den, mode }, Scaled(inner, factor)
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_numbers_of_both_ends_read_back() {
        for number in [0, 1, 127, 128, u128::MAX - 1, u128::MAX] {
            let mut bytes = Vec::new();
            put(&mut bytes, number);
            assert_eq!(take(&mut bytes.as_slice()), Some(number));
        }
        for number in [0, -1, 1, i128::MIN, i128::MAX] {
            let mut out = Writer {
                columns: vec![Vec::new()],
                column: 0,
            };
            number.write(&mut out);
            let mut from = Reader {
                columns: out.columns.iter().map(Vec::as_slice).collect(),
                column: 0,
                depth: 0,
            };
            assert_eq!(i128::read(&mut from), Some(number));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
            let _ = read(&bytes);
            // As the lengths of the columns, small ones.
            let mut small: Vec<u8> = bytes.iter().map(|byte| byte % 3).take(COLUMNS).collect();
            small.resize(COLUMNS, 0);
            small.extend(&bytes);
            let _ = read(&small);
        }
    }
}
