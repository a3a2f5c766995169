//! Any bytes at all: decoding, recognising, reading, merging and writing end without a panic, and our reader accepts the result, that
//! of an update in place too.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use patchfirst::advisory::{self, Advisories};
use patchfirst::diagnostic::Diagnostics;
use patchfirst::import::{self, Content, Input, Options, write};
use patchfirst::inventory;
use patchfirst::source::Sources;

#[allow(dead_code, reason = "the rest is for import_damage")]
#[path = "../../tests/it/import/damage.rs"]
mod damage;

static CATALOGUE: LazyLock<Advisories> = LazyLock::new(|| advisory::builtin(&mut Sources::default(), &mut Diagnostics::default()));

fuzz_target!(|bytes: &[u8]| {
    let input = Input { name: "input".to_owned(), content: Content::Bytes(bytes.to_vec()) };
    let imported = import::import(vec![input], &Options::default(), &CATALOGUE);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    inventory::parse("inventory.yaml", &write::inventory(&imported), &[], &mut sources, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "what was written must read back");
    damage::clean_after_update(&String::from_utf8_lossy(bytes), &CATALOGUE);
});
