//! What a path leads to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Links that are followed one after the other; more are a circle.
const MAX_LINKS: usize = 40;

/// What is to be written.
#[derive(Debug)]
pub(super) enum Target {
    /// A file that is there, or not yet.
    File(PathBuf),
    /// A device or a pipe: it has nothing to keep whole, and must not be replaced.
    Special,
}

impl Target {
    /// Follows links, also to what is not there yet: the link stays, and the file is made where it
    /// leads.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let mut path = path.to_path_buf();
        for _ in 0..MAX_LINKS {
            let about = match fs::symlink_metadata(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Ok(Self::File(path));
                }
                about => about?,
            };
            if !about.is_symlink() {
                return match about.is_dir() {
                    true => Err(io::ErrorKind::IsADirectory.into()),
                    false if about.is_file() => Ok(Self::File(path)),
                    false => Ok(Self::Special),
                };
            }
            // What `/dev/stdout` leads to has a name that is no path.
            if fs::metadata(&path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
                return Ok(Self::Special);
            }
            let next = fs::read_link(&path)?;
            path = folder(&path).join(next);
        }
        Err(io::Error::other("the link leads in a circle"))
    }
}

/// The folder that a file lies in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
