//! Lines of Cisco configurations that only look as if they said something about a list.

use super::firewall::flows;

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24")];
const OPEN: &str = "office -> servers: tcp/3389";

/// What is open from the office to the servers, and what is said about lines.
fn read(text: &str) -> (Option<String>, Vec<String>) {
    let (found, remarks) = flows(&NETWORKS, ("fw.cfg", text));
    (found.into_iter().find(|flow| flow.starts_with("office -> servers:")), remarks)
}

fn is_open(text: &str) {
    assert_eq!(read(text).0.as_deref(), Some(OPEN), "{text}");
}

const ASA: &str = "interface Gi0/0\n nameif lan\n security-level 20\n ip address 10.3.0.1 255.255.0.0\ninterface Gi0/1\n nameif srv\n security-level 70\n ip address 10.2.0.1 255.255.255.0\naccess-list PASS extended permit tcp any 10.2.0.0 255.255.255.0 eq 3389\naccess-list BOX extended deny ip any any\naccess-group PASS in interface lan\n";

#[test]
fn a_list_for_what_comes_to_the_box_filters_nothing_that_passes() {
    is_open(&format!("{ASA}access-group BOX in interface lan control-plane\n"));
    is_open(&format!("{ASA}no access-group PASS in interface lan control-plane\n"));
    // Alone it opens nothing: levels decide.
    let alone = ASA.replace(
        "access-group PASS in interface lan",
        "access-group PASS in interface lan control-plane",
    );
    assert_eq!(read(&alone).0, None);
    // Users may have lists of their own, and what is not understood may do anything.
    let users = ASA.replace("interface lan\n", "interface lan per-user-override\n");
    let rest = "| tcp/0-3388, tcp/3390-65535, udp/0-65535";
    assert_eq!(read(&users).0, Some(format!("{OPEN} {rest}")));
    let odd = ASA.replace("interface lan\n", "interface lan sometimes\n");
    assert_eq!(read(&odd).0.as_deref(), Some("office -> servers: | any"));
}

#[test]
fn a_word_of_another_command_is_no_use_of_a_list_of_that_name() {
    let list = "access-list lan extended permit tcp any 10.2.0.0 255.255.255.0 eq 3389\n";
    for line in [
        "telnet 10.9.0.0 255.255.0.0 lan",
        "http 10.9.0.0 255.255.0.0 lan",
        "capture look access-list lan interface srv",
        "snmp-server location list lan",
        "aaa authentication ssh console lan",
        "logging host lan 10.3.0.9",
    ] {
        is_open(&format!("{list}{line}\n"));
    }
    // A list that really serves something else filters nothing.
    let other = format!(
        "{list}access-list VPN extended permit ip any any\ncrypto map M 10 match address VPN\n"
    );
    is_open(&other);
}

#[test]
fn a_list_of_a_class_filters_only_where_classes_do() {
    let lists = "ip access-list extended A\n permit tcp any 10.2.0.0 0.0.0.255 eq 3389\nip access-list extended B\n permit tcp any 10.2.0.0 0.0.0.255 eq 22\n";
    let quality = format!("{lists}class-map match-any VOICE\n match access-group name B\n");
    is_open(&quality);
    let zones = format!("{lists}class-map type inspect match-any W\n match access-group name B\n");
    assert_eq!(read(&zones).0.as_deref(), Some("office -> servers: | tcp/22, tcp/3389"));
}

#[test]
fn heads_of_lists_are_known_as_all_versions_print_them() {
    let entry = "\n        10 permit tcp 10.3.0.0/16 10.2.0.0/24 eq 3389\n";
    for head in
        ["IPV4 ACL FRONT", "IPv4 ACL FRONT", "IP access list FRONT", "ipv4 access-list FRONT"]
    {
        is_open(&format!("{head}{entry}"));
    }
    // What is for frames concerns nothing, and is no part of the list before.
    is_open(&format!("IPV4 ACL FRONT{entry}MAC ACL FRAMES\n        10 deny any any\n"));
    is_open(&format!("ip access-list FRONT{entry}mac access-list FRAMES\n  5 permit any any\n"));
}

