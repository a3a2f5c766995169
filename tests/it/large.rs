//! Shapes that are hard on graph algorithms. Nothing is timed: they only have to be right, and to
//! end.

use std::fmt::Write as _;

use crate::common::{Case, close};
use patchfirst::risk::{Method, SampleSize};

const LENGTH: usize = 2_000;
const HEADER: &str = "inventory: 1.0.0\nas_of: 2006-08-25\n";

fn worm() -> String {
    crate::common::advisory("T-1", "[tcp/445]", "{date: 2006-08-25, stage: worm}")
}

/// One host of value 3 in each segment of a chain that can be walked both ways.
fn chain(entries: &[usize]) -> Case {
    let mut text = format!("{HEADER}segments:\n");
    (0..LENGTH).for_each(|i| writeln!(text, "  c{i}: {{}}").unwrap());
    text.push_str("flows:\n");
    (1..LENGTH).for_each(|i| writeln!(text, "  c{} <-> c{i}: [tcp/445]", i - 1).unwrap());
    entries.iter().for_each(|i| writeln!(text, "  internet -> c{i}: [tcp/445]").unwrap());
    text.push_str("hosts:\n");
    (0..LENGTH).for_each(|i| {
        writeln!(
            text,
            "  - {{name: h{i}, os: test-os, sp: 1, kind: server, segment: c{i}, patches: []}}"
        )
        .unwrap()
    });
    let mut case = Case::small(&text, &[worm()]);
    case.threat = case.threat.worst_case();
    case
}

#[test]
fn a_chain_entered_from_one_end_is_cut_by_each_of_its_links() {
    let case = chain(&[0]);
    let ranking = case.rank();
    close(ranking.0.expected_loss.value, 3.0 * LENGTH as f64);
    for i in [0, 1, 1_000, LENGTH - 1] {
        close(ranking.host(&format!("h{i}")).averted.now.value, 3.0 * (LENGTH - i) as f64);
    }
    close(ranking.flow("c999", "c1000"), 3.0 * (LENGTH - 1_000) as f64);
    close(ranking.flow("c1000", "c999"), 0.0);
}

#[test]
fn a_chain_entered_from_both_ends_is_cut_by_none_of_its_links() {
    let case = chain(&[0, LENGTH - 1]);
    let ranking = case.rank();
    close(ranking.0.expected_loss.value, 3.0 * LENGTH as f64);
    for i in [0, 1, 1_000, LENGTH - 1] {
        close(ranking.host(&format!("h{i}")).averted.now.value, 3.0);
    }
    close(ranking.flow("c999", "c1000"), 0.0);
    close(ranking.flow("internet", "c0"), 0.0);
}

/// `number` segments with a user each, and flows from all of them to one.
fn funnel(number: usize) -> String {
    let mut text = format!("{HEADER}segments:\n  target: {{}}\n");
    (0..number).for_each(|i| writeln!(text, "  s{i}: {{users: 1}}").unwrap());
    text.push_str("flows:\n");
    (0..number).for_each(|i| writeln!(text, "  s{i} -> target: [tcp/445]").unwrap());
    text.push_str("hosts:\n  - {name: many, os: test-os, sp: 1, kind: server, segment: target, count: 50, patches: []}\n");
    text
}

#[test]
fn a_group_that_5000_flows_lead_to() {
    let mut case = Case::small(&funnel(5_000), &[worm()]);
    case.request.samples = SampleSize::Fixed(64);
    let ranking = case.rank().0;
    assert_eq!(ranking.method, Method::Sampled);
    let insider = 1.0 - (1.0 - 0.0001_f64).powi(15_000);
    let p = ranking.host_risks[0].p_compromised;
    assert!((p - insider).abs() < 0.25, "{p}");
    case.threat = case.threat.worst_case();
    case.request.samples = SampleSize::Auto;
    let ranking = case.rank();
    close(ranking.0.expected_loss.value, 150.0);
    close(ranking.0.groups[0].averted.now.value, 150.0);
    close(ranking.flow("s1", "target"), 0.0);
}

/// A class per host, since each has a flow of its own; all of them are both entries and targets.
#[test]
fn five_thousand_flows_from_the_internet_each_to_a_host_of_one_segment() {
    let mut text = format!("{HEADER}segments: {{dmz: {{}}}}\nflows:\n");
    (0..5_000).for_each(|i| writeln!(text, "  internet -> dmz/h{i}: [tcp/445]").unwrap());
    text.push_str("hosts:\n");
    (0..5_000).for_each(|i| {
        writeln!(
            text,
            "  - {{name: h{i}, os: test-os, sp: 1, kind: server, segment: dmz, patches: []}}"
        )
        .unwrap()
    });
    let mut case = Case::small(&text, &[worm()]);
    case.request.samples = SampleSize::Fixed(16);
    let ranking = case.rank();
    close(ranking.0.expected_loss.value, 15_000.0);
    close(ranking.host("h0").averted.now.value, 3.0);
    case.threat = case.threat.worst_case();
    close(case.rank().host("h4999").averted.now.value, 3.0);
}
