//! No line of a firewall is lost in silence: each is a rule, known to be none, or listed.

use std::collections::BTreeSet;

use super::fact::FileId;
use super::sink::{Setting, Sink};
use super::{Format, registry};

/// The lines of a text that are neither a rule, nor known to be none, nor listed. For formats in
/// which a rule is a line.
fn unaccounted(text: &str, format: Format) -> Vec<u32> {
    let setting = Setting {
        file: FileId(0),
        name: "input",
        stem: "input",
        sheet: None,
        date: None,
        today: None,
        map: &[],
        known: &[],
    };
    let mut sink = Sink::new(setting, format);
    registry::read(format, text, &mut sink);
    let accounted: BTreeSet<u32> = sink.accounted().collect();
    let lines = text.lines().zip(1_u32..).filter(|(line, _)| !line.trim().is_empty());
    lines.map(|(_, at)| at).filter(|at| !accounted.contains(at)).collect()
}

/// Every way in which a rule of a router says its protocol, sides, ports and doubts; `net` writes
/// an address as the product does.
fn cisco(before: &str, net: [&str; 2]) -> String {
    let rules = [
        format!("permit tcp {} eq 445 {} range 135 139", net[0], net[1]),
        format!("deny udp any lt 1024 {} gt 1023 time-range NIGHT", net[1]),
        format!("permit ip {} any frob 3", net[0]),
        "deny ip any any".to_owned(),
    ];
    rules.map(|rule| format!("{before}{rule}\n")).concat()
}

/// Lines that nobody can read in a router, and one that says nothing.
const CISCO_JUNK: &str = "frobnicate the packets\n 15 frob any any\npermit quux any any frob 3\ndeny tcp frob any\n\
    access-list X9 frob ip any any\n!\n";

/// Rules that packets are matched against with options.
const IPTABLES_RULES: &str = "-A FORWARD -s 10.1.0.0/29 -d 10.2.0.5/32 -p tcp -m tcp --sport 0:1023 --dport 135:139 -j ACCEPT\n\
    -A FORWARD -p udp -m udp --dport 53:53 -m set --match-set some src -j DROP\n\
    -A FORWARD -d 10.2.0.0/29 -m quux --frob 1 -j ACCEPT\n\
    -A FORWARD -j DROP\n";

/// Lines that nobody can read among them.
const IPTABLES_JUNK: &str = "-A FORWARD -m quux --frob 1 -j DROP\n-A FORWARD -s frob -j DROP\n-A FORWARD -j FROB\nfrobnicate\n\
    -A FORWARD -p frob -j DROP\n";

const LISTING: &str = "Chain FORWARD (policy DROP)\n\
    pkts bytes target     prot opt in     out     source               destination\n\
    0     0 ACCEPT     tcp  --  *      *       10.1.0.0/29          10.2.0.5             tcp spts:0:1023 tcp dpts:135:139\n\
    0     0 DROP       udp  --  *      *       0.0.0.0/0            10.2.0.0/29          udp dpt:53\n\
    0     0 ACCEPT     all  --  *      *       0.0.0.0/0            0.0.0.0/0           \n\
    0 0 DROP       frob --  *  *  0.0.0.0/0            0.0.0.0/0            frob 1\n\
    0 0 FROB       all  --  *  *  0.0.0.0/0            0.0.0.0/0            ctstate NEW\n";

const FORTIGATE: &str = "config firewall address\nedit \"s0\"\nset subnet 10.1.0.0 255.255.255.248\nnext\nend\n\
    config firewall service custom\nedit \"p0\"\nset tcp-portrange 135-139:0-1023\nnext\nend\n\
    config firewall policy\nedit 1\nset srcintf \"any\"\nset dstintf \"any\"\nset srcaddr \"s0\"\nset dstaddr \"all\"\n\
    set action accept\nset schedule \"always\"\nset service \"p0\"\nset frob 1\nnext\n\
    edit 2\nset srcintf \"any\"\nset dstintf \"any\"\nset srcaddr \"all\"\nset dstaddr \"all\"\n\
    set action deny\nset schedule \"always\"\nset service \"ALL\"\nset groups \"g\"\nnext\nend\n\
    frobnicate\n    set frob 1\n";

#[test]
fn every_line_is_a_rule_known_to_be_none_or_listed() {
    let wild = ["10.1.0.0 0.0.0.7", "host 10.2.0.5"];
    let masked = ["10.1.0.0 255.255.255.248", "host 10.2.0.5"];
    let prefix = ["10.1.0.0/29", "10.2.0.5/32"];
    let texts = [
        (Format::Cisco, format!("ip access-list extended L\n{}{CISCO_JUNK}", cisco(" 10 ", wild))),
        (Format::Cisco, cisco("access-list 110 ", wild) + CISCO_JUNK),
        (Format::Cisco, cisco("access-list L extended ", masked) + CISCO_JUNK),
        (Format::Cisco, format!("ip access-list L\n{}{CISCO_JUNK}", cisco("  10 ", prefix))),
        (
            Format::IptablesSave,
            format!("*filter\n:FORWARD DROP [0:0]\n{IPTABLES_RULES}{IPTABLES_JUNK}"),
        ),
        (Format::IptablesSave, format!("-P FORWARD DROP\n{IPTABLES_RULES}{IPTABLES_JUNK}")),
        (Format::IptablesSave, LISTING.to_owned()),
        (Format::FortiGate, FORTIGATE.to_owned()),
    ];
    for (format, text) in texts {
        assert_eq!(unaccounted(&text, format), [0_u32; 0], "{text}");
    }
}
