//! How long rules of firewalls take: 15,000 rules between 60 segments, 100,000 rules, and rules
//! made to be slow.
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
use patchfirst::import::place::Segments;
use patchfirst::import::{self, Content, Format, Input, Options};
use patchfirst::source::Sources;

fn main() {
    time("15,000 rules, 60 segments", &random(15_000), 60);
    time("100,000 rules, 60 segments", &random(100_000), 60);
    time("2,000 rules that overlap in part, 60 segments", &overlapping(2_000), 60);
    time("20,000 rules for everybody, each for a port of its own, 60 segments", &ports(20_000), 60);
}

fn time(name: &str, text: &str, count: u32) {
    let mut segments = Segments::default();
    (0..count).for_each(|at| {
        segments.add(format!("10.{at}.0.0/16").parse().unwrap(), &format!("s{at:02}"))
    });
    let options = Options { from: Format::from_name("iptables"), segments, ..Options::default() };
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

/// Rules between networks, hosts and everybody, one in ten a deny.
fn random(count: u32) -> String {
    let mut text = String::from("*filter\n:FORWARD DROP [0:0]\n");
    let mut state = 12_345_u32;
    let mut next = |end: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % end
    };
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
    text.push_str("COMMIT\n");
    text
}

/// Rules that stop a part of what every other rule is about.
fn overlapping(count: u32) -> String {
    let mut text = String::from("*filter\n:FORWARD DROP [0:0]\n");
    for at in 0..count {
        let (option, target) = if at % 2 == 0 { ("-s", "DROP") } else { ("-d", "DROP") };
        let _ = writeln!(
            text,
            "-A FORWARD {option} 10.{}.{}.0/20 -p tcp -m tcp --dport {at}:{} -j {target}",
            at % 60,
            at / 60 % 16 * 16,
            60_000 - at
        );
        let _ = writeln!(text, "-A FORWARD -p tcp -m tcp --dport {at}:{} -j ACCEPT", at + 100);
    }
    text.push_str("COMMIT\n");
    text
}

fn ports(count: u32) -> String {
    let mut text = String::from("*filter\n:FORWARD DROP [0:0]\n");
    (0..count).for_each(|at| {
        let _ = writeln!(
            text,
            "-A FORWARD -p tcp -m tcp --dport {} -j {}",
            at * 3 % 65_535,
            if at % 2 == 0 { "ACCEPT" } else { "DROP" }
        );
    });
    text.push_str("COMMIT\n");
    text
}
