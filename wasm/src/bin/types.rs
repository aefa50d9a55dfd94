//! Writes the TypeScript types of the npm package, from the types that the engine serialises.
//!
//! `cargo xtask generate` keeps what this prints in `wasm/lib/types.ts`.

use std::collections::BTreeMap;

use droit_engine::reference::{Curve, Explanation, Question};
use droit_wasm::{Assessment, AxisRequest, Fault, ProgramInfo, Why};
use ts_rs::{Config, TS, TypeVisitor};

/// Every type that is reached, by name.
struct Declarations<'c> {
    config: &'c Config,
    found: BTreeMap<String, String>,
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
    let mut declarations = Declarations {
        config: &config,
        found: BTreeMap::new(),
    };
    declarations.visit::<Assessment<'static>>();
    declarations.visit::<AxisRequest>();
    declarations.visit::<Curve>();
    declarations.visit::<Explanation<'static>>();
    declarations.visit::<Fault>();
    declarations.visit::<ProgramInfo>();
    declarations.visit::<Why>();
    declarations.visit::<Question>();
    println!("// Written by `cargo xtask generate` from the types that the engine serialises.\n");
    for text in declarations.found.values() {
        println!("{text}");
    }
}
