//! Reading a file into [`Sources`]: the only place that touches input files.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{Digests, SourceId, Sources, text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Places are 32-bit byte offsets; half of their range leaves room for text that grows when it is decoded.
const MAX_BYTES: u64 = 2 << 30;

/// Why a file could not be read as text.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such file (any more).
    #[error("there is no such file")]
    Missing,
    /// It is a directory.
    #[error("it is a directory")]
    Directory,
    /// It is larger than places can express.
    #[error("it is larger than 2 GiB")]
    TooLarge,
    /// It is neither UTF-8 nor UTF-16.
    #[error("line {line} is not text in UTF-8 or UTF-16")]
    NotText {
        /// The line of the first byte that is not text, from 1.
        line: usize,
    },
    /// The system refused.
    #[error("{0}")]
    Io(io::Error),
}

impl ReadError {
    /// The problem as a diagnostic about the file of this name.
    pub fn diagnostic(&self, name: &str) -> Diagnostic {
        let message = format!("cannot read `{name}`: {self}");
        let (code, help) = match self {
            Self::Missing => (Code::Unreadable, "check the path; it may have been moved or renamed"),
            Self::Directory => (Code::Unreadable, "name a file in it"),
            Self::TooLarge => (Code::TooLarge, "split it, or use `count:` for hosts that are alike"),
            Self::NotText { .. } => (Code::NotText, "save it as UTF-8; spreadsheets call this `CSV UTF-8`"),
            Self::Io(_) => (Code::Unreadable, "check that the file can be opened by you"),
        };
        Diagnostic::new(code, message).help(help)
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::IsADirectory => Self::Directory,
            _ => Self::Io(error),
        }
    }
}

impl Sources {
    /// Reads a file, or standard input if the path is `-`. A failure is reported.
    pub fn read(&mut self, path: &Path, diagnostics: &mut Diagnostics) -> Option<SourceId> {
        let (name, result) = match path.to_str() {
            Some("-") => ("<stdin>".to_owned(), self.load_from("<stdin>", io::stdin().lock())),
            _ => (display_name(path), self.load(path)),
        };
        result.map_err(|error| diagnostics.push(error.diagnostic(&name).in_file(name))).ok()
    }

    /// Reads a file; the caller reports what went wrong.
    pub fn load(&mut self, path: &Path) -> Result<SourceId, ReadError> {
        let file = File::open(path)?;
        // Asked of the open file, so that it cannot be exchanged in between.
        let about = file.metadata()?;
        if about.is_dir() {
            return Err(ReadError::Directory);
        }
        if about.len() > MAX_BYTES {
            return Err(ReadError::TooLarge);
        }
        self.load_from(&display_name(path), file)
    }

    fn load_from(&mut self, name: &str, input: impl Read) -> Result<SourceId, ReadError> {
        let mut bytes = Vec::new();
        input.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(ReadError::TooLarge);
        }
        let digest = (self.digests == Digests::Sha256).then(|| Sha256::digest(&bytes).into());
        let text = text::decode(bytes)?;
        // UTF-16 may grow by half when decoded.
        if text.len() as u64 > MAX_BYTES {
            return Err(ReadError::TooLarge);
        }
        let id = self.add(name, text);
        self.files[id.0 as usize].digest = digest;
        Ok(id)
    }
}

/// The path as the user wrote it, with forward slashes on every system so that messages are the same everywhere.
pub(crate) fn display_name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
}
