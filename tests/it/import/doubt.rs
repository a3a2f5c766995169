//! What is not understood of rules closes nothing, and is said.

use patchfirst::import::{Imported, Options};

use super::firewall::{flows, shown};
use super::import_with;

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24")];

/// What is open from the office to the servers, and behind a bar what may be.
fn way(name: &str, text: &str) -> String {
    let (found, _) = flows(&NETWORKS, (name, text));
    let way = found.iter().find_map(|flow| flow.strip_prefix("office -> servers: "));
    way.unwrap_or("closed").to_owned()
}

/// The same for a list of rules, below its headings.
fn listed(rows: &str) -> String {
    way("rules.csv", rows)
}

const ALLOWED: &str = "10.3.0.0/16,10.2.0.0/24,tcp/445,allow";

#[test]
fn a_protocol_belongs_to_the_ports_beside_it() {
    let rules = |service: &str| {
        listed(&format!(
            "Source,Destination,Service,Action\n10.3.0.0/16,10.2.0.0/24,\"{service}\",deny\n{ALLOWED}\n"
        ))
    };
    for service in ["tcp 3389", "TCP 22 80", "3389 tcp", "tcp port 22", "udp 445", "tcp 135 - 139"]
    {
        assert_eq!(rules(service), "tcp/445", "{service}");
    }
    for service in ["tcp, 3389", "tcp udp 53", "tcp snmp"] {
        assert_eq!(rules(service), "| tcp/445", "{service}");
    }
    for service in ["tcp 445", "tcp any", "tcp", "22 445 tcp", "tcp 22, 445"] {
        assert_eq!(rules(service), "closed", "{service}");
    }
    let matrix = "from/to,office,servers\noffice,-,tcp 445 3389\nservers,-,-\n";
    assert_eq!(way("zones.csv", matrix), "tcp/445, tcp/3389");
}

#[test]
fn a_module_that_is_not_known_asks_for_something() {
    let rules = |matches: &str| {
        way(
            "fw.rules",
            &format!(
                "*filter\n:FORWARD DROP [0:0]\n-A FORWARD {matches} -j DROP\n-A FORWARD -s 10.3.0.0/16 -d 10.2.0.0/24 -p tcp --dport 445 -j ACCEPT\nCOMMIT\n"
            ),
        )
    };
    for matches in
        ["-m unclean", "-m socket", "-m rpfilter", "-m quux", "-p tcp -m set", "-m state"]
    {
        assert_eq!(rules(matches), "| tcp/445", "{matches}");
    }
    for matches in ["-p tcp -m tcp", "-m comment --comment all", "-m state --state NEW"] {
        assert_eq!(rules(matches), "closed", "{matches}");
    }
    assert_eq!(rules("-m limit"), "tcp/445");
}

