//! Interfaces: names that stand for several, and those of which nothing is known.

use super::firewall::flows;

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/24"), ("servers", "10.2.0.0/24")];

/// A FortiGate with an office, servers and an uplink, and one policy.
fn fortigate(from: &str, more: &str) -> (Vec<String>, Vec<String>) {
    fortigate_with(&NETWORKS, from, more)
}

fn fortigate_with(networks: &[(&str, &str)], from: &str, more: &str) -> (Vec<String>, Vec<String>) {
    let port = |name: &str, address: &str| {
        format!("edit \"{name}\"\nset ip {address} 255.255.255.0\nnext\n")
    };
    let ports = [("p1", "10.3.0.1"), ("p2", "10.2.0.1"), ("up", "203.0.113.9")];
    let ports: String = ports.iter().map(|(name, address)| port(name, address)).collect();
    let text = format!(
        "config system interface\n{ports}end\n{more}config firewall policy\nedit 7\nset srcintf \"{from}\"\nset dstintf \"p2\"\nset srcaddr all\nset dstaddr all\nset action accept\nset schedule always\nset service SMB\nnext\nend\n"
    );
    flows(networks, ("fgt.conf", &text))
}

const FROM_OUTSIDE: &str = "internet -> servers: tcp/445";
const FROM_OFFICE: &str = "office -> servers: tcp/445";

#[test]
fn a_name_for_several_interfaces_means_them() {
    for (name, more, flow) in [
        ("z", "config system zone\nedit z\nset interface up\nnext\nend\n", FROM_OUTSIDE),
        (
            "virtual-wan-link",
            "config system sdwan\nset status enable\nconfig zone\nedit virtual-wan-link\nnext\nend\nconfig members\nedit 1\nset interface up\nset gateway 203.0.113.1\nnext\nend\nend\n",
            FROM_OUTSIDE,
        ),
        (
            "branches",
            "config system sdwan\nconfig zone\nedit branches\nnext\nend\nconfig members\nedit 1\nset interface up\nnext\nedit 2\nset interface p1\nset zone branches\nnext\nend\nend\n",
            FROM_OFFICE,
        ),
        (
            "virtual-wan-link",
            "config system virtual-wan-link\nset status enable\nconfig members\nedit 1\nset interface p1\nnext\nend\nend\n",
            FROM_OFFICE,
        ),
        ("sw", "config system switch-interface\nedit sw\nset member p1\nnext\nend\n", FROM_OFFICE),
        (
            "bond",
            "config system interface\nedit bond\nset type aggregate\nset member p1\nnext\nend\n",
            FROM_OFFICE,
        ),
    ] {
        assert_eq!(fortigate(name, more), (vec![flow.to_owned()], vec![]), "{more}");
    }
}

#[test]
fn routes_of_sd_wan_and_of_given_addresses_lead_out() {
    let net = "config system interface\nedit dial\nset mode pppoe\nnext\nend\n";
    assert_eq!(fortigate("dial", net).0, ["internet -> servers: tcp/445"]);
    let members = "config system interface\nedit dial\nnext\nend\nconfig system sdwan\nconfig members\nedit 1\nset interface dial\nnext\nend\nend\n";
    let route = "config router static\nedit 1\nset sdwan-zone virtual-wan-link\nnext\nend\n";
    let both = format!("{members}{route}");
    assert_eq!(fortigate("virtual-wan-link", &both).0, ["internet -> servers: tcp/445"]);
    // With two ways in, a policy for one of them may be met or not.
    let two = format!(
        "{net}config router static\nedit 1\nset device up\nset gateway 203.0.113.1\nnext\nend\n"
    );
    assert_eq!(fortigate("dial", &two).0, ["internet -> servers: | tcp/445"]);
}

#[test]
fn what_an_interface_without_a_place_is_bound_to_may_concern_any_segment() {
    let all = ["internet -> servers: | tcp/445", "office -> servers: | tcp/445"];
    for (name, more) in [
        ("virtual-wan-link", ""),
        ("ssl.root", ""),
        ("empty", "config system zone\nedit empty\nnext\nend\n"),
        (
            "tun",
            "config system interface\nedit tun\nset type tunnel\nset interface up\nnext\nend\n",
        ),
    ] {
        let (found, remarks) = fortigate(name, more);
        assert_eq!(found, all, "{more}");
        let told = format!(
            "what lies behind the interface {name} is not known: what it may concern is unknown; say it with --interface {name}=SEGMENT"
        );
        assert!(remarks.len() == 1 && remarks[0].ends_with(&told), "{remarks:?}");
    }
    // A second address is one.
    let second = "config system interface\nedit up\nconfig secondaryip\nedit 1\nset ip 10.4.0.1 255.255.255.0\nnext\nend\nnext\nedit dial\nset mode dhcp\nnext\nend\n";
    let networks = [NETWORKS[0], NETWORKS[1], ("guests", "10.4.0.0/24")];
    let (found, _) = fortigate_with(&networks, "up", second);
    assert_eq!(found, ["guests -> servers: tcp/445"]);
    // A route says where it leads.
    let route = "config system interface\nedit tun\nset type tunnel\nnext\nend\nconfig router static\nedit 1\nset dst 10.77.0.0 255.255.0.0\nset device tun\nnext\nend\n";
    assert_eq!(fortigate("tun", route), (vec![], vec![]));
}

