//! From files to an [`Inventory`]: reading first, the only step that touches files, then resolving,
//! which is pure.
//!
//! Every step reports what is wrong and goes on, so that one run shows all mistakes. What is wrong
//! in itself is left out but stays known by name, so that one mistake is not reported again
//! wherever it is referred to.

mod accept;
mod activity;
mod away;
mod calendar;
mod csv;
mod defaults;
mod details;
mod document;
mod endpoint;
mod expect;
mod flows;
mod history;
mod hosts;
mod input;
mod listens;
mod name;
mod order;
mod outlook;
mod placement;
mod plan;
mod ports;
mod reader;
mod role;
mod segments;
mod sentence;
mod system;
mod threat;

use std::path::Path;

use super::{Flow, FlowKey, FlowPorts, Inventory};
use crate::diagnostic::Diagnostics;
use crate::source::Sources;
use document::Document;
use hosts::Hosts;
use input::Input;
use segments::Segments;

/// Reads an inventory and the tables of hosts that it names; `-` is standard input.
///
/// What is wrong is reported. `None` means that nothing could be made of the file; otherwise the
/// inventory has all that was right, and the caller asks the diagnostics whether to go on.
pub fn read(
    path: &Path,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Inventory> {
    let input = input::read(path, sources, diagnostics)?;
    resolve(&input, sources, diagnostics)
}

/// Reads an inventory from texts: the YAML under a name, and the tables it may name in
/// `hosts_from`, by that name.
///
/// For inventories that do not come from files, and for tests.
pub fn parse(
    name: &str,
    yaml: &str,
    tables: &[(&str, &str)],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Inventory> {
    let input = input::from_texts(name, yaml, tables, sources, diagnostics)?;
    resolve(&input, sources, diagnostics)
}

/// The stages, each of which needs only those before it.
fn resolve(input: &Input, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Inventory> {
    let document = Document::open(&input.root, &input.damaged, diagnostics)?;
    let header = document.header(diagnostics);
    let calendar = calendar::resolve(&document, diagnostics);
    let threat = threat::resolve(&document, diagnostics);
    let segments = Segments::resolve(&document, diagnostics);
    let defaults = defaults::resolve(&document, &segments, diagnostics);
    let mut hosts = Hosts::new(&segments, &defaults, input.whole);
    hosts::resolve(&document, &mut hosts, diagnostics);
    for table in &input.tables {
        csv::resolve(*table, sources, &mut hosts, diagnostics);
    }
    let known = hosts.finish();
    outlook::check_infected(&known, header.as_of, diagnostics);
    let flows = flows::resolve(&document, sources, &segments, &known, diagnostics);
    let expectations = expect::resolve(&document, &segments, &known, diagnostics);
    let acceptances = accept::resolve(&document, &known, diagnostics);
    let (plan, costs) =
        (plan::resolve(&document, &flows, diagnostics), plan::costs(&document, diagnostics));
    order::check(&known, diagnostics);
    let activity = activity::resolve(&document, diagnostics);
    let histories = input
        .histories
        .iter()
        .filter_map(|file| history::resolve(*file, sources, diagnostics))
        .collect();
    let mut flows = flows.found;
    let flows_described = document.get("flows").is_some() || document.is_damaged("flows");
    if !flows_described && segments.by_name.len() > 1 {
        flows.insert(
            FlowKey::undescribed(),
            Flow { ports: FlowPorts::unknown(), host: None, place: header.place },
        );
    }
    Some(Inventory {
        version: header.version,
        organisation: header.organisation,
        as_of: header.as_of,
        calendar,
        threat,
        activity,
        histories,
        segments: segments.by_name,
        flows_described,
        flows,
        hosts: known.hosts,
        systems: known.systems,
        expectations,
        acceptances,
        plan,
        costs,
        place: header.place,
        cuts: Default::default(),
    })
}
