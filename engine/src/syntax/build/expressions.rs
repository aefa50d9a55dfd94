//! Expressions, from the loosest to the tightest.

use super::{Builder, Node};
use crate::source::Spanned;
use crate::syntax::codes;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{
    CalendarDate, Comparison, DayOfYear, Elapsed, Expr, ExprKind, Fold, Quantifier, Shift, Year,
};

/// How many factors one product may have: each nests the tree one level deeper.
const FACTORS: usize = 50;

impl Builder {
    /// The expression inside a node that holds one (`si X`, `sauf si X`).
    pub(super) fn expr_in(&mut self, node: Node<'_>) -> Option<Expr> {
        let found = node.into_inner().find(|n| n.as_rule() == Rule::expr)?;
        self.expr(found)
    }

    pub(super) fn sum_in(&mut self, node: &Node<'_>) -> Option<Expr> {
        let found = node
            .clone()
            .into_inner()
            .find(|n| n.as_rule() == Rule::sum)?;
        self.sum(found)
    }

    pub(super) fn expr(&mut self, node: Node<'_>) -> Option<Expr> {
        self.junction(node, Rule::conj, Self::conj, ExprKind::Or)
    }

    fn conj(&mut self, node: Node<'_>) -> Option<Expr> {
        self.junction(node, Rule::neg, Self::neg, ExprKind::And)
    }

    fn junction(
        &mut self,
        node: Node<'_>,
        rule: Rule,
        part: fn(&mut Self, Node<'_>) -> Option<Expr>,
        join: fn(Vec<Expr>) -> ExprKind,
    ) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = node.into_inner().filter(|n| n.as_rule() == rule);
        let first = part(self, parts.next()?)?;
        let mut all = vec![first];
        for next in parts {
            all.push(part(self, next)?);
        }
        if all.len() == 1 {
            all.pop()
        } else {
            Some(Expr {
                span,
                kind: join(all),
            })
        }
    }

    fn neg(&mut self, node: Node<'_>) -> Option<Expr> {
        let span = self.span(&node);
        let inner = node.into_inner().find(|n| n.as_rule() != Rule::k_not)?;
        match inner.as_rule() {
            Rule::neg => {
                let inner = self.neg(inner)?;
                Some(Expr {
                    span,
                    kind: ExprKind::Not(Box::new(inner)),
                })
            }
            _ => self.comparison(inner),
        }
    }

    fn comparison(&mut self, node: Node<'_>) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = node.into_inner();
        let subject = self.sum(parts.next()?)?;
        let Some(test) = parts.next() else {
            return Some(subject);
        };
        let operator = test.clone().into_inner().next()?.as_rule();
        let subject = Box::new(subject);
        let kind = match test.as_rule() {
            Rule::is_among => ExprKind::Among {
                subject,
                choices: self.choices(test),
                negated: operator == Rule::op_not_among,
            },
            Rule::is_none => ExprKind::IsNone {
                subject,
                negated: operator == Rule::op_not_none,
            },
            _ => {
                let comparison = match operator {
                    Rule::op_at_least => Comparison::AtLeast,
                    Rule::op_at_most => Comparison::AtMost,
                    Rule::op_less => Comparison::Less,
                    Rule::op_greater => Comparison::Greater,
                    Rule::op_not_equal => Comparison::NotEqual,
                    _ => Comparison::Equal,
                };
                ExprKind::Compare(subject, comparison, Box::new(self.sum_in(&test)?))
            }
        };
        Some(Expr { span, kind })
    }

