//! Writes the corpus that the WebAssembly engine is compared on: see `wasm/test/corpus.test.js`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::sync::Arc;

use droit_engine::calendar::Month;
use droit_engine::law::Law;
use droit_engine::situation::{Document, Situation};
use droit_tests::{households, root, rules};

fn main() {
    let folder = root().join("wasm/pkg/corpus");
    fs::create_dir_all(&folder).expect("a folder for the corpus");
    let program = Arc::new(rules::national());
    fs::write(folder.join("droit.bin"), program.to_bytes()).expect("the program");
    let files: BTreeMap<String, String> = rules::national_sources()
        .all()
        .map(|(_, source)| (source.name.clone(), source.text.clone()))
        .collect();
    fs::write(
        folder.join("rules.json"),
        serde_json::to_string(&files).expect("JSON"),
    )
    .expect("the rules");

    let mut out = BufWriter::new(fs::File::create(folder.join("corpus.jsonl")).expect("a file"));
    let mut write = |month: &str, lines: Vec<String>| {
        let law = Law::new(program.clone(), Month::parse(month).expect("a month")).expect("a law");
        for (i, line) in lines.iter().enumerate() {
            let document = Document::from_json(line).expect("JSON");
            let situation = Situation::read(&program, &document).expect("a situation");
            let evaluation = law.evaluate(&situation);
            // Questions and explanations are slower: on some households.
            let some = i % 10 == 2;
            let line = serde_json::json!({
                "month": month,
                "situation": line,
                "outcomes": serde_json::to_string(evaluation.outcomes()).expect("JSON"),
                "probable": serde_json::to_string(&evaluation.probable()).expect("JSON"),
                "questions": some.then(|| serde_json::to_string(&law.questions(&situation)).expect("JSON")),
                "explanation": some.then(|| serde_json::to_string(&evaluation.explain("rsa")).expect("JSON")),
            });
            writeln!(out, "{line}").expect("a line");
        }
    };
    write("2026-09", households::examples());
    for month in ["2023-09", "2024-09", "2025-09", "2026-04", "2026-09"] {
        write(
            month,
            households::peer(month).into_iter().take(100).collect(),
        );
    }
}
