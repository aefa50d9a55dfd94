//! Names, texts, sources, dates, numbers, units and types.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Builder, Node};
use crate::source::Spanned;
use crate::syntax::codes;
use crate::syntax::grammar::Rule;
use crate::syntax::split::is_blank;
use crate::syntax::tree::{Citation, DateLiteral, Holder, Literal, Name, Text, TypeExpr, UnitExpr};

/// How many digits a number may have; all numbers of that many digits fit a `Decimal`.
const DIGITS: usize = 28;

impl Builder {
    /// A name, a phrase or a choice.
    pub(super) fn name(&self, node: &Node<'_>) -> Name {
        Spanned {
            value: phrase_text(node.as_str()),
            span: self.span(node),
        }
    }

    /// The only name of a node.
    pub(super) fn only_name(&self, node: Node<'_>) -> Option<Name> {
        node.into_inner()
            .find(|n| n.as_rule() == Rule::name)
            .map(|n| self.name(&n))
    }

    /// Every name or choice of a node.
    pub(super) fn choices(&self, node: Node<'_>) -> Vec<Name> {
        let is_choice = |n: &Node<'_>| matches!(n.as_rule(), Rule::name | Rule::negative_choice);
        node.into_inner()
            .filter(is_choice)
            .map(|n| self.name(&n))
            .collect()
    }

    pub(super) fn text(&self, node: &Node<'_>) -> Text {
        let written = node.as_str().trim_start_matches('«').trim_end_matches('»');
        Spanned {
            value: on_one_line(written),
            span: self.span(node),
        }
    }

    /// The only text of a node.
    pub(super) fn only_text(&self, node: Node<'_>) -> Option<Text> {
        node.into_inner()
            .find(|n| n.as_rule() == Rule::text)
            .map(|n| self.text(&n))
    }

    pub(super) fn citation(&mut self, node: &Node<'_>) -> Citation {
        let span = self.span(node);
        let written = node.as_str().trim_start_matches('[').trim_end_matches(']');
        let mut citation = Citation {
            articles: Vec::new(),
            unverified: false,
            span,
        };
        for article in written.split([',', ';']).map(straight) {
            match article.as_str() {
                "" => {}
                "À VÉRIFIER" | "A VERIFIER" | "à vérifier" => citation.unverified = true,
                _ => citation.articles.push(article),
            }
        }
        if citation.articles.is_empty() && !citation.unverified {
            self.report_with_help(
                codes::EMPTY_SOURCE,
                span,
                "source vide",
                "écrivez l'article, ou [À VÉRIFIER]",
            );
        }
        citation
    }

    /// The first citation of a node.
    pub(super) fn citation_in(&mut self, node: &Node<'_>) -> Option<Citation> {
        let found = node
            .clone()
            .into_inner()
            .find(|n| n.as_rule() == Rule::citation)?;
        Some(self.citation(&found))
    }

    pub(super) fn date(&mut self, node: &Node<'_>) -> Option<DateLiteral> {
        let span = self.span(node);
        let mut parts = node.as_str().split('/');
        let day: u32 = parts.next()?.parse().ok()?;
        let month: u32 = parts.next()?.parse().ok()?;
        let year: i32 = parts.next()?.parse().ok()?;
        if let Some(value) = NaiveDate::from_ymd_opt(year, month, day) {
            return Some(Spanned { value, span });
        }
        let help = match last_day(year, month) {
            Some(last) => format!("ce mois va du 1er au {last}"),
            None => "une date s'écrit jj/mm/aaaa, et les mois vont de 01 à 12".to_owned(),
        };
        self.report_with_help(
            codes::NO_SUCH_DATE,
            span,
            format!("la date {} n'existe pas", node.as_str()),
            help,
        );
        let month = month.clamp(1, 12);
        let day = last_day(year, month).map_or(1, |last| day.clamp(1, last));
        Some(Spanned {
            value: NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default(),
            span,
        })
    }

