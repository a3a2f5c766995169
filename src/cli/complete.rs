//! What a shell is offered where people press Tab: hosts, segments, flows and advisories by name.
//! Formats clap knows by itself.

use std::path::{Path, PathBuf};

use clap_complete::CompletionCandidate;
use clap_complete::env::CompleteEnv;
use patchfirst::advisory;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::inventory::{self, FlowId, Inventory};
use patchfirst::source::Sources;

use super::inventory_in;

/// More names are no help to anybody, and shells take long to sort them.
const MAX_NAMES: usize = 2_000;

/// Answers a shell that asks for completions, and ends then; does nothing else.
pub(crate) fn answer() {
    CompleteEnv::with_factory(super::command).completer("patchfirst").complete();
}

/// The hosts of the inventory that is named before.
pub(super) fn hosts() -> Vec<CompletionCandidate> {
    names(|inventory| inventory.hosts.keys().map(|name| name.to_string()).collect())
}

/// The flows of the inventory that is named before, as `--keep` takes them.
pub(super) fn flows() -> Vec<CompletionCandidate> {
    names(flow_names)
}

/// What may be assumed of the inventory that is named before: of flows, segments and hosts.
pub(super) fn assumptions() -> Vec<CompletionCandidate> {
    names(|inventory| {
        let blocks = flow_names(inventory).into_iter().map(|flow| format!("block {flow}"));
        let of_segments = |what: &'static str| {
            inventory.segments.keys().map(move |name| format!("{what} {name}"))
        };
        let of_hosts =
            |what: &'static str| inventory.hosts.keys().map(move |name| format!("{what} {name}"));
        blocks
            .chain(of_segments("quarantine"))
            .chain(of_segments("insider"))
            .chain(of_hosts("patch"))
            .chain(of_hosts("infected"))
            .collect()
    })
}

/// The flows that the inventory describes.
fn flow_names(inventory: &Inventory) -> Vec<String> {
    let flows = (0..inventory.flows.len() as u32).map(FlowId);
    flows
        .filter(|id| !inventory.flow(*id).0.is_undescribed())
        .map(|id| inventory.flow_name(id))
        .collect()
}

/// The advisories that are built in.
pub(super) fn advisories() -> Vec<CompletionCandidate> {
    let known = advisory::with_directory(&[], &mut Sources::default(), &mut Diagnostics::default());
    known
        .advisories
        .into_iter()
        .map(|(id, advisory)| CompletionCandidate::new(id).help(Some(advisory.title.into())))
        .collect()
}

fn names(of: impl Fn(&Inventory) -> Vec<String>) -> Vec<CompletionCandidate> {
    let Some(path) = inventory_typed() else { return Vec::new() };
    let inventory = inventory::read(&path, &mut Sources::default(), &mut Diagnostics::default());
    inventory.map_or(Vec::new(), |inventory| {
        of(&inventory).into_iter().take(MAX_NAMES).map(CompletionCandidate::new).collect()
    })
}

/// The first word that is typed and names an inventory; else the one of this folder.
fn inventory_typed() -> Option<PathBuf> {
    let typed = std::env::args_os().skip_while(|word| word != "--").skip(3).map(PathBuf::from);
    let typed = typed.filter(|path| {
        path.is_dir() || path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
    });
    let mut found = typed.filter_map(|path| inventory_in(path).ok()).filter(|path| path.is_file());
    found
        .next()
        .or_else(|| Some(Path::new("inventory.yaml").to_owned()).filter(|path| path.is_file()))
}
