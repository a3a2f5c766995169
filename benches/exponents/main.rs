//! How the time grows with the input, for inputs that somebody made to hurt: `cargo bench --bench
//! exponents -- [KIND…]`.
//!
//! Every kind is written in sizes that double, and given to the program itself. The exponent is the
//! slope of the logarithms: 1 is linear, 2 is quadratic. Above [`LIMIT`] the status is 1. See
//! `docs/limits.md`.
#![allow(
    unreachable_pub,
    clippy::all,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a program of its own, run by hand"
)]

mod inputs;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use inputs::{KINDS, Kind};

/// n log n of ten thousand things looks like 1.1; a factor of two in the noise is 0.15 more.
const LIMIT: f64 = 1.4;
/// Sizes that double, beginning with that of the kind.
const DOUBLINGS: u32 = 4;
/// The best of so many runs: whatever else the machine does makes it slower, never faster.
const RUNS: u32 = 3;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let folder = tempfile::tempdir().expect("a folder for inputs");
    let mut too_steep = 0;
    for kind in
        KINDS.iter().filter(|kind| wanted.is_empty() || wanted.iter().any(|name| name == kind.name))
    {
        let times: Vec<(f64, f64)> = (0..DOUBLINGS)
            .map(|doubling| {
                let size = kind.smallest << doubling;
                (size as f64, best(kind, size, folder.path()))
            })
            .collect();
        let exponent = slope(&times);
        too_steep += u32::from(exponent > LIMIT);
        let seconds: Vec<String> =
            times.iter().map(|(size, time)| format!("{size:.0}: {time:.3} s")).collect();
        say(&format!("{:<28} exponent {exponent:>5.2}  {}\n", kind.name, seconds.join(", ")));
    }
    if too_steep > 0 {
        say(&format!("{too_steep} kinds grow faster than size^{LIMIT}\n"));
        std::process::exit(1);
    }
}

/// The time of the fastest run.
fn best(kind: &Kind, size: usize, folder: &Path) -> f64 {
    let inventory = folder.join("inventory.yaml");
    std::fs::write(&inventory, (kind.inventory)(size)).expect("the folder takes it");
    let advisories = folder.join("advisories");
    let _ = std::fs::remove_dir_all(&advisories);
    if let Some(write) = kind.advisories {
        write(size, &advisories);
    }
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_patchfirst"));
        command
            .args(kind.command)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if advisories.exists() {
            command.arg("--advisories").arg(&advisories);
        }
        let start = Instant::now();
        let status = command.status().expect("the program starts");
        assert!(matches!(status.code(), Some(0 | 2 | 3 | 10..=13)), "{}: {status}", kind.name);
        start.elapsed().as_secs_f64()
    };
    (0..RUNS).map(|_| run()).fold(f64::INFINITY, f64::min)
}

/// The slope of a line through the logarithms, by least squares.
fn slope(times: &[(f64, f64)]) -> f64 {
    let points: Vec<(f64, f64)> = times.iter().map(|(size, time)| (size.ln(), time.ln())).collect();
    let mean =
        |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let above: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let below: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    above / below
}

fn say(text: &str) {
    std::io::stdout().write_all(text.as_bytes()).expect("standard output takes text");
}
