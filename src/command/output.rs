//! Where a result goes: standard output, or a file that is written whole or not at all.

use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::Console;

/// Prints a text, or writes it to a file through a temporary one beside it.
pub(crate) fn deliver(text: &str, file: Option<&Path>, console: &Console) -> anyhow::Result<()> {
    match file {
        Some(path) => write(text, path).with_context(|| format!("cannot write {}", path.display())),
        None => console.print(text).context("cannot write to standard output"),
    }
}

fn write(text: &str, path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(text.as_bytes())?;
    temporary.as_file().sync_all()?;
    // Who may read a file that is replaced does not change.
    if let Ok(about) = std::fs::metadata(path) {
        temporary.as_file().set_permissions(about.permissions())?;
    }
    temporary.persist(path)?;
    Ok(())
}
