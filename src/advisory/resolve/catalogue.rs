//! `products.yaml`: the product catalogue.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::form::Form;
use super::{cut, values};
use crate::advisory::product::normalise;
use crate::advisory::{Advisories, Product, ProductId, ServicePackRelease, Supersedence};
use crate::diagnostic::suggest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::Span;
use crate::source::yaml::Node;
use crate::term::platform::ServicePack;

const PRODUCT_KEYS: &[&str] = &[
    "id",
    "name",
    "aliases",
    "nt",
    "architectures",
    "listens",
    "released",
    "support_ends",
    "service_packs",
    "note",
    "unverified",
];
const SERVICE_PACK_KEYS: &[&str] =
    &["sp", "name", "aliases", "released", "support_ends", "listens", "note", "unverified"];
/// Dates that may be said to be unknown.
const NULLABLE: &[&str] = &["released", "support_ends"];

/// A product that has no number yet.
pub(super) struct Entry {
    product: Product,
    /// Id, name and aliases with their places.
    names: Vec<(String, Span)>,
    /// Names that mean one service pack or build.
    release_names: Vec<(String, Span, ServicePack)>,
}

/// The products of one file.
pub(super) fn read(root: &Node, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    let Some(mut form) = Form::open(root, "the product catalogue", &["products"], diagnostics)
    else {
        return Vec::new();
    };
    form.require("products");
    form.list("products", product)
}

fn product(node: &Node, diagnostics: &mut Diagnostics) -> Option<Entry> {
    let mut form = Form::open_with(node, "a product", PRODUCT_KEYS, NULLABLE, diagnostics)?;
    let id_node = form.require("id");
    form.require("nt");
    let id = form.value("id", values::id);
    let release = form.value("nt", release);
    let mut names: Vec<(String, Span)> = form.list("aliases", alias);
    names.extend(form.value("name", alias));
    let release_names =
        form.value("service_packs", |node, _| Some(release_names(node))).unwrap_or_default();
    let product = fields(&mut form, id, release)?;
    names.extend(id_node.map(|node| (product.id.clone(), node.span)));
    Some(Entry { product, names, release_names })
}

/// Reads everything before it gives up for want of an id or release, so that all mistakes are
/// reported.
fn fields(
    form: &mut Form<'_, '_>,
    id: Option<String>,
    release: Option<(u64, u64)>,
) -> Option<Product> {
    Some(Product {
        name: form.text("name").or_else(|| id.clone()).unwrap_or_default(),
        aliases: form
            .list("aliases", |node, quiet| node.text("an alias", quiet).map(str::to_owned)),
        listens: form.value("listens", values::ports).unwrap_or_default(),
        released: form.date("released"),
        support_ends: form.date("support_ends"),
        architectures: form.list("architectures", values::arch),
        service_packs: form.value("service_packs", service_packs).unwrap_or_default(),
        note: form.text("note"),
        unverified: form.texts("unverified"),
        release: release?,
        id: id?,
    })
}

fn alias(node: &Node, _reported_with_the_fields: &mut Diagnostics) -> Option<(String, Span)> {
    node.scalar().map(|text| (text.to_owned(), node.span))
}

/// `major.minor` of a release.
fn release(node: &Node, diagnostics: &mut Diagnostics) -> Option<(u64, u64)> {
    let text = node.text("`nt`", diagnostics)?;
    let number =
        |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten();
    let release =
        text.split_once('.').and_then(|(major, minor)| Some((number(major)?, number(minor)?)));
    if release.is_none() {
        let bad = Diagnostic::new(
            Code::BadVersion,
            format!("`nt` must be major.minor, not `{}`", values::shortened(text)),
        );
        diagnostics
            .push(bad.at(node.span, "").help(
                "Windows 2000 is \"5.0\"; the service pack is the third number of a version",
            ));
    }
    release
}

