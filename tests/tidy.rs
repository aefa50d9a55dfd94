//! The repository checks itself.

use std::fs;

use droit_tests::root;

/// A file of tests that no manifest declares would never run, and nothing would say so.
///
/// Those that start the `droit` program are declared by its package, which alone knows where Cargo
/// puts it.
#[test]
fn every_file_of_tests_is_declared() {
    let manifests = ["tests/Cargo.toml", "cli/Cargo.toml"]
        .map(|path| fs::read_to_string(root().join(path)).unwrap())
        .concat();
    let declared = |name: &str| {
        [
            format!("path = \"{name}\""),
            format!("path = \"../tests/{name}\""),
        ]
        .iter()
        .any(|line| manifests.lines().any(|candidate| candidate == line))
    };

    let forgotten: Vec<String> = fs::read_dir(root().join("tests"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".rs") && !declared(name))
        .collect();

    assert!(
        forgotten.is_empty(),
        "declare them as [[test]] in tests/Cargo.toml: {forgotten:?}"
    );
}