#[test]
fn scripts_are_followed_or_doubted() {
    let run =
        |lines: &str| way("fw.sh", &format!("#!/bin/sh\niptables -P FORWARD DROP\n{lines}\n"));
    let rule = |target: &str| {
        format!("FORWARD -s 10.3.0.0/16 -d 10.2.0.0/24 -p tcp --dport 445 -j {target}")
    };
    let (accept, drop) = (rule("ACCEPT"), rule("DROP"));
    // What is read.
    for line in [
        format!("iptables -w 5 -A {accept}"),
        format!("iptables --wait -t filter -A {accept}"),
        format!("iptables -v -A {accept} || exit 1"),
        format!("exec /sbin/iptables -A {accept} >/dev/null 2>&1"),
        format!("X='445'; iptables -A {}", accept.replace("445", "$X")),
        format!("fw() {{ iptables -A FORWARD \"$@\"; }}\nfw {}", &accept[8..]),
        format!("fw()\n{{\n  iptables -A {}\n}}\nfw 445", accept.replace("445", "$1")),
        format!("iptables -A {drop}\niptables -D FORWARD 1\niptables -A {accept}"),
        format!("iptables -A {drop}\niptables -D {drop}\niptables -A {accept}"),
        format!("iptables -A {drop}\niptables -R FORWARD 1 {}", &accept[8..]),
        format!("iptables -A {drop}; iptables -F FORWARD; iptables -A {accept}"),
        format!(
            "start() {{\niptables -A {accept}\n}}\nstop() {{\niptables -F\n}}\ncase \"$1\" in\nstart) start ;;\nstop) stop ;;\nesac"
        ),
        format!("iptables -A {accept}\nexit 0\niptables -F"),
        format!("iptables-restore <<EOF\n*filter\n:FORWARD DROP [0:0]\n-A {accept}\nCOMMIT\nEOF"),
    ] {
        assert_eq!(run(&line), "tcp/445", "{line}");
    }
    // What may be run.
    for line in [
        format!("[ -n \"$X\" ] && iptables -A {accept}"),
        format!("if [ \"$X\" = yes ]; then\niptables -A {drop}\nelse\niptables -A {accept}\nfi"),
        format!("while read net; do iptables -A {accept}; done < nets"),
        format!("iptables -A {drop}\niptables -D FORWARD $N\niptables -A {accept}"),
        format!(
            "if [ -e /x ]; then iptables -F FORWARD; fi\niptables -A {drop}\nif [ -e /x ]; then iptables -F; fi\niptables -A {accept}"
        ),
    ] {
        assert_eq!(run(&line), "| tcp/445", "{line}");
    }
    // What may do anything.
    for line in [
        "run iptables -A FORWARD -j ACCEPT",
        "ip46tables -A FORWARD -j ACCEPT",
        "iptables -E FORWARD old",
        "iptables-restore < /etc/rules",
        "eval \"$RULES\"",
        "$RUN_FW everything",
        "f() {\nf\n}\nf",
        "for p in $PORTS; do iptables -A FORWARD -p tcp -j ACCEPT; iptables -A FORWARD -p udp -j ACCEPT; done",
    ] {
        assert_eq!(run(line).strip_prefix("| "), Some("any"), "{line}");
    }
    // What stands in front of a doubt stays closed.
    let stays = run(&format!("iptables -A {drop}\nrun iptables -A FORWARD -j ACCEPT"));
    assert!(!stays.contains("445,") && stays.contains("tcp/446-"), "{stays}");
    // What changes nothing.
    for line in [
        "echo iptables",
        "iptables -L -n",
        "/sbin/iptables-save > /etc/rules",
        "service iptables save",
        "[ -x /sbin/iptables ] || exit 0",
        ". /etc/init.d/functions",
    ] {
        assert_eq!(run(line), "closed", "{line}");
    }
    // A policy that may be another one.
    assert_eq!(run("if [ -e /x ]; then iptables -P FORWARD ACCEPT; fi"), "| any");
}

#[test]
fn rows_that_may_not_be_in_force_close_nothing() {
    let rules = |heading: &str, cell: &str| {
        listed(&format!(
            "Source,Destination,Service,Action,{heading}\n10.3.0.0/16,10.2.0.0/24,any,deny,{cell}\n{ALLOWED},\n"
        ))
    };
    for cell in ["FAUX", "non", "désactivé", "Inaktiv", "(disabled)"] {
        assert_eq!(rules("Enabled", cell), "tcp/445", "{cell}");
    }
    for cell in ["x", "✘", "retired", "until spring"] {
        assert_eq!(rules("Status", cell), "| tcp/445", "{cell}");
    }
    for cell in ["oui", "Aktiviert", "TRUE", "✔", ""] {
        assert_eq!(rules("Active", cell), "closed", "{cell}");
    }
    assert_eq!(rules("Disabled", "sí"), "tcp/445");
    assert_eq!(rules("Disabled", "perhaps"), "| tcp/445");
    assert_eq!(rules("Name", "[Disabled] stop them"), "tcp/445");
    assert_eq!(rules("Name", "stop them (disabled)"), "| tcp/445");
}

