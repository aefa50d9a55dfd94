//! The examples written in rule files, as situations and expectations.
//!
//! In: a checked model. Out: one [`Example`] for each `Exemple`, ready to be evaluated, and the diagnostics of those
//! that name something unknown. Running them is the caller's business.

pub mod run;

use std::collections::HashSet;

use crate::calendar::Month;
use crate::diagnostic::Diagnostic;
use crate::program::{
    Arity, BenefitId, Citation, Constant, InputId, Members, Program, RoleId, RuleId, Timing, Type,
};
use crate::resolve::{Model, Symbol, citation, literal};
use crate::situation::{Given, Line, NO, Person, Range, Series, Situation, Value, domain};
use crate::source::Span;
use crate::syntax::tree::{Expected as Tree, Fact, Literal, Name, Text};

/// An `Exemple`, ready to be run.
#[derive(Debug, Clone)]
pub struct Example {
    /// Title.
    pub title: String,
    /// The month of the right.
    pub month: Month,
    /// Source.
    pub citation: Citation,
    /// Facts.
    pub situation: Situation,
    /// What must come out.
    pub expected: Vec<Expectation>,
    /// Where it is written.
    pub span: Span,
}

/// What an expectation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A rule, of the household or of a person by position.
    Rule(RuleId, Option<usize>),
    /// A right: the amount due, or the form.
    Benefit(BenefitId),
}

/// What must come out of an example.
#[derive(Debug, Clone, PartialEq)]
pub enum Expectation {
    /// Exactly this value.
    Equals(Target, Constant),
    /// Exactly these bounds.
    Between(Target, Constant, Constant),
    /// The question must remain.
    Ask(InputId, Option<usize>),
    /// No question may remain.
    AskNothing,
    /// The verdict of a right.
    Verdict(BenefitId, String),
}

struct Builder<'m, 't> {
    model: &'m Model<'t>,
    program: &'m Program,
    diagnostics: Vec<Diagnostic>,
    /// What the example at hand says to be unknown: `le reste à défaut` leaves it so.
    unknown: HashSet<(InputId, Option<usize>)>,
}

/// Builds the examples of a checked model.
#[must_use]
pub fn build(model: &Model<'_>) -> (Vec<Example>, Vec<Diagnostic>) {
    let mut builder = Builder {
        model,
        program: &model.program,
        diagnostics: Vec::new(),
        unknown: HashSet::new(),
    };
    let mut examples = Vec::new();
    for tree in &model.examples {
        let mut facts: Vec<&Fact> = Vec::new();
        if builder.inherit(tree.like.as_ref(), &mut facts, 0).is_none() {
            continue;
        }
        facts.extend(&tree.facts);
        let situation = builder.situation(&facts);
        let expected: Vec<_> = tree
            .expected
            .iter()
            .filter_map(|e| builder.expectation(e, &situation))
            .collect();
        examples.push(Example {
            title: tree.title.value.clone(),
            month: Month::of(tree.at.value),
            citation: citation(tree.citation.as_ref()),
            situation,
            expected,
            span: tree.title.span,
        });
    }
    (examples, builder.diagnostics)
}

