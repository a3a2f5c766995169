//! Any text as `registry`: reading must end without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patchfirst::import::{Format, read_text};

fuzz_target!(|text: &str| {
    read_text(text, Format::from_name("registry"));
});
