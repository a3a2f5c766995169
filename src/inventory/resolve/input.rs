//! Reading: the YAML tree of the inventory and the tables it names. No other part of this module
//! touches files.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::yaml::{self, Node, Value};
use crate::source::{ReadError, SourceId, Sources, hidden};

/// What was read.
pub(super) struct Input {
    /// The inventory as a tree.
    pub(super) root: Node,
    /// Keys of which something was taken out because its form is broken, which was reported.
    pub(super) damaged: Vec<String>,
    /// The tables of `hosts_from`, in order.
    pub(super) tables: Vec<SourceId>,
    /// The files of `activity_from`, in order.
    pub(super) histories: Vec<SourceId>,
    /// Whether every table that is named was read; if not, that was reported.
    pub(super) whole: bool,
}

/// Reads the inventory and its tables from files. Tables are relative to the inventory's folder.
pub(super) fn read(
    path: &Path,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Input> {
    let source = sources.read(path, diagnostics)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    with_tables(source, sources, diagnostics, |name, sources| sources.load_below(folder, name))
}

/// The same from texts; tables are found by the name that `hosts_from` uses.
pub(super) fn from_texts(
    name: &str,
    yaml: &str,
    tables: &[(&str, &str)],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Input> {
    let source = sources.add(name, yaml);
    with_tables(source, sources, diagnostics, |wanted, sources| {
        let (name, text) =
            tables.iter().find(|(name, _)| *name == wanted).ok_or(ReadError::Missing)?;
        Ok(sources.add(*name, *text))
    })
}

fn with_tables(
    source: SourceId,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
    mut load: impl FnMut(&str, &mut Sources) -> Result<SourceId, ReadError>,
) -> Option<Input> {
    hidden::report(sources, source, diagnostics);
    let yaml::InPart { root, damaged } = yaml::parse_in_part(sources, source, diagnostics)?;
    let mut files = |key: &str, diagnostics: &mut Diagnostics| {
        let mut read = Vec::new();
        for (name, place) in names(&root, key, diagnostics) {
            match load(name, sources) {
                Ok(file) => {
                    hidden::report(sources, file, diagnostics);
                    read.push(file);
                }
                Err(error) => diagnostics.push(error.diagnostic(name).at(place.span, "named here")),
            }
        }
        read
    };
    let before = diagnostics.len();
    let tables = files("hosts_from", diagnostics);
    let whole = diagnostics.len() == before
        && !damaged.iter().any(|key| key == "hosts" || key == "hosts_from");
    let histories = files("activity_from", diagnostics);
    Some(Input { root, damaged, tables, histories, whole })
}

/// The files that a key lists. The key itself is checked with all others when the document is
/// opened.
fn names<'n>(root: &'n Node, key: &str, diagnostics: &mut Diagnostics) -> Vec<(&'n str, &'n Node)> {
    let Value::Mapping(entries) = &root.value else { return Vec::new() };
    let Some((_, list)) =
        entries.iter().find(|(name, value)| name.scalar() == Some(key) && !value.is_null())
    else {
        return Vec::new();
    };
    let mut names: Vec<(&str, &Node)> = Vec::new();
    for item in list.items(&format!("`{key}`"), diagnostics).unwrap_or_default() {
        let Some(name) = item.text(&format!("a file of `{key}`"), diagnostics) else { continue };
        match names.iter().find(|(known, _)| *known == name) {
            Some((_, first)) => diagnostics.push(twice(name, item, first)),
            None => names.push((name, item)),
        }
    }
    names
}

fn twice(name: &str, again: &Node, first: &Node) -> Diagnostic {
    Diagnostic::new(Code::BadValue, format!("`{name}` is listed twice"))
        .at(again.span, "again here")
        .at(first.span, "first here")
        .help("remove one of the two")
}