#[test]
fn columns_that_are_not_known_narrow_what_is_denied() {
    let rules = |heading: &str, cell: &str| {
        listed(&format!(
            "Source,Destination,Service,Action,{heading}\n10.3.0.0/16,10.2.0.0/24,any,deny,{cell}\n{ALLOWED},\n"
        ))
    };
    for (heading, cell) in [("Expires", "2005-01-01"), ("URL Category", "gambling"), ("Frob", "7")]
    {
        assert_eq!(rules(heading, cell), "tcp/445", "{heading}");
    }
    for (heading, cell) in [
        ("Comment", "all of it"),
        ("Ticket", "4711"),
        ("Hit Count", "12"),
        ("Frob", "any"),
        ("Owner", "net"),
    ] {
        assert_eq!(rules(heading, cell), "closed", "{heading}");
    }
    let text = "Source,Destination,Service,Action,Frob\n10.3.0.0/16,10.2.0.0/24,any,deny,7\n";
    let imported = import_with(&Options::default(), &[("rules.csv", text.as_bytes())]);
    assert!(imported.files[0].skipped[0].why.contains("a column that is not known"));
    let ordered = |first: u32, second: u32| {
        listed(&format!(
            "Priority,Source,Destination,Service,Action\n{first},10.3.0.0/16,10.2.0.0/24,any,deny\n{second},{ALLOWED}\n"
        ))
    };
    assert_eq!(
        (ordered(100, 200), ordered(200, 100)),
        ("closed".to_owned(), "| tcp/445".to_owned())
    );
}

#[test]
fn ends_are_read_as_people_write_them_or_doubted() {
    let rules = |end: &str, action: &str| {
        listed(&format!(
            "Source,Destination,Service,Action\n10.3.0.0/16,\"{end}\",tcp/22,{action}\n{ALLOWED}\n"
        ))
    };
    for end in [
        "10.2.0.5-9",
        "10.2.0.*",
        "10.2.0.x",
        "host 10.2.0.5",
        "servers (10.2.0.0/24)",
        "10.2.0.1 10.2.0.2",
        "10.2.0.0 255.255.255.0",
        "10.2.0.0 0.0.0.255",
        "10.2.0.5/32 (fs1)",
    ] {
        assert_eq!(rules(end, "allow"), "tcp/22, tcp/445", "{end}");
    }
    assert_eq!(rules("servers office", "allow"), "tcp/22, tcp/445");
    for end in
        ["servers (web)", "not servers", "!10.2.0.5", "10.2.0.5:22", "fs1 10.2.0.5", "10.2.0"]
    {
        assert_eq!(rules(end, "allow"), "tcp/445 | tcp/22", "{end}");
    }
}

#[test]
fn a_zone_that_stands_twice_is_doubtful() {
    for matrix in [
        "from/to,office,servers,servers\noffice,-,-,tcp/22\nservers,-,-,-\n",
        "from/to,office,servers\noffice,-,-\nservers,-,-\noffice,-,tcp/22\n",
    ] {
        assert_eq!(way("zones.csv", matrix), "| tcp/22", "{matrix}");
    }
    let same = "from/to,office,servers\noffice,-,tcp/22\nservers,-,-\noffice,-,tcp/22\n";
    assert_eq!(way("zones.csv", same), "tcp/22");
}

/// A FortiGate with the networks of the office and of the servers, and what stands in it.
fn fortigate(more: &str) -> String {
    way("fgt.conf", &format!("{FORTIGATE}{more}"))
}

const FORTIGATE: &str = "config system interface\nedit office\nset ip 10.3.0.1 255.255.0.0\nnext\nedit srv\nset ip 10.2.0.1 255.255.255.0\nnext\nend\n";

