//! Names in expressions: inputs, rules, whose they are.

use super::lower::{Lower, Lowered};
use super::{Cause, Kind, Named, NodeId, Op, Possible, Shape, Time};
use crate::calendar::Month;
use crate::exact::Exact;
use crate::program::{Constant, Input, InputId, RoleId, RuleId, Timing, Type, Who};
use crate::situation::{all_choices, domain};

impl Lower<'_> {
    /// A constant of a type.
    pub(super) fn constant(&mut self, value: Constant, ty: Type) -> Lowered {
        let node = match value {
            Constant::Number(number) => self.graph.exact(number),
            Constant::YesNo(yes) => self.graph.known(yes),
            Constant::Date(days) => self.graph.exact(Exact::whole(i128::from(days))),
            Constant::Choice(position) => {
                let bits = 1_u128.checked_shl(u32::from(position)).unwrap_or(0);
                self.graph.constant_node(Possible::set(bits), Kind::Choice)
            }
            Constant::Nothing => {
                let node = self.nothing(ty);
                let never = self.graph.known(false);
                return Lowered {
                    node,
                    present: Some(never),
                };
            }
        };
        Lowered::of(node)
    }

    /// The value of what is absent.
    pub(super) fn nothing(&mut self, ty: Type) -> NodeId {
        match ty {
            Type::Number(_) | Type::Date => self.graph.exact(Exact::ZERO),
            Type::YesNo => self.graph.known(false),
            Type::Choice(_) => self.graph.constant_node(Possible::set(0), Kind::Choice),
        }
    }

    /// An input at an observed month; `year` for a yearly one.
    pub(super) fn input(
        &mut self,
        id: InputId,
        who: Who,
        observed: Month,
        year: Option<i32>,
    ) -> Result<Lowered, Cause> {
        let program = self.program;
        let Some(input) = program.inputs.get(id.index()) else {
            return self.internal("donnée inconnue");
        };
        let time = match (input.timing, year) {
            (_, Some(year)) => Time::Year(year),
            (Timing::Monthly, None) => Time::Month(observed),
            (Timing::Once, None) => Time::Month(self.month),
            (Timing::Yearly, None) => Time::Year(self.month.year()),
        };
        let lowered = self.input_node(id, input, time);
        let role = match who {
            Who::Here => None,
            Who::Role(role) => Some(role),
        };
        self.read(Named::Input(id, time), lowered.node, role);
        // Without such a person, what may be absent is.
        let absent = input.optional || !matches!(input.ty, Type::Number(_) | Type::YesNo);
        self.of_whom(lowered, who, (input.ty, absent))
    }

    /// An input of the household at the month of the right.
    pub(super) fn input_node(&mut self, id: InputId, input: &Input, time: Time) -> Lowered {
        let shape = if input.each {
            Shape::Person
        } else {
            Shape::Household
        };
        let (kind, range) = match input.ty {
            Type::Number(_) => {
                let range = domain(input);
                let range = Possible::number(range.lo, range.hi);
                let range = if input.optional {
                    range.hull(Possible::ZERO)
                } else {
                    range
                };
                (
                    Kind::Number {
                        den: input.den.max(1),
                    },
                    range,
                )
            }
            Type::Date => {
                let range = domain(input);
                (
                    Kind::Number { den: 1 },
                    Possible::number(range.lo, range.hi),
                )
            }
            Type::YesNo => (Kind::YesNo, Possible::MAYBE),
            Type::Choice(_) => (
                Kind::Choice,
                Possible::set(all_choices(self.program, input)),
            ),
        };
        let node = self
            .graph
            .leaf(Op::Input { input: id, time }, kind, shape, range, 0);
        let present = input.optional.then(|| {
            self.graph.leaf(
                Op::Present { input: id, time },
                Kind::YesNo,
                shape,
                Possible::MAYBE,
                0,
            )
        });
        Lowered { node, present }
    }

    /// A rule at an observed month.
    pub(super) fn rule_value(
        &mut self,
        id: RuleId,
        who: Who,
        observed: Month,
    ) -> Result<Lowered, Cause> {
        let index = self.rule(id, observed)?;
        let (Some(at), Some(rule)) = (self.rules.get(index), self.program.rules.get(id.index()))
        else {
            return self.internal("règle inconnue");
        };
        let (lowered, ty) = (
            Lowered {
                node: at.node,
                present: at.present,
            },
            rule.ty,
        );
        let role = match who {
            Who::Here => None,
            Who::Role(role) => Some(role),
        };
        self.read(Named::Rule(index), lowered.node, role);
        self.of_whom(
            lowered,
            who,
            (ty, !matches!(ty, Type::Number(_) | Type::YesNo)),
        )
    }

    /// The person of a role, or nothing to do. Without such a person a number is zero and a condition `non`; a day, a
    /// choice and an optional input are `absent`.
    fn of_whom(
        &mut self,
        lowered: Lowered,
        who: Who,
        (ty, absent): (Type, bool),
    ) -> Result<Lowered, Cause> {
        let Who::Role(role) = who else {
            return Ok(lowered);
        };
        let node = self.pick(lowered.node, role, ty)?;
        let own = match lowered.present {
            Some(present) => Some(self.pick(present, role, Type::YesNo)?),
            None => None,
        };
        let present = match (own, absent) {
            (Some(own), true) => Some(own),
            (Some(own), false) => {
                let exists = self.exists(role)?;
                let made = self
                    .graph
                    .not(exists)
                    .and_then(|nobody| self.graph.or(&[nobody, own]));
                Some(self.made(made)?)
            }
            (None, true) => Some(self.exists(role)?),
            (None, false) => None,
        };
        Ok(Lowered {
            node,
            present: present.filter(|p| !self.graph.range(*p).holds()),
        })
    }

    fn exists(&mut self, role: RoleId) -> Result<NodeId, Cause> {
        let mask = self.graph.role(super::graph::bit(role.0));
        let made = self.graph.make(Op::AnyPerson(mask), Kind::YesNo);
        self.made(made)
    }

    fn pick(&mut self, value: NodeId, role: RoleId, ty: Type) -> Result<NodeId, Cause> {
        let made = if self.graph.shape(value) == Shape::Person {
            let kind = self.graph.kind(value);
            self.graph.make(Op::Pick { value, role }, kind)
        } else {
            let exists = self.exists(role)?;
            match ty {
                // Its presence tells the rest.
                Type::Choice(_) | Type::Date => Ok(value),
                Type::Number(_) | Type::YesNo => {
                    let nothing = self.nothing(ty);
                    self.graph.select(exists, value, nothing)
                }
            }
        };
        self.made(made)
    }
}