#[test]
fn entries_below_an_unknown_head_may_open_something_and_are_listed() {
    let text = "IPV4 ACL FRONT\n        10 permit tcp 10.3.0.0/16 10.2.0.0/24 eq 22\nFiltertabelle BACK\n        10 permit tcp 10.3.0.0/16 10.2.0.0/24 eq 3389\n";
    let (found, remarks) = flows(&NETWORKS, ("fw.txt", text));
    assert_eq!(found, ["office -> servers: | tcp/22, tcp/3389"]);
    assert_eq!(remarks, Vec::<String>::new());
}

#[test]
fn a_banner_of_a_router_is_no_configuration() {
    let router = "interface Gi0/0\n ip address 10.3.0.1 255.255.0.0\n ip access-group IN in\ninterface Gi0/1\n ip address 10.2.0.1 255.255.255.0\nip access-list extended IN\n permit tcp any 10.2.0.0 0.0.0.255 eq 3389\n deny ip any any\n";
    for text in [
        "banner motd ^C\nno ip access-list extended IN\n^C\n",
        "banner login $ keep out\nip access-list extended IN\n 5 permit ip any any\n$\n",
        "banner exec %\ninterface Gi0/0\n no ip access-group IN in\nthe end %\n",
        "macro name open\ninterface Gi0/0\n no ip access-group IN in\n@\n",
        "menu m title ^C\nno ip access-list extended IN\n^C\n",
        "banner motd #one line#\n",
        "banner motd welcome\n",
    ] {
        is_open(&format!("{router}{text}"));
    }
    // Whatever follows a text that is not closed may be a part of it.
    let (found, remarks) = read(&format!("{router}banner motd ^C\nhello\n"));
    assert_eq!(found.as_deref(), Some("office -> servers: | any"));
    assert!(remarks.iter().any(|remark| remark.starts_with("9: the text that starts here")));
}

#[test]
fn a_standard_list_by_number_may_filter_as_one_by_name_does() {
    let extended = "access-list 120 permit tcp any 10.2.0.0 0.0.0.255 eq 3389\n";
    let rest = "| tcp/0-3388, tcp/3390-65535, udp/0-65535";
    let numbered = format!("access-list 20 permit 10.3.0.0 0.0.255.255\n{extended}");
    assert_eq!(read(&numbered).0, Some(format!("{OPEN} {rest}")));
    let class = format!("{numbered}line vty 0 4\n access-class 20 in\n");
    is_open(&class);
}

#[test]
fn what_comes_out_of_a_tunnel_passes_the_list_of_no_interface() {
    let asa = |more: &str| {
        let text = format!(
            "interface G0/0\n nameif outside\n security-level 0\n ip address 198.51.100.2 255.255.255.0\ninterface G0/1\n nameif inside\n security-level 100\n ip address 10.3.0.1 255.255.0.0\naccess-list OUT extended deny ip any any\naccess-group OUT in interface outside\nroute outside 0.0.0.0 0.0.0.0 198.51.100.1\n{more}"
        );
        let (found, told) = flows(&NETWORKS, ("asa.cfg", &text));
        let way = found.iter().find_map(|flow| flow.strip_prefix("servers -> office: "));
        (way.unwrap_or("closed").to_owned(), told)
    };
    assert_eq!(asa(""), ("closed".to_owned(), vec![]));
    let tunnel = "access-list FAR extended permit ip 10.3.0.0 255.255.0.0 10.2.0.0 255.255.255.0\ncrypto map M 1 match address FAR\ncrypto map M interface outside\n";
    let pool = "ip local pool P 10.2.0.1-10.2.0.254 mask 255.255.255.0\nwebvpn\n enable outside\n";
    for more in [tunnel, pool] {
        let (open, told) = asa(more);
        assert_eq!(open, "| any", "{more}");
        assert!(told.iter().any(|told| told.contains("the interface tunnels")), "{told:?}");
        assert_eq!(asa(&format!("{more}no sysopt connection permit-vpn\n")).0, "closed");
    }
    let elsewhere = tunnel.replace("10.2.0.0 255.255.255.0", "10.9.0.0 255.255.255.0");
    assert_eq!(asa(&elsewhere).0, "closed");
}
