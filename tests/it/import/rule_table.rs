//! Lists of rules and matrices whose columns say more, or something else, than they seem to.

use super::firewall::flows;

const NETWORKS: [(&str, &str); 3] =
    [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24"), ("plant", "10.7.0.0/24")];

/// What is open between two segments by a table.
fn way(table: &str, pair: &str) -> Option<String> {
    let found = flows(&NETWORKS, ("t.csv", table)).0;
    found.iter().find_map(|flow| Some(flow.strip_prefix(pair)?.strip_prefix(": ")?.to_owned()))
}

fn there(table: &str) -> Option<String> {
    way(table, "office -> servers")
}

fn back(table: &str) -> Option<String> {
    way(table, "servers -> office")
}

#[test]
fn a_range_of_ports_may_stand_in_two_columns() {
    for heads in ["Port,End Port", "Start Port,Last Port", "Dst Port,Port To", "Port Min,Port Max"]
    {
        let table = format!(
            "Source,Destination,Protocol,{heads},Action\noffice,servers,tcp,135,139,allow\noffice,servers,tcp,22,,allow\n"
        );
        assert_eq!(there(&table).as_deref(), Some("tcp/22, tcp/135-139"), "{heads}");
    }
    // What is not known to be the end may be it.
    let odd =
        "Source,Destination,Protocol,Port,Other Port,Action\noffice,servers,tcp,135,139,allow\n";
    assert_eq!(there(odd).as_deref(), Some("tcp/135 | tcp/0-134, tcp/136-65535, udp/0-65535"));
    let words =
        "Source,Destination,Protocol,Port,End Port,Action\noffice,servers,tcp,135,many,allow\n";
    assert_eq!(there(words).as_deref(), Some("| any"));
    let ends =
        "Source,Destination,Protocol,From Port,To Port,Action\noffice,servers,tcp,445,445,allow\n";
    assert_eq!(there(ends).as_deref(), Some("tcp/445"));
}

#[test]
fn masks_and_ends_of_addresses_may_stand_in_columns_of_their_own() {
    for (heads, mask) in [
        ("Source,Source Mask", "255.255.0.0"),
        ("Source,Source Wildcard", "0.0.255.255"),
        ("Source,Src Mask", "/16"),
        ("Source,Source End", "10.3.255.255"),
    ] {
        let table =
            format!("{heads},Destination,Service,Action\n10.3.0.0,{mask},servers,tcp/22,allow\n");
        assert_eq!(there(&table).as_deref(), Some("tcp/22"), "{heads}");
        let only =
            flows(&[("far", "10.3.9.0/24"), ("servers", "10.2.0.0/24")], ("t.csv", &table)).0;
        assert!(only.contains(&"far -> servers: tcp/22".to_owned()), "{heads}: {only:?}");
    }
    // A second column of addresses that nobody knows may make it wider.
    let more = "Source,Further Source,Destination,Service,Action\n10.3.0.9,10.7.0.5,servers,tcp/22,allow\n";
    assert_eq!(way(more, "plant -> servers").as_deref(), Some("| tcp/22"));
}

#[test]
fn a_rule_for_both_ways_opens_the_way_back() {
    for (head, cell) in [
        ("Direction", "both"),
        ("Direction", "<->"),
        ("Richtung", "beidseitig"),
        ("Bidirectional", "yes"),
        ("Two-way", "x"),
        ("Direction", "IN_OUT"),
    ] {
        let table = format!(
            "Source,Destination,Service,{head},Action\noffice,servers,tcp/22,{cell},allow\n"
        );
        assert_eq!(there(&table).as_deref(), Some("tcp/22"), "{cell}");
        let sure = !matches!(cell, "x" | "IN_OUT");
        let wanted = if sure { "tcp/22" } else { "| tcp/22" };
        assert_eq!(back(&table).as_deref(), Some(wanted), "{cell}");
    }
    for (head, cell) in [("Direction", "->"), ("Direction", "inbound"), ("Bidirectional", "no")] {
        let table = format!(
            "Source,Destination,Service,{head},Action\noffice,servers,tcp/22,{cell},allow\n"
        );
        assert_eq!(back(&table), None, "{cell}");
    }
    // A deny for what comes in somewhere closes nothing for certain, nor does one for the way back.
    let deny = "Source,Destination,Service,Direction,Action\nany,any,any,in,deny\noffice,servers,tcp/22,,allow\n";
    assert_eq!(there(deny).as_deref(), Some("tcp/22"));
}

#[test]
fn tags_of_azure_are_no_segments() {
    let table = "Name,Priority,Source,Destination,Destination Ports,Protocol,Access\nWeb,100,Internet,10.7.0.0/24,443,TCP,Allow\nNet,65000,VirtualNetwork,VirtualNetwork,0-65535,All,Allow\nProbe,65001,AzureLoadBalancer,10.2.0.0/24,80,TCP,Allow\nStop,65500,0.0.0.0/0,0.0.0.0/0,0-65535,All,Deny\n";
    let found = flows(&NETWORKS, ("t.csv", table)).0;
    assert!(found.contains(&"office -> servers: any".to_owned()), "{found:?}");
    assert!(found.contains(&"internet -> plant: tcp/443".to_owned()), "{found:?}");
    assert!(found.contains(&"internet -> servers: | tcp/80".to_owned()), "{found:?}");
    assert!(
        !found.iter().any(|flow| flow.contains("Azure") || flow.contains("Virtual")),
        "{found:?}"
    );
    // Without the rules that Azure puts behind, its network may talk all the same.
    let own: String = table.lines().take(2).map(|line| format!("{line}\n")).collect();
    assert_eq!(there(&own).as_deref(), Some("| any"));
}

#[test]
fn rules_of_a_layer_hold_inside_of_their_rule() {
    let table = "No.,Source,Destination,Service,Action\n1,office,servers,Any,Files\n1.1,office,servers,tcp/445,Accept\n1.2,Any,Any,Any,Drop\n2,Any,plant,tcp/443,Accept\n3,plant,servers,tcp/1433,Accept\n4,Any,Any,Any,Drop\n";
    assert_eq!(there(table).as_deref(), Some("tcp/445"));
    assert_eq!(way(table, "office -> plant").as_deref(), Some("tcp/443"));
    assert_eq!(way(table, "plant -> servers").as_deref(), Some("tcp/1433"));
    // Without a last rule the layer may do anything with the rest, and only with its own.
    let cut = table.replace("1.2,Any,Any,Any,Drop\n", "");
    assert!(there(&cut).is_some_and(|way| way.starts_with("tcp/445 | ")));
    assert_eq!(way(&cut, "plant -> office"), None);
    // Below a rule that decides by itself a deny closes nothing for certain.
    let flat =
        table.replace("Files", "Accept").replace("office,servers,Any", "office,servers,tcp/22");
    assert_eq!(way(&flat, "plant -> servers").as_deref(), Some("| tcp/1433"));
    // Numbers with points of which none is another's are numbers.
    let plain = "No.,Source,Destination,Service,Action\n1.0,office,servers,tcp/22,Accept\n2.0,Any,Any,Any,Drop\n3.0,office,servers,tcp/23,Accept\n";
    assert_eq!(there(plain).as_deref(), Some("tcp/22"));
}

#[test]
fn a_rule_within_a_zone_closes_nothing_between_zones() {
    for zone in ["any", "(intrazone)"] {
        let table = format!(
            "\"\",Name,Type,Source Zone,Source Address,Destination Zone,Destination Address,Service,Action\n1,quiet,intrazone,any,any,{zone},any,any,Deny\n2,rdp,universal,office,any,servers,any,tcp-3389,Allow\n3,rest,interzone,any,any,any,any,any,Deny\n4,late,universal,office,any,servers,any,tcp-22,Allow\n"
        );
        let found = flows(&NETWORKS, ("t.csv", &table)).0;
        assert!(found.contains(&"office -> servers: tcp/3389".to_owned()), "{found:?}");
        assert!(!found.iter().any(|flow| flow.contains("zone")), "{found:?}");
    }
    // Where zones are no segments, two segments may be in one.
    let table = "Name,Type,Source Zone,Source Address,Destination Zone,Destination Address,Service,Action\nall,intrazone,inside,any,inside,any,any,Allow\nrdp,universal,inside,10.3.0.0/16,inside,10.2.0.0/24,tcp-3389,Allow\n";
    assert!(there(table).is_some_and(|way| way.starts_with("tcp/3389")));
}

#[test]
fn a_second_matrix_in_a_file_has_headings_of_its_own() {
    let table = "From\\To,office,servers\noffice,-,tcp/22\nservers,-,-\n\nFrom\\To,plant,servers\nplant,-,tcp/1433\nservers,any,-\n";
    assert_eq!(there(table).as_deref(), Some("tcp/22"));
    assert_eq!(back(table), None);
    assert_eq!(way(table, "plant -> servers").as_deref(), Some("tcp/1433"));
    assert_eq!(way(table, "servers -> plant").as_deref(), Some("any"));
    // No cell is about these.
    assert_eq!(way(table, "office -> plant").as_deref(), Some("| any"));
    let found = flows(&NETWORKS, ("t.csv", table)).0;
    assert!(!found.iter().any(|flow| flow.contains("From")), "{found:?}");
    // A row that no column names: what may go there is not said.
    let row = "From\\To,office,servers\noffice,-,-\nservers,-,-\nplant,-,-\n";
    assert_eq!((there(row), way(row, "office -> plant").as_deref()), (None, Some("| any")));
}

#[test]
fn a_column_of_actions_is_known_by_its_words() {
    for head in ["Acción", "Permit/Deny", "Result", "Rule Type", "What", "Azione"] {
        let table = format!(
            "Source,Destination,Service,{head}\noffice,servers,tcp/22,Permit\noffice,plant,tcp/22,Deny\n"
        );
        assert_eq!(there(&table).as_deref(), Some("tcp/22"), "{head}");
        assert_eq!(way(&table, "office -> plant"), None, "{head}");
    }
    for (heads, yes, no) in
        [("Allowed?", "Yes", "No"), ("Permit", "Y", "N"), ("Allow,Deny", "x,", ",x")]
    {
        let table = format!(
            "Source,Destination,Service,{heads}\noffice,servers,tcp/22,{yes}\noffice,plant,tcp/22,{no}\n"
        );
        assert_eq!(there(&table).as_deref(), Some("tcp/22"), "{heads}");
        assert_eq!(way(&table, "office -> plant"), None, "{heads}");
    }
    // Where nothing says what a row does and something may, it opens nothing for certain.
    let odd = "Source,Destination,Service,Outcome\noffice,servers,tcp/22,goes\noffice,plant,tcp/22,stays\n";
    assert_eq!(there(odd).as_deref(), Some("| tcp/22"));
}

#[test]
fn a_source_that_is_negated_is_everybody_else() {
    for head in
        ["Source Negate", "Source Negated", "srcaddr-negate", "Exclude Source", "Source Not"]
    {
        let table = format!(
            "Source,{head},Destination,Service,Action\n10.3.0.0/16,true,10.2.0.0/24,tcp/22,allow\n10.3.0.0/16,false,10.2.0.0/24,tcp/80,allow\n"
        );
        assert_eq!(there(&table).as_deref(), Some("tcp/80"), "{head}");
        assert_eq!(way(&table, "plant -> servers").as_deref(), Some("tcp/22"), "{head}");
    }
    // Where it does not say which end, or what is negated has no addresses, it may be anybody.
    for (head, source) in [("Negated", "10.3.0.0/16"), ("Source Negated", "office")] {
        let table = format!(
            "Source,{head},Destination,Service,Action\n{source},yes,10.2.0.0/24,tcp/22,allow\n"
        );
        assert_eq!(way(&table, "plant -> servers").as_deref(), Some("| tcp/22"), "{head}");
    }
    let plain =
        "Source,Notes,Destination,Service,Action\n10.3.0.0/16,true,10.2.0.0/24,tcp/22,allow\n";
    assert_eq!((there(plain).as_deref(), way(plain, "plant -> servers")), (Some("tcp/22"), None));
}

#[test]
fn an_address_that_others_are_translated_to_may_be_meant() {
    let table = |cell: &str| {
        format!("Source,Destination,Service,Action,NAT\nany,203.0.113.5,tcp/443,allow,{cell}\n")
    };
    assert_eq!(there(&table("10.2.0.7")).as_deref(), Some("| tcp/443"));
    for cell in ["no", "yes", "Hide", "-", "203.0.113.8"] {
        assert_eq!(there(&table(cell)), None, "{cell}");
    }
}

#[test]
fn a_port_on_which_nobody_answers_is_no_port() {
    for (port, open) in [("-1", "tcp/1-65535"), ("0", "| any"), ("0-0", "| any")] {
        let table = format!(
            "Source,Destination,Protocol,Port,Action\n10.3.0.0/16,10.2.0.0/24,tcp,{port},allow\n"
        );
        assert_eq!(there(&table).as_deref(), Some(open), "{port}");
        let matrix = format!("from/to,office,servers\noffice,-,tcp/{port}\nservers,-,-\n");
        assert_eq!(there(&matrix).as_deref(), Some("| any"), "{port}");
    }
    let rules = "-P FORWARD DROP\n-A FORWARD -p tcp --dport 0 -j ACCEPT\n";
    assert_eq!(flows(&NETWORKS, ("fw.rules", rules)).0, Vec::<String>::new());
}

#[test]
fn headings_and_services_are_read_as_people_write_them() {
    for (source, target) in [
        ("Source IP Address", "Destination IP Address"),
        ("Source Host", "Dest Host"),
        ("Source Subnet", "Destination Subnet"),
        ("Source Server", "Target Server"),
        ("Original Source", "Original Destination"),
        ("From IP", "To IP"),
        ("Client IP", "Server IP"),
        ("Quellnetz", "Zielnetz"),
        ("Quell-IP", "Ziel-IP"),
        ("Von Zone", "Nach Zone"),
    ] {
        let table =
            format!("{source},{target},Service,Action\n10.3.0.0/16,10.2.0.0/24,tcp/22,allow\n");
        assert_eq!(there(&table).as_deref(), Some("tcp/22"), "{source}");
    }
    for (service, open) in [
        ("tcp/any", "tcp/1-65535"),
        ("tcp/445 (SMB)", "tcp/445"),
        ("tcp 1024 to 1030", "tcp/1024-1030"),
        ("tcp/80 & tcp/443", "tcp/80, tcp/443"),
        ("gt 65533", "tcp/65534-65535, udp/65534-65535"),
        ("\"ICMP, tcp/445\"", "tcp/445"),
        ("radius", "| any"),
    ] {
        let table =
            format!("Source,Destination,Service,Action\n10.3.0.0/16,10.2.0.0/24,{service},allow\n");
        assert_eq!(there(&table).as_deref(), Some(open), "{service}");
    }
    let both =
        "Source,Destination,TCP Ports,UDP Ports,Action\n10.3.0.0/16,10.2.0.0/24,445,53,allow\n";
    assert_eq!(there(both).as_deref(), Some("tcp/445, udp/53"));
    let named =
        "Source,Destination,Protocol,Port,Action\n10.3.0.0/16,10.2.0.0/24,tcp (6),445,allow\n";
    assert_eq!(there(named).as_deref(), Some("tcp/445"));
}
