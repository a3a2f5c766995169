//! One row of `affected:`.

use semver::VersionReq;

use super::form::Form;
use super::{catalogue, values};
use crate::advisory::{Advisories, Affected, Branch, Effect, FixedFile, Logon, Remedy, Role};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::yaml::Node;
use crate::term::patch::PatchId;

const KEYS: &[&str] = &[
    "products",
    "versions",
    "arch",
    "fixed_by",
    "available",
    "rollups",
    "file",
    "remedy",
    "to",
    "then",
    "why",
    "effect",
    "logon",
    "vectors",
    "role",
    "only_if",
    "note",
    "unverified",
];
const FILE_KEYS: &[&str] = &["name", "fixed", "branches", "reissued", "required"];
const BRANCH_KEYS: &[&str] = &["from", "fixed"];
const LOGONS: [(&str, Logon); 3] =
    [("none", Logon::None), ("account", Logon::Account), ("administrator", Logon::Administrator)];
const EFFECTS: [(&str, Effect); 2] = [("code", Effect::Code), ("crash", Effect::Crash)];
const REMEDIES: [(&str, Word); 3] =
    [("patch", Word::Patch), ("upgrade", Word::Upgrade), ("isolate", Word::Isolate)];

/// The word after `remedy:`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Patch,
    Upgrade,
    Isolate,
}

/// Reads a row; one whose range or remedy cannot be used is reported and left out. Without
/// `versions` all are meant.
pub(super) fn read(
    node: &Node,
    known: &Advisories,
    diagnostics: &mut Diagnostics,
) -> Option<Affected> {
    let mut form = Form::open(node, "an affected row", KEYS, diagnostics)?;
    form.require("products");
    form.refuse_empty("products", "name the products that are affected");
    form.refuse_empty("arch", "leave `arch` out if all architectures are affected");
    let versions =
        form.value("versions", |node, diagnostics| Some(values::range(node, diagnostics)));
    let fixed_by = form.list("fixed_by", values::patch);
    let why = form.text("why");
    let remedy = remedy(&mut form, &fixed_by, why.clone());
    let row = Affected {
        products: form
            .list("products", |node, diagnostics| catalogue::named(node, known, diagnostics)),
        arch: form.list("arch", values::arch),
        fixed_by,
        file: form.value("file", file),
        available: form.date("available"),
        rollups: form.boolean("rollups").unwrap_or_default(),
        effect: form.word("effect", &EFFECTS).unwrap_or_default(),
        logon: form.word("logon", &LOGONS).unwrap_or_default(),
        vectors: form.value("vectors", values::vectors).map(|vectors| vectors.ports),
        role: form.word("role", &Role::ALL.map(|role| (role.as_str(), role))),
        only_if: form.text("only_if"),
        why,
        note: form.text("note"),
        unverified: form.boolean("unverified").unwrap_or_default(),
        place: form.span(),
        versions: versions.unwrap_or(Some(VersionReq::STAR))?,
        remedy: remedy?,
    };
    check_upgrade(&row, &mut form);
    Some(row)
}

fn remedy(form: &mut Form<'_, '_>, fixed_by: &[PatchId], why: Option<String>) -> Option<Remedy> {
    let word = form
        .value("remedy", |node, diagnostics| Some(node.word("`remedy`", &REMEDIES, diagnostics)));
    let word = word.unwrap_or(Some(Word::Patch))?;
    if word != Word::Upgrade {
        refuse_upgrade_keys(form);
    }
    match word {
        Word::Patch => patch(form, fixed_by),
        Word::Upgrade => upgrade(form),
        Word::Isolate => isolate(form, why),
    }
}

fn patch(form: &mut Form<'_, '_>, fixed_by: &[PatchId]) -> Option<Remedy> {
    if fixed_by.is_empty() && form.key("fixed_by").is_none() {
        let missing = Diagnostic::new(Code::MissingKey, "an affected row needs `fixed_by`")
            .at(form.span(), "");
        form.report(missing.help("name the patch, or say `remedy: upgrade` or `remedy: isolate`"));
        return None;
    }
    form.refuse_empty("fixed_by", "name the patch, or say `remedy: upgrade` or `remedy: isolate`");
    Some(Remedy::Patch)
}

fn upgrade(form: &mut Form<'_, '_>) -> Option<Remedy> {
    form.require("to");
    let then = form.list("then", values::patch);
    form.value("to", values::version).map(|to| Remedy::Upgrade { to, then })
}

fn isolate(form: &mut Form<'_, '_>, why: Option<String>) -> Option<Remedy> {
    form.require("why");
    why.map(|why| Remedy::Isolate { why })
}

fn refuse_upgrade_keys(form: &mut Form<'_, '_>) {
    for key in ["to", "then"] {
        if let Some(place) = form.key(key) {
            let stray =
                Diagnostic::new(Code::BadValue, format!("`{key}` belongs to `remedy: upgrade`"));
            form.report(
                stray.at(place, "").help(format!("add `remedy: upgrade`, or remove `{key}`")),
            );
        }
    }
}

/// An upgrade must lead out of the row, or it never ends.
fn check_upgrade(row: &Affected, form: &mut Form<'_, '_>) {
    let Remedy::Upgrade { to, .. } = &row.remedy else { return };
    if row.versions.matches(to) {
        let circle = Diagnostic::new(
            Code::BadVersion,
            format!("the upgrade leads to {to}, which this row affects too"),
        );
        let circle = circle.at(form.key("to").unwrap_or(form.span()), "");
        form.report(
            circle.help(
                "name the version that the patch installs on, and leave it out of `versions`",
            ),
        );
    }
}

fn file(node: &Node, diagnostics: &mut Diagnostics) -> Option<FixedFile> {
    let mut form = Form::open(node, "`file`", FILE_KEYS, diagnostics)?;
    form.require("name");
    form.require("fixed");
    let (name, fixed) = (form.text("name"), form.value("fixed", values::file_version));
    Some(FixedFile {
        branches: form.list("branches", branch),
        reissued: form.value("reissued", values::file_version),
        required: form.boolean("required").unwrap_or_default(),
        name: name?.to_lowercase(),
        fixed: fixed?,
    })
}

/// A branch: the first fixed version alone, if its first three numbers are its own, or with the
/// version that it begins with.
fn branch(node: &Node, diagnostics: &mut Diagnostics) -> Option<Branch> {
    if node.scalar().is_some() {
        return values::file_version(node, diagnostics)
            .map(|fixed| Branch { from: fixed.branch_start(), fixed });
    }
    let mut form = Form::open(node, "a branch", BRANCH_KEYS, diagnostics)?;
    form.require("from");
    form.require("fixed");
    let (from, fixed) =
        (form.value("from", values::file_version), form.value("fixed", values::file_version));
    let branch = Branch { from: from?, fixed: fixed? };
    if branch.from > branch.fixed || !branch.from.shares_branch(branch.fixed) {
        let stray = Diagnostic::new(
            Code::BadVersion,
            format!("{} does not belong to a branch from {}", branch.fixed, branch.from),
        );
        form.report(
            stray
                .at(form.span(), "")
                .help("`from` has the same first three numbers as `fixed`, and is not above it"),
        );
    }
    Some(branch)
}