/// A policy from the office to the servers.
fn policy(to: &str, action: &str, more: &str) -> String {
    format!(
        "edit 0\nset srcintf office\nset dstintf srv\nset srcaddr all\nset dstaddr {to}\nset action {action}\nset schedule always\nset service ALL\n{more}\nnext\n"
    )
}

#[test]
fn what_a_group_of_a_fortigate_leaves_out_is_not_denied() {
    let objects = "config firewall address\nedit N\nset subnet 10.2.0.0 255.255.255.0\nnext\nedit H\nset subnet 10.2.0.5 255.255.255.255\nnext\nedit M\nset subnet 10.2.0.128 255.255.255.128\nnext\nedit L\nset subnet 10.2.0.0 255.255.255.128\nnext\nend\nconfig firewall addrgrp\nedit G\nset member N\nset exclude enable\nset exclude-member H\nnext\nend\n";
    let rules = |to: &str, more: &str| {
        let (deny, rest) = (policy(to, "deny", more), policy("all", "accept", ""));
        fortigate(&format!("{objects}config firewall policy\n{deny}{rest}end\n"))
    };
    assert_eq!(rules("G", ""), "any");
    assert_eq!(rules("N", ""), "closed");
    // What is appended stands beside what was set.
    assert_eq!(rules("L", ""), "any");
    assert_eq!(rules("L", "append dstaddr M"), "closed");
    assert_eq!(rules("N", "append dstaddr M\nunselect dstaddr N"), "any");
}

#[test]
fn a_policy_that_is_edited_again_is_changed() {
    let rules = |more: &str| {
        let one = policy("all", "accept", "").replace("edit 0", "edit 1");
        let two = policy("all", "deny", "").replace("edit 0", "edit 2");
        fortigate(&format!("config firewall policy\n{one}{two}{more}end\n"))
    };
    assert_eq!(rules(""), "any");
    assert_eq!(rules("edit 1\nset status disable\nnext\n"), "closed");
    assert_eq!(
        rules("edit 2\nset service HTTP\nnext\nmove 2 before 1\n"),
        "tcp/0-79, tcp/81-65535, udp/0-65535"
    );
    assert_eq!(rules("delete 1\n"), "closed");
}

#[test]
fn a_virtual_address_is_matched_by_policies_that_name_it() {
    let vip = |more: &str| {
        format!(
            "config firewall vip\nedit V\nset extip 203.0.113.3\nset mappedip 10.2.0.10\nset extintf any\n{more}\nnext\nend\n"
        )
    };
    let port = vip("set portforward enable\nset extport 8443\nset mappedport 443");
    let rules = |vip: &str, all: &[String]| {
        fortigate(&format!("{vip}config firewall policy\n{}end\n", all.concat()))
    };
    let named = policy("V", "accept", "");
    assert_eq!(rules(&port, std::slice::from_ref(&named)), "tcp/443");
    assert_eq!(rules(&vip(""), std::slice::from_ref(&named)), "any");
    let deny = |more: &str| policy("all", "deny", more);
    assert_eq!(rules(&port, &[deny(""), named.clone()]), "| tcp/443");
    assert_eq!(rules(&port, &[deny("set match-vip disable"), named.clone()]), "tcp/443");
    assert_eq!(rules(&port, &[deny("set match-vip enable"), named.clone()]), "closed");
    let outer = named.replace("set service ALL", "set service custom");
    let custom = "config firewall service custom\nedit custom\nset tcp-portrange 8443\nnext\nend\n";
    assert_eq!(rules(&format!("{port}{custom}"), &[outer]), "| tcp/443");
    let lost = policy("V", "accept", "");
    assert_eq!(rules("config firewall vip\nedit V\nset type fqdn\nnext\nend\n", &[lost]), "| any");
}

