//! Configurations of firewalls as people have them: from the log of a terminal, out of a mail, with
//! lines that nobody understands. No such line closes anything that may be open.

use super::firewall::flows;

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/24"), ("servers", "10.2.0.0/24")];

/// What is open from the office to the servers, and whether anything is listed.
fn open(file: &str, text: &str) -> (String, bool) {
    let (found, told) = flows(&NETWORKS, (file, text));
    let way = found.iter().find_map(|flow| flow.strip_prefix("office -> servers: "));
    (way.unwrap_or("closed").to_owned(), !told.is_empty())
}

fn certain(ports: &str) -> (String, bool) {
    (ports.to_owned(), false)
}

fn listed(ports: &str) -> (String, bool) {
    (ports.to_owned(), true)
}

/// What is left in front of a line, where it says what stands there.
const RESIDUE: [&str; 14] = [
    "--More-- ",
    " --More--\r         \r",
    "<--- More --->\r              \r",
    "---- More ----\u{1b}[16D                \u{1b}[16D",
    "--More-- \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}         \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}",
    "\u{1b}[32m",
    "\u{200b}",
    "12 ",
    "12: ",
    "fw1.cfg:12:",
    "[12:00:01] ",
    "2024-01-31 12:00:01 ",
    "+ ",
    "> ",
];

const ROUTER: &str = "interface Vlan30\n ip address 10.3.0.1 255.255.255.0\n ip access-group 101 in\ninterface Vlan20\n ip address 10.2.0.1 255.255.255.0\naccess-list 101 permit tcp any any eq 445\n";
const RDP: &str = "access-list 101 permit tcp any any eq 3389";

#[test]
fn what_a_terminal_puts_before_a_line_is_taken_away() {
    let fronts = || RESIDUE.iter().chain(&["fw(config)# ", "fw(config)#"]).zip(1000..);
    let router: String = fronts()
        .map(|(front, port)| format!("{front}access-list 101 permit tcp any any eq {port}\n"))
        .collect();
    let open_ports = "tcp/445, tcp/1000-1015";
    assert_eq!(open("fw.cfg", &format!("{ROUTER}{router}")), certain(open_ports));
    let rules: String = fronts()
        .map(|(front, port)| format!("{front}-A FORWARD -p tcp --dport {port} -j ACCEPT\n"))
        .collect();
    let dump = format!("*filter\n:FORWARD DROP [0:0]\n{rules}COMMIT\n");
    assert_eq!(open("fw.rules", &dump), certain("tcp/1000-1015"));
    let services: String = fronts()
        .map(|(_, port)| format!("edit S{port}\nset tcp-portrange {port}\nnext\n"))
        .collect();
    let policies: String = fronts()
        .map(|(front, port)| {
            format!(
                "edit {port}\nset srcintf any\nset dstintf any\nset srcaddr all\nset dstaddr all\n{front}set action accept\nset schedule always\nset service S{port}\nnext\n"
            )
        })
        .collect();
    let text = format!(
        "config firewall service custom\n{services}end\nconfig firewall policy\n{policies}end\n"
    );
    assert_eq!(open("fw.conf", &text), certain("tcp/1000-1015"));
    assert_eq!(policy(&POLICY.replace("set action", "FW (1) # set action")), certain("tcp/3389"));
}

#[test]
fn an_entry_behind_something_that_is_not_understood_may_be_in_force() {
    for line in [
        format!("- {RDP}"),
        format!("do {RDP}"),
        format!("lines: {RDP}"),
        RDP.replace("access-list", "access-l"),
        RDP.replace("access-list", "ip access-list"),
        format!("{RDP}\r{RDP}"),
    ] {
        let found = open("fw.cfg", &format!("{ROUTER}{line}\n"));
        assert!(found.1 && found.0.starts_with("tcp/445 | tcp/3389"), "{line}: {found:?}");
    }
    let capitals = open("fw.cfg", &format!("{ROUTER}{}\n", RDP.to_uppercase()));
    assert_eq!(capitals, listed("tcp/445 | tcp/0-444, tcp/446-65535, udp/0-65535"));
    // What only speaks of lists is none.
    for line in [
        "description see access-list 101 permit tcp any any eq 3389",
        "route-map M permit 10",
        "icmp permit any outside",
        "ip as-path access-list 1 permit ^65000_",
        "ip prefix-list P seq 5 permit 0.0.0.0/0",
    ] {
        assert_eq!(open("fw.cfg", &format!("{ROUTER}{line}\n")), certain("tcp/445"), "{line}");
    }
}

#[test]
fn entries_of_no_known_list_may_belong_to_any_that_is_bound() {
    let text = ROUTER.replace("101", "A").replace(
        "access-list A permit tcp any any eq 445\n",
        "ip access-list extended A\n permit tcp any any eq 445\nsomething\n permit tcp any any eq 22\n",
    );
    assert_eq!(open("fw.cfg", &text), listed("tcp/445 | tcp/22"));
}

#[test]
fn a_network_of_a_switch_has_the_lists_of_its_own() {
    let switch = |way: &str| {
        format!(
            "vlan 30\n   name \"office\"\n   ip address 10.3.0.1 255.255.255.0\n   exit\nvlan 20\n   ip address 10.2.0.1 255.255.255.0\n   ip access-group \"A\" {way}\n   exit\nip access-list extended \"A\"\n   10 permit tcp 0.0.0.0 255.255.255.255 10.2.0.0 0.0.0.255 eq 445\n   exit\n"
        )
    };
    assert_eq!(open("sw.cfg", &switch("out")), certain("tcp/445"));
    assert_eq!(open("sw.cfg", &switch("in")), certain("any"));
}

