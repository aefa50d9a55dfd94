//! Starts the program `droit` as a user does, on small rules of its own: real law may change, these may not.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::root;

/// A manifest under which a file may be written: `--manifeste manifeste.yaml`, once written there.
pub const MANIFEST: &str = "\
finalite: non-recours
autorite: Département d'essai
base_legale: CRPA, art. L. 114-8
sources: [foyers inventés]
purge_le: 2999-12-31
sel: un sel qui ne sert qu'aux essais
";

/// What a run gave.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; -1 when the program was killed.
    pub code: i32,
    /// The standard output.
    pub out: String,
    /// The standard error.
    pub err: String,
}

impl Ran {
    /// A run that only says something on the standard error.
    #[track_caller]
    pub fn says(&self, code: i32, err: &str) {
        assert_eq!(
            (self.code, self.out.as_str(), self.err.as_str()),
            (code, "", err)
        );
    }

    /// A run that only writes an answer.
    #[track_caller]
    pub fn answers(&self, code: i32, out: &str) {
        assert_eq!(
            (self.code, self.out.as_str(), self.err.as_str()),
            (code, out, "")
        );
    }
}

/// A folder of one test, where the program runs.
#[derive(Debug)]
pub struct Folder {
    program: &'static str,
    path: PathBuf,
}

impl Folder {
    /// An empty folder; Cargo tells where the program is, `env!("CARGO_BIN_EXE_droit")`, and where temporary files go,
    /// `env!("CARGO_TARGET_TMPDIR")`, to the tests of its package only.
    #[must_use]
    pub fn new(program: &'static str, temporary: &str, name: &str) -> Folder {
        let path = Path::new(temporary).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder { program, path }
    }

    /// The same, with the manifest of a run that leaves a file.
    #[must_use]
    pub fn with_manifest(program: &'static str, temporary: &str, name: &str) -> Folder {
        let folder = Folder::new(program, temporary, name);
        folder.write("manifeste.yaml", MANIFEST);
        folder
    }

    /// Writes a file.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Reads a file.
    #[must_use]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path.join(name)).unwrap()
    }

    /// Reads a file as it is.
    #[must_use]
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// The path of a file.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The names of the files, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.names_in("")
    }

    /// The names of the files of a folder below, sorted.
    #[must_use]
    pub fn names_in(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path.join(folder)).unwrap();
        let mut names: Vec<String> = entries
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Runs `droit` in the folder, with the rules of the tests.
    #[must_use]
    pub fn droit(&self, arguments: &[&str]) -> Ran {
        self.run(&[arguments, &["--regles", &rules()]].concat(), b"")
    }

    /// Runs `droit` in the folder, with these arguments alone.
    #[must_use]
    pub fn run(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        let mut child = Command::new(self.program)
            .args(arguments)
            .current_dir(&self.path)
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that stops before reading all breaks the pipe: its answer tells why.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        let ran = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap_or_else(|e| panic!("not UTF-8: {e}"));
        Ran {
            code: ran.status.code().unwrap_or(-1),
            out: text(ran.stdout),
            err: text(ran.stderr),
        }
    }
}

/// A compressed file.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The folder of the small rules.
#[must_use]
pub fn rules() -> String {
    root().join("tests/cli/regles").to_str().unwrap().to_owned()
}