fn service_packs(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<BTreeMap<ServicePack, ServicePackRelease>> {
    let mut packs = BTreeMap::new();
    for item in node.items("`service_packs`", diagnostics)? {
        let Some((number, pack)) = service_pack(item, diagnostics) else { continue };
        if packs.insert(number, pack).is_some() {
            let twice = Diagnostic::new(
                Code::DuplicateKey,
                format!("service pack {number} stands twice in one product"),
            );
            diagnostics.push(
                twice.at(item.span, "").help("6 and 6a are one service pack here, as are 1 and 1a"),
            );
        }
    }
    Some(packs)
}

/// Names and aliases of service packs, for the index of names; what is wrong with them is reported
/// with the fields.
fn release_names(node: &Node) -> Vec<(String, Span, ServicePack)> {
    let mut names = Vec::new();
    let quiet = &mut Diagnostics::default();
    for item in node.items("`service_packs`", quiet).unwrap_or_default() {
        let Some(mut form) = Form::open(item, "a service pack", SERVICE_PACK_KEYS, quiet) else {
            continue;
        };
        let number: Option<ServicePack> =
            form.value("sp", |node, quiet| node.parse_as("`sp`", Code::BadValue, quiet));
        let mut own: Vec<(String, Span)> = form.list("aliases", alias);
        own.extend(form.value("name", alias));
        names.extend(number.into_iter().flat_map(|number| {
            own.drain(..).map(move |(name, place)| (name, place, number)).collect::<Vec<_>>()
        }));
    }
    names
}

fn service_pack(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<(ServicePack, ServicePackRelease)> {
    let mut form =
        Form::open_with(node, "a service pack", SERVICE_PACK_KEYS, NULLABLE, diagnostics)?;
    form.require("sp");
    let number =
        form.value("sp", |node, diagnostics| node.parse_as("`sp`", Code::BadValue, diagnostics));
    let pack = ServicePackRelease {
        name: form.text("name"),
        aliases: form.list("aliases", |node, diagnostics| {
            node.text("an alias", diagnostics).map(str::to_owned)
        }),
        released: form.date("released"),
        support_ends: form.date("support_ends"),
        listens: form.value("listens", values::ports),
        note: form.text("note"),
        unverified: form.texts("unverified"),
    };
    Some((number?, pack))
}

/// The entries of one layer by id; repeats are reported.
pub(super) fn unique(
    entries: Vec<Entry>,
    diagnostics: &mut Diagnostics,
) -> IndexMap<String, Entry> {
    let mut layer: IndexMap<String, Entry> = IndexMap::new();
    for entry in entries {
        let id = entry.product.id.clone();
        if let Some(first) = layer.get(&id) {
            let twice = Diagnostic::new(
                Code::DuplicateProduct,
                format!("product `{id}` stands twice in one catalogue"),
            );
            diagnostics.push(
                twice
                    .at(entry.place(), "again here")
                    .at(first.place(), "first here")
                    .help("remove one of the two"),
            );
        } else {
            layer.insert(id, entry);
        }
    }
    layer
}

/// Sorts the products, numbers them and indexes their names: a collection that has no advisories
/// yet. A name that two products claim is reported.
pub(super) fn number(
    mut entries: IndexMap<String, Entry>,
    diagnostics: &mut Diagnostics,
) -> Advisories {
    entries.sort_unstable_keys();
    cut(&mut entries, "products", diagnostics);
    let names = names(&entries, diagnostics);
    let products = entries.into_iter().map(|(id, entry)| (id, entry.product)).collect();
    Advisories {
        products,
        advisories: IndexMap::new(),
        names,
        supersedence: Supersedence::default(),
    }
}

type Names = IndexMap<String, (ProductId, Option<ServicePack>)>;

fn names(entries: &IndexMap<String, Entry>, diagnostics: &mut Diagnostics) -> Names {
    let mut claims: IndexMap<String, Claim<'_>> = IndexMap::new();
    for (index, entry) in entries.values().enumerate() {
        let id =
            ProductId(u16::try_from(index).expect("the catalogue was cut to what ids can number"));
        let plain = entry.names.iter().map(|(name, place)| (name, *place, None));
        let of_releases =
            entry.release_names.iter().map(|(name, place, sp)| (name, *place, Some(*sp)));
        for (name, place, service_pack) in plain.chain(of_releases) {
            let claim = Claim { id, service_pack, product: &entry.product.id, place };
            let first = *claims.entry(normalise(name)).or_insert(claim);
            if (first.id, first.service_pack) != (id, service_pack) {
                diagnostics.push(clash(name, first, claim));
            }
        }
    }
    claims.into_iter().map(|(name, claim)| (name, (claim.id, claim.service_pack))).collect()
}

/// The use of a name for a product.
#[derive(Clone, Copy)]
struct Claim<'e> {
    id: ProductId,
    service_pack: Option<ServicePack>,
    product: &'e str,
    place: Span,
}

fn clash(name: &str, a: Claim<'_>, b: Claim<'_>) -> Diagnostic {
    let message =
        format!("`{}` names both `{}` and `{}`", values::shortened(name), a.product, b.product);
    // Files are read in the order of their layers: the later place is the user's, who can change
    // it.
    let twice = Diagnostic::new(Code::DuplicateAlias, message)
        .at(a.place.max(b.place), "again here")
        .at(a.place.min(b.place), "first here");
    twice
        .help("a name must lead to one product; case, commas, (R) and (TM) do not tell names apart")
}

impl Entry {
    /// Where the id stands.
    fn place(&self) -> Span {
        self.names.last().map(|(_, place)| *place).expect("the id was added as the last name")
    }
}

/// The product whose id a node holds; another text is reported with the id that was perhaps meant.
pub(super) fn named(
    node: &Node,
    known: &Advisories,
    diagnostics: &mut Diagnostics,
) -> Option<ProductId> {
    let text = node.text("a product", diagnostics)?;
    let found = known
        .products
        .get_index_of(text)
        .and_then(|index| u16::try_from(index).ok())
        .map(ProductId);
    if found.is_none() {
        let mut unknown = Diagnostic::new(
            Code::UnknownProduct,
            format!("`{}` is not the id of a product", values::shortened(text)),
        );
        // In an inventory an unknown product is a host not assessed; in an advisory it is a row
        // that never applies.
        unknown.severity = Severity::Error;
        diagnostics.push(unknown.at(node.span, "").help(suggestion(text, known)));
    }
    found
}

fn suggestion(text: &str, known: &Advisories) -> String {
    match known.product(text) {
        Some(id) => format!("write its id: `{}`", known.product_of(id).id),
        None => suggest::help(text, known.products.keys().map(String::as_str)),
    }
}
