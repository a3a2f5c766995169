//! Why a file could not be read.

use std::io;

use crate::diagnostic::{Code, Diagnostic};

/// Why a file could not be read as text.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such file (any more).
    #[error("there is no such file")]
    Missing,
    /// It is a directory.
    #[error("it is a directory")]
    Directory,
    /// It is a pipe, a socket or a device: reading it could take for ever.
    #[error("it is not a regular file")]
    NotRegular,
    /// A file names it that has no right to: it does not lie below that one's folder.
    #[error("it lies outside the folder of the file that names it")]
    Outside,
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
        Diagnostic::new(self.code(), format!("cannot read `{name}`: {self}")).help(self.help())
    }

    fn code(&self) -> Code {
        match self {
            Self::Missing | Self::Directory | Self::NotRegular | Self::Io(_) => Code::Unreadable,
            Self::Outside => Code::OutsideFolder,
            Self::TooLarge => Code::TooLarge,
            Self::NotText { .. } => Code::NotText,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Missing => "check the path; it may have been moved or renamed",
            Self::Directory => "name a file in it",
            Self::NotRegular => {
                "name a file; a pipe or device can only be named on the command line"
            }
            Self::Outside => {
                "move it there; --allow-outside reads it where it is, if you trust whoever wrote the path"
            }
            Self::TooLarge => "split it, or use `count:` for hosts that are alike",
            Self::NotText { .. } => "save it as UTF-8; spreadsheets call this `CSV UTF-8`",
            Self::Io(_) => "check that the file can be opened by you",
        }
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
