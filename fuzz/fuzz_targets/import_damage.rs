//! A good export, damaged: no host becomes clean of an advisory by it, whether it is imported alone or into an inventory.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use patchfirst::advisory::{self, Advisories};
use patchfirst::diagnostic::Diagnostics;
use patchfirst::source::Sources;

#[path = "../../tests/it/import/damage.rs"]
mod damage;

static CATALOGUE: LazyLock<Advisories> = LazyLock::new(|| advisory::builtin(&mut Sources::default(), &mut Diagnostics::default()));

fuzz_target!(|bytes: &[u8]| damage::assert_no_host_becomes_clean(bytes, &CATALOGUE));
