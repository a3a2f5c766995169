//! Profiles of the firewall of Windows: one that is off, or lets in what no rule blocks.

use patchfirst::import::{Imported, Options};

use super::{import_with, skipped};

const RULE: &str = "Rule Name:                            Files\n----------------------------------------------------------------------\nEnabled:                              Yes\nDirection:                            In\nProfiles:                             Domain\nRemoteIP:                             10.2.0.0/24\nProtocol:                             TCP\nLocalPort:                            445\nAction:                               Allow\n";
const BLOCK: &str = "Rule Name:                            No desktop\n----------------------------------------------------------------------\nEnabled:                              Yes\nDirection:                            In\nProfiles:                             Domain,Private,Public\nRemoteIP:                             Any\nProtocol:                             TCP\nLocalPort:                            3389\nAction:                               Block\n";

/// What a host is said to answer, and what is said of its file.
fn answers(file: &str, rules: &str) -> (String, Vec<String>) {
    let hosts = "host,ip,os,kind,segment\nfs1,10.2.0.6,Windows Server 2003,server,servers\n";
    let files = [("hosts.csv", hosts.as_bytes()), (file, rules.as_bytes())];
    let imported: Imported = import_with(&Options::default(), &files);
    let text = patchfirst::import::write::inventory(&imported);
    let line = text.lines().find_map(|line| line.trim().strip_prefix("listens: "));
    let remarks = imported.rule_remarks.iter().map(|told| format!("{}: {}", told.line, told.why));
    let told = skipped(&imported).into_iter().chain(remarks).collect();
    (line.unwrap_or("nothing is said").to_owned(), told)
}

fn netsh(settings: &str) -> (String, Vec<String>) {
    answers("fs1.txt", &format!("{settings}\n{RULE}\n{BLOCK}\nOk.\n"))
}

fn settings(state: &str, policy: &str) -> String {
    format!(
        "Domain Profile Settings: \n----------------------------------------------------------------------\n{state}\nFirewall Policy                       {policy}\nLocalFirewallRules                    N/A (GPO-store only)\nLogging:\nLogAllowedConnections                 Disable\n"
    )
}

#[test]
fn a_profile_that_is_off_lets_everything_in() {
    let usual = "BlockInbound,AllowOutbound";
    for on in
        ["State                                 ON", "Status                                EIN"]
    {
        assert_eq!(
            netsh(&settings(on, usual)),
            ("{tcp/445: [servers]}".to_owned(), vec![]),
            "{on}"
        );
    }
    for off in [
        "State                                 OFF",
        "Status                                AUS",
        "État                                  Inactif",
        "Estado                                ?",
    ] {
        let (open, told) = netsh(&settings(off, usual));
        assert_eq!(open, "[any]", "{off}");
        assert_eq!(
            told,
            ["3: the firewall is off, or may be, in a profile: it is counted as open"]
        );
    }
    // One of several is enough, wherever it stands.
    let three = format!(
        "{}\n{}",
        settings("State                                 ON", usual),
        settings("State                                 OFF", usual)
    );
    assert_eq!(netsh(&three).0, "[any]");
    let behind =
        format!("{RULE}\n{}", settings("State                                 OFF", usual));
    assert_eq!(answers("fs1.txt", &behind).0, "[any]");
}

#[test]
fn a_profile_that_lets_in_what_no_rule_blocks_says_so() {
    let on = "State                                 ON";
    let (open, told) = netsh(&settings(on, "AllowInbound,AllowOutbound"));
    assert_eq!(open, "[any]");
    assert_eq!(told, ["4: a profile lets in what no rule blocks: it is counted as open"]);
    let table = |heading: &str, value: &str| {
        answers(
            "fs1.csv",
            &format!(
                "PSComputerName,DisplayName,Enabled,Direction,Action,Protocol,LocalPort,RemoteAddress,{heading}\nfs1,a,True,Inbound,Allow,TCP,445,10.2.0.0/24,{value}\n"
            ),
        )
    };
    assert_eq!(table("DefaultInboundAction", "Block").0, "{tcp/445: [servers]}");
    assert_eq!(table("DefaultInboundAction", "Allow").0, "[any]");
    // Headings that nobody knows are listed once; those of PowerShell say nothing.
    let (open, told) = table("Ticket", "4711");
    assert_eq!(open, "{tcp/445: [servers]}");
    assert!(told.len() == 1 && told[0].contains("the column is not read"), "{told:?}");
    assert_eq!(table("PolicyStoreSource", "PersistentStore").1, Vec::<String>::new());
}

#[test]
fn lines_between_rules_are_listed_and_lost_names_part_rules() {
    let (open, told) = answers("fs1.txt", &format!("{RULE}\nthis is no line of a rule\n{BLOCK}"));
    assert_eq!(open, "{tcp/445: [servers]}");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("11: "), "{told:?}");
    // The second rule lost the line with its name.
    let nameless = BLOCK.replace("Block", "Allow");
    let nameless = nameless.split_once('\n').map_or("", |(_, rest)| rest);
    let (open, _) = answers("fs1.txt", &format!("{RULE}{nameless}"));
    assert!(open.contains("tcp/3389"), "{open}");
}

#[test]
fn neighbours_on_the_same_link_are_those_of_the_own_segment() {
    let near = RULE.replace("10.2.0.0/24", "fe80::/64");
    let (open, _) = answers("fs1.txt", &format!("{near}\n{BLOCK}\nOk.\n"));
    assert_eq!(open, "{tcp/445: [servers]}");
}

#[test]
fn rules_without_their_ports_are_no_hosts() {
    let listed = "Name                  : Desk-In\nDisplayName           : Desk (In)\nEnabled               : True\nDirection             : Inbound\nAction                : Allow\nEdgeTraversalPolicy   : Block\n";
    let table = "Name,DisplayName,Group,Enabled,Direction,Action,EdgeTraversalPolicy\nDesk-In,Desk (In),@x,True,Inbound,Allow,Block\n";
    for text in [listed, table] {
        let (open, told) = answers("fs1.txt", text);
        assert_eq!(open, "nothing is said");
        assert!(told.iter().any(|told| told.contains("without their ports")), "{told:?}");
    }
}
