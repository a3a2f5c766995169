//! How long rules of firewalls take: 15,000 rules between 60 segments, 100,000 rules, the same with
//! hosts and with two lists to pass, and rules made to be slow.
//!
//! `cargo bench --bench firewall` prints the seconds of each, without reading files from a disk.

#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench is a program of its own"
)]

use std::fmt::Write;
use std::time::Instant;

use patchfirst::advisory;
use patchfirst::diagnostic::Diagnostics;
use patchfirst::firewall::KnownHost;
use patchfirst::import::place::Segments;
use patchfirst::import::{self, Content, Format, Input, Options};
use patchfirst::source::Sources;

fn main() {
    time("15,000 rules, a quarter of the ends is everybody", &listed("filter", &random(15_000)), 0);
    time("100,000 rules of the same kind", &listed("filter", &random(100_000)), 0);
    time("15,000 rules, 1,800 known hosts", &listed("filter", &random(15_000)), 30);
    let two = listed("mangle", &random(7_500)) + &listed("filter", &random(7_500));
    time("two lists of 7,500 rules, both to be passed", &two, 0);
    time(
        "20,000 rules, each for ports of its own, for everybody",
        &listed("filter", &ports(20_000)),
        0,
    );
    time("20,000 rules, each with ranges of its own", &listed("filter", &turns(20_000)), 0);
    time("4,000 rules, each stops a part of all others", &listed("filter", &overlapping(2_000)), 0);
    let two = listed("mangle", &overlapping(1_000)) + &listed("filter", &overlapping(1_000));
    time("two such lists of 2,000 rules", &two, 0);
}

const SEGMENTS: u32 = 60;

/// `hosts` is how many are known in each segment.
fn time(name: &str, text: &str, hosts: u32) {
    let mut segments = Segments::default();
    (0..SEGMENTS).for_each(|at| {
        segments.add(format!("10.{at}.0.0/16").parse().unwrap(), &format!("s{at:02}"))
    });
    let host = |at: u32| KnownHost {
        name: format!("h{at}"),
        segments: vec![format!("s{:02}", at % SEGMENTS)],
        addresses: vec![
            format!("10.{}.{}.{}", at % SEGMENTS, at % 4, at * 7 % 250).parse().unwrap(),
        ],
    };
    let hosts = (0..hosts * SEGMENTS).map(host).collect();
    let from = Format::from_name("iptables");
    let options = Options { from, segments, hosts, ..Options::default() };
    let catalogue = advisory::builtin(&mut Sources::default(), &mut Diagnostics::default());
    let input = Input { name: "fw".to_owned(), content: Content::Bytes(text.as_bytes().to_vec()) };
    let start = Instant::now();
    let imported = import::import(vec![input], &options, &catalogue);
    println!(
        "{name}: {:.2} s, {} flows, {} remarks",
        start.elapsed().as_secs_f64(),
        imported.flows.len(),
        imported.rule_remarks.len()
    );
}

/// Rules as a table, which stops what none of them decides.
fn listed(table: &str, rules: &str) -> String {
    format!("*{table}\n:FORWARD DROP [0:0]\n{rules}COMMIT\n")
}

/// Numbers below an end, the same in every run.
fn numbers() -> impl FnMut(u32) -> u32 {
    let mut state = 12_345_u32;
    move |end| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % end
    }
}

/// Rules between networks, hosts and everybody, one in ten a deny.
fn random(count: u32) -> String {
    let (mut text, mut next) = (String::new(), numbers());
    for _ in 0..count {
        let mut side = |option: &str| match next(4) {
            0 => String::new(),
            1 => format!("{option} 10.{}.0.0/16 ", next(60)),
            _ => format!("{option} 10.{}.{}.{}/32 ", next(60), next(4), next(250)),
        };
        let (from, to) = (side("-s"), side("-d"));
        let (port, target) = (next(5_000), if next(10) == 0 { "DROP" } else { "ACCEPT" });
        let _ = writeln!(text, "-A FORWARD {from}{to}-p tcp -m tcp --dport {port} -j {target}");
    }
    text
}

/// Denies and permits in turn, with networks and ranges of ports that overlap in part.
fn turns(count: u32) -> String {
    let (mut text, mut next) = (String::new(), numbers());
    for at in 0..count {
        let mut network = || format!("10.{}.{}.0/{}", next(60), next(256), 12 + next(12));
        let (from, to) = (network(), network());
        let (port, source) = (next(60_000), next(60_000));
        let _ = writeln!(
            text,
            "-A FORWARD -s {from} -d {to} -p tcp -m tcp --sport {source}:65535 --dport {port}:{} -j {}",
            port + next(5_000),
            if at % 2 == 0 { "DROP" } else { "ACCEPT" }
        );
    }
    text
}

/// Rules that stop a part of what every other rule is about.
fn overlapping(count: u32) -> String {
    let mut text = String::new();
    for at in 0..count {
        let option = if at % 2 == 0 { "-s" } else { "-d" };
        let _ = writeln!(
            text,
            "-A FORWARD {option} 10.{}.{}.0/20 -p tcp -m tcp --dport {at}:{} -j DROP",
            at % 60,
            at / 60 % 16 * 16,
            60_000 - at
        );
        let _ = writeln!(text, "-A FORWARD -p tcp -m tcp --dport {at}:{} -j ACCEPT", at + 100);
    }
    text
}

fn ports(count: u32) -> String {
    let mut text = String::new();
    (0..count).for_each(|at| {
        let _ = writeln!(
            text,
            "-A FORWARD -p tcp -m tcp --dport {} -j {}",
            at * 3 % 65_535,
            if at % 2 == 0 { "ACCEPT" } else { "DROP" }
        );
    });
    text
}
