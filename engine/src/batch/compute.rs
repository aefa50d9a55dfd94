//! One node over a chunk: loops for what is common, the operation of the reference row by row for the rest.
//!
//! The loops repeat the meaning of [`Op::simple`] on integers that are proved to fit; tests compare both on every
//! operation. Sums and products are taken modulo 2^64: exact, since the results fit.

use super::column::{Cells, Column, Span, narrow};
use super::loops::{self, join, linear, map1, map2, map3};
use super::{days, persons, scales};
use crate::calendar::date;
use crate::exact::Rounding;
use crate::law::{Node, NodeId, Op, Possible, Table};
use crate::program::Elapsed;
use crate::situation::{NO, YES};

const NON: u8 = 1;
const OUI: u8 = 2;

/// What the operands of a node are read from.
pub(super) struct Operands<'a, 'c, F> {
    /// The cells of a node, one row by household or by person as the node at hand needs.
    pub(super) cells: F,
    /// The days of a node, as [`days`] writes them.
    pub(super) days: &'a dyn Fn(NodeId) -> Option<&'c Column<i64>>,
    pub(super) tables: &'a [Table],
    /// How many rows the node at hand has.
    pub(super) rows: usize,
    pub(super) persons: &'a persons::Persons,
}

impl<'c, F: Fn(NodeId) -> Option<&'c Cells>> Operands<'_, 'c, F> {
    fn number(&self, id: NodeId) -> Option<&'c Span> {
        match (self.cells)(id)? {
            Cells::Number(span) => Some(span),
            _ => None,
        }
    }

    fn set(&self, id: NodeId) -> Option<&'c Column<u8>> {
        match (self.cells)(id)? {
            Cells::Set(set) => Some(set),
            _ => None,
        }
    }

    fn choice(&self, id: NodeId) -> Option<&'c Column<u128>> {
        match (self.cells)(id)? {
            Cells::Choice(set) => Some(set),
            _ => None,
        }
    }

    /// The numbers of several nodes.
    fn numbers(&self, ids: &[NodeId]) -> Option<Vec<&'c Span>> {
        ids.iter().map(|id| self.number(*id)).collect()
    }
}

/// The cells of a node that reads other nodes; `None` when an operand was not computed.
pub(super) fn compute<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let number = matches!(node.kind, crate::law::Kind::Number { .. });
    let fast = if number && !narrow(node.range) {
        None
    } else if node.op.gathers() || matches!(node.op, Op::Rank { .. }) {
        gathered(node, operands)
    } else if let Some(span) = between(node, operands) {
        Some(Cells::Number(span))
    } else if let Some(known) = as_if_known(node, operands) {
        patched(node, operands, known)
    } else if number {
        self::number(node, operands).map(Cells::Number)
    } else {
        set(node, operands)
    };
    let cells = match fast {
        Some(cells) => cells,
        None => row_by_row(node, operands)?,
    };
    Some(cells.settled())
}

/// As the reference does, row by row.
fn row_by_row<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let mut known = true;
    let mut same = true;
    let mut read: Vec<(NodeId, &'c Cells)> = Vec::new();
    node.op.operands(|id| match (operands.cells)(id) {
        Some(cells) => {
            same &= cells.is_same();
            read.push((id, cells));
        }
        None => known = false,
    });
    if !known {
        return None;
    }
    let find = |id: NodeId| read.iter().find(|(own, _)| *own == id).map(|(_, c)| c);
    let at = |id: NodeId, row: usize| find(id).and_then(|c| c.at(row)).unwrap_or(Possible::ZERO);
    if node.op.gathers() || matches!(node.op, Op::Rank { .. }) {
        let values = operands.persons.gathered(node, at, operands.rows);
        return Some(Cells::of(node, Column::Each(values)));
    }
    let one = |row: usize| {
        node.op
            .simple(operands.tables, |id| at(id, row))
            .unwrap_or(node.range)
    };
    let values = if same {
        Column::Same(one(0))
    } else {
        Column::Each((0..operands.rows).map(one).collect())
    };
    Some(Cells::of(node, values))
}

