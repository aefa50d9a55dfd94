//! The first reading of all declarations: numbers, types, units, dates.

use super::literal::{number, span};
use super::{
    Model, Names, RuleTree, Symbol, citation, field_path, is_percent, resolve_unit, unit_text,
};
use crate::calendar::days;
use crate::diagnostic::Diagnostic;
use crate::exact::Exact;
use crate::program::{
    Arity, Benefit, BenefitId, ChoiceId, Choices, Entity, Group, GroupId, Input, InputId, Members,
    Module, Period, PeriodId, Program, Rhythm, Role, RoleId, Rule, RuleId, Scale, ScaleId,
    ScaleKind, Timing, Type, Unit, slug,
};
use crate::source::{Sources, Span};
use crate::syntax::tree::{self, Declaration, InputAttribute, Literal, Name, Tree, TypeExpr};

/// The largest household when the rules do not say.
const DEFAULT_AT_MOST: u32 = 30;

/// How many choices a set may have: they are the bits of a `u128`.
const MOST_CHOICES: usize = 128;

struct Declare<'t> {
    model: Model<'t>,
    diagnostics: Vec<Diagnostic>,
    entity: Option<Span>,
    module: u32,
}

pub(super) fn declare<'t>(sources: &Sources, trees: &'t [Tree]) -> (Model<'t>, Vec<Diagnostic>) {
    let model = Model {
        program: Program::default(),
        names: Names::default(),
        rules: Vec::new(),
        groups: Vec::new(),
        scales: Vec::new(),
        inputs: Vec::new(),
        benefits: Vec::new(),
        exceptions: Vec::new(),
        procedures: Vec::new(),
        territory: None,
        bases: Vec::new(),
        examples: Vec::new(),
    };
    let mut declare = Declare {
        model,
        diagnostics: Vec::new(),
        entity: None,
        module: 0,
    };
    declare.entities(trees);
    for tree in trees {
        declare.tree(sources, tree);
    }
    declare.choices_of();
    (declare.model, declare.diagnostics)
}

impl<'t> Declare<'t> {
    fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn unit(&mut self, unit: &tree::UnitExpr) -> Unit {
        resolve_unit(unit).unwrap_or_else(|diagnostic| {
            self.say(diagnostic);
            Unit::NUMBER
        })
    }

    fn name(&mut self, name: &Name, symbol: Symbol) {
        if let Some(first) = self.model.names.declare(&name.value, symbol, name.span) {
            self.twice(name, first);
        }
    }

    fn members(&mut self, name: &Name, members: Members) {
        if let Some(first) = self
            .model
            .names
            .declare_members(&name.value, members, name.span)
        {
            self.twice(name, first);
        }
    }

    fn twice(&mut self, name: &Name, first: Span) {
        self.say(
            Diagnostic::error(
                "D0210",
                name.span,
                format!("« {} » est déclaré deux fois", name.value),
            )
            .here("seconde déclaration")
            .label(first, "première déclaration")
            .help("donnez un autre nom à l'une des deux"),
        );
    }

    /// Roles come first: the names of groups depend on them whatever the order of files.
    fn entities(&mut self, trees: &'t [Tree]) {
        for item in trees.iter().flat_map(|t| &t.items) {
            if let Declaration::Entity(entity) = &item.declaration {
                if let Some(first) = self.entity {
                    self.say(
                        Diagnostic::error(
                            "D0405",
                            entity.name.span,
                            "l'entité est déclarée deux fois",
                        )
                        .label(first, "première déclaration"),
                    );
                    continue;
                }
                self.entity = Some(entity.name.span);
                self.declare_entity(entity);
            }
        }
        if self.entity.is_none() {
            self.model.program.entity.at_most = DEFAULT_AT_MOST;
            if let Some(first) = trees.iter().flat_map(|t| &t.items).next() {
                self.say(
                    Diagnostic::error("D0405", Span { end: first.span.start, ..first.span }, "aucune entité n'est déclarée")
                        .help("écrivez par exemple « Entité foyer (une personne) : un demandeur, au plus un conjoint, des enfants (un enfant). »"),
                );
            }
        }
    }

