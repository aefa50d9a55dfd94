//! Expressions as text with every parenthesis, to compare trees at a glance.

use crate::syntax::tree::{Expr, ExprKind, Literal, UnitExpr};

/// `a + b × c` gives `(a + (b × c))`.
pub(super) fn show(expr: &Expr) -> String {
    let two = |a: &Expr, sign: &str, b: &Expr| format!("({} {sign} {})", show(a), show(b));
    let list = |all: &[Expr], sign: &str| {
        format!(
            "({})",
            all.iter()
                .map(show)
                .collect::<Vec<_>>()
                .join(&format!(" {sign} "))
        )
    };
    let opt = |word: &str, e: &Option<Box<Expr>>| {
        e.as_ref()
            .map_or(String::new(), |e| format!(" {word} {}", show(e)))
    };
    match &expr.kind {
        ExprKind::Literal(l) => literal(l),
        ExprKind::Phrase(p) => format!("<{p}>"),
        ExprKind::Or(all) => list(all, "ou"),
        ExprKind::And(all) => list(all, "et"),
        ExprKind::Not(e) => format!("(non {})", show(e)),
        ExprKind::Compare(a, c, b) => two(a, &format!("{c:?}"), b),
        ExprKind::Among {
            subject,
            choices,
            negated,
        } => {
            let choices: Vec<&str> = choices.iter().map(|c| c.value.as_str()).collect();
            format!(
                "({} {}parmi {})",
                show(subject),
                if *negated { "non-" } else { "" },
                choices.join("|")
            )
        }
        ExprKind::IsNone { subject, negated } => {
            format!(
                "({} {}aucun)",
                show(subject),
                if *negated { "non-" } else { "" }
            )
        }
        ExprKind::MemberOf { group, negated } => format!("(membre {negated} <{}>)", group.value),
        ExprKind::Sum(terms) => {
            let terms: Vec<String> = terms
                .iter()
                .map(|(minus, e)| format!("{}{}", if *minus { "- " } else { "+ " }, show(e)))
                .collect();
            format!("({})", terms.join(" "))
        }
        ExprKind::Mul(a, b) => two(a, "×", b),
        ExprKind::Div(a, b) => two(a, "/", b),
        ExprKind::If(c, a, b) => format!("(si {} alors {} sinon {})", show(c), show(a), show(b)),
        ExprKind::Extremum(fold, all) => format!("{fold:?}{}", list(all, ",")),
        ExprKind::Lookup(name, key) => format!("({} pour {})", name.value, show(key)),
        ExprKind::Count { group, filter } => {
            format!("(décompte <{}>{})", group.value, opt("dont", filter))
        }
        ExprKind::OverPersons {
            fold,
            value,
            each,
            filter,
            default,
        } => {
            let tail = format!("{}{}", opt("dont", filter), opt("défaut", default));
            format!("({fold:?} {} chaque <{}>{tail})", show(value), each.value)
        }
        ExprKind::Quantified(q, group, e) => format!("({q:?} <{}> {})", group.value, show(e)),
        ExprKind::Rank {
            value,
            group,
            descending,
        } => {
            format!("(rang {descending} {} <{}>)", show(value), group.value)
        }
        ExprKind::OverMonths {
            fold,
            value,
            period,
        } => format!("({fold:?} {} sur <{}>)", show(value), period.value),
        ExprKind::QuantifiedMonths {
            all,
            period,
            condition,
        } => {
            format!("(mois {all} <{}> {})", period.value, show(condition))
        }
        ExprKind::Shifted(e, shift) => format!("({} @{shift:?})", show(e)),
        ExprKind::Elapsed(elapsed, a, b) => format!("({elapsed:?} {} {})", show(a), show(b)),
        ExprKind::Calendar(date) => format!("{date:?}"),
        ExprKind::MonthNumber => "numéro".to_owned(),
        ExprKind::Retained(name) => format!("(retenu <{}>)", name.value),
        ExprKind::Transformed(e, all) => {
            let all: Vec<String> = all
                .iter()
                .map(|(t, source)| format!("{}{}", transform(t), cited(source)))
                .collect();
            format!("({} | {})", show(e), all.join(" | "))
        }
    }
}

fn cited(source: &Option<crate::syntax::tree::Citation>) -> String {
    source
        .as_ref()
        .map_or(String::new(), |s| format!(" [{}]", s.articles.join("+")))
}

fn transform(t: &crate::syntax::tree::Transform) -> String {
    use crate::syntax::tree::Transform;
    match t {
        Transform::Floor(e) => format!("plancher {}", show(e)),
        Transform::Cap(e) => format!("plafond {}", show(e)),
        Transform::ZeroBelow(e) => format!("nul {}", show(e)),
        Transform::Round(step, mode) => format!("{step:?} {mode:?}"),
        Transform::PerMonth => "/mois".to_owned(),
        Transform::PerYear => "/an".to_owned(),
    }
}

pub(super) fn literal(l: &Literal) -> String {
    match l {
        Literal::Number { value, unit, .. } => match unit {
            Some(u) => format!("{value} {}", unit_text(u)),
            None => value.to_string(),
        },
        Literal::Date(d) => d.value.to_string(),
        Literal::YesNo(b) => if b.value { "oui" } else { "non" }.to_owned(),
        Literal::Word(w) => format!("'{}'", w.value),
    }
}

pub(super) fn unit_text(u: &UnitExpr) -> String {
    u.numerator
        .iter()
        .cloned()
        .chain(u.denominator.iter().map(|d| format!("/{d}")))
        .collect()
}
