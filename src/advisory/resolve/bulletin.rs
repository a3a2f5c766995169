//! `<ID>.yaml`: one advisory.

use indexmap::IndexMap;
use semver::Version;

use super::form::Form;
use super::{event, replacement, row, values};
use crate::advisory::{Advisories, Advisory, Replacement, score};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::yaml::{Fields, Node};
use crate::term::patch::PatchId;

const KEYS: &[&str] = &[
    "advisory",
    "id",
    "title",
    "kb",
    "published",
    "revised",
    "cves",
    "severity",
    "impact",
    "component",
    "cvss",
    "vectors",
    "brings",
    "automatable",
    "reboot",
    "affected",
    "supersedes",
    "workarounds",
    "timeline",
    "sources",
    "references",
    "notes",
    "disagreements",
    "unverified",
];
const REQUIRED: [&str; 4] = ["id", "published", "vectors", "affected"];

/// What one file says.
pub(super) struct Bulletin {
    /// The advisory.
    pub(super) advisory: Advisory,
    /// Its statements about later patches.
    pub(super) replacements: Vec<Replacement>,
}

/// Reads a file. `None` if it has no usable id or date; all else that is wrong is reported and left
/// out.
pub(super) fn read(
    root: &Node,
    known: &Advisories,
    diagnostics: &mut Diagnostics,
) -> Option<Bulletin> {
    let mut form = Form::open(root, "an advisory", KEYS, diagnostics)?;
    form.value("advisory", format_version);
    for key in REQUIRED {
        form.require(key);
    }
    let statements = form
        .list("supersedes", |node, diagnostics| Some(replacement::read(node, known, diagnostics)));
    let replacements = statements.into_iter().flatten().collect();
    let advisory = advisory(&mut form, known)?;
    Some(Bulletin { advisory, replacements })
}

fn advisory(form: &mut Form<'_, '_>, known: &Advisories) -> Option<Advisory> {
    let id = form.value("id", values::id);
    let place = form.value("id", |node, _| Some(node.span));
    let published = form.date("published");
    let mut timeline =
        form.list("timeline", |node, diagnostics| event::read(node, known, diagnostics));
    timeline.sort_by_key(|entry| entry.date);
    let vectors = form.value("vectors", values::vectors).unwrap_or_default();
    Some(Advisory {
        title: form.text("title").or_else(|| id.clone()).unwrap_or_default(),
        kb: form.value("kb", values::patch),
        revised: form.date("revised"),
        impact: form.text("impact"),
        component: form.text("component"),
        cves: form.texts("cves"),
        severity: form.text("severity"),
        cvss: form.value("cvss", cvss_vectors).unwrap_or_default(),
        vectors: vectors.ports,
        vectors_unknown: vectors.unknown,
        vectors_by_cve: vectors.by_cve,
        brings: form.value("brings", brings).unwrap_or_default(),
        automatable: form.boolean("automatable").unwrap_or_default(),
        reboot: form.boolean("reboot"),
        affected: form.list("affected", |node, diagnostics| row::read(node, known, diagnostics)),
        workarounds: form.texts("workarounds"),
        timeline,
        sources: form.texts("sources"),
        references: form.texts("references"),
        notes: notes(form),
        // Last, so that all other mistakes have been reported before an advisory is given up.
        place: place?,
        id: id?,
        published: published?,
    })
}

/// Remarks of all kinds, the kind said where the text alone would not tell.
fn notes(form: &mut Form<'_, '_>) -> Vec<String> {
    let mut notes = form.texts("notes");
    notes.extend(
        form.texts("disagreements").into_iter().map(|text| format!("sources disagree: {text}")),
    );
    notes.extend(form.texts("unverified").into_iter().map(|text| format!("not verified: {text}")));
    notes
}

pub(super) fn format_version(node: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
    let version = values::version(node, diagnostics)?;
    if version.major != 1 {
        let other = Diagnostic::new(
            Code::UnsupportedVersion,
            format!("version {version} of the advisory format is not known"),
        );
        diagnostics
            .push(other.at(node.span, "").help("this tool reads version 1: `advisory: 1.0.0`"));
    }
    Some(version)
}

/// Patches that put a file where it was not.
fn brings(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<(PatchId, String)>> {
    let mut all = Vec::new();
    for (name, key, value) in Fields::entries(node, "`brings`", diagnostics)? {
        let patch = name.parse::<PatchId>();
        let one = std::slice::from_ref(value);
        let items = if value.scalar().is_some() {
            one
        } else {
            value.items("files that a patch brings", diagnostics).unwrap_or_default()
        };
        let files = items
            .iter()
            .filter_map(|file| file.text("a file", diagnostics).map(str::to_lowercase))
            .collect::<Vec<_>>();
        match patch {
            Ok(patch) => all.extend(files.into_iter().map(|file| (patch.clone(), file))),
            Err(error) => diagnostics.push(
                Diagnostic::new(Code::BadPatch, error.to_string())
                    .at(key.span, "")
                    .help("write `KB823182: msasn1.dll`"),
            ),
        }
    }
    Some(all)
}

fn cvss_vectors(node: &Node, diagnostics: &mut Diagnostics) -> Option<IndexMap<String, String>> {
    let entries = Fields::entries(node, "`cvss`", diagnostics)?;
    let vector = |(name, _, value): (&str, &Node, &Node)| {
        let text = value.text("a CVSS vector", diagnostics)?;
        if let Err(error) = score::of(text) {
            let bad = Diagnostic::new(
                Code::BadValue,
                format!("`{}` is no CVSS vector: {error}", values::shortened(text)),
            );
            diagnostics
                .push(bad.at(value.span, "").help(
                    "write the vector of the base score, such as AV:N/AC:L/Au:N/C:C/I:C/A:C",
                ));
        }
        Some((name.to_owned(), text.to_owned()))
    };
    Some(entries.into_iter().filter_map(vector).collect())
}
