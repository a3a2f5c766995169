//! Which file a path leads to, however it is spelled: nothing may be written over what was read.

use std::fs::File;
use std::io;
use std::path::Path;

/// Equal for two paths to the same file: through links, hard links, other spellings.
///
/// On Unix this is the device and the number of the file on it. Elsewhere it is the path without
/// links, so that hard links pass as two files there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity(Inner);

#[cfg(unix)]
type Inner = (u64, u64);
#[cfg(not(unix))]
type Inner = std::path::PathBuf;

impl Identity {
    /// The identity of what a path leads to.
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        Ok(Self::from(&std::fs::metadata(path)?))
    }

    /// The identity of what a path leads to.
    #[cfg(not(unix))]
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        path.canonicalize().map(Self)
    }

    /// The identity of a file that was opened by a path.
    #[cfg(unix)]
    pub(super) fn of_open(file: &File, _: &Path) -> io::Result<Self> {
        Ok(Self::from(&file.metadata()?))
    }

    /// The identity of a file that was opened by a path.
    #[cfg(not(unix))]
    pub(super) fn of_open(_: &File, path: &Path) -> io::Result<Self> {
        Self::of(path)
    }
}

/// Whether two paths lead to one file, which may not be there yet.
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    match (Identity::of(a), Identity::of(b)) {
        (Ok(a), Ok(b)) => a == b,
        (Err(_), Err(_)) => match (place(a), place(b)) {
            (Some(a), Some(b)) => a == b,
            _ => a == b,
        },
        _ => false,
    }
}

/// The folder that a path leads to, without links, and the name in it.
fn place(path: &Path) -> Option<(std::path::PathBuf, &std::ffi::OsStr)> {
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some((folder.canonicalize().ok()?, path.file_name()?))
}

#[cfg(unix)]
impl From<&std::fs::Metadata> for Identity {
    fn from(about: &std::fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self((about.dev(), about.ino()))
    }
}

/// Standard input as a file, if it is one: `patchfirst rank - < inventory.yaml`.
#[cfg(unix)]
pub(super) fn standard_input() -> Option<File> {
    use std::os::fd::AsFd;
    let file = File::from(io::stdin().as_fd().try_clone_to_owned().ok()?);
    file.metadata().is_ok_and(|about| about.is_file()).then_some(file)
}

/// Standard input as a file, if it is one; not known here.
#[cfg(not(unix))]
pub(super) fn standard_input() -> Option<File> {
    None
}
