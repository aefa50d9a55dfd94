//! Random laws: what they are about, and their scales.

use super::draw::{CHOICE, Maker, NUMBER, Random};
use crate::calendar::Month;
use crate::exact::Exact;
use crate::program::{
    Arity, Benefit, Choices, Citation, Entity, Expr, ExprKind, FieldPath, Group, Input, InputId,
    Members, Period, PeriodSpan, Program, Received, Rhythm, Role, RoleId, RuleId, Scale, ScaleKind,
    ScaleLine, Timing, Type, Unit, Who,
};

fn input(
    name: &str,
    each: bool,
    ty: Type,
    optional: bool,
    timing: Timing,
    (lo, hi, den): (i128, i128, i128),
) -> Input {
    Input {
        name: name.into(),
        each,
        ty,
        unit: String::new(),
        optional,
        month: false,
        bounds: (Exact::whole(lo), Exact::whole(hi)),
        den,
        timing,
        carry: 0,
        path: FieldPath {
            keys: vec![name.to_owned()],
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
        citation: Citation::default(),
    }
}

/// Inputs of both holders and of every type.
fn inputs() -> Vec<Input> {
    let day = Month::new(1990, 1).unwrap().first_day().into();
    let last = Month::new(2030, 1).unwrap().first_day().into();
    let once = Timing::Once;
    vec![
        input("n", false, NUMBER, false, once, (0, 40, 100)),
        input("b", false, Type::YesNo, false, once, (0, 0, 1)),
        input("c", false, CHOICE, false, once, (0, 0, 1)),
        input("on", false, NUMBER, true, once, (10, 50, 1)),
        input("pn", true, NUMBER, false, Timing::Monthly, (-10, 30, 100)),
        input("pb", true, Type::YesNo, false, once, (0, 0, 1)),
        input("pd", true, Type::Date, false, once, (day, last, 1)),
        input("pod", true, Type::Date, true, once, (day, last, 1)),
        input("poc", true, CHOICE, true, once, (0, 0, 1)),
        input("t", false, CHOICE, false, once, (0, 0, 1)),
        input("py", true, NUMBER, false, Timing::Yearly, (0, 20, 1)),
        input("pob", true, Type::YesNo, true, once, (0, 0, 1)),
    ]
}

fn scales(random: &mut Random) -> Vec<Scale> {
    let day = |year, month| Month::new(year, month).unwrap().first_day();
    let mut scale = |i: usize, kind, key: bool, observed| {
        let mut line = |territories, since| ScaleLine {
            territories,
            since,
            steps: if key {
                [None, Some(1), Some(2), Some(10)]
                    .iter()
                    .map(|b| (b.map(Exact::whole), Exact::whole(random.between(-3, 9))))
                    .collect()
            } else {
                vec![(None, Exact::new(random.between(1, 60), 4).unwrap())]
            },
            citation: Citation::default(),
        };
        let lines = vec![
            line(0, day(2019, 1)),
            line(0b010, day(2020, 1)),
            line(0, day(2026, 7)),
            line(0b100, day(2027, 1)),
        ];
        let key = key.then_some(Unit::NUMBER);
        let unit = Unit::NUMBER;
        Scale {
            name: format!("s{i}"),
            unit,
            unit_text: String::new(),
            kind,
            key,
            observed,
            citation: Citation::default(),
            lines,
            module: 0,
        }
    };
    vec![
        scale(0, ScaleKind::Step, false, false),
        scale(1, ScaleKind::Step, true, false),
        scale(2, ScaleKind::Cumulative, true, false),
        scale(3, ScaleKind::Marginal, true, true),
        scale(4, ScaleKind::Step, false, true),
    ]
}

/// A law.
pub(super) fn draw(random: &mut Random) -> Program {
    let role = |name: &str, arity| Role {
        name: name.to_owned(),
        singular: name.to_owned(),
        code: name.to_owned(),
        arity,
    };
    let group = |members, filter| Group {
        name: "g".to_owned(),
        singular: None,
        citation: Citation::default(),
        members,
        filter,
    };
    let territory = Expr {
        ty: CHOICE,
        kind: ExprKind::Input(InputId(9), Who::Here),
    };
    let scales = scales(random);
    let mut maker = Maker {
        random,
        rules: Vec::new(),
        retained: false,
    };
    let filter = maker.expr(Type::YesNo, 1, true);
    let mut rules = Vec::new();
    let each_number = (true, NUMBER);
    let wanted = [
        each_number,
        (true, Type::YesNo),
        (false, NUMBER),
        (true, Type::Date),
        (false, CHOICE),
        each_number,
        (false, Type::YesNo),
        (false, NUMBER),
    ];
    for (i, (each, ty)) in wanted.into_iter().enumerate() {
        // The right of the benefit is the third rule: those after it may retain it.
        maker.retained = i > 2;
        rules.push(maker.rule(i, each, ty));
        maker.rules.push((RuleId::at(i), each, ty));
    }
    let (a, b) = (Members::Role(RoleId(0)), Members::Role(RoleId(1)));
    let observed = maker.random.one_in(3);
    Program {
        entity: Entity {
            name: "foyer".to_owned(),
            singular: "personne".to_owned(),
            roles: vec![
                role("demandeur", Arity::One),
                role("conjoint", Arity::AtMostOne),
                role("enfant", Arity::Many),
            ],
            at_most: 5,
        },
        groups: vec![
            group(vec![a, b], None),
            group(vec![Members::Role(RoleId(2)), a], Some(filter)),
        ],
        choices: vec![Choices {
            names: ["u", "v", "w"].map(str::to_owned).to_vec(),
            codes: ["u", "v", "w"].map(str::to_owned).to_vec(),
        }],
        inputs: inputs(),
        scales,
        periods: vec![Period {
            name: "p".to_owned(),
            observed,
            versions: vec![(None, PeriodSpan::MonthsBefore(3, 1))],
            citation: Citation::default(),
        }],
        rules,
        benefits: vec![Benefit {
            name: "B".into(),
            id: "b".into(),
            title: "B".into(),
            each: false,
            rhythm: Rhythm::Monthly,
            automatic: false,
            retroactivity: None,
            due: Some(RuleId(2)),
            received: Some(Received::Input(InputId(0))),
            condition: None,
            form: None,
            contribution: None,
            steps: Vec::new(),
            since: None,
            citation: Citation::default(),
            procedure: Vec::new(),
        }],
        territory: Some(territory),
        ..Program::default()
    }
}
