//! What a condition that is not met missed, and by how much.

use super::explain::Missed;
use super::reasons::Finder;
use super::shown::{Bounds, Shown};
use crate::exact::Exact;
use crate::law::{Against, BodyAt, Check, Named, NodeId, Possible, Read, Trace};
use crate::program::{Comparison, InputId, Type};

/// More comparisons than this say nothing to anybody.
const SHOWN: usize = 6;

/// Where the search stands.
#[derive(Debug, Clone, Copy)]
struct Level {
    /// What holds is what should not.
    flip: bool,
    /// Inside of a condition that is named.
    inner: bool,
    /// Levels left.
    depth: u32,
}

/// Whether a condition is not what it should be.
fn wrong(value: Possible, negated: bool) -> bool {
    if negated {
        value.holds()
    } else {
        value.fails()
    }
}

impl Finder<'_> {
    /// The comparisons that failed, for each person that they are about; those of the conditions that are named, too,
    /// so many levels down.
    pub(super) fn missed(&self, trace: &Trace, person: Option<usize>, depth: u32) -> Vec<Missed> {
        let mut found = Vec::new();
        self.gather(
            trace,
            person,
            Level {
                flip: false,
                inner: false,
                depth,
            },
            &mut found,
        );
        found.truncate(SHOWN);
        found
    }

    fn gather(&self, trace: &Trace, person: Option<usize>, level: Level, found: &mut Vec<Missed>) {
        for check in &trace.checks {
            let negated = check.negated ^ level.flip;
            for whose in self.inside(check.who, check.node, person) {
                let at = whose.unwrap_or(0);
                // Deep inside, what compares with something absent tells nothing.
                let empty = check.there.into_iter().any(|there| self.absent(there, at));
                if wrong(self.view.at(check.node, at), negated) && !(level.inner && empty) {
                    push(found, self.miss(check, whose, negated));
                }
            }
        }
        if level.depth == 0 || found.len() >= SHOWN {
            return;
        }
        for read in &trace.reads {
            let negated = read.negated ^ level.flip;
            let compared = trace.checks.iter().any(|check| check.subject == read.node);
            for whose in self.whose(read, person) {
                if !wrong(self.view.at(read.node, whose.unwrap_or(0)), negated) {
                    continue;
                }
                match read.what {
                    Named::Rule(index) => {
                        let depth = level.depth.saturating_sub(1);
                        self.named(
                            index,
                            whose,
                            Level {
                                flip: negated,
                                inner: true,
                                depth,
                            },
                            found,
                        );
                    }
                    Named::Input(id, _) if !compared => {
                        found.extend(self.answer(id, whose, negated))
                    }
                    _ => {}
                }
            }
        }
    }

    /// The comparisons inside of a condition.
    fn named(&self, index: usize, person: Option<usize>, level: Level, found: &mut Vec<Missed>) {
        let Some((at, rule)) = self.rule(index).filter(|(_, rule)| rule.ty == Type::YesNo) else {
            return;
        };
        let person = person.filter(|_| rule.each);
        if let Some((guard, trace)) = &at.guard
            && self.view.at(*guard, person.unwrap_or(0)).fails()
        {
            return self.gather(trace, person, level, found);
        }
        let (BodyAt { trace, lines, .. }, _) = self.body(at, rule, person);
        self.gather(trace, person, level, found);
        for line in lines {
            if wrong(self.view.at(line.node, person.unwrap_or(0)), level.flip) {
                self.gather(&line.trace, person, level, found);
            }
        }
    }

    /// A yes or no of the situation that should be the other one.
    fn answer(&self, id: InputId, person: Option<usize>, negated: bool) -> Option<Missed> {
        let input = self.view.law.program.inputs.get(id.index())?;
        (input.ty == Type::YesNo && !input.optional).then(|| Missed {
            text: input.name.to_string(),
            person: person.filter(|_| input.each),
            value: Shown::YesNo {
                value: Some(negated),
            },
            threshold: Shown::YesNo {
                value: Some(!negated),
            },
            unit: String::new(),
            short_by: None,
        })
    }

    /// The persons that a read is about: the one of a role, the one at hand, those of an aggregate.
    pub(super) fn whose(&self, read: &Read, person: Option<usize>) -> Vec<Option<usize>> {
        let Some(role) = read.role else {
            return self.inside(read.who, read.node, person);
        };
        let bit = 1_u128.checked_shl(role.0).unwrap_or(0);
        let holder = self.view.roles.iter().position(|r| r & bit != 0);
        holder.map(Some).into_iter().collect()
    }

    /// The persons that a value is about, without those who are outside of the aggregate for sure.
    fn inside(
        &self,
        who: Option<NodeId>,
        node: NodeId,
        person: Option<usize>,
    ) -> Vec<Option<usize>> {
        let mut all = self.persons(who, node, person);
        all.retain(|p| !who.is_some_and(|mask| self.view.at(mask, p.unwrap_or(0)).fails()));
        all
    }

    /// Who a value is about: the person at hand, each person of an aggregate, or the household.
    fn persons(
        &self,
        who: Option<NodeId>,
        node: NodeId,
        person: Option<usize>,
    ) -> Vec<Option<usize>> {
        let each = self
            .view
            .law
            .slots
            .get(node.index())
            .is_some_and(|s| s.each);
        match (each, who, person) {
            (false, ..) => vec![None],
            (true, None, Some(person)) => vec![Some(person)],
            (true, ..) => (0..self.view.persons).map(Some).collect(),
        }
    }

    fn miss(&self, check: &Check, person: Option<usize>, negated: bool) -> Missed {
        let law = self.view.law;
        let at = person.unwrap_or(0);
        let den = |id: NodeId| law.node(id).map_or(1, |n| n.kind.den());
        let shown = |id: NodeId| Shown::of(&law.program, check.ty, self.view.at(id, at), den(id));
        let value = shown(check.subject);
        let (threshold, short_by) = match check.against {
            Against::Choices(mask) => {
                let wanted = if negated { !mask } else { mask };
                (
                    Shown::of(&law.program, check.ty, Possible::set(wanted), 1),
                    None,
                )
            }
            Against::Value(op, other) => {
                let number = matches!(check.ty, Type::Number(_) | Type::Date);
                let bounds = |id: NodeId| Bounds::of(self.view.at(id, at), den(id));
                let short =
                    number.then(|| short_by(op, negated, bounds(check.subject), bounds(other)));
                (shown(other), short.flatten())
            }
        };
        let unit = match check.ty {
            Type::Number(unit) => unit.to_string(),
            Type::Date => "jours".to_owned(),
            Type::YesNo | Type::Choice(_) => String::new(),
        };
        let [no_value, no_threshold] = check.there.map(|there| self.absent(there, at));
        Missed {
            text: check.text.to_string(),
            person,
            value: if no_value { Shown::Nothing } else { value },
            threshold: if no_threshold {
                Shown::Nothing
            } else {
                threshold
            },
            unit,
            short_by: short_by.filter(|short| !no_value && !no_threshold && *short != Bounds::ZERO),
        }
    }

    /// Whether something is absent for sure.
    fn absent(&self, there: Option<NodeId>, person: usize) -> bool {
        there.is_some_and(|there| self.view.at(there, person).fails())
    }
}

/// The same comparison about the same person, once.
fn push(found: &mut Vec<Missed>, one: Missed) {
    if !found.contains(&one) {
        found.push(one);
    }
}

/// How far a value is from meeting a comparison.
fn short_by(op: Comparison, negated: bool, value: Bounds, threshold: Bounds) -> Option<Bounds> {
    let above = match (op, negated) {
        (Comparison::Less | Comparison::AtMost, false)
        | (Comparison::Greater | Comparison::AtLeast, true) => true,
        (Comparison::Greater | Comparison::AtLeast, false)
        | (Comparison::Less | Comparison::AtMost, true) => false,
        (Comparison::Equal, false) | (Comparison::NotEqual, true) => value
            .min
            .compare(threshold.max)
            .is_some_and(std::cmp::Ordering::is_ge),
        (Comparison::NotEqual, false) | (Comparison::Equal, true) => return None,
    };
    let gap = if above {
        value.minus(threshold)
    } else {
        threshold.minus(value)
    };
    let positive = |e: Exact| if e.num() < 0 { Exact::ZERO } else { e };
    Some(Bounds {
        min: positive(gap.min),
        max: positive(gap.max),
    })
}
