//! Where a result goes: standard output, or a file that is written whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Context;

use super::Console;

/// Prints a text, or writes it to a file.
pub(crate) fn deliver(text: &str, file: Option<&Path>, console: &Console) -> anyhow::Result<()> {
    stream(file, console, |to| to.write_all(text.as_bytes()))
}

/// Lets `write` write to standard output, or to a file through a temporary one beside it.
pub(crate) fn stream(file: Option<&Path>, console: &Console, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    match file {
        Some(path) => whole(path, write).with_context(|| format!("cannot write {}", path.display())),
        None => console.print(write).context("cannot write to standard output"),
    }
}

fn whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    // A device such as /dev/stderr has nothing to keep whole, and must not be replaced; a link is followed.
    let target = path.canonicalize();
    if target.as_ref().is_ok_and(|target| !target.is_file() && !target.is_dir()) {
        return Ok(write(&mut File::create(path)?)?);
    }
    let path = target.as_deref().unwrap_or(path);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // Readable like any file a tool writes, not only by its owner as temporary files are.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // Only the kind of error: the name of the temporary file would mean nothing to anybody.
    let mut temporary = BufWriter::new(builder.tempfile_in(folder).map_err(|error| io::Error::from(error.kind()))?);
    write(&mut temporary)?;
    let temporary = temporary.into_inner()?;
    temporary.as_file().sync_all()?;
    // Who may read a file that is replaced does not change.
    if let Ok(about) = std::fs::metadata(path) {
        temporary.as_file().set_permissions(about.permissions())?;
    }
    temporary.persist(path)?;
    Ok(())
}
