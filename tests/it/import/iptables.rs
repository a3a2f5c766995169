//! Rules of iptables as people type them, list them and put them into scripts.

use super::firewall::{beside, flows};
use super::{import, skipped};

const NETWORKS: [(&str, &str); 3] =
    [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24"), ("plant", "10.7.0.0/24")];

const WAY: &str = "-s 10.3.0.0/16 -d 10.2.0.0/24";

fn office(name: &str, text: &str) -> String {
    let found = flows(&NETWORKS, (name, text)).0;
    let way = found.iter().find_map(|flow| flow.strip_prefix("office -> servers: "));
    way.unwrap_or("closed").to_owned()
}

#[test]
fn options_may_be_glued_to_their_values_or_cut_short() {
    for rule in [
        "-s10.3.0.0/16 -d10.2.0.0/24 -ptcp --dport 445 -jACCEPT",
        "--source 10.3.0.0/16 --dest 10.2.0.0/24 --proto tcp --dport 445 --jum ACCEPT",
        "-s 10.3/16 -d 10.2.0.0/24 -p tcp -mtcp --dport 445 --jump=ACCEPT",
    ] {
        let script = format!("iptables -P FORWARD DROP\niptables -A FORWARD {rule}\n");
        assert_eq!(office("fw.sh", &script), "tcp/445", "{rule}");
    }
    // What may say what a rule does is not passed over.
    let odd = format!("iptables -P FORWARD DROP\niptables -A FORWARD {WAY} --jmp ACCEPT\n");
    assert_eq!(office("fw.sh", &odd), "| any");
    let silent = format!("iptables -P FORWARD DROP\niptables -A FORWARD {WAY} -m recent --set\n");
    assert_eq!(office("fw.sh", &silent), "closed");
    let names = "-P FORWARD DROP\n-A FORWARD -s 10.3.0.0/16 -p udp --dport radius -j ACCEPT\n";
    assert_eq!(office("fw.rules", names), "udp/1812");
}

#[test]
fn a_text_in_a_script_is_run_only_by_what_reads_rules() {
    let open = "iptables -P FORWARD ACCEPT\n";
    for (head, body) in [
        (": <<'OFF'", "iptables -A FORWARD -j DROP"),
        ("cat > /etc/lock.sh <<OFF", "iptables -P FORWARD DROP"),
        ("cat > /etc/lock.rules <<OFF", "*filter\n:FORWARD DROP [0:0]\nCOMMIT"),
    ] {
        let script = format!("{open}{head}\n{body}\nOFF\n");
        assert_eq!(office("fw.sh", &script), "any", "{head}");
        let told = skipped(&import(&[("fw.sh", &script)]));
        assert!(told.iter().any(|told| told.contains("no iptables-restore reads")), "{told:?}");
    }
    let restored =
        format!("{open}iptables-restore <<OFF\n*filter\n:FORWARD DROP [0:0]\nCOMMIT\nOFF\n");
    assert_eq!(office("fw.sh", &restored), "closed");
    // A shell that reads it may do what stands there.
    let run = format!("{open}bash <<OFF\niptables -A FORWARD {WAY} -j DROP\nOFF\n");
    assert_eq!(office("fw.sh", &run), "| any");
}

#[test]
fn whatever_redirects_opens_what_is_redirected() {
    let with = |rule: &str| {
        let text = format!(
            "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 203.0.113.9 {rule}\nCOMMIT\n*filter\n:FORWARD DROP [0:0]\n-A FORWARD -m conntrack --ctstate DNAT -j ACCEPT\nCOMMIT\n"
        );
        office("fw.rules", &text)
    };
    assert_eq!(with("-p tcp --dport 80 -j DNAT --to 10.2.0.5:80"), "| tcp/80");
    assert_eq!(with("-p tcp --dport 80 -j DNAT --to-dest 10.2.0.5:80"), "| tcp/80");
    assert_eq!(with("-j NETMAP --to 10.2.0.0/24"), "| any");
    assert_eq!(with("-j NETMAP --to 10.7.0.0/24"), "closed");
    assert_eq!(with("-p tcp -j DNAT"), "| tcp/1-65535");
    assert_eq!(with("-p tcp -j BALANCE"), "| any");
    assert_eq!(with("-p tcp -j REDIRECT --to-ports 3128"), "closed");
}

#[test]
fn what_a_listing_without_interfaces_stops_may_be_stopped_for_some() {
    let listing = |head: &str, columns: &str| {
        format!(
            "Chain FORWARD (policy DROP)\n{head}\nDROP       all  --  {columns}10.0.0.0/8           0.0.0.0/0\nACCEPT     tcp  --  {columns}10.3.0.0/16          10.2.0.0/24          limit: avg 10/sec burst 5 tcp dpt:445\n"
        )
    };
    let bare = "target     prot opt source               destination";
    assert_eq!(office("fw.txt", &listing(bare, "")), "| tcp/445");
    let full = "target     prot opt in     out     source               destination";
    assert_eq!(office("fw.txt", &listing(full, "*      *       ")), "closed");
}

#[test]
fn a_firewall_that_lets_everything_through_is_one() {
    let open = "*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n";
    assert_eq!(office("fw.rules", open), "any");
    // Of two nobody knows which stands on the way.
    let other = format!(
        "*filter\n:FORWARD DROP [0:0]\n-A FORWARD {WAY} -p tcp --dport 80 -j ACCEPT\nCOMMIT\n"
    );
    let mut segments = patchfirst::import::place::Segments::default();
    NETWORKS.iter().for_each(|(name, network)| segments.add(network.parse().unwrap(), name));
    let options = patchfirst::import::Options { segments, ..Default::default() };
    let files = [("a.rules", other.as_bytes()), ("b.rules", open.as_bytes())];
    let found = super::firewall::shown(&super::import_with(&options, &files));
    assert!(
        found.contains(
            &"office -> servers: tcp/80 | tcp/0-79, tcp/81-65535, udp/0-65535".to_owned()
        ),
        "{found:?}"
    );
    assert!(found.contains(&"office -> plant: | any".to_owned()), "{found:?}");
}

#[test]
fn what_a_server_lets_in_itself_is_no_firewall_between_networks() {
    let server = "*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n";
    let imported = super::import(&[("srv.rules", server)]);
    assert!(super::firewall::shown(&imported).is_empty());
    let told = super::skipped(&imported);
    assert!(
        told.iter().any(|told| told.contains("taken for the firewall of one host")),
        "{told:?}"
    );
    // One that translates addresses, or forwards by rules, stands between networks.
    let gateway = format!(
        "{server}*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n"
    );
    assert_eq!(office("fw.rules", &gateway), "any");
}

#[test]
fn an_interface_of_which_nothing_is_known_is_named() {
    let rules =
        "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -i tun7 -p tcp --dport 22 -j ACCEPT\nCOMMIT\n";
    for interfaces in [&[][..], &["eth1=office", "eth2=servers"]] {
        let found = beside(&NETWORKS, rules, "", interfaces);
        assert!(found.contains(&"plant -> servers: | tcp/22".to_owned()), "{found:?}");
    }
    let (_, told) = flows(&NETWORKS, ("fw.rules", rules));
    assert!(told.iter().any(|told| told.contains("the interface tun7 is not known")), "{told:?}");
    // What the firewall sends to itself does not pass it.
    let own = rules.replace("tun7", "lo");
    assert_eq!(flows(&NETWORKS, ("fw.rules", &own)), (vec![], vec![]));
}

#[test]
fn the_pattern_of_a_branch_may_have_several_words() {
    let script = format!(
        "case \"$1\" in\nstart|up)\n iptables -P FORWARD DROP\n iptables -A FORWARD {WAY} -p tcp --dport 445 -j ACCEPT\n ;;\nstop|flush)\n iptables -F\n iptables -P FORWARD ACCEPT\n ;;\nesac\n"
    );
    assert_eq!(office("fw.sh", &script), "tcp/445");
}
