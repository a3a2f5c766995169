//! No file of tests is forgotten: one that no `mod` names is not compiled, and its tests never run.

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file below a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let rust =
        files.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    rust.chain(folders.iter().flat_map(|folder| rust_files(folder))).collect()
}

/// The file that has to name a module: `main.rs` for `x.rs` and `x/mod.rs`, `x.rs` or `x/mod.rs`
/// for `x/y.rs`.
fn parent(folder: &Path, main: &Path) -> PathBuf {
    if folder == main.parent().unwrap() {
        return main.to_owned();
    }
    let inside = folder.join("mod.rs");
    if inside.exists() { inside } else { folder.with_extension("rs") }
}

/// The module that a file holds, and the folder in whose module it stands.
fn module(file: &Path) -> (String, &Path) {
    let (stem, folder) = (file.file_stem().unwrap().to_str().unwrap(), file.parent().unwrap());
    match stem {
        "mod" => {
            (folder.file_name().unwrap().to_str().unwrap().to_owned(), folder.parent().unwrap())
        }
        _ => (stem.to_owned(), folder),
    }
}

fn is_named(file: &Path, main: &Path) -> bool {
    let (name, folder) = module(file);
    let text = fs::read_to_string(parent(folder, main)).unwrap_or_default();
    text.lines().any(|line| {
        line.trim_start_matches("pub ").trim_start_matches("pub(crate) ") == format!("mod {name};")
    })
}

#[test]
fn every_file_is_a_module() {
    let main = Path::new("tests/it/main.rs");
    let files: Vec<PathBuf> =
        rust_files(Path::new("tests/it")).into_iter().filter(|file| file != main).collect();
    assert!(files.len() > 30, "{files:?}");
    let forgotten: Vec<&PathBuf> = files.iter().filter(|file| !is_named(file, main)).collect();
    assert!(forgotten.is_empty(), "no `mod` names {forgotten:?}");
}

#[test]
fn there_is_no_second_program_of_tests() {
    let others: Vec<PathBuf> = rust_files(Path::new("tests"))
        .into_iter()
        .filter(|file| !file.starts_with("tests/it"))
        .collect();
    assert!(others.is_empty(), "move {others:?} into tests/it and name them in its main.rs");
}

#[test]
fn a_forgotten_file_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    let main = write("main.rs", "mod a;\n    mod inner;\npub(crate) mod c;\n");
    for (name, is_there) in [
        ("a.rs", true),
        ("a/b.rs", false),
        ("c/mod.rs", true),
        ("c/d.rs", true),
        ("e.rs", false),
        ("inner.rs", false),
    ] {
        let file = write(name, if name == "c/mod.rs" { "pub mod d;" } else { "" });
        write("c/mod.rs", "pub mod d;");
        assert_eq!(is_named(&file, &main), is_there, "{name}");
    }
}
