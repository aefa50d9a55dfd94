//! The laws of a month, with some deviations or all of them.

use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, Mutex};

use droit_engine::calendar::Month;
use droit_engine::check::check_changed;
use droit_engine::law::Law;
use droit_engine::program::Program;
use droit_engine::source::{Source, Sources};

use super::Deviation;
use crate::{root, rules};

/// A set of deviations: one bit each, in the order of their names.
pub type Set = u64;

/// Laws by month and set of deviations, made when first asked for.
pub struct Laws<'d> {
    deviations: &'d [Deviation],
    rules: Sources,
    /// Read by the comparison itself, deviations or not: see the file.
    reading: Source,
    programs: Mutex<HashMap<Set, Arc<Program>>>,
    laws: Mutex<HashMap<(Set, String), Arc<Law>>>,
}

impl<'d> Laws<'d> {
    /// Nothing is compiled yet.
    ///
    /// # Panics
    ///
    /// When a file cannot be read.
    #[must_use]
    pub fn new(deviations: &'d [Deviation]) -> Laws<'d> {
        let name = "lu-dans-les-fichiers.droit";
        let text = fs::read_to_string(root().join("tests/peer").join(name))
            .expect("the file of what is read");
        Laws {
            deviations,
            rules: rules::national_sources(),
            reading: Source {
                name: name.to_owned(),
                text,
            },
            programs: Mutex::default(),
            laws: Mutex::default(),
        }
    }

    /// The deviations.
    #[must_use]
    pub fn deviations(&self) -> &'d [Deviation] {
        self.deviations
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> Set {
        (0..self.deviations.len()).fold(0, |set, i| set | bit(i))
    }

    /// The program with some deviations.
    ///
    /// # Panics
    ///
    /// When it does not compile.
    pub fn program(&self, set: Set) -> Arc<Program> {
        if let Some(known) = self.programs.lock().expect("programs").get(&set) {
            return known.clone();
        }
        let chosen = self
            .deviations
            .iter()
            .enumerate()
            .filter(|(i, _)| set & bit(*i) != 0)
            .map(|(_, d)| d.source.clone());
        let changes = Sources::new(chosen.chain([self.reading.clone()]));
        let (sources, checked) = check_changed(&self.rules, &changes);
        let program = Arc::new(checked.program.unwrap_or_else(|| {
            let errors = checked.diagnostics.iter().filter(|d| d.is_error());
            let errors = errors.map(|d| match d.span() {
                Some(span) => {
                    let (line, column) = sources.position(span);
                    let name = sources.get(span.source).map_or("", |s| s.name.as_str());
                    format!(
                        "{name}:{line}:{column}: [{}] {} ({})\n",
                        d.code,
                        d.message,
                        d.help.as_deref().unwrap_or("")
                    )
                }
                None => format!("[{}] {}\n", d.code, d.message),
            });
            panic!(
                "the deviations do not compile:\n{}",
                errors.collect::<String>()
            )
        }));
        self.programs
            .lock()
            .expect("programs")
            .insert(set, program.clone());
        program
    }

    /// The law of a month with some deviations.
    ///
    /// # Panics
    ///
    /// When it cannot be made.
    pub fn law(&self, set: Set, month: &str) -> Arc<Law> {
        let key = (set, month.to_owned());
        if let Some(known) = self.laws.lock().expect("laws").get(&key) {
            return known.clone();
        }
        let at = Month::parse(month).expect("a month");
        let law =
            Arc::new(Law::new(self.program(set), at).unwrap_or_else(|refused| panic!("{refused}")));
        self.laws.lock().expect("laws").insert(key, law.clone());
        law
    }
}

/// The set of one deviation.
#[must_use]
pub fn bit(index: usize) -> Set {
    1 << index
}
