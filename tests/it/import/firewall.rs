//! Rules of firewalls.

use patchfirst::firewall::Flow;
use patchfirst::import::firewall::InterfaceName;
use patchfirst::import::place::Segments;
use patchfirst::import::{Imported, Options};

use super::import_with;

pub(super) fn flows(networks: &[(&str, &str)], file: (&str, &str)) -> (Vec<String>, Vec<String>) {
    let mut segments = Segments::default();
    networks.iter().for_each(|(name, network)| segments.add(network.parse().unwrap(), name));
    let imported =
        import_with(&Options { segments, ..Options::default() }, &[(file.0, file.1.as_bytes())]);
    (
        shown(&imported),
        imported
            .rule_remarks
            .iter()
            .map(|remark| format!("{}: {}", remark.line, remark.why))
            .collect(),
    )
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

/// The flows of rules of iptables with what stands beside them.
pub(super) fn beside(
    networks: &[(&str, &str)],
    rules: &str,
    addresses: &str,
    interfaces: &[&str],
) -> Vec<String> {
    let mut segments = Segments::default();
    networks.iter().for_each(|(name, network)| segments.add(network.parse().unwrap(), name));
    let options = Options { segments, ..options(interfaces) };
    let files = [("fw.rules", rules.as_bytes()), ("fw.addr", addresses.as_bytes())];
    shown(&import_with(&options, &files))
}

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24")];

#[test]
fn iptables_rules_become_flows_in_their_order() {
    let rules = "*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:SRV - [0:0]\n-A INPUT -j ACCEPT\n-A FORWARD -m state --state RELATED,ESTABLISHED -j ACCEPT\n-A FORWARD -s 10.3.0.0/16 -d 10.2.0.0/24 -p tcp -m tcp --dport 139 -j DROP\n-A FORWARD -s 10.3.0.0/16 -d 10.2.0.0/24 -j SRV\n-A SRV -p tcp -m multiport --dports 135,139,445 -j ACCEPT\n-A SRV -j DROP\n-A FORWARD -s 10.2.0.0/24 -d 10.3.0.0/16 -p udp --dport 53 -m comment --comment \"two words\" -j ACCEPT\nCOMMIT\n";
    assert_eq!(
        flows(&NETWORKS, ("fw", rules)),
        (
            vec![
                "office -> servers: tcp/135, tcp/445".to_owned(),
                "servers -> office: udp/53".to_owned()
            ],
            vec![]
        )
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
    assert_eq!(
        remarks,
        ["13: `--src-cc NO` is not read: it is a part only: what it may concern is unknown"]
    );
}

#[test]
fn cisco_lists_of_both_kinds_become_flows() {
    let ios = "ip access-list extended OFFICE\n remark x\n 10 deny tcp any any eq 139\n 20 permit tcp 10.3.0.0 0.0.255.255 10.2.0.0 0.0.0.255 range 135 139\n 30 permit tcp 10.3.0.0 0.0.255.255 host 10.2.0.9 eq 445 log\n 40 permit icmp any any\n 50 permit tcp any any established\n";
    assert_eq!(flows(&NETWORKS, ("ios", ios)).0, ["office -> servers: tcp/135-138, tcp/445"]);
    let asa = "object-group network SRV\n network-object 10.2.0.0 255.255.255.0\nobject-group service WEB tcp\n port-object eq www\n port-object range 8080 8081\naccess-list inside extended permit tcp 10.3.0.0 255.255.0.0 object-group SRV object-group WEB\naccess-list inside extended permit object-group NOBODY any any\n";
    let (found, remarks) = flows(&NETWORKS, ("asa", asa));
    assert_eq!(
        found[3],
        "office -> servers: tcp/80, tcp/8080-8081 | tcp/0-79, tcp/81-8079, tcp/8082-65535, udp/0-65535"
    );
    assert_eq!((found.len(), &*found[0]), (6, "internet -> office: | any"));
    assert_eq!(
        remarks,
        ["7: no group that is known is called NOBODY: what it may concern is unknown"]
    );
    let asa: String = asa
        .lines()
        .filter(|line| !line.contains("NOBODY"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(flows(&NETWORKS, ("asa", &asa)).0, ["office -> servers: tcp/80, tcp/8080-8081"]);
    let numbered = "access-list 101 permit tcp any 10.2.0.0 0.0.0.255 eq smtp\naccess-list 101 deny ip any any\n";
    assert_eq!(
        flows(&NETWORKS, ("acl", numbered)).0,
        ["internet -> servers: tcp/25", "office -> servers: tcp/25"]
    );
}

#[test]
fn security_groups_and_matrices_become_flows() {
    let aws = r#"{"SecurityGroups":[{"GroupId":"sg-1","GroupName":"web","IpPermissions":[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"IpRanges":[{"CidrIp":"0.0.0.0/0"}],"UserIdGroupPairs":[]}]},{"GroupId":"sg-2","GroupName":"db","IpPermissionsEgress":[],"IpPermissions":[{"IpProtocol":"tcp","FromPort":1433,"ToPort":1433,"UserIdGroupPairs":[{"GroupId":"sg-1"}]},{"IpProtocol":"-1","UserIdGroupPairs":[{"GroupId":"sg-unknown"}]}]}]}"#;
    let (found, remarks) = flows(&[], ("aws.json", aws));
    assert_eq!(
        found,
        [
            "internet -> sg-unknown: | any",
            "internet -> web: tcp/443",
            "sg-unknown -> db: any",
            "sg-unknown -> internet: | any",
            "sg-unknown -> sg-unknown: | any",
            "sg-unknown -> web: tcp/443",
            "web -> db: | tcp/1433",
            "web -> internet: | any",
            "web -> sg-unknown: | any",
            "web -> web: | tcp/443"
        ]
    );
    // What leaves the second group stands in the file, what leaves the first does not.
    assert_eq!(
        remarks,
        [
            "1: the file does not say what leaves the group: what it may concern is unknown",
            "0: the group does not stand in the file: what enters it is not known: what it may concern is unknown"
        ]
    );
    let matrix =
        "from/to;internet;office;servers\ninternet;;-;tcp/25\noffice;any;;smb\nservers;-;?;\n";
    let (found, remarks) = flows(&[], ("zones.csv", matrix));
    assert_eq!(
        found,
        [
            "internet -> servers: tcp/25",
            "office -> internet: any",
            "office -> servers: tcp/139, tcp/445",
            "servers -> office: | any"
        ]
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
    let imported =
        import_with(&options, &[("hosts.csv", hosts.as_bytes()), ("acl", rules.as_bytes())]);
    // Nobody knows whose address 10.2.0.77 is: it may be another one of any host there.
    assert_eq!(
        shown(&imported),
        ["internet -> servers: tcp/80 | tcp/22", "internet -> servers/mail1: tcp/25"]
    );
}

const THREE: [(&str, &str); 3] =
    [("lan", "10.1.0.0/24"), ("servers", "10.2.0.0/24"), ("dmz", "10.3.0.0/24")];

fn options(interfaces: &[&str]) -> Options {
    let mut segments = Segments::default();
    THREE.iter().for_each(|(name, network)| segments.add(network.parse().unwrap(), name));
    let named = |text: &&str| {
        let (interface, segment) = text.split_once('=').unwrap();
        InterfaceName { interface: interface.to_owned(), segment: segment.to_owned() }
    };
    Options { segments, interfaces: interfaces.iter().map(named).collect(), ..Options::default() }
}

#[test]
fn without_a_list_the_product_decides() {
    let interfaces = |rest: &str| {
        format!(
            "interface E0\n nameif outside\n security-level 0\n ip address 198.51.100.2 255.255.255.252\ninterface E1\n nameif inside\n security-level 100\n ip address 10.1.0.1 255.255.255.0\ninterface E2\n nameif dmz\n security-level 50\n ip address 10.3.0.1 255.255.255.0\n{rest}"
        )
    };
    let two = [THREE[0], THREE[2]];
    let (bare, _) = flows(&two, ("asa", &interfaces("")));
    assert_eq!(bare, ["dmz -> internet: any", "lan -> dmz: any", "lan -> internet: any"]);
    let list = "access-list in_dmz extended permit tcp any 10.1.0.0 255.255.255.0 eq 25\naccess-group in_dmz in interface dmz\naccess-list spare extended permit ip any any\n";
    let (bound, _) = flows(&two, ("asa", &interfaces(list)));
    assert_eq!(bound, ["dmz -> lan: tcp/25", "lan -> dmz: any", "lan -> internet: any"]);
    // A list that is bound and not there may do anything.
    let (lost, remarks) =
        flows(&two, ("asa", &interfaces("access-group gone in interface outside\n")));
    assert_eq!(lost[1..3], ["internet -> dmz: | any", "internet -> lan: | any"]);
    assert!(
        remarks[0].contains("the list gone that is bound here does not stand in the file"),
        "{remarks:?}"
    );
}

#[test]
fn interfaces_are_named_or_read_from_what_stands_beside() {
    let rules = "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -i eth1 -o eth2 -p tcp -m tcp --dport 443 -j ACCEPT\nCOMMIT\n";
    let only = ["lan -> servers: tcp/443".to_owned()];
    let named = import_with(&options(&["eth1=lan", "eth2=servers"]), &[("fw", rules.as_bytes())]);
    assert_eq!(shown(&named), only);
    let addresses = "lo               UNKNOWN        127.0.0.1/8\neth0             UP             198.51.100.2/30\neth1@if3         UP             10.1.0.1/24 fe80::1/64\neth2             UP             10.2.0.1/24\neth3             UP             10.3.0.1/24\n";
    let beside = import_with(
        &options(&[]),
        &[("fw.rules", rules.as_bytes()), ("fw.addr", addresses.as_bytes())],
    );
    assert_eq!(shown(&beside), only);
    let unnamed = import_with(&options(&[]), &[("fw", rules.as_bytes())]);
    assert!(
        unnamed.flows.len() == 12
            && shown(&unnamed).iter().all(|flow| flow.ends_with(": | tcp/443")),
        "{:?}",
        shown(&unnamed)
    );
}

#[test]
fn without_networks_the_interfaces_are_the_segments() {
    let ios = "interface Vlan10\n ip address 10.1.0.1 255.255.255.0\ninterface Vlan20\n ip address 10.2.0.1 255.255.255.0\n ip access-group 110 out\ninterface Gi0/0\n ip address 198.51.100.2 255.255.255.252\naccess-list 110 permit tcp any any eq 445\n";
    let (found, _) = flows(&[], ("ios", ios));
    assert_eq!(
        found,
        [
            "Vlan10 -> Vlan20: tcp/445",
            "Vlan10 -> internet: any",
            "Vlan20 -> Vlan10: any",
            "Vlan20 -> internet: any",
            "internet -> Vlan10: any",
            "internet -> Vlan20: tcp/445"
        ]
    );
}

#[test]
fn firewalls_in_a_row_have_to_be_passed_and_others_make_it_unknown() {
    let edge = "interface O\n ip address 198.51.100.2 255.255.255.252\n ip access-group 101 in\ninterface T\n ip address 10.0.0.1 255.255.255.252\nip route 0.0.0.0 0.0.0.0 198.51.100.1\nip route 10.2.0.0 255.255.0.0 10.0.0.2\naccess-list 101 permit tcp any any range 80 443\n";
    let core = "interface T\n ip address 10.0.0.2 255.255.255.252\n ip access-group 102 in\ninterface S\n ip address 10.2.0.1 255.255.255.0\nip route 0.0.0.0 0.0.0.0 10.0.0.1\naccess-list 102 permit tcp any any eq 443\naccess-list 102 permit tcp any any eq 445\n";
    let mut segments = Segments::default();
    segments.add("10.2.0.0/24".parse().unwrap(), "servers");
    let options = Options { segments, ..Options::default() };
    let imported = import_with(&options, &[("edge", edge.as_bytes()), ("core", core.as_bytes())]);
    assert_eq!(shown(&imported), ["internet -> servers: tcp/443", "servers -> internet: any"]);
    let loose = [
        "access-list 101 permit tcp any any range 80 443\n",
        "access-list 102 permit tcp any any eq 443\naccess-list 102 permit tcp any any eq 445\n",
    ];
    let imported =
        import_with(&options, &[("edge", loose[0].as_bytes()), ("core", loose[1].as_bytes())]);
    assert_eq!(shown(&imported)[0], "internet -> servers: tcp/443 | tcp/80-442, tcp/445");
}

#[test]
fn a_list_of_rules_names_segments_addresses_and_hosts() {
    let list = "Source;Destination;Service;Action;Enabled\nlan;dc1;tcp/53, udp/53;allow;yes\n10.1.0.0/24;10.2.0.0/24;TCP_3389;permit;yes\nany;servers;smb;allow;no\nlan;dmz;quux;allow;yes\n";
    let hosts = "host,ip,os,kind,segment\ndc1,10.2.0.5,Windows 2000 Server,server,servers\nfs1,10.2.0.6,Windows 2000 Server,server,servers\n";
    let imported = import_with(
        &options(&[]),
        &[("rules.csv", list.as_bytes()), ("hosts.csv", hosts.as_bytes())],
    );
    assert_eq!(
        shown(&imported),
        ["lan -> dmz: | any", "lan -> servers: tcp/3389", "lan -> servers/dc1: tcp/53, udp/53"]
    );
    assert!(
        imported.rule_remarks[0].why.starts_with("the service `quux` is not known"),
        "{:?}",
        imported.rule_remarks
    );
}

#[test]
fn clouds_are_read_by_their_own_order() {
    let azure = r#"{"name": "app", "securityRules": [
        {"name": "late", "priority": 200, "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "Internet", "destinationAddressPrefix": "*", "sourcePortRange": "*", "destinationPortRange": "443"},
        {"name": "early", "priority": 100, "direction": "Inbound", "access": "Deny", "protocol": "*", "sourceAddressPrefix": "Internet", "destinationAddressPrefix": "*", "sourcePortRange": "*", "destinationPortRange": "400-500"},
        {"name": "web", "priority": 300, "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "Internet", "destinationAddressPrefix": "*", "sourcePortRange": "*", "destinationPortRanges": ["80", "443"]}]}"#;
    let (found, remarks) = flows(&[("lan", "10.1.0.0/24")], ("nsg.json", azure));
    assert_eq!(
        found,
        [
            "app -> internet: any",
            "app -> lan: any",
            "internet -> app: tcp/80",
            "internet -> lan: | any",
            "lan -> app: any",
            "lan -> internet: | any"
        ]
    );
    assert!(remarks.is_empty(), "{remarks:?}");
}

#[test]
fn a_fortigate_is_read_by_its_objects() {
    let text = "config system interface\n    edit \"port1\"\n        set ip 10.1.0.1 255.255.255.0\n    next\n    edit \"port2\"\n        set ip 10.2.0.1 255.255.255.0\n    next\n    edit \"wan1\"\n        set ip 198.51.100.2 255.255.255.252\n    next\nend\nconfig firewall address\n    edit \"dc\"\n        set subnet 10.2.0.5 255.255.255.255\n    next\nend\nconfig firewall service custom\n    edit \"app\"\n        set tcp-portrange 8080-8081:1024-65535\n    next\nend\nconfig firewall policy\n    edit 1\n        set srcintf \"port1\"\n        set dstintf \"port2\"\n        set srcaddr \"all\"\n        set dstaddr \"dc\"\n        set action accept\n        set schedule \"always\"\n        set service \"app\" \"SMB\"\n    next\n    edit 2\n        set srcintf \"port1\"\n        set dstintf \"wan1\"\n        set srcaddr \"all\"\n        set dstaddr \"all\"\n        set action accept\n        set schedule \"night\"\n        set service \"ALL\"\n    next\nend\n";
    let (found, remarks) = flows(&THREE[..2], ("fgt.conf", text));
    assert_eq!(found, ["lan -> internet: | any", "lan -> servers: tcp/445, tcp/8080-8081"]);
    assert_eq!(
        remarks,
        ["32: it holds in the schedule night only: what it may concern is unknown"]
    );
}

#[test]
fn the_firewall_of_a_host_says_whom_it_answers() {
    let table = "PSComputerName,DisplayName,Enabled,Direction,Action,Protocol,LocalPort,RemoteAddress\nfs1,SMB,True,Inbound,Allow,TCP,445,\"10.1.0.0/255.255.255.0,10.2.0.7\"\nfs1,RDP,True,Inbound,Allow,TCP,3389,Any\nfs1,No RDP,True,Inbound,Block,TCP,3389,10.3.0.0/24\nfs1,Out,True,Outbound,Allow,TCP,Any,Any\nfs1,Off,False,Inbound,Allow,Any,Any,Any\n";
    let netsh = "\nRule Name:                            RPC\n----------------------------------------------------------------------\nEnabled:                              Yes\nDirection:                            In\nProfiles:                             Domain\nLocalIP:                              Any\nRemoteIP:                             LocalSubnet\nProtocol:                             TCP\nLocalPort:                            RPC-EPMap\nRemotePort:                           Any\nAction:                               Allow\nOk.\n";
    let hosts = "host,ip,os,kind,segment\nfs1,10.2.0.6,Windows Server 2003,server,servers\nws1,10.1.0.6,Windows XP,workstation,lan\n";
    let files = [("hosts.csv", hosts), ("fs1-rules.csv", table), ("ws1.txt", netsh)]
        .map(|(name, text)| (name, text.as_bytes()));
    let imported = import_with(&options(&[]), &files);
    let text = patchfirst::import::write::inventory(&imported);
    assert!(
        text.contains(
            "    listens: {tcp/3389: [internet, lan, servers], tcp/445: [lan, servers]}\n"
        ),
        "{text}"
    );
    assert!(text.contains("    listens: {tcp/135: [lan]}\n"), "{text}");
    assert_eq!(imported.hosts.len(), 2, "{text}");
}

#[test]
fn a_host_says_in_its_own_language_whom_it_answers() {
    let block = |name: &str, values: &[(&str, &str)]| {
        let lines: String =
            values.iter().map(|(label, value)| format!("{label:<38}{value}\n")).collect();
        format!(
            "\n{name}\n----------------------------------------------------------------------\n{lines}"
        )
    };
    let german = block(
        "Regelname:                            Datei- und Druckerfreigabe",
        &[
            ("Aktiviert:", "Ja"),
            ("Richtung:", "Eingehend"),
            ("Profile:", "Domäne"),
            ("Gruppierung:", "x"),
            ("Lokales IP:", "Beliebig"),
            ("Remote-IP:", "LokalesSubnetz"),
            ("Protokoll:", "TCP"),
            ("Lokaler Port:", "445"),
            ("Remoteport:", "Beliebig"),
            ("Edgeüberquerung:", "Nein"),
            ("Aktion:", "Zulassen"),
        ],
    );
    let french = block(
        "Nom de la règle :                     Bureau à distance",
        &[
            ("Activé :", "Oui"),
            ("Direction :", "Entrée"),
            ("Profils :", "Domaine,Privé,Public"),
            ("Regroupement :", ""),
            ("LocalIP :", "Tout"),
            ("RemoteIP :", "10.1.0.0/24"),
            ("Protocole :", "TCP"),
            ("LocalPort :", "3389"),
            ("RemotePort :", "Tout"),
            ("Action :", "Autoriser"),
        ],
    );
    let spanish = block(
        "Nombre de regla:                      Base de datos",
        &[
            ("Habilitada:", "Sí"),
            ("Dirección:", "Dentro"),
            ("Perfiles:", "Dominio,Privada,Pública"),
            ("LocalIP:", "Cualquiera"),
            ("RemoteIP:", "Cualquiera"),
            ("Protocolo:", "TCP"),
            ("LocalPort:", "1433"),
            ("RemotePort:", "Cualquiera"),
            ("Acción:", "Permitir"),
        ],
    ) + &block(
        "Nombre de regla:                      Otra",
        &[
            ("Habilitada:", "No"),
            ("Dirección:", "Dentro"),
            ("RemoteIP:", "Cualquiera"),
            ("Protocolo:", "TCP"),
            ("LocalPort:", "445"),
            ("Acción:", "Permitir"),
        ],
    );
    let hosts = "host,ip,os,kind,segment\nde1,10.2.0.6,Windows Server 2008,server,servers\nfr1,10.2.0.7,Windows Server 2008,server,servers\nes1,10.1.0.6,Windows 7,workstation,lan\n";
    let files =
        [("hosts.csv", hosts), ("de1.txt", &german), ("fr1.txt", &french), ("es1.txt", &spanish)]
            .map(|(name, text)| (name, text.as_bytes()));
    let text = patchfirst::import::write::inventory(&import_with(&options(&[]), &files));
    for listens in ["{tcp/445: [servers]}", "{tcp/3389: [lan]}", "[tcp/1433]"] {
        assert!(text.contains(&format!("    listens: {listens}\n")), "{listens}\n{text}");
    }
}

#[test]
fn a_rule_that_blocks_one_program_blocks_nothing_else() {
    let table = "PSComputerName,DisplayName,Enabled,Direction,Action,Protocol,LocalPort,RemoteAddress,Program,Profile\nfs1,SMB,True,Inbound,Allow,TCP,445,Any,System,Any\nfs1,No player,True,Inbound,Block,Any,Any,Any,C:\\player.exe,Any\nfs1,No guests,True,Inbound,Block,TCP,445,Any,Any,Public\n";
    let hosts = "host,ip,os,kind,segment\nfs1,10.2.0.6,Windows Server 2003,server,servers\n";
    let imported = import_with(
        &options(&[]),
        &[("hosts.csv", hosts.as_bytes()), ("rules.csv", table.as_bytes())],
    );
    let text = patchfirst::import::write::inventory(&imported);
    assert!(text.contains("    listens: [tcp/445]\n"), "{text}");
}

#[test]
fn a_deny_for_a_part_leaves_the_others_through() {
    let rules = |deny: &str| {
        format!(
            "*filter\n:FORWARD DROP [0:0]\n-A FORWARD {deny} -j DROP\n-A FORWARD -s 10.3.0.0/16 -d 10.2.0.0/24 -p tcp -m tcp --dport 445 -j ACCEPT\nCOMMIT\n"
        )
    };
    for part in [
        "-m set --match-set blocked src",
        "-m mac --mac-source 00:11:22:33:44:55",
        "-m time --timestart 18:00 --timestop 06:00",
    ] {
        let (found, remarks) = flows(&NETWORKS, ("fw", &rules(part)));
        assert_eq!(found, ["office -> servers: tcp/445"], "{part}");
        assert!(
            remarks[0].ends_with("whoever it does not stop gets through, so it closes nothing"),
            "{remarks:?}"
        );
    }
    // Everybody but a list, or something that nobody knows, may be everybody.
    for all in ["-m set ! --match-set friends src", "-m mark --mark 0x1", "-m quux --frob"] {
        assert_eq!(
            flows(&NETWORKS, ("fw", &rules(all))).0,
            ["office -> servers: | tcp/445"],
            "{all}"
        );
    }
    let night = "access-list 110 deny tcp any any eq 445 time-range NIGHT\naccess-list 110 permit tcp 10.3.0.0 0.0.255.255 10.2.0.0 0.0.0.255 eq 445\n";
    assert_eq!(flows(&NETWORKS, ("acl", night)).0, ["office -> servers: tcp/445"]);
}

#[test]
fn a_permit_for_a_translated_address_opens_the_host_behind() {
    let outside = "interface G0\n nameif outside\n security-level 0\n ip address 198.51.100.2 255.255.255.0\ninterface G1\n nameif inside\n security-level 100\n ip address 10.2.0.1 255.255.255.0\n";
    let pix = format!(
        "{outside}static (inside,outside) 198.51.100.10 10.2.0.5 netmask 255.255.255.255\nstatic (inside,outside) tcp interface 8080 10.2.0.6 80 netmask 255.255.255.255\naccess-list o extended permit tcp any host 198.51.100.10 eq 445\naccess-list o extended permit tcp any interface outside eq 8080\naccess-group o in interface outside\n"
    );
    let servers = [("servers", "10.2.0.0/24")];
    assert_eq!(
        flows(&servers, ("asa", &pix)),
        (
            vec![
                "internet -> servers: tcp/80, tcp/445".to_owned(),
                "servers -> internet: any".to_owned()
            ],
            vec![]
        )
    );
    let ios = "interface Gi0/0\n ip address 198.51.100.2 255.255.255.0\n ip nat outside\n ip access-group 110 in\ninterface Gi0/1\n ip address 10.2.0.1 255.255.255.0\n ip nat inside\nip nat inside source list 1 interface Gi0/0 overload\nip nat inside source static tcp 10.2.0.5 3389 198.51.100.2 13389 extendable\nip nat inside source static 10.2.0.7 198.51.100.7\naccess-list 110 permit tcp any host 198.51.100.2 eq 13389\naccess-list 110 deny tcp any any eq 445\naccess-list 110 permit tcp any host 198.51.100.7\naccess-list 1 permit 10.2.0.0 0.0.0.255\n";
    assert_eq!(
        flows(&servers, ("ios", ios)).0,
        ["internet -> servers: tcp/0-444, tcp/446-65535", "servers -> internet: any"]
    );
    // Since version 8.3 lists name the host: one that names the other address may be of an older
    // version.
    let asa = format!(
        "{outside}object network SRV\n host 10.2.0.5\n nat (inside,outside) static 198.51.100.10\naccess-list o extended permit tcp any object SRV eq 443\naccess-list o extended permit tcp any host 198.51.100.10 eq 445\naccess-group o in interface outside\n"
    );
    let (found, remarks) = flows(&servers, ("asa", &asa));
    assert_eq!(found[0], "internet -> servers: tcp/443 | tcp/445");
    assert!(
        remarks[0].contains("since version 8.3 lists name the address of the host"),
        "{remarks:?}"
    );
}

#[test]
fn a_host_that_lies_nowhere_may_be_reached_from_everywhere() {
    let hosts = "host,ip,os,kind\nfs,10.2.0.6,Windows 2000 SP4,server\nstray,10.9.0.6,Windows 2000 SP4,server\n";
    let rules = "access-list 110 permit tcp 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255 eq 445\n";
    let imported = import_with(
        &options(&[]),
        &[("hosts.csv", hosts.as_bytes()), ("r1.cfg", rules.as_bytes())],
    );
    let text = patchfirst::import::write::inventory(&imported);
    for from in ["internet", "lan", "servers"] {
        assert!(
            text.contains(&format!(
                "  {from} -> unassigned: unknown   # nobody said: treated as open\n"
            )),
            "{from}\n{text}"
        );
    }
    assert!(
        text.contains("  lan -> servers/fs: [tcp/445]")
            || text.contains("  lan -> servers: [tcp/445]"),
        "{text}"
    );
}

#[test]
fn where_zones_decide_nothing_is_certain() {
    let ios = "interface Gi0/0\n ip address 198.51.100.2 255.255.255.0\n zone-member security OUT\ninterface Gi0/1\n ip address 10.2.0.1 255.255.255.0\n zone-member security IN\nzone-pair security P source IN destination OUT\n";
    assert_eq!(
        flows(&[("servers", "10.2.0.0/24")], ("ios", ios)).0,
        ["internet -> servers: | any", "servers -> internet: | any"]
    );
}

#[test]
fn answers_of_batfish_leave_open_what_was_not_asked() {
    let answers = r#"{"patchfirst": "batfish/1", "answers": [{"from": "lan", "to": "servers", "asked": ["tcp/135-445", "tcp/3389"], "open": ["tcp/445"]}]}"#;
    let (found, _) = flows(&THREE[..2], ("answers.json", answers));
    assert_eq!(
        found[3],
        "lan -> servers: tcp/445 | tcp/0-134, tcp/446-3388, tcp/3390-65535, udp/0-65535"
    );
}
