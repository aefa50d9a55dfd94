//! The questions that remain, in a useful order.

use serde::Serialize;

use super::answers::{Trial, Tried};
use super::laid::Scratch;
use super::values::Household;
use super::{Bounds, Evaluation};
use crate::law::{Law, Time};
use crate::letters::upper;
use crate::name::Name;
use crate::program::{Arity, Input, InputId, Program, RoleId, Timing, Type};
use crate::situation::{Person, Situation};
use crate::sorted::{Map, Set, sort_by};

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AnswerType {
    /// A number.
    #[serde(rename = "nombre")]
    Number,
    /// Yes or no.
    #[serde(rename = "oui_non")]
    YesNo,
    /// A day.
    #[serde(rename = "date")]
    Date,
    /// A calendar month.
    #[serde(rename = "mois")]
    Month,
    /// One of the choices.
    #[serde(rename = "choix")]
    Choice,
}

impl AnswerType {
    /// What an answer about an input looks like.
    #[must_use]
    pub fn of(input: &Input) -> AnswerType {
        match input.ty {
            Type::Number(_) => AnswerType::Number,
            Type::YesNo => AnswerType::YesNo,
            Type::Date if input.month => AnswerType::Month,
            Type::Date => AnswerType::Date,
            Type::Choice(_) => AnswerType::Choice,
        }
    }
}

/// An input that is unknown and can still change an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Question {
    /// Name of the input.
    pub input: Name,
    /// Its index in the program.
    #[serde(skip)]
    pub id: InputId,
    /// Position of the person, for an input of each person.
    pub person: Option<usize>,
    /// Identifier of the person in the situation.
    pub person_id: Option<String>,
    /// The question, `{personne}` replaced.
    pub text: String,
    /// The question as the rules write it, for who can name the person better.
    pub template: String,
    /// Help.
    pub help: Option<String>,
    /// The list of the situation that the answer is a line of (`ressources`): questions on one list are asked together.
    pub list: Option<String>,
    /// Theme.
    pub theme: Option<String>,
    /// What an answer looks like.
    pub answer: AnswerType,
    /// Whether "none" is an answer.
    pub optional: bool,
    /// Whether the answer may change from month to month, or from year to year.
    pub dated: bool,
    /// The months that count (`AAAA-MM`), for an answer by month; the years for an answer by year.
    pub periods: Vec<String>,
    /// Unit as written.
    pub unit: String,
    /// Smallest and largest answer, for a number.
    pub bounds: Option<Bounds>,
    /// Codes and names, for a choice.
    pub choices: Vec<(String, String)>,
    /// Rights whose outcome it can change.
    pub benefits: Vec<Name>,
    /// Whether nothing can be said of them without it.
    pub required: bool,
}

/// What is known of a question before its order is.
#[derive(Debug, Default)]
struct Asked {
    benefits: Set<usize>,
    times: Set<Time>,
}

/// An unknown input, for the household or a person.
type Line = ((InputId, Option<usize>), Asked);

/// What is asked at once: the lines of a list, whose they are, or one input.
type Together<'l> = (Option<usize>, Option<&'l str>, Option<InputId>);

/// What an input is asked with, and hence tried with.
fn together<'l>(law: &'l Law, ((id, person), _): &Line) -> Together<'l> {
    let input = law.program.inputs.get(id.index());
    match input.and_then(|input| input.path.list.as_ref()) {
        Some(path) => (*person, Some(&path.list), None),
        None => (*person, None, Some(*id)),
    }
}

impl Trial<'_> {
    /// How much of what is open some answers settle, on average.
    fn settled(&mut self, lines: &[&Line]) -> i128 {
        let tried: Vec<Tried<'_>> = lines
            .iter()
            .map(|((input, person), asked)| Tried {
                input: *input,
                person: *person,
                times: &asked.times,
            })
            .collect();
        self.width.saturating_sub(self.sampled(&tried))
    }
}

/// The questions that remain, the most useful theme first.
pub(super) fn questions(evaluation: &Evaluation<'_>) -> Vec<Question> {
    let (law, situation) = (evaluation.law, evaluation.situation);
    let Some(base) = &evaluation.found.base else {
        return Vec::new();
    };
    let household = Household::new(law, situation);
    let mut asked: Map<(InputId, Option<usize>), Asked> = Map::default();
    for (index, missing) in evaluation.found.missing.iter().enumerate() {
        for reached in missing.iter() {
            let entry = asked.entry((reached.input, reached.person));
            entry.benefits.insert(index);
            entry.times.insert(reached.time);
        }
    }
    let mut scratch = Scratch::default();
    let mut trial = Trial::new(&household, base, &mut scratch);
    let mut groups: Map<Together<'_>, Vec<&Line>> = Map::default();
    for line in asked.iter() {
        groups.entry(together(law, line)).push(line);
    }
    let mut scored: Vec<(i128, Question)> = Vec::with_capacity(asked.len());
    for (_, mut lines) in groups {
        // The one that most rights read stands for those that are there.
        sort_by(&mut lines, |(_, a), (_, b)| {
            b.benefits.len().cmp(&a.benefits.len())
        });
        let score = trial.settled(&lines);
        for ((id, person), asked) in lines {
            if let Some(input) = law.program.inputs.get(id.index()) {
                scored.push((
                    score,
                    question(law, situation, (*id, input), *person, asked),
                ));
            }
        }
    }
    order(scored)
}