    /// The first date of a node.
    pub(super) fn date_in(&mut self, node: &Node<'_>) -> Option<DateLiteral> {
        let found = node
            .clone()
            .into_inner()
            .find(|n| n.as_rule() == Rule::date)?;
        self.date(&found)
    }

    /// The date of `depuis le D :`.
    pub(super) fn since_in(&mut self, node: &Node<'_>) -> Option<DateLiteral> {
        let found = node
            .clone()
            .into_inner()
            .find(|n| n.as_rule() == Rule::since)?;
        self.date_in(&found)
    }

    /// `15/09`: day and month, of any year.
    pub(super) fn day_month(&mut self, node: &Node<'_>) -> (u8, u8) {
        let parts = node.as_str().split_once('/');
        let parts = parts.and_then(|(d, m)| Some((d.parse().ok()?, m.parse().ok()?)));
        let (day, month): (u8, u8) = parts.unwrap_or((0, 0));
        // A year without a 29 February: the day must exist every year.
        if NaiveDate::from_ymd_opt(2001, month.into(), day.into()).is_some() {
            return (day, month);
        }
        self.report_with_help(
            codes::NO_SUCH_DATE,
            self.span(node),
            format!("le {} n'existe pas chaque année", node.as_str()),
            "un jour de l'année s'écrit jj/mm",
        );
        (1, 1)
    }

    /// `05/2026`: year and month.
    pub(super) fn month(&mut self, node: &Node<'_>) -> Option<(i32, u32)> {
        let (month, year) = node.as_str().split_once('/')?;
        let (month, year): (u32, i32) = (month.parse().ok()?, year.parse().ok()?);
        if !(1..=12).contains(&month) {
            let message = format!("le mois {} n'existe pas", node.as_str());
            let help = "un mois s'écrit mm/aaaa, de 01 à 12";
            self.report_with_help(codes::NO_SUCH_DATE, self.span(node), message, help);
        }
        Some((year, month.clamp(1, 12)))
    }

    /// A whole number: `30`, `4e`, the `2` of `N-2`; 0 for `N`.
    pub(super) fn integer(&mut self, node: &Node<'_>) -> Spanned<u32> {
        let span = self.span(node);
        let digits: String = node.as_str().chars().filter(char::is_ascii_digit).collect();
        let value = if digits.is_empty() {
            Ok(0)
        } else {
            digits.parse()
        };
        if value.as_ref().map_or(true, |n| *n > 100_000) {
            self.report_with_help(
                codes::NUMBER_TOO_LONG,
                span,
                "nombre trop grand",
                "écrivez un nombre plus petit ici",
            );
        }
        Spanned {
            value: value.unwrap_or(0),
            span,
        }
    }

    /// The first node of a rule as a whole number.
    pub(super) fn integer_in(&mut self, node: &Node<'_>, rule: Rule) -> Option<Spanned<u32>> {
        let found = node.clone().into_inner().find(|n| n.as_rule() == rule)?;
        Some(self.integer(&found))
    }

    /// `−1 000,50 €/an`
    pub(super) fn quantity(&mut self, node: &Node<'_>) -> Option<Literal> {
        let span = self.span(node);
        let mut negative = false;
        let mut value = Decimal::ZERO;
        let mut unit = None;
        for part in node.clone().into_inner() {
            match part.as_rule() {
                Rule::minus => negative = true,
                Rule::number => value = self.number(&part),
                Rule::unit => unit = Some(self.unit(&part)),
                _ => return None,
            }
        }
        value.set_sign_negative(negative && !value.is_zero());
        Some(Literal::Number { value, unit, span })
    }

