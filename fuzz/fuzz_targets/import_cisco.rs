//! Any text as `cisco`: reading must end without a panic, every line must be a rule, known to be none or listed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use patchfirst::import::{Format, unaccounted};

fuzz_target!(|text: &str| {
    let format = Format::from_name("cisco").expect("the format exists");
    assert!(unaccounted(text, format).is_empty(), "no line may vanish");
});
