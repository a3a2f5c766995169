//! The resolve stage: from YAML files to [`Advisories`], with every mistake reported and reading
//! going on.
//!
//! Files come in layers, the built-in ones first and then one layer per directory. A later layer
//! adds products and advisories, or replaces those of the same id whole. Products are resolved
//! first, since advisories name them.

mod bulletin;
mod catalogue;
mod directory;
mod event;
mod form;
mod overlay;
mod ranges;
mod replacement;
mod row;
mod values;

use std::path::PathBuf;

use indexmap::IndexMap;

use super::builtin::FILES;
use super::{Advisories, Advisory, Product};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::yaml::{self, Node};
use crate::source::{SourceId, Sources};
use bulletin::Bulletin;

/// Stem of the file name that holds products; every other file holds one advisory.
const CATALOGUE: &str = "products";
/// As many as their ids can number.
const MAX_ENTRIES: usize = u16::MAX as usize;

/// One file before it is parsed.
struct File {
    source: SourceId,
    /// The file name without `.yaml` or `.yml`.
    stem: String,
}

/// One file after parsing.
struct Document {
    stem: String,
    root: Node,
}

/// Whose mistake a file's mistake is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// Part of the program.
    BuiltIn,
    /// From a directory of the user's.
    Directory,
}

struct Layer {
    origin: Origin,
    documents: Vec<Document>,
}

/// The products and advisories that are part of the program.
pub fn builtin(sources: &mut Sources, diagnostics: &mut Diagnostics) -> Advisories {
    with_directory(&[], sources, diagnostics)
}