#[test]
fn iptables_may_name_interfaces_that_its_addresses_do_not_show() {
    let beside = |rules: &str, named: &[&str]| {
        let rules = format!("*filter\n:FORWARD DROP [0:0]\n{rules}\nCOMMIT\n");
        let addresses = "lo UNKNOWN 127.0.0.1/8\neth0 UP 203.0.113.9/24\neth1 UP 10.2.0.1/24\neth2 UP 10.3.0.1/24\n";
        super::firewall::beside(&NETWORKS, &rules, addresses, named)
    };
    let accept = |interface: &str| format!("-A FORWARD {interface} -p tcp --dport 22 -j ACCEPT");
    for interface in ["-i ppp0", "-i br0", "-i tun+", "-i ppp0 -o eth1"] {
        let found = beside(&accept(interface), &[]);
        for flow in ["internet -> servers: | tcp/22", "office -> servers: | tcp/22"] {
            assert!(found.contains(&flow.to_owned()), "{interface}: {found:?}");
        }
    }
    assert!(beside(&accept("-i lo"), &[]).is_empty());
    assert!(beside(&accept("! -i eth+"), &[]).is_empty());
    let negated = beside(&accept("! -i ppp0 -o eth1"), &[]);
    assert!(negated.contains(&"office -> servers: | tcp/22".to_owned()), "{negated:?}");
    // Whoever says what lies behind is believed.
    let said = beside(
        &accept("-i ppp0 -o eth1"),
        &["ppp0=remote", "eth1=servers", "eth2=office", "eth0=internet"],
    );
    assert_eq!(said, ["remote -> servers: tcp/22"]);
    // A deny there does not close what is open elsewhere, and is not certain to leave it open.
    let deny = format!("-A FORWARD -i ppp0 -j DROP\n{}", accept("-i eth2 -o eth1"));
    assert_eq!(beside(&deny, &[]), ["office -> servers: | tcp/22"]);
}

#[test]
fn a_list_at_an_interface_without_a_place_opens_and_closes_nothing_else() {
    let asa = |more: &str, bound: &str| {
        let text = format!(
            "ASA Version 9.8\ninterface G0\n nameif inside\n security-level 100\n ip address 10.3.0.1 255.255.255.0\ninterface G1\n nameif dmz\n security-level 50\n ip address 10.2.0.1 255.255.255.0\ninterface G2\n nameif outside\n security-level 0\n ip address 203.0.113.9 255.255.255.0\n{more}access-list IN extended permit tcp any any eq 445\naccess-list SHUT extended deny ip any any\naccess-group SHUT in interface inside\naccess-group IN in interface {bound}\n"
        );
        flows(&NETWORKS, ("asa.cfg", &text))
    };
    let third = "interface G3\n nameif third\n security-level 10\n";
    let (found, remarks) = asa(third, "third");
    assert!(found.contains(&"office -> servers: | tcp/445".to_owned()), "{found:?}");
    assert!(found.contains(&"internet -> servers: | tcp/445".to_owned()), "{found:?}");
    // What is certain stays so.
    assert!(found.contains(&"servers -> internet: any".to_owned()), "{found:?}");
    assert!(
        remarks.iter().any(|told| told.contains("the interface G3 is not known")),
        "{remarks:?}"
    );
    // A member of a bridge has its networks.
    let bridge = "interface BVI1\n nameif wan\n security-level 0\n ip address 203.0.113.9 255.255.255.0\ninterface G3\n bridge-group 1\n nameif wan_1\n security-level 0\n";
    let text = format!(
        "ASA Version 9.8\n{bridge}interface G1\n nameif dmz\n security-level 50\n ip address 10.2.0.1 255.255.255.0\naccess-list IN extended permit tcp any any eq 445\naccess-group IN in interface wan_1\n"
    );
    let (found, _) = flows(&NETWORKS[1..], ("asa.cfg", &text));
    assert!(found.contains(&"internet -> servers: | tcp/445".to_owned()), "{found:?}");
    // Where the bridge has no name, packets come in by its members alone.
    let text = "ASA Version 9.8\nfirewall transparent\ninterface G0\n bridge-group 1\n nameif outside\n security-level 0\ninterface G1\n bridge-group 1\n nameif inside\n security-level 100\ninterface BVI1\n ip address 10.2.0.2 255.255.255.0\naccess-list OUT extended permit tcp any any eq 445\naccess-group OUT in interface outside\n";
    let (found, _) = flows(&NETWORKS[1..], ("asa.cfg", text));
    assert!(found.contains(&"internet -> servers: tcp/445".to_owned()), "{found:?}");
}

#[test]
fn a_zone_may_let_its_interfaces_talk_without_a_policy() {
    let zone = |more: &str| {
        let text =
            format!("config system zone\nedit inner\nset interface p1 p2\n{more}next\nend\n");
        fortigate("up", &text).0
    };
    let open = ["internet -> servers: tcp/445", "office -> servers: any", "servers -> office: any"];
    assert_eq!(zone("set intrazone allow\n"), open);
    assert_eq!(zone("set intrazone deny\n"), [FROM_OUTSIDE]);
}

#[test]
fn services_that_every_fortigate_has_are_those_of_fortigate() {
    let of = |service: &str| {
        let text = format!(
            "config firewall policy\nedit 1\nset srcintf any\nset dstintf any\nset srcaddr all\nset dstaddr all\nset action accept\nset schedule always\nset service \"{service}\"\nnext\nend\n"
        );
        let found = flows(&NETWORKS, ("f.conf", &text)).0;
        let way = found.iter().find_map(|flow| flow.strip_prefix("office -> servers: "));
        way.unwrap_or("closed").to_owned()
    };
    for (service, ports) in [
        ("IRC", "tcp/6660-6669"),
        ("RADIUS", "udp/1812-1813"),
        ("SNMP", "tcp/161-162, udp/161-162"),
        ("HTTPS", "tcp/443"),
        ("GRE", "closed"),
        ("lotusnotes", "| any"),
    ] {
        assert_eq!(of(service), ports, "{service}");
    }
}
