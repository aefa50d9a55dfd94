//! Types, units, dates and structure: from the model to a program that cannot go wrong.
//!
//! In: a [`Model`]. Out: a [`Program`] and all diagnostics. Invariant: when there is no error, evaluation cannot meet
//! a type or unit error, every number has a domain, and the rules form no cycle.

mod arithmetic;
mod benefits;
mod cycles;
mod deductions;
mod exclusive;
mod expr;
mod names;
mod rules;
mod scales;
mod sign;
mod types;
mod usage;

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, sorted};
use crate::program::{Constant, Expr, Program};
use crate::resolve::{Model, literal};
use crate::source::{Source, SourceId, Sources, Span};
use crate::syntax::tree::{InputAttribute, Tree};

/// State of the check: the model being completed and what was found.
pub(crate) struct Check<'t> {
    /// The sources, for the words of conditions.
    pub(crate) sources: &'t Sources,
    /// The model.
    pub(crate) model: Model<'t>,
    /// What was found.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Divisors that vary, and where they stand.
    divided: Vec<(Span, Expr)>,
    /// Scales whose key is unknown: their lines are not read.
    unreadable_scales: HashSet<usize>,
    /// Which names are read by some declaration.
    pub(crate) used: usage::Used,
}

impl Check<'_> {
    pub(crate) fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// Completes a model. The program is to be trusted only when no diagnostic is an error.
#[must_use]
pub fn check<'t>(
    sources: &'t Sources,
    model: Model<'t>,
    found: Vec<Diagnostic>,
) -> (Model<'t>, Vec<Diagnostic>) {
    let mut check = Check {
        sources,
        model,
        diagnostics: found,
        divided: Vec::new(),
        unreadable_scales: HashSet::new(),
        used: usage::Used::default(),
    };
    check.constants();
    check.deductions();
    check.territory();
    check.scales();
    check.groups();
    check.rhythms();
    check.rules();
    check.exceptions();
    check.divisors();
    check.benefits();
    check.cycles();
    check.usage();
    let Check {
        model, diagnostics, ..
    } = check;
    (model, sorted(diagnostics))
}

impl Check<'_> {
    /// Assumptions and presumptions of inputs.
    fn constants(&mut self) {
        for i in 0..self.model.inputs.len() {
            let (Some(tree), Some(input)) = (
                self.model.inputs.get(i).copied(),
                self.model.program.inputs.get(i).cloned(),
            ) else {
                continue;
            };
            for attribute in &tree.attributes {
                let (literal, text, presumed) = match attribute {
                    InputAttribute::Default(literal, text) => {
                        (literal, text.as_ref().map(|t| t.value.clone()), false)
                    }
                    InputAttribute::Presumed(literal, text) => {
                        (literal, Some(text.value.clone()), true)
                    }
                    _ => continue,
                };
                let value = match literal::constant(literal, input.ty, &self.model.program, true) {
                    Ok(Constant::Nothing) if !input.optional => {
                        self.say(
                            Diagnostic::error(
                                "D0212",
                                literal::span(literal),
                                "« aucun » ne vaut que pour une donnée facultative",
                            )
                            .help("ajoutez « , ou aucun » à la donnée"),
                        );
                        continue;
                    }
                    Ok(value) => value,
                    Err(diagnostic) => {
                        self.say(diagnostic);
                        continue;
                    }
                };
                if let Some(input) = self.model.program.inputs.get_mut(i) {
                    if presumed {
                        input.presumed = Some((value, text.unwrap_or_default()));
                    } else {
                        input.default = Some((value, text));
                    }
                }
            }
        }
    }

    /// Members and filters of groups.
    fn groups(&mut self) {
        for i in 0..self.model.groups.len() {
            let Some(tree) = self.model.groups.get(i).copied() else {
                continue;
            };
            let mut members = Vec::new();
            for name in &tree.members {
                match self.model.names.members(&name.value) {
                    Some(m) => members.push(m),
                    None => {
                        let diagnostic = self.model.names.unknown_group(&name.value, name.span);
                        self.say(diagnostic);
                    }
                }
            }
            let filter = tree
                .filter
                .as_ref()
                .and_then(|f| self.condition_expr(f, expr::Place::PERSON));
            if let Some(group) = self.model.program.groups.get_mut(i) {
                group.members = members;
                group.filter = filter;
            }
        }
    }
}

/// Diagnostics of all stages, and the program when there is no error.
#[derive(Debug)]
pub struct Checked {
    /// The program; `None` when some diagnostic is an error.
    pub program: Option<Program>,
    /// Everything found, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The examples written in the files; empty when there is an error.
    pub examples: Vec<crate::examples::Example>,
}

/// Parses, resolves and checks: all diagnostics of all files.
#[must_use]
pub fn check_sources(sources: &Sources) -> Checked {
    check_files(sources, &HashSet::new())
}

/// The same, for rules changed by others: the declarations of `changes` replace those of the same name. The sources
/// returned hold both; the spans of the diagnostics point into them.
#[must_use]
pub fn check_changed(rules: &Sources, changes: &Sources) -> (Sources, Checked) {
    let prefixed = |source: &Source| Source {
        name: format!("réforme/{}", source.name),
        text: source.text.clone(),
    };
    let merged = Sources::new(
        rules
            .all()
            .map(|(_, s)| s.clone())
            .chain(changes.all().map(|(_, s)| prefixed(s))),
    );
    let names: HashSet<String> = changes.iter().map(|(_, s)| prefixed(s).name).collect();
    let changed = merged
        .iter()
        .filter(|(_, s)| names.contains(&s.name))
        .map(|(id, _)| id)
        .collect();
    let checked = check_files(&merged, &changed);
    (merged, checked)
}

fn check_files(sources: &Sources, changed: &HashSet<SourceId>) -> Checked {
    let mut diagnostics = Vec::new();
    let mut trees: Vec<Tree> = Vec::new();
    for parsed in crate::syntax::parse_all(sources) {
        diagnostics.extend(parsed.diagnostics);
        trees.push(parsed.tree);
    }
    crate::resolve::replace(&mut trees, changed);
    let (model, found) = crate::resolve::resolve(sources, &trees);
    diagnostics.extend(found);
    let (model, mut diagnostics) = check(sources, model, diagnostics);
    let mut examples = Vec::new();
    if !diagnostics.iter().any(Diagnostic::is_error) {
        let (built, found) = crate::examples::build(&model);
        examples = built;
        diagnostics = sorted(diagnostics.into_iter().chain(found).collect());
    }
    let failed = diagnostics.iter().any(Diagnostic::is_error);
    if failed {
        examples.clear();
    }
    let program = (!failed).then(|| {
        let mut program = model.program;
        crate::program::abridge(&mut program);
        program
    });
    Checked {
        program,
        diagnostics,
        examples,
    }
}
