//! The laws of a month, with some deviations or all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use droit_engine::calendar::Month;
use droit_engine::check::check_changed;
use droit_engine::law::Law;
use droit_engine::program::Program;
use droit_engine::source::Sources;

use super::household::households;
use super::{Household, Peer, Set};

/// Laws by month and set of deviations, made when first asked for.
pub struct Laws<'p> {
    /// What is compared.
    pub peer: &'p Peer,
    programs: Mutex<HashMap<Set, Arc<Program>>>,
    laws: Mutex<HashMap<(Set, String, usize), Arc<Law>>>,
}

impl<'p> Laws<'p> {
    /// Nothing is compiled yet.
    #[must_use]
    pub fn new(peer: &'p Peer) -> Laws<'p> {
        Laws {
            peer,
            programs: Mutex::default(),
            laws: Mutex::default(),
        }
    }

    /// All deviations.
    #[must_use]
    pub fn all(&self) -> Set {
        (0..self.peer.deviations.len()).collect()
    }

    /// The program with some deviations.
    ///
    /// # Errors
    ///
    /// Why it does not compile.
    ///
    /// # Panics
    ///
    /// When another thread has panicked.
    pub fn program(&self, set: Set) -> Result<Arc<Program>, String> {
        if let Some(known) = self.programs.lock().expect("programs").get(&set) {
            return Ok(known.clone());
        }
        let chosen = set
            .iter()
            .filter_map(|i| self.peer.deviations.get(i))
            .map(|d| d.source.clone());
        let changes = Sources::new(chosen.chain(self.peer.reading.iter().cloned()));
        let (sources, checked) = check_changed(&self.peer.rules, &changes);
        let program = checked.program.ok_or_else(|| {
            let errors = checked.diagnostics.iter().filter(|d| d.is_error());
            let errors: Vec<String> = errors
                .map(|d| match d.span() {
                    Some(span) => {
                        let (line, column) = sources.position(span);
                        let name = sources.get(span.source).map_or("", |s| s.name.as_str());
                        let help = d
                            .help
                            .as_deref()
                            .map_or(String::new(), |h| format!("\n    {h}"));
                        format!("{name}:{line}:{column}: [{}] {}{help}", d.code, d.message)
                    }
                    None => format!("[{}] {}", d.code, d.message),
                })
                .collect();
            format!(
                "{} ne se compilent pas :\n{}",
                self.named(set),
                errors.join("\n")
            )
        })?;
        let program = Arc::new(program);
        self.programs
            .lock()
            .expect("programs")
            .insert(set, program.clone());
        Ok(program)
    }

    fn named(&self, set: Set) -> String {
        let some = |set: Set| {
            let ids = set.iter().filter_map(|i| self.peer.deviations.get(i));
            let ids: Vec<&str> = ids.map(|d| d.id.as_str()).collect();
            ids.join(", ")
        };
        let left: Set = self.all().iter().filter(|i| !set.has(*i)).collect();
        if set.is_empty() {
            "les règles".to_owned()
        } else if left.is_empty() {
            "les règles, avec tous les écarts,".to_owned()
        } else if left.iter().count() < set.iter().count() {
            format!("les règles, avec tous les écarts sauf {},", some(left))
        } else {
            format!("les règles, avec seulement {},", some(set))
        }
    }

    /// What the rules compared of a right need of the law of a month, with some deviations.
    ///
    /// # Errors
    ///
    /// Why it does not compile.
    ///
    /// # Panics
    ///
    /// When another thread has panicked.
    pub fn law(&self, set: Set, month: &str, right: usize) -> Result<Arc<Law>, String> {
        let key = (set, month.to_owned(), right);
        if let Some(known) = self.laws.lock().expect("laws").get(&key) {
            return Ok(known.clone());
        }
        let at = Month::parse(month).ok_or_else(|| format!("{month} n'est pas un mois"))?;
        let figures = self.peer.figures.iter();
        let asked: Vec<(&str, u32)> = figures
            .filter(|f| f.right == right && f.holds_in(month))
            .flat_map(|f| f.observed().map(|before| (f.rule.as_str(), before)))
            .collect();
        let law = Arc::new(Law::of_rules(self.program(set)?, at, &asked));
        self.laws.lock().expect("laws").insert(key, law.clone());
        Ok(law)
    }

    /// Forgets the laws that were made, not the programs: one takes megabytes, and each set of deviations has its own for each
    /// right and month.
    ///
    /// # Panics
    ///
    /// When another thread has panicked.
    pub fn forget(&self) {
        self.laws.lock().expect("laws").clear();
    }

    /// The households of a month.
    ///
    /// # Errors
    ///
    /// Why the rules do not compile, or a household cannot be read.
    pub fn households(&self, month: &str) -> Result<Vec<Household>, String> {
        let program = self.program(self.all())?;
        let plain = self.program(Set::NONE)?;
        // A household is read once, for all sets of deviations.
        if program.inputs.len() != plain.inputs.len() {
            return Err(
                "un écart ne peut pas ajouter de donnée : déclarez-la dans lu-dans-les-fichiers.droit".to_owned(),
            );
        }
        households(&self.peer.root, &program, &self.peer.received, month)
    }
}
