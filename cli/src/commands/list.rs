//! `droit lister`: what the rules hold.

use std::fmt::Write as _;

use droit_engine::program::{
    Benefit, Citation, Constant, Input, Program, Received, Rule, RuleId, Scale, ScaleKind,
    ScaleLine, Timing, Type,
};
use serde_json::{Value, json};

use crate::amounts::{self, day};
use crate::args::{Catalogue, Common, List, Shape};
use crate::commands::{coverage, indicators};
use crate::exit::{Exit, Outcome};
use crate::out;
use crate::render::paint::Paint;
use crate::render::words;
use crate::rules::Rules;

pub(crate) fn run(args: &List, common: &Common) -> Outcome<Exit> {
    if let Catalogue::Territories = args.what {
        indicators::list(args.format)?;
        return Ok(Exit::Done);
    }
    let rules = Rules::chosen(common)?;
    let program = rules.compile()?;
    if let Some(name) = &args.ir {
        listing(&program, name, args.format)?;
        return Ok(Exit::Done);
    }
    if let Catalogue::Coverage = args.what {
        coverage::list(&rules, program, args.format)?;
        return Ok(Exit::Done);
    }
    let shown = Shown {
        rules: &rules,
        program: &program,
        paint: Paint::of_stdout(),
    };
    let (texts, values): (Vec<String>, Vec<Value>) = match args.what {
        Catalogue::Rights => program.benefits.iter().map(|b| shown.benefit(b)).unzip(),
        Catalogue::Inputs => program.inputs.iter().map(|i| shown.input(i)).unzip(),
        Catalogue::Parameters => program.scales.iter().map(|s| shown.scale(s)).unzip(),
        Catalogue::Rules | Catalogue::Coverage | Catalogue::Territories => {
            program.rules.iter().map(|r| shown.rule(r)).unzip()
        }
    };
    match args.format {
        Shape::Human => out::print(&texts.concat())?,
        Shape::Json => out::print_json(&Value::from(values))?,
    }
    Ok(Exit::Done)
}

/// A rule as the machine understood it.
fn listing(program: &Program, name: &str, format: Shape) -> Outcome {
    let Some((id, rule)) = program.rule(name).or_else(|| by_benefit(program, name)) else {
        let names = program.rules.iter().map(|r| r.name.as_str());
        return Err(words::unknown(
            "règle",
            name,
            names,
            "« droit lister regles » les liste",
        ));
    };
    let text = program.listing(id);
    match format {
        Shape::Human => out::print(&text),
        Shape::Json => out::print_json(&json!({ "regle": rule.name, "texte": text })),
    }
}

/// The rule of the amount or of the form of a right.
fn by_benefit<'p>(program: &'p Program, id: &str) -> Option<(RuleId, &'p Rule)> {
    let (_, benefit) = program.benefit(id)?;
    let rule = benefit.due.or(benefit.form)?;
    Some((rule, program.rules.get(rule.index())?))
}

struct Shown<'a> {
    rules: &'a Rules,
    program: &'a Program,
    paint: Paint,
}