    fn number(&mut self, node: &Node<'_>) -> Decimal {
        let digits: String = node
            .as_str()
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == ',')
            .collect();
        let count = digits.chars().filter(char::is_ascii_digit).count();
        let value = digits
            .replace(',', ".")
            .parse()
            .ok()
            .filter(|_| count <= DIGITS);
        if value.is_none() {
            let message = format!("nombre de plus de {DIGITS} chiffres");
            self.report_with_help(
                codes::NUMBER_TOO_LONG,
                self.span(node),
                message,
                "écrivez moins de chiffres",
            );
        }
        value.unwrap_or_default()
    }

    pub(super) fn unit(&self, node: &Node<'_>) -> UnitExpr {
        let mut atoms = node.clone().into_inner().map(|n| n.as_str().to_owned());
        let numerator = atoms.next().into_iter().collect();
        UnitExpr {
            numerator,
            denominator: atoms.collect(),
            span: self.span(node),
        }
    }

    /// The first unit of a node.
    pub(super) fn unit_in(&self, node: &Node<'_>) -> Option<UnitExpr> {
        node.clone()
            .into_inner()
            .find(|n| n.as_rule() == Rule::unit)
            .map(|n| self.unit(&n))
    }

    /// A literal; `None` for any other node.
    pub(super) fn literal(&mut self, node: &Node<'_>) -> Option<Literal> {
        let yes_no = |value| {
            Literal::YesNo(Spanned {
                value,
                span: self.span(node),
            })
        };
        match node.as_rule() {
            Rule::date => self.date(node).map(Literal::Date),
            Rule::month => {
                let (year, month) = self.month(node)?;
                let value = NaiveDate::from_ymd_opt(year, month, 1)?;
                Some(Literal::Date(Spanned {
                    value,
                    span: self.span(node),
                }))
            }
            Rule::quantity => self.quantity(node),
            Rule::name | Rule::negative_choice | Rule::k_none => {
                Some(Literal::Word(self.name(node)))
            }
            Rule::k_yes => Some(yes_no(true)),
            Rule::k_no => Some(yes_no(false)),
            _ => None,
        }
    }

    /// Every literal of a node, in order; the names of a node that holds both count as literals too.
    pub(super) fn literals(&mut self, node: &Node<'_>) -> Vec<Literal> {
        node.clone()
            .into_inner()
            .filter_map(|n| self.literal(&n))
            .collect()
    }

    pub(super) fn type_expr(&self, node: Node<'_>) -> Option<TypeExpr> {
        let first = node.clone().into_inner().next()?;
        Some(match first.as_rule() {
            Rule::k_in => TypeExpr::Quantity(self.unit_in(&node)?),
            Rule::k_yes_or_no => TypeExpr::YesNo,
            Rule::k_date => TypeExpr::Date,
            Rule::k_month => TypeExpr::Month,
            Rule::k_values_of => TypeExpr::ChoiceOf(self.only_name(node)?),
            Rule::k_among => TypeExpr::Choice(self.choices(node)),
            _ => return None,
        })
    }

    pub(super) fn holder(&self, node: Node<'_>) -> Option<Holder> {
        self.only_name(node).map(Holder::Each)
    }
}

/// The text of a name: spaces normalised, apostrophes straight, without the quotes around its quoted parts.
pub(in crate::syntax) fn phrase_text(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut quoted = false;
    let mut chars = written.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '-' if !quoted && chars.peek() == Some(&'-') => {
                chars.by_ref().take_while(|c| *c != '\n').for_each(drop);
                push_space(&mut out);
            }
            '’' => out.push('\''),
            '−' => out.push('-'),
            c if is_blank(c) => push_space(&mut out),
            c => out.push(c),
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out
}

fn push_space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Trimmed, apostrophes straight, runs of blanks as one space.
fn straight(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    for c in written.chars() {
        match c {
            c if is_blank(c) => push_space(&mut out),
            '’' => out.push('\''),
            c => out.push(c),
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out
}

/// Trimmed; a text written over several lines becomes one line.
pub(in crate::syntax) fn on_one_line(written: &str) -> String {
    let lines: Vec<&str> = written
        .lines()
        .map(|l| l.trim_matches(is_blank))
        .filter(|l| !l.is_empty())
        .collect();
    lines.join(" ")
}

/// The last day of a month, when the month exists.
fn last_day(year: i32, month: u32) -> Option<u32> {
    (28..=31)
        .rev()
        .find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some())
}
