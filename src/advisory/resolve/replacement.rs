//! One entry of `supersedes:`: a later patch and an earlier one, or a chain of cumulative updates.

use jiff::civil::Date;
use semver::VersionReq;

use super::form::Form;
use super::{catalogue, values};
use crate::advisory::{Advisories, Replacement};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::yaml::{Fields, Node};
use crate::term::patch::PatchId;

const KEYS: &[&str] = &[
    "patch",
    "replaces",
    "chain",
    "bulletin",
    "date",
    "products",
    "versions",
    "arch",
    "note",
    "unverified",
];

/// Reads an entry; one without two patches is reported and left out.
pub(super) fn read(
    node: &Node,
    known: &Advisories,
    diagnostics: &mut Diagnostics,
) -> Vec<Replacement> {
    let Some(mut form) = Form::open(node, "a `supersedes` entry", KEYS, diagnostics) else {
        return Vec::new();
    };
    if form.key("chain").is_some() {
        return chain(&mut form, known);
    }
    form.require("patch");
    form.require("replaces");
    let (patch, replaces) =
        (form.value("patch", values::patch), form.value("replaces", values::patch));
    let (Some(patch), Some(replaces)) = (patch, replaces) else { return Vec::new() };
    if patch == replaces {
        let itself = Diagnostic::new(Code::BadValue, format!("{patch} cannot supersede itself"))
            .at(form.span(), "");
        form.report(itself.help("`patch` is the later one, `replaces` the earlier one"));
    }
    let date = form.date("date");
    vec![Replacement { date, ..statement(&mut form, known, patch, replaces) }]
}

/// Cumulative updates, the oldest first, each with the day it came out: each replaces the one
/// before it.
fn chain(form: &mut Form<'_, '_>, known: &Advisories) -> Vec<Replacement> {
    for key in ["patch", "replaces", "date"] {
        if let Some(place) = form.key(key) {
            let stray =
                Diagnostic::new(Code::BadValue, format!("`{key}` and `chain` exclude each other"))
                    .at(place, "");
            form.report(
                stray.help("a chain says which patches replace which, and when they came out"),
            );
        }
    }
    let links = form.value("chain", links).unwrap_or_default();
    let Some((oldest, _)) = links.first() else { return Vec::new() };
    let rest = statement(form, known, oldest.clone(), oldest.clone());
    let link = |pair: &[Link]| Replacement {
        patch: pair[1].0.clone(),
        replaces: pair[0].0.clone(),
        date: pair[1].1,
        ..rest.clone()
    };
    links.windows(2).map(link).collect()
}

/// A patch of a chain, with the day it came out.
type Link = (PatchId, Option<Date>);

/// The patches of a chain with their days, as a list of patches or a mapping to days.
fn links(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<Link>> {
    if !node.is_mapping() {
        let patches = node
            .items("`chain`", diagnostics)?
            .iter()
            .filter_map(|item| values::patch(item, diagnostics));
        return Some(patches.map(|patch| (patch, None)).collect());
    }
    let mut links = Vec::new();
    for (name, key, value) in Fields::entries(node, "`chain`", diagnostics)? {
        match name.parse::<PatchId>() {
            Ok(patch) => links.push((patch, value.date("a day of `chain`", diagnostics))),
            Err(error) => diagnostics.push(
                Diagnostic::new(Code::BadPatch, error.to_string())
                    .at(key.span, "")
                    .help("write `KB4015549: 2017-04-11`"),
            ),
        }
    }
    Some(links)
}

/// A statement with the rest of what the entry says.
fn statement(
    form: &mut Form<'_, '_>,
    known: &Advisories,
    patch: PatchId,
    replaces: PatchId,
) -> Replacement {
    form.refuse_empty("products", "leave `products` out if it holds for all of them");
    form.refuse_empty("arch", "leave `arch` out if it holds for all architectures");
    Replacement {
        products: form
            .list("products", |node, diagnostics| catalogue::named(node, known, diagnostics)),
        versions: form.value("versions", values::range).unwrap_or(VersionReq::STAR),
        arch: form.list("arch", values::arch),
        bulletin: form.text("bulletin"),
        date: None,
        note: form.text("note"),
        unverified: form.boolean("unverified").unwrap_or_default(),
        place: form.span(),
        patch,
        replaces,
    }
}