/// By theme, the theme of the most useful question first; inside of a theme, the most useful first.
fn order(mut scored: Vec<(i128, Question)>) -> Vec<Question> {
    let rank = |score: i128, q: &Question| (q.required, score, q.benefits.len());
    let mut best: Map<Option<String>, Option<(bool, i128, usize)>> = Map::default();
    for (score, question) in &scored {
        let own = rank(*score, question);
        let entry = best.entry(question.theme.clone());
        *entry = (*entry).max(Some(own));
    }
    sort_by(&mut scored, |(a, x), (b, y)| {
        let theme = |q: &Question| best.get(&q.theme).copied().unwrap_or_default();
        let themes = theme(y).cmp(&theme(x)).then_with(|| x.theme.cmp(&y.theme));
        themes
            .then_with(|| rank(*b, y).cmp(&rank(*a, x)))
            .then_with(|| (x.id, x.person).cmp(&(y.id, y.person)))
    });
    scored.into_iter().map(|(_, question)| question).collect()
}

fn question(
    law: &Law,
    situation: &Situation,
    (id, input): (InputId, &Input),
    person: Option<usize>,
    asked: &Asked,
) -> Question {
    let program = &law.program;
    let whose = person.and_then(|p| situation.persons().and_then(|all| all.get(p)));
    let template = input
        .question
        .clone()
        .unwrap_or_else(|| format!("{} ?", input.name));
    let text = match person {
        Some(position) => capitalised(&naming(&template, &label(program, situation, position))),
        None => template.clone(),
    };
    let periods = asked.times.iter().map(|time| match time {
        Time::Month(month) => month.to_string(),
        Time::Year(year) => year.to_string(),
    });
    let dated = input.timing != Timing::Once;
    let rights = asked.benefits.iter().filter_map(|i| law.benefits.get(*i));
    Question {
        input: input.name.clone(),
        id,
        person,
        person_id: whose.map(|p: &Person| p.id.clone()),
        text,
        template,
        help: input.help.clone(),
        list: input.path.list.as_ref().map(|path| path.list.clone()),
        theme: input.theme.clone(),
        answer: AnswerType::of(input),
        optional: input.optional,
        dated,
        periods: if dated { periods.collect() } else { Vec::new() },
        unit: input.unit.clone(),
        bounds: matches!(input.ty, Type::Number(_)).then_some(Bounds {
            min: input.bounds.0,
            max: input.bounds.1,
        }),
        choices: program.choices_of(input.ty),
        benefits: rights
            .filter_map(|at| program.benefits.get(at.benefit.index()))
            .map(|b| b.id.clone())
            .collect(),
        required: input.required,
    }
}

/// `cette personne (demandeur)`, `cette personne (enfant 2)`: agrees with what questions say of a person.
fn label(program: &Program, situation: &Situation, position: usize) -> String {
    let persons = situation.persons().unwrap_or_default();
    let role: Option<RoleId> = persons.get(position).map(|p| p.role);
    let entity = &program.entity;
    let this = if entity.singular.ends_with('e') {
        "cette"
    } else {
        "ce"
    };
    let Some((id, role)) = role.and_then(|id| Some((id, entity.roles.get(id.index())?))) else {
        return format!("{this} {}", entity.singular);
    };
    let rank = persons
        .iter()
        .take(position.saturating_add(1))
        .filter(|p| p.role == id)
        .count();
    let rank = if role.arity == Arity::Many {
        format!(" {rank}")
    } else {
        String::new()
    };
    format!("{this} {} ({}{rank})", entity.singular, role.singular)
}

/// A question with a name in the place of each `{personne}`. By the brace: the search of a text in another is a kilobyte
/// of the page.
fn naming(template: &str, name: &str) -> String {
    let mut parts = template.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.strip_prefix("personne}") {
            Some(rest) => text.extend([name, rest]),
            None => text.extend(["{", part]),
        }
    }
    text
}

/// A sentence that may begin with a name that was put in.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| std::iter::once(upper(first)).chain(letters).collect())
        .unwrap_or_default()
}