impl<'m, 't: 'm> Builder<'m, 't> {
    fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Facts of the situations that an example starts from, oldest first.
    fn inherit(&mut self, like: Option<&Text>, facts: &mut Vec<&'m Fact>, depth: u8) -> Option<()> {
        let Some(like) = like else { return Some(()) };
        let titles: Vec<&str> = self
            .model
            .bases
            .iter()
            .map(|b| b.title.value.as_str())
            .collect();
        let found = self
            .model
            .bases
            .iter()
            .find(|b| b.title.value == like.value);
        let (Some(base), true) = (found, depth < 16) else {
            let diagnostic = Diagnostic::error(
                "D0507",
                like.span,
                format!("aucune situation ne s'appelle « {} »", like.value),
            );
            let near = crate::nearest::nearest(&like.value, titles);
            self.say(match near {
                Some(near) => diagnostic.help(format!("vouliez-vous dire « {near} » ?")),
                None => diagnostic.help("déclarez-la par « Situation « … » : … »"),
            });
            return None;
        };
        self.inherit(base.like.as_ref(), facts, depth.saturating_add(1))?;
        facts.extend(&base.facts);
        Some(())
    }

    /// The persons first, then what is said of each.
    fn situation(&mut self, facts: &[&'m Fact]) -> Situation {
        let mut situation = Situation::empty(self.program);
        self.unknown.clear();
        let mut persons: Vec<Person> = Vec::new();
        for (i, role) in self.program.entity.roles.iter().enumerate() {
            let id = RoleId::at(i);
            let listed = facts.iter().filter_map(|f| match f {
                Fact::Members(name, members)
                    if self.model.names.members(&name.value) == Some(Members::Role(id)) =>
                {
                    Some(members.len())
                }
                _ => None,
            });
            let named =
                role.arity != Arity::Many && facts.iter().any(|f| self.holder(f) == Some(id));
            let least = usize::from(role.arity == Arity::One || named);
            for n in 0..listed.max().unwrap_or(0).max(least) {
                let suffix = if role.arity == Arity::Many {
                    format!("{}", n.saturating_add(1))
                } else {
                    String::new()
                };
                persons.push(Person {
                    id: format!("{}{suffix}", role.code),
                    role: id,
                });
            }
        }
        situation.set_persons(persons.clone());
        for fact in facts {
            match fact {
                Fact::Members(name, members) => {
                    let Some(Members::Role(role)) = self.model.names.members(&name.value) else {
                        let diagnostic = self.model.names.unknown_group(&name.value, name.span);
                        self.say(diagnostic);
                        continue;
                    };
                    let positions: Vec<usize> = persons
                        .iter()
                        .enumerate()
                        .filter(|(_, p)| p.role == role)
                        .map(|(i, _)| i)
                        .collect();
                    for (position, facts) in positions.iter().zip(members) {
                        for fact in facts {
                            self.fact(fact, Some(*position), &persons, &mut situation);
                        }
                    }
                }
                other => self.fact(other, None, &persons, &mut situation),
            }
        }
        if facts.iter().any(|f| matches!(f, Fact::RestByDefault(_))) {
            self.rest_by_default(&mut situation, persons.len());
        }
        situation
    }

    /// The role that a fact speaks of, if any.
    fn holder(&self, fact: &Fact) -> Option<RoleId> {
        let (Fact::Set { name, .. } | Fact::Unknown(name)) = fact else {
            return None;
        };
        self.model
            .names
            .readings(&name.value)
            .into_iter()
            .find_map(|(_, role, _)| role)
    }

    fn input(
        &mut self,
        name: &Name,
        member: Option<usize>,
        persons: &[Person],
    ) -> Option<(InputId, Option<usize>)> {
        let readings = self.model.names.readings(&name.value);
        let Some((symbol, role, _)) = readings.first().copied() else {
            let diagnostic = self.model.names.unknown(&name.value, name.span);
            self.say(diagnostic);
            return None;
        };
        let Symbol::Input(id) = symbol else {
            self.say(
                Diagnostic::error(
                    "D0508",
                    name.span,
                    format!("« {} » n'est pas une donnée", name.value),
                )
                .help("un exemple donne des données ; le reste se calcule"),
            );
            return None;
        };
        let each = self.program.inputs.get(id.index())?.each;
        let position = match role {
            Some(role) => persons.iter().position(|p| p.role == role),
            None => member,
        };
        if each && position.is_none() {
            self.say(
                Diagnostic::error("D0205", name.span, format!("« {} » : de qui ?", name.value))
                    .help("écrivez « … du demandeur »"),
            );
            return None;
        }
        Some((id, if each { position } else { None }))
    }

    fn fact(
        &mut self,
        fact: &Fact,
        member: Option<usize>,
        persons: &[Person],
        situation: &mut Situation,
    ) {
        match fact {
            Fact::Members(name, _) => self.say(Diagnostic::error(
                "D0508",
                name.span,
                "des personnes ne se rangent pas dans une personne",
            )),
            Fact::RestByDefault(_) => {}
            Fact::Unknown(name) => {
                if let Some((id, position)) = self.input(name, member, persons) {
                    situation.set(id, position, Given::UNKNOWN);
                    self.unknown.insert((id, position));
                }
            }
            Fact::Set {
                name,
                months,
                value,
            } => {
                let Some((id, position)) = self.input(name, member, persons) else {
                    return;
                };
                let Some(input) = self.program.inputs.get(id.index()) else {
                    return;
                };
                let known = match value {
                    Literal::Word(word) if word.value == "inconnu" => Value::Unknown,
                    _ => match literal::constant(value, input.ty, self.program, false) {
                        Ok(constant) => Value::of(constant, input.den),
                        Err(diagnostic) => return self.say(diagnostic),
                    },
                };
                if let Value::Known(range) = known
                    && range.within(domain(input)) != Some(range)
                {
                    return self.say(Diagnostic::error(
                        "D0508",
                        literal::span(value),
                        format!("hors des bornes de « {} »", input.name),
                    ));
                }
                let Some(months) = months else {
                    return situation.set(id, position, Given::Always(known));
                };
                if input.timing == Timing::Once {
                    return self.say(
                        Diagnostic::error(
                            "D0508",
                            months.span,
                            format!("« {} » ne change pas de mois en mois", input.name),
                        )
                        .help("ajoutez « mois par mois » à la donnée"),
                    );
                }
                let month = |(year, month): (i32, u32)| Month::new(year, month);
                let (Some(from), Some(to)) = (month(months.value.0), month(months.value.1)) else {
                    return self.say(Diagnostic::error(
                        "D0106",
                        months.span,
                        "ce mois n'existe pas",
                    ));
                };
                if to < from {
                    return self.say(Diagnostic::error(
                        "D0106",
                        months.span,
                        "la fin vient avant le début",
                    ));
                }
                let mut series = match situation.given(id, position) {
                    Given::Series(series) => series.clone(),
                    Given::Always(Value::Unknown) => Series::new(nothing(input.ty), input.carry),
                    Given::Always(value) => Series::new(*value, input.carry),
                };
                series.put(Line::new(Some(from), Some(to), known));
                situation.set(id, position, Given::Series(series));
            }
        }
    }

    /// Lists not cited are empty; other inputs not cited take their assumption.
    fn rest_by_default(&self, situation: &mut Situation, persons: usize) {
        for (i, input) in self.program.inputs.iter().enumerate() {
            let id = InputId::at(i);
            let rest = if input.path.list.is_some() || input.timing == Timing::Yearly {
                Given::Always(nothing(input.ty))
            } else if let Some((constant, _)) = input.default {
                Given::Always(Value::of(constant, input.den))
            } else {
                continue;
            };
            let holders: Vec<Option<usize>> = if input.each {
                (0..persons).map(Some).collect()
            } else {
                vec![None]
            };
            for holder in holders {
                if *situation.given(id, holder) == Given::UNKNOWN
                    && !self.unknown.contains(&(id, holder))
                {
                    situation.set(id, holder, rest.clone());
                }
            }
        }
    }

    fn target(&mut self, name: &Name, situation: &Situation) -> Option<(Target, Type)> {
        let readings = self.model.names.readings(&name.value);
        let Some((symbol, role, _)) = readings.first().copied() else {
            let diagnostic = self.model.names.unknown(&name.value, name.span);
            self.say(diagnostic);
            return None;
        };
        match symbol {
            Symbol::Rule(id) => {
                let rule = self.program.rules.get(id.index())?;
                let position =
                    role.and_then(|role| situation.persons()?.iter().position(|p| p.role == role));
                if rule.each && position.is_none() {
                    self.say(Diagnostic::error(
                        "D0205",
                        name.span,
                        format!("« {} » : de qui ?", name.value),
                    ));
                    return None;
                }
                Some((Target::Rule(id, position), rule.ty))
            }
            Symbol::Benefit(id) => {
                let benefit = self.program.benefits.get(id.index())?;
                let rule = benefit.form.or(benefit.due)?;
                Some((
                    Target::Benefit(id),
                    self.program.rules.get(rule.index())?.ty,
                ))
            }
            _ => {
                self.say(Diagnostic::error(
                    "D0508",
                    name.span,
                    format!("« {} » n'est ni une règle ni une prestation", name.value),
                ));
                None
            }
        }
    }

    fn value(&mut self, literal: &Literal, ty: Type) -> Option<Constant> {
        match literal::constant(literal, ty, self.program, false) {
            Ok(constant) => Some(constant),
            Err(diagnostic) => {
                self.say(diagnostic);
                None
            }
        }
    }

    fn expectation(&mut self, expected: &Tree, situation: &Situation) -> Option<Expectation> {
        match expected {
            Tree::Equals(name, literal) => {
                let (target, ty) = self.target(name, situation)?;
                Some(Expectation::Equals(target, self.value(literal, ty)?))
            }
            Tree::Between(name, low, high) => {
                let (target, ty) = self.target(name, situation)?;
                Some(Expectation::Between(
                    target,
                    self.value(low, ty)?,
                    self.value(high, ty)?,
                ))
            }
            Tree::Ask(name) => {
                let persons = situation.persons().unwrap_or_default().to_vec();
                let (id, person) = self.input(name, None, &persons)?;
                Some(Expectation::Ask(id, person))
            }
            Tree::AskNothing(_) => Some(Expectation::AskNothing),
            Tree::Verdict(name, verdict) => {
                let Some(Symbol::Benefit(id)) = self.model.names.get(&name.value) else {
                    self.say(Diagnostic::error(
                        "D0508",
                        name.span,
                        format!("« {} » n'est pas une prestation", name.value),
                    ));
                    return None;
                };
                let verdicts = ["certain", "possible", "perçu", "non", "non évaluable"];
                if !verdicts.contains(&verdict.value.as_str()) {
                    self.say(
                        Diagnostic::error(
                            "D0209",
                            verdict.span,
                            format!("« {} » n'est pas un verdict", verdict.value),
                        )
                        .help(format!("verdicts : {}", verdicts.join(", "))),
                    );
                    return None;
                }
                Some(Expectation::Verdict(id, verdict.value.clone()))
            }
        }
    }
}

/// What an empty list says of an input.
fn nothing(ty: Type) -> Value {
    match ty {
        Type::YesNo => Value::Choices(NO),
        _ => Value::Known(Range::only(0)),
    }
}
