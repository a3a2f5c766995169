//! Inventories that are made to be slow, each in three sizes, with the exponent by which the time
//! grows: 1 is linear. `cargo bench --bench hostile`; `cargo bench --bench hostile -- 0.25` runs
//! all sizes at a quarter.

#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench is a program of its own"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use patchfirst::advisory;
use patchfirst::case::Case;
use patchfirst::diagnostic::{self, Diagnostics};
use patchfirst::exposure;
use patchfirst::inventory;
use patchfirst::network::Scenario;
use patchfirst::ranking;
use patchfirst::risk::{Entries, Figures, Request, SampleSize};
use patchfirst::source::Sources;
use patchfirst::threat::Threat;

/// A kind of inventory, and its largest size.
type Kind = (&'static str, u64, fn(u64, &Path) -> String);

const KINDS: [Kind; 7] = [
    ("a chain of segments", 20_000, chain),
    ("a chain entered from both ends", 20_000, both_ends),
    ("a full mesh of segments (size: flows)", 40_000, mesh),
    ("an internet flow for each host", 8_000, flow_per_host),
    ("each host in eight segments", 8_000, several_segments),
    ("days of the horizon", 366, days),
    ("advisories", 10_000, advisories),
];

/// Samples of each run: so many that spreading counts, so few that reading does.
const SAMPLES: u64 = 32;

fn main() {
    let scale = std::env::args().find_map(|arg| arg.parse::<f64>().ok()).unwrap_or(1.0);
    println!("{:<40} {:>28} {:>26} {:>9}", "what", "sizes", "seconds", "exponent");
    for (name, largest, write) in KINDS {
        let sizes = [4, 2, 1].map(|part| ((largest as f64 * scale) as u64 / part).max(4));
        let seconds = sizes.map(|size| measure(size, write));
        // Over the whole range; sizes of a mesh are its flows, so that its exponent is that of its
        // input.
        let exponent = (seconds[2] / seconds[0]).ln() / (sizes[2] as f64 / sizes[0] as f64).ln();
        println!(
            "{name:<40} {:>28} {:>26} {exponent:>9.2}",
            format!("{sizes:?}"),
            format!("{seconds:.3?}")
        );
    }
}

fn measure(size: u64, write: fn(u64, &Path) -> String) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let advisories = folder.path().join("advisories");
    std::fs::create_dir(&advisories).unwrap();
    let text = write(size, &advisories);
    let path = folder.path().join("inventory.yaml");
    std::fs::write(&path, text).unwrap();
    let start = Instant::now();
    // A folder without advisories would be a mistake.
    let given = std::fs::read_dir(&advisories).unwrap().next().is_some();
    run(&path, &if given { vec![advisories] } else { Vec::new() });
    start.elapsed().as_secs_f64()
}

fn run(path: &Path, directories: &[PathBuf]) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let advisories = advisory::with_directory(directories, &mut sources, &mut diagnostics);
    let inventory =
        inventory::read(path, &mut sources, &mut diagnostics).expect("the inventory is valid");
    let threat = Threat::new(inventory.as_of.unwrap(), &inventory.threat, &inventory.calendar);
    let exposures = exposure::find(&inventory, &advisories, threat.as_of, &mut diagnostics);
    assert!(
        !diagnostics.has_errors(),
        "{}",
        diagnostic::render(&sources, &diagnostics, diagnostic::Colour::Never)
    );
    let request = Request {
        samples: SampleSize::Fixed(SAMPLES),
        seed: 1,
        entries: Entries::ALL,
        figures: Figures::All,
    };
    let (inventory, advisories, exposures) = (&inventory, &advisories, &exposures);
    let case = Case {
        inventory,
        advisories,
        exposures,
        threat: &threat,
        scenario: &Scenario::default(),
        request: &request,
    };
    let ranking = ranking::rank(case, &|_, _| {});
    assert!(ranking.expected_loss.value > 0.0, "an attack that goes nowhere shows nothing");
}

const HEAD: &str = "inventory: 1.0.0\nas_of: 2006-08-25\n";

fn host(text: &mut String, name: u64, segments: &str) {
    let _ = writeln!(
        text,
        "  - {{name: h{name}, os: windows-2000, sp: 4, kind: server, {segments}, listens: [tcp/445], patches: []}}"
    );
}

/// Segments with a host each, and the flows between them.
fn network(segments: u64, flows: impl IntoIterator<Item = (u64, u64)>) -> String {
    let mut text = format!("{HEAD}segments:\n");
    (0..segments).for_each(|i| writeln!(text, "  s{i}: {{}}").unwrap());
    text.push_str("flows:\n  internet -> s0: [tcp/445]\n");
    flows.into_iter().for_each(|(a, b)| writeln!(text, "  s{a} -> s{b}: [tcp/445]").unwrap());
    text.push_str("hosts:\n");
    (0..segments).for_each(|i| host(&mut text, i, &format!("segment: s{i}")));
    text
}

fn chain(size: u64, _: &Path) -> String {
    network(size, (1..size).map(|i| (i - 1, i)))
}

/// The worst case of simpler methods for dominators.
fn both_ends(size: u64, _: &Path) -> String {
    let half = size / 2;
    let there = (1..half).map(|i| (i - 1, i));
    let back = (half + 1..size).map(|i| (i, i - 1));
    network(size, there.chain(back).chain([(0, size - 1), (half - 1, half)]))
}

fn mesh(size: u64, _: &Path) -> String {
    let segments = (size as f64).sqrt() as u64;
    network(
        segments,
        (0..segments).flat_map(|a| (0..segments).filter(move |b| a != *b).map(move |b| (a, b))),
    )
}

fn flow_per_host(size: u64, _: &Path) -> String {
    let mut text = format!("{HEAD}segments: {{dmz: {{}}}}\nflows:\n");
    (0..size).for_each(|i| writeln!(text, "  internet -> dmz/h{i}: [tcp/445]").unwrap());
    text.push_str("hosts:\n");
    (0..size).for_each(|i| host(&mut text, i, "segment: dmz"));
    text
}

fn several_segments(size: u64, _: &Path) -> String {
    let mut text = format!("{HEAD}segments:\n");
    (0..size).for_each(|i| writeln!(text, "  s{i}: {{}}").unwrap());
    text.push_str("flows:\n  internet -> s0: [tcp/445]\nhosts:\n");
    for i in 0..size {
        let segments: Vec<String> =
            (0..8).map(|step| format!("s{}", (i + step * step) % size)).collect();
        host(&mut text, i, &format!("segments: [{}]", segments.join(", ")));
    }
    text
}

fn days(size: u64, _: &Path) -> String {
    let text = network(200, (1..200).map(|i| (i - 1, i)));
    text.replace("segments:\n  s0", &format!("threat: {{horizon_days: {size}}}\nsegments:\n  s0"))
}

fn advisories(size: u64, folder: &Path) -> String {
    for i in 0..size {
        let text = format!(
            "id: X-{i}\ntitle: Test\npublished: 2006-08-01\nvectors: [tcp/445]\nautomatable: true\naffected:\n  - {{products: [windows-2000], versions: \"*\", fixed_by: [fix-{i}]}}\ntimeline: [{{date: 2006-08-25, stage: exploit}}]\n"
        );
        std::fs::write(folder.join(format!("X-{i}.yaml")), text).unwrap();
    }
    network(20, (1..20).map(|i| (i - 1, i)))
}