    fn declare_entity(&mut self, entity: &'t tree::Entity) {
        let roles = entity.roles.iter().map(|role| Role {
            name: role.name.value.clone(),
            singular: role.singular.value.clone(),
            code: slug(&role.singular.value),
            arity: role.arity,
        });
        self.model.program.entity = Entity {
            name: entity.name.value.clone(),
            singular: entity.singular.value.clone(),
            roles: roles.collect(),
            at_most: entity.at_most.as_ref().map_or(DEFAULT_AT_MOST, |n| n.value),
        };
        for (i, role) in entity.roles.iter().enumerate() {
            let id = RoleId::at(i);
            self.members(&role.name, Members::Role(id));
            self.members(&role.singular, Members::Role(id));
            if role.arity != Arity::Many {
                self.model.names.declare_single(&role.name.value, id);
                self.model.names.declare_single(&role.singular.value, id);
            }
        }
        self.members(&entity.singular, Members::Everyone);
        let plural = Name {
            value: format!("{}s", entity.singular.value),
            span: entity.singular.span,
        };
        self.members(&plural, Members::Everyone);
    }

    fn tree(&mut self, sources: &Sources, tree: &'t Tree) {
        let file = sources
            .get(tree.source)
            .map(|s| s.name.clone())
            .unwrap_or_default();
        let head = tree.items.iter().find_map(|item| match &item.declaration {
            Declaration::Module(module) => Some(module),
            _ => None,
        });
        self.module = u32::try_from(self.model.program.modules.len()).unwrap_or(u32::MAX);
        self.model.program.modules.push(Module {
            title: head.map_or_else(|| file.clone(), |m| m.title.value.clone()),
            short: head.and_then(|m| m.short.as_ref()).map(|n| n.value.clone()),
            file,
            covers: head
                .and_then(|m| m.covers.as_ref())
                .map(|(a, b)| (days(a.value), days(b.value))),
            verified: head
                .and_then(|m| m.verified.as_ref())
                .map(|d| days(d.value)),
        });
        for item in &tree.items {
            match &item.declaration {
                Declaration::Module(_) | Declaration::Entity(_) => {}
                Declaration::Territory(name) => self.model.territory = Some(name),
                Declaration::Group(group) => self.group(group),
                Declaration::Period(period) => self.period(period),
                Declaration::Input(input) => self.input(input),
                Declaration::Scale(scale) => self.scale(scale),
                Declaration::Rule(rule) => self.rule(rule),
                Declaration::Condition(condition) => self.condition(condition),
                Declaration::Exception(exception) => self.model.exceptions.push(exception),
                Declaration::Benefit(benefit) => self.benefit(benefit),
                Declaration::Procedure(procedure) => self.model.procedures.push(procedure),
                Declaration::Base(base) => self.model.bases.push(base),
                Declaration::Example(example) => self.model.examples.push(example),
            }
        }
    }

    fn group(&mut self, group: &'t tree::Group) {
        let id = Members::Group(GroupId::at(self.model.groups.len()));
        self.members(&group.name, id);
        if let Some(singular) = &group.singular {
            self.members(singular, id);
        }
        self.model.groups.push(group);
        self.model.program.groups.push(Group {
            name: group.name.value.clone(),
            singular: group.singular.as_ref().map(|n| n.value.clone()),
            citation: citation(group.citation.as_ref()),
            members: Vec::new(),
            filter: None,
        });
    }

    fn period(&mut self, period: &'t tree::Period) {
        self.name(
            &period.name,
            Symbol::Period(PeriodId::at(self.model.program.periods.len())),
        );
        let mut versions: Vec<_> = period
            .versions
            .iter()
            .map(|(since, span)| (since.as_ref().map(|d| days(d.value)), *span))
            .collect();
        versions.sort_by_key(|(since, _)| *since);
        if versions
            .windows(2)
            .any(|pair| matches!(pair, [(a, _), (b, _)] if a == b))
        {
            self.say(Diagnostic::error(
                "D0304",
                period.name.span,
                "deux versions de la période commencent le même jour",
            ));
        }
        let inverted =
            |span: &tree::PeriodSpan| matches!(span, tree::PeriodSpan::MonthsBefore(a, b) if a < b);
        if versions.iter().any(|(_, span)| inverted(span)) {
            self.say(
                Diagnostic::error(
                    "D0309",
                    period.name.span,
                    "la période finit avant de commencer",
                )
                .help("le mois le plus ancien vient d'abord : « du 4e au 2e mois précédent »"),
            );
        }
        self.model.program.periods.push(Period {
            name: period.name.value.clone(),
            observed: period.observed,
            versions,
            citation: citation(period.citation.as_ref()),
        });
    }

