//! Damaged texts for every reader: `cargo bench --bench fuzz -- [--seconds N] [--executions N]
//! [--seed N] [--only N] [TARGET…]`.
//!
//! Every execution is numbered, and its bytes follow from target, seed and number alone: whatever
//! is found can be found again. A text that makes a reader panic, or take longer than two seconds,
//! is kept in `fuzz/found/`, and the run ends with status 1. See `docs/fuzzing.md`.
#![allow(
    unreachable_pub,
    clippy::all,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a program of its own, run by hand and by the gate"
)]

mod mutate;
mod targets;

use std::fs;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mutate::{Random, mutated};
use targets::Target;

/// Longer than this no reader may take for 16 kB.
const SLOW: Duration = Duration::from_secs(2);

/// What was asked for.
struct Plan {
    seconds: u64,
    executions: u64,
    seed: u64,
    /// The number of the one execution that is wanted.
    only: Option<u64>,
    names: Vec<String>,
}

fn main() {
    let plan = plan();
    let all = targets::all();
    assert_libfuzzer_has(&all);
    let wanted: Vec<&Target> =
        all.iter().filter(|(name, _)| plan.names.is_empty() || plan.names.contains(name)).collect();
    std::panic::set_hook(Box::new(|_| {}));
    let (mut total, mut faults) = (0, 0);
    let each = Duration::from_millis(plan.seconds * 1000 / wanted.len().max(1) as u64);
    for target in wanted {
        let (done, found) = run(target, each, &plan);
        total += done;
        faults += found;
    }
    say(&format!("{total} executions, {faults} faults\n"));
    if faults > 0 {
        std::process::exit(1);
    }
}

/// `fuzz/Cargo.toml` gives libFuzzer the same targets.
fn assert_libfuzzer_has(all: &[Target]) {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml"))
        .expect("fuzz/ is beside this");
    let missing: Vec<&str> = all
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !text.contains(&format!("\nname = \"{name}\"\n")))
        .collect();
    assert!(missing.is_empty(), "fuzz/Cargo.toml lacks {missing:?}");
}

fn plan() -> Plan {
    let mut plan =
        Plan { seconds: 60, executions: u64::MAX, seed: 1, only: None, names: Vec::new() };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number =
            || words.next().and_then(|word| word.parse().ok()).expect("a number after the option");
        match word.as_str() {
            "--seconds" => plan.seconds = number(),
            "--executions" => plan.executions = number(),
            "--seed" => plan.seed = number(),
            "--only" => plan.only = Some(number()),
            // Cargo says it to every benchmark.
            "--bench" => {}
            _ => plan.names.push(word),
        }
    }
    plan
}

/// Runs a target for a time; returns how often, and how many texts were kept.
fn run((name, target): &Target, time: Duration, plan: &Plan) -> (u64, u64) {
    let corpus = corpus(name);
    let start = Instant::now();
    if let Some(number) = plan.only {
        // Not caught: what it panics with is shown.
        let _ = std::panic::take_hook();
        target(name, &mutated(&corpus, &mut Random::new(plan.seed, number)));
        return (1, 0);
    }
    let (mut done, mut found) = (0, 0);
    while done < plan.executions && start.elapsed() < time && found < 3 {
        let bytes = mutated(&corpus, &mut Random::new(plan.seed, done));
        let before = Instant::now();
        let survived = catch_unwind(AssertUnwindSafe(|| target(name, &bytes))).is_ok();
        if !survived || before.elapsed() > SLOW {
            found += 1;
            keep(name, plan.seed, done, &bytes, if survived { "slow" } else { "panic" });
        }
        done += 1;
    }
    say(&format!(
        "{name:<28} {done:>10} executions {:>8.0}/s {found} faults\n",
        done as f64 / start.elapsed().as_secs_f64()
    ));
    (done, found)
}

/// The texts that a target starts from: its own folder of the corpus, and for formats without one
/// that of all exports.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let own = match name {
        "rank" => "inventory",
        "feed-archive" => "feed",
        name => name,
    };
    let mut files: Vec<PathBuf> = [own, "import"]
        .iter()
        .filter_map(|folder| fs::read_dir(root.join(folder)).ok())
        .take(1)
        .flatten()
        .map(|entry| entry.expect("the corpus can be listed").path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| fs::read(file).expect("the corpus can be read"))
        .chain([Vec::new()])
        .collect()
}

fn keep(name: &str, seed: u64, execution: u64, bytes: &[u8], why: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/found");
    let file = folder.join(format!("{name}-{seed}-{execution}-{why}"));
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, bytes));
    say(&format!(
        "{why}: {} {}\n",
        file.display(),
        if written.is_ok() { "" } else { "(could not be kept)" }
    ));
}

fn say(text: &str) {
    std::io::stdout().write_all(text.as_bytes()).expect("standard output takes text");
}