/// Loops that give numbers.
fn number<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Span>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    Some(match &node.op {
        Op::Linear { terms, constant } => {
            let mut spans = Vec::with_capacity(terms.len());
            for (id, factor) in terms {
                spans.push((operands.number(*id)?, i64::try_from(*factor).ok()?));
            }
            let constant = i64::try_from(*constant).ok()?;
            let end = |top: bool| {
                let column = |(span, factor): &(&'c Span, i64)| {
                    let column = if (*factor < 0) == top {
                        &span.lo
                    } else {
                        span.top()
                    };
                    (column, *factor)
                };
                let terms: Vec<(&Column<i64>, i64)> = spans.iter().map(column).collect();
                linear(constant, &terms)
            };
            if spans.iter().all(|(span, _)| span.hi.is_none()) {
                Span::known(end(false))
            } else {
                Span::between(end(false), end(true))
            }
        }
        Op::Min(items) => extreme(&operands.numbers(items)?, |a, b| a.min(b))?,
        Op::Max(items) => extreme(&operands.numbers(items)?, |a, b| a.max(b))?,
        Op::Select {
            condition,
            then,
            other,
        } => {
            let condition = operands.set(*condition)?;
            select(
                condition,
                || operands.number(*then),
                || operands.number(*other),
            )?
        }
        Op::SelectChoice { on, cases } => {
            let on = operands.choice(*on)?;
            match on {
                Column::Same(bits) => operands.number(one_case(*bits, cases)?)?.clone(),
                Column::Each(on) => chosen(on, cases, operands)?,
            }
        }
        Op::Round {
            value,
            mul,
            div,
            mode,
        } => rounded(operands.number(*value)?, *mul, *div, *mode)?,
        _ => return None,
    })
}

/// The case of a known position.
fn one_case(bits: u128, cases: &[(u128, NodeId)]) -> Option<NodeId> {
    let mut possible = cases
        .iter()
        .filter(|(mask, _)| mask & bits != 0 || bits == 0);
    let (_, first) = possible.next()?;
    possible.next().is_none().then_some(*first)
}

/// The numbers of the case of each row; `None` when a position is not known.
fn chosen<'c, F>(
    on: &[u128],
    cases: &[(u128, NodeId)],
    operands: &Operands<'_, 'c, F>,
) -> Option<Span>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    if !on.iter().all(|bits| bits.is_power_of_two()) {
        return None;
    }
    let mut spans = Vec::with_capacity(cases.len());
    for (mask, id) in cases {
        spans.push((*mask, operands.number(*id)?));
    }
    let end = |end: fn(&Span) -> &Column<i64>| -> Option<Column<i64>> {
        let one = |(row, bits): (usize, &u128)| {
            let case = spans.iter().find(|(mask, _)| mask & bits != 0);
            end(case?.1).at(row)
        };
        let rows: Option<Vec<i64>> = on.iter().enumerate().map(one).collect();
        Some(Column::Each(rows?))
    };
    let lo = end(|span| &span.lo)?;
    if spans.iter().all(|(_, span)| span.hi.is_none()) {
        return Some(Span::known(lo));
    }
    Some(Span::between(lo, end(Span::top)?))
}

/// Every row, when every row has a value.
fn complete<T: Copy>(column: Column<Option<T>>) -> Option<Column<T>> {
    Some(match column {
        Column::Same(value) => Column::Same(value?),
        Column::Each(values) => Column::Each(values.into_iter().collect::<Option<Vec<T>>>()?),
    })
}

