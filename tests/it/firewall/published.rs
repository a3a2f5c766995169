//! A factory network of which the matrix of who may start a connection to whom was proved and
//! published (Iptables Semantics, Archive of Formal Proofs): ten machines, each behind an interface
//! of its own, twelve rules for new connections, eight for answers, nine edges.

use std::collections::BTreeSet;
use std::fmt::Write;

use patchfirst::firewall;
use patchfirst::import::firewall::InterfaceName;
use patchfirst::import::place::Segments;
use patchfirst::import::{self, Content, Format, Input, Options};

use super::CATALOGUE;

/// Interface, address, and the part of the matrix: the sensors are one.
const MACHINES: [(&str, &str, &str); 12] = [
    ("Statistics", "10.0.0.1", "statistics"),
    ("SensorSink", "10.0.0.2", "sink"),
    ("PresenceSensor", "10.0.1.1", "sensors"),
    ("Webcam", "10.0.1.2", "sensors"),
    ("TempSensor", "10.0.1.3", "sensors"),
    ("FireSensor", "10.0.1.4", "sensors"),
    ("AdminPc", "10.8.0.1", "admin"),
    ("MissionControl1", "10.8.1.1", "control1"),
    ("MissionControl2", "10.8.1.2", "control2"),
    ("Bot1", "10.8.2.1", "bot1"),
    ("Bot2", "10.8.2.2", "bot2"),
    ("Watchdog", "10.8.8.1", "watchdog"),
];

/// Who only answers whom: places in the list above.
const ANSWERS: [(usize, usize); 8] =
    [(10, 11), (9, 11), (7, 6), (8, 6), (10, 8), (9, 7), (0, 1), (1, 3)];
/// Who starts connections to whom.
const STARTS: [(usize, usize); 12] = [
    (2, 1),
    (3, 1),
    (4, 1),
    (5, 1),
    (1, 0),
    (7, 9),
    (7, 10),
    (8, 10),
    (6, 8),
    (6, 7),
    (11, 9),
    (11, 10),
];

/// The published matrix.
const EDGES: [(&str, &str); 9] = [
    ("watchdog", "bot2"),
    ("watchdog", "bot1"),
    ("control2", "bot2"),
    ("control1", "bot2"),
    ("control1", "bot1"),
    ("admin", "control2"),
    ("admin", "control1"),
    ("sensors", "sink"),
    ("sink", "statistics"),
];

fn rules() -> String {
    let mut text =
        "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n".to_owned();
    for (pairs, state) in [(&ANSWERS[..], " -m state --state ESTABLISHED"), (&STARTS[..], "")] {
        for &(from, to) in pairs {
            let ((entry, source, _), (exit, target, _)) = (MACHINES[from], MACHINES[to]);
            let _ = writeln!(
                text,
                "-A FORWARD -s {source}/32 -d {target}/32 -i {entry} -o {exit}{state} -j ACCEPT"
            );
        }
    }
    text + "COMMIT\n"
}

fn flows(interfaces: bool) -> Vec<firewall::Flow> {
    let mut segments = Segments::default();
    MACHINES.iter().for_each(|(_, address, segment)| {
        segments.add(format!("{address}/32").parse().unwrap(), segment)
    });
    let named = |(interface, _, segment): &(&str, &str, &str)| InterfaceName {
        interface: (*interface).to_owned(),
        segment: (*segment).to_owned(),
    };
    let interfaces = if interfaces { MACHINES.iter().map(named).collect() } else { Vec::new() };
    let options =
        Options { from: Format::from_name("iptables"), segments, interfaces, ..Options::default() };
    let input =
        Input { name: "factory.rules".to_owned(), content: Content::Bytes(rules().into_bytes()) };
    import::import(vec![input], &options, &CATALOGUE).flows
}

#[test]
fn the_factory_network_has_the_nine_edges_that_were_proved() {
    let expected: BTreeSet<(String, String)> =
        EDGES.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    let pair = |flow: &firewall::Flow| (flow.from.clone(), flow.to.clone());
    // Without its interfaces named, no more is possible than what was proved.
    let possible: BTreeSet<(String, String)> = flows(false).iter().map(pair).collect();
    assert_eq!(possible, expected);
    let flows = flows(true);
    assert_eq!(flows.iter().map(pair).collect::<BTreeSet<_>>(), expected);
    // Of the sensors each reaches the sink by an interface of its own, so that for the four
    // together it is certain of none.
    let certain = |flow: &&firewall::Flow| flow.from != "sensors";
    assert!(flows.iter().filter(certain).all(|flow| flow.open.is_any()), "{flows:?}");
}
