//! Situations and examples: facts, and what is expected of them.

use super::{Builder, Node};
use crate::source::Spanned;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{Base, Example, Expected, Fact, Text};

type Months = Spanned<((i32, u32), (i32, u32))>;

impl Builder {
    pub(super) fn base_situation(&mut self, node: Node<'_>) -> Option<Base> {
        let title = self.only_text(node.clone())?;
        let like = self.like(&node);
        Some(Base {
            title,
            like,
            facts: self.facts(node)?,
        })
    }

    pub(super) fn example(&mut self, node: Node<'_>) -> Option<Example> {
        let title = self.only_text(node.clone())?;
        let at = self.date_in(&node)?;
        let like = self.like(&node);
        let citation = self.citation_in(&node);
        let facts = self.facts(node.clone())?;
        let expected = node.into_inner().filter(|n| n.as_rule() == Rule::expected);
        let expected = expected
            .map(|n| self.expected(n))
            .collect::<Option<Vec<_>>>()?;
        Some(Example {
            title,
            at,
            like,
            citation,
            facts,
            expected,
        })
    }

    fn like(&self, node: &Node<'_>) -> Option<Text> {
        node.clone()
            .into_inner()
            .find(|n| n.as_rule() == Rule::like)
            .and_then(|n| self.only_text(n))
    }

    fn facts(&mut self, node: Node<'_>) -> Option<Vec<Fact>> {
        let facts = node
            .into_inner()
            .filter(|n| matches!(n.as_rule(), Rule::fact | Rule::member_fact));
        facts.map(|n| self.fact(&n)).collect()
    }

    fn fact(&mut self, node: &Node<'_>) -> Option<Fact> {
        let mut parts = node.clone().into_inner();
        let first = parts.next()?;
        match first.as_rule() {
            Rule::k_rest => return Some(Fact::RestByDefault(self.span(&first))),
            Rule::k_many | Rule::k_one => {
                let name = self.only_name(node.clone())?;
                let members = parts.filter(|n| n.as_rule() == Rule::member);
                return Some(Fact::Members(
                    name,
                    members.map(|n| self.facts(n)).collect::<Option<Vec<_>>>()?,
                ));
            }
            _ => {}
        }
        let name = self.name(&first);
        let mut months = None;
        for part in parts {
            match part.as_rule() {
                Rule::k_unknown => return Some(Fact::Unknown(name)),
                Rule::fact_months => months = Some(self.fact_months(&part)?),
                Rule::equals => {}
                _ => {
                    return Some(Fact::Set {
                        name,
                        months,
                        value: self.literal(&part)?,
                    });
                }
            }
        }
        None
    }

    fn fact_months(&mut self, node: &Node<'_>) -> Option<Months> {
        let span = self.span(node);
        let mut months = Vec::new();
        for part in node.clone().into_inner() {
            match part.as_rule() {
                Rule::month => months.push(self.month(&part)?),
                Rule::year => {
                    let year = part.as_str().parse().ok()?;
                    months.extend([(year, 1), (year, 12)]);
                }
                _ => {}
            }
        }
        Some(Spanned {
            value: (*months.first()?, *months.last()?),
            span,
        })
    }

    fn expected(&mut self, node: Node<'_>) -> Option<Expected> {
        let first = node.clone().into_inner().next()?;
        match first.as_rule() {
            Rule::k_ask_nothing => return Some(Expected::AskNothing(self.span(&first))),
            Rule::k_ask => return self.only_name(node).map(Expected::Ask),
            Rule::k_verdict => {
                let word = node
                    .clone()
                    .into_inner()
                    .find(|n| n.as_rule() == Rule::verdict)?;
                return Some(Expected::Verdict(self.only_name(node)?, self.name(&word)));
            }
            _ => {}
        }
        let name = self.name(&first);
        let mut values = node.into_inner().skip(1).filter_map(|n| self.literal(&n));
        let value = values.next()?;
        Some(match values.next() {
            Some(high) => Expected::Between(name, value, high),
            None => Expected::Equals(name, value),
        })
    }
}