#[test]
fn commands_that_are_not_read_and_may_filter_leave_nothing_certain() {
    let plain = "interface Vlan30\n ip address 10.3.0.1 255.255.255.0\ninterface Vlan20\n ip address 10.2.0.1 255.255.255.0\n";
    assert_eq!(open("r.cfg", plain), certain("any"));
    for more in [
        " traffic-filter inbound acl 3000\n",
        " packet-filter 3000 inbound\n",
        " service-acl input A\n",
        " apply access-list ip A routed-in\n",
        " zone-member security IN\n",
        "firewall zone trust\n add interface Vlan30\n",
        "security-policy\n rule name a\n  action deny\n",
        "secure-policy 1\n from LAN\n action deny\n",
        "vlan filter M vlan-list 10\n",
        "exit\nip access-group A vlan 10 in\n",
        "template T\n ip access-group A in\n",
        "interface range Vlan20 , Vlan30\n ip access-group A in\n",
        " service-policy input P\npolicy-map P\n class C\n  drop\n",
    ] {
        assert_eq!(open("r.cfg", &format!("{plain}{more}")), listed("| any"), "{more}");
    }
    let shaped =
        " service-policy input P\npolicy-map P\n class C\n  police 8000 exceed-action drop\n";
    assert_eq!(open("r.cfg", &format!("{plain}{shaped}")), certain("any"));
    assert_eq!(open("r.cfg", &format!("{plain}firewall transparent\n")), certain("any"));
}

#[test]
fn an_entry_that_is_off_at_this_hour_is_on_at_another() {
    let text = format!("{ROUTER}{RDP} time-range NIGHT (inactive)\n");
    assert_eq!(open("fw.cfg", &text), listed("tcp/445 | tcp/3389"));
}

#[test]
fn a_line_of_a_dump_that_is_not_read_may_open_something() {
    for line in [
        "?? -A FORWARD -p tcp --dport 3389 -j ACCEPT",
        "x-A FORWARD -p tcp --dport 3389 -j ACCEPT",
        "- -A FORWARD -p tcp --dport 3389 -j ACCEPT",
    ] {
        let text = format!(
            "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -p tcp --dport 445 -j ACCEPT\n{line}\nCOMMIT\n"
        );
        let rest = "tcp/0-444, tcp/446-65535, udp/0-65535";
        let found = open("fw.rules", &text);
        assert!(found.1, "{line}");
        assert!(found.0 == format!("tcp/445 | {rest}") || found.0 == "| any", "{line}: {found:?}");
    }
}

/// A FortiGate with some lines of a policy.
fn policy(lines: &str) -> (String, bool) {
    let text = format!("config firewall policy\n{lines}end\n");
    open("fw.conf", &text)
}

const POLICY: &str = "edit 1\nset srcintf any\nset dstintf any\nset srcaddr all\nset dstaddr all\nset action accept\nset schedule always\nset service RDP\nnext\n";

#[test]
fn a_policy_with_a_line_that_is_not_understood_may_be_anything() {
    assert_eq!(policy(POLICY), certain("tcp/3389"));
    for (old, new) in [
        ("set action accept", "action accept"),
        ("set action accept", "?? set action deny"),
        ("set service RDP\n", "set service RDP\nst status disable\n"),
        ("edit 1\n", "edt 1\n"),
        ("set service RDP\n", "set service RDP\nset comments \"cut\n"),
    ] {
        assert_eq!(policy(&POLICY.replace(old, new)), listed("| any"), "{new}");
    }
    assert_eq!(policy(&POLICY.replace("set action accept", "Set Action Accept")).0, "tcp/3389");
    // A value of several lines is none of them.
    let text = "set service RDP\nset comments \"for\nthe office\"\n";
    assert_eq!(policy(&POLICY.replace("set service RDP\n", text)), certain("tcp/3389"));
}

#[test]
fn a_policy_without_an_end_and_settings_without_a_policy_are_doubtful() {
    for gone in ["set srcaddr all\n", "set dstaddr all\n"] {
        assert_eq!(policy(&POLICY.replace(gone, "")), listed("| tcp/3389"), "{gone}");
    }
    // The settings behind belong to no policy that is known, and change none before.
    let lost = POLICY.replace("edit 1\n", "").replace("RDP", "SMB");
    let rest = "tcp/0-3388, tcp/3390-65535, udp/0-65535";
    assert_eq!(policy(&format!("{POLICY}{lost}")), listed(&format!("tcp/3389 | {rest}")));
}

#[test]
fn policies_are_cloned_and_renamed() {
    let clone = "clone 1 to 2\nedit 2\nset service SMB\nnext\n";
    assert_eq!(policy(&format!("{POLICY}{clone}")), certain("tcp/445, tcp/3389"));
    let rename = "rename 1 to 2\nedit 2\nset service SMB\nnext\n";
    assert_eq!(policy(&format!("{POLICY}{rename}")), certain("tcp/445"));
}

#[test]
fn what_stands_outside_of_a_section_may_change_everything() {
    let text = format!("config firewall policy\n{POLICY}end\n?? config firewall policy\n");
    assert_eq!(open("fw.conf", &text), listed("| any"));
    // A section that is not closed ends where the next one starts.
    let address = "config firewall address\nedit A\nset subnet 10.2.0.0/24\nnext\n";
    let text = format!("{address}config firewall policy\n{POLICY}end\n");
    assert_eq!(open("fw.conf", &text), certain("tcp/3389"));
}
