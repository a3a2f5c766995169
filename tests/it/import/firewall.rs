//! Rules of firewalls.

use patchfirst::firewall::Flow;
use patchfirst::import::place::Segments;
use patchfirst::import::{Imported, Options};

use super::import_with;

pub(super) fn flows(networks: &[(&str, &str)], file: (&str, &str)) -> (Vec<String>, Vec<String>) {
    let mut segments = Segments::default();
    networks.iter().for_each(|(name, network)| segments.add(network.parse().unwrap(), name));
    let imported = import_with(&Options { segments, ..Options::default() }, &[(file.0, file.1.as_bytes())]);
    (shown(&imported), imported.rule_remarks.iter().map(|remark| format!("{}: {}", remark.line, remark.why)).collect())
}

/// Every flow: what is open, and behind a bar what may be.
pub(super) fn shown(imported: &Imported) -> Vec<String> {
    let ports = |flow: &Flow| match (flow.open.is_empty(), flow.unknown.is_empty()) {
        (false, true) => flow.open.to_string(),
        (true, false) => format!("| {}", flow.unknown),
        _ => format!("{} | {}", flow.open, flow.unknown),
    };
    imported.flows.iter().map(|flow| format!("{}: {}", flow.key(), ports(flow))).collect()
}

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24")];

#[test]
fn iptables_rules_become_flows_in_their_order() {
    let rules = "*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:SRV - [0:0]\n-A INPUT -j ACCEPT\n-A FORWARD -m state --state RELATED,ESTABLISHED -j ACCEPT\n-A FORWARD -s 10.3.0.0/16 -d 10.2.0.0/24 -p tcp -m tcp --dport 139 -j DROP\n-A FORWARD -s 10.3.0.0/16 -d 10.2.0.0/24 -j SRV\n-A SRV -p tcp -m multiport --dports 135,139,445 -j ACCEPT\n-A SRV -j DROP\n-A FORWARD -s 10.2.0.0/24 -d 10.3.0.0/16 -p udp --dport 53 -m comment --comment \"two words\" -j ACCEPT\nCOMMIT\n";
    assert_eq!(
        flows(&NETWORKS, ("fw", rules)),
        (vec!["office -> servers: tcp/135, tcp/445".to_owned(), "servers -> office: udp/53".to_owned()], vec![])
    );
    let odd = rules.replace("-A SRV -j DROP", "-A SRV -m geoip --src-cc NO -j ACCEPT");
    let (flows, remarks) = flows(&NETWORKS, ("fw", &odd));
    assert_eq!(
        flows,
        [
            "office -> servers: tcp/135, tcp/445 | tcp/0-134, tcp/136-138, tcp/140-444, tcp/446-65535, udp/0-65535",
            "servers -> office: udp/53"
        ]
    );
    assert_eq!(remarks, ["13: `--src-cc` is not understood: what it may concern is unknown"]);
}

#[test]
fn cisco_lists_of_both_kinds_become_flows() {
    let ios = "ip access-list extended OFFICE\n remark x\n 10 deny tcp any any eq 139\n 20 permit tcp 10.3.0.0 0.0.255.255 10.2.0.0 0.0.0.255 range 135 139\n 30 permit tcp 10.3.0.0 0.0.255.255 host 10.2.0.9 eq 445 log\n 40 permit icmp any any\n 50 permit tcp any any established\n";
    assert_eq!(flows(&NETWORKS, ("ios", ios)).0, ["office -> servers: tcp/135-138, tcp/445"]);
    let asa = "object-group network SRV\n network-object 10.2.0.0 255.255.255.0\nobject-group service WEB tcp\n port-object eq www\n port-object range 8080 8081\naccess-list inside extended permit tcp 10.3.0.0 255.255.0.0 object-group SRV object-group WEB\naccess-list inside extended permit object-group NOBODY any any\n";
    let (found, remarks) = flows(&NETWORKS, ("asa", asa));
    assert_eq!(found[3], "office -> servers: tcp/80, tcp/8080-8081 | tcp/0-79, tcp/81-8079, tcp/8082-65535, udp/0-65535");
    assert_eq!((found.len(), &*found[0]), (6, "internet -> office: | any"));
    assert_eq!(remarks, ["7: no group that is known is called NOBODY: what it may concern is unknown"]);
    let asa: String = asa.lines().filter(|line| !line.contains("NOBODY")).map(|line| format!("{line}\n")).collect();
    assert_eq!(flows(&NETWORKS, ("asa", &asa)).0, ["office -> servers: tcp/80, tcp/8080-8081"]);
    let numbered = "access-list 101 permit tcp any 10.2.0.0 0.0.0.255 eq smtp\naccess-list 101 deny ip any any\n";
    assert_eq!(flows(&NETWORKS, ("acl", numbered)).0, ["internet -> servers: tcp/25", "office -> servers: tcp/25"]);
}

#[test]
fn security_groups_and_matrices_become_flows() {
    let aws = r#"{"SecurityGroups":[{"GroupId":"sg-1","GroupName":"web","IpPermissions":[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"IpRanges":[{"CidrIp":"0.0.0.0/0"}],"UserIdGroupPairs":[]}]},{"GroupId":"sg-2","GroupName":"db","IpPermissions":[{"IpProtocol":"tcp","FromPort":1433,"ToPort":1433,"UserIdGroupPairs":[{"GroupId":"sg-1"}]},{"IpProtocol":"-1","UserIdGroupPairs":[{"GroupId":"sg-unknown"}]}]}]}"#;
    let (found, remarks) = flows(&[], ("aws.json", aws));
    assert_eq!(
        found,
        [
            "db -> internet: any",
            "db -> sg-unknown: any",
            "db -> web: tcp/443",
            "internet -> sg-unknown: | any",
            "internet -> web: tcp/443",
            "sg-unknown -> db: any",
            "sg-unknown -> internet: | any",
            "sg-unknown -> web: tcp/443",
            "web -> db: tcp/1433",
            "web -> internet: any",
            "web -> sg-unknown: any",
            "web -> web: tcp/443"
        ]
    );
    assert!(remarks.is_empty(), "{remarks:?}");
    let matrix = "from/to;internet;office;servers\ninternet;;-;tcp/25\noffice;any;;smb\nservers;-;?;\n";
    let (found, remarks) = flows(&[], ("zones.csv", matrix));
    assert_eq!(
        found,
        ["internet -> servers: tcp/25", "office -> internet: any", "office -> servers: tcp/139, tcp/445", "servers -> office: | any"]
    );
    assert_eq!(remarks, ["4: the cell says that nobody knows: what it may concern is unknown"]);
}

#[test]
fn a_rule_to_one_known_host_opens_that_host_alone() {
    let rules = "access-list 1 permit tcp any host 10.2.0.9 eq smtp\naccess-list 1 permit tcp any 10.2.0.0 0.0.0.255 eq www\naccess-list 1 permit tcp any host 10.2.0.77 eq 22\n";
    let mut segments = Segments::default();
    segments.add("10.2.0.0/24".parse().unwrap(), "servers");
    let hosts = "host,ip,os,kind\nmail1,10.2.0.9,Windows 2000 Server,server\nb,10.2.0.10,Windows 2000 Server,server\n";
    let options = Options { segments, ..Options::default() };
    let imported = import_with(&options, &[("hosts.csv", hosts.as_bytes()), ("acl", rules.as_bytes())]);
    // Nobody knows whose address 10.2.0.77 is: it may be another one of any host there.
    assert_eq!(shown(&imported), ["internet -> servers: tcp/80 | tcp/22", "internet -> servers/mail1: tcp/25"]);
}
