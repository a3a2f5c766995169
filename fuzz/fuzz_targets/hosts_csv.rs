//! Any text as a table of hosts: reading and reporting must end without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patchfirst::diagnostic::{Colour, Diagnostics, render};
use patchfirst::inventory;
use patchfirst::source::Sources;

const YAML: &str = "inventory: 1.0.0\nsegments: {dmz: {}, office: {}}\nhosts_from: [hosts.csv]\n";

fuzz_target!(|table: &str| {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    inventory::parse("inventory.yaml", YAML, &[("hosts.csv", table)], &mut sources, &mut diagnostics);
    render(&sources, &diagnostics, Colour::Never);
});