#[test]
fn virtual_firewalls_have_objects_of_their_own() {
    let part = |name: &str, network: &str, service: &str| {
        format!(
            "edit {name}\nconfig system interface\nedit in{name}\nset ip {network} 255.255.255.0\nnext\nedit out{name}\nset ip 10.2.{}.1 255.255.255.0\nnext\nend\nconfig firewall address\nedit SAME\nset subnet {network} 255.255.255.0\nnext\nend\nconfig firewall policy\nedit 1\nset srcintf in{name}\nset dstintf out{name}\nset srcaddr SAME\nset dstaddr all\nset action accept\nset schedule always\nset service {service}\nnext\nend\nconfig router static\nedit 1\nset device out{name}\nset gateway 10.2.{0}.254\nnext\nend\nnext\n",
            &network[3..4]
        )
    };
    let text = format!(
        "config vdom\nedit A\nnext\nedit B\nnext\nend\nconfig vdom\n{}{}end\n",
        part("A", "10.1.0.1", "RDP"),
        part("B", "10.3.0.1", "SMB")
    );
    let networks =
        [("a", "10.1.0.0/24"), ("sa", "10.2.1.0/24"), ("b", "10.3.0.0/24"), ("sb", "10.2.3.0/24")];
    let (found, _) = flows(&networks, ("fgt.conf", &text));
    for flow in ["a -> sa: tcp/3389", "b -> sb: tcp/445"] {
        assert!(found.contains(&flow.to_owned()), "{found:?}");
    }
}

/// What a Windows host is said to answer.
fn answers(rules: &str) -> String {
    let hosts = "host,ip,os,kind,segment\nfs1,10.2.0.6,Windows Server 2003,server,servers\n";
    let files = [("hosts.csv", hosts.as_bytes()), ("fs1.csv", rules.as_bytes())];
    let imported: Imported = import_with(&Options::default(), &files);
    let text = patchfirst::import::write::inventory(&imported);
    let line = text.lines().find_map(|line| line.trim().strip_prefix("listens: "));
    line.unwrap_or("nothing is said").to_owned()
}

#[test]
fn a_block_for_some_ports_of_the_other_side_blocks_nothing() {
    let head = "PSComputerName,DisplayName,Enabled,Direction,Action,Protocol,LocalPort,RemotePort,RemoteAddress\n";
    let open = "fs1,a,True,Inbound,Allow,TCP,445,Any,Any\n";
    let rules = |more: &str| answers(&format!("{head}{open}{more}"));
    assert_eq!(rules("fs1,b,True,Inbound,Block,TCP,445,1-1023,Any\n"), "[tcp/445]");
    // A host that blocks everything answers nothing.
    assert_eq!(rules("fs1,b,True,Inbound,Block,TCP,445,Any,Any\n"), "[]");
    // Where nothing is said of what comes in, the product decides.
    assert_eq!(
        answers(&format!("{head}fs1,a,True,Outbound,Allow,TCP,445,Any,Any\n")),
        "nothing is said"
    );
}

