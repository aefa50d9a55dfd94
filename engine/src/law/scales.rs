//! Scales at a day: one constant, one table, or one by territory.

use super::lower::{Lower, Lowered};
use super::{Cause, Named, NodeId, ScaleAt, Table};
use crate::calendar::{Month, date};
use crate::exact::{Exact, lcm};
use crate::program::{Expr, Scale, ScaleId, ScaleLine};

/// Positions of the territory and the line in force there; `None`: no value there, on purpose.
type Lines = Vec<(u128, Option<usize>)>;

impl Lower<'_> {
    /// A scale read at an observed month, or at a day; its key is read at the month.
    pub(super) fn read_scale(
        &mut self,
        id: ScaleId,
        key: Option<&Expr>,
        observed: Month,
        day: Option<i32>,
    ) -> Result<Lowered, Cause> {
        let key = match key {
            Some(key) => Some(self.expr(key, observed)?),
            None => None,
        };
        self.scale(id, key, observed, day)
    }

    /// The value of a scale read at an observed month, or at a day, with its key.
    fn scale(
        &mut self,
        id: ScaleId,
        key: Option<Lowered>,
        observed: Month,
        day: Option<i32>,
    ) -> Result<Lowered, Cause> {
        let program = self.program;
        let Some(scale) = program.scales.get(id.index()) else {
            return self.internal("barème inconnu");
        };
        let month = if scale.observed { observed } else { self.month };
        let day = day.unwrap_or_else(|| month.first_day());
        let on = self.territory()?;
        let lines = self.lines(scale, day, on)?;
        let mut cases: Vec<(u128, NodeId)> = Vec::new();
        for (mask, line) in &lines {
            let line = line.and_then(|i| scale.lines.get(i));
            let node = match (line, key) {
                (None, _) => self.graph.exact(Exact::ZERO),
                (Some(line), None) => {
                    let Some((_, value)) = line.steps.first() else {
                        return self.internal("barème sans valeur");
                    };
                    self.graph.exact(*value)
                }
                (Some(line), Some(key)) => self.table(scale, line, key.node)?,
            };
            cases.push((*mask, node));
        }
        let nodes: Vec<NodeId> = cases.iter().map(|(_, n)| *n).collect();
        let made = self.graph.alike(&nodes);
        let (nodes, _) = self.made(made)?;
        let cases: Vec<(u128, NodeId)> = cases.iter().map(|(m, _)| *m).zip(nodes).collect();
        let made = match (on, cases.as_slice()) {
            (_, [(_, one)]) => Ok(*one),
            (Some(on), _) => self.graph.choose(on, cases),
            (None, _) => return self.internal("territoire sans définition"),
        };
        let node = self.made(made)?;
        let named = self.scale_at(ScaleAt {
            scale: id,
            day,
            on: on.filter(|_| lines.len() > 1),
            lines,
        });
        self.read(named, node, None);
        Ok(Lowered {
            node,
            present: key.and_then(|k| k.present),
        })
    }

    fn scale_at(&mut self, at: ScaleAt) -> Named {
        let found = self.scale_memo.get(&(at.scale, at.day)).copied();
        Named::Scale(found.unwrap_or_else(|| {
            let index = self.scales.len();
            self.scale_memo.insert((at.scale, at.day), index);
            self.scales.push(at);
            index
        }))
    }

    /// The line in force at a day, by territory. A territory without a line of its own at that day
    /// follows the general ones.
    fn lines(&mut self, scale: &Scale, day: i32, on: Option<NodeId>) -> Result<Lines, Cause> {
        let last = |wanted: &dyn Fn(&ScaleLine) -> bool| {
            scale
                .lines
                .iter()
                .rposition(|l| l.since <= day && wanted(l))
        };
        let general = last(&|l| l.territories == 0);
        let has_general = scale.lines.iter().any(|l| l.territories == 0);
        let in_force = |i: usize| scale.lines.get(i).is_some_and(|l| !l.steps.is_empty());
        let mut lines: Lines = Vec::new();
        let mut left = on.map_or(0, |on| self.graph.range(on).bits());
        let mut put =
            |mask: u128, line: Option<usize>| match lines.iter_mut().find(|(_, l)| *l == line) {
                Some((m, _)) => *m |= mask,
                None => lines.push((mask, line)),
            };
        if left == 0 {
            left = 1;
        }
        while left != 0 {
            let position = 1_u128.checked_shl(left.trailing_zeros()).unwrap_or(0);
            left &= !position;
            let own = on.and_then(|_| last(&|l| l.territories & position != 0));
            match (own, general) {
                (Some(own), _) => put(position, Some(own).filter(|i| in_force(*i))),
                (None, Some(general)) if in_force(general) => put(position, Some(general)),
                // Written for some territories only: nothing elsewhere.
                (None, None) if !has_general => put(position, None),
                _ => return Err(gap(scale, day)),
            }
        }
        Ok(lines)
    }

    fn table(&mut self, scale: &Scale, line: &ScaleLine, key: NodeId) -> Result<NodeId, Cause> {
        let mut key_den = self.graph.den(key);
        let mut value_den = 1;
        for (bound, value) in &line.steps {
            let dens = (
                lcm(key_den, bound.map_or(1, Exact::den)),
                lcm(value_den, value.den()),
            );
            let (Some(k), Some(v)) = dens else {
                return self.too_large();
            };
            (key_den, value_den) = (k, v);
        }
        let steps: Option<Vec<(i128, i128)>> = line
            .steps
            .iter()
            .map(|(bound, value)| {
                Some((
                    bound.map_or(Some(i128::MIN), |b| b.over(key_den))?,
                    value.over(value_den)?,
                ))
            })
            .collect();
        let Some(steps) = steps else {
            return self.too_large();
        };
        let table = Table {
            kind: scale.kind,
            key_den,
            value_den,
            steps,
        };
        let Some(den) = table.den() else {
            return self.too_large();
        };
        let table = self.graph.table(table);
        let made = self.graph.lookup(key, table, key_den, den);
        self.made(made)
    }
}

/// The days with a general value.
fn gap(scale: &Scale, day: i32) -> Cause {
    let general = || scale.lines.iter().filter(|l| l.territories == 0);
    let from = general()
        .find(|l| !l.steps.is_empty())
        .and_then(|l| date(l.since));
    let to = general()
        .rev()
        .take_while(|l| l.steps.is_empty())
        .last()
        .and_then(|l| date(l.since.saturating_sub(1)));
    Cause::Scale {
        scale: scale.name.clone(),
        day: date(day),
        from,
        to,
    }
}
