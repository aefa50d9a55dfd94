//! Writes the TypeScript types of the npm package, from the types that the engine serialises.
//!
//! `cargo xtask generate` keeps what this prints in `wasm/lib/types.ts`, and in `wasm/auteur/types.ts` what it prints of
//! the page of rule authors (argument `auteur`).

use std::collections::BTreeMap;

use droit_engine::reference::{Curve, Explanation, Probable, Question};
use droit_wasm::{Assessment, AxisRequest, Checkup, Effect, Fault, ProgramInfo, Ran, Shift, Why};
use ts_rs::{Config, TS, TypeVisitor};

/// Every type that is reached, by name.
struct Declarations<'c> {
    config: &'c Config,
    found: BTreeMap<String, String>,
}

impl Declarations<'_> {
    /// Those of others that these are made of, directly.
    fn names_in<'o>(&self, others: &'o Declarations<'_>) -> Vec<&'o str> {
        let reads = |name: &str| {
            let mut texts = self.found.values();
            texts.any(|text| {
                text.split(|c: char| !c.is_alphanumeric())
                    .any(|word| word == name)
            })
        };
        let names = others.found.keys().map(String::as_str);
        names.filter(|name| reads(name)).collect()
    }
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Types without an output path are those of the language itself: text, lists…
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(self.config);
        if self.found.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let text = format!("{docs}export {}\n", T::decl(self.config));
        self.found.insert(name, text);
        T::visit_dependencies(self);
    }
}

fn main() {
    let config = Config::new().with_large_int("number");
    let none = || Declarations {
        config: &config,
        found: BTreeMap::new(),
    };
    let mut of_all = none();
    of_all.visit::<Assessment<'static>>();
    of_all.visit::<AxisRequest>();
    of_all.visit::<Curve>();
    of_all.visit::<Explanation<'static>>();
    of_all.visit::<Fault>();
    of_all.visit::<ProgramInfo>();
    of_all.visit::<Why>();
    of_all.visit::<Probable>();
    of_all.visit::<Question>();
    let mut of_authors = none();
    of_authors.visit::<Checkup<'static>>();
    of_authors.visit::<Ran<'static>>();
    of_authors.visit::<Effect>();
    of_authors.visit::<Shift>();
    println!("// Written by `cargo xtask generate` from the types that the engine serialises.\n");
    let authors = std::env::args().any(|argument| argument == "auteur");
    if !authors {
        return of_all.found.values().for_each(|text| println!("{text}"));
    }
    // What the package has already is read from there.
    of_authors
        .found
        .retain(|name, _| !of_all.found.contains_key(name));
    let names = of_authors.names_in(&of_all).join(", ");
    println!("import type {{ {names} }} from \"../lib/types.ts\";\n");
    of_authors
        .found
        .values()
        .for_each(|text| println!("{text}"));
}