    fn sum(&mut self, node: Node<'_>) -> Option<Expr> {
        let span = self.span(&node);
        let mut terms = Vec::new();
        let mut subtracted = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::plus => subtracted = false,
                Rule::minus => subtracted = true,
                _ => terms.push((subtracted, self.product(part)?)),
            }
        }
        if terms.len() == 1 {
            terms.pop().map(|(_, e)| e)
        } else {
            Some(Expr {
                span,
                kind: ExprKind::Sum(terms),
            })
        }
    }

    fn product(&mut self, node: Node<'_>) -> Option<Expr> {
        let span = self.span(&node);
        let mut left: Option<Expr> = None;
        let mut divided = false;
        for (i, part) in node.into_inner().enumerate() {
            match part.as_rule() {
                Rule::times => divided = false,
                Rule::divide => divided = true,
                _ if i > FACTORS.saturating_mul(2) => {
                    let help = format!("nommez une partie du produit : au plus {FACTORS} facteurs");
                    self.report_with_help(
                        codes::TOO_DEEP,
                        span,
                        "produit de trop de facteurs",
                        help,
                    );
                    break;
                }
                _ => {
                    let right = self.atom(part)?;
                    left = Some(match left.take() {
                        None => right,
                        Some(left) => {
                            let span = left.span.to(right.span);
                            let (left, right) = (Box::new(left), Box::new(right));
                            let kind = if divided {
                                ExprKind::Div(left, right)
                            } else {
                                ExprKind::Mul(left, right)
                            };
                            Expr { span, kind }
                        }
                    });
                }
            }
        }
        left
    }

    fn atom(&mut self, node: Node<'_>) -> Option<Expr> {
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::open_body | Rule::operand | Rule::reference => return self.shiftable(node),
            Rule::if_expr => {
                let mut parts = self.parts(node, Rule::expr)?.into_iter();
                let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
                ExprKind::If(Box::new(a), Box::new(b), Box::new(c))
            }
            Rule::extremum => {
                let fold = self.fold_kind(&node)?;
                ExprKind::Extremum(fold, self.parts(node, Rule::sum)?)
            }
            Rule::count => {
                let group = self.only_name(node.clone())?;
                ExprKind::Count {
                    group,
                    filter: self.conj_in(node)?.map(Box::new),
                }
            }
            Rule::fold => self.fold(node)?,
            Rule::quantified => {
                let some = node
                    .clone()
                    .into_inner()
                    .any(|n| n.as_rule() == Rule::k_some_of);
                let quantifier = if some {
                    Quantifier::Some
                } else {
                    Quantifier::None
                };
                ExprKind::Quantified(
                    quantifier,
                    self.only_name(node.clone())?,
                    Box::new(self.conj_in(node)??),
                )
            }
            Rule::all_the => ExprKind::Quantified(
                Quantifier::All,
                self.only_name(node.clone())?,
                Box::new(self.conj_in(node)??),
            ),
            Rule::rank => {
                let descending = node
                    .clone()
                    .into_inner()
                    .any(|n| n.as_rule() == Rule::k_descending);
                let operand = node
                    .clone()
                    .into_inner()
                    .find(|n| n.as_rule() == Rule::operand)?;
                ExprKind::Rank {
                    value: Box::new(self.atom(operand)?),
                    group: self.only_name(node)?,
                    descending,
                }
            }
            Rule::each_month => {
                let all = node
                    .clone()
                    .into_inner()
                    .any(|n| n.as_rule() == Rule::k_each_month);
                let period = self.only_name(node.clone())?;
                ExprKind::QuantifiedMonths {
                    all,
                    period,
                    condition: Box::new(self.conj_in(node)??),
                }
            }
            Rule::elapsed => {
                let elapsed = match node.clone().into_inner().next()?.as_rule() {
                    Rule::k_years => Elapsed::Years,
                    Rule::k_months => Elapsed::Months,
                    _ => Elapsed::Days,
                };
                let mut parts = self.parts(node, Rule::sum)?.into_iter();
                ExprKind::Elapsed(elapsed, Box::new(parts.next()?), Box::new(parts.next()?))
            }
            Rule::day_of_year => {
                ExprKind::Calendar(CalendarDate::DayOfYear(self.day_of_year(&node)?))
            }
            Rule::member_of => {
                let negated = node
                    .clone()
                    .into_inner()
                    .any(|n| n.as_rule() == Rule::k_not_member);
                ExprKind::MemberOf {
                    group: self.only_name(node)?,
                    negated,
                }
            }
            Rule::calendar | Rule::month_number | Rule::retained => return self.shiftable(node),
            Rule::negative_choice | Rule::phrase => ExprKind::Phrase(self.name(&node).value),
            _ => ExprKind::Literal(self.literal(&node)?),
        };
        Some(Expr { span, kind })
    }

    /// A node that may end with a change of month: `X au mois précédent`.
    fn shiftable(&mut self, node: Node<'_>) -> Option<Expr> {
        let whole = self.span(&node);
        let rule = node.as_rule();
        let mut shift = None;
        let mut key = None;
        let mut first = None;
        for part in node.clone().into_inner() {
            match part.as_rule() {
                Rule::shift => shift = Some(self.shift(&part)?),
                Rule::key => key = Some(part),
                _ => first = first.or(Some(part)),
            }
        }
        let first = first?;
        let inner = match rule {
            Rule::calendar => self.calendar(&node)?,
            Rule::month_number => Expr {
                span: self.span(&first),
                kind: ExprKind::MonthNumber,
            },
            Rule::retained => {
                let name = self.only_name(node)?;
                Expr {
                    span: self.span(&first).to(name.span),
                    kind: ExprKind::Retained(name),
                }
            }
            _ => match key {
                Some(key) => return self.lookup(&first, key),
                None => self.grouped(first)?,
            },
        };
        Some(match shift {
            Some(shift) => Expr {
                span: whole,
                kind: ExprKind::Shifted(Box::new(inner), shift),
            },
            None => inner,
        })
    }

    /// `(body)`, whose parentheses belong to the place of the expression, or an atom.
    fn grouped(&mut self, node: Node<'_>) -> Option<Expr> {
        if node.as_rule() != Rule::group {
            return self.atom(node);
        }
        let span = self.span(&node);
        let body = node.into_inner().find(|n| n.as_rule() == Rule::body)?;
        Some(Expr {
            span,
            ..self.body(body)?
        })
    }

    fn lookup(&mut self, scale: &Node<'_>, key: Node<'_>) -> Option<Expr> {
        let name = without_article(self.name(scale), scale.as_str());
        let key = self.grouped(key.into_inner().next()?)?;
        let span = self.span(scale).to(key.span);
        Some(Expr {
            span,
            kind: ExprKind::Lookup(name, Box::new(key)),
        })
    }

    fn shift(&mut self, node: &Node<'_>) -> Option<Shift> {
        Some(match node.clone().into_inner().next()?.as_rule() {
            Rule::k_last_month => Shift::Before(1),
            Rule::k_at => match self.day_of_year(node) {
                Some(day) => Shift::OnDay(day),
                None => Shift::Before(self.integer_in(node, Rule::ordinal)?.value),
            },
            Rule::k_right_month => Shift::MonthOfRight,
            Rule::k_observed_year => Shift::Year(Year::Observed),
            _ => Shift::Year(Year::Before(self.integer_in(node, Rule::year_n)?.value)),
        })
    }

    /// `15/09 de l'année N`, when the node holds one.
    fn day_of_year(&mut self, node: &Node<'_>) -> Option<DayOfYear> {
        let written = node
            .clone()
            .into_inner()
            .find(|n| n.as_rule() == Rule::day_month)?;
        let (day, month) = self.day_month(&written);
        let back = self.integer_in(node, Rule::year_n)?.value;
        Some(DayOfYear { day, month, back })
    }

    fn calendar(&mut self, node: &Node<'_>) -> Option<Expr> {
        let mut parts = node.clone().into_inner();
        let keyword = parts.next()?;
        let first = keyword.as_rule() == Rule::k_first_day;
        let of = parts.next()?;
        let start = self.span(&keyword);
        let (kind, end) = if of.as_rule() == Rule::k_of_month {
            (
                if first {
                    CalendarDate::FirstOfMonth
                } else {
                    CalendarDate::LastOfMonth
                },
                self.span(&of),
            )
        } else {
            let year = self.integer(&parts.next()?);
            let kind = if first {
                CalendarDate::FirstOfYear(year.value)
            } else {
                CalendarDate::LastOfYear(year.value)
            };
            (kind, year.span)
        };
        Some(Expr {
            span: start.to(end),
            kind: ExprKind::Calendar(kind),
        })
    }

    fn fold(&mut self, node: Node<'_>) -> Option<ExprKind> {
        let fold = self.fold_kind(&node)?;
        let mut value = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::operand => value = Some(Box::new(self.atom(part)?)),
                Rule::over_months => {
                    return Some(ExprKind::OverMonths {
                        fold,
                        value: value?,
                        period: self.only_name(part)?,
                    });
                }
                Rule::over_persons => {
                    let place = self.span(&part);
                    if fold == Fold::Mean {
                        let help =
                            "écrivez le total divisé par un décompte, ou « moyenne de … sur la … »";
                        self.report_with_help(
                            codes::UNREADABLE,
                            place,
                            "une moyenne se fait sur des mois",
                            help,
                        );
                    }
                    let default = part.clone().into_inner().find(|n| n.as_rule() == Rule::sum);
                    let default = match default {
                        Some(default) => Some(Box::new(self.sum(default)?)),
                        None => None,
                    };
                    let each = self.only_name(part.clone())?;
                    let filter = self.conj_in(part)?.map(Box::new);
                    return Some(ExprKind::OverPersons {
                        fold,
                        value: value?,
                        each,
                        filter,
                        default,
                    });
                }
                _ => {}
            }
        }
        None
    }

    fn fold_kind(&self, node: &Node<'_>) -> Option<Fold> {
        Some(match node.clone().into_inner().next()?.as_rule() {
            Rule::k_sum => Fold::Sum,
            Rule::k_max => Fold::Max,
            Rule::k_min => Fold::Min,
            Rule::k_mean => Fold::Mean,
            _ => return None,
        })
    }

    /// The conditions of a node that may hold one; the outer `None` is a defect.
    fn conj_in(&mut self, node: Node<'_>) -> Option<Option<Expr>> {
        match node.into_inner().find(|n| n.as_rule() == Rule::conj) {
            Some(found) => Some(Some(self.conj(found)?)),
            None => Some(None),
        }
    }

    /// Every sub-expression of a node that one rule reads.
    fn parts(&mut self, node: Node<'_>, rule: Rule) -> Option<Vec<Expr>> {
        let parts = node.into_inner().filter(|n| n.as_rule() == rule);
        parts
            .map(|n| {
                if rule == Rule::expr {
                    self.expr(n)
                } else {
                    self.sum(n)
                }
            })
            .collect()
    }
}

/// A name without its leading article; `written` tells an article from the first word of a quoted name.
fn without_article(name: Spanned<String>, written: &str) -> Spanned<String> {
    if written.starts_with('"') {
        return name;
    }
    let bare = ["les ", "le ", "la ", "l'"]
        .iter()
        .find_map(|article| name.value.strip_prefix(article));
    match bare {
        Some(bare) => Spanned {
            value: bare.to_owned(),
            span: name.span,
        },
        None => name,
    }
}
