//! Scales: units, steps without gap, dates without gap.

use super::Check;
use crate::calendar::{date, days};
use crate::diagnostic::Diagnostic;
use crate::exact::Exact;
use crate::program::{ScaleKind, ScaleLine, Type, Unit};
use crate::resolve::{Symbol, citation, literal, resolve_unit};
use crate::source::Span;
use crate::syntax::tree::{self, Literal, ScaleBody, ScaleKey, StepKey};

impl Check<'_> {
    /// Keys and lines of all scales.
    pub(super) fn scales(&mut self) {
        for i in 0..self.model.scales.len() {
            let Some(tree) = self.model.scales.get(i).copied() else {
                continue;
            };
            let key = self.scale_key(tree);
            if key.is_none() && tree.key.is_some() {
                // Said already: what follows from it would only repeat it.
                self.unreadable_scales.insert(i);
            }
            if let Some(scale) = self.model.program.scales.get_mut(i) {
                scale.key = key;
            }
        }
        for i in 0..self.model.scales.len() {
            let Some(tree) = self.model.scales.get(i).copied() else {
                continue;
            };
            let Some(scale) = self.model.program.scales.get(i).cloned() else {
                continue;
            };
            if self.unreadable_scales.contains(&i) {
                continue;
            }
            let mut lines: Vec<(Span, ScaleLine)> = Vec::new();
            for line in &tree.lines {
                let Some(territories) = self.territories(line) else {
                    continue;
                };
                let (value_unit, key) = (scale.unit, scale.key);
                let Some(steps) = self.body(line, scale.kind, value_unit, key) else {
                    continue;
                };
                let built = ScaleLine {
                    territories,
                    since: days(line.since.value),
                    steps,
                    citation: citation(line.citation.as_ref()),
                };
                if let Some((first, _)) = lines.iter().find(|(_, l)| {
                    l.since == built.since && overlaps(l.territories, built.territories)
                }) {
                    self.say(
                        Diagnostic::error(
                            "D0302",
                            line.since.span,
                            "deux lignes du barème commencent le même jour",
                        )
                        .label(*first, "première ligne"),
                    );
                }
                lines.push((line.since.span, built));
            }
            self.dates_covered(i, &lines);
            lines.sort_by_key(|(_, l)| l.since);
            if let Some(scale) = self.model.program.scales.get_mut(i) {
                scale.lines = lines.into_iter().map(|(_, l)| l).collect();
            }
        }
    }

    /// The general lines must reach back to the first day that the module covers.
    fn dates_covered(&mut self, i: usize, lines: &[(Span, ScaleLine)]) {
        let (Some(tree), Some(scale)) =
            (self.model.scales.get(i), self.model.program.scales.get(i))
        else {
            return;
        };
        let covers = self
            .model
            .program
            .modules
            .get(usize::try_from(scale.module).unwrap_or(usize::MAX))
            .and_then(|m| m.covers);
        let first = lines
            .iter()
            .filter(|(_, l)| l.territories == 0)
            .min_by_key(|(_, l)| l.since);
        let diagnostic = match (first, covers) {
            (None, _) if !lines.is_empty() => Some(
                Diagnostic::error(
                    "D0301",
                    tree.name.span,
                    format!(
                        "le barème « {} » n'a aucune ligne générale",
                        tree.name.value
                    ),
                )
                .help("ajoutez une ligne sans territoire, au besoin « depuis le … : néant »"),
            ),
            (Some((span, line)), Some((from, _))) if line.since > from => {
                let text = |d: i32| {
                    date(d)
                        .map(crate::calendar::day_words)
                        .unwrap_or_default()
                };
                Some(
                    Diagnostic::error("D0301", *span, format!("le barème « {} » a un trou", tree.name.value))
                        .here(format!("rien du {} au {}", text(from), text(line.since.saturating_sub(1))))
                        .help("ajoutez la valeur de ces dates, ou « depuis le … : néant » si rien n'existait"),
                )
            }
            _ => None,
        };
        if let Some(diagnostic) = diagnostic {
            self.say(diagnostic);
        }
    }

    fn scale_key(&mut self, tree: &tree::Scale) -> Option<Unit> {
        match tree.key.as_ref()? {
            ScaleKey::Valued(unit) => match resolve_unit(unit) {
                Ok(unit) => Some(unit),
                Err(diagnostic) => {
                    self.say(diagnostic);
                    None
                }
            },
            ScaleKey::Named(name) => {
                let ty = match self.model.names.get(&name.value) {
                    Some(Symbol::Rule(id)) => {
                        self.model.program.rules.get(id.index()).map(|r| r.ty)
                    }
                    Some(Symbol::Input(id)) => {
                        self.model.program.inputs.get(id.index()).map(|r| r.ty)
                    }
                    _ => {
                        let diagnostic = self.model.names.unknown(&name.value, name.span);
                        self.say(diagnostic);
                        return None;
                    }
                };
                let Some(Type::Number(unit)) = ty else {
                    self.say(Diagnostic::error(
                        "D0206",
                        name.span,
                        "un barème se lit par un nombre",
                    ));
                    return None;
                };
                Some(unit)
            }
        }
    }

    /// The territories of a line; `None` when one is unknown.
    fn territories(&mut self, line: &tree::ScaleLine) -> Option<u128> {
        let mut mask = 0_u128;
        let mut known = true;
        for name in &line.territories {
            let Some(Type::Choice(id)) = self.model.program.territory.as_ref().map(|e| e.ty) else {
                self.say(
                    Diagnostic::error("D0306", name.span, "aucun territoire n'est défini")
                        .help("écrivez « Territoire défini par … . »"),
                );
                return None;
            };
            // Names of territories are written with a capital letter in sentences.
            let found = self.model.program.choices.get(id.index()).and_then(|c| {
                let wanted = crate::program::slug(&name.value);
                c.codes
                    .iter()
                    .position(|code| *code == wanted || wanted.strip_prefix("la_") == Some(code))
            });
            match found {
                Some(i) => {
                    mask |= u32::try_from(i)
                        .ok()
                        .and_then(|i| 1_u128.checked_shl(i))
                        .unwrap_or(0)
                }
                None => {
                    known = false;
                    if let Err(diagnostic) = literal::choice(name, id, &self.model.program) {
                        self.say(Diagnostic {
                            code: "D0305".to_owned(),
                            ..diagnostic
                        });
                    }
                }
            }
        }
        known.then_some(mask)
    }

    fn body(
        &mut self,
        line: &tree::ScaleLine,
        kind: ScaleKind,
        unit: Unit,
        key: Option<Unit>,
    ) -> Option<Vec<(Option<Exact>, Exact)>> {
        match (&line.body, key) {
            (ScaleBody::Nothing(_), _) => Some(Vec::new()),
            (ScaleBody::Value(literal), None) => Some(vec![(None, self.value(literal, unit)?)]),
            (ScaleBody::Value(literal), Some(_)) => {
                self.say(
                    Diagnostic::error(
                        "D0303",
                        literal::span(literal),
                        "ce barème se lit par paliers",
                    )
                    .help("écrivez « 1 → …, 2 et plus → … »"),
                );
                None
            }
            (ScaleBody::Steps(_), None) => {
                self.say(
                    Diagnostic::error("D0303", line.since.span, "ce barème n'a pas de clé")
                        .help("ajoutez « selon … » à sa déclaration"),
                );
                None
            }
            (ScaleBody::Steps(steps), Some(key)) => self.steps(steps, kind, unit, key),
        }
    }

    fn value(&mut self, literal: &Literal, unit: Unit) -> Option<Exact> {
        match literal::number(literal) {
            Ok((value, Some(written))) if written == unit => Some(value),
            Ok((value, None)) if unit == Unit::NUMBER => Some(value),
            Ok((_, written)) => {
                let found = written.map_or_else(|| "sans unité".to_owned(), |u| format!("en {u}"));
                self.say(Diagnostic::error(
                    "D0307",
                    literal::span(literal),
                    format!("la valeur est {found}, le barème est en {unit}"),
                ));
                None
            }
            Err(diagnostic) => {
                self.say(diagnostic);
                None
            }
        }
    }

    /// Steps as lower bounds; each begins where the one before ends.
    fn steps(
        &mut self,
        steps: &[(StepKey, Literal)],
        kind: ScaleKind,
        unit: Unit,
        key: Unit,
    ) -> Option<Vec<(Option<Exact>, Exact)>> {
        let counts = key.is_count() || key == Unit::NUMBER;
        let mut built: Vec<(Option<Exact>, Exact)> = Vec::new();
        // Where the step before ends: `None` = the start, `Some(None)` = it has no end.
        let mut end: Option<Option<Exact>> = None;
        for (step, literal) in steps {
            // In a marginal scale, values are rates.
            let value = self.value(
                literal,
                if kind == ScaleKind::Marginal {
                    Unit::NUMBER
                } else {
                    unit
                },
            )?;
            let mut bound = |literal: &Literal| self.bound_of(literal, key);
            let (from, to, span) = match step {
                StepKey::Exactly(l) => {
                    let k = bound(l)?;
                    (Some(k), k.plus(Exact::ONE), literal::span(l))
                }
                StepKey::AtLeast(l) => (Some(bound(l)?), None, literal::span(l)),
                StepKey::LessThan(l) => {
                    let k = bound(l)?;
                    (end.flatten(), Some(k), literal::span(l))
                }
                StepKey::Between(a, b) => {
                    let (from, to) = (bound(a)?, bound(b)?);
                    (
                        Some(from),
                        if counts {
                            to.plus(Exact::ONE)
                        } else {
                            Some(to)
                        },
                        literal::span(a).to(literal::span(b)),
                    )
                }
            };
            if let Some(end) = end
                && end != from
            {
                let text = |e: Option<Exact>| {
                    e.map_or_else(
                        || "la fin".to_owned(),
                        |e| e.decimal(0, 6).replace('.', ","),
                    )
                };
                self.say(
                    Diagnostic::error(
                        "D0303",
                        span,
                        "ce palier ne commence pas où le précédent finit",
                    )
                    .here(format!(
                        "le précédent finit à {}, celui-ci commence à {}",
                        text(end),
                        text(from)
                    ))
                    .help("les paliers se suivent sans trou ni chevauchement"),
                );
                return None;
            }
            end = Some(to);
            built.push((from, value));
        }
        if end.is_some_and(|e| e.is_some())
            && let Some((_, last)) = steps.last()
        {
            self.say(
                Diagnostic::error("D0303", literal::span(last), "le dernier palier a une fin")
                    .help("écrivez « … et plus → … »"),
            );
            return None;
        }
        // Above zero, what lies below the first step must be said.
        if let (Some((Some(first), _)), ScaleKind::Step | ScaleKind::Marginal) =
            (built.first(), kind)
            && first.compare(Exact::ZERO) == Some(std::cmp::Ordering::Greater)
            && let Some((_, literal)) = steps.first()
        {
            self.say(
                Diagnostic::error(
                    "D0303",
                    literal::span(literal),
                    "rien n'est dit au-dessous du premier palier",
                )
                .help("commencez par « moins de … → … »"),
            );
            return None;
        }
        Some(built)
    }

    fn bound_of(&mut self, literal: &Literal, key: Unit) -> Option<Exact> {
        match literal::number(literal) {
            Ok((value, None)) => Some(value),
            Ok((value, Some(unit))) if unit == key => Some(value),
            Ok((_, Some(unit))) => {
                self.say(Diagnostic::error(
                    "D0307",
                    literal::span(literal),
                    format!("le palier est en {unit}, la clé du barème est en {key}"),
                ));
                None
            }
            Err(diagnostic) => {
                self.say(diagnostic);
                None
            }
        }
    }
}

/// Whether two sets of territories have one in common; the general lines (0) only meet themselves.
fn overlaps(a: u128, b: u128) -> bool {
    (a == 0 && b == 0) || a & b != 0
}
