//! Tables whose column of hosts names something else: what they say is not put on one host.

use patchfirst::import::Options;

use super::{import, import_with, names, patches, skipped};

fn mapped(text: &str, heading: &str) -> patchfirst::import::Imported {
    let map = vec![("host".to_owned(), heading.to_owned())];
    let options = Options { map, ..Options::default() };
    import_with(&options, &[("t.csv", text.as_bytes())])
}

#[test]
fn a_column_that_puts_machines_together_names_no_host() {
    for (text, heading, found) in [
        (
            "Server,Client,HotFixID,InstalledOn\nUPD1,TILL1,KB917422,2006-08-12\nUPD1,TILL2,KB896423,2006-08-12\n",
            "Client",
            ["TILL1", "TILL2"],
        ),
        (
            "Source,Target,HotFixID,InstalledOn\nDESK,TILL1,KB917422,2006-08-12\nDESK,TILL2,KB896423,2006-08-12\n",
            "Target",
            ["TILL1", "TILL2"],
        ),
        (
            "Host,Guest,OS,Patches\nRACK,TILL1,Windows 2000 SP4,KB917422\nRACK,TILL2,Windows 2000 SP4,\n",
            "Guest",
            ["TILL1", "TILL2"],
        ),
        (
            "Hostname,Cluster,Node,HotFixID\nSQL,SQL,TILL1,KB917422\nSQL,SQL,TILL2,KB896423\n",
            "Node",
            ["TILL1", "TILL2"],
        ),
        (
            "Device,IP,OS,Patches\nOptiPlex GX150,10.7.0.5,Windows XP SP2,KB917422\nOptiPlex GX150,10.7.0.6,Windows XP SP2,\n",
            "IP",
            ["10.7.0.5", "10.7.0.6"],
        ),
        (
            "Name,IP,OS,Patches\nAnn Smith,10.7.0.5,Windows XP SP2,KB917422\nAnn Smith,10.7.0.6,Windows XP SP2,\nDesk,10.7.0.7,Windows XP SP2,\n",
            "IP",
            ["10.7.0.5", "10.7.0.6"],
        ),
    ] {
        let imported = import(&[("t.csv", text)]);
        assert!(imported.hosts.is_empty(), "{text}: {:?}", names(&imported));
        let advice = format!("--map \"host={heading}\"");
        let told = skipped(&imported);
        assert!(told.iter().any(|said| said.contains(&advice)), "{text}: {told:?}");
        let imported = mapped(text, heading);
        assert_eq!(names(&imported)[..2], found, "{text}: {:?}", skipped(&imported));
        assert_eq!(patches(&imported, found[0]), ["KB917422"], "{text}");
        assert!(!patches(&imported, found[1]).contains(&"KB917422".to_owned()), "{text}");
    }
}

#[test]
fn columns_that_name_the_host_name_it() {
    for text in [
        // One customer or program of several servers, and several addresses of one.
        "Server,Client,OS,Patches\nSAW,acme,Windows 2000 SP4,KB917422\nMILL,acme,Windows 2000 SP4,\n",
        "Name,IP,OS,Patches\nSAW,10.7.0.5,Windows 2000 SP4,KB917422\nSAW,10.7.1.5,Windows 2000 SP4,KB917422\n",
        "Hostname,NetBIOS name,HotFixID\nsaw.corp.example,SAW,KB917422\n",
        "Hostname,Alias,OS,Patches\nSAW,MAIL,Windows 2000 SP4,KB917422\nSAW,WEB,Windows 2000 SP4,KB917422\n",
        "Host,Agent,OS,Patches\nSAW,1.2,Windows 2000 SP4,KB917422\nMILL,1.3,Windows 2000 SP4,\n",
    ] {
        let imported = import(&[("t.csv", text)]);
        assert_eq!(patches(&imported, "SAW"), ["KB917422"], "{text}: {:?}", skipped(&imported));
    }
}
