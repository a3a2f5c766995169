//! Tables that people keep by hand: remarks in brackets, boxes, lists that break off, several hosts in a
//! cell, two tables beside each other.

use super::firewall::flows;
use super::{folder_with, host, import, names, patches, skipped};
use crate::program::patchfirst_in;

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24")];

/// What the rules of a list let pass from the office to the servers; empty if that is nothing.
fn to_servers(rules: &str) -> String {
    let read = flows(&NETWORKS, ("rules.csv", rules)).0;
    let own = read.iter().find_map(|flow| flow.strip_prefix("office -> servers: "));
    own.unwrap_or("").to_owned()
}

/// What a list lets pass whose first rule stops a port and whose second one lets it pass.
fn behind_a_deny(heading: &str, deny: &str, allow: &str) -> String {
    to_servers(&format!(
        "Source,Destination,Port,Action{heading}\nany,{deny}\nany,10.2.0.0/24,445,allow{allow}\n"
    ))
}

#[test]
fn a_remark_behind_a_port_that_may_change_it_leaves_nothing_certain() {
    for remark in [
        "445 (disabled)",
        "445 (not from office)",
        "445 (log only)",
        "445 (planned)",
        "tcp/445 (ohne dc1)",
    ] {
        let open = behind_a_deny("", &format!("10.2.0.0/24,{remark},deny"), "");
        assert!(open.contains("445"), "{remark}: {open}");
    }
    for remark in ["ssh (and smb)", "http(s)", "ssh (any)", "22 (and everything else)"] {
        let list =
            format!("Source,Destination,Service,Action\n10.3.0.0/16,10.2.0.0/24,{remark},allow\n");
        assert!(to_servers(&list).contains("| any"), "{remark}: {}", to_servers(&list));
    }
    // A name of the port or of what listens there changes nothing.
    for remark in ["445 (SMB)", "445 (file shares)"] {
        let open = behind_a_deny("", &format!("10.2.0.0/24,{remark},deny"), "");
        assert_eq!(open, "", "{remark}");
    }
}

#[test]
fn what_is_left_out_of_an_end_stays_open() {
    for end in
        ["\"10.2.0.0/24, !10.2.0.5\"", "10.2.0.0/24 (except 10.2.0.5)", "10.2.0.0/24 (disabled)"]
    {
        let open = behind_a_deny("", &format!("{end},445,deny"), "");
        assert!(open.contains("445"), "{end}: {open}");
    }
    assert_eq!(behind_a_deny("", "10.2.0.0/24 (file server),445,deny", ""), "");
}

#[test]
fn a_rule_that_nobody_put_in_force_stops_nothing() {
    for heading in ["Implemented", "Deployed", "Live", "In force", "Rolled out", "Approved by CAB"]
    {
        let heading = format!(",{heading}");
        let open = behind_a_deny(&heading, "10.2.0.0/24,445,deny,no", ",yes");
        assert!(open.contains("445"), "{heading}: {open}");
    }
    assert_eq!(behind_a_deny(",Implemented", "10.2.0.0/24,445,deny,yes", ",yes"), "");
    // A blank beside a yes may be a no.
    for said in ["", "-", "N/A"] {
        let open = behind_a_deny(",Enabled", &format!("10.2.0.0/24,445,deny,{said}"), ",yes");
        assert!(open.contains("445"), "{said}: {open}");
    }
    for number in ["(1)", "1 (off)", "~~1~~"] {
        let list = format!(
            "No.,Source,Destination,Port,Action\n{number},any,10.2.0.0/24,445,deny\n2,any,10.2.0.0/24,445,allow\n"
        );
        assert!(to_servers(&list).contains("445"), "{number}");
    }
}

#[test]
fn no_rule_is_certain_where_a_heading_stands_twice() {
    let beside = "Source,Destination,Port,Action,,Source,Destination,Port,Action\n10.3.0.0/16,10.2.0.0/24,80,allow,,10.3.0.0/16,10.2.0.0/24,445,allow\n";
    assert!(to_servers(beside).contains("any"), "{}", to_servers(beside));
    let twice = "Source,Destination,Port,Port,Action\n10.3.0.0/16,10.2.0.0/24,22,445,allow\n";
    assert!(to_servers(twice).contains("any"), "{}", to_servers(twice));
    // A second one that says nothing is no table.
    let blank = "Source,Destination,Port,Action,Port\n10.3.0.0/16,10.2.0.0/24,22,allow,\n";
    assert_eq!(to_servers(blank), "tcp/22, udp/22");
}

#[test]
fn a_box_that_nobody_ticked_denies_its_patch() {
    for cell in [
        "[ ] KB921883",
        "KB921883 [ ]",
        "( ) KB921883",
        "[-] KB921883",
        "KB921883: -",
        "KB921883 (-)",
        "KB921883=",
    ] {
        let imported =
            import(&[("t.csv", &format!("Host,OS,Installed KBs\nA,Windows XP SP2,{cell}\n"))]);
        assert_eq!(patches(&imported, "A"), Vec::<String>::new(), "{cell}");
        assert!(!host(&imported, "A").host.patches.complete, "{cell}");
        assert!(!skipped(&imported).is_empty(), "{cell}");
    }
    for cell in ["- KB921883", "KB921883 - Update", "KB921883 +"] {
        let imported =
            import(&[("t.csv", &format!("Host,OS,Installed KBs\nA,Windows XP SP2,{cell}\n"))]);
        assert_eq!(patches(&imported, "A"), ["KB921883"], "{cell}");
    }
}

