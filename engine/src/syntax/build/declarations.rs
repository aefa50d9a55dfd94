//! The declarations, but for scales and examples.

use super::{Builder, Node};
use crate::nearest::nearest;
use crate::source::Spanned;
use crate::syntax::codes;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{
    Arity, Benefit, BenefitField, Citation, Condition, ConditionBody, ConditionLine, DateLiteral,
    Entity, Exception, Expr, Group, Holder, Input, InputAttribute, Module, Name, Period,
    PeriodSpan, Procedure, ProcedureField, ProcedureValue, Role, Rule as RuleDeclaration, TypeExpr,
    Version,
};

/// The fields of a `Démarche`.
const FIELDS: [&str; 13] = [
    "organisme",
    "demande",
    "formulaire",
    "pièces",
    "effet",
    "rétroactivité",
    "suivi",
    "ouvre",
    "exclut",
    "automatique",
    "délai",
    "recours",
    "information",
];

impl Builder {
    pub(super) fn module(&mut self, node: Node<'_>) -> Option<Module> {
        let title = self.only_text(node.clone())?;
        let mut module = Module {
            title,
            short: None,
            verified: None,
            covers: None,
        };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::short => module.short = self.only_name(part),
                Rule::verified => module.verified = self.date_in(&part),
                Rule::covers => {
                    let mut dates = part.into_inner().filter(|n| n.as_rule() == Rule::date);
                    let (first, last) = (dates.next()?, dates.next()?);
                    module.covers = Some((self.date(&first)?, self.date(&last)?));
                }
                _ => {}
            }
        }
        Some(module)
    }

    pub(super) fn entity(&mut self, node: Node<'_>) -> Option<Entity> {
        let name = self.only_name(node.clone())?;
        let (mut singular, mut roles, mut at_most) = (None, Vec::new(), None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::singular => singular = self.only_name(part),
                Rule::role => roles.push(self.role(part)?),
                Rule::at_most => at_most = self.integer_in(&part, Rule::integer),
                _ => {}
            }
        }
        Some(Entity {
            name,
            singular: singular?,
            roles,
            at_most,
        })
    }

    fn role(&self, node: Node<'_>) -> Option<Role> {
        let name = self.only_name(node.clone())?;
        let mut role = Role {
            arity: Arity::One,
            singular: name.clone(),
            name,
        };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::k_at_most_one => role.arity = Arity::AtMostOne,
                Rule::k_many => role.arity = Arity::Many,
                Rule::singular => role.singular = self.only_name(part)?,
                _ => {}
            }
        }
        Some(role)
    }

    pub(super) fn group(&mut self, node: Node<'_>) -> Option<Group> {
        let citation = self.citation_in(&node);
        let (mut names, mut singular, mut filter) = (Vec::new(), None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::singular => singular = self.only_name(part),
                Rule::expr => filter = Some(self.expr(part)?),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        Some(Group {
            name: names.next()?,
            singular,
            citation,
            members: names.collect(),
            filter,
        })
    }

    pub(super) fn period(&mut self, node: Node<'_>) -> Option<Period> {
        let name = self.only_name(node.clone())?;
        let citation = self.citation_in(&node);
        let observed = node
            .clone()
            .into_inner()
            .any(|n| n.as_rule() == Rule::k_observed);
        let mut versions = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::months => versions.push((None, self.months(&part)?)),
                Rule::period_version => {
                    let since = self.since_in(&part);
                    let months = part.into_inner().find(|n| n.as_rule() == Rule::months)?;
                    versions.push((since, self.months(&months)?));
                }
                _ => {}
            }
        }
        Some(Period {
            name,
            observed,
            citation,
            versions,
        })
    }

    fn months(&mut self, node: &Node<'_>) -> Option<PeriodSpan> {
        if let Some(year) = self.integer_in(node, Rule::year_n) {
            return Some(PeriodSpan::Year(year.value));
        }
        let mut ordinals = node
            .clone()
            .into_inner()
            .filter(|n| n.as_rule() == Rule::ordinal);
        let (first, last) = (ordinals.next()?, ordinals.next()?);
        Some(PeriodSpan::MonthsBefore(
            self.integer(&first).value,
            self.integer(&last).value,
        ))
    }

    pub(super) fn input(&mut self, node: Node<'_>) -> Option<Input> {
        let name = self.only_name(node.clone())?;
        let (mut holder, mut ty, mut optional, mut bounds) = (Holder::Household, None, false, None);
        let mut attributes = Vec::new();
        let mut citation: Option<Citation> = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::holder => holder = self.holder(part)?,
                Rule::type_expr => ty = self.type_expr(part),
                Rule::k_or_none => optional = true,
                Rule::bounds => {
                    let mut literals = self.literals(&part).into_iter();
                    bounds = Some((literals.next()?, literals.next()?));
                }
                Rule::attribute => attributes.push(self.attribute(part)?),
                Rule::citation => {
                    let mut found = self.citation(&part);
                    if let Some(first) = citation.take() {
                        found.articles.splice(0..0, first.articles);
                        found.unverified |= first.unverified;
                        found.span = first.span;
                    }
                    citation = Some(found);
                }
                _ => {}
            }
        }
        Some(Input {
            name,
            holder,
            ty: ty?,
            optional,
            bounds,
            attributes,
            citation,
        })
    }

    fn attribute(&mut self, node: Node<'_>) -> Option<InputAttribute> {
        let keyword = node.clone().into_inner().next()?;
        let span = self.span(&node);
        Some(match keyword.as_rule() {
            Rule::k_field => InputAttribute::Field(self.only_text(node)?),
            Rule::k_question => InputAttribute::Question(self.only_text(node)?),
            Rule::k_help => InputAttribute::Help(self.only_text(node)?),
            Rule::k_theme => InputAttribute::Theme(self.only_text(node)?),
            Rule::k_by_default => InputAttribute::Default(
                self.literals(&node).into_iter().next()?,
                self.only_text(node),
            ),
            Rule::k_presumed => InputAttribute::Presumed(
                self.literals(&node).into_iter().next()?,
                self.only_text(node)?,
            ),
            Rule::k_deduced => {
                let parts = node.into_inner().filter(|n| n.as_rule() == Rule::text);
                let mut texts = parts.map(|n| self.text(&n));
                InputAttribute::Deduced {
                    from: texts.next()?,
                    table: texts.next()?,
                    column: texts.next(),
                }
            }
            Rule::k_monthly => InputAttribute::Monthly(span),
            Rule::k_yearly => InputAttribute::Yearly(span),
            Rule::k_carry => InputAttribute::CarryForward(self.integer_in(&node, Rule::integer)?),
            Rule::k_required => InputAttribute::Required(span),
            Rule::k_seniority => InputAttribute::Seniority(span),
            _ => return None,
        })
    }

    pub(super) fn rule(&mut self, node: Node<'_>) -> Option<RuleDeclaration> {
        let name = self.only_name(node.clone())?;
        let citation = self.citation_in(&node);
        let (mut holder, mut ty, mut guard, mut versions) =
            (Holder::Household, None, None, Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::holder => holder = self.holder(part)?,
                Rule::type_expr => ty = Some::<TypeExpr>(self.type_expr(part)?),
                Rule::guard => guard = Some(self.expr_in(part)?),
                Rule::versions => versions = self.versions(part)?,
                _ => {}
            }
        }
        Some(RuleDeclaration {
            name,
            holder,
            ty: ty?,
            guard,
            citation,
            versions,
        })
    }

    fn versions(&mut self, node: Node<'_>) -> Option<Vec<Version>> {
        let mut versions = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::version_body => versions.push(self.version(None, part)?),
                Rule::version => {
                    let since = self.since_in(&part);
                    let body = part
                        .into_inner()
                        .find(|n| n.as_rule() == Rule::version_body)?;
                    versions.push(self.version(since, body)?);
                }
                _ => {}
            }
        }
        Some(versions)
    }

    fn version(&mut self, since: Option<DateLiteral>, node: Node<'_>) -> Option<Version> {
        let citation = self.citation_in(&node);
        Some(Version {
            since,
            body: self.body(node)?,
            citation,
        })
    }

    pub(super) fn condition(&mut self, node: Node<'_>) -> Option<Condition> {
        let name = self.only_name(node.clone())?;
        let citation = self.citation_in(&node);
        let (mut holder, mut versions) = (Holder::Household, Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::holder => holder = self.holder(part)?,
                Rule::condition_body => versions.push((None, self.condition_body(part)?)),
                Rule::condition_version => {
                    let since = self.since_in(&part);
                    let body = part
                        .into_inner()
                        .find(|n| n.as_rule() == Rule::condition_body)?;
                    versions.push((since, self.condition_body(body)?));
                }
                _ => {}
            }
        }
        Some(Condition {
            name,
            holder,
            citation,
            versions,
        })
    }

    fn condition_body(&mut self, node: Node<'_>) -> Option<ConditionBody> {
        let inner = node.into_inner().next()?;
        if inner.as_rule() == Rule::condition_list {
            let mut all = true;
            let mut lines = Vec::new();
            for part in inner.into_inner() {
                match part.as_rule() {
                    Rule::k_one_of => all = false,
                    Rule::condition_line => lines.push(self.condition_line(part)?),
                    _ => {}
                }
            }
            return Some(ConditionBody::Lines { all, lines });
        }
        let line = self.condition_terms(None, inner)?;
        if line.unless.is_none() && line.label.is_none() && line.citation.is_none() {
            return Some(ConditionBody::Expr(line.expr));
        }
        Some(ConditionBody::Lines {
            all: true,
            lines: vec![line],
        })
    }

    fn condition_line(&mut self, node: Node<'_>) -> Option<ConditionLine> {
        let mut since = None;
        let mut since_span = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::since => {
                    since = self.date_in(&part);
                    since_span = Some(self.span(&part));
                }
                Rule::condition_terms => {
                    let line = self.condition_terms(since, part)?;
                    let span = since_span.map_or(line.span, |s| s.to(line.span));
                    return Some(ConditionLine { span, ..line });
                }
                _ => {}
            }
        }
        None
    }

    fn condition_terms(
        &mut self,
        since: Option<DateLiteral>,
        node: Node<'_>,
    ) -> Option<ConditionLine> {
        let span = self.span(&node);
        let (mut expr, mut unless, mut label, mut citation) = (None::<Expr>, None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expr => expr = Some(self.expr(part)?),
                Rule::unless => unless = Some(self.expr_in(part)?),
                Rule::text => label = Some(self.text(&part)),
                Rule::citation => citation = Some(self.citation(&part)),
                _ => {}
            }
        }
        Some(ConditionLine {
            span,
            since,
            expr: expr?,
            unless,
            label,
            citation,
        })
    }

    pub(super) fn exception(&mut self, node: Node<'_>) -> Option<Exception> {
        let target = self.only_name(node.clone())?;
        let citation = self.citation_in(&node);
        let motive = self.only_text(node.clone())?;
        let (mut after, mut condition, mut versions) = (Vec::new(), None, Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::after => {
                    let texts = part.into_inner().filter(|n| n.as_rule() == Rule::text);
                    after = texts.map(|n| self.text(&n)).collect();
                }
                Rule::guard => condition = Some(self.expr_in(part)?),
                Rule::versions => versions = self.versions(part)?,
                _ => {}
            }
        }
        Some(Exception {
            target,
            citation,
            motive,
            after,
            condition: condition?,
            versions,
        })
    }

    pub(super) fn benefit(&mut self, node: Node<'_>) -> Option<Benefit> {
        let name = self.only_name(node.clone())?;
        let citation = self.citation_in(&node);
        let holder = node
            .clone()
            .into_inner()
            .find(|n| n.as_rule() == Rule::holder);
        let holder = match holder {
            Some(holder) => self.holder(holder)?,
            None => Holder::Household,
        };
        let fields = node
            .into_inner()
            .filter(|n| n.as_rule() == Rule::benefit_field);
        let fields = fields
            .map(|n| self.benefit_field(n))
            .collect::<Option<Vec<_>>>()?;
        Some(Benefit {
            name,
            holder,
            citation,
            fields,
        })
    }

    fn benefit_field(&mut self, node: Node<'_>) -> Option<BenefitField> {
        let keyword = node.clone().into_inner().next()?;
        Some(match keyword.as_rule() {
            Rule::k_identifier => BenefitField::Identifier(self.only_text(node)?),
            Rule::k_title => BenefitField::Title(self.only_text(node)?),
            Rule::k_due => BenefitField::Due(self.only_name(node)?),
            Rule::k_received => BenefitField::Received(self.only_name(node)?),
            Rule::k_if_met => BenefitField::Condition(self.only_name(node)?),
            Rule::k_form => BenefitField::Form(self.only_name(node)?),
            Rule::k_contribution => BenefitField::Contribution(self.only_name(node)?),
            Rule::k_steps => BenefitField::Steps(self.choices(node)),
            Rule::k_since => BenefitField::Since(self.date_in(&node)?),
            _ => return None,
        })
    }

    pub(super) fn procedure(&mut self, node: Node<'_>) -> Option<Procedure> {
        let name = self.only_name(node.clone())?;
        let fields = node
            .into_inner()
            .filter(|n| n.as_rule() == Rule::procedure_field);
        let fields = fields
            .map(|n| self.procedure_field(&n))
            .collect::<Option<Vec<_>>>()?;
        Some(Procedure { name, fields })
    }

    fn procedure_field(&mut self, node: &Node<'_>) -> Option<ProcedureField> {
        let citation = self.citation_in(node);
        let mut key: Option<Name> = None;
        let mut values = Vec::new();
        for part in node.clone().into_inner() {
            match part.as_rule() {
                Rule::procedure_key => key = Some(self.procedure_key(&part)),
                Rule::text => values.push(ProcedureValue::Text(self.text(&part))),
                _ => values.extend(self.literal(&part).map(ProcedureValue::Literal)),
            }
        }
        Some(ProcedureField {
            key: key?,
            values,
            citation,
        })
    }

    fn procedure_key(&mut self, node: &Node<'_>) -> Name {
        let key = self.name(node);
        if !FIELDS.contains(&key.value.as_str()) {
            let help = match nearest(&key.value, FIELDS) {
                Some(near) => format!("vouliez-vous dire « {near} » ?"),
                None => format!("une démarche comporte : {}", FIELDS.join(", ")),
            };
            let message = format!("une démarche n'a pas de rubrique « {} »", key.value);
            self.report_with_help(codes::UNKNOWN_FIELD, key.span, message, help);
        }
        Spanned {
            value: key.value,
            span: key.span,
        }
    }
}
