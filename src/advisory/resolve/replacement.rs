//! One entry of `supersedes:`.

use semver::VersionReq;

use super::form::Form;
use super::{catalogue, values};
use crate::advisory::{Advisories, Replacement};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::yaml::Node;

const KEYS: &[&str] = &["patch", "replaces", "bulletin", "date", "products", "versions", "arch", "note", "unverified"];

/// Reads a statement; one without its two patches is reported and left out.
pub(super) fn read(node: &Node, known: &Advisories, diagnostics: &mut Diagnostics) -> Option<Replacement> {
    let mut form = Form::open(node, "a `supersedes` entry", KEYS, diagnostics)?;
    form.require("patch");
    form.require("replaces");
    form.refuse_empty("products", "leave `products` out if it holds for all of them");
    form.refuse_empty("arch", "leave `arch` out if it holds for all architectures");
    let (patch, replaces) = (form.value("patch", values::patch), form.value("replaces", values::patch));
    let rest = Replacement {
        products: form.list("products", |node, diagnostics| catalogue::named(node, known, diagnostics)),
        versions: form.value("versions", values::range).unwrap_or(VersionReq::STAR),
        arch: form.list("arch", values::arch),
        bulletin: form.text("bulletin"),
        date: form.date("date"),
        note: form.text("note"),
        unverified: form.boolean("unverified").unwrap_or_default(),
        place: form.span(),
        patch: patch?,
        replaces: replaces?,
    };
    if rest.patch == rest.replaces {
        let itself = Diagnostic::new(Code::BadValue, format!("{} cannot supersede itself", rest.patch)).at(form.span(), "");
        form.report(itself.help("`patch` is the later one, `replaces` the earlier one"));
    }
    Some(rest)
}
