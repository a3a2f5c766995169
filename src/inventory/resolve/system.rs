//! What runs on a host and what is known about its patches.

use rustc_hash::FxHashSet;

use super::listens;
use super::reader::{Reader, Reported};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{FileState, Patches, System};
use crate::source::yaml::{Fields, Node};
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, FileVersion, ServicePack};
use crate::term::port::PortSet;

/// The keys read here.
pub(super) const KEYS: &[&str] =
    &["os", "sp", "arch", "patches", "patches_complete", "files", "listens", "answers"];

/// The system as an entry or the defaults for a kind state it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StatedSystem {
    pub(super) os: Option<String>,
    service_pack: Option<ServicePack>,
    arch: Option<Arch>,
    patches: Option<Vec<PatchId>>,
    complete: Option<bool>,
    files: Option<Vec<(String, FileState)>>,
    listens: Option<PortSet>,
    answers: Option<Vec<(String, bool)>>,
}

impl StatedSystem {
    pub(super) fn read(
        fields: &Fields<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        let mut reader = Reader::new(fields);
        let stated = Self {
            os: reader.get("os", diagnostics, os),
            service_pack: reader
                .get("sp", diagnostics, |node, d| node.parse_as("`sp`", Code::BadValue, d)),
            arch: reader
                .get("arch", diagnostics, |node, d| node.parse_as("`arch`", Code::BadValue, d)),
            patches: reader.get("patches", diagnostics, patches),
            complete: reader.get("patches_complete", diagnostics, |node, d| {
                node.boolean("`patches_complete`", d)
            }),
            files: reader.get("files", diagnostics, files),
            listens: reader.get("listens", diagnostics, listens::ports),
            answers: reader.get("answers", diagnostics, answers),
        };
        reader.finish(stated)
    }

    /// Fills in what is not stated; `None` if nothing says which product it is.
    pub(super) fn complete(self, defaults: &Self) -> Option<System> {
        let complete = self.complete.or(defaults.complete).unwrap_or(true);
        Some(System {
            os: self.os.or_else(|| defaults.os.clone())?,
            service_pack: self.service_pack.or(defaults.service_pack),
            arch: self.arch.or(defaults.arch),
            patches: match self.patches.or_else(|| defaults.patches.clone()) {
                Some(installed) => Patches::Listed { installed, complete },
                None => Patches::Unknown,
            },
            files: self.files.or_else(|| defaults.files.clone()).unwrap_or_default(),
            listens: self.listens.or_else(|| defaults.listens.clone()),
            answers: answered(
                self.answers.unwrap_or_default(),
                defaults.answers.as_deref().unwrap_or_default(),
            ),
        })
    }
}

fn os(node: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
    let text = node.text("`os`", diagnostics)?;
    if text.trim().is_empty() {
        let empty = Diagnostic::new(Code::BadValue, "`os` is empty").at(node.span, "");
        diagnostics.push(empty.help("name the product, such as windows-2000"));
        return None;
    }
    Some(text.to_owned())
}

/// The patches, sorted, each once.
fn patches(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<PatchId>> {
    let items = node.items("`patches`", diagnostics)?;
    let read: Vec<Option<PatchId>> =
        items.iter().map(|item| item.parse_as("a patch", Code::BadPatch, diagnostics)).collect();
    let mut patches: Vec<PatchId> = read.into_iter().collect::<Option<_>>()?;
    patches.sort_unstable();
    patches.dedup();
    Some(patches)
}

/// The files, sorted by lower-case name. Names of Windows files do not depend on case, so neither
/// do repeats.
fn files(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<(String, FileState)>> {
    let entries = Fields::entries(node, "`files`", diagnostics)?;
    let mut files: Vec<(String, FileState)> = Vec::with_capacity(entries.len());
    let (mut seen, mut ok) = (FxHashSet::default(), true);
    for (name, key, value) in entries {
        let name = name.trim().to_lowercase();
        let state = file_state(value, diagnostics);
        if name.is_empty() || !seen.insert(name.clone()) {
            let bad = Diagnostic::new(
                Code::DuplicateKey,
                format!("the file `{name}` stands twice or has no name"),
            )
            .at(key.span, "");
            diagnostics.push(bad.help("name each file once; upper and lower case are the same"));
            ok = false;
        }
        ok &= state.is_some();
        files.extend(state.map(|state| (name, state)));
    }
    files.sort_unstable();
    ok.then_some(files)
}

/// Answers by advisory: `MS10-061: false` says that what the advisory asks for does not hold here.
fn answers(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<(String, bool)>> {
    let entries = Fields::entries(node, "`answers`", diagnostics)?;
    let read: Vec<Option<(String, bool)>> = entries
        .into_iter()
        .map(|(name, _, value)| {
            value
                .boolean(&format!("the answer to {name}"), diagnostics)
                .map(|answer| (name.to_uppercase(), answer))
        })
        .collect();
    let mut answers: Vec<(String, bool)> = read.into_iter().collect::<Option<_>>()?;
    answers.sort_unstable();
    answers.dedup();
    if let Some(twice) = answers.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let both = Diagnostic::new(
            Code::DuplicateKey,
            format!("`{}` is answered with both yes and no", twice[0].0),
        )
        .at(node.span, "");
        diagnostics.push(both.help("leave one of the two out; upper and lower case are the same"));
        return None;
    }
    Some(answers)
}

/// A host's own answers, and those of the defaults to other questions.
fn answered(own: Vec<(String, bool)>, defaults: &[(String, bool)]) -> Vec<(String, bool)> {
    let others =
        defaults.iter().filter(|(id, _)| !own.iter().any(|(known, _)| known == id)).cloned();
    let mut all: Vec<(String, bool)> = own.iter().cloned().chain(others).collect();
    all.sort_unstable();
    all
}

fn file_state(node: &Node, diagnostics: &mut Diagnostics) -> Option<FileState> {
    let text = node.text("a file version", diagnostics)?;
    if text == "absent" {
        return Some(FileState::Absent);
    }
    if text.parse::<FileVersion>().is_err() {
        let bad = Diagnostic::new(Code::BadVersion, format!("`{text}` is not a file version"))
            .at(node.span, "");
        diagnostics.push(bad.help("write two to four numbers, such as 5.0.2195.6824, or `absent` where the file is not there"));
    }
    text.parse().ok().map(FileState::Version)
}
