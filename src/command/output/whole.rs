//! Files that are written whole or not at all: to a temporary one beside them, which then takes
//! their place.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::leftover;
use super::stop::Stop;
use super::target::{Target, folder};

/// How often a temporary file is made anew that another run took for a leftover.
const TRIES: usize = 16;

/// What to do with a file that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It is replaced.
    Replaced,
    /// It stays, and nothing is written.
    Refused,
}

/// Lets `write` write a file.
///
/// # Errors
///
/// What the system says. No error names the temporary file: that would mean nothing to anybody.
pub(super) fn write(
    path: &Path,
    existing: Existing,
    stop: &Stop,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let Target::File(path) = Target::of(path)? else {
        if existing == Existing::Refused {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        return write(&mut File::options().write(true).open(path)?);
    };
    let before = fs::metadata(&path).ok();
    match &before {
        Some(_) if existing == Existing::Refused => return Err(io::ErrorKind::AlreadyExists.into()),
        // It could be replaced, but whoever made it read-only did not want that.
        Some(about) if about.permissions().readonly() => {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        _ => {}
    }
    leftover::sweep(folder(&path));
    stop.listen();
    let temporary = temporary(folder(&path)).map_err(bare)?;
    let _protected = stop.removes(temporary.path());
    let mut file = BufWriter::new(temporary.as_file());
    write(&mut file)?;
    file.flush()?;
    drop(file);
    temporary.as_file().sync_all()?;
    // Who may read a file that is replaced does not change.
    if let Some(about) = before {
        temporary.as_file().set_permissions(about.permissions())?;
    }
    match existing {
        Existing::Replaced => temporary.persist(&path),
        Existing::Refused => temporary.persist_noclobber(&path),
    }
    .map(drop)
    .map_err(|error| bare(error.error))
}

/// A temporary file, locked as long as this run lives, so that the next one can tell a leftover.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(leftover::PREFIX).suffix(leftover::SUFFIX).rand_bytes(8);
    // Readable like any file a tool writes, not only by its owner as temporary files are.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    for _ in 0..TRIES {
        let temporary = builder.tempfile_in(folder)?;
        // Not every file system has locks; there, leftovers stay.
        let _ = temporary.as_file().try_lock();
        if temporary.path().exists() {
            return Ok(temporary);
        }
    }
    Err(io::Error::other("temporary files are taken away as soon as they are made"))
}

/// The error without the path that was added to it.
fn bare(error: io::Error) -> io::Error {
    let inner = |error: &io::Error| {
        let source =
            error.get_ref().and_then(std::error::Error::source)?.downcast_ref::<io::Error>()?;
        source.raw_os_error()
    };
    match error.raw_os_error().or_else(|| inner(&error)) {
        Some(code) => io::Error::from_raw_os_error(code),
        None => error.kind().into(),
    }
}
