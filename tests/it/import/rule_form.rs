//! The same rules as other tools, shells, versions and languages write them.

use patchfirst::import::place::Segments;
use patchfirst::import::{Format, Options};

use super::firewall::{flows, shown};
use super::{formats, import, import_with};

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24")];

#[test]
fn scripts_are_read_with_their_variables() {
    let script = "#!/bin/sh\nIPT=\"/sbin/iptables\"\nOFFICE=10.3.0.0/16\n$IPT -P FORWARD DROP\n$IPT -A FORWARD -s $OFFICE -d 10.2.0.0/24 \\\n  -p tcp --dport 445 -j ACCEPT\nif [ -n \"$DEBUG\" ]; then\n  ${IPT} -A FORWARD -s 10.2.0.9 -d ${OFFICE} -p tcp --dport 22 -j ACCEPT\nfi\n";
    let read = flows(&NETWORKS, ("fw.sh", script)).0;
    assert_eq!(read, ["office -> servers: tcp/445", "servers -> office: | tcp/22"]);
    // A program or an address that nobody set may be any.
    let unset = "iptables -P FORWARD DROP\n$FW -A FORWARD -s $SOMEBODY -d 10.2.0.0/24 -p tcp --dport 445 -j ACCEPT\n";
    assert!(
        flows(&NETWORKS, ("fw.sh", unset)).0.contains(&"office -> servers: | tcp/445".to_owned())
    );
}

#[test]
fn a_second_listing_is_that_of_the_other_family() {
    let listing = "-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n-A FORWARD -s 10.3.0.0/16 -d 10.2.0.0/24 -j DROP\n-P INPUT ACCEPT\n-P FORWARD DROP\n-P OUTPUT ACCEPT\n";
    let read = flows(&NETWORKS, ("fw.rules", listing)).0;
    assert!(read.contains(&"servers -> office: any".to_owned()), "{read:?}");
    assert!(!read.iter().any(|flow| flow.starts_with("office -> servers")), "{read:?}");
}

#[test]
fn what_show_prints_of_a_standard_list_is_read() {
    let shown = "Standard IP access list 10\n    10 permit 10.3.0.0, wildcard bits 0.0.255.255 (5 matches)\n    20 deny   any\n";
    let (read, remarks) = flows(&NETWORKS, ("show.txt", shown));
    assert_eq!(read, ["office -> internet: any", "office -> servers: any"]);
    assert_eq!(remarks, Vec::<String>::new());
}

#[test]
fn what_a_lock_opens_is_possible_and_takes_nothing_from_what_is_certain() {
    let list = "ip access-list extended INB\n\tdynamic LOCK timeout 60 permit tcp any any eq 3389\n\tpermit tcp 10.3.0.0 0.0.255.255 10.2.0.0 0.0.0.255 eq 445\n";
    let read = flows(&NETWORKS, ("r1.cfg", list)).0;
    assert!(read.contains(&"office -> servers: tcp/445 | tcp/3389".to_owned()), "{read:?}");
    let six = "ipv6 access-list V6\n sequence 10 permit tcp any 2001:db8:2::/64 eq 445\n sequence 20 remark shares\n";
    let (read, remarks) = flows(&[("six", "2001:db8:2::/64")], ("r1.cfg", six));
    assert_eq!((read, remarks), (vec!["internet -> six: tcp/445".to_owned()], vec![]));
}

#[test]
fn an_old_pix_has_levels_in_lines_of_their_own_and_conduits() {
    let pix = "PIX Version 5.2(1)\nnameif ethernet0 outside security0\nnameif ethernet1 inside security100\nip address outside 198.51.100.2 255.255.255.248\nip address inside 10.2.0.1 255.255.255.0\nstatic (inside,outside) 198.51.100.4 10.2.0.25 netmask 255.255.255.255 0 0\nconduit permit tcp host 198.51.100.4 eq smtp any\nconduit permit icmp any any\nroute outside 0.0.0.0 0.0.0.0 198.51.100.1 1\n";
    let read = flows(&NETWORKS[1..], ("pix.cfg", pix)).0;
    assert_eq!(read, ["internet -> servers: tcp/25", "servers -> internet: any"]);
    // Where a list is bound, conduits are not looked at.
    let bound = pix.replace(
        "conduit permit icmp",
        "access-list out permit tcp any host 198.51.100.4 eq www\naccess-group out in interface outside\nconduit permit icmp",
    );
    let read = flows(&NETWORKS[1..], ("pix.cfg", &bound)).0;
    assert_eq!(read, ["internet -> servers: tcp/80", "servers -> internet: any"]);
}

