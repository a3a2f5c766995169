//! Commands that stand beside those of iptables, and lines that are typed otherwise.

use super::firewall::flows;

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24")];

/// What is open from the office to the servers.
fn way(text: &str) -> String {
    let (found, _) = flows(&NETWORKS, ("fw.sh", text));
    let way = found.iter().find_map(|flow| flow.strip_prefix("office -> servers: "));
    way.unwrap_or("closed").to_owned()
}

fn script(line: &str) -> String {
    way(&format!("#!/bin/sh\niptables -P FORWARD DROP\n{line}\n"))
}

#[test]
fn a_command_that_is_not_known_may_change_rules() {
    for line in [
        "/usr/local/sbin/more-rules",
        "./local.sh start",
        "nft add rule ip filter FORWARD accept",
        "ufw disable",
        "firewall-cmd --reload",
        "shorewall start",
        "python3 rules.py",
        "perl -e 1",
        "systemctl restart docker",
        "service fail2ban start",
        "service iptables restart",
        "run-parts /etc/fw.d",
        "open_office_net",
        "FOO=1 more-rules",
        "NOW=$(more-rules)",
        "echo `more-rules`",
        "ip netns exec a more-rules",
        "$HELPER office",
        "sudo -E more-rules",
    ] {
        assert_eq!(script(line), "| any", "{line}");
    }
    for line in [
        "NOW=$(date +%F)",
        "N=$((N + 1))",
        "A=1 B=2",
        "PATH=/sbin:$PATH; export PATH",
        "local net",
        "OUT=`ip -4 addr show eth0 | awk '{print $2}'`",
        "IPT=$(which iptables)",
        "command -v iptables >/dev/null || exit 1",
        "exec >/var/log/fw.log 2>&1",
        "$ECHO office",
        "${LOGGER} office",
        "/usr/bin/logger office",
        "ip rule add fwmark 1 table 1",
        "service networking restart",
        "systemctl restart sshd",
        "((i++))",
        "sed -i s/a/b/ /etc/motd",
        "[ \"$(id -u)\" = 0 ] || exit 1",
        "echo \"$(iptables -L -n)\"",
    ] {
        assert_eq!(script(line), "closed", "{line}");
    }
}

#[test]
fn a_dump_may_take_rules_back() {
    let dump = |lines: &str| {
        way(&format!(
            "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -p udp --dport 53 -j ACCEPT\n{lines}\n-A FORWARD -p tcp --dport 443:446 -j ACCEPT\nCOMMIT\n"
        ))
    };
    let drop = "FORWARD -p tcp --dport 445 -j DROP";
    let open = "tcp/443-446, udp/53";
    assert_eq!(dump(&format!("-A {drop}")), "tcp/443-444, tcp/446, udp/53");
    assert_eq!(dump(&format!("-A {drop}\n-D {drop}")), open);
    let longer = drop.replace("--dport", "-m tcp --dport");
    assert_eq!(dump(&format!("-A {longer}\n-D {drop}")), open);
    assert_eq!(dump(&format!("-A {drop}\n-D FORWARD 2")), open);
    assert_eq!(dump(&format!("-A {drop}\n-F FORWARD")), "tcp/443-446");
    assert_eq!(dump(&format!("-A {drop}\n-R FORWARD 2 -j DROP")), "udp/53");
    // The same rule with another remark may be the one that is meant.
    let other = "-D FORWARD -p tcp --dport 445 -m comment --comment x -j DROP";
    assert!(dump(&format!("-A {drop}\n{other}")).ends_with("| tcp/445"));
    let none = "-D FORWARD -p tcp --dport 446 -j DROP";
    assert_eq!(dump(&format!("-A {drop}\n{none}")), "tcp/443-444, tcp/446, udp/53");
}

#[test]
fn lines_with_other_dashes_may_be_rules() {
    let dump = |line: &str| way(&format!("*filter\n:FORWARD DROP [0:0]\n{line}\nCOMMIT\n"));
    for line in [
        "–A FORWARD -p tcp --dport 445 -j ACCEPT",
        "-A FORWARD –p tcp —dport 445 –j ACCEPT",
        "\u{2212}A FORWARD \u{2010}p tcp –-dport 445 -j ACCEPT",
    ] {
        assert_eq!(dump(line), "| tcp/445", "{line}");
        let command = format!("#!/bin/sh\niptables -P FORWARD DROP\niptables {line}\n");
        assert_eq!(way(&command), "| tcp/445", "{line}");
    }
    let remark = "-A FORWARD -p tcp --dport 445 -m comment --comment \"office – files\" -j ACCEPT";
    assert_eq!(dump(remark), "tcp/445");
    // What is no command of iptables may be any.
    assert_eq!(dump("-a FORWARD -p tcp --dport 445 -j ACCEPT"), "| any");
}

#[test]
fn what_stands_behind_an_open_quotation_mark_is_not_known() {
    let dump = |line: &str| format!("*filter\n:FORWARD DROP [0:0]\n{line}\nCOMMIT\n");
    let rule = "-A FORWARD -s 10.3.0.0/16 -d 10.2.0.0/24 -p tcp -m tcp --dport 445";
    let read = |line: &str| flows(&NETWORKS, ("fw.rules", &dump(line)));
    // What stands in front of it is known.
    let (found, remarks) = read(&format!("{rule} -m comment --comment \"files -j ACCEPT"));
    assert_eq!(found, ["office -> servers: | tcp/445"]);
    assert!(remarks[0].starts_with("3: a quotation mark is not closed"), "{remarks:?}");
    let broken = "-A FORWARD -m comment --comment 'two\nlines' -d 10.2.0.0/24 -j ACCEPT";
    assert!(read(broken).0.contains(&"office -> servers: | any".to_owned()));
    // A remark behind a rule is not what the rule does; one in quotes is none.
    let (found, _) = read(&format!("{rule} -j ACCEPT # was -j DROP"));
    assert_eq!(found, ["office -> servers: | tcp/445"]);
    let (found, _) = read(&format!("{rule} -m comment --comment \"#12 for -j DROP\" -j ACCEPT"));
    assert_eq!(found, ["office -> servers: tcp/445"]);
}

#[test]
fn flags_are_read_by_name_too() {
    let listing = "Chain FORWARD (policy DROP)\ntarget     prot opt source               destination\nACCEPT     tcp  --  10.3.0.0/16          10.2.0.0/24          tcp dpt:https flags:FIN,SYN,RST,ACK/SYN\nACCEPT     tcp  --  10.3.0.0/16          10.2.0.0/24          tcp dpt:ssh flags:!FIN,SYN,RST,ACK/SYN\n";
    assert_eq!(flows(&NETWORKS, ("fw.txt", listing)).0, ["office -> servers: tcp/443"]);
}
