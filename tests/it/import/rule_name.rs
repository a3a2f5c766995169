//! Names in lists of rules and in matrices: words for everybody, segments, hosts, and what nobody
//! knows.

use patchfirst::import::place::Segments;
use patchfirst::import::{Imported, Options};

use super::firewall::{flows, shown};
use super::import_with;

const NETWORKS: [(&str, &str); 2] = [("office", "10.3.0.0/16"), ("servers", "10.2.0.0/24")];

/// A list with one rule for a source, and what is said of it.
fn from(source: &str) -> (Vec<String>, Vec<String>) {
    let list =
        format!("Source,Destination,Service,Action\n\"{source}\",10.2.0.0/24,tcp/445,allow\n");
    flows(&NETWORKS, ("r.csv", &list))
}

/// A list beside the host fs1.
fn beside_a_host(address: &str, list: &str) -> Imported {
    let mut segments = Segments::default();
    NETWORKS.iter().for_each(|(name, network)| segments.add(network.parse().unwrap(), name));
    let options = Options { segments, ..Options::default() };
    let hosts =
        format!("host,ip,os,kind,segment\nfs1,{address},Windows 2000 Server,server,servers\n");
    import_with(&options, &[("hosts.csv", hosts.as_bytes()), ("r.csv", list.as_bytes())])
}

#[test]
fn words_for_everybody_are_everybody() {
    for word in [
        "Any IPv4",
        "any host",
        "all_hosts",
        "(any)",
        "[Any]",
        "Any/Any",
        "any-address",
        "Everyone",
        "World",
        "all networks",
        "tutti",
        "todo",
        "0/0",
    ] {
        let (found, told) = from(word);
        let all = ["internet -> servers: tcp/445", "office -> servers: tcp/445"];
        assert_eq!((found, told), (all.map(str::to_owned).to_vec(), vec![]), "{word}");
    }
}

#[test]
fn a_name_that_nobody_knows_may_be_anybody_where_addresses_stand_beside_it() {
    for word in [
        "n/a",
        "none",
        "Internal",
        "office + guests",
        "office/dmz",
        "all but servers",
        "everything except office",
        "GRP_Admins",
        "any6",
        "sg-7 / web",
    ] {
        let (found, told) = from(word);
        let all = ["internet -> servers: | tcp/445", "office -> servers: | tcp/445"];
        assert_eq!(found, all, "{word}");
        assert_eq!(told.len(), 1, "{word}: {told:?}");
    }
    let (found, _) = from("RFC1918");
    assert_eq!(found, ["office -> servers: tcp/445"]);
    // One that denies closes nothing that is certain.
    let list = "Source,Destination,Service,Action\nGuests,10.2.0.0/24,any,deny\noffice,10.2.0.0/24,tcp/445,allow\n";
    assert_eq!(flows(&NETWORKS, ("r.csv", list)).0, ["office -> servers: | tcp/445"]);
}

#[test]
fn a_list_of_names_alone_is_about_its_segments() {
    let list = "Source,Destination,Service,Action\nguests,servers,tcp/443,allow\n";
    let (found, told) = flows(&NETWORKS, ("r.csv", list));
    assert!(found.contains(&"guests -> servers: tcp/443".to_owned()), "{found:?}");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("2: no network and no host of the segment guests"), "{told:?}");
    let sum = "Source,Destination,Service,Action\noffice & servers,plant,tcp/443,allow\nplant,servers,tcp/80,allow\n";
    let (found, _) = flows(&NETWORKS, ("r.csv", sum));
    for flow in ["office -> plant: tcp/443", "servers -> plant: tcp/443"] {
        assert!(found.contains(&flow.to_owned()), "{flow}: {found:?}");
    }
    // Without anything to hold them against, names are all that is known.
    let (found, told) = flows(&[], ("r.csv", list));
    assert!(found.contains(&"guests -> servers: tcp/443".to_owned()), "{found:?}");
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn a_host_is_known_by_its_short_name_and_without_an_address_by_its_segment() {
    let list = "Source,Destination,Service,Action\n10.3.0.0/16,fs1.corp.example,tcp/445,allow\n";
    let found = shown(&beside_a_host("10.2.0.5", list));
    assert_eq!(found, ["office -> servers/fs1: tcp/445"]);
    let imported = beside_a_host("", list);
    assert_eq!(shown(&imported), ["office -> servers: | tcp/445"]);
    assert!(imported.rule_remarks[0].why.contains("which address the host fs1 has"));
}

#[test]
fn a_segment_that_is_called_as_the_outside_often_is_stays_a_segment() {
    let networks = [("external", "10.5.0.0/24"), NETWORKS[1]];
    let list = "Source,Destination,Service,Action\nexternal,10.2.0.0/24,tcp/445,allow\n";
    assert_eq!(flows(&networks, ("r.csv", list)).0, ["external -> servers: tcp/445"]);
    assert_eq!(from("external").0, ["internet -> servers: tcp/445"]);
    assert_eq!(from("the Internet").0, ["internet -> servers: tcp/445"]);
}

#[test]
fn a_matrix_may_name_segments_by_their_networks() {
    for (a, b) in
        [("10.3.0.0/16", "10.2.0.0/24"), ("office (10.3.0.0/16)", "servers (10.2.0.0/24)")]
    {
        let matrix = format!("from/to,{a},{b}\n{a},-,tcp/445\n{b},-,-\n");
        let found = flows(&NETWORKS, ("m.csv", &matrix)).0;
        assert!(found.contains(&"office -> servers: tcp/445".to_owned()), "{found:?}");
        assert!(!found.iter().any(|flow| flow.starts_with("servers -> office")), "{found:?}");
    }
}