    /// The type and the unit as people read it; a number or the choices of another name are settled later.
    fn ty(&mut self, ty: &TypeExpr) -> (Type, String) {
        match ty {
            TypeExpr::Quantity(unit) => {
                let resolved = self.unit(unit);
                (Type::Number(resolved), unit_text(unit))
            }
            TypeExpr::YesNo => (Type::YesNo, String::new()),
            TypeExpr::Date | TypeExpr::Month => (Type::Date, String::new()),
            TypeExpr::Choice(names) => {
                if names.len() > MOST_CHOICES
                    && let Some(last) = names.last()
                {
                    self.say(Diagnostic::error(
                        "D0222",
                        last.span,
                        format!("plus de {MOST_CHOICES} valeurs"),
                    ));
                }
                let id = ChoiceId::at(self.model.program.choices.len());
                let names: Vec<String> = names
                    .iter()
                    .map(|n| n.value.clone())
                    .take(MOST_CHOICES)
                    .collect();
                let codes = names.iter().map(|n| slug(n)).collect();
                self.model.program.choices.push(Choices { names, codes });
                (Type::Choice(id), String::new())
            }
            // Settled by `choices_of`, once every name is known.
            TypeExpr::ChoiceOf(_) => (Type::Choice(ChoiceId(u32::MAX)), String::new()),
        }
    }

