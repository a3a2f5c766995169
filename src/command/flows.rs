//! `patchfirst flows`: what firewalls let through, and why.

use patchfirst::advisory;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::firewall::{self, Network};
use patchfirst::import::firewall::InterfaceName;
use patchfirst::import::place::Segments;
use patchfirst::import::{self, Options};
use patchfirst::inventory;
use patchfirst::report::firewall as report;
use patchfirst::source::Sources;

use super::Console;
use super::import::{inputs, known_hosts, own_segments};
use super::output::Output;
use crate::cli::{FlowsArgs, FlowsCommand, FlowsExplainArgs, sorted_out};
use crate::exit::Exit;

pub(crate) fn run(args: &FlowsArgs, console: &Console) -> anyhow::Result<Exit> {
    match &args.what {
        FlowsCommand::Explain(args) => explain(args, console),
    }
}

fn explain(args: &FlowsExplainArgs, console: &Console) -> anyhow::Result<Exit> {
    let mut sources = Sources::default();
    let (files, interfaces) = sorted_out(&args.files, &args.interface);
    let Some(options) = options(args, interfaces, &mut sources, console) else {
        return Ok(Exit::Usage);
    };
    let catalogue = advisory::builtin(&mut Sources::default(), &mut Diagnostics::default());
    let (imported, firewalls) = import::gather(inputs(&files, &mut sources), &options, &catalogue);
    if firewalls.devices.is_empty() {
        console.error("no file has the rules of a firewall that could be read");
        return Ok(Exit::Nothing);
    }
    let network = Network {
        devices: &firewalls.devices,
        networks: &imported.networks,
        hosts: &firewalls.hosts,
        names: &firewalls.names,
    };
    match firewall::explain(&network, &args.question) {
        Ok(explanation) => {
            Output::new(None, &sources, console)?
                .deliver(&report::explanation(&args.question, &explanation), console)?;
            Ok(Exit::Done)
        }
        Err(error) => {
            console.error(&patchfirst::source::sanitize::text(&error.to_string()));
            Ok(Exit::Usage)
        }
    }
}

/// Networks and hosts of the command line and the inventory; `None` if that has mistakes, which
/// were shown.
fn options(
    args: &FlowsExplainArgs,
    interfaces: Vec<InterfaceName>,
    sources: &mut Sources,
    console: &Console,
) -> Option<Options> {
    let mut diagnostics = Diagnostics::default();
    let inventory =
        args.inventory.as_ref().map(|path| inventory::read(path, sources, &mut diagnostics));
    console.show(sources, &diagnostics);
    if diagnostics.has_errors() || matches!(inventory, Some(None)) {
        return None;
    }
    let mut segments = Segments::default();
    for (segment, network) in &args.network {
        segments.add(*network, segment);
    }
    let inventory = inventory.flatten();
    inventory.iter().for_each(|inventory| own_segments(inventory, &mut segments));
    let hosts = inventory.as_ref().map(known_hosts).unwrap_or_default();
    Some(Options { from: args.from, segments, hosts, interfaces, ..Options::default() })
}