/// The smallest or the largest of several.
#[inline(always)]
fn extreme(spans: &[&Span], best: impl Fn(i64, i64) -> i64 + Copy) -> Option<Span> {
    let fold = |end: fn(&Span) -> &Column<i64>| {
        let (first, rest) = spans.split_first()?;
        Some(rest.iter().fold(end(first).clone(), |so_far, span| {
            join(so_far, end(span), best)
        }))
    };
    let lo = fold(|span| &span.lo)?;
    if spans.iter().all(|span| span.hi.is_none()) {
        return Some(Span::known(lo));
    }
    Some(Span::between(lo, fold(Span::top)?))
}

/// `si … alors … sinon …`
fn select<'c>(
    condition: &Column<u8>,
    then: impl Fn() -> Option<&'c Span>,
    other: impl Fn() -> Option<&'c Span>,
) -> Option<Span> {
    let open = match condition {
        Column::Same(known) if *known == OUI => return Some(then()?.clone()),
        Column::Same(known) if *known != OUI | NON => return Some(other()?.clone()),
        Column::Same(_) => true,
        Column::Each(all) => all.contains(&(OUI | NON)),
    };
    let (then, other) = (then()?, other()?);
    if !open {
        let pick = |a: &Column<i64>, b: &Column<i64>| {
            map3(
                condition,
                a,
                b,
                #[inline(always)]
                |c, a, b| if c == OUI { a } else { b },
            )
        };
        let lo = pick(&then.lo, &other.lo);
        if then.hi.is_none() && other.hi.is_none() {
            return Some(Span::known(lo));
        }
        return Some(Span::between(lo, pick(then.top(), other.top())));
    }
    let lo = map3(condition, &then.lo, &other.lo, |c, a, b| match c {
        3 => a.min(b),
        OUI => a,
        _ => b,
    });
    let hi = map3(condition, then.top(), other.top(), |c, a, b| match c {
        3 => a.max(b),
        OUI => a,
        _ => b,
    });
    Some(Span::between(lo, hi))
}

/// `value × mul / div` rounded.
fn rounded(value: &Span, mul: i128, div: i128, mode: Rounding) -> Option<Span> {
    let (mul, div) = (i64::try_from(mul).ok()?, i64::try_from(div).ok()?);
    if div <= 0 || div >= 1 << 61 {
        return None;
    }
    let most = (1_i64 << 61).checked_div(mul.checked_abs()?.max(1))?;
    let all = |column: &Column<i64>| {
        let out = match column {
            Column::Same(v) => v.unsigned_abs() >= most.unsigned_abs(),
            Column::Each(values) => values
                .iter()
                .any(|v| v.unsigned_abs() >= most.unsigned_abs()),
        };
        (!out).then(|| map1(column, |v| divided(v.wrapping_mul(mul), div, mode)))
    };
    let lo = all(&value.lo)?;
    Some(match &value.hi {
        None => Span::known(lo),
        Some(hi) => Span::between(lo, all(hi)?),
    })
}

/// [`crate::exact::divide`] on numbers below 2^61, by a positive one.
#[inline(always)]
fn divided(a: i64, b: i64, mode: Rounding) -> i64 {
    match mode {
        Rounding::Down => a.wrapping_div_euclid(b),
        Rounding::Truncate => a.wrapping_div(b),
        Rounding::Up => a.wrapping_neg().wrapping_div_euclid(b).wrapping_neg(),
        Rounding::Nearest => a
            .wrapping_mul(2)
            .wrapping_add(b)
            .wrapping_div_euclid(b.wrapping_mul(2)),
    }
}

/// Loops over open operands, for what goes one way.
fn between<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Span>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    match &node.op {
        Op::Mul(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            if a.hi.is_none() && b.hi.is_none() || !(positive(&a.lo) && positive(&b.lo)) {
                return None;
            }
            let product = |a: &Column<i64>, b: &Column<i64>| map2(a, b, |a, b| a.wrapping_mul(b));
            Some(Span::between(
                product(&a.lo, &b.lo),
                product(a.top(), b.top()),
            ))
        }
        Op::Lookup { key, table } => {
            let key = operands.number(*key)?;
            let hi = key.hi.as_ref()?;
            let table = operands.tables.get(usize::try_from(table.0).ok()?)?;
            let (lo, hi) = scales::lookup_between(&key.lo, hi, table)?;
            Some(Span::between(lo, hi))
        }
        _ => None,
    }
}

