//! `graph`: one small network in every format, and laws that hold for all of them.

use crate::kept::snapshot;
use crate::program::{patchfirst, patchfirst_reading};
use patchfirst::term::entry::Entry;

const WEEKEND: &str = "inventory-examples/weekend-2006-08-31/inventory.yaml";
const FORMATS: [&str; 4] = ["svg", "dot", "mermaid", "graphml"];
const SMALL: &str = "inventory: 1.0.0
organisation: Fennel & Sons
as_of: 2006-08-25
segments:
  dmz: {}
  office: {users: 12}
  plant: {isolated: true}
  safe: {}
flows:
  internet -> dmz: [http]
  internet -> dmz/mx: [smtp]
  office -> dmz: [http, smtp]
  office -> plant: unknown
  plant -> office/files: [smb]
hosts:
";
const HOSTS: [&str; 6] = [
    "  - {name: mx, os: windows-2000, sp: 4, kind: server, segment: dmz, listens: [tcp/25], patches: []}\n",
    "  - {name: files, os: windows-2000, sp: 4, kind: server, segment: office, criticality: high}\n",
    "  - {name: desk, count: 9, os: windows-xp, sp: 1, kind: workstation, segment: office, patches: []}\n",
    "  - {name: nb, count: 2, os: windows-2000, sp: 4, kind: laptop, segment: office, patches: [KB828028]}\n",
    "  - {name: lathe, os: windows-nt-4, sp: 6, kind: workstation, segment: plant, patches: []}\n",
    "  - {name: ledger, os: BeOS, kind: server, segment: safe}\n",
];

fn small(hosts: &[&str]) -> String {
    SMALL.to_owned() + &hosts.concat()
}

fn graph(format: &str, inventory: &str) -> String {
    let run =
        patchfirst_reading(&["graph", "-", "-q", "-f", format, "--samples", "1000"], inventory);
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout
}

#[test]
fn a_small_network_in_every_format() {
    for format in FORMATS {
        snapshot(&format!("graph/small.{format}"), &graph(format, &small(&HOSTS)));
    }
}

#[test]
fn the_order_of_hosts_changes_nothing() {
    let mut turned = HOSTS;
    turned.reverse();
    for format in FORMATS {
        assert_eq!(graph(format, &small(&HOSTS)), graph(format, &small(&turned)));
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let bytes = |format, threads| {
        patchfirst(&["graph", WEEKEND, "-f", format, "--samples", "500", "--threads", threads])
            .stdout
    };
    for format in FORMATS {
        assert_eq!(bytes(format, "1"), bytes(format, "3"));
    }
}

#[test]
fn the_ending_of_the_file_is_the_format_unless_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str, more: &[&str]| {
        let file = folder.path().join(name);
        let run = patchfirst(
            &[&["graph", WEEKEND, "--samples", "100", "-o", file.to_str().unwrap()], more].concat(),
        );
        assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{}", run.stderr);
        std::fs::read_to_string(file).unwrap()
    };
    for (name, start) in [
        ("a.svg", "<svg "),
        ("a.dot", "digraph "),
        ("a.gv", "digraph "),
        ("a.mmd", "flowchart "),
        ("a.GRAPHML", "<?xml "),
        ("network", "<svg "),
        ("a.png", "<svg "),
    ] {
        assert!(written(name, &[]).starts_with(start), "{name}");
    }
    assert!(written("b.svg", &["-f", "dot"]).starts_with("digraph "));
}

#[test]
fn assumptions_change_the_drawing() {
    let dot = |more: &[&str]| {
        patchfirst(&[&["graph", WEEKEND, "-f", "dot", "--samples", "500"], more].concat()).stdout
    };
    assert!(dot(&[]).contains("\"office\" -> \"plant\""));
    assert!(!dot(&["--assume", "block office -> plant"]).contains("\"office\" -> \"plant\""));
    assert!(dot(&["--assume", "open dmz -> plant smb"]).contains("\"dmz\" -> \"plant\""));
    assert!(!dot(&["--entries", "internet,insider"]).contains("(laptops)"));
    let wrong = patchfirst(&["graph", WEEKEND, "--assume", "close the door"]);
    assert_eq!((wrong.status, wrong.stdout.as_str()), (2, ""));
}

#[test]
fn statuses_are_those_of_rank() {
    assert_eq!(patchfirst(&["graph", WEEKEND, "-f", "png"]).status, 2);
    assert_eq!(patchfirst(&["graph", "no-such-file.yaml"]).status, 2);
    assert_eq!(
        patchfirst(&["graph", WEEKEND, "--samples", "100", "-o", "no/such/folder/a.svg"]).status,
        1
    );
    assert_eq!(
        patchfirst_reading(&["graph", "-"], "inventory: 1.0.0\nsegments: {lan: {}}\n").status,
        3
    );
}

/// Every flow of the ranking is an edge with the same figure: what other programs add up is what
/// `rank` says.
#[test]
fn graphml_has_the_figures_of_the_ranking() {
    let xml = graph("graphml", &small(&HOSTS));
    let ranking =
        patchfirst_reading(&["rank", "-", "-q", "-f", "json", "--samples", "1000"], &small(&HOSTS))
            .stdout;
    let ranking: serde_json::Value = serde_json::from_str(&ranking).unwrap();
    let sum = |key: &str| {
        ranking[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|gain| gain["averted"].as_f64().unwrap())
            .sum::<f64>()
    };
    let averted: f64 =
        data(&xml, "edge-averted").iter().map(|text| text.parse::<f64>().unwrap()).sum();
    assert!(
        (averted - sum("flows") - sum("quarantine")).abs() < 1e-6 && averted > 0.0,
        "{averted}"
    );
    let loss: f64 = data(&xml, "node-loss")
        .iter()
        .skip(Entry::ALL.len())
        .map(|text| text.parse::<f64>().unwrap())
        .sum();
    assert!((loss - ranking["expected_loss"].as_f64().unwrap()).abs() < 1e-4, "{loss}");
    assert_eq!(data(&xml, "node-not_assessed"), ["0", "0", "0", "1"]);
    assert_eq!(data(&xml, "edge-unknown").iter().filter(|unknown| **unknown == "true").count(), 1);
}

/// By assumption as well as by the inventory; not those that are found after the as-of day.
#[test]
fn infected_hosts_are_counted_as_in_the_ranking() {
    let inventory = small(&HOSTS)
        .replace("as_of: 2006-08-25", "as_of: 2006-08-26")
        .replace("segment: plant,", "segment: plant, infected: 2006-08-25,")
        .replace("segment: safe", "segment: safe, infected: 2006-08-26");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("i.yaml");
    std::fs::write(&file, inventory).unwrap();
    let file = file.to_str().unwrap();
    let options =
        "-q -f graphml --samples 100 --as-of 2006-08-25 --assume".split(' ').chain(["infected nb"]);
    let run = patchfirst(&["graph", file].into_iter().chain(options).collect::<Vec<_>>());
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(data(&run.stdout, "node-infected"), ["0", "2", "1", "0"]);
    let edges = run.stdout.matches("<data key=\"edge-kind\">infected</data>").count();
    assert_eq!(edges, 2);
}

/// The texts of all data elements of one key.
fn data<'a>(xml: &'a str, key: &str) -> Vec<&'a str> {
    let start = format!("<data key=\"{key}\">");
    xml.split(start.as_str()).skip(1).map(|rest| rest.split('<').next().unwrap()).collect()
}
