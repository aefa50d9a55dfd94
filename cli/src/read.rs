//! Files and the standard input, compressed or not.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use crate::exit::{Failure, Outcome};

/// The mark that some programs put at the head of a UTF-8 file.
pub(crate) const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The first bytes of a gzip file.
const GZIP: &[u8] = &[0x1F, 0x8B];

/// Counts the bytes that the disk gives: the progress of the reading, whatever the compression.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read
            .fetch_add(u64::try_from(n).unwrap_or(0), Ordering::Relaxed);
        Ok(n)
    }
}

/// An open file, or the standard input.
pub(crate) struct Opened {
    /// Its bytes, decompressed.
    pub(crate) bytes: Box<dyn BufRead + Send>,
    /// Its size, when it is a file.
    pub(crate) size: Option<u64>,
    /// How many bytes of it have been read.
    pub(crate) read: Arc<AtomicU64>,
}

/// Whether a path stands for the standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// An input, as a message names it.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) {
        "l'entrée standard".to_owned()
    } else {
        format!("« {} »", path.display())
    }
}

/// Opens a file, or the standard input for `-`.
pub(crate) fn open(path: &Path) -> Outcome<Opened> {
    let fail =
        |error: &io::Error| Failure::io(format!("lecture de {} impossible", name(path)), error);
    let read = Arc::new(AtomicU64::new(0));
    let (raw, size): (Box<dyn Read + Send>, Option<u64>) = if is_stdin(path) {
        (Box::new(io::stdin()), None)
    } else {
        let file = File::open(path).map_err(|e| fail(&e))?;
        let meta = file.metadata().map_err(|e| fail(&e))?;
        if meta.is_dir() {
            return Err(fail(&io::ErrorKind::IsADirectory.into()));
        }
        // A pipe given by its name has no size.
        let size = meta.is_file().then_some(meta.len());
        (Box::new(file), size)
    };
    let counted = Counted {
        inner: raw,
        read: Arc::clone(&read),
    };
    let mut bytes = BufReader::with_capacity(1 << 16, counted);
    // A compressed input is known by its first bytes, not by its name: it may come through a pipe.
    let compressed = bytes.fill_buf().map_err(|e| fail(&e))?.starts_with(GZIP);
    let input: Box<dyn BufRead + Send> = if compressed {
        Box::new(BufReader::with_capacity(
            1 << 16,
            MultiGzDecoder::new(bytes),
        ))
    } else {
        Box::new(bytes)
    };
    Ok(Opened {
        bytes: input,
        size,
        read,
    })
}

/// The whole of a file or of the standard input, as text.
pub(crate) fn text(path: &Path) -> Outcome<String> {
    let fail =
        |error: &io::Error| Failure::io(format!("lecture de {} impossible", name(path)), error);
    let mut bytes = Vec::new();
    if is_stdin(path) {
        io::stdin().read_to_end(&mut bytes).map_err(|e| fail(&e))?;
    } else {
        bytes = std::fs::read(path).map_err(|e| fail(&e))?;
    }
    let bytes = bytes
        .strip_prefix(MARK)
        .map(<[u8]>::to_vec)
        .unwrap_or(bytes);
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = error
            .as_bytes()
            .get(..error.utf8_error().valid_up_to())
            .unwrap_or_default();
        let line = before.split(|b| *b == b'\n').count();
        Failure::rejected(format!(
            "{} n'est pas un texte en UTF-8 (ligne {line})",
            name(path)
        ))
        .help("enregistrez le fichier en UTF-8")
    })?;
    if text.trim().is_empty() {
        return Err(Failure::rejected(format!("{} est vide", name(path))));
    }
    Ok(text)
}
