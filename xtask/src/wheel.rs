//! The Python package: the wheel that is given to people, and the tests.
//!
//! `cargo xtask wheel` builds the wheel with maturin, installs it in a virtual environment and runs the tests over it.
//! `cargo xtask test` runs the same tests without maturin, over the library that the build of the workspace already made:
//! alone, the package has other features of its dependencies, and all of them would be compiled once more.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::shell::{self, Failure, Outcome, cargo, root, target_folder};

/// What the tests may need.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spark {
    With,
    Without,
}

/// Builds the wheel and tests it. It stays in the folder `wheel` of the build.
pub(crate) fn run(spark: Spark, profile: &str) -> Outcome {
    let missing = |why: String| Failure::Other(format!("the wheel cannot be tested: {why}"));
    if spark == Spark::With {
        java().map_err(missing)?;
    }
    let python = environment(spark, true).map_err(missing)?;
    let dist = folder().join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).map_err(|source| file(&dist, source))?;
    }
    let maturin = python.with_file_name(format!("maturin{}", env::consts::EXE_SUFFIX));
    let mut build = Command::new(maturin);
    build.args(["build", "--locked", "--profile", profile, "--out"]);
    if profile == "dev" {
        // Hundreds of megabytes that no test reads.
        build.arg(&dist).arg("--strip");
    } else {
        build.arg(&dist);
    }
    shell::run(build.current_dir(root().join("python")))?;
    let wheel = fs::read_dir(&dist)
        .map_err(|source| file(&dist, source))?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|e| e == "whl"))
        .ok_or_else(|| Failure::Other("maturin wrote no wheel".to_owned()))?;
    shell::run(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--no-deps"])
            .args(["--disable-pip-version-check", "--force-reinstall"])
            .arg(&wheel),
    )?;
    // With the package: the features of its dependencies are then those that were just compiled.
    let packages = ["--package", "droit-cli", "--package", "droit-python"];
    shell::run(cargo(&["build", "--quiet", "--bin", "droit"]).args(packages))?;
    shell::run(&mut tests(&python, spark))?;
    eprintln!("written: {}", wheel.display());
    Ok(())
}

/// The tests over the library that is already built (`cargo build --workspace --lib --tests`), or why they cannot run.
pub(crate) fn quick_tests() -> Result<Command, String> {
    let python = environment(Spark::Without, false)?;
    let package = folder().join("package");
    assemble(&package).map_err(|error| error.to_string())?;
    let mut tests = tests(&python, Spark::Without);
    tests.env("PYTHONPATH", &package);
    Ok(tests)
}

/// The package as the wheel would install it.
fn assemble(package: &Path) -> Outcome {
    let into = package.join("droit");
    fs::create_dir_all(&into).map_err(|source| file(&into, source))?;
    let sources = root().join("python/package/droit");
    let entries = fs::read_dir(&sources).map_err(|source| file(&sources, source))?;
    let prefix = env::consts::DLL_PREFIX;
    let library = format!("{prefix}_droit{}", env::consts::DLL_SUFFIX);
    let name = if cfg!(windows) {
        "_droit.pyd"
    } else {
        "_droit.abi3.so"
    };
    let copies = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .map(|path| (into.join(path.file_name().unwrap_or_default()), path))
        .chain([(into.join(name), target_folder().join("debug").join(library))]);
    for (to, from) in copies {
        fs::copy(&from, to).map_err(|source| file(&from, source))?;
    }
    Ok(())
}

fn tests(python: &Path, spark: Spark) -> Command {
    let mut tests = Command::new(python);
    let marked = if spark == Spark::With {
        "spark or not spark"
    } else {
        "not spark"
    };
    // `-rs`: what is skipped is said, with the reason.
    tests
        .args([
            "-m",
            "pytest",
            "-rs",
            "-p",
            "no:cacheprovider",
            "-m",
            marked,
        ])
        .current_dir(root().join("python"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env(
            "DROIT",
            target_folder()
                .join("debug")
                .join(format!("droit{}", env::consts::EXE_SUFFIX)),
        )
        // Spark starts Python by itself: this one.
        .env("PYSPARK_PYTHON", python)
        .env("PYSPARK_DRIVER_PYTHON", python);
    tests
}

/// The Python of a virtual environment that has the packages; made when it is not there.
fn environment(spark: Spark, build: bool) -> Result<PathBuf, String> {
    let venv = folder().join("venv");
    let python = if cfg!(windows) {
        venv.join("Scripts/python.exe")
    } else {
        venv.join("bin/python")
    };
    let mut lists = vec!["requirements.txt"];
    if build {
        lists.push("requirements-build.txt");
    }
    if spark == Spark::With {
        lists.push("requirements-spark.txt");
    }
    if !python.exists() {
        let own = own_python()?;
        shell::run(Command::new(own).args(["-m", "venv", "--clear"]).arg(&venv))
            .map_err(|_| "Python cannot make virtual environments: install python3-venv")?;
    }
    for list in lists {
        let list = root().join("python").join(list);
        let wanted = fs::read_to_string(&list).map_err(|error| error.to_string())?;
        // What was installed, so that nothing is asked of the network twice.
        let done = venv.join(list.file_name().unwrap_or_default());
        if fs::read_to_string(&done).is_ok_and(|done| done == wanted) {
            continue;
        }
        shell::run(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet"])
                .args(["--disable-pip-version-check", "--requirement"])
                .arg(&list),
        )
        .map_err(|_| {
            let name = list.file_name().unwrap_or_default().to_string_lossy();
            format!("pip could not install the packages of python/{name}")
        })?;
        fs::write(&done, wanted).map_err(|error| error.to_string())?;
    }
    Ok(python)
}

/// The Python of the machine: `PYTHON` names another.
fn own_python() -> Result<String, String> {
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let old = "import sys; sys.exit(sys.version_info < (3, 10))";
    match Command::new(&python).args(["-c", old]).status() {
        Ok(status) if status.success() => Ok(python),
        Ok(_) => Err(format!("`{python}` is older than Python 3.10")),
        Err(_) => Err(format!(
            "`{python}` is missing: install Python 3.10 or later"
        )),
    }
}

/// Spark runs on Java.
fn java() -> Result<(), String> {
    let java = env::var_os("JAVA_HOME").map_or_else(
        || PathBuf::from("java"),
        |home| Path::new(&home).join("bin/java"),
    );
    match Command::new(&java).arg("-version").output() {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err("Java is missing, and Spark needs it: install Java 17 or later".to_owned()),
    }
}

fn folder() -> PathBuf {
    target_folder().join("wheel")
}

fn file(path: &Path, source: std::io::Error) -> Failure {
    Failure::File {
        path: path.to_path_buf(),
        source,
    }
}
