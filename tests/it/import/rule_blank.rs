//! Lists of rules of which a part is not there: cells that were merged, columns that nobody knows,
//! rules that are not in force or about something else.

use patchfirst::import::place::Segments;
use patchfirst::import::{Imported, Options};

use super::evidence::workbook;
use super::firewall::{flows, shown};
use super::{import, import_with, names, skipped};

const NETWORKS: [(&str, &str); 3] =
    [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24"), ("plant", "10.7.0.0/24")];

/// What is open from some segment to the servers by a table.
fn from(segment: &str, table: &str) -> Option<String> {
    let found = flows(&NETWORKS, ("t.csv", table)).0;
    let start = format!("{segment} -> servers: ");
    found.iter().find_map(|flow| Some(flow.strip_prefix(&start)?.to_owned()))
}

/// A workbook of one sheet whose rows have a cell for each word, with cells that were merged.
fn merged(rows: &[&[&str]], regions: &[&str]) -> Vec<u8> {
    let cell = |at: usize, number: usize, text: &str| {
        let column = char::from(b'A' + at as u8);
        format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let row = |(at, cells): (usize, &&[&str])| {
        let own = cells.iter().enumerate().filter(|(_, text)| !text.is_empty());
        let own: String = own.map(|(place, text)| cell(place, at + 1, text)).collect();
        format!("<row r=\"{}\">{own}</row>", at + 1)
    };
    let rows: String = rows.iter().enumerate().map(row).collect();
    let regions: String =
        regions.iter().map(|region| format!("<mergeCell ref=\"{region}\"/>")).collect();
    // The helper closes what this opens.
    let sheet =
        format!("{rows}</sheetData><mergeCells count=\"1\">{regions}</mergeCells><sheetData>");
    workbook(&[("Rules", &sheet)])
}

fn read(book: &[u8]) -> Imported {
    let mut segments = Segments::default();
    NETWORKS.iter().for_each(|(name, network)| segments.add(network.parse().unwrap(), name));
    import_with(&Options { segments, ..Options::default() }, &[("t.xlsx", book)])
}

#[test]
fn merged_cells_hold_in_each_of_their_rows() {
    let rows: [&[&str]; 4] = [
        &["Source", "Destination", "Service", "Action"],
        &["10.3.0.0/16", "10.2.0.0/24", "tcp/22", "deny"],
        &["", "", "tcp/445", "deny"],
        &["any", "10.2.0.0/24", "tcp/445", "allow"],
    ];
    let whole = read(&merged(&rows, &["A2:A3", "B2:B3"]));
    assert_eq!(shown(&whole), ["internet -> servers: tcp/445", "plant -> servers: tcp/445"]);
    assert!(whole.rule_remarks.is_empty());
    // Without the regions it may be either.
    let blank = read(&merged(&rows, &["A9:A10"]));
    assert!(shown(&blank).contains(&"plant -> servers: | tcp/445".to_owned()));
    let hosts: [&[&str]; 3] = [
        &["Hostname", "Operating System", "Patches"],
        &["pc1", "Windows XP SP2", "KB917422"],
        &["", "", "KB835732"],
    ];
    let imported = read(&merged(&hosts, &["A2:A3", "B2:B3"]));
    assert_eq!(names(&imported), ["pc1"]);
    assert_eq!(super::patches(&imported, "pc1").len(), 2, "{:?}", skipped(&imported));
    // Headings of two lines name no host.
    let heads: [&[&str]; 3] =
        [&["Hostname", "Address", ""], &["", "IPv4", "IPv6"], &["pc1", "10.3.0.9", ""]];
    assert_eq!(names(&read(&merged(&heads, &["A1:A2", "B1:C1"]))), ["pc1"]);
}

#[test]
fn merged_cells_beyond_what_a_sheet_holds_are_refused() {
    let rows: [&[&str]; 3] = [&["Hostname", "x"], &["pc1", "y"], &["pc2", "z"]];
    let many: Vec<&str> = std::iter::repeat_n("A2:A3", 9).collect();
    let imported = read(&merged(&rows, &many));
    assert!(skipped(&imported)[0].contains("merged cells"), "{:?}", skipped(&imported));
}

#[test]
fn a_blank_end_or_port_below_one_that_is_not_is_doubtful() {
    const HEADS: &str = "Source,Destination,Protocol,Port,Action\n";
    let first = "10.3.0.0/16,10.2.0.0/24,tcp,22";
    let table = |row: &str| format!("{HEADS}{first},allow\n{row}\n");
    let end = table(",,tcp,445,allow");
    assert_eq!(from("office", &end).as_deref(), Some("tcp/22 | tcp/445"));
    assert_eq!(from("plant", &end).as_deref(), Some("| tcp/445"));
    let remarks = flows(&NETWORKS, ("t.csv", &end)).1;
    assert!(remarks[0].starts_with("3: `Source` is blank"), "{remarks:?}");
    assert_eq!(from("plant", &table("10.7.0.0/24,10.2.0.0/24,,,allow")).as_deref(), Some("| any"));
    assert_eq!(from("plant", &table("10.7.0.0/24,10.2.0.0/24,ip,,allow")).as_deref(), Some("any"));
    // Above the first that says something, and beside a word, nothing is merged.
    let above = format!("{HEADS},10.2.0.0/24,tcp,445,allow\n{first},allow\n");
    assert_eq!(from("plant", &above).as_deref(), Some("tcp/445"));
    assert_eq!(from("plant", &table("any,10.2.0.0/24,tcp,445,allow")).as_deref(), Some("tcp/445"));
    // What it denies may be everybody's.
    let deny = format!("{HEADS}{first},deny\n,,tcp,445,deny\nany,10.2.0.0/24,tcp,1-65535,allow\n");
    let open = from("plant", &deny).unwrap();
    assert_eq!(open, "tcp/0-444, tcp/446-65535 | tcp/445");
}

#[test]
fn a_column_that_is_not_known_may_hold_the_ports_or_an_end() {
    let table =
        |heads: &str, cells: &str| format!("Source,Destination,{heads},Action\n{cells},allow\n");
    let row = "10.3.0.0/16,10.2.0.0/24";
    for (heads, cells) in [("Protocol,Goal", "tcp,3389"), ("Protocol,Goal", "tcp,remote desktops")]
    {
        let open = from("office", &table(heads, &format!("{row},{cells}")));
        assert_eq!(open.as_deref(), Some("| tcp/1-65535"), "{cells}");
    }
    let beside = table("Protocol,Port,Goal", &format!("{row},tcp,any,3389"));
    assert_eq!(from("office", &beside).as_deref(), Some("| tcp/1-65535"));
    // A word beside a port narrows nothing that is known.
    let word = table("Protocol,Port,Goal", &format!("{row},tcp,445,shares"));
    assert_eq!(from("office", &word).as_deref(), Some("tcp/445"));
    let end = table("Protocol,Port,Goal", "any,10.2.0.0/24,tcp,445,10.7.0.9");
    assert_eq!(from("office", &end).as_deref(), Some("| tcp/445"));
    for heading in ["Puerto", "Puertos", "Porta", "Poort", "dpt", "Dst. Port"] {
        let open =
            from("office", &table(&format!("Protocol,{heading}"), &format!("{row},tcp,3389")));
        assert_eq!(open.as_deref(), Some("tcp/3389"), "{heading}");
    }
    let french = format!(
        "N°;Source;Destination;Port;Protocole;Action\n1;{};445;Tous;Autoriser\n",
        row.replace(',', ";")
    );
    assert_eq!(from("office", &french).as_deref(), Some("tcp/445, udp/445"));
}

#[test]
fn a_heading_that_asks_yes_or_no_says_what_is_in_force() {
    for (heading, no, yes) in [
        ("Enable", "false", "true"),
        ("Activated", "no", "yes"),
        ("On", "no", "yes"),
        ("Rule Enabled", "FALSE", "TRUE"),
        ("Disable", "true", "false"),
        ("Activado", "no", "sí"),
    ] {
        let table = |cell: &str| {
            format!(
                "{heading},Source,Destination,Service,Action\n{cell},10.3.0.0/16,10.2.0.0/24,tcp/445,allow\n"
            )
        };
        assert_eq!(from("office", &table(no)), None, "{heading}");
        assert_eq!(from("office", &table(yes)).as_deref(), Some("tcp/445"), "{heading}");
        let open = from("office", &table("perhaps"));
        assert_eq!(open.as_deref(), Some("| tcp/445"), "{heading}");
    }
}

#[test]
fn rows_about_the_router_itself_open_nothing_between_segments() {
    let heads = "chain,action,src-address,dst-address,protocol,dst-port\n";
    let rest = "forward,drop,,,,\n";
    let forward = "forward,accept,10.3.0.0/16,10.2.0.0/24,tcp,445\n";
    let own = "input,accept,10.7.0.0/24,,tcp,8291\noutput,accept,,,tcp,53\n";
    let whole = format!("{heads}{forward}{own}{rest}");
    assert_eq!(flows(&NETWORKS, ("t.csv", &whole)).0, ["office -> servers: tcp/445"]);
    let told = skipped(&import(&[("t.csv", &*whole)])).join("\n");
    assert!(told.contains("2 rows of chains that are about the router itself"), "{told}");
    // Another chain may be about anything, and without a last rule nobody knows what is left.
    let other = format!("{heads}guests,accept,10.7.0.0/24,10.2.0.0/24,tcp,22\n{rest}");
    assert_eq!(flows(&NETWORKS, ("t.csv", &other)).0, ["plant -> servers: | tcp/22"]);
    let open = from("plant", &format!("{heads}{forward}"));
    assert_eq!(open.as_deref(), Some("| any"));
    let only = flows(&NETWORKS, ("t.csv", &format!("{heads}{own}"))).0;
    assert_eq!(only, Vec::<String>::new());
}

#[test]
fn a_table_of_rules_is_no_list_of_hosts() {
    for (table, why) in [
        (
            "Name,Action,Direction\nSpooler-In,Allow,Inbound\nShares-In,Block,Inbound\n",
            "without their ports",
        ),
        (
            "Name,DisplayName,Enabled,Direction,Action,Profile\nr1,Shares,True,Inbound,Allow,Any\n",
            "without their ports",
        ),
        ("action,port,ip\nallow,445,10.3.0.9\ndeny,22,10.3.0.8\n", "from where to where"),
        (
            "name,group,direction,from_port,to_port,range\nweb,g1,ingress,443,443,10.3.0.0/16\n",
            "from where to where",
        ),
    ] {
        let imported = import(&[("t.csv", table)]);
        assert_eq!(names(&imported), Vec::<&str>::new(), "{table}");
        let told = skipped(&imported).join("\n");
        assert!(told.contains(why), "{table}: {told}");
    }
    // Words of a list of hosts that rules have too.
    let hosts = "Name,Operating System,Action\npc1,Windows XP SP2,allow\npc2,Windows XP SP2,deny\n";
    assert_eq!(names(&import(&[("t.csv", hosts)])), ["pc1", "pc2"]);
    let exported = "Name,Source Zones,Dest Zones,Source Networks,Dest Networks,Users,Source Ports,Dest Ports,Action\n\
        r1,in,out,10.3.0.0/16,10.2.0.0/24,any,any,TCP (6):445; UDP (17):53,Trust\n\
        r2,in,out,10.7.0.0/24,10.2.0.0/24,any,any,SSH,Block with reset\n";
    assert_eq!(from("office", exported).as_deref(), Some("tcp/445, udp/53"));
    assert_eq!(from("plant", exported), None);
    // Where one end has no column, nothing is certain.
    let half = "Source,Port,Protocol,Action\n10.3.0.0/16,445,tcp,allow\n";
    assert_eq!(from("office", half).as_deref(), Some("| tcp/445"));
}

/// Each of many groups has a rule of its own, and each pair of them is asked about.
#[test]
fn many_security_groups_are_soon_worked_out() {
    let group = |at: usize| {
        format!(
            r#"{{"GroupId": "sg-{at}", "GroupName": "g{at}", "IpPermissions": [{{"IpProtocol": "tcp", "FromPort": {port}, "ToPort": {port}, "UserIdGroupPairs": [{{"GroupId": "sg-{next}"}}]}}], "IpPermissionsEgress": [{{"IpProtocol": "-1", "IpRanges": [{{"CidrIp": "0.0.0.0/0"}}]}}]}}"#,
            port = 1_000 + at,
            next = (at + 1) % 100,
        )
    };
    let groups: Vec<String> = (0..100).map(group).collect();
    let file = format!(r#"{{"SecurityGroups": [{}]}}"#, groups.join(", "));
    let start = std::time::Instant::now();
    let found = flows(&[], ("groups.json", &file)).0;
    assert!(found.contains(&"g8 -> g7: tcp/1007".to_owned()), "{found:?}");
    assert!(!found.iter().any(|flow| flow.starts_with("g9 -> g7")));
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