#[test]
fn lines_that_take_something_back_are_followed() {
    let around = |list: &str, binding: &str| {
        way(
            "r1.cfg",
            &format!(
                "{list}interface Vlan10\n ip address 10.3.0.1 255.255.0.0\n ip access-group IN in\n{binding}interface Vlan20\n ip address 10.2.0.1 255.255.255.0\n"
            ),
        )
    };
    let list = "ip access-list extended IN\n 10 deny tcp any any\n 20 permit tcp any any eq 445\n";
    assert_eq!(around(list, ""), "closed");
    assert_eq!(around(&format!("{list} no 10\n"), ""), "tcp/445");
    assert_eq!(around(&format!("{list} no deny tcp any any\n"), ""), "tcp/445");
    assert_eq!(around(&format!("{list} no deny udp any any\n"), ""), "| any");
    let again =
        "no ip access-list extended IN\nip access-list extended IN\n permit tcp any any eq 22\n";
    assert_eq!(around(&format!("{list}{again}"), ""), "tcp/22");
    let other = "ip access-list extended OTHER\n permit tcp any any eq 22\n";
    let both = format!("{list}{other}");
    assert_eq!(around(&both, " no ip access-group IN in\n ip access-group OTHER in\n"), "tcp/22");
    assert_eq!(around(&both, " ip access-group OTHER in\n"), "tcp/22");
    let numbered = "access-list 101 deny ip any any\nno access-list 101\naccess-list 101 permit tcp 10.3.0.0 0.0.255.255 10.2.0.0 0.0.0.255 eq 445\n";
    assert_eq!(way("r1.cfg", numbered), "tcp/445");
    let first = numbered.split_once('\n').unwrap().1;
    assert_eq!(way("r1.cfg", first), "tcp/445");
    let asa = "access-list X remark all\naccess-list X extended deny ip any any\naccess-list X line 1 extended permit tcp 10.3.0.0 255.255.0.0 10.2.0.0 255.255.255.0 eq 445\n";
    assert_eq!(way("asa.cfg", asa), "tcp/445");
    assert_eq!(way("asa.cfg", &asa.replace("line 1 ", "line 3 ")), "closed");
}

#[test]
fn a_permit_for_everything_names_no_translated_address() {
    let asa = "ASA Version 9.1(2)\ninterface Vlan1\n nameif inside\n security-level 100\n ip address 10.3.0.1 255.255.0.0\ninterface Vlan2\n nameif dmz\n security-level 50\n ip address 10.2.0.1 255.255.255.0\nobject network web\n host 10.2.0.5\n nat (dmz,outside) static 203.0.113.3 service tcp 443 8443\naccess-list IN extended permit ip any any\naccess-group IN in interface inside\n";
    let (_, remarks) = flows(&NETWORKS, ("asa.cfg", asa));
    assert_eq!(remarks, Vec::<String>::new());
    let outer = asa.replace("permit ip any any", "permit tcp any host 203.0.113.3 eq 8443");
    let (_, remarks) = flows(&NETWORKS, ("asa.cfg", &outer));
    assert!(remarks[0].contains("since version 8.3"), "{remarks:?}");
}

#[test]
fn a_page_of_several_is_not_all() {
    let page = r#"{"SecurityGroupRules":[{"SecurityGroupRuleId":"sgr-1","GroupId":"sg-w","IsEgress":false,"IpProtocol":"tcp","FromPort":445,"ToPort":445,"CidrIpv4":"10.3.0.0/16"},{"SecurityGroupRuleId":"sgr-2","GroupId":"sg-w","IsEgress":true,"IpProtocol":"-1","FromPort":-1,"ToPort":-1,"CidrIpv4":"0.0.0.0/0"}]NEXT}"#;
    let found = |text: &str| flows(&NETWORKS[..1], ("aws.json", text)).0;
    let whole = found(&page.replace("NEXT", ""));
    assert!(whole.contains(&"office -> sg-w: tcp/445".to_owned()), "{whole:?}");
    let cut = found(&page.replace("NEXT", ",\"NextToken\":\"abc\""));
    let way = cut.iter().find(|flow| flow.starts_with("office -> sg-w: tcp/445 |"));
    assert!(way.is_some(), "{cut:?}");
}

#[test]
fn a_group_that_does_not_stand_in_the_file_may_let_in_less() {
    let text = r#"{"SecurityGroups":[{"GroupId":"sg-1","GroupName":"web","IpPermissions":[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"UserIdGroupPairs":[{"GroupId":"sg-9","UserId":"444455556666"}]}],"IpPermissionsEgress":[{"IpProtocol":"-1","IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]}]}"#;
    let imported = import_with(&Options::default(), &[("aws.json", text.as_bytes())]);
    let found = shown(&imported);
    assert!(found.contains(&"web -> sg-9: | any".to_owned()), "{found:?}");
}
