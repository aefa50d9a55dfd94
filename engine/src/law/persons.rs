//! Groups and what is computed over persons.

use super::graph::Made;
use super::lower::{Lower, Lowered};
use super::{Cause, GroupAt, Kind, Named, NodeId, Op, Shape};
use crate::calendar::Month;
use crate::exact::Exact;
use crate::program::{Expr, Fold, GroupId, Members, Quantifier, Type};

impl Lower<'_> {
    /// Who belongs to some persons at an observed month: yes or no for each person.
    pub(super) fn members(&mut self, members: Members, observed: Month) -> Result<NodeId, Cause> {
        match members {
            Members::Everyone => Ok(self.graph.known(true)),
            Members::Role(role) => Ok(self.graph.role(super::graph::bit(role.0))),
            Members::Group(group) => {
                let index = self.group(group, observed)?;
                let Some(node) = self.groups.get(index).map(|g| g.node) else {
                    return self.internal("groupe inconnu");
                };
                if self
                    .program
                    .groups
                    .get(group.index())
                    .is_some_and(|g| g.filter.is_some())
                {
                    self.read(Named::Group(index), node, None);
                }
                Ok(node)
            }
        }
    }

    fn group(&mut self, id: GroupId, observed: Month) -> Result<usize, Cause> {
        if let Some(found) = self.group_memo.get(&(id, observed)) {
            return match found {
                Some(index) => Ok(*index),
                None => Err(self.looping()),
            };
        }
        let program = self.program;
        let Some(group) = program.groups.get(id.index()) else {
            return self.internal("groupe inconnu");
        };
        self.group_memo.insert((id, observed), None);
        let (node, trace) = self.traced(|lower| {
            let mut parts = Vec::new();
            for members in &group.members {
                parts.push(lower.members(*members, observed)?);
            }
            let made = lower.graph.or(&parts);
            let any = lower.made(made)?;
            match &group.filter {
                None => Ok(any),
                Some(filter) => {
                    let filter = lower.expr(filter, observed)?;
                    let made = lower.graph.and(&[any, filter.node]);
                    lower.made(made)
                }
            }
        })?;
        let index = self.groups.len();
        self.groups.push(GroupAt {
            group: id,
            month: observed,
            node,
            trace,
        });
        self.group_memo.insert((id, observed), Some(index));
        Ok(index)
    }

    /// The members that meet a filter.
    fn filtered(
        &mut self,
        group: Members,
        filter: Option<&Expr>,
        observed: Month,
    ) -> Result<NodeId, Cause> {
        let mask = self.members(group, observed)?;
        let Some(filter) = filter else {
            return Ok(mask);
        };
        let filter = self.about(mask, |lower| lower.expr(filter, observed))?.node;
        let made = self.graph.and(&[mask, filter]);
        self.made(made)
    }

    /// `décompte des G dont C`
    pub(super) fn count(
        &mut self,
        group: Members,
        filter: Option<&Expr>,
        observed: Month,
    ) -> Result<Lowered, Cause> {
        let mask = self.filtered(group, filter, observed)?;
        let made = self
            .graph
            .make(Op::CountPersons(mask), Kind::Number { den: 1 });
        self.made(made).map(Lowered::of)
    }

    /// `au moins un des G dont C`, `aucun…`, `tous…`
    pub(super) fn quantified(
        &mut self,
        quantifier: Quantifier,
        group: Members,
        condition: &Expr,
        observed: Month,
    ) -> Result<Lowered, Cause> {
        let mask = self.members(group, observed)?;
        let negated = quantifier == Quantifier::None;
        let lowered = self.negation(negated, |lower| {
            lower.about(mask, |lower| lower.expr(condition, observed))
        })?;
        let mut test = lowered.node;
        if quantifier == Quantifier::All {
            let made = self.graph.not(test);
            test = self.made(made)?;
        }
        let made = self.graph.and(&[mask, test]);
        let mask = self.made(made)?;
        let made = self.graph.make(Op::AnyPerson(mask), Kind::YesNo);
        let any = self.made(made)?;
        if quantifier == Quantifier::Some {
            return Ok(Lowered::of(any));
        }
        let made = self.graph.not(any);
        self.made(made).map(Lowered::of)
    }

    /// `total des X de chaque S dont C`, `maximum…, à défaut V`
    pub(super) fn over_persons(
        &mut self,
        fold: Fold,
        value: &Expr,
        (group, filter): (Members, Option<&Expr>),
        default: Option<&Expr>,
        observed: Month,
    ) -> Result<Lowered, Cause> {
        let mask = self.filtered(group, filter, observed)?;
        let value = self.about(mask, |lower| lower.expr(value, observed))?;
        let (value, mask) = self.where_present(value, mask)?;
        let default = match default {
            Some(default) => Some(self.expr(default, observed)?.node),
            None => None,
        };
        let made = match (fold, default) {
            (Fold::Sum, _) => return self.total(value, mask).map(Lowered::of),
            (Fold::Max | Fold::Min, Some(default)) => {
                self.extremum_or((fold == Fold::Max, value, mask), default)
            }
            (Fold::Max | Fold::Min, None) => {
                let kind = self.graph.kind(value);
                self.graph.make(
                    Op::ExtremumPersons {
                        max: fold == Fold::Max,
                        value,
                        mask,
                        default: None,
                    },
                    kind,
                )
            }
            (Fold::Mean, _) => return self.internal("moyenne sur des personnes"),
        };
        self.made(made).map(Lowered::of)
    }

    /// The sum over the persons of a mask.
    pub(super) fn total(&mut self, value: NodeId, mask: NodeId) -> Result<NodeId, Cause> {
        let kind = self.graph.kind(value);
        let made = if self.graph.number(value) == Some(Exact::ZERO) {
            Ok(value)
        } else if let Some(each) = self.graph.number(value) {
            let made = self
                .graph
                .make(Op::CountPersons(mask), Kind::Number { den: 1 });
            let count = self.made(made)?;
            self.graph.scaled(count, each)
        } else {
            self.graph.make(Op::SumPersons { value, mask }, kind)
        };
        self.made(made)
    }

    /// The largest or the smallest of the members, or a default; the default may be that of the person at hand.
    fn extremum_or(&mut self, (max, value, mask): (bool, NodeId, NodeId), default: NodeId) -> Made {
        let graph = &mut self.graph;
        let (value, default, kind) = graph.pair(value, default)?;
        let own = graph.shape(default) == Shape::Person;
        let best = graph.make(
            Op::ExtremumPersons {
                max,
                value,
                mask,
                default: (!own).then_some(default),
            },
            kind,
        )?;
        if !own {
            return Ok(best);
        }
        let any = graph.make(Op::AnyPerson(mask), Kind::YesNo)?;
        graph.select(any, best, default)
    }

    /// A person whose value is absent does not count.
    fn where_present(&mut self, value: Lowered, mask: NodeId) -> Result<(NodeId, NodeId), Cause> {
        let Some(present) = value.present else {
            return Ok((value.node, mask));
        };
        let made = self.graph.and(&[mask, present]);
        Ok((value.node, self.made(made)?))
    }

    /// `rang décroissant du X parmi les G`
    pub(super) fn rank(
        &mut self,
        value: &Expr,
        group: Members,
        descending: bool,
        observed: Month,
    ) -> Result<Lowered, Cause> {
        let mask = self.members(group, observed)?;
        let value = self.about(mask, |lower| lower.expr(value, observed))?;
        let (value, mask) = self.where_present(value, mask)?;
        let made = self.graph.make(
            Op::Rank {
                value,
                mask,
                descending,
            },
            Kind::Number { den: 1 },
        );
        self.made(made).map(Lowered::of)
    }

    /// `fait partie des G`
    pub(super) fn member_of(&mut self, group: Members, observed: Month) -> Result<Lowered, Cause> {
        self.members(group, observed).map(Lowered::of)
    }

    /// The value of a type, in case it is absent.
    pub(super) fn unless_absent(&mut self, value: Lowered, ty: Type) -> Result<NodeId, Cause> {
        let Some(present) = value.present else {
            return Ok(value.node);
        };
        let nothing = self.nothing(ty);
        let made = self.graph.select(present, value.node, nothing);
        self.made(made)
    }
}