/// The built-in products and advisories, with those of directories added; what has the same id
/// replaces the earlier one.
///
/// A directory holds `products.yaml` and one `<ID>.yaml` per advisory (`.yml` does too), both
/// optional but not both missing; other files in it are ignored, subdirectories and hidden files
/// too.
pub fn with_directory(
    directories: &[PathBuf],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Advisories {
    let mut layers =
        vec![Layer::new(Origin::BuiltIn, builtin_files(sources), sources, diagnostics)];
    for directory in directories {
        let files = directory::files(directory, sources, diagnostics);
        layers.push(Layer::new(Origin::Directory, files, sources, diagnostics));
    }
    let products = catalogue(&layers, diagnostics);
    let mut bulletins = bulletins(&layers, &products, diagnostics);
    bulletins.sort_unstable_keys();
    cut(&mut bulletins, "advisories", diagnostics);
    with_advisories(products, bulletins)
}

/// Reads one advisory from a text, against the products of `known`; `None` if a required part
/// cannot be used.
///
/// The way in for tools that have no file: nothing is said about the name of the file.
pub fn parse_text(
    text: &str,
    known: &Advisories,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Advisory> {
    let source = sources.add("<text>", text);
    let root = yaml::parse(sources, source, diagnostics)?;
    let bulletin = bulletin::read(&root, known, diagnostics)?;
    ranges::report_overlaps(&bulletin.advisory, known, diagnostics);
    Some(bulletin.advisory)
}

/// Reads a product catalogue from a text; the products that can be used, sorted by id.
pub fn parse_products(
    text: &str,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Vec<Product> {
    let source = sources.add("<text>", text);
    let Some(root) = yaml::parse(sources, source, diagnostics) else { return Vec::new() };
    let document = Document { stem: CATALOGUE.to_owned(), root };
    let layer = Layer { origin: Origin::Directory, documents: vec![document] };
    catalogue(&[layer], diagnostics).products.into_values().collect()
}

impl Layer {
    fn new(
        origin: Origin,
        files: Vec<File>,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let parse = |file: File| {
            Some(Document {
                root: yaml::parse(sources, file.source, diagnostics)?,
                stem: file.stem,
            })
        };
        Self { origin, documents: files.into_iter().filter_map(parse).collect() }
    }

    fn catalogues(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(|document| document.stem == CATALOGUE)
    }

    fn bulletins(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(|document| document.stem != CATALOGUE)
    }
}

fn builtin_files(sources: &mut Sources) -> Vec<File> {
    let mut file = |(name, text): &(&str, &str)| File {
        source: sources.add(format!("<built-in>/{name}"), *text),
        stem: stem(name),
    };
    FILES.iter().map(&mut file).collect()
}

/// The name of a YAML file without its ending.
fn stem(name: &str) -> String {
    name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).unwrap_or(name).to_owned()
}

fn catalogue(layers: &[Layer], diagnostics: &mut Diagnostics) -> Advisories {
    let mut products = IndexMap::new();
    for layer in layers {
        let entries = layer
            .catalogues()
            .flat_map(|document| catalogue::read(&document.root, diagnostics))
            .collect();
        products.extend(catalogue::unique(entries, diagnostics));
    }
    catalogue::number(products, diagnostics)
}

fn bulletins(
    layers: &[Layer],
    known: &Advisories,
    diagnostics: &mut Diagnostics,
) -> IndexMap<String, Bulletin> {
    let mut bulletins = IndexMap::new();
    for layer in layers {
        let mut own: IndexMap<String, Bulletin> = IndexMap::new();
        let (overlays, whole): (Vec<&Document>, Vec<&Document>) =
            layer.bulletins().partition(|document| overlay::is_one(&document.root));
        for document in whole {
            let Some(bulletin) = bulletin::read(&document.root, known, diagnostics) else {
                continue;
            };
            check_name(&bulletin.advisory, &document.stem, diagnostics);
            check_ranges(&bulletin.advisory, layer.origin, known, diagnostics);
            add(&mut own, bulletin, diagnostics);
        }
        bulletins.extend(own);
        overlays
            .into_iter()
            .for_each(|document| add_overlay(document, known, &mut bulletins, diagnostics));
    }
    bulletins
}

/// Adds an overlay to the advisory as it is by now: a later folder that has the advisory whole
/// replaces both.
fn add_overlay(
    document: &Document,
    known: &Advisories,
    bulletins: &mut IndexMap<String, Bulletin>,
    diagnostics: &mut Diagnostics,
) {
    let Some(overlay) = overlay::read(&document.root, known, diagnostics) else { return };
    if let Some(bulletin) = bulletins.get_mut(&overlay.id) {
        return overlay.apply(&mut bulletin.advisory);
    }
    let stray = Diagnostic::new(
        Code::BadValue,
        format!("no advisory `{}` is known to which this could be added", overlay.id),
    );
    let help = crate::diagnostic::suggest::help(&overlay.id, bulletins.keys().map(String::as_str));
    diagnostics.push(stray.at(overlay.place, "").help(help));
}

fn check_name(advisory: &Advisory, stem: &str, diagnostics: &mut Diagnostics) {
    if advisory.id != stem {
        let misnamed = Diagnostic::new(
            Code::MisnamedFile,
            format!("advisory `{}` stands in a file named `{stem}`", advisory.id),
        );
        diagnostics.push(
            misnamed
                .at(advisory.place, "")
                .help(format!("rename the file to `{}.yaml`", advisory.id)),
        );
    }
}

/// A range without any version is the user's slip only in the user's file: a built-in row may be
/// emptied by a product that the user replaced.
fn check_ranges(
    advisory: &Advisory,
    origin: Origin,
    known: &Advisories,
    diagnostics: &mut Diagnostics,
) {
    ranges::report_overlaps(advisory, known, diagnostics);
    if origin == Origin::Directory {
        ranges::report_empty(advisory, known, diagnostics);
    }
}

fn add(layer: &mut IndexMap<String, Bulletin>, bulletin: Bulletin, diagnostics: &mut Diagnostics) {
    let id = bulletin.advisory.id.clone();
    if let Some(first) = layer.get(&id) {
        let twice = Diagnostic::new(
            Code::DuplicateAdvisory,
            format!("advisory `{id}` stands twice in one directory"),
        );
        let twice =
            twice.at(bulletin.advisory.place, "again here").at(first.advisory.place, "first here");
        diagnostics.push(twice.help("remove one of the two files"));
        return;
    }
    layer.insert(id, bulletin);
}

/// Adds the advisories to their products, and gathers their statements of supersedence in the same
/// order.
fn with_advisories(products: Advisories, bulletins: IndexMap<String, Bulletin>) -> Advisories {
    let mut advisories = IndexMap::with_capacity(bulletins.len());
    let mut replacements = Vec::new();
    for (id, bulletin) in bulletins {
        replacements.extend(bulletin.replacements);
        advisories.insert(id, bulletin.advisory);
    }
    Advisories { advisories, supersedence: replacements.into_iter().collect(), ..products }
}

/// Reports more entries than ids can number, and leaves the last ones out.
fn cut<T>(entries: &mut IndexMap<String, T>, what: &str, diagnostics: &mut Diagnostics) {
    if entries.len() > MAX_ENTRIES {
        diagnostics.push(Diagnostic::new(
            Code::TooLarge,
            format!("{} {what} are too many; {MAX_ENTRIES} are the most", entries.len()),
        ));
        entries.truncate(MAX_ENTRIES);
    }
}
