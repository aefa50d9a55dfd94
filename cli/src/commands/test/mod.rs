//! `droit tester`: the examples of the rules and the cases beside them.

mod case;
mod judge;
mod report;
mod watch;
mod yaml;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::thread;

use case::{Case, Expected, Target};
use droit_engine::examples::Example;
use droit_engine::program::Program;

use crate::amounts::{count, plural};
use crate::args::{Common, Test};
use crate::exit::{Exit, Failure, Outcome};
use crate::laws::Laws;
use crate::out;
use crate::render::diagnostics;
use crate::render::paint::Paint;
use crate::rules::Rules;

pub(crate) fn run(args: &Test, common: &Common) -> Outcome<Exit> {
    let rules = Rules::at_hand(&common.regles, &args.rules)?;
    if !args.suivre {
        return once(args, &rules);
    }
    if rules.roots.is_empty() {
        return Err(Failure::usage("il n'y a pas de fichier de règles à suivre")
            .help("donnez un dossier de règles"));
    }
    watch::follow(&rules.roots, || {
        once(args, &Rules::at_hand(&common.regles, &args.rules)?).map(|_| ())
    })
}

/// What a case expects something of.
pub(crate) struct Tested {
    /// Rights, by their identifiers.
    pub(crate) rights: BTreeSet<String>,
    /// Rules, by their names.
    pub(crate) rules: BTreeSet<String>,
}

/// The examples of the rules, then the cases beside them.
fn every_case(rules: &Rules, program: &Program, examples: Vec<Example>) -> Vec<Case> {
    let mut cases = case::examples(rules, program, examples);
    for (path, text) in &rules.cases {
        cases.extend(yaml::cases(program, path, text));
    }
    cases
}

/// What each case expects something of: the examples of the rules and the cases beside them.
pub(crate) fn tested(rules: &Rules, program: &Program) -> Vec<Tested> {
    let checked = droit_engine::check_all(&rules.sources);
    let cases = every_case(rules, program, checked.examples);
    let contents = cases.into_iter().filter_map(|case| case.content.ok());
    contents
        .map(|content| {
            let mut tested = Tested {
                rights: BTreeSet::new(),
                rules: BTreeSet::new(),
            };
            for expected in content.expected {
                match expected {
                    Expected::Verdict { benefit, .. } => {
                        tested.rights.insert(benefit);
                    }
                    Expected::Value { target, .. } => match target {
                        Target::Right(id) | Target::Contribution(id) => {
                            tested.rights.insert(id);
                        }
                        Target::Rule { name, .. } => {
                            tested.rules.insert(name);
                        }
                    },
                    Expected::Ask { .. } | Expected::Questions(_) => {}
                }
            }
            tested
        })
        .collect()
}

/// Runs every case once.
fn once(args: &Test, rules: &Rules) -> Outcome<Exit> {
    let checked = droit_engine::check_all(&rules.sources);
    let Some(program) = checked.program else {
        rules.show(&checked.diagnostics, Paint::of_stderr());
        let errors = diagnostics::errors(&checked.diagnostics);
        out::say(format!(
            "{errors} : les règles ne peuvent pas être essayées"
        ));
        return Err(Failure::Said);
    };
    let mut cases = every_case(rules, &program, checked.examples);
    let wanted = |case: &Case, text: &str| case.title.contains(text) || case.place.contains(text);
    if let Some(text) = &args.nom {
        cases.retain(|case| wanted(case, text));
        if cases.is_empty() {
            return Err(Failure::rejected(format!(
                "aucun cas ne contient « {text} »"
            )));
        }
    }
    let laws = Laws::new(program);
    let paint = Paint::of_stdout();
    let (verdicts, reached) = verdicts(&cases, &laws, paint);
    let (mut passed, mut failed) = (0_u64, 0_u64);
    let mut text = String::new();
    for verdict in verdicts {
        if verdict.passed {
            passed = passed.saturating_add(1);
        } else {
            failed = failed.saturating_add(1);
        }
        if !verdict.passed || args.detail {
            text.push_str(&verdict.text);
        }
    }
    if args.nom.is_none() {
        text.push_str(&untested(&laws, &reached, args.detail, paint));
    }
    let failures = format!("{} en échec", count(failed));
    let failures = if failed > 0 {
        paint.red(&failures)
    } else {
        failures
    };
    let total = count(passed.saturating_add(failed));
    text.push_str(&format!(
        "{total} cas : {}, {failures}\n",
        plural(passed, "réussi", "réussis")
    ));
    out::print(&text)?;
    Ok(if failed == 0 {
        Exit::Done
    } else {
        Exit::Rejected
    })
}

/// Runs every case, on every core; the verdicts, in order, and the rules that are reached.
fn verdicts(cases: &[Case], laws: &Laws, paint: Paint) -> (Vec<report::Verdict>, BTreeSet<String>) {
    let workers = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let part = cases.len().div_ceil(workers).max(1);
    let run = |part: &[Case]| {
        let mut reached = BTreeSet::new();
        let one = |case| report::run(case, laws, &mut reached, paint);
        let verdicts: Vec<_> = part.iter().map(one).collect();
        (verdicts, reached)
    };
    thread::scope(|scope| {
        let running: Vec<_> = cases
            .chunks(part)
            .map(|part| scope.spawn(move || run(part)))
            .collect();
        let mut all = (Vec::new(), BTreeSet::new());
        for worker in running {
            let (verdicts, reached) = worker
                .join()
                .unwrap_or_else(|panicked| std::panic::resume_unwind(panicked));
            all.0.extend(verdicts);
            all.1.extend(reached);
        }
        all
    })
}

/// The rules that no case reaches.
fn untested(laws: &Laws, reached: &BTreeSet<String>, detail: bool, paint: Paint) -> String {
    let rules = laws.program().rules.iter().map(|r| r.name.as_str());
    let missed: Vec<&str> = rules.filter(|name| !reached.contains(*name)).collect();
    if missed.is_empty() {
        return String::new();
    }
    let n = u64::try_from(missed.len()).unwrap_or(u64::MAX);
    let mut line = plural(
        n,
        "règle qu'aucun cas n'atteint",
        "règles qu'aucun cas n'atteint",
    );
    if detail {
        line.push_str(" :");
        for name in missed {
            line.push_str(&format!("\n    {name}"));
        }
    } else {
        line.push_str(" (--detail les liste)");
    }
    format!("{}\n", paint.dim(&line))
}
