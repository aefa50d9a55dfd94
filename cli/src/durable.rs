//! Files that are either whole or visibly not: written under another name, on the disk before they take their own.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::digest::{Mark, Marking};
use crate::exit::{Failure, Outcome};

/// The end of the name of a file that is not whole.
pub(crate) const PARTIAL: &str = ".partiel";

/// A path with something more at the end of its name.
pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Whether a path is, or will be, a plain file: what stays. A pipe or /dev/null is written as it is.
pub(crate) fn is_kept(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |meta| meta.is_file())
}

/// A file being written, beside its place.
#[derive(Debug)]
pub(crate) struct Partial {
    file: BufWriter<File>,
    marking: Marking,
    path: PathBuf,
}

impl Partial {
    /// A file to come at `path`.
    pub(crate) fn create(path: &Path) -> Outcome<Partial> {
        Partial::create_after(path, || Ok(()))
    }

    /// A file to come at `path`; `before` is done once no other program can write it, and before what an interrupted one
    /// left is lost.
    pub(crate) fn create_after(path: &Path, before: impl FnOnce() -> Outcome) -> Outcome<Partial> {
        let file = open(path)?;
        before()?;
        file.set_len(0).map_err(|e| cannot_write(path, &e))?;
        Ok(Partial::new(file, Marking::default(), path))
    }

    /// What was already written of it, up to a mark; what follows is thrown away.
    pub(crate) fn resume(path: &Path, mark: &Mark) -> Outcome<Partial> {
        let fail = |error: &io::Error| cannot_write(path, error);
        let mut file = open(path)?;
        let mut marking = Marking::default();
        marking
            .read(BufReader::new(&file).take(mark.octets))
            .map_err(|e| fail(&e))?;
        if marking.mark() != *mark {
            return Err(Failure::rejected(format!(
                "« {} » n'est plus ce que le criblage interrompu avait écrit",
                beside(path, PARTIAL).display()
            ))
            .help("sans « --reprendre », le criblage recommence du début"));
        }
        file.set_len(mark.octets).map_err(|e| fail(&e))?;
        file.seek(SeekFrom::Start(mark.octets))
            .map_err(|e| fail(&e))?;
        Ok(Partial::new(file, marking, path))
    }

    fn new(file: File, marking: Marking, path: &Path) -> Partial {
        Partial {
            file: BufWriter::with_capacity(1 << 16, file),
            marking,
            path: path.to_owned(),
        }
    }

    /// Writes.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Outcome {
        self.write_all(bytes)
            .map_err(|error| cannot_write(&self.path, &error))
    }

    /// What is on the disk for sure.
    pub(crate) fn mark(&mut self) -> Outcome<Mark> {
        self.file
            .flush()
            .and_then(|()| self.file.get_ref().sync_data())
            .map_err(|error| cannot_write(&self.path, &error))?;
        Ok(self.marking.mark())
    }

    /// Its name for now.
    pub(crate) fn partial(&self) -> PathBuf {
        beside(&self.path, PARTIAL)
    }
}

impl io::Write for Partial {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.marking.add(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The partial file of a path, for one program at a time.
fn open(path: &Path) -> Outcome<File> {
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(beside(path, PARTIAL))
        .map_err(|error| cannot_write(path, &error))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Failure::rejected(format!(
            "un autre criblage écrit déjà « {} »",
            path.display()
        ))),
        // Some network disks have no locks: one does without.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// Gives its name to a partial file that is whole and on the disk; nothing to do when it has it already.
pub(crate) fn publish(path: &Path) -> Outcome {
    let partial = beside(path, PARTIAL);
    if !partial.exists() && path.exists() {
        return Ok(());
    }
    fs::rename(&partial, path)
        .and_then(|()| sync_folder(path))
        .map_err(|error| cannot_write(path, &error))
}

/// Writes a small file, all of it or nothing.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Outcome {
    if !is_kept(path) {
        return fs::write(path, bytes).map_err(|error| cannot_write(path, &error));
    }
    let new = beside(path, ".nouveau");
    let written = File::create(&new)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&new, path))
        .and_then(|()| sync_folder(path));
    written.map_err(|error| {
        let _ = fs::remove_file(&new);
        cannot_write(path, &error)
    })
}

/// Removes a file that may not be there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A new name is on the disk once its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        // Elsewhere a folder cannot be opened, and names are written with the files.
        return Ok(());
    }
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some disks do not know how to do it.
        Err(error) if error.kind() != io::ErrorKind::InvalidInput => Err(error),
        _ => Ok(()),
    }
}

/// What could not be written.
pub(crate) fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        return Failure::rejected(format!(
            "écriture de « {} » impossible : le dossier n'existe pas",
            path.display()
        ));
    }
    Failure::io(
        format!("écriture de « {} » impossible", path.display()),
        error,
    )
}
