//! Where the time goes, from 1,000 to 1,000,000 hosts. Run by hand: `cargo bench --bench rank [--
//! SIZE…]`.
//!
//! Machines differ and are shared: compare within one run. `benches/peers/compare.py` does the
//! comparison with Python.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use patchfirst::advisory;
use patchfirst::case::Case;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::exposure;
use patchfirst::inventory;
use patchfirst::network::Scenario;
use patchfirst::ranking::{self};
use patchfirst::risk::{Entries, Figures, Request, SampleSize};
use patchfirst::source::Sources;
use patchfirst::threat::Threat;

const SIZES: [u64; 4] = [1_000, 10_000, 100_000, 1_000_000];

fn main() {
    let asked: Vec<u64> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    print(&format!(
        "{:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>8} {:>9} {:>12} {:>8}\n",
        "hosts",
        "csv scan",
        "read",
        "match",
        "network",
        "rank",
        "samples",
        "total",
        "hosts/s",
        "peak MB"
    ));
    for size in sizes {
        measure(size);
    }
}

fn measure(size: u64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_inventory(folder.path(), size);
    let scan = time(|| scan(&folder.path().join("hosts.csv"))).0;
    let start = Instant::now();
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let advisories = advisory::builtin(&mut sources, &mut diagnostics);
    let (read, inventory) = time(|| {
        inventory::read(&folder.path().join("inventory.yaml"), &mut sources, &mut diagnostics)
    });
    let inventory = inventory.expect("the synthetic inventory is valid");
    let threat = Threat::new(
        inventory.as_of.expect("it has a date"),
        &inventory.threat,
        &inventory.calendar,
    );
    let (matching, exposures) =
        time(|| exposure::find(&inventory, &advisories, threat.as_of, &mut diagnostics));
    let scenario = Scenario::default();
    let request = Request {
        samples: SampleSize::Auto,
        seed: 1,
        entries: Entries::ALL,
        figures: Figures::All,
        design: None,
    };
    let case = Case {
        inventory: &inventory,
        advisories: &advisories,
        exposures: &exposures,
        threat: &threat,
        scenario: &scenario,
        request: &request,
    };
    let (network, _) = time(|| case.network());
    let (rank, ranking) = time(|| ranking::rank(case, &|_, _| {}));
    let total = start.elapsed() - network;
    let ms = |d: Duration| format!("{:.0} ms", d.as_secs_f64() * 1e3);
    print(&format!(
        "{size:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>8} {:>9} {:>12.0} {:>8}\n",
        ms(scan),
        ms(read),
        ms(matching),
        ms(network),
        ms(rank),
        ranking.samples,
        ms(total),
        size as f64 / total.as_secs_f64(),
        peak_megabytes().map_or("?".to_owned(), |mb| mb.to_string()),
    ));
}

fn time<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = black_box(work());
    (start.elapsed(), result)
}

/// What reading a table costs at least: every field of every record, looked at once.
fn scan(path: &Path) -> usize {
    let mut reader = csv::Reader::from_path(path).expect("the table was just written");
    let mut record = csv::ByteRecord::new();
    let mut fields = 0;
    while reader.read_byte_record(&mut record).expect("the table is valid") {
        fields += record.iter().map(<[u8]>::len).sum::<usize>();
    }
    fields
}

/// A network of `size` hosts in segments of 50, three mixes of product, port and patches: all hosts
/// lack most patches. 5 % laptops, three flows out of every segment, users in every tenth.
fn write_inventory(folder: &Path, size: u64) {
    let mut random = Lcg(size);
    let segments = (size / 50).max(4);
    let mut yaml =
        String::from("inventory: 1.0.0\nas_of: 2006-08-25\nhosts_from: [hosts.csv]\nsegments:\n");
    for segment in 0..segments {
        let users = if segment % 10 == 0 { "users: 40" } else { "" };
        let _ = writeln!(yaml, "  s{segment}: {{{users}}}");
    }
    yaml.push_str("flows:\n  internet -> s0: [tcp/445]\n");
    for segment in 0..segments {
        for step in 1..=3 {
            let port = if random.below(2) == 0 { 445 } else { 139 };
            let target =
                (segment + 1 + (step - 1) * (segments / 3) + random.below((segments / 3).max(1)))
                    % segments;
            if target != segment {
                let _ = writeln!(yaml, "  s{segment} -> s{target}: [tcp/{port}] # {step}");
            }
        }
    }
    std::fs::write(folder.join("inventory.yaml"), unique_flows(&yaml))
        .expect("the folder is writable");
    let mut table = String::from("name,os,sp,kind,segment,criticality,listens,patches\n");
    for host in 0..size {
        let (os, port, patches) = match random.below(10) {
            0..3 => ("windows-2000,4", 445, "KB828028"),
            3..6 => ("windows-xp,1", 139, "KB921883"),
            _ => ("windows-2000,4", 445, "KB921883;KB828028"),
        };
        let kind = if random.below(20) == 0 { "laptop" } else { "workstation" };
        let criticality = ["low", "low", "medium", "high", "critical"][random.below(5) as usize];
        let _ = writeln!(
            table,
            "h{host},{os},{kind},s{},{criticality},tcp/{port},{patches}",
            host % segments
        );
    }
    std::fs::write(folder.join("hosts.csv"), table).expect("the folder is writable");
}

/// Leaves out flows whose ends were drawn before.
fn unique_flows(yaml: &str) -> String {
    let mut seen = std::collections::HashSet::new();
    let fresh = |line: &&str| {
        !line.contains("->") || seen.insert(line.split(':').next().map(str::to_owned))
    };
    yaml.lines().filter(fresh).map(|line| format!("{line}\n")).collect()
}

/// A small generator, so that the network is the same everywhere.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// The most memory this process has held so far, where the system tells.
fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}

#[allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn print(text: &str) {
    print!("{text}");
}