/// Whether no row is negative.
fn positive(column: &Column<i64>) -> bool {
    match column {
        Column::Same(value) => *value >= 0,
        Column::Each(values) => values.iter().all(|value| *value >= 0),
    }
}

/// Loops that read the smallest of each operand alone: right in the rows where nothing is open.
fn as_if_known<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let column = match &node.op {
        Op::Mul(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            map2(&a.lo, &b.lo, |a, b| a.wrapping_mul(b))
        }
        Op::RoundQuotient {
            value,
            by,
            mul,
            div,
            mode,
        } => {
            let (value, by) = (operands.number(*value)?, operands.number(*by)?);
            let (mul, div) = (i64::try_from(*mul).ok()?, i64::try_from(*div).ok()?);
            let mode = *mode;
            let fits = |v: i64| v.unsigned_abs() < 1 << 61;
            let column = map2(&value.lo, &by.lo, |v, by| {
                let (v, by) = (v.checked_mul(mul)?, by.checked_mul(div)?);
                (by > 0 && fits(v) && fits(by)).then(|| divided(v, by, mode))
            });
            complete(column)?
        }
        Op::ZeroBelow { value, threshold } => {
            let (value, threshold) = (operands.number(*value)?, operands.number(*threshold)?);
            map2(&value.lo, &threshold.lo, |v, t| if v < t { 0 } else { v })
        }
        Op::Lookup { key, table } => {
            let key = operands.number(*key)?;
            scales::lookup(
                &key.lo,
                operands.tables.get(usize::try_from(table.0).ok()?)?,
            )?
        }
        Op::Elapsed { kind, from, to } => {
            let days = operands.number(*to)?;
            let Column::Same(to) = days.lo else {
                return None;
            };
            elapsed((operands.days)(*from)?, to, *kind)?
        }
        Op::Equal(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            let equal = map2(&a.lo, &b.lo, |a, b| NON.wrapping_add(u8::from(a == b)));
            return Some(Cells::Set(equal));
        }
        _ => return None,
    };
    Some(Cells::Number(Span::known(column)))
}

/// Whole years or months from some days, as [`super::days`] writes them, to a day that is the same in every row.
fn elapsed(from: &Column<i64>, to: i64, kind: Elapsed) -> Option<Column<i64>> {
    let to = date(i32::try_from(to).ok()?)?;
    let (year, month, day) = days::parts(to);
    match kind {
        Elapsed::Days => None,
        Elapsed::Years => Some(map1(
            from,
            #[inline(always)]
            |from| {
                let (y, m, d) = days::split(from);
                let early = (month, day) < (m, d);
                year.wrapping_sub(y).wrapping_sub(i64::from(early))
            },
        )),
        Elapsed::Months => {
            let last = i64::from(crate::calendar::Month::of(to).days());
            Some(map1(
                from,
                #[inline(always)]
                |from| {
                    let (y, m, d) = days::split(from);
                    let months = year
                        .wrapping_sub(y)
                        .wrapping_mul(12)
                        .wrapping_add(month)
                        .wrapping_sub(m);
                    // A month is complete on the same day of the month, or on the last day when there is no such day.
                    let needed = if months > 0 { d.min(last) } else { d };
                    months.wrapping_sub(i64::from(day < needed))
                },
            ))
        }
    }
}