#[test]
fn a_list_that_breaks_off_is_not_whole() {
    for cell in [
        "KB921883, KB8280",
        "KB921883, KB",
        "KB921883 and 12 more",
        "KB921883, 12 more",
        "KB921883, more",
        "KB921883 and 3 updates",
        "KB921883 ..",
    ] {
        let text = format!("Host,OS,Installed KBs\nA,Windows XP SP2,\"{cell}\"\n");
        let imported = import(&[("t.csv", &text)]);
        assert_eq!(patches(&imported, "A"), ["KB921883"], "{cell}");
        assert!(!host(&imported, "A").host.patches.complete, "{cell}");
        assert!(!skipped(&imported).is_empty(), "{cell}");
    }
}

#[test]
fn an_ending_that_is_no_domain_is_part_of_the_name() {
    for (old, live) in
        [("FILES1.old", "FILES1"), ("kasse.1", "kasse"), ("3.1", "3"), ("web.bak", "web")]
    {
        let text =
            format!("Host,OS,Patches\n{live},Windows XP SP2,\n{old},Windows XP SP2,KB921883\n");
        let imported = import(&[("t.csv", &text)]);
        assert_eq!(names(&imported), [live, old]);
        assert_eq!(patches(&imported, live), Vec::<String>::new());
    }
    let text = "Host,OS,Patches\nsrv1,Windows XP SP2,\nsrv1.corp.example,Windows XP SP2,KB921883\n";
    assert_eq!(names(&import(&[("t.csv", text)])), ["srv1"]);
}

#[test]
fn a_cell_that_stands_for_several_hosts_names_none() {
    for cell in ["SRV10..12", "SRV5-SRV9", "PC[01-20]", "5x PC", "\"SRV20\nSRV21\"", "srv1 / srv2"]
    {
        let text =
            format!("Host,OS,Patches\nSRV10,Windows XP SP2,\n{cell},Windows XP SP2,KB921883\n");
        let imported = import(&[("t.csv", &text)]);
        assert_eq!(names(&imported), ["SRV10"], "{cell}");
        assert_eq!(patches(&imported, "SRV10"), Vec::<String>::new(), "{cell}");
        let said = skipped(&imported);
        assert!(said.iter().any(|said| said.contains("several hosts")), "{cell}: {said:?}");
    }
    let one = "Host,OS,Patches\nweb-01,Windows XP SP2,\nsrv1-old,Windows XP SP2,\nhp-2-hp,Windows XP SP2,\n";
    assert_eq!(names(&import(&[("t.csv", one)])), ["web-01", "srv1-old", "hp-2-hp"]);
}

#[test]
fn what_a_newer_list_does_not_have_any_more_is_not_known() {
    let list = |patches: &str, seen: &str| {
        format!("Host,OS,Patches,Last seen\nA,Windows XP SP2,{patches},{seen}\n")
    };
    let old = list("KB828028;KB921883", "2006-08-01");
    let new = list("KB828028", "2006-08-25");
    for files in [[("a.csv", &*old), ("b.csv", &*new)], [("b.csv", &*new), ("a.csv", &*old)]] {
        let imported = import(&files);
        assert_eq!(patches(&imported, "A"), ["KB828028"]);
        assert!(!host(&imported, "A").host.patches.complete);
        let told = |kept: &str| kept.starts_with("KB921883 is not in a newer list");
        assert!(imported.conflicts.iter().any(|conflict| told(&conflict.kept.0)));
    }
    // One that was added since is there.
    let more = list("KB828028;KB921883;KB835732", "2006-08-25");
    let imported = import(&[("a.csv", &old), ("b.csv", &more)]);
    assert_eq!(patches(&imported, "A"), ["KB828028", "KB835732", "KB921883"]);
    assert!(host(&imported, "A").host.patches.complete);
}

const MINE: &str = "inventory: 1.0.0\nsegments: {office: {}}\nhosts:\n  - {name: srv1, os: windows-2000, sp: 4, kind: server, segment: office, patches: []}\n  - {name: desk, count: 40, os: windows-xp, sp: 1, kind: workstation, segment: office, patches: []}\n";

#[test]
fn a_machine_of_another_domain_with_another_system_is_another_machine() {
    let found =
        "Computer,OS,Service Pack,Patches\nsrv1.apac.corp.local,Windows Server 2003,1,KB921883\n";
    let (_keep, folder) = folder_with(&[("mine.yaml", MINE), ("found.csv", found)]);
    let output =
        patchfirst_in(&folder, &["import", "found.csv", "--into", "mine.yaml", "--dry-run"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(
        !output.stdout.lines().any(|line| line.starts_with("-  - {name: srv1")),
        "{}",
        output.stdout
    );
    assert!(output.stdout.contains("name: srv1.apac.corp.local"), "{}", output.stdout);
    assert!(output.stderr.contains("it runs another system"), "{}", output.stderr);
    // With the same system it is the one that stands there.
    let same = found.replace("Server 2003,1", "2000 Server,4");
    let (_keep, folder) = folder_with(&[("mine.yaml", MINE), ("found.csv", &same)]);
    let output =
        patchfirst_in(&folder, &["import", "found.csv", "--into", "mine.yaml", "--dry-run"]);
    assert!(output.stderr.contains("1 host changed, 0 added"), "{}", output.stderr);
}

#[test]
fn what_is_found_on_one_machine_changes_no_entry_of_forty() {
    for name in ["desk", "desk.corp.local"] {
        let found = format!("Computer,OS,Service Pack,Patches\n{name},Windows XP,1,KB921883\n");
        let (_keep, folder) = folder_with(&[("mine.yaml", MINE), ("found.csv", &found)]);
        let output =
            patchfirst_in(&folder, &["import", "found.csv", "--into", "mine.yaml", "--dry-run"]);
        assert!(!output.stdout.contains("KB921883"), "{name}: {}", output.stdout);
        assert!(output.stderr.contains("desk stands for 40 machines"), "{name}: {}", output.stderr);
    }
}