    fn choices_of(&mut self) {
        let choice_of = |model: &Model<'_>, name: &Name| {
            let ty = match model.names.get(&name.value)? {
                Symbol::Input(id) => model.program.inputs.get(id.index())?.ty,
                Symbol::Rule(id) => model.program.rules.get(id.index())?.ty,
                _ => return None,
            };
            (matches!(ty, Type::Choice(id) if id.0 != u32::MAX)).then_some(ty)
        };
        for i in 0..self.model.inputs.len() {
            if let Some(TypeExpr::ChoiceOf(name)) = self.model.inputs.get(i).map(|input| &input.ty)
            {
                let found = choice_of(&self.model, name);
                self.settle(found, name);
                if let (Some(ty), Some(input)) = (found, self.model.program.inputs.get_mut(i)) {
                    input.ty = ty;
                }
            }
        }
        for i in 0..self.model.rules.len() {
            if let Some(RuleTree::Rule(tree::Rule {
                ty: TypeExpr::ChoiceOf(name),
                ..
            })) = self.model.rules.get(i)
            {
                let found = choice_of(&self.model, name);
                self.settle(found, name);
                if let (Some(ty), Some(rule)) = (found, self.model.program.rules.get_mut(i)) {
                    rule.ty = ty;
                }
            }
        }
    }

    fn settle(&mut self, found: Option<Type>, name: &Name) {
        if found.is_none() {
            self.say(
                Diagnostic::error(
                    "D0209",
                    name.span,
                    format!("« {} » n'a pas de liste de valeurs", name.value),
                )
                .help("nommez une donnée ou une règle déclarée « parmi … »"),
            );
        }
    }

    fn input(&mut self, input: &'t tree::Input) {
        self.name(
            &input.name,
            Symbol::Input(InputId::at(self.model.inputs.len())),
        );
        self.model.inputs.push(input);
        let each = matches!(input.holder, tree::Holder::Each(_));
        let (ty, unit) = self.ty(&input.ty);
        let percent = matches!(&input.ty, TypeExpr::Quantity(unit) if is_percent(unit));
        let mut built = Input {
            name: input.name.value.as_str().into(),
            each,
            ty,
            unit,
            optional: input.optional,
            month: matches!(input.ty, TypeExpr::Month),
            bounds: (Exact::ZERO, Exact::ZERO),
            den: precision(ty, percent),
            timing: Timing::Once,
            carry: 0,
            path: crate::program::FieldPath {
                keys: vec![slug(&input.name.value)],
                list: None,
            },
            question: None,
            help: None,
            theme: None,
            default: None,
            presumed: None,
            deduced: None,
            required: false,
            seniority: false,
            citation: citation(input.citation.as_ref()),
        };
        self.bounds(input, &mut built);
        for attribute in &input.attributes {
            match attribute {
                InputAttribute::Field(text) => match field_path(&text.value, text.span) {
                    Ok(path) => built.path = path,
                    Err(diagnostic) => self.say(diagnostic),
                },
                InputAttribute::Question(text) => built.question = Some(text.value.clone()),
                InputAttribute::Help(text) => built.help = Some(text.value.clone()),
                InputAttribute::Theme(text) => built.theme = Some(text.value.clone()),
                // Values of choices need every name: `check` fills these.
                InputAttribute::Default(..)
                | InputAttribute::Presumed(..)
                | InputAttribute::Deduced { .. } => {}
                InputAttribute::Monthly(_) => built.timing = Timing::Monthly,
                InputAttribute::Yearly(_) => built.timing = Timing::Yearly,
                InputAttribute::CarryForward(months) => built.carry = months.value,
                InputAttribute::Required(_) => built.required = true,
                InputAttribute::Seniority(_) => built.seniority = true,
            }
        }
        if built.seniority && (built.each || built.ty != Type::Date || built.timing != Timing::Once)
        {
            self.say(
                Diagnostic::error(
                    "D0310",
                    input.name.span,
                    "l'ancienneté de la situation est une date ou un mois du foyer",
                )
                .help("écrivez « Donnée …, mois, ou aucun ; … ; ancienneté »"),
            );
        }
        if built.seniority && self.model.program.inputs.iter().any(|i| i.seniority) {
            self.say(Diagnostic::error(
                "D0310",
                input.name.span,
                "une autre donnée dit déjà depuis quand la situation dure",
            ));
        }
        let series = built.path.list.is_some();
        if series && built.timing != Timing::Monthly {
            self.say(
                Diagnostic::error(
                    "D0408",
                    input.name.span,
                    "une donnée lue dans une liste de lignes datées change de mois en mois",
                )
                .help("ajoutez « mois par mois »"),
            );
        }
        if series && !matches!(built.ty, Type::Number(_) | Type::YesNo) {
            self.say(Diagnostic::error(
                "D0408",
                input.name.span,
                "une liste de lignes datées donne un montant, ou oui ou non",
            ));
        }
        self.model.program.inputs.push(built);
    }

    /// Every number has a declared domain: it is what bounds an unknown and what proves that nothing overflows.
    fn bounds(&mut self, input: &'t tree::Input, built: &mut Input) {
        if built.ty == Type::Date {
            self.date_bounds(input, built);
        }
        let Type::Number(unit) = built.ty else { return };
        let Some((low, high)) = &input.bounds else {
            let unit = &built.unit;
            self.say(
                Diagnostic::error("D0220", input.name.span, format!("« {} » n'a pas de bornes", built.name))
                    .help(format!("ajoutez « , de 0 {unit} à … {unit} » : sans elles, une valeur inconnue ne borne rien")),
            );
            return;
        };
        let (low, high) = (self.bound(low, unit), self.bound(high, unit));
        let (Some(low), Some(high)) = (low, high) else {
            return;
        };
        if low.compare(high) == Some(std::cmp::Ordering::Greater) {
            self.say(Diagnostic::error(
                "D0220",
                input.name.span,
                "la borne inférieure dépasse la borne supérieure",
            ));
        }
        if low.over(built.den).is_none() || high.over(built.den).is_none() {
            self.say(Diagnostic::error(
                "D0220",
                input.name.span,
                "les bornes sont plus précises que les valeurs",
            ));
        }
        built.bounds = (low, high);
    }

    fn date_bounds(&mut self, input: &'t tree::Input, built: &mut Input) {
        let whole = |d: chrono::NaiveDate| Exact::whole(i128::from(days(d)));
        let (first, last) = (
            chrono::NaiveDate::from_ymd_opt(1900, 1, 1),
            chrono::NaiveDate::from_ymd_opt(2099, 12, 31),
        );
        if let (Some(first), Some(last)) = (first, last) {
            built.bounds = (whole(first), whole(last));
        }
        match &input.bounds {
            None => {}
            Some((Literal::Date(low), Literal::Date(high))) if low.value <= high.value => {
                built.bounds = (whole(low.value), whole(high.value));
            }
            Some((low, high)) => {
                self.say(Diagnostic::error(
                    "D0220",
                    span(low).to(span(high)),
                    "les bornes d'une date sont deux dates, la plus ancienne d'abord",
                ));
            }
        }
    }

    fn bound(&mut self, literal: &Literal, unit: Unit) -> Option<Exact> {
        match number(literal) {
            Ok((value, written)) => {
                if written.is_some_and(|w| w != unit) {
                    self.say(Diagnostic::error(
                        "D0220",
                        span(literal),
                        format!("la borne n'est pas en {unit}"),
                    ));
                }
                Some(value)
            }
            Err(diagnostic) => {
                self.say(diagnostic);
                None
            }
        }
    }

    fn scale(&mut self, scale: &'t tree::Scale) {
        self.name(
            &scale.name,
            Symbol::Scale(ScaleId::at(self.model.scales.len())),
        );
        self.model.scales.push(scale);
        let unit = self.unit(&scale.unit);
        self.model.program.scales.push(Scale {
            name: scale.name.value.clone(),
            unit,
            unit_text: unit_text(&scale.unit),
            kind: match scale.kind {
                tree::ScaleKind::Step => ScaleKind::Step,
                tree::ScaleKind::Cumulative => ScaleKind::Cumulative,
                tree::ScaleKind::Marginal => ScaleKind::Marginal,
            },
            key: None,
            observed: scale.observed,
            citation: citation(scale.citation.as_ref()),
            lines: Vec::new(),
            module: self.module,
        });
    }

    fn rule(&mut self, rule: &'t tree::Rule) {
        self.name(&rule.name, Symbol::Rule(RuleId::at(self.model.rules.len())));
        self.model.rules.push(RuleTree::Rule(rule));
        let each = matches!(rule.holder, tree::Holder::Each(_));
        let (ty, unit) = self.ty(&rule.ty);
        self.push_rule(&rule.name, each, ty, unit, false, rule.citation.as_ref());
    }

    fn condition(&mut self, condition: &'t tree::Condition) {
        self.name(
            &condition.name,
            Symbol::Rule(RuleId::at(self.model.rules.len())),
        );
        self.model.rules.push(RuleTree::Condition(condition));
        let each = matches!(condition.holder, tree::Holder::Each(_));
        self.push_rule(
            &condition.name,
            each,
            Type::YesNo,
            String::new(),
            true,
            condition.citation.as_ref(),
        );
    }

    fn push_rule(
        &mut self,
        name: &Name,
        each: bool,
        ty: Type,
        unit: String,
        is_condition: bool,
        source: Option<&tree::Citation>,
    ) {
        self.model.program.rules.push(Rule {
            name: name.value.clone(),
            each,
            ty,
            unit,
            is_condition,
            guard: None,
            citation: citation(source),
            versions: Vec::new(),
            exceptions: Vec::new(),
            module: self.module,
            span: name.span,
        });
    }

    fn benefit(&mut self, benefit: &'t tree::Benefit) {
        self.name(
            &benefit.name,
            Symbol::Benefit(BenefitId::at(self.model.benefits.len())),
        );
        self.model.benefits.push(benefit);
        self.model.program.benefits.push(Benefit {
            name: benefit.name.value.as_str().into(),
            id: slug(&benefit.name.value).into(),
            title: benefit.name.value.as_str().into(),
            each: matches!(benefit.holder, tree::Holder::Each(_)),
            rhythm: Rhythm::Monthly,
            due: None,
            received: None,
            condition: None,
            form: None,
            contribution: None,
            steps: Vec::new(),
            since: None,
            citation: citation(benefit.citation.as_ref()),
            procedure: Vec::new(),
            automatic: false,
            retroactivity: None,
        });
    }
}

/// Values of an input are whole numbers of `1/precision`: amounts to a hundredth of a cent, rates to a ten-thousandth.
fn precision(ty: Type, percent: bool) -> i128 {
    match ty {
        Type::Number(unit) if unit.is_money() => 10_000,
        Type::Number(Unit::PERSON) => 1,
        Type::Number(unit) if unit.is_count() => 100,
        Type::Number(_) if percent => 1_000_000,
        Type::Number(_) => 10_000,
        _ => 1,
    }
}
