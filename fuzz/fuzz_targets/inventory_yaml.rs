//! Any text as an inventory: reading and reporting must end without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patchfirst::diagnostic::{Colour, Diagnostics, render};
use patchfirst::inventory;
use patchfirst::source::Sources;

fuzz_target!(|yaml: &str| {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    inventory::parse("inventory.yaml", yaml, &[], &mut sources, &mut diagnostics);
    render(&sources, &diagnostics, Colour::Never);
});
