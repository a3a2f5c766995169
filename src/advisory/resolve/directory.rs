//! Finding and reading the YAML files of a directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{File, stem};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Sources, display_name};

/// The YAML files of a directory, sorted by name. A directory that is missing, or holds none, is
/// reported.
pub(super) fn files(
    directory: &Path,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Vec<File> {
    let names = match names(directory) {
        Ok(names) => names,
        Err(error) => {
            let unreadable = Diagnostic::new(
                Code::Unreadable,
                format!("`{}`: {error}", display_name(directory)),
            );
            diagnostics.push(
                unreadable
                    .in_file(display_name(directory))
                    .help("name a directory with advisories in YAML"),
            );
            return Vec::new();
        }
    };
    if names.is_empty() {
        let empty =
            Diagnostic::new(Code::Empty, format!("`{}` has no YAML file", display_name(directory)));
        let help = "put `products.yaml` or one `<ID>.yaml` per advisory into it";
        diagnostics.push(empty.in_file(display_name(directory)).help(help));
    }
    let mut file = |name: String| {
        Some(File { source: sources.read_below(directory, &name, diagnostics)?, stem: stem(&name) })
    };
    names.into_iter().filter_map(&mut file).collect()
}

fn names(directory: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(directory)? {
        let name = PathBuf::from(entry?.file_name());
        let is_yaml = name.extension().is_some_and(|e| e == "yaml" || e == "yml");
        // Editors keep lock and swap files beside the ones they edit; their names start with a dot.
        let name = name.to_string_lossy().into_owned();
        if is_yaml && !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}
