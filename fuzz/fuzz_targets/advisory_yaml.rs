//! Any text at all as an advisory and as a product catalogue: problems are reported, never a panic, never without end.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use patchfirst::advisory::{self, Advisories};
use patchfirst::diagnostic::Diagnostics;
use patchfirst::source::Sources;

static KNOWN: LazyLock<Advisories> = LazyLock::new(|| advisory::builtin(&mut Sources::default(), &mut Diagnostics::default()));

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    advisory::parse_text(text, &KNOWN, &mut sources, &mut diagnostics);
    advisory::parse_products(text, &mut sources, &mut diagnostics);
    assert!(!diagnostics.is_empty(), "no text is an advisory and a catalogue at once, so one of the readers has something to say");
});
