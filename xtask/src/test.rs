//! The one test command.
//!
//! Three runners take part: Cargo's, Node's and pytest. Each prints its own report; the last line adds
//! them, so that whoever reads the end of the output knows.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::shell::{self, Failure, Outcome, cargo, root};
use crate::{wasm, wheel};

/// What the runners counted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// Asks for the tests of the Python package: they install its libraries and build the workspace once more.
const PYTHON: &str = "DROIT_PYTHON";

/// What is never run here, and why.
const SPARK: &str = "Apache Spark (400 MB to install: `cargo xtask wheel --spark`)";

pub(crate) fn run() -> Outcome {
    wasm::build()?;
    // What the WebAssembly engine is compared with.
    shell::run(&mut cargo(&[
        "run",
        "--quiet",
        "--release",
        "--package",
        "droit-tests",
        "--bin",
        "corpus",
    ]))?;

    let python = env::var_os(PYTHON).is_some();
    if python {
        // The library that Python loads: no test of Cargo's asks for it, and apart from the tests it would be built with
        // other features.
        shell::run(&mut cargo(&["build", "--workspace", "--lib", "--tests"]))?;
    }

    let mut count = Count::default();
    // `--no-fail-fast`: a failure in one file of tests does not hide those of the next.
    count_tests(
        &mut cargo(&["test", "--workspace", "--no-fail-fast"]),
        &mut count,
        Count::add_cargo,
    )?;
    count_tests(
        Command::new("node")
            .args(["--test", "--test-reporter=spec"])
            .current_dir(root().join("wasm")),
        &mut count,
        Count::add_node,
    )?;

    let mut not_run = vec![SPARK.to_owned()];
    if python {
        match wheel::quick_tests() {
            Ok(mut tests) => count_tests(&mut tests, &mut count, Count::add_pytest)?,
            Err(why) => not_run.push(format!("the Python package ({why})")),
        }
    } else {
        not_run.push(format!(
            "the Python package (`cargo xtask wheel`, or {PYTHON}=1)"
        ));
    }

    println!();
    println!("not run: {}", not_run.join(", "));
    if count.ignored > 0 {
        println!("{} ignored", count.ignored);
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    if count.failed == 0 {
        Ok(())
    } else {
        Err(Failure::Tests)
    }
}

/// Runs a test runner, shows its output as it comes and counts from it.
fn count_tests(command: &mut Command, count: &mut Count, add: fn(&mut Count, &str)) -> Outcome {
    let text = shell::announce(command);
    let not_run = |source| Failure::NotRun {
        command: text.clone(),
        source,
    };

    let failed_before = count.failed;
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(not_run)?;
    if let Some(output) = child.stdout.take() {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        // By bytes: a test may print anything.
        while output.read_until(b'\n', &mut line).map_err(not_run)? > 0 {
            let shown = String::from_utf8_lossy(&line);
            print!("{shown}");
            add(count, &shown);
            line.clear();
        }
    }
    let status = child.wait().map_err(not_run)?;
    if !status.success() && count.failed == failed_before {
        // The tests did not compile, or the runner died: that is no success either.
        println!("`{text}` failed before it could count its tests");
        count.failed += 1;
    }
    Ok(())
}

impl Count {
    /// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; …`.
    fn add_cargo(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        let words: Vec<&str> = result.split_whitespace().collect();
        for pair in words.windows(2) {
            let &[number, name] = pair else { continue };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match name.trim_end_matches(';') {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }

    /// Reads `ℹ pass 3`, `ℹ fail 0`, `ℹ cancelled 0`, `ℹ skipped 0`, `ℹ todo 0`.
    fn add_node(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("ℹ ") else {
            return;
        };
        let Some((name, number)) = result.trim_end().split_once(' ') else {
            return;
        };
        let Ok(number) = number.parse::<u64>() else {
            return;
        };
        match name {
            "pass" => self.passed += number,
            "fail" | "cancelled" => self.failed += number,
            "skipped" | "todo" => self.ignored += number,
            _ => {}
        }
    }

    /// Reads `=== 3 passed, 1 failed, 1 skipped, 2 deselected in 5.21s ===`; what an error kept from running has failed.
    fn add_pytest(&mut self, line: &str) {
        let line = line.trim();
        let Some(line) = line.strip_prefix("==").and_then(|l| l.strip_suffix("==")) else {
            return;
        };
        let Some((results, _)) = line.trim_matches('=').rsplit_once(" in ") else {
            return;
        };
        for result in results.split(',') {
            let Some((number, name)) = result.trim().split_once(' ') else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match name {
                "passed" | "xpassed" => self.passed += number,
                "failed" | "error" | "errors" => self.failed += number,
                "skipped" | "xfailed" => self.ignored += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn counts_add_up() {
        let mut count = Count::default();
        count.add_cargo("running 4 tests");
        count.add_cargo(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
        );
        count.add_cargo("test result: FAILED. 5 passed; 2 failed; 0 ignored; 0 measured\n");
        for line in [
            "ℹ tests 4\n",
            "ℹ pass 2\n",
            "ℹ fail 1\n",
            "ℹ cancelled 0\n",
            "ℹ skipped 1\n",
        ] {
            count.add_node(line);
        }
        for line in [
            "tests/test_a.py ....s.F                          [100%]\n",
            "=========================== short test summary info ============================\n",
            "====== 1 failed, 5 passed, 1 skipped, 7 deselected, 1 error in 12.34s (0:00:12) ======\n",
        ] {
            count.add_pytest(line);
        }
        assert_eq!(
            count,
            Count {
                passed: 15,
                failed: 5,
                ignored: 3
            }
        );
    }
}