impl Shown<'_> {
    fn rule_name(&self, id: Option<RuleId>) -> Option<&str> {
        self.program.rules.get(id?.index()).map(|r| r.name.as_str())
    }

    fn head(&self, name: &str, rest: &str, citation: &Citation) -> String {
        let source = words::citation(citation);
        let gap = if source.is_empty() { "" } else { "  " };
        format!(
            "{}{rest}{gap}{}\n",
            self.paint.bold(name),
            self.paint.dim(&source)
        )
    }

    fn benefit(&self, benefit: &Benefit) -> (String, Value) {
        let received = benefit.received.and_then(|r| match r {
            Received::Rule(id) => self.rule_name(Some(id)),
            Received::Input(id) => self.program.inputs.get(id.index()).map(|i| i.name.as_str()),
        });
        let steps: Vec<&str> = benefit
            .steps
            .iter()
            .filter_map(|id| self.rule_name(Some(*id)))
            .collect();
        let mut text = self.head(
            &benefit.id,
            &format!("  {}", benefit.title),
            &benefit.citation,
        );
        let mut line = |key: &str, value: Option<&str>| {
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                let _ = writeln!(text, "    {key} : {value}");
            }
        };
        line("dû", self.rule_name(benefit.due));
        line("forme", self.rule_name(benefit.form));
        line("participation", self.rule_name(benefit.contribution));
        line("perçu", received);
        line("condition", self.rule_name(benefit.condition));
        line("étapes", Some(&steps.join(", ")));
        line("depuis le", benefit.since.map(day).as_deref());
        for field in &benefit.procedure {
            line(&field.key, Some(&field.values.join(" ; ")));
        }
        let procedure: serde_json::Map<String, Value> = benefit
            .procedure
            .iter()
            .map(|f| (f.key.clone(), Value::from(f.values.clone())))
            .collect();
        let value = json!({
            "identifiant": benefit.id,
            "nom": benefit.name,
            "titre": benefit.title,
            "du": self.rule_name(benefit.due),
            "forme": self.rule_name(benefit.form),
            "participation": self.rule_name(benefit.contribution),
            "percu": received,
            "condition": self.rule_name(benefit.condition),
            "etapes": steps,
            "depuis": benefit.since.map(words::iso_day),
            "source": words::citation_json(&benefit.citation),
            "demarche": procedure,
        });
        (text, value)
    }

    fn input(&self, input: &Input) -> (String, Value) {
        let program = self.program;
        let holder = if input.each {
            format!(" de chaque {}", program.entity.singular)
        } else {
            String::new()
        };
        let kind = match input.ty {
            Type::Number(_) => format!(
                "de {} à {}",
                amounts::quantity(input.bounds.0, &input.unit),
                amounts::quantity(input.bounds.1, &input.unit)
            ),
            _ if input.month => "mois".to_owned(),
            ty => program.type_words(ty),
        };
        let timing = match input.timing {
            Timing::Once => "",
            Timing::Monthly => ", mois par mois",
            Timing::Yearly => ", année par année",
        };
        let optional = if input.optional { ", ou aucun" } else { "" };
        let field = words::path(&input.path);
        let constant = |c: Constant| constant_text(program, c, input);
        let mut text = self.head(
            &input.name,
            &format!("{holder} : {kind}{optional}{timing}"),
            &input.citation,
        );
        let mut line = |key: &str, value: Option<String>| {
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                let _ = writeln!(text, "    {key} : {value}");
            }
        };
        line("champ", Some(field.clone()));
        line("question", input.question.clone());
        line("aide", input.help.clone());
        line("thème", input.theme.clone());
        let with_reason = |(c, reason): (Constant, Option<&str>)| match reason {
            Some(reason) => format!("{} « {reason} »", constant(c)),
            None => constant(c),
        };
        line(
            "à défaut",
            input
                .default
                .as_ref()
                .map(|(c, t)| with_reason((*c, t.as_deref()))),
        );
        line(
            "absente, vaut",
            input
                .presumed
                .as_ref()
                .map(|(c, t)| with_reason((*c, Some(t)))),
        );
        let choices = match input.ty {
            Type::Choice(id) => program.choices.get(id.index()).map(|c| &c.codes),
            _ => None,
        };
        let bounds = matches!(input.ty, Type::Number(_)).then(|| {
            [
                amounts::number(input.bounds.0),
                amounts::number(input.bounds.1),
            ]
        });
        let value = json!({
            "nom": input.name,
            "de": if input.each { &program.entity.singular } else { &program.entity.name },
            "type": match input.ty {
                Type::Number(_) => "nombre",
                Type::YesNo => "oui ou non",
                Type::Date if input.month => "mois",
                Type::Date => "date",
                Type::Choice(_) => "choix",
            },
            "unite": input.unit,
            "bornes": bounds,
            "choix": choices,
            "facultative": input.optional,
            "temps": match input.timing { Timing::Once => "constante", Timing::Monthly => "mois", Timing::Yearly => "annee" },
            "champ": field,
            "question": input.question,
            "aide": input.help,
            "theme": input.theme,
            "a_defaut": input.default.as_ref().map(|(c, _)| constant(*c)),
            "presumee": input.presumed.as_ref().map(|(c, _)| constant(*c)),
            "indispensable": input.required,
            "source": words::citation_json(&input.citation),
        });
        (text, value)
    }

    fn scale(&self, scale: &Scale) -> (String, Value) {
        let kind = match (scale.kind, scale.key) {
            (_, None) => String::new(),
            (ScaleKind::Step, Some(key)) => format!(", selon une valeur en {key}"),
            (ScaleKind::Cumulative, Some(key)) => format!(", cumulé selon une valeur en {key}"),
            (ScaleKind::Marginal, Some(key)) => format!(", par tranche d'une valeur en {key}"),
        };
        let observed = if scale.observed {
            ", lu au mois observé"
        } else {
            ""
        };
        let mut text = self.head(
            &scale.name,
            &format!(", en {}{kind}{observed}", scale.unit_text),
            &scale.citation,
        );
        let mut lines = Vec::new();
        for line in &scale.lines {
            let places = self.territories(line);
            let place = if places.is_empty() {
                String::new()
            } else {
                format!("{}, ", places.join(", "))
            };
            let steps: Vec<String> = line
                .steps
                .iter()
                .map(|(from, value)| step_text(scale, *from, *value))
                .collect();
            let steps = if steps.is_empty() {
                "néant".to_owned()
            } else {
                steps.join(" ; ")
            };
            let line_text = format!("{place}depuis le {} : {steps}", day(line.since));
            let _ = write!(text, "    {}", self.head("", &line_text, &line.citation));
            let values: Vec<Value> = line
                .steps
                .iter()
                .map(|(from, value)| json!({ "a_partir_de": from.map(amounts::number), "valeur": amounts::number(*value) }))
                .collect();
            lines.push(json!({
                "territoires": places,
                "depuis": words::iso_day(line.since),
                "valeurs": values,
                "source": words::citation_json(&line.citation),
            }));
        }
        let value = json!({
            "nom": scale.name,
            "unite": scale.unit_text,
            "genre": match scale.kind { ScaleKind::Step => "palier", ScaleKind::Cumulative => "cumulé", ScaleKind::Marginal => "tranche" },
            "cle": scale.key.map(|k| k.to_string()),
            "source": words::citation_json(&scale.citation),
            "lignes": lines,
        });
        (text, value)
    }

    /// The territories of a line; empty: everywhere else.
    fn territories(&self, line: &ScaleLine) -> Vec<String> {
        let Some(Type::Choice(id)) = self.program.territory.as_ref().map(|t| t.ty) else {
            return Vec::new();
        };
        let Some(choices) = self.program.choices.get(id.index()) else {
            return Vec::new();
        };
        let has = |i: usize| {
            u32::try_from(i)
                .ok()
                .and_then(|i| line.territories.checked_shr(i))
                .is_some_and(|bits| bits & 1 == 1)
        };
        choices
            .names
            .iter()
            .enumerate()
            .filter(|(i, _)| has(*i))
            .map(|(_, name)| name.clone())
            .collect()
    }

    fn rule(&self, rule: &Rule) -> (String, Value) {
        let kind = if rule.is_condition {
            "condition"
        } else {
            "règle"
        };
        let holder = if rule.each {
            format!(" de chaque {}", self.program.entity.singular)
        } else {
            String::new()
        };
        let unit = if rule.is_condition {
            String::new()
        } else {
            format!(", {}", words::type_of(self.program, rule))
        };
        let (line, _) = self.rules.sources.position(rule.span);
        // A compiled program does not say where its rules were written.
        let path = Some(self.rules.path(rule.span.source)).filter(|path| !path.is_empty());
        let mut text = self.head(
            &rule.name,
            &format!("{holder}, {kind}{unit}"),
            &rule.citation,
        );
        if let Some(path) = path {
            let _ = writeln!(text, "    {}", self.paint.cyan(&format!("{path}:{line}")));
        }
        let value = json!({
            "nom": rule.name,
            "genre": kind,
            "de": if rule.each { &self.program.entity.singular } else { &self.program.entity.name },
            "type": words::type_of(self.program, rule),
            "versions": rule.versions.iter().map(|v| v.since.map(words::iso_day)).collect::<Vec<_>>(),
            "source": words::citation_json(&rule.citation),
            "fichier": path,
            "ligne": path.map(|_| line),
        });
        (text, value)
    }
}

/// A constant of an input, with its unit as written.
fn constant_text(program: &Program, constant: Constant, input: &Input) -> String {
    match constant {
        Constant::Number(value) => amounts::quantity(value, &input.unit),
        other => program.constant_words(other, input.ty),
    }
}

/// `2 → 50 %`, `651,69 €/mois`
fn step_text(
    scale: &Scale,
    from: Option<droit_engine::exact::Exact>,
    value: droit_engine::exact::Exact,
) -> String {
    let value = amounts::quantity(value, &scale.unit_text);
    match from {
        None if scale.key.is_none() => value,
        None => format!("en dessous → {value}"),
        Some(bound) => format!("à partir de {} → {value}", amounts::quantity(bound, "")),
    }
}