/// Computes again, as the reference does, the rows where an operand is open.
fn patched<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>, known: Cells) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let mut open: Option<Vec<bool>> = None;
    node.op.operands(|id| {
        if let Some(cells) = (operands.cells)(id) {
            cells.mark_open(&mut open, operands.rows);
        }
    });
    let Some(open) = open else {
        return Some(known);
    };
    let at = |id: NodeId, row: usize| {
        let cells = (operands.cells)(id);
        cells.and_then(|c| c.at(row)).unwrap_or(Possible::ZERO)
    };
    let rows = open.iter().enumerate().map(|(row, open)| {
        if *open {
            let made = node.op.simple(operands.tables, |id| at(id, row));
            Some(made.unwrap_or(node.range))
        } else {
            known.at(row)
        }
    });
    Some(Cells::of(
        node,
        Column::Each(rows.collect::<Option<Vec<_>>>()?),
    ))
}

/// Yes when possible, no when possible.
#[inline(always)]
fn either(no: bool, yes: bool) -> u8 {
    u8::from(no) | (u8::from(yes) << 1)
}

/// Loops that give yes or no, or choices.
fn set<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    Some(Cells::Set(match &node.op {
        Op::Less(a, b) => {
            let (a, b) = (operands.number(*a)?, operands.number(*b)?);
            if a.hi.is_none() && b.hi.is_none() {
                map2(&a.lo, &b.lo, |a, b| NON.wrapping_add(u8::from(a < b)))
            } else {
                let no = map2(a.top(), &b.lo, |a, b| u8::from(a >= b));
                let yes = map2(&a.lo, b.top(), |a, b| u8::from(a < b) << 1);
                map2(&no, &yes, |a, b| a | b)
            }
        }
        Op::Among(choice, mask) => {
            let choice = operands.choice(*choice)?;
            let mask = *mask;
            map1(choice, |bits| either(bits & !mask != 0, bits & mask != 0))
        }
        Op::And(items) => junction(items, operands, |a, b| ((a | b) & NON) | (a & b & OUI))?,
        Op::Or(items) => junction(items, operands, |a, b| (a & b & NON) | ((a | b) & OUI))?,
        Op::Not(id) => map1(operands.set(*id)?, |a| ((a & NON) << 1) | ((a & OUI) >> 1)),
        Op::Select {
            condition,
            then,
            other,
        } => {
            let condition = operands.set(*condition)?;
            match *condition {
                Column::Same(OUI) => return Some((operands.cells)(*then)?.clone()),
                Column::Same(known) if known != OUI | NON => {
                    return Some((operands.cells)(*other)?.clone());
                }
                _ => {}
            }
            let (then, other) = ((operands.cells)(*then)?, (operands.cells)(*other)?);
            match (then, other) {
                (Cells::Set(then), Cells::Set(other)) => {
                    map3(condition, then, other, |c, a, b| match c {
                        3 => a | b,
                        OUI => a,
                        _ => b,
                    })
                }
                (Cells::Choice(then), Cells::Choice(other)) => {
                    let chosen = map3(condition, then, other, |c, a, b| match c {
                        3 => a | b,
                        OUI => a,
                        _ => b,
                    });
                    return Some(Cells::Choice(chosen));
                }
                _ => return None,
            }
        }
        Op::SelectChoice { on, cases } => {
            let on = operands.choice(*on)?;
            let Column::Same(bits) = *on else {
                return None;
            };
            let case = one_case(bits, cases)?;
            return Some((operands.cells)(case)?.clone());
        }
        _ => return None,
    }))
}

/// `et`, `ou`.
#[inline(always)]
fn junction<'c, F>(
    items: &[NodeId],
    operands: &Operands<'_, 'c, F>,
    join: impl Fn(u8, u8) -> u8 + Copy,
) -> Option<Column<u8>>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let (first, rest) = items.split_first()?;
    let mut so_far = operands.set(*first)?.clone();
    for id in rest {
        so_far = loops::join(so_far, operands.set(*id)?, join);
    }
    Some(so_far)
}