#[test]
fn lists_of_rules_of_other_tools_are_no_tables_of_hosts() {
    let check_point = "No.,Name,Source,Destination,VPN,Services & Applications,Action,Track\n1,shares,10.3.0.0/16,10.2.0.0/24,Any,https;ssh,Accept,Log\n2,Cleanup,Any,Any,Any,Any,Drop,Log\n";
    let segments = || {
        let mut segments = Segments::default();
        for (name, network) in NETWORKS {
            segments.add(network.parse().unwrap(), name);
        }
        Options { segments, ..Options::default() }
    };
    let imported = import_with(&segments(), &[("rules.csv", check_point.as_bytes())]);
    assert_eq!(formats(&imported), [Some(Format::RuleList)]);
    assert_eq!(shown(&imported), ["office -> servers: tcp/22, tcp/443"]);
    let german = "Nr;Quelle;Ziel;Dienst;Aktion\n1;10.3.0.0/16;10.2.0.0/24;RDP;verbieten\n2;10.3.0.0/16;10.2.0.0/24;445/tcp, 3389/tcp;zulassen\n3;beliebig;beliebig;alle;sperren\n";
    let imported = import_with(&segments(), &[("regeln.csv", german.as_bytes())]);
    assert_eq!(shown(&imported), ["office -> servers: tcp/445"]);
}

#[test]
fn words_of_matrices_are_known_in_other_languages() {
    let imported =
        import(&[("m.csv", "nach / von;Büro;Server\nBüro;-;http/https\nServer;alle;nein\n")]);
    let read = shown(&imported);
    assert!(read.contains(&"Server -> Büro: tcp/80, tcp/443".to_owned()), "{read:?}");
    assert!(read.contains(&"Büro -> Server: any".to_owned()), "{read:?}");
}

#[test]
fn a_group_of_azure_stands_at_its_subnet() {
    let group = r#"{"name": "nsg-1", "securityRules": [{"name": "a", "protocol": "Tcp", "sourceAddressPrefix": "10.3.0.0/16", "destinationAddressPrefix": "*", "destinationPortRange": "445", "access": "Allow", "priority": 100, "direction": "Inbound"}, {"name": "b", "protocol": "*", "sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*", "access": "Deny", "priority": 200, "direction": "Inbound"}], "subnets": [{"id": "/subscriptions/s/virtualNetworks/v/subnets/Servers"}]}"#;
    let read = flows(&NETWORKS, ("nsg.json", group)).0;
    assert!(read.contains(&"office -> servers: tcp/445".to_owned()), "{read:?}");
}

#[test]
fn policies_of_other_kinds_are_listed_and_may_open_or_close() {
    let head = "config system interface\n edit a\n  set ip 10.3.0.1 255.255.0.0\n next\n edit b\n  set ip 10.2.0.1 255.255.255.0\n next\nend\n";
    let policy = |section: &str, service: &str, action: &str| {
        format!(
            "config firewall {section}\n edit 7\n  set srcintf a\n  set dstintf b\n  set srcaddr4 all\n  set dstaddr4 all\n  set service {service}\n  set action {action}\n  set schedule always\n next\nend\n"
        )
    };
    let usual = policy("policy", "SSH", "accept").replace("addr4", "addr");
    let way = |text: &str| {
        let (found, remarks) = flows(&NETWORKS, ("f.conf", &format!("{head}{text}")));
        let way = found.iter().find_map(|flow| flow.strip_prefix("office -> servers: "));
        (way.unwrap_or("").to_owned(), remarks.len())
    };
    assert_eq!(way(&policy("consolidated policy", "SSH", "accept")), ("tcp/22".to_owned(), 0));
    let both = format!("{usual}{}", policy("consolidated policy", "HTTPS", "accept"));
    assert_eq!(way(&both), ("tcp/22 | tcp/443".to_owned(), 1));
    let stopped = format!("{}{usual}", policy("security-policy", "SSH", "deny"));
    assert_eq!(way(&stopped), ("| tcp/22".to_owned(), 1));
    let other = format!("{}{usual}", policy("proxy-policy", "HTTPS", "accept"));
    assert_eq!(way(&other), ("| any".to_owned(), 1));
    let own = format!("{}{usual}", policy("local-in-policy", "SSH", "deny"));
    assert_eq!(way(&own), ("tcp/22".to_owned(), 0));
}
