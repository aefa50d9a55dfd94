//! An explanation as an indented tree.

use std::fmt::Write as _;

use droit_engine::calendar::Month;
use droit_engine::program::Program;
use droit_engine::reference::{ExplainedLine, Explanation, Shown, Step, StepKind};
use droit_engine::situation::Situation;

use super::paint::Paint;
use super::tree::Branch;
use super::values;
use crate::amounts;
use crate::household::about;

/// What is needed to name persons and to colour.
#[derive(Clone, Copy)]
pub(crate) struct Renderer<'a> {
    pub(crate) program: &'a Program,
    pub(crate) situation: &'a Situation,
    pub(crate) paint: Paint,
}

impl Renderer<'_> {
    /// The whole explanation, or its first levels.
    pub(crate) fn page(self, explanation: &Explanation<'_>, depth: Option<usize>) -> String {
        let mut page = String::new();
        let month = Month::parse(&explanation.month)
            .map_or_else(|| explanation.month.clone(), amounts::month);
        let head = format!("{} ({}), {month}", explanation.title, explanation.benefit);
        let verdict = crate::commands::verdict_words(explanation.verdict);
        let _ = writeln!(page, "{} : {verdict}", self.paint.bold(&head));
        if !explanation.reasons.is_empty() {
            let _ = writeln!(page, "\n{}", self.paint.bold("Pourquoi non"));
            for reason in &explanation.reasons {
                let reason = values::reason(self.program, self.situation, reason);
                let _ = writeln!(page, "  {} {reason}", self.paint.red("✘"));
            }
        }
        if !explanation.highlights.is_empty() {
            let _ = writeln!(page, "\n{}", self.paint.bold("Étapes"));
            for step in &explanation.highlights {
                let _ = writeln!(
                    page,
                    "  {} = {}",
                    step.name,
                    values::shown(&step.value, step.unit)
                );
            }
        }
        // In the order in which the engine unfolds them: what is repeated stands above.
        let parts = [
            ("Montant dû", &explanation.due),
            ("Forme du droit", &explanation.form),
            ("Participation", &explanation.contribution),
            ("Perçu", &explanation.received),
            ("Conditions", &explanation.condition),
        ];
        for (title, step) in parts {
            if let Some(step) = step.as_ref().filter(|s| !s.repeated) {
                let _ = writeln!(page, "\n{}", self.paint.bold(title));
                let mut branch = self.step(step);
                if let Some(depth) = depth {
                    branch.prune(depth);
                }
                branch.write(self.paint, &mut page);
            }
        }
        if !explanation.unverified.is_empty() {
            let _ = writeln!(page, "\n{}", self.paint.bold("Sources à vérifier"));
            for mark in explanation.unverified.iter() {
                let _ = writeln!(
                    page,
                    "  {}{}",
                    mark.name,
                    values::source(&mark.articles, false)
                );
            }
        }
        page
    }

    /// A step and what it reads.
    pub(crate) fn step(self, step: &Step<'_>) -> Branch {
        let mut branch = self.line(step);
        if step.repeated {
            branch.head.push_str(&self.paint.dim(" (déplié plus haut)"));
            branch.notes.clear();
        }
        branch
            .children
            .extend(step.lines.iter().map(|line| self.condition(line)));
        branch
            .children
            .extend(step.children.iter().map(|child| self.step(child)));
        branch
    }

    /// A step with what it reads, without what these read.
    pub(crate) fn shallow(self, step: &Step<'_>) -> Branch {
        let mut branch = self.line(step);
        for line in &step.lines {
            branch.children.push(Branch {
                children: Vec::new(),
                ..self.condition(line)
            });
        }
        branch
            .children
            .extend(step.children.iter().map(|child| self.line(child)));
        branch
    }

    /// A step alone.
    fn line(self, step: &Step<'_>) -> Branch {
        let mut name = about(self.program, self.situation, step.name, step.person);
        if let Some(at) = &step.at {
            name = format!(
                "{name}, {}",
                Month::parse(at).map_or_else(|| at.clone(), amounts::month)
            );
        }
        let name = if matches!(step.kind, StepKind::Rule | StepKind::Condition) {
            self.paint.bold(&name)
        } else {
            name
        };
        let mark = match (step.kind, &step.value) {
            (StepKind::Condition | StepKind::Group, Shown::YesNo { value }) => {
                format!("{} ", self.mark(*value))
            }
            _ => String::new(),
        };
        let unknown =
            step.kind == StepKind::Input && matches!(step.value, Shown::Number(b) if !b.is_exact());
        let unknown = if unknown { "inconnu, " } else { "" };
        let mut head = format!(
            "{mark}{name} = {unknown}{}",
            values::shown(&step.value, &step.unit)
        );
        if let Some(since) = step.since {
            head.push_str(
                &self
                    .paint
                    .dim(&format!(" depuis le {}", since.format("%d/%m/%Y"))),
            );
        }
        head.push_str(
            &self
                .paint
                .cyan(&values::source(&step.articles, step.unverified)),
        );
        let mut branch = Branch::new(head);
        if let Some(exception) = &step.exception {
            branch.notes.push(format!("exception « {exception} »"));
        }
        let text = step.text.as_deref().filter(|text| !text.is_empty());
        branch.notes.extend(text.map(str::to_owned));
        branch
            .notes
            .extend(step.limits.iter().map(values::limit_words));
        branch
    }

    fn condition(self, line: &ExplainedLine<'_>) -> Branch {
        let excepted = if line.excepted {
            " (par exception)"
        } else {
            ""
        };
        let source = self
            .paint
            .cyan(&values::source(line.articles, line.unverified));
        let mut branch = Branch::new(format!(
            "{} {}{excepted}{source}",
            self.mark(line.met),
            line.text
        ));
        for missed in &line.missed {
            branch
                .notes
                .push(values::missed(self.program, self.situation, missed));
        }
        branch
            .children
            .extend(line.children.iter().map(|child| self.step(child)));
        branch
    }

    fn mark(self, met: Option<bool>) -> String {
        match met {
            Some(true) => self.paint.green("✔"),
            Some(false) => self.paint.red("✘"),
            None => self.paint.yellow("?"),
        }
    }
}