/// Whether who counts is known in every row.
fn mask_known(mask: &Column<u8>) -> bool {
    match mask {
        Column::Same(known) => *known != OUI | NON,
        Column::Each(all) => !all.contains(&(OUI | NON)),
    }
}

/// Loops over the persons of each household.
fn gathered<'c, F>(node: &Node, operands: &Operands<'_, 'c, F>) -> Option<Cells>
where
    F: Fn(NodeId) -> Option<&'c Cells>,
{
    let persons = operands.persons;
    match &node.op {
        Op::AnyPerson(mask) => {
            let mask = operands.set(*mask)?;
            match *mask {
                // There is always one person.
                Column::Same(known) => Some(Cells::Set(Column::Same(known))),
                Column::Each(ref mask) => Some(Cells::Set(Column::Each(persons.any(mask)))),
            }
        }
        Op::CountPersons(mask) => match *operands.set(*mask)? {
            Column::Same(NON) => Some(Cells::Number(Span::known(Column::Same(0)))),
            Column::Same(_) => None,
            Column::Each(ref mask) => {
                let lo = persons.sum(mask, |m| i64::from(*m == OUI));
                if !mask.contains(&(OUI | NON)) {
                    return Some(Cells::Number(Span::known(Column::Each(lo))));
                }
                let hi = persons.sum(mask, |m| i64::from(m & OUI != 0));
                Some(Cells::Number(Span::between(
                    Column::Each(lo),
                    Column::Each(hi),
                )))
            }
        },
        Op::SumPersons { value, mask } => {
            let mask = operands.set(*mask)?;
            let nothing = Cells::Number(Span::known(Column::Same(0)));
            if *mask == Column::Same(NON) {
                return Some(nothing);
            }
            let value = operands.number(*value)?;
            let counted = |m: u8, v: i64, maybe: i64| match m {
                OUI => v,
                3 => maybe,
                _ => 0,
            };
            let lo = map2(mask, &value.lo, |m, v| counted(m, v, v.min(0)));
            let known = value.hi.is_none() && mask_known(mask);
            if known && lo == Column::Same(0) {
                return Some(nothing);
            }
            let lo = persons.total(&lo);
            if known {
                return Some(Cells::Number(Span::known(lo)));
            }
            let hi = map2(mask, value.top(), |m, v| counted(m, v, v.max(0)));
            Some(Cells::Number(Span::between(lo, persons.total(&hi))))
        }
        Op::ExtremumPersons {
            max,
            value,
            mask,
            default,
        } => {
            let (value, mask) = (operands.number(*value)?, operands.set(*mask)?);
            let zero = Span::known(Column::Same(0));
            let default = match default {
                Some(id) => operands.number(*id)?,
                None => &zero,
            };
            if value.hi.is_some() || default.hi.is_some() || !mask_known(mask) {
                return None;
            }
            let values = persons.extremum(*max, &value.lo, mask, &default.lo);
            Some(Cells::Number(Span::known(Column::Each(values))))
        }
        Op::Rank {
            value,
            mask,
            descending,
        } => {
            let (value, mask) = (operands.number(*value)?, operands.set(*mask)?);
            if value.hi.is_some() || !mask_known(mask) {
                return None;
            }
            let values = persons.rank(*descending, &value.lo, mask);
            Some(Cells::Number(Span::known(Column::Each(values))))
        }
        Op::Pick { value, role } => {
            let roles = 1_u128.checked_shl(role.0)?;
            match (operands.cells)(*value)? {
                Cells::Number(span) if span.hi.is_none() && narrow(node.range) => Some(
                    Cells::Number(Span::known(Column::Each(persons.pick(&span.lo, roles, 0)))),
                ),
                Cells::Set(set) => Some(Cells::Set(Column::Each(persons.pick(set, roles, NON)))),
                _ => None,
            }
        }
        _ => None,
    }
}

const _: () = assert!(NO == 1 && YES == 2);
