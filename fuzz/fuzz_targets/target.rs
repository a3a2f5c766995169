//! The target that the program is named after, with bytes from libFuzzer. All of them are in `benches/fuzz/targets`.
#![no_main]
#![allow(unreachable_pub, reason = "the targets are shared")]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

#[path = "../../benches/fuzz/targets/mod.rs"]
mod targets;

static TARGET: LazyLock<targets::Target> = LazyLock::new(|| {
    targets::all().into_iter().find(|(name, _)| name == env!("CARGO_BIN_NAME")).expect("the program is named after a target")
});

fuzz_target!(|bytes: &[u8]| {
    let (name, run) = &*TARGET;
    run(name, bytes);
});
